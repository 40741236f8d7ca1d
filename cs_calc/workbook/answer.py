"""One worked answer as a workbook: change the inputs and the working, the result and the other definitions follow."""

from __future__ import annotations

from collections.abc import Sequence

from cs_calc.answer import Answer
from cs_calc.answer import answer as work_answer
from cs_calc.expr import Input, inputs, steps
from cs_calc.model import Variant
from cs_calc.say import in_words
from cs_calc.work import work
from cs_calc.workbook import formulas
from cs_calc.workbook.book import ACCENT, PALE, TYPED, Book
from cs_calc.workbook.formulas import UNDEFINED
from cs_calc.workbook.metric import DIRECTION, cite
from cs_calc.workbook.names import cell

SHEET, LAST, WIDE = "Answer", 3, 125.0


def write_answer(answer: Answer) -> bytes:
    """A worked answer as the bytes of an xlsx file.

    Inputs are yellow cells with a name each (`opening_mrr`), rates as fractions shown as percent; an input that is not
    known stays empty. Steps, result, targets, other definitions and what articles print are live formulas; the range
    of the answer (likely between) is a plain value. Nothing is raised for an answer that is not defined: it says so.
    """
    book = Book(title=answer.metric.name, currency=answer.currency)
    name = book.add(SHEET)
    sheet = book.sheets[name]
    for column, width in enumerate((40, 22, 24, 62)):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 0)
    book.text(name, 0, 0, answer.metric.name, "title", text_wrap=False)
    sheet.set_row(0, 32)
    better = DIRECTION[answer.metric.better]
    book.text(name, 1, 0, f"{answer.metric.asks} ({better[0].upper()}{better[1:]}.)", "strong", text_wrap=False)
    at, cells = _inputs(book, name, 3, answer)
    at = _working(book, name, at + 1, answer, cells)
    at = _others(book, name, at + 1, answer, cells)
    at = _printed(book, name, at, answer, cells)
    at = _head(book, name, at + 1, "Sources", ())
    for source in dict.fromkeys((*answer.variant.sources, *(s for v in answer.metric.variants for s in v.sources),
                                 *(e.source for e in answer.metric.errata), *(b.source for b in answer.metric.benchmarks))):  # fmt: skip
        book.paragraph(name, at, cite(source), last=LAST, width=WIDE, style="quiet")
        at += 1
    for note in answer.metric.notes:
        book.paragraph(name, at, note, last=LAST, width=WIDE)
        at += 1
    return book.close()


def _head(book: Book, name: str, at: int, heading: str, heads: Sequence[str]) -> int:
    book.text(name, at, 0, heading, "heading", text_wrap=False)
    book.sheets[name].set_row(at, 24)
    for column, head in enumerate(heads):
        book.text(name, at + 1, column, head, "header_number" if column == 1 else "header")
    return at + (2 if heads else 1)


def _inputs(book: Book, name: str, at: int, answer: Answer) -> tuple[int, dict[str, str]]:
    """The cells to type into: those of this definition first, then those that only the others need."""
    of_others = [v.formula for v in answer.metric.variants] + [e.formula for e in answer.metric.errata if e.formula is not None]
    more = dict.fromkeys(p for f in of_others for p in inputs(f) if p not in answer.inputs)
    at = _head(book, name, at, "Inputs: change the yellow cells", ("Input", "Value", "Name of the cell", "What to count"))
    cells: dict[str, str] = {}
    for part in (*answer.inputs, *more):
        if part in more and part.key in cells:
            continue
        book.text(name, at, 0, part.name if part in answer.inputs else f"{part.name} (other definitions only)", "wrapped")
        value = answer.given.get(part.key)
        look = book.unit(part.unit, bg_color=TYPED, border=1, border_color=ACCENT, locked=False)
        if value is None or value != value:
            book.sheets[name].write_blank(at, 1, None, look)
        else:
            book.number(name, at, 1, value, look)
        book.text(name, at, 2, part.key, "wrapped", font_color=ACCENT, indent=1)
        book.text(name, at, 3, part.help, "wrapped")
        book.sheets[name].set_row(at, 15.0 * max(1, -(-len(part.help) // 60), -(-(len(part.name) + 25) // 42)))
        _only(book, name, at, part)
        book.workbook.define_name(part.key, f"={cell(at, 1, name, fixed=True)}")
        cells[part.key] = part.key
        at += 1
    return at, cells


def _only(book: Book, name: str, at: int, part: Input) -> None:
    """Let a cell take only numbers that the input can be."""
    if part.minimum is None and part.maximum is None:
        return
    low = part.minimum if part.minimum is not None else -1e15
    high = part.maximum if part.maximum is not None else 1e15
    says = f"A number from {part.unit.show(low)}" + (f" to {part.unit.show(high)}" if part.maximum is not None else " up") + "."
    book.sheets[name].data_validation(at, 1, at, 1, {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": "This number cannot be", "error_message": says,
    })  # fmt: skip


def _working(book: Book, name: str, at: int, answer: Answer, names: dict[str, str]) -> int:
    """Each step live, with its words; then the result, why there may be none, how sure it is, and the targets."""
    formula = answer.variant.formula
    at = _head(book, name, at, f"Working: {answer.variant.name}", ("Step", "Live result", "", "In words"))
    book.text(name, at, 0, answer.variant.when, "quiet", text_wrap=False)
    at += 1
    lines = steps(formula)
    cells = names | {s.key: cell(at + i, 1) for i, s in enumerate(lines)}
    conditions = _conditions(answer, answer.variant, cells)
    note = cell(at + len(lines), 1, fixed=True)
    for step in lines:
        last = step is lines[-1]
        worked = answer.value if last else work(step, answer.given).value
        value = UNDEFINED if worked is None else worked
        missing = [formulas.Condition(f"COUNT({','.join(cells[p.key] for p in inputs(step))})<{len(inputs(step))}", "")]
        stop = [formulas.Condition(f'{note}<>""', "")] if last else missing
        look = book.unit(step.unit, **({"bold": True, "bg_color": PALE, "font_size": 13} if last else {}))
        book.text(name, at, 0, step.name, "cell", bold=last)
        book.formula(name, at, 1, formulas.guarded(step.body, cells, stop), value, look)
        book.text(name, at, 3, in_words(step.body), "wrapped")
        book.sheets[name].set_row(at, 15.0 * max(20 / 15 if last else 1, -(-len(in_words(step.body)) // 60)))
        at += 1
    book.text(name, at, 0, "If there is no answer, why", "quiet")
    book.formula(name, at, 1, formulas.why_not(conditions), answer.problem, book.style("quiet", text_wrap=False))
    result = cell(at - 1, 1)
    at += 1
    if answer.interval:
        words = f"Likely between (95 %, {answer.interval.method}, n = {answer.interval.n:,.0f}; values, not live)"
        book.text(name, at, 0, words, "quiet", text_wrap=False)
        for i, end in enumerate((answer.interval.low, answer.interval.high)):
            book.number(name, at + 1, 1 + i, end, book.unit(formula.unit, italic=True))
        at += 2
    for benchmark in answer.metric.benchmarks:
        if answer.metric.better == "depends":
            continue
        sign = ("<" if answer.metric.better == "lower" else ">") + ("" if benchmark.strict else "=")
        number = f"{benchmark.value!r}"
        met = answer.value is not None and _meets(answer.value, benchmark.value, sign)
        shown = "" if answer.value is None else "meets" if met else "misses"
        test = f'=IF(ISNUMBER({result}),IF({result}{sign}{number},"meets","misses"),"")'
        goal = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}[sign]
        book.text(name, at, 0, f"Target: {goal} {formula.unit.show(benchmark.value, book.currency)}", "cell")
        book.formula(name, at, 1, test, shown, book.style("cell", align="right"))
        period = benchmark.period or "not stated"
        about = f"{benchmark.says} ({benchmark.kind}, {benchmark.source.publisher}, date {benchmark.date}, period {period})"
        book.text(name, at, 3, about, "wrapped")
        book.sheets[name].set_row(at, 15.0 * -(-len(about) // 58))
        at += 1
    return at


def _meets(value: float, goal: float, sign: str) -> bool:
    return {"<": value < goal, "<=": value <= goal, ">": value > goal, ">=": value >= goal}[sign]


def _conditions(answer: Answer, variant: Variant, cells: dict[str, str]) -> list[formulas.Condition]:
    formula = variant.formula
    return [*formulas.ranges(formula, cells), *formulas.limits(answer.metric, variant, cells, may_be_empty=True),
            *formulas.not_known(formula, cells), *formulas.by_zero(formula, cells)]  # fmt: skip


def _others(book: Book, name: str, at: int, answer: Answer, cells: dict[str, str]) -> int:
    """Every other accepted definition on the same inputs, each one live formula."""
    others = [v for v in answer.metric.variants if v is not answer.variant]
    if not others:
        return at
    heads = ("Definition", "Live result", "Whose", "In words, and when to choose it")
    at = _head(book, name, at, "The same inputs by other definitions", heads)
    for variant in others:
        known = {p.key: cells[p.key] for p in inputs(variant.formula)}
        conditions = _conditions(answer, variant, known)[:-1]
        value = work_answer(answer.metric, answer.given, variant.key).value
        words = "; ".join(f"{s.name} = {in_words(s.body)}" for s in steps(variant.formula)) + f". {variant.when}"
        book.text(name, at, 0, variant.name, "wrapped")
        formula = formulas.guarded(variant.formula.body, known, conditions)
        book.formula(name, at, 1, formula, UNDEFINED if value is None else value, book.unit(variant.formula.unit, bold=True))
        book.text(name, at, 2, ", ".join(s.publisher for s in variant.sources), "wrapped")
        book.text(name, at, 3, words, "wrapped")
        book.sheets[name].set_row(at, 15.0 * -(-len(words) // 56))
        at += 1
    return at + 1


def _printed(book: Book, name: str, at: int, answer: Answer, cells: dict[str, str]) -> int:
    """What the articles' own formulas, as printed, give on the same inputs."""
    if not answer.as_printed:
        return at
    at = _head(book, name, at, "What the articles print", ("Article", "Gives", "Printed", "Why it is not used"))
    for printed in answer.as_printed:
        erratum = printed.erratum
        book.text(name, at, 0, erratum.source.publisher, "wrapped")
        if erratum.formula is None:
            book.text(name, at, 1, "cannot be computed", "cell", align="right")
        else:
            known = {p.key: cells[p.key] for p in inputs(erratum.formula)}
            conditions = formulas.not_known(erratum.formula, known)
            formula = formulas.guarded(erratum.formula.body, known, conditions)
            value = UNDEFINED if printed.value is None else printed.value
            book.formula(name, at, 1, formula, value, book.unit(erratum.formula.unit))
        words = erratum.printed + (f": {in_words(erratum.formula.body)}" if erratum.formula is not None else "")
        book.text(name, at, 2, words, "wrapped")
        book.text(name, at, 3, erratum.why, "wrapped")
        book.sheets[name].set_row(at, 15.0 * max(-(-len(words) // 21), -(-len(erratum.why) // 58)))
        at += 1
    return at
