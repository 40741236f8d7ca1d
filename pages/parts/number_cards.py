"""Cards for some of a page's metrics: value, change, range, and the way to the working and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from cs_calc.findings import before, change
from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.card import show_card
from pages.parts.filters import Filters
from pages.parts.keep import keep_filtered
from pages.parts.text import md, money_safe
from pages.parts.working import show_rows


class CardOf(NamedTuple):
    """A definition of a metric (empty: the usual one) and what its card is called."""

    key: str
    variant: str
    name: str


@st.dialog("How this number was worked", width="large", icon=":material/functions:")
def _working(dataset: Dataset, metric: Metric, variant: str, filters: Filters) -> None:
    st.header(f"{metric.name}, {spoken(filters.period)}")
    st.markdown(f"*{md(metric.asks)}*")
    found = answer_for(dataset, metric, filters.kind, filters.period, variant=variant)
    show_card(found)
    keep_filtered(found, filters)
    with st.expander("Down to the rows", icon=":material/table_rows:", expanded=True):
        show_rows(dataset, found, filters.kind, filters.period)


def show_number_cards(dataset: Dataset, filters: Filters, cards: Sequence[CardOf]) -> None:
    """All the cards that the data can fill."""
    wall = st.grid(4, min_column_width=230)
    earlier = before(dataset, filters.kind, filters.period)
    for key, variant_key, name in cards:
        metric = METRICS[key]
        variant = metric.variant(variant_key or None)
        if not can_work(dataset, metric, variant, filters.kind):
            continue
        found = answer_for(dataset, metric, filters.kind, filters.period, variant=variant.key)
        moved = change(dataset, metric, filters.kind, filters.period) if variant is metric.variants[0] else None
        unit, currency = variant.formula.unit, dataset.currency
        show = unit.show if unit.key == "ratio" else unit.show_brief
        with wall.container(border=True, height="stretch", vertical_alignment="distribute"):
            st.metric(
                name,
                money_safe(show(found.value, currency)) if found.value is not None else "not defined",
                None if moved is None else 0 if unit.show_change(moved) == "no change" else unit.show_change(moved),
                delta_color="inverse" if metric.better == "lower" else "off" if metric.better == "depends" else "normal",
                delta_description=f"on {spoken(earlier)}" if earlier and moved is not None else None,
            )
            if found.interval:
                st.caption(f"{show(found.interval.low)} to {show(found.interval.high)}, n = {found.interval.n:,.0f}")
            else:
                st.caption(money_safe(found.problem) or "&nbsp;")
            if st.button(
                "Working", key=f"open_{key}_{variant.key}", icon=":material/functions:", width="stretch", help=f"How {name} was worked"
            ):
                _working(dataset, metric, variant.key, filters)
