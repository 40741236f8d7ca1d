"""How sure: published values, and what an interval must do whatever the counts."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, answer
from cs_calc.intervals import nps_error, nps_interval, wilson
from cs_calc.model import Sure
from cs_calc.sure import interval_of

QUICK = settings(deadline=None, max_examples=60)
COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (64, 1000, 5.04, 8.09), (40, 50, 66.96, 88.76), (74, 107, 59.87, 77.12), (0, 50, 0, 7.13), (10, 50, 11.24, 33.04),
        (22, 24, 74.15, 97.68), (85, 100, 76.72, 90.69), (246, 354, 64.51, 74.06),
    ],
)  # fmt: skip
def test_wilson_gives_the_published_ends(part, whole, low, high):
    found = wilson(part, whole)
    assert (round(100 * found.low, 2), round(100 * found.high, 2)) == (low, high)
    assert (found.n, found.level) == (whole, 0.95) and "Wilson" in found.method


@pytest.mark.parametrize(
    ("counts", "error", "low", "high"),
    [
        ((42, 10, 8), 9.24, 36.06, 71.88), ((70, 20, 10), 6.63, 45.27, 71.24), ((162, 108, 54), 4.14, 24.95, 41.11),
        ((5, 0, 0), 0.0, 17.49, 100.0),
    ],
)  # fmt: skip
def test_nps_gives_the_published_ends(counts, error, low, high):
    found = nps_interval(*counts)
    n = sum(counts)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
    assert round(nps_error(counts[0] / n, counts[2] / n, n), 2) == error
    assert found.n == n


@QUICK
@given(COUNTS)
def test_wilson_stays_in_range_contains_the_share_and_mirrors(counts):
    part, whole = counts
    found, other = wilson(part, whole), wilson(whole - part, whole)
    assert 0 <= found.low <= part / whole + 1e-12 and part / whole - 1e-12 <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)
    assert found.high > found.low


@QUICK
@given(COUNTS)
def test_wilsons_ends_are_the_shares_at_which_the_score_test_is_just_met(counts):
    """The definition of the interval, not its closed form: |share - p| = z standard errors at p."""
    part, whole = counts
    z = NormalDist().inv_cdf(0.975)
    for end in (wilson(part, whole).low, wilson(part, whole).high):
        assert abs(part / whole - end) == pytest.approx(z * math.sqrt(end * (1 - end) / whole), abs=1e-7)


@QUICK
@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(2, 20))
def test_more_answers_of_the_same_kind_make_a_narrower_range(counts, times):
    few, many = wilson(*counts), wilson(counts[0] * times, counts[1] * times)
    assert many.high - many.low < few.high - few.low


@QUICK
@given(*[st.integers(0, 500)] * 3)
def test_the_nps_range_stays_on_its_scale_and_holds_the_score(promoters, passives, detractors):
    found = nps_interval(promoters, passives, detractors)
    n = promoters + passives + detractors
    if n == 0:
        assert found is None
        return
    assert -100 <= found.low <= found.high <= 100
    assert found.low - 1e-9 <= 100 * (promoters - detractors) / n <= found.high + 1e-9
    other = nps_interval(detractors, passives, promoters)
    assert (found.low, found.high) == pytest.approx((-other.high, -other.low))


@QUICK
@given(st.tuples(*[st.integers(1, 100)] * 3), st.integers(3, 20))
def test_a_larger_survey_with_the_same_mix_is_surer(mix, times):
    few, many = nps_interval(*mix), nps_interval(*(times * k for k in mix))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 5), (1.5, 5), (1, 5.5), (math.nan, 5), (1, math.nan)])
def test_counts_that_cannot_be_have_no_range(part, whole):
    assert wilson(part, whole) is None


@pytest.mark.parametrize("counts", [(0, 0, 0), (-1, 3, 3), (3, -1, 3), (3, 3, -1)])
def test_an_empty_or_impossible_survey_has_no_range(counts):
    assert nps_interval(*counts) is None


def test_unknown_counts_have_no_range():
    churn = METRICS["customer_churn_rate"].variants[0]
    for left in (None, math.nan, math.inf):
        assert interval_of(churn.sure, churn.formula, {"left_customers": left, "opening_customers": 100.0}) is None
    assert interval_of(None, churn.formula, {}) is None


def test_a_complement_turns_the_range_round():
    formula = METRICS["customer_retention_rate"].variants[0].formula
    plain = interval_of(Sure("wilson", ("a", "b")), formula, {"a": 64.0, "b": 1000.0})
    turned = interval_of(Sure("wilson", ("a", "b"), complement=True), formula, {"a": 64.0, "b": 1000.0})
    assert (turned.low, turned.high) == pytest.approx((1 - plain.high, 1 - plain.low))


def test_the_year_of_a_months_churn_carries_the_months_range():
    given_ = {"churn_of_period": 0.064, "periods_in_year": 12.0, "left_customers": 64.0, "opening_customers": 1000.0}
    found = answer(METRICS["annualised_churn_rate"], given_).interval
    month = wilson(64, 1000)
    low = high = 1.0
    for _ in range(12):
        low, high = low * (1 - month.low), high * (1 - month.high)
    assert (found.low, found.high) == pytest.approx((1 - low, 1 - high))
    assert "carried through" in found.method
    assert answer(METRICS["annualised_churn_rate"], {"churn_of_period": 0.064, "periods_in_year": 12.0}).interval is None


def test_a_range_that_belongs_to_other_counts_is_not_shown():
    """5 % typed beside counts that make 6.4 %: the range would be around another number."""
    given_ = {"churn_of_period": 0.20, "periods_in_year": 12.0, "left_customers": 64.0, "opening_customers": 1000.0}
    found = answer(METRICS["annualised_churn_rate"], given_)
    assert found.interval is None or found.interval.low <= found.value <= found.interval.high


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if any(v.sure for v in m.variants)], ids=lambda m: m.key)
def test_a_shown_range_holds_the_answer(metric):
    for variant in metric.variants:
        for example in metric.examples:
            got = answer(metric, example.given, variant.key)
            if got.interval is not None:
                assert got.interval.low - 1e-12 <= got.value <= got.interval.high + 1e-12
