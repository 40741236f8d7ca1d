"""One set of numbers through every definition."""

import csv
import io
import math

import pytest

from cs_calc import METRICS, answer, work
from cs_calc.comparison import KIND_WORDS, choices, compare, first_numbers, how_many, leaves_of, parts_of
from cs_calc.comparison_chart import picture
from cs_calc.difference import apart, difference
from cs_calc.units import MONEY, PERCENT

NET = METRICS["net_mrr_churn"]
EACH = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
SEVERAL = pytest.mark.parametrize("metric", [m for m in METRICS.values() if how_many(m) > 1], ids=lambda m: m.key)


def opening():
    return compare(NET, first_numbers(NET))


def by(found, publisher):
    return next(r for r in found.readings if r.by == publisher)


def test_typeforms_january_reads_from_minus_seven_to_plus_four_percent():
    assert opening().finding() == "The same numbers read from -7.0% to +4.0%: 11 points apart."
    want = {"Typeform": -0.05, "2Checkout": -0.04, "Baremetrics": -0.03, "Chargebee": -0.07, "PayPro Global": 0.04}
    assert {r.by: r.value for r in opening().drawn} == pytest.approx(want)


def test_what_typeform_does_not_give_is_said_to_be_missing_and_not_made_up():
    found = opening()
    geckoboard = by(found, "Geckoboard")
    assert geckoboard.value is None and geckoboard.missing == ("MRR of new customers",)
    assert any("Geckoboard" in s and "MRR of new customers" in s for s in found.not_drawn)
    more = compare(NET, {**first_numbers(NET), "new_mrr": 6_000.0})
    assert by(more, "Geckoboard").value == pytest.approx(-0.11) and more.not_drawn == ()


def test_the_accepted_definitions_are_told_apart_from_what_is_printed_wrong():
    assert opening().aside() == "The accepted definitions alone lie between -5.0% and -3.0%; the rest is printed, and wrong."
    assert {r.by for r in opening().readings if r.kind == "printed"} == {"Geckoboard", "Chargebee", "PayPro Global"}


def test_what_makes_two_definitions_differ_is_found_from_their_numbers():
    found = opening()
    assert by(found, "2Checkout").differs == (
        "2Checkout leaves out MRR lost to downgrades ($1,000) and MRR won back ($2,000): 1 point higher than the default."
    )
    assert by(found, "Typeform").differs == ""
    churn = METRICS["customer_churn_rate"]
    rest = compare(churn, churn.examples[0].given)
    assert "divides by New customers instead of Customers at start" in by(rest, "CloudTask").differs
    assert "which changes nothing here" in by(rest, "HubSpot").differs
    assert by(rest, "cs-calc").differs.startswith("This definition also counts New customers who left again (0) and divides by")


@pytest.mark.parametrize(
    ("key", "publisher", "says"),
    [
        ("trial_conversion_rate", "HubSpot", "turns the fraction upside down"),
        ("nps", "2Checkout", "does not divide"),
        ("first_response_time", "Geckoboard", "takes the mean of first response times (9.64 hours) instead of the median"),
        ("csat", "Typeform", "starts from other numbers: Answers of yes (36)"),
        ("existing_customer_mrr_growth", "CloudTask", "instead of MRR at end of the customers of the start"),
    ],
)
def test_each_way_of_differing_has_its_own_words(key, publisher, says):
    metric = METRICS[key]
    assert any(says in r.differs for r in compare(metric, first_numbers(metric)).readings if r.by == publisher)


def test_the_same_numbers_put_together_another_way_are_said_to_be():
    kept = NET.mistakes[1].formula  # the sign turned round: the same inputs over the same base
    assert difference(NET.variants[0].formula, kept, {}).startswith("puts the same numbers together another way")


def test_another_unit_or_another_direction_is_in_the_table_and_not_on_the_axis():
    ces = METRICS["customer_effort_score"]
    found = compare(ces, first_numbers(ces))
    assert [r.name for r in found.drawn] == [ces.variants[0].name]
    assert sum("another scale" in s for s in found.not_drawn) == 2
    assert "80.0%" in set(found.as_frame()["Value"])


def test_a_value_that_would_flatten_the_picture_is_told_and_not_drawn():
    trial = METRICS["trial_conversion_rate"]
    found = compare(trial, {**first_numbers(trial), "converted_of_started": 1.0, "trials_started": 50.0})
    assert by(found, "HubSpot").value == 50.0
    assert "too far out to draw" in " ".join(found.not_drawn)


@EACH
def test_every_metric_can_be_compared_on_its_own_example(metric):
    found = compare(metric, first_numbers(metric))
    assert len(found.readings) == len(metric.variants) + len(metric.errata)
    for reading, variant in zip(found.readings, metric.variants, strict=False):
        assert reading.value == answer(metric, first_numbers(metric), variant.key).value
        assert reading.value is not None and reading.says == variant.when
    for reading, erratum in zip(found.readings[len(metric.variants) :], metric.errata, strict=True):
        want = work(erratum.formula, first_numbers(metric)).value if erratum.formula is not None else None
        assert reading.value == want
    assert found.finding() and {r.is_default for r in found.readings[1:]} <= {False}


@EACH
def test_with_no_numbers_every_definition_says_what_is_missing(metric):
    found = compare(metric, {})
    assert found.drawn == () and found.finding() == "None of the definitions can be worked from these numbers."
    assert picture(found) is None
    for reading in found.readings:
        assert reading.problem and (reading.formula is None or reading.missing)


@SEVERAL
def test_the_picture_has_a_mark_a_name_and_a_value_for_every_definition_on_the_axis(metric):
    found = compare(metric, first_numbers(metric))
    drawn = picture(found)
    if len(found.drawn) < 2:
        assert drawn is None
        return
    assert drawn.title == found.finding()
    for reading in found.drawn:
        assert reading.by in drawn.alt and found.show(reading.value) in drawn.alt
    spec = drawn.chart.to_dict()
    rows = max((rows for rows in spec["datasets"].values() if "row" in rows[0]), key=len)
    assert len(rows) == len(found.drawn)
    kinds = {KIND_WORDS[r.kind] for r in found.drawn}
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    assert set(points["encoding"]["shape"]["scale"]["domain"]) == kinds
    assert len(set(points["encoding"]["shape"]["scale"]["range"])) == len(set(points["encoding"]["color"]["scale"]["range"])) == len(kinds)


@SEVERAL
def test_the_table_as_csv_has_a_row_for_every_definition(metric):
    found = compare(metric, first_numbers(metric))
    rows = list(csv.DictReader(io.StringIO(found.as_frame().to_csv(index=False))))
    assert len(rows) == len(found.readings)
    assert [r["Value"] for r in rows] == [r.shown or "not worked" for r in found.readings]


def test_metrics_with_more_than_one_formula_come_first_and_none_is_left_out():
    listed = choices()
    assert {m.key for m in listed} == set(METRICS)
    counts = [how_many(m) > 1 for m in listed]
    assert counts == sorted(counts, reverse=True)


@EACH
def test_the_fields_hold_every_number_that_a_definition_needs(metric):
    keys = {part.key for part in parts_of(metric)} | {part.key for part in leaves_of(metric)}
    for reading in compare(metric, {}).readings:
        assert reading.formula is None or {p.key for p in leaves_of(metric)} <= keys
    assert first_numbers(metric).keys() == {part.key for part in parts_of(metric)}


def test_broken_limits_are_said_and_never_worked():
    found = compare(METRICS["customer_churn_rate"], {"opening_customers": 10.0, "left_customers": 20.0, "new_customers": 5.0})
    assert found.readings[0].value is None and "More customers left" in found.readings[0].problem


def test_distances_are_said_in_the_units_own_words():
    assert apart(PERCENT, -0.01, "$") == "1 point"
    assert apart(PERCENT, 0.0001, "$") == "less than a tenth of a point"
    assert apart(MONEY, 975, "€") == "€975"
    assert math.isfinite(float(apart(PERCENT, 0.124, "$").split()[0]))
