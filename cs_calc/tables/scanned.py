"""Large files by path: the product log is scanned by DuckDB where it lies, other large tables are read by their known columns.

    scanned = scan([("logs/", files_of("logs/"))], chosen={}, limit=scan_above())
    loaded = load(small_files, scanned=scanned, engine="duckdb")

Only what is small comes as an upload does. See `scanned_files` (paths), `scanned_cells` (cells as SQL), `scanned_log` (days of use).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from cs_calc.tables.checking import place_of
from cs_calc.tables.load import Loaded
from cs_calc.tables.match import Chosen, Match, match
from cs_calc.tables.matched import ColumnMatch
from cs_calc.tables.parse import Question
from cs_calc.tables.problems import Problem
from cs_calc.tables.read import RawFile, RawSheet
from cs_calc.tables.scanned_cells import Cells, cannot_scan, columns_of, understood
from cs_calc.tables.scanned_files import Source, cells_of, grouped, source_of
from cs_calc.tables.scanned_log import Counted, Log
from cs_calc.tables.scanned_tables import Scanned, held
from cs_calc.tables.schema import SPLITTABLE
from cs_calc.tables.tidy import LONGEST_NAME, MOST_GROUPS

NO_ROWS = pd.DataFrame()


def scan(
    named: Sequence[tuple[str, Sequence[Path]]],
    *,
    limit: int,
    forced: bool = False,
    chosen: Chosen | Callable[[str], Chosen] | None = None,
    answers: Mapping[str, str] | None = None,
    today: date | None = None,
) -> tuple[Scanned, list[Path]]:
    """Scan csv and Parquet files, by the word that named them: what was scanned, and the files that are read as uploads are.

    The product log is scanned, and another table read by its known columns, where its files are larger than `limit` bytes together;
    where that is `forced`, a log of any size. `chosen` says which column is which (or gives that for a place), `answers` are replies to
    questions. Raises Refused where a file cannot be read.
    """
    size = sum(path.stat().st_size for _, files in named for path in files if path.exists())
    log = Log(size)
    small: list[Path] = []
    matches: list[Match] = []
    counted: list[Counted] = []
    questions: list[Question] = []
    files: list[RawFile] = []
    for word, paths in named:
        for files_of_one in grouped(paths, log.engine):
            large = sum(path.stat().st_size for path in files_of_one) > limit
            if not (large or forced):
                small += files_of_one
                continue
            source = source_of(word, files_of_one, log.engine)
            found = match(source.sheet, chosen(place_of(source.sheet)) if callable(chosen) else chosen)
            usable = found.table is not None and not [c for c in found.missing if c.key != "survey_type"]
            why_not = cannot_scan(found) if usable else ""
            if usable and found.table is not None and found.table.key == "usage" and not why_not:
                cells = scanned_cells(source, found, log, len(matches), answers or {})
                matches.append(found)
                counted.append(log.add(cells, today or date.today()))
                questions += cells.questions
            elif source.whole is not None:
                files.append(source.whole)
            elif not large:
                small += source.files
            elif usable:
                files.append(columns_in_memory(source, found, log, len(matches) + len(files)))
            else:
                matches.append(found)
                counted.append(only_counted(source, log, len(matches)))
    scanned = Scanned(log, tuple(matches), tuple(counted), tuple(questions), tuple(files), _says(counted))
    return scanned, small


def scanned_cells(source: Source, found: Match, log: Log, number: int, answers: Mapping[str, str]) -> Cells:
    """The cells of a log as SQL, with what was found on the way."""
    view, problems = log.view(source, number, (source.names[p] for p in columns_of(found)))
    cells = Cells(source, found, view, log.engine, answers, problems=problems)
    if found.tool:
        cells.problems.append(Problem("header_mapping", "note", f"{cells.place}: {found.why}", cells.place))
    return understood(cells)


def columns_in_memory(source: Source, found: Match, log: Log, number: int) -> RawFile:
    """A large table other than the log: the columns that it needs, and those of few groups, as an upload has them."""
    places = columns_wanted(found)
    view, problems = log.view(source, number, (source.names[p] for p in places))
    rows = log.engine.frame(f"SELECT * FROM {view} ORDER BY file, row" if len(source.files) > 1 else f"SELECT * FROM {view}")
    columns = tuple(cells_of(rows.iloc[:, i], source.kinds[p]) for i, p in enumerate(places))
    numbers = rows["row"].to_numpy().astype("int64")
    sheet = replace(source.sheet, header=tuple(source.sheet.header[p] for p in places), columns=columns, row_numbers=numbers)
    return RawFile(source.name, source.kind, "", (sheet,), tuple(problems))


def columns_wanted(found: Match) -> list[int]:
    """The positions of the columns that a table needs, and of those that sort its rows into few groups, by the sample."""
    wanted = {m.position for part in (found, *found.also) for m in part.columns if m.column is not None}
    wanted |= {p for part in (found, *found.also) for r in part.recipes for p in r.positions} | {p for p, _ in found.leave_out}
    if found.table is not None and found.table.key in SPLITTABLE:
        wanted |= {m.position for m in found.columns if _groups(found.sheet, m)}
    return sorted(wanted)


def _groups(sheet: RawSheet, column: ColumnMatch) -> bool:
    """Whether a column without a name of ours may sort the rows into a few groups, by the sample."""
    cells = sheet.columns[column.position]
    if column.column is not None or not pd.api.types.is_string_dtype(cells.dtype) or not cells.notna().any():
        return False
    return cells.nunique() <= MOST_GROUPS and bool(np.mean(cells.dropna().str.len()) <= 2 * LONGEST_NAME)


def only_counted(source: Source, log: Log, number: int) -> Counted:
    """A source that was not recognised: its rows, none of them used."""
    view, problems = log.view(source, number, source.names[:1])
    found = log.engine.rows(f"SELECT count(*) FROM {view}")[0]
    return Counted(source.name, int(found[0]), 0, tuple(problems), NO_ROWS)


def _says(counted: Sequence[Counted]) -> str:
    """The engine in a sentence; empty where nothing was scanned."""
    if not counted:
        return ""
    rows, names = sum(c.rows_read for c in counted), ", ".join(c.place for c in counted)
    return f"DuckDB scanned {rows:,} row{'s' if rows != 1 else ''} of {names} where they lie; usage is counted from days of use."


def in_memory(loaded: Loaded) -> Loaded:
    """What was loaded without the log: for checks that look at every row."""
    scanned = {line.sheet for line in loaded.ledger if line.engine != "pandas"}
    return replace(
        loaded,
        dataset=replace(loaded.dataset, tables=held(loaded.dataset.tables)),
        matches=tuple(m for m in loaded.matches if m.sheet.file not in scanned and m.sheet.name not in scanned),
    )
