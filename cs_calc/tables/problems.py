"""What can be wrong with a file, a sheet or a row, as records that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
"""`error`: rows are set aside. `warning`: used, but look at it. `note`: what was understood."""


class Refused(Exception):
    """A file that cannot be used at all, with a stable code and one helping sentence.

    >>> raise Refused("empty_file", "The file notes.csv is empty. Choose a file that has rows.")
    Traceback (most recent call last):
    cs_calc.tables.problems.Refused: The file notes.csv is empty. Choose a file that has rows.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing found in a file: where, what was found, what was expected, what to do.

    `rows` are row numbers as the spreadsheet shows them (the header is usually row 1).
    """

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    column: str = ""
    found: str = ""
    expected: str = ""
    rows: tuple[int, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The stable form that `cs-calc check --json` prints: `row` is the first row concerned."""
        return {
            "code": self.code,
            "severity": self.severity,
            "sheet": self.sheet or None,
            "row": self.rows[0] if self.rows else None,
            "rows": list(self.rows),
            "column": self.column or None,
            "found": self.found or None,
            "expected": self.expected or None,
            "message": self.message,
        }
