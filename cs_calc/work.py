"""Compute a formula and keep the working."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw

from cs_calc.expr import Expr, Input, Leaf, Limit, Number, Op, Step, Summary, Values, inputs, steps
from cs_calc.say import in_words

Known = float | Sequence[float] | None
Given = Mapping[str, Known]
"""Numbers and lists by key, rates as fractions; None for what is not known."""

HAIR = 1e-9
"""Amounts that differ by less than this share are the same: the rest is the rounding of binary fractions."""


@dataclass(frozen=True)
class Line:
    """One step, worked."""

    step: Step
    value: float


@dataclass(frozen=True)
class Worked:
    """A formula worked on one case: every value by key, every line, or a sentence why there is none."""

    formula: Step
    values: Mapping[str, float]  # every input and every step that could be worked
    lines: tuple[Line, ...]
    problem: str = ""
    lists: Mapping[str, Sequence[float]] = field(default_factory=dict)  # the values of every list that was given

    @property
    def value(self) -> float | None:
        """The answer, as a fraction where the unit is percent; None where there is a problem."""
        return None if self.problem else self.lines[-1].value

    def shown(self, currency: str = "$") -> str:
        """The answer as a person reads it, or an empty string where there is none."""
        return "" if self.value is None else self.formula.unit.show(self.value, currency)


class Undefined(Exception):
    """A value that does not exist; the message is a sentence that says why."""


def number(given: Given, key: str) -> float | None:
    """The number under a key; None where there is none, or a list."""
    found = given.get(key)
    return None if found is None or isinstance(found, Sequence) else float(found)


def values_of(given: Given, part: Values) -> tuple[float, ...] | None:
    """The list under a key; None where there is none, or nothing in it."""
    found = given.get(part.key)
    return tuple(float(x) for x in found) if isinstance(found, Sequence) and len(found) else None


def leaf_value(part: Leaf, given: Given) -> float | None:
    """A formula's number: an input as it stands, a summary worked from its list, else as it was supplied.

    How many are within a limit is taken as supplied where it is: a table may hold each value against a limit of its own.
    """
    if isinstance(part, Summary) and not (part.limit is not None and number(given, part.key) is not None):
        listed = values_of(given, part.of)
        limit = 0.0 if part.limit is None else number(given, part.limit.key)
        if listed is not None and limit is not None:
            return part.value(listed, limit)
    return number(given, part.key)


def work(formula: Step, given: Given) -> Worked:
    """Work a formula step by step on one case.

    `given` holds inputs by key, rates as fractions, and lists as sequences of numbers; a summary of a list that is
    not given may be supplied by its own key. Keys that the formula does not need are ignored.
    Nothing is raised: a missing input or a division by zero becomes `problem`, a sentence.

    >>> from cs_calc import METRICS
    >>> churn = METRICS["customer_churn_rate"].variants[0]  # HubSpot: 64 of 1,000 customers left in May
    >>> work(churn.formula, {"opening_customers": 1000, "left_customers": 64}).value
    0.064
    """
    values: dict[str, float] = {}
    lists: dict[str, Sequence[float]] = {}
    for part in inputs(formula):
        if isinstance(part, Summary) and (listed := values_of(given, part.of)) is not None:
            if not all(math.isfinite(x) for x in listed):
                return Worked(formula, values, (), f"{formula.name} cannot be worked out: {part.of.name} are not all finite.")
            lists[part.of.key] = listed
        found = leaf_value(part, given)
        if found is None or math.isnan(found):
            return Worked(formula, values, (), f"{formula.name} cannot be worked out: {part.name} is not known.")
        if math.isinf(found):
            return Worked(formula, values, (), f"{formula.name} cannot be worked out: {part.name} is not finite.")
        values[part.key] = found
    lines: list[Line] = []
    for step in steps(formula):
        try:
            values[step.key] = _compute(step.body, values)
        except Undefined as why:
            return Worked(formula, values, tuple(lines), f"{formula.name} is not defined: {why}", lists)
        if not math.isfinite(values[step.key]):
            values.pop(step.key)
            return Worked(formula, values, tuple(lines), f"{formula.name} cannot be worked out: {step.name} is too large a number.", lists)
        lines.append(Line(step, values[step.key]))
    return Worked(formula, values, tuple(lines), "", lists)


def _compute(expr: Expr, values: Mapping[str, float]) -> float:
    match expr:
        case Number(value):
            return value
        case Input() | Summary() | Step():
            return values[expr.key]
        case Op(sign, left, right):
            a, b = _compute(left, values), _compute(right, values)
            match sign:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "*":
                    return a * b
                case "/":
                    if b == 0:
                        raise Undefined(f"{in_words(right)} is 0, and nothing can be divided by 0.")
                    return a / b
                case "least":
                    return min(a, b)
                case "most":
                    return max(a, b)
                case "**":
                    try:
                        result: float | complex = a**b
                    except (ZeroDivisionError, OverflowError):
                        raise Undefined(f"{in_words(expr)} has no value for {a:g} and {b:g}.") from None
                    if isinstance(result, complex):
                        raise Undefined(f"{in_words(left)} is below 0, and a root of it does not exist.")
                    return float(result)
    raise TypeError(f"not a formula: {expr!r}")


def column(formula: Step, limits: Iterable[Limit] = ()) -> nw.Expr:
    """The same formula over a whole table: a narwhals expression on columns named after the inputs.

    Where the answer is not defined (a division by zero, or one of `limits` broken) the value is null, never 0
    or infinite.

    >>> import pandas as pd
    >>> from cs_calc import METRICS
    >>> table = nw.from_native(pd.DataFrame({"opening_customers": [1000.0, 0.0], "left_customers": [64.0, 0.0]}))
    >>> churn = METRICS["customer_churn_rate"].variants[0].formula
    >>> table.select(column(churn)).to_native()["customer_churn_rate"].round(3).tolist()
    [0.064, nan]
    """
    value = _column(formula.body)
    for limit in limits:
        part, whole = _column(limit.part), _column(limit.whole)
        value = nw.when(part <= whole + HAIR * (1 + whole.abs())).then(value)
    return value.alias(formula.key)


def _column(expr: Expr) -> nw.Expr:
    match expr:
        case Number(value):
            return nw.lit(value)
        case Input() | Summary():
            return nw.col(expr.key)
        case Step(body=body):
            return _column(body)
        case Op(sign, left, right):
            a, b = _column(left), _column(right)
            match sign:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "*":
                    return a * b
                case "/":
                    return a / nw.when(b != 0).then(b)
                case "**":
                    return a**b
                case "least":
                    return nw.min_horizontal(a, b)
                case "most":
                    return nw.max_horizontal(a, b)
    raise TypeError(f"not a formula: {expr!r}")
