"""The magic ratio in sentences, as a table, worked by hand, and as a picture of both halves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.drivers import CHANCE
from cs_calc.analysis.drivers_say import of, points
from cs_calc.analysis.magic import Magic, Told, each_feature, told
from cs_calc.change import chance_in_words
from cs_calc.charts import QUIET, TOTAL, Picture
from cs_calc.units import COUNT, PERCENT


def habit(row: Mapping[Any, Any]) -> str:
    """A combination in words.

    >>> habit({"feature": "Import", "times": 3, "days": 30}), habit({"feature": "Import", "times": 1, "days": 7})
    ('use of Import on 3 or more of the first 30 days', 'use of Import on any of the first 7 days')
    """
    often = "any" if row["times"] == 1 else f"{int(row['times'])} or more"
    return f"use of {row['feature']} on {often} of the first {int(row['days'])} days"


def sides(one: Told, stay: int) -> str:
    """Both shares of staying and what lies between."""
    text = f"{of(one.k_with, one.n_with)} of those who reached it stayed {stay} days, {of(one.k_without, one.n_without)} of the others: "
    return text + points(one.difference, one.low, one.high)


def sentences(found: Magic) -> list[str]:
    """What the half that was held out says of the best of the other half, then how it was chosen."""
    if found.best is None:
        return [found.problem]
    name, stay = habit(found.best), found.stay
    chosen, held = told(found.best, "chosen"), told(found.best, "held")
    tried = COUNT.show(len(found.grid))
    if held is None or chosen is None:
        return [f"{name[0].upper()}{name[1:]} stood out of {tried} combinations, but the half held out has nobody on one side to check it."]
    real = held.p < CHANCE and held.difference > 0
    if real:
        first = f"{name[0].upper()}{name[1:]} separates those who stay {stay} days from the rest, also among customers held out: "
    else:
        first = f"No magic ratio: the best of {tried} combinations, {name}, does not hold among the customers held out: "
    first += f"{sides(held, stay)}; {chance_in_words(held.p)}."
    second = f"In the half it was chosen on: {sides(chosen, stay)}. "
    second += f"That is the best of {tried} that were tried, so it looks better than it is; only the first figure is honest."
    return [first, second]


def how(found: Magic) -> str:
    """Whom it speaks of, and why the comparison is fair."""
    held = int((found.customers["half"] == "held").sum()) if len(found.customers) else 0
    every = COUNT.show(len(found.customers))
    return (
        f"{every} customers who began after the usage data did, {found.stay} or more days before its end; "
        f"{COUNT.show(len(found.customers) - held)} to choose on, {COUNT.show(held)} held out, by a fixed hash of the id. Each "
        "combination counts only customers still there when its days were over: who had left by then had no time to reach it. "
        "Chosen by phi. They go together; use need not be why they stay."
    )


def shown(found: Magic) -> pd.DataFrame:
    """Every combination as a table for people, the best of the choosing half first."""
    rows = found.grid.sort_values("phi_chosen", ascending=False, kind="stable")
    table = pd.DataFrame({"Use of": rows["feature"], "On days": rows["times"], "Within days": rows["days"]})
    for word, name in (("chosen", "chosen on"), ("held", "held out")):
        for side, reached in (("with", "Reached it"), ("without", "Did not")):
            cells = zip(rows[f"k_{side}_{word}"], rows[f"n_{side}_{word}"], strict=True)
            table[f"{reached}, stayed ({name})"] = [of(k, n) if n else "nobody" for k, n in cells]
        table[f"Phi ({name})"] = rows[f"phi_{word}"].round(3) + 0.0
    return table.reset_index(drop=True)


def working(one: Told, name: str) -> list[str]:
    """One half by hand."""
    rates = PERCENT.show(one.k_with / one.n_with), PERCENT.show(one.k_without / one.n_without)
    stayed, every = one.k_with + one.k_without, one.n_with + one.n_without
    lines = [
        f"{name}: reached it {COUNT.show(one.k_with)} ÷ {COUNT.show(one.n_with)} = {rates[0]}",
        f"The others {COUNT.show(one.k_without)} ÷ {COUNT.show(one.n_without)} = {rates[1]}",
        f"Difference {100 * one.difference:.1f} points, likely {100 * one.low:.1f} to {100 * one.high:.1f} (Newcombe); "
        f"{chance_in_words(one.p)} (Fisher)",
    ]
    if 0 < stayed < every:
        gone = every - stayed
        lines.append(
            f"Of those who stayed {one.k_with} of {stayed} had reached it, of those who left {one.n_with - one.k_with} of {gone}: "
            f"{100 * one.youden:.1f} points apart (Youden); phi {one.phi:.2f}"
        )
    return lines


def both_halves(found: Magic) -> Picture:
    """The best of each feature: the difference in the half that chose it (ring) and in the half held out (dot, with its range)."""
    rows = []
    for one in each_feature(found).to_dict("records"):
        row = {str(k): v for k, v in one.items()}
        chosen, held = told(row, "chosen"), told(row, "held")
        if chosen is not None and held is not None:
            name = habit(row).removeprefix("use of ")
            shown_points = {"told_chosen": f"{100 * chosen.difference:+.1f}", "told_held": f"{100 * held.difference:+.1f}"}
            ends = {"chosen": chosen.difference, "held": held.difference, "low": held.low, "high": held.high, "sure": held.p < CHANCE}
            rows.append({"feature": row["feature"], "name": name[0].upper() + name[1:], **ends, **shown_points})
    frame = pd.DataFrame(rows)
    first = next(r for r in rows if found.best is None or r["feature"] == found.best["feature"])
    title = f"{first['told_chosen']} points in the half that chose it, {first['told_held']} in the half held out"
    says = "format(datum.value * 100, ',.3~f')"
    title_of_axis = f"Points more that stayed {found.stay} days"
    axis = alt.Axis(title=title_of_axis, labelExpr=says, titleColor=QUIET, tickCount=5, domain=False)
    y = alt.Y("name:N", sort=None, axis=None)
    colour = alt.Color("sure:N", scale=alt.Scale(domain=[True, False], range=[TOTAL, QUIET]), legend=None)
    selection = alt.selection_point(name="feature", fields=["feature"], empty=False)
    tips = [
        alt.Tooltip("name:N", title="Use of"), alt.Tooltip("told_chosen:N", title="Points, chosen on"),
        alt.Tooltip("told_held:N", title="Points, held out"),
    ]  # fmt: skip
    base = alt.Chart(frame).encode(y=y, tooltip=tips)
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x="x:Q")
    drawn = zero + base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", axis=axis), x2="high:Q", color=colour)
    drawn += base.mark_point(size=90, strokeWidth=2, filled=False, color=QUIET, opacity=1).encode(x="chosen:Q")
    drawn += (
        base.mark_point(size=130, filled=True)
        .encode(x="held:Q", color=colour, opacity=alt.condition(selection, alt.value(1.0), alt.value(0.9)))
        .add_params(selection)
    )
    drawn += base.mark_text(align="left", dy=-17, fontWeight=600, limit=270, color=QUIET).encode(x=alt.value(0), text="name:N")
    drawn += base.mark_text(align="right", dx=-7, fontWeight=600, color=QUIET).encode(x="low:Q", text="told_held:N")
    said = "; ".join(f"{r['name']}: {r['told_chosen']} chosen on, {r['told_held']} held out" for r in rows)
    return Picture(drawn.properties(height=max(120, 50 * len(frame))), title, f"{title}. {said}.")
