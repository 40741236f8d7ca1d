"""Raw columns -> canonical columns, with a reason for each match. Suggestions are never applied by themselves.

In this order: what a person chose, the signature of another tool's export (`tables.tools`), our own names and the known names
for them (`tables.names`, `tables.lookalikes`); what only looks alike is suggested.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from cs_calc.tables.evidence import STANDS_IN, is_of_orders, quantity_of, speaks_against, stand_in
from cs_calc.tables.headers import Header, read_headers
from cs_calc.tables.lookalikes import DURATIONS, UNUSED
from cs_calc.tables.matched import Chosen, ColumnMatch, Constant, Match, Recipe
from cs_calc.tables.read import RawSheet
from cs_calc.tables.schema import TABLES, Column, Table, normalise
from cs_calc.tables.tools import recognise
from cs_calc.tables.tools.understand import as_export, ratings_of

__all__ = ["Chosen", "ColumnMatch", "Constant", "Match", "Recipe", "match"]

NOT_USED = "not used"
KNOWN = "known name for it"
DURATION = "known name for a duration"
SURE: dict[str, tuple[tuple[str, set[str]], ...]] = {"tickets": (("ticket_id", {"first_response_at", "resolved_at"}),)}
"""What no other table has: an id together with one of these columns, whatever else the sheet has."""


def match(sheet: RawSheet, chosen: Chosen | None = None) -> Match:
    """Find the table that a sheet is, and its columns. `chosen` overrides what we would find."""
    chosen = chosen or {}
    headers = read_headers(sheet.header)
    if chosen.get("table") == "":
        return Match(sheet, None, tuple(ColumnMatch(h, i, None, NOT_USED) for i, h in enumerate(sheet.header)), chosen=chosen)
    export = recognise(headers) if chosen.get("tool", "?") != "" else None
    if export is not None and "table" in chosen and chosen["table"] not in {feed.table for feed in export.feeds}:
        export = None
    if export is not None:
        return as_export(sheet, headers, export, chosen, _as_table)
    if chosen.get("table") in TABLES:
        return replace(_as_table(sheet, headers, TABLES[chosen["table"]], chosen), chosen=chosen)
    found = replace(_by_names(sheet, headers, chosen), chosen=chosen)
    if found.table is TABLES["tickets"] and not found.missing:
        return ratings_of(found, headers, chosen, _as_table)
    return found


def _by_names(sheet: RawSheet, headers: Sequence[Header], chosen: Chosen) -> Match:
    """The table whose columns, by their names, are there."""
    by_name = _table_by_name(sheet.name)
    candidates = [m for t in TABLES.values() if (m := _as_table(sheet, headers, t, chosen)) and (t is by_name or _telling(m))]
    best = max(candidates, key=lambda m: (_score(m), m.table is by_name))
    if by_name is not None:
        named = next(m for m in candidates if m.table is by_name)
        if not named.missing or _score(named) >= _score(best) or best.missing:
            best = named
    found = [c.column for c in best.columns if c.column is not None]
    nearly = len(found) >= 3 and sum(c.required for c in found) >= 2  # enough to say what is missing
    if best.table is by_name or not best.missing or _is_sure(best) or (_is_survey(best) and len(found) >= 2) or nearly:
        return best
    return Match(sheet, None, tuple(ColumnMatch(h, i, None, NOT_USED) for i, h in enumerate(sheet.header)), best.missing, best.suggestions)


def _is_survey(found: Match) -> bool:
    """A sheet with a score and a date is a survey; which one, a person can be asked."""
    missing = {c.key for c in found.missing}
    return found.table is TABLES["survey_responses"] and missing <= {"survey_type", "date"}


def _telling(found: Match) -> bool:
    """Whether the columns alone can tell that a sheet is this table: a bare id and a date are in every export."""
    table = found.table
    if table is TABLES["tickets"] and any(c.column is not None and c.header.strip().lower() == "id" for c in found.columns):
        return _is_sure(found)
    if table is TABLES["purchases"] and is_of_orders(read_headers(found.sheet.header)):
        return True
    if table is TABLES["customers"] and any(c.why.startswith(STANDS_IN) for c in found.columns):  # a list of people has a company too
        return sum(found.position(key) is not None for key in table.telling) >= 2
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
    return 3 * needed - 3 * len(found.missing) + 0.5 * len(matched) + 0.25 * exact + (6 if _is_sure(found) else 0)


def _is_sure(found: Match) -> bool:
    keys = {c.column.key for c in found.columns if c.column is not None}
    return any(first in keys and bool(keys & others) for first, others in SURE.get(found.table.key if found.table else "", ()))


def _as_table(sheet: RawSheet, headers: Sequence[Header], table: Table, chosen: Chosen, taken: Collection[int] = ()) -> Match:
    """A sheet read as a table by the names of its columns; the positions of `taken` are not looked at."""
    why, of = _positions(sheet, headers, table, chosen, taken)
    recipes = []
    for position, column in list(of.items()):
        recipe = _recipe(sheet, headers, table, column, position, of, chosen)
        if recipe is not None:
            recipes.append(recipe)
            why[position] += _said(recipe.unit, recipe.kind)
    unused = UNUSED.get(table.key, {})
    columns = tuple(
        ColumnMatch(h.text, i, of.get(i), why.get(i) or _why_not(h, unused), h.unit if any(i in r.positions[:1] for r in recipes) else "")
        for i, h in enumerate(headers)
    )
    got = {c.key for c in of.values()}
    missing = tuple(c for c in table.required if c.key not in got)
    free = [h.text for i, h in enumerate(headers) if i not in of and i not in taken and h.text and not _is_known(h, unused)]
    return Match(sheet, table, columns, missing, _suggest(missing, free), recipes=tuple(recipes))


def _positions(
    sheet: RawSheet, headers: Sequence[Header], table: Table, chosen: Chosen, taken: Collection[int]
) -> tuple[dict[int, str], dict[int, Column]]:
    """Which column of the file is which of ours, by choice, by our own name, by a known name; and why."""
    why: dict[int, str] = {}
    of: dict[int, Column] = {}
    done: set[str] = set()
    for column in table.columns:
        if column.key in chosen:
            done.add(column.key)
            if chosen[column.key] in sheet.header:
                place = sheet.header.index(chosen[column.key])
                why[place], of[place] = "your choice", column
    own = [_own_names(header, table) for header in headers]
    order = sorted((i for i in range(len(headers)) if i not in taken), key=lambda i: headers[i].copy)
    for reason, names_of in (
        ("same name", lambda column: (normalise(column.key),)),
        (KNOWN, lambda column: column.aliases),
        (DURATION, lambda column: DURATIONS.get(table.key, {}).get(column.key, ())),
    ):
        for column in table.columns:
            if column.key in done:
                continue
            hit = next(
                (i for name in names_of(column) for i in order if name in own[i] and i not in of and _fits(headers[i], name, reason)), None
            )
            if hit is not None:
                of[hit], why[hit] = column, reason
                done.add(column.key)
    for place, column in list(of.items()):
        if why[place] == KNOWN and speaks_against(column, headers[place], sheet.columns[place]):
            del of[place]
            why[place] = f"{NOT_USED}: its values are not what {column.key} has"
    name = stand_in(headers, table, of) if "customer_id" not in done else None
    if name is not None and name not in taken:
        of[name], why[name] = table.column("customer_id"), STANDS_IN
    return why, of


def _fits(header: Header, name: str, reason: str) -> bool:
    """One word such as Resolution is a duration only where the header has its unit: else it is a text."""
    return reason != DURATION or bool(header.unit) or " " in name or len(name) > 10


def _own_names(header: Header, table: Table) -> tuple[str, ...]:
    """The names under which a header can be found in a table: without its unit, and without the table's own prefix, too."""
    found = [header.plain, normalise(header.text), *([header.name] if header.unit else [])]
    one = header.table.removesuffix("s")
    if header.table and one in {normalise(table.key).removesuffix("s"), *(a.removesuffix("s") for a in table.aliases)}:
        found.append(header.name)
    return tuple(dict.fromkeys(found))


def _recipe(
    sheet: RawSheet, headers: Sequence[Header], table: Table, column: Column, position: int, of: dict[int, Column], chosen: Chosen
) -> Recipe | None:
    """What has to be done to the cells of a column whose header names a unit that is not ours."""
    header = headers[position]
    unit = chosen.get(f"unit:{column.key}", header.unit)
    if column.type == "money" and unit == "cents":
        return Recipe(column.key, "cents", (position,), unit)
    quantity = quantity_of(headers, table, column, position)
    if quantity is not None:
        return Recipe(column.key, "given", (position, quantity))
    lasts = DURATIONS.get(table.key, {}).get(column.key, ())
    if table.key == "usage" and column.key == "minutes":
        other = unit not in ("", "minutes") or (not unit and header.plain in lasts)
        return Recipe(column.key, "time", (position,), unit) if other else None
    if header.plain in lasts or header.name in lasts or (column.key in DURATIONS.get(table.key, {}) and unit):
        created = next((i for i, c in of.items() if c.key == "created_at"), None)
        if created is not None and not str(sheet.columns[position].dtype).startswith("datetime"):
            return Recipe(column.key, "after", (position, created), unit)
    return None


def _said(unit: str, kind: str) -> str:
    if kind == "given":
        return "; the price of one, times the quantity"
    if kind == "after":
        return f"; a duration{f' in {unit}' if unit and unit != 'clock' else ''}, counted from the creation"
    return f"; in {unit}, turned into ours" if unit else "; turned into minutes"


def _is_known(header: Header, unused: Collection[str]) -> bool:
    return header.plain in unused or header.name in unused


def _why_not(header: Header, unused: dict[str, str]) -> str:
    reason = unused.get(header.plain) or unused.get(header.name)
    if reason:
        return f"{NOT_USED}: {reason}"
    return f"{NOT_USED}: a second column of the same name" if header.copy else NOT_USED


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
