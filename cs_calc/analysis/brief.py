"""A metric in one period in few words, for a card: value, change, past, range, and its first target."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.analysis.kpis import history
from cs_calc.answer import Answer
from cs_calc.findings import change
from cs_calc.intervals import SMALL_SAMPLE
from cs_calc.model import Metric
from cs_calc.report import answer_for, most_common
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind

SIGNS = {("lower", True): "<", ("lower", False): "≤", ("higher", True): ">", ("higher", False): "≥"}
"""How a target is written: by the direction that is better, and whether the target itself is not enough."""


@dataclass(frozen=True)
class Brief:
    """What a card says. `value` and `change` are shown with their unit; `change` is None where there is nothing to compare with.

    `about`: which tag or theme the number is about; `sure`: the range and what it rests on; `met` and `target`: the first target that is
    meant for such a period (None and empty where there is none); `past`: the values of the last periods.
    """

    value: str
    change: str | None
    past: tuple[float, ...]
    about: str = ""
    sure: str = ""
    met: bool | None = None
    target: str = ""


def brief_of(dataset: Dataset, metric: Metric, kind: Kind, period: str) -> Brief:
    """The usual definition of a metric in few words; worked once for the same question."""
    found: Brief = dataset.keep(("brief", metric.key, kind, period), lambda: _brief(dataset, metric, kind, period), most=5_000)
    return found


def _brief(dataset: Dataset, metric: Metric, kind: Kind, period: str) -> Brief:
    found, unit, currency = answer_for(dataset, metric, kind, period), metric.unit, dataset.currency
    moved = change(dataset, metric, kind, period)
    held = next((v for v in found.verdicts if v.met is not None), None)
    target = ""
    if held is not None:
        mark = held.benchmark
        target = f"{SIGNS[metric.better, mark.strict]} {unit.show_brief(mark.value, currency)} ({mark.source.publisher})"
    return Brief(
        unit.show_brief(found.value, currency) if found.value is not None else "not defined",
        None if moved is None else unit.show_change(moved, currency),
        history(dataset, metric, kind, period),
        most_common(dataset, metric, kind, period),
        _sure(found),
        held.met if held is not None else None,
        target,
    )


def _sure(found: Answer) -> str:
    """The range and how many it rests on, or why the number is not defined."""
    if found.interval is None:
        return found.problem
    low, high = (found.metric.unit.show_brief(end) for end in (found.interval.low, found.interval.high))
    small = ", a small sample" if found.interval.n < SMALL_SAMPLE else ""
    return f"{low} to {high}, n = {found.interval.n:,.0f}{small}"
