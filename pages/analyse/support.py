"""Support: are customers answered and helped, and is the speed people's or a robot's? Down to the tickets that wait."""

import streamlit as st

from cs_calc.analysis import support_charts as charts
from cs_calc.analysis.support import CLOCK, PERSON, by_channel, hours_of, in_period, medians, speed, tickets
from cs_calc.analysis.support_story import caveat, comparison, opening, story
from cs_calc.analysis.support_tables import channels_drawn, channels_shown, helping, speed_shown
from cs_calc.charts import dots_by_segment
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT
from pages.parts.empty import need_data, stop_without
from pages.parts.filters import show_filters, split_name
from pages.parts.keep import keep_page
from pages.parts.kept import show_kept
from pages.parts.marks import show_over_time
from pages.parts.number_cards import CardOf, show_number_cards
from pages.parts.rows import show_table
from pages.parts.support_lists import show_agents, show_load, show_tags, show_waiting
from pages.parts.support_office import pick_hours
from pages.parts.text import md, money_safe

WOULD_SHOW = (
    "This page shows how soon customers are answered and helped, by people and by the clock, which tickets wait, what they are about, "
    "and how many come."
)
CARDS = (
    CardOf("first_response_time", "median", "First reply by a person, median"),
    CardOf("first_response_within_target", "of_answered", "First replies within target"),
    CardOf("resolution_time", "median", "Resolution time, median"),
    CardOf("first_contact_resolution", "of_received", "First contact, of those received"),
    CardOf("first_contact_resolution", "of_resolved", "First contact, of those resolved"),
    CardOf("tickets_per_user", "tickets_over_users", "Tickets per user"),
    CardOf("contact_rate", "requesters_over_users", "Contact rate"),
    CardOf("tickets_per_requester", "", "Tickets per requester"),
    CardOf("avoidable_ticket_share", "of_tickets", "Avoidable tickets"),
    CardOf("documented_topic_share", "of_tickets", "On documented topics"),
    CardOf("csat", "top_two_of_five", "CSAT (4 or 5 of 5)"),
    CardOf("self_service_score", "", "Self-service score"),
)
st.title("Support")
st.markdown("How soon are customers answered and helped, by people, and is the speed real?")
loaded = need_data(WOULD_SHOW, ["tickets"])
whole = loaded.dataset
if not len(tickets(whole, "month")):
    stop_without("tickets, and the loaded files have none", ["tickets"], WOULD_SHOW)
filters = show_filters(whole)
dataset = only(whole, filters.by, filters.segment)
kind, period = filters.kind, filters.period
rows = tickets(dataset, kind)
if not len(rows):
    st.info(f"There are no tickets for {md(filters.segment)}: they cannot be split by {split_name(filters.by or '').lower()}.")
    st.stop()
now = in_period(rows, period)

for place, sentence in enumerate(opening(dataset, kind, period)):
    st.markdown(f"**{money_safe(sentence)}**" if place == 0 else money_safe(sentence))
keep_page("support")
told = story(dataset, kind, period)
if note := caveat(told):
    st.caption(money_safe(note))
if not dataset.is_whole(period, kind):
    st.caption(f":material/hourglass_bottom: {spoken(period)} is not complete in the data: its numbers may still change.")

left, right = st.columns(2)
replied = any(hours_of(rows, what).notna().any() for what in (PERSON, CLOCK))
with left:
    if replied:
        show_kept(dataset, filters, "clocks", lambda: charts.clocks(medians(rows, dataset.periods(kind))))
    else:
        st.caption(
            "The tickets have no time of the first reply (`first_response_at`): with it, this shows how soon customers are answered."
        )
with right:
    help_table = helping(dataset, kind)
    if help_table.shape[1] > 1:
        of = {"FCR": ("first_contact_resolution", None), "CSAT": ("csat", None)}
        show_over_time(dataset, filters, "helped", lambda: charts.helped(help_table), of)
    else:
        st.caption("First contact needs `interactions` and `resolved_at` of tickets; CSAT needs survey responses.")
if told is not None and told.lines:
    with st.expander(f"Before and since {spoken(told.began)}: is each change real?", icon=":material/compare_arrows:", expanded=True):
        show_table(comparison(told), "numbers before and since automatic replies", key="before_since", file_name="before-and-since.csv")

st.subheader(f"How quick, {spoken(period)}")
office = pick_hours()
if now.empty:
    st.caption(f"No tickets came in in {spoken(period)}.")
else:
    table = speed(now, office)
    if len(table):
        show_table(speed_shown(table), "times to reply and to solve", key="speed", file_name=f"speed-{period}.csv")
    channels = by_channel(now, office)
    if len(channels):
        drawn, title = channels_drawn(channels)
        if len(drawn):
            axis = "Share of people's first replies within target"
            show_kept(dataset, filters, f"channels_{office}", lambda: dots_by_segment(drawn, axis, PERCENT, title))
        st.caption(
            "The target is an hour on social channels, else the assumed target (a day, unless set on the Data page). People's replies only."
        )
        with st.expander("By channel as a table", icon=":material/table:", expanded=True):
            show_table(channels_shown(channels), "channels", key="channels", file_name=f"channels-{period}.csv")
    elif "channel" not in now:
        st.caption("The tickets name no `channel`: with it, this shows the share within target for each.")

st.subheader("The numbers, each with its working")
show_number_cards(dataset, filters, CARDS)
show_waiting(dataset, filters)
if len(now):
    show_tags(dataset, filters)
show_load(dataset, filters, whole)
show_agents(dataset, filters)
