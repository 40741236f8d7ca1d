"""Support's lists: who waits, what tickets are about, how many come, and by agent."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cs_calc.analysis import support_charts as charts
from cs_calc.analysis.support import BANDS, UNTAGGED, bands, by_week, in_period, tag_pareto, tags, tickets, waiting, years
from cs_calc.analysis.support_people import agent_metrics, agents_say, by_agent
from cs_calc.analysis.support_tables import tag_sentence, tags_shown, waiting_sentence
from cs_calc.charts import dots_by_segment
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.rows import show_table
from pages.parts.text import md

OPEN = {"never": "Never answered", "escalated": "Escalated", "open": "All open"}


def clicked(picked: Any, selection: str, field: str) -> str | None:
    """What was clicked in a picture, by the name of its selection."""
    points = (picked or {}).get("selection", {}).get(selection, []) if picked else []
    return str(points[0][field]) if points and field in points[0] else None


def show_waiting(dataset: Dataset, filters: Filters) -> None:
    """The open tickets by age, with the list."""
    st.subheader("Who is still waiting?")
    listed = waiting(dataset, tickets(dataset, filters.kind))
    if "answered" not in listed:
        st.caption("The tickets have no time of solution (`resolved_at`), so it is not known which of them are open.")
        return
    st.markdown(md(waiting_sentence(dataset, listed, filters.kind, filters.period)))
    if listed.empty:
        return
    parts = {"never": listed[listed["answered"] == "not yet"], "open": listed}
    if "escalated" in listed:
        parts["escalated"] = listed[listed["escalated"] == "yes"]
    there = [key for key in OPEN if len(parts.get(key, ()))]
    which = "open"
    if len(there) > 1:
        key = f"support_open_{'_'.join(there)}"
        which = st.segmented_control("Tickets", there, default=there[0], required=True, format_func=OPEN.__getitem__, key=key)
    chosen = parts[which]
    waits = {"never": "wait for a first answer", "escalated": "are escalated and open"}.get(which, "are open")
    picked = show_kept(dataset, filters, f"ages_{which}", lambda: charts.ages(bands(chosen), waits), select="band")
    band = clicked(picked, "band", "band")
    if band in {name for _, name in BANDS}:
        chosen = chosen[chosen["band"] == band]
    hint = "" if "escalated" in parts or "tags" not in listed else " An open ticket with the tag “escalated” would be counted apart."
    st.caption(f"{len(chosen):,} listed, the oldest first{f': {band}' if band else ''}. Click a bar to see only those.{hint}")
    if len(chosen):
        show_table(chosen, "open tickets", key=f"open_{which}_{band}", file_name=f"{which}-tickets-{dataset.as_of}.csv")


def show_tags(dataset: Dataset, filters: Filters) -> None:
    """What tickets are about, with the rows of one tag."""
    st.subheader("What are they about?")
    rows = in_period(tickets(dataset, filters.kind), filters.period)
    tagged = in_period(tags(dataset, filters.kind), filters.period)
    if filters.by == "tag" and filters.segment != "All":
        st.caption(f"Only tickets with the tag “{md(filters.segment)}” are shown.")
        return
    if tagged.empty:
        st.caption("The tickets of this period have no `tags`: with them, this shows the most common topics, and those without any.")
        return
    table = tag_pareto(rows, tagged)
    if said := tag_sentence(table):
        st.markdown(md(said))
    picked = show_kept(dataset, filters, "tags", lambda: charts.pareto(table), select="tag")
    st.caption("A ticket may have several tags, so the shares can pass 100 % together. Click a bar for its tickets.")
    tag = clicked(picked, "tag", "tag")
    if tag in set(table["tag"]):
        ids = set(tagged["ticket_id"])
        behind = rows[~rows["ticket_id"].isin(ids)] if tag == UNTAGGED else tagged[tagged["tag"] == tag]
        st.markdown(f"**{md(tag)}**: {len(behind):,} tickets in {spoken(filters.period)}.")
        show_table(as_in_file(behind), f"tickets with the tag {tag}", key=f"tag_{tag}", file_name=f"tickets-by-tag-{filters.period}.csv")
    with st.expander("Every tag as a table", icon=":material/table:"):
        show_table(tags_shown(table), "tags", key="tags_table", file_name=f"tags-{filters.period}.csv")


def as_in_file(rows: pd.DataFrame) -> pd.DataFrame:
    """A ticket's columns as they stand in the file, with the row."""
    wanted = ("ticket_id", "created_at", "first_response_at", "resolved_at", "interactions", "reopened", "auto_reply", "channel", "tags")
    more = ("agent", "customer_id", "requester_id", "avoidable", "topic_has_article", "_sheet", "_row")
    return rows[[c for c in (*wanted, *more) if c in rows]].sort_values("created_at")


def show_load(dataset: Dataset, filters: Filters, whole: Dataset) -> None:
    """How many come: by week, and this year against last."""
    st.subheader("How many come?")
    rows = tickets(dataset, filters.kind)
    end = whole.frames.given.end
    last = in_period(rows, filters.period)["created_at"].max()
    left, right = st.columns(2)
    weeks = by_week(rows, end if pd.isna(last) else last, end)
    with left:
        show_kept(dataset, filters, "weeks", lambda: charts.load(weeks))
    year = int(filters.period[:4])
    months = [m for m in whole.periods("month") if whole.is_whole(m, "month")]
    table = years(rows, year, months)
    with right:
        if table["now"].notna().any() and table["before"].notna().any():
            show_kept(dataset, filters, "years", lambda: charts.year_on_year(table, year))
        else:
            st.caption(f"There are no whole months of both {year} and {year - 1} to compare.")
    with st.expander("Every week as a table", icon=":material/table:"):
        show_table(weeks, "weeks", key="weeks_table", file_name="tickets-by-week.csv")


def show_agents(dataset: Dataset, filters: Filters) -> None:
    """One metric by agent; those with fewer than 20 are grey and not ranked."""
    st.subheader("By agent")
    keys = agent_metrics(dataset, filters.kind)
    if not keys:
        st.caption("The tickets name no `agent`: with it, this compares agents that have at least 20 tickets.")
        return
    key = st.selectbox("Number", keys, format_func=lambda k: METRICS[k].name, key="support_agents", width=330)
    metric, frame = METRICS[key], by_agent(dataset, key, filters.kind, filters.period)
    if frame.empty:
        st.caption(f"{metric.name} is not defined for any agent in {spoken(filters.period)}.")
        return
    title = f"{metric.name} by agent, {spoken(filters.period)}: {agents_say(frame)}"
    show_kept(dataset, filters, f"agents_{key}", lambda: dots_by_segment(frame, metric.name, metric.unit, title))
    st.caption("Lines are 95 % ranges. Agents get different tickets: look at their topics and channels before you look at them.")
    with st.expander("As a table", icon=":material/table:"):
        show_table(
            frame.rename(columns={"segment": "agent"}), "agents", key=f"agents_table_{key}", file_name=f"agents-{key}-{filters.period}.csv"
        )
