"""How much memory this session's data takes, and making room where it is more than one session may hold."""

from __future__ import annotations

import time

import streamlit as st

from cs_calc.tables.load import Loaded
from cs_calc.tables.room import BadRoom, of_tables, session_bytes
from cs_calc.tables.scanned_tables import held as in_memory
from pages.parts.import_state import held, is_sample
from pages.parts.people import forget_left_pages, in_use

LOOKED = 10.0  # seconds between two looks at what is kept: they take some milliseconds
FAR = 20  # data below this part of the limit: what is worked out from it does not come near the limit


def held_bytes() -> int:
    """About how many bytes this session's data takes: the cells of its files and the tables made of them. The sample is nobody's."""
    found = [] if is_sample() else [st.session_state.get("loaded"), *st.session_state.get("results", {}).values()]
    tables = {id(t): t for one in found if one is not None for t in in_memory(one.dataset.tables).values()}
    return sum(h.bytes for h in held().values()) + of_tables({str(key): table for key, table in tables.items()})


def make_room() -> None:
    """Before a page is drawn: where the session holds more than it may, drop what can be worked out again.

    First earlier results, then what is kept of this one. Where data was cleared or is new, what held on to the old lets go.
    """
    found: Loaded | None = st.session_state.get("loaded")
    if st.session_state.get("data_of") != id(found):  # cleared, or other data: nothing may hold on to what was there before
        forget_left_pages()
        st.session_state["data_of"] = id(found)
    in_use(None if found is None or is_sample() else found.dataset)
    if found is None or is_sample():
        st.session_state.pop("room", None)
        return
    of, when, data = st.session_state.get("room", (None, 0.0, 0))
    if of != id(found) or time.monotonic() - when > LOOKED:
        try:
            most = session_bytes()
        except BadRoom:
            return  # the Data page says so with the next upload
        data = held_bytes() if of != id(found) else data
        if data > most:
            st.session_state["results"] = dict(list(st.session_state.get("results", {}).items())[-1:])
            data = held_bytes()
        if data * FAR > most and data + found.dataset.kept_bytes > most:
            found.dataset.forget()
        st.session_state["room"] = (id(found), time.monotonic(), data)
