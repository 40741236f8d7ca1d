"""The explanation card: nine blocks, of every metric by every definition."""

import re

import pytest

from cs_calc import METRICS, answer
from cs_calc.card import backward, card, nearest, sure_sentences
from cs_calc.expr import Summary, inputs

VARIANTS = [pytest.param(m, v, id=f"{m.key}.{v.key}") for m in METRICS.values() for v in m.variants]


def example(metric, variant):
    return answer(metric, metric.examples[0].given, variant.key)


@pytest.mark.parametrize(("metric", "variant"), VARIANTS)
def test_every_answer_has_its_card(metric, variant):
    found = example(metric, variant)
    made = card(found)
    assert made.shown == found.shown and made.direction
    assert made.words and made.numbers and [t.key for t in made.words] == [t.key for t in made.numbers], "the same layout"
    limits = {
        p.limit.key for p in inputs(variant.formula) if isinstance(p, Summary) and p.limit is not None
    }  # said within the summary's own name
    assert {t.key for t in made.words if t.key} == {p.key for p in inputs(variant.formula)} - limits
    assert made.steps[-1].result.endswith(found.shown)
    assert made.meaning is not None and made.meaning.then
    assert len(made.watch_out) <= 2 and all(slip.shown != made.shown for slip in made.watch_out)
    assert made.excel.startswith("=") and re.fullmatch(r".+!\$?[A-Z]+\$?\d+", made.cell)
    assert made.backward.endswith(".") or isinstance(variant.formula.body, Summary) or len(inputs(variant.formula)) == 1


@pytest.mark.parametrize(("metric", "variant"), VARIANTS)
def test_definitions_are_shown_only_where_there_are_several(metric, variant):
    made = card(example(metric, variant))
    if len(metric.variants) == 1 and not metric.errata:
        assert not made.definitions and not made.as_printed
    else:
        assert any(v is variant for v, _ in made.definitions)
        assert len(made.as_printed) == len(metric.errata)


@pytest.mark.parametrize(
    ("key", "variant", "sentence"),
    [
        ("customer_churn_rate", None, "6.4% of 1,000 is 64."),
        ("net_mrr_churn", None, "-5.0% of $100,000 is -$5,000."),
        ("mrr", None, "$750,000 ÷ $750 = 1,000."),
        ("customer_lifetime_value", "purchases", "$3,600 ÷ 24 months = $150."),
        ("customer_retention_rate", None, "80.0% of 1,000 is 800."),
        ("expansion_mrr", None, ""),
    ],
)
def test_the_last_step_is_checked_backwards(key, variant, sentence):
    metric = METRICS[key]
    assert backward(answer(metric, metric.examples[0].given, variant)) == sentence


def test_a_mean_and_a_median_are_checked_on_the_values_themselves():
    ask = METRICS["first_response_time"]
    waits = {"response_hours": (1.0, 4.0, 2.0, 96.0, 7.0)}
    assert backward(answer(ask, waits, "median")) == "5 values: 2 below it, 2 above."
    assert backward(answer(ask, waits, "mean")) == "22 hours × 5 = 110 hours: the sum of the values."
    assert backward(answer(ask, {"response_hours_median": 4.0}, "median")) == ""


def test_a_median_in_time_does_not_hide_those_who_waited_longer():
    ask = METRICS["first_response_time"]
    told = [v.text for v in answer(ask, {"response_hours": (0.5, 1.0, 1.0, 2.0, 3.0, 26.0, 50.0)}).verdicts]
    assert any("meets" in t and t.endswith("2 of the 7 values miss it.") for t in told)
    assert not any("values" in v.text for v in answer(ask, {"response_hours_median": 2.0}).verdicts)


def test_the_nearest_mistakes_come_first():
    ask = METRICS["customer_churn_rate"]
    found = example(ask, ask.variants[0])
    off = [abs(slip.value - found.value) for slip in nearest(found)]
    every = [abs(slip.value - found.value) for slip in found.slips]
    assert off == sorted(off) and off[0] == min(every)


def test_an_answer_that_does_not_exist_has_no_card():
    with pytest.raises(ValueError, match="divided by 0"):
        card(answer(METRICS["customer_churn_rate"], {"opening_customers": 0, "left_customers": 0}))


def test_how_sure_is_said_in_sentences():
    ask = METRICS["customer_churn_rate"]
    nobody = sure_sentences(answer(ask, {"opening_customers": 50, "left_customers": 0}))
    assert nobody[0].startswith("Likely between 0.0% and 7.13%") and "as high as 7.13%" in nobody[1]
    few = sure_sentences(answer(ask, {"opening_customers": 10, "left_customers": 5}))
    assert any("small sample" in s for s in few)


def test_a_lifetime_without_losses_is_at_least_something():
    """0 of 50 left: churn may still be 7.13 %, so the value is at least revenue over that: never 0 or infinite."""
    ask = METRICS["customer_lifetime_value"]
    given = {"average_revenue": 100.0, "gross_margin": 1.0, "monthly_churn": 0.0, "left_customers": 0.0, "opening_customers": 50.0}
    found = answer(ask, given, "subscription")
    assert found.value is None and "divided by 0" in found.problem
    assert found.cautions[0].startswith("At least $1,401.5") or found.cautions[0].startswith("At least $1,40")
    given |= {"monthly_churn": 0.04, "left_customers": 2.0}
    assert answer(ask, given, "subscription").interval is not None


def test_those_who_still_wait_are_counted_in_the_middle():
    ask = METRICS["time_to_value"]
    alone = answer(ask, {"value_days": (2.0, 3.0, 5.0, 8.0)})
    waiting = answer(ask, {"value_days": (2.0, 3.0, 5.0, 8.0), "value_waiting_days": (10.0, 10.0, 10.0)})
    assert alone.value == waiting.value == 4.0
    assert not any("not there yet" in s for s in alone.cautions)
    assert any(s.startswith("3 of 7 are not there yet.") and "within 8 days" in s for s in waiting.cautions)
    most = answer(ask, {"value_days": (2.0,), "value_waiting_days": (10.0, 10.0)})
    assert any("fewer than half have got there" in s for s in most.cautions)
