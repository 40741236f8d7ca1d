"""The sheet Inputs: every number that a formula starts from, counted live from the sheets of rows."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.tables.measures import DERIVED, MEASURES, TABLE_WORDS, words_for
from cs_calc.workbook.book import Book
from cs_calc.workbook.facts import Facts, Row, name_and_unit
from cs_calc.workbook.formulas import NO_DATA, UNDEFINED
from cs_calc.workbook.names import cell
from cs_calc.workbook.rows import DataSheet

HEAD, RULES, FIRST = 3, 4, 5  # rows, counted from 0: names, rules in words, the first row of numbers
FIXED = ("Period", "Segment", "Period key", "Segment key")
MOST_WORK = 4_000_000_000
"""Rows looked at by one recalculation beyond which a workbook is no longer usable: then counts are written as numbers."""


@dataclass(frozen=True)
class InputSheet:
    """Where each input stands: a row by period and segment, a column by key. `live` is False for plain numbers."""

    sheet: str
    rows: dict[Row, int]
    columns: dict[str, int]
    live: bool

    def at(self, row: Row, key: str, *, from_here: bool = False) -> str:
        """The address of an input, with the sheet's name unless it is used on the sheet itself."""
        return cell(self.rows[row], self.columns[key], "" if from_here else self.sheet)


def is_live(facts: Facts, sheets: dict[str, DataSheet]) -> bool:
    """Whether counting live is still bearable: rows of data times formulas over them."""
    counts = {t: sum(1 for k in facts.input_keys if k in MEASURES and MEASURES[k].table == t) for t in sheets}
    return len(facts.given) * sum(s.rows * counts[t] for t, s in sheets.items()) <= MOST_WORK


def write_inputs(book: Book, facts: Facts, name: str, sheets: dict[str, DataSheet], *, countable: bool = True) -> InputSheet:
    """Write the sheet `name` (already there): live counts over the rows, or numbers where there is too much to count."""
    live = countable and is_live(facts, sheets)
    counted = {table: len(FIXED) + i for i, table in enumerate(sheets)}
    columns = {key: len(FIXED) + len(sheets) + i for i, key in enumerate(facts.input_keys)}
    where = InputSheet(name, {row: FIRST + i for i, row in enumerate(facts.given)}, columns, live)
    _write_head(book, where, counted)
    counts = {table: _rows_by_key(facts, table) for table in sheets}
    for row, at in where.rows.items():
        book.text(name, at, 0, row.period, "cell")
        book.text(name, at, 1, row.segment, "cell")
        book.number(name, at, 2, row.period_key, book.style("cell", align="right"))
        book.number(name, at, 3, row.segment_key, book.style("cell", align="right"))
        for table, column in counted.items():
            n, look = counts[table].get(row, 0), book.style("count")
            ranges = sheets[table].columns
            if live:
                book.formula(name, at, column, f"=COUNTIFS({_criteria(ranges, row, at)})", n, look)
            else:
                book.number(name, at, column, n, look)
        for key, column in columns.items():
            value = facts.given[row].get(key)
            look = book.unit(name_and_unit(key)[1])
            if value is None and key not in DERIVED:  # the table does not reach this period, or does not have this split
                book.text(name, at, column, NO_DATA, "cell", align="right")
            elif live or key in DERIVED:
                formula = _formula(facts, where, sheets, row, key)
                book.formula(name, at, column, formula, facts.shown(row, key), look)
            else:
                book.number(name, at, column, value or 0.0, look)
    return where


def _write_head(book: Book, where: InputSheet, counted: dict[str, int]) -> None:
    name, at = where.sheet, book.sheets[where.sheet]
    book.top(name, "Inputs")
    how = "Each number is a live count or sum over the sheets of rows." if where.live else (
        "There are too many rows to count them live in Excel: these are the computed numbers. The formulas on the other sheets are live."
    )  # fmt: skip
    book.text(name, 1, 2, f"{how} The rule stands under its name.", "quiet", text_wrap=False)
    heads = [*FIXED, *(f"Rows of {TABLE_WORDS[t]}" for t in counted), *(name_and_unit(k)[0] for k in where.columns)]
    rules = ["", "", "the period as a number", "the segment as a number, 0 for all", *("count of rows" for _ in counted),
             *(words_for(k) for k in where.columns)]  # fmt: skip
    for column, (head, rule) in enumerate(zip(heads, rules, strict=True)):
        book.text(name, HEAD, column, head, "header" if column < 2 else "header_number")
        book.text(name, RULES, column, rule, "rule", align="left" if column < 2 else "right")
    at.set_row(HEAD, 48)
    at.set_row(RULES, 64)
    at.set_column(0, 0, 10)
    at.set_column(1, 1, 18)
    at.set_column(2, 3, 9)
    at.set_column(4, len(heads) - 1, 17)
    at.freeze_panes(FIRST, 2)
    at.repeat_rows(HEAD, RULES)


def _criteria(ranges: dict[str, str], row: Row, at: int) -> str:
    """The rows of one period, and of one segment where it is not the whole."""
    period = f"{ranges['period_key']},$C{at + 1}"
    return f"{period},{ranges['segment_key']},$D{at + 1}" if row.split else period


def _formula(facts: Facts, where: InputSheet, sheets: dict[str, DataSheet], row: Row, key: str) -> str:
    at = where.rows[row]
    if key == "periods_in_year":
        return f"={facts.given[row][key]!r}"
    if key in DERIVED:
        part, base, _ = DERIVED[key]
        top, below = where.at(row, part, from_here=True), where.at(row, base, from_here=True)
        return f'=IF(ISNUMBER({top}),IFERROR({top}/{below},"{UNDEFINED}"),"{NO_DATA}")'
    measure = MEASURES[key]
    if measure.table not in sheets:  # monthly MRR has no fees: all of it is by the month
        closing = where.at(row, "counted_closing_mrr", from_here=True)
        return f"={closing if key == 'monthly_fees' else 0}"
    rule = measure.excel(sheets[measure.table].columns)[:-1]
    return f"={rule}{'' if rule.endswith('(') else ','}{_criteria(sheets[measure.table].columns, row, at)})"


def _rows_by_key(facts: Facts, table: str) -> dict[Row, int]:
    """How many rows of a table each period and segment has."""
    found: dict[Row, int] = {}
    for split in facts.splits:
        frame = facts.dataset.detail(table, facts.kind, split)
        if len(frame):
            sizes = frame.groupby(["period", "segment"]).size().reset_index(name="n")
            for period, segment, n in zip(sizes["period"], sizes["segment"], sizes["n"], strict=True):
                key = facts.segments[str(segment)] if split else 0
                found[Row(split is not None, str(period), str(segment), key)] = int(n)
    return found
