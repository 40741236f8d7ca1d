"""The map of the metrics: one row a metric, by family, and an arc for each tie. The layout is worked out here and does not move."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import QUIET, TOTAL, Picture
from cs_calc.metrics import FAMILIES, METRICS
from cs_calc.relations import KINDS, RELATIONS, RelationKind, neighbours, relations_of

ROW = 21
"""Height of a row."""
BEND = 32
"""How many straight pieces an arc is made of."""
LOOKS: dict[RelationKind, tuple[str, list[int]]] = {
    "identity": ("#3787BD", [1, 0]),
    "limit": ("#D55E00", [6, 3]),
    "part of": ("#009E73", [1, 0]),
    "feeds": ("#B07A00", [2, 2]),
    "beside": ("#A978A0", [2, 4]),
}
"""Colour and dashes of each kind."""


def rows() -> list[str]:
    """The rows from top to bottom: the name of a family, then the keys of its metrics."""
    found = []
    for family, name in FAMILIES.items():
        found += [name, *(m.key for m in METRICS.values() if m.family == family)]
    return found


def short(name: str) -> str:
    """A metric's name where there is little room.

    >>> short("Net revenue retention (NRR)"), short("Net MRR churn rate")
    ('Net revenue retention', 'Net MRR churn rate')
    """
    return name.split(" (")[0]


def arcs(chosen: str) -> pd.DataFrame:
    """Every tie between two metrics as points of an arc; those of `chosen` are wide and strong."""
    place = {key: i for i, key in enumerate(rows())}
    reach = max(place.values())
    found: list[dict[str, Any]] = []
    seen = set()
    for relation in RELATIONS:
        for other in relation.metrics[1:]:
            first = relation.metrics[0]
            if (tie := (frozenset((first, other)), relation.kind)) in seen:
                continue
            seen.add(tie)
            top, bottom = sorted((place[first], place[other]))
            height = math.sqrt((bottom - top) / reach)
            for step in range(BEND + 1):
                turn = math.pi * step / BEND
                found.append({
                    "arc": f"{relation.key} {other}", "step": step, "kind": KINDS[relation.kind], "says": relation.says,
                    "x": height * math.sin(turn), "y": (top + bottom) / 2 - (bottom - top) / 2 * math.cos(turn),
                    "wide": 2.6 if chosen in (first, other) else 1.2, "strong": 0.95 if chosen in (first, other) else 0.38,
                })  # fmt: skip
    return pd.DataFrame(found)


def picture(chosen: str) -> Picture:
    """The whole map, with one metric and its ties brought out. A click on a dot is the selection `metric`, field `key`."""
    order, near = rows(), neighbours(chosen)
    nodes = pd.DataFrame(
        {
            "key": key,
            "y": place,
            "x": 0.0,
            "name": METRICS[key].name,
            "ties": len(relations_of(key)),
            "colour": TOTAL if key == chosen or key in near else QUIET,
            "size": 210 if key == chosen else 110 if key in near else 60,
        }
        for place, key in enumerate(order)
        if key in METRICS
    )
    names = [short(METRICS[key].name) if key in METRICS else key.upper() for key in order]
    bold = [key not in METRICS or key == chosen or key in near for key in order]
    y_axis = alt.Axis(
        title=None, values=list(range(len(order))), labelExpr=f"{names!r}[datum.value]", labelLimit=150, labelPadding=8, labelFontSize=12,
        labelFontWeight=alt.condition(f"{[int(b) for b in bold]}[datum.value] == 1", alt.value(700), alt.value(400)),
        ticks=False, domain=False, grid=False,
    )  # fmt: skip
    y = alt.Y("y:Q", axis=y_axis, scale=alt.Scale(domain=[-0.6, len(order) - 0.4], reverse=True, nice=False))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.03, 1.02], nice=False))
    kinds = list(KINDS.values())
    legend = alt.Legend(
        title=None, orient="top", columns=2, symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1, labelFontSize=11, columnPadding=8
    )
    lines = (
        alt.Chart(arcs(chosen))
        .mark_line()
        .encode(
            x=x,
            y=y,
            detail="arc:N",
            order="step:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[LOOKS[k][0] for k in KINDS]), legend=legend),
            strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[LOOKS[k][1] for k in KINDS]), legend=legend),
            strokeWidth=alt.StrokeWidth("wide:Q", scale=None, legend=None),
            opacity=alt.Opacity("strong:Q", scale=None, legend=None),
            tooltip=[alt.Tooltip("says:N", title="Tie")],
        )
    )
    click = alt.selection_point(name="metric", fields=["key"], on="click", empty=False)
    dots = (
        alt.Chart(nodes)
        .mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(
            x=x,
            y=y,
            color=alt.Color("colour:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip=[alt.Tooltip("name:N", title="Metric"), alt.Tooltip("ties:Q", title="Ties")],
        )
        .add_params(click)
    )
    drawn: Any = alt.layer(lines, dots).resolve_scale(color="independent", strokeDash="independent", opacity="independent")
    name = short(METRICS[chosen].name)
    title = f"{name} is tied to {len(near)} other metric{'s' * (len(near) != 1)}"
    named = ", ".join(short(METRICS[key].name) for key in order if key in near)
    return Picture(
        drawn.properties(height=ROW * len(order) + 60), title, f"{title}: {named}. Every tie stands in words beside and below the map."
    )
