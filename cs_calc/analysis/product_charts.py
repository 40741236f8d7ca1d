"""The pictures of the Product page: small tables of `analysis.product` -> charts whose title states the finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.product import HALVED, LOWER, NEVER, NEVER_NEW, RECENT
from cs_calc.charts import QUIET, TOTAL, Picture, apart
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, MONEY, PERCENT

WARN = "#D55E00"
PALETTE = ("#3787BD", "#D55E00", "#009E73", "#B07A00", "#AA4499", "#7C8798")
SHARE_LABELS = "format(datum.value * 100, ',.3~f') + '%'"


def bars(table: pd.DataFrame, field: str, title: str, axis: str, warm: Sequence[str], currency: str = "$") -> Picture:
    """Customers in each group as bars with number and MRR; a bar can be clicked (selection named like `field`).

    `table`: `field`, customers, and mrr where it is known; groups in `warm` are the ones to act on.
    """
    frame = table.assign(warm=table[field].isin(list(warm)))
    money = frame["mrr"] if "mrr" in frame else [0.0] * len(frame)
    frame["text"] = [
        COUNT.show(n) + (f" ({MONEY.show_brief(m, currency)})" if m else "") for n, m in zip(frame["customers"], money, strict=True)
    ]
    selection = alt.selection_point(name=field, fields=[field], empty=False)
    y = alt.Y(f"{field}:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=190, labelOverlap=False))
    x = alt.X(
        "customers:Q",
        axis=alt.Axis(title=axis, titleColor=QUIET, tickCount=5, tickMinStep=1, domain=False, format=",d"),
        scale=alt.Scale(domain=[0, float(frame["customers"].max()) * 1.45]),
    )
    base = alt.Chart(frame).encode(y=y, x=x)
    drawn: Any = base.mark_bar(cornerRadius=2, cursor="pointer").encode(
        color=alt.condition("datum.warm", alt.value(WARN), alt.value(TOTAL)),
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.85)),
        tooltip=[alt.Tooltip(f"{field}:N", title="Group"), alt.Tooltip("text:N", title=axis)],
    )
    labels = base.mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(text="text:N")
    said = "; ".join(f"{g}: {t}" for g, t in zip(frame[field], frame["text"], strict=True))
    return Picture((drawn.add_params(selection) + labels).properties(height=60 + 36 * len(frame)), title, f"{title}. {said}.")


def silent_bars(table: pd.DataFrame, period: str, currency: str) -> Picture:
    """Silent customers by how long. `table`: band, customers, mrr."""
    total = int(table["customers"].sum())
    never = int(table.loc[table["band"].isin([NEVER, NEVER_NEW]), "customers"].sum())
    title = f"{COUNT.show(total)} customers without any use in {spoken(period)}, {COUNT.show(never)} of them never"
    return bars(table, "band", title, "Customers (MRR)", [b for b in table["band"] if b not in (NEVER_NEW, RECENT)], currency)


def trend_bars(table: pd.DataFrame, currency: str) -> Picture:
    """Customers by how their activity moved. `table`: trend, customers, mrr."""
    by = table.set_index("trend")["customers"]
    fell = int(by.get(HALVED, 0)) + int(by.get(LOWER, 0))
    rose = int(by.get("Higher", 0)) + int(by.get("Doubled or better", 0))
    title = f"Activity is lower for {COUNT.show(fell)} customers, higher for {COUNT.show(rose)}"
    return bars(table, "trend", title, "Customers (MRR)", [HALVED, LOWER], currency)


def feature_dots(table: pd.DataFrame, period: str) -> Picture:
    """Adoption by feature with its 95 % range; a feature can be clicked. `table` as `product_features.adoption` gives it."""
    first, last = table.iloc[0], table.iloc[-1]
    title = f"{first['feature']} is used by {PERCENT.show_brief(first['value'])} of customers in {spoken(period)}"
    title += f", {last['feature']} by {PERCENT.show_brief(last['value'])}" if len(table) > 1 else ""
    frame = table.assign(
        text=[f"{PERCENT.show_brief(v)} ({COUNT.show(n)})" for v, n in zip(table["value"], table["customers"], strict=True)]
    )
    frame["range"] = [
        f"{PERCENT.show_brief(a)} to {PERCENT.show_brief(b)}" if pd.notna(a) else ""
        for a, b in zip(table["low"], table["high"], strict=True)
    ]
    selection = alt.selection_point(name="feature", fields=["feature"], empty=False)
    y = alt.Y("feature:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=160))
    top = min(1.0, float(frame["value"].max()) * 1.35)
    axis = alt.Axis(title="Customers who used it (95 % range)", labelExpr=SHARE_LABELS, titleColor=QUIET, tickCount=5, domain=False)
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, max(top, float(frame["high"].fillna(0).max()) * 1.05)]))
    base = alt.Chart(frame).encode(y=y)
    drawn: Any = base.mark_rule(strokeWidth=3, opacity=0.45, color=TOTAL).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    dots = base.mark_point(filled=True, size=150, color=TOTAL, cursor="pointer").encode(
        x=x,
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.9)),
        tooltip=[
            alt.Tooltip("feature:N", title="Feature"),
            alt.Tooltip("text:N", title="Customers"),
            alt.Tooltip("range:N", title="95 % range"),
        ],
    )
    drawn += dots.add_params(selection)
    drawn += base.mark_text(dy=-14, color=QUIET, fontWeight=600).encode(x="value:Q", text="text:N")
    said = "; ".join(f"{f}: {t}" for f, t in zip(frame["feature"], frame["text"], strict=True))
    return Picture(drawn.properties(height=max(130, 52 * len(frame))), title, f"{title}. {said}.")


def adoption_curves(table: pd.DataFrame, column: str = "share") -> Picture:
    """Adoption by week since a feature's first use, each line named at its end. `table` as `product_features.by_week` gives it."""
    ends = table.groupby("feature").tail(1).sort_values(column, ascending=False)
    top, last = ends.iloc[0], ends.iloc[-1]
    ever = column == "share"
    verb = "have tried" if ever else "used"
    title = f"{int(top['week']) + 1} weeks on, {PERCENT.show_brief(top[column])} of customers {verb} {top['feature']}"
    if len(ends) > 1:
        title += f"; {last['feature']} {PERCENT.show_brief(last[column])}"
    features = list(ends["feature"])
    colours = [PALETTE[n % len(PALETTE)] for n in range(len(features))]
    frame = table.assign(
        shown=[PERCENT.show_brief(v) if pd.notna(v) else "" for v in table[column]], day=table["until"].dt.strftime("%d %b %Y")
    )
    most = float(table["week"].max())
    room = max(float(table[column].max()) * 1.05, 0.02)
    ticks = list(range(0, int(most) + 1, max(1, round(most / 6 / 4)) * 4 if most > 12 else 2))
    axis = alt.Axis(title="Weeks since the first use", titleColor=QUIET, values=ticks, grid=False, domain=False, format="d")
    x = alt.X("week:Q", axis=axis, scale=alt.Scale(domain=[0, max(1.0, most)], nice=False))
    words = "Customers who have tried it" if ever else "Customers who used it in the week"
    y_axis = alt.Axis(title=words, labelExpr=SHARE_LABELS, titleColor=QUIET, tickCount=5, domain=False)
    colour = alt.Color("feature:N", scale=alt.Scale(domain=features, range=colours), legend=None)
    base = alt.Chart(frame).encode(x=x, color=colour)
    tips = [
        alt.Tooltip("feature:N", title="Feature"), alt.Tooltip("week:Q", title="Week"), alt.Tooltip("day:N", title="Up to"),
        alt.Tooltip("shown:N", title=words), alt.Tooltip("customers:Q", title="Customers then"),
    ]  # fmt: skip
    drawn: Any = base.mark_line(strokeWidth=2.2, interpolate="linear").encode(
        y=alt.Y(f"{column}:Q", axis=y_axis, scale=alt.Scale(domain=[0, room]))
    )
    drawn += base.mark_point(filled=True, size=60, opacity=0.01).encode(y=f"{column}:Q", tooltip=tips)
    labels = ends.assign(
        text=[f"{f} {PERCENT.show_brief(v)}" for f, v in zip(ends["feature"], ends[column], strict=True)],
        place=apart([float(v) for v in ends[column]], room * 0.075),
    )
    drawn += alt.Chart(labels).mark_text(align="left", dx=8, fontWeight=600).encode(x=x, y="place:Q", text="text:N", color=colour)
    said = "; ".join(labels["text"])
    return Picture(drawn.properties(height=max(300, 40 * len(features))), title, f"{title}. At the end: {said}.")


def one_customer(table: pd.DataFrame, name: str) -> Picture:
    """One customer's days with use in each month. `table` as `product.months_of` gives it."""
    frame = table.assign(label=table["period"].map(spoken))
    frame["pac"] = [
        f"{PERCENT.show_brief(a / p)} of {COUNT.show(p)} days" for a, p in zip(frame["days_active"], frame["possible_days"], strict=True)
    ]
    last = frame.iloc[-1]
    title = f"{name}: {COUNT.show(int(last['days_active']))} days with use in {last['label']}"
    axis = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)
    x = alt.X("label:O", sort=list(frame["label"]), axis=axis)
    y = alt.Y("days_active:Q", axis=alt.Axis(title="Days with use", titleColor=QUIET, tickCount=5, tickMinStep=1, domain=False, format="d"))
    tips = [
        alt.Tooltip("label:N", title="Month"),
        alt.Tooltip("days_active:Q", title="Days with use"),
        alt.Tooltip("pac:N", title="Activity"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y)
    drawn: Any = base.mark_bar(cornerRadius=2, color=TOTAL).encode(tooltip=tips)
    drawn += base.mark_text(dy=-8, color=QUIET, fontWeight=600).encode(text="days_active:Q")
    said = ", ".join(f"{r['label']} {r['days_active']}" for r in frame.tail(6).to_dict("records"))
    return Picture(drawn.properties(height=220), title, f"{title}. Last months: {said}.")
