"""How the cells of other tools become ours: one function per kind of recipe, whole columns in, a whole column out.

What cannot be read stays as it stands in the file, so that it is told like any other cell that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.headers import HOURS
from cs_calc.tables.parse import as_text, parse_date, parse_number
from cs_calc.tables.parse.base import MISSING_WORDS
from cs_calc.tables.parse.words import INTERVAL_OF

Column = pd.Series
CLOCK = re.compile(r"^(-?)(\d+):([0-5]?\d)(?::([0-5]?\d)(?:\.\d+)?)?$")
WRITTEN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b", re.I)
IN_HOURS = {"d": 24.0, "h": 1.0, "m": 1 / 60, "s": 1 / 3600}
MONTHS = {1: "month", 3: "quarter", 12: "year"}
CENTS = (("cents", "cents: 4900 is 49.00"), ("units", "whole units: 4900 is 4,900.00"))
TIMES = (("seconds", "seconds"), ("minutes", "minutes"), ("hours", "hours"), ("days", "days"))


class Ask(Exception):
    """What the data cannot decide. Without `choices` the question is asked elsewhere; `leave` leaves the column out meanwhile."""

    def __init__(self, code: str, asks: str = "", choices: tuple[tuple[str, str], ...] = (), *, leave: bool = False) -> None:
        super().__init__(code)
        self.code, self.asks, self.choices, self.leave = code, asks, choices, leave


@dataclass(frozen=True)
class Cells:
    """The columns of one recipe, its unit and words, and the answers already given by column and code."""

    columns: list[Column[Any]]
    unit: str
    words: tuple[tuple[str, str], ...]
    answer: Callable[[str, str], str | None]
    key: str

    @property
    def first(self) -> Column[Any]:
        """The column that the recipe is about."""
        return self.columns[0]

    @property
    def second(self) -> Column[Any] | None:
        """The column that it is worked out with, if it is there."""
        return self.columns[1] if len(self.columns) > 1 else None


def _numbers(of: Cells, cells: Column[Any]) -> Column[Any]:
    parsed = parse_number(cells, of.answer(of.key, "ambiguous_number"))
    if parsed.question is not None:
        raise Ask("ambiguous_number")  # asked when the column is typed
    return parsed.values


def _or_as_it_stands(values: Column[Any], raw: Column[Any]) -> Column[Any]:
    """The values, and where there is none the cell of the file: a text that cannot be read is told later."""
    stands = values.isna() & raw.notna()
    if not stands.any():
        return values
    texts = raw[stands].map(as_text)
    real = texts[~texts.str.lower().isin(MISSING_WORDS)]
    if real.empty:
        return values
    mixed = values.astype("object").where(values.notna(), None)
    mixed.loc[real.index] = real
    return mixed


def _times_quantity(of: Cells, amounts: Column[Any]) -> Column[Any]:
    if of.second is None:
        return amounts
    quantity = parse_number(of.second).values
    return amounts * quantity.where(quantity.notna(), 1.0)


def _cents(of: Cells) -> Column[Any]:
    """An amount in cents -> in whole units; amounts with decimals are whole units already."""
    if of.unit == "units":
        return _given(of)
    amounts = _numbers(of, of.first)
    whole = (amounts.dropna() % 1 == 0).all()
    return _or_as_it_stands(_times_quantity(of, amounts / 100 if whole else amounts), of.first)


def _maybe_cents(of: Cells) -> Column[Any]:
    """An amount in cents or in whole units: decimals mean whole units; whole numbers are asked."""
    if of.unit in ("cents", "units"):
        return _cents(of) if of.unit == "cents" else _given(of)
    amounts = _numbers(of, of.first)
    known = amounts.dropna()
    reply = of.answer(of.key, "cents_or_units")
    if reply is None and len(known) and (known % 1 == 0).all() and known.abs().max() >= 100:
        example = known[known.abs() >= 100].iloc[0]
        raise Ask("cents_or_units", f"all amounts are whole numbers, such as {example:g}. Are they in cents or in whole units?", CENTS)
    return _or_as_it_stands(_times_quantity(of, amounts / 100 if reply == "cents" else amounts), of.first)


def _given(of: Cells) -> Column[Any]:
    """An amount, times the quantity where there is one."""
    if of.second is None:
        return of.first
    return _or_as_it_stands(_times_quantity(of, _numbers(of, of.first)), of.first)


def hours_of(cells: Column[Any], unit: str) -> Column[Any]:
    """Durations -> hours: numbers in `unit`, clocks (26:03:00), and texts that bring their own (1h 30m); missing where neither.

    >>> hours_of(pd.Series(["01:30:00", "90", "1h 15m", "-"], dtype="str"), "minutes").tolist()
    [1.5, 1.5, 1.25, nan]
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        return cells.astype("float64") * HOURS.get(unit, np.nan)
    found = {}
    for value in pd.unique(cells.dropna()):
        text = as_text(value)
        if clock := CLOCK.match(text):
            sign, h, m, s = clock.groups()
            found[value] = (int(h) + int(m) / 60 + int(s or 0) / 3600) * (-1 if sign else 1)
        elif (pieces := WRITTEN.findall(text)) and not WRITTEN.sub("", text).strip(" ,"):
            found[value] = sum(float(n.replace(",", ".")) * IN_HOURS[w[0].lower()] for n, w in pieces)
        else:
            number = parse_number(pd.Series([text], dtype="str")).values[0]
            found[value] = float(number) * HOURS.get(unit, np.nan) if pd.notna(number) else np.nan
    return cells.map(found).astype("float64")


def _hours(of: Cells) -> Column[Any]:
    unit = of.unit if of.unit in HOURS else of.answer(of.key, "duration_unit") or ""
    hours = hours_of(of.first, unit)
    if not unit and (hours.isna() & of.first.notna()).any():
        texts = of.first[hours.isna() & of.first.notna()].map(as_text)
        bare = texts[parse_number(texts.astype("str")).values.notna()]
        if len(bare) and of.unit != "clock":
            raise Ask("duration_unit", f"in which unit are durations such as {bare.iloc[0]}?", TIMES, leave=True)
        if len(bare):  # a header of clocks over bare numbers: parts of a day, as spreadsheets keep times
            days = hours_of(of.first, "days")
            return days.where(hours.isna(), hours)
    return hours


def _after(of: Cells) -> Column[Any]:
    """A duration after the time in the second column -> the time itself."""
    assert of.second is not None
    if pd.api.types.is_datetime64_any_dtype(of.first.dtype):
        return of.first
    created = parse_date(of.second, of.answer("created_at", "ambiguous_date"))
    if created.question is not None:
        raise Ask("ambiguous_date", leave=True)  # asked where the creation is typed
    hours = _hours(of)
    times = created.values + pd.to_timedelta(hours, unit="h").dt.round("s").astype("timedelta64[us]")
    return _or_as_it_stands(times, of.first.where(hours.isna()))


def _time(of: Cells) -> Column[Any]:
    """A duration -> minutes."""
    return _or_as_it_stands((_hours(of) * 60).round(6), of.first)


def _interval(of: Cells) -> Column[Any]:
    """month, and 3 beside it -> quarter; a word alone stays as it is."""
    if of.second is None:
        return of.first
    counts = parse_number(of.second).values
    made = []
    for word, count in zip(of.first, counts, strict=True):
        one = INTERVAL_OF.get(as_text(word).lower()) if pd.notna(word) else None
        months = {"month": 1, "quarter": 3, "year": 12}.get(one or "")
        if pd.isna(count) or count == 1 or one is None:
            made.append(word if pd.notna(word) else None)
        elif months is not None and int(months * count) in MONTHS:
            made.append(MONTHS[int(months * count)])
        else:
            made.append(f"{count:g} {as_text(word)}s")
    return pd.Series(made, dtype="object").astype("str")


def _between(of: Cells) -> Column[Any]:
    """From the first to the second date -> the interval that lies between them."""
    assert of.second is not None
    ends = [parse_date(cells, None) for cells in (of.first, of.second)]
    if any(end.question is not None for end in ends):
        raise Ask("ambiguous_date", leave=True)
    days = (ends[1].values - ends[0].values).dt.total_seconds() / 86_400
    words = pd.Series(None, days.index, dtype="object")
    for low, high, word in ((6, 8, "week"), (27, 32, "month"), (88, 93, "quarter"), (363, 367, "year")):
        words = words.where(~days.between(low, high), word)
    strange = words.isna() & days.notna()
    return words.where(~strange, days.map(lambda d: f"{d:g} days")).astype("str")


def _as_it_stands(of: Cells) -> Column[Any]:
    return of.first


def _words(of: Cells) -> Column[Any]:
    """Words by the list; numbers and words of our own stay, other words mean that there is no answer."""
    known = dict(of.words)
    plain = {v: as_text(v) for v in pd.unique(of.first.dropna())}
    return of.first.map({v: known.get(text.casefold(), _own(text)) for v, text in plain.items()}).astype("str")


NO_WORDS = frozenset({"offered", "unoffered", "not offered", "not rated", "no answer", "not responded", "no response", "pending"})


def _own(text: str) -> str | None:
    return None if text.casefold() in NO_WORDS or text.casefold() in MISSING_WORDS else text


def _some(of: Cells) -> Column[Any]:
    """A count -> yes above 0; what is yes or no already stays."""
    numbers = parse_number(of.first).values
    words = pd.Series(np.where(numbers > 0, "yes", "no"), numbers.index).where(numbers.notna(), None)
    return _or_as_it_stands(words.astype("str"), of.first)


def _later(of: Cells) -> Column[Any]:
    """The later of two dates, where the second is known."""
    if of.second is None:
        return of.first
    first = parse_date(of.first, of.answer(of.key, "ambiguous_date"))
    other = parse_date(of.second, of.answer(of.key, "ambiguous_date"))
    if first.question is not None:
        raise Ask("ambiguous_date")  # asked when the column is typed
    if other.question is not None:
        return of.first
    later = other.values.notna() & (other.values > first.values)
    return _or_as_it_stands(first.values.where(~later, other.values), of.first)


def _fold(of: Cells) -> Column[Any]:
    """As it stands, and "not given" where it is blank."""
    texts = of.first.map(as_text, na_action="ignore").astype("str")
    return texts.where(texts.notna() & ~texts.isin(["", "-"]), "not given")


MADE: dict[str, Callable[[Cells], Column[Any]]] = {
    "": _as_it_stands, "unix": _as_it_stands, "cents": _cents, "maybe_cents": _maybe_cents, "given": _given, "after": _after, "time": _time,
    "interval": _interval, "between": _between, "words": _words, "some": _some, "later": _later, "fold": _fold,
}  # fmt: skip
