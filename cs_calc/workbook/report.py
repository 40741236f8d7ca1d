"""The board workbook: cover, scorecard, bridge, a sheet per family of metrics, and the rows that every number leads back to."""

from __future__ import annotations

import pandas as pd

from cs_calc.metrics import FAMILIES
from cs_calc.tables.load import Loaded
from cs_calc.tables.periods import Kind
from cs_calc.workbook.book import Book
from cs_calc.workbook.bridge import write_bridge
from cs_calc.workbook.cover import Line, write_cover
from cs_calc.workbook.facts import Facts
from cs_calc.workbook.family import write_family
from cs_calc.workbook.inputs import assumptions, is_live, write_assumptions, write_inputs
from cs_calc.workbook.lists import told_of, write_findings, write_lists
from cs_calc.workbook.metric import MetricSheet
from cs_calc.workbook.rows import OF_USE, data_of, most_rows, says, sheet_of, tables_of, write_rows, write_set_aside
from cs_calc.workbook.scorecard import write_scorecard
from cs_calc.workbook.tally import Live, live_inputs


def write_report(loaded: Loaded, kind: Kind = "month", by: str | None = None) -> bytes:
    """The board workbook of an upload as the bytes of an xlsx file, the numbers live formulas wherever Excel has the rule.

    `kind` is month, quarter or year; `by` is one of `loaded.dataset.segment_columns`, or None for the whole only. Rates
    are fractions, shown as percent; amounts carry the currency's sign. The same data give the same bytes.
    Raises ValueError, with a sentence for people, where the data cannot be split by `by`.
    """
    facts = Facts(loaded, kind, by)
    book = Book(title="Customer success report", currency=facts.dataset.currency, day=facts.dataset.as_of)
    cover = book.add("Cover")
    lines: list[Line] = []
    notes: list[str] = []
    if facts.metrics:
        _write_metrics(book, facts, lines, notes)
    if aside := write_set_aside(book, loaded.set_aside):
        lines.append(Line(aside, "Rows of the file that could not be used, with the reason"))
    write_cover(book, facts, cover, lines, notes)
    return book.close()


def _write_metrics(book: Book, facts: Facts, lines: list[Line], notes: list[str]) -> None:
    """Write all sheets but the cover; adds what the cover lists and says."""
    frames, counted = _frames(facts, notes)
    period, told = told_of(facts)
    # the names that formulas and links use are settled before anything is written
    front = book.add("What stands out") if told else None
    scorecard = book.add("Scorecard")
    bridge = book.add("MRR bridge") if facts.latest_whole_period else None
    names = {family: book.add(FAMILIES[family]) for family in facts.families}
    lists = {listed.name: book.add(listed.name) for chapter in told for listed in chapter.lists}
    assumed_name = book.add("Assumptions", tab=False) if assumptions(facts) else None
    inputs_name = book.add("Inputs", tab=False)

    assumed = write_assumptions(book, facts, assumed_name) if assumed_name else {}
    data = {table: write_rows(book, facts, table, frame) for table, frame in frames.items()}
    live = is_live(facts, data, counted)
    where = write_inputs(book, facts, inputs_name, data, counted, assumed, live=live)
    sheets: dict[str, MetricSheet] = {}
    for family, metrics in facts.families.items():
        sheets |= write_family(book, facts, names[family], family, metrics, where)
    write_scorecard(book, facts, scorecard, sheets)
    if bridge is not None:
        write_bridge(book, facts, bridge, where, sheets)

    if front is not None:
        lines.append(write_findings(book, front, told, period, lists))
    lines.append(Line(scorecard, "Every metric and definition over the last periods, with its trend"))
    if bridge is not None:
        lines.append(Line(bridge, "From the MRR at start to the MRR at end; NRR and GRR over time"))
    for family, metrics in facts.families.items():
        lines.append(Line(names[family], f"{len(metrics)} metrics" if len(metrics) > 1 else "1 metric"))
        lines += [Line(names[family], m.asks, m.name, sheets[m.key].row) for m in metrics]
    lines += write_lists(book, told, lists)
    if assumed_name:
        lines.append(Line(assumed_name, "What no table of the file holds and is taken as given: change it there"))
    lines.append(Line(inputs_name, "Every number that a formula starts from, and how it is counted"))
    lines += [Line(d.sheet, says(d.table)) for d in data.values()]
    if not live:
        notes.append("There are too many rows to count them live in Excel: on the sheet Inputs the counts stand as plain numbers.")
    if facts.trimmed:
        notes.append("There is much to show: definitions that are not the usual ones are worked for the latest periods only.")


def _frames(facts: Facts, notes: list[str]) -> tuple[dict[str, pd.DataFrame], Live]:
    """The rows that the workbook holds, by frame, and what is counted live over them; says what is left out."""
    frames = {}
    for table in tables_of(facts):
        rows = facts.how_many(table) if table in OF_USE else 0  # the log of use may be larger than memory: counted first
        frame = data_of(facts, table) if rows <= most_rows(table) else pd.DataFrame()
        rows = rows or len(frame)
        if rows > most_rows(table):
            words = f"{sheet_of(table)} has {rows:,} rows, more than this workbook takes: it was left out and its counts are values."
            notes.append(words)
        elif len(frame) and (facts.by is None or len(frame) == len(facts.detail(table, None))):  # segments are parts of the whole
            frames[table] = frame
    counted = live_inputs(facts, frames)
    used = {facts.rules[place].table for place in counted}
    return {table: frame for table, frame in frames.items() if table in used}, counted
