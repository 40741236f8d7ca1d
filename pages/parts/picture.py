"""A chart with its finding above it, and a text alternative."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cs_calc.charts import Picture
from pages.parts.text import md


def show_picture(picture: Picture, key: str, *, select: str | None = None) -> Any:
    """Draw a chart. With `select`, the name of a selection in it, what was clicked is returned."""
    st.markdown(f"##### {md(picture.title)}")
    if select is None:
        st.altair_chart(picture.chart, key=key, alt=picture.alt)
        return None
    return st.altair_chart(picture.chart, key=key, alt=picture.alt, on_select="rerun", selection_mode=select)
