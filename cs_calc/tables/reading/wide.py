"""One row per customer and one column per month becomes one row per customer and month; told with what was understood."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.header import filled, normalise
from cs_calc.tables.reading.limits import Limits, check_size

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januar janvier enero", "feb february februar fevrier février febrero", "mar march märz mrz mars marzo",
         "apr april avril abril", "may mai mayo", "jun june juni juin junio", "jul july juli juillet julio", "aug august août aout agosto",
         "sep sept september septembre septiembre", "oct october oktober okt octobre octubre", "nov november novembre noviembre",
         "dec december dezember dez décembre decembre diciembre"), 1,
    )
    for name in names.split()
}  # fmt: skip
_MONEY = re.compile(r"\b(mrr|arr|revenue|recurring|umsatz|billing|billed|amount|sales|invoiced|subscriptions?)\b")
_OTHER = re.compile(
    r"\b(usage|logins?|sessions?|seats?|users?|licen[cs]es?|tickets?|cases?|nps|csat|ces|scores?|visits?|events?|hours?|costs?|headcount|churn|rate|count)\b"
)
_TOTAL = re.compile(r"(grand )?(total|sum|average|avg|ytd|year to date|gesamt|summe)s?")


def month_of(header: str) -> tuple[int, int] | None:
    """The year and month that a column name says, else None.

    >>> month_of("Jan 2026"), month_of("2026-01"), month_of("MRR Feb-26"), month_of("01/2026"), month_of("Plan"), month_of("2026-01-31")
    ((2026, 1), (2026, 1), (2026, 2), (2026, 1), None, (2026, 1))
    """
    text = re.sub(r"^(?:mrr|arr|revenue|umsatz)[\s_:(-]+|[\s_:)-]+(?:mrr|arr|revenue)?\)?$", "", header.strip().lower())
    found = re.fullmatch(r"((?:19|20)[0-9]{2})[-/._ ]?m?(0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12][0-9]|3[01]))?(?:[t ]00:00(?::00)?)?", text)
    if found:
        return int(found[1]), int(found[2])
    found = re.fullmatch(r"(0?[1-9]|1[0-2])[-/._ ]((?:19|20)[0-9]{2})", text)
    if found:
        return int(found[2]), int(found[1])
    found = re.fullmatch(r"(?:[0-3]?[0-9][-/. ])?([a-zäöüûéè]{3,10})\.?[-/_ ,']{0,3}((?:19|20)?[0-9]{2})", text)
    if found and found[1] in _MONTHS:
        return int(found[2]) + (2000 if len(found[2]) == 2 else 0), _MONTHS[found[1]]
    found = re.fullmatch(r"((?:19|20)[0-9]{2})[-/_ ]([a-zäöüûéè]{3,10})", text)
    if found and found[2] in _MONTHS:
        return int(found[1]), _MONTHS[found[2]]
    return None


def unpivoted(sheet: Sheet, limits: Limits) -> Sheet:
    """The sheet with a row per customer and month, where its header has a run of three months or more."""
    months = {place: month for place, text in enumerate(sheet.header) if (month := month_of(text))}
    run = list(months.values())
    nameless = [text for text in sheet.header if normalise(text) in _MONTHS]
    if len(months) < 3 and len(nameless) >= 3:
        _ask_for(sheet, f"the columns {', '.join(nameless[:3])} … are months without a year", "months with their year, such as 2026-01")
        return sheet
    if len(months) < 3 or len(set(run)) < len(run) or not _in_step(run):
        return sheet
    others = [place for place in range(len(sheet.header)) if place not in months and not _TOTAL.fullmatch(normalise(sheet.header[place]))]
    told = f"{sheet.source or sheet.name} {sheet.name} {sheet.title} {' '.join(sheet.header[place] for place in months)}"
    said = normalise(told)
    if not others:
        _ask_for(sheet, "there is a column per month but none that says whose values they are", "a column customer_id before the months")
        return sheet
    if _OTHER.search(said) and not _MONEY.search(said):
        _ask_for(
            sheet,
            "there is a column per month, and it seems not to be recurring revenue",
            "one row per customer and month: customer_id, month and the value",
        )
        return sheet
    if any(normalise(sheet.header[place]) in ("month", "mrr", "date") for place in others):
        return sheet
    if not all(_numeric(sheet, place) for place in months):
        _ask_for(
            sheet, "there is a column per month, but not all of its cells are amounts", "an amount or nothing in every cell below a month"
        )
        return sheet
    return _long(sheet, months, others, limits)


def _in_step(run: list[tuple[int, int]]) -> bool:
    """Whether the months go up, or down, by one or by the same step."""
    count = [12 * year + month for year, month in run]
    steps = {b - a for a, b in pairwise(count)}
    return len(steps) == 1 or all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _numeric(sheet: Sheet, place: int) -> bool:
    """Whether at least nine in ten filled cells of a column begin like an amount."""
    texts = sheet.texts(place)
    if texts is None:
        kind = sheet.table[str(place)].type
        return bool(pa.types.is_floating(kind))
    plain = pc.utf8_trim_whitespace(pc.fill_null(texts, ""))
    full = pc.sum(pc.not_equal(plain, "")).as_py() or 0
    like = pc.match_substring_regex(plain, r"^[-+(]?\s*(?:[A-Z]{3}\s*)?[$€£]?\s*-?[0-9][0-9.,\s']*[kM]?\s*(?:[$€£]|[A-Z]{3})?\)?$|^[-–]$")
    return 10 * (pc.sum(like).as_py() or 0) >= 9 * full


def _long(sheet: Sheet, months: dict[int, tuple[int, int]], others: list[int], limits: Limits) -> Sheet:
    count = len(sheet.table)
    check_size(sheet.name, count * len(months), len(others) + 2, limits)
    amounts = {place: sheet.values(place) for place in months}
    dashes = ("-", "–", "—")
    rows = [(row, place) for row in range(count) for place in months if filled([amounts[place][row]]) and amounts[place][row] not in dashes]
    take = pa.array([row for row, _ in rows], pa.int64())
    kept = sheet.with_columns(others)
    parts: dict[str, Any] = {name: kept.table[name].take(take) for name in kept.table.column_names}
    names = {place: f"{year}-{month:02d}" for place, (year, month) in months.items()}
    parts[str(len(others))] = pa.chunked_array([pa.array([names[place] for _, place in rows], pa.large_string())])
    cells = [amounts[place][row] for row, place in rows]
    if all(isinstance(cell, float) for cell in cells):
        value = pa.array(cells, pa.float64())
    else:
        value = pa.array([cell if isinstance(cell, str) else f"{cell:.15g}" for cell in cells], pa.large_string())
    parts[str(len(others) + 1)] = pa.chunked_array([value])
    order = list(months)
    first, last = min(names.values()), max(names.values())
    message = (
        f"Sheet {sheet.name} has a column for each month ({first} to {last}): its {count:,} rows were read as {len(rows):,} rows with the "
        "columns month and mrr, one for each amount; cells with nothing in them give no row. If the amounts are no monthly recurring "
        "revenue, upload one row per customer and month instead."
    )
    note = {"code": "wide_layout", "severity": "warning", "message": message, "found": f"{len(months)} months", "rows": [sheet.header_row]}
    return replace(
        sheet,
        header=[*kept.header, "month", "mrr"],
        places=[*kept.places, sheet.places[order[0]], sheet.places[order[0]]],
        kinds=[*kept.kinds, "typed", "typed"],
        labels=[],
        table=pa.table(parts),
        notes=[*sheet.notes, note],
    )


def _ask_for(sheet: Sheet, what: str, expected: str) -> None:
    message = f"Sheet {sheet.name}: {what}. Expected: {expected}. Rearrange the sheet, or upload the list it was made from."
    sheet.notes.append(
        {
            "code": "wide_layout",
            "severity": "warning",
            "message": message,
            "rows": [sheet.header_row],
            "expected": expected,
            "found": ", ".join(sheet.header[:8])[:200],
        }
    )
