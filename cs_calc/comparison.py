"""One set of numbers through every definition of a metric: the accepted ones, and those that are printed and wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from cs_calc.answer import answer
from cs_calc.difference import apart, difference, in_one_line
from cs_calc.expr import Input, Leaf, Step, Summary, Values, fields, inputs
from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.say import in_numbers, in_result, in_terms, in_words
from cs_calc.units import Unit
from cs_calc.work import Given, Known, leaf_value, values_of, work

Kind = Literal["accepted", "printed"]
KIND_WORDS: dict[Kind, str] = {"accepted": "Accepted definition", "printed": "Printed, and wrong"}
TOO_FAR = 100.0
"""A printed formula that gives more than this many times the largest accepted value is told, not drawn: it would flatten the rest."""

NOT_THEIRS: dict[str, frozenset[str]] = {"net_mrr_churn": frozenset({"new_mrr"})}
"""Numbers of a first example that we have added and its publisher does not give; a definition that needs them says so.

Typeform's January has no new business.
"""


@dataclass(frozen=True)
class Reading:
    """What one definition makes of the numbers. Without a value, `problem` says why in a sentence."""

    kind: Kind
    name: str
    whose: str
    by: str  # the first of them: who is named where there is little room
    formula: Step | None
    value: float | None
    shown: str
    words: str
    numbers: str
    says: str  # when to choose it, or why it is wrong
    problem: str
    missing: tuple[str, ...]  # names of the numbers that are not known
    same_scale: bool  # whether the value may stand on one axis with the default's
    differs: str  # from the default, a sentence; empty for the default itself
    is_default: bool = False
    lines: tuple[str, ...] = ()  # the working, inner to outer; empty without a value


@dataclass(frozen=True)
class Comparison:
    """Every definition of a metric on the same numbers; the default is first."""

    metric: Metric
    readings: tuple[Reading, ...]
    currency: str

    @property
    def unit(self) -> Unit:
        """The unit of the default."""
        return self.metric.variants[0].formula.unit

    @property
    def drawn(self) -> tuple[Reading, ...]:
        """The readings that stand on one axis, lowest first."""
        known = [r for r in self.readings if r.value is not None and r.same_scale]
        largest = max((abs(r.value or 0.0) for r in known if r.kind == "accepted"), default=0.0)
        near = [r for r in known if r.kind == "accepted" or not largest or abs(r.value or 0.0) <= TOO_FAR * largest]
        return tuple(sorted(near, key=lambda r: r.value or 0.0))

    @property
    def not_drawn(self) -> tuple[str, ...]:
        """Why the others do not stand on the axis, a sentence for each."""
        return tuple(_why_not(r) for r in self.readings if r not in self.drawn)

    @property
    def accepted(self) -> tuple[Reading, ...]:
        """The accepted ones among those that stand on one axis, lowest first."""
        return tuple(r for r in self.drawn if r.kind == "accepted")

    def show(self, value: float) -> str:
        """A value as it stands in the finding: with its sign, where the readings lie on both sides of 0."""
        both = any((r.value or 0.0) < 0 for r in self.drawn) and value > 0
        return ("+" if both else "") + self.unit.show(value, self.currency)

    def finding(self, what: str = "") -> str:
        """How far the definitions lie apart, a sentence; `what` names the case, such as a period.

        >>> compare(METRICS["net_mrr_churn"], first_numbers(METRICS["net_mrr_churn"])).finding("The same month")
        'The same month reads from -7.0% to +4.0%: 11 points apart.'
        """
        used = [{*fields(r.formula)} for r in self.drawn if r.formula is not None]
        shared = all(a & b for a in used for b in used)
        what = what or ("The same numbers" if shared else "The same case")
        verb = "read" if what.endswith("numbers") else "reads"
        if not self.drawn:
            return "None of the definitions can be worked from these numbers."
        if len(self.drawn) == 1:
            others = sum(r.value is not None for r in self.readings) - 1
            rest = "no other can be worked from these numbers" if not others else f"{others} more on another scale"
            rest = rest if len(self.readings) > 1 else "the catalogue has no other"
            return f"{what} {verb} {self.drawn[0].shown} by one definition; {rest}."
        low, high = self.drawn[0].value or 0.0, self.drawn[-1].value or 0.0
        if self.show(low) == self.show(high):
            return f"{what} {verb} {self.show(low)} by all {len(self.drawn)} definitions."
        return f"{what} {verb} from {self.show(low)} to {self.show(high)}: {apart(self.unit, high - low, self.currency)} apart."

    def aside(self) -> str:
        """The same for the accepted definitions alone, where others stand beside them; else empty."""
        if len(self.accepted) == len(self.drawn) or not self.accepted:
            return ""
        low, high = self.accepted[0].value or 0.0, self.accepted[-1].value or 0.0
        if len(self.accepted) == 1:
            return f"The accepted definition gives {self.show(low)}; the rest is printed, and wrong."
        if self.show(low) == self.show(high):
            return f"The accepted definitions agree on {self.show(low)}; the rest is printed, and wrong."
        return f"The accepted definitions alone lie between {self.show(low)} and {self.show(high)}; the rest is printed, and wrong."

    def as_frame(self) -> pd.DataFrame:
        """One row a definition, as people read it and take it along."""
        return pd.DataFrame(
            {
                "Definition": r.name + (" (the default)" if r.is_default else ""),
                "Whose": r.whose,
                "Kind": KIND_WORDS[r.kind],
                "Value": r.shown or "not worked",
                "In words": r.words,
                "In numbers": r.numbers or r.problem,
                "When to choose it, or why it is wrong": r.says,
                "What makes it differ": r.differs,
            }
            for r in self.readings
        )


def choices() -> list[Metric]:
    """Every metric, first those of which there is more than one formula, in the catalogue's order."""
    return sorted(METRICS.values(), key=lambda m: how_many(m) < 2)


def how_many(metric: Metric) -> int:
    """How many formulas there are: accepted definitions, and printed ones that can be worked."""
    return len(metric.variants) + sum(e.formula is not None for e in metric.errata)


def parts_of(metric: Metric) -> tuple[Input | Values, ...]:
    """What a person types for all definitions, in the order in which the metric's own example tells them."""
    formulas = [*(v.formula for v in metric.variants), *(e.formula for e in metric.errata if e.formula is not None)]
    order = list(metric.examples[0].given)
    found = dict.fromkeys(part for formula in formulas for part in fields(formula))
    return tuple(sorted(found, key=lambda part: order.index(part.key) if part.key in order else len(order)))


def leaves_of(metric: Metric) -> tuple[Leaf, ...]:
    """Every number that the definitions use: inputs, and summaries of lists."""
    formulas = [*(v.formula for v in metric.variants), *(e.formula for e in metric.errata if e.formula is not None)]
    return tuple(dict.fromkeys(part for formula in formulas for part in inputs(formula)))


def first_numbers(metric: Metric) -> dict[str, Known]:
    """The numbers that a comparison opens on: the metric's first example, as its publisher gives it."""
    ours = NOT_THEIRS.get(metric.key, frozenset())
    given = metric.examples[0].given
    return {part.key: None if part.key in ours else given.get(part.key) for part in parts_of(metric)}


def compare(metric: Metric, given: Given, currency: str = "$") -> Comparison:
    """Work every accepted definition and every printed formula on one set of numbers.

    >>> found = compare(METRICS["customer_churn_rate"], METRICS["customer_churn_rate"].examples[0].given)
    >>> [(r.by, r.shown) for r in found.readings]
    [('ChartMogul', '6.4%'), ('HubSpot', '6.4%'), ('cs-calc', '6.35%'), ('CloudTask', '80.0%')]
    """
    default = metric.variants[0]
    readings = []
    for variant in metric.variants:
        found = answer(metric, given, variant.key, currency=currency)
        readings.append(
            Reading(
                "accepted",
                variant.name,
                ", ".join(s.publisher for s in variant.sources),
                variant.sources[0].publisher,
                variant.formula,
                found.value,
                found.shown,
                in_one_line(variant.formula),
                _numbers(variant.formula, given, currency) if found.value is not None else "",
                variant.when,
                found.problem,
                _missing(variant.formula, given),
                variant.formula.unit == default.formula.unit and metric.better_by(variant) == metric.better_by(default),
                "",
                variant is default,
            )
        )
    for erratum in metric.errata:
        whose = erratum.source.publisher
        if erratum.formula is None:
            no = "What is printed cannot be worked as a formula."
            readings.append(Reading("printed", f"As printed: {erratum.printed}", whose, whose, None, None, "", "", "", erratum.why, no, (),
                                    False, ""))  # fmt: skip
            continue
        worked = work(erratum.formula, given)
        shown = worked.shown(currency)
        numbers = _numbers(erratum.formula, given, currency) if shown else ""
        readings.append(Reading("printed", f"As printed: {erratum.printed}", whose, whose, erratum.formula, worked.value, shown,
                                in_one_line(erratum.formula), numbers, erratum.why, worked.problem, _missing(erratum.formula, given),
                                erratum.formula.unit == default.formula.unit, ""))  # fmt: skip
    told = (readings[0], *(_with_difference(r, readings[0], given, currency) for r in readings[1:]))
    return Comparison(metric, tuple(replace(r, lines=_lines(r, given, currency)) for r in told), currency)


def _lines(reading: Reading, given: Given, currency: str) -> tuple[str, ...]:
    if reading.formula is None or reading.value is None:
        return ()
    found = work(reading.formula, given)
    return tuple(
        f"{line.step.name} = {in_words(line.step.body)} = {in_numbers(line.step.body, found.values, currency, found.lists)}"
        f" = {in_result(line.step, line.value, currency)}"
        for line in found.lines
    )


def _with_difference(reading: Reading, default: Reading, given: Given, currency: str) -> Reading:
    if reading.formula is None or default.formula is None:
        return reading
    says = f"{_subject(reading)} {difference(default.formula, reading.formula, given, currency)}"
    if reading.value is not None and default.value is not None and reading.same_scale:
        unit, gap = default.formula.unit, reading.value - default.value
        if unit.show(reading.value, currency) == unit.show(default.value, currency):
            says += ", which changes nothing here"
        else:
            says += f": {apart(unit, gap, currency)} {'higher' if gap > 0 else 'lower'} than the default"
    return replace(reading, differs=f"{says}.")


def _subject(reading: Reading) -> str:
    return "This definition" if reading.by == "cs-calc" else reading.by


def _missing(formula: Step, given: Given) -> tuple[str, ...]:
    return tuple(part.name for part in inputs(formula) if leaf_value(part, given) is None)


def _numbers(formula: Step, given: Given, currency: str) -> str:
    lists = {p.of.key: known for p in inputs(formula) if isinstance(p, Summary) and (known := values_of(given, p.of)) is not None}
    values = {p.key: v for p in inputs(formula) if (v := leaf_value(p, given)) is not None}
    return "".join(t.text for t in in_terms(formula, lambda part: in_numbers(part, values, currency, lists)))


def _why_not(reading: Reading) -> str:
    name = f"{reading.whose} ({reading.name})"
    if reading.missing:
        return f"{name}: not known is {' and '.join(reading.missing)}."
    if reading.value is None:
        return f"{name}: {reading.problem}"
    why = "too far out to draw" if reading.same_scale else "on another scale"
    return f"{name} gives {reading.shown}: {why}."
