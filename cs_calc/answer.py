"""One metric, one set of numbers: the whole answer that page, command line and workbook show."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cs_calc.expr import Input, Leaf, Part, Step, Summary, Values, fields, inputs
from cs_calc.formulas import is_slip_of, limits_of
from cs_calc.intervals import Interval
from cs_calc.model import Direction, Erratum, Meaning, Metric, Mistake, Source, Variant
from cs_calc.say import in_numbers, in_result, in_words
from cs_calc.sure import cautions, interval_of
from cs_calc.verdict import Verdict, beyond, verdict
from cs_calc.work import HAIR, Given, Worked, leaf_value, values_of, work


@dataclass(frozen=True)
class AsPrinted:
    """What an article's own formula, as printed, gives on the same numbers."""

    erratum: Erratum
    value: float | None
    shown: str


@dataclass(frozen=True)
class Slip:
    """What a common mistake would have said on the same numbers."""

    mistake: Mistake
    value: float
    shown: str


@dataclass(frozen=True)
class Answer:
    """A metric worked on one case, by one variant, with all that is to be said about it."""

    metric: Metric
    variant: Variant
    given: Given
    worked: Worked
    currency: str = "$"
    period: str = ""  # month, quarter or year, where it is known

    @property
    def value(self) -> float | None:
        """The answer, a fraction where the unit is percent; None where `problem` says why."""
        return self.worked.value

    @property
    def problem(self) -> str:
        """Why there is no answer, a sentence; empty where there is one."""
        return self.worked.problem

    @property
    def shown(self) -> str:
        """The answer as a person reads it; empty where there is none."""
        return self.worked.shown(self.currency)

    def _repr_html_(self) -> str:
        """The explanation card, as a Jupyter notebook shows it."""
        from cs_calc.card_html import as_html  # only where a notebook asks for it

        return as_html(self)

    @property
    def better(self) -> Direction:
        """Which way is good."""
        return self.metric.better_by(self.variant)

    @cached_property
    def interval(self) -> Interval | None:
        """How sure the answer is, where the counts it rests on are known."""
        if self.value is None:
            return None
        return interval_of(self.variant.sure, self.variant.formula, {**self.given, **self.worked.values})

    @property
    def range_shown(self) -> str:
        """The interval as a person reads it, `5.04% to 8.09%`; empty where there is none."""
        if self.interval is None:
            return ""
        return " to ".join(self.variant.formula.unit.show(end, self.currency) for end in (self.interval.low, self.interval.high))

    @property
    def cautions(self) -> tuple[str, ...]:
        """What is to be said of how sure the answer is beside its range, in sentences."""
        return cautions(self.variant, self.value, self.interval, {**self.given, **self.worked.values}, self.currency)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The answer against every target that is meant for this definition."""
        fitting = (b for b in self.metric.benchmarks if not b.variants or self.variant.key in b.variants)
        if self.value is None or self.better == "depends":
            return ()
        formula, found = self.variant.formula, []
        for b in fitting:
            held = verdict(self.value, b, formula.unit, self.better, self.period, self.currency)
            if isinstance(formula.body, Summary) and (listed := self.worked.lists.get(formula.body.of.key)) is not None:
                held = replace(held, text=held.text + beyond(listed, b, self.better))
            found.append(held)
        return tuple(found)

    @property
    def meaning(self) -> Meaning | None:
        """What an answer of this size means, and what to do next."""
        value = self.value
        if value is None:
            return None
        for m in self.metric.meanings:
            fits = (m.low is None or value >= m.low - HAIR) and (m.high is None or value < m.high - HAIR)
            if fits and (not m.variants or self.variant.key in m.variants):
                return m
        return None

    @property
    def definitions(self) -> tuple[tuple[Variant, Worked], ...]:
        """The same numbers by every accepted definition whose inputs are known."""
        worked = ((v, _checked(self.metric, v, self.given)) for v in self.metric.variants)
        return tuple((v, w) for v, w in worked if v is self.variant or w.value is not None)

    @property
    def as_printed(self) -> tuple[AsPrinted, ...]:
        """What the articles' own versions give; without a value where they cannot be worked."""
        rows = []
        for erratum in self.metric.errata:
            worked = work(erratum.formula, self.given) if erratum.formula is not None else None
            value = worked.value if worked else None
            rows.append(AsPrinted(erratum, value, worked.shown(self.currency) if worked else ""))
        return tuple(rows)

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What common mistakes with this definition would say, where that can be worked and differs from the answer."""
        found = []
        for mistake in (m for m in self.metric.mistakes if is_slip_of(m, self.variant)):
            worked = work(mistake.formula, self.given)
            shown = worked.shown(self.currency)
            if worked.value is not None and self.value is not None and shown != self.shown:
                found.append(Slip(mistake, worked.value, shown))
        return tuple(found)

    @property
    def inputs(self) -> tuple[Leaf, ...]:
        """The numbers of the chosen variant, in the order in which the metric's own example tells them."""
        return _in_order(self.metric, inputs(self.variant.formula))

    @property
    def fields(self) -> tuple[Input | Values, ...]:
        """What a person types or pastes for the chosen variant, in that order."""
        return _in_order(self.metric, fields(self.variant.formula))

    def as_dict(self) -> dict[str, Any]:
        """The stable form that `cs-calc work --json` prints. Values are fractions, never percent."""
        interval = self.interval
        return {
            "metric": self.metric.key,
            "variant": self.variant.key,
            "value": self.value,
            "shown": self.shown,
            "unit": self.variant.formula.unit.key,
            "inputs": self._given_inputs(),
            "steps": [
                {
                    "key": line.step.key,
                    "name": line.step.name,
                    "words": in_words(line.step.body),
                    "numbers": in_numbers(line.step.body, self.worked.values, self.currency, self.worked.lists),
                    "value": line.value,
                    "shown": line.step.unit.show(line.value, self.currency),
                }
                for line in self.worked.lines
            ],
            "problem": self.problem or None,
            "interval": interval and {"low": interval.low, "high": interval.high, "level": interval.level, "method": interval.method},
            "verdicts": [{"text": v.text, "source": _cite(v.benchmark.source)} for v in self.verdicts],
            "as_printed": [
                {"source": _cite(p.erratum.source), "value": p.value, "shown": p.shown or None, "why": p.erratum.why}
                for p in self.as_printed
            ],
            "sources": [_cite(source) for source in self.variant.sources],
        }

    def sentence(self) -> str:
        """The answer in one sentence, with how sure it is.

        >>> from cs_calc import METRICS
        >>> answer(METRICS["nps"], {"promoters": 42, "passives": 10, "detractors": 8}).sentence()
        'Net Promoter Score is 56.67 (likely between 36.06 and 71.88, n = 60).'
        """
        name = self.worked.formula.name
        if self.value is None:
            return self.problem
        if self.interval is None:
            return f"{name} is {self.shown}."
        low, high = (self.variant.formula.unit.show(x, self.currency) for x in (self.interval.low, self.interval.high))
        return f"{name} is {self.shown} (likely between {low} and {high}, n = {self.interval.n:,.0f})."

    def lines(self) -> list[str]:
        """The working, a line for each step: name = words = numbers = result.

        >>> from cs_calc import METRICS
        >>> answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}).lines()
        ['Customer churn rate = Customers who left ÷ Customers at start = 64 ÷ 1,000 = 0.064 = 6.4%']
        """
        return [
            " = ".join(
                (
                    line.step.name,
                    in_words(line.step.body),
                    in_numbers(line.step.body, self.worked.values, self.currency, self.worked.lists),
                    in_result(line.step, line.value, self.currency),
                )
            )
            for line in self.worked.lines
        ]

    def _given_inputs(self) -> dict[str, Any]:
        """Each input as it was given: a number, or the list that its summaries were worked from."""
        found: dict[str, Any] = {}
        for part in self.inputs:
            if isinstance(part, Summary) and (listed := self.worked.lists.get(part.of.key)) is not None:
                found[part.of.key] = list(listed)
            else:
                found[part.key] = self.worked.values.get(part.key)
        return found


def answer(metric: Metric, given: Given, variant: str | None = None, *, currency: str = "$", period: str = "") -> Answer:
    """Work a metric on one case: by `variant`, or by its default.

    `given` holds inputs by key, rates as fractions. It may hold more than the variant needs: the rest
    serves the other definitions, the articles' printed formulas and the common mistakes. `period` is month,
    quarter or year, where known: a target for another period is then not held against the answer.
    Raises KeyError for a variant that does not exist. What cannot be worked is said in `problem`.
    """
    chosen = metric.variant(variant)
    return Answer(metric, chosen, given, _checked(metric, chosen, given), currency, period)


def _checked(metric: Metric, variant: Variant, given: Given) -> Worked:
    """Work a variant, and refuse numbers that cannot be."""
    for part in (*fields(variant.formula), *inputs(variant.formula)):
        found = values_of(given, part) or () if isinstance(part, Values) else (leaf_value(part, given),)
        for value in found:
            if value is None or not math.isfinite(value):
                continue  # `work` says so
            if part.minimum is not None and value < part.minimum - HAIR:
                low = part.unit.show(part.minimum)
                return Worked(variant.formula, {}, (), f"{part.name} is {part.unit.show(value)}; it cannot be below {low}.")
            if part.maximum is not None and value > part.maximum + HAIR:
                high = part.unit.show(part.maximum)
                return Worked(variant.formula, {}, (), f"{part.name} is {part.unit.show(value)}; it cannot be above {high}.")
    for limit in limits_of(metric, variant):
        small, large = _value(limit.part, given), _value(limit.whole, given)
        if small is not None and large is not None and small > large + HAIR * (1 + abs(large)):
            return Worked(variant.formula, {}, (), limit.says)
    return work(variant.formula, given)


def _in_order(metric: Metric, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Parts in the order in which the metric's own example gives them."""
    order = list(metric.examples[0].given)

    def place(part: Any) -> int:
        key = part.of.key if isinstance(part, Summary) else part.key
        return order.index(key) if key in order else len(order)

    return tuple(sorted(parts, key=place))


def _value(side: Part, given: Given) -> float | None:
    return work(side, given).value if isinstance(side, Step) else leaf_value(side, given)


def _cite(source: Source) -> str:
    return f"{source.publisher}, {source.title}"
