"""The page Drivers, through app.py, without a browser."""

import io

import pandas as pd
import pytest

from tests import apptest
from tests.apptest import fine, linked, query, text

PAGE = "pages/analyse/drivers.py"


@pytest.fixture(scope="module")
def sample():
    return linked(PAGE, data="sample")


def test_the_sample_opens_with_what_goes_with_renewal_its_counts_the_correction_and_no_claim_of_a_cause(sample):
    said = text(sample)
    assert (
        "“Used Shared reports” goes with more renewals" in said
        and "120 of 125 (96.0%) were renewed; of the others 106 of 134 (79.1%)" in said
    )
    assert "cannot say that one is the cause of the other" in said and "46 were tried, each by Fisher's exact test" in said
    assert "With: 120 ÷ 125 = 96.0%" in said and "Pooled inside plans (Mantel and Haenszel)" in said
    assert "No magic ratio: the best of 168 combinations" in said and "only the first figure is honest" in said
    rows = next(x.value for x in sample.dataframe if "Renewed" in x.value)
    assert len(rows) == 28 and set(rows["Renewed"]) == {"no"}


def test_another_outcome_stands_in_the_link_and_finds_the_trials_set_up_on_the_first_day(sample):
    sample.selectbox(key="drivers_outcome").set_value("trial").run()
    said = text(fine(sample))
    assert "81 of 139 (58.3%) became customers; of the others 184 of 508 (36.2%)" in said
    assert (query(sample, "outcome"), query(sample, "first"), query(sample, "stay")) == ("trial", "1", "180")
    sample.selectbox(key="drivers_outcome").set_value("renewed").run()


def test_a_link_sets_every_field_and_what_it_cannot_set_is_said():
    at = linked(
        PAGE, data="sample", outcome="churned", over="year", window="30", times="3", periods="quarter", period="2026-Q3", stay="banana"
    )
    said = text(at)
    assert "in the 30 days before the quarter began" in said or "None of the" in said
    assert at.selectbox(key="drivers_over").value == "year" and query(at, "times") == "3" and query(at, "stay") == "180"
    at = linked(PAGE, data="sample", outcome="<b>x</b>")
    assert "which is not there to choose; Renewed is shown" in text(at) and not any("<b>x" in w.value for w in at.warning)


def test_the_four_counts_go_on_to_the_calculator():
    at = linked(PAGE, data="sample")
    at.button(key="drivers_what_if").click().run()
    assert "1.21" in text(fine(at)) and [apptest.number(at, k).value for k in ("with_outcome", "without_behaviour")] == [120, 134]


def answers(n=60):
    """Answers alone: promoters are satisfied a month later, detractors are not; the first answer lies long before."""
    rows = [("2025-12-01", "NPS", 8, "C_early")]
    for i in range(n):
        rows.append((f"2026-03-{i % 28 + 1:02d}", "NPS", 10 if i % 2 else 3, f"C{i}"))
        rows.append((f"2026-04-{i % 28 + 1:02d}", "CSAT", 5 if i % 2 else 1, f"C{i}"))
    out = io.StringIO()
    pd.DataFrame(rows, columns=["date", "survey_type", "score", "customer_id"]).to_csv(out, index=False)
    return ("answers.csv", out.getvalue())


def test_with_survey_answers_alone_the_page_tells_of_satisfaction_and_offers_what_is_missing_for_the_rest():
    said = text(linked(PAGE, files=[answers()], window="60"))
    assert "“Gave an NPS score of 9 or 10” goes with more satisfied answers" in said and "30 of 30 (100.0%) were satisfied" in said
    assert "This needs product usage" in said


def test_without_an_outcome_the_page_says_what_it_needs_and_offers_the_template():
    file = ("tickets.csv", "ticket_id,created_at,customer_id\nT1,2026-01-05,C1\nT2,2026-02-05,C2\n")
    at = linked(PAGE, files=[file])
    assert "There is no outcome in the loaded files" in text(at)


def test_without_data_the_page_says_what_it_would_show():
    at = apptest.opened()
    said = text(fine(at.switch_page(PAGE).run())).replace("**", "")
    assert (
        "No data is loaded yet. This page shows which behaviours go with renewal" in said and "It needs renewals and product usage" in said
    )
    assert any("Template for renewals" in b.label for b in at.get("download_button"))
