"""Product's use over time: users, the ideal frequency, stickiness, time in the product."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis.product_story import weeks_note
from cs_calc.analysis.product_tables import together
from cs_calc.charts import line_with_range, lines
from cs_calc.findings import over_time
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, MINUTES, PERCENT
from pages.parts.filters import Filters
from pages.parts.link import keep, remembered, write
from pages.parts.marks import show_over_time

USERS = (("active_users", "monthly", "MAU"), ("active_users", "weekly", "WAU"), ("active_users", "daily", "DAU"))
TIMES = (("time_in_product", "per_active_customer", "Customer"), ("time_in_product", "per_session", "Session"))
USUAL = "weekly"
IDEALS = {"daily": "Daily", "weekly": "Weekly", "monthly": "Monthly"}


def asked_ideal() -> dict[str, str]:
    """The frequency that the link or an earlier visit asks for, put into its field; what of it belongs in the link."""
    ideal, _ = remembered("ideal", "product_ideal", list(IDEALS), USUAL)
    st.session_state["product_ideal"] = ideal
    return {} if ideal == USUAL else {"ideal": ideal}


@st.fragment
def show_use(dataset: Dataset, filters: Filters) -> None:
    """Four pictures; the ideal frequency is the reader's choice."""
    st.subheader("How many come, and how often?")
    ideal = st.segmented_control(
        "How often is it meant to be used?", list(IDEALS), required=True, format_func=IDEALS.__getitem__, key="product_ideal"
    )
    keep("product_ideal", ideal)
    link = {k: v for k, v in st.query_params.to_dict().items() if k != "ideal"}
    write({k: v for k, v in link.items() if k != "data"} | ({} if ideal == USUAL else {"ideal": ideal}))
    left, right = st.columns(2)
    with left:
        _users(dataset, filters)
    with right:
        _against_ideal(dataset, filters, ideal)
    left, right = st.columns(2)
    with left:
        _stickiness(dataset, filters)
    with right:
        _times(dataset, filters)


def _users(dataset: Dataset, filters: Filters) -> None:
    table, names = together(dataset, filters.kind, USERS)
    if not names:
        return
    now = answer_for(dataset, METRICS["active_users"], filters.kind, filters.period, variant="monthly").value
    title = (
        "Users a month, week and day" if now is None else f"{COUNT.show(round(now))} different users in a month, {spoken(filters.period)}"
    )
    of = {name: (key, variant) for key, variant, name in USERS}
    show_over_time(dataset, filters, "users", lambda: lines(table, names, COUNT, title, "Different users a month, week, day"), of)


def _against_ideal(dataset: Dataset, filters: Filters, ideal: str) -> None:
    rate = METRICS["product_usage_rate"]
    if not can_work(dataset, rate, rate.variant(ideal), filters.kind):
        st.caption("How often customers use the product is not known here: a feature alone does not say.")
        return
    now = answer_for(dataset, rate, filters.kind, filters.period, variant=ideal).value
    share = "Not known how many" if now is None else PERCENT.show_brief(now)
    title = f"{share} of customers use it {ideal}{' or more often' if ideal != 'daily' else ''} in {spoken(filters.period)}"
    table = over_time(dataset, rate, ideal, filters.kind)
    of = {"": (rate.key, ideal)}
    show_over_time(dataset, filters, f"usage_{ideal}", lambda: line_with_range(table, "Share of customers", rate.unit, title), of)
    if note := weeks_note(dataset, filters.kind, ideal):
        st.caption(note)


def _stickiness(dataset: Dataset, filters: Filters) -> None:
    sticky = METRICS["stickiness"]
    if not can_work(dataset, sticky, sticky.variants[0], filters.kind):
        return
    now = answer_for(dataset, sticky, filters.kind, filters.period).value
    share = "an unknown share" if now is None else PERCENT.show_brief(now)
    title = f"On an average day {share} of the month's users come"
    table = over_time(dataset, sticky, "dau_over_mau", filters.kind)
    of = {"": (sticky.key, "dau_over_mau")}
    show_over_time(dataset, filters, "stickiness", lambda: line_with_range(table, "Stickiness", sticky.unit, title), of)


def _times(dataset: Dataset, filters: Filters) -> None:
    table, names = together(dataset, filters.kind, TIMES)
    if not names:
        st.caption("The usage data has no `minutes`: with them, this shows the time in the product.")
        return
    now = answer_for(dataset, METRICS["time_in_product"], filters.kind, filters.period).value
    mean = "" if now is None else MINUTES.show_brief(now)
    title = f"A customer who uses it spends {mean} in it in {spoken(filters.period)}" if mean else "Time in the product"
    of = {name: (key, variant) for key, variant, name in TIMES}
    show_over_time(dataset, filters, "times", lambda: lines(table, names, COUNT, title, "Minutes of a customer, of a session (mean)"), of)
