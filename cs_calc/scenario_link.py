"""Scenarios as they stand in a link: short, readable, and safe against what cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from cs_calc.expr import Leaf
from cs_calc.scenarios import IN_LINK, LARGEST, LONGEST, MOST, Scenario, tidy_name


def to_link(scenarios: Iterable[Scenario], parts: Sequence[Leaf]) -> dict[str, str]:
    """Each scenario's name and the numbers it changes, rates as fractions.

    >>> from cs_calc import METRICS, answer
    >>> parts = answer(METRICS["customer_churn_rate"], {}).inputs
    >>> to_link([Scenario("12 fewer", {"left_customers": 52.0})], parts)
    {'s1': '12 fewer', 's1.left_customers': '52'}
    """
    found: dict[str, str] = {}
    for number, scenario in enumerate(scenarios, 1):
        changed = {part.key: scenario.changed[part.key] for part in parts if part.key in scenario.changed}
        if scenario.name or not changed:
            found[f"s{number}"] = scenario.name or "-"  # a link drops what is empty
        found |= {f"s{number}.{key}": f"{value:.12g}" for key, value in changed.items()}
    return found


def from_link(parameters: Mapping[str, str], parts: Sequence[Leaf]) -> tuple[tuple[Scenario, ...], list[str]]:
    """The scenarios of a link, and a sentence for everything in it that cannot be; ({}, []) where it has none.

    >>> from cs_calc import METRICS, answer
    >>> parts = answer(METRICS["customer_churn_rate"], {}).inputs
    >>> from_link({"s1": "12 fewer", "s1.left_customers": "52"}, parts)
    ((Scenario(name='12 fewer', changed={'left_customers': 52.0}),), [])
    """
    named = {part.key: part for part in parts}
    found: dict[int, tuple[str, dict[str, float]]] = {}
    told: list[str] = []
    for name, text in parameters.items():
        if (match := IN_LINK.fullmatch(name)) is None:
            continue
        place, key = int(match[1]), match[2]
        _, changed = found.setdefault(place, ("", {}))
        if key is None:
            tidied = "" if text == "-" else tidy_name(text)
            if len(text) > LONGEST:
                told.append(f"The link's name for scenario {place} is longer than {LONGEST} letters; it is cut to “{tidied}”.")
            found[place] = (tidied, changed)
        elif key not in named:
            told.append(f"The link changes “{key[:40]}” in scenario {place}, which is no input of this definition; it is left out.")
        elif (value := _number(text, named[key])) is None:
            told.append(
                f"The link gives “{text[:40]}” for {named[key].name} in scenario {place}, which is not a number that fits; "
                "it stays as in the base: type it."
            )
        else:
            changed[key] = value
    kept = sorted(found)[:MOST]
    if len(found) > MOST:
        told.append(f"The link has {len(found)} scenarios; {MOST} stand side by side, so the first {MOST} are shown.")
    return tuple(Scenario(*found[place]) for place in kept), told


def _number(text: str, part: Leaf) -> float | None:
    """A number of the link, where it is one that fits the input."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value) or abs(value) > LARGEST:
        return None
    low, high = part.minimum, part.maximum
    return None if (low is not None and value < low) or (high is not None and value > high) else value
