"""A pasted column -> counts, by the same measures that serve uploads.

A door (see `doors`) says how raw values become rows of a canonical table. From there on a pasted column goes the way of
an uploaded file: the same checks, the same counting rules, the same list of what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.doors import PERIOD, UNITS, UNTIL, Door, Row
from cs_calc.tables.load import load
from cs_calc.tables.parse import parse_date, parse_number, parse_yes_no
from cs_calc.tables.problems import Problem
from cs_calc.tables.read import RawFile, RawSheet
from cs_calc.tables.schema import TABLES

MOST_LINES = 100_000


@dataclass(frozen=True)
class Counted:
    """What a pasted column came to: every input by group (`All` for the whole), and what could not be read."""

    inputs: Mapping[str, Mapping[str, float | tuple[float, ...] | None]]
    read: int
    used: int
    not_read: tuple[tuple[int, str, str], ...]  # line, what stands there, why it was not used
    problems: tuple[Problem, ...]


def count_pasted(door: Door, text: str, *, unit: str = "") -> Counted:
    """Count a pasted column: one value a line; a second column (tab or ;) names the line's group.

    `unit` is one of `UNITS` for a duration, the door's own where it is left out; 1:30 and 90 min are read as they
    stand. Lines that are blank are skipped; a first line that is a heading is said so. Raises ValueError with a
    sentence where there is nothing, or more than 100,000 lines.

    >>> from cs_calc.tables.doors import door_for
    >>> door = door_for("csat", "yes_no")
    >>> count_pasted(door, "yes\\nno\\nyes\\nperhaps").inputs["All"]["csat_yes"]
    2.0
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) == 1 and door.kind != "text" and "\t" not in lines[0][1] and len(pieces := _pieces(lines[0][1])) > 2:
        lines = list(enumerate(pieces, 1))  # a list in one line
    if not lines:
        raise ValueError("Nothing was pasted: one value on each line is expected.")
    if len(lines) > MOST_LINES:
        raise ValueError(f"{len(lines):,} lines are more than can be pasted ({MOST_LINES:,}): upload them as a file on the Data page.")
    split = [_split(line, door) for _, line in lines]
    cells = pd.Series([parts[0] for parts in split], dtype="str")
    values = _values(cells, door, unit)
    spans = _between_dates(split) if door.kind in ("hours", "days") else None
    if spans is not None:
        values, split = [None if d is None else d * (24 if door.kind == "hours" else 1) for d in spans], [parts[1:] for parts in split]
    groups = [parts[1] if len(parts) > 1 else "" for parts in split]
    not_read = [
        (number, cells[i], "not " + EXPECTED[door.kind] + ("; the heading?" if i == 0 else ""))
        for i, (number, _) in enumerate(lines)
        if values[i] is None
    ]
    rows = [
        {**door.row(value, lines[i][0]), **({door.group: groups[i] or "(not given)"} if any(groups) else {})}
        for i, value in enumerate(values)
        if value is not None
    ]
    numbers = [lines[i][0] for i, value in enumerate(values) if value is not None]
    if not rows:
        raise ValueError(f"No line could be read: {EXPECTED[door.kind]} is expected on each, found {cells[0]!r} on the first.")
    latest = max(cell.date() for row in rows for cell in [datetime.min, *row.values()] if isinstance(cell, datetime))
    found = load([RawFile("pasted", "pasted", "", (_sheet(door, rows, numbers),), ())], until=max(UNTIL, latest + timedelta(days=1)))
    for record in found.set_aside.to_dict("records"):
        number = int(record["_row"])
        not_read.append((number, cells[[n for n, _ in lines].index(number)], str(record["reason"])))
    inputs = {ALL: _inputs(found.dataset, None).get(ALL, {})}
    if any(groups):
        inputs |= _inputs(found.dataset, door.group)
    used = len(lines) - len(not_read)
    return Counted(inputs, len(lines), used, tuple(sorted(not_read)), found.problems)


EXPECTED = {
    "score": "a number", "yes_no": "yes or no", "text": "a text", "hours": "a time such as 1.5, 1:30 or 90 min",
    "days": "a time such as 3, 12 h, or two dates", "minutes": "a time such as 12, 0:45 or 30 s",
}  # fmt: skip


def _split(line: str, door: Door) -> list[str]:
    """The cells of a line. Texts may hold a ; of their own, so only a tab parts them."""
    return [part.strip() for part in re.split(r"\t" if door.kind == "text" else r"\t|;", line.strip())]


def _between_dates(split: Sequence[Sequence[str]]) -> list[float | None] | None:
    """Days from the date in the first column to that in the second; None where the columns do not hold dates."""
    if not any(len(parts) > 1 for parts in split):
        return None
    ends = [parse_date(pd.Series([parts[i] if len(parts) > i else "" for parts in split], dtype="str")) for i in (0, 1)]
    if any(end.question is not None for end in ends):
        raise ValueError("These dates can be read in two ways. Write them as 2026-01-31, year first.")
    if ends[0].values.notna().sum() < len(split) / 2 or ends[1].values.notna().sum() < len(split) / 2:
        return None
    days = (ends[1].values - ends[0].values).dt.total_seconds() / 86_400
    return [None if pd.isna(d) or d < 0 else float(d) for d in days]


def _values(cells: pd.Series[Any], door: Door, unit: str) -> list[Any]:
    """Each cell's value, None where it cannot be read."""
    if door.kind == "text":
        return [cell or None for cell in cells]
    if door.kind == "yes_no":
        return [None if pd.isna(v) else float(bool(v)) for v in parse_yes_no(cells).values]
    own = UNITS.get(door.kind, {}).get(unit, 1.0)
    return _numbers(cells, door.kind, own)


def _numbers(cells: pd.Series[Any], unit: str, own: float = 1.0) -> list[float | None]:
    """Numbers, each times `own`; where the unit is one of time, times that bring their own (90 min) are read too.

    Raises ValueError where the whole column can be read in two ways.
    """
    number = parse_number(cells.where(cells.str.fullmatch(r"[^a-zA-Z:]*[%kKM]?")))
    if number.question is not None:
        raise ValueError(f"{number.question[1]} Write the numbers with a point, 1.5, and without thousands separators.")
    found = [None if pd.isna(v) else float(v) * own for v in number.values]
    if unit not in UNITS:
        return found
    return [v if v is not None else duration(cell, unit) for v, cell in zip(found, cells, strict=True)]


def _pieces(text: str) -> list[str]:
    """The values of a list as people write one: a line each, or parted by tabs, semicolons, commas or "and"."""
    pieces = [piece.strip() for piece in re.split(r"[\n\t;]|,\s|\s{2,}|\s(?:and|und|&)\s", text) if piece.strip()]
    if len(pieces) == 1 and pieces[0].count(",") > 1:
        pieces = pieces[0].split(",")
    return pieces


@dataclass(frozen=True)
class ReadList:
    """The numbers of a pasted list, and the pieces that are none."""

    values: tuple[float, ...]
    not_read: tuple[str, ...]


def read_list(text: str, unit: str) -> ReadList:
    """Numbers pasted one a line, or parted by tabs, semicolons or a comma and a space; times may bring their own unit.

    >>> read_list("1.5; 90 min, 2\\n-", "hours")
    ReadList(values=(1.5, 1.5, 2.0), not_read=('-',))
    """
    pieces = _pieces(text)
    cells = pd.Series(pieces, dtype="str")
    values = _numbers(cells, unit) if pieces else []
    return ReadList(tuple(v for v in values if v is not None), tuple(piece for piece, v in zip(pieces, values, strict=True) if v is None))


WORDS = {
    "s": 1 / 3600,
    "sec": 1 / 3600,
    "min": 1 / 60,
    "m": 1 / 60,
    "h": 1.0,
    "hr": 1.0,
    "hour": 1.0,
    "d": 24.0,
    "day": 24.0,
    "w": 168.0,
    "week": 168.0,
}


def duration(text: str, unit: str) -> float | None:
    """A time written with its own units (1:30, 26:03:00, 90 min, 1 h 30 min, 2 days) in `unit`; None if it is not one.

    >>> duration("1:30", "hours"), duration("90 min", "hours"), duration("1 day 12 h", "days"), duration("soon", "hours")
    (1.5, 1.5, 1.5, None)
    """
    in_hours = 1.0 if unit == "hours" else 24.0 if unit == "days" else 1 / 60
    clock = re.fullmatch(r"(\d+):([0-5]\d)(?::([0-5]\d))?", text.strip())
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return (hours + minutes / 60 + seconds / 3600) / in_hours
    pieces = re.findall(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)", text.lower())
    if not pieces or re.sub(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)|[\s,]|and", "", text.lower()):
        return None
    sizes = [WORDS.get(word) or WORDS.get(word.rstrip("s")) for _, word in pieces]
    if any(size is None for size in sizes):
        return None
    return sum(float(number.replace(",", ".")) * (size or 0.0) for (number, _), size in zip(pieces, sizes, strict=True)) / in_hours


def _sheet(door: Door, rows: Sequence[Row], numbers: list[int]) -> RawSheet:
    header = tuple(dict.fromkeys(key for row in rows for key in row))
    columns = tuple(_column([row.get(key) for row in rows]) for key in header)
    return RawSheet("pasted", TABLES[door.table].name, header, 0, np.asarray(numbers, "int64"), columns)


def _column(cells: list[Any]) -> pd.Series[Any]:
    if any(isinstance(cell, datetime) for cell in cells):
        return pd.Series(pd.to_datetime(pd.Series(cells)), dtype="datetime64[us]")
    if all(isinstance(cell, bool) for cell in cells):
        return pd.Series(cells, dtype="boolean")
    if all(isinstance(cell, float | int) for cell in cells):
        return pd.Series(cells, dtype="float64")
    return pd.Series(cells, dtype="str")


def _inputs(dataset: Dataset, by: str | None) -> dict[str, Mapping[str, Any]]:
    return {segment: found for (period, segment), found in dataset.inputs("month", by).items() if period == PERIOD}
