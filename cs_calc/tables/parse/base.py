"""What every parser of cells shares: distinct values only, what could not be read, notes and questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

MISSING_WORDS = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "#n/a", "n.a.", "k.a.", "not available", "not set"})
NOTHING = frozenset({"", "-", "–", "—"})
"""What means "no value" in a column of text, where NA may be Namibia."""
Asked = tuple[str, str, tuple[tuple[str, str], ...]]
"""Code, what is asked, and the choices: value and what it says."""


@dataclass(frozen=True)
class Question:
    """What the data cannot decide and a person can. `key` names it, so that the answer is remembered."""

    key: str
    code: str
    asks: str
    choices: tuple[tuple[str, str], ...]  # value and what it says


@dataclass(frozen=True)
class Parsed:
    """A column's typed values; `bad` marks cells that hold something that could not be read.

    `top` is the top of the scale where scores were words, by row (missing where they were numbers).
    """

    values: pd.Series[Any]
    bad: np.ndarray
    notes: tuple[tuple[str, str], ...] = ()  # code and sentence
    question: Asked | None = None
    top: pd.Series[Any] | None = None


def by_value(cells: pd.Series[Any], one: Callable[[str], Any], dtype: str, *, missing: frozenset[str] = MISSING_WORDS) -> Parsed:
    """Apply a parser to each distinct value; what it answers with None is marked bad, blanks are not."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=True)
    results: list[Any] = []
    bad_codes = []
    for code, raw in enumerate(distinct):
        if (dtype.startswith("datetime") and isinstance(raw, datetime | date)) or (
            dtype == "float64" and isinstance(raw, float | int) and not isinstance(raw, bool)
        ):
            results.append(raw)  # typed in the file already: never through text
            continue
        text = as_text(raw)
        value = None if text.lower() in missing else one(text)
        if value is None and text.lower() not in missing:
            bad_codes.append(code)
        results.append(value)
    lookup = pd.Series([*results, None], dtype=dtype)
    values = lookup.take(codes)  # code -1 (blank) takes the last: missing
    values.index = cells.index
    return Parsed(values, np.isin(codes, bad_codes))


def texts_of(cells: pd.Series[Any]) -> list[str]:
    """The distinct texts of a column, trimmed; numbers and dates that are typed already are not among them."""
    return [text for v in pd.unique(cells.dropna()) if isinstance(v, str) and (text := v.strip())]


def as_text(raw: Any) -> str:
    """A cell as a person sees it: 12 for 12.0, a day without an empty time."""
    if isinstance(raw, bool | np.bool_):
        return "yes" if raw else "no"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(sep=" ")
    return str(raw).strip()
