"""Bytes of an upload -> raw sheets with typed columns, safe against hostile files; text stays text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cs_calc.tables.preflight import Checked, preflight
from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.reading.header import normalise
from cs_calc.tables.reading.held_columns import TEXT, HeldColumns
from cs_calc.tables.reading.limits import DEFAULT, BadSetting, Limits, Stop, current
from cs_calc.tables.reading.packed import stem
from cs_calc.tables.reading.process import end, run, take, warm
from cs_calc.tables.reading.scan import SheetScan
from cs_calc.tables.reading.scanned import scanned
from cs_calc.tables.reading.waiting import Progress, Ticket, busy, place, progress, stop, waiting

__all__ = [
    "DEFAULT", "TEXT", "Limits", "Progress", "RawFile", "RawSheet", "busy", "current", "progress", "read_file", "stop", "waiting", "warm",
]  # fmt: skip


@dataclass(frozen=True)
class RawSheet:
    """One table as it stands in the file: its header, its row numbers and one Series per header.

    A column of one type is float64, datetime64[us], "boolean" or `TEXT`, blanks missing; any other is object
    with str, float, bool, datetime and None. Times of day and durations are text ("26:03:00"). Columns that
    are blank from the header down and have no name are left out, and so are blank rows (`row_numbers` jumps), totals,
    footers, units and repeated headers (each told as a problem). A sheet with a column per month has been turned into rows:
    then a row number comes once for each month. `labels` is what a second header row says of each column (the questions of
    a Qualtrics export), () where there is none.
    """

    file: str
    name: str
    header: tuple[str, ...]
    header_row: int
    row_numbers: NDArray[np.int64]
    columns: Sequence[pd.Series[Any]]
    hidden: bool = False
    labels: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The sheet as a frame, for looking at: columns by position, rows by their number in the file."""
        return pd.DataFrame(dict(enumerate(self.columns))).set_axis(self.row_numbers)


@dataclass(frozen=True)
class RawFile:
    """An upload that was read: its kind (xlsx, xls, xlsb, ods, parquet, csv, tsv), sha256, sheets and notes."""

    name: str
    kind: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    problems: tuple[Problem, ...]


def read_file(
    name: str,
    data: bytes,
    *,
    limits: Limits | None = None,
    known_headers: frozenset[str] = frozenset(),
    encoding: str | None = None,
    delimiter: str | None = None,
    token: str = "",
) -> RawFile:
    """Read an upload; raises `Refused`. Waits for its turn where as much heavy work as may be is done already (`tables.turns`).

    `encoding` and `delimiter` overrule the guesses for csv; `limits` are those of the server where none are given;
    `token` is any text of the caller's by which `progress(token)` and `stop(token)` find this reading from another thread.

    >>> file = read_file("scores.csv", b"id,score\\n001,9\\n002,10\\n")
    >>> file.sheets[0].header, list(file.sheets[0].columns[0]), file.sheets[0].row_numbers.tolist()
    (('id', 'score'), ['001', '002'], [2, 3])
    """
    try:
        limits = limits or current()
    except BadSetting as bad:
        raise Refused("bad_setting", str(bad)) from None
    base = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[\\/]", name)[-1])[:100] or "without a name"
    job = {
        "stem": stem(base),
        "limits": asdict(limits),
        "known_headers": sorted({normalise(text) for text in known_headers} - {""}),
        "encoding": encoding,
        "delimiter": delimiter,
    }
    try:
        with place(token, limits) as ticket:
            checked = preflight(name, data, limits, ticket.check)
            packed = [(member.stem, member.kind, len(member.data)) for member in checked.texts]
            inside = b"".join(member.data for member in checked.texts) if packed else data
            answer, tables, scans = _read(checked, {"kind": checked.kind, "packed": packed, **job}, inside, ticket)
    except BadSetting as bad:
        raise Refused("bad_setting", str(bad)) from None
    except Stop as stop:
        raise Refused(stop.code, f"The file {base} {stop.message}") from None
    sheets = tuple(_sheet(name, told, table) for told, table in zip(answer["sheets"], tables, strict=True))
    problems = [_unpacked(base, checked)] if checked.texts else []
    problems += [_problem(note) for note in answer["notes"]]
    problems += scanned(answer["sheets"], scans)
    return RawFile(name, checked.kind, hashlib.sha256(data).hexdigest(), sheets, tuple(problems))


def _read(
    checked: Checked, job: dict[str, Any], data: bytes, ticket: Ticket
) -> tuple[dict[str, Any], list[pa.Table], dict[str, SheetScan]]:
    """Look inside while the child reads: it is the wall, and what it gives counts only if all is well."""
    child = ticket.child = take()
    ticket.checked = True
    try:
        ticket.check()
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(run, child, job, data, ticket)
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
    columns = HeldColumns(table.drop_columns("row"), told["kinds"])
    numbers = table["row"].to_numpy().copy()  # or the whole table would be held by it
    header, labels = tuple(told["header"]), tuple(told["labels"])
    return RawSheet(file, told["name"], header, told["header_row"], numbers, columns, told["hidden"], labels)


def _unpacked(base: str, checked: Checked) -> Problem:
    names = ", ".join(f"{member.stem}.{member.kind}" for member in checked.texts[:5])
    more = f" and {len(checked.texts) - 5} more" if len(checked.texts) > 5 else ""
    return Problem("unpacked", "note", f"The file {base} is an archive; read from it: {names}{more}.", found=names)


def _problem(note: dict[str, Any]) -> Problem:
    return Problem(**{**note, "rows": tuple(note.get("rows", ()))})
