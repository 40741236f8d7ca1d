"""Ids and texts: trimmed, never turned into numbers; ids that a spreadsheet program has turned into numbers are told."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.parse.base import NOTHING, Parsed, by_value, texts_of

DECIMAL = re.compile(r"\d+\.0+")
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
EXACT = 2.0**53
"""Whole numbers above it are not kept exactly by spreadsheet programs: the last digits of an id are made up."""


def parse_text(cells: pd.Series[Any]) -> Parsed:
    """Text and categories: trimmed, never turned into numbers; 12.0 read from a number cell is "12"."""
    if pd.api.types.is_string_dtype(cells.dtype) and cells.dtype != object:  # all text already: no need to look at each value
        trimmed = cells.str.strip()
        return Parsed(trimmed.where(~trimmed.isin(list(NOTHING))), np.zeros(len(cells), bool))
    return by_value(cells, lambda raw: raw, "object", missing=NOTHING)


def parse_id(cells: pd.Series[Any]) -> Parsed:
    """Ids stay text: 001 is not 1. Ids that have become numbers on the way are told, and mended where that is certain.

    "17.0" in a column where every id with a point ends in .0 is 17: it was a number once. 1.2E+11 and numbers of more than
    15 digits have lost digits for good; ids shorter than the zero-padded ones beside them may have lost zeros.

    >>> found = parse_id(pd.Series(["17.0", "18.0"]))
    >>> found.values.tolist(), found.notes[0][0]
    (['17', '18'], 'id_type')
    """
    if cells.dtype != object and pd.api.types.is_string_dtype(cells.dtype) and not cells.str.contains(r"\.0|\d[eE]\+?\d").any():
        return parse_text(cells)
    texts = texts_of(cells) if cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype) else []
    pointed = [t for t in texts if "." in t]
    mend = bool(pointed) and all(DECIMAL.fullmatch(t) for t in pointed) and all(t.isdigit() for t in texts if "." not in t)
    parsed = by_value(cells, lambda raw: raw.split(".")[0] if mend and DECIMAL.fullmatch(raw) else raw, "object", missing=NOTHING)
    notes = []
    if mend:
        notes.append(("id_type", f'Ids such as "{pointed[0]}" have been numbers: they were read as "{pointed[0].split(".")[0]}".'))
    rounded = [t for t in texts if ROUNDED.fullmatch(t)]
    if rounded and len(rounded) * 2 > len(texts):
        text = f'Ids such as "{rounded[0]}" were rounded by a spreadsheet program, so different ids may look the same.'
        notes.append(("id_type", f"{text} Export them again as text."))
    notes += _numbers_among(cells, texts)
    return Parsed(parsed.values, parsed.bad, tuple(notes))


def _numbers_among(cells: pd.Series[Any], texts: list[str]) -> list[tuple[str, str]]:
    """What number cells in a column of ids may have lost: zeros in front, or digits at the end."""
    if pd.api.types.is_float_dtype(cells.dtype):
        numbers = cells.dropna()
    elif cells.dtype == object:
        numbers = pd.Series([v for v in cells.dropna() if isinstance(v, float | int) and not isinstance(v, bool)], dtype="float64")
    else:
        return []
    notes = []
    if len(numbers) and float(np.abs(numbers).max()) > EXACT:
        notes.append(
            ("id_type", "Ids of more than 15 digits were kept as numbers: their last digits are not certain. Export them as text.")
        )
    padded = {len(t) for t in texts if t.isdigit() and t.startswith("0") and len(t) > 1}
    short = numbers[numbers < 10 ** (max(padded) - 1)] if padded else numbers.iloc[:0]
    if len(short):
        example, wide = int(short.iloc[0]), max(padded)
        text = f'{len(short):,} ids are numbers, such as {example}, beside ids such as "{example:0{wide}d}" with zeros in front'
        notes.append(("id_type", f"{text}: they may have lost their zeros. They were kept as they are."))
    return notes
