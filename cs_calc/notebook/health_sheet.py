"""One customer's health score as a live sheet of the notebook's workbook, and what was changed there read back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cs_calc.expr import Input
from cs_calc.health.formula import TAKEN, Scored, input_of
from cs_calc.health.model import BETTER_WORDS, MISSING_WORDS, ModelError, Signal
from cs_calc.notebook.cells import HealthOf, NotebookError
from cs_calc.notebook.excel import Sheets
from cs_calc.scenarios import same
from cs_calc.units import COUNT, SCORE
from cs_calc.workbook.book import ACCENT, PALE, TYPED
from cs_calc.workbook.formulas import UNDEFINED
from cs_calc.workbook.names import cell
from cs_calc.workbook.typed import SHEET

if TYPE_CHECKING:
    from cs_calc.notebook.sheets import Section

TOP = 4
HEADS = ("Signal", "Value", "Low", "High", "Better", "Weight", "0 to 100", "Weight in use", "Adds")
VALUE, LOW, HIGH, BETTER, WEIGHT, PLACE, USED, ADDS = range(1, 9)
CHANGED = ("value", "low", "high", "weight")
"""What of a signal can be changed on the sheet: the first part of its cell's name."""


def write_health(book: Section, found: Scored) -> tuple[str, str]:
    """Signals with their values, ranges and weights in yellow, and the live score; gives the sheet and the score's cell."""
    model = found.model
    book.add(SHEET)
    sheet = book.sheets[SHEET]
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 8, 14)
    book.text(SHEET, 0, 0, "Health score", "title", text_wrap=False)
    sheet.set_row(0, 30)
    says = (
        f"Change the yellow cells. Not known (an empty value): {MISSING_WORDS[model.missing][0].lower()}{MISSING_WORDS[model.missing][1:]}."
    )
    book.text(SHEET, 1, 0, says, "quiet", text_wrap=False)
    for column, head in enumerate(HEADS):
        book.text(SHEET, TOP - 1, column, head, "header" if column in (0, BETTER) else "header_number")
    sheet.freeze_panes(TOP, 1)
    last = TOP + len(model.signals) - 1
    used, weights = (f"{cell(TOP, c, fixed=True)}:{cell(last, c, fixed=True)}" for c in (USED, WEIGHT))
    values, places = (f"{cell(TOP, c, fixed=True)}:{cell(last, c, fixed=True)}" for c in (VALUE, PLACE))
    number, digits = book.unit(COUNT, num_format="General"), book.unit(SCORE)
    yellow = book.unit(COUNT, num_format="General", bg_color=TYPED, border=1, border_color=ACCENT, locked=False)
    for at, part in enumerate(found.parts, TOP):
        signal = part.signal
        book.text(SHEET, at, 0, signal.name, "cell")
        book.text(SHEET, at, BETTER, BETTER_WORDS[signal.better].split()[0], "cell")
        typed = {"value": (VALUE, part.value), "low": (LOW, signal.low), "high": (HIGH, signal.high), "weight": (WEIGHT, signal.weight)}
        for name, (column, one) in typed.items():
            if one is None:
                sheet.write_blank(at, column, None, yellow)
            else:
                book.number(SHEET, at, column, one, yellow)
            book.define_name(f"{name}_{signal.key}", f"='{SHEET}'!{cell(at, column, fixed=True)}")
        value, low, high, weight = (cell(at, c) for c in (VALUE, LOW, HIGH, WEIGHT))
        way = f"MAX(0,MIN(100,100*({value}-{low})/({high}-{low})))"
        taken = TAKEN.get(model.missing)
        instead = '""' if taken is None else f"{taken:g}"
        live = f'=IF({value}="",{instead},{way if signal.better == "higher" else f"100-{way}"})'
        shown = part.normalised if part.value is not None else taken
        book.formula(SHEET, at, PLACE, live, "" if shown is None else shown, digits)
        counts = 0.0 if shown is None else signal.weight
        book.formula(SHEET, at, USED, f'=IF({cell(at, PLACE)}="",0,{weight})', counts, number)
        adds = f'=IF(SUM({used})=0,"",IF({cell(at, PLACE)}="",0,{cell(at, USED)}*{cell(at, PLACE)}/SUM({used})))'
        book.formula(SHEET, at, ADDS, adds, 0.0 if part.points is None else part.points, digits)
    at = last + 2
    known = f'SUMPRODUCT(--({values}<>""),{weights})=0'
    total = f'=IF({known},"{UNDEFINED}",SUMPRODUCT({used},{places})/SUM({used}))'
    bold = book.unit(SCORE, bold=True, bg_color=PALE)
    book.text(SHEET, at, 0, "Health score, 0 to 100", "cell", bold=True)
    book.formula(SHEET, at, VALUE, total, UNDEFINED if found.value is None else found.value, bold)
    edges = f"{cell(at + 4, 1, fixed=True)}:{cell(at + 3 + len(model.bands), 1, fixed=True)}"
    names = f"{cell(at + 4, 0, fixed=True)}:{cell(at + 3 + len(model.bands), 0, fixed=True)}"
    score = cell(at, VALUE)
    book.text(SHEET, at + 1, 0, "Band", "cell")
    band = f'=IF(ISNUMBER({score}),LOOKUP(ROUND({score},9),{edges},{names}),"")'
    book.formula(SHEET, at + 1, VALUE, band, found.band.name if found.band else "", book.style("cell", bold=True, align="right"))
    book.text(SHEET, at + 3, 0, "Band", "header")
    book.text(SHEET, at + 3, 1, "Begins at", "header_number")
    for row, edge in enumerate(model.bands, at + 4):
        book.text(SHEET, row, 0, edge.name, "cell")
        book.number(SHEET, row, 1, edge.from_, number)
    return book.first, score


def read_health(sheets: Sheets, what: HealthOf, sheet: str) -> tuple[HealthOf, list[str]]:
    """A cell with the values, ranges and weights of its sheet, typed from now on where one was changed; each change is a sentence.

    Raises NotebookError for text where a number belongs, and for a model that cannot be.
    """
    assert what.given is not None
    given, signals, changes = dict(what.given), [], []
    for signal in what.model.signals:
        found: dict[str, float | None] = {}
        for name in CHANGED:
            then = given.get(signal.key) if name == "value" else getattr(signal, name)
            place = sheets.at(f"{name}_{signal.key}", sheet)
            now = then if place is None else sheets.number(_part(signal, name), place[0], f"{place[1]}{place[2]}")
            if now is None and name != "value":
                raise NotebookError(f"On the sheet “{sheet[:40]}” the {name} of {signal.name} is empty; a number was expected.")
            found[name] = now
            if not same(now, then):
                changes.append(f"Health score: the {name} of {signal.name} was {_shown(then)}, and is {_shown(now)} now.")
        given[signal.key] = found.pop("value")
        signals.append(replace(signal, **found))  # type: ignore[arg-type]
    if not changes:
        return what, []
    try:
        return HealthOf(replace(what.model, signals=tuple(signals)), given), changes
    except ModelError as wrong:
        raise NotebookError(f"On the sheet “{sheet[:40]}” the model cannot be used: {wrong}") from None


def _part(signal: Signal, name: str) -> Input:
    part = input_of(signal)
    return replace(part, name=f"{signal.name}, {name}", minimum=0.0) if name == "weight" else replace(part, name=f"{signal.name}, {name}")


def _shown(value: float | None) -> str:
    return "not known" if value is None else f"{value:g}"
