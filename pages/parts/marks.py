"""A picture over time whose marks lead to the working of that period, and on to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from cs_calc.charts import Picture
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.sentiment_working import clicked, working_button

HINT = "Click a mark for its working and its rows."


def show_over_time(
    dataset: Dataset,
    filters: Filters,
    key: str,
    make: Callable[[], Picture],
    of: Mapping[str, tuple[str, str | None]],
    *,
    hint: bool = True,
) -> None:
    """Draw `lines` or `line_with_range`; a click on a mark offers the working of that metric in that period.

    `of` gives the metric and its definition (None: the usual one) by the name of the line; "" is that of a picture with one line.
    """
    mark = clicked(show_kept(dataset, filters, key, make, select="mark"), "mark")
    found = of.get(str(mark.get("name", "")))
    if found is not None and mark.get("period"):
        metric, variant = METRICS[found[0]], found[1]
        name = str(mark.get("name") or metric.name)
        working_button(dataset, metric, filters.kind, str(mark["period"]), f"{key}_mark", variant=variant, name=name)
    elif hint:
        st.caption(HINT)
