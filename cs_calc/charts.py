"""A table or a worked result -> an Altair chart whose title states the finding, with a text alternative.

Colours are readable on light and dark, and told apart by people with any colour vision (Okabe and Ito).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, MONEY, PERCENT, Unit

GAIN, LOSS, TOTAL, QUIET = "#009E73", "#D55E00", "#3787BD", "#7C8798"
SERIES = ["#3787BD", "#D55E00", "#009E73", "#B07A00"]
BRIDGE = (
    ("opening_mrr", "Start", 0),
    ("new_mrr", "New", 1),
    ("expanded_mrr", "Upgrades", 1),
    ("reactivated_mrr", "Won back", 1),
    ("contracted_mrr", "Downgrades", -1),
    ("churned_mrr", "Left", -1),
)
SMALL = 20
"""Below this many customers or answers a rate is not ranked."""


@dataclass(frozen=True)
class Picture:
    """A chart, its title (the finding, a sentence) and what a person who cannot see it should know."""

    chart: Any
    title: str
    alt: str


def axis_format(unit: Unit, currency: str = "$") -> str:
    """A Vega expression for axis labels in the unit's own writing."""
    if unit.key == "percent":
        return "format(datum.value * 100, ',.3~f') + '%'"
    if unit.key == "money":
        return f"(datum.value < 0 ? '-' : '') + '{currency}' + replace(format(abs(datum.value), '.3~s'), 'G', 'B')"
    return "format(datum.value, ',.3~f')"


def _month_axis() -> alt.Axis:
    return alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)


def _values(field: str, title: str, unit: Unit, currency: str, zero: bool = False) -> alt.Y:
    axis = alt.Axis(title=title, labelExpr=axis_format(unit, currency), titleColor=QUIET, tickCount=5, domain=False)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=zero))


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Heights for labels at the ends of lines, moved so that none stands closer than `gap` to the next; in the order given.

    >>> [round(v, 2) for v in apart([0.5, 0.52, 0.9], 0.1)]
    [0.46, 0.56, 0.9]
    """
    order = sorted(range(len(values)), key=lambda n: values[n])
    placed = [float(values[n]) for n in order]
    for _ in range(50):
        moved = False
        for low in range(len(placed) - 1):
            short = gap - (placed[low + 1] - placed[low])
            if short > 1e-9:
                placed[low], placed[low + 1], moved = placed[low] - short / 2, placed[low + 1] + short / 2, True
        if not moved:
            break
    found = [0.0] * len(values)
    for place, n in enumerate(order):
        found[n] = placed[place]
    return found


def bridge(values: Mapping[str, float | None], period: str, currency: str) -> Picture:
    """The MRR bridge of one period, as a waterfall. `values` are inputs by key."""
    rows: list[dict[str, Any]] = []
    level = 0.0
    for key, name, sign in BRIDGE:
        size = values.get(key) or 0.0
        low, high = (level, level + size) if sign >= 0 else (level - size, level)
        level = low if sign < 0 else high
        kind = "total" if sign == 0 else "gain" if sign > 0 else "loss"
        shown = MONEY.show_brief(size if sign >= 0 else -size, currency)
        rows.append({"part": name, "low": low, "high": high, "kind": kind, "shown": ("+" if sign > 0 else "") + shown, "key": key})
    rows.append({"part": "End", "low": 0.0, "high": level, "kind": "total", "shown": MONEY.show_brief(level, currency), "key": "end"})
    frame = pd.DataFrame(rows)
    opening = values.get("opening_mrr") or 0.0
    floor = max(0.0, frame.loc[1:, "low"][lambda x: x > 0].min() * 0.9) if opening > 0 else 0.0
    frame.loc[frame["kind"] == "total", "low"] = floor  # movements are small beside the totals: start the axis near them
    change = level - opening
    grown = "grew by" if change >= 0 else "shrank by"
    title = f"MRR {grown} {MONEY.show_brief(abs(change), currency)} in {spoken(period)}"
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["total", "gain", "loss"], range=[TOTAL, GAIN, LOSS]), legend=None)
    base = alt.Chart(frame).encode(x=alt.X("part:O", sort=None, axis=alt.Axis(title=None, labelAngle=-30, ticks=False, domain=False)))
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(domainMin=floor, zero=False),
        axis=alt.Axis(
            title="MRR" + (f" (axis starts at {MONEY.show_brief(floor, currency)})" if floor else ""),
            labelExpr=axis_format(MONEY, currency),
            titleColor=QUIET,
            tickCount=5,
            domain=False,
        ),
    )
    tips = [alt.Tooltip("part:N", title="Movement"), alt.Tooltip("shown:N", title="MRR")]
    bars = base.mark_bar(cornerRadius=2).encode(y=y, y2="high:Q", color=colour, tooltip=tips)
    labels = base.mark_text(dy=-8, color=QUIET, fontWeight=600).encode(y="high:Q", text="shown:N")
    alt_text = title + ": " + ", ".join(f"{r['part']} {r['shown']}" for r in rows) + "."
    return Picture((bars + labels).properties(height=320), title, alt_text)


def movements(table: pd.DataFrame, currency: str) -> Picture:
    """The five movements by period: gains above the line, losses below. One row per period, inputs as columns."""
    names = {key: name for key, name, sign in BRIDGE if sign}
    signs = {key: sign for key, _, sign in BRIDGE}
    long = table.melt("period", [k for k in names if k in table], "key", "size")
    long["size"] = long["size"] * long["key"].map(signs)
    long["part"], long["label"] = long["key"].map(names), long["period"].map(spoken)
    long["shown"] = [MONEY.show(v, currency) for v in long["size"]]
    net = long.groupby("period")["size"].sum()
    up = int((net > 0).sum())
    title = f"MRR grew in {up} of {len(net)} periods; most in {spoken(str(net.idxmax()))}"
    colours = alt.Scale(domain=list(names.values()), range=["#00785A", "#2FBF94", "#9ADBC6", "#F0A36B", "#C95400"])
    selection = alt.selection_point(name="bar", fields=["period", "key"], empty=False)
    chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("label:O", sort=None, axis=_month_axis()),
            y=_values("size", "MRR gained and lost", MONEY, currency, zero=True),
            color=alt.Color("part:N", scale=colours, legend=alt.Legend(title=None, orient="top", columns=3)),
            tooltip=[alt.Tooltip("label:N", title="Period"), alt.Tooltip("part:N", title="Movement"), alt.Tooltip("shown:N", title="MRR")],
            opacity=alt.condition(selection, alt.value(1.0), alt.value(0.88)),
        )
        .add_params(selection)
        .properties(height=320)
    )
    last = net.index[-1]
    return Picture(
        chart, title, f"{title}. In {spoken(str(last))} the movements came to {MONEY.show_change(float(net.iloc[-1]), currency)}."
    )


def lines(
    table: pd.DataFrame, names: Sequence[str], unit: Unit, title: str, axis: str, currency: str = "$", *, rule: float | None = None
) -> Picture:
    """Several metrics over time, each line named at its end. `table`: period and one column per name; `axis` names the unit.

    A click selects `mark` (period, name).
    The scale ends with the last period: what the names need at the right, at any width, the fit of the chart leaves by itself.
    """
    long = table.melt("period", list(names), "name", "value").dropna(subset=["value"])
    long["label"], long["shown"] = long["period"].map(spoken), [unit.show(v, currency) for v in long["value"]]
    colour = alt.Color("name:N", scale=alt.Scale(domain=list(names), range=SERIES[: len(names)]), legend=None)
    order = [spoken(p) for p in table["period"]]
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=order), axis=_month_axis())
    base = alt.Chart(long).encode(x=x, y=_values("value", axis, unit, currency), color=colour)
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("name:N", title="Metric"), alt.Tooltip("shown:N", title="Value")]
    points = base.mark_point(filled=True, size=45, opacity=1).encode(tooltip=tips)
    drawn = base.mark_line(strokeWidth=2.5) + points.add_params(alt.selection_point(name="mark", fields=["period", "name"], empty=False))
    ends = long.groupby("name", sort=False).tail(1)
    ends = ends.assign(text=ends["name"] + " " + [unit.show_brief(v, currency) for v in ends["value"]])
    ends["place"] = apart([float(v) for v in ends["value"]], 0.06 * float(long["value"].max() - long["value"].min()))
    drawn += alt.Chart(ends).mark_text(align="left", dx=9, fontWeight=600).encode(x=x, y="place:Q", text="text:N", color=colour)
    if rule is not None:
        drawn += alt.Chart(pd.DataFrame({"y": [rule]})).mark_rule(strokeDash=[4, 4], color=QUIET).encode(y="y:Q")
    last = "; ".join(f"{r['name']} {r['shown']} in {r['label']}" for r in ends.to_dict("records"))
    return Picture(drawn.properties(height=300), title, f"{title}. Last values: {last}.")


def line_with_range(
    table: pd.DataFrame, name: str, unit: Unit, title: str, currency: str = "$", *, target: float | None = None, target_name: str = ""
) -> Picture:
    """One metric over time with its 95 % range. `table`: period, value, low, high (missing where not known).

    A click selects `mark` (period).
    """
    frame = table.assign(label=table["period"].map(spoken))
    frame["shown"] = [unit.show(v, currency) if pd.notna(v) else "not defined" for v in frame["value"]]
    frame["range"] = [
        f"{unit.show(a, currency)} to {unit.show(b, currency)}" if pd.notna(a) else ""
        for a, b in zip(frame["low"], frame["high"], strict=True)
    ]
    order = list(frame["label"])
    x = alt.X("label:O", sort=order, scale=alt.Scale(domain=order), axis=_month_axis())
    known = frame.dropna(subset=["value"])
    base = alt.Chart(known).encode(x=x)
    y = _values("value", f"{name}", unit, currency)
    drawn: Any = base.mark_line(strokeWidth=2.5, color=TOTAL).encode(y=y)
    if known["low"].notna().any():
        drawn = base.transform_filter("isValid(datum.low)").mark_area(opacity=0.18, color=TOTAL).encode(y="low:Q", y2="high:Q") + drawn
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("shown:N", title=name), alt.Tooltip("range:N", title="95 % range")]
    points = base.mark_point(filled=True, size=55, color=TOTAL, opacity=1).encode(y=y, tooltip=tips)
    drawn += points.add_params(alt.selection_point(name="mark", fields=["period"], empty=False))
    if target is not None:
        rule = pd.DataFrame({"y": [target], "text": [target_name]})
        drawn += alt.Chart(rule).mark_rule(strokeDash=[4, 4], color=QUIET).encode(y="y:Q")
        drawn += alt.Chart(rule).mark_text(align="left", x=4, dy=-7, color=QUIET).encode(y="y:Q", text="text:N")
    last = known.iloc[-1] if len(known) else None
    said = f" In {last['label']}: {last['shown']}." if last is not None else ""
    return Picture(drawn.properties(height=300), title, f"{title}.{said}")


def dots_by_segment(table: pd.DataFrame, name: str, unit: Unit, title: str, currency: str = "$") -> Picture:
    """One metric by segment: a dot, its 95 % range and its value. `table`: segment, value, low, high, n.

    Segments with fewer than 20 are shown in grey and said to be too few to rank.
    """
    frame = table.dropna(subset=["value"]).assign(few=lambda t: t["n"].fillna(SMALL) < SMALL)
    frame["text"] = [
        unit.show_brief(v, currency) + (f" (n = {COUNT.show(n)}{', too few to rank' if few else ''})" if pd.notna(n) else "")
        for v, n, few in zip(frame["value"], frame["n"], frame["few"], strict=True)
    ]
    frame["left"], frame["right"] = frame["low"].fillna(frame["value"]), frame["high"].fillna(frame["value"])
    y = alt.Y("segment:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=180))
    axis = alt.Axis(title=name, labelExpr=axis_format(unit, currency), titleColor=QUIET, tickCount=5, domain=False)
    colour = alt.Color("few:N", scale=alt.Scale(domain=[False, True], range=[TOTAL, QUIET]), legend=None)
    base = alt.Chart(frame).encode(y=y)
    drawn = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("left:Q", axis=axis), x2="right:Q", color=colour)
    drawn += base.mark_point(filled=True, size=110, opacity=1).encode(x="value:Q", color=colour, tooltip=["segment:N", "text:N"])
    drawn += base.mark_text(dy=-14, color=QUIET, fontWeight=600).encode(x="value:Q", text="text:N")
    said = "; ".join(f"{s}: {t}" for s, t in zip(frame["segment"], frame["text"], strict=True))
    return Picture(drawn.properties(height=max(120, 58 * len(frame))), title, f"{title}. {said}.")


def cohort_map(table: pd.DataFrame, column: str, what: str) -> Picture:
    """Cohort retention as a heat map. `table`: cohort (text), age, first_customers and `column` (fractions)."""
    frame = table.assign(label=table["cohort"].map(spoken), shown=[f"{v:.0%}" for v in table[column]])
    frame["tip"] = [PERCENT.show(v) for v in frame[column]]
    year = frame[(frame["age"] == 12)]
    mean = (year[column] * year["first_customers"]).sum() / year["first_customers"].sum() if len(year) else None
    title = f"After 12 months {PERCENT.show_brief(mean)} of {what} is left" if mean is not None else f"How much of {what} is left"
    top = max(1.0, float(frame[column].max()))
    scale = alt.Scale(domain=[0, 0.5, 1, max(top, 1.001)], range=["#F2D9C7", "#A9C9DD", "#2E7FB0", "#0B4468"])
    chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("age:O", axis=alt.Axis(title="Months since the first month", labelAngle=0, ticks=False, domain=False)),
            y=alt.Y("label:O", sort=None, axis=alt.Axis(title="First month", ticks=False, domain=False)),
            color=alt.Color(f"{column}:Q", scale=scale, legend=alt.Legend(title=None, format=".0%", orient="top", gradientLength=180)),
            tooltip=[
                alt.Tooltip("label:N", title="First month"),
                alt.Tooltip("age:O", title="Months since"),
                alt.Tooltip("tip:N", title="Left"),
                alt.Tooltip("first_customers:Q", title="Customers at first"),
            ],
        )
        .properties(height=max(200, 20 * frame["cohort"].nunique()))
    )
    return Picture(chart, title, f"{title}. One row for each month in which customers came, one column for each month since.")
