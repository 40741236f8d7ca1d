"""A matched sheet -> a typed table, the rows set aside with reasons, and problems in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables import parse
from cs_calc.tables.match import Match
from cs_calc.tables.parse import Parsed, Question
from cs_calc.tables.problems import Problem
from cs_calc.tables.schema import Column, Table

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
SURVEY_CHOICES = (
    ("NPS", "NPS: would you recommend us, 0 to 10"),
    ("CSAT", "CSAT: how satisfied are you, 1 to 5, yes or no, or 0 to 10"),
    ("CES", "CES: how easy was it"),
)


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


class _Work:
    """What is collected while one sheet is checked: reasons by row, problems, questions."""

    def __init__(self, found: Match, answers: Mapping[str, str]) -> None:
        assert found.table is not None
        self.table, self.sheet, self.found, self.answers = found.table, found.sheet, found, answers
        self.place = place_of(found.sheet)
        self.rows = np.asarray(found.sheet.row_numbers)
        self.reasons = np.full(len(self.rows), "", dtype=object)
        self.problems: list[Problem] = []
        self.questions: list[Question] = []
        self.frame = pd.DataFrame(index=range(len(self.rows)))

    def say(self, code: str, severity: Any, mask: np.ndarray, column: str, expected: str, end: str, *, raw: str = "") -> None:
        """Record a problem for the rows of `mask`; as an error it also sets those rows aside."""
        if not mask.any():
            return
        header = self.header(column)
        hits = np.flatnonzero(mask)
        found = ""
        if header is not None:
            cells = self.sheet.columns[header].iloc[hits[:3]]
            found = ", ".join("nothing" if pd.isna(v) else f'"{parse._as_text(v)}"' for v in cells)
        name = self.sheet.header[header] if header is not None else column
        where = f'{_rows(self.rows[hits])}, column "{name}", sheet "{self.sheet.name}"'
        more = " and others" if len(hits) > 3 else ""
        happens = "The rows were set aside." if len(hits) > 1 else "The row was set aside."
        tail = f" {happens}" if severity == "error" else ""
        message = f"{where}: expected {expected}, found {found or raw}{more}. {end}{tail}"
        rows = tuple(int(r) for r in self.rows[hits])
        self.problems.append(Problem(code, severity, message, self.place, name, found or raw, expected, rows))
        if severity == "error":
            fresh = mask & (self.reasons == "")
            self.reasons[fresh] = f"{name}: expected {expected}"

    def header(self, column: str) -> int | None:
        return self.found.position(column)

    def ask(self, code: str, column: str, asks: str, choices: tuple[tuple[str, str], ...]) -> None:
        self.questions.append(Question(f"{self.place}|{column}|{code}", code, asks, choices))

    def answer(self, column: str, code: str) -> str | None:
        return self.answers.get(f"{self.place}|{column}|{code}")


def place_of(sheet: Any) -> str:
    """How a sheet is called in messages, answers and the ledger: file and sheet."""
    return str(sheet.file) if sheet.file.rsplit(".", 1)[0] == sheet.name else f"{sheet.file}, sheet {sheet.name}"


def tidy(found: Match, answers: Mapping[str, str]) -> Tidy:
    """Type and check one matched sheet. `answers` are a person's answers to earlier questions, by key."""
    work = _Work(found, answers)
    for column in work.table.columns:
        _column(work, column)
    if work.table.key in _CHECKS:
        _CHECKS[work.table.key](work)
    _duplicates(work)
    waiting = bool(work.questions)
    keep = (work.reasons == "") & (not waiting)
    frame = work.frame.loc[keep].copy()
    frame["_sheet"], frame["_row"] = work.place, work.rows[keep]
    aside = _set_aside(work, ~keep, "A question about this sheet is open." if waiting else "")
    return Tidy(work.table, frame.reset_index(drop=True), aside, len(work.rows), work.problems, work.questions)


def _set_aside(work: _Work, mask: np.ndarray, otherwise: str) -> pd.DataFrame:
    raw = {(header or f"column {i + 1}"): work.sheet.columns[i].to_numpy(dtype=object)[mask] for i, header in enumerate(work.sheet.header)}
    reason = [r or otherwise for r in work.reasons[mask]]
    return pd.DataFrame({"_sheet": work.place, "_row": work.rows[mask], "reason": reason, **raw})


def _column(work: _Work, column: Column) -> None:
    position = work.header(column.key)
    if position is None:
        return
    cells = work.sheet.columns[position].reset_index(drop=True)
    code = {"date": "ambiguous_date", "month": "ambiguous_date"}.get(column.type, "ambiguous_number")
    parsed = _PARSERS[column.type](cells, work.answer(column.key, code))
    if parsed.question is not None:
        code, asks, choices = parsed.question
        work.ask(code, column.key, f'{work.place}, column "{work.sheet.header[position]}": {asks}', choices)
    values = parsed.values
    work.frame[column.key] = values.astype("str") if values.dtype == object else values
    severity = "error" if column.required else "warning"
    end = "Correct the cell and upload again." if column.required else "The cell was left out, the row is used."
    work.say(CODES.get(column.type, "bad_value"), severity, parsed.bad, column.key, EXPECTED[column.type], end)
    for note, text in parsed.notes:
        header = work.sheet.header[position]
        work.problems.append(Problem(note, "note", f'Sheet "{work.sheet.name}", column "{header}": {text}', work.place, header))
    if column.required and parsed.question is None:
        blank = values.isna().to_numpy() & ~parsed.bad
        code = "missing_id" if column.type == "id" else "missing_values"
        work.say(code, "error", blank, column.key, EXPECTED[column.type], "Fill in the cell and upload again.", raw="nothing")


def _number(cells: pd.Series[Any], answer: str | None) -> Parsed:
    return parse.parse_number(cells, answer)


_PARSERS: dict[str, Callable[[pd.Series[Any], str | None], Parsed]] = {
    "id": lambda cells, _: parse.parse_text(cells),
    "text": lambda cells, _: parse.parse_text(cells),
    "category": lambda cells, _: parse.parse_text(cells),
    "date": lambda cells, answer: parse.parse_date(cells, answer),
    "month": lambda cells, answer: parse.parse_date(cells, answer, month=True),
    "money": _number,
    "number": _number,
    "yes_no": lambda cells, _: parse.parse_yes_no(cells),
    "interval": lambda cells, _: parse.parse_interval(cells),
    "survey_type": lambda cells, _: parse.parse_survey_type(cells),
    "score": lambda cells, _: parse.parse_score(cells),
}


def _duplicates(work: _Work) -> None:
    key = work.table.unique
    if key and key in work.frame:
        values = work.frame[key].where(work.reasons == "")
        twice = values.duplicated().to_numpy() & values.notna().to_numpy()
        work.say("duplicate_id", "error", twice, key, "each id once", "Keep one of them, or give each its own id.")


def _check_subscriptions(work: _Work) -> None:
    frame = work.frame
    work.say(
        "negative_value",
        "error",
        (frame["amount"] < 0).to_numpy(),
        "amount",
        "an amount of 0 or more",
        "A refund or credit is not a subscription.",
    )
    if "end_date" in frame:
        early = (frame["end_date"] < frame["start_date"]).to_numpy()
        work.say("out_of_range", "error", early, "end_date", "a day on or after the start", "Check both dates.")
    _one_currency(work)


def _one_currency(work: _Work) -> None:
    if "currency" not in work.frame:
        return
    usual = work.frame["currency"].mode()
    if len(usual):
        other = (work.frame["currency"].notna() & (work.frame["currency"] != usual[0])).to_numpy()
        work.say(
            "mixed_currency",
            "error",
            other,
            "currency",
            f"one currency, {usual[0]} as in most rows",
            "Amounts in different currencies cannot be added up: convert them first.",
        )


def _check_monthly_mrr(work: _Work) -> None:
    work.say(
        "negative_value", "error", (work.frame["mrr"] < 0).to_numpy(), "mrr", "an amount of 0 or more", "A credit is not recurring revenue."
    )
    month = work.frame["month"].dt.to_period("M")
    same = pd.DataFrame({"customer": work.frame["customer_id"], "month": month})
    twice = same.duplicated().to_numpy() & same.notna().all(axis=1).to_numpy() & (work.reasons == "")
    work.say("duplicate_row", "warning", twice, "month", "one row for each customer and month", "The amounts were added up.")


def _check_survey(work: _Work) -> None:
    """Give each answer its survey type and scale, and set aside scores that the scale does not have."""
    frame = work.frame
    if work.header("survey_type") is None:
        _survey_type_from_header(work)
    if "survey_type" not in frame or "score" not in frame:
        return
    if "response_id" not in frame:
        text = f'Sheet "{work.sheet.name}" has no response id: rows were numbered instead, so a row that comes twice counts twice.'
        work.problems.append(Problem("missing_columns", "note", text, work.place))
        frame["response_id"] = [f"row {r}" for r in work.rows]
    if "scale_max" not in frame:
        frame["scale_max"] = _scale_max(frame)
    else:
        frame["scale_max"] = frame["scale_max"].where(frame["scale_max"].notna(), _scale_max(frame))
    low = frame["scale_min"] if "scale_min" in frame else pd.Series(np.nan, frame.index)
    floor = low.where(low.notna(), np.where(frame["scale_max"].isin([1, 10]), 0.0, 1.0))
    score, open_row = frame["score"], (work.reasons == "")
    off = ((score < floor) | (score > frame["scale_max"]) | (score % 1 != 0)).to_numpy() & score.notna().to_numpy() & open_row
    for (kind, top), rows in frame[off].groupby(["survey_type", "scale_max"]).groups.items():
        mask = np.zeros(len(frame), bool)
        mask[list(rows)] = True
        bottom = floor.loc[rows[0]]
        work.say("out_of_range", "error", mask, "score", f"a whole number from {bottom:g} to {top:g} for {kind}", "Correct the score.")
    one_up = ((frame["survey_type"] == "NPS") & (low == 1)).to_numpy()
    work.say(
        "nps_scale",
        "warning",
        one_up,
        "scale_min",
        "the NPS scale from 0 to 10",
        "Without a 0 the score is not comparable with others; 9 and 10, 7 and 8, and the rest were counted as usual.",
    )


def _survey_type_from_header(work: _Work) -> None:
    """No column says which survey it is: the score's own header may, else a person is asked."""
    position = work.header("score")
    named = parse.parse_survey_type(pd.Series([work.sheet.header[position] if position is not None else "", work.sheet.name]))
    kinds = [k for k in named.values if isinstance(k, str)]
    header = work.sheet.header[position].lower() if position is not None else ""
    kind = work.answer("survey_type", "survey_type") or (kinds[0] if kinds else "NPS" if "recommend" in header else None)
    if kind is None:
        asks = f"{work.place}: which survey is it? No column says whether the scores are NPS, CSAT or CES."
        work.ask("survey_type", "survey_type", asks, SURVEY_CHOICES)
        return
    work.frame["survey_type"] = pd.Series([kind] * len(work.rows), dtype="str")
    text = f'Sheet "{work.sheet.name}" has no survey type: every row was read as {kind}.'
    work.problems.append(Problem("header_mapping", "note", text, work.place))


def _scale_max(frame: pd.DataFrame) -> pd.Series[Any]:
    """The top of the scale where no column says it: NPS 10, CES 7; CSAT by its highest answer (1, 5 or 10)."""
    csat = frame.loc[frame["survey_type"] == "CSAT", "score"]
    top = csat.max() if len(csat) else np.nan
    of_csat = 1.0 if top <= 1 else 5.0 if not top > 5 else 10.0
    return frame["survey_type"].map({"NPS": 10.0, "CES": 7.0, "CSAT": of_csat}).astype("float64")


_CHECKS: dict[str, Callable[[_Work], None]] = {
    "subscriptions": _check_subscriptions,
    "monthly_mrr": _check_monthly_mrr,
    "survey_responses": _check_survey,
}


def _rows(numbers: np.ndarray) -> str:
    """Row numbers as a person writes them.

    >>> _rows(np.array([42])), _rows(np.array([3, 9, 12, 40, 41]))
    ('Row 42', 'Rows 3, 9, 12 and 2 more')
    """
    shown = ", ".join(str(int(n)) for n in numbers[:3])
    if len(numbers) == 1:
        return f"Row {shown}"
    return f"Rows {shown}" + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")
