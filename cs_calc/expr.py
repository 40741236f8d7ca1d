"""Arithmetic kept as data.

A formula is written with ordinary + - * / ** on inputs and steps. Nothing is computed while it is
written: Python builds a small tree. Other modules walk that tree to compute it (work), to say it in
words, numbers or LaTeX (say), or to write it as a cell of a workbook (say, workbook).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cs_calc.units import COUNT, Unit

Sign = Literal["+", "-", "*", "/", "**", "least", "most"]
How = Literal["mean", "median", "p90", "sum", "count", "least", "most", "middle", "within"]


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

    @cached_property
    def _parts(self) -> tuple[Expr, ...]:
        """Every different part, those of the whole first. A formula never changes, and a page asks for its parts hundreds of times."""
        return tuple(dict.fromkeys(walk(self)))


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
class Values(Expr):
    """A list of numbers the reader supplies: one value per ticket, customer or day. A formula uses summaries of it."""

    key: str
    name: str
    unit: Unit
    example: tuple[float, ...]
    help: str
    minimum: float | None = 0.0
    maximum: float | None = None


@dataclass(frozen=True)
class Summary(Expr):
    """One number made of a list: worked from the values where they are known, else supplied under its own key.

    A table of many periods holds the number alone (`response_hours_median`); a person may paste the values.
    `within` counts the values that are at most `limit`; `middle` is the one in the middle of the list as it
    stands, unsorted: what people take for the median.
    """

    how: How
    of: Values
    limit: Input | None = None

    @property
    def key(self) -> str:
        """Under which a table supplies the number."""
        return f"{self.of.key}_{self.how}"

    @property
    def name(self) -> str:
        """In words, as it stands in a formula."""
        what = self.of.name[0].lower() + self.of.name[1:]
        if self.limit is not None:
            return f"number of {what} within {self.limit.name[0].lower() + self.limit.name[1:]}"
        return f"{SUMMARY_WORDS[self.how]} {what}"

    @property
    def unit(self) -> Unit:
        """The unit of the number: that of the values, or a count."""
        return COUNT if self.how in ("count", "within") else self.of.unit

    @property
    def help(self) -> str:
        """What the values are."""
        return self.of.help

    @property
    def minimum(self) -> float | None:
        """The smallest the number can be."""
        return 0.0 if self.how in ("count", "within") else self.of.minimum

    @property
    def maximum(self) -> float | None:
        """The largest the number can be; None for sums and counts."""
        return None if self.how in ("count", "within", "sum") else self.of.maximum

    @property
    def example(self) -> float:
        """The number on the list's own example."""
        return self.value(self.of.example, 0.0 if self.limit is None else self.limit.example)

    def value(self, numbers: Sequence[float], limit: float = 0.0) -> float:
        """The number for a list that is not empty. p90 lies between values in a straight line, as Excel's PERCENTILE.INC does.

        >>> waits = Values("hours", "Hours", COUNT, (1.0,), "One for each ticket.")
        >>> [Summary(how, waits).value((3, 1, 96, 2)) for how in ("median", "mean", "count", "middle")]
        [2.5, 25.5, 4.0, 48.5]
        """
        ranked = sorted(numbers)
        n = len(ranked)
        match self.how:
            case "mean":
                return math.fsum(ranked) / n
            case "median":
                return statistics.median(ranked)
            case "p90":
                place = 0.9 * (n - 1)
                low = int(place)
                return ranked[low] + (place - low) * (ranked[min(low + 1, n - 1)] - ranked[low])
            case "sum":
                return math.fsum(ranked)
            case "count":
                return float(n)
            case "least":
                return ranked[0]
            case "most":
                return ranked[-1]
            case "middle":
                return (numbers[(n - 1) // 2] + numbers[n // 2]) / 2
            case "within":
                return float(sum(x <= limit for x in ranked))


SUMMARY_WORDS: dict[How, str] = {
    "mean": "mean of", "median": "median of", "p90": "90th percentile of", "sum": "sum of", "count": "number of",
    "least": "smallest of", "most": "largest of", "middle": "middle, unsorted, of",
}  # fmt: skip


@dataclass(frozen=True)
class Step(Expr):
    """A named part of a formula: one line of working."""

    key: str
    name: str
    unit: Unit
    body: Expr


@dataclass(frozen=True)
class Op(Expr):
    """Two formulas joined by one sign; `least` and `most` take the smaller or larger of the two."""

    sign: Sign
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Limit:
    """Two amounts of which the first cannot exceed the second, and what to say if it does."""

    part: Part
    whole: Part
    says: str


Leaf = Input | Summary
Part = Input | Summary | Step


def as_expr(value: Expr | float) -> Expr:
    """Turn a number met in a formula into a constant of the tree."""
    return value if isinstance(value, Expr) else Number(float(value))


def least(a: Expr | float, b: Expr | float) -> Expr:
    """The smaller of two: a cap."""
    return Op("least", as_expr(a), as_expr(b))


def most(a: Expr | float, b: Expr | float) -> Expr:
    """The larger of two: a floor."""
    return Op("most", as_expr(a), as_expr(b))


def mean(values: Values) -> Summary:
    """The sum of a list over how many there are."""
    return Summary("mean", values)


def median(values: Values) -> Summary:
    """The middle one of a sorted list, or half way between the middle two."""
    return Summary("median", values)


def p90(values: Values) -> Summary:
    """The value that nine in ten do not exceed."""
    return Summary("p90", values)


def count(values: Values) -> Summary:
    """How many values there are."""
    return Summary("count", values)


def within(values: Values, limit: Input) -> Summary:
    """How many values are at most `limit`."""
    return Summary("within", values, limit)


def walk(expr: Expr) -> Iterator[Expr]:
    """Every part of a formula, parts before the whole."""
    match expr:
        case Op(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Step(body=body):
            yield from walk(body)
        case Summary(of=values, limit=limit):
            yield values
            if limit is not None:
                yield limit
    yield expr


def inputs(expr: Expr) -> tuple[Leaf, ...]:
    """The numbers a formula needs, each once, in the order they are met: inputs, and summaries of lists."""
    return tuple(part for part in expr._parts if isinstance(part, Leaf))


def lists(expr: Expr) -> tuple[Values, ...]:
    """The lists whose summaries a formula needs, each once."""
    return tuple(part for part in expr._parts if isinstance(part, Values))


def fields(expr: Expr) -> tuple[Input | Values, ...]:
    """What a person types or pastes for a formula, each once, in the order they are met: numbers and lists."""
    return tuple(part for part in expr._parts if isinstance(part, Input | Values))


def steps(expr: Expr) -> tuple[Step, ...]:
    """The steps of a formula, each once, in the order they must be worked."""
    return tuple(part for part in expr._parts if isinstance(part, Step))
