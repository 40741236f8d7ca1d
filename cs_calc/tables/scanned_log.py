"""A product log that stays in DuckDB: its days of use, made once from the files, and how many rows were used, and why not the others.

    days       customer_id, user, day, minutes, sessions: one row per customer, user and day
    features   the same with feature: made when a question is about features, from the same files

`day` is a day number (`date.toordinal`), `sessions` are the rows that have minutes, `user` the user_id, else the customer_id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables.engines import Engine as Name
from cs_calc.tables.ids import ONE_WAY, alike_counted, asks_whether_same
from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.scanned_cells import Cells
from cs_calc.tables.scanned_engine import Engine
from cs_calc.tables.scanned_files import Source, literal, paths, quoted, staged
from cs_calc.tables.scanned_issues import Issue, issues_of, told, used_rows
from cs_calc.tables.scanned_sql import Sql

Frame = nw.LazyFrame[Any]
SHOWN = 20
"""Rows of one problem that are shown; the others are counted."""
LEAST_MEMORY = 64 * 2**20
WORKS_WITH = 0.3
"""DuckDB works with this share of the files' size in memory, at least LEAST_MEMORY; what needs more goes to a folder of its own."""


@dataclass(frozen=True)
class Counted:
    """What became of one source: rows read and used, the problems, and a sample of the rows set aside."""

    place: str
    rows_read: int
    rows_used: int
    problems: tuple[Problem, ...]
    set_aside: pd.DataFrame
    how: str = "scanned by DuckDB"


class Log:
    """The product logs of one report, in a DuckDB of their own that works in little memory; ends with this object."""

    kind: Name = "duckdb"
    here = False
    """Whether days of use come to this machine before they are counted, as tables of pandas."""

    def __init__(self, size: int, engine: Engine | None = None) -> None:
        self.engine = engine or Engine(max(LEAST_MEMORY, int(size * WORKS_WITH)))
        self.files: list[Path] = []
        self.rows = 0
        """Rows that are used."""
        self._selects: list[str] = []
        self._has: set[str] = set()
        self._made: set[str] = set()
        self._lock = Lock()

    @property
    def sql(self) -> Sql:
        """How the engine writes what engines write in different ways."""
        return self.engine.sql

    def _named(self, word: str) -> str:
        return f"{self.engine.prefix}{word}"

    def view(self, source: Source, number: int, wanted: Iterable[str]) -> tuple[str, list[Problem]]:
        """The needed columns of a source as a view, with `file` and `row` (as a spreadsheet would number it); and what was guessed."""
        columns = list(dict.fromkeys(wanted))
        selects, problems = [], [*source.problems]
        found = list(staged(source, columns, self.engine.folder, self.engine))
        for path, made, said in found:
            self.files.append(path)
            if said:
                problems.append(Problem("encoding_guess", "note", said, source.name, found="latin-1"))
            if source.kind == "csv":
                row = f"file_row_number + {source.first_row} AS row"
                asked = f"read_parquet({paths([made])}, file_row_number = true)"
                selects.append(f"SELECT {', '.join(map(quoted, columns))}, {literal(path.name)} AS file, {row} FROM {asked}")
        if source.kind == "parquet":
            asked = f"read_parquet({paths(source.files)}, union_by_name = true, filename = true, file_row_number = true)"
            selects = [f"SELECT {', '.join(map(quoted, columns))}, filename AS file, file_row_number + 1 AS row FROM {asked}"]
        name = f"log_{number}"
        self.engine.rows(f"CREATE VIEW {name} AS {' UNION ALL '.join(selects)}")
        return name, problems

    def add(self, cells: Cells, today: date) -> Counted:
        """Count the rows of one source by what is wrong with them, and take the others in."""
        issues = [*issues_of(cells, today), *self._near_duplicates(cells)]
        used = used_rows(cells)
        timed = f"{used} AND ({cells.sql['minutes']}) IS NOT NULL" if "minutes" in cells.sql else "false"
        counts = ", ".join(f"count_if({where})" for where in (used, timed, *(issue.where for issue in issues)))
        read, rows_used, with_minutes, *numbers = self.engine.rows(f"SELECT count(*), {counts} FROM {cells.relation}")[0]
        problems, aside = [*cells.problems], []
        for issue, number in zip(issues, numbers, strict=True):
            if number:
                rows = self._rows(cells, issue.where)
                problems.append(told(cells, issue, int(number), rows))
                if issue.severity == "error":
                    aside.append(rows.assign(reason=f"{cells.header(issue.key)}: expected {issue.expected}"))
        if cells.questions:
            return Counted(cells.place, int(read), 0, tuple(problems), pd.DataFrame())
        if rows_used:
            self.rows += int(rows_used)
            self._selects.append(self._select(cells))
            self._has |= {"customer_id", "date", *(["minutes"] if with_minutes else [])}
            some = [key for key in ("user_id", "feature") if cells.filled.get(key)]
            self._has |= {key for key in some if rows_used == read or self._any(cells, key)}
        frame = pd.concat(aside, ignore_index=True).drop_duplicates(["_sheet", "_row"]) if aside else pd.DataFrame()
        return Counted(cells.place, int(read), int(rows_used), tuple(problems), frame)

    def take_in(self, table: pd.DataFrame) -> None:
        """Rows of usage that came as an upload does, beside the logs."""
        known = [c for c in ("customer_id", "user_id", "date", "feature", "minutes") if c in table and table[c].notna().any()]
        name = self._named(f"held_{len(self._selects)}")
        self.engine.table(name, table[known])
        self.rows += len(table)
        self._has |= set(known)
        cells = {key: self.sql.quoted(key) if key in known else "NULL" for key in ("customer_id", "user_id", "feature", "minutes")}
        self._selects.append(self._row(cells, self.sql.quoted("date"), name))

    def __bool__(self) -> bool:
        """Whether there are rows to count."""
        return bool(self._selects)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the usage table that hold anything, and sessions."""
        found = [c for c in ("customer_id", "date", "user_id", "feature", "minutes") if c in self._has]
        return (*found, *(["sessions"] if "minutes" in self._has else []))

    def days(self) -> Frame:
        """The distinct customer_id, user and day, with month, date, minutes and sessions."""
        return self._frame("days", self._user)

    def by_customer(self) -> Frame:
        """The distinct customer_id and day, with minutes and sessions."""
        days = self._make("days", self._user)
        sums = "customer_id, day, sum(minutes) AS minutes, CAST(sum(sessions) AS INTEGER) AS sessions"
        made = self._once("customer_days", f"SELECT {sums} FROM {days} GROUP BY ALL")
        return self.engine.lazy(f"SELECT * FROM {made}")

    def few(self, until: date) -> pd.DataFrame | None:
        """What `by_customer` gives, on this machine, where counting it there is slower; None where it is not, or all days are here."""
        return None

    def by_feature(self) -> Frame:
        """The same with feature: the distinct customer_id, user, day and feature."""
        return self._frame("features", f"{self._user}, feature")

    def span(self, until: date) -> tuple[int, int] | None:
        """First and last day (numbers) with use, up to `until`; None where there is none."""
        days = self._make("days", self._user)
        found = self.engine.rows(f"SELECT min(day), max(day) FROM {days} WHERE day <= {until.toordinal()}")[0]
        return None if found[0] is None else (int(found[0]), int(found[1]))

    def customers(self, until: date) -> pd.DataFrame:
        """One row per customer: customer_id, and date, the last day with use up to `until`; missing where all lie ahead."""
        days = self._make("days", self._user)
        last = f"max({self.sql.moment_of_day('day')}) FILTER (WHERE day <= {until.toordinal()})"
        return self.engine.frame(f"SELECT customer_id, {last} AS date FROM {days} GROUP BY customer_id ORDER BY customer_id")

    def table(self) -> pd.DataFrame:
        """All days of use in memory: customer_id, date, user_id, feature, minutes, sessions, where the log has them."""
        wanted = [f"{self._user} AS user_id" if c == "user_id" else c for c in self.columns if c != "date"]
        found = self.by_feature() if "feature" in self._has else self.days()
        asked = f"SELECT {', '.join(wanted)}, date FROM ({self._sql(found)}) ORDER BY date, customer_id"
        return self._typed(self.engine.frame(asked))

    def _typed(self, table: pd.DataFrame) -> pd.DataFrame:
        texts = [c for c in ("customer_id", "user_id", "feature") if c in table]
        return table.astype(dict.fromkeys(texts, "str")).astype({"date": "datetime64[us]"})

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """A table beside the log, to be joined with it."""
        return self.engine.lazy(frame)

    def _sql(self, frame: Frame) -> str:
        text: str = frame.to_native().sql_query()
        return text

    @property
    def _user(self) -> str:
        return self.sql.quoted("user")

    def _frame(self, name: str, keys: str) -> Frame:
        return self.engine.lazy(self._dated(self._make(name, keys)))

    def _dated(self, table: str) -> str:
        moment = self.sql.moment_of_day("day")
        return f"SELECT *, {moment} AS date, year({moment}) * 12 + month({moment}) - 1 AS month FROM {table}"

    def _make(self, name: str, keys: str) -> str:
        """Group the rows of all logs by day, once: the name of the table."""
        return self._once(name, self._grouped(keys))

    def _grouped(self, keys: str) -> str:
        sums = "coalesce(sum(minutes), 0.0) AS minutes, CAST(count(minutes) AS INTEGER) AS sessions"
        return f"SELECT customer_id, {keys}, day, {sums} FROM ({' UNION ALL '.join(self._selects)}) GROUP BY ALL"

    def _once(self, name: str, asked: str) -> str:
        import duckdb

        with self._lock:
            if name in self._made:
                return name
            try:
                self.engine.rows(f"CREATE TABLE {name} AS {asked}")
            except duckdb.IOException as wrong:
                gone = next((path for path in self.files if not path.exists()), None)
                why = str(wrong).splitlines()[0]
                text = f"The file {gone} is no longer there." if gone else f"The files could not be read again: {why}"
                raise Refused("unreadable", text) from None
            self._made.add(name)
        return name

    def _near_duplicates(self, cells: Cells) -> list[Issue]:
        """Ids that differ only by case, spaces or zeros in front; every row is used as it is."""
        assert cells.counts is not None
        found = alike_counted(cells.counts)
        rarer = found[found["id"] != found["usual"]]
        if rarer.empty:
            return []
        listed = ", ".join(self.sql.literal(str(one)) for one in rarer["id"])
        where = f"({used_rows(cells)} AND ({cells.sql['customer_id']}) IN ({listed}))"
        return [Issue("near_duplicate_id", "warning", "customer_id", where, ONE_WAY, asks_whether_same(rarer))]

    def _any(self, cells: Cells, key: str) -> bool:
        asked = f"SELECT 1 FROM {cells.relation} WHERE {used_rows(cells)} AND {cells.sql[key]} IS NOT NULL LIMIT 1"
        return self.engine.rows(asked) != []

    def _rows(self, cells: Cells, where: str) -> pd.DataFrame:
        """The first rows of the files that fit a condition: _sheet, _file, _row and the cells as they stand."""
        shown = ", ".join(f"{raw} AS {self.sql.quoted(cells.header(key))}" for key, raw in cells.raw.items())
        asked = f"SELECT file, row, {shown} FROM {cells.relation} WHERE {where} ORDER BY file, row LIMIT {SHOWN}"
        found = self.engine.frame(asked).rename(columns={"file": "_file", "row": "_row"})
        return found.assign(_sheet=cells.place, _file=[re.split(r"[\\/]", f)[-1] for f in found["_file"]])

    def _select(self, cells: Cells) -> str:
        """The rows of one source that are used, typed: what cannot be is left out."""
        sql = {key: f"({cells.sql[key]})" if key in cells.sql else "NULL" for key in ("customer_id", "user_id", "feature", "minutes")}
        if "minutes" in cells.sql:
            sql["minutes"] = f"CASE WHEN {sql['minutes']} >= 0 THEN {sql['minutes']} END"
        return self._row(sql, f"({cells.sql['date']})", f"{cells.relation} WHERE {used_rows(cells)}")

    def _row(self, cells: Mapping[str, str], moment: str, relation: str) -> str:
        text = self.sql.text
        user = text("coalesce({user_id}, {customer_id})".format(**cells))
        known = f"{text(cells['customer_id'])} AS customer_id, {user} AS {self._user}, {self.sql.day(moment)} AS day"
        return f"SELECT {known}, {text(cells['feature'])} AS feature, CAST({cells['minutes']} AS DOUBLE) AS minutes FROM {relation}"
