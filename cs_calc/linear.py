"""A formula solved for an input that stands in it more than once: its terms are collected.

A formula that only adds, subtracts, multiplies and divides, each product having the input on one side, is
(a + b x) ÷ (c + d x): linear-fractional. All four parts stay formulas, so that the working can be written out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cs_calc.expr import Expr, Leaf, Number, Op, Step
from cs_calc.rearrange import times, value_of

ZERO, ONE = Number(0.0), Number(1.0)


class NotLinear(Exception):
    """The formula is not of the form (a + b x) ÷ (c + d x)."""


@dataclass(frozen=True)
class Linear:
    """low + slope × x, both formulas without x."""

    constant: Expr
    slope: Expr

    def with_x(self, x: Expr) -> Expr:
        """Written out with x in it."""
        return _add(self.constant, _mul(self.slope, x))


@dataclass(frozen=True)
class Fraction:
    """(a + b x) ÷ (c + d x)."""

    top: Linear
    bottom: Linear

    def solved(self, target: Expr, *, turned: bool = False) -> tuple[Expr, Expr]:
        """x as a top and a bottom: (target × c − a) ÷ (b − target × d); `turned`: both with the other sign."""
        top = _sub(_mul(target, self.bottom.constant), self.top.constant)
        bottom = _sub(self.top.slope, _mul(target, self.bottom.slope))
        return (_sub(ZERO, top), _sub(ZERO, bottom)) if turned else (top, bottom)

    def far(self, values: Mapping[str, float]) -> float | None:
        """What the answer comes near as x grows without end; infinite where it grows too, None where that is not known."""
        a, b, c, d = (value_of(part, values) for part in (self.top.constant, self.top.slope, self.bottom.constant, self.bottom.slope))
        if a is None or b is None or c is None or d is None:
            return None
        if d:
            return b / d
        if not c:
            return None
        return math.copysign(math.inf, b / c) if b else a / c


def collected(expr: Expr, unknown: Leaf) -> Fraction:
    """A formula with the terms of one input collected. Raises NotLinear where it has another form.

    >>> from cs_calc import METRICS
    >>> from cs_calc.expr import inputs
    >>> from cs_calc.say import in_words
    >>> nrr = METRICS["net_revenue_retention"].variants[0].formula
    >>> found = collected(nrr, inputs(nrr)[0])
    >>> in_words(found.top.constant), in_words(found.bottom.slope)
    ('MRR gained from upgrades − MRR lost', '1')
    """
    if times(expr, unknown) == 0:
        return Fraction(Linear(expr, ZERO), Linear(ONE, ZERO))
    match expr:
        case Step(body=body):
            return collected(body, unknown)
        case Op("+" | "-" as sign, left, right):
            return _joined(sign, collected(left, unknown), collected(right, unknown))
        case Op("*", left, right):
            a, b = collected(left, unknown), collected(right, unknown)
            return _product(a.top, b.top, a.bottom, b.bottom)
        case Op("/", left, right):
            a, b = collected(left, unknown), collected(right, unknown)
            return _product(a.top, b.bottom, a.bottom, b.top)
        case Op():
            raise NotLinear
    return Fraction(Linear(ZERO, ONE), Linear(ONE, ZERO))


def _joined(sign: str, a: Fraction, b: Fraction) -> Fraction:
    if a.bottom == b.bottom:
        return Fraction(_linear(sign, a.top, b.top), a.bottom)
    return Fraction(_linear(sign, _times(a.top, b.bottom), _times(b.top, a.bottom)), _times(a.bottom, b.bottom))


def _product(a: Linear, b: Linear, c: Linear, d: Linear) -> Fraction:
    """a b ÷ (c d), with what stands above and below cancelled."""
    tops, bottoms = [a, b], [c, d]
    for part in (a, b):
        if part in bottoms:
            tops.remove(part)
            bottoms.remove(part)
    one = Linear(ONE, ZERO)
    return Fraction(_times(*([*tops, one, one])[:2]), _times(*([*bottoms, one, one])[:2]))


def _linear(sign: str, a: Linear, b: Linear) -> Linear:
    join = _add if sign == "+" else _sub
    return Linear(join(a.constant, b.constant), join(a.slope, b.slope))


def _times(a: Linear, b: Linear) -> Linear:
    if a.slope != ZERO and b.slope != ZERO:
        raise NotLinear
    if b.slope != ZERO:
        a, b = b, a
    return Linear(_mul(a.constant, b.constant), _mul(a.slope, b.constant))


def _minus(expr: Expr) -> Expr | None:
    """What stands behind a minus sign of its own."""
    return expr.right if isinstance(expr, Op) and expr.sign == "-" and expr.left == ZERO else None


def _add(a: Expr, b: Expr) -> Expr:
    if a == ZERO:
        return b
    if b == ZERO:
        return a
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value + b.value)
    if (behind := _minus(b)) is not None:
        return _sub(a, behind)
    if (behind := _minus(a)) is not None:
        return _sub(b, behind)
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Number) and one.value < 0:
            return Op("-", other, Number(-one.value))
    return Op("+", a, b)


def _sub(a: Expr, b: Expr) -> Expr:
    if b == ZERO:
        return a
    if a == b:
        return ZERO
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value - b.value)
    if (behind := _minus(b)) is not None:
        return _add(a, behind)
    if isinstance(b, Number) and b.value < 0:
        return _add(a, Number(-b.value))
    if a == ZERO and isinstance(b, Op) and b.sign == "-":
        return Op("-", b.right, b.left)
    return Op("-", a, b)


def _mul(a: Expr, b: Expr) -> Expr:
    if ZERO in (a, b):
        return ZERO
    if a == ONE:
        return b
    if b == ONE:
        return a
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value * b.value)
    for one, other in ((a, b), (b, a)):
        if (behind := _minus(one)) is not None:
            return _sub(ZERO, _mul(behind, other))
        if isinstance(one, Number) and one.value < 0:
            return _sub(ZERO, _mul(Number(-one.value), other))
    return Op("*", a, b)
