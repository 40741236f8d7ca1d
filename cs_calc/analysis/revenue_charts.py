"""The pictures of the Revenue page beyond those of `charts`: heads and money, sources, reasons, accounts, cohorts."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.customer_rows import records
from cs_calc.charts import GAIN, LOSS, QUIET, SERIES, TOTAL, Picture, axis_format, lines
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, MONEY, PERCENT

HEADS, LOST = "Customers", "MRR"
CHOICES = {"Voluntary": TOTAL, "Involuntary": LOSS, "(not given)": QUIET}


def clickable(picture: Picture, layer: int, name: str, fields: list[str]) -> Picture:
    """The same picture with a selection on the marks of one of its layers."""
    chart = picture.chart.copy(deep=True)
    chart.layer[layer] = chart.layer[layer].add_params(alt.selection_point(name=name, fields=fields, empty=False))
    return Picture(chart, picture.title, picture.alt)


def heads_and_money(table: pd.DataFrame, period: str) -> Picture:
    """Customer churn and gross MRR churn over time in one picture. `table`: period, and a column for each (fractions)."""
    names = [n for n in (HEADS, LOST) if table[n].notna().any()]
    now = table[table["period"] == period]
    says = {HEADS: "of customers left", LOST: "of the MRR was lost"}
    parts = [f"{PERCENT.show_brief(float(now[n].iloc[0]))} {says[n]}" for n in names if len(now) and pd.notna(now[n].iloc[0])]
    title = f"{' and '.join(parts)} in {spoken(period)}" if parts else "Customers and MRR lost"
    return lines(table, names, PERCENT, title, "Churn, of customers and of MRR")


def by_source(table: pd.DataFrame, what: str, currency: str) -> Picture:
    """A movement by source and period, stacked; a click selects `mark` (period, source). `table`: period, source, amount."""
    totals = table.groupby("source")["amount"].sum().sort_values(ascending=False, kind="stable")
    names = [str(n) for n in totals.index if n != "Other"] + (["Other"] if "Other" in totals else [])
    top = table.sort_values("amount", ascending=False, kind="stable").iloc[0]
    title = (
        f"{what}: most from “{totals.index[0]}”; the largest part of one period “{top['source']}” in {spoken(str(top['period']))} "
        f"({MONEY.show_brief(top['amount'], currency)})"
    )
    frame = table.assign(label=table["period"].map(spoken), shown=[MONEY.show(a, currency) for a in table["amount"]])
    frame["order"] = frame["source"].map(names.index)
    palette = [*SERIES, "#8E6BBF", "#5FB3C4", QUIET, QUIET]
    mark = alt.selection_point(name="mark", fields=["period", "source"], empty=False)
    axis = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("source:N", title="Source"), alt.Tooltip("shown:N", title="MRR")]
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("label:O", sort=[spoken(p) for p in sorted(set(table["period"]))], axis=axis),
            y=alt.Y("amount:Q", axis=_axis("MRR a period", currency)),
            color=alt.Color(
                "source:N",
                scale=alt.Scale(domain=names, range=palette[: len(names)]),
                legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=150),
            ),
            order=alt.Order("order:Q"),
            tooltip=tips,
        )
        .add_params(mark)
        .properties(height=300)
    )
    said = "; ".join(f"{n}: {MONEY.show(float(totals[n]), currency)}" for n in names)
    return Picture(chart, title, f"{title}. All periods together: {said}.")


def reason_bars(table: pd.DataFrame, when: str, currency: str) -> Picture:
    """Leavers by reason, coloured by whether they chose to leave; a click selects `reason`. `table`: see `leavers.reasons`."""
    frame = table.assign(
        text=[f"{COUNT.show(n)} ({s:.0%}), {MONEY.show_brief(m, currency)}"
              for n, s, m in zip(table["customers"], table["share"], table["mrr"], strict=True)]
    )  # fmt: skip
    total = int(table["customers"].sum())
    richest = table.sort_values("mrr", ascending=False, kind="stable").iloc[0]
    first = table.iloc[0]
    title = f"{when}: the commonest reason of {total} leavers is “{first['reason']}” ({COUNT.show(first['customers'])})"
    if richest["reason"] != first["reason"]:
        title += f"; most MRR left with “{richest['reason']}” ({MONEY.show_brief(richest['mrr'], currency)})"
    names = list(dict.fromkeys(table["reason"]))
    there = [c for c in CHOICES if c in set(table["choice"])]
    y = alt.Y("reason:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150, labelOverlap=False))
    x = alt.X("customers:Q", axis=alt.Axis(title="Customers who left", titleColor=QUIET, tickMinStep=1, domain=False),
              scale=alt.Scale(domain=[0, float(table.groupby("reason")["customers"].sum().max()) * 1.6]))  # fmt: skip
    base = alt.Chart(frame).encode(y=y)
    tips = [alt.Tooltip("reason:N", title="Reason"), alt.Tooltip("choice:N", title="Choice"), alt.Tooltip("text:N", title="Left")]
    bars = base.mark_bar(cornerRadius=2, height=18).encode(
        x=x,
        color=alt.Color(
            "choice:N", scale=alt.Scale(domain=there, range=[CHOICES[c] for c in there]), legend=alt.Legend(title=None, orient="top")
        ),
        tooltip=tips,
    )
    bars = bars.add_params(alt.selection_point(name="reason", fields=["reason"], empty=False))
    sums = frame.groupby("reason", sort=False).agg(customers=("customers", "sum"), mrr=("mrr", "sum"), share=("share", "sum")).reset_index()
    sums["text"] = [f"{COUNT.show(n)} ({s:.0%}), {MONEY.show_brief(m, currency)}"
                    for n, s, m in zip(sums["customers"], sums["share"], sums["mrr"], strict=True)]  # fmt: skip
    labels = alt.Chart(sums).mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(y=y, x=x, text="text:N")
    said = "; ".join(f"{r['reason']}, {str(r['choice']).lower()}: {r['text']}" for r in records(frame))
    return Picture((bars + labels).properties(height=90 + 34 * len(names)), title, f"{title}. {said}.")


def largest_accounts(table: pd.DataFrame, period: str, currency: str, most: int = 10) -> Picture:
    """The largest accounts by MRR; a click selects `account` (customer_id). `table`: see `concentration.accounts`."""
    frame = table.head(most).assign(
        text=[f"{MONEY.show_brief(m, currency)} ({s:.1%})" for m, s in zip(table["mrr"].head(most), table["share"].head(most), strict=True)]
    )
    title = f"The largest {len(frame)} of {len(table):,} accounts hold {frame['share'].sum():.1%} of the MRR in {spoken(period)}"
    frame["called"] = [f"{r}. {n}" for r, n in zip(frame["rank"], frame["name"], strict=True)]
    y = alt.Y("called:N", sort=list(frame["called"]), axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170))
    x = alt.X("mrr:Q", axis=_axis("MRR at the end", currency), scale=alt.Scale(domain=[0, float(frame["mrr"].max()) * 1.3]))
    base = alt.Chart(frame).encode(y=y, x=x)
    tips = [alt.Tooltip("name:N", title="Account"), alt.Tooltip("text:N", title="MRR")]
    bars = base.mark_bar(cornerRadius=2, color=TOTAL, height=18).encode(tooltip=tips)
    bars = bars.add_params(alt.selection_point(name="account", fields=["customer_id"], empty=False))
    labels = base.mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(text="text:N")
    said = "; ".join(f"{r['name']} {r['text']}" for r in records(frame))
    return Picture((bars + labels).properties(height=50 + 28 * len(frame)), title, f"{title}. {said}.")


def cohort_cells(table: pd.DataFrame, view: str, kind: str) -> Picture:
    """Retention by cohort and age as a heat map; a click selects `cell` (cohort, age). `table`: see `cohort_maps.by_cohort`."""
    what = "customers" if view == "customers_kept" else "revenue"
    year = table[table["age"] == 12]
    part, base = ("customers", "first_customers") if view == "customers_kept" else ("mrr", "first_mrr")
    title = (
        f"After 12 months {PERCENT.show_brief(year[part].sum() / year[base].sum())} of the {what} is left"
        if len(year) and year[base].sum()
        else f"How much of the {what} is left"
    )
    title = title.replace("customers is", "customers are")
    frame = table.assign(
        label=[spoken(str(c)) + ("*" if f else "") for c, f in zip(table["cohort"], table["few"], strict=True)],
        tip=[PERCENT.show_brief(v) for v in table[view]],
    )
    order = list(dict.fromkeys(frame["label"]))
    low = min(0.5, float(frame[view].min()))
    scale = alt.Scale(
        domain=[low, (low + 1) / 2, 1, max(1.001, float(frame[view].max()))],
        range=["#F2D9C7", "#A9C9DD", "#2E7FB0", "#0B4468"],
        interpolate="rgb",
    )
    tips = [
        alt.Tooltip("label:N", title="Came in"),
        alt.Tooltip("age:O", title="Months since"),
        alt.Tooltip("tip:N", title="Left"),
        alt.Tooltip("first_customers:Q", title="Customers at first"),
    ]
    chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("age:O", axis=alt.Axis(title="Months since the first month", labelAngle=0, ticks=False, domain=False)),
            y=alt.Y("label:O", sort=order, axis=alt.Axis(title=f"First {kind}", ticks=False, domain=False, labelOverlap=False)),
            color=alt.Color(f"{view}:Q", scale=scale, legend=alt.Legend(title=None, format=".0%", orient="top", gradientLength=180)),
            tooltip=tips,
        )
        .add_params(alt.selection_point(name="cell", fields=["cohort", "age"], empty=False))
        .properties(height=150 + 26 * len(order))
    )
    known = "; ".join(f"{spoken(str(r['cohort']))} {PERCENT.show_brief(r[view])}" for r in records(year)) or "none has reached it yet"
    return Picture(chart, title, f"{title}. One row for each {kind} in which customers came. After 12 months: {known}.")


def conversion_line(table: pd.DataFrame, title: str) -> Picture:
    """The share of monthly customers who went yearly, by period. `table`: see `billing.conversion`."""
    frame = table.assign(
        label=table["period"].map(spoken), text=[f"{m} of {n}" for m, n in zip(table["moved"], table["monthly"], strict=True)]
    )
    axis = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)
    y = alt.Axis(title="Went from monthly to yearly", labelExpr=axis_format(PERCENT), titleColor=QUIET, tickCount=5, domain=False)
    base = alt.Chart(frame).encode(x=alt.X("label:O", sort=None, axis=axis))
    area = base.mark_rule(strokeWidth=5, opacity=0.25, color=TOTAL).encode(y=alt.Y("low:Q", axis=y), y2="high:Q")
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("text:N", title="Went yearly")]
    points = base.mark_point(filled=True, size=70, color=GAIN, opacity=1).encode(y="share:Q", tooltip=tips)
    points = points.add_params(alt.selection_point(name="when", fields=["period"], empty=False))
    said = "; ".join(f"{r['label']}: {r['text']}" for r in records(frame.tail(12)))
    return Picture((area + points).properties(height=260), title, f"{title}. {said}.")


def _axis(title: str, currency: str) -> Any:
    return alt.Axis(title=title, labelExpr=axis_format(MONEY, currency), titleColor=QUIET, tickCount=5, domain=False)
