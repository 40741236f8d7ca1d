"""A card for each of support's numbers: value, range and target, and the way to its working and its rows."""

from __future__ import annotations

import streamlit as st

from cs_calc.findings import before, change
from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.card import show_card
from pages.parts.filters import Filters
from pages.parts.text import md, money_safe
from pages.parts.working import show_rows

CARDS = (
    ("first_response_time", "median", "First reply by a person, median"),
    ("first_response_within_target", "of_answered", "First replies within target"),
    ("resolution_time", "median", "Resolution time, median"),
    ("first_contact_resolution", "of_received", "First contact, of those received"),
    ("first_contact_resolution", "of_resolved", "First contact, of those resolved"),
    ("tickets_per_user", "tickets_over_users", "Tickets per user"),
    ("contact_rate", "requesters_over_users", "Contact rate"),
    ("tickets_per_requester", "", "Tickets per requester"),
    ("avoidable_ticket_share", "of_tickets", "Avoidable tickets"),
    ("documented_topic_share", "of_tickets", "On documented topics"),
    ("csat", "top_two_of_five", "CSAT (4 or 5 of 5)"),
    ("self_service_score", "", "Self-service score"),
)


@st.dialog("How this number was worked", width="large", icon=":material/functions:")
def _working(dataset: Dataset, metric: Metric, variant: str, filters: Filters) -> None:
    st.header(f"{metric.name}, {spoken(filters.period)}")
    st.markdown(f"*{md(metric.asks)}*")
    found = answer_for(dataset, metric, filters.kind, filters.period, variant=variant)
    show_card(found)
    with st.expander("Down to the rows", icon=":material/table_rows:", expanded=True):
        show_rows(dataset, found, filters.kind, filters.period)


def show_cards(dataset: Dataset, filters: Filters) -> None:
    """All the cards that the data can fill."""
    wall = st.grid(4, min_column_width=230)
    earlier = before(dataset, filters.kind, filters.period)
    for key, wanted, name in CARDS:
        metric = METRICS[key]
        variant = metric.variant(wanted or None)
        if not can_work(dataset, metric, variant, filters.kind):
            continue
        found = answer_for(dataset, metric, filters.kind, filters.period, variant=variant.key)
        moved = change(dataset, metric, filters.kind, filters.period) if variant is metric.variants[0] else None
        unit = metric.unit
        with wall.container(border=True, height="stretch"):
            st.metric(
                name,
                money_safe(unit.show_brief(found.value) if unit.key != "ratio" else unit.show(found.value))
                if found.value is not None
                else "not defined",
                None if moved is None else 0 if unit.show_change(moved) == "no change" else unit.show_change(moved),
                delta_color="inverse" if metric.better == "lower" else "normal",
                delta_description=f"on {spoken(earlier)}" if earlier and moved is not None else None,
            )
            if found.interval:
                show = unit.show if unit.key == "ratio" else unit.show_brief
                st.caption(f"{show(found.interval.low)} to {show(found.interval.high)}, n = {found.interval.n:,.0f}")
            else:
                st.caption(money_safe(found.problem) or "&nbsp;")
            if st.button(
                "Working", key=f"support_{key}_{variant.key}", icon=":material/functions:", width="stretch", help=f"How {name} was worked"
            ):
                _working(dataset, metric, variant.key, filters)
