"""What every page says of the latest whole period, on one sheet, and each of its lists on a sheet of its own."""

from __future__ import annotations

import re

import pandas as pd

from cs_calc.board.chapters import Chapter, Listed, chapters
from cs_calc.matching import unique_names
from cs_calc.shown_rows import tidy_names
from cs_calc.tables.periods import spoken
from cs_calc.workbook.book import Book
from cs_calc.workbook.cover import Line
from cs_calc.workbook.facts import Facts
from cs_calc.workbook.rows import write_table

MOST_ROWS = 5_000
"""Rows of one list that the workbook holds."""
WIDE, LAST = 132.0, 8


def told_of(facts: Facts) -> tuple[str, list[Chapter]]:
    """The latest period that the data covers whole (else the latest), and what every page says of it."""
    if not facts.periods:
        return "", []
    whole = [p for p in facts.periods if facts.dataset.is_whole(p, facts.kind)]
    period = (whole or facts.periods)[-1]
    return period, chapters(facts.dataset, facts.kind, period)


def write_findings(book: Book, name: str, found: list[Chapter], period: str, lists: dict[str, str]) -> Line:
    """Write the sheet `name` (already there): each chapter's sentences, and links to its lists by their sheets; gives its line."""
    book.top(name, f"What stands out, {spoken(period)}")
    book.text(name, 1, 2, "As the file stood when this was made; these sentences are not live.", "quiet", text_wrap=False)
    book.sheets[name].set_column(0, LAST, 15)
    at = 3
    for chapter in found:
        book.text(name, at, 0, chapter.title, "heading", text_wrap=False)
        book.sheets[name].set_row(at, 24)
        at += 1
        for place, sentence in enumerate(chapter.sentences):
            book.paragraph(name, at, sentence, last=LAST, width=WIDE, style="text" if place else "strong")
            at += 1
        for listed in chapter.lists:
            book.to_sheet(name, at, 0, lists[listed.name], f"{listed.name} ({len(listed.rows):,})")
            at += 1
        at += 1
    return Line(name, f"What every page of the app says first of {spoken(period)}")


def write_list(book: Book, listed: Listed, name: str) -> Line:
    """Write one list on the sheet `name` (already there), and its line of the cover."""
    book.top(name, listed.name)
    rows = tidy_names(listed.rows.head(MOST_ROWS))
    rows.columns = pd.Index(unique_names([str(c) for c in rows]))
    more = f" The first {MOST_ROWS:,} of {len(listed.rows):,} stand here." if len(listed.rows) > MOST_ROWS else ""
    book.text(name, 1, 2, listed.says + more, "quiet", text_wrap=False)
    write_table(book, name, "list_" + re.sub(r"\W+", "_", listed.name.lower()), rows)
    return Line(name, listed.says)


def write_lists(book: Book, found: list[Chapter], names: dict[str, str]) -> list[Line]:
    """Write every list on its sheet (already there, by the list's name); gives the lines of the cover."""
    return [write_list(book, listed, names[listed.name]) for chapter in found for listed in chapter.lists]
