"""Revenue: who left and why, and where customers leave most."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis.churn_by import churn_by, differs, drawn
from cs_calc.analysis.customer_rows import AGE, SIZE, customer_rows, grouped, in_period, splits
from cs_calc.analysis.leavers import choice_sentence, choices, last_periods, leavers, reasons, reconciled
from cs_calc.analysis.revenue_charts import clickable, reason_bars
from cs_calc.analysis.revenue_tables import choices_shown, churn_shown, leavers_shown
from cs_calc.charts import SMALL, dots_by_segment
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import IN_YEAR, spoken
from pages.parts.empty import show_template
from pages.parts.filters import Filters, split_name
from pages.parts.picture import show_picture
from pages.parts.revenue_choice import show_choice
from pages.parts.rows import show_source_rows, show_table
from pages.parts.sentiment_working import clicked
from pages.parts.text import md, money_safe

COUNTS = {"customer_churn": "Customers", "mrr_churn": "Revenue"}
METRIC = {"customer_churn": METRICS["customer_churn_rate"], "mrr_churn": METRICS["gross_mrr_churn"]}


def show_churn(whole: Dataset, dataset: Dataset, filters: Filters) -> None:
    """Churn by group, then the customers who left and their reasons."""
    data = whole if filters.segment == ALL else dataset
    group, by = show_where(data, filters)
    show_who(data, filters, by, group)
    show_why(data, filters)
    show_choice(data, filters)


def name_of(by: str) -> str:
    """A split as people call it, the two that are worked out too."""
    return {SIZE: "Size (MRR at start)", AGE: "Age"}.get(by) or split_name(by)


def show_where(dataset: Dataset, filters: Filters) -> tuple[str, str]:
    """Churn by plan, owner, size, age ...; gives the group that was clicked (or nothing) and the split."""
    kind, period = filters.kind, filters.period
    st.subheader("Where do they leave?")
    every = splits(dataset)
    first = filters.by if filters.by in every and filters.segment == ALL else "plan" if "plan" in every else every[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("By", every, every.index(first), format_func=name_of, key=f"churn_by_{first}", width=220)
        what = st.segmented_control(
            "Churn of", list(COUNTS), default="customer_churn", required=True, format_func=COUNTS.__getitem__, key="churn_of"
        )
    table = churn_by(dataset, kind, period, by)
    if not len(table):
        st.caption(f"Nobody was a customer at the start of {spoken(period)}.")
        return "", by
    frame, metric = drawn(table, what), METRIC[what]
    enough = frame[(frame["n"] >= SMALL) & frame["value"].notna()]
    title = f"{metric.name} by {name_of(by).lower()}, {spoken(period)}"
    if len(enough) and enough["value"].iloc[0] > 0:
        title += f": highest for {enough['segment'].iloc[0]}"
    picture = clickable(dots_by_segment(frame, metric.name, metric.unit, title, dataset.currency), 1, "group", ["segment"])
    mark = clicked(show_picture(picture, f"churn_{by}_{what}", select="group"), "group")
    if said := differs(table):
        st.markdown(f"Is it real? {md(said)}")
    notes = {
        SIZE: "Quarters of the customers of the start by their MRR; the largest tenth on its own.",
        AGE: "Since the first month at whose end they paid. Who was there when the data begins counts from there.",
    }
    st.caption(
        notes.get(by, f"Customers are grouped by their latest {name_of(by).lower()}.")
        + " n is the number of customers at the start. A longer period has more of them. Click a dot for those who left."
        + (" Lost revenue has no range: all of it is counted, and one large account can make it." if what == "mrr_churn" else "")
    )
    with st.expander("As a table", icon=":material/table:"):
        shown = churn_shown(table, name_of(by).lower(), dataset.currency)
        show_table(shown, "churn by group", key=f"churn_table_{by}", file_name=f"churn-by-{by.strip('_')}-{period}.csv")
    group = str(mark.get("segment", ""))
    return (group if group in set(table["group"]) else ""), by


def show_who(dataset: Dataset, filters: Filters, by: str, group: str) -> None:
    """The customers who left in the period; of one group where one was clicked."""
    kind, period = filters.kind, filters.period
    st.subheader(f"Who left in {spoken(period)}?")
    listed = leavers(dataset, kind, period)
    st.markdown(money_safe(reconciled(dataset, listed, kind, period)[1]))
    if not len(listed):
        return
    if group:
        rows = in_period(customer_rows(dataset, kind), period)
        rows = rows[rows["was_in"] == 1]
        mine = rows.loc[grouped(rows, by, dataset.currency) == group, "customer_id"]
        listed = listed[listed["customer_id"].isin(mine)]
        st.markdown(f"Of them **{md(group)}**: {len(listed):,}.")
    if len(listed):
        show_table(leavers_shown(listed), "customers who left", key=f"left_{by}_{group}", file_name=f"customers-who-left-{period}.csv")
        show_source_rows(dataset, listed, f"left_source_{by}_{group}")


def show_why(dataset: Dataset, filters: Filters) -> None:
    """The reasons they gave, and whether they chose to leave."""
    kind, period = filters.kind, filters.period
    st.subheader("Why, and did they choose to?")
    table = dataset.tables.get("subscriptions")
    if table is None or not {"cancel_reason", "voluntary"} & set(table):
        st.caption(
            "The subscriptions have no `cancel_reason` and no `voluntary`: with them this shows why customers left, and how many left "
            "without choosing to, as after a failed payment."
        )
        show_template(["subscriptions"])
        return
    spans = {1: spoken(period), **({IN_YEAR[kind]: f"12 months to {spoken(period)}"} if kind != "year" else {})}
    span = st.segmented_control(
        "Who left in", list(spans), default=max(spans), required=True, format_func=spans.__getitem__, key=f"why_left_{kind}"
    )
    gone = last_periods(dataset, kind, period, span)
    if not len(gone):
        st.caption(f"Nobody left in {spans[span]}.")
        return
    found = reasons(gone)
    mark = clicked(show_picture(reason_bars(found, spans[span], dataset.currency), f"reasons_{span}", select="reason"), "reason")
    split = choices(gone)
    st.markdown(money_safe(choice_sentence(split, dataset.currency)))
    show_table(choices_shown(split, dataset.currency), "leavers by choice", key=f"choices_{span}", file_name=f"voluntary-{period}.csv")
    if len(gone) < SMALL:
        st.caption(f"Fewer than {SMALL} left: too few to rank the reasons.")
    reason = str(mark.get("reason", ""))
    chosen = gone[gone["reason"] == reason] if reason in set(gone["reason"]) else gone
    label = f"The {len(chosen):,} customers" + (f": {md(reason)}" if len(chosen) < len(gone) else "")
    with st.expander(label, icon=":material/group:", expanded=len(chosen) < len(gone)):
        show_table(leavers_shown(chosen), "customers who left", key=f"why_rows_{span}_{reason}", file_name=f"reasons-{period}.csv")
