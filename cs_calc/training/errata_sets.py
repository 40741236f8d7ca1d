"""Spot what the article got wrong: a choice for each formula that is printed otherwise than it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from cs_calc.answer import answer
from cs_calc.metrics import METRICS
from cs_calc.model import Erratum, Metric
from cs_calc.training.ladder import LETTERS, MOST_OPTIONS, Field, Option
from cs_calc.work import work


@dataclass(frozen=True)
class Spot:
    """What an article prints of a metric, in our words, and what is to be found in it; `numbers` shows it on the metric's own example."""

    key: str
    metric: Metric
    erratum: Erratum
    asks: str
    numbers: str
    field: Field


def spots() -> Mapping[str, Spot]:
    """Every erratum of the catalogue as an exercise, by key (`metric:source`)."""
    found = [_spot(metric, erratum) for metric in METRICS.values() for erratum in metric.errata]
    return {spot.key: spot for spot in found}


def _spot(metric: Metric, erratum: Erratum) -> Spot:
    key = f"{metric.key}:{erratum.source.key}"
    random = Random(key)
    wrong = list(_wrong(metric, erratum).items())
    chosen = [wrong.pop(int(random.random() * len(wrong))) for _ in range(min(MOST_OPTIONS - 1, len(wrong)))]
    options = [Option("", erratum.why, True, f"Yes. {_better(metric)}")]
    options += [Option("", why, False, says) for why, says in chosen]
    mixed = tuple(replace(options.pop(int(random.random() * len(options))), key=letter) for letter in LETTERS[: len(options)])
    asks = f"Of {metric.name}, {erratum.source.publisher} {erratum.printed}. What is wrong with it?"
    return Spot(key, metric, erratum, asks, _numbers(metric, erratum), Field("spot", "What is wrong?", mixed))


def _wrong(metric: Metric, erratum: Erratum) -> dict[str, str]:
    """What is not wrong with it, and what to say to who picks that: the metric's mistakes with other numbers, what other articles print."""
    start = erratum.why.split()[:2]
    found: dict[str, str] = {}
    given = metric.examples[0].given
    printed = None if erratum.formula is None else work(erratum.formula, given)
    for mistake in metric.mistakes:
        slip = work(mistake.formula, given)
        if mistake.kind == "alternative" or slip.value is None or mistake.why.split()[:2] == start:
            continue
        if printed is not None and printed.shown() == slip.shown():
            continue
        less = f"; what is printed gives {printed.shown()}." if printed else ", another slip."
        found[mistake.why] = f"That would give {slip.shown()}{less}"
    for other in METRICS.values():
        for e in other.errata if other.family == metric.family and other.key != metric.key else ():
            if e.source != erratum.source and e.why.split()[:2] != start:
                found[e.why] = f"That is said of {other.name}, as {e.source.publisher} prints it."
    return found


def _better(metric: Metric) -> str:
    return f"The usual definition here: {metric.variants[0].name[0].lower() + metric.variants[0].name[1:]}."


def _numbers(metric: Metric, erratum: Erratum) -> str:
    """What is printed and what is right, on the metric's own example; empty where the printed one cannot be worked."""
    if erratum.formula is None:
        return ""
    given = metric.examples[0].given
    right = answer(metric, given)
    printed = work(erratum.formula, given)
    if printed.value is None or right.value is None or printed.shown() == right.shown:
        return ""
    return f"On the same numbers it gives {printed.shown()}, where {metric.name} is {right.shown}."
