"""The pictures of the page Drivers: rates with and without each behaviour, and the grid of how often and how soon."""

from __future__ import annotations

import altair as alt
import pandas as pd

from cs_calc.analysis.drivers import Tried
from cs_calc.analysis.drivers_say import against, cases_word, headline, leading, of
from cs_calc.charts import GAIN, LOSS, QUIET, Picture
from cs_calc.tables.dataset import Dataset
from cs_calc.units import PERCENT

MOST = 12
"""So many behaviours are drawn, the surest first: the table has them all."""
PERCENTS = "datum.value > 1 ? '' : format(datum.value * 100, ',.3~f') + '%'"


def picture_of(dataset: Dataset, found: Tried) -> Picture:
    """`dumbbells`, drawn once for a question: building a chart takes longer than all its numbers."""
    kept: Picture = dataset.keep(("picture", *found.question), lambda: dumbbells(found))
    return kept


def dumbbells(found: Tried, most: int = MOST) -> Picture:
    """Rates with (dot) and without (ring) for the surest behaviours; green where more of the good came, orange where less.

    Grey may be chance. What they did comes first, then signs of what they thought, then who they are. A row can be clicked.
    """
    order = {"did": 0, "sign": 1, "is": 2}
    rows = found.tested.head(most).sort_values("sort", key=lambda s: s.map(order), kind="stable")
    good = (rows["difference"] > 0) == found.outcome.better
    frame = rows[["key", "name", "rate_with", "rate_without", "k_with", "n_with", "k_without", "n_without"]].assign(
        kind=good.map({True: "good", False: "bad"}).where(rows["survives"], "chance"),
        ends=[
            f"{100 * d:+.1f} ({100 * a:+.1f} to {100 * b:+.1f})"
            for d, a, b in zip(rows["difference"], rows["low"], rows["high"], strict=True)
        ],
        told_with=[of(k, n) for k, n in zip(rows["k_with"], rows["n_with"], strict=True)],
        told_without=[of(k, n) for k, n in zip(rows["k_without"], rows["n_without"], strict=True)],
        label_with=[PERCENT.show_brief(r) for r in rows["rate_with"]],
        label_without=[PERCENT.show_brief(r) for r in rows["rate_without"]],
        right=(rows["rate_with"] >= rows["rate_without"]),
    )
    frame["head"] = frame["name"] + ": " + frame["ends"]
    n = int(found.tested["survives"].sum())
    top = leading(found)
    title = f"{headline(found, top)}: {against(top)}" if top else f"Nothing that was tried goes with {found.outcome.noun} beyond chance"
    low, high = (float(f(frame[["rate_with", "rate_without"]].to_numpy().ravel())) for f in (min, max))
    room = max((high - low) * 0.16, 0.002)
    axis = alt.Axis(
        title=f"Share of {cases_word(found)} that {found.outcome.did}", labelExpr=PERCENTS, titleColor=QUIET, tickCount=5, domain=False
    )
    scale = alt.Scale(domain=[max(0.0, low - room), high + room], nice=False, zero=False)
    y = alt.Y("name:N", sort=None, axis=None)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["good", "bad", "chance"], range=[GAIN, LOSS, QUIET]), legend=None)
    selection = alt.selection_point(name="behaviour", fields=["key"], empty=False)
    tips = [
        alt.Tooltip("name:N", title="Behaviour"), alt.Tooltip("told_with:N", title="With"), alt.Tooltip("told_without:N", title="Without"),
        alt.Tooltip("ends:N", title="Points, and likely"),
    ]  # fmt: skip
    base = alt.Chart(frame).encode(y=y, color=colour, tooltip=tips)
    drawn = base.mark_rule(strokeWidth=3, opacity=0.5).encode(x=alt.X("rate_without:Q", axis=axis, scale=scale), x2="rate_with:Q")
    drawn += base.mark_point(size=90, strokeWidth=2, opacity=1, filled=False).encode(x="rate_without:Q")
    drawn += (
        base.mark_point(size=130, filled=True)
        .encode(x="rate_with:Q", opacity=alt.condition(selection, alt.value(1.0), alt.value(0.9)))
        .add_params(selection)
    )
    names = alt.Chart(frame).encode(y=y)
    drawn += names.mark_text(align="left", dy=-17, fontWeight=600, limit=340, color=QUIET).encode(x=alt.value(0), text="head:N")
    ends = pd.concat([  # one layer for all labels: each stands on the outer side of its mark
        pd.DataFrame({"name": frame["name"], "rate": frame["rate_with"], "text": frame["label_with"], "out": frame["right"]}),
        pd.DataFrame({"name": frame["name"], "rate": frame["rate_without"], "text": frame["label_without"], "out": ~frame["right"]}),
    ])  # fmt: skip
    align, dx = alt.expr("datum.out ? 'left' : 'right'"), alt.expr("datum.out ? 11 : -11")
    drawn += alt.Chart(ends).mark_text(align=align, dx=dx, color=QUIET).encode(y=y, x="rate:Q", text="text:N")
    said = "; ".join(f"{r['name']}: with {r['told_with']}, without {r['told_without']}" for r in frame.to_dict("records"))
    survived = f"{n} of {len(found.tested)} are more than chance would explain after correction"
    return Picture(drawn.properties(height=max(120, 46 * len(frame))), title, f"{title}. {survived}. {said}.")
