"""What a page shows before there is data: what it would show, and the two ways to get there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from cs_calc.tables.load import Loaded
from cs_calc.tables.schema import TABLES
from pages.parts import state


def need_data(would_show: str, tables: Sequence[str] = ()) -> Loaded:
    """The loaded data; without any, an invitation instead of the rest of the page, and the template of the tables that it is made of."""
    found = state.loaded()
    if found is not None and found.dataset.tables and found.dataset.periods("month"):
        return found
    with st.container(border=True):
        if found is not None and found.questions:
            st.markdown("**One question is open.** Your file is read, but something in it can be understood in two ways.")
        elif found is not None:
            st.markdown("**The loaded files hold nothing for this page.** It needs subscriptions (or monthly MRR) or survey responses.")
        else:
            needs = " and ".join(TABLES[t].name.lower() for t in tables)
            st.markdown(f"**No data is loaded yet.** {would_show}" + (f" It needs {needs}; other tables add to it." if needs else ""))
        with st.container(horizontal=True):
            st.button("Use the sample company", type="primary", icon=":material/science:", on_click=state.use_sample)
            st.page_link("pages/analyse/data.py", label="Upload your own spreadsheet", icon=":material/upload_file:")
            show_template(tables)
    st.stop()


def stop_without(needs: str, tables: Sequence[str], would_show: str) -> NoReturn:
    """End the page where the loaded files have none of the rows that it needs: which, what it would show, their template, the way on."""
    would_show = would_show.replace("This page shows", "With them it shows", 1)
    st.info(f"This page needs {needs}. {would_show}", icon=":material/table:")
    show_template(tables)
    st.page_link("pages/analyse/data.py", label="Go to the Data page", icon=":material/upload_file:")
    st.stop()


def show_template(tables: Sequence[str]) -> None:
    """The download of an empty workbook with these tables, to fill in and upload."""
    if not tables:
        return

    def build() -> bytes:
        from cs_calc.workbook import write_template

        return write_template(list(tables))

    names = ", ".join(TABLES[t].name.lower() for t in tables)
    st.download_button(
        f"Template for {names}",
        build,
        "template.xlsx",
        on_click="ignore",
        icon=":material/download:",
        help="A sheet for each table, with notes and example rows: fill it in and upload it.",
    )
