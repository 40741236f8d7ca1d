"""Why did a number change? Two cases side by side, and how much each input contributed, averaged over the order in which inputs change."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cs_calc.answer import Answer, answer
from cs_calc.change import Change, change_of
from cs_calc.expr import Step, Summary, inputs
from cs_calc.model import Metric, Variant
from cs_calc.report import answer_for, counted
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.kept import Kept
from cs_calc.tables.measures import ASSUMED, DERIVED, LAGGED, LISTS, MEASURES, words_for
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import Unit
from cs_calc.work import Given, Known, leaf_value, work

MOST_INPUTS = 10
"""Beyond this many changed inputs the order is not averaged: every set of them would have to be worked."""
OF_EVENTS = frozenset((
    "survey_responses", "tickets", "purchases", "costs", "renewals", "renewal_use", "opportunities", "trials_started", "trials_ended",
    "upgrades", "sign_ups", "help_center_sessions", "outcomes",
))  # fmt: skip
"""Frames whose rows fall on one day each: what is counted of several periods is the sum."""


@dataclass(frozen=True)
class Part:
    """One input of a formula, then and now, and what of the change is due to it; `how` says how it is counted."""

    key: str
    name: str
    unit: Unit
    then: float
    now: float
    share: float
    how: str = ""


@dataclass(frozen=True)
class Parts:
    """A change taken apart by input; or why it cannot be, a sentence."""

    start: float
    end: float
    parts: tuple[Part, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Times:
    """Two stretches of time that are compared, each as one or more periods of the same kind, in order."""

    kind: Kind
    then: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def together(self) -> bool:
        """Whether several periods are taken together."""
        return len(self.then) > 1 or len(self.now) > 1


def said(periods: Sequence[str]) -> str:
    """A stretch of time as people say it.

    >>> said(["2026-05"]), said(["2026-01", "2026-02", "2026-03"])
    ('May 2026', 'Jan to Mar 2026')
    """
    first, last = spoken(periods[0]), spoken(periods[-1])
    if first == last:
        return first
    head, _, year = first.rpartition(" ")
    return f"{head} to {last}" if head and last.endswith(year) else f"{first} to {last}"


def contributions(
    before: Mapping[str, float], after: Mapping[str, float], value: Callable[[Mapping[str, float]], float]
) -> dict[str, float]:
    """What each number contributes to a change of `value`, averaged over all orders in which they can change (Shapley).

    They add up to the change. Every mixed set of old and new numbers must have a value.

    >>> contributions({"price": 2.0, "sold": 10.0}, {"price": 3.0, "sold": 20.0}, lambda x: x["price"] * x["sold"])
    {'price': 15.0, 'sold': 25.0}
    """
    moved = [key for key in before if before[key] != after[key]]
    n = len(moved)
    found: dict[frozenset[str], float] = {}
    for size in range(n + 1):
        for some in combinations(moved, size):
            new = frozenset(some)
            found[new] = value({key: after[key] if key in new else before[key] for key in before})
    result = dict.fromkeys(before, 0.0)
    for key in moved:
        terms = []
        for new, worth in found.items():
            if key not in new:
                weight = math.factorial(len(new)) * math.factorial(n - len(new) - 1) / math.factorial(n)
                terms.append(weight * (found[new | {key}] - worth))
        result[key] = math.fsum(terms)
    return result


class _NoValue(Exception):
    pass


def take_apart(formula: Step, then: Given, now: Given, says: tuple[str, str] = ("then", "now")) -> Parts | None:
    """The change of a formula between two cases, by input; None where one of the two has no value itself.

    A summary of a list counts as one number. Where a mixed set of old and new numbers gives no value, `problem` says which.
    """
    start, end = (work(formula, case).value for case in (then, now))
    if start is None or end is None:
        return None
    leaves = {leaf.key: leaf for leaf in inputs(formula)}
    before, after = ({key: leaf_value(leaf, case) or 0.0 for key, leaf in leaves.items()} for case in (then, now))
    moved = sum(before[key] != after[key] for key in leaves)
    if moved > MOST_INPUTS:
        return Parts(start, end, problem=f"{moved} inputs changed: too many to average over the order in which they did.")

    def value(mixed: Mapping[str, float]) -> float:
        worked = work(formula, mixed)
        if worked.value is None:
            new = [leaves[k].name for k in leaves if mixed[k] != before[k]]
            why = worked.problem[0].lower() + worked.problem[1:] if worked.problem.startswith(("The ", "A ")) else worked.problem
            raise _NoValue(f"With {_listed(new)} as {said_as(says[1])} and the rest as {said_as(says[0])}: {why}")
        return worked.value

    try:
        shares = contributions(before, after, value)
    except _NoValue as why:
        return Parts(start, end, problem=f"The change cannot be divided among the inputs. {why}")
    parts = tuple(Part(k, x.name, x.unit, before[k], after[k], shares[k], how_counted(k, x)) for k, x in leaves.items())
    return Parts(start, end, tuple(sorted(parts, key=lambda p: -abs(p.share))))


def said_as(when: str) -> str:
    """`in May 2026`, but `then` and `now` as they stand.

    >>> said_as("now"), said_as("May 2026")
    ('now', 'in May 2026')
    """
    return when if when in ("then", "now") else f"in {when}"


def how_counted(key: str, leaf: object = None) -> str:
    """How an input comes out of the data, and whether it is worked out, assumed, or one of the period before."""
    if isinstance(leaf, Summary):
        return f"one number made of a list: {words_for(key) or words_for(leaf.of.key)}"
    kind = "worked out: " if key in DERIVED else "of the period before: " if key in LAGGED else "assumed: " if key in ASSUMED else ""
    return kind + words_for(key).removeprefix("an assumption: ")


def needs(variant: Variant) -> frozenset[str]:
    """The frames of rows that a definition's numbers are counted over."""
    keys = [key for part in inputs(variant.formula) for key in counted(part.key)]
    listed = [LISTS[part.of.key].table for part in inputs(variant.formula) if isinstance(part, Summary) and part.of.key in LISTS]
    return frozenset([MEASURES[key].table for key in keys] + listed)


def can_pool(variant: Variant) -> bool:
    """Whether several periods can be taken together by adding up: counts and sums of what falls on one day, and lists of it.

    >>> from cs_calc import METRICS
    >>> [can_pool(METRICS[key].variants[0]) for key in ("nps", "customer_churn_rate", "first_response_time", "contact_rate")]
    [True, False, True, False]
    """
    for part in inputs(variant.formula):
        for key in (part.key,) if isinstance(part, Summary) else counted(part.key):
            rule = MEASURES.get(key)
            if isinstance(part, Summary) and part.of.key in LISTS:
                if LISTS[part.of.key].table not in OF_EVENTS:
                    return False
            elif rule is None or rule.how not in ("count", "sum") or rule.table not in OF_EVENTS:
                return False
        if not isinstance(part, Summary) and (part.key in DERIVED or part.key in LAGGED or part.key == "periods_in_year"):
            return False
    return True


def only_needed(dataset: Dataset, variant: Variant) -> Dataset:
    """The same data with only those frames that a definition counts, so that a split of it is worked quickly."""
    frames = needs(variant)
    if type(dataset) is not Dataset or any(part.key == "periods_in_year" for part in inputs(variant.formula)):
        return dataset

    def made() -> Dataset:
        spans = {name: span for name, span in dataset.frames.spans.items() if name in frames or name == "usage_days"}
        return replace(dataset, tables=dataset.frames.tables, spans=spans, _kept=Kept())

    found: Dataset = dataset.keep(("why_frames", frames), made)
    return found


def pooled(cases: Sequence[Given], variant: Variant) -> dict[str, Known]:
    """Several periods as one: counts and sums added up, lists put together, assumptions as they are. What one lacks is not known."""
    found: dict[str, Known] = {}
    for part in inputs(variant.formula):
        if isinstance(part, Summary):
            lists = [case.get(part.of.key) for case in cases]
            found[part.of.key] = tuple(sorted(x for some in lists if isinstance(some, Sequence) for x in some)) or None
            if part.limit is None or part.key not in cases[0]:
                continue
        values = [case.get(part.key) for case in cases]
        known = [v for v in values if isinstance(v, float | int)]
        found[part.key] = None if len(known) < len(values) else known[-1] if part.key in ASSUMED else math.fsum(known)
    return found


def answer_over(
    dataset: Dataset, metric: Metric, variant: str, kind: Kind, periods: Sequence[str], by: str | None = None, segment: str = ALL
) -> Answer:
    """A metric over one period, or over several taken together (where `can_pool`)."""
    if len(periods) == 1:
        return answer_for(dataset, metric, kind, periods[0], by, segment, variant)

    def made() -> Answer:
        every = dataset.inputs(kind, by)
        cases = [every.get((p, segment), {}) for p in periods]
        return answer(metric, pooled(cases, metric.variant(variant)), variant, currency=dataset.currency)

    found: Answer = dataset.keep(("why_answer", metric.key, variant, kind, tuple(periods), by, segment), made)
    return found


def parts_sentence(found: Parts, unit: Unit, currency: str) -> str:
    """Which input moved the answer most, and which pulled the other way."""
    if found.problem:
        return found.problem
    moved = [p for p in found.parts if p.share]
    if not moved:
        return "No input changed." if all(p.then == p.now for p in found.parts) else "The inputs changed, and the answer did not."
    if len(moved) == 1:
        return f"Only {_inside(moved[0].name)} changed it."
    show = unit.show_change
    total = found.end - found.start
    along = [p for p in moved if p.share * total > 0] or moved
    against = [p for p in moved if p.share * total < 0]
    first = along[0]
    part = show(first.share, currency).removesuffix(" points")
    text = f"{first.name} moved it most ({_went(first, currency)}): {part} of {show(total, currency)}."
    if against and total:
        other = against[0]
        text += f" {other.name} ({_went(other, currency)}) pulled the other way: {show(other.share, currency)}."
    return text


def is_it_real(then: Answer, now: Answer, whens: tuple[str, str]) -> tuple[Change | None, str]:
    """The test of the change, and what to say of it; why there is none where an answer is missing."""
    for found, when in zip((then, now), whens, strict=True):
        if found.value is None:
            return None, f"There is nothing to compare: {when}: {found.problem}"
    moved = change_of(then, now)
    return moved, moved.sentence if moved else ""


def _went(part: Part, currency: str) -> str:
    return f"{part.unit.show_brief(part.then, currency)} to {part.unit.show_brief(part.now, currency)}"


def _inside(name: str) -> str:
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing"
