"""A product log in a database, grouped there by customer, user, day and feature: its days come over, its rows stay.

The rules of uploads read the groups as they read rows: each has `n`, how many rows it stands for, and `sessions`, how many of
them have minutes. Negative minutes and missing ones are groups of their own, so that they are told and counted as rows are.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from cs_calc.tables.database_open import Database
from cs_calc.tables.headers import HOURS
from cs_calc.tables.match import Match
from cs_calc.tables.parse import as_text
from cs_calc.tables.problems import Problem
from cs_calc.tables.scanned_cells import KEYS, Cells, cannot_scan, understood
from cs_calc.tables.scanned_files import Kind, Source
from cs_calc.tables.scanned_issues import Issue, issues_of, used_rows
from cs_calc.tables.scanned_log import SHOWN, Counted, Log

PLAIN_DAY = r"^\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?Z?$"
"""A text that begins with its day: what else it says is the time of that day, in UTC."""
EPOCH = date(1970, 1, 1).toordinal()
NUMBERS = ("integer", "real", "null")


class Days(Log):
    """A log that has days which a database grouped, beside rows of files."""

    def __init__(self, log: Log | None = None) -> None:
        if log is None:
            super().__init__(0)
        else:
            vars(self).update(vars(log))
        self._days: list[str] = list(log._days) if isinstance(log, Days) else []

    def __bool__(self) -> bool:
        return bool(self._selects or self._days)

    def add_days(self, cells: Cells, groups: Groups, database: Database, today: date) -> Counted:
        """Count the rows behind the groups of one source by what is wrong with them, and take the others in."""
        issues = [*issues_of(cells, today), *self._near_duplicates(cells)]
        used = used_rows(cells)
        counts = ", ".join(f"{_rows_where(one)}" for one in ("true", used, *(issue.where for issue in issues)))
        read, rows_used, *numbers = self.engine.rows(f"SELECT {counts} FROM {cells.relation}")[0]
        problems, aside = [*cells.problems], []
        for issue, number in zip(issues, numbers, strict=True):
            if number:
                rows = self._sample(cells, groups, database, issue)
                problems.append(_told(cells, issue, int(number), rows))
                if issue.severity == "error":
                    aside.append(rows.assign(reason=f"{cells.header(issue.key)}: expected {issue.expected}"))
        how = f"counted by day in {database.says}"
        if cells.questions:
            return Counted(cells.place, int(read), 0, tuple(problems), pd.DataFrame(), how)
        if rows_used:
            self._days.append(_select(cells))
            self._has |= {key for key in cells.sql if key in ("customer_id", "date") or self._any(cells, key)}
        frame = pd.concat(aside, ignore_index=True) if aside else pd.DataFrame()
        if len(frame):
            frame = frame.drop_duplicates([c for c in frame if c != "reason"]).reset_index(drop=True)
            frame = frame.assign(_sheet=cells.place, _row=range(1, len(frame) + 1))
        return Counted(cells.place, int(read), int(rows_used), tuple(problems), frame, how)

    def _sample(self, cells: Cells, groups: Groups, database: Database, issue: Issue) -> pd.DataFrame:
        """Some rows of the database whose cell in the column of an issue is one of those concerned: their known columns, as they stand."""
        key = "sign" if issue.key == "minutes" else f"c{groups.positions[issue.key]}"
        asked = f"SELECT DISTINCT {cells.view}.{key} FROM {cells.relation} WHERE {issue.where} ORDER BY 1 LIMIT {SHOWN}"
        values = [row[0] for row in self.engine.rows(asked)]
        column = groups.keys[key]
        same = column.isin([v for v in values if v is not None])
        if None in values:
            same = same | column.isnull()
        kept = {
            p: groups.table[groups.table.columns[p]] if database.kind == "sqlite" else groups.shown[p] for p in groups.positions.values()
        }
        columns = {cells.header(key): kept[position] for key, position in groups.positions.items()}
        rows = database.frame(groups.table.filter(same).select(**columns).limit(SHOWN), cells.match.sheet.name)
        return pd.DataFrame(rows, columns=list(columns)).astype("object")

    def _make(self, name: str, keys: str) -> str:
        sums = "coalesce(sum(minutes), 0.0) AS minutes, CAST(count(minutes) AS INTEGER) AS sessions"
        parts = [f"SELECT customer_id, {keys}, day, minutes, sessions FROM ({one})" for one in self._days]
        if self._selects:
            rows = " UNION ALL ".join(self._selects)
            parts.insert(0, f"SELECT customer_id, {keys}, day, {sums} FROM ({rows}) GROUP BY ALL")
        sums = "sum(minutes) AS minutes, CAST(sum(sessions) AS INTEGER) AS sessions"
        return self._once(name, f"SELECT customer_id, {keys}, day, {sums} FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL")


@dataclass(frozen=True)
class Groups:
    """How a log is grouped in its database: the key of each known column by the name it gets here, and what is summed.

    `positions` say where in the source each canonical column is; `shown` are the columns as they stand there, by position.
    """

    table: Any
    keys: Mapping[str, Any]
    kinds: tuple[Kind, ...]
    positions: Mapping[str, int]
    shown: Mapping[int, Any]
    minutes: Any = None

    def expression(self) -> Any:
        """The groups: the keys, `n`, `sessions` and the sum of minutes under the name of their column."""
        import ibis

        at = self.positions.get("minutes")
        if at is None or self.minutes is None:
            return self.table.select(**self.keys).group_by(*self.keys).agg(n=lambda t: t.count(), sessions=ibis.literal(0, "int64"))
        rows = self.table.select(**self.keys, minutes=self.minutes)
        sums = {"n": lambda t: t.count(), "sessions": lambda t: t.minutes.count(), f"c{at}": lambda t: t.minutes.sum()}
        return rows.group_by(*self.keys).agg(**sums)


def groups_of(database: Database, table: Any, found: Match, kinds: tuple[Kind | None, ...], shown: Mapping[int, Any]) -> Groups | None:
    """How the rows of a log are grouped in its database; None where its cells have to be read one by one."""
    import ibis

    if cannot_scan(found):
        return None
    positions: dict[str, int] = {}
    for key in KEYS:
        made = tuple(dict.fromkeys(r.positions[0] for r in found.recipes if r.column == key))
        at = made[0] if len(made) == 1 else found.position(key) if not made else None
        if len(made) > 1 or (at is not None and (kinds[at] is None or (made and key != "minutes"))):
            return None
        if at is not None:
            positions[key] = at
    typed = [kind or "text" for kind in kinds]
    keys = {f"c{positions[key]}": shown[positions[key]] for key in ("customer_id", "user_id", "feature") if key in positions}
    when = shown[positions["date"]]
    if typed[positions["date"]] == "time":
        when = when.date()
    elif typed[positions["date"]] == "text":
        when = ibis.ifelse(when.re_search(PLAIN_DAY), when.left(10), when)
    else:
        return None
    keys[f"c{positions['date']}"] = when
    minutes = None
    if "minutes" in positions:
        minutes = _minutes(database, table, found, positions["minutes"], typed)
        if minutes is None:
            return None
        typed[positions["minutes"]] = "number"
        keys["sign"] = ibis.cases((minutes.isnull(), 0), (minutes < 0, -1), else_=1)
    return Groups(table, keys, tuple(typed), positions, shown, minutes)


def _minutes(database: Database, table: Any, found: Match, at: int, kinds: list[Kind]) -> Any:
    """Minutes as numbers, NULL where there are none; None where they are not numbers in the database."""
    import ibis

    column = table[table.columns[at]]
    if database.kind == "sqlite":
        if database.number(table.filter(~column.typeof().isin(NUMBERS)).count(), found.sheet.name):
            return None
    elif kinds[at] not in ("number", "whole"):
        return None
    number = column.cast("float64")
    if column.type().is_floating():
        number = ibis.ifelse(number.isnan(), ibis.null("float64"), number)
    recipe = next((r for r in found.recipes if r.column == "minutes"), None)
    if recipe is None:
        return number
    return (number * (HOURS[recipe.unit] * 60)).round(6) if recipe.unit in HOURS else None


def brought(log: Days, database: Database, groups: Groups, found: Match, answers: Mapping[str, str]) -> Cells:
    """The groups of one log as a table of our own, read by the rules of uploads. Raises Refused."""
    view = f"days_{uuid.uuid4().hex}"
    name = found.sheet.name
    expression = groups.expression()
    empty = expression.schema().to_pyarrow().empty_table()
    log.engine.append(view, empty)
    for batch in database.batches(expression, name):
        log.engine.append(view, batch)
    names = tuple(f"c{i}" for i in range(len(found.sheet.header)))
    source = Source(found.sheet.file, (), "parquet", found.sheet, names, groups.kinds)
    plain = replace(found, recipes=())
    cells = Cells(source, plain, view, log.engine, answers, rows="CAST(sum(n) AS BIGINT)")
    if found.tool:
        cells.problems.append(Problem("header_mapping", "note", f"{cells.place}: {found.why}", cells.place))
    return understood(cells)


def _rows_where(condition: str) -> str:
    return f"CAST(coalesce(sum(n) FILTER (WHERE {condition}), 0) AS BIGINT)"


def _select(cells: Cells) -> str:
    """The groups of one source that are used, typed: customer_id, user, day, feature, minutes, sessions."""
    sql = {key: f"({cells.sql[key]})" if key in cells.sql else "NULL" for key in KEYS}
    positive = f"{sql['minutes']} >= 0" if "minutes" in cells.sql else "false"
    return (
        f'SELECT {sql["customer_id"]}::VARCHAR AS customer_id, coalesce({sql["user_id"]}, {sql["customer_id"]})::VARCHAR AS "user", '
        f"({sql['date']}::DATE - DATE '1970-01-01' + {EPOCH})::INTEGER AS day, {sql['feature']}::VARCHAR AS feature, "
        f"CASE WHEN {positive} THEN {sql['minutes']} ELSE 0 END::DOUBLE AS minutes, "
        f"CASE WHEN {positive} THEN sessions ELSE 0 END AS sessions FROM {cells.relation} WHERE {used_rows(cells)}"
    )


def _told(cells: Cells, issue: Issue, number: int, rows: pd.DataFrame) -> Problem:
    """The sentence that an upload would get; rows of a database have no numbers."""
    header = cells.header(issue.key)
    cells_shown = list(dict.fromkeys("nothing" if pd.isna(v) or v == "" else f'"{as_text(v)}"' for v in rows[header]))[:3]
    found = ", ".join(cells_shown) + (" and others" if number > len(rows) or len(cells_shown) == 3 else "")
    happens = f" The {'rows were' if number > 1 else 'row was'} set aside." if issue.severity == "error" else ""
    where = f'{number:,} row{"s" if number != 1 else ""}, column "{header}", sheet "{cells.match.sheet.name}"'
    end = issue.end.replace("upload again", "load again")
    message = f"{where}: expected {issue.expected}, found {found}. {end}{happens}"
    return Problem(issue.code, issue.severity, message, cells.place, header, found, issue.expected)
