"""A month's rate carried forward: against a loop that counts month by month."""

import itertools
import random

import pytest

from cs_calc.over_time import CUSTOMERS, MRR, PLANS, finding, formula, path, paths
from cs_calc.over_time_chart import apart, as_frame, over_time_picture, rates_frame
from cs_calc.scenarios import Scenario
from cs_calc.work import work

ARTICLE = {"start_customers": 1_000.0, "monthly_churn": 0.05, "joining_customers": 0.0}


def counted(start, lost, gained, added, months):
    """Month by month, as a person with a pencil does it."""
    amounts = [start]
    for _ in range(months):
        leaving, growing = amounts[-1] * lost, amounts[-1] * gained
        amounts.append(amounts[-1] - leaving + growing + added)
    return amounts


def test_5_percent_a_month_is_46_percent_a_year_and_not_60():
    made = path(CUSTOMERS, "Base", ARTICLE, frozenset(), 12)
    assert made.values[-1] == pytest.approx(540.36, abs=0.005)
    assert made.lines == ("Customers after 12 months = 1,000 × (1 − 0.05) ^ 12 = 540.36",)
    assert made.rate_lines[0] == "Churn over a year = 1 − (1 − 0.05) ^ 12 = 0.45964 = 45.96%"
    assert "0.6 = 60.0%" in made.rate_lines[1]
    assert (made.month_rate, made.times_twelve) == (0.05, pytest.approx(0.6)) and made.year_rate == pytest.approx(
        1 - 540.36 / 1000, abs=1e-5
    )


def test_any_way_ahead_is_what_a_loop_counts_and_what_its_own_working_says():
    draw = random.Random(12)
    for _ in range(300):
        plan, months = draw.choice((CUSTOMERS, MRR)), draw.randint(12, 36)
        lost = draw.choice([0.0, 0.05, 1.0, draw.random()])
        gained = draw.choice([0.0, lost, draw.random()]) if plan is MRR else 0.0
        start, added = draw.uniform(0, 1e6), draw.choice([0.0, draw.uniform(0, 1e4)])
        values = (start, lost, gained, added) if plan is MRR else (start, lost, added)
        numbers = {part.key: value for part, value in zip(plan.fields, values, strict=True)}
        made = path(plan, "x", numbers, frozenset(), months)
        expected = counted(start, lost, gained, added, months)
        assert made.values == pytest.approx(expected, rel=1e-9, abs=1e-6)
        steady = abs(gained - lost) < 1e-12
        closed = work(formula(plan, months, added=added > 0, steady=steady), {**numbers, "months_ahead": float(months)})
        assert closed.value == pytest.approx(expected[-1], rel=1e-6, abs=1e-6)
        assert plan.start.unit.show(closed.value) in made.lines[-1]
        year = counted(1.0, lost, gained, 0.0, 12)[-1]
        assert made.year_rate == pytest.approx(1 - year if plan is CUSTOMERS else year - 1, abs=1e-9)


def test_who_joins_has_a_line_of_working():
    made = path(CUSTOMERS, "Base", {**ARTICLE, "joining_customers": 20.0}, frozenset(), 12)
    assert made.lines[0] == "Left of the customers at start = 1,000 × (1 − 0.05) ^ 12 = 540.36"
    assert made.lines[1] == "Left of what was added = 20 × (1 − (1 − 0.05) ^ 12) ÷ (1 − (1 − 0.05)) = 183.86"
    assert made.lines[2] == "Customers after 12 months = 540.36 + 183.86 = 724.22"


def test_where_nobody_leaves_what_is_added_just_adds_up():
    made = path(CUSTOMERS, "Base", {**ARTICLE, "monthly_churn": 0.0, "joining_customers": 5.0}, frozenset(), 24)
    assert made.values[-1] == 1_120 and made.lines[1] == "Left of what was added = 5 × 24 = 120"


def test_every_scenario_changes_only_what_it_names():
    base, low, both = paths(CUSTOMERS, ARTICLE, [Scenario("Low", {"monthly_churn": 0.02}), Scenario("", {"joining_customers": 10.0})], 36)
    assert low.values == pytest.approx(counted(1_000, 0.02, 0, 0, 36)) and low.changed == {"monthly_churn"}
    assert both.values == pytest.approx(counted(1_000, 0.05, 0, 10, 36)) and both.label == "New customers a month 10"
    assert len(base.values) == 37


def test_a_number_that_is_missing_is_said():
    made = path(
        MRR, "Base", {"start_mrr": 100.0, "monthly_gross_churn": None, "monthly_expansion": 0.0, "monthly_new_mrr": 0.0}, frozenset(), 12
    )
    assert not made.values and "Monthly gross churn is not known" in made.problem
    assert over_time_picture(MRR, [made]) is None and finding(MRR, [made]) == made.problem


@pytest.mark.parametrize("months", [0, 11, 37])
def test_how_far_ahead_is_12_to_36_months(months):
    with pytest.raises(ValueError, match="12 to 36"):
        paths(CUSTOMERS, ARTICLE, [], months)


def test_the_finding_counts_whole_customers():
    found = paths(CUSTOMERS, ARTICLE, [Scenario("Low", {"monthly_churn": 0.02})], 12)
    assert finding(CUSTOMERS, found) == "After 12 months 540 customers; with “Low” 785 customers: 245 more."
    assert finding(CUSTOMERS, found[:1]) == "After 12 months 540 customers, of 1,000 customers at the start."


def test_the_tables_hold_every_month_and_both_rates_even_where_names_are_the_same():
    found = paths(CUSTOMERS, ARTICLE, [Scenario("Base", {}), Scenario("Base", {"monthly_churn": 0.01})], 12)
    table = as_frame(CUSTOMERS, found)
    assert list(table["Month"]) == list(range(13)) and len(set(table.columns)) == 4
    assert list(table.iloc[-1])[1:] == pytest.approx([540.36, 540.36, 1_000 * 0.99**12], abs=0.005)
    rates = rates_frame(CUSTOMERS, found)
    assert list(rates.iloc[0])[1:] == pytest.approx([0.05, 0.6, 0.459640], abs=1e-6)


@pytest.mark.parametrize("plan", PLANS.values(), ids=str)
def test_a_chart_has_a_line_and_a_label_for_each(plan):
    base = {part.key: part.example for part in plan.fields}
    drawn = over_time_picture(plan, paths(plan, base, [Scenario("Very long name of a scenario", {plan.start.key: 5.0})], 12))
    spec = str(drawn.chart.to_dict())
    assert "Very long name of a…" in spec and "Base" in drawn.alt


def test_labels_never_lie_on_each_other():
    draw = random.Random(3)
    for _ in range(200):
        values = [draw.uniform(0, 100) for _ in range(6)]
        placed = apart(values, 5.0)
        ranked = sorted(placed)
        assert all(b - a >= 5 - 1e-9 for a, b in itertools.pairwise(ranked))
        assert sorted(range(6), key=values.__getitem__) == sorted(range(6), key=placed.__getitem__)
