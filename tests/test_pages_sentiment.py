"""The sentiment page as a person meets it: with the sample, and without survey responses."""

import pytest

from tests.apptest import ROOT, fine, opened, text

PAGE = "pages/analyse/sentiment.py"


@pytest.fixture(scope="module")
def at():
    """The page with the sample company."""
    return fine(opened(PAGE, data="sample"))


def test_the_first_sentence_says_that_nobody_got_happier_and_every_list_can_be_taken_along(at):
    said = text(at)
    assert "NPS rose by 38 points, from 13.2 (Jan to Jun 2026) to 51.2 (Jul to Oct 2026), but in each channel" in said
    assert "after-upgrade pop-up, new since Jul 2026, makes up 64% of the answers" in said
    assert "Whom do we call back?" in said and "surveys are overdue" in said
    assert any(b.label.endswith("(.ics)") for b in at.download_button) and len(at.download_button) >= 6


def test_without_survey_responses_it_says_so_offers_the_template_and_shows_the_rest():
    folder = ROOT / "sample_data" / "csv"
    at = fine(opened(PAGE, files=[folder / f"{name}.csv" for name in ("customers", "article_votes", "subscriptions")]))
    said = text(at)
    assert "There are no survey responses here" in said and "surveys are overdue" in said and "fewer than 20 votes" in said
    assert any("Template" in b.label for b in at.download_button)
