"""Dates and times of a column, by the evidence of all of its values; what cannot be known is asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.parse.base import Parsed, by_value, texts_of
from cs_calc.tables.parse.one_date import EPOCHS, QUARTER, SERIAL, SLASHED, ZONED, kind_of_number, one_date

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day", "month", "year"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
QUARTER_ENDS = ("first", "last")
CENTURY_TURN = 70
SAYS = {
    DAY_FIRST: "the day comes first", MONTH_FIRST: "the month comes first", YEAR_FIRST: "the year comes first",
    "first": "it is the first month of the quarter", "last": "it is the last month of the quarter",
}  # fmt: skip
SERIAL_NOTE = "Numbers were read as dates the way spreadsheet programs count days (46023 is 2026-01-01)."


def parse_date(cells: pd.Series[Any], answer: str | None = None, *, month: bool = False) -> Parsed:
    """Dates and times -> datetime64[us], ISO first; day or month first by the evidence of the column.

    `answer` is day, month or year (which comes first), where the column alone cannot tell; `month` also takes "2026-05" and,
    with first or last for an answer, "Q2 2026". Times with a zone become UTC. Numbers are days as spreadsheet programs count
    them, seconds or milliseconds since 1970, or 20260131. Two-digit years: 70 to 99 are 1970 to 1999, the others 2000 to 2069.
    """
    none_bad = np.zeros(len(cells), bool)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        if cells.dt.tz is not None:
            cells = cells.dt.tz_convert("UTC").dt.tz_localize(None)
        return Parsed(cells.astype("datetime64[us]"), none_bad)
    if pd.api.types.is_float_dtype(cells.dtype):
        return _numbered_dates(cells)
    texts = texts_of(cells)
    order = answer if answer in ORDERS else _order(texts)
    quarters = [t for t in texts if QUARTER.match(t)] if month else []
    question = None
    if order.startswith("?"):
        example = next(t for t in texts if (found := SLASHED.match(t)) and (order == "?" or len(found.group(4)) == 2))
        ways = (DAY_FIRST, MONTH_FIRST) if order == "?" else ORDERS
        number, parts = ("two", "the day or the month") if order == "?" else ("several", "the day, the month or the year")
        asks = f'Dates such as "{example}" can be read in {number} ways. Which comes first, {parts}?'
        question = ("ambiguous_date", asks, tuple((key, SAYS[key]) for key in ways))
    elif quarters and answer not in QUARTER_ENDS:
        asks = f'"{quarters[0]}" is a quarter, and this column is of months. Which month do you mean by it?'
        question = ("ambiguous_date", asks, tuple((key, SAYS[key]) for key in QUARTER_ENDS))
    if question is not None:
        return Parsed(pd.Series(pd.NaT, cells.index, dtype="datetime64[us]"), none_bad, (), question)
    parsed = by_value(cells, lambda raw: one_date(raw, order, month, last=answer == "last"), "datetime64[us]")
    return Parsed(parsed.values, parsed.bad, tuple(_notes(texts, cells, order)))


def _notes(texts: list[str], cells: pd.Series[Any], order: str) -> list[tuple[str, str]]:
    """What was decided, in sentences."""
    notes = []
    if order:
        notes.append(("date_order", f"Dates were read with the {order} first."))
    if any((found := SLASHED.match(t)) and len(found.group(4)) == 2 for t in texts):
        notes.append(
            ("two_digit_year", f"Years of two digits: {CENTURY_TURN} to 99 were read as 1970 to 1999, the others as 2000 to 2069.")
        )
    if zoned := [t for t in texts if ZONED.search(t)]:
        bare = " Times without a zone were taken as UTC." if len(zoned) < len(texts) else ""
        notes.append(("time_zone", f'Times with a zone, such as "{zoned[0]}", were put into UTC.{bare}'))
    numbers = [t for t in texts if t.replace(".", "", 1).isdigit()]
    if cells.dtype == object:
        numbers += [str(v) for v in cells.dropna() if isinstance(v, float)]
    kinds = {kind_of_number(float(t)) for t in numbers}
    if "serial" in kinds:
        notes.append(("date_serial", SERIAL_NOTE))
    notes += [("date_serial", _epoch_note(kind)) for kind in EPOCHS if kind in kinds]
    return notes


def _epoch_note(kind: str) -> str:
    return f"Numbers were read as {kind} since 1970 (UTC)."


def _order(texts: list[str]) -> str:
    """Which comes first in dates like 03/04/2026, by all values of the column.

    "" if none is so written, "?" if it cannot be known, "?year" where with years of two digits the year may come first too.
    """
    found = [m for t in texts if (m := SLASHED.match(t))]
    if not found:
        return ""
    pairs = [(int(m.group(1)), int(m.group(3))) for m in found]
    day, month = sum(1 for a, _ in pairs if a > 12), sum(1 for _, b in pairs if b > 12)
    short = [(int(m.group(1)), int(m.group(4))) for m in found if len(m.group(4)) == 2]
    if short and len(short) == len(found) and max(b for _, b in short) <= 31 and not month:
        if any(a > 31 or a == 0 for a, _ in short):
            return YEAR_FIRST
        if len({a for a, _ in short}) < len({b for _, b in short}) and all(a >= 13 for a, _ in short):
            return "?year"  # 24-01-31, 24-02-15, 25-03-07: what varies most comes last
    if day and month:
        return "?"  # some can only be read one way and some only the other
    if day or month:
        return DAY_FIRST if day else MONTH_FIRST
    if all(m.group(2) == "." for m in found):
        return DAY_FIRST  # 03.04.2026 is written day first wherever dots are used
    return "?"


def _numbered_dates(cells: pd.Series[Any]) -> Parsed:
    """Numbers in a date column: days as spreadsheet programs count them, seconds or milliseconds since 1970, or 20260131."""
    known = cells.dropna()
    if len(known) and known.between(19_000_101, 21_001_231).all():
        return parse_date(known.astype("int64").astype(str).str.replace(r"(....)(..)(..)", r"\1-\2-\3", regex=True).reindex(cells.index))
    values = pd.Series(pd.NaT, cells.index, dtype="datetime64[us]")
    notes: list[tuple[str, str]] = []
    serial = cells.between(*SERIAL)
    if serial.any():
        values = values.where(~serial, pd.to_datetime(cells.where(serial), unit="D", origin="1899-12-30").astype("datetime64[us]"))
        notes.append(("date_serial", SERIAL_NOTE))
    read = serial
    for kind, (low, high, scale) in EPOCHS.items():
        inside = cells.between(low, high)
        if inside.any():
            moments = pd.to_datetime((cells.where(inside) * scale).round(), unit="us").astype("datetime64[us]")
            values = values.where(~inside, moments)
            notes.append(("date_serial", _epoch_note(kind)))
        read = read | inside
    return Parsed(values, (cells.notna() & ~read).to_numpy(), tuple(notes))
