"""One sheet while it is being checked: reasons by row, problems and questions as they are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables import parse
from cs_calc.tables.database import is_database
from cs_calc.tables.match import Match
from cs_calc.tables.parse import Question
from cs_calc.tables.problems import Problem, Severity


class Checking:
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
        self.tops: pd.Series[Any] | None = None  # where scores are words: the top of their scale, by row

    def say(self, code: str, severity: Severity, mask: np.ndarray, column: str, expected: str, end: str, *, raw: str = "") -> None:
        """Record a problem for the rows of `mask`; as an error it also sets those rows aside."""
        if not mask.any():
            return
        header = self.header(column)
        hits = np.flatnonzero(mask)
        found = ""
        if header is not None:
            cells = self.sheet.columns[header].iloc[hits[:3]]
            found = ", ".join("nothing" if pd.isna(v) else f'"{parse.as_text(v)}"' for v in cells)
        name = self.sheet.header[header] if header is not None else column
        where = f'{rows_in_words(self.rows[hits])}, column "{name}", sheet "{self.sheet.name}"'
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
    alone = sheet.file.rsplit(".", 1)[0] == sheet.name or is_database(sheet.file)
    return str(sheet.file) if alone else f"{sheet.file}, sheet {sheet.name}"


def rows_in_words(numbers: np.ndarray) -> str:
    """Row numbers as a person writes them.

    >>> rows_in_words(np.array([42])), rows_in_words(np.array([3, 9, 12, 40, 41]))
    ('Row 42', 'Rows 3, 9, 12 and 2 more')
    """
    shown = ", ".join(str(int(n)) for n in numbers[:3])
    if len(numbers) == 1:
        return f"Row {shown}"
    return f"Rows {shown}" + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")
