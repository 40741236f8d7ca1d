"""Scenarios: worked by substitution into the formula, told apart from the base, kept in a link."""

import random

import pytest

from cs_calc import METRICS, answer
from cs_calc.expr import Summary
from cs_calc.scenario_link import from_link, to_link
from cs_calc.scenario_table import as_frame, as_numbers, finding
from cs_calc.scenarios import MOST, Scenario, duplicated, numbers_of, outcomes, removed, renamed, set_number, shown_change, suggested
from cs_calc.units import COUNT, MONEY, PERCENT
from cs_calc.work import work

CHURN = METRICS["customer_churn_rate"]
MAY = answer(CHURN, {"opening_customers": 1_000.0, "left_customers": 64.0})
EVERY = [(m.key, v.key) for m in METRICS.values() for v in m.variants]


def test_may_but_12_fewer_cancellations():
    base, fewer = outcomes(MAY, [Scenario("12 fewer", {"left_customers": 52.0})])
    assert (base.label, base.answer.shown, base.change) == ("Base", "6.4%", None)
    assert fewer.answer.value == 52 / 1_000 and fewer.change == pytest.approx(-12 / 1_000) and fewer.change_shown == "-1.2 points"
    assert fewer.changed == {"left_customers"} and fewer.numbers == {"opening_customers": 1_000.0, "left_customers": 52.0}


@pytest.mark.parametrize(("metric", "variant"), EVERY)
def test_a_scenario_is_the_formula_with_the_number_put_in(metric, variant):
    base = answer(METRICS[metric], METRICS[metric].examples[0].given, variant)
    numbers = numbers_of(base)
    for part in base.inputs:
        new = (numbers[part.key] or 0.0) * 0.9
        made = outcomes(base, [Scenario("", {part.key: new})])[1]
        put_in = {**numbers, part.key: new}
        if isinstance(part, Summary) or not any(isinstance(p, Summary) and p.limit is part for p in base.inputs):
            expected = work(base.variant.formula, put_in).value
            assert made.answer.value == pytest.approx(expected) or made.answer.problem
        if made.change is not None:
            assert made.change == pytest.approx(made.answer.value - base.value)


@pytest.mark.parametrize(("metric", "variant"), EVERY)
def test_nothing_changed_is_the_base(metric, variant):
    base = answer(METRICS[metric], METRICS[metric].examples[0].given, variant)
    same = outcomes(base, [Scenario("", {}), Scenario("", numbers_of(base))])
    assert {one.answer.value for one in same} == {base.value} and not any(one.changed for one in same)
    assert [one.change_shown for one in same[1:]] == ["no change"] * 2 and same[1].label == "As the base"


@pytest.mark.parametrize(("metric", "variant"), EVERY)
def test_what_is_suggested_helps_and_can_be(metric, variant):
    base = answer(METRICS[metric], METRICS[metric].examples[0].given, variant)
    for one in outcomes(base, suggested(base))[1:]:
        assert one.answer.value is not None, one.answer.problem
        sign = -1 if base.better == "lower" else 1
        assert one.change == 0 or base.better == "depends" or sign * one.change > 0


def test_a_scenario_that_cannot_be_says_why():
    made = outcomes(MAY, [Scenario("", {"left_customers": 2_000.0})])[1]
    assert made.answer.value is None and made.answer.problem and made.change is None and made.change_shown == ""


def test_rates_differ_in_points_and_the_rest_in_its_unit():
    assert [shown_change(PERCENT, 0.01), shown_change(COUNT, 12), shown_change(MONEY, -400)] == ["+1.0 point", "+12", "-$400"]
    assert shown_change(PERCENT, -0.0002) == "down by less than 0.1 points"


def test_a_number_put_back_to_the_bases_is_no_longer_changed():
    numbers = numbers_of(MAY)
    one = set_number((Scenario("", {}),), 0, "left_customers", 50.0, numbers)
    assert one[0].changed == {"left_customers": 50.0}
    assert (
        set_number(one, 0, "left_customers", 64.0, numbers)[0].changed
        == {}
        == set_number(one, 0, "left_customers", None, numbers)[0].changed
    )


def test_scenarios_are_copied_named_and_removed_in_their_place():
    two = (Scenario("a", {"x": 1.0}), Scenario("b", {}))
    assert [s.name for s in duplicated(two, 0)] == ["a", "a copy", "b"] and duplicated(two, 0)[1].changed == {"x": 1.0}
    assert removed(two, 0) == (two[1],)
    assert renamed(two, 1, "  fewer \n cancellations ")[1].name == "fewer cancellations" and len(renamed(two, 1, "x" * 99)[1].name) == 40
    with pytest.raises(ValueError, match="remove one first"):
        duplicated((two[0],) * MOST, 0)


def test_any_scenarios_come_back_from_their_link():
    draw = random.Random(6)
    for _ in range(300):
        metric = draw.choice(list(METRICS.values()))
        parts = answer(metric, {}).inputs
        sets = []
        for _ in range(draw.randint(1, MOST)):
            changed = {}
            for part in parts:
                low, high = part.minimum or 0.0, 1e6 if part.maximum is None else part.maximum
                if draw.random() < 0.5:
                    changed[part.key] = float(f"{draw.uniform(low, high):.8g}")
            sets.append(Scenario(draw.choice(["", "Fewer cancellations", "50 % & more?", "é <b>"]), changed))
        again, told = from_link(to_link(sets, parts), parts)
        assert again == tuple(sets) and not told


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"s1.left_customers": "many"}, "“many” for Customers who left in scenario 1"),
        ({"s1.left_customers": "-3"}, "not a number that fits"),
        ({"s1.left_customers": "nan"}, "not a number that fits"),
        ({"s1.left_customers": "1e99"}, "not a number that fits"),
        ({"s1.nonsense": "3"}, "“nonsense” in scenario 1, which is no input"),
        ({"s1": "x" * 60}, "longer than 40 letters"),
        ({f"s{n}": "x" for n in range(1, 8)}, "has 7 scenarios"),
    ],
)
def test_what_cannot_be_in_a_link_is_told(link, says):
    made, told = from_link(link, MAY.inputs)
    assert len(told) == 1 and says in told[0]
    assert len(made) <= MOST and not any(s.changed for s in made)


def test_other_parameters_of_a_link_are_no_scenarios():
    assert from_link({"metric": "nps", "s": "x", "sx": "1", "segment": "EU", "left_customers": "3"}, MAY.inputs) == ((), [])


def test_the_table_has_the_base_first_and_marks_what_differs():
    found = outcomes(MAY, [Scenario("12 fewer", {"left_customers": 52.0}), Scenario("12 fewer", {})])
    table = as_frame(found)
    assert list(table["Scenario"]) == ["Base", "12 fewer", "12 fewer"]
    assert list(table["Customers who left"]) == ["64", "52 *", "64"] and list(table["Answer"]) == ["6.4%", "5.2%", "6.4%"]
    bare = as_numbers(found)
    assert list(bare["Customer churn rate"]) == [0.064, 0.052, 0.064] and list(bare["Against the base"])[1:] == [pytest.approx(-0.012), 0.0]


def test_the_finding_names_the_best_scenario():
    found = outcomes(MAY, [Scenario("Worse", {"left_customers": 80.0}), Scenario("Better", {"left_customers": 40.0})])
    assert finding(found) == "Customer churn rate is 6.4%. Best is “Better”: 4.0% (-2.4 points)."
    assert finding(found[:2]) == "Customer churn rate is 6.4%; with “Worse” 8.0% (+1.6 points)."
    assert finding(found[:1]) == "Customer churn rate is 6.4%."
