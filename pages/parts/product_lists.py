"""Product's lists: who is silent, whose activity moves, and one customer's use."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import product_charts as charts
from cs_calc.analysis.product import (
    BANDS,
    HALVED,
    TRENDS,
    activity,
    counted,
    here,
    months_of,
    silent,
    stretches,
    usage_rows,
)
from cs_calc.analysis.product_story import falling_sentence, one_sentence, silent_sentence, stretch_words
from cs_calc.analysis.product_tables import for_people
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.rows import show_source_rows, show_table
from pages.parts.support_lists import clicked
from pages.parts.text import md

NO_CUSTOMERS = "Which customers there are is not known here: one feature is shown, or the usage data does not reach this period."


@st.fragment
def show_silent(dataset: Dataset, filters: Filters) -> None:
    """The customers without use in the period, by how long."""
    st.subheader("Who is silent?")
    if here(dataset, filters.kind, filters.period).empty:
        st.caption(NO_CUSTOMERS)
        return
    rows = silent(dataset, filters.kind, filters.period)
    if rows.empty:
        st.markdown(md(silent_sentence(dataset, filters.kind, filters.period)))
        return
    bands = counted(rows, "band", BANDS)
    picked = show_kept(dataset, filters, "silent", lambda: charts.silent_bars(bands, filters.period, dataset.currency), select="band")
    band = clicked(picked, "band", "band")
    chosen = rows[rows["band"] == band] if band in set(rows["band"]) else rows
    st.caption(f"{len(chosen):,} listed, the largest first{f': {md(band)}' if band else ''}. Click a bar to see only those.")
    show_table(for_people(chosen), "silent customers", key=f"silent_{band}", file_name=f"silent-customers-{filters.period}.csv")
    show_source_rows(dataset, chosen, key="silent_source")
    if dataset.mrr_table is None and "customers" in dataset.tables:
        st.caption("Without MRR data, customers here are those on the list of customers; adoption counts everybody seen in usage so far.")
    elif dataset.mrr_table is None:
        st.caption(
            "Without subscriptions, monthly MRR or a list of customers, only those who used the product before can be found silent: "
            "who has a subscription and never used it is not known."
        )


@st.fragment
def show_activity(dataset: Dataset, filters: Filters) -> None:
    """The product activity coefficient of each customer with its trend; the falling ones first."""
    st.subheader("Whose activity falls?")
    rows = activity(dataset, filters.kind, filters.period)
    if rows.empty:
        st.caption(NO_CUSTOMERS)
        return
    now, earlier = stretches(dataset, filters.kind, filters.period)
    if not earlier:
        st.markdown(md(falling_sentence(dataset, filters.kind, filters.period)))
        chosen = rows
    else:
        trends = counted(rows, "trend", TRENDS)
        picked = show_kept(dataset, filters, "trends", lambda: charts.trend_bars(trends, dataset.currency), select="trend")
        trend = clicked(picked, "trend", "trend")
        which = trend if trend in set(rows["trend"]) else HALVED if HALVED in set(rows["trend"]) else None
        chosen = rows if which is None else rows[rows["trend"] == which]
        st.caption(f"{len(chosen):,} listed, the largest first: {which or 'everybody'}. Click a bar to see others.")
    what = f"falling-activity-{filters.period}.csv" if len(chosen) < len(rows) else f"activity-{filters.period}.csv"
    show_table(for_people(chosen), "customers and their activity", key=f"activity_{len(chosen)}", file_name=what)
    then = f", held against {stretch_words(earlier)}" if earlier else ""
    st.caption(
        f"Activity is the product activity coefficient: days with use of days as a customer, in {stretch_words(now)}{then}. "
        "The chance says how often luck alone would give a fall as large; small numbers of days move much by luck."
    )
    with st.expander(f"Every customer's activity ({len(rows):,})", icon=":material/groups:"):
        show_table(for_people(rows), "customers and their activity", key="activity_all", file_name=f"activity-{filters.period}.csv")
    show_one(dataset, filters, chosen["customer_id"].tolist())


def show_one(dataset: Dataset, filters: Filters, first: list[str]) -> None:
    """One customer: use by month, and its rows."""
    rows = activity(dataset, filters.kind, filters.period).set_index("customer_id", drop=False)
    order = [*first, *(c for c in rows.index if c not in set(first))]
    names = {c: f"{rows.at[c, 'customer_name']} ({c})" if "customer_name" in rows else c for c in order}
    customer = st.selectbox(
        "One customer", order, index=None, format_func=lambda c: names[c], placeholder="Pick a customer to see its use", width=380,
        key="product_customer",
    )  # fmt: skip
    if customer is None or customer not in rows.index:
        return
    st.markdown(md(one_sentence(dataset, rows.loc[customer])))
    months = months_of(dataset, customer)
    if len(months):
        show_kept(dataset, filters, f"one_customer_{customer}", lambda: charts.one_customer(months, names[customer]))
    uses = usage_rows(dataset, customer)
    if len(uses):
        show_table(uses, "rows of use", key=f"use_of_{customer}", file_name=f"use-of-{customer}.csv")
    else:
        st.caption(f"There is no row of use of {md(names[customer])} in the files; {spoken(filters.period)} and before.")
