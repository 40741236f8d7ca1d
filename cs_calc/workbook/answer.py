"""One worked answer as a workbook: change the inputs and the working, the result and the comparisons follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cs_calc.answer import Answer
from cs_calc.expr import Values, steps
from cs_calc.model import Benchmark, Meaning
from cs_calc.say import in_words
from cs_calc.tables.periods import KINDS
from cs_calc.work import work
from cs_calc.workbook import formulas
from cs_calc.workbook.book import PALE, Book
from cs_calc.workbook.compared import conditions, head, live, write_mistakes, write_others, write_printed
from cs_calc.workbook.metric import DIRECTION, cite
from cs_calc.workbook.names import cell
from cs_calc.workbook.typed import FIRST, SHEET, VALUES, inputs_shown, write_inputs

LAST, WIDE = 3, 160.0
STAMP = "cs-calc answer"
"""The property of the file that says which metric and definition it is: their keys, a blank between them."""
LONGEST = 8_000
"""As long as Excel lets a formula be, with a little to spare."""


def write_answer(answer: Answer) -> bytes:
    """A worked answer as the bytes of an xlsx file.

    Inputs are yellow cells with a name each (`opening_mrr`), rates as fractions shown as percent; the values of a list
    stand in a yellow column of the sheet Values, whose range has the list's name; what is not known stays empty. Steps,
    result, meaning, targets, other definitions, the nearest mistakes and what articles print are live formulas; the
    range of the answer (likely between) is a plain value. Nothing is raised for an answer that is not defined: it says so.
    """
    book = Book(title=answer.metric.name, currency=answer.currency)
    book.stamp(STAMP, f"{answer.metric.key} {answer.variant.key}")
    write_sheets(book, answer)
    return book.close()


def write_sheets(book: Book, answer: Answer) -> None:
    """The sheets of a worked answer, Answer and, where there are lists, Values, into a book."""
    shown = inputs_shown(answer)
    sheet = book.sheets[book.add(SHEET)]
    if any(isinstance(part, Values) for part in shown.all):
        book.add(VALUES)
    for column, width in enumerate((38, 18, 46, 58, 44)):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 0)
    book.text(SHEET, 0, 0, answer.metric.name, "title", text_wrap=False)
    sheet.set_row(0, 32)
    better = DIRECTION[answer.better]
    book.text(SHEET, 1, 0, f"{answer.metric.asks} ({better[0].upper()}{better[1:]}.)", "strong", text_wrap=False)
    head(book, FIRST - 2, "Inputs: change the yellow cells", ("Input", "Value", "Name of the cell", "What to count"))
    at = write_inputs(book, answer, shown)
    at = _working(book, at + 1, answer, shown.cells)
    at = _sure(book, at, answer)
    at = _meaning(book, at, answer)
    at = _targets(book, at, answer)
    at = write_others(book, at + 1, answer, shown.cells)
    at = write_mistakes(book, at, answer, shown.cells)
    at = write_printed(book, at, answer, shown.cells)
    _sources(book, at, answer)


def result_cell(answer: Answer) -> str:
    """The sheet and cell of the workbook that holds the result.

    >>> from cs_calc import METRICS, answer
    >>> result_cell(answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}))
    'Answer!B15'
    """
    return f"{SHEET}!{cell(_result_row(answer), 1)}"


def excel_formula(answer: Answer) -> str:
    """The formula as Excel takes it, with the names of the inputs: it can be copied into any sheet that has these names.

    >>> from cs_calc import METRICS, answer
    >>> excel_formula(answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}))
    '=left_customers/opening_customers'
    """
    return f"={formulas.plain(answer.variant.formula.body, inputs_shown(answer).cells)}"


def _first_step(answer: Answer) -> int:
    """The row of the first line of the working: after the inputs, an empty row, the heading, the heads and when to use it."""
    return FIRST + len(inputs_shown(answer).all) + 4


def _result_row(answer: Answer) -> int:
    return _first_step(answer) + len(steps(answer.variant.formula)) - 1


def _working(book: Book, at: int, answer: Answer, cells: Mapping[str, str]) -> int:
    """Each step live, with its formula and its words; the last one is the result."""
    formula = answer.variant.formula
    heads = ("Step", "Live result", "The formula in that cell", "In words", "If not defined, why")
    at = head(book, at, f"Working: {answer.variant.name}", heads)
    book.text(SHEET, at, 0, answer.variant.when, "quiet", text_wrap=False)
    at += 1
    assert at == _first_step(answer)
    for step in steps(formula):
        last = step == formula
        worked = work(step, answer.given)
        against = [*formulas.not_known(step, cells), *formulas.by_zero(step, cells)]
        value, problem = worked.value, worked.problem
        if last:
            against, value, problem = conditions(answer.metric, answer.variant, cells), answer.value, answer.problem
        look = {"bold": True, "bg_color": PALE, "font_size": 13} if last else {}
        live(book, at, step, step.body, cells, against, value, problem, words=in_words(step.body), **look)
        book.text(SHEET, at, 0, step.name, "cell", bold=last)
        at += 1
    return at


def _sure(book: Book, at: int, answer: Answer) -> int:
    """How sure the answer is: values, not live."""
    if answer.interval:
        words = f"Likely between (95 %, {answer.interval.method}, n = {answer.interval.n:,.0f}; values, not live)"
        book.text(SHEET, at, 0, words, "quiet", text_wrap=False)
        for i, end in enumerate((answer.interval.low, answer.interval.high)):
            look = book.unit(answer.variant.formula.unit, italic=True, align="left" if i else "right")
            book.number(SHEET, at + 1, 1 + i, end, look)
        at += 2
    for sentence in answer.cautions:
        book.paragraph(SHEET, at, f"{sentence} (As worked out; this sentence is not live.)", last=LAST, width=WIDE, style="strong")
        at += 1
    return at


def _meaning(book: Book, at: int, answer: Answer) -> int:
    """What an answer of this size means, and the next step: live, so that they follow the numbers."""
    fitting = [m for m in answer.metric.meanings if not m.variants or answer.variant.key in m.variants]
    if not fitting:
        return at
    result, found = cell(_result_row(answer), 1, fixed=True), answer.meaning
    texts = [(m, f"{m.then} ({'our own advice' if m.source.kind == 'ours' else 'after ' + m.source.publisher})") for m in fitting]
    for words, said, shown in (
        ("What it means", [(m, m.says) for m in fitting], found.says if found else ""),
        ("What to do next", texts, next((t for m, t in texts if m is found), "")),
    ):
        look = book.style("wrapped")
        book.text(SHEET, at, 0, words, "cell", bold=True)
        book.sheets[SHEET].merge_range(at, 1, at, LAST, "", look)
        formula = _by_size(said, result)
        if len(formula) < LONGEST:
            book.formula(SHEET, at, 1, formula, shown, look)
        else:
            book.text(SHEET, at, 1, shown, "wrapped")
        book.sheets[SHEET].set_row(at, 15.0 * max(-(-len(text) // 118) for _, text in said))
        at += 1
    return at


def _by_size(said: Sequence[tuple[Meaning, str]], result: str) -> str:
    """A live text by the range in which the result lies; empty where there is none."""
    formula = '""'
    for meaning, words in reversed(said):
        ends = ((meaning.low, ">="), (meaning.high, "<"))
        tests = [f"{result}{sign}{end!r}" for end, sign in ends if end is not None]
        test = f"AND({','.join(tests)})" if len(tests) > 1 else tests[0] if tests else "TRUE"
        formula = f"IF({test},{formulas.text(words)},{formula})"
    return f'=IF(ISNUMBER({result}),{formula},"")'


def _targets(book: Book, at: int, answer: Answer) -> int:
    """The targets that are said of this definition, each met or missed, live."""
    formula, result = answer.variant.formula, cell(_result_row(answer), 1)
    for benchmark in answer.metric.benchmarks:
        if answer.better == "depends" or (benchmark.variants and answer.variant.key not in benchmark.variants):
            continue
        sign = ("<" if answer.better == "lower" else ">") + ("" if benchmark.strict else "=")
        goal = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}[sign]
        book.text(SHEET, at, 0, f"Target: {goal} {formula.unit.show(benchmark.value, book.currency)}", "cell")
        about = f"{benchmark.says} ({benchmark.kind}, {benchmark.source.publisher}, date {benchmark.date}, period {_period(benchmark)})"
        if answer.period and benchmark.period in KINDS and benchmark.period != answer.period:
            book.text(SHEET, at, 1, f"for a {benchmark.period}, not a {answer.period}", "quiet", align="right")
        else:
            met = answer.value is not None and _meets(answer.value, benchmark.value, sign)
            shown = "" if answer.value is None else "meets" if met else "misses"
            test = f'=IF(ISNUMBER({result}),IF({result}{sign}{benchmark.value!r},"meets","misses"),"")'
            book.formula(SHEET, at, 1, test, shown, book.style("cell", align="right"))
        book.sheets[SHEET].merge_range(at, 2, at, LAST, "", book.style("wrapped"))
        book.text(SHEET, at, 2, about, "wrapped", align="left", indent=1)
        book.sheets[SHEET].set_row(at, 15.0 * -(-len(about) // 100))
        at += 1
    return at


def _period(benchmark: Benchmark) -> str:
    return benchmark.period or "not stated"


def _meets(value: float, goal: float, sign: str) -> bool:
    return {"<": value < goal, "<=": value <= goal, ">": value > goal, ">=": value >= goal}[sign]


def _sources(book: Book, at: int, answer: Answer) -> None:
    metric = answer.metric
    at = head(book, at, "Sources")
    meant = [answer.meaning.source] if answer.meaning else []
    for source in dict.fromkeys((*answer.variant.sources, *(s for v in metric.variants for s in v.sources),
                                 *(e.source for e in metric.errata), *(b.source for b in metric.benchmarks), *meant)):  # fmt: skip
        book.paragraph(SHEET, at, cite(source), last=LAST, width=WIDE, style="quiet")
        at += 1
    for note in metric.notes:
        book.paragraph(SHEET, at, note, last=LAST, width=WIDE)
        at += 1
