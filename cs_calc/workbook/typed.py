"""What a person types into the workbook of one answer: a yellow cell for each number, a yellow column for each list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cs_calc.answer import Answer
from cs_calc.card import nearest
from cs_calc.expr import Input, Leaf, Step, Summary, Values, fields, inputs
from cs_calc.formulas import inputs_of, is_slip_of
from cs_calc.model import Mistake
from cs_calc.work import number, values_of
from cs_calc.workbook.book import ACCENT, TYPED, Book
from cs_calc.workbook.names import cell, column_range

Typed = Leaf | Values
SHEET, VALUES = "Answer", "Values"
FIRST = 5
"""The row of the first input, counted from 0."""
FIRST_VALUE, ROOM = 6, 500
"""The row of the first value of a list; and for how many values there is room at least."""
OTHERS = " (for the comparisons below)"


@dataclass(frozen=True)
class Inputs:
    """What stands on the sheet to be typed: the inputs of the answer's own definition, then those of the comparisons alone."""

    own: tuple[Typed, ...]
    more: tuple[Typed, ...]
    waiting: Values | None

    @property
    def all(self) -> tuple[Typed, ...]:
        """Everything, in the order of the rows."""
        return (*self.own, *self.more, *((self.waiting,) if self.waiting is not None else ()))

    @property
    def cells(self) -> dict[str, str]:
        """The name of each cell, and of each list's range: its key."""
        return {part.key: part.key for part in self.all}


def mistakes_shown(answer: Answer) -> tuple[Mistake, ...]:
    """The mistakes whose numbers lie nearest to the answer; without an answer the first ones."""
    if answer.value is not None:
        return tuple(slip.mistake for slip in nearest(answer))
    needed = set(fields(answer.variant.formula))
    own = (m for m in answer.metric.mistakes if is_slip_of(m, answer.variant) and m.formula.unit == answer.variant.formula.unit)
    return tuple(m for m in own if set(fields(m.formula)) <= needed)[:2]


def inputs_shown(answer: Answer) -> Inputs:
    """What is typed for an answer, its other definitions, printed formulas and mistakes, each once."""
    compared = (
        *(v.formula for v in answer.metric.variants),
        *(e.formula for e in answer.metric.errata if e.formula is not None),
        *(m.formula for m in mistakes_shown(answer)),
    )
    own = _typed(answer, (answer.variant.formula,), answer.fields)
    taken = {part.key for part in own}
    more = {part.key: part for part in _typed(answer, compared, [f for c in compared for f in fields(c)]) if part.key not in taken}
    waiting = answer.variant.sure.waiting if answer.variant.sure else None
    held = waiting is not None and values_of(answer.given, waiting) and waiting.key not in (*taken, *more)
    return Inputs(own, tuple(more.values()), waiting if held else None)


def _typed(answer: Answer, formulas: Sequence[Step], parts: Iterable[Input | Values]) -> tuple[Typed, ...]:
    """Numbers as they are; of a list its values, or, where only numbers made of it are known, these."""
    found: dict[Typed, None] = {}
    for part in dict.fromkeys(parts):
        summaries = [s for f in formulas for s in inputs(f) if isinstance(s, Summary) and s.of == part]
        if isinstance(part, Input) or _is_listed(answer, part):
            found[part] = None
        else:
            found.update(dict.fromkeys(summaries))
    return tuple(found)


def _is_listed(answer: Answer, part: Values) -> bool:
    """Whether a list stands as its values: they are known, or nothing is."""
    if values_of(answer.given, part) is not None:
        return True
    made = (s for s in inputs_of(answer.metric) if isinstance(s, Summary) and s.of == part)
    return not any(number(answer.given, s.key) is not None for s in made)


def write_inputs(book: Book, answer: Answer, shown: Inputs) -> int:
    """Write the rows of the inputs and the sheet of values; gives the row after them."""
    lists = [part for part in shown.all if isinstance(part, Values)]
    at = FIRST
    for part in shown.all:
        name = part.name + (OTHERS if part in shown.more else "")
        book.text(SHEET, at, 0, name, "wrapped")
        book.text(SHEET, at, 2, part.key, "wrapped", font_color=ACCENT, align="left", indent=1)
        says = part.help
        if isinstance(part, Values):
            says = f"{part.help} The values stand on the sheet {VALUES}; here is how many there are."
            if part is shown.waiting:
                says = f"{part.help} No formula uses them: they count in the sentence on those who still wait."
            values = values_of(answer.given, part) or ()
            book.formula(SHEET, at, 1, f"=COUNT({part.key})", float(len(values)), book.style("count", align="right"))
            last = _last_value(values)
            book.define_name(part.key, f"={column_range(VALUES, lists.index(part), FIRST_VALUE, last)}")
        else:
            _type_cell(book, at, part, number(answer.given, part.key))
            book.define_name(part.key, f"={cell(at, 1, SHEET, fixed=True)}")
        book.text(SHEET, at, 3, says, "wrapped")
        book.sheets[SHEET].set_row(at, 15.0 * max(1, -(-len(says) // 58), -(-len(name) // 36)))
        at += 1
    if lists:
        _write_values(book, answer, lists)
    return at


def _type_cell(book: Book, at: int, part: Leaf, value: float | None) -> None:
    look = book.unit(part.unit, bg_color=TYPED, border=1, border_color=ACCENT, locked=False)
    if value is None or value != value:
        book.sheets[SHEET].write_blank(at, 1, None, look)
    else:
        book.number(SHEET, at, 1, value, look)
    _only(book, SHEET, (at, 1, at, 1), part)


def _only(book: Book, sheet: str, where: tuple[int, int, int, int], part: Typed) -> None:
    """Let cells take only numbers that the input can be."""
    if part.minimum is None and part.maximum is None:
        return
    low = part.minimum if part.minimum is not None else -1e15
    high = part.maximum if part.maximum is not None else 1e15
    top = f" to {part.unit.show(high)}" if part.maximum is not None else " up"
    says = f"A number from {part.unit.show(low)}{top}." if part.minimum is not None else f"A number up to {part.unit.show(high)}."
    book.sheets[sheet].data_validation(*where, {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": "This number cannot be", "error_message": says,
    })  # fmt: skip


def _last_value(values: Sequence[float]) -> int:
    """The last row that a list's range reaches: room for as many again."""
    return FIRST_VALUE + max(ROOM, 2 * len(values)) - 1


def _write_values(book: Book, answer: Answer, lists: Sequence[Values]) -> None:
    """The sheet of values: a column for each list, with room to add more."""
    sheet = book.sheets[VALUES]
    book.top(VALUES, "Values: one column for each list", home=SHEET)
    for column, part in enumerate(lists):
        values = values_of(answer.given, part) or ()
        last = _last_value(values)
        room = f"Type or paste from row {FIRST_VALUE + 1} down, one value in a cell. The formulas read the rows to {last + 1:,}."
        book.text(VALUES, 2, column, room, "quiet")
        book.text(VALUES, 3, column, f"{part.name}{_unit_words(part)}", "strong")
        book.text(VALUES, 4, column, part.help, "quiet")
        book.text(VALUES, 5, column, part.key, "header_number")
        look = book.unit(part.unit, bg_color=TYPED, locked=False)
        for row in range(FIRST_VALUE, last + 1):
            place = row - FIRST_VALUE
            if place < len(values):
                book.number(VALUES, row, column, values[place], look)
            else:
                sheet.write_blank(row, column, None, look)
        _only(book, VALUES, (FIRST_VALUE, column, last, column), part)
    sheet.set_column(0, len(lists) - 1, 42)
    sheet.set_row(2, 48)
    sheet.set_row(3, 30)
    sheet.set_row(4, 15.0 * max(2, *(-(-len(part.help) // 40) for part in lists)))
    sheet.freeze_panes(FIRST_VALUE, 0)


def _unit_words(part: Values) -> str:
    return f", in {part.unit.typed_in}" if part.unit.typed_in not in ("", "%", "money") else ""
