"""How each kind of number is shown and typed. Rates are fractions everywhere but at this edge."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal["money", "percent", "score", "count", "ratio", "minutes", "hours", "days", "months"]
DURATIONS = ("minutes", "hours", "days", "months")


@dataclass(frozen=True)
class Unit:
    """A kind of number: how it is written for people and for Excel, and how a person types it.

    `scale` is what a typed number is divided by: 100 for percent, since 6.4 is typed for 0.064.
    """

    key: Kind
    name: str
    excel: str
    scale: float = 1.0

    def show(self, value: float, currency: str = "$") -> str:
        """Write a value for people.

        >>> MONEY.show(-5000), MONEY.show(16.6667, "€"), PERCENT.show(0.064), COUNT.show(1000), HOURS.show(9.6364)
        ('-$5,000', '€16.67', '6.4%', '1,000', '9.64 hours')
        """
        match self.key:
            case "money":  # whole amounts without cents, else both digits of the cents
                cents = 0 if "." not in _digits(value, 2, at_least=0) else 2
                return _signed(value, 2, at_least=cents, before=currency)
            case "percent":
                return _signed(value, 2, at_least=1, scale=100) + "%"
            case "count":
                return _signed(value, 2, at_least=0)
            case "minutes" | "hours" | "days" | "months":
                return self._with_name(_signed(value, 2, at_least=0))
            case _:
                return _signed(value, 2, at_least=1)

    def show_brief(self, value: float, currency: str = "$") -> str:
        """Write a value where there is little room: one decimal, money without cents and in k or M.

        >>> MONEY.show_brief(123_456.78), MONEY.show_brief(950.4), PERCENT.show_brief(0.06912)
        ('$123.5k', '$950', '6.9%')
        """
        if self.key != "money":
            if self.key in DURATIONS:
                return self._with_name(_signed(value, 1, at_least=0))
            places = 0 if self.key == "count" else 1
            return _signed(value, places, at_least=places, scale=int(self.scale)) + ("%" if self.key == "percent" else "")
        size = abs(value)
        for limit, unit, letter in ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
            if size >= limit:
                return _signed(value / unit, 1, at_least=1, before=currency) + letter
        return _signed(value, 0, at_least=0, before=currency)

    def show_change(self, change: float, currency: str = "$") -> str:
        """Write a difference of two values: rates and scores differ in points, never in percent of percent.

        >>> PERCENT.show_change(0.012), SCORE.show_change(-3.14), MONEY.show_change(1200)
        ('+1.2 points', '-3.1 points', '+$1,200')
        """
        if self.key in ("percent", "score"):
            points = _signed(change, 1, at_least=1, scale=int(self.scale))
            return "no change" if points == "0.0" else f"{'' if points.startswith('-') else '+'}{points} points"
        shown = self.show_brief(change, currency) if self.key == "money" else self.show(change, currency)
        if not any(digit in shown for digit in "123456789"):
            return "no change"
        return shown if change <= 0 else "+" + shown

    def plain(self, value: float) -> str:
        """The bare number that a calculation gives, before its unit is put on: 0.064 for 6.4%.

        >>> PERCENT.plain(0.064), PERCENT.plain(1 / 3), MONEY.plain(750000)
        ('0.064', '0.333333', '750,000')
        """
        return f"{round(value, 6):,.10g}" if abs(value) >= 1e-4 or value == 0 else f"{value:.3g}"

    @property
    def typed_in(self) -> str:
        """What stands behind a field's label, so that nobody has to guess between 6.4 and 0.064."""
        return {"money": "money", "percent": "%", "score": "points", "count": "", "ratio": ""}.get(self.key, self.name)

    def _with_name(self, digits: str) -> str:
        return f"{digits} {self.name.removesuffix('s') if digits in ('1', '-1') else self.name}"


def _digits(value: float, decimals: int, *, at_least: int, scale: int = 1) -> str:
    """The size of a number, rounded as Excel does (halves away from zero), trailing zeros dropped down to `at_least`."""
    rounded = (abs(Decimal(repr(float(value)))) * scale).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0").ljust(at_least, "0")
    return f"{whole}.{part}" if part else whole


def _signed(value: float, decimals: int, *, at_least: int, scale: int = 1, before: str = "") -> str:
    """The digits with a minus sign where something other than 0 is left after rounding."""
    digits = _digits(value, decimals, at_least=at_least, scale=scale)
    return ("-" if value < 0 and digits.strip("0,.") else "") + before + digits


MONEY = Unit("money", "money", "#,##0.00;[Red]-#,##0.00")
PERCENT = Unit("percent", "percent", "0.00%", scale=100.0)
COUNT = Unit("count", "count", "#,##0")
SCORE = Unit("score", "points on its scale", "0.00")
RATIO = Unit("ratio", "ratio", "0.00")
MINUTES = Unit("minutes", "minutes", "#,##0.00")
HOURS = Unit("hours", "hours", "#,##0.00")
DAYS = Unit("days", "days", "#,##0.00")
MONTHS = Unit("months", "months", "#,##0.00")
