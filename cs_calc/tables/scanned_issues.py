"""What is looked for in every row of a log, as conditions in SQL, and the sentences that come of it: those of an upload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from cs_calc.tables.checking import rows_in_words
from cs_calc.tables.parse import as_text
from cs_calc.tables.problems import Problem, Severity
from cs_calc.tables.scanned_cells import Cells
from cs_calc.tables.tidy import CODES, EXPECTED


@dataclass(frozen=True)
class Issue:
    """Something that may be wrong with rows: `where` is its condition in SQL."""

    code: str
    severity: Severity
    key: str
    where: str
    expected: str
    end: str


def used_rows(cells: Cells) -> str:
    """The condition of the rows that are used."""
    return f"(({cells.sql['customer_id']}) IS NOT NULL AND ({cells.sql['date']}) IS NOT NULL)"


def issues_of(cells: Cells, today: date) -> list[Issue]:
    """What is looked for in every row, as the checks of an upload look for it: see `tables.tidy`, `checks`, `event_checks`."""
    used, found = used_rows(cells), []
    strict, left = "Correct the cell and upload again.", "The cell was left out, the row is used."
    for key, kind in (("customer_id", "id"), ("date", "date"), ("minutes", "number")):
        if key not in cells.sql:
            continue
        required = key != "minutes"
        if cells.bad[key] != "false":
            end, severity = (strict, "error") if required else (left, "warning")
            found.append(Issue(CODES.get(kind, "bad_value"), severity, key, cells.bad[key], EXPECTED[kind], end))  # type: ignore[arg-type]
        if required:
            blank = f"(({cells.sql[key]}) IS NULL AND NOT {cells.bad[key]})"
            code = "missing_id" if kind == "id" else "missing_values"
            found.append(Issue(code, "error", key, blank, EXPECTED[kind], "Fill in the cell and upload again."))
    if "minutes" in cells.sql:
        negative = f"({used} AND ({cells.sql['minutes']}) < 0)"
        found.append(Issue("out_of_range", "warning", "minutes", negative, "0 minutes or more", f"Correct the number. {left}"))
    late = f"({used} AND ({cells.sql['date']}) >= TIMESTAMP '{today + timedelta(days=2)}')"
    end = "It is used, and counts once that day has come: check the year, and the order of day and month."
    found.append(Issue("future_date", "warning", "date", late, f"a day up to {today:%d %B %Y}", end))
    return found


def told(cells: Cells, issue: Issue, number: int, rows: pd.DataFrame) -> Problem:
    """The sentence that an upload would get, with how many rows there are in all; at most SHOWN of them are named."""
    header = cells.header(issue.key)
    first = rows[rows["_file"] == rows["_file"].iloc[0]]
    shown = first["_row"].to_numpy()
    more = number - min(len(shown), 3)
    named = rows_in_words(shown[:3]) + (f" and {more:,} more" if more else "")
    inside = f" of {first['_file'].iloc[0]}" if len(cells.source.files) > 1 else ""
    found = ", ".join("nothing" if pd.isna(v) or v == "" else f'"{as_text(v)}"' for v in rows[header].head(3))
    others = " and others" if number > 3 else ""
    happens = f" The {'rows were' if number > 1 else 'row was'} set aside." if issue.severity == "error" else ""
    where = f'{named}{inside}, column "{header}", sheet "{cells.match.sheet.name}"'
    message = f"{where}: expected {issue.expected}, found {found}{others}. {issue.end}{happens}"
    return Problem(issue.code, issue.severity, message, cells.place, header, found, issue.expected, tuple(int(r) for r in shown))
