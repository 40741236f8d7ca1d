"""A matched sheet -> a typed table, the rows set aside with reasons, and problems in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables import parse
from cs_calc.tables.checking import Checking
from cs_calc.tables.checks import CHECKS, check_duplicates, check_future
from cs_calc.tables.currencies import check_currency
from cs_calc.tables.ids import check_near_duplicates
from cs_calc.tables.match import Match
from cs_calc.tables.parse import Parsed, Question
from cs_calc.tables.prepare import prepare
from cs_calc.tables.problems import Problem, Severity
from cs_calc.tables.schema import SPLITTABLE, Column, Table, category_key
from cs_calc.tables.words import one_spelling

EXPECTED = {
    "date": "a date such as 2026-05-31",
    "month": "a month such as 2026-05",
    "money": "an amount such as 1234.50",
    "number": "a number",
    "yes_no": "yes or no",
    "interval": "week, month, quarter or year",
    "survey_type": "NPS, CSAT or CES",
    "score": "a score, or yes or no",
    "id": "an id",
    "text": "text",
    "category": "text",
}
CODES = {
    "date": "bad_date",
    "month": "bad_date",
    "money": "bad_number",
    "number": "bad_number",
    "yes_no": "bad_boolean",
    "interval": "bad_interval",
    "survey_type": "bad_survey_type",
    "score": "bad_number",
}
SHARES = frozenset({("customers", "usage"), ("subscriptions", "discount")})
"""Columns of shares, which are written as 64 %, 0.64 or 64."""

MOST_GROUPS = 50
LONGEST_NAME = 25  # on average, in characters: longer texts are comments


@dataclass
class Tidy:
    """One sheet as a typed table. `rows_read` = rows of `frame` + rows of `set_aside`, always.

    `frame` has the canonical columns found, `_sheet` (file and sheet) and `_row` (row number as in the file).
    `set_aside` has `_sheet`, `_row`, `reason` and the cells as they were.
    """

    table: Table
    frame: pd.DataFrame
    set_aside: pd.DataFrame
    rows_read: int
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def tidy(found: Match, answers: Mapping[str, str], today: date | None = None) -> Tidy:
    """Type and check one matched sheet. `answers` are a person's answers to earlier questions, by key.

    What is dated later than `today` is told; it is used, and counts when its day comes.
    """
    work = typed(found, answers)
    _categories(work)
    check_currency(work)
    if work.table.key in CHECKS:
        CHECKS[work.table.key](work)
    check_future(work, today or date.today())
    check_duplicates(work)
    check_near_duplicates(work)
    waiting = bool(work.questions)
    keep = (work.reasons == "") & (not waiting)
    frame = work.frame.loc[keep].copy()
    frame["_sheet"], frame["_row"] = work.place, work.rows[keep]
    aside = _set_aside(work, ~keep, "A question about this sheet is open." if waiting else "")
    return Tidy(work.table, frame.reset_index(drop=True), aside, len(work.rows), work.problems, work.questions)


def typed(found: Match, answers: Mapping[str, str]) -> Checking:
    """The columns of one matched sheet as typed values in `frame`, before anything is checked: cells as they were meant."""
    work = Checking(prepare(found, answers).match, answers)
    for column in work.table.columns:
        _column(work, column)
    return work


def _categories(work: Checking) -> None:
    """Columns that we have no name for, but that sort the rows into a few groups: numbers can be split by them too."""
    if work.table.key not in SPLITTABLE:
        return
    known = {c.key for c in work.table.columns}
    for match in work.found.columns:
        key = category_key(match.header)
        cells = work.sheet.columns[match.position].reset_index(drop=True)
        if match.column is not None or not key or key in known or key in work.frame or not pd.api.types.is_string_dtype(cells.dtype):
            continue
        groups = cells.nunique()
        if 2 <= groups <= MOST_GROUPS and groups <= max(2, cells.notna().sum() // 2) and cells.str.len().mean() <= LONGEST_NAME:
            work.frame[key] = _spelled(work, parse.parse_text(cells).values.astype("str"), match.position)


def _spelled(work: Checking, values: pd.Series[Any], position: int) -> pd.Series[Any]:
    """One spelling for each category, and a note that says which were taken together."""
    values, given_up = one_spelling(values)
    if given_up:
        header, shown = work.sheet.header[position], ", ".join(f'"{t}"' for t in given_up[:5])
        text = f'Sheet "{work.sheet.name}", column "{header}": {shown} read as the more frequent spelling of the same word.'
        work.problems.append(Problem("near_duplicate_id", "note", text, work.place, header, found=shown))
    return values


def _set_aside(work: Checking, mask: np.ndarray, otherwise: str) -> pd.DataFrame:
    raw = {(header or f"column {i + 1}"): work.sheet.columns[i][mask].to_numpy(dtype=object) for i, header in enumerate(work.sheet.header)}
    reason = [r or otherwise for r in work.reasons[mask]]
    return pd.DataFrame({"_sheet": work.place, "_row": work.rows[mask], "reason": reason, **raw})


def _column(work: Checking, column: Column) -> None:
    position = work.header(column.key)
    if position is None:
        return
    cells = work.sheet.columns[position].reset_index(drop=True)
    parsed = _parsed(work, column, cells, position)
    if parsed.question is not None:
        code, asks, choices = parsed.question
        work.ask(code, column.key, f'{work.place}, column "{work.sheet.header[position]}": {asks}', choices)
    if parsed.top is not None:
        work.tops = parsed.top
    values = parsed.values.astype("str") if parsed.values.dtype == object else parsed.values
    work.frame[column.key] = _spelled(work, values, position) if column.type == "category" else values
    strict = column.required or column.vital
    severity: Severity = "error" if strict else "warning"
    end = "Correct the cell and upload again." if strict else "The cell was left out, the row is used."
    work.say(CODES.get(column.type, "bad_value"), severity, parsed.bad, column.key, EXPECTED[column.type], end)
    for note, text in parsed.notes:
        header = work.sheet.header[position]
        work.problems.append(Problem(note, "note", f'Sheet "{work.sheet.name}", column "{header}": {text}', work.place, header))
    if column.required and parsed.question is None:
        blank = values.isna().to_numpy() & ~parsed.bad
        code = "missing_id" if column.type == "id" else "missing_values"
        work.say(code, "error", blank, column.key, EXPECTED[column.type], "Fill in the cell and upload again.", raw="nothing")


def _parsed(work: Checking, column: Column, cells: pd.Series[Any], position: int) -> Parsed:
    """The cells as the column's type has them."""
    if (work.table.key, column.key) in SHARES:
        mark = work.answer(column.key, "ambiguous_number")
        return parse.parse_share(cells, work.answer(column.key, "percent_scale"), work.sheet.header[position], mark)
    code = {"date": "ambiguous_date", "month": "ambiguous_date"}.get(column.type, "ambiguous_number")
    return _PARSERS[column.type](cells, work.answer(column.key, code))


_PARSERS: dict[str, Callable[[pd.Series[Any], str | None], Parsed]] = {
    "id": lambda cells, _: parse.parse_id(cells),
    "text": lambda cells, _: parse.parse_text(cells),
    "category": lambda cells, _: parse.parse_text(cells),
    "date": lambda cells, answer: parse.parse_date(cells, answer),
    "month": lambda cells, answer: parse.parse_date(cells, answer, month=True),
    "money": lambda cells, answer: parse.parse_number(cells, answer),
    "number": lambda cells, answer: parse.parse_number(cells, answer),
    "yes_no": lambda cells, _: parse.parse_yes_no(cells),
    "interval": lambda cells, _: parse.parse_interval(cells),
    "survey_type": lambda cells, _: parse.parse_survey_type(cells),
    "score": lambda cells, _: parse.parse_score(cells),
}
