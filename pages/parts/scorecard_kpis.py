"""The KPIs of a team as cards: value, change, light in words, is it real, and what to do first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cs_calc.analysis.kpis import Standing, brief, do_first
from cs_calc.analysis.kpis_table import kpi_table
from cs_calc.findings import before
from cs_calc.model import Metric
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.filters import Filters
from pages.parts.rows import show_table
from pages.parts.text import md, money_safe

LIGHTS = {
    "meets": ("green", "check_circle"),
    "within the margin": ("orange", "remove_circle"),
    "misses": ("red", "cancel"),
    "too close to call": ("blue", "help"),
}


def show_kpis(dataset: Dataset, filters: Filters, standings: Sequence[Standing], open_working: Callable[[Metric], None]) -> None:
    """A card for each KPI, and all of them as a table to take along."""
    wall = st.grid(4, min_column_width=235)
    for standing in standings:
        with wall.container(border=True, height="stretch"):
            _card(dataset, filters, standing, open_working)
    if standings:
        opened = st.expander("KPIs as a table", icon=":material/table:", key="kpis_as_table", on_change="rerun")
        if opened.open:  # made only for who looks
            with opened:
                show_table(kpi_table(standings), "KPIs", key="kpi_table", file_name=f"kpis-{filters.period}.csv")


def _card(dataset: Dataset, filters: Filters, held: Standing, open_working: Callable[[Metric], None]) -> None:
    metric, found, currency = held.metric, held.answer, dataset.currency
    owner = f" · {md(held.kpi.owner)}" if held.kpi.owner else ""
    st.caption(f":material/flag: {md(held.kpi.objective) or 'No objective yet'}{owner}")
    if found is None:
        st.markdown(f"**{metric.name}**")
        st.caption(held.light.sentence)
        return
    earlier = before(dataset, filters.kind, filters.period)
    moved = held.change.difference if held.change else None
    unit = metric.unit
    st.metric(
        metric.name,
        money_safe(brief(unit, found.value, currency)) if found.value is not None else "not defined",
        None if moved is None else 0 if unit.show_change(moved) == "no change" else money_safe(unit.show_change(moved, currency)),
        delta_color={"lower": "inverse", "higher": "normal", "depends": "off"}[found.better],  # type: ignore[arg-type]
        delta_description=f"on {spoken(earlier)}" if earlier and moved is not None else None,
        chart_data=list(held.history) if len(held.history) > 1 else None,
        chart_type="line",
    )
    colour, icon = LIGHTS.get(held.light.state, ("gray", "radio_button_unchecked"))
    st.markdown(f":{colour}-badge[:material/{icon}: {held.light.state}] {money_safe(held.light.sentence)}")
    if found.interval is not None:
        low, high = (brief(unit, end, currency) for end in (found.interval.low, found.interval.high))
        st.caption(money_safe(f"95 % range {low} to {high}, n = {found.interval.n:,.0f}"))
    if held.change is not None:
        st.caption(f":material/compare_arrows: Is the change real? {money_safe(held.change.sentence.split(' The true')[0])}")
    step, whose = do_first(found, held.advice)
    if step:
        general = f"{held.advice.text} ({held.advice.source.publisher})" if held.advice else None
        st.markdown(f":material/arrow_forward: **Do first:** {money_safe(step)} :gray[({md(whose)})]", help=general)
    if st.button("Working", key=f"kpi_{metric.key}", icon=":material/functions:", width="stretch", help=f"How {metric.name} was worked"):
        open_working(metric)
