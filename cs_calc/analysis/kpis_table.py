"""KPIs in a sentence and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_calc.analysis.kpis import PAST, Standing, Target, brief, do_first, mark_of, target_words
from cs_calc.model import Metric
from cs_calc.tables.periods import spoken

HELD = {"meets": ("meets", "meet"), "too close to call": ("is too close to call", "are too close to call"),
        "within the margin": ("is within the margin", "are within the margin"), "misses": ("misses it", "miss it")}  # fmt: skip
"""The states of a KPI that is held against a target, for one and for several."""


def overview(standings: Sequence[Standing], period: str) -> str:
    """How many KPIs meet their target, and which is the worst: the one that misses by the largest share of its target.

    >>> overview([], "2026-10")
    'No KPI is chosen.'
    """
    if not standings:
        return "No KPI is chosen."
    held = [s for s in standings if s.light.state in HELD]
    if not held:
        none = f"None of {len(standings)} KPIs is" if len(standings) > 1 else "The KPI is not"
        return f"{none} held against a target in {spoken(period)}: set one below."
    count = {state: sum(s.light.state == state for s in held) for state in HELD}
    others = [f"{n} {words[n > 1]}" for state, words in HELD.items() if state != "meets" and (n := count[state])]
    text = f"{count['meets']} of {len(held)} {'KPI meets its' if len(held) == 1 else 'KPIs meet their'} target in {spoken(period)}"
    text += f"; {', '.join(others)}." if others else "."
    missed = [s for s in held if s.light.state in ("misses", "within the margin")]
    if missed:
        worst = max(missed, key=lambda s: s.light.miss)
        unit, found, goal = worst.metric.unit, worst.answer, worst.kpi.target
        if found is not None and found.value is not None and goal is not None:
            shown, aim = brief(unit, found.value, found.currency), brief(unit, goal.value, found.currency)
            text += f" {worst.metric.name} is the worst: {shown}, target {target_words(goal)} {aim}."
    rest = len(standings) - len(held)
    return text + (f" {rest} more {'has' if rest == 1 else 'have'} nothing to be held against here." if rest else "")


def target_name(metric: Metric, target: Target | None, currency: str = "$") -> str:
    """A target as people choose it: the mark, whose it is and of when."""
    if target is None:
        return "No target"
    if target.origin == PAST:
        return f"Our own past: {target_words(target)} the median of the year before"
    if target.origin == "yours":
        return "Our own target"
    mark = mark_of(metric, target)
    goal = f"{target_words(target)} {brief(metric.unit, target.value, currency)}"
    if mark is None:
        return goal
    date = f", {mark.date}" if mark.date != "not stated" else ", no date stated"
    return f"{goal[0].upper()}{goal[1:]}: {mark.source.publisher} ({mark.kind}{date}{', for a ' + target.period if target.period else ''})"


def kpi_table(standings: Sequence[Standing]) -> pd.DataFrame:
    """One row per KPI as people read it: objective, metric, value, range, target, light, change, what to do first, owner."""
    rows = []
    for s in standings:
        currency = s.answer.currency if s.answer else "$"
        target = s.kpi.target
        rows.append(
            {
                "objective": s.kpi.objective,
                "KPI": s.metric.name,
                "value": s.answer.shown if s.answer else "",
                "95 % range": s.answer.range_shown if s.answer else "",
                "target": f"{target_words(target)} {brief(s.metric.unit, target.value, currency)}" if target else "",
                "light": s.light.state,
                "why": s.light.sentence,
                "change": s.change.sentence if s.change else "",
                "do first": do_first(s.answer, s.advice)[0],
                "says": do_first(s.answer, s.advice)[1],
                "in general": s.advice.text if s.advice else "",
                "owner": s.kpi.owner,
            }
        )
    return pd.DataFrame(rows)
