"""Voluntary and involuntary churn by period: how many chose to leave, how many did not, and whether either has changed."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from cs_calc.analysis.churn_by import CERTAIN
from cs_calc.analysis.customer_rows import customer_rows
from cs_calc.analysis.leavers import CHOICE, NOT_GIVEN, ends
from cs_calc.change import chance_in_words, shares
from cs_calc.charts import LOSS, QUIET, SMALL, TOTAL, Picture, apart, axis_format
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import IN_YEAR, Kind, spoken
from cs_calc.units import MONEY, PERCENT

COLOURS = {"Voluntary": TOTAL, "Involuntary": LOSS, NOT_GIVEN: QUIET}
SAYS = {"Voluntary": "chose to leave", "Involuntary": "left without choosing to"}


def choice_by_period(dataset: Dataset, kind: Kind, until: str) -> pd.DataFrame:
    """Churn by choice in each period up to one: period, choice, left, mrr, customers, opening_mrr, value, low, high, mrr_value, few.

    `value` is left over the customers at the start, with Wilson's range; `mrr_value` is the MRR that left over the MRR at the start,
    which has no range: all of it is counted. `few` is True below 20 customers at the start. The values of one period add up to its
    customer churn rate. One row per period that starts with customers and choice that the data knows; empty where it knows none.
    """
    names = ["period", "choice", "left", "mrr", "customers", "opening_mrr", "value", "low", "high", "mrr_value", "few"]
    starts = dataset.measure(kind)
    starts = starts[(starts["opening_customers"] > 0) & (starts["period"] <= until)]
    every: pd.DataFrame = dataset.keep(("revenue", "choice", kind), lambda: _everybody(dataset, kind))
    gone = every[every["period"] <= until] if len(every) else every
    known = [c for c in COLOURS if len(gone) and (gone["choice"] == c).any()]
    if not set(known) & set(CHOICE.values()):
        return pd.DataFrame(columns=names)
    found = gone.groupby(["period", "choice"]).agg(left=("customer_id", "count"), mrr=("churned_mrr", "sum"))
    rows = []
    for period, customers, opening in zip(starts["period"], starts["opening_customers"], starts["opening_mrr"], strict=True):
        for choice in known:
            left, mrr = found.loc[(period, choice)] if (period, choice) in found.index else (0.0, 0.0)
            sure = wilson(left, customers)
            rows.append((period, choice, int(left), float(mrr), float(customers), float(opening), left / customers, sure and sure.low,
                         sure and sure.high, mrr / opening if opening else None, customers < SMALL))  # fmt: skip
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(("value", "low", "high", "mrr_value"), "float64"))


def _everybody(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """Who left in any period: period, customer_id, churned_mrr, choice; what `leavers` says of each period, for all in one pass."""
    rows = customer_rows(dataset, kind)
    gone = rows.loc[rows["left"] == 1, ["period", "customer_id", "churned_mrr"]] if len(rows) else pd.DataFrame()
    if not len(gone):
        return gone
    known = gone.merge(ends(dataset, kind).rename(columns={"period": "ended_in"}), on="customer_id")
    known = known[known["ended_in"] <= known["period"]].groupby(["customer_id", "period"]).tail(1)
    found = gone.merge(known[["customer_id", "period", "choice"]], on=["customer_id", "period"], how="left")
    return found.assign(choice=found["choice"].fillna(NOT_GIVEN))


@dataclass(frozen=True)
class Moved:
    """One choice in the latest year of periods and in those before it: who left, of how many, and the chance of such a difference.

    `left` and `of` are summed over the periods (a customer counts at the start of each), `p` is None without periods before.
    """

    choice: str
    periods: tuple[str, ...]
    left: int
    of: float
    base: tuple[str, ...] = ()
    base_left: int = 0
    base_of: float = 0.0
    p: float | None = None
    method: str = ""

    @property
    def rate(self) -> float:
        """Share of the customers at the start who left so, in a mean period."""
        return self.left / self.of

    @property
    def changed(self) -> bool:
        """Whether the difference is more than chance would explain."""
        return self.p is not None and self.p < CERTAIN


def moved(table: pd.DataFrame, kind: Kind) -> list[Moved]:
    """Each choice that is known, in the latest year against the year before it. `table`: see `choice_by_period`."""
    periods = list(dict.fromkeys(table["period"]))
    year = IN_YEAR[kind]
    now, base = tuple(periods[-year:]), tuple(periods[:-year][-year:])
    found = []
    for choice in (c for c in SAYS if c in set(table["choice"])):
        rows = table[table["choice"] == choice]
        a, b = rows[rows["period"].isin(now)], rows[rows["period"].isin(base)]
        counts = int(a["left"].sum()), float(a["customers"].sum())
        tested = shares(float(b["left"].sum()), float(b["customers"].sum()), *counts) if len(b) else None
        found.append(Moved(choice, now, *counts, base, int(b["left"].sum()), float(b["customers"].sum()),
                           tested[2] if tested else None, tested[3] if tested else ""))  # fmt: skip
    return found


def choice_title(found: list[Moved], kind: Kind) -> str:
    """The finding: what changed; where nothing did, both rates."""
    for one in sorted((f for f in found if f.changed), key=lambda f: f.p or 0.0):
        way = "rose" if one.rate > one.base_left / one.base_of else "fell"
        return f"{one.choice} churn {way}: {_rate(one.left, one.of)} a {kind}, from {_rate(one.base_left, one.base_of)}"
    rates = " and ".join(f"{_rate(f.left, f.of)} {SAYS[f.choice]}" for f in found)
    compared = any(f.p is not None for f in found)
    return f"A {kind}, {rates} ({_stretch(found[0].periods)})" + (": no evidence of a change" if compared else "") if found else ""


def choice_money_title(table: pd.DataFrame, kind: Kind, currency: str) -> str:
    """The MRR that left by choice in the latest year of periods, and that which did not. `table`: see `choice_by_period`."""
    periods = tuple(dict.fromkeys(table["period"]))[-IN_YEAR[kind] :]
    sums = table[table["period"].isin(periods)].groupby("choice", sort=False)["mrr"].sum()
    parts = " and ".join(f"{MONEY.show_brief(m, currency)} {SAYS.get(str(c), 'left for reasons not known')}" for c, m in sums.items())
    return f"Of the MRR, {parts} in {_stretch(periods)}"


def choice_moved(found: list[Moved], kind: Kind) -> str:
    """Both rates over the latest year with their counts, each against the year before."""
    said = []
    for one in found:
        text = (
            f"{one.choice} churn was {_rate(one.left, one.of)} a {kind} in {_stretch(one.periods)} "
            f"({one.left:,} left; {one.of:,.0f} customers, counted at each {kind}'s start)"
        )
        if one.p is not None:
            chance = chance_in_words(one.p)
            end = "more than chance would explain" if one.changed else "no evidence of a change"
            before = f"{_rate(one.base_left, one.base_of)} in {_stretch(one.base)}"
            text += f", against {before}: {end} ({chance}, {one.method})"
        said.append(f"{text}.")
    return " ".join(said)


def choice_lines(table: pd.DataFrame, title: str, what: str = "customers") -> Picture:
    """Churn by choice over time with its ranges (customers) or without (mrr); a click selects `mark` (period, choice)."""
    value = "value" if what == "customers" else "mrr_value"
    frame = table.dropna(subset=[value]).assign(label=lambda t: t["period"].map(spoken))
    counted = zip(frame[value], frame["left"], frame["customers"], strict=True)
    frame["shown"] = [f"{PERCENT.show(v)} ({n:,} of {c:,.0f} customers)" for v, n, c in counted]
    order = list(dict.fromkeys(frame["label"]))
    names = list(dict.fromkeys(frame["choice"]))
    month = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=order), axis=month)
    axis = alt.Axis(title=f"Share of {'customers' if what == 'customers' else 'MRR'} at the start", labelExpr=axis_format(PERCENT),
                    titleColor=QUIET, tickCount=5, domain=False)  # fmt: skip
    scale = alt.Scale(domain=names, range=[COLOURS[n] for n in names])
    colour = alt.Color("choice:N", scale=scale, legend=None)
    base = alt.Chart(frame).encode(x=x, y=alt.Y(f"{value}:Q", axis=axis), color=colour)
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("choice:N", title="Choice"), alt.Tooltip("shown:N", title="Left")]
    points = base.mark_point(size=55, opacity=1, strokeWidth=2).encode(
        fill=alt.condition("datum.few", alt.value("transparent"), alt.Fill("choice:N", scale=scale, legend=None)), tooltip=tips
    )
    points = points.add_params(alt.selection_point(name="mark", fields=["period", "choice"], empty=False))
    last = frame.groupby("choice", sort=False).tail(1)
    last = last.assign(text=last["choice"] + " " + [PERCENT.show_brief(v) for v in last[value]])
    top = "high" if what == "customers" else value
    last["place"] = apart([float(v) for v in last[value]], 0.06 * float(frame[top].max()))
    texts = alt.Chart(last).mark_text(align="left", dx=9, fontWeight=600).encode(x=x, y="place:Q", text="text:N", color=colour)
    drawn = base.mark_line(strokeWidth=2.5) + points + texts
    if what == "customers":
        drawn = alt.Chart(frame).mark_area(opacity=0.16).encode(x=x, y=alt.Y("low:Q", axis=axis), y2="high:Q", color=colour) + drawn
    said = "; ".join(f"{r['choice']} {r['shown']} in {r['label']}" for r in last.to_dict("records"))
    return Picture(drawn.properties(height=300), title, f"{title}. Last values: {said}.")


def choice_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`choice_by_period` as people read it, the latest first."""
    some = table.iloc[::-1]
    return pd.DataFrame(
        {
            "period": some["period"].map(spoken),
            "left": some["choice"],
            "customers": some["left"],
            "customers at start": some["customers"].astype("int64"),
            "share of customers": [PERCENT.show(v) for v in some["value"]],
            "95 % range": [f"{a:.1%} to {b:.1%}" for a, b in zip(some["low"], some["high"], strict=True)],
            "MRR lost": some["mrr"],
            "share of MRR": [PERCENT.show(v) if pd.notna(v) else "" for v in some["mrr_value"]],
            "note": ["too few to rank" if few else "" for few in some["few"]],
        }
    )


def _rate(part: float, whole: float) -> str:
    return PERCENT.show(part / whole)


def _stretch(periods: tuple[str, ...]) -> str:
    return spoken(periods[0]) if len(periods) == 1 else f"{spoken(periods[0])} to {spoken(periods[-1])}"
