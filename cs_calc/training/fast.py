"""A formula as a function, made once and called for each of thousands of variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import add, mul, sub, truediv
from typing import Any

from cs_calc.expr import Expr, Input, Number, Op, Step, Summary

Function = Callable[[Mapping[str, Any]], float]

BINARY: dict[str, Callable[[float, float], float]] = {
    "+": add, "-": sub, "*": mul, "/": truediv, "**": pow, "least": min, "most": max,
}  # fmt: skip


@cache
def function(expr: Expr) -> Function:
    """The formula as a function of its numbers and lists by key.

    The function raises ZeroDivisionError where the formula is not defined. `work` keeps the working and says why; this is for speed.

    >>> from cs_calc import METRICS
    >>> function(METRICS["customer_churn_rate"].variants[0].formula)({"left_customers": 64, "opening_customers": 1000})
    0.064
    """
    match expr:
        case Number(value):
            return lambda _: value
        case Input(key=key):
            return lambda given: float(given[key])
        case Summary():
            return _summary(expr)
        case Step(body=body):
            return function(body)
        case Op(sign, left, right):
            join, a, b = BINARY[sign], function(left), function(right)
            return lambda given: join(a(given), b(given))
    raise TypeError(f"not a formula: {expr!r}")


def _summary(part: Summary) -> Function:
    """A number made of a list, or supplied under its own key."""
    key, of, limit = part.key, part.of.key, part.limit

    def value(given: Mapping[str, Any]) -> float:
        if key in given:
            return float(given[key])
        return part.value(given[of], 0.0 if limit is None else float(given[limit.key]))

    return value
