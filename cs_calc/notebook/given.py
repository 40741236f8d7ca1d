"""Which numbers a cell keeps, and what they are now: as typed, or counted anew in the loaded data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cs_calc.expr import Summary
from cs_calc.formulas import fields_of, inputs_of
from cs_calc.model import Metric
from cs_calc.notebook.cells import LONGEST_LIST, Numbers, Place
from cs_calc.report import given
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import KINDS
from cs_calc.work import Given, Known, leaf_value


def kept(metric: Metric, known: Given) -> dict[str, Known]:
    """Of all that is known, what the metric's formulas use; of a very long list what they make of it.

    >>> from cs_calc import METRICS
    >>> sorted(kept(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64, "promoters": 5}))
    ['left_customers', 'opening_customers']
    """
    parts = (*fields_of(metric), *inputs_of(metric))
    sure = [v.sure for v in metric.variants if v.sure is not None]
    keys = [part.key for part in parts] + [k for s in sure for k in (*s.of, *((s.waiting.key,) if s.waiting is not None else ()))]
    found: dict[str, Known] = {}
    for key in dict.fromkeys(keys):
        value = known.get(key)
        if isinstance(value, Sequence):
            if len(value) <= LONGEST_LIST:
                found[key] = tuple(float(x) for x in value)
            else:
                made = (s for s in inputs_of(metric) if isinstance(s, Summary) and s.of.key == key)
                found |= {s.key: leaf_value(s, known) for s in made}
        elif value is not None:
            found.setdefault(key, float(value))
    return found


@dataclass(frozen=True)
class Now:
    """The numbers of a cell as they are now; `anew`: counted in the loaded data, else `why_not` says why these are the kept ones."""

    numbers: Numbers
    anew: bool = False
    why_not: str = ""


def now(metric: Metric, numbers: Numbers, dataset: Dataset | None) -> Now:
    """What a cell's numbers are with the data loaded now; typed ones stay as they are."""
    place = numbers.place
    if place is None:
        return Now(numbers)
    if why := why_not(place, dataset):
        return Now(numbers, why_not=f"{why} These are the numbers of when it was kept.")
    assert dataset is not None
    found = given(dataset, place.kind, place.period, place.by or None, place.segment)
    return Now(replace(numbers, given=kept(metric, found), currency=dataset.currency), anew=True)


def why_not(place: Place, dataset: Dataset | None) -> str:
    """Why numbers cannot be counted at a place, a sentence; empty where they can."""
    if dataset is None:
        return "No data is loaded."
    if place.kind not in KINDS or place.period not in dataset.periods(place.kind):
        return f"The data loaded now does not have {place.words()}."
    if place.by and place.by not in dataset.segment_columns:
        return f"The data loaded now cannot be split by {place.by.replace('_', ' ')}."
    if place.by and place.segment != ALL and (place.period, place.segment) not in dataset.inputs(place.kind, place.by):
        return f"The data loaded now has nothing for {place.words()}."
    return ""
