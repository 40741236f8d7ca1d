"""What a sheet was understood as, as records: which column is which, why, and what has to be done to its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cs_calc.tables.read import RawSheet
from cs_calc.tables.schema import Column, Table
from cs_calc.tables.tools.record import Kind, LeaveOut

Chosen = Mapping[str, str]
"""What a person chose for one sheet: see `tables.mapping` for all that can be chosen."""


@dataclass(frozen=True)
class ColumnMatch:
    """One column of a file: the canonical column it is (or None) and why we think so; `unit` where it is not ours."""

    header: str
    position: int
    column: Column | None
    why: str
    unit: str = ""


@dataclass(frozen=True)
class Recipe:
    """How a canonical column is made where cells cannot be taken as they stand: `positions` are the columns it needs.

    Several recipes of one column fill in, in their order, what the one before left blank.
    """

    column: str
    kind: Kind
    positions: tuple[int, ...]
    unit: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Constant:
    """A canonical column that has the same value in every row, because of what the export is."""

    column: Column
    value: str
    why: str


@dataclass(frozen=True)
class Match:
    """A sheet understood as a table, or `table` None with the nearest tables and what they lack.

    `tool` and `export` name whose export it is ("Zendesk", "ticket export"), `why` says how that is known, and
    `also` are the further tables that the same rows feed.
    """

    sheet: RawSheet
    table: Table | None
    columns: tuple[ColumnMatch, ...]
    missing: tuple[Column, ...] = ()
    suggestions: Mapping[str, str] | None = None  # canonical key -> header that looks like it
    tool: str = ""
    export: str = ""
    why: str = ""
    cannot: str = ""  # why an export that was recognised cannot be used
    also: tuple[Match, ...] = ()
    chosen: Chosen = field(default_factory=dict)
    constants: tuple[Constant, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    leave_out: tuple[tuple[int, LeaveOut], ...] = ()  # position, rule
    only: str = ""  # rows without this canonical column are not of this table

    def position(self, key: str) -> int | None:
        """Where in the file a canonical column is, or None."""
        return next((m.position for m in self.columns if m.column is not None and m.column.key == key), None)
