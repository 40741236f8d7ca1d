"""Problems grouped by what there is to do about them, with the rows of each as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_calc.matching import shown
from cs_calc.tables.checking import place_of
from cs_calc.tables.problems import Problem, Severity
from cs_calc.tables.read import RawSheet

MOST_ROWS = 1_000
"""Rows of one group that are listed; its count has them all."""

REPAIRS: dict[str, tuple[str, ...]] = {
    "Tell us what the sheet is (step 2, Match)": ("missing_columns", "not_tabular", "header_mapping", "wide_layout"),
    "Name every column, and each differently": ("duplicate_header", "blank_header"),
    "Fill in the empty cells": ("missing_id", "missing_values"),
    "Correct the dates": ("bad_date", "ambiguous_date", "date_order", "date_serial", "future_date"),
    "Correct the numbers": ("bad_number", "ambiguous_number", "percent_scale"),
    "Use words that we know": ("bad_boolean", "bad_interval", "bad_survey_type", "bad_value"),
    "Correct values that cannot be": ("out_of_range", "nps_scale", "negative_value"),
    "Keep one of each": ("duplicate_id", "duplicate_row", "repeated_header"),
    "Write each id in one way": ("near_duplicate_id", "id_type", "id_type_mismatch"),
    "Convert to one currency, or make a file for each": ("mixed_currency",),
    "Open the file in your spreadsheet program, mend the formulas and save it again": ("error_cells", "formula_without_value"),
    "Look whether these parts belong to your data": (
        "hidden_sheet", "hidden_rows", "merged_cells", "multi_table", "totals_row", "footer", "units_row", "header_row", "sparse_far_cell",
    ),
    "Export the file again, as text in UTF-8 with clean quotes": (
        "ragged", "unclosed_quote", "stray_quote", "nul_bytes", "encoding_guess", "delimiter_guess",
    ),
    "Add rows": ("no_rows", "empty_sheet", "empty_workbook"),
}  # fmt: skip
"""What to do -> the codes that it mends."""

OTHERWISE = "Look at these"
_OF_CODE = {code: repair for repair, codes in REPAIRS.items() for code in codes}


@dataclass(frozen=True)
class Repair:
    """Problems that the same work mends. `count` is the number of rows (of problems, where they speak of no row)."""

    title: str
    severity: Severity
    count: int
    problems: tuple[Problem, ...]


def repair_of(code: str) -> str:
    """What to do about a problem with this code.

    >>> repair_of("bad_date"), repair_of("a_new_code")
    ('Correct the dates', 'Look at these')
    """
    return _OF_CODE.get(code, OTHERWISE)


def repairs(problems: Iterable[Problem]) -> list[Repair]:
    """Errors and warnings by what to do about them: errors first, then the most rows. Notes need no repair.

    >>> bad, odd = Problem("bad_date", "error", "", rows=(3,)), Problem("bad_date", "warning", "", rows=(4, 5))
    >>> [(r.title, r.severity, r.count) for r in repairs([odd, bad])]
    [('Correct the dates', 'error', 1), ('Correct the dates', 'warning', 2)]
    """
    groups: dict[tuple[str, Severity], list[Problem]] = {}
    for problem in problems:
        if problem.severity != "note":
            groups.setdefault((repair_of(problem.code), problem.severity), []).append(problem)
    found = [Repair(title, severity, sum(max(1, len(p.rows)) for p in those), tuple(those)) for (title, severity), those in groups.items()]
    return sorted(found, key=lambda r: (r.severity != "error", -r.count))


def rows_of(repair: Repair, sheets: Sequence[RawSheet], most: int = MOST_ROWS) -> pd.DataFrame:
    """The rows of a repair, in the order of the file: Sheet, Row, Column, Found (the cell itself), Expected; at most `most`."""
    rows: list[dict[str, object]] = []
    for problem in repair.problems:
        sheet = next((s for s in sheets if place_of(s) == problem.sheet), None)
        sheet = sheet or next((s for s in sheets if s.name == problem.sheet), None)
        for number in problem.rows[: most - len(rows)]:
            cell = _cell(sheet, number, problem.column)
            rows.append(
                {
                    "Sheet": problem.sheet,
                    "Row": number,
                    "Column": problem.column,
                    "Found": cell or problem.found or "nothing",
                    "Expected": problem.expected,
                }
            )
        if len(rows) >= most:
            break
    frame = pd.DataFrame(rows, columns=["Sheet", "Row", "Column", "Found", "Expected"])
    return frame.sort_values(["Sheet", "Row"], kind="stable", ignore_index=True)


def _cell(sheet: RawSheet | None, number: int, header: str) -> str | None:
    """The cell in that row of the file, as text; None where it cannot be looked up."""
    if sheet is None or header not in sheet.header:
        return None
    at = int(np.searchsorted(sheet.row_numbers, number))
    if at >= len(sheet.row_numbers) or sheet.row_numbers[at] != number:
        return None
    return shown(sheet.columns[sheet.header.index(header)].iloc[at])
