"""Scenarios carried forward as a chart: one line each, its name and last amount at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import QUIET, SERIES, Picture, axis_format
from cs_calc.over_time import Path, Plan, amount, finding

HEIGHT, LINE = 360, 20
COLOURS = [QUIET, *SERIES, "#CC79A7"]


def as_frame(plan: Plan, found: Sequence[Path]) -> pd.DataFrame:
    """One row for each month, one column for each scenario; a name met twice is told apart by its place."""
    drawn = [one for one in found if one.values]
    labels: list[str] = []
    for place, one in enumerate(drawn):
        labels.append(one.label if one.label not in labels and one.label != "Month" else f"{one.label} ({place})")
    months = range(len(drawn[0].values)) if drawn else range(0)
    return pd.DataFrame({"Month": list(months), **{name: list(one.values) for name, one in zip(labels, drawn, strict=True)}})


def rates_frame(plan: Plan, found: Sequence[Path]) -> pd.DataFrame:
    """The month's rate, 12 times it, and what it really comes to over a year, one row for each scenario; fractions."""
    return pd.DataFrame(
        {
            "Scenario": one.label,
            f"{plan.rate_name}, a month": one.month_rate,
            "12 × the month": one.times_twelve,
            "Over a year": one.year_rate,
        }
        for one in found
        if one.values
    )


def over_time_picture(plan: Plan, found: Sequence[Path], currency: str = "$") -> Picture | None:
    """A line for each scenario; None where none can be carried forward."""
    drawn = [one for one in found if one.values]
    if not drawn:
        return None
    months = len(drawn[0].values) - 1
    highest = max(max(one.values) for one in drawn) or 1.0
    frame = pd.DataFrame(
        {"place": str(place), "name": one.label, "month": month, "value": value, "shown": amount(plan, value, currency)}
        for place, one in enumerate(drawn)
        for month, value in enumerate(one.values)
    )
    ends = pd.DataFrame(
        {
            "place": str(place),
            "month": months,
            "at": at,
            "text": f"{short(one.label)} {plan.start.unit.show(round(one.values[-1]), currency)}",
        }
        for (place, one), at in zip(enumerate(drawn), apart([one.values[-1] for one in drawn], highest * 1.05 * LINE / HEIGHT), strict=True)
    )
    # the names stand behind the lines: on a phone they take more than half of the width
    x_axis = alt.Axis(title="Months from now", titleColor=QUIET, values=list(range(0, months + 1, 6 if months > 12 else 3)), grid=False)
    x = alt.X(
        "month:Q", axis=x_axis, scale=alt.Scale(domain=[0, alt.ExprRef(f"width < 480 ? {months * 2.3} : {months * 1.45}")], nice=False)
    )
    top = max(highest, *ends["at"]) * 1.05
    y_axis = alt.Axis(title=None, labelExpr=axis_format(plan.start.unit, currency), tickCount=5, domain=False)
    across = alt.Scale(domain=[min(0.0, *ends["at"]), top], nice=False)
    y = alt.Y("value:Q", axis=y_axis, scale=across)
    places = [str(place) for place in range(len(drawn))]
    colour = alt.Color("place:N", scale=alt.Scale(domain=places, range=COLOURS[: len(places)]), legend=None)
    tips = [alt.Tooltip("name:N", title="Scenario"), alt.Tooltip("month:Q", title="Month"), alt.Tooltip("shown:N", title=plan.name)]
    lines: Any = alt.Chart(frame).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour, detail="place:N")
    lines += alt.Chart(frame).mark_point(filled=True, size=22, opacity=1).encode(x=x, y=y, color=colour, tooltip=tips)
    marked = alt.Chart(ends).mark_text(align="left", dx=7, fontWeight=600, fontSize=12)
    lines += marked.encode(x=x, y=alt.Y("at:Q", scale=across), text="text:N", color=colour)
    title = finding(plan, found, currency)
    said = "; ".join(f"{one.label}: {amount(plan, one.values[-1], currency)}" for one in drawn)
    return Picture(lines.properties(height=HEIGHT), title, f"{title} {said}.")


def short(name: str) -> str:
    """A name that fits behind a line."""
    return name if len(name) <= 22 else name[:20].rstrip() + "…"


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Where labels stand that must not lie on each other: moved up as far as needed, in their order.

    >>> apart([10.0, 10.5, 30.0], 2.0)
    [10.0, 12.0, 30.0]
    """
    found = [0.0] * len(values)
    last = float("-inf")
    for place in sorted(range(len(values)), key=lambda i: values[i]):
        last = found[place] = max(values[place], last + gap)
    return found
