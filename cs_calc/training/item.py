"""What an exercise is. An item holds only what is training's; the formula, its units and its mistakes are the metric's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cs_calc.expr import Expr, Input
from cs_calc.model import Cluster, Metric, Source
from cs_calc.units import COUNT, Unit

Numbers = Mapping[str, float | tuple[float, ...]]
Rule = Callable[[Mapping[str, float]], bool]
"""A condition on the numbers of a variant; `answer` is among them, a fraction where it is a percent."""


@dataclass(frozen=True)
class Range:
    """A number from `low` to `high` in steps, both ends included."""

    low: float
    high: float
    step: float


@dataclass(frozen=True)
class Choice:
    """One of the numbers listed."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class Share:
    """A part of another number: `low` to `high` percent of `of` in steps of `step`, rounded to a multiple of `to`."""

    of: str
    low: float
    high: float
    step: float
    to: float = 1.0


@dataclass(frozen=True)
class Times:
    """A list of `n` values from `low` to `high`, of which one, at any place, is an outlier from `far` to `farthest`; all are whole."""

    n: int
    low: int
    high: int
    far: int
    farthest: int


Draw = Range | Choice | Share | Times


@dataclass(frozen=True)
class Why:
    """A choice that asks for the reason of a step; each wrong answer has the reason against it."""

    asks: str
    right: str
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Interpretation:
    """What would you do? The accepted answer, the rejected ones with the reason against each, and whose advice it rests on."""

    asks: str
    accepted: str
    rejected: tuple[tuple[str, str], ...]
    source: Source


@dataclass(frozen=True)
class Anchor:
    """A case that is printed somewhere or worked by hand: numbers of the story, and the answer (a fraction where it is a percent)."""

    given: Numbers
    answer: float
    source: Source


@dataclass(frozen=True, eq=False)
class Item:
    """One exercise, drawn anew for each seed. `version` counts up whenever a seed would give other numbers or another text.

    `draws` says how each number of the stem is drawn, by key: inputs of the metric, or of the `story`. Where the
    story tells parts of what the metric takes whole, `made_of` says how: the key of the metric's input, and the formula
    over the story's inputs; 0 for what the story does not have. Numbers that the formula does not use are decoys: mistakes use them.
    `leave_out` names mistakes and definitions that this story cannot tell from others. `slips` are definitions of
    the metric that are a slip here, since the question names the one it wants: cluster and what to say.
    `dp` is to how many decimals the answer is asked; `asks` is the question that it answers, for "which metric?".
    """

    key: str
    module: str
    title: str
    asks: str
    metric: Metric
    stem: str
    draws: Mapping[str, Draw]
    dp: int
    hints: tuple[str, str]
    why: Why
    interpretation: Interpretation
    near: tuple[str, ...]
    needs: tuple[str, ...] = ()
    minutes: int = 12
    variant: str | None = None
    story: tuple[Input, ...] = ()
    made_of: Mapping[str, Expr | float] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    slips: Mapping[str, tuple[Cluster, str]] = field(default_factory=dict)
    require: tuple[Rule, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    version: int = 1


def told_number(key: str, name: str, unit: Unit = COUNT) -> Input:
    """A number of a story that is no input of the metric: a part of one."""
    return Input(key, name, unit, 0.0, "As the exercise tells it.")
