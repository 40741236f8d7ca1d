"""What only the XML of a sheet tells, as problems: error cells, formulas without a value, hidden rows, merged cells."""

from __future__ import annotations

from typing import Any

from cs_calc.tables.problems import Problem
from cs_calc.tables.reading.scan import SheetScan, letters


def scanned(sheets: list[dict[str, Any]], scans: dict[str, SheetScan]) -> list[Problem]:
    """The problems of every sheet in its order; a sheet that was split tells each row once, with the table it is in."""
    problems: list[Problem] = []
    tops = {told["source"]: min(t["header_row"] for t in sheets if t["source"] == told["source"]) for told in sheets}
    for place, told in enumerate(sheets):
        scan = scans.get(told["source"])
        if scan is None:
            continue
        after = [t["header_row"] for t in sheets[place + 1 :] if t["source"] == told["source"] and t["header_row"] > told["header_row"]]
        within = range(told["header_row"] + 1, min(after, default=2**31))
        problems += _cells(told, scan, within)
        if not any(t["source"] == told["source"] for t in sheets[:place]):
            problems += _layout(told["source"], scan, tops[told["source"]])
    return problems


def _cells(told: dict[str, Any], scan: SheetScan, within: range) -> list[Problem]:
    sheet = told["name"]
    names = dict(zip(told["places"], told["header"], strict=True))
    split = told["name"] != told["source"]
    problems = []
    for column, errors in sorted(scan.errors.items()):
        rows = tuple(sorted(row for row in errors if row in within and (not split or column in names)))
        if rows:
            found = errors[rows[0]]
            message = (
                f"{_where(sheet, rows, names.get(column, ''), column)}: expected a value, found {found}"
                f"{' or another error' if len(rows) > 1 else ''}. It counts as missing, not as zero. "
                "Mend the formula or leave the cell empty."
            )
            problems.append(Problem("error_cells", "warning", message, sheet, names.get(column, ""), found, "a value", rows))
    for column, places in sorted(scan.empty_formulas.items()):
        rows = tuple(sorted(row for row in places if row in within and (not split or column in names)))
        if rows:
            message = (
                f"{_where(sheet, rows, names.get(column, ''), column)}: a formula whose result is not saved "
                "in the file; it counts as missing. Open and save it in your spreadsheet program first."
            )
            problems.append(Problem("formula_without_value", "warning", message, sheet, names.get(column, ""), rows=rows))
    return problems


def _layout(sheet: str, scan: SheetScan, top: int) -> list[Problem]:
    problems = []
    if scan.hidden_rows:
        many = f"{scan.hidden_rows:,} rows are" if scan.hidden_rows > 1 else "1 row is"
        message = f"Sheet {sheet}: {many} hidden (perhaps by a filter) and read all the same."
        problems.append(Problem("hidden_rows", "note", message, sheet))
    if scan.hidden_columns:
        shown = ", ".join(
            letters(first) if first == last else f"{letters(first)} to {letters(last)}" for first, last in scan.hidden_columns[:5]
        )
        message = f"Sheet {sheet}: column {shown} is hidden and read all the same."
        problems.append(Problem("hidden_columns", "note", message, sheet, found=shown))
    rows = tuple(sorted({first for first, last in scan.merged if last > top}))
    if rows:
        message = f"Sheet {sheet}, row {rows[0]}: merged cells; only the first cell of each area has the value."
        problems.append(Problem("merged_cells", "warning", message, sheet, rows=rows))
    return problems


def _where(sheet: str, rows: tuple[int, ...], header: str, column: int) -> str:
    shown = f'column "{header}"' if header else f"column {letters(column)}"
    first = ", ".join(map(str, rows[:3])) + (f" and {len(rows) - 3:,} more" if len(rows) > 3 else "")
    return f"Row{'s' if len(rows) > 1 else ''} {first}, {shown}, sheet {sheet}"
