"""A sheet read as the export of a tool: each table that it feeds, with the reason for each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cs_calc.tables.headers import Header
from cs_calc.tables.matched import Chosen, ColumnMatch, Constant, Match, Recipe
from cs_calc.tables.read import RawSheet
from cs_calc.tables.schema import TABLES
from cs_calc.tables.tools.questions import score_questions
from cs_calc.tables.tools.record import Export, Feed, Take, names, take
from cs_calc.tables.tools.support import CSAT

AsTable = Callable[..., Match]
SAYS = {
    "cents": "in cents, divided by 100",
    "maybe_cents": "in cents or in whole units: asked where the amounts do not show it",
    "after": "a duration, counted from the creation",
    "time": "turned into minutes",
    "unix": "seconds since 1970 are read as times",
    "some": "yes above 0",
}


def as_export(sheet: RawSheet, headers: Sequence[Header], export: Export, chosen: Chosen, as_table: AsTable) -> Match:
    """The first table that an export feeds, the others in `also`; `as_table` finds by name what the export's record lacks."""
    shown = ", ".join(f'"{h.text}"' for h in _told(headers, export)[:3])
    why = f"Looks like a {export.name}: columns {shown}."
    if export.tool[0] in "AEIO":
        why = why.replace("like a ", "like an ", 1)
    if export.cannot:
        columns = tuple(ColumnMatch(h.text, h_at, None, "not used") for h_at, h in enumerate(headers))
        return Match(sheet, None, columns, tool=export.tool, export=export.what, why=why, cannot=export.cannot, chosen=chosen)
    main = chosen.get("table", export.feeds[0].table)
    found: list[Match] = []
    for feed in sorted(export.feeds, key=lambda f: f.table != main):
        if feed.table != main and chosen.get(feed.table) == "":
            continue
        own = chosen if feed.table == main else {k.partition(".")[2]: v for k, v in chosen.items() if k.startswith(feed.table + ".")}
        match = _feed(sheet, headers, export, feed, own, as_table)
        if feed.table != main and (match.missing or (feed.only and match.position(feed.only) is None)):
            continue
        found.append(replace(match, tool=export.tool, export=export.what, why=why))
    return with_others(found[0], found[1:], chosen)


def with_others(main: Match, others: Sequence[Match], chosen: Chosen) -> Match:
    """A match with the further tables that the sheet feeds; columns that only those use say so."""
    feeds = {c.position: m for m in others for c in m.columns if c.column is not None}
    feeds |= {r.positions[0]: m for m in others for r in m.recipes}
    used = {r.positions[0] for r in main.recipes}
    columns = tuple(
        replace(c, why=f"feeds {feeds[c.position].table.name.lower()}")  # type: ignore[union-attr]
        if c.column is None and c.position in feeds and c.position not in used
        else c
        for c in main.columns
    )
    return replace(main, columns=columns, also=tuple(others), chosen=chosen)


RATINGS = names(
    "satisfaction score, satisfaction rating, customer satisfaction rating, satisfaction, csat, csat score, csat rating, "
    "customer satisfaction, survey result, "
    "survey results, "
    "customer satisfaction score, conversation rating, zufriedenheit"
)


def ratings_of(tickets: Match, headers: Sequence[Header], chosen: Chosen, as_table: AsTable) -> Match:
    """A list of tickets that has a column of ratings feeds survey responses too."""
    place = _place(headers, RATINGS)
    if place is None or chosen.get("survey_responses") == "" or any(c.column is not None and c.position == place for c in tickets.columns):
        return tickets
    made = {r.column for r in tickets.recipes}
    at = {c.column.key: headers[c.position].plain for c in tickets.columns if c.column is not None and c.column.key not in made}
    same = [(c, c) for c in ("ticket_id", "agent", "channel", "customer_id")] + [("response_id", "ticket_id")]
    takes = [take(ours, at[theirs]) for ours, theirs in same if theirs in at]
    takes += [take("date", at[key]) for key in ("resolved_at", "created_at") if key in at]
    feed = Feed("survey_responses", (*takes, take("score", headers[place].plain, "words")), (CSAT,), only="score")
    export = Export("", "list of tickets", frozenset(h.plain for h in headers), (feed,))
    own = {k.partition(".")[2]: v for k, v in chosen.items() if k.startswith("survey_responses.")}
    return with_others(tickets, [_feed(tickets.sheet, headers, export, feed, own, as_table)], tickets.chosen)


def _told(headers: Sequence[Header], export: Export) -> list[Header]:
    """The headers by which an export is known, those that must be there first."""
    must = {name for group in export.must for name in group}
    known = [h for h in headers if h.plain in export.signature | must or h.name in export.signature | must]
    return sorted(known, key=lambda h: h.plain not in must and h.name not in must)


def _feed(sheet: RawSheet, headers: Sequence[Header], export: Export, feed: Feed, chosen: Chosen, as_table: AsTable) -> Match:
    table = TABLES[feed.table]
    named = f"the {export.name} calls it so" if export.tool else "known name for it"
    of: dict[int, str] = {}
    why: dict[int, str] = {}
    fills: dict[int, str] = {}
    recipes: list[Recipe] = []
    takes = [t for t in feed.takes if t.column not in chosen]
    if export.questions and "score" not in chosen:
        takes = [t for t in takes if t.column not in ("score", "comment")]
    for one in takes:
        place = _place(headers, one.headers)
        if place is None:
            continue
        beside = tuple(p for name in one.beside if (p := _place(headers, (name,))) is not None)[:1]
        unit = chosen.get(f"unit:{one.column}", headers[place].unit)
        zone = f"times of {headers[place].zone}, as they stand" if headers[place].zone not in ("", "UTC", "GMT") else ""
        said = "; ".join(filter(None, (SAYS.get(one.kind, ""), one.says, zone)))
        if not _can(one, beside):
            continue
        if one.column in of.values() or any(r.column == one.column for r in recipes):
            fills.setdefault(place, f"fills in {one.column} where it is blank" + (f" ({said})" if said else ""))
            recipes.append(Recipe(one.column, one.kind, (place, *beside), unit, one.words))
            continue
        if place not in of:
            of[place], why[place] = one.column, named + (f"; {said}" if said else "")
        recipes.append(Recipe(one.column, one.kind, (place, *beside), unit, one.words))
    constants = [Constant(table.column(k), value, w) for k, value, w in feed.constants if k not in chosen]
    if export.questions:
        for column, place, reason in score_questions(sheet, headers, export.signature):
            if column == "survey_type":
                constants.append(Constant(table.column(column), reason, f'by the wording of "{headers[place].text}"'))
            elif column == "":
                fills[place] = reason
            elif column not in chosen:
                of[place], why[place] = column, reason
    return _completed(sheet, headers, export, feed, chosen, as_table, (of, why, fills, recipes, constants))


def _completed(
    sheet: RawSheet,
    headers: Sequence[Header],
    export: Export,
    feed: Feed,
    chosen: Chosen,
    as_table: AsTable,
    parts: tuple[dict[int, str], dict[int, str], dict[int, str], list[Recipe], list[Constant]],
) -> Match:
    """What the record gave, with what a person chose and what the names of the other columns tell."""
    of, why, fills, recipes, constants = parts
    table = TABLES[feed.table]
    has = {*of.values(), *(r.column for r in recipes)}
    constants = [c for c in constants if c.column.key not in has]
    has |= {c.column.key for c in constants}
    known = {i for i, h in enumerate(headers) if h.plain in export.unused or h.name in export.unused} | set(of) | set(fills)
    known |= {i for i, h in enumerate(headers) if h.plain in export.signature or h.name in export.signature}
    rest = as_table(sheet, headers, table, {**chosen, **dict.fromkeys(has, "")}, known - _chosen_places(sheet, chosen))
    columns = []
    for match, header in zip(rest.columns, headers, strict=True):
        place = match.position
        if match.column is None and place in of:
            unit = next((r.unit for r in recipes if r.positions[0] == place), "")
            match = replace(match, column=table.column(of[place]), why=why[place], unit=unit)
        elif match.column is None and place in fills:
            match = replace(match, why=fills[place])
        elif match.column is None:
            reason = export.unused.get(header.plain) or export.unused.get(header.name)
            match = replace(match, why=f"not used: {reason}") if reason else match
        columns.append(match)
    got = has | {m.column.key for m in columns if m.column is not None}
    asides = tuple((p, rule) for rule in feed.leave_out if (p := _place(headers, (rule.header,))) is not None)
    recipes = [r for r in (*recipes, *rest.recipes) if r.column not in chosen or r in rest.recipes]
    return Match(
        sheet,
        table,
        tuple(columns),
        tuple(c for c in table.required if c.key not in got),
        rest.suggestions,
        constants=tuple(constants),
        recipes=tuple(_needed(recipes, columns)),
        leave_out=asides,
        only=feed.only,
    )


def _needed(recipes: list[Recipe], columns: list[ColumnMatch]) -> list[Recipe]:
    """Recipes without those that only say "as it stands" of a column that is nowhere else looked at."""
    own = {(m.column.key, m.position) for m in columns if m.column is not None}
    several = {r.column for r in recipes if sum(other.column == r.column for other in recipes) > 1}
    return [r for r in recipes if r.kind not in ("", "unix") or r.column in several or (r.column, r.positions[0]) not in own]


def _chosen_places(sheet: RawSheet, chosen: Chosen) -> set[int]:
    return {i for i, header in enumerate(sheet.header) if header in chosen.values()}


def _can(one: Take, beside: tuple[int, ...]) -> bool:
    """Whether a recipe has what it is worked out with."""
    return bool(beside) or one.kind not in ("after", "between")


def _place(headers: Sequence[Header], names: Sequence[str]) -> int | None:
    """The first column that has one of these names, the first name before the others, originals before copies."""
    for name in names:
        for exact in (True, False):
            places = [i for i, h in enumerate(headers) if (h.plain == name if exact else h.name == name)]
            if places:
                return min(places, key=lambda i: headers[i].copy)
    return None
