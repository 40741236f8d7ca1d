"""The sentiment page as a person meets it: with the sample, and without survey responses."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_calc.tables.dataset import Dataset

ROOT = Path(__file__).parent.parent
PAGE = "pages/analyse/sentiment.py"


@pytest.fixture(scope="module")
def at():
    """The page with the sample company."""
    found = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    found.query_params["data"] = "sample"
    return found.run().switch_page(PAGE).run()


def text(at):
    assert not at.exception, [(e.message, e.stack_trace) for e in at.exception]
    return "\n".join(x.value for kind in ("subheader", "markdown", "caption", "info") for x in getattr(at, kind)).replace("\\", "")


def test_the_first_sentence_says_that_nobody_got_happier_and_every_list_can_be_taken_along(at):
    said = text(at)
    assert "NPS rose by 38 points, from 13.2 (Jan to Jun 2026) to 51.2 (Jul to Oct 2026), but in each channel" in said
    assert "after-upgrade pop-up, new since Jul 2026, makes up 64% of the answers" in said
    assert "Whom do we call back?" in said and "surveys are overdue" in said
    assert any(b.label.endswith("(.ics)") for b in at.download_button) and len(at.download_button) >= 6


def test_without_survey_responses_it_says_so_offers_the_template_and_shows_the_rest(at):
    loaded = at.session_state["loaded"]
    whole = loaded.dataset
    kept = {k: v for k, v in whole.tables.items() if k in ("customers", "article_votes", "subscriptions")}
    object.__setattr__(loaded, "dataset", Dataset(kept, whole.as_of))
    try:
        said = text(at.run())
        assert "There are no survey responses here" in said and "surveys are overdue" in said and "fewer than 20 votes" in said
        assert any("Template" in b.label for b in at.download_button)
    finally:
        object.__setattr__(loaded, "dataset", whole)
