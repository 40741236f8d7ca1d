"""Rows of cells -> one table with typed columns; runs in the child process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import pyarrow as pa

from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.header import LOOKED_AT, Row, day_or_text, find_header, hits
from cs_calc.tables.reading.limits import Limits, Stop, check_size
from cs_calc.tables.reading.notes import joined_note, units_note

BLOCK = 8_192
"""Rows that are worked on at a time."""
_TEXT, _NUMBER, _YES_NO, _WHEN = 1, 2, 3, 4
_TYPES = {
    str: _TEXT,
    float: _NUMBER,
    int: _NUMBER,
    bool: _YES_NO,
    dt.datetime: _WHEN,
    dt.date: _WHEN,
}
_ARROW: dict[int, pa.DataType] = {
    _TEXT: pa.large_string(),
    _NUMBER: pa.float64(),
    _YES_NO: pa.bool_(),
    _WHEN: pa.timestamp("us"),
}


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but white space."""
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def in_blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows a few thousand at a time."""
    while block := list(islice(rows, BLOCK)):
        yield block


def collect(
    name: str,
    blocks: Iterable[list[Row]],
    known: frozenset[str],
    limits: Limits,
    *,
    first_column: int = 1,
    hidden: bool = False,
    even: Callable[[list[int], list[Row], int], list[Row]] | None = None,
) -> Sheet | None:
    """Build the sheet from all its rows in order, blank ones included, or None if there is nothing in it.

    `even` makes all rows of a block as wide as the header where the source does not.
    """
    header: list[str] | None = None
    header_row = 0
    labels: list[str] = []
    above: list[int] = []
    title = ""
    notes = []
    columns: list[Column] = []
    row_numbers: list[pa.Array] = []
    for numbers, rows in _without_blank(blocks):
        if header is None:
            found = find_header(rows[:LOOKED_AT], numbers, known, as_text)
            header, labels, chosen = found.texts, found.labels, found.rows[-1]
            if max(map(len, header)) > limits.max_field_chars:
                raise _too_long(name, [numbers[chosen]], (max(header, key=len),), "", limits)
            header_row, above = numbers[chosen], numbers[: found.rows[0]]
            title = " ".join(as_text(cell) for row in rows[: found.rows[0]] for cell in row if cell != "")[:200]
            if len(found.rows) > 1:
                notes.append(joined_note(name, [numbers[row] for row in found.rows]))
            if found.units is not None:
                chosen = found.units
                notes.append(units_note(name, numbers[chosen], [as_text(cell) for cell in rows[chosen]]))
            numbers, rows = numbers[chosen + 1 :], rows[chosen + 1 :]
            # a second table below may be wider than the first
            wider = max((len(row) for row in rows if len(row) > len(header) and hits(row, known) >= 2), default=0)
            header += [""] * (wider - len(header))
            columns = [Column() for _ in header]
            if not rows:
                continue
        check_size(name, numbers[-1], len(header), limits)
        if even:
            rows = even(numbers, rows, len(header))
        row_numbers.append(pa.array(numbers, pa.int64()))
        for place, values in enumerate(zip(*rows, strict=True)):
            if columns[place].add(values) > limits.max_field_chars:
                raise _too_long(name, numbers, values, header[place], limits)
    if header is None:
        return None
    arrays: dict[str, Any] = {"row": pa.chunked_array(row_numbers, pa.int64())}
    kept: list[int] = []
    kinds: list[str] = []
    for place, column in enumerate(columns):
        if header[place].strip() == "" and column.blank:
            continue
        parts = column.finish()
        kinds.append("typed" if len(parts) == 1 else "mixed")
        for suffix, array in parts.items():
            arrays[f"{len(kept)}{suffix}"] = array
        kept.append(place)
    labels = [*labels, *[""] * (len(header) - len(labels))] if labels else []
    return Sheet(
        name,
        [header[place] for place in kept],
        header_row,
        [place + first_column for place in kept],
        kinds,
        pa.table(arrays),
        hidden,
        notes,
        labels=[labels[place] for place in kept] if labels else [],
        title=title,
        above=above,
    )


def _without_blank(blocks: Iterable[list[Row]]) -> Iterator[tuple[list[int], list[Row]]]:
    """Each block with the numbers of its rows, blank rows left out, blocks of blank rows too."""
    start = 1
    for rows in blocks:
        numbers = list(range(start, start + len(rows)))
        start += len(rows)
        blank = {index for index, row in enumerate(rows) if (not row or (type(row[0]) is str and not row[0].strip())) and is_blank(row)}
        if blank:
            numbers = [number for index, number in enumerate(numbers) if index not in blank]
            rows = [row for index, row in enumerate(rows) if index not in blank]
        if rows:
            yield numbers, rows


def _too_long(name: str, numbers: list[int], values: tuple[Any, ...], header: str, limits: Limits) -> Stop:
    """Where the cell is that has too many characters."""
    most = limits.max_field_chars
    number, text = next((n, v) for n, v in zip(numbers, values, strict=True) if isinstance(v, str) and len(v) > most)
    return Stop(
        "field_too_long",
        f'has {len(text):,} characters in one cell: sheet "{name}", row {number}, column "{header[:60]}"; '
        f"at most {most:,} can be read. Shorten the text, or look for a quotation mark that is opened and "
        "never closed.",
    )


def as_text(cell: Any) -> str:
    """A cell as the text a person would see.

    >>> as_text(2024.0), as_text(True), as_text(dt.timedelta(hours=26, minutes=3))
    ('2024', 'TRUE', '26:03:00')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.timedelta):
        whole = round(cell.total_seconds())
        sign, whole = ("-", -whole) if whole < 0 else ("", whole)
        return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M:%S")
    return day_or_text(cell)


class Column:
    """Collects one column block by block; "" is a blank, times of day and durations become text."""

    def __init__(self) -> None:
        self.blocks: list[tuple[frozenset[int], pa.Array | list[Any]]] = []

    @property
    def blank(self) -> bool:
        """Whether no cell held anything."""
        return not any(kinds for kinds, _ in self.blocks)

    def add(self, values: tuple[Any, ...]) -> int:
        """Take the next block; gives the length of its longest text."""
        cells: Any = values
        types = set(map(type, cells))
        if dt.timedelta in types or dt.time in types:
            cells = [as_text(cell) if isinstance(cell, dt.time | dt.timedelta) else cell for cell in cells]
            types = set(map(type, cells))
        longest = 0
        if str in types:
            texts = cells if len(types) == 1 else [cell for cell in cells if type(cell) is str]
            longest = max(map(len, texts))
            if "" in texts:
                cells = [None if cell == "" else cell for cell in cells]
                if longest == 0:
                    types.discard(str)
        kinds = frozenset(_TYPES[kind] for kind in types)
        if len(kinds) == 1:
            self.blocks.append((kinds, _typed(cells, next(iter(kinds)))))
        else:
            self.blocks.append((kinds, list(cells) if kinds else pa.nulls(len(cells))))
        return longest

    def finish(self) -> dict[str, pa.ChunkedArray]:
        """One typed array under "", or if mixed its kinds (k) with texts (s), numbers (f), dates (d)."""
        kinds = frozenset().union(*(kinds for kinds, _ in self.blocks))
        if len(kinds) <= 1:
            kind = _ARROW[next(iter(kinds), _TEXT)]
            return {"": pa.chunked_array([_as_array(block).cast(kind) for _, block in self.blocks], kind)}
        parts: dict[str, list[pa.Array]] = {"k": [], "s": [], "f": [], "d": []}
        for _, block in self.blocks:
            cells = block if isinstance(block, list) else block.to_pylist()
            codes = [0 if cell is None else _TYPES[type(cell)] for cell in cells]
            parts["k"].append(pa.array(codes, pa.int8()))
            for suffix, wanted in (("s", (_TEXT,)), ("f", (_NUMBER, _YES_NO)), ("d", (_WHEN,))):
                chosen = [cell if code in wanted else None for cell, code in zip(cells, codes, strict=True)]
                parts[suffix].append(_typed(chosen, wanted[0]))
        types = {"k": pa.int8(), "s": _ARROW[_TEXT], "f": _ARROW[_NUMBER], "d": _ARROW[_WHEN]}
        return {suffix: pa.chunked_array(arrays, types[suffix]) for suffix, arrays in parts.items()}


def _as_array(block: pa.Array | list[Any]) -> pa.Array:
    return pa.array(block) if isinstance(block, list) else block


def _typed(cells: Any, kind: int) -> pa.Array:
    if kind == _NUMBER and any(type(cell) is not float for cell in cells):
        cells = [None if cell is None else float(cell) for cell in cells]
    if kind == _WHEN:
        if dt.datetime not in set(map(type, cells)):
            return pa.array(cells, pa.date32()).cast(_ARROW[kind])
        cells = [dt.datetime.combine(cell, dt.time()) if type(cell) is dt.date else cell for cell in cells]
    return pa.array(cells, _ARROW[kind])
