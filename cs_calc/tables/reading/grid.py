"""A sheet in Arrow columns, looked at by row and cut into parts; runs in the child process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cs_calc.tables.reading.notes import Note


@dataclass
class Sheet:
    """One table as the child hands it on; `kinds` is "typed" or "mixed" for each column.

    `source` is the sheet of the file it is on, `labels` the second row of the header (a survey's questions) if there is one.
    """

    name: str
    header: list[str]
    header_row: int
    places: list[int]
    kinds: list[str]
    table: pa.Table
    hidden: bool = False
    notes: list[Note] = field(default_factory=list)
    source: str = ""
    labels: list[str] = field(default_factory=list)
    title: str = ""
    above: list[int] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The number of every row as in the file."""
        rows: list[int] = self.table["row"].to_pylist()
        return rows

    def cells(self, row: int) -> list[Any]:
        """The cells of one row by its place in the table; None is a blank."""
        return [self._cell(place, row) for place in range(len(self.kinds))]

    def _cell(self, place: int, row: int) -> Any:
        if self.kinds[place] == "typed":
            return self.table[str(place)][row].as_py()
        code = self.table[f"{place}k"][row].as_py()
        if code == 0:
            return None
        cell = self.table[f"{place}{' sffd'[code]}"][row].as_py()
        return bool(cell) if code == 3 else cell

    def texts(self, place: int) -> pa.ChunkedArray | None:
        """The texts of a column, None where a cell is no text; None where it cannot hold any."""
        if self.kinds[place] == "mixed":
            return self.table[f"{place}s"]
        column = self.table[str(place)]
        return column if pa.types.is_large_string(column.type) else None

    def values(self, place: int) -> list[Any]:
        """All cells of a column."""
        if self.kinds[place] == "typed":
            cells: list[Any] = self.table[str(place)].to_pylist()
            return cells
        return [self._cell(place, row) for row in range(len(self.table))]

    def with_rows(self, keep: pa.Array) -> Sheet:
        """Only the rows where the mask is true; columns that now have one type become typed."""
        return self._typed(replace(self, table=self.table.filter(keep)))

    def between(self, first: int, last: int) -> Sheet:
        """The rows from place `first` up to, not including, `last`."""
        return self._typed(replace(self, table=self.table.slice(first, last - first)))

    def with_columns(self, wanted: list[int]) -> Sheet:
        """Only these columns, in this order."""
        parts: dict[str, Any] = {"row": self.table["row"]}
        for new, old in enumerate(wanted):
            for suffix in ("",) if self.kinds[old] == "typed" else ("k", "s", "f", "d"):
                parts[f"{new}{suffix}"] = self.table[f"{old}{suffix}"]
        return replace(
            self,
            header=[self.header[place] for place in wanted],
            places=[self.places[place] for place in wanted],
            kinds=[self.kinds[place] for place in wanted],
            labels=[self.labels[place] for place in wanted] if self.labels else [],
            table=pa.table(parts),
        )

    def _typed(self, sheet: Sheet) -> Sheet:
        parts: dict[str, Any] = {"row": sheet.table["row"]}
        kinds = []
        for place, kind in enumerate(sheet.kinds):
            names = [f"{place}{suffix}" for suffix in ("k", "s", "f", "d")]
            codes = {code for code in pc.unique(sheet.table[names[0]]).to_pylist() if code} if kind == "mixed" else set()
            if kind == "mixed" and len(codes) <= 1:
                code = next(iter(codes), 1)
                column = sheet.table[f"{place}{' sffd'[code]}"]
                parts[str(place)] = column.cast(pa.bool_()) if code == 3 else column
                kinds.append("typed")
                continue
            for name in names if kind == "mixed" else [str(place)]:
                parts[name] = sheet.table[name]
            kinds.append(kind)
        return replace(sheet, table=pa.table(parts), kinds=kinds)

    def without_blank(self) -> Sheet:
        """Rows and columns that hold nothing left out, unless a column has a name."""
        blank_row = pa.array([True] * len(self.table), pa.bool_()) if len(self.table) else None
        empty = []
        for place, kind in enumerate(self.kinds):
            column = self.table[f"{place}k" if kind == "mixed" else str(place)]
            nothing = pc.equal(column, 0) if kind == "mixed" else pc.is_null(column)
            empty.append(bool(pc.all(nothing).as_py()) if len(column) else True)
            blank_row = pc.and_(blank_row, nothing) if blank_row is not None else None
        sheet = self.with_rows(pc.invert(blank_row)) if blank_row is not None and pc.any(blank_row).as_py() else self
        wanted = [place for place, text in enumerate(sheet.header) if text.strip() or not empty[place]]
        return sheet.with_columns(wanted) if len(wanted) < len(sheet.header) else sheet
