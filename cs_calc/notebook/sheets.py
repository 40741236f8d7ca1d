"""Sheets of a notebook's workbook: one answer's under a name of its own, scenarios side by side, and the way ahead; all live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cs_calc.expr import Leaf, Step, inputs
from cs_calc.over_time import MONTHS, Path, Plan
from cs_calc.scenarios import Outcome
from cs_calc.workbook.book import ACCENT, PALE, TYPED, Book
from cs_calc.workbook.formulas import UNDEFINED, guarded
from cs_calc.workbook.names import cell, link
from cs_calc.workbook.typed import SHEET

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HOME = "Contents"
TOP = 4
"""The row of the first input, counted from 0."""
BASE = "base"


class Section(Book):
    """A part of a larger book: its sheets get names of their own there, and names of cells hold on its first sheet only.

    What writes the workbook of one answer writes into it as into a book of its own.
    """

    def __init__(self, whole: Book, wanted: str, currency: str) -> None:
        self.whole, self.wanted, self.real = whole, wanted, dict[str, str]()
        self.workbook: Workbook = whole.workbook
        self.currency = currency.replace('"', "")[:12]
        self._formats: dict[object, Format] = {}  # type: ignore[assignment]
        self.sheets: dict[str, Worksheet] = {}

    def add(self, wanted: str, *, tab: bool = True) -> str:
        """See `Book.add`; the name is that inside of this part."""
        self.real[wanted] = self.whole.add(self.wanted if not self.real else f"{self.wanted} {wanted.lower()}", tab=tab)
        self.sheets[wanted] = self.whole.sheets[self.real[wanted]]
        return wanted

    def define_name(self, name: str, formula: str) -> None:
        """See `Book.define_name`: the name holds on the part's first sheet."""
        for inside, real in self.real.items():
            formula = formula.replace(f"'{inside}'!", f"'{real}'!")
        self.workbook.define_name(f"'{self.first}'!{name}", formula)

    def to_sheet(self, sheet: str, at: int, column: int, target: str, words: str = "", *, row: int = 0) -> None:
        """See `Book.to_sheet`."""
        real = self.real.get(target, target)
        self.sheets[sheet].write_url(at, column, link(real, row), self.style("link"), words or real)

    @property
    def first(self) -> str:
        """The name of the first sheet in the whole book."""
        return next(iter(self.real.values()))


def write_scenarios(book: Section, found: Sequence[Outcome]) -> tuple[str, str]:
    """The base and its scenarios, a column each: yellow inputs, the live answer below; gives the sheet and the base's answer cell."""
    base = found[0].answer
    sheet = _begin(
        book, base.metric.name, "Scenarios side by side: change the yellow cells. What a scenario does not change follows the base."
    )
    parts = base.inputs
    for column, one in enumerate(found, 1):
        book.text(SHEET, TOP - 1, column, one.label, "header_number")
        for at, part in enumerate(parts, TOP):
            _typed(book, at, column, part, one.numbers[part.key], follows=column > 1 and part.key not in one.changed)
            book.define_name(f"{BASE if column == 1 else f's{column - 1}'}_{part.key}", f"='{SHEET}'!{cell(at, column, fixed=True)}")
        cells = {part.key: cell(at, column) for at, part in enumerate(parts, TOP)}
        _result(book, TOP + len(parts), column, base.variant.formula, cells, one.answer.value)
    for at, part in enumerate(parts, TOP):
        book.text(SHEET, at, 0, part.name[0].upper() + part.name[1:], "cell")
    last = TOP + len(parts)
    book.text(SHEET, last, 0, base.variant.formula.name, "cell", bold=True)
    unit = base.variant.formula.unit
    points = unit.key == "percent"
    book.text(SHEET, last + 1, 0, "Against the base, in points" if points else "Against the base", "cell")
    look = book.unit(unit, num_format="+0.0;-0.0;0.0") if points else book.unit(unit)
    for column, one in enumerate(found[1:], 2):
        difference = f"({cell(last, column)}-{cell(last, 1)}){'*100' if points else ''}"
        value = UNDEFINED if one.change is None else one.change * (100 if points else 1)
        book.formula(SHEET, last + 1, column, f'=IFERROR({difference},"{UNDEFINED}")', value, look)
    sheet.set_column(1, len(found), 24)
    return book.first, cell(last, 1)


def write_ahead(book: Section, plan: Plan, found: Sequence[Path]) -> tuple[str, str]:
    """Each way ahead, a column: yellow inputs, then a live row for each month; gives the sheet and the base's last cell."""
    sheet = _begin(book, f"{plan.name} over time", "Change the yellow cells: every month is worked from the one before.")
    months = max(len(one.values) for one in found) - 1
    head = TOP + len(plan.fields)
    for at, part in enumerate(plan.fields, TOP):
        book.text(SHEET, at, 0, part.name, "cell")
    book.text(SHEET, head, 0, "Month", "header")
    for column, one in enumerate(found, 1):
        book.text(SHEET, TOP - 1, column, one.label, "header_number")
        book.text(SHEET, head, column, one.label, "header_number")
        cells = {part.key: cell(at, column) for at, part in enumerate(plan.fields, TOP)}
        for at, part in enumerate(plan.fields, TOP):
            _typed(book, at, column, part, one.numbers[part.key], follows=column > 1 and part.key not in one.changed)
            book.define_name(f"{BASE if column == 1 else f's{column - 1}'}_{part.key}", f"='{SHEET}'!{cell(at, column, fixed=True)}")
        kept = Step("kept", "kept", plan.start.unit, plan.kept)
        for month in range(months + 1):
            at = head + 1 + month
            value = one.values[month] if one.values else UNDEFINED
            before = {**cells, MONTHS.key: cell(at - 1, column)}
            formula = f"={cells[plan.start.key]}" if not month else guarded(MONTHS * kept + plan.added, before)
            book.formula(SHEET, at, column, formula, value, book.unit(plan.start.unit))
            if column == 1:
                book.number(SHEET, at, 0, month, book.style("count", align="left"))
    sheet.set_column(1, len(found), 24)
    return book.first, cell(head + 1 + months, 1)


def _begin(book: Section, title: str, says: str) -> Worksheet:
    book.add(SHEET)
    sheet = book.sheets[SHEET]
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 38)
    book.text(SHEET, 0, 0, title, "title", text_wrap=False)
    sheet.set_row(0, 30)
    book.text(SHEET, 1, 0, says, "quiet", text_wrap=False)
    book.text(SHEET, TOP - 1, 0, "Input", "header")
    sheet.freeze_panes(TOP, 1)
    return sheet


def _typed(book: Section, at: int, column: int, part: Leaf, value: float | None, *, follows: bool) -> None:
    """A yellow cell for a number; in a scenario that does not change it, what the base has, live."""
    if follows:
        book.formula(SHEET, at, column, f'=IF({cell(at, 1)}="","",{cell(at, 1)})', "" if value is None else value, book.unit(part.unit))
    elif value is None:
        book.sheets[SHEET].write_blank(at, column, None, _yellow(book, part))
    else:
        book.number(SHEET, at, column, value, _yellow(book, part))


def _yellow(book: Section, part: Leaf) -> Format:
    return book.unit(part.unit, bg_color=TYPED, border=1, border_color=ACCENT, locked=False)


def _result(book: Section, at: int, column: int, formula: Step, cells: Mapping[str, str], value: float | None) -> None:
    empty = ",".join(f'{cells[part.key]}=""' for part in inputs(formula))
    live = guarded(formula.body, cells)
    tested = f'=IF(OR({empty}),"{UNDEFINED}",{live[1:]})'
    book.formula(SHEET, at, column, tested, UNDEFINED if value is None else value, book.unit(formula.unit, bold=True, bg_color=PALE))
