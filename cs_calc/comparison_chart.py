"""The definitions of a metric side by side: one mark a definition, on one axis."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import QUIET, TOTAL, Picture, axis_format
from cs_calc.comparison import KIND_WORDS, Comparison, Reading
from cs_calc.units import DURATIONS

WRONG = "#D55E00"
ROW = 54
"""Height of a definition's row in the picture: its name above, its mark below."""
NAMES_AT = 19
"""How far above its mark a definition's name stands."""


def picture(found: Comparison, what: str = "") -> Picture | None:
    """Every definition that can stand on one axis, lowest first; None where fewer than two can.

    Accepted ones are round and blue, printed and wrong ones are orange diamonds; name and value stand beside each.
    """
    if len(found.drawn) < 2:
        return None
    values = [r.value or 0.0 for r in found.drawn]
    low, high = min(*values, 0.0) if min(values) < 0 else min(values), max(values)
    room = (high - low) or abs(high) or 1.0
    low, high = low - 0.05 * room, high + 0.05 * room
    frame = pd.DataFrame(
        {
            "row": place,
            "value": r.value,
            "shown": found.show(r.value or 0.0),
            "name": label(r),
            "kind": KIND_WORDS[r.kind],
            "right": (r.value or 0.0) > low + 0.6 * (high - low),
            "says": r.says,
        }
        for place, r in enumerate(found.drawn)
    )
    names = [str(name) for name in frame["name"]]
    kinds = [KIND_WORDS["accepted"], KIND_WORDS["printed"]]
    expr = "[" + ", ".join(_quoted(name) for name in names) + "][datum.value]"
    y_axis = alt.Axis(
        title=None,
        values=list(range(len(names))),
        labelExpr=expr,
        labelAlign="left",
        labelPadding=0,
        labelOffset=-NAMES_AT,
        labelLimit=420,
        labelFontSize=13,
        offset=0,
        ticks=False,
        domain=False,
        grid=True,
        gridOpacity=0.6,
        orient="left",
    )
    y = alt.Y("row:Q", axis=y_axis, scale=alt.Scale(domain=[-0.7, len(names) - 0.6], reverse=True, nice=False))
    scale = alt.Scale(domain=[low, high], nice=False)
    name = found.metric.name + (f" ({found.unit.name})" if found.unit.key in DURATIONS else "")
    x_axis = alt.Axis(title=name, labelExpr=axis_format(found.unit, found.currency), titleColor=QUIET, tickCount=5, grid=False)
    x = alt.X("value:Q", scale=scale, axis=x_axis)
    shown = [k for k in kinds if k in set(frame["kind"])]
    colours = {kinds[0]: TOTAL, kinds[1]: WRONG}
    shapes = {kinds[0]: "circle", kinds[1]: "diamond"}
    legend = alt.Legend(title=None, orient="top", symbolSize=140, labelFontSize=13) if len(shown) > 1 else None
    colour = alt.Color("kind:N", scale=alt.Scale(domain=shown, range=[colours[k] for k in shown]), legend=legend)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=shown, range=[shapes[k] for k in shown]), legend=legend)
    tips = [alt.Tooltip("name:N", title="Definition"), alt.Tooltip("shown:N", title="Value"), alt.Tooltip("says:N", title="To know")]
    default = next((r.value for r in found.readings if r.is_default), None)
    drawn: Any = alt.Chart(frame).mark_point(filled=True, size=170, opacity=1).encode(x=x, y=y, color=colour, shape=shape, tooltip=tips)
    if default is not None:
        rule = alt.Chart(pd.DataFrame({"value": [default]})).mark_rule(strokeDash=[4, 4], color=QUIET, opacity=0.55).encode(x="value:Q")
        drawn = rule + drawn
    for right in (False, True):
        part = alt.Chart(frame[frame["right"] == right])
        if right:
            marked = part.mark_text(align="right", dx=-12, fontWeight=600, fontSize=14, baseline="middle")
        else:
            marked = part.mark_text(align="left", dx=12, fontWeight=600, fontSize=14, baseline="middle")
        drawn += marked.encode(x=x, y=y, text="shown:N", color=colour)
    said = "; ".join(f"{name}: {value}" for name, value in zip(names, frame["shown"], strict=True))
    title = found.finding(what)
    return Picture(drawn.properties(height=ROW * len(names) + 100), title, f"{title} {said}.")


def label(reading: Reading) -> str:
    """Whose definition it is, and which; short enough for a phone."""
    if reading.kind == "printed":
        return f"{reading.by}, as printed"
    return f"{reading.by}: {reading.name[0].lower()}{reading.name[1:]}" + (" (default)" if reading.is_default else "")


def _quoted(text: str) -> str:
    """A string of the language that charts are written in."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
