"""Ranges: what is typed is understood or told, and the distribution of the answer is that of the formula worked case by case."""

import json
import math
import random
import statistics

import numpy as np
import pytest
from click.testing import CliRunner

from cs_calc import METRICS
from cs_calc.cli import cli
from cs_calc.expr import Input, inputs
from cs_calc.intervals import wilson
from cs_calc.ranges import Range, from_link, read_range, to_link, why_not
from cs_calc.ranges_chart import spread_picture
from cs_calc.solve import is_whole
from cs_calc.spread import can_sample, spread
from cs_calc.tornado import tornado
from cs_calc.units import COUNT, MONEY, PERCENT
from cs_calc.work import work

EVERY = [(m, v) for m in METRICS.values() for v in m.variants]
NET, CHURN, NPS = (METRICS[key] for key in ("net_mrr_churn", "customer_churn_rate", "nps"))
CASE = {"opening_mrr": 250_000, "churned_mrr": 7_500, "contracted_mrr": 2_500, "expanded_mrr": 8_000, "reactivated_mrr": 1_500}
CASE_RANGES = {"churned_mrr": Range(6_000, 9_000), "expanded_mrr": Range(6_500, 9_500)}


def part(metric, key):
    return next(p for v in metric.variants for p in inputs(v.formula) if p.key == key)


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("7000 to 9000", MONEY, 7000, 9000), ("7000-9000", MONEY, 7000, 9000), ("7–9k", MONEY, 7000, 9000), ("$7k - $9k", MONEY, 7000, 9000),
        ("7,000..9,000", MONEY, 7000, 9000), ("7000~9000", MONEY, 7000, 9000), ("between 7000 and 9000", MONEY, 7000, 9000),
        ("500-1.2k", MONEY, 500, 1200), ("-500 to 200", MONEY, -500, 200), ("-5--3", MONEY, -5, -3), ("9000 to 7000", MONEY, 7000, 9000),
        ("5 % to 7 %", PERCENT, 0.05, 0.07), ("5-7%", PERCENT, 0.05, 0.07), ("0.5 to 2", PERCENT, 0.005, 0.02), ("40 to 60", COUNT, 40, 60),
    ],
)  # fmt: skip
def test_a_range_is_read_however_it_is_typed(text, unit, low, high):
    read = read_range(text, unit)
    assert read.number is None and (read.range.low, read.range.high) == pytest.approx((low, high))


def test_a_number_stays_a_number_and_equal_ends_are_one():
    assert [read_range(text, MONEY).number for text in ("7,500", "-5", "5 to 5", "1.2k")] == [7500, -5, 5, 1200]


@pytest.mark.parametrize("text", ["many", "7000 to", "to 9", "1 to 2 to 3", "5 to many", "-"])
def test_what_cannot_be_read_is_told_with_what_was_expected(text):
    read = read_range(text, MONEY)
    assert (read.number, read.range) == (None, None) and text in read.says and "7000 to 9000" in read.says


def test_a_fraction_is_asked_about_only_where_neither_end_says_what_is_meant():
    assert "is meant" in read_range("0.05 to 0.07", PERCENT).says and read_range("0.5 to 2", PERCENT).says == ""


def test_an_end_that_cannot_be_is_told():
    churn = part(METRICS["customer_lifetime_value"], "monthly_churn")
    assert "cannot be below 0.0%, found -1.0%" in why_not(churn, -0.01, 0.05)
    assert "cannot be above" in why_not(churn, 0.01, 1.5) and why_not(churn, 0.01, 0.05) == ""


def test_a_range_comes_back_from_its_link_and_what_is_none_is_refused():
    luck = random.Random(7)
    for _ in range(200):
        low, high = sorted(luck.uniform(-1e6, 1e6) for _ in range(2))
        again = from_link(to_link(Range(low, high)))
        assert (again.low, again.high) == pytest.approx((low, high), rel=1e-11)
    for text in ("9~7", "7~7", "a~b", "1~nan", "1~inf", "1~2~3", "7"):
        with pytest.raises(ValueError, match=r"not a range|convert|unpack"):
            from_link(text)


@pytest.mark.parametrize("found", [Range(60, 90), Range(10, 90)], ids=["normal", "lognormal"])
def test_one_value_in_twenty_lies_below_a_range_and_one_above(found):
    left = part(CHURN, "left_customers")
    drawn = found.draw(left, np.random.default_rng(1), 40_000)
    assert np.mean(drawn < found.low) == pytest.approx(0.05, abs=0.012) and np.mean(drawn > found.high) == pytest.approx(0.05, abs=0.012)
    assert statistics.median(drawn) == pytest.approx(found.middle(left), abs=1) and (drawn == np.round(drawn)).all()


def test_the_case_of_the_course():
    """Case 6, by hand: the middle is 500 of 250,000; the two ranges' standard deviations add as squares."""
    found = spread(NET, CASE, CASE_RANGES)
    middle, sd = 500 / 250_000, math.hypot(3_000, 3_000) / (2 * 1.6448536) / 250_000
    assert found.at(0.5) == pytest.approx(middle, abs=3e-4)
    assert found.at(0.05) == pytest.approx(middle - 1.6448536 * sd, abs=4e-4)
    assert found.at(0.95) == pytest.approx(middle + 1.6448536 * sd, abs=4e-4)
    assert found.chance(0, "below") == pytest.approx(statistics.NormalDist(middle, sd).cdf(0), abs=0.02)
    assert "35%" in " ".join(found.chances())
    assert found.finding() == "Net MRR churn rate lies between -0.7% and 1.0% in 9 of 10 cases, the median is 0.2%"


def test_the_same_ranges_give_the_same_answer():
    one, other = (spread(NET, CASE, CASE_RANGES) for _ in range(2))
    assert (one.values == other.values).all() and len(one.values) == 5_000


@pytest.mark.parametrize(("metric", "variant"), EVERY, ids=[f"{m.key}-{v.key}" for m, v in EVERY])
def test_one_range_gives_what_the_formula_gives_at_the_same_shares_of_it(metric, variant):
    """One input is a range, the formula rises or falls with it: the quantiles of the answer are the formula at those of the input."""
    given = dict(metric.examples[0].given)
    known = work(variant.formula, given).values
    for each in (p for p in inputs(variant.formula) if isinstance(p, Input) and known.get(p.key)):
        x = known[each.key]
        most = x if each.maximum is None else min(x, each.maximum)
        found = spread(metric, given, {each.key: Range(0.7 * most, 0.9 * most)}, variant.key, sampling=False)
        if found.problem or found.redrawn:
            continue  # a limit cuts the range: tested below
        ends = [work(variant.formula, {**given, each.key: round(e) if is_whole(each) else e}).value for e in (0.7 * most, 0.9 * most)]
        grain = max(1.0 if is_whole(each) else 0.0, 0.02 * most)  # what 5,000 draws leave open
        near = [
            work(variant.formula, {**given, each.key: max(e + s * grain, 1e-9)}).value for e in (0.7 * most, 0.9 * most) for s in (-1, 1)
        ]
        slack = max(abs(near[0] - near[1]), abs(near[2] - near[3])) + 1e-12
        assert [found.at(0.05), found.at(0.95)] == pytest.approx(sorted(ends), abs=slack), each.key


def test_limits_hold_in_every_draw_and_the_draws_that_broke_them_are_counted():
    found = spread(CHURN, {"opening_customers": 50}, {"left_customers": Range(30, 60)})
    assert found.values.max() <= 1 and len(found.values) == 5_000
    over = 1 - statistics.NormalDist(45, 30 / (2 * 1.6448536)).cdf(50.5)
    assert found.redrawn / (found.redrawn + 5_000) == pytest.approx(over, abs=0.02)
    assert any("cannot exceed “Customers at start”" in note and "drawn again" in note for note in found.notes())


def test_ranges_that_leave_no_possible_case_are_told():
    found = spread(CHURN, {"opening_customers": 50}, {"left_customers": Range(300, 600)})
    assert "hardly any case that is possible" in found.problem and "cannot exceed" in found.problem and found.chances() == ()
    with pytest.raises(ValueError, match="hardly any"):
        spread_picture(found)
    assert found.as_dict()["median"] is None


def test_cases_without_an_answer_are_said_and_not_dropped():
    share = METRICS["theme_share"]
    found = spread(share, {"theme_comments": 0}, {"comments": Range(0, 2)}, sampling=False)
    assert found.undefined and found.undefined + len(found.values) == 5_000
    assert any("there is no answer (a division by 0)" in note for note in found.notes())


def test_what_is_not_known_is_named():
    assert "Customers at start" in spread(CHURN, {}, {"left_customers": Range(30, 60)}).problem


def test_a_surveys_sampling_margin_is_that_of_its_declared_interval():
    csat = METRICS["csat"]
    given = {"csat_yes": 80.0, "csat_yes_or_no": 100.0}
    found, by_hand = spread(csat, given, {}, "yes_no"), wilson(80, 100)
    low, high = found.at(0.025), found.at(0.975)
    assert (low, high) == pytest.approx((by_hand.low, by_hand.high), abs=0.012) and found.sampled
    votes = spread(NPS, {"promoters": 420, "passives": 100, "detractors": 80}, {})
    assert votes.at(0.5) == pytest.approx(100 * 340 / 600, abs=0.6)
    error = 100 * math.sqrt((0.7 + 80 / 600 - (340 / 600) ** 2) / 600)
    assert (votes.at(0.95) - votes.at(0.05)) / (2 * 1.6448536) == pytest.approx(error, rel=0.06)


def test_nobody_of_fifty_is_not_certain_and_a_survey_alone_decides_on_the_margin():
    none = spread(METRICS["csat"], {"csat_yes": 0.0, "csat_yes_or_no": 50.0}, {}, "yes_no")
    assert none.at(0.95) > 0.01
    left = {"opening_customers": 1000, "left_customers": 64}
    assert not spread(CHURN, left, {}).sampled and spread(CHURN, left, {}, sampling=True).at(0.95) > 0.07
    assert not can_sample(NET, None, CASE)


def test_a_list_is_drawn_again_from_its_own_values():
    waits = METRICS["first_response_time"]
    found = spread(waits, {"response_hours": (1.0, 2.0, 2.0, 3.0, 30.0)}, {}, "median", sampling=True)
    assert set(found.values) <= {1.0, 2.0, 3.0, 30.0} and found.at(0.5) == 2.0
    assert not can_sample(waits, "median", {"response_hours_median": 2.0})


def test_a_target_of_ones_own_is_held_against_the_draws_and_its_line_is_drawn():
    found = spread(NET, CASE, CASE_RANGES)
    first = found.chances(0.005)[0]
    assert first == f"Chance of being at most 0.5%: {np.mean(found.values <= 0.005):.0%}."
    picture = spread_picture(found, 0.005)
    assert picture.title == found.finding() and first in picture.alt
    drawn = str(picture.chart.to_dict())
    assert "target 0.5%" in drawn and "median 0.2%" in drawn and "meets the target" in drawn


def test_the_bars_of_the_picture_hold_the_draws_and_none_lies_on_both_sides_of_the_target():
    found = spread(NET, CASE, CASE_RANGES)
    bars = [row for rows in spread_picture(found, 0.0037).chart.to_dict()["datasets"].values() for row in rows if "share" in row]
    assert sum(row["share"] for row in bars) == pytest.approx(0.99, abs=0.011)
    assert not [row for row in bars if row["left"] < 0.0037 - 1e-9 and row["right"] > 0.0037 + 1e-9]


def test_the_tornado_takes_a_range_for_its_ends_and_moves_the_others_by_a_fifth():
    found = tornado(NET, CASE, ranges=CASE_RANGES)
    ends = {bar.part.key: (bar.low, bar.high) for bar in found.bars}
    assert ends["churned_mrr"] == (6_000, 9_000) and ends["contracted_mrr"] == (2_000, 3_000)
    assert {bar.part.key: bar.swing for bar in found.bars}["churned_mrr"] == pytest.approx(3_000 / 250_000)


def test_the_command_line_takes_ranges_and_its_json_is_the_same_distribution():
    words = [f"{key}={value}" for key, value in CASE.items() if key not in CASE_RANGES]
    words += [f"{key}={found.low:g}..{found.high:g}" for key, found in CASE_RANGES.items()]
    done = CliRunner().invoke(cli, ["work", "net_mrr_churn", *words, "--json"])
    printed, found = json.loads(done.output), spread(NET, CASE, CASE_RANGES)
    assert printed["value"] == pytest.approx(0.002) and printed["range"] == found.as_dict()
    said = CliRunner().invoke(cli, ["work", "net_mrr_churn", *words]).output
    assert found.finding() in said and found.chances()[0] in said
    rates = CliRunner().invoke(cli, ["work", "annualised_churn_rate", "churn_of_period=5..7%", "periods_in_year=12", "--json"])
    assert json.loads(rates.output)["range"]["inputs"] == {"churn_of_period": [0.05, 0.07]}
    wrong = CliRunner().invoke(cli, ["work", "nps", "promoters=9..7"])
    assert wrong.exit_code == 2 and "the smaller one" in wrong.output
    assert "range" not in json.loads(CliRunner().invoke(cli, ["work", "nps", "--json"]).output)


def test_what_is_just_at_the_target_is_drawn_as_meeting_it():
    found = spread(CHURN, {"opening_customers": 20}, {"left_customers": Range(1, 3)})
    bars = [r for rows in spread_picture(found, 0.1).chart.to_dict()["datasets"].values() for r in rows if "share" in r]
    met = sum(r["share"] for r in bars if r["kind"] == "meets the target")
    assert met == pytest.approx(found.chance(0.1, "below", strict=False), abs=0.011) and met > 0.5
