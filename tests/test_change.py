"""Is this change real? Published tests, and what must hold whatever the numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_calc import METRICS, answer
from cs_calc.change import change_of, shares
from cs_calc.metrics.support import FIRST_RESPONSE_TIME

QUICK = settings(deadline=None, max_examples=60)
CHURN, NPS = METRICS["customer_churn_rate"], METRICS["nps"]


def churn(left, opening):
    return answer(CHURN, {"left_customers": left, "opening_customers": opening})


def test_five_of_fifty_then_eight_of_fifty_is_no_evidence_of_a_change():
    moved = change_of(churn(5, 50), churn(8, 50))
    assert moved.evidence == "none" and moved.p == pytest.approx(0.5536, abs=1e-4) and moved.method == "Fisher"
    assert moved.difference == pytest.approx(0.06)
    assert "no evidence" in moved.sentence and "from 10.0% to 16.0%" in moved.sentence


def test_newcombes_own_example_comes_out():
    """56 of 70 against 48 of 80: 0.2 with 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    low, high, _, _ = shares(48, 80, 56, 70)
    assert (low, high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


def test_the_same_rates_on_many_more_customers_are_a_change():
    moved = change_of(churn(500, 5000), churn(800, 5000))
    assert moved.evidence == "real" and "p < 0.001" in moved.sentence


@QUICK
@given(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
)
def test_the_difference_of_two_shares_lies_in_its_interval_and_turns_round_with_the_order(first, second):
    low, high, p, _ = shares(first[1], first[0], second[1], second[0])
    difference = second[1] / second[0] - first[1] / first[0]
    assert -1 - 1e-9 <= low <= difference + 1e-9 and difference - 1e-9 <= high <= 1 + 1e-9
    assert 0 <= p <= 1 + 1e-9
    back_low, back_high, back_p, _ = shares(second[1], second[0], first[1], first[0])
    assert (back_low, back_high, back_p) == pytest.approx((-high, -low, p), abs=1e-9)


@pytest.mark.parametrize(("before", "now"), [((42, 10, 8), (42, 10, 8)), ((420, 100, 80), (300, 100, 200))])
def test_two_nps_are_compared_by_their_standard_errors(before, now):
    ask = [answer(NPS, dict(zip(("promoters", "passives", "detractors"), c, strict=True))) for c in (before, now)]
    moved = change_of(*ask)
    assert moved.low <= moved.difference <= moved.high
    assert (moved.evidence == "real") == (before != now)


def test_a_rate_per_user_is_tested_by_the_exact_conditional_test():
    ask = METRICS["tickets_per_user"]
    then, now = (answer(ask, {"tickets_received": t, "users": 100}) for t in (30, 60))
    moved = change_of(then, now)
    assert moved.p == pytest.approx(stats.binomtest(60, 90, 0.5).pvalue)
    assert moved.evidence == "real" and "Poisson" in moved.sentence


def test_waiting_times_are_compared_value_by_value():
    rng = np.random.default_rng(1)
    quick, slow = (tuple(rng.exponential(scale, 200)) for scale in (2.0, 4.0))
    then, now = (answer(FIRST_RESPONSE_TIME, {"response_hours": waits}) for waits in (quick, slow))
    moved = change_of(then, now)
    assert moved.evidence == "real" and moved.low > 0 and moved.low <= moved.difference <= moved.high
    assert moved.p == pytest.approx(stats.mannwhitneyu(quick, slow).pvalue)
    assert change_of(then, then).evidence == "none"


def test_money_is_not_a_sample_so_nothing_is_tested():
    mrr = METRICS["expansion_mrr"]
    moved = change_of(answer(mrr, {"expanded_mrr": 100}), answer(mrr, {"expanded_mrr": 900}))
    assert moved.evidence == "not tested" and moved.p is None and "nothing is sampled" in moved.sentence


def test_without_an_answer_there_is_no_change():
    assert change_of(churn(1, 0), churn(1, 10)) is None


def test_retention_turns_the_interval_of_churn_round():
    keep = METRICS["customer_retention_rate"]
    then, now = (answer(keep, {"opening_customers": 200, "closing_customers": c, "joined_customers": 0}) for c in (190, 150))
    moved = change_of(then, now)
    assert moved.difference == pytest.approx(-0.2) and moved.low < -0.2 < moved.high < 0
    assert not math.isnan(moved.p)
