"""Arithmetic kept as data.

A formula is written with ordinary + - * / ** on inputs and steps. Nothing is computed while it is
written: Python builds a small tree. Other modules walk that tree to compute it (work), to say it in
words, numbers or LaTeX (say), or to write it as a cell of a workbook (say, workbook).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cs_calc.units import Unit

Sign = Literal["+", "-", "*", "/", "**"]


class Expr:
    """Anything a formula can be made of."""

    def __add__(self, other: Expr | float) -> Expr:
        return Op("+", self, as_expr(other))

    def __sub__(self, other: Expr | float) -> Expr:
        return Op("-", self, as_expr(other))

    def __mul__(self, other: Expr | float) -> Expr:
        return Op("*", self, as_expr(other))

    def __truediv__(self, other: Expr | float) -> Expr:
        return Op("/", self, as_expr(other))

    def __pow__(self, other: Expr | float) -> Expr:
        return Op("**", self, as_expr(other))

    def __radd__(self, other: float) -> Expr:
        return Op("+", as_expr(other), self)

    def __rsub__(self, other: float) -> Expr:
        return Op("-", as_expr(other), self)

    def __rmul__(self, other: float) -> Expr:
        return Op("*", as_expr(other), self)

    def __bool__(self) -> bool:
        raise TypeError("a formula has no truth value: it is not computed while it is written")


@dataclass(frozen=True)
class Number(Expr):
    """A constant, such as the 12 months of a year."""

    value: float


@dataclass(frozen=True)
class Input(Expr):
    """A number the reader supplies: one form field, one Excel cell, one column of a table.

    `help` says what to count and what to leave out; `minimum` is None where a loss may be typed.
    """

    key: str
    name: str
    unit: Unit
    example: float
    help: str
    minimum: float | None = 0.0
    maximum: float | None = None


@dataclass(frozen=True)
class Step(Expr):
    """A named part of a formula: one line of working."""

    key: str
    name: str
    unit: Unit
    body: Expr


@dataclass(frozen=True)
class Op(Expr):
    """Two formulas joined by one sign."""

    sign: Sign
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Limit:
    """Two amounts of which the first cannot exceed the second, and what to say if it does."""

    part: Input | Step
    whole: Input | Step
    says: str


def as_expr(value: Expr | float) -> Expr:
    """Turn a number met in a formula into a constant of the tree."""
    return value if isinstance(value, Expr) else Number(float(value))


def walk(expr: Expr) -> Iterator[Expr]:
    """Every part of a formula, parts before the whole."""
    match expr:
        case Op(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Step(body=body):
            yield from walk(body)
    yield expr


def inputs(expr: Expr) -> tuple[Input, ...]:
    """The inputs a formula needs, each once, in the order they are met."""
    return tuple(dict.fromkeys(part for part in walk(expr) if isinstance(part, Input)))


def steps(expr: Expr) -> tuple[Step, ...]:
    """The steps of a formula, each once, in the order they must be worked."""
    return tuple(dict.fromkeys(part for part in walk(expr) if isinstance(part, Step)))
