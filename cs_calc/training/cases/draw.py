"""A case under a seed: names and numbers vary, the planted story holds, and the same seed gives the same case for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random
from typing import Any

from cs_calc.card import WorkedLine
from cs_calc.say import in_numbers, in_result, in_words
from cs_calc.training.cases.record import Ask, Case, Made, Numbers
from cs_calc.training.fast import function
from cs_calc.units import COUNT
from cs_calc.work import work

PRINTED = 0
"""The seed of the case as it was written down; every other one draws numbers."""
SEEDS = 1_000
"""Seeds from 0 to one less than this are tested: each gives a case that keeps its story."""
CAP = 2_000


@dataclass(frozen=True, eq=False)
class Drawn:
    """A case with its numbers. `numbers` holds the cells, what is counted in them, and every right answer, by key."""

    case: Case
    seed: int
    made: Made
    numbers: Numbers
    currency: str = "$"

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What stands for each `{name}` and `{number}` in the texts of the case."""
        units = {key: unit for sheet in self.made.sheets for key, unit in sheet.units().items()}
        found = {key: units.get(key, COUNT).show(value, self.currency) for key, value in self.numbers.items()}
        for ask in self.case.fields:
            if isinstance(ask, Ask):
                found[ask.key] = self.show(ask)
        return {**found, **self.case.words(self.numbers), **self.made.names}

    def show(self, ask: Ask, value: float | None = None) -> str:
        """An answer to the decimals asked for; the right one where no value is given."""
        unit, exact = ask.formula.unit, self.numbers[ask.key] if value is None else value
        digits = Decimal(f"{exact * unit.scale:.12g}").quantize(Decimal(1).scaleb(-ask.dp), ROUND_HALF_UP)
        shown = unit.show(float(digits) / unit.scale, self.currency)
        return shown.replace(".0", "") if ask.dp == 0 else shown

    def say(self, text: str) -> str:
        """A text of the case with its names and numbers put in."""
        return text.format_map(self.words)


def draw(case: Case, seed: int) -> Drawn:
    """The case under a seed; 0 is the printed one. Raises ValueError for a seed whose numbers cannot keep the story (none below 1,000)."""
    if seed == PRINTED:
        return _drawn(case, seed, case.make(None))
    random = Random(f"{case.key}:{case.version}:{seed}")
    for _ in range(CAP):
        found = _drawn(case, seed, case.make(random))
        if all(rule(found.numbers) for rule in case.holds):
            return found
    raise ValueError(f"No numbers under seed {seed} keep the story of “{case.title}”. Take another seed.")


def _drawn(case: Case, seed: int, made: Made) -> Drawn:
    numbers: dict[str, float] = {}
    for sheet in made.sheets:
        numbers |= sheet.facts()
    numbers |= case.count(made)
    for ask in case.fields:
        if isinstance(ask, Ask):
            numbers[ask.key] = value_of(ask, numbers)
    return Drawn(case, seed, made, numbers)


def inputs_of(ask: Ask, numbers: Numbers) -> dict[str, Any]:
    """What the formulas of a field are worked on: the case's numbers, and what the metric's inputs are in them."""
    known = {**numbers, **ask.derived(numbers)}
    return {**known, **{key: function(part)(known) for key, part in ask.given.items()}}


def value_of(ask: Ask, numbers: Numbers) -> float:
    """The answer of a field from the case's numbers. Raises ZeroDivisionError where there is none."""
    return function(ask.formula)(inputs_of(ask, numbers))


def working(drawn: Drawn, ask: Ask, numbers: Numbers | None = None) -> tuple[WorkedLine, ...]:
    """The answer line by line: in words, in numbers, and what it comes to."""
    found = work(ask.formula, inputs_of(ask, drawn.numbers if numbers is None else numbers))
    return tuple(
        WorkedLine(
            line.step.name,
            in_words(line.step.body),
            in_numbers(line.step.body, found.values, drawn.currency, found.lists),
            in_result(line.step, line.value, drawn.currency),
        )
        for line in found.lines
    )
