"""What the Data page shows of an import, worked out without a browser: steps, previews, the match, the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cs_calc.matching import needs_a_look, shown, unique_names
from cs_calc.staging import Held
from cs_calc.tables.checking import place_of
from cs_calc.tables.load import Loaded
from cs_calc.tables.read import RawSheet
from cs_calc.tables.scanned_tables import held
from cs_calc.tables.schema import TABLES

KINDS = {
    "xlsx": "Excel workbook",
    "xls": "Excel workbook of the old kind (xls)",
    "xlsb": "Excel workbook, binary (xlsb)",
    "ods": "OpenDocument spreadsheet",
    "csv": "text table (csv)",
    "tsv": "text table with tabs (tsv)",
    "parquet": "Parquet table",
}
WAITING = "A question about this sheet is open."
"""The reason of rows that wait for an answer."""
State = Literal["done", "look", "open"]


@dataclass(frozen=True)
class Step:
    """One stage of the import: `look` asks for a person's eye, `open` has not been reached."""

    name: str
    state: State
    says: str


def steps(loaded: Loaded | None, files: int, refused: int, findings: int = 0) -> tuple[Step, ...]:
    """The five stages and how far each is.

    >>> [(s.name, s.state) for s in steps(None, 0, 0)][:2]
    [('Files', 'open'), ('Match', 'open')]
    """
    if loaded is None:
        says = f"{counted(refused, 'file')} refused" if refused else "none yet"
        first = Step("Files", "look" if refused else "open", says)
        return first, *(Step(name, "open", "needs a file") for name in ("Match", "Check", "Fix", "Use"))
    unmatched = sum(1 for m in loaded.matches if needs_a_look(m))
    asked, used = len(loaded.questions), bool(loaded.dataset.tables)
    errors = int((loaded.set_aside["reason"] != WAITING).sum())
    warnings = sum(1 for p in loaded.problems if p.severity == "warning")
    wrong = [f"{errors:,} rows set aside"] * bool(errors) + [counted(warnings, "warning")] * bool(warnings)
    wrong += [counted(findings, "finding")] * bool(findings)
    return (
        Step("Files", "look" if refused else "done", f"{counted(files, 'file')}" + (f", {refused} refused" if refused else "")),
        Step("Match", "look" if unmatched else "done", f"{counted(unmatched, 'sheet')} to look at" if unmatched else "all understood"),
        Step("Check", "look" if asked else "done", counted(asked, "question") if asked else "no question open"),
        Step("Fix", "look" if wrong else "done", ", ".join(wrong) or "nothing is wrong"),
        Step("Use", "done" if used else "open", counted(len(loaded.dataset.tables), "table") if used else "nothing to use yet"),
    )


def counted(n: int, what: str) -> str:
    """A number and its noun.

    >>> counted(1, "file"), counted(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def size_in_words(size: int) -> str:
    """Bytes as a person reads them.

    >>> size_in_words(812), size_in_words(20_480), size_in_words(3_500_000)
    ('812 bytes', '20 kB', '3.3 MB')
    """
    if size < 1024:
        return counted(size, "byte")
    return f"{size / 1024:,.0f} kB" if size < 2**20 else f"{size / 2**20:,.1f} MB"


def file_in_words(held: Held) -> str:
    """What a file is: its kind, sheets, rows and size."""
    if held.pick is not None:
        return f"read where it lies, in the {held.pick.kind} {held.pick.source}"
    rows = sum(len(sheet.row_numbers) for sheet in held.file.sheets)
    kind = KINDS.get(held.file.kind, held.file.kind)
    return f"{kind}, {counted(len(held.file.sheets), 'sheet')}, {counted(rows, 'row')}, {size_in_words(held.size)}"


def preview(sheet: RawSheet, first: int = 0, rows: int = 10) -> pd.DataFrame:
    """Rows of a sheet as they stand in the file: column `Row` has their numbers, the others are named as in the header.

    Cells are texts; a name that comes twice, or none, gets its place.
    """
    part = slice(first, first + rows)
    frame: dict[str, Any] = {"Row": sheet.row_numbers[part]}
    for name, cells in zip(unique_names(sheet.header), sheet.columns, strict=True):
        frame[name] = [shown(v) for v in cells.iloc[part]]
    return pd.DataFrame(frame)


def ledger(loaded: Loaded) -> pd.DataFrame:
    """Rows read = rows used + rows set aside, for every sheet; a row that feeds several tables counts once."""
    further = {place_of(m.sheet): [a.table.name.lower() for a in m.also if a.table] for m in loaded.matches}
    return pd.DataFrame(
        {
            "Sheet": x.sheet,
            "Read as": " and ".join([x.understood, *further.get(x.sheet, [])]) if x.table else "not used",
            "Rows read": x.rows_read,
            "Rows used": x.rows_used,
            "Rows set aside": x.rows_set_aside,
        }
        for x in loaded.ledger
    )


def ledger_in_words(loaded: Loaded) -> str:
    """The ledger's last line."""
    read, used = sum(x.rows_read for x in loaded.ledger), sum(x.rows_used for x in loaded.ledger)
    return f"In all: {read:,} rows read = {used:,} used + {read - used:,} set aside."


def in_short(loaded: Loaded) -> str:
    """What can be used, in a sentence."""
    read, used = sum(x.rows_read for x in loaded.ledger), sum(x.rows_used for x in loaded.ledger)
    names = ", ".join(TABLES[t].name for t in loaded.dataset.tables)
    waits = " More waits for the open question." if loaded.questions else ""
    return f"{used:,} of {read:,} rows used. Tables: {names}. The data runs to {loaded.dataset.as_of:%d %B %Y}.{waits}"


def rows_in(loaded: Loaded) -> dict[str, int]:
    """How many rows each table has; of a log that stays where it is, how many of its rows are used."""
    tables = loaded.dataset.tables
    known, fed = held(tables), [part for line in loaded.ledger for part in line.fed]
    return {t: len(known[t]) if t in known else sum(part.rows_used for part in fed if part.table == t) for t in tables}


def everything_set_aside(loaded: Loaded) -> pd.DataFrame:
    """Every row that was read and not used: _sheet, _row, reason and the cells as they were, those of sheets left out too."""
    parts = [loaded.set_aside] if len(loaded.set_aside) else []
    unused = {line.sheet for line in loaded.ledger if line.rows_read and not line.rows_used}
    unused -= {str(place) for place in loaded.set_aside["_sheet"].unique()}
    for match in loaded.matches:
        sheet, place = match.sheet, place_of(match.sheet)
        if place in unused:
            why = next((p.message for p in loaded.problems if p.sheet == place and p.code in ("missing_columns", "not_tabular")), "")
            cells = dict(zip(unique_names(sheet.header), sheet.columns, strict=True))
            frame = pd.DataFrame({"_sheet": place, "_row": sheet.row_numbers, "reason": why or "The sheet was left out.", **cells})
            parts.append(frame.astype(dict.fromkeys(cells, "object")))
    return pd.concat(parts, ignore_index=True) if parts else loaded.set_aside
