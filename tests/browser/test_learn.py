"""A new hire's first module in real Chromium: wrong answers on the way, hints, the keyboard, and the way back with the key."""

import os
import re
import sqlite3

import pytest

from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.items import ITEMS
from tests.browser.test_import import settled

MOST_CHOICES = 12
FIRST = ITEMS["pp_change"]
RIGHT = (FIRST.why.right, FIRST.title, FIRST.interpretation.accepted, *(c.right for c in CONCEPTS if c.module == "M0"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("learn") / "progress.sqlite"


@pytest.fixture(scope="module")
def server(start_server, app_command, place):
    with start_server(app_command, place.parent, {**os.environ, "CS_CALC_PROGRESS": str(place)}) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


def visit(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 1100})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(address)
    page.locator("h1").first.wait_for()
    return settled(page)


def main(page):
    return page.locator("[data-testid=stMain]").inner_text()


RUNS = """() => { window.ran = new Promise(done => { setTimeout(done, 3000);
  new MutationObserver((_, me) => { if (document.querySelector('[data-test-script-state=running]')) { me.disconnect(); done(); } })
    .observe(document.body, { attributes: true, subtree: true, attributeFilter: ['data-test-script-state'] }); }); }"""


def acted(page, act):
    """Do something that makes the page run, and wait until it has: on a busy machine it begins late."""
    page.evaluate(RUNS)
    act()
    page.evaluate("() => window.ran")
    return settled(page)


def press(page, name):
    return acted(page, page.get_by_role("button", name=name).first.click)


def stage(page):
    return re.search(r"stage=(\w)", page.url)[1]


def rates(page):
    """The two rates of the story, as they stand on the page."""
    return [float(x) for x in re.search(r"moved from ([\d.]+)% to ([\d.]+)%", main(page)).groups()]


def fill(page, *typed):
    """Type into the fields; Enter in the last one marks it."""
    boxes = page.locator("[data-testid=stTextInput] input")
    for n, value in enumerate(typed):
        boxes.nth(n).fill(value)
    return acted(page, lambda: boxes.nth(len(typed) - 1).press("Enter"))


def alert(page):
    return page.locator("[data-testid=stAlert]").last.inner_text()


def is_right(page):
    """Whether the question is over and right: there is a way on."""
    return page.get_by_role("button", name="Next:").count() == 1


def until_right(page, answer):
    """Take what is declared right, else one option after the other, with new numbers after every second miss; how many were wrong."""
    for wrong in range(MOST_CHOICES):
        options = page.locator("[data-testid=stRadioOption]")
        texts = options.all_inner_texts()
        known = [n for n, text in enumerate(texts) if any(text.endswith(right) for right in RIGHT)]
        options.nth(known[0] if known else wrong % len(texts)).click()
        answer(page)
        if is_right(page):
            return wrong
        if page.locator("[data-testid=stRadioOption]").count() == 0:
            press(page, "The same with new numbers")
    pytest.fail("no option was right")


def check(page):
    press(page, "Check")


def two_steps(page):
    """Both blanks of this working are the difference."""
    before, now = rates(page)
    fill(page, f"{now - before:.1f}", f"{now - before:.1f}")


def test_a_new_hire_goes_through_the_first_module_and_comes_back_with_the_key(server, browser, place):
    page = visit(browser, f"{server.url}/learn?path=csm")
    page.get_by_label("Your name").fill("Nia")
    page.keyboard.press("Enter")
    settled(page)
    key = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", main(page))[0]
    press(page, "I have put it away")
    press(page, "Begin: Percent and percentage points")
    assert page.locator("h1").inner_text() == "Practice" and stage(page) == "A" and "Watch out" in main(page)

    page.keyboard.press("Enter")  # the one primary action
    settled(page)
    before, now = rates(page)
    assert stage(page) == "B"
    fill(page, f"{100 * (now - before) / before:.1f}")
    assert "relative" in alert(page) and "One more try" in main(page)
    press(page, "Hint")
    numbers = rates(page)
    assert numbers == [before, now], "a hint draws no other numbers"
    fill(page, f"{now - before:.1f}")
    assert "is right" in alert(page)

    press(page, "Next: Two steps and why")
    wrong = until_right(page, two_steps)
    press(page, "Next: Full problem")

    before, now = rates(page)
    fill(page, f"{now - before:.1f}")
    press(page, "Next: Find the error")
    wrong += until_right(page, check)
    press(page, "Next: Which metric?")
    wrong += until_right(page, check)
    press(page, "Next: What would you do?")
    wrong += until_right(page, check)
    press(page, "The full problem again")
    before, now = rates(page)
    fill(page, f"{now - before:.1f}")
    assert "Proficient" in main(page)
    press(page, "Next: Metric or KPI?")
    wrong += until_right(page, check)
    press(page, "Next: How many metrics?")
    wrong += until_right(page, check)

    page.locator("[data-testid=stSidebarNavLink]", has_text=re.compile("^.*Learn$")).first.click()
    page.locator("h1", has_text="Learn").wait_for()
    settled(page)
    assert "3 of 3 done" in main(page) and "Continue: Customer churn rate" in main(page)
    with sqlite3.connect(place) as connection:
        kinds = [kind for (kind,) in connection.execute("SELECT kind FROM cs_calc_attempts")]
    assert kinds.count("mistake") >= 1 + wrong and f"{len(kinds)} answers so far" in main(page)

    other = visit(browser, f"{server.url}/learn?path=csm")
    assert "Who is learning?" in main(other) and "3 of 3 done" not in main(other)
    other.get_by_role("tab", name="I have a key").click()
    other.get_by_label("Your private key").fill(key)
    other.keyboard.press("Enter")
    settled(other)
    assert "Nia is learning" in main(other) and "3 of 3 done" in main(other)
    other.context.close()
    page.context.close()
