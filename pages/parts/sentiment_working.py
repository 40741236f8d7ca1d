"""From a mark of the sentiment page to its working and its rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cs_calc.change import change_of
from cs_calc.findings import before
from cs_calc.model import Metric
from cs_calc.report import answer_for
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import Kind, spoken
from pages.parts import state
from pages.parts.card import show_card
from pages.parts.text import md, money_safe
from pages.parts.working import show_rows


def clicked(event: Any, name: str) -> dict[str, Any]:
    """What was clicked in a chart's selection, or nothing."""
    points = (event or {}).get("selection", {}).get(name, []) if event else []
    return dict(points[0]) if points else {}


def working_button(
    dataset: Dataset,
    metric: Metric,
    kind: Kind,
    period: str,
    key: str,
    *,
    variant: str | None = None,
    by: str | None = None,
    segment: str = ALL,
    name: str = "",
) -> None:
    """The button that opens the working of one answer, down to its rows."""
    of = f"{segment}, {spoken(period)}" if segment != ALL else spoken(period)
    label = f"Working and {'rows' if name else 'answers'}: {f'{md(name)}, ' if name else ''}{md(of)}"
    if st.button(label, key=f"working_{key}", icon=":material/functions:", help=f"How {metric.name} was worked, down to the rows"):
        working_dialog(dataset, metric, kind, period, variant, by, segment)


@st.dialog("How this number was worked", width="large", icon=":material/functions:")
def working_dialog(dataset: Dataset, metric: Metric, kind: Kind, period: str, variant: str | None, by: str | None, segment: str) -> None:
    """The whole answer: working, change on the period before, rows, and the way into the calculator."""
    st.header(f"{metric.name}, {md(segment) + ', ' if segment != ALL else ''}{spoken(period)}")
    found = answer_for(dataset, metric, kind, period, by, segment, variant)
    then = before(dataset, kind, period)
    if then is not None and dataset.is_whole(period, kind):
        moved = change_of(answer_for(dataset, metric, kind, then, by, segment, variant), found)
        if moved is not None:
            st.markdown(f":material/compare_arrows: Against {spoken(then)}: {money_safe(moved.sentence)}")
    show_card(found)
    if st.button("What if? Change these numbers", icon=":material/calculate:", type="primary", key="sentiment_what_if"):
        state.ask_what_if(metric.key, found.variant.key, state.of_metric(metric, found.given))
        st.switch_page("pages/calculate/calculator.py")
    with st.expander("Down to the rows", icon=":material/table_rows:", expanded=True):
        show_rows(dataset, found, kind, period, by, segment)
