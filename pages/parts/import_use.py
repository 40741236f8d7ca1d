"""Stage 5, Use: what there is now, what can be answered with it, what is missing, and how it is read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.imports import counted, in_short, rows_in
from cs_calc.needs import gaps
from cs_calc.report import available
from cs_calc.tables.load import Loaded
from cs_calc.tables.schema import TABLES
from pages.parts import state
from pages.parts.assumptions import show_assumptions
from pages.parts.empty import show_template
from pages.parts.text import md, money_safe

SIGNS = ["", "$", "€", "£", "¥", "CHF "]


def show_use(loaded: Loaded) -> None:
    """What is understood, links onward, what can be answered and what not, and the settings."""
    data = loaded.dataset
    if not data.tables:
        if loaded.questions:
            st.caption("Answer the question above first: until then its rows are not used.")
        else:
            st.error(money_safe(md(loaded.message)), icon=":material/block:")
        return
    st.success(md(in_short(loaded)), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.page_link("pages/analyse/scorecard.py", label="Go to the scorecard", icon=":material/speed:")
        st.page_link("pages/analyse/revenue.py", label="Go to revenue", icon=":material/waterfall_chart:")
        st.page_link("pages/calculate/calculator.py", label="Go to the calculator", icon=":material/calculate:")
    rows = [{"Table": TABLES[t].name, "Rows": n, "One row is a": TABLES[t].row} for t, n in rows_in(loaded).items()]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="The tables understood, with their rows.")
    months = data.periods("month")
    if months:
        st.caption(f"{counted(len(months), 'month')}: {months[0]} to {months[-1]}.")
    _show_answers(loaded)
    if not state.is_sample():
        _show_settings(loaded)
    show_assumptions(data)


def _show_answers(loaded: Loaded) -> None:
    """What can be answered now, and what is missing for want of which table."""
    with st.spinner("Working out what can be answered ...", show_time=True):
        can, lacking = available(loaded.dataset), gaps(loaded.dataset)
    st.markdown(f"**{counted(len(can), 'metric')} can be answered now.**")
    if can:
        with st.expander("Which ones", icon=":material/checklist:"):
            st.markdown(", ".join(md(metric.name) for metric in can) + ".")
    if lacking:
        missing = sum(len(gap.metrics) for gap in lacking)
        with st.expander(f"What is missing for {counted(missing, 'other')}", icon=":material/playlist_add:"):
            for gap in lacking:
                st.markdown(f"- {md(gap.sentence())}")
            show_template(list(dict.fromkeys(choice[0] for gap in lacking for choice in gap.tables)))


def _show_settings(loaded: Loaded) -> None:
    """The last day of the data, and the sign before amounts."""
    data = loaded.dataset
    st.session_state["imp_until"], st.session_state["imp_sign"] = data.as_of, state.setup().sign
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Last day of the data",
            key="imp_until",
            width=190,
            on_change=lambda: state.set_until(st.session_state["imp_until"]) if st.session_state["imp_until"] else None,
        )
        st.selectbox(
            "Sign before amounts",
            SIGNS,
            format_func=lambda sign: sign or "as in the file",
            key="imp_sign",
            width=190,
            on_change=lambda: state.set_sign(st.session_state["imp_sign"]),
        )
    st.caption("What ends after the last day counts as still running: change it if the file was exported on another day.")
