"""From the rectangle on a sheet to its tables: parts, foot, months; what was understood of each is noted."""

from __future__ import annotations

from cs_calc.tables.reading.foot import without_foot
from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.limits import Limits
from cs_calc.tables.reading.notes import shape_notes
from cs_calc.tables.reading.split import split
from cs_calc.tables.reading.wide import unpivoted


def tables_of(sheet: Sheet, known: frozenset[str], limits: Limits) -> list[Sheet]:
    """The tables that one sheet holds, each without the rows that are no data."""
    tables = []
    told = sheet.notes
    for part in split(sheet, known):
        part.source = sheet.name
        part.notes = [note for note in part.notes if note not in told]
        done = without_foot(part)
        done.notes += shape_notes(done.name, done.header, done.header_row, done.places, done.above, len(done.table))
        tables.append(unpivoted(done, limits))
    tables[0].notes = [*told, *tables[0].notes]
    for part in tables:
        part.notes = [{**note, "sheet": note.get("sheet") or part.name} for note in part.notes]
    return tables
