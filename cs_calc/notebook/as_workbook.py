"""A notebook as a workbook: contents with the notes, and a live sheet for each answer, set of scenarios and way ahead.

On a sheet that is not shown stands the notebook itself, so that the workbook can be opened in the app again, with the
numbers that were changed in it (see `open_workbook`).
"""

from __future__ import annotations

from dataclasses import replace

from cs_calc.answer import Answer, answer
from cs_calc.health.formula import Scored
from cs_calc.metrics import METRICS
from cs_calc.notebook.cells import AheadOf, Cell, HealthOf, Note, Notebook, OfMetric, Said, ScenariosOf
from cs_calc.notebook.health_sheet import write_health
from cs_calc.notebook.run import Ran, run
from cs_calc.notebook.saved import write_notebook
from cs_calc.notebook.sheets import HOME, Section, write_ahead, write_scenarios
from cs_calc.over_time import PLANS
from cs_calc.spread import Spread
from cs_calc.tables.dataset import Dataset
from cs_calc.units import SCORE, Unit
from cs_calc.workbook.answer import result_cell, write_sheets
from cs_calc.workbook.book import Book
from cs_calc.workbook.names import cell

STAMP, HIDDEN = "cs-calc notebook", "cs-calc"
PIECE = 30_000
"""So many characters of the notebook stand in one cell of the hidden sheet."""
SHEET_OF, NOTE_OF = "notebook_sheet_", "notebook_note_"
"""Names in the workbook: of the first cell of a notebook cell's sheet, and of a note's cell; each ends with its place from 1 on."""
WIDE = 120.0


def write_workbook(book: Notebook, dataset: Dataset | None = None) -> bytes:
    """The notebook as the bytes of an xlsx file, with the numbers of the data loaded now.

    The numbers on the sheets are live; the sentences in the contents are those of the moment, and say so.
    """
    rans = [None if isinstance(c.what, Note) else run(c, dataset) for c in book.cells]
    out = Book(title=book.title or "Notebook")
    out.stamp(STAMP, "1")
    out.add(HOME)
    sheet = out.sheets[HOME]
    sheet.hide_gridlines(2)
    for column, width in enumerate((44, 20, 84)):
        sheet.set_column(column, column, width)
    out.text(HOME, 0, 0, book.title or "Notebook", "title", text_wrap=False)
    sheet.set_row(0, 32)
    out.text(
        HOME,
        1,
        0,
        "A click opens the sheet. The numbers are live; the sentences are those of the moment when this file was made.",
        "quiet",
        text_wrap=False,
    )
    for column, head in enumerate(("What was kept", "Live number", "What it said")):
        out.text(HOME, 2, column, head, "header_number" if column == 1 else "header", **({"indent": 1} if column == 2 else {}))
    for place, (one, ran) in enumerate(zip(book.cells, rans, strict=True), 1):
        _row(out, place + 2, place, one, ran)
    _hide(out, book, rans)
    return out.close()


def _row(out: Book, at: int, place: int, one: Cell, ran: Ran | None) -> None:
    """A row of the contents, and the sheet that belongs to it."""
    if ran is None:
        assert isinstance(one.what, Note)
        out.paragraph(HOME, at, one.what.text or " ", last=2, width=WIDE, style="text")
        out.define_name(f"{NOTE_OF}{place}", f"='{HOME}'!{cell(at, 0, fixed=True)}")
        return
    said = " ".join(s for s in (*ran.said.sentences, ran.differs, ran.why_not) if s)
    if isinstance(ran.found, Spread):
        said += " On its sheet every range is at its middle."
    words = f"{said} ({ran.about}.)" if ran.about else said
    out.text(HOME, at, 2, words, "wrapped", indent=1)
    out.sheets[HOME].set_row(at, 15.0 * max(1, -(-len(words) // 78)))
    made = _sheet(out, ran)
    if made is None:
        out.text(HOME, at, 0, ran.title, "wrapped", bold=True)
        return
    sheet, result, value, unit, currency = made
    out.to_sheet(HOME, at, 0, sheet, ran.title)
    look = Section(out, "", currency).unit(unit)
    out.formula(HOME, at, 1, f"='{sheet}'!{result}", "not defined" if value is None else value, look)
    out.define_name(f"{SHEET_OF}{place}", f"='{sheet}'!$A$1")


def _sheet(out: Book, ran: Ran) -> tuple[str, str, float | None, Unit, str] | None:
    """Write a cell's sheet; gives its name, the cell of its main number, that number, its unit and currency."""
    what = ran.what
    if isinstance(what, AheadOf):
        plan, found = PLANS[what.plan], ran.found
        assert isinstance(found, tuple)
        if not any(one.values for one in found):  # type: ignore[union-attr]
            return None
        section = Section(out, f"{plan.name} over time", what.numbers.currency)
        sheet, last = write_ahead(section, plan, found)  # type: ignore[arg-type]
        value = found[0].values[-1] if found[0].values else None  # type: ignore[union-attr]
        return sheet, last, value, plan.start.unit, what.numbers.currency
    if isinstance(what, HealthOf) and isinstance(ran.found, Scored):
        section = Section(out, "Health score", "$")
        sheet, last = write_health(section, ran.found)
        return sheet, last, ran.found.value, SCORE, "$"
    if not isinstance(what, OfMetric):
        return None
    metric, numbers = METRICS[what.metric], what.numbers
    if isinstance(what, ScenariosOf):
        section = Section(out, f"Scenarios {metric.name}", numbers.currency)
        assert isinstance(ran.found, tuple)
        sheet, last = write_scenarios(section, ran.found)  # type: ignore[arg-type]
        return sheet, last, ran.said.value, metric.variant(what.variant).formula.unit, numbers.currency
    worked = ran.found if isinstance(ran.found, Answer) else answer(metric, numbers.given, variant_of(what), currency=numbers.currency)
    section = Section(out, metric.name, numbers.currency)
    write_sheets(section, worked)
    return section.first, result_cell(worked).rpartition("!")[2], worked.value, worked.variant.formula.unit, numbers.currency


def variant_of(what: OfMetric) -> str:
    """The definition whose sheet stands for a cell; of a comparison the default, whose sheet has the others live below."""
    return getattr(what, "variant", METRICS[what.metric].variants[0].key)


def _hide(out: Book, book: Notebook, rans: list[Ran | None]) -> None:
    """The notebook itself, with the numbers that the sheets were written with, on a sheet that is not shown."""
    cells = tuple(
        replace(c, what=r.what, said=r.said if c.said == Said() else c.said) if r is not None else c
        for c, r in zip(book.cells, rans, strict=True)
    )
    text = write_notebook(replace(book, cells=cells))
    out.add(HIDDEN, tab=False)
    out.sheets[HIDDEN].very_hidden()
    for row, start in enumerate(range(0, len(text), PIECE)):
        out.sheets[HIDDEN].write_string(row, 0, "|" + text[start : start + PIECE])
