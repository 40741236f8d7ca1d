"""A number that is known only within a range: `7000 to 9000`, typed where a number stands, and what is taken to lie inside it.

A range is a 90 % range: one case in twenty lies below its low end, one above its high end. Inside it the values are taken to be
normal. Where the input cannot be below 0 and the high end is at least four times the low one, they are taken to be lognormal: a
normal distribution that wide would reach below 0. Counts are whole numbers.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Literal

from cs_calc.expr import Input, Summary, Values
from cs_calc.solve import is_whole
from cs_calc.typed import LARGEST, read_typed
from cs_calc.units import Unit

Shape = Literal["normal", "lognormal"]
Z90 = 1.6448536269514722
"""The 95 % point of the normal distribution: so many standard deviations from the middle to either end of a 90 % range."""
WIDE = 4.0
"""From so many times the low end on, a range is wide: a normal distribution would have more than 0.3 % of it below 0."""
IN_LINK = "~"

_APART = re.compile(r"\s*(?:\bto\b|\bbis\b|\band\b|\.\.+|~|–|—)\s*", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[\d%kKmMbBnN.)€£])\s*[-−]\s*(?=[-−+$€£(]*\s*[\d.])")
_LETTER = re.compile(r"(?<=[\d.,\s])(k|m|bn?)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Range:
    """The ends of a 90 % range, in the input's own unit (rates as fractions); the low one is below the high one."""

    low: float
    high: float

    def shape(self, part: Input | Summary) -> Shape:
        """How the values are taken to lie inside.

        >>> from cs_calc import METRICS
        >>> left = METRICS["customer_churn_rate"].variants[0].formula.body.left
        >>> Range(60, 90).shape(left), Range(10, 90).shape(left)
        ('normal', 'lognormal')
        """
        positive = part.minimum is not None and part.minimum >= 0 and self.low > 0
        return "lognormal" if positive and self.high >= WIDE * self.low else "normal"

    def middle(self, part: Input | Summary) -> float:
        """The value that half of the cases do not exceed; a whole number for a count."""
        found = math.sqrt(self.low * self.high) if self.shape(part) == "lognormal" else (self.low + self.high) / 2
        return float(round(found)) if is_whole(part) else found

    def draw(self, part: Input | Summary, luck: Any, size: int) -> Any:
        """`size` values by a numpy generator: an array of float64, whole numbers for a count."""
        import numpy as np

        z = luck.standard_normal(size)
        if self.shape(part) == "lognormal":
            low, high = math.log(self.low), math.log(self.high)
            found = np.exp((low + high) / 2 + z * (high - low) / (2 * Z90))
        else:
            found = (self.low + self.high) / 2 + z * (self.high - self.low) / (2 * Z90)
        return np.round(found) if is_whole(part) else found

    def show(self, part: Input | Summary, currency: str = "$") -> str:
        """Both ends as a person reads them."""
        return f"{part.unit.show(self.low, currency)} to {part.unit.show(self.high, currency)}"


@dataclass(frozen=True)
class TypedRange:
    """What was understood: a number, or a range; else neither, and `says` tells what was expected. It may also ask back."""

    number: float | None = None
    range: Range | None = None
    says: str = ""


def read_range(text: str, unit: Unit) -> TypedRange:
    """Read a number or a range as a person types it. Nothing is raised.

    The ends may be parted by `to`, `..`, a dash or a hyphen; what stands behind the second alone (%, k) belongs to both.

    >>> from cs_calc.units import COUNT, MONEY, PERCENT
    >>> [read_range(text, MONEY).range for text in ("7000 to 9,000", "$7,000-$9,000", "7–9k")] == [Range(7000, 9000)] * 3
    True
    >>> read_range("5 to 7 %", PERCENT).range, read_range("-1 - 2", PERCENT).range, read_range("40", COUNT).number
    (Range(low=0.05, high=0.07), Range(low=-0.01, high=0.02), 40.0)
    >>> read_range("many", MONEY).says
    '“many” is not a number such as 1,000 or 2.5, nor a range such as 7000 to 9000.'
    """
    bare = re.sub(r"^\s*(between|from|von|zwischen)\s+", "", text.strip(), flags=re.IGNORECASE)
    pieces = _APART.split(bare, maxsplit=1)
    if len(pieces) == 1:
        pieces = _HYPHEN.split(bare, maxsplit=1)
    like = "5 to 7 %" if unit.key == "percent" else "7000 to 9000" if unit.key == "money" else "40 to 60"
    if len(pieces) == 1:
        read = read_typed(bare, unit)
        says = f"{read.says.removesuffix('.')}, nor a range such as {like}." if " is not a " in read.says else read.says
        return TypedRange(read.value, None, says)
    first, second = pieces
    if second.rstrip().endswith("%") and "%" not in first:
        first += " %"
    letter = _LETTER.search(second)
    plain = read_typed(first, unit).value
    if letter and not _LETTER.search(first) and plain is not None:
        with_letter = read_typed(first + letter.group(1), unit).value
        first = first + letter.group(1) if with_letter is not None and with_letter <= (read_typed(second, unit).value or 0.0) else first
    ends = [read_typed(piece, unit) for piece in (first, second)]
    low, high = ends[0].value, ends[1].value
    if low is None or high is None:
        shown, side = text.strip()[:40], "second" if high is None else "first"
        return TypedRange(says=f"The {side} number of “{shown}” is not understood: a range is typed as {like}.")
    asks = ends[0].says if ends[0].says and ends[1].says else ""  # 0.5 to 2 %: the second says what is meant
    if low == high:
        return TypedRange(low, None, asks)
    if low > high:
        return TypedRange(None, Range(high, low), asks or "The smaller number is taken as the low end.")
    return TypedRange(None, Range(low, high), asks)


def why_not(part: Input | Summary | Values, low: float, high: float, currency: str = "$") -> str:
    """Why a number (or the two ends of a range) cannot stand for an input, a sentence; empty where it can."""
    if part.minimum is not None and low < part.minimum:
        return f"{part.name} cannot be below {part.unit.show(part.minimum, currency)}, found {part.unit.show(low, currency)}."
    if part.maximum is not None and high > part.maximum:
        return f"{part.name} cannot be above {part.unit.show(part.maximum, currency)}, found {part.unit.show(high, currency)}."
    if max(abs(low), abs(high)) > LARGEST:
        return "That is more than can be worked with: at most 1,000,000,000,000."
    return ""


def to_link(found: Range) -> str:
    """As it stands in a link.

    >>> to_link(Range(0.05, 0.07)), from_link("7000~9000")
    ('0.05~0.07', Range(low=7000.0, high=9000.0))
    """
    return f"{found.low:.12g}{IN_LINK}{found.high:.12g}"


def from_link(text: str) -> Range:
    """A range of a link. Raises ValueError where it is none, or its ends are not finite or in the wrong order."""
    low, high = (float(piece) for piece in text.split(IN_LINK))
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"{text[:40]!r} is not a range: two numbers are expected, the smaller one first.")
    return Range(low, high)
