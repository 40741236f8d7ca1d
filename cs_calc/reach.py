"""Between which values an input can lie, what the answer is at both ends, and how far it can therefore go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cs_calc.answer import answer
from cs_calc.expr import Leaf, Limit, Op, Summary, inputs
from cs_calc.formulas import limits_of
from cs_calc.linear import NotLinear, collected
from cs_calc.model import Metric, Variant
from cs_calc.rearrange import times, value_of

FAR = 1e12
"""As far as a field goes: where an input has no end, and the formula no known limit, the answer is worked here."""


@dataclass(frozen=True)
class Bounds:
    """The least and most that an input can be beside the others as they are; infinite where nothing holds it.

    `low_says` and `high_says` say why where other numbers set the end: “Customers who left” cannot exceed “Customers at start”.
    """

    low: float
    high: float
    low_says: str = ""
    high_says: str = ""


@dataclass(frozen=True)
class End:
    """What the answer is at one end of an input's range; not `reached` where it only comes near it."""

    at: float
    value: float
    reached: bool
    side: Literal["least", "most"]
    says: str = ""
    above: bool = False  # where it is not reached: whether the answer comes near it from above


def bounds(metric: Metric, variant: Variant, known: Mapping[str, float], unknown: Leaf) -> Bounds:
    """The range of an input: its own minimum and maximum, and what the other numbers leave it.

    `known` has the other inputs by key.

    >>> from cs_calc import METRICS
    >>> churn = METRICS["customer_churn_rate"]
    >>> left = inputs(churn.variants[0].formula)[0]
    >>> bounds(churn, churn.variants[0], {"opening_customers": 1000.0}, left).high
    1000.0
    """
    low = -math.inf if unknown.minimum is None else unknown.minimum
    high = math.inf if unknown.maximum is None else unknown.maximum
    low_says = high_says = ""
    for limit in (*limits_of(metric, variant), *_of_lists(variant)):
        why = f"“{limit.part.name}” cannot exceed “{limit.whole.name}”"
        over = Op("-", limit.part, limit.whole)  # may not exceed 0
        if not times(over, unknown) or any(part.key not in known for part in inputs(over) if part != unknown):
            continue
        try:
            found = collected(over, unknown)
        except NotLinear:
            continue  # `answer` still refuses what breaks it
        a, b, c = (value_of(part, known) for part in (found.top.constant, found.top.slope, found.bottom.constant))
        if a is None or b is None or not c or value_of(found.bottom.slope, known):
            continue
        end, rises = -a / b if b else 0.0, b / c > 0
        if b and rises and end < high:
            high, high_says = end, why
        elif b and not rises and end > low:
            low, low_says = end, why
    return Bounds(low, high, low_says, high_says)


def _of_lists(variant: Variant) -> tuple[Limit, ...]:
    """What a list holds by itself where only its counts are known: no more values are in time than there are."""
    counts = [part for part in inputs(variant.formula) if isinstance(part, Summary) and part.how in ("within", "count")]
    return tuple(
        Limit(part, whole, "No more can be in time than there are.")
        for part in counts
        for whole in counts
        if part.how == "within" and whole.how == "count" and part.of == whole.of
    )


def ends(metric: Metric, variant: Variant, known: Mapping[str, float], unknown: Leaf, within: Bounds) -> tuple[End, ...]:
    """The answer at both ends of an input's range, where it is defined there."""
    found = []
    sides: tuple[tuple[float, Literal["least", "most"], str], ...]
    sides = ((within.low, "least", within.low_says), (within.high, "most", within.high_says))
    for at, side, says in sides:
        if math.isfinite(at):
            value = answer(metric, {**known, unknown.key: at}, variant.key).value
        else:
            value = _far(variant, known, unknown, math.copysign(FAR, at))
        if value is not None:
            above = not math.isfinite(at) and _from_above(metric, variant, known, unknown, value, math.copysign(1.0, at))
            found.append(End(at, value, math.isfinite(at), side, says, above))
    return tuple(found)


def _far(variant: Variant, known: Mapping[str, float], unknown: Leaf, at: float) -> float | None:
    """What the answer comes near, infinite where it has no end."""
    try:
        far = collected(variant.formula, unknown).far(known)
    except NotLinear:
        return value_of(variant.formula.body, {**known, unknown.key: at})
    return far if far is None or math.isfinite(far) else math.copysign(far, far * at)


def _from_above(metric: Metric, variant: Variant, known: Mapping[str, float], unknown: Leaf, far: float, sign: float) -> bool:
    """Whether the answer falls towards its end as the input grows; it can do so from one side only."""
    for x in (1e3, 1e6, 1e9, 1.0):
        value = answer(metric, {**known, unknown.key: sign * x}, variant.key).value
        if value is not None and value != far:
            return value > far
    return False


def how_far(metric: Metric, variant: Variant, unknown: Leaf, target: float, found: tuple[End, ...], currency: str) -> str:
    """How near to the target an input can bring the answer, a sentence; empty where it is at no end defined."""
    formula = variant.formula
    finite = [end for end in found if math.isfinite(end.value)]
    if not finite:
        return ""
    end = min(finite, key=lambda e: abs(e.value - target))
    if any(e.value == math.copysign(math.inf, target - end.value) for e in found):
        return f"That would take more than {FAR:,.0f}, which is more than can be worked with."
    value = formula.unit.show(end.value, currency)
    if not end.reached:
        side = "above" if end.above else "below"
        size = "large" if end.at > 0 else "far below 0"
        return f"However {size} “{unknown.name}” is, {formula.name} stays {side} {value}."
    at = unknown.unit.show(end.at, currency)
    if end.at == 0 and not end.says:
        return f"Even with “{unknown.name}” at {at}, {formula.name} would be {value}."
    why = f", since {end.says}" if end.says else ""
    return f"“{unknown.name}” {'must' if end.side == 'least' else 'can'} be at {end.side} {at}{why}: {formula.name} would then be {value}."
