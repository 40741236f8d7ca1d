"""Scenarios side by side as a table, and what they come to in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_calc.scenarios import Outcome


def as_frame(found: Sequence[Outcome]) -> pd.DataFrame:
    """One row for each scenario, the base first: its inputs as people read them (what differs is marked), answer, difference, target.

    Columns: Scenario, one for each input, Answer, Against the base, Target.
    """
    base = found[0].answer
    rows = []
    for one in found:
        row = {"Scenario": one.label}
        for part in base.inputs:
            value = one.numbers[part.key]
            shown = "not known" if value is None else part.unit.show(value, base.currency)
            row[part.name[0].upper() + part.name[1:]] = shown + (" *" if part.key in one.changed else "")
        row["Answer"] = one.answer.shown or "no answer"
        row["Against the base"] = one.change_shown
        row["Target"] = "" if one.verdict is None else {True: "met", False: "missed", None: "not compared"}[one.verdict.met]
        rows.append(row)
    return pd.DataFrame(rows)


def as_numbers(found: Sequence[Outcome]) -> pd.DataFrame:
    """The same with bare numbers, rates as fractions, to go on calculating with: a column for each input by its name."""
    base = found[0].answer
    return pd.DataFrame(
        {
            "Scenario": one.label,
            **{part.name: one.numbers[part.key] for part in base.inputs},
            base.worked.formula.name: one.answer.value,
            "Against the base": one.change,
        }
        for one in found
    )


def finding(found: Sequence[Outcome]) -> str:
    """The base's answer and the scenario that lies furthest from it to the good side, a sentence."""
    base = found[0].answer
    name = base.worked.formula.name
    if base.value is None:
        return f"The base has no answer: {base.problem}"
    moved = [one for one in found[1:] if one.change is not None and abs(one.change) > 1e-12]
    if not moved:
        return f"{name} is {base.shown}, in every scenario." if len(found) > 1 else f"{name} is {base.shown}."
    sign = -1 if base.better == "lower" else 1
    best = max(moved, key=lambda one: abs(one.change or 0.0) if base.better == "depends" else sign * (one.change or 0.0))
    better = base.better != "depends" and sign * (best.change or 0.0) > 0
    lead = "Best is" if better and len(moved) > 1 else "Furthest off is" if len(moved) > 1 else "With"
    if lead == "With":
        return f"{name} is {base.shown}; with “{best.label}” {best.answer.shown} ({best.change_shown})."
    return f"{name} is {base.shown}. {lead} “{best.label}”: {best.answer.shown} ({best.change_shown})."
