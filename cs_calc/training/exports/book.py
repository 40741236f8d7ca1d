"""Exercises as an Excel workbook: cells to type answers into, marked as they are typed; answers and working on sheets of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cs_calc.expr import Values, fields
from cs_calc.training.draw import Task
from cs_calc.training.exports.choices import Choice, concepts_of, decisions_of
from cs_calc.training.exports.known import known_numbers
from cs_calc.training.exports.selection import Selection
from cs_calc.training.ladder import solution
from cs_calc.training.paths import MODULES
from cs_calc.workbook.formulas import plain, text

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from cs_calc.workbook.book import Book

ASKED, ANSWERS, KNOWN = "Exercises", "Answers", "Known answers"
WIDTHS = {ASKED: (5, 26, 72, 22, 18, 60), ANSWERS: (5, 26, 18, 46, 46, 60), KNOWN: (5, 8, 16, 16, 90)}
HEADS = {
    ASKED: ("No.", "Exercise", "Question", "Answer", "Your answer", "Marking"),
    ANSWERS: ("No.", "Exercise", "Answer", "In words", "In numbers", "Reason"),
    KNOWN: ("No.", "Place", "From", "To", "What it is"),
}
HEAD = 3  # the row of the heads: a title and a sentence stand above
ENTRY = 4  # the column that is typed into


@dataclass(frozen=True)
class _Row:
    """An exercise as rows of the sheets: what a typed answer is known by, as (from, to, what to say); a letter is text."""

    title: str
    asks: str
    expects: str
    entry: Mapping[str, object]
    known: tuple[tuple[float | str, float | str, str], ...]
    other: str
    task: Task | None = None
    choice: Choice | None = None


def write_xlsx(selection: Selection, *, answers: bool = True) -> bytes:
    """The selection as the bytes of a workbook. With `answers` False there is the sheet of exercises alone, without marking."""
    from cs_calc.workbook.book import Book

    book = Book(title=f"Exercises: {selection.name}", currency=selection.currency)
    for sheet in (ASKED, ANSWERS, KNOWN) if answers else (ASKED,):
        _head(book, sheet, selection, answers)
    places = _Places(HEAD + 1, HEAD + 1, HEAD + 1)
    number = 0
    for module in selection.modules:
        places = _module(book, places, f"{module} {MODULES[module].name}", answers)
        for row in _rows(book, selection, module):
            number += 1
            places = _exercise(book, places, number, row, answers)
    sheet = book.sheets[ASKED]
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    return book.close()


@dataclass(frozen=True)
class _Places:
    """The next free row of each sheet."""

    asked: int
    answers: int
    known: int


def _rows(book: Book, selection: Selection, module: str) -> Iterable[_Row]:
    for task in selection.tasks:
        if task.item.module == module:
            scale = task.unit.scale
            # a cell for shares takes 0.05 for 0.05 %, and shows it so: here it is not read as 5 % too
            plain_reading = [
                one for one in known_numbers(task) if one.outcome.number is not None and one.low <= one.outcome.number <= one.high
            ]
            by_number = tuple((one.low / scale, one.high / scale, one.outcome.says) for one in plain_reading)
            other = f"None of the numbers that are known to come up here. {task.item.hints[0]}"
            look = {"num_format": "0." + "0" * task.item.dp + "%"} if task.unit.key == "percent" else {"num_format": "General"}
            title = f"{task.item.title}\n{task.item.key}, seed {task.seed}"
            yield _Row(title, task.text, task.expects.rstrip("."), look, by_number, other, task=task)
    for choice in (*decisions_of(selection), *concepts_of(selection)):
        if choice.module == module:
            options = "\n".join(f"{option.key}) {option.text}" for option in choice.options)
            letters = ", ".join(option.key for option in choice.options)
            by_letter = tuple((option.key, option.key, option.says) for option in choice.options)
            asks, one_of = f"{choice.asks}\n{options}", f"One of {letters}"
            yield _Row(choice.title, asks, one_of, {}, by_letter, f"Type {one_of.lower()}.", choice=choice)


def _head(book: Book, wanted: str, selection: Selection, answers: bool) -> None:
    name = book.add(wanted)
    sheet = book.sheets[name]
    for column, width in enumerate(WIDTHS[wanted]):
        sheet.set_column(column, column, width)
    says = {
        ASKED: f"{selection.says} Type into the yellow cells; a share is typed as 6.4 or 6.4%."
        + (" What an answer is stands beside it." if answers else ""),
        ANSWERS: "Answers are live formulas with the numbers of the exercise.",
        KNOWN: "By these the marking knows an answer: whatever lies from one number to the other.",
    }[wanted]
    book.text(name, 0, 0, f"Exercises: {selection.name}" if wanted == ASKED else wanted, "title", text_wrap=False)
    sheet.set_row(0, 30)
    sheet.hide_gridlines(2)
    book.text(name, 1, 0, says, "quiet", text_wrap=False)
    for column, head in enumerate(HEADS[wanted] if answers or wanted != ASKED else HEADS[wanted][:-1]):
        book.text(name, HEAD, column, head, "header")
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.repeat_rows(HEAD)


def _module(book: Book, at: _Places, name: str, answers: bool) -> _Places:
    book.text(ASKED, at.asked + 1, 0, name, "heading", text_wrap=False)
    if answers:
        book.text(ANSWERS, at.answers + 1, 0, name, "heading", text_wrap=False)
    return _Places(at.asked + 2, at.answers + 2, at.known)


def _exercise(book: Book, at: _Places, number: int, row: _Row, answers: bool) -> _Places:
    shown = book.look(bottom=1, bottom_color="#CBD5DB", valign="top", align="left")
    book.number(ASKED, at.asked, 0, number, shown)
    for column, words in enumerate((row.title, row.asks, row.expects), 1):
        book.text(ASKED, at.asked, column, words, "wrapped")
    height = _height(3, _lines(row.title, WIDTHS[ASKED][1]), _lines(row.asks, WIDTHS[ASKED][2]))
    book.sheets[ASKED].set_row(at.asked, height)
    book.sheets[ASKED].write_blank(at.asked, ENTRY, None, _entry(book, row))
    if row.choice is not None:
        letters = [option.key for option in row.choice.options]
        book.sheets[ASKED].data_validation(at.asked, ENTRY, at.asked, ENTRY, {"validate": "list", "source": letters})
    if not answers:
        return _Places(at.asked + 1, at.answers, at.known)
    _known(book, at.known, number, row)
    marking = _marking(at.asked, at.known, len(row.known), row)
    book.formula(ASKED, at.asked, ENTRY + 1, marking, "", book.style("wrapped"))
    _answer(book, at.answers, number, row, shown)
    return _Places(at.asked + 1, at.answers + 1, at.known + len(row.known))


def _entry(book: Book, row: _Row) -> Format:
    return book.look(**{"bg_color": "#FFF8E1", "border": 1, "border_color": "#CBD5DB", "valign": "top", "locked": False, **row.entry})


def _known(book: Book, at: int, number: int, row: _Row) -> None:
    for place, (low, high, says) in enumerate(row.known):
        book.number(KNOWN, at + place, 0, number, book.style("cell"))
        book.number(KNOWN, at + place, 1, place + 1, book.style("cell"))
        for column, end in ((2, low), (3, high)):
            if isinstance(end, str):
                book.text(KNOWN, at + place, column, end, "cell")
            else:
                book.number(KNOWN, at + place, column, end, book.style("cell"))
        book.text(KNOWN, at + place, 4, says, "wrapped", align="left", indent=1)
        book.sheets[KNOWN].set_row(at + place, _height(_lines(says, WIDTHS[KNOWN][4])))


def _marking(asked: int, known: int, n: int, row: _Row) -> str:
    """What the marking's cell says: of all that an answer is known by, at most one holds it."""
    cell = f"E{asked + 1}"

    def column(letter: str) -> str:
        return f"'{KNOWN}'!${letter}${known + 1}:${letter}${known + n}"

    place = f"SUMPRODUCT(({cell}>={column('C')})*({cell}<={column('D')})*{column('B')})"
    found = f"IF({place}=0,{text(row.other)},INDEX({column('E')},{place}))"
    if row.task is not None:
        found = f'IF(ISNUMBER({cell}),{found},"Type a number.")'
    return f'=IF({cell}="","",{found})'


def _answer(book: Book, at: int, number: int, row: _Row, shown: Format) -> None:
    book.number(ANSWERS, at, 0, number, shown)
    book.text(ANSWERS, at, 1, row.title, "wrapped")
    if (task := row.task) is not None:
        book.formula(ANSWERS, at, 2, live(task), task.value, book.unit(task.unit))
        steps = solution(task).steps
        words = "\n".join(f"{step.name} = {step.words}" for step in steps)
        numbers = "\n".join(f"{step.numbers} = {step.result}" for step in steps)
        reason = task.item.why.right
    elif (choice := row.choice) is not None:
        book.text(ANSWERS, at, 2, choice.right.key, "wrapped")
        words, numbers, reason = choice.right.text, "", choice.right.says
    for column, said in ((3, words), (4, numbers), (5, reason)):
        book.text(ANSWERS, at, column, said, "wrapped")
    lines = (_lines(row.title, 26), _lines(words, 46), _lines(numbers, 46), _lines(reason, 60))
    book.sheets[ANSWERS].set_row(at, _height(*lines))


def live(task: Task) -> str:
    """The answer as an Excel formula with the numbers of the task in it.

    >>> from cs_calc.training.draw import draw
    >>> from cs_calc.training.items import ITEMS
    >>> live(draw(ITEMS["renewal_rate"], 1))
    '=46/60'
    """
    cells = {}
    for part in fields(task.variant.formula):
        value = task.given[part.key]
        if isinstance(part, Values):
            assert isinstance(value, tuple)
            cells[part.key] = "{" + ",".join(f"{x:.15g}" for x in value) + "}"
        else:
            assert not isinstance(value, tuple)
            cells[part.key] = f"{value:.15g}" if value >= 0 else f"({value:.15g})"
    return "=" + plain(task.variant.formula.body, cells)


def _lines(words: str, width: int) -> int:
    """About how many lines a text takes in a column of so many characters."""
    return sum(1 + int(len(line) * 1.08) // width for line in words.split("\n"))


def _height(*lines: int) -> float:
    """The height of a row in points, for its longest cell."""
    return 15.0 * max(lines) + 4.0
