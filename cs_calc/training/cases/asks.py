"""How the steps of a case are written: a declared metric on cells of its sheets, or a formula that no metric is."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Input, Step
from cs_calc.metrics import METRICS
from cs_calc.model import Cluster
from cs_calc.training.cases.record import Ask, Column, cell
from cs_calc.training.story import Rival, rivals_of


def columns(*parts: Input, **names: str) -> tuple[Column, ...]:
    """Columns that hold inputs of metrics; `names` are other words for some, by the input's key."""
    return tuple(Column(part.key, names.get(part.key, part.name), part.unit) for part in parts)


def cells(row: str, parts: tuple[Input, ...]) -> dict[str, Expr]:
    """The inputs of metrics that stand in one row of a sheet."""
    return {part.key: cell(row, part) for part in parts}


def asked(
    key: str,
    label: str,
    metric: str,
    given: Mapping[str, Expr],
    *,
    variant: str | None = None,
    dp: int = 1,
    traps: tuple[Rival, ...] = (),
    leave_out: tuple[str, ...] = (),
) -> Ask:
    """A metric on numbers of the case, with the mistakes and other definitions that can be worked from them, and the case's own traps."""
    declared = METRICS[metric]
    chosen = declared.variant(variant)
    known = rivals_of(declared, variant, given.keys(), leave_out)
    # where two of them come to the same number, another definition is believed before a mistake
    rivals = (*traps, *sorted(known, key=lambda rival: rival.kind != "alternative"))
    return Ask(key, label, chosen.formula, dp, given, rivals, declared, chosen.key)


def own(key: str, label: str, formula: Step, *, dp: int = 1, traps: tuple[Rival, ...] = ()) -> Ask:
    """A formula over the case's numbers that is no metric of its own."""
    return Ask(key, label, formula, dp, rivals=traps)


def trap(key: str, formula: Step, cluster: Cluster, why: str) -> Rival:
    """A wrong number that the case is built to invite."""
    return Rival(key, "mistake", cluster, formula, why)


def near(random: Random, value: float, share: float, to: float = 1.0) -> float:
    """A number within a share of another, as a multiple of `to`. Only `random()` itself is promised to stay the same over versions."""
    return float(round(value * (1 + share * (2 * random.random() - 1)) / to) * to)


def shuffled(random: Random, values: tuple[str, ...]) -> list[str]:
    """The same in a random order."""
    left = list(values)
    return [left.pop(int(random.random() * len(left))) for _ in range(len(values))]
