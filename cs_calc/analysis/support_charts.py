"""The pictures of the Support page: small tables of `analysis.support` -> charts whose title states the finding."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.support import UNTAGGED
from cs_calc.analysis.support_story import spoken_hours
from cs_calc.charts import GAIN, QUIET, SERIES, TOTAL, Picture, lines
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, PERCENT

MONTHS = [f"{date(2026, m, 1):%b}" for m in range(1, 13)]
LATE = "#D55E00"
SHORT = {"First contact": "FCR"}
BY_PERIOD = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)


def _counts(field: str, title: str) -> alt.Y:
    axis = alt.Axis(title=title, titleColor=QUIET, tickCount=5, tickMinStep=1, domain=False, format=",d")
    return alt.Y(f"{field}:Q", axis=axis)


def clocks(table: pd.DataFrame) -> Picture:
    """The median first reply over time: people's beside that of the clock. `table` as `support.medians` gives it."""
    people, clock = "People's replies", "The clock"
    known = table.dropna(subset=[people, clock], how="all")
    last = known.iloc[-1]
    said = {n: spoken_hours(float(last[n])) for n in (people, clock) if pd.notna(last[n])}
    differs = ~((table[people] - table[clock]).abs() < 1e-9) & table[clock].notna()
    table = table.assign(**{clock: table[clock].where(differs | differs.shift(-1, fill_value=False))})  # where they part, and just before
    apart = bool(differs.any())
    if len(said) == 2 and said[people] != said[clock]:
        title = f"In {spoken(str(last['period']))} the clock says {said[clock]}, people took {said[people]}"
    else:
        title = f"Half of the first replies came within {next(iter(said.values()))} in {spoken(str(last['period']))}"
    long = table.melt("period", [people, clock] if apart else [people], "name", "hours").dropna(subset=["hours"])
    long["label"], long["shown"] = long["period"].map(spoken), long["hours"].map(spoken_hours)
    order = [spoken(p) for p in table["period"]]
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=order), axis=BY_PERIOD)
    axis = alt.Axis(title="Median first reply in hours", titleColor=QUIET, tickCount=5, domain=False)
    colour = alt.Color("name:N", scale=alt.Scale(domain=[people, clock], range=[TOTAL, LATE]), legend=None)
    base = alt.Chart(long).encode(x=x, y=alt.Y("hours:Q", axis=axis), color=colour)
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("name:N", title="Reply"), alt.Tooltip("shown:N", title="Median")]
    drawn = base.mark_line(strokeWidth=2.5) + base.mark_point(filled=True, size=45, opacity=1).encode(tooltip=tips)
    ends = long.groupby("name", sort=False).tail(1)
    ends = ends.assign(text=ends["name"].map({people: "People ", clock: "Clock "}) + ends["shown"])
    drawn += alt.Chart(ends).mark_text(align="left", dx=9, fontWeight=600).encode(x=x, y="hours:Q", text="text:N", color=colour)
    return Picture(drawn.properties(height=300), title, f"{title}. Medians of first replies by period, in hours.")


def helped(table: pd.DataFrame) -> Picture:
    """First contact and CSAT over time, beside the speed. `table`: period and one column for each, fractions."""
    names = [str(c) for c in table if c != "period" and table[c].notna().any()]
    ends = [(n, table[n].dropna().iloc[0], table[n].dropna().iloc[-1]) for n in names]
    text = " and ".join(f"{n} {PERCENT.show_brief(b)} (first {PERCENT.show_brief(a)})" for n, a, b in ends)
    short = {n: SHORT.get(n, n) for n in names}
    return lines(table.rename(columns=short), list(short.values()), PERCENT, f"Does it help? {text}", "First contact (FCR), CSAT")


def ages(table: pd.DataFrame, what: str) -> Picture:
    """How long tickets wait, by age; a bar can be clicked. `table` as `support.bands` gives it; `what` names the tickets."""
    total, old = int(table["tickets"].sum()), int(table["tickets"].iloc[-1])
    title = f"{COUNT.show(total)} tickets {what}" + (f", {COUNT.show(old)} of them for over 30 days" if old else "")
    frame = table.assign(old=table["band"] == table["band"].iloc[-1])
    selection = alt.selection_point(name="band", fields=["band"], empty=False)
    x = alt.X("band:O", sort=None, axis=alt.Axis(title="Age on the last day of the data", titleColor=QUIET, labelAngle=0, ticks=False,
                                                domain=False))  # fmt: skip
    base = alt.Chart(frame).encode(x=x, y=_counts("tickets", "Tickets"))
    bars = base.mark_bar(cornerRadius=2).encode(
        color=alt.condition("datum.old", alt.value(LATE), alt.value(TOTAL)),
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.85)),
        tooltip=[alt.Tooltip("band:N", title="Age"), alt.Tooltip("tickets:Q", title="Tickets")],
    )
    labels = base.mark_text(dy=-8, color=QUIET, fontWeight=600).encode(text="tickets:Q")
    said = ", ".join(f"{r['band']}: {r['tickets']}" for r in table.to_dict("records"))
    return Picture((bars.add_params(selection) + labels).properties(height=240), title, f"{title}. {said}.")


def pareto(table: pd.DataFrame, most: int = 12) -> Picture:
    """What tickets are about, the most common first, those without a tag in grey. `table` as `support.tag_pareto` gives it."""
    tags = table[table["tag"] != UNTAGGED]
    none = table[table["tag"] == UNTAGGED]
    frame = pd.concat([tags.head(most), none])
    frame = frame.assign(none=frame["tag"] == UNTAGGED)
    frame["text"] = [
        PERCENT.show_brief(s) + ("" if n else f" (together {PERCENT.show_brief(c)})")
        for s, n, c in zip(frame["share"], frame["none"], frame["covered"], strict=True)
    ]
    first = tags.iloc[0]
    title = f"“{first['tag']}” is the most common: {PERCENT.show_brief(first['share'])} of tickets"
    title += f"; {PERCENT.show_brief(none['share'].iloc[0])} have no tag" if len(none) else "; every ticket has a tag"
    selection = alt.selection_point(name="tag", fields=["tag"], empty=False)
    y = alt.Y("tag:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=160))
    room = float(frame["share"].max()) * 2
    axis = alt.Axis(
        title="Share of tickets", labelExpr="format(datum.value * 100, ',.3~f') + '%'", titleColor=QUIET, tickCount=5, domain=False
    )
    x = alt.X("share:Q", axis=axis, scale=alt.Scale(domain=[0, room]))
    base = alt.Chart(frame).encode(y=y, x=x)
    bars = base.mark_bar(cornerRadius=2).encode(
        color=alt.condition("datum.none", alt.value(QUIET), alt.value(TOTAL)),
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.85)),
        tooltip=[alt.Tooltip("tag:N", title="Tag"), alt.Tooltip("tickets:Q", title="Tickets"), alt.Tooltip("text:N", title="Share")],
    )
    labels = base.mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(text="text:N")
    said = "; ".join(f"{t}: {x}" for t, x in zip(frame["tag"], frame["text"], strict=True))
    height = max(120, 34 * len(frame))
    return Picture((bars.add_params(selection) + labels).properties(height=height), title, f"{title}. {said}.")


def load(table: pd.DataFrame) -> Picture:
    """Tickets received in each week as bars, solved ones as a line. `table` as `support.by_week` gives it."""
    whole = table[table["whole"]]
    top = (whole if len(whole) else table).sort_values("received").iloc[-1]
    recent = whole.tail(4)["received"]
    title = f"{COUNT.show(round(recent.mean()))} tickets a week lately; " if len(recent) else ""
    title += f"the busiest week began on {top['week']:%d %b %Y} ({COUNT.show(top['received'])})"
    frame = table.assign(label=table["week"].dt.strftime("%d %b %Y"), part=~table["whole"])
    order = list(frame["label"])
    frame["note"] = ["not complete in the data" if p else "" for p in frame["part"]]
    axis = alt.Axis(
        title="Week from Monday", titleColor=QUIET, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False
    )
    x = alt.X("label:O", sort=order, scale=alt.Scale(domain=[*order, *(" " * n for n in range(1, 7))]), axis=axis)
    tips = [alt.Tooltip("label:N", title="Week from"), alt.Tooltip("received:Q", title="Received"), alt.Tooltip("note:N", title="Note")]
    if "solved" in frame:
        tips += [alt.Tooltip("solved:Q", title="Solved"), alt.Tooltip("open_at_end:Q", title="Open at its end")]
    drawn: Any = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            y=_counts("received", "Tickets a week"),
            color=alt.condition("datum.part", alt.value(QUIET), alt.value(TOTAL)),
            tooltip=tips,
        )
    )
    drawn += _end_label(frame, x, "received", "received", TOTAL, -6)
    if "solved" in frame:
        known = frame[~frame["part"]]
        drawn += alt.Chart(known).mark_line(strokeWidth=2.5, color=GAIN).encode(x=x, y="solved:Q")
        if len(known):
            drawn += _end_label(frame, x, "solved", "solved", GAIN, 8)
    open_now = f" {COUNT.show(table['open_at_end'].iloc[-1])} are open at the end." if "open_at_end" in table else ""
    return Picture(drawn.properties(height=280), title, f"{title}.{open_now}")


def _end_label(frame: pd.DataFrame, x: alt.X, field: str, text: str, colour: str, dy: int) -> Any:
    return (
        alt.Chart(frame.tail(1))
        .mark_text(align="left", dx=9, dy=dy, fontWeight=600, color=colour)
        .encode(x=x, y=f"{field}:Q", text=alt.value(text))
    )


def year_on_year(table: pd.DataFrame, year: int) -> Picture:
    """Tickets by month this year against last. `table` as `support.years` gives it."""
    both = table.dropna()
    names = {"before": str(year - 1), "now": str(year)}
    long = table.melt("month", list(names), "of", "tickets").dropna(subset=["tickets"])
    long["name"], long["label"] = long["of"].map(names), [MONTHS[m - 1] for m in long["month"]]
    title = f"Tickets by month in {year} and {year - 1}"
    if len(both):
        was, now = both["before"].sum(), both["now"].sum()
        stretch = MONTHS[int(both["month"].iloc[0]) - 1] + (f" to {MONTHS[int(both['month'].iloc[-1]) - 1]}" if len(both) > 1 else "")
        against = f"{COUNT.show(was)} in the same months of {year - 1}"
        moved = f" ({'+' if now > was else ''}{PERCENT.show_brief(now / was - 1)})" if was else ""
        title = f"{stretch} {year}: {COUNT.show(now)} tickets, against {against}{moved}"
    colour = alt.Color("name:N", scale=alt.Scale(domain=list(names.values()), range=[QUIET, SERIES[0]]), legend=None)
    axis = alt.Axis(title=None, labelAngle=0, grid=False, ticks=False, domain=False, labelOverlap="greedy")
    x = alt.X("label:O", scale=alt.Scale(domain=[*MONTHS, " "]), sort=None, axis=axis)
    base = alt.Chart(long).encode(x=x, y=_counts("tickets", "Tickets a month"), color=colour)
    tips = [alt.Tooltip("name:N", title="Year"), alt.Tooltip("label:N", title="Month"), alt.Tooltip("tickets:Q", title="Tickets")]
    drawn = base.mark_line(strokeWidth=2.5) + base.mark_point(filled=True, size=45, opacity=1).encode(tooltip=tips)
    ends = long.groupby("name", sort=False).tail(1)
    drawn += alt.Chart(ends).mark_text(align="left", dx=9, fontWeight=600).encode(x=x, y="tickets:Q", text="name:N", color=colour)
    return Picture(drawn.properties(height=280), title, f"{title}. Only whole months are shown.")
