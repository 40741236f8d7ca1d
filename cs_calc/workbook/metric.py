"""One metric on its family's sheet: what it asks, whose definitions, and each definition worked live for every period and segment."""

from __future__ import annotations

from dataclasses import dataclass, field

from cs_calc.answer import Answer
from cs_calc.expr import inputs, steps
from cs_calc.model import Benchmark, Metric, Source, Variant
from cs_calc.say import in_words
from cs_calc.tables.periods import spoken
from cs_calc.work import work
from cs_calc.workbook import formulas
from cs_calc.workbook.book import ACCENT, PALE, Book
from cs_calc.workbook.charts import ROWS, line_chart
from cs_calc.workbook.facts import LATEST, Facts, Row
from cs_calc.workbook.formulas import NO_DATA, UNDEFINED
from cs_calc.workbook.inputs import InputSheet
from cs_calc.workbook.names import cell, row_column

DIRECTION = {"higher": "higher is better", "lower": "lower is better", "depends": "neither high nor low is better by itself"}
FEWEST_POINTS = 3
WIDE, LAST = 132.0, 8  # a paragraph runs over the columns 0 to LAST, together about this many characters wide


@dataclass
class MetricSheet:
    """Where a metric stands on its family's sheet, and its answers: the cell of each variant and row."""

    sheet: str
    row: int = 0
    answers: dict[tuple[str, Row], str] = field(default_factory=dict)
    end: int = 0  # the first free row after it


def cite(source: Source) -> str:
    """A source as it stands beside a formula."""
    whose = {"article": "article", "outside": "outside the articles", "ours": "our own"}[source.kind]
    note = f" {source.note}" if source.note else ""
    return f"{source.publisher}, {source.title} ({whose}, read on {source.read_on}).{note}"


def errata_words(metric: Metric) -> list[str]:
    """What articles print for this metric and why it is not computed so, a paragraph for each."""
    found = []
    for erratum in metric.errata:
        printed = f": {in_words(erratum.formula.body)}" if erratum.formula is not None else ""
        found.append(f"{erratum.source.publisher} {erratum.printed}{printed}. {erratum.why}")
    return found


def write_metric(book: Book, facts: Facts, name: str, at: int, metric: Metric, where: InputSheet) -> MetricSheet:
    """Write one metric on the sheet `name` from the row `at`: its text, then one block for each definition."""
    found = MetricSheet(name, at)
    for column in range(LAST + 1):
        book.text(name, at, column, metric.name if column == 0 else "", "title", text_wrap=False, font_size=16, bg_color=PALE)
    book.sheets[name].set_row(at, 28)
    direction = DIRECTION[metric.better]
    at = _say(book, name, at + 1, f"{metric.asks} ({direction[0].upper()}{direction[1:]}.)", "strong")
    if (latest := facts.latest(metric)) is not None:
        at = _say_latest(book, name, at, *latest)
    for benchmark in metric.benchmarks:
        if not benchmark.variants:
            at = _say(book, name, at, _target(book, metric, metric.variants[0], benchmark), "text")
    for note in metric.notes:
        at = _say(book, name, at, note, "text")
    for words in errata_words(metric):
        at = _say(book, name, at, f"As printed, and not computed here: {words}", "quiet")
    drawn = _trend_rows(facts, metric)
    chart_at, at = at, at + (ROWS if drawn else 0)
    for number, variant in enumerate(metric.variants, 1):
        at = _write_variant(book, facts, found, metric, variant, number, at + 1, where)
    if drawn:
        _write_trend(book, found, metric, drawn, chart_at)
    found.end = at
    return found


def _trend_rows(facts: Facts, metric: Metric) -> list[Row]:
    """The latest whole periods, without a gap, for which the usual definition has a value; none where a line would say nothing.

    "not defined" is text in its cell, which a chart would draw as 0: the line begins after the last gap.
    """
    answers = facts.shown_answers(metric, metric.variants[0])
    found: list[Row] = []
    for row in [row for row in answers if not row.split and facts.dataset.is_whole(row.period, facts.kind)]:
        found = [*found, row] if answers[row].value is not None else []
    return found if len(found) >= FEWEST_POINTS else []


def _write_trend(book: Book, found: MetricSheet, metric: Metric, rows: list[Row], at: int) -> None:
    """The usual definition over time, in a native chart over the live cells of its block."""
    variant = metric.variants[0]
    first, column = row_column(found.answers[variant.key, rows[0]])
    last, _ = row_column(found.answers[variant.key, rows[-1]])
    title = metric.name if len(metric.variants) == 1 else f"{metric.name}: {variant.name}"
    told = f"{title}, {spoken(rows[0].period)} to {spoken(rows[-1].period)}, {DIRECTION[metric.better_by(variant)]}"
    line_chart(book, found.sheet, title, [(metric.name, column, ACCENT)], first, last, (at, 0), variant.formula.unit, told=told)


def _say_latest(book: Book, name: str, at: int, period: str, found: Answer) -> int:
    """What the latest whole period's answer means, and the next step."""
    meant = found.meaning
    words = f"{spoken(period)}, all customers together: {found.shown}."
    if meant is not None:
        whose = "our own advice" if meant.source.kind == "ours" else f"after {meant.source.publisher}"
        words += f" {meant.says} Next: {meant.then} ({whose})"
    return _say(book, name, at, f"{words} [As the file stood; this paragraph is not live.]", "text")


def _target(book: Book, metric: Metric, variant: Variant, benchmark: Benchmark) -> str:
    """A target in words, with its provenance."""
    better = metric.better_by(variant)
    goal = {"lower": "below " if benchmark.strict else "at most ", "higher": "above " if benchmark.strict else "at least "}.get(better, "")
    period = f", for a {benchmark.period}" if benchmark.period in ("month", "quarter", "year") else ", period not stated"
    shown = variant.formula.unit.show(benchmark.value, book.currency)
    source = f"{benchmark.kind}, {benchmark.source.publisher}, date {benchmark.date}{period}"
    return f"Target: {goal}{shown}: {benchmark.says} ({source})."


def _say(book: Book, name: str, at: int, words: str, style: str) -> int:
    book.paragraph(name, at, words, last=LAST, width=WIDE, style=style)
    return at + 1


def _write_variant(
    book: Book, facts: Facts, found: MetricSheet, metric: Metric, variant: Variant, number: int, at: int, where: InputSheet
) -> int:
    name, formula = found.sheet, variant.formula
    usual = " (the usual one)" if number == 1 and len(metric.variants) > 1 else ""
    book.text(name, at, 0, f"Definition {number}: {variant.name}{usual}", "heading", text_wrap=False)
    book.sheets[name].set_row(at, 24)
    at = _say(book, name, at + 1, f"When: {variant.when}", "text")
    if metric.better_by(variant) != metric.better:
        at = _say(book, name, at, f"By this definition, {DIRECTION[metric.better_by(variant)]}.", "strong")
    for benchmark in metric.benchmarks:
        if variant.key in benchmark.variants:
            at = _say(book, name, at, _target(book, metric, variant, benchmark), "text")
    for step in steps(formula):
        at = _say(book, name, at, f"{step.name} = {in_words(step.body)}", "strong" if step == formula else "text")
    at = _say(book, name, at, "Whose: " + " ".join(cite(s) for s in variant.sources), "quiet")
    answers = facts.shown_answers(metric, variant)
    if not answers:
        missing = ", ".join(part.name for part in inputs(formula) if part.key not in where.columns)
        return _say(book, name, at, f"Not worked here: the data do not have {missing or 'its inputs'}.", "quiet")
    if facts.trimmed and number > 1:
        at = _say(book, name, at, f"The latest {LATEST} periods only, so that the workbook stays small.", "quiet")
    return _write_block(book, facts, found, metric, variant, at, where, answers)


def _write_block(
    book: Book, facts: Facts, found: MetricSheet, metric: Metric, variant: Variant, at: int, where: InputSheet,
    answers: dict[Row, Answer],
) -> int:  # fmt: skip
    name, formula = found.sheet, variant.formula
    parts, lines = inputs(formula), steps(formula)
    method = next((a.interval.method for a in answers.values() if a.interval), "") if variant.sure else ""
    ends = ["Likely from", "Likely to"] if method else []
    if method:
        at = _say(book, name, at, f"Likely from and likely to: 95 %, {method}; values, not live.", "quiet")
    heads = [
        "Period",
        facts.by.replace("_", " ").capitalize() if facts.by else "Segment",
        *(p.name[0].upper() + p.name[1:] for p in parts),
        *(s.name for s in lines),
        *ends,
        "Note",
    ]
    for column, head in enumerate(heads):
        style = "header" if column < 2 or head == "Note" else "header_number"
        book.text(name, at, column, head, style, **({"indent": 1} if head == "Note" else {}))
    book.sheets[name].set_row(at, 15.0 * (2 + max(len(h) for h in heads) // 14))
    inner, looks = {step.key: book.unit(step.unit) for step in lines[:-1]}, [book.unit(part.unit) for part in parts]
    note, plain = book.style("note"), book.style("cell")
    result = book.unit(formula.unit, bold=True, bg_color=PALE)
    for row, a in answers.items():
        at += 1
        cells = {p.key: cell(at, 2 + i) for i, p in enumerate(parts)}
        cells |= {s.key: cell(at, 2 + len(parts) + i) for i, s in enumerate(lines)}
        book.write_text(book.sheets[name], at, 0, row.period, plain)
        book.write_text(book.sheets[name], at, 1, row.segment, plain)
        for i, part in enumerate(parts):
            if part.key in where.columns:
                book.formula(name, at, 2 + i, f"={where.at(row, part.key)}", facts.shown(row, part.key), looks[i])
            else:
                book.text(name, at, 2 + i, NO_DATA, "cell", align="right")
        for i, step in enumerate(lines[:-1]):
            known = a.worked.values.get(step.key) if a.value is not None else work(step, a.given).value
            shown = UNDEFINED if known is None else known
            book.formula(name, at, 2 + len(parts) + i, formulas.guarded(step.body, cells), shown, inner[step.key])
        limits = formulas.limits(metric, variant, cells)
        value = a.value if a.value is not None else UNDEFINED
        column = 2 + len(parts) + len(lines) - 1
        book.formula(name, at, column, formulas.guarded(formula.body, cells, limits), value, result)
        found.answers[variant.key, row] = cell(at, column, name)
        if ends:
            for i, end in enumerate((a.interval.low, a.interval.high) if a.interval else ()):
                book.number(name, at, column + 1 + i, end, book.unit(formula.unit, italic=True))
        conditions = [*limits, *formulas.not_known(formula, cells), *formulas.by_zero(formula, cells)]
        book.formula(name, at, len(heads) - 1, formulas.why_not(conditions), a.problem, note)
    return at + 1
