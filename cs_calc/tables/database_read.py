"""Tables and queries of databases -> what `load` takes: logs grouped where they are, other tables by the columns that are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.database import Connection, Wanted, connection
from cs_calc.tables.database_log import Days, Groups, brought, groups_of
from cs_calc.tables.database_open import Database
from cs_calc.tables.match import Chosen, Match, match
from cs_calc.tables.parse import Question
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import TEXT, RawFile, RawSheet, current
from cs_calc.tables.scanned import NO_ROWS, columns_wanted
from cs_calc.tables.scanned_files import SAMPLE, Kind, cells_of
from cs_calc.tables.scanned_log import Counted
from cs_calc.tables.scanned_tables import Scanned

EXACT = 2**53


class _Reading:
    """What has been read so far."""

    def __init__(self, before: Scanned | None, today: date, answers: Mapping[str, str], chosen: Callable[[str], Chosen]) -> None:
        self.log = Days(before.log if before is not None else None)
        self.before, self.today, self.answers, self.chosen = before, today, answers, chosen
        self.matches: list[Match] = []
        self.counted: list[Counted] = []
        self.questions: list[Question] = []
        self.files: list[RawFile] = []

    def result(self) -> Scanned:
        days = [one for one in self.counted if one.rows_read]
        says = " ".join(f"{one.place}: {one.rows_read:,} rows {one.how}." for one in days)
        before = self.before or Scanned(self.log)
        return Scanned(
            self.log,
            (*before.matches, *self.matches),
            (*before.counted, *self.counted),
            (*before.questions, *self.questions),
            (*before.files, *self.files),
            " ".join(filter(None, (before.says, says))),
        )


def read_databases(
    words: Sequence[Wanted],
    known: Mapping[str, Connection],
    before: Scanned | None = None,
    *,
    chosen: Callable[[str], Chosen] = lambda place: {},
    answers: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Scanned:
    """Read what `words` name, read-only: with what was scanned `before`, ready for `load`.

    `chosen` gives a person's choice of columns for a place such as database:crm/usage; `answers` are replies to questions. A product
    log is grouped by its database; of another table the known columns come over. A table that is no table of ours is not read. Raises
    Refused where a connection, or a table that was named, cannot be read.
    """
    if find_spec("ibis") is None or find_spec("duckdb") is None:
        raise Refused(
            "not_installed", "Reading a database needs what is not installed here. Install it with: pip install 'cs-calc[database]'"
        )
    reading = _Reading(before, today or date.today(), answers or {}, chosen)
    for name, some in groupby(sorted(dict.fromkeys(words), key=lambda w: (w.connection, w.table)), key=lambda w: w.connection):
        with Database(connection(name, known)) as database:
            asked = [w.table for w in some]
            for table in database.offered() if "" in asked else asked:
                _read(reading, database, table, is_named=table in asked)
    return reading.result()


def _read(reading: _Reading, database: Database, name: str, *, is_named: bool) -> None:
    """One table or query: grouped, read, or listed as not recognised."""
    try:
        _understand(reading, database, name)
    except Refused as why:
        if is_named or why.code in ("no_connection", "writes", "bad_setting"):
            raise
        place = Wanted(database.name, name).place
        sheet = RawSheet(place, name, (), 0, np.arange(0), ())
        reading.matches.append(replace(match(sheet, {"table": ""}), why="It was not read.", cannot=why.message))
        reading.counted.append(Counted(place, 0, 0, (), NO_ROWS, ""))


def _understand(reading: _Reading, database: Database, name: str) -> None:
    place = Wanted(database.name, name).place
    table = database.table(name)
    kinds = tuple(_kind(table[column].type()) for column in table.columns)
    plain = [i for i, kind in enumerate(kinds) if kind is not None]
    if not plain:
        raise Refused("structure", f"{place} has no column of plain values. Expected: one plain value per cell.")
    table = table.select(*(table.columns[i] for i in plain))
    kinds = tuple(kinds[i] for i in plain)
    shown = {i: _shown(table[column], kinds[i]) for i, column in enumerate(table.columns)}
    found = match(_sheet(database, table.limit(SAMPLE), place, name, kinds), reading.chosen(place))
    missing = [c for c in found.missing if c.key != "survey_type"]
    if found.table is None or missing:
        reading.matches.append(found)
        reading.counted.append(Counted(place, 0, 0, (), NO_ROWS, ""))
        return
    groups = groups_of(database, table, found, kinds, shown) if found.table.key == "usage" else None
    if groups is None:
        reading.files.append(_rows(database, table, found, kinds))
        return
    _grouped(reading, database, found, groups)


def _grouped(reading: _Reading, database: Database, found: Match, groups: Groups) -> None:
    cells = brought(reading.log, database, groups, found, reading.answers)
    reading.matches.append(found)
    reading.counted.append(reading.log.add_days(cells, groups, database, reading.today))
    reading.questions += cells.questions


def _rows(database: Database, table: Any, found: Match, kinds: Sequence[Kind | None]) -> RawFile:
    """A table by the columns that are known, and those of few groups, as an upload has them. Raises Refused."""
    limits, name, place = current(), found.sheet.name, found.sheet.file
    wanted = columns_wanted(found)
    rows = database.number(table.count(), name)
    most = min(limits.max_rows, limits.max_cells // max(1, len(wanted)))
    if rows > most:
        text = (
            f"{place} has {rows:,} rows; at most {most:,} of its {len(wanted)} known columns can be loaded. "
            f"Offer a query that asks for less, such as the last two years."
        )
        raise Refused("too_many_rows", text)
    required = [p for c in found.table.required if found.table and (p := found.position(c.key)) is not None] if found.table else []
    unique = found.position(found.table.unique) if found.table and found.table.unique else None
    order = list(dict.fromkeys([*([unique] if unique is not None else []), *required]))
    some = table.order_by([table[table.columns[i]] for i in order]) if order else table
    some = some.select(*(table.columns[i] for i in wanted))
    sheet = _sheet(database, some, place, name, tuple(kinds[i] for i in wanted))
    return RawFile(place, "database", "", (sheet,), ())


def _sheet(database: Database, table: Any, place: str, name: str, kinds: Sequence[Kind | None]) -> RawSheet:
    """The rows of a table as a sheet; they are numbered in the order in which they come."""
    names = list(table.columns)
    if database.kind == "sqlite":
        rows = database.frame(table, name)
        cells = tuple(_as_kept([row[i] for row in rows]) for i in range(len(names)))
        return RawSheet(place, name, tuple(names), 0, np.arange(1, len(rows) + 1), cells)
    frame = database.frame(table.select(**{f"c{i}": _shown(table[c], kinds[i]) for i, c in enumerate(names)}), name)
    cells = tuple(_blank(cells_of(frame[f"c{i}"], kinds[i] or "text")) for i in range(len(names)))
    return RawSheet(place, name, tuple(names), 0, np.arange(1, len(frame) + 1), cells)


def _as_kept(values: list[Any]) -> pd.Series[Any]:
    """A column of SQLite, which keeps in every cell what it was given."""
    plain = [None if v is None or isinstance(v, bytes) or (isinstance(v, str) and not v.strip()) else v for v in values]
    kinds = {type(v) for v in plain} - {type(None)}
    if kinds and kinds <= {int, float}:
        if any(isinstance(v, int) and abs(v) > EXACT for v in plain):
            return pd.Series([None if v is None else str(v) for v in plain], dtype=TEXT)
        return pd.Series(plain, dtype="float64")
    if kinds <= {str}:
        return pd.Series(plain, dtype=TEXT)
    return pd.Series([float(v) if isinstance(v, int) else v for v in plain], dtype="object")


def _blank(column: pd.Series[Any]) -> pd.Series[Any]:
    """Texts of nothing but spaces are blank, as in an upload."""
    if not pd.api.types.is_string_dtype(column.dtype):
        return column
    return column.where(column.str.strip() != "")


def _shown(column: Any, kind: Kind | None) -> Any:
    """A column as it comes over: numbers as floats (whole ones as they are), and texts as texts."""
    if kind == "number":
        return column.cast("float64")
    return column.cast("string") if kind == "text" and not column.type().is_string() else column


def _kind(dtype: Any) -> Kind | None:
    """What kind of cells a column of ibis has; None for what is no plain value."""
    if dtype.is_timestamp() or dtype.is_date():
        return "time"
    if dtype.is_integer():
        return "whole"
    if dtype.is_numeric() and not dtype.is_boolean():
        return "number"
    if dtype.is_boolean():
        return "yes_no"
    return None if dtype.is_nested() or dtype.is_binary() or dtype.is_json() or dtype.is_geospatial() else "text"
