"""Revenue: the bridge, the movements and who is behind them, and where they come from."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis.movement_sources import Sources, by_period, sources_of
from cs_calc.analysis.revenue_charts import HEADS, LOST, by_source, clickable, heads_and_money
from cs_calc.analysis.revenue_tables import definitions, moved, rates_over_time, retention_title, sources_sentence, sources_shown
from cs_calc.charts import BRIDGE, bridge, lines, movements
from cs_calc.findings import comparison_sentence, largest_leaver, without_launch
from cs_calc.metrics import METRICS
from cs_calc.relation_map import short
from cs_calc.report import answer_for, given
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT
from pages.parts.empty import show_template
from pages.parts.filters import Filters
from pages.parts.marks import show_over_time
from pages.parts.picture import show_picture
from pages.parts.rows import show_source_rows, show_table
from pages.parts.sentiment_working import clicked, working_dialog
from pages.parts.text import md, money_safe

MOVES = {key: name for key, name, sign in BRIDGE if sign}
RATES = ("net_revenue_retention", "gross_revenue_retention", "net_mrr_churn", "gross_mrr_churn", "customer_churn_rate")


def show_overview(dataset: Dataset, filters: Filters) -> None:
    """The bridge of the period, retention and churn over time, and every rate with its working."""
    kind, period, currency = filters.kind, filters.period, dataset.currency
    left, right = st.columns(2)
    with left:
        picture = clickable(bridge(given(dataset, kind, period), period, currency), 0, "bar", ["key"])
        key = clicked(show_picture(picture, "bridge", select="bar"), "bar").get("key")
        st.caption("Click a bar for the customers behind it.")
    with right:
        churn = rates_over_time(dataset, kind, {"customer_churn_rate": HEADS, "gross_mrr_churn": LOST})
        if len(churn):
            of: dict[str, tuple[str, str | None]] = {HEADS: ("customer_churn_rate", None), LOST: ("gross_mrr_churn", None)}
            show_over_time(dataset, filters, "heads_and_money", lambda: heads_and_money(churn, period), of)
        else:
            st.caption("Churn is not defined yet: no period starts with customers.")
    if note := largest_leaver(dataset, kind, period):
        st.caption(md(note))
    if key in MOVES:
        with st.container(border=True):
            show_behind(dataset, filters, str(key), period)
    wall = st.grid(5, min_column_width=165)
    for name in RATES:
        metric = METRICS[name]
        found = answer_for(dataset, metric, kind, period)
        with wall.container(border=True, height="stretch"):
            st.metric(short(metric.name), found.shown if found.value is not None else "not defined")
            st.caption(
                f"{found.range_shown}, n = {found.interval.n:,.0f}"
                if found.interval
                else money_safe(found.problem) or "Every customer counted"
            )
            if st.button(
                "Working", key=f"revenue_{name}", icon=":material/functions:", width="stretch", help=f"How {metric.name} was worked"
            ):
                working_dialog(dataset, metric, kind, period, None, None, ALL)
    kept = rates_over_time(dataset, kind, {"net_revenue_retention": "NRR", "gross_revenue_retention": "GRR"})
    if len(kept):
        title = retention_title(kept, period)
        of = {"NRR": ("net_revenue_retention", None), "GRR": ("gross_revenue_retention", None)}
        says = "Share of the MRR at start"
        show_over_time(dataset, filters, "retention", lambda: lines(kept, ["NRR", "GRR"], PERCENT, title, says, currency, rule=1.0), of)
    if note := comparison_sentence(kind):
        st.caption(note)
    with st.expander("Every definition, worked on this period", icon=":material/balance:"):
        table = definitions(dataset, kind, period)
        show_table(table, "definitions", key="definitions", file_name=f"definitions-{period}.csv")


def show_behind(dataset: Dataset, filters: Filters, move: str, period: str) -> None:
    """The customers behind one movement, held against the metric's input."""
    rows, sentence = moved(dataset, filters.kind, period, move)
    st.markdown(f"**{MOVES[move]}, {spoken(period)}**: {money_safe(sentence)}")
    if len(rows):
        show_table(rows, "customers behind this movement", key=f"who_{move}_{period}", file_name=f"{move}-{period}.csv")
        show_source_rows(dataset, rows, f"who_source_{move}_{period}")


def show_movements(dataset: Dataset, filters: Filters) -> None:
    """Movements by period with who is behind a bar, and by source."""
    kind, period, currency = filters.kind, filters.period, dataset.currency
    table = dataset.measure(kind)
    table, why = without_launch(table[table["opening_mrr"].notna()])
    if why:
        st.caption(money_safe(why))
    mark = clicked(show_picture(movements(table, currency), "movements", select="bar"), "bar")
    st.caption("Click a part of a bar to see who is behind it.")
    with st.container(border=True):
        of_period, default = str(mark.get("period", period)), str(mark.get("key", "churned_mrr"))
        move = st.selectbox(
            "Movement", list(MOVES), list(MOVES).index(default), format_func=lambda k: MOVES[k], width=200, key=f"who_{of_period}_{default}"
        )
        show_behind(dataset, filters, move, of_period)
    show_sources(dataset, filters)
    with st.expander("Every period as a table", icon=":material/table:"):
        show_table(
            dataset.measure(kind)[["period", *(k for k, _, _ in BRIDGE), "counted_closing_mrr"]],
            "movements by period", key="moves_table", file_name=f"mrr-movements-by-{kind}.csv",
        )  # fmt: skip


def show_sources(dataset: Dataset, filters: Filters) -> None:
    """Upgrades, or another movement, by where they come from."""
    kind, period, currency = filters.kind, filters.period, dataset.currency
    st.subheader("Where do they come from?")
    if not len(dataset.tables.get("mrr_movements", ())):
        st.caption(
            "The loaded files have no table of MRR movements (`mrr_movements`). With its `source` this shows what upgrades are made of."
        )
        show_template(["mrr_movements"])
        return
    there = [key for key in ("expanded_mrr", "contracted_mrr", "reactivated_mrr", "churned_mrr") if len(by_period(dataset, kind, key))]  # type: ignore[arg-type]
    if not there:
        st.caption("The table of movements names no kind of movement that is known here (expansion, contraction, churn, reactivation).")
        return
    what = st.segmented_control(
        "Movement by source", there, default=there[0], required=True, format_func=MOVES.__getitem__, key="source_of"
    )
    mark = clicked(show_picture(by_source(by_period(dataset, kind, what), MOVES[what], currency), f"sources_{what}", select="mark"), "mark")
    of_period = str(mark.get("period", period))
    found: Sources | None = sources_of(dataset, kind, of_period, what)
    if found is None:
        return
    st.markdown(md(sources_sentence(found, MOVES[what], of_period, kind, currency)))
    if len(found.table):
        show_table(
            sources_shown(found, currency), "sources", key=f"sources_{of_period}_{what}", file_name=f"{what}-by-source-{of_period}.csv"
        )
        rows = found.rows[found.rows["source"] == mark["source"]] if mark.get("source") in set(found.rows["source"]) else found.rows
        with st.expander(f"The {len(rows):,} movements", icon=":material/description:", expanded=bool(mark)):
            shown = rows[[c for c in ("date", "customer_id", "type", "source", "amount", "_sheet", "_row") if c in rows]]
            show_table(shown, "movements", key=f"moves_{of_period}_{what}", file_name=f"movements-{of_period}.csv")
