"""The Compare page, through app.py, without a browser."""

import re
from functools import partial

import pytest

from cs_calc import METRICS
from cs_calc.comparison import compare, first_numbers
from tests.apptest import fine, linked, query, text
from tests.apptest import opened as start

COMPARE, CALCULATOR = "pages/calculate/compare.py", "pages/calculate/calculator.py"
opened = partial(linked, COMPARE)


def test_it_opens_on_typeforms_january_and_says_how_far_apart_the_definitions_are():
    at = opened()
    assert at.header[0].value.replace("\\", "") == "The same numbers read from -7.0% to +4.0%: 11 points apart."
    assert "2Checkout leaves out MRR lost to downgrades ($1,000) and MRR won back ($2,000): 1 point higher" in text(at)
    assert "not known is MRR of new customers" in text(at)
    assert query(at, "metric") == "net_mrr_churn" and query(at, "churned_mrr") == "4000" and query(at, "new_mrr") is None


def test_a_number_that_is_typed_is_worked_by_every_definition_and_stands_in_the_link():
    at = opened()
    at.number_input(key="in_new_mrr").set_value(6000.0).run()
    assert "-11.0%" in fine(at).header[0].value.replace("\\", "") and query(at, "new_mrr") == "6000"
    assert "Not drawn" not in text(at)


def test_a_link_brings_its_numbers_and_what_it_does_not_give_is_not_known():
    at = opened(metric="customer_churn_rate", opening_customers="200", left_customers="10")
    assert at.number_input(key="in_opening_customers").value == 200 and at.number_input(key="in_new_customers").value is None
    assert "5.0%" in text(at) and "not known is New customers" in text(at)


def test_the_examples_button_brings_the_example_back():
    at = opened(metric="net_mrr_churn", opening_mrr="50000")
    next(b for b in at.button if b.label == "Typeform's example").click().run()
    assert at.number_input(key="in_opening_mrr").value == 100_000


def test_what_a_link_asks_for_in_vain_is_told():
    at = opened(metric="nonsense")
    assert "asks for the metric “nonsense”" in text(at)
    at = opened(metric="net_mrr_churn", opening_mrr="lots")
    assert "“lots” for MRR at start" in text(at) and at.number_input(key="in_opening_mrr").value is None
    at = opened(metric="net_mrr_churn", numbers="data")
    assert "none is loaded" in text(at)
    at = opened(numbers="elsewhere")
    assert "from “elsewhere”" in text(at)


def test_a_link_never_becomes_markup():
    at = opened(metric="**x** $1$ [y](z)")
    assert any("\\*\\*x\\*\\*" in w.value for w in at.warning)


def test_a_period_of_the_loaded_data_goes_through_every_definition():
    at = opened(data="sample", metric="net_mrr_churn", numbers="data", periods="quarter", period="2026-Q2")
    assert re.match(r"Q2 2026 reads from .* apart\.", at.header[0].value.replace("\\", "")), at.header[0].value
    assert {k: query(at, k) for k in ("numbers", "periods", "period", "data")} == {
        "numbers": "data", "periods": "quarter", "period": "2026-Q2", "data": "sample",
    }  # fmt: skip
    assert "Counted: " in text(at) and not at.number_input


def test_a_period_that_the_data_does_not_have_is_told():
    at = opened(data="sample", metric="nps", numbers="data", period="1999-01")
    assert "“1999-01”" in text(at)


def test_what_was_counted_can_be_carried_into_the_fields():
    at = opened(data="sample", metric="customer_churn_rate", numbers="data", period="2026-04")
    before = at.header[0].value.split("from ")[1]
    next(b for b in at.button if b.label == "Change these numbers").click().run()
    assert fine(at).header[0].value.split("from ")[1] == before
    assert at.number_input(key="in_opening_customers").value == 387 and query(at, "opening_customers") == "387"


def test_numbers_typed_in_the_calculator_are_there_in_compare():
    at = start(CALCULATOR)
    at.number_input(key="in_opening_mrr").set_value(50_000.0).run()
    at.query_params.clear()
    at.switch_page(COMPARE).run()
    assert fine(at).number_input(key="in_opening_mrr").value == 50_000


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_opens_on_its_example(key):
    at = opened(metric=key)
    metric = METRICS[key]
    assert at.header[0].value.replace("\\", "") == compare(metric, first_numbers(metric)).finding()
    assert not at.warning and len(at.dataframe) == 1


@pytest.mark.parametrize("key", list(METRICS)[::6])
def test_the_link_opens_the_same_comparison_again(key):
    at = opened(metric=key)
    again = opened(**{k: query(at, k) for k in at.query_params})
    assert again.header[0].value == at.header[0].value and not again.warning


def test_going_on_to_another_metric_leaves_the_first_ones_example_behind():
    at = opened()
    at.selectbox(key="compare_metric").set_value("customer_churn_rate").run()
    assert fine(at).header[0].value.replace("\\", "").startswith("The same numbers read from 6.35% to 80.0%")
    assert query(at, "metric") == "customer_churn_rate" and query(at, "opening_mrr") is None


def test_the_table_is_there_to_take_along():
    at = opened()
    assert "Download the table" in [b.label for b in at.get("download_button")]
    assert list(at.dataframe[0].value["Whose"])[:2] == ["Typeform, ChartMogul", "2Checkout"]


def test_and_numbers_typed_in_compare_are_there_in_the_calculator():
    at = opened()
    at.number_input(key="in_opening_mrr").set_value(50_000.0).run()
    at.query_params.clear()
    at.switch_page(CALCULATOR).run()
    assert fine(at).number_input(key="in_opening_mrr").value == 50_000
