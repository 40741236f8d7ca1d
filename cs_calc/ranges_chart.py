"""The distribution of an answer as a chart: how often it lies where, with the target, its finding as the title."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cs_calc.charts import GAIN, LOSS, QUIET, TOTAL, Picture, axis_format
from cs_calc.spread import Side, Spread, percent

BARS = 32
OUTSIDE = 0.005
"""This share of the draws at either side may lie outside the picture, so that a few far ones do not flatten the rest."""


def spread_picture(found: Spread, target: float | None = None) -> Picture:
    """A histogram of the draws, those that meet `target` in another colour. Raises ValueError where there is no distribution.

    A definition without a good side is drawn in one colour; the target is a line all the same.
    """
    if found.problem:
        raise ValueError(found.problem)
    unit, currency, better = found.base.variant.formula.unit, found.base.currency, found.base.better
    low, high = found.at(OUTSIDE), found.at(1 - OUTSIDE)
    edges = _edges(low, high, target)
    side: Side = "below" if better == "lower" else "above"
    hair = 1e-9 * (edges[1] - edges[0]) * (1 if side == "below" else -1)  # what is just at the target meets it
    counts, _ = np.histogram(found.values, edges + hair)
    shares = counts / len(found.values)
    parted = target is not None and better != "depends"
    meets, misses = "meets the target", "misses it"
    rows = []
    for share, left, right in zip(shares, edges[:-1], edges[1:], strict=True):
        middle = (left + right) / 2
        met = target is not None and (middle < target if side == "below" else middle > target)
        rows.append(
            {
                "left": left,
                "right": right,
                "none": 0.0,
                "share": share,
                "kind": (meets if met else misses) if parted else "all",
                "between": f"{unit.show(left, currency)} to {unit.show(right, currency)}",
                "cases": percent(float(share)),
            }
        )
    frame = pd.DataFrame([row for row in rows if row["share"] > 0])
    axis = alt.Axis(
        title=found.base.variant.formula.name, labelExpr=axis_format(unit, currency), titleColor=QUIET, tickCount=6, domain=False
    )
    x = alt.X("left:Q", axis=axis, scale=alt.Scale(domain=[float(edges[0]), float(edges[-1])], nice=False, zero=False))
    colour: Any = alt.value(TOTAL)
    if parted:
        scale = alt.Scale(domain=[meets, misses], range=[GAIN, LOSS])
        colour = alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, orient="top"))
    tips = [alt.Tooltip("between:N", title="Answer"), alt.Tooltip("cases:N", title="Of the cases")]
    # room above the bars for the words of the lines
    y = alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, float(shares.max()) * 1.45]))
    drawn: Any = alt.Chart(frame).mark_bar(binSpacing=1).encode(x=x, x2="right:Q", y=y, y2="none:Q", color=colour, tooltip=tips)
    marks = [(found.at(0.5), f"median {found.shown(0.5)}")]
    if target is not None and edges[0] <= target <= edges[-1]:
        marks.append((target, f"target {unit.show(target, currency)}"))
    leftmost = min(at for at, _ in marks)
    for place, (at, words) in enumerate(marks):
        across = (at - edges[0]) / (edges[-1] - edges[0])
        to_the_left = across > 0.3 if at == leftmost and len(marks) > 1 else across > 0.7  # away from the other line, where there is room
        mark = alt.Chart(pd.DataFrame({"at": [at], "text": [words]}))
        drawn += mark.mark_rule(color=QUIET, strokeDash=[1, 0] if place else [4, 4], strokeWidth=2).encode(x="at:Q")
        beside: dict[str, Any] = {"align": "right", "dx": -5} if to_the_left else {"align": "left", "dx": 5}
        drawn += mark.mark_text(**beside, y=7 + 17 * place, color=QUIET, fontWeight=600).encode(x="at:Q", text="text:N")
    title = found.finding()
    said = " ".join(found.chances(target))
    return Picture(drawn.properties(height=280), title, f"{title}. {said}")


def _edges(low: float, high: float, target: float | None) -> Any:
    """The ends of the bars: a round width, and the target at an end of one, so that no bar lies on both sides of it."""
    width = (high - low) / BARS or max(abs(low) / BARS, 0.01)
    power = 10.0 ** math.floor(math.log10(width))
    width = power * min((step for step in (1, 2, 2.5, 5, 10) if step * power >= width), default=10)
    start = target if target is not None else 0.0
    first, last = math.floor((low - start) / width), math.ceil((high - start) / width)
    return start + width * np.arange(first, max(last, first + 1) + 1)
