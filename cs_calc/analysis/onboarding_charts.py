"""The pictures of the Onboarding page: survival curves, fast against slow, cohorts by window, who still waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.onboarding import SPANS, Reached, What
from cs_calc.analysis.onboarding_lists import GONE
from cs_calc.analysis.onboarding_story import half_words
from cs_calc.analysis.product_charts import SHARE_LABELS, bars
from cs_calc.charts import QUIET, SERIES, SMALL, Picture, apart
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, DAYS, MONEY, PERCENT

FAST, SLOW = "#009E73", "#7C8798"
SO_FAR = "so far"
REACHED: dict[What, str] = {"value": "Have reached first value", "onboarding": "Are onboarded"}


def curves(found: Sequence[Reached]) -> Picture:
    """The share that has got there by each day, a line for each group with its 95 % range. `found` as `onboarding.reached` gives it."""
    whole = found[0]
    drawn_groups = list(found[1:]) or [whole]
    span = whole.span
    title = half_words(whole)
    title = title[0].upper() + title[1:]
    if whole.by_span is not None:
        title += f"; {PERCENT.show_brief(1 - whole.by_span)} have not after {span} days"
    parts, ends = [], []
    for group in drawn_groups:
        table = group.table[group.table["day"] <= span]
        last = table.iloc[-1]
        reaches = min(float(span), float(group.table["day"].max()))
        more = pd.DataFrame([{**last.to_dict(), "day": reaches}])  # the line runs on level to the edge, or as far as anybody was followed
        parts.append(pd.concat([_thinned(table), more], ignore_index=True).assign(group=group.group, people=group.people))
        text = f"{group.group} {PERCENT.show_brief(float(last['reached']))}"
        ends.append({"day": reaches, "reached": float(last["reached"]), "group": group.group, "text": text})
    frame, labels = pd.concat(parts, ignore_index=True), pd.DataFrame(ends)
    frame["shown"] = [PERCENT.show_brief(v) for v in frame["reached"]]
    frame["range"] = [
        f"{PERCENT.show_brief(a)} to {PERCENT.show_brief(b)}" if pd.notna(a) and pd.notna(b) else ""
        for a, b in zip(frame["low"], frame["high"], strict=True)
    ]
    frame["after"] = [DAYS.show_brief(d) for d in frame["day"]]
    names = [g.group for g in drawn_groups]
    colour = alt.Color("group:N", scale=alt.Scale(domain=names, range=SERIES[: len(names)]), legend=None)
    axis = alt.Axis(
        title="Days since signing up", titleColor=QUIET, values=list(range(0, span + 1, SPANS[span])), grid=False, domain=False, format="d"
    )
    x = alt.X("day:Q", axis=axis, scale=alt.Scale(domain=[0, span], nice=False))
    y_axis = alt.Axis(title=REACHED[whole.what], labelExpr=SHARE_LABELS, titleColor=QUIET, tickCount=5, domain=False)
    y = alt.Y("reached:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(frame).encode(x=x, color=colour)
    drawn: Any = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_area(opacity=0.16, interpolate="step-after")
        .encode(y=alt.Y("low:Q"), y2="high:Q")
    )
    drawn += base.mark_line(strokeWidth=2.4, interpolate="step-after").encode(y=y)
    tips = [
        alt.Tooltip("group:N", title="Who"), alt.Tooltip("after:N", title="Within"), alt.Tooltip("shown:N", title="Have got there"),
        alt.Tooltip("range:N", title="95 % range"), alt.Tooltip("people:Q", title="Sign-ups"),
    ]  # fmt: skip
    drawn += base.mark_point(filled=True, size=50, opacity=0.01).encode(y=y, tooltip=tips)
    labels["place"] = apart([float(v) for v in labels["reached"]], 0.075)
    drawn += alt.Chart(labels).mark_text(align="left", dx=8, fontWeight=600).encode(x=x, y="place:Q", text="text:N", color=colour)
    half = pd.DataFrame({"y": [0.5], "text": ["half"]})
    drawn += alt.Chart(half).mark_rule(strokeDash=[4, 4], color=QUIET).encode(y="y:Q")
    said = "; ".join(f"{e['text']} by day {e['day']:.0f}" for e in ends)
    return Picture(drawn.properties(height=300), title, f"{title}. {said}. Kaplan-Meier, with 95 % ranges.")


def _thinned(table: pd.DataFrame, most: int = 160) -> pd.DataFrame:
    """At most so many steps of a curve, evenly over its days: more cannot be seen."""
    if len(table) <= most:
        return table
    edges = pd.cut(table["day"], most, labels=False)
    return table.groupby(edges).tail(1)


def fast_and_slow(table: pd.DataFrame, split: str) -> Picture:
    """Conversion of trials set up within 24 hours and of the others, in all and by segment; a dot can be clicked.

    `table` as `onboarding.fast_by` gives it; `split` is what it was split by, in words.
    """
    whole = table[table["segment"] == "All"]
    fast, slow = (float(whole.loc[whole["group"] == g, "value"].iloc[0]) for g in ("fast", "slow"))
    title = f"Set up within 24 hours: {PERCENT.show_brief(fast)} became customers; later or never: {PERCENT.show_brief(slow)}"
    segments = list(dict.fromkeys(table["segment"]))
    several = [s for s in segments if s != "All"]
    large = [s for s in several if table.loc[table["segment"] == s, "n"].min() >= SMALL]
    same = sum(bool((table.loc[table["segment"] == s, "difference"] > 0).all() == (fast > slow)) for s in large)
    if large:
        title += f" ({'the same way' if same == len(large) else f'{same} of {len(large)} the same way'} in each {split} with enough trials)"
    frame = table.assign(
        name=["within 24 hours" if g == "fast" else "later or never" for g in table["group"]],
        row=[("All trials" if s == "All" else s) + ("" if s == "All" or s in large else " (few)") for s in table["segment"]],
    )
    frame["text"] = [f"{PERCENT.show_brief(v)} of {COUNT.show(n)}" for v, n in zip(frame["value"], frame["n"], strict=True)]
    frame["range"] = [f"{PERCENT.show_brief(a)} to {PERCENT.show_brief(b)}" for a, b in zip(frame["low"], frame["high"], strict=True)]
    order = list(dict.fromkeys(frame["row"]))
    selection = alt.selection_point(name="trials", fields=["segment", "group"], empty=False)
    y = alt.Y("row:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150))
    shift = alt.YOffset("group:N", sort=["fast", "slow"], scale=alt.Scale(domain=["fast", "slow"], paddingInner=0.6, paddingOuter=0.55))
    colour = alt.Color("group:N", scale=alt.Scale(domain=["fast", "slow"], range=[FAST, SLOW]), legend=None)
    axis = alt.Axis(
        title="Became customers (95 % range)", labelExpr=SHARE_LABELS, titleColor=QUIET, values=[0, 0.2, 0.4, 0.6, 0.8, 1], domain=False
    )
    top = min(1.0, float(frame["high"].max()))
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, top * 1.5]))
    base = alt.Chart(frame).encode(y=y, yOffset=shift, color=colour)
    drawn: Any = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    tips = [
        alt.Tooltip("row:N", title="Trials"), alt.Tooltip("name:N", title="Set up"), alt.Tooltip("text:N", title="Became customers"),
        alt.Tooltip("range:N", title="95 % range"),
    ]  # fmt: skip
    dots = base.mark_point(filled=True, size=140, cursor="pointer").encode(
        x=x, tooltip=tips, opacity=alt.condition(selection, alt.value(1.0), alt.value(0.9))
    )
    drawn += dots.add_params(selection)
    drawn += base.mark_text(align="left", dx=8, fontWeight=600).encode(x="high:Q", text="label:N").transform_calculate(
        label="datum.segment === 'All' ? datum.text + ' ' + datum.name : datum.text"
    )  # fmt: skip
    said = "; ".join(f"{r}, {n}: {t}" for r, n, t in zip(frame["row"], frame["name"], frame["text"], strict=True))
    return Picture(drawn.properties(height=max(130, 78 * len(order))), title, f"{title}. {said}.")


def waits(table: pd.DataFrame, name: str, currency: str) -> Picture:
    """Who has not got there, by how long they wait; a bar can be clicked. `table`: wait, customers, mrr."""
    here = int(table.loc[table["wait"] != GONE, "customers"].sum())
    gone = int(table.loc[table["wait"] == GONE, "customers"].sum())
    title = f"{COUNT.show(here)} still here have not reached {name}; {COUNT.show(gone)} are gone without it"
    shown = table.drop(columns=[c for c in ("mrr",) if c in table and not (table["mrr"] > 0).any()])
    return bars(shown, "wait", title, "Sign-ups (MRR now)", [w for w in table["wait"] if w not in (GONE, "Up to 7 days")], currency)


def overdue_bars(table: pd.DataFrame, day: str, currency: str) -> Picture:
    """Customers past their planned day by how long; a bar can be clicked. `table`: late, customers, mrr."""
    total = int(table["customers"].sum())
    title = f"{COUNT.show(total)} customers past their planned day on {day}"
    if "mrr" in table:
        title += f", {MONEY.show_brief(float(table['mrr'].sum()), currency)} of MRR"
    return bars(table, "late", title, "Customers (MRR)", list(table["late"]), currency)


def cohort_windows(table: pd.DataFrame) -> Picture:
    """Trial conversion by the period of the start and by days since; a cell can be clicked. `table` as `onboarding.cohorts` gives it."""
    frame = table.assign(
        label=table["cohort"].map(spoken),
        window_name=[SO_FAR if pd.isna(w) else f"{w:.0f}" for w in table["window"]],
        few=table["trials"] < SMALL,
    )
    frame["shown"] = ["" if pd.isna(v) else f"{v:.0%}" + ("*" if few else "") for v, few in zip(frame["value"], frame["few"], strict=True)]
    frame["tip"] = [
        "not known yet: some of these trials are younger" if pd.isna(v) else f"{PERCENT.show_brief(v)} ({COUNT.show(c)} of {COUNT.show(n)})"
        for v, c, n in zip(frame["value"], frame["converted"], frame["trials"], strict=True)
    ]
    ends = table[table["window"].isna()]
    ranked = ends[ends["trials"] >= SMALL].sort_values("value")
    title = "Trial conversion by month of start and days since"
    if len(ranked) > 1:
        low, high = ranked.iloc[0], ranked.iloc[-1]
        title = f"From {PERCENT.show_brief(low['value'])} of trials begun in {spoken(str(low['cohort']))} "
        title += f"to {PERCENT.show_brief(high['value'])} of {spoken(str(high['cohort']))} have become customers so far"
    order = list(dict.fromkeys(frame["window_name"]))
    known = frame.dropna(subset=["value"])
    selection = alt.selection_point(name="cohort", fields=["cohort"], empty=False)
    x = alt.X("window_name:O", sort=order, axis=alt.Axis(title="Days since the trial began", titleColor=QUIET, orient="top",
                                                         labelAngle=0, ticks=False, domain=False))  # fmt: skip
    y = alt.Y("label:O", sort=list(dict.fromkeys(frame["label"])), axis=alt.Axis(title=None, ticks=False, domain=False))
    top = max(0.01, float(known["value"].max()) if len(known) else 1.0)
    scale = alt.Scale(domain=[0, top], range=["#E8F1F7", "#0B5A8C"])
    base = alt.Chart(frame).encode(x=x, y=y)
    tips = [
        alt.Tooltip("label:O", title="Trials begun in"), alt.Tooltip("window_name:O", title="Within (days)"),
        alt.Tooltip("tip:N", title="Became customers"), alt.Tooltip("trials:Q", title="Trials"),
    ]  # fmt: skip
    cells = alt.Chart(known).mark_rect(cornerRadius=2, cursor="pointer").encode(
        x=x, y=y, color=alt.Color("value:Q", scale=scale, legend=None), tooltip=tips,
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.94)),
    )  # fmt: skip
    drawn: Any = cells.add_params(selection)
    limit = top * 0.55
    drawn += base.mark_text(fontWeight=600).encode(
        text="shown:N", color=alt.condition(f"datum.value > {limit}", alt.value("#FFFFFF"), alt.value("#12324A"))
    )
    said = "; ".join(f"{spoken(str(r['cohort']))} {PERCENT.show_brief(r['value'])} of {r['trials']}" for r in ends.to_dict("records"))
    return Picture(drawn.properties(height=max(140, 30 * len(ends) + 50)), title, f"{title}. So far: {said}.")
