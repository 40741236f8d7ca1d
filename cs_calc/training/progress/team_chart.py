"""The heat map of the team's mistakes: metric by cluster, as a chart."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from cs_calc.charts import Picture
from cs_calc.training.clusters import CLUSTER_WORDS, cluster_name
from cs_calc.training.progress.team import ENOUGH
from cs_calc.units import PERCENT

MOST_METRICS = 20
"""Metrics drawn; the rest is in the table."""


def heat_map(found: pd.DataFrame, names: Mapping[str, str]) -> Picture:
    """`found`: the frame of `clusters`; `names`: metric -> its name. A cell is darker the larger the share of answers with that mistake."""
    if not len(found):
        title = "No named mistake yet"
        return Picture(alt.Chart(pd.DataFrame({"text": [title]})).mark_text().encode(text="text:N"), title, f"{title}.")
    frame = found.assign(
        name=[names.get(m, m.replace("_", " ")) for m in found["metric"]],
        mistake=[cluster_name(c) for c in found["cluster"]],
        shown=[f"{c} of {n} ({PERCENT.show_brief(s)})" for c, n, s in zip(found["count"], found["answers"], found["share"], strict=True)],
    )
    frame["what"] = frame["cluster"].map({str(k): meaning for k, (_, meaning) in CLUSTER_WORDS.items()}).fillna("")
    order = frame.groupby("name")["count"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    frame = frame[frame["name"].isin(order[:MOST_METRICS])]
    enough = frame[frame["answers"] >= ENOUGH]
    if len(enough):
        worst = enough.sort_values("share", ascending=False, kind="stable").iloc[0]
        title = f"Most often: {worst['mistake'].lower()} in {worst['name']}, {worst['shown']}"
    else:
        title = f"Too few answers to say what is confused most (fewer than {ENOUGH} for each metric)"
    across = frame.groupby("mistake")["count"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    base = alt.Chart(frame).encode(
        x=alt.X(
            "mistake:N", sort=across, axis=alt.Axis(title=None, labelAngle=-70, labelOverlap=False, orient="top", ticks=False, domain=False)
        ),
        y=alt.Y("name:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=220)),
    )
    top = max(0.2, float(frame["share"].max()))
    scale = alt.Scale(domain=[0, top / 2, top], range=["#E3EEF5", "#2E7FB0", "#0B4468"])
    tips = [
        alt.Tooltip(f"{field}:N", title=title_)
        for field, title_ in (("name", "Metric"), ("mistake", "Mistake"), ("what", "Means"), ("shown", "Answers"))
    ]
    cells = base.mark_rect(cornerRadius=2).encode(color=alt.Color("share:Q", scale=scale, legend=None), tooltip=tips)
    light = alt.condition(alt.datum.share > top * 0.45, alt.value("#FFFFFF"), alt.value("#1F2933"))
    counts = base.mark_text(fontWeight=600).encode(text="count:Q", color=light, tooltip=tips)
    first = frame.head(10)
    said = "; ".join(f"{n}, {m}: {t}" for n, m, t in zip(first["name"], first["mistake"], first["shown"], strict=True))
    drawn = (cells + counts).properties(height=max(140, 30 * frame["name"].nunique()))
    return Picture(drawn, title, f"{title}. {said}.")
