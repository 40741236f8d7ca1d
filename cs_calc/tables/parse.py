"""Raw cells -> typed values, one format for a whole column, with what could not be read.

Every parser works on the distinct values of a column, so a column of 100,000 dates costs what its 700
different days cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

MISSING_WORDS = frozenset({"", "-", "–", "n/a", "na", "null", "none", "nan", "#n/a"})
NOTHING = frozenset({"", "-", "–"})
"""What means "no value" in a column of text, where NA may be Namibia."""
YES = frozenset({"yes", "y", "true", "t", "1", "ja", "si", "sí", "oui", "active", "👍", "x"})
NO = frozenset({"no", "n", "false", "f", "0", "nein", "non", "inactive", "👎"})
INTERVALS = {
    "week": ("week", "weekly", "w", "1 week", "7 days", "per week"),
    "month": ("month", "monthly", "m", "mo", "1 month", "per month", "monat", "monatlich"),
    "quarter": ("quarter", "quarterly", "q", "3 months", "per quarter", "every 3 months", "quartal"),
    "year": ("year", "yearly", "annual", "annually", "y", "yr", "12 months", "1 year", "per year", "jahr", "jährlich"),
}  # fmt: skip
SURVEY_WORDS = {"NPS": {"nps", "promoter"}, "CSAT": {"csat", "satisfaction", "satisfied"}, "CES": {"ces", "effort"}}
INTERVAL_OF = {word: interval for interval, words in INTERVALS.items() for word in words}


@dataclass(frozen=True)
class Question:
    """What the data cannot decide and a person can. `key` names it, so that the answer is remembered."""

    key: str
    code: str
    asks: str
    choices: tuple[tuple[str, str], ...]  # value and what it says


@dataclass(frozen=True)
class Parsed:
    """A column's typed values; `bad` marks cells that hold something that could not be read."""

    values: pd.Series[Any]
    bad: np.ndarray
    notes: tuple[tuple[str, str], ...] = ()  # code and sentence
    question: tuple[str, str, tuple[tuple[str, str], ...]] | None = None  # code, asks, choices


def parse_text(cells: pd.Series[Any]) -> Parsed:
    """Text, categories and ids: trimmed, never turned into numbers; 12.0 read from a number cell is "12"."""
    return by_value(cells, lambda raw: raw, "object", missing=NOTHING)


def parse_yes_no(cells: pd.Series[Any]) -> Parsed:
    """Yes and no in several languages -> 1.0 and 0.0."""

    def one(raw: str) -> float | None:
        word = raw.lower()
        return 1.0 if word in YES else 0.0 if word in NO else None

    return by_value(cells, one, "float64")


def parse_interval(cells: pd.Series[Any]) -> Parsed:
    """Billing intervals in words -> week, month, quarter or year."""
    return by_value(cells, lambda raw: INTERVAL_OF.get(raw.lower()), "object")


def parse_survey_type(cells: pd.Series[Any]) -> Parsed:
    """The kind of survey -> NPS, CSAT or CES."""

    def one(raw: str) -> str | None:
        words = set(re.findall(r"[a-z]+", raw.lower()))
        for kind, signs in SURVEY_WORDS.items():
            if words & signs:
                return kind
        return None

    return by_value(cells, one, "object")


def parse_score(cells: pd.Series[Any]) -> Parsed:
    """Survey answers -> numbers: 9, "10 - extremely likely", or yes and no as 1 and 0."""

    def one(raw: str) -> float | None:
        found = re.match(r"^(-?\d+(?:\.\d+)?)(?:\s*/\s*\d+|\s*[-–:=(]\s*[^\d\s].*)?$", raw)
        if found:
            return float(found.group(1))
        word = raw.lower()
        return 1.0 if word in YES else 0.0 if word in NO else None

    if pd.api.types.is_float_dtype(cells.dtype):
        return Parsed(cells.astype("float64"), np.zeros(len(cells), bool))
    return by_value(cells, one, "float64")


def parse_number(cells: pd.Series[Any], answer: str | None = None) -> Parsed:
    """Money and numbers -> floats: sign, parentheses, currency, decimal comma, k and M.

    `answer` is "." or ",": the decimal mark, where the column alone cannot tell (1.234 in every row).
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        return Parsed(cells.astype("float64"), np.zeros(len(cells), bool))
    texts = [_bare(str(v))[0] for v in pd.unique(cells.dropna()) if not isinstance(v, int | float | bool)]
    mark = answer or _decimal_mark(texts)
    if mark == "?":
        asks = 'Numbers such as "{}" can be read in two ways. Which mark is the decimal mark?'
        marked = [t for t in texts if "." in t or "," in t]
        example = next((t for t in marked if ("." in t) != ("," in t)), marked[0])
        sign = "." if "." in example else ","
        choices = ((sign, f'"{sign}" is the decimal mark'), ("." if sign == "," else ",", f'"{sign}" separates thousands'))
        return Parsed(pd.Series(np.nan, cells.index), np.zeros(len(cells), bool), (), ("ambiguous_number", asks.format(example), choices))

    grouped = re.compile(rf"(\d+|\d{{1,3}}(\{',' if mark == '.' else '.'}\d{{3}})+)(\{mark}\d*)?|\{mark}\d+")

    def one(raw: str) -> float | None:
        body, sign, scale = _bare(raw)
        if not grouped.fullmatch(body):
            return None
        return sign * scale * float(body.replace("." if mark == "," else ",", "").replace(",", "."))

    return by_value(cells, one, "float64")


def _bare(raw: str) -> tuple[str, float, float]:
    """The digits and marks of a number, its sign and its scale."""
    text = re.sub(r"[\s\u00a0\u202f']", "", raw)
    text = re.sub(r"(?i)usd|eur|gbp|chf|[$€£¥]", "", text)
    sign, scale = 1.0, 1.0
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], -1.0
    if text[:1] in "-−" and text:
        text, sign = text[1:], -1.0
    if text[-1:] in "-−" and text:
        text, sign = text[:-1], -1.0
    if text[-1:] == "%":
        text, scale = text[:-1], 0.01
    if text[-1:] in ("k", "K", "M") and text:
        text, scale = text[:-1], 1e3 if text[-1] in "kK" else 1e6
    return text.removeprefix("+"), sign, scale


def _decimal_mark(texts: list[str]) -> str:
    """The decimal mark by the evidence of a whole column; "?" where it could be either."""
    votes = set()
    open_case = False
    for text in texts:
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            votes.add("." if text.rfind(".") > text.rfind(",") else ",")
        elif dots + commas > 1:  # 1.234.567: what comes twice separates thousands
            votes.add("," if dots else ".")
        elif dots + commas == 1:
            mark = "." if dots else ","
            whole, _, part = text.partition(mark)
            if len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0":
                open_case = True
            else:
                votes.add(mark)
    if len(votes) == 1:
        return votes.pop()
    return "?" if open_case or votes else "."  # both marks were seen as the decimal mark, or only undecided ones


DAY_FIRST, MONTH_FIRST = "day", "month"
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?$")
SLASHED = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$")
NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d %Y", "%d. %B %Y")
MONTHS = ("%Y-%m", "%b %Y", "%B %Y", "%b-%y", "%m/%Y", "%Y/%m", "%b-%Y")


def parse_date(cells: pd.Series[Any], answer: str | None = None, *, month: bool = False) -> Parsed:
    """Dates and times -> datetime64[us], ISO first; day or month first by the evidence of the column.

    `answer` is "day" or "month", where the column alone cannot tell. `month` also takes "2026-05".
    """
    none_bad = np.zeros(len(cells), bool)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return Parsed(cells.dt.tz_localize(None).astype("datetime64[us]"), none_bad)
    if pd.api.types.is_float_dtype(cells.dtype):
        return _numbered_dates(cells)
    texts = [str(v).strip() for v in pd.unique(cells.dropna()) if isinstance(v, str)]
    order = answer or _day_or_month(texts)
    notes: tuple[tuple[str, str], ...] = ()
    if order == "?":
        example = next(t for t in texts if SLASHED.match(t))
        choices = ((DAY_FIRST, "the day comes first"), (MONTH_FIRST, "the month comes first"))
        asks = f'Dates such as "{example}" can be read in two ways. Which comes first, the day or the month?'
        return Parsed(pd.Series(pd.NaT, cells.index, dtype="datetime64[us]"), none_bad, (), ("ambiguous_date", asks, choices))
    if order:
        notes = (("date_order", f"Dates were read with the {order} first."),)

    def one(raw: str) -> datetime | None:
        return _one_date(raw, order, month)

    parsed = by_value(cells, one, "datetime64[us]")
    return Parsed(parsed.values, parsed.bad, notes)


def _one_date(raw: str, order: str, month: bool) -> datetime | None:
    found = ISO.match(raw)
    try:
        if found:
            y, m, d, hh, mm, ss = (int(g) if g else 0 for g in found.groups())
            return datetime(y, m, d, hh, mm, ss)
        found = SLASHED.match(raw)
        if found:
            a, b = int(found.group(1)), int(found.group(3))
            year = int(found.group(4)) + (2000 if len(found.group(4)) == 2 else 0)
            d, m = (a, b) if order == DAY_FIRST else (b, a)
            hh, mm, ss = (int(g) if g else 0 for g in found.group(5, 6, 7))
            half = (found.group(8) or "").lower()
            return datetime(year, m, d, hh % 12 + 12 * (half == "pm") if half else hh, mm, ss)
    except ValueError:
        return None  # 31/02: the shape of a date, but no such day
    for pattern in NAMED + (MONTHS if month else ()):
        try:
            return datetime.strptime(raw, pattern)
        except ValueError:
            continue  # not this pattern: try the next
    return None


def _day_or_month(texts: list[str]) -> str:
    """Which comes first in dates like 03/04/2026, by all values of the column; "" if none is so written."""
    pairs = [(int(m.group(1)), int(m.group(3)), m.group(2)) for t in texts if (m := SLASHED.match(t))]
    if not pairs:
        return ""
    day, month = sum(1 for a, _, _ in pairs if a > 12), sum(1 for _, b, _ in pairs if b > 12)
    if day and month:
        return "?"  # some can only be read one way and some only the other
    if day or month:
        return DAY_FIRST if day else MONTH_FIRST
    if all(mark == "." for _, _, mark in pairs):
        return DAY_FIRST  # 03.04.2026 is written day first wherever dots are used
    return "?"


def _numbered_dates(cells: pd.Series[Any]) -> Parsed:
    """Numbers in a date column: days since 1900 as Excel counts them, or 20260131."""
    known = cells.dropna()
    if len(known) and known.between(19_000_101, 21_001_231).all():
        return parse_date(known.astype("int64").astype(str).str.replace(r"(....)(..)(..)", r"\1-\2-\3", regex=True).reindex(cells.index))
    serial = cells.between(18_264, 73_415)  # 1950 to 2100
    values = pd.to_datetime(cells.where(serial), unit="D", origin="1899-12-30").astype("datetime64[us]")
    note = (("date_serial", "Numbers were read as dates the way Excel counts days."),) if serial.any() else ()
    return Parsed(values, (cells.notna() & ~serial).to_numpy(), note)


def by_value(cells: pd.Series[Any], one: Callable[[str], Any], dtype: str, *, missing: frozenset[str] = MISSING_WORDS) -> Parsed:
    """Apply a parser to each distinct value; what it answers with None is marked bad, blanks are not."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=True)
    results: list[Any] = []
    bad_codes = []
    for code, raw in enumerate(distinct):
        text = as_text(raw)
        if (dtype.startswith("datetime") and isinstance(raw, datetime | date)) or (dtype == "float64" and isinstance(raw, float)):
            results.append(raw)  # typed in the file already: never through text
            continue
        value = None if text.lower() in missing else one(text)
        if value is None and text.lower() not in missing:
            bad_codes.append(code)
        results.append(value)
    lookup = pd.Series([*results, None], dtype=dtype)
    values = lookup.take(codes)  # code -1 (blank) takes the last: missing
    values.index = cells.index
    return Parsed(values, np.isin(codes, bad_codes))


def as_text(raw: Any) -> str:
    """A cell as a person sees it: 12 for 12.0, a day without an empty time."""
    if isinstance(raw, bool | np.bool_):
        return "yes" if raw else "no"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(sep=" ")
    return str(raw).strip()
