"""Below a worked answer: other definitions, the nearest mistakes and what articles print, live on the same inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cs_calc.answer import Answer
from cs_calc.answer import answer as work_answer
from cs_calc.expr import Expr, Step, steps
from cs_calc.model import Metric, Variant
from cs_calc.say import in_words
from cs_calc.work import work
from cs_calc.workbook import formulas
from cs_calc.workbook.book import GREY, Book
from cs_calc.workbook.formulas import UNDEFINED, Condition
from cs_calc.workbook.names import cell
from cs_calc.workbook.typed import SHEET, mistakes_shown

NOTE = 4
"""The column that says why a result is not defined."""
AS_TEXT = {"font_color": GREY, "font_size": 9, "align": "left", "indent": 1, "text_wrap": True}


def conditions(metric: Metric, variant: Variant, cells: Mapping[str, str]) -> list[Condition]:
    """All that may leave a definition without a value, in the order in which `answer` looks."""
    formula = variant.formula
    return [*formulas.ranges(formula, cells), *formulas.limits(metric, variant, cells, may_be_empty=True),
            *formulas.not_known(formula, cells), *formulas.by_zero(formula, cells)]  # fmt: skip


def head(book: Book, at: int, heading: str, heads: Sequence[str] = ()) -> int:
    """A heading and the names of the columns; gives the row after them."""
    book.text(SHEET, at, 0, heading, "heading", text_wrap=False)
    book.sheets[SHEET].set_row(at, 24)
    for column, words in enumerate(heads):
        look = {"align": "left", "indent": 1} if column == 2 else {}
        book.text(SHEET, at + 1, column, words, "header_number" if column == 1 else "header", **look)
    return at + (2 if heads else 1)


def live(
    book: Book, at: int, step: Step, body: Expr, cells: Mapping[str, str], against: Sequence[Condition], value: float | None,
    problem: str, *, words: str, **look: object,
) -> None:  # fmt: skip
    """A row with a live result, its formula as text, in words, and why there is none; what it comes to is `value`."""
    note = cell(at, NOTE).replace("E", "$E")
    formula = formulas.noted(body, cells, note)
    book.formula(SHEET, at, 1, formula, UNDEFINED if value is None else value, book.unit(step.unit, **look))
    book.formula(SHEET, at, 2, f"=_xlfn.FORMULATEXT({cell(at, 1)})", formula, book.style("cell", **AS_TEXT))
    book.text(SHEET, at, 3, words, "wrapped")
    book.formula(SHEET, at, NOTE, formulas.why_not(against), as_live(problem) if value is None else "", book.style("note"))
    lines = max(-(-len(formula) // 54), -(-len(words) // 58))
    book.sheets[SHEET].set_row(at, max(20.0 if look.get("font_size") else 15.0, 15.0 * lines))


def as_live(problem: str) -> str:
    """A reason as the live cell says it: without the number that was given.

    >>> as_live("Gross margin is 120%; it cannot be above 100%.")
    'Gross margin cannot be above 100%.'
    """
    return re.sub(r"^(.*) is [^;]*; it (cannot be (?:below|above) .*)$", r"\1 \2", problem)


def write_others(book: Book, at: int, answer: Answer, cells: Mapping[str, str]) -> int:
    """Every other accepted definition on the same inputs, each one live formula."""
    others = [v for v in answer.metric.variants if v is not answer.variant]
    if not others:
        return at
    heads = ("Definition", "Live result", "The formula in that cell", "In words, when to choose it, and whose it is", "If not, why")
    at = head(book, at, "The same inputs by other definitions", heads)
    for variant in others:
        worked = work_answer(answer.metric, answer.given, variant.key)
        whose = ", ".join(s.publisher for s in variant.sources)
        words = "; ".join(f"{s.name} = {in_words(s.body)}" for s in steps(variant.formula)) + f". {variant.when} ({whose}.)"
        book.text(SHEET, at, 0, variant.name, "wrapped")
        against = conditions(answer.metric, variant, cells)
        live(book, at, variant.formula, variant.formula.body, cells, against, worked.value, worked.problem, words=words, bold=True)
        at += 1
    return at + 1


def write_mistakes(book: Book, at: int, answer: Answer, cells: Mapping[str, str]) -> int:
    """The two mistakes whose numbers lie nearest to the answer, live, with what is wrong about each."""
    mistakes = mistakes_shown(answer)
    if not mistakes:
        return at
    heads = ("What people work out instead", "Would say", "The formula in that cell", "Why it is not the answer", "If not, why")
    at = head(book, at, "Easily mistaken for it", heads)
    for mistake in mistakes:
        formula = mistake.formula
        worked = work(formula, answer.given)
        why = mistake.why + (" Some do define it so." if mistake.kind == "alternative" else "")
        words = "; ".join(in_words(s.body) if s is formula else f"{s.name} = {in_words(s.body)}" for s in steps(formula))
        book.text(SHEET, at, 0, words, "wrapped")
        against = [*formulas.not_known(formula, cells), *formulas.by_zero(formula, cells)]
        live(book, at, formula, formula.body, cells, against, worked.value, worked.problem, words=why)
        _grow(book, at, words, formulas.noted(formula.body, cells, "$E99"), why)
        at += 1
    return at + 1


def write_printed(book: Book, at: int, answer: Answer, cells: Mapping[str, str]) -> int:
    """What the articles' own formulas, as printed, give on the same inputs."""
    if not answer.as_printed:
        return at
    heads = ("What the article prints", "Gives", "The formula in that cell", "Why it is not used", "If not, why")
    at = head(book, at, "What the articles print", heads)
    for printed in answer.as_printed:
        erratum = printed.erratum
        words = f"{erratum.source.publisher} {erratum.printed}"
        shown = ""
        if erratum.formula is None:
            book.text(SHEET, at, 1, "cannot be computed", "cell", align="right")
            book.text(SHEET, at, 2, "", "cell")
            book.text(SHEET, at, 3, erratum.why, "wrapped")
        else:
            words += f": {in_words(erratum.formula.body)}"
            worked = work(erratum.formula, answer.given)
            against = [*formulas.not_known(erratum.formula, cells), *formulas.by_zero(erratum.formula, cells)]
            live(book, at, erratum.formula, erratum.formula.body, cells, against, worked.value, worked.problem, words=erratum.why)
            shown = formulas.noted(erratum.formula.body, cells, "$E99")
        book.text(SHEET, at, 0, words, "wrapped")
        _grow(book, at, words, shown, erratum.why)
        at += 1
    return at + 1


def _grow(book: Book, at: int, first: str, formula: str, last: str) -> None:
    """Make a row as high as its longest cell."""
    lines = max(1, -(-len(first) // 36), -(-len(formula) // 54), -(-len(last) // 56))
    book.sheets[SHEET].set_row(at, 15.0 * lines)
