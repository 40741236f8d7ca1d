"""A portfolio's health: how many lie in each band, who to call first, how it splits, and whether it foretells who leaves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cs_calc.health.backtest import LOOKBACKS, back_test, first_lookback
from cs_calc.health.model import HealthModel
from cs_calc.health.pictures import bands_picture, churn_by_band
from cs_calc.health.portfolio import by_band, by_priority, by_segment, finding, notes
from cs_calc.health.signals import who_sentence
from cs_calc.tables.dataset import Dataset
from cs_calc.units import MONEY
from pages.parts import state
from pages.parts.filters import split_name
from pages.parts.keep import keep_health
from pages.parts.picture import show_picture
from pages.parts.rows import height_of, show_downloads, tidy_names
from pages.parts.text import md, money_safe


def invite() -> None:
    """Without a table of customers: what is needed, what it would show, and the ways to get there."""
    from cs_calc.workbook import write_template

    found = state.loaded()
    with st.container(border=True):
        if found is not None and found.questions:
            st.markdown("**One question is open.** Your file is read, but something in it can be understood in two ways.")
        elif found is not None and found.dataset.tables:
            st.markdown("**The loaded files have no customers table.** It has one row per customer.")
        else:
            st.markdown("**No data is loaded yet.** This needs a customers table: one row per customer.")
        st.markdown(
            "With it you see how many customers and how much MRR lie in each band, who to call first and why, by owner or plan, and "
            "whether low scores went before leaving. It reads usage (0 to 1), nps, csat, active and mrr from `customers`; the days since "
            "the last use from `usage`; open and never answered tickets from `tickets`; answers from `survey_responses`. Any one of them "
            "is a beginning."
        )
        with st.container(horizontal=True):
            st.button("Use the sample company", type="primary", icon=":material/science:", on_click=state.use_sample)
            st.download_button(
                "Template",
                lambda: write_template(["customers", "usage", "tickets", "survey_responses"]),
                "health-template.xlsx",
                on_click="ignore",
                icon=":material/download:",
                help="An empty workbook with these tables, notes and example rows.",
            )
            st.page_link("pages/analyse/data.py", label="Upload your own spreadsheet", icon=":material/upload_file:")


def show_portfolio(dataset: Dataset, values: pd.DataFrame, table: pd.DataFrame, model: HealthModel) -> None:
    """The scored customers of the loaded data."""
    day = pd.Timestamp(dataset.as_of)
    st.markdown(money_safe(who_sentence(dataset.tables["customers"], day)))
    for note in notes(values, table, model):
        st.caption(md(note))
    if not table["score"].notna().any():
        return
    currency = dataset.currency
    bands = by_band(table, model)
    title = finding(table, model, lambda amount: MONEY.show_brief(amount, currency))
    show_picture(bands_picture(bands, model, title, currency), "health_bands")
    st.caption("Higher is healthier. The bands are this page's model, not a standard.")
    keep_health(model, None)
    _calls(table, model, currency)
    _split(dataset, table, model)


def _calls(table: pd.DataFrame, model: HealthModel, currency: str) -> None:
    st.subheader("Who to call first")
    has_money = "mrr" in table
    weighed = "MRR x (100 − score) ÷ 100" if has_money else "100 − score, as there is no MRR"
    st.markdown(
        f"In the order of {weighed}: large and unwell first. It is an order to work through, not a forecast of what will be lost; the "
        "reasons are the two signals that pull most."
    )
    names = [b.name for b in model.bands]
    chosen = st.pills(
        "Bands", names, default=names[:-1] or names, selection_mode="multi", format_func=md, key=f"health_pick_{'|'.join(names)}"
    )
    rows = by_priority(table[table["band"].isin(chosen)])
    if not len(rows):
        st.caption("Nobody lies in these bands.")
        return
    wanted = ["customer_name", "customer_id", "mrr", "score", "band", "priority", "reason", "coverage", "owner", "plan", "segment"]
    shown = tidy_names(rows[[c for c in wanted if c in rows]]).rename(
        columns={"Mrr": "MRR", "Customer name": "Customer", "Customer id": "Id"}
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=height_of(len(shown)),
        column_config={
            "MRR": st.column_config.NumberColumn(format="accounting"),
            "Id": st.column_config.TextColumn(width="small"),
            "Score": st.column_config.NumberColumn(format="%.1f"),
            "Priority": st.column_config.NumberColumn(format="accounting" if has_money else "%.1f", help=weighed),
            "Coverage": st.column_config.NumberColumn(format="percent", help="The share of the weight that is known."),
            "Reason": st.column_config.TextColumn(width=520),
        },
        alt=f"{len(shown)} customers by priority with MRR, score, band and the reasons.",
    )
    show_downloads(
        rows[[c for c in wanted if c in rows]],
        "Download this list",
        "customers by priority",
        key="health_calls",
        file_name="who-to-call.csv",
    )
    show_downloads(by_priority(table), "Download all scores", "health scores", key="health_all", file_name="health-scores.csv")


def _split(dataset: Dataset, table: pd.DataFrame, model: HealthModel) -> None:
    columns = [c for c in dataset.segment_columns if c in table and table[c].notna().any()]
    if not columns:
        return
    st.subheader("Where are they?")
    column = st.selectbox("Split by", columns, format_func=split_name, key="health_split", width=220)
    found = by_segment(table, column, model)
    named = {
        "group": split_name(column),
        "customers": "Customers",
        "median_score": "Median score",
        "mrr_in_lowest": f"MRR in {model.bands[0].name}",
        **{f"in {b.name}": b.name for b in model.bands},
    }
    st.dataframe(
        tidy_names(found.rename(columns={"group": "group_"})).set_axis([named[c] for c in found], axis=1),
        hide_index=True,
        column_config={
            named["median_score"]: st.column_config.NumberColumn(format="%.1f"),
            named["mrr_in_lowest"]: st.column_config.NumberColumn(format="accounting"),
        },
        alt=f"Customers by {split_name(column).lower()} and band, with the median score; the lowest first.",
    )
    st.caption("The lowest median first. Below 20 customers a difference between groups is mostly luck.")


def show_back_test(dataset: Dataset, model: HealthModel) -> None:
    """Did low scores go before leaving?"""
    st.subheader("Did low scores go before leaving?")
    tables, today = dataset.tables, pd.Timestamp(dataset.as_of)
    options: list[Any] = [*LOOKBACKS, "today"]
    names = {**{d: f"As they stood {d} days ago" for d in LOOKBACKS}, "today": "By today's signals"}
    if "health_back" not in st.session_state:
        st.session_state["health_back"] = first_lookback(tables, model, today)
    picked = st.segmented_control("Score the customers", options, format_func=names.__getitem__, key="health_back", required=True)
    found = back_test(tables, model, today, None if picked == "today" else picked)
    if found.problem:
        st.info(found.problem, icon=":material/help:")
        if found.warning:
            st.caption(found.warning)
        return
    if found.leaks:
        st.warning(found.warning, icon=":material/warning:")
    st.markdown(found.sentence())
    show_picture(churn_by_band(found, model), "health_back_test")
    if not found.leaks:
        st.markdown(f":material/info: {found.warning}")
    st.caption(md(f"Signals used: {', '.join(found.used)}. Ranges: 95 %, Wilson; of the AUC: Hanley and McNeil."))
