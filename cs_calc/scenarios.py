"""What if: named sets of numbers beside a base, each with its answer and how far it lies from the base's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cs_calc.answer import Answer, answer
from cs_calc.expr import Leaf, Op, Step, Summary, inputs
from cs_calc.units import Unit
from cs_calc.verdict import Verdict
from cs_calc.work import HAIR, Known, leaf_value

MOST = 5
"""As many scenarios stand side by side."""
LONGEST = 40
"""So many letters a name may have: it stands in a chart and in the link."""
LARGEST = 1e12
IN_LINK = re.compile(r"s(\d{1,3})(?:\.(.+))?")
"""How a scenario stands in the link: `s1=name` and, for each number that differs, `s1.input_key=number`."""


@dataclass(frozen=True)
class Scenario:
    """A name, empty where its numbers name it, and the numbers that differ from the base, by input key; rates as fractions."""

    name: str
    changed: Mapping[str, float]


@dataclass(frozen=True)
class Outcome:
    """A scenario worked; the base itself has no scenario."""

    scenario: Scenario | None
    label: str
    answer: Answer
    numbers: Mapping[str, float | None]  # every input of the definition
    changed: frozenset[str]  # the inputs whose number is not the base's
    change: float | None = None  # answer less the base's; None where one of them does not exist
    change_shown: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """Against the metric's first target; None where there is none."""
        return next(iter(self.answer.verdicts), None)


def numbers_of(base: Answer) -> dict[str, float | None]:
    """Every input of the definition by key; a list is stood for by what the formula makes of it.

    >>> from cs_calc import METRICS
    >>> numbers_of(answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}))
    {'opening_customers': 1000.0, 'left_customers': 64.0}
    """
    return {part.key: leaf_value(part, base.given) for part in base.inputs}


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers are one, but for the rounding of binary fractions."""
    return a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=HAIR, abs_tol=1e-15))


def differing(scenario: Scenario, numbers: Mapping[str, float | None]) -> dict[str, float]:
    """Of a scenario's numbers, those that concern the base's inputs and are not the base's."""
    return {key: value for key, value in scenario.changed.items() if key in numbers and not same(value, numbers[key])}


def label(scenario: Scenario, numbers: Mapping[str, float | None], parts: Sequence[Leaf], currency: str = "$") -> str:
    """The scenario's name; without one what it changes, so that it stays true when a number is edited.

    >>> from cs_calc import METRICS
    >>> parts = answer(METRICS["customer_churn_rate"], {}).inputs
    >>> label(Scenario("", {"left_customers": 52.0}), {"opening_customers": 1000.0, "left_customers": 64.0}, parts)
    'Customers who left 52'
    """
    if scenario.name:
        return scenario.name
    changed = differing(scenario, numbers)
    said = [f"{part.name[0].upper()}{part.name[1:]} {part.unit.show(changed[part.key], currency)}" for part in parts if part.key in changed]
    return said[0] + (f" and {len(said) - 1} more" if len(said) > 1 else "") if said else "As the base"


def outcomes(base: Answer, scenarios: Iterable[Scenario]) -> tuple[Outcome, ...]:
    """The base, then every scenario, worked: all that a scenario does not change is as in the base.

    >>> from cs_calc import METRICS
    >>> may = answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64})
    >>> [(o.label, o.answer.shown, o.change_shown) for o in outcomes(may, [Scenario("12 fewer", {"left_customers": 52.0})])]
    [('Base', '6.4%', ''), ('12 fewer', '5.2%', '-1.2 points')]
    """
    numbers = numbers_of(base)
    found = [Outcome(None, "Base", base, numbers, frozenset())]
    for scenario in scenarios:
        changed = differing(scenario, numbers)
        worked = answer(base.metric, _given(base, changed), base.variant.key, currency=base.currency, period=base.period)
        change = None if worked.value is None or base.value is None else worked.value - base.value
        shown = "" if change is None else shown_change(base.variant.formula.unit, change, base.currency)
        name = label(scenario, numbers, base.inputs, base.currency)
        found.append(Outcome(scenario, name, worked, {**numbers, **changed}, frozenset(changed), change, shown))
    return tuple(found)


def shown_change(unit: Unit, change: float, currency: str = "$") -> str:
    """A difference in points, or in the unit; a small one is not told as none.

    >>> from cs_calc.units import PERCENT
    >>> shown_change(PERCENT, -0.012), shown_change(PERCENT, 0.0001), shown_change(PERCENT, 0.0)
    ('-1.2 points', 'up by less than 0.1 points', 'no change')
    """
    shown = unit.show_change(change, currency)
    if shown != "no change" or abs(change) < 1e-12:
        return shown.replace("1.0 points", "1.0 point") if shown in ("+1.0 points", "-1.0 points") else shown
    least = "0.1 points" if unit.key in ("percent", "score") else "can be shown"
    return f"{'up' if change > 0 else 'down'} by less than {least}"


def _given(base: Answer, changed: Mapping[str, float]) -> dict[str, Known]:
    """The base's numbers with a scenario's in their place; a list of which a summary was changed gives way to its summaries."""
    given: dict[str, Known] = dict(base.given)
    summaries = [part for part in base.inputs if isinstance(part, Summary)]
    gone = {part.of.key for part in summaries if part.key in changed}
    for part in summaries:
        if part.of.key in gone:
            given[part.key] = leaf_value(part, base.given)
    return {**{key: value for key, value in given.items() if key not in gone}, **changed}


def suggested(base: Answer) -> tuple[Scenario, ...]:
    """Two to begin with: the two inputs that improve the answer most when each is moved by a tenth; without names.

    What stands below the fraction's line is left as it is: nobody improves churn by having had more customers.
    """
    if base.value is None:
        return (Scenario("", {}),)
    numbers, found = numbers_of(base), []
    for part in _upper(base):
        tries = [
            (gain, key, new)
            for factor in (0.9, 1.1)
            if (worked := _moved(base, part, numbers[part.key], factor))
            for gain, key, new in [worked]
        ]
        if tries:
            found.append(max(tries))
    best = sorted((x for x in found if x[0] > 0), reverse=True)[:2]
    return tuple(Scenario("", {key: new}) for _, key, new in best) or (Scenario("", {}),)


def _upper(base: Answer) -> tuple[Leaf, ...]:
    """The inputs of the upper part of the last fraction; all where there is none."""
    body = base.variant.formula.body
    while isinstance(body, Step) or (isinstance(body, Op) and body.sign == "*" and not inputs(body.right)):
        body = body.body if isinstance(body, Step) else body.left
    above = inputs(body.left) if isinstance(body, Op) and body.sign == "/" else ()
    return above or base.inputs


def _moved(base: Answer, part: Leaf, value: float | None, factor: float) -> tuple[float, str, float] | None:
    """How much better the answer gets when one input is moved: gain, key, the number; None where it cannot be moved so."""
    if not value or base.value is None:
        return None
    new = value * factor
    if part.unit.key == "count":
        new = float(round(new))
    if part.maximum is not None and new > part.maximum:
        return None
    worked = answer(base.metric, _given(base, {part.key: new}), base.variant.key).value
    if worked is None:
        return None
    change = worked - base.value
    return {"higher": change, "lower": -change, "depends": abs(change)}[base.better], part.key, new


# changing a set of scenarios


def tidy_name(name: str) -> str:
    """A name in one line and not too long.

    >>> tidy_name("  Fewer   cancellations ")
    'Fewer cancellations'
    """
    return " ".join(name.split())[:LONGEST].strip()


def renamed(scenarios: Sequence[Scenario], place: int, name: str) -> tuple[Scenario, ...]:
    """With another name at a place."""
    return _put(scenarios, place, replace(scenarios[place], name=tidy_name(name)))


def set_number(
    scenarios: Sequence[Scenario], place: int, key: str, value: float | None, numbers: Mapping[str, float | None]
) -> tuple[Scenario, ...]:
    """With another number at a place; None, or the base's own, makes it as the base.

    >>> set_number([Scenario("a", {"x": 2.0})], 0, "x", 1.0, {"x": 1.0})
    (Scenario(name='a', changed={}),)
    """
    changed = {k: v for k, v in scenarios[place].changed.items() if k != key}
    if value is not None and not same(value, numbers.get(key)):
        changed[key] = value
    return _put(scenarios, place, replace(scenarios[place], changed=changed))


def duplicated(scenarios: Sequence[Scenario], place: int) -> tuple[Scenario, ...]:
    """With a copy behind a place. Raises ValueError where there are as many as can be."""
    if len(scenarios) >= MOST:
        raise ValueError(f"There are {MOST} scenarios, which is as many as stand side by side: remove one first.")
    one = scenarios[place]
    copy = replace(one, name=tidy_name(one.name[: LONGEST - 5] + " copy") if one.name else "")
    return (*scenarios[: place + 1], copy, *scenarios[place + 1 :])


def removed(scenarios: Sequence[Scenario], place: int) -> tuple[Scenario, ...]:
    """Without the one at a place."""
    return (*scenarios[:place], *scenarios[place + 1 :])


def _put(scenarios: Sequence[Scenario], place: int, one: Scenario) -> tuple[Scenario, ...]:
    return (*scenarios[:place], one, *scenarios[place + 1 :])
