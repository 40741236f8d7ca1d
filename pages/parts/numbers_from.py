"""Where a page's numbers come from: the example or typed ones, or a period of the loaded data."""

from __future__ import annotations

import streamlit as st

from pages.parts import state
from pages.parts.link import keep, remembered
from pages.parts.text import md

TYPED, DATA = "typed", "data"
SOURCES = {TYPED: "Example, or type your own", DATA: "A period of the loaded data"}


def pick_source(name: str, key: str, label: str, told: list[str], *, titled: bool = True) -> str:
    """Draw the choice where there is data; `name` is what it is called in the link.

    What the link asks for and is not there is added to `told`.
    """
    data = state.loaded()
    has_data = data is not None and bool(data.dataset.tables) and bool(data.dataset.periods("month"))
    options = [TYPED, DATA] if has_data else [TYPED]
    st.session_state[key], missed = remembered(name, key, options, TYPED)
    if missed == DATA:
        told.append("The link asks for numbers of loaded data, and none is loaded here; the example is shown.")
    elif missed is not None:
        told.append(f"The link asks for numbers from “{md(missed[:40])}”, which does not exist; the example is shown.")
    if not has_data:
        return TYPED
    visible = "visible" if titled else "collapsed"
    chosen = st.segmented_control(label, options, format_func=SOURCES.__getitem__, key=key, required=True, label_visibility=visible)
    keep(key, chosen)
    return str(chosen)
