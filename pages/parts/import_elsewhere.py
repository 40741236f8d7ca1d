"""Files of the server's own folders and tables of its databases, picked by name; nothing of it is shown where none is set up."""

from __future__ import annotations

import streamlit as st

from cs_calc.elsewhere import Pick, Places
from cs_calc.tables.problems import Refused
from pages.parts import state
from pages.parts.import_places import places
from pages.parts.text import md

ICONS = {"folder": ":material/folder:", "database": ":material/database:"}


def show_elsewhere() -> None:
    """Where from, what of it, and a button to read it; the rest of the page is that of an upload."""
    try:
        known = places()
    except Refused as why:
        st.warning(md(why.message), icon=":material/settings_alert:")
        return
    if not known:
        return
    what = " or ".join(["a folder"] * bool(known.folders) + ["a database"] * bool(known.connections))
    opened = st.expander(f"From {what}", icon=":material/database:", key="imp_elsewhere", on_change="rerun")
    if opened.open:
        with opened:
            _show_choice(known)


def _show_choice(known: Places) -> None:
    sources = [("folder", name) for name in known.folders] + [("database", name) for name in sorted(known.connections)]
    source = st.selectbox(
        "Where from", sources, index=None, format_func=lambda s: f"{s[1]} ({s[0]})", key="imp_source", placeholder="Choose one", width=400
    )
    if source is None:
        st.caption("These are set up by whoever runs this server. They are read only: nothing in them is ever changed.")
        return
    kind, name = source
    try:
        with st.spinner(f"Looking at {md(name)} ...", show_time=True):
            offered = _offered(known, kind, name)
    except Refused as why:
        st.error(md(why.message), icon=":material/block:")
        st.button("Look again", icon=":material/refresh:", key="imp_look_again")
        return
    if not offered:
        st.info(f"{'The folder' if kind == 'folder' else 'The database'} {md(name)} has nothing that can be read.", icon=":material/info:")
        return
    have = {held.pick for held in state.held().values()}
    picked = st.multiselect(
        "Which files" if kind == "folder" else "Which tables and queries",
        [item for item in offered if Pick(kind, name, item) not in have],
        key=f"imp_items_{kind}_{name}",
        placeholder="Choose some, or all",
    )
    with st.container(horizontal=True):
        picks = [Pick(kind, name, item) for item in picked]
        st.button(
            "Read them", icon=":material/download:", type="primary", disabled=not picks, on_click=_read, args=(picks,), key="imp_pick"
        )
        st.button(
            "Look again", icon=":material/refresh:", on_click=_forget, args=(kind, name), key="imp_look_again", help="See what is new."
        )
    if kind == "folder":
        st.caption("Large csv and Parquet files are scanned where they lie, by DuckDB; smaller ones are read as an upload is.")
    else:
        st.caption("A product log is counted by day in the database; of other tables the known columns are read.")


def _offered(known: Places, kind: str, name: str) -> list[str]:
    """What there is to pick: looked up once, until it is asked for again."""
    key = f"imp_offered_{kind}_{name}"
    if key not in st.session_state:
        st.session_state[key] = known.offered(kind, name)
    found: list[str] = st.session_state[key]
    return found


def _forget(kind: str, name: str) -> None:
    st.session_state.pop(f"imp_offered_{kind}_{name}", None)


def _read(picks: list[Pick]) -> None:
    st.session_state[f"imp_items_{picks[0].kind}_{picks[0].source}"] = []
    state.begin(picks)
