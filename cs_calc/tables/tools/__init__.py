"""Every export of another tool that is known by its headers: an explicit list, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence

from cs_calc.tables.headers import Header
from cs_calc.tables.tools import billing, cases, crm, support, surveys, usage
from cs_calc.tables.tools.record import Export

EXPORTS: tuple[Export, ...] = (*billing.EXPORTS, *support.EXPORTS, *cases.EXPORTS, *crm.EXPORTS, *surveys.EXPORTS, *usage.EXPORTS)


def known_as(header: Header) -> frozenset[str]:
    """The names under which a header is looked up: with and without its unit."""
    return frozenset((header.plain, header.name))


def recognise(headers: Sequence[Header]) -> Export | None:
    """The export that these headers are of, or None: the one with the most headers of its signature."""
    there = {name for header in headers for name in known_as(header)}
    texts = {header.text.strip() for header in headers}
    best, most = None, 0
    for export in EXPORTS:
        hits = len(export.signature & there)
        known = all(any(name in there for name in group) for group in export.must) and not any(name in there for name in export.never)
        known = known and (not export.zoned or any(header.zone for header in headers))
        if known and hits >= export.least and hits > most and texts.issuperset(export.spelled):
            best, most = export, hits
    return best
