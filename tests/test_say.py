"""A formula in words, in numbers, in Excel and in LaTeX is one and the same formula."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, work
from cs_calc.expr import Input, Number, Op, Step, Summary, Values, inputs, least, most, steps, walk, within
from cs_calc.say import in_excel, in_latex, in_numbers, in_words
from cs_calc.units import COUNT, MONEY, PERCENT, RATIO, SCORE

QUICK = settings(deadline=None, max_examples=150)
LEAVES = [Input(k, f"The {k}", COUNT, 1.0, "") for k in ("aa", "bb", "cc", "dd")]
TREES = st.recursive(
    st.sampled_from(LEAVES) | st.integers(0, 12).map(lambda n: Number(float(n))),
    lambda part: (
        st.builds(Op, st.sampled_from(["+", "-", "*", "/"]), part, part)
        | st.builds(Op, st.just("**"), part, st.integers(0, 3).map(lambda n: Number(float(n))))
    ),
    max_leaves=9,
)
VALUES = st.fixed_dictionaries({p.key: st.integers(1, 40).map(float) for p in LEAVES})


def naive(expr, values):
    """The meaning of a tree, straight from its shape."""
    match expr:
        case Number(value):
            return value
        case Input(key=key) | Step(key=key):
            return values[key]
        case Op(sign, left, right):
            a, b = naive(left, values), naive(right, values)
            return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__, "**": a.__pow__}[sign](b)


def as_python(text):
    return eval(text, {"__builtins__": {}}, {})


def excel_value(text, cells):
    assert text.startswith("=")
    for cell, number in cells.items():
        text = re.sub(rf"\b{cell}\b", f"({number!r})", text)
    assert re.fullmatch(r"[-+*/^().\de]+", text[1:]), text
    return as_python(text[1:].replace("^", "**"))


def words_value(text, names):
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, f"({names[name]!r})")
    for shown, sign in (("−", "-"), ("×", "*"), ("÷", "/"), ("^", "**")):
        text = text.replace(shown, sign)
    return as_python(text)


def latex_value(text, names):
    """Read back the little LaTeX we write: \\frac, \\left( \\right), \\times, ^{...} and \\text{...}."""
    text = re.sub(r"\\text\{((?:[^{}\\]|\\.)*)\}", lambda m: f"({names[m.group(1)]!r})", text)
    text = text.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\times", "*")
    text = text.replace(r"\frac{", "FRAC{")
    while "{" in text:
        inner = r"\{([^{}]*)\}"
        before = text
        text = re.sub(rf"FRAC{inner}{inner}", r"(((\1))/((\2)))", text)
        text = re.sub(rf"\^{inner}", r"**(\1)", text)
        assert text != before, text
    return as_python(text)


def same(a, b):
    return a == pytest.approx(b, rel=1e-9, abs=1e-9)


@QUICK
@given(TREES, VALUES)
def test_brackets_are_right_in_excel_words_and_latex(tree, values):
    try:
        expected = naive(tree, values)
    except (ZeroDivisionError, OverflowError):
        assume(False)
    assume(isinstance(expected, float) and math.isfinite(expected) and abs(expected) < 1e12)
    names = {p.name: values[p.key] for p in LEAVES}
    assert same(excel_value(in_excel(tree, {k: k.upper() for k in values}), {k.upper(): v for k, v in values.items()}), expected)
    assert same(words_value(in_words(tree), names), expected)
    assert same(latex_value(in_latex(tree), names), expected)
    assert same(words_value(in_numbers(tree, values), {}), expected)
    assert same(work(Step("whole", "Whole", RATIO, tree), values).value, expected)


def test_brackets_are_written_only_where_they_are_needed():
    a, b, c = LEAVES[:3]
    assert in_excel(a + b - c, {"aa": "A1", "bb": "A2", "cc": "A3"}) == "=A1+A2-A3"
    assert in_excel(a - (b - c), {"aa": "A1", "bb": "A2", "cc": "A3"}) == "=A1-(A2-A3)"
    assert in_words((a + b) / c) == "(The aa + The bb) ÷ The cc"
    assert in_latex((a + b) / c) == r"\frac{\text{The aa} + \text{The bb}}{\text{The cc}}"


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_formula_says_the_same_in_excel_words_and_latex(metric):
    for formula in (*(v.formula for v in metric.variants), *(m.formula for m in metric.mistakes)):
        for example in metric.examples:
            done = work(formula, example.given)
            if done.value is None:
                continue
            for step in steps(formula):
                said = {p.limit for p in walk(step.body) if isinstance(p, Summary)}  # a limit is part of its summary's name
                near = {p.key: p.name for p in walk(step.body) if isinstance(p, Input | Summary | Step) and p not in said}
                cells = {key: f"C{i}" for i, key in enumerate(near)}
                wanted = done.values[step.key]
                assert same(excel_value(in_excel(step.body, cells), {cells[k]: done.values[k] for k in near}), wanted)
                assert same(words_value(in_words(step.body), {near[k]: done.values[k] for k in near}), wanted)
                assert same(latex_value(in_latex(step.body), {near[k]: done.values[k] for k in near}), wanted)


def test_the_smaller_and_the_larger_of_two_are_said_and_written():
    a, b, c = LEAVES[:3]
    capped = most(a, least(b, c)) * 2
    cells = {"aa": "A1", "bb": "A2", "cc": "A3"}
    assert in_excel(capped, cells) == "=MAX(A1,MIN(A2,A3))*2"
    assert in_words(capped) == "(the larger of The aa and (the smaller of The bb and The cc)) × 2"
    assert in_latex(least(a, b)) == r"\min\left(\text{The aa}, \text{The bb}\right)"
    for values in ({"aa": 1.0, "bb": 5.0, "cc": 3.0}, {"aa": 9.0, "bb": 5.0, "cc": 3.0}):
        assert work(Step("s", "S", RATIO, capped), values).value == 2 * max(values["aa"], min(values["bb"], values["cc"]))


WAITS = Values("waits", "Waits", RATIO, (1.0,), "")


@pytest.mark.parametrize(
    ("how", "excel", "numbers"),
    [
        ("mean", "=AVERAGE(B2:B9)", "(1 + 2 + 96) ÷ 3"), ("median", "=MEDIAN(B2:B9)", "middle of 3 values, sorted: 1, [2], 96"),
        ("p90", "=PERCENTILE(B2:B9,0.9)", "nine tenths of the way through 3 values, sorted: 1, [2], [96]"), ("count", "=COUNT(B2:B9)", "how many of 3 values, sorted: 1, 2, 96"),
        ("sum", "=SUM(B2:B9)", "sum of 3 values, sorted: 1, 2, 96"), ("middle", None, "middle of the unsorted 3 values: 96, [1], 2"),
    ],
)  # fmt: skip
def test_a_list_is_summed_up_in_excel_and_in_numbers(how, excel, numbers):
    part = Summary(how, WAITS)
    assert excel is None or in_excel(part, {"waits": "B2:B9"}) == excel
    assert in_numbers(part, {}, lists={"waits": (96.0, 1.0, 2.0)}) == numbers
    assert in_excel(part, {"waits": "B2:B9", part.key: "C1"}) == "=C1", "where the summary has a cell of its own, that"


def test_a_long_list_is_shortened_around_its_middle():
    shown = in_numbers(Summary("median", WAITS), {}, lists={"waits": tuple(float(x) for x in range(100, 0, -1))})
    assert shown == "middle of 100 values, sorted: 1, 2, …, 49, [50], [51], 52, …, 99, 100"


def test_a_share_within_a_limit_counts_the_values_up_to_it():
    limit = Input("limit", "Limit", RATIO, 2.0, "")
    part = within(WAITS, limit)
    assert part.value((96, 1, 2), 2.0) == 2.0 and part.key == "waits_within"
    assert in_excel(part, {"waits": "B2:B9", "limit": "A1"}) == '=COUNTIF(B2:B9,"<="&A1)'
    assert in_numbers(part, {"limit": 2.0}, lists={"waits": (96.0, 1.0, 2.0)}) == "how many are at most 2.0 of 3 values, sorted: 1, 2, 96"


def test_a_constant_keeps_all_its_digits_in_a_live_cell():
    rate = LEAVES[0] * 1234567.25
    assert excel_value(in_excel(rate, {"aa": "A1"}), {"A1": 1.0}) == 1234567.25


def test_numbers_below_nothing_stand_in_brackets():
    money = [Input(k, k, MONEY, 1.0, "") for k in ("kept", "lost")]
    assert in_numbers(money[0] - money[1], {"kept": -5.0, "lost": -2.5}) == "(-$5) − (-$2.50)"
    assert in_numbers(money[0], {"kept": -5.0}) == "-$5"


@pytest.mark.parametrize(
    ("unit", "number", "shown"),
    [
        (PERCENT, 0.0625, "6.25%"), (PERCENT, 0.064, "6.4%"), (PERCENT, 1.0, "100.0%"), (PERCENT, -0.05, "-5.0%"),
        (PERCENT, 0.0000049, "0.0%"), (PERCENT, -0.000001, "0.0%"), (PERCENT, 0.00125, "0.13%"),
        (MONEY, 16.6667, "$16.67"), (MONEY, 43.3333333, "$43.33"), (MONEY, 750_000, "$750,000"), (MONEY, 12.5, "$12.50"),
        (MONEY, -5000, "-$5,000"), (MONEY, -0.0001, "$0"), (MONEY, 0.005, "$0.01"), (MONEY, 1.005, "$1.01"), (MONEY, 999.996, "$1,000"),
        (COUNT, 1000, "1,000"), (COUNT, 718.75, "718.75"), (SCORE, 56.6666667, "56.67"), (SCORE, -0.0001, "0.0"), (SCORE, -100, "-100.0"),
        (RATIO, 3.2, "3.2"), (RATIO, 2.345, "2.35"), (RATIO, -2.345, "-2.35"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_people_write_them(unit, number, shown):
    assert unit.show(number) == shown


@QUICK
@given(st.integers(-2_000_000, 2_000_000))
def test_shown_numbers_are_rounded_half_away_from_zero(thousandths):
    """Every number of three decimals, so that every second one of ...5 is a half."""
    wanted = (Decimal(thousandths) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    for unit in (MONEY, COUNT, SCORE, RATIO):
        shown = unit.show(float(Decimal(thousandths) / 1000)).replace("$", "").replace(",", "")
        assert Decimal(shown) == wanted
        assert not (shown.startswith("-") and Decimal(shown) == 0)


def test_every_half_of_a_hundredth_of_a_percent_is_rounded_away_from_zero():
    for thousandths in (*range(5, 20_000, 10), *range(-4_995, 0, 10)):  # of a percent: 0.005 %, 0.015 %, ...
        percent = Decimal(thousandths) / 1000
        shown = PERCENT.show(float(percent / 100))
        assert Decimal(shown.rstrip("%")) == percent.quantize(Decimal("0.01"), ROUND_HALF_UP), shown


@QUICK
@given(st.floats(-1e9, 1e9), st.sampled_from([MONEY, PERCENT, COUNT, SCORE, RATIO]))
def test_nothing_is_ever_shown_as_minus_zero(number, unit):
    for shown in (unit.show(number), unit.show_brief(number), unit.show_change(number)):
        digits = re.sub(r"[^\d.]", "", shown)
        assert not (shown.startswith("-") and digits and float(digits) == 0), shown
        assert not (number < -1 and digits and float(digits) != 0 and not shown.startswith("-")), shown


def test_a_brief_count_keeps_its_sign():
    assert COUNT.show_brief(-0.5) in ("-1", "0")


def test_a_brief_number_keeps_its_sign():
    assert MONEY.show_brief(-123_456.78) == "-$123.5k"
    assert PERCENT.show_brief(-0.0691) == "-6.9%"


def test_changes_of_rates_are_in_points():
    assert PERCENT.show_change(0.012) == "+1.2 points"
    assert PERCENT.show_change(-0.0004) == "no change"
    assert MONEY.show_change(-1200) == "-$1,200" and COUNT.show_change(3) == "+3"


def test_latex_of_a_hostile_name_stays_text():
    part = Input("x", r"50 % of_{all} $ & \frac ~^#", COUNT, 1.0, "")
    inside = re.fullmatch(r"\\text\{(.*)\}", in_latex(part)).group(1)
    assert not re.search(r"(?<!\\)[%$&#_{}]", inside.replace(r"\textbackslash ", "").replace(r"\{", "").replace(r"\}", ""))
    assert "^" not in inside and "~" not in inside


def test_every_input_of_a_formula_is_named_in_its_words():
    for metric in METRICS.values():
        for variant in metric.variants:
            said = " ".join(in_words(s.body) for s in steps(variant.formula)).lower()
            assert all(p.name.lower() in said for p in inputs(variant.formula))
