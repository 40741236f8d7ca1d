"""A chart with its finding above it, a text alternative, and the chart as a file for slides."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.util import find_spec
from typing import Any

import streamlit as st
from altair.utils import schemapi

from cs_calc.charts import Picture
from pages.parts.text import md

CHECKED = "pytest" in sys.modules
"""Whether charts are held against Vega-Lite's schema, part by part and as a whole: our tests do, nobody has to wait for it on a page."""
if not CHECKED:
    schemapi.disable_debug_mode()


class Drawable:
    """A chart as Streamlit takes it."""

    def __init__(self, chart: Any) -> None:
        self._chart = chart

    def to_dict(self) -> Any:
        """The chart as Vega-Lite."""
        return self._chart.to_dict(validate=CHECKED)


def show_picture(picture: Picture, key: str, *, select: str | None = None) -> Any:
    """Draw a chart. With `select`, the name of a selection in it, what was clicked is returned."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.markdown(f"##### {md(picture.title)}", width="stretch")
        if can_draw():
            _take_along(picture, key)
    if select is None:
        st.altair_chart(Drawable(picture.chart), key=key, alt=picture.alt)
        return None
    return st.altair_chart(Drawable(picture.chart), key=key, alt=picture.alt, on_select="rerun", selection_mode=select)


@cache
def can_draw() -> bool:
    """Whether charts can be drawn outside the browser: the extra `report` is installed."""
    return find_spec("vl_convert") is not None


def _take_along(picture: Picture, key: str) -> None:
    """The chart as png and svg, drawn when it is asked for."""

    def png() -> bytes:
        from cs_calc.board.html import as_png

        return as_png(picture, 760)

    def svg() -> str:
        from cs_calc.board.html import as_svg

        return as_svg(picture, 760)

    name = re.sub(r"[^a-z0-9]+", "-", picture.title.lower()).strip("-")[:60].strip("-") or "chart"
    with st.popover("", icon=":material/image:", type="tertiary", help="This chart as a file, for slides", key=f"{key}_file"):
        st.download_button("As png", png, f"{name}.png", "image/png", on_click="ignore", type="tertiary", key=f"{key}_png")
        st.download_button("As svg", svg, f"{name}.svg", "image/svg+xml", on_click="ignore", type="tertiary", key=f"{key}_svg")
