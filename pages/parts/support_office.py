"""Which hours count: those of the clock, or office hours as set here."""

from __future__ import annotations

from datetime import time

import streamlit as st

from cs_calc.analysis.business_hours import WEEKDAYS, Office, zones

HOURS = {"clock": "Calendar hours", "office": "Business hours"}


def pick_hours() -> Office | None:
    """The field that chooses between calendar and business hours, and the office hours; None means calendar hours."""
    kept = st.session_state.setdefault("support_office", {})
    how = st.segmented_control(
        "Count", list(HOURS), default=kept.get("how", "clock"), required=True, format_func=HOURS.__getitem__, key="support_hours"
    )
    kept["how"] = how
    if how == "clock":
        return None
    with st.container(border=True):
        days = st.pills("Office days", WEEKDAYS, selection_mode="multi", default=kept.get("days", WEEKDAYS[:5]), key="office_days")
        with st.container(horizontal=True):
            opens = st.time_input("Opens", kept.get("opens", time(9)), step=1800, key="office_opens", width=150)
            closes = st.time_input("Closes", kept.get("closes", time(17)), step=1800, key="office_closes", width=150)
            zone = _zone("Office is in", "zone", kept)
            file_zone = _zone("Times in the file are in", "file_zone", kept)
        kept.update(days=days, opens=opens, closes=closes, zone=zone, file_zone=file_zone)
        office = Office(frozenset(WEEKDAYS.index(d) for d in days), opens or time(9), closes or time(17), zone, file_zone)
        if not days:
            st.warning("No office day is chosen: every time would be 0 hours.", icon=":material/event_busy:")
        overnight = " It closes on the next day." if office.closes <= office.opens else ""
        st.caption(
            f"Counted: {office.says}, summer time included.{overnight} Public holidays are not taken off. Targets stay by the clock."
        )
    return office


def _zone(label: str, key: str, kept: dict[str, str]) -> str:
    every = zones()
    place = every.index(kept[key]) if kept.get(key) in every else 0
    found: str = st.selectbox(label, every, place, key=f"office_{key}", width=230)
    return found
