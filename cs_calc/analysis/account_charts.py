"""One account's timeline: MRR by month, and below it everything else that happened, on the same days."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.account import LANES
from cs_calc.analysis.risk_model import plural
from cs_calc.charts import GAIN, LOSS, QUIET, TOTAL, Picture, axis_format
from cs_calc.units import MONEY

ROOM = 76
"""Room for the names at the left, the same in both pictures, so that the days stand below each other."""


AHEAD = pd.Timedelta(days=120)
"""What lies further ahead than this is not drawn: a contract due in a year would squeeze the rest."""


def _days(first: pd.Timestamp, last: pd.Timestamp, labels: bool) -> alt.X:
    ends = [pd.Timestamp(d).isoformat() for d in (first, last)]
    axis = alt.Axis(title=None, format="%b %Y", grid=True, labels=labels, ticks=False, domain=False, tickCount=8, labelOverlap="greedy")
    return alt.X("date:T", axis=axis, scale=alt.Scale(domain=ends, nice=False))


def span(mrr: pd.DataFrame, events: pd.DataFrame, end: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of the timeline, with a little room at both ends."""
    days = [*mrr["month"], *events["date"], end]
    first, last = min(days), max(d for d in days if d <= end + AHEAD)
    room = (last - first) * 0.02 + pd.Timedelta(days=3)
    return first - room, last + room


def mrr_picture(mrr: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp], currency: str) -> Picture:
    """MRR at each month's end as an area. `mrr` as `account.mrr_by_month` gives it."""
    frame = mrr.assign(date=mrr["month"] + pd.offsets.MonthEnd(0), shown=[MONEY.show(v, currency) for v in mrr["mrr"]])
    frame["label"] = frame["date"].dt.strftime("%b %Y")
    top, last = frame.iloc[int(frame["mrr"].to_numpy().argmax())], frame.iloc[-1]
    most = max(1.0, float(frame["mrr"].max())) * 1.12
    title = f"MRR {last['shown']} in {last['label']}"
    title += f", at most {top['shown']} ({top['label']})" if top["mrr"] > last["mrr"] + 0.005 else ", the most so far"
    axis = alt.Axis(
        title=None, labelExpr=axis_format(MONEY, currency), titleColor=QUIET, tickCount=3, domain=False, minExtent=ROOM, maxExtent=ROOM
    )
    base = alt.Chart(frame).encode(x=_days(*days, labels=False), y=alt.Y("mrr:Q", axis=axis, scale=alt.Scale(domain=[0, most])))
    tips = [alt.Tooltip("label:N", title="End of"), alt.Tooltip("shown:N", title="MRR")]
    drawn: Any = base.mark_area(interpolate="step-after", opacity=0.25, color=TOTAL, line={"color": TOTAL, "strokeWidth": 2})
    drawn += base.mark_point(filled=True, size=30, color=TOTAL, opacity=1).encode(tooltip=tips)
    return Picture(drawn.properties(height=150), title, f"{title}. {len(frame)} months from {frame['label'].iloc[0]} to {last['label']}.")


def events_picture(events: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp], end: pd.Timestamp) -> Picture:
    """Everything that happened, one row a kind; a mark can be clicked. `events` as `account.events` gives them."""
    lanes = [lane for lane in LANES if (events["lane"] == lane).any()]
    events = events[events["date"] <= days[1]]
    frame = events.assign(day=events["date"].dt.strftime("%d %b %Y"), place=events.index)
    bad = int((frame["mood"] == "bad").sum())
    title = f"{plural(len(frame), 'event')}, " + (plural(bad, "bad sign") + " among them" if bad else "no bad sign")
    colour = alt.Color("mood:N", scale=alt.Scale(domain=["good", "bad", "plain"], range=[GAIN, LOSS, TOTAL]), legend=None)
    shape = alt.Shape("mood:N", scale=alt.Scale(domain=["good", "bad", "plain"], range=["triangle-up", "diamond", "circle"]), legend=None)
    y = alt.Y("lane:N", sort=lanes, scale=alt.Scale(domain=lanes),
              axis=alt.Axis(title=None, ticks=False, domain=False, grid=True, minExtent=ROOM, maxExtent=ROOM, labelLimit=ROOM))  # fmt: skip
    selection = alt.selection_point(name="event", fields=["place"], empty=False)
    base = alt.Chart(frame).encode(x=_days(*days, labels=True), y=y)
    size = alt.Size("size:Q", scale=alt.Scale(domain=[1, 7], range=[70, 300], clamp=True), legend=None)
    tips = [alt.Tooltip("day:N", title="Day"), alt.Tooltip("what:N", title="What")]
    marks = base.mark_point(filled=True).encode(
        color=colour, shape=shape, size=size, tooltip=tips, opacity=alt.condition(selection, alt.value(1.0), alt.value(0.75))
    )
    today = pd.DataFrame({"date": [end]})
    drawn: Any = alt.Chart(today).mark_rule(strokeDash=[4, 4], color=QUIET).encode(x=_days(*days, labels=True)) + marks.add_params(
        selection
    )
    last = "; ".join(f"{r['day']} {r['what']}" for r in frame.tail(5).to_dict("records"))
    return Picture(drawn.properties(height=34 * len(lanes) + 40), title, f"{title}. The latest: {last}.")
