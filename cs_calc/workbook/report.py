"""The board workbook: cover, scorecard, bridge, a sheet per metric, and the rows that every number leads back to."""

from __future__ import annotations

from cs_calc.tables.load import Loaded
from cs_calc.tables.periods import Kind
from cs_calc.workbook.book import Book
from cs_calc.workbook.bridge import write_bridge
from cs_calc.workbook.cover import write_cover
from cs_calc.workbook.facts import Facts
from cs_calc.workbook.inputs import write_inputs
from cs_calc.workbook.metric import write_metric
from cs_calc.workbook.rows import MOST_ROWS, SAYS, SHEETS, data_of, write_rows, write_set_aside
from cs_calc.workbook.scorecard import write_scorecard


def write_report(loaded: Loaded, kind: Kind = "month", by: str | None = None) -> bytes:
    """The board workbook of an upload as the bytes of an xlsx file, every number a live formula.

    `kind` is month, quarter or year; `by` is one of `loaded.dataset.segment_columns`, or None for the whole only. Rates
    are fractions, shown as percent; amounts carry the currency's sign. The same data give the same bytes.
    Raises ValueError, with a sentence for people, where the data cannot be split by `by`.
    """
    facts = Facts(loaded, kind, by)
    book = Book(title="Customer success report", currency=facts.dataset.currency, day=facts.dataset.as_of)
    cover = book.add("Cover")
    scorecard = book.add("Scorecard") if facts.metrics else None
    bridge = book.add("MRR bridge") if facts.latest_whole_period else None
    frames = {table: data_of(facts, table) for table in SHEETS}
    kept = {table: frame for table, frame in frames.items() if 0 < len(frame) <= MOST_ROWS}
    # the names that formulas and links use are settled before anything is written
    names = {metric.key: book.add(metric.name) for metric in facts.metrics}
    inputs_name = book.add("Inputs", tab=False) if facts.metrics else None
    contents = [(s, says) for s, says in ((scorecard, "Every metric and definition over the last periods, with its trend"),
                                          (bridge, "From the MRR at start to the MRR at end; NRR and GRR over time")) if s]  # fmt: skip
    contents += [(names[m.key], m.asks) for m in facts.metrics]
    notes = []
    if inputs_name is not None:
        contents.append((inputs_name, "Every number that a formula starts from, and how it is counted"))
        data = {table: write_rows(book, facts, table, frame) for table, frame in kept.items()}
        contents += [(d.sheet, SAYS[d.table]) for d in data.values()]
        where = write_inputs(book, facts, inputs_name, data, countable=all(t in kept or not len(f) for t, f in frames.items()))
        sheets = {m.key: write_metric(book, facts, names[m.key], m, where) for m in facts.metrics}
        if scorecard is not None:
            write_scorecard(book, facts, scorecard, sheets)
        if bridge is not None:
            write_bridge(book, facts, bridge, where, sheets)
        if not where.live:
            notes.append("There are too many rows to count them live in Excel: on the sheet Inputs the counts stand as plain numbers.")
    for table, frame in frames.items():
        if len(frame) > MOST_ROWS:
            notes.append(f"{SHEETS[table]} has {len(frame):,} rows, more than a sheet can hold: it was left out.")
    if aside := write_set_aside(book, loaded.set_aside):
        contents.append((aside, "Rows of the file that could not be used, with the reason"))
    write_cover(book, facts, cover, contents, notes)
    return book.close()
