"""Raw columns -> canonical columns, with a reason for each match. Suggestions are never applied by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cs_calc.tables.read import RawSheet
from cs_calc.tables.schema import TABLES, Column, Table, normalise


@dataclass(frozen=True)
class ColumnMatch:
    """One column of a file: the canonical column it is (or None) and why we think so."""

    header: str
    position: int
    column: Column | None
    why: str


@dataclass(frozen=True)
class Match:
    """A sheet understood as a table, or `table` None with the nearest tables and what they lack."""

    sheet: RawSheet
    table: Table | None
    columns: tuple[ColumnMatch, ...]
    missing: tuple[Column, ...] = ()
    suggestions: Mapping[str, str] | None = None  # canonical key -> header that looks like it

    def position(self, key: str) -> int | None:
        """Where in the file a canonical column is, or None."""
        return next((m.position for m in self.columns if m.column is not None and m.column.key == key), None)


Chosen = Mapping[str, str]
"""What a person chose for one sheet: canonical column key -> header; the key `table` names the table."""


def match(sheet: RawSheet, chosen: Chosen | None = None) -> Match:
    """Find the table that a sheet is, and its columns. `chosen` overrides what we would find."""
    chosen = chosen or {}
    if chosen.get("table") == "":
        return Match(sheet, None, _match_columns(sheet, None, chosen))
    if chosen.get("table") in TABLES:
        return _as_table(sheet, TABLES[chosen["table"]], chosen)
    by_name = _table_by_name(sheet.name)
    candidates = [m for t in TABLES.values() if (m := _as_table(sheet, t, chosen)) and (t is by_name or _telling(m))]
    best = max(candidates, key=lambda m: (_score(m), m.table is by_name))
    if by_name is not None:
        named = next(m for m in candidates if m.table is by_name)
        if not named.missing or _score(named) >= _score(best) or best.missing:
            best = named
    found = [c.column for c in best.columns if c.column is not None]
    nearly = len(found) >= 3 and sum(c.required for c in found) >= 2  # enough to say what is missing
    if best.table is by_name or not best.missing or (_is_survey(best) and len(found) >= 2) or nearly:
        return best
    return Match(sheet, None, best.columns, best.missing, best.suggestions)


def _is_survey(found: Match) -> bool:
    """A sheet with a score and a date is a survey; which one, a person can be asked."""
    missing = {c.key for c in found.missing}
    return found.table is TABLES["survey_responses"] and missing <= {"survey_type", "date"}


def _telling(found: Match) -> bool:
    """Whether the columns alone can tell that a sheet is this table."""
    table = found.table
    return table is not None and (not table.telling or any(found.position(key) is not None for key in table.telling))


def _table_by_name(name: str) -> Table | None:
    plain = normalise(name)
    for table in TABLES.values():
        if plain in (normalise(table.key), normalise(table.name), *table.aliases):
            return table
    return None


def _score(found: Match) -> float:
    """Required columns found count most; what is missing counts against; more columns found break ties."""
    matched = [c.column for c in found.columns if c.column is not None]
    needed = sum(1 for c in matched if c.required)
    exact = sum(1 for c in found.columns if c.column is not None and c.why.startswith("same"))
    return 3 * needed - 3 * len(found.missing) + 0.5 * len(matched) + 0.25 * exact


def _as_table(sheet: RawSheet, table: Table, chosen: Chosen) -> Match:
    columns = _match_columns(sheet, table, chosen)
    got = {m.column.key for m in columns if m.column is not None}
    missing = tuple(c for c in table.required if c.key not in got)
    free = [m.header for m in columns if m.column is None and m.header]
    return Match(sheet, table, columns, missing, _suggest(missing, free))


def _match_columns(sheet: RawSheet, table: Table | None, chosen: Chosen) -> tuple[ColumnMatch, ...]:
    taken: dict[str, int] = {}
    why: dict[int, str] = {}
    wanted = {key: header for key, header in chosen.items() if key != "table"}
    plain = [normalise(h) for h in sheet.header]
    for column in table.columns if table else ():
        if column.key in wanted:
            header = wanted[column.key]
            if header in sheet.header:
                taken[column.key] = sheet.header.index(header)
                why[taken[column.key]] = "your choice"
            continue
        for reason, names in (("same name", (normalise(column.key),)), ("known name for it", column.aliases)):
            hit = next((i for name in names for i, p in enumerate(plain) if p == name and i not in why), None)
            if hit is not None and column.key not in taken:
                taken[column.key] = hit
                why[hit] = reason
    of = {position: key for key, position in taken.items()}
    return tuple(
        ColumnMatch(header, i, table.column(of[i]) if table and i in of else None, why.get(i, "not used"))
        for i, header in enumerate(sheet.header)
    )


def _suggest(missing: tuple[Column, ...], free: list[str]) -> dict[str, str]:
    if not missing or not free:
        return {}
    from rapidfuzz import fuzz, process, utils  # only when something is missing

    suggestions = {}
    for column in missing:
        names = [column.key.replace("_", " "), *column.aliases]
        hits = [process.extractOne(n, free, scorer=fuzz.token_set_ratio, processor=utils.default_process) for n in names]
        best = max((h for h in hits if h), key=lambda h: h[1], default=None)
        if best and best[1] >= 70:
            suggestions[column.key] = best[0]
    return suggestions
