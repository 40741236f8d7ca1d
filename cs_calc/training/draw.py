"""A variant of an exercise: the same seed gives the same numbers for ever, and no two outcomes can be mistaken for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random

from cs_calc.answer import Answer, answer
from cs_calc.expr import as_expr, fields
from cs_calc.formulas import fields_of
from cs_calc.model import Metric, Variant
from cs_calc.training.fast import Function, function
from cs_calc.training.item import Choice as Listed
from cs_calc.training.item import Draw, Item, Numbers, Range, Share, Times
from cs_calc.training.story import Rival, told
from cs_calc.units import Unit

CAP = 400
"""After so many rejected draws the best one is taken, and what collides in it is left out."""
HALF = 0.51  # of the last decimal asked for: the tolerance, with a hair for binary fractions
APART, SHARE_APART, RIVALS_APART = 5.0, 0.012, 2.2


@dataclass(frozen=True)
class Known:
    """A number that an answer may be known by: `value` in the unit of its formula, `number` as a person types it (percent: 6.4)."""

    rival: Rival
    value: float
    number: float


@dataclass(frozen=True, eq=False)
class Task:
    """One variant: the numbers given (inputs by key, rates as fractions), the text, and every answer that is known.

    `metric` is told over the numbers of the stem; `given` has those, and what the metric's own inputs come to. `left_out`
    names the mistakes whose numbers cannot be told apart here: none in a drawn variant, some with a person's own numbers.
    """

    item: Item
    seed: int
    version: int
    metric: Metric
    variant: Variant
    given: Mapping[str, float | tuple[float, ...]]
    text: str
    value: float
    rivals: tuple[Known, ...]
    left_out: tuple[str, ...] = ()
    currency: str = "$"

    @cached_property
    def figures(self) -> dict[str, str]:
        """Numbers as they stand in formulas, kept once they were written: feedback of several mistakes has the same ones."""
        return {}

    @property
    def unit(self) -> Unit:
        """The unit of the answer."""
        return self.variant.formula.unit

    @property
    def number(self) -> float:
        """The answer as a person types it: 6.4 for 6.4 %, in full precision."""
        return self.value * self.unit.scale

    @property
    def tolerance(self) -> float:
        """How far a typed number may be from `number` and still be right."""
        return tolerance(self.item.dp)

    @property
    def expects(self) -> str:
        """In what form the answer is asked: `In %, to one decimal.`"""
        unit, dp = self.unit, self.item.dp
        places = ("as a whole number", "to one decimal", "to two decimals")[min(dp, 2)]
        what = self.currency if unit.key == "money" else unit.typed_in
        return f"In {what}, {places}." if what else f"{places[0].upper()}{places[1:]}."

    @property
    def shown(self) -> str:
        """The answer to the decimals asked for."""
        return rounded(self.value, self.unit, self.item.dp, self.currency)

    def answer(self) -> Answer:
        """The answer with its whole working, as the calculator has it."""
        return answer(self.metric, self.given, self.variant.key, currency=self.currency)


def tolerance(dp: int) -> float:
    """Half of the last decimal asked for.

    >>> tolerance(1)
    0.051
    """
    return float(f"{HALF * 10**-dp:.12g}")


def rounded(value: float, unit: Unit, dp: int, currency: str = "$") -> str:
    """A value shown to as many decimals as are asked for.

    >>> from cs_calc.units import PERCENT
    >>> rounded(0.05208, PERCENT, 1)
    '5.2%'
    """
    if round(value * unit.scale, dp) == 0 != value:  # a small one, such as a fraction upside down: as many decimals as it takes
        dp = max(dp, 2)
    shown = unit.show(float(f"{round(value * unit.scale, dp):.12g}") / unit.scale, currency)
    return shown.replace(".0", "") if dp == 0 else shown


def draw(item: Item, seed: int, currency: str = "$") -> Task:
    """The variant of an item under a seed. Nothing is raised: where no draw within the cap keeps all outcomes apart, the best one is taken.

    >>> from cs_calc.training.items import ITEMS
    >>> draw(ITEMS["renewal_rate"], 1).given == draw(ITEMS["renewal_rate"], 1).given
    True
    """
    random = Random(f"{item.key}:{item.version}:{seed}")
    made = _made(item)
    best: Task | None = None
    for _ in range(CAP):
        given = dict(_numbers(item, random))
        task = made.task(item, seed, given, currency)
        if task is None:
            continue
        if not task.left_out:
            return task
        if best is None or len(task.left_out) < len(best.left_out):
            best = task
    if best is None:
        raise ValueError(f"No numbers fit the conditions of {item.key}.")
    return best


def with_numbers(item: Item, given: Numbers, currency: str = "$") -> Task:
    """The task with numbers of one's own choice for the stem, its seed 0. Raises ValueError where one is missing or breaks a condition.

    >>> from cs_calc.training.items import ITEMS
    >>> with_numbers(ITEMS["customer_outcome"], {"outcome_before": 40.0, "outcome_after": 24.0}).shown
    '40.0%'
    """
    if missing := [key for key in item.draws if key not in given]:
        raise ValueError(f"{item.key} needs {', '.join(missing)}.")
    task = _made(item).task(item, 0, {key: given[key] for key in item.draws}, currency)
    if task is None:
        raise ValueError(f"These numbers do not fit the conditions of {item.key}.")
    return task


def outcomes(value: float, unit: Unit, dp: int, rivals: Sequence[tuple[Rival, float]]) -> tuple[tuple[Known, ...], tuple[str, ...]]:
    """The rivals whose numbers can be told from the answer and from one another, and the keys of those that cannot."""
    tol, right = tolerance(dp), value * unit.scale
    near = max(APART * tol, SHARE_APART * abs(right))
    kept: list[Known] = []
    lost: list[str] = []
    for rival, found in rivals:
        number = found * rival.formula.unit.scale
        if abs(number - right) < near or any(abs(number - other.number) < RIVALS_APART * tol for other in kept):
            lost.append(rival.key)
        else:
            kept.append(Known(rival, found, number))
    return tuple(kept), tuple(lost)


@dataclass(frozen=True, eq=False)
class _Made:
    """What of an item is worked out once: its formulas as functions."""

    metric: Metric
    variant: Variant
    right: Function
    rivals: tuple[tuple[Rival, Function], ...]
    parts: tuple[tuple[str, Function], ...]
    units: Mapping[str, Unit]

    def task(self, item: Item, seed: int, given: dict[str, float | tuple[float, ...]], currency: str) -> Task | None:
        """The task with these numbers; None where a condition of the item does not hold or something cannot be worked."""
        try:
            value = self.right(given)
            checked = {key: number for key, number in given.items() if isinstance(number, float)} | {"answer": value}
            if not all(rule(checked) for rule in item.require):
                return None
            found = [(rival, work(given)) for rival, work in self.rivals]
            kept, lost = outcomes(value, self.variant.formula.unit, item.dp, found)
            known = given | {key: work(given) for key, work in self.parts}
        except ZeroDivisionError:
            return None
        shown = {key: in_text(number, self.units[key], currency) for key, number in given.items()}
        return Task(
            item, seed, item.version, self.metric, self.variant, known, item.stem.format(**shown), value, kept, lost, currency,
        )  # fmt: skip


@cache
def _made(item: Item) -> _Made:
    story = told(item)
    parts = tuple((key, function(as_expr(body))) for key, body in item.made_of.items())
    units: dict[str, Unit] = {part.key: part.unit for part in (*item.story, *fields_of(item.metric), *fields_of(story.metric))}
    units |= {part.key: part.unit for body in item.made_of.values() for part in fields(as_expr(body))}
    rivals = tuple((rival, function(rival.formula)) for rival in story.rivals)
    return _Made(story.metric, story.variant, function(story.variant.formula), rivals, parts, units)


def _numbers(item: Item, random: Random) -> Iterator[tuple[str, float | tuple[float, ...]]]:
    found: dict[str, float] = {}
    for key, how in item.draws.items():
        if isinstance(how, Times):
            yield key, _times(how, random)
            continue
        found[key] = _one(how, found, random)
        yield key, found[key]


def _pick(n: int, random: Random) -> int:
    """One of 0 to n-1. Only `random()` itself is promised to stay the same over versions of Python."""
    return int(random.random() * n)


def _one(how: Draw, found: Mapping[str, float], random: Random) -> float:
    match how:
        case Listed(values):
            return float(values[_pick(len(values), random)])
        case Range(low, high, step) | Share(_, low, high, step):
            number = float(round(low + step * _pick(round((high - low) / step) + 1, random), 9))
            return number if isinstance(how, Range) else float(round(found[how.of] * number / 100 / how.to) * how.to)
    raise TypeError(f"not one number: {how!r}")


def _times(how: Times, random: Random) -> tuple[float, ...]:
    near = [float(how.low + _pick(how.high - how.low + 1, random)) for _ in range(how.n - 1)]
    at = _pick(how.n, random)
    return (*near[:at], float(how.far + _pick(how.farthest - how.far + 1, random)), *near[at:])


def in_text(number: float | tuple[float, ...], unit: Unit, currency: str = "$") -> str:
    """A number, or a list, as it stands in the text of an exercise: scores and ratios without decimals that they do not have."""
    if isinstance(number, tuple):
        return ", ".join(f"{x:,.6g}" for x in number)
    return f"{number:,.10g}" if unit.key in ("ratio", "score") else unit.show(number, currency)
