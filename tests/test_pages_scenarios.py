"""The What if page, through app.py, without a browser."""

from functools import partial

import pytest

from cs_calc import METRICS
from tests.apptest import fine, go, linked, metrics, number, query, text
from tests.apptest import opened as start

PAGE, CALCULATOR = "pages/calculate/scenarios.py", "pages/calculate/calculator.py"
opened = partial(linked, PAGE)
MAY = {"metric": "customer_churn_rate", "variant": "opening_customers", "opening_customers": "1000", "left_customers": "64"}
FEWER = {**MAY, "s1": "12 fewer", "s1.left_customers": "52"}


def answers(at):
    """Each scenario's answer and its difference to the base, in order."""
    return [(m.value.replace("\\", ""), m.delta.replace("\\", "")) for m in at.metric]


def press(at, label, place=0):
    return fine([b for b in at.button if b.label == label][place].click().run())


def test_it_opens_on_typeforms_january_with_two_scenarios_that_would_help():
    at = opened()
    assert "Net MRR churn rate is -5.0%" in text(at) and not at.warning
    assert answers(at) == [("-5.8%", "-0.8 points"), ("-5.4%", "-0.4 points")]
    assert query(at, "metric") == "net_mrr_churn" and query(at, "s1.expanded_mrr") == "8800"


def test_may_but_12_fewer_cancellations_comes_from_a_link_and_goes_back_into_it():
    at = opened(**FEWER)
    assert answers(at) == [("5.2%", "-1.2 points")] and not at.warning
    assert {k: query(at, k) for k in at.query_params} == FEWER
    assert at.text_input[0].value == "12 fewer"
    assert "52: base 64, -12" in text(at)


def test_only_what_differs_is_marked():
    marks = [m.value for m in opened(**FEWER).markdown if "material/edit" in m.value]
    assert len(marks) == 1 and "52: base 64" in marks[0].replace("\\", "")


def test_a_number_that_is_edited_is_worked_and_undo_takes_it_back():
    at = opened(**FEWER)
    field = "sc_customer_churn_rate_0_left_customers"
    fine(at.number_input(key=field).set_value(40.0).run())
    assert answers(at) == [("4.0%", "-2.4 points")] and query(at, "s1.left_customers") == "40"
    press(at, "Undo")
    assert answers(at) == [("5.2%", "-1.2 points")] and at.number_input(key=field).value == 52
    assert at.button(key="sc_undo").disabled


def test_an_emptied_field_goes_back_to_the_base():
    at = opened(**FEWER)
    fine(at.number_input(key="sc_customer_churn_rate_0_left_customers").set_value(None).run())
    assert answers(at) == [("6.4%", "no change")] and query(at, "s1.left_customers") is None


def test_scenarios_are_named_copied_added_up_to_five_and_removed():
    at = opened(**FEWER, s2="b", s3="c")
    fine(at.text_input[0].set_value("A <b>*calm*</b> May").run())
    press(at, "Duplicate")
    assert [t.value for t in at.text_input] == ["A <b>*calm*</b> May", "A <b>*calm*</b> May copy", "b", "c"]
    press(at, "Add a scenario")
    assert len(at.text_input) == 5 and at.button(key="sc_add").disabled
    assert all(b.disabled for b in at.button if b.label == "Duplicate")
    press(at, "Remove", 1)
    assert [t.value for t in at.text_input] == ["A <b>*calm*</b> May", "b", "c", ""]
    for _ in range(3):
        press(at, "Undo")
    assert [t.value for t in at.text_input] == ["A <b>*calm*</b> May", "b", "c"]


def test_the_last_scenario_stays():
    assert next(b for b in opened(**FEWER).button if b.label == "Remove").disabled


def test_a_name_never_becomes_markup():
    at = opened(**{**FEWER, "s1": "**x** $1$ [y](z)"})
    assert "\\*\\*x\\*\\*" in at.expander[-1].label


def test_the_base_can_be_edited_and_the_scenarios_stay():
    at = opened(**FEWER)
    fine(number(at, "left_customers").set_value(80.0).run())
    assert "Customer churn rate is 8.0%" in text(at) and answers(at) == [("5.2%", "-2.8 points")]


def test_a_period_and_segment_of_the_data_is_a_base():
    at = opened(data="sample", metric="customer_churn_rate", base="data", periods="month", period="2026-05", **{"s1.left_customers": "0"})
    assert "Customers at start **394**" in text(at) and answers(at) == [("0.0%", "-2.8 points")] and not at.warning
    assert {k: query(at, k) for k in ("base", "period", "by")} == {"base": "data", "period": "2026-05", "by": None}
    fine(at.selectbox(key="whatif_by").set_value("plan").run())
    assert query(at, "by") == "plan" and query(at, "segment") and "394" not in text(at)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"metric": "nonsense"}, "the metric “nonsense”"),
        ({**MAY, "variant": "nonsense"}, "the definition “nonsense”"),
        ({"view": "nonsense"}, "the view “nonsense”"),
        ({"base": "data"}, "none is loaded"),
        ({"base": "moon"}, "numbers from “moon”"),
        ({**MAY, "left_customers": "many"}, "“many” for Customers who left"),
        ({**MAY, "s1.left_customers": "**many**"}, "“**many**” for Customers who left in scenario 1"),
        ({**MAY, "s1.nonsense": "1"}, "“nonsense” in scenario 1"),
        ({**MAY, **{f"s{n}": "x" for n in range(1, 8)}}, "has 7 scenarios"),
        ({"view": "time", "what": "luck"}, "carry “luck” forward"),
        ({"view": "time", "months": "99"}, "“99” months; it must be 12 to 36"),
        ({"view": "time", "what": "customers", "s1.monthly_churn": "2"}, "“2” for Monthly churn in scenario 1"),
    ],
)
def test_what_a_link_asks_for_in_vain_is_told(link, says):
    assert says in text(opened(**link))


def test_numbers_that_cannot_be_are_told_in_the_scenario():
    at = opened(**{**MAY, "s1.left_customers": "2000"})
    assert not at.metric and "More customers left than" in text(at)


def test_a_base_without_an_answer_says_why():
    at = opened(metric="customer_churn_rate", opening_customers="0", left_customers="0")
    assert "The base has no answer." in text(at)


def test_each_working_is_one_click_away():
    at = opened(**FEWER)
    assert "52 ÷ 1,000" not in text(at)
    at.session_state["sc_open_1"] = True
    at.run()
    assert "52 ÷ 1,000" in text(fine(at))


@pytest.mark.parametrize("key", list(METRICS)[::14])
def test_a_metric_opens_on_its_example_and_its_link_opens_it_again(key):
    at = opened(metric=key)
    assert at.metric and not at.warning
    again = opened(**{k: query(at, k) for k in at.query_params})
    assert answers(again) == answers(at) and not again.warning


def test_what_was_typed_in_the_calculator_is_the_base():
    at = start(CALCULATOR, metric="customer_churn_rate")
    at = go(at, CALCULATOR)
    at.selectbox(key="calc_metric").set_value("customer_churn_rate").run()
    number(at, "left_customers").set_value(100.0).run()
    at = fine(go(at, PAGE))
    assert at.selectbox(key="whatif_metric").value == "customer_churn_rate"
    assert number(at, "left_customers").value == 100 and "10.0%" in text(at)


def test_scenarios_are_there_after_a_look_at_another_page():
    at = opened(**FEWER)
    go(at, CALCULATOR)
    at = fine(go(at, PAGE))
    assert answers(at) == [("5.2%", "-1.2 points")] and at.text_input[0].value == "12 fewer"


# over time


def test_5_percent_a_month_is_46_percent_a_year():
    at = opened(view="time")
    assert "Customers after 12 months = 1,000 × (1 − 0.05) ^ 12 = **540.36**" in text(at)
    assert "Churn over a year = 1 − (1 − 0.05) ^ 12 = 0.45964 = **45.96%**" in text(at) and "60.0%" in text(at)
    assert query(at, "view") == "time" and query(at, "months") == "12" and not at.warning


def test_mrr_is_carried_36_months_from_a_link():
    link = {
        "view": "time", "what": "mrr", "months": "36", "start_mrr": "50000", "monthly_gross_churn": "0.03",
        "monthly_expansion": "0.03", "monthly_new_mrr": "100", "s1": "No new", "s1.monthly_new_mrr": "0",
    }  # fmt: skip
    at = opened(**link)
    assert {k: query(at, k) for k in at.query_params} == link
    assert metrics(at)["After 36 months"] == "$50,000 MRR" and "100 × 36 = **$3,600**" in text(at)


def test_the_rates_of_the_loaded_data_can_be_carried_on():
    at = opened(data="sample", view="time")
    at.selectbox(key="whatif_month").set_value("2026-05").run()
    fine(at.button(key="whatif_fill").click().run())
    assert number(at, "start_customers").value == 403 and number(at, "joining_customers").value == 20
    assert number(at, "monthly_churn").value == pytest.approx(100 * 11 / 394)


def test_an_emptied_start_is_told():
    at = opened(view="time")
    fine(number(at, "start_customers").set_value(None).run())
    assert "Customers at start is not known" in text(at)
