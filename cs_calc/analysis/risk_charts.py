"""The pictures of the Customers page's lists: small tables of `risk` and `risk_backtest` -> charts whose title states the finding."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import LOSS, QUIET, SMALL, TOTAL, Picture, axis_format
from cs_calc.units import COUNT, MONEY, PERCENT

NAMES = alt.Axis(title=None, ticks=False, domain=False, labelLimit=150)


def reasons_picture(table: pd.DataFrame, currency: str, money: bool) -> Picture:
    """MRR at risk by reason, the most first; a bar can be clicked. `table` as `risk.by_reason` gives it."""
    value = "mrr" if money else "customers"
    first = table.iloc[0]
    size = MONEY.show_brief(float(first["mrr"]), currency) + " MRR" if money else f"{COUNT.show(first['customers'])} accounts"
    title = f"{first['name']} is the largest reason: {size}"
    frame = table.assign(
        text=[
            (f"{MONEY.show_brief(float(m), currency)}, " if money else "") + f"{COUNT.show(n)} account{'s' if n != 1 else ''}"
            for m, n in zip(table["mrr"], table["customers"], strict=True)
        ]
    )
    selection = alt.selection_point(name="reason", fields=["rule"], empty=False)
    label = axis_format(MONEY if money else COUNT, currency)
    axis = alt.Axis(title="MRR of the accounts" if money else "Accounts", labelExpr=label, titleColor=QUIET, tickCount=5, domain=False)
    x = alt.X(f"{value}:Q", axis=axis, scale=alt.Scale(domain=[0, max(1.0, float(table[value].max())) * 1.6]))
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=None, axis=NAMES), x=x)
    bars = base.mark_bar(cornerRadius=2, color=LOSS).encode(
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.8)),
        tooltip=[alt.Tooltip("name:N", title="Reason"), alt.Tooltip("text:N", title="At risk")],
    )
    labels = base.mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(text="text:N")
    said = "; ".join(f"{n}: {t}" for n, t in zip(frame["name"], frame["text"], strict=True))
    return Picture((bars.add_params(selection) + labels).properties(height=max(120, 32 * len(frame))), title, f"{title}. {said}.")


def checked_picture(table: pd.DataFrame, title: str) -> Picture:
    """Each rule's share who left among those it flagged, with its range; the others as a tick. `table` as `checked_table` gives it."""
    frame = table[table["flagged"] > 0].sort_values("rate", ascending=False, kind="stable")
    frame = frame.assign(few=frame["flagged"] < SMALL)
    frame["text"] = [
        f"{PERCENT.show_brief(r)} ({COUNT.show(k)} of {COUNT.show(n)}{', too few' if few else ''})"
        for r, k, n, few in zip(frame["rate"], frame["left"], frame["flagged"], frame["few"], strict=True)
    ]
    frame["other"] = [
        f"{PERCENT.show_brief(r)} ({COUNT.show(k)} of {COUNT.show(n)})" if pd.notna(r) else ""
        for r, k, n in zip(frame["others_rate"], frame["others_left"], frame["others"], strict=True)
    ]
    frame["end"] = frame["high"].clip(upper=1.0)
    y = alt.Y("name:N", sort=None, axis=NAMES)
    axis = alt.Axis(title="Left within 3 months", labelExpr=axis_format(PERCENT), titleColor=QUIET, tickCount=5, domain=False)
    top = max(0.02, float(frame[["end", "others_rate"]].max().max()))
    x = alt.X("rate:Q", axis=axis, scale=alt.Scale(domain=[0, top * 1.05]))
    colour: Any = alt.condition("datum.few", alt.value(QUIET), alt.value(LOSS))
    base = alt.Chart(frame).encode(y=y)
    drawn: Any = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", axis=axis), x2="end:Q", color=colour)
    drawn += base.mark_tick(thickness=3, size=22, color=TOTAL).encode(x="others_rate:Q")
    tips = [alt.Tooltip("name:N", title="Rule"), alt.Tooltip("text:N", title="Flagged, left"), alt.Tooltip("other:N", title="Others, left")]
    drawn += base.mark_point(filled=True, size=110, opacity=1).encode(x=x, color=colour, tooltip=tips)
    frame["edge"] = frame[["end", "others_rate"]].max(axis=1)  # the words stand behind the last mark of their row, clear of the ticks
    drawn += alt.Chart(frame).mark_text(align="left", dx=7, color=QUIET, fontWeight=600).encode(y=y, x="edge:Q", text="text:N")
    said = "; ".join(f"{n}: {t}, others {o}" for n, t, o in zip(frame["name"], frame["text"], frame["other"], strict=True))
    return Picture(drawn.properties(height=max(130, 40 + 32 * len(frame))), title, f"{title}. {said}.")
