"""Every metric at once: examples, published numbers, and what must hold whatever the numbers are."""

import math

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, answer, work
from cs_calc.expr import Op, Summary, inputs, steps, walk
from cs_calc.work import column, leaf_value

QUICK = settings(deadline=None, max_examples=30)
VARIANTS = [(m, v) for m in METRICS.values() for v in m.variants]
FORMULAS = [
    *((f"{m.key}.{v.key}", v.formula) for m, v in VARIANTS),
    *((f"{m.key}.mistake.{x.key}", x.formula) for m in METRICS.values() for x in m.mistakes),
    *((f"{m.key}.printed.{i}", x.formula) for m in METRICS.values() for i, x in enumerate(m.errata) if x.formula is not None),
]
EXAMPLES = [pytest.param(m, v, e, id=f"{m.key}.{v.key}.{i}") for m, v in VARIANTS for i, e in enumerate(m.examples)]
JANUARY = {
    "opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0,
    "reactivated_mrr": 2_000.0, "new_mrr": 0.0,
}  # fmt: skip


NOT_PEOPLE = {"periods_in_year"}  # counts that do not grow with the number of customers
AT_MOST = {part.key: part.maximum for m in METRICS.values() for v in m.variants for part in inputs(v.formula) if part.maximum is not None}


def numbers(formula, given):
    """Every number of a formula by key, its lists summed up."""
    return {part.key: leaf_value(part, given) for part in inputs(formula)}


def key_to_give(part):
    """Under which key a person gives a number: a summary comes from its list."""
    return part.of.key if isinstance(part, Summary) else part.key


def ids(pairs):
    return [f"{m.key}.{v.key}" for m, v in pairs]


def value(key, variant=None, **numbers):
    return answer(METRICS[key], {k: float(n) for k, n in numbers.items()}, variant).value


@pytest.mark.parametrize(("metric", "variant", "example"), EXAMPLES)
def test_every_example_of_every_variant_comes_out(metric, variant, example):
    got = answer(metric, example.given, variant.key)
    assert got.problem == ""
    assert got.value == pytest.approx(example.expected[variant.key], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("key", "variant", "expected"),
    [
        ("net_mrr_churn", "with_reactivation", -0.05),
        ("net_mrr_churn", "churn_less_expansion", -0.04),
        ("net_mrr_churn", "without_reactivation", -0.03),
        ("gross_mrr_churn", "churn_and_contraction", 0.05),
        ("gross_mrr_churn", "cancellations_only", 0.04),
        ("net_revenue_retention", "with_reactivation", 1.05),
        ("net_revenue_retention", "opening_customers", 1.03),
        ("gross_revenue_retention", "opening_customers", 0.95),
        ("expansion_mrr", None, 8_000),
        ("expansion_mrr_rate", None, 0.08),
        ("closing_mrr", None, 105_000),
        ("net_new_mrr", None, 5_000),
        ("quick_ratio", None, 2.0),
        ("arr", None, 1_260_000),
    ],
)
def test_typeforms_january_gives_the_published_matrix(key, variant, expected):
    assert value(key, variant, **JANUARY) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("publisher", "expected"), [("Chargebee", -0.07), ("PayPro Global", 0.04), ("Geckoboard", -0.11)])
def test_formulas_as_printed_give_what_they_are_quoted_with(publisher, expected):
    """Geckoboard's prose nets new business too: with 6,000 of it January would read -11 %."""
    got = answer(METRICS["net_mrr_churn"], {**JANUARY, "new_mrr": 6_000.0})
    printed = {p.erratum.source.publisher: p.value for p in got.as_printed}
    assert printed[publisher] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("key", "variant", "numbers", "expected"),
    [
        ("customer_churn_rate", None, {"opening_customers": 1000, "left_customers": 64}, 0.064),
        ("mrr", None, {"paying_customers": 1000, "average_revenue": 750}, 750_000),
        ("csat", "six_to_ten", {"csat_6_to_10": 40, "csat_0_to_10": 50}, 0.8),
        ("csat", "top_two_of_five", {"csat_4_or_5": 74, "csat_1_to_5": 107}, 0.691588785),
        ("csat", "yes_no", {"csat_yes": 40, "csat_yes_or_no": 50}, 0.8),
        ("nps", None, {"promoters": 42, "passives": 10, "detractors": 8}, 56.666666667),
        ("nps", None, {"promoters": 70, "passives": 20, "detractors": 10}, 60.0),
        ("nps", None, {"promoters": 162, "passives": 108, "detractors": 54}, 33.333333333),
        ("nps", None, {"promoters": 5, "passives": 0, "detractors": 0}, 100.0),
        ("nps", None, {"promoters": 0, "passives": 0, "detractors": 5}, -100.0),
        ("customer_churn_rate", None, {"opening_customers": 50, "left_customers": 0}, 0.0),
        ("customer_retention_rate", None, {"opening_customers": 1000, "closing_customers": 850, "joined_customers": 50}, 0.80),
        ("customer_churn_rate", "with_new_customers_who_left",
         {"opening_customers": 10_000, "left_customers": 500, "new_left_customers": 125}, 0.0625),
        ("customer_churn_rate", "with_new_customers_who_left",
         {"opening_customers": 14_375, "left_customers": 719, "new_left_customers": 125}, 0.058713),
        ("customer_churn_rate", "opening_customers", {"opening_customers": 14_375, "left_customers": 718.75}, 0.05),
        ("annualised_churn_rate", None, {"churn_of_period": 0.05, "periods_in_year": 12}, 0.4596),
        ("annualised_churn_rate", None, {"churn_of_period": 0.03, "periods_in_year": 12}, 0.3062),
        ("annualised_churn_rate", None, {"churn_of_period": 0.01, "periods_in_year": 12}, 0.1136),
        ("annualised_churn_rate", None, {"churn_of_period": 0.064, "periods_in_year": 12}, 0.5478),
        ("annualised_churn_rate", None, {"churn_of_period": 1, "periods_in_year": 12}, 1.0),
        ("annualised_churn_rate", None, {"churn_of_period": 0.2, "periods_in_year": 1}, 0.2),
        ("mrr", "sum_of_subscriptions", {"weekly_fees": 10, "monthly_fees": 0, "quarterly_fees": 0, "yearly_fees": 0}, 43.3333),
        ("mrr", "sum_of_subscriptions", {"weekly_fees": 0, "monthly_fees": 0, "quarterly_fees": 0, "yearly_fees": 2000}, 166.6667),
        ("mrr", "sum_of_subscriptions", {"weekly_fees": 0, "monthly_fees": 0, "quarterly_fees": 300, "yearly_fees": 0}, 100),
        ("gross_mrr_churn", None, {"opening_mrr": 10_000, "churned_mrr": 1_500, "contracted_mrr": 500}, 0.20),  # ChartMogul
        ("net_mrr_churn", None,
         {"opening_mrr": 10_000, "churned_mrr": 1_500, "contracted_mrr": 500, "expanded_mrr": 800, "reactivated_mrr": 200}, 0.10),
    ],
)  # fmt: skip
def test_golden_numbers_come_out(key, variant, numbers, expected):
    assert value(key, variant, **numbers) == pytest.approx(expected, abs=6e-5, rel=1e-6)


def test_as_printed_versions_say_what_they_are_shown_with():
    nps = answer(METRICS["nps"], {"promoters": 42, "passives": 10, "detractors": 8})
    assert [p.value for p in nps.as_printed if p.erratum.source.publisher == "2Checkout"] == [34.0]
    churn = answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64, "new_customers": 80})
    assert churn.as_printed[0].value == pytest.approx(0.80)
    expansion = answer(METRICS["expansion_mrr_rate"], JANUARY)
    assert (expansion.as_printed[0].value, expansion.as_printed[0].shown) == (500_000.0, "500,000")


@pytest.mark.parametrize(("name", "formula"), FORMULAS, ids=[n for n, _ in FORMULAS])
def test_money_times_seven_leaves_rates_alone_and_multiplies_money(name, formula):
    metric = METRICS[name.split(".")[0]]
    for example in metric.examples:
        plain = numbers(formula, example.given)
        scaled = {p.key: plain[p.key] * (7 if p.unit.key == "money" else 1) for p in inputs(formula)}
        before, after = work(formula, example.given).value, work(formula, scaled).value
        if before is None:
            assert after is None
        elif name == "expansion_mrr_rate.printed.0":  # CloudTask's formula has no scale, which is what is wrong with it
            assert formula.unit.key == "count" and after == pytest.approx(7 * before)
        elif name == "arpa.mistake.inverted":  # customers per unit of money
            assert after == pytest.approx(before / 7)
        else:
            assert after == pytest.approx(before * (7 if formula.unit.key == "money" else 1), rel=1e-12)


@pytest.mark.parametrize(("metric", "variant"), VARIANTS, ids=ids(VARIANTS))
def test_people_times_seven_leaves_rates_and_scores_alone(metric, variant):
    for example in metric.examples:
        plain = numbers(variant.formula, example.given)
        many = {p.key: plain[p.key] * (7 if p.unit.key == "count" and p.key not in NOT_PEOPLE else 1) for p in inputs(variant.formula)}
        before, after = answer(metric, example.given, variant.key).value, answer(metric, many, variant.key).value
        if variant.formula.unit.key in ("percent", "score"):
            assert after == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize(("metric", "variant"), VARIANTS, ids=ids(VARIANTS))
def test_a_share_of_parts_of_a_whole_that_is_nothing_is_said_not_faked(metric, variant):
    got = answer(metric, {p.key: max(0.0, p.minimum or 0.0) for p in inputs(variant.formula)}, variant.key)
    divides = any(isinstance(part, Op) and part.sign == "/" and inputs(part.right) for s in steps(variant.formula) for part in walk(s.body))
    if divides:
        assert got.value is None and got.shown == ""
        assert got.problem.endswith(".") and "divided by 0" in got.problem
        assert got.interval is None and got.verdicts == () and got.sentence() == got.problem
    elif not any(p.minimum for p in inputs(variant.formula)):  # a scale from 1 to 7 has no 0
        assert got.value == 0.0


@pytest.mark.parametrize(("metric", "variant"), VARIANTS, ids=ids(VARIANTS))
@pytest.mark.parametrize("number", [None, math.nan, "left out"])
def test_a_missing_input_is_a_sentence_that_names_it(metric, variant, number):
    for part in inputs(variant.formula):
        key = key_to_give(part)
        given_numbers = {**metric.examples[0].given, key: number}
        if number == "left out":
            del given_numbers[key]
        got = answer(metric, given_numbers, variant.key)
        assert got.value is None
        names = [p.name for p in inputs(variant.formula) if key_to_give(p) == key]
        assert any(name in got.problem for name in names) and got.problem.endswith(".")
        assert got.as_dict()["value"] is None and got.sentence() == got.problem


@pytest.mark.parametrize(("metric", "variant"), VARIANTS, ids=ids(VARIANTS))
def test_a_negative_input_is_refused_with_its_name(metric, variant):
    for part in inputs(variant.formula):
        if part.minimum is None:
            continue
        wrong = (1.0, -5.0) if isinstance(part, Summary) else -5.0
        got = answer(metric, {**metric.examples[0].given, key_to_give(part): wrong}, variant.key)
        assert got.value is None
        name = part.of.name if isinstance(part, Summary) else part.name
        assert name in got.problem and "cannot be below" in got.problem and got.problem.endswith(".")


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_an_infinite_input_is_a_sentence(number):
    for metric, variant in VARIANTS:
        for part in inputs(variant.formula):
            wrong = (1.0, number) if isinstance(part, Summary) else number
            got = answer(metric, {**metric.examples[0].given, key_to_give(part): wrong}, variant.key)
            assert got.value is None and got.problem.endswith("."), (metric.key, part.key)


def test_numbers_too_large_for_the_machine_are_said_not_shown_as_infinite():
    got = answer(METRICS["mrr"], {"paying_customers": 1e200, "average_revenue": 1e200})
    assert got.value is None and got.problem.endswith(".")


def test_what_cannot_be_is_refused():
    """A part larger than its whole: METRICS.md section 7.2 and 7.9."""
    for key, variant, numbers in (
        ("customer_churn_rate", None, {"opening_customers": 10, "left_customers": 11}),
        ("csat", None, {"csat_4_or_5": 11, "csat_1_to_5": 10}),
        ("csat", "yes_no", {"csat_yes": 11, "csat_yes_or_no": 10}),
        ("csat", "six_to_ten", {"csat_6_to_10": 11, "csat_0_to_10": 10}),
        ("gross_mrr_churn", None, {"opening_mrr": 100, "churned_mrr": 90, "contracted_mrr": 20}),
        ("gross_revenue_retention", None, {"opening_mrr": 100, "churned_mrr": 90, "contracted_mrr": 20}),
        ("net_revenue_retention", None, {"opening_mrr": 100, "churned_mrr": 90, "contracted_mrr": 20, "expanded_mrr": 5}),
        ("net_mrr_churn", None, {"opening_mrr": 100, "churned_mrr": 90, "contracted_mrr": 20, "expanded_mrr": 5, "reactivated_mrr": 0}),
        ("customer_retention_rate", None, {"opening_customers": 10, "closing_customers": 12, "joined_customers": 13}),
        ("customer_retention_rate", None, {"opening_customers": 10, "closing_customers": 15, "joined_customers": 1}),
        ("annualised_churn_rate", None, {"churn_of_period": 1.2, "periods_in_year": 12}),
    ):
        got = answer(METRICS[key], numbers, variant)
        assert got.value is None and got.problem.endswith("."), (key, variant, got.value)


@pytest.mark.parametrize(
    ("key", "variant", "numbers"),
    [
        pytest.param("customer_retention_rate", None, {"opening_customers": 1000, "closing_customers": 0, "joined_customers": 50}, id="-5 %"),
        pytest.param("gross_mrr_churn", "cancellations_only", {"opening_mrr": 100, "churned_mrr": 200}, id="200 %"),
        pytest.param("net_mrr_churn", "churn_less_expansion", {"opening_mrr": 100, "churned_mrr": 200, "expanded_mrr": 0}, id="net 200 %"),
        pytest.param("customer_churn_rate", "of_average_customers",
                     {"opening_customers": 0, "left_customers": 5, "new_left_customers": 0, "closing_customers": 10}, id="5 of 0 left"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_the_edges_too(key, variant, numbers):
    assert answer(METRICS[key], numbers, variant).value is None


@pytest.mark.parametrize(("name", "formula"), FORMULAS, ids=[n for n, _ in FORMULAS])
def test_a_whole_table_is_worked_like_its_rows(name, formula):
    keys = [p.key for p in inputs(formula)]

    @settings(deadline=None, max_examples=5)
    @given(
        st.lists(st.tuples(*(st.sampled_from([0.0, 0.25, 1.0]) | st.integers(0, 10_000).map(float) for _ in keys)), min_size=4, max_size=25)
    )
    def check(rows):
        highest = {**AT_MOST, "periods_in_year": 24.0}
        rows = [[min(x, highest.get(k, x)) for k, x in zip(keys, r, strict=True)] for r in rows]
        table = pd.DataFrame(rows, columns=keys)
        got = nw.from_native(table, eager_only=True).select(column(formula)).to_native()[formula.key].tolist()
        for row, one in zip(rows, got, strict=True):
            alone = work(formula, dict(zip(keys, row, strict=True))).value
            if alone is None:
                assert math.isnan(one)
            else:
                assert one == pytest.approx(alone, rel=1e-12, abs=1e-12)

    check()


@QUICK
@given(opening=st.integers(1, 10**6), lost=st.floats(0, 1), split=st.floats(0, 1), grown=st.integers(0, 10**6), back=st.integers(0, 10**6))
def test_what_is_kept_and_what_is_lost_make_one_under_the_same_rule(opening, lost, split, grown, back):
    money = {
        "opening_mrr": opening, "churned_mrr": opening * lost * split, "contracted_mrr": opening * lost * (1 - split),
        "expanded_mrr": grown, "reactivated_mrr": back,
    }  # fmt: skip
    pairs = [("opening_customers", "without_reactivation"), ("with_reactivation", "with_reactivation")]
    for kept, gone in pairs:
        assert value("net_revenue_retention", kept, **money) + value("net_mrr_churn", gone, **money) == pytest.approx(1)
    gross = value("gross_revenue_retention", **money)
    assert gross + value("gross_mrr_churn", **money) == pytest.approx(1)
    assert -1e-9 <= gross <= min(1, value("net_revenue_retention", **money)) + 1e-9


@QUICK
@given(st.integers(1, 10**5).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.integers(0, 10**5))
def test_customers_who_stay_and_customers_who_leave_make_one(base, joined):
    opening, left = base
    heads = {"opening_customers": opening, "left_customers": left, "joined_customers": joined, "closing_customers": opening - left + joined}
    stays = answer(METRICS["customer_retention_rate"], heads)
    assert stays.value + value("customer_churn_rate", **heads) == pytest.approx(1)
    if stays.interval is not None:
        gone = answer(METRICS["customer_churn_rate"], heads).interval
        assert (stays.interval.low, stays.interval.high) == pytest.approx((1 - gone.high, 1 - gone.low))


@QUICK
@given(*[st.integers(0, 10**6) for _ in range(6)])
def test_the_bridge_closes_and_arpa_times_customers_is_mrr(opening, new, grown, back, less, gone):
    moves = dict(zip(("opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr"), (opening, new, grown, back), strict=True))
    moves |= {"contracted_mrr": min(less, opening // 2), "churned_mrr": min(gone, opening // 2), "paying_customers": 7}
    end = value("closing_mrr", **moves)
    assert opening + value("net_new_mrr", **moves) == pytest.approx(end)
    assert value("mrr", paying_customers=7, average_revenue=value("arpa", **moves)) == pytest.approx(end)
    assert value("arr", **moves) == pytest.approx(12 * end)
    assert min(end, 0) == 0


@QUICK
@given(st.floats(0, 1))
def test_a_year_of_monthly_churn_lies_between_the_month_and_twelve_of_it(monthly):
    year = value("annualised_churn_rate", churn_of_period=monthly, periods_in_year=12)
    left = 1.0
    for _ in range(12):
        left -= left * monthly
    assert year == pytest.approx(1 - left, abs=1e-12)
    assert monthly - 1e-12 <= year <= min(1, 12 * monthly) + 1e-12


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_an_articles_printed_formula_is_never_a_way_to_compute(metric):
    accepted = {v.formula.body for v in metric.variants}
    assert all(x.formula is None or x.formula.body not in accepted for x in metric.errata)
    assert all(x.formula.body not in accepted for x in metric.mistakes)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_an_answer_is_complete(metric):
    for variant in metric.variants:
        got = answer(metric, metric.examples[0].given, variant.key)
        told = got.as_dict()
        assert told["steps"][-1]["value"] == told["value"] and told["problem"] is None and told["sources"]
        assert set(told["inputs"]) == {key_to_give(p) for p in inputs(variant.formula)} and None not in told["inputs"].values()
        assert len(got.lines()) == len(got.worked.lines) and all(" = " in line for line in got.lines())
        assert got.shown in got.sentence() and got.shown in got.lines()[-1]
        assert all(s.shown != got.shown for s in got.slips)


def test_a_target_is_met_on_its_better_side_only():
    churn = METRICS["customer_churn_rate"]
    assert [v.met for v in answer(churn, {"opening_customers": 100, "left_customers": 4}).verdicts] == [True]
    assert [v.met for v in answer(churn, {"opening_customers": 100, "left_customers": 5}).verdicts] == [False]  # "below 5 %"
    assert [v.met for v in answer(METRICS["csat"], {"csat_4_or_5": 80, "csat_1_to_5": 100}).verdicts] == [True]  # 80 % itself
    assert [v.met for v in answer(METRICS["nps"], {"promoters": 49, "passives": 51, "detractors": 0}).verdicts] == [False]


def test_an_unknown_variant_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="top_two_of_five"):
        answer(METRICS["csat"], {}, "five_of_five")
