"""How much memory one session may hold: an estimate of what is there, the limit, and the sentence where it does not fit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

SETTING, UPLOADS_SETTING, IDLE_SETTING = "CS_CALC_SESSION_MB", "CS_CALC_UPLOADS", "CS_CALC_IDLE"
DEFAULT_MB, DEFAULT_UPLOADS, DEFAULT_IDLE = 1_000, 50, 600
UNDERSTOOD = 1.5
"""Bytes of the typed tables for each byte of the cells that they are made of, about (the sample company: 6.8 and 4.5 MB)."""
_LOOKED_AT, _SMALL, _DEEP = 500, 64, 6


class BadRoom(ValueError):
    """Raised where one of the settings cannot be used, with one helping sentence."""


def session_bytes() -> int:
    """What one session may hold, in bytes: `CS_CALC_SESSION_MB`, or else 1,000 MB; raises `BadRoom`."""
    return _setting(SETTING, DEFAULT_MB, "the MB that one session may hold") * 2**20


def uploads_at_once() -> int:
    """How many files one person may upload at once: `CS_CALC_UPLOADS`, or else 50; raises `BadRoom`."""
    return _setting(UPLOADS_SETTING, DEFAULT_UPLOADS, "how many files may be uploaded at once")


def idle_seconds() -> int:
    """After how many seconds without a question results are dropped: `CS_CALC_IDLE`, or else ten minutes; raises `BadRoom`.

    What was worked out goes and is worked out again when it is asked for; the data stays.
    """
    return _setting(IDLE_SETTING, DEFAULT_IDLE, "the seconds without a question after which results are dropped")


def _setting(name: str, default: int, what: str) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= 10_000_000:
        raise BadRoom(f'The setting {name} has "{text[:40]}". Expected: {what}, a whole number from 1.')
    return int(text)


def too_many(name: str, number: int, most: int) -> str:
    """The sentence for a file that is one too many of an upload."""
    return (
        f'"{name}" was not read: {number:,} files were uploaded at once, and {most:,} are read at most ({UPLOADS_SETTING} on the server). '
        "Upload it again after these."
    )


def too_full(name: str, needed: float, most: int) -> str:
    """The sentence for a file that does not fit beside what the session holds.

    >>> too_full("log.csv", 1_300 * 2**20, 1_000 * 2**20)[:92]
    '"log.csv" was not kept: with it this session would hold about 1,300 MB, and 1,000 MB is what'
    """
    return (
        f'"{name}" was not kept: with it this session would hold about {needed / 2**20:,.0f} MB, and {most / 2**20:,.0f} MB is what one '
        f"session may hold ({SETTING} on the server). Remove a file, clear everything, leave out columns and sheets that are not needed, "
        "or have large logs read by their path (`cs-calc report`)."
    )


def of_cells(columns: Iterable[pd.Series[Any]]) -> int:
    """Bytes of the columns of a file as it was read."""
    return sum(int(column.memory_usage(deep=True)) for column in columns)


def of_tables(tables: Mapping[str, pd.DataFrame]) -> int:
    """Bytes of tables that are in memory.

    >>> of_tables({"costs": pd.DataFrame({"amount": [1.0, 2.0, 3.0]})}) >= 24
    True
    """
    return sum(int(table.memory_usage(deep=True).sum()) for table in tables.values())


def size_of(value: Any, deep: int = _DEEP) -> int:
    """About how many bytes a result takes: its frames, arrays and texts, also those inside of records, lists and charts.

    >>> size_of(("nps", np.zeros(1_000))) >= 8_000
    True
    """
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, pd.Series | pd.Index):
        return int(value.memory_usage(deep=True))
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, str | bytes):
        return _SMALL + len(value)
    if not deep or value is None or isinstance(value, int | float):
        return _SMALL
    if isinstance(value, Mapping):
        return _some(list(value.values()), deep)
    if isinstance(value, Sequence | set | frozenset):
        return _some(list(value), deep)
    if is_dataclass(value) and not isinstance(value, type):
        return _some([getattr(value, f.name) for f in fields(value)], deep)
    data = getattr(value, "data", None)  # a chart holds its rows
    return _SMALL * 80 + size_of(data, 1) if data is not None else _SMALL


def _some(values: list[Any], deep: int) -> int:
    """Of many values the first hundreds are looked at, the others taken to be like them."""
    looked = values[:_LOOKED_AT]
    return _SMALL + sum(size_of(v, deep - 1) for v in looked) * len(values) // max(1, len(looked))
