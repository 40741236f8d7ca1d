"""The explanation card: nine blocks in a fixed order, worked out once for page, notebook, command line and workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cs_calc.answer import Answer, AsPrinted, Slip
from cs_calc.expr import Expr, Leaf, Number, Op, Step, Summary
from cs_calc.model import Meaning, Variant
from cs_calc.say import Term, in_numbers, in_result, in_terms, in_words
from cs_calc.units import RATIO, Unit
from cs_calc.verdict import Verdict
from cs_calc.work import Worked, work

DIRECTION = {"higher": "Higher is better", "lower": "Lower is better", "depends": "Neither high nor low is better by itself"}
NEAREST = 2


@dataclass(frozen=True)
class WorkedLine:
    """One step of the working: its name, in words, in numbers, and what it comes to."""

    name: str
    words: str
    numbers: str
    result: str


@dataclass(frozen=True)
class Card:
    """A worked answer, explained. The fields are the blocks, in the order in which they are read.

    `words` and `numbers` have the same layout: term by term, with the key of the number that stands there.
    """

    shown: str  # 1 the answer
    direction: str
    sure: tuple[str, ...]
    targets: tuple[Verdict, ...]
    words: tuple[Term, ...]  # 2
    numbers: tuple[Term, ...]  # 3
    steps: tuple[WorkedLine, ...]  # 4
    backward: str  # 5
    meaning: Meaning | None  # 6
    watch_out: tuple[Slip, ...]  # 7
    definitions: tuple[tuple[Variant, Worked], ...]  # 8
    as_printed: tuple[AsPrinted, ...]
    excel: str  # 9
    cell: str


def card(found: Answer) -> Card:
    """The explanation of an answer. Raises ValueError where there is none: `found.problem` then says why.

    >>> from cs_calc import METRICS, answer
    >>> made = card(answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}))
    >>> made.backward
    '6.4% of 1,000 is 64.'
    >>> "".join(t.text for t in made.words), "".join(t.text for t in made.numbers)
    ('Customers who left ÷ Customers at start', '64 ÷ 1,000')
    """
    if found.value is None:
        raise ValueError(found.problem)
    values, lists, currency = found.worked.values, found.worked.lists, found.currency
    formula = found.variant.formula

    def number(part: Leaf) -> str:
        if isinstance(part, Summary) and part.of.key in lists:
            written = in_numbers(part, values, currency, lists)
            return f"({written})" if " " in written else written
        return part.unit.show(values[part.key], currency)

    several = len(found.definitions) > 1 or bool(found.as_printed)
    return Card(
        shown=found.shown,
        direction=DIRECTION[found.better],
        sure=sure_sentences(found),
        targets=found.verdicts,
        words=tuple(in_terms(formula, lambda part: part.name)),
        numbers=_alone(tuple(in_terms(formula, number))),
        steps=tuple(
            WorkedLine(
                line.step.name,
                in_words(line.step.body),
                in_numbers(line.step.body, values, currency, lists),
                in_result(line.step, line.value, currency),
            )
            for line in found.worked.lines
        ),
        backward=backward(found),
        meaning=found.meaning,
        watch_out=nearest(found),
        definitions=found.definitions if several else (),
        as_printed=found.as_printed if several else (),
        excel=_excel(found)[0],
        cell=_excel(found)[1],
    )


def _alone(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """A formula that is a list's summary alone needs no brackets around it."""
    if len(terms) == 1 and terms[0].text.startswith("(") and terms[0].text.endswith(")"):
        return (Term(terms[0].text[1:-1], terms[0].key),)
    return terms


def sure_sentences(found: Answer) -> tuple[str, ...]:
    """How sure the answer is: its range with method and n, then what else is to be said."""
    said = []
    if (interval := found.interval) is not None:
        show = found.variant.formula.unit.show
        low, high = show(interval.low, found.currency), show(interval.high, found.currency)
        said.append(f"Likely between {low} and {high} (95 %, {interval.method}, n = {interval.n:,.0f}).")
    return (*said, *found.cautions)


def nearest(found: Answer) -> tuple[Slip, ...]:
    """The mistakes whose numbers lie nearest to the answer: the ones that are hardest to notice."""
    value, unit = found.value, found.variant.formula.unit
    if value is None:
        return ()
    same = [slip for slip in found.slips if slip.mistake.formula.unit == unit]
    return tuple(sorted(same, key=lambda slip: abs(slip.value - value))[:NEAREST])


def backward(found: Answer) -> str:
    """The last step the other way round, a sentence: what the answer and one part give must be the other part."""
    body, values, currency = found.variant.formula.body, found.worked.values, found.currency
    if found.value is None:
        return ""
    if not isinstance(body, Op) or body.sign not in "+-*/":
        if not isinstance(body, Summary) or body.of.key not in found.worked.lists:
            return ""
        listed = found.worked.lists[body.of.key]
        if body.how == "mean":
            total = found.variant.formula.unit.show(math.fsum(listed))
            return f"{found.shown} × {len(listed):,} = {total}: the sum of the values."
        if body.how == "median":
            below, above = sum(x < found.value for x in listed), sum(x > found.value for x in listed)
            return f"{len(listed):,} values: {below:,} below it, {above:,} above."
        return ""
    unit = found.variant.formula.unit
    left, right = (_value(side, values) for side in (body.left, body.right))
    a, b = (_shown(side, value, unit, currency) for side, value in ((body.left, left), (body.right, right)))
    match body.sign:
        case "/":
            if unit.key == "percent":
                return f"{found.shown} of {b} is {a}."
            return f"{found.shown} × {b} = {a}."
        case "*":
            return f"{found.shown} ÷ {b} = {a}."
        case "-":
            return f"{found.shown} + {b} = {a}."
        case _:
            return f"{found.shown} − {b} = {a}."


def _value(side: Expr, values: Mapping[str, float]) -> float:
    return work(Step("side", "side", RATIO, side), values).value or 0.0


def _shown(side: Expr, value: float, unit: Unit, currency: str) -> str:
    """A side of the last step in the unit of its own parts; a bare number as it is."""
    if isinstance(side, Number):
        return f"{value:.15g}" if unit.key != "percent" else unit.show(value)
    return next(iter(_parts(side)), unit).show(value, currency)


def _parts(side: Expr) -> tuple[Unit, ...]:
    if isinstance(side, Step | Leaf):
        return (side.unit,)
    if isinstance(side, Op) and side.sign in "+-":
        return (*_parts(side.left), *_parts(side.right))
    if isinstance(side, Op) and side.sign == "/":
        return (RATIO,)
    return ()


def _excel(found: Answer) -> tuple[str, str]:
    from cs_calc.workbook.answer import excel_formula, result_cell

    return excel_formula(found), result_cell(found)
