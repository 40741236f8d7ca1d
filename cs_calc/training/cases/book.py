"""A case as a workbook: its sheets, and a sheet of empty answer cells that can be filled in and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from cs_calc.notebook.cells import NotebookError
from cs_calc.notebook.excel import STRANGER, Sheets, open_sheets
from cs_calc.training.cases.draw import Drawn
from cs_calc.training.cases.record import Ask, Field, Pick, Sheet
from cs_calc.training.cases.standing import Typed
from cs_calc.units import Unit
from cs_calc.workbook.book import ACCENT, TYPED, Book
from cs_calc.workbook.names import cell

ANSWERS, ABOUT = "Answers", "Case"
CODE = "case_code"
"""The name of the cell that says which case and which numbers a workbook is of."""
FIRST = 3
HOW = (
    "Fill in the yellow cells of the sheet Answers, with numbers or formulas over the other sheets, save, and upload it on the page of "
    "the case."
)
PLACES = ("as a whole number", "to one decimal", "to two decimals")


class CaseBookError(Exception):
    """A workbook whose answers cannot be read. `str()` is a sentence."""


def write_case(drawn: Drawn) -> bytes:
    """The case as the bytes of an xlsx file: the story, its sheets, and Answers, with an empty yellow cell for each field.

    Numbers are plain cells, so that answers can be formulas over them. The decision is made on the page.
    """
    case = drawn.case
    book = Book(title=case.title, currency=drawn.currency)
    about = book.add(ABOUT)
    book.sheets[about].set_column(0, 0, 110)
    book.sheets[about].hide_gridlines(2)
    book.text(about, 0, 0, case.title, "title", text_wrap=False)
    book.sheets[about].set_row(0, 32)
    book.paragraph(about, 2, drawn.say(case.story), last=0, width=105)
    book.paragraph(about, 4, HOW, last=0, width=105)
    for sheet in drawn.made.sheets:
        _sheet(book, sheet)
    _answers(book, drawn)
    return book.close()


def _sheet(book: Book, sheet: Sheet) -> None:
    name = book.add(sheet.key)
    at = book.sheets[name]
    book.top(name, sheet.name, home=ABOUT)
    for place, column in enumerate(sheet.columns):
        book.text(name, 2, place, column.name, "header" if column.unit is None else "header_number")
        widest = max(len(column.name), *(len(str(row.cells[place])) for row in sheet.rows))
        at.set_column(place, place, min(44, max(14, widest + 2)))
        for down, row in enumerate(sheet.rows, FIRST):
            value = row.cells[place]
            if isinstance(value, float):
                book.number(name, down, place, value, book.unit(column.unit) if column.unit else book.style("cell"))
            elif value is not None:
                book.text(name, down, place, value, "cell")
    if sheet.note:
        book.text(name, FIRST + len(sheet.rows) + 1, 0, sheet.note, "quiet", text_wrap=False)
    at.freeze_panes(FIRST, 1)


def _answers(book: Book, drawn: Drawn) -> None:
    name = book.add(ANSWERS)
    sheet = book.sheets[name]
    book.top(name, "Answers", home=ABOUT)
    book.text(name, 1, 1, f"{drawn.case.key} {drawn.seed} {drawn.case.version}", "quiet", text_wrap=False)
    book.define_name(CODE, f"={cell(1, 1, name, fixed=True)}")
    for place, (title, width) in enumerate((("Step", 58), ("Number", 38), ("Answer", 18), ("How", 62))):
        book.text(name, 2, place, title, "header")
        sheet.set_column(place, place, width)
    down = FIRST
    for number, step in enumerate(drawn.case.steps, 1):
        for place, field in enumerate(step.fields):
            asks = "" if place else f"{number}. {drawn.say(step.title)}{'' if step.title.endswith('?') else '.'} {drawn.say(step.asks)}"
            label = drawn.say(field.label)
            book.text(name, down, 0, asks, "wrapped")
            book.text(name, down, 1, label, "wrapped")
            book.text(name, down, 3, _how(drawn, field), "note", text_wrap=True)
            look = {"bg_color": TYPED, "border": 1, "border_color": ACCENT, "locked": False}
            form = book.unit(field.formula.unit, **look) if isinstance(field, Ask) else book.style("cell", **look)
            sheet.write_blank(down, 2, None, form)
            book.define_name(f"answer_{field.key}", f"={cell(down, 2, name, fixed=True)}")
            lines = (-(-len(asks) // 54), -(-len(label) // 34), -(-len(_how(drawn, field)) // 56), 1)
            sheet.set_row(down, 15.0 * max(lines))
            down += 1
    sheet.freeze_panes(FIRST, 0)


def _how(drawn: Drawn, field: Field) -> str:
    if isinstance(field, Pick):
        lettered = zip(ascii_uppercase, field.options, strict=False)
        options = "; ".join(f"{letter} {drawn.say(option.text)}" for letter, option in lettered)
        return f"{'Letters with commas between' if field.several else 'One letter'}: {options}."
    unit = field.formula.unit
    what = "a percentage" if unit.key == "percent" else unit.typed_in if unit.key != "money" else f"an amount in {drawn.currency}"
    return f"{what[0].upper()}{what[1:]}, {PLACES[min(field.dp, 2)]}." if what else f"A number, {PLACES[min(field.dp, 2)]}."


def read_case(data: bytes, drawn: Drawn) -> list[Typed]:
    """The answers in a filled workbook, in the order of the steps, as if they had been typed; empty cells are left out.

    Raises CaseBookError, a sentence, for what is no such workbook, is of another case or of other numbers, or holds an error.
    """
    try:
        sheets = open_sheets(data)
    except NotebookError as why:
        raise CaseBookError(_strange(drawn) if str(why) == STRANGER else str(why)) from None
    place = sheets.at(CODE)
    code = sheets.text(place[0], f"{place[1]}{place[2]}").split() if place is not None else []
    if len(code) != 3:
        raise CaseBookError(_strange(drawn))
    if code[0] != drawn.case.key:
        raise CaseBookError("This workbook is of another case. Open that case, and upload it there.")
    if code[1:] != [str(drawn.seed), str(drawn.case.version)]:
        raise CaseBookError(
            f"This workbook has other numbers (number {code[1][:12]}) than the case on this page (number {drawn.seed}). Download it "
            "again here, and copy your formulas."
        )
    found = [_one(sheets, drawn, field) for field in drawn.case.fields]
    return [one for one in found if one is not None]


def _strange(drawn: Drawn) -> str:
    return f"It is not the workbook of this case, “{drawn.case.title}”. Download it here, fill in its yellow cells, and upload that file."


def _one(sheets: Sheets, drawn: Drawn, field: Field) -> Typed | None:
    place = sheets.at(f"answer_{field.key}")
    if place is None:
        raise CaseBookError(f"The cell for “{drawn.say(field.label)}” has lost its name. Fill in the workbook as it was downloaded.")
    home, letters, row, _ = place
    address = f"{letters}{row}"
    value = sheets.values[home][address].value
    where = f"the cell {address} of the sheet “{home[:40]}” ({drawn.say(field.label)})"
    if value is None and sheets.is_formula(home, address):
        raise CaseBookError(f"In {where} stands a formula without its result: open the workbook in Excel, save it, and upload it again.")
    if isinstance(value, str) and value.startswith("#"):
        raise CaseBookError(f"In {where} stands {value[:20]}, an error of its formula. Mend the formula, or empty the cell.")
    if value is None or not str(value).strip():
        return None
    if isinstance(field, Pick):
        return Typed(field.key, _keys(str(value), field))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Typed(field.key, _as_typed(float(value), field.formula.unit) if is_number else str(value)[:80])


def _as_typed(value: float, unit: Unit) -> str:
    """A cell's number as a person would type it: its cells show a percentage, and hold the fraction."""
    return f"{value * 100:.10g} %" if unit.key == "percent" else f"{value:.12g}"


def _keys(text: str, field: Pick) -> str:
    """Letters as the keys of their options; what is no letter of an option stays as it is, and is told."""
    keys: Sequence[str] = [option.key for option in field.options]
    letters = [part.strip() for part in text.replace(";", ",").replace(" ", ",").split(",") if part.strip()]
    return ",".join(keys[at] if len(x) == 1 and (at := ascii_uppercase.find(x.upper())) in range(len(keys)) else x for x in letters)[:200]
