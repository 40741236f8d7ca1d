"""Marks of the charts, by page: which one to click, what its label says, and the sentence over the rows that it leads to."""

import re

MARKS = {
    "revenue": ("bridge", "bar", 4, r"Movement: (?P<said>\w+);", r"{said}, Oct 2026: 8 customers, \$304.84 MRR in the list: the same"),
    "sentiment": ("scores_12", "bar", 3, r"Score: (?P<said>\d+)", r"comments with score {said}\."),
    "support": ("ages_never", "bar", 0, r"Tickets: (?P<said>\d+)", r"{said} listed, the oldest first: "),
    "product": ("silent", "bar", 1, r"customers: (?P<said>\d+)", r"{said} listed, the largest first: Never used, new"),
    "onboarding": ("overdue_bars", "bar", 0, r"customers: (?P<said>\d+)", r"{said} listed below, the longest first: "),
    "customers": ("risk_reasons", "bar", 1, r"At risk: \S+ (?P<said>\d+) accounts", r"{said} accounts for “"),
}


def leads_to_its_rows(page, path):
    """Click the mark: the list below has as many as the mark says."""
    key, role, place, label, expected = MARKS[path]
    mark = page.locator(f".st-key-{key} path[aria-roledescription={role}]").nth(place)
    mark.scroll_into_view_if_needed()
    found = re.search(label, mark.get_attribute("aria-label"))
    assert found, (path, mark.get_attribute("aria-label"))
    sentence = re.compile(expected.replace("{said}", re.escape(found["said"])))
    assert not sentence.search(page.locator("[data-testid=stMain]").inner_text()), path
    mark.click(force=True)
    page.get_by_text(sentence).first.wait_for(timeout=30_000)
