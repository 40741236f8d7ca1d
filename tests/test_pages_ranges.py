"""Ranges in the calculator's fields, and undo: through app.py, without a browser."""

from functools import partial

import pytest

from tests.apptest import fine, go, linked, metrics, number, query, text

CALCULATOR = "pages/calculate/calculator.py"
opened = partial(linked, CALCULATOR)
CASE = {
    "metric": "net_mrr_churn", "variant": "four_terms", "opening_mrr": "250000", "churned_mrr": "6000~9000", "contracted_mrr": "2500",
    "expanded_mrr": "6500~9500", "reactivated_mrr": "1500",
}  # fmt: skip


def written(at, key):
    return at.text_input(key=f"in_{key}_text")


def ranged(**link):
    at = opened(**link)
    if not at.toggle(key="calc_ranges").value:
        fine(at.toggle(key="calc_ranges").set_value(True).run())
    return at


def test_ranges_are_typed_echoed_and_give_a_distribution_that_stands_in_the_link():
    at = ranged(metric="net_mrr_churn")
    assert written(at, "churned_mrr").value == "4,000" and "Type a range such as 7000 to 9000" in text(at)
    written(at, "churned_mrr").set_value("3-5k").run()
    shown = text(fine(at))
    assert "= $3,000 to $5,000 (90 % range)" in shown and query(at, "churned_mrr") == "3000~5000" and query(at, "ranges") == "1"
    assert "Net MRR churn rate lies between -6.0% and -4.0% in 9 of 10 cases, the median is -5.0%" in shown
    assert metrics(at)["Net MRR churn rate"] == "-5.0%" and "every range at its middle" in shown


def test_a_link_opens_with_its_ranges_target_and_chances():
    at = opened(**CASE, aim="0.5")
    assert at.toggle(key="calc_ranges").value and written(at, "churned_mrr").value == "6,000 to 9,000"
    shown = text(at)
    assert "Chance of being at most 0.5%: 72%" in shown and "Chance of being below 0.0%: 35%" in shown
    assert query(at, "churned_mrr") == "6000~9000" and query(at, "aim") == "0.5" and metrics(at)["Net MRR churn rate"] == "0.2%"


@pytest.mark.parametrize("bad", ["9000~6000", "<b>~5", "-5~5", "1~2~3", "1~nan"])
def test_a_range_of_a_link_that_cannot_be_is_told_and_not_replaced(bad):
    at = opened(**{**CASE, "churned_mrr": bad})
    assert any("which is not a number that fits" in w.value and "MRR of customers who left" in w.value for w in at.warning)
    assert written(at, "churned_mrr").value == "" and "is not known" in text(at)


@pytest.mark.parametrize(("typed", "told"), [("many", "is not a number"), ("-5 to 5", "cannot be below $0"), ("5 to", "second number")])
def test_what_cannot_be_read_is_told_under_its_field_and_counts_as_not_known(typed, told):
    at = ranged(metric="net_mrr_churn")
    written(at, "churned_mrr").set_value(typed).run()
    assert told in text(fine(at)) and "MRR of customers who left is not known" in text(at)
    assert written(at, "churned_mrr").value == typed and query(at, "churned_mrr") is None


def test_a_percentage_is_asked_about_in_both_kinds_of_field():
    at = opened(metric="annualised_churn_rate")
    number(at, "churn_of_period").set_value(0.05).run()
    assert "Read as 0.05 %. If 5 % is meant, type 5." in text(fine(at))
    at.toggle(key="calc_ranges").set_value(True).run()
    for typed in ("5 to 7 %", "5-7", "5% - 7%"):
        written(at, "churn_of_period").set_value(typed).run()
        assert "= 5.0% to 7.0% (90 % range)" in text(fine(at)) and query(at, "churn_of_period") == "0.05~0.07"


def test_a_survey_shows_its_sampling_margin_unasked_and_others_when_asked():
    at = ranged(metric="nps", promoters="42", passives="10", detractors="8")
    assert "The sampling margin is added" in text(at) and "Chance of being at least 50.0" in text(at)
    at.checkbox(key="range_sample").uncheck().run()
    assert "Type a range" in text(fine(at)) and query(at, "sample") == "0"
    at = opened(metric="customer_churn_rate", ranges="1", sample="1")
    assert "The sampling margin is added" in text(at)


def test_ranges_switched_off_leave_the_middle_in_plain_fields():
    at = opened(**CASE)
    fine(at.toggle(key="calc_ranges").set_value(False).run())
    assert number(at, "churned_mrr").value == 7500 and query(at, "churned_mrr") == "7500" and query(at, "ranges") is None
    assert "in 9 of 10 cases" not in text(at)


def test_ranges_that_allow_no_case_and_a_target_that_is_none_are_told():
    at = opened(metric="customer_churn_rate", opening_customers="50", left_customers="300~600")
    assert "hardly any case that is possible" in text(at)
    at = opened(**CASE, aim="**soon**")
    assert "is not a percentage" in text(at) and "Chance of being below 1.0%" in text(at)
    assert any("\\*\\*soon" in c.value for c in at.caption)


def test_the_tornado_runs_over_the_ranges():
    at = opened(**CASE)
    at.session_state["tornado_open"] = True
    shown = text(fine(at.run()))
    assert "Over their own ranges: MRR of customers who left, MRR gained from upgrades." in shown or (
        "Over their own ranges: MRR gained from upgrades, MRR of customers who left." in shown
    )


def test_every_change_can_be_taken_back_one_by_one():
    at = opened(metric="net_mrr_churn")
    assert at.button(key="calc_undo").disabled
    number(at, "churned_mrr").set_value(14_000).run()
    number(at, "churned_mrr").set_value(None).run()
    assert "is not known" in text(fine(at))
    at.button(key="calc_undo").click().run()
    assert number(fine(at), "churned_mrr").value == 14_000 and query(at, "churned_mrr") == "14000"
    at.button(key="calc_undo").click().run()
    assert number(fine(at), "churned_mrr").value == 4_000 and at.button(key="calc_undo").disabled
    assert metrics(at)["Net MRR churn rate"] == "-5.0%"


def test_a_reset_to_the_example_a_solved_number_and_a_range_are_taken_back_too():
    at = opened(**CASE)
    fine(next(b for b in at.button if "example" in b.label).click().run())
    assert metrics(at)["Net MRR churn rate"] == "-5.0%" and written(at, "churned_mrr").value == "4,000"
    fine(at.button(key="calc_undo").click().run())
    assert written(at, "churned_mrr").value == "6,000 to 9,000" and query(at, "churned_mrr") == "6000~9000"
    fine(at.toggle(key="calc_ranges").set_value(False).run())
    fine(at.button(key="calc_undo").click().run())
    assert at.toggle(key="calc_ranges").value and written(at, "expanded_mrr").value == "6,500 to 9,500"


def test_ranges_outlive_a_visit_to_another_page_and_undo_knows_what_was_typed_there():
    at = opened(**CASE)
    go(at, "pages/calculate/compare.py")
    go(at, CALCULATOR)
    at.selectbox(key="calc_metric").set_value("net_mrr_churn").run()
    assert written(fine(at), "churned_mrr").value == "6,000 to 9,000"


def test_a_column_pasted_from_a_spreadsheet_goes_into_a_list_and_what_is_no_number_is_told():
    at = opened(metric="first_response_time")
    at.text_area(key="in_response_hours").set_value("Hours\r\n1,5\r\n2.5\r\n90 min\r\n4\r\n").run()
    shown = text(fine(at))
    assert "4 values" in shown and "“Hours”" in shown and metrics(at)["First response time"] == "2 hours"
    at.text_area(key="in_response_hours").set_value("1,250\n2,500").run()
    assert "can be read in two ways" in text(fine(at)) and "is not known" in text(at)
