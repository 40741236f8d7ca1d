"""Bytes of an upload -> raw sheets with typed columns, safe against hostile files; text stays text."""

from __future__ import annotations

import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cs_calc.tables.preflight import Checked, preflight
from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.reading.columns import normalise
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.process import busy, end, place, run, take, warm
from cs_calc.tables.reading.scan import SheetScan, letters

__all__ = ["TEXT", "Limits", "RawFile", "RawSheet", "busy", "read_file", "warm"]

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
"""The type of a column of texts: pandas' own `str` on Arrow, a blank is NaN."""


@dataclass(frozen=True)
class RawSheet:
    """One table as it stands in the file: its header, its row numbers and one Series per header.

    A column of one type is float64, datetime64[us], "boolean" or `TEXT`, blanks missing; any other is object
    with str, float, bool, datetime and None. Times of day and durations are text ("26:03:00"). Columns that
    are blank from the header down are left out, and so are blank rows (`row_numbers` jumps).
    """

    file: str
    name: str
    header: tuple[str, ...]
    header_row: int
    row_numbers: NDArray[np.int64]
    columns: tuple[pd.Series[Any], ...]
    hidden: bool = False

    def frame(self) -> pd.DataFrame:
        """The sheet as a frame, for looking at: columns by position, rows by their number in the file."""
        return pd.DataFrame(dict(enumerate(self.columns))).set_axis(self.row_numbers)


@dataclass(frozen=True)
class RawFile:
    """An upload that was read: its kind (xlsx, xls, xlsb, ods, csv, tsv), sha256, sheets and notes."""

    name: str
    kind: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    problems: tuple[Problem, ...]


def read_file(
    name: str,
    data: bytes,
    *,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    known_headers: frozenset[str] = frozenset(),
    encoding: str | None = None,
    delimiter: str | None = None,
) -> RawFile:
    """Read an upload; `encoding` and `delimiter` overrule the guesses for csv; raises `Refused`.

    >>> file = read_file("scores.csv", b"id,score\\n001,9\\n002,10\\n")
    >>> file.sheets[0].header, list(file.sheets[0].columns[0]), file.sheets[0].row_numbers.tolist()
    (('id', 'score'), ['001', '002'], [2, 3])
    """
    base = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[\\/]", name)[-1])[:100] or "without a name"
    job = {
        "stem": base.rsplit(".", 1)[0] or base,
        "limits": asdict(limits),
        "known_headers": sorted({normalise(text) for text in known_headers}),
        "encoding": encoding,
        "delimiter": delimiter,
    }
    try:
        with place():
            deadline = time.monotonic() + limits.seconds
            checked = preflight(name, data, limits, deadline)
            answer, tables, scans = _read(checked, {"kind": checked.kind, **job}, data, limits, deadline)
    except Stop as stop:
        raise Refused(stop.code, f"The file {base} {stop.message}") from None
    sheets = tuple(_sheet(name, told, table) for told, table in zip(answer["sheets"], tables, strict=True))
    problems = [_problem(note) for note in answer["notes"]]
    for told in answer["sheets"]:
        if told["name"] in scans:
            problems += _scanned(told, scans[told["name"]])
    return RawFile(name, checked.kind, hashlib.sha256(data).hexdigest(), sheets, tuple(problems))


def _read(
    checked: Checked, job: dict[str, Any], data: bytes, limits: Limits, deadline: float
) -> tuple[dict[str, Any], list[pa.Table], dict[str, SheetScan]]:
    """Look inside while the child reads: it is the wall, and what it gives counts only if all is well."""
    child = take()
    try:
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(run, child, job, data, limits, deadline)
            try:
                scans = checked.scan()
            except BaseException:
                child.kill()
                raise
            return *reading.result(), scans
    finally:
        end(child)
        warm()


def _sheet(file: str, told: dict[str, Any], table: pa.Table) -> RawSheet:
    columns = [_series(table[str(place)]) if kind == "typed" else _mixed(table, place) for place, kind in enumerate(told["kinds"])]
    numbers = table["row"].to_numpy()
    return RawSheet(file, told["name"], tuple(told["header"]), told["header_row"], numbers, tuple(columns), told["hidden"])


def _series(array: pa.ChunkedArray) -> pd.Series[Any]:
    if pa.types.is_large_string(array.type):
        return pd.Series(TEXT.__from_arrow__(array))  # type: ignore[attr-defined]
    if pa.types.is_boolean(array.type):
        return pd.Series(pd.BooleanDtype().__from_arrow__(array))  # type: ignore[attr-defined]
    series: pd.Series[Any] = array.to_pandas()
    return series


def _mixed(table: pa.Table, place: int) -> pd.Series[Any]:
    kinds = table[f"{place}k"].to_numpy()
    values = np.full(len(kinds), None, dtype=object)
    for code, suffix in ((1, "s"), (2, "f"), (3, "f"), (4, "d")):
        at = np.flatnonzero(kinds == code)
        if len(at):
            cells = table[f"{place}{suffix}"].take(pa.array(at)).to_pylist()
            values[at] = [bool(cell) for cell in cells] if code == 3 else cells
    return pd.Series(values, dtype=object)


def _problem(note: dict[str, Any]) -> Problem:
    return Problem(**{**note, "rows": tuple(note.get("rows", ()))})


def _scanned(told: dict[str, Any], scan: SheetScan) -> list[Problem]:
    """What only the XML tells: error cells, formulas without a value, hidden rows, merged cells."""
    sheet, top = told["name"], told["header_row"]
    names = dict(zip(told["places"], told["header"], strict=True))
    problems = []
    for column, errors in sorted(scan.errors.items()):
        rows = tuple(sorted(row for row in errors if row > top))
        if rows:
            found = errors[rows[0]]
            message = (
                f"{_where(sheet, rows, names.get(column, ''), column)}: expected a value, found {found}"
                f"{' or another error' if len(rows) > 1 else ''}. It counts as missing, not as zero. "
                "Mend the formula or leave the cell empty."
            )
            problems.append(Problem("error_cells", "warning", message, sheet, names.get(column, ""), found, "a value", rows))
    for column, places in sorted(scan.empty_formulas.items()):
        rows = tuple(sorted(row for row in places if row > top))
        if rows:
            message = (
                f"{_where(sheet, rows, names.get(column, ''), column)}: a formula whose result is not saved "
                "in the file; it counts as missing. Open and save it in your spreadsheet program first."
            )
            problems.append(Problem("formula_without_value", "warning", message, sheet, names.get(column, ""), rows=rows))
    if scan.hidden_rows:
        many = f"{scan.hidden_rows:,} rows are" if scan.hidden_rows > 1 else "1 row is"
        message = f"Sheet {sheet}: {many} hidden (perhaps by a filter) and read all the same."
        problems.append(Problem("hidden_rows", "note", message, sheet))
    rows = tuple(sorted({first for first, last in scan.merged if last > top}))
    if rows:
        message = f"Sheet {sheet}, row {rows[0]}: merged cells; only the first cell of each area has the value."
        problems.append(Problem("merged_cells", "warning", message, sheet, rows=rows))
    return problems


def _where(sheet: str, rows: tuple[int, ...], header: str, column: int) -> str:
    shown = f'column "{header}"' if header else f"column {letters(column)}"
    first = ", ".join(map(str, rows[:3])) + (f" and {len(rows) - 3:,} more" if len(rows) > 3 else "")
    return f"Row{'s' if len(rows) > 1 else ''} {first}, {shown}, sheet {sheet}"
