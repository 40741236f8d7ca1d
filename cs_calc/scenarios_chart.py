"""Scenarios as a chart: one mark each, name above, answer beside it, the base as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import QUIET, TOTAL, Picture, axis_format
from cs_calc.scenario_table import finding
from cs_calc.scenarios import Outcome
from cs_calc.units import DURATIONS

ROW = 52


def scenarios_picture(found: Sequence[Outcome]) -> Picture | None:
    """The answers of the base and its scenarios on one axis; None where fewer than two have one."""
    drawn = [one for one in found if one.answer.value is not None]
    if len(drawn) < 2:
        return None
    first = found[0].answer
    unit = first.variant.formula.unit
    values = [one.answer.value or 0.0 for one in drawn]
    low, high = min(values), max(values)
    room = (high - low) or abs(high) or 1.0
    across = alt.Scale(domain=[low - 0.1 * room, high + 0.1 * room], nice=False, zero=False)
    middle = (low + high) / 2
    frame = pd.DataFrame(
        {
            "row": place,
            "name": one.label,
            "answer": one.answer.value,
            "shown": one.answer.shown + (f"  ({one.change_shown})" if one.change_shown else ""),
            "kind": "base" if one.scenario is None else "scenario",
            "right": (one.answer.value or 0.0) > middle,
        }
        for place, one in enumerate(drawn)
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.6, paddingOuter=0.5))
    name = first.worked.formula.name + (f" ({unit.name})" if unit.key in DURATIONS else "")
    axis = alt.Axis(title=name, labelExpr=axis_format(unit, first.currency), titleColor=QUIET, tickCount=5, domain=False)
    x = alt.X("answer:Q", scale=across, axis=axis)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["base", "scenario"], range=[QUIET, TOTAL]), legend=None)
    tips = [alt.Tooltip("name:N", title="Scenario"), alt.Tooltip("shown:N", title="Answer")]
    all_rows = alt.Chart(frame).encode(y=y)
    layers: Any = all_rows.mark_point(filled=True, size=170, opacity=1).encode(x=x, color=colour, tooltip=tips)
    if first.value is not None:
        base = pd.DataFrame({"answer": [first.value]})
        layers = alt.Chart(base).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=x) + layers
    for right in (False, True):
        part = all_rows.transform_filter(alt.datum.right == right)
        align, dx = ("right", -12) if right else ("left", 12)
        marked = part.mark_text(align=align, dx=dx, fontWeight=600, fontSize=14)  # type: ignore[arg-type]
        layers += marked.encode(x=x, text="shown:N", color=colour)
    layers += all_rows.mark_text(align="left", dy=-20, fontSize=13, color=QUIET, limit=330).encode(x=alt.value(0), text="name:N")
    title = finding(found)
    said = "; ".join(f"{one.label}: {one.answer.shown}" for one in drawn)
    return Picture(layers.properties(height=ROW * len(drawn) + 60), title, f"{title} {said}.")
