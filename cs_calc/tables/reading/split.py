"""Several tables on one sheet, one under or beside the other, become several sheets; told with their places."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.header import all_text, day_or_text, filled, hits, looks_like_value, normalise

_MOST_TABLES = 20
_MOST_GAPS = 2_000


def split(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """The tables of a sheet in their order; the sheet itself where it is one table."""
    found = [table for part in _beside(sheet, known) for table in _under(part, known)]
    if len(found) == 1:
        return [sheet]
    names: set[str] = set()
    for number, table in enumerate(found, 1):
        if number > 1:
            wanted = table.title.strip()[:60] or f"{sheet.name} ({number})"
            while wanted.lower() in names:
                wanted = f"{wanted} ({number})"
            table.name = wanted
        names.add(table.name.lower())
        table.notes = []
    where = "; ".join(f'"{table.name}" with its header in row {table.header_row}' for table in found)
    message = f"Sheet {sheet.name} has {len(found)} tables; each was read as a sheet of its own: {where}."
    found[0].notes.append({"code": "multi_table", "severity": "note", "message": message, "rows": [table.header_row for table in found]})
    return found


def _beside(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """Groups of columns with a blank column between them, where they share a name or do not end together."""
    groups: list[list[int]] = [[]]
    for place, column in enumerate(sheet.places):
        if groups[-1] and column > sheet.places[place - 1] + 1:
            groups.append([])
        groups[-1].append(place)
    groups = [group for group in groups if len(group) >= 2 and all(sheet.header[place].strip() for place in group)]
    if len(groups) < 2 or sum(map(len, groups)) != len(sheet.header):
        return [sheet]
    named = [{normalise(sheet.header[place]) for place in group} for group in groups]
    recognised = all(len(names & known) >= 1 for names in named)
    shared = any(a & b for i, a in enumerate(named) for b in named[i + 1 :])
    parts = [sheet.with_columns(group) for group in groups]
    ends = {_last_row(part) for part in parts}
    if not (shared or (recognised and len(ends) > 1 and len(sheet.table) > 0)):
        return [sheet]
    return [part.without_blank() for part in parts]


def _last_row(part: Sheet) -> int:
    """The place of the last row that is not blank in these columns."""
    for row in range(len(part.table) - 1, -1, -1):
        if filled(part.cells(row)):
            return row
    return -1


def _under(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """The table and the ones that start below it with a header of their own."""
    count = len(sheet.table)
    starts: list[tuple[int, int, str]] = []  # first row that is no longer the table above, header row, title
    for row in _candidates(sheet, known):
        if row < count and (not starts or row > starts[-1][1]) and len(starts) < _MOST_TABLES:
            found = _starts_here(sheet, row, known)
            if found:
                starts.append(found)
    if not starts:
        return [sheet]
    numbers = sheet.numbers
    tables = [sheet.between(0, starts[0][0]).without_blank()]
    ends = [start for start, _, _ in starts[1:]] + [count]
    for (_, at, title), end in zip(starts, ends, strict=True):
        part = sheet.between(at + 1, end)
        part.header = [_name(cell) for cell in sheet.cells(at)]
        part.header_row, part.title, part.labels, part.above = numbers[at], title, [], []
        tables.append(part.without_blank())
    return tables


def _candidates(sheet: Sheet, known: frozenset[str]) -> list[int]:
    """Rows after a blank row, and rows whose first cell is a known name of a column."""
    numbers = sheet.table["row"].combine_chunks() if len(sheet.table) else pa.array([], pa.int64())
    rows: set[int] = set()
    if len(numbers) > 1:
        jumps = pc.greater(pc.subtract(numbers.slice(1), numbers.slice(0, len(numbers) - 1)), 1)
        rows |= {row + 1 for row in pc.indices_nonzero(jumps).to_pylist()[:_MOST_GAPS]}
    for place in range(min(2, len(sheet.kinds))):
        texts = sheet.texts(place)
        if texts is None or not len(texts):
            continue
        plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.utf8_lower(texts), r"[^\pL\pN]+", " "))
        named = pc.is_in(plain, pa.array(sorted(known), pa.large_string()))
        rows |= set(pc.indices_nonzero(pc.fill_null(named, False)).to_pylist()[:_MOST_GAPS])
    return sorted(rows)


def _starts_here(sheet: Sheet, row: int, known: frozenset[str]) -> tuple[int, int, str] | None:
    """Whether a new table starts at this row, perhaps with a title above its header."""
    count, title = len(sheet.table), ""
    gap = row > 0 and sheet.table["row"][row].as_py() > sheet.table["row"][row - 1].as_py() + 1
    for at in range(row, min(row + 3, count - 1)):
        cells = sheet.cells(at)
        if filled(cells) >= 2 and _is_header(sheet, at, cells, known, gap):
            return row, at, title
        if not gap or filled(cells) != 1:
            return None
        title = str(next(cell for cell in cells if filled([cell])))
    return None


def _is_header(sheet: Sheet, at: int, cells: list[Any], known: frozenset[str], gap: bool) -> bool:
    names = [normalise(str(cell)) for cell in cells if filled([cell])]
    if not all_text(cells) or len(set(names)) < len(names):
        return False
    if names == [normalise(text) for text in sheet.header if text.strip()][: len(names)]:
        return False  # the same header once more
    found = hits(cells, known)
    below = sheet.cells(at + 1)
    values = any(looks_like_value(value) for cell, value in zip(cells, below, strict=True) if filled([cell]))
    if filled(below) < 2 or _is_title(names):
        return False
    return found >= (2 if gap else 3) or (gap and found >= 1 and values)


def _is_title(names: list[str]) -> bool:
    return any(len(name) > 80 for name in names)


def _name(cell: Any) -> str:
    return "" if cell is None else day_or_text(cell)
