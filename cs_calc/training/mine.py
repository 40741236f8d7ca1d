"""Practise with a person's own numbers: the calculator's inputs in place of a story."""

from __future__ import annotations

from cs_calc.answer import answer
from cs_calc.expr import Input, Summary, Values, fields
from cs_calc.formulas import fields_of
from cs_calc.training.draw import Task, outcomes
from cs_calc.training.fast import function
from cs_calc.training.item import Item
from cs_calc.training.items import ITEMS
from cs_calc.training.story import lowered, rivals_of
from cs_calc.work import Given, leaf_value, values_of

SEED = 0
"""What stands for the seed of a task whose numbers were not drawn."""


def items_for(metric: str, variant: str | None = None) -> tuple[Item, ...]:
    """The exercises for a metric (and one of its definitions, where it is named), the best fit first.

    >>> [item.key for item in items_for("first_response_time", "mean")]
    ['frt_mean', 'frt_median']
    """
    found = [item for item in ITEMS.values() if item.metric.key == metric]
    return tuple(sorted(found, key=lambda item: variant is not None and item.metric.variant(item.variant).key != variant))


def mine(item: Item, given: Given, currency: str = "$") -> Task:
    """A task from inputs of the metric, rates as fractions, as the calculator has them.

    Mistakes that cannot be worked from these numbers are not among its outcomes; those that cannot be told apart are in `left_out`,
    and `collisions` says so. Raises ValueError with a sentence where the answer itself cannot be worked.
    """
    metric, variant = item.metric, item.metric.variant(item.variant)
    found = answer(metric, given, variant.key, currency=currency)
    if found.value is None:
        raise ValueError(found.problem)
    known: dict[str, float | tuple[float, ...]] = dict(found.worked.values)
    for part in fields_of(metric):
        own = values_of(given, part) if isinstance(part, Values) else leaf_value(part, given)
        if own is not None:
            known[part.key] = own
    worked = []
    for rival in rivals_of(metric, item.variant, known, slips=item.slips):
        try:
            worked.append((rival, function(rival.formula)(known)))
        except ZeroDivisionError:
            continue  # with these numbers nobody can make this mistake
    kept, lost = outcomes(found.value, variant.formula.unit, item.dp, worked)
    told = dict.fromkeys((*found.fields, *(part for one in kept for part in fields(one.rival.formula))))  # a mistake's numbers are decoys
    shown = [f"{part.name}: {_shown(part, known, currency)}" for part in told if part.key in known]
    shown += [f"{part.name}: {part.unit.show(found.worked.values[part.key], currency)}" for part in found.inputs if _alone(part, known)]
    asked = f"What is {variant.formula.name}, by this definition: {lowered(variant.name)}?"
    text = f"With your numbers. {'; '.join(shown)}. {asked}"
    return Task(item, SEED, item.version, metric, variant, known, text, found.value, kept, lost, currency)


def collisions(task: Task) -> str:
    """What to say of the mistakes that are left out; empty where none is."""
    if not task.left_out:
        return ""
    n = len(task.left_out)
    which = "One known mistake comes" if n == 1 else f"{n} known mistakes come"
    return f"{which} too close to the answer, or to another mistake, with these numbers: here it cannot be told which was made."


def _shown(part: Input | Values, known: dict[str, float | tuple[float, ...]], currency: str) -> str:
    value = known[part.key]
    return ", ".join(f"{x:,.6g}" for x in value) if isinstance(value, tuple) else part.unit.show(value, currency)


def _alone(part: object, known: dict[str, float | tuple[float, ...]]) -> bool:
    """Whether a summary was supplied without its list."""
    return isinstance(part, Summary) and part.of.key not in known
