"""Revenue: how much hangs on few accounts, whether cohorts stay, and who pays by the year."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis.billing import WORDS, churn_by_interval, conversion, conversion_sentence, crossing, interval_moves
from cs_calc.analysis.churn_by import differs, drawn
from cs_calc.analysis.cohort_maps import by_cohort, cohort_sentence, members
from cs_calc.analysis.concentration import (
    accounts,
    adds_up,
    concentration_sentence,
    shares_over_time,
    top_name,
    without_one,
    without_sentence,
)
from cs_calc.analysis.revenue_charts import cohort_cells, conversion_line, largest_accounts
from cs_calc.analysis.revenue_tables import accounts_shown, churn_shown, crossing_shown, without_shown
from cs_calc.charts import SMALL, dots_by_segment, lines
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT
from pages.parts.empty import show_template
from pages.parts.filters import Filters
from pages.parts.picture import show_picture
from pages.parts.rows import show_source_rows, show_table
from pages.parts.sentiment_working import clicked
from pages.parts.text import md, money_safe

BY = {"month": "Month", "quarter": "Quarter", "year": "Year"}
VIEWS = {"customers_kept": "Customers", "mrr_kept": "Revenue"}


def show_accounts(dataset: Dataset, filters: Filters) -> None:
    """The largest accounts, their share over time, and each rate without the account that moves it most."""
    kind, period, currency = filters.kind, filters.period, dataset.currency
    st.subheader("How much hangs on few accounts?")
    table = accounts(dataset, kind, period)
    st.markdown(md(concentration_sentence(table, period, currency)))
    if not len(table):
        return
    left, right = st.columns(2)
    with left:
        mark = clicked(show_picture(largest_accounts(table, period, currency), "accounts", select="account"), "account")
    with right:
        over = shares_over_time(dataset, kind)
        names = [top_name(n) for n in (1, 5, 10)]
        now = over[over["period"] == period].iloc[0]
        title = f"The top 10 hold {PERCENT.show_brief(now['Top 10'])} of the MRR in {spoken(period)}"
        show_picture(lines(over, names, PERCENT, title, "Share of the MRR at the end", currency), "top_shares")
    chosen = table[table["customer_id"] == mark.get("customer_id")]
    if len(chosen):
        st.markdown(f"**{md(chosen['name'].iloc[0])}**: its rows in the file.")
        show_table(
            dataset.source_rows(set(chosen["customer_id"])), "rows of the uploaded file", key="account_rows", file_name="account.csv"
        )
    st.subheader("How far does one account move the rates?")
    moved = without_one(dataset, kind, period)
    if not len(moved):
        st.caption(f"No account moves a rate in {spoken(period)}.")
    else:
        st.markdown(md(without_sentence(moved)))
        show_table(without_shown(moved), "rates without one account", key="without", file_name=f"without-one-account-{period}.csv")
        st.caption("Every account is left out once, and the rate worked again; shown is the account that moves it most.")
    with st.expander(f"All {len(table):,} accounts, the largest first", icon=":material/table:"):
        st.markdown(money_safe(adds_up(dataset, table, kind, period)))
        show_table(accounts_shown(table), "accounts", key="accounts_table", file_name=f"accounts-{period}.csv")


def show_cohorts(dataset: Dataset, filters: Filters) -> None:
    """The heat map of customers or revenue, and the customers behind a cell."""
    st.subheader("Do customers stay?")
    with st.container(horizontal=True):
        by = st.segmented_control(
            "Came in the same", list(BY), default="quarter", required=True, format_func=BY.__getitem__, key="cohort_by"
        )
        view = st.segmented_control(
            "Count", list(VIEWS), default="customers_kept", required=True, format_func=VIEWS.__getitem__, key="cohort_of"
        )
    table = by_cohort(dataset, by)
    if not len(table):
        st.caption("No month in the data ends with a paying customer.")
        return
    cell = clicked(show_picture(cohort_cells(table, view, by), f"cohorts_{by}_{view}", select="cell"), "cell")
    if said := cohort_sentence(table, view):
        st.markdown(said)
    st.caption(
        f"*: fewer than {SMALL} customers at first, too few to rank. Who was there when the data begins stands in its first row. "
        "Revenue can pass 100 %: customers who stay may pay more. Click a cell for its customers."
    )
    if cell.get("cohort") in set(table["cohort"]):
        cohort, age = str(cell["cohort"]), int(cell["age"])
        rows = members(dataset, by, cohort, age)
        gone = rows[rows["mrr"] == 0]
        st.markdown(f"**{spoken(cohort)}, {age} months on**: {len(rows) - len(gone):,} of {len(rows):,} customers are left.")
        show_table(rows, "customers of the cohort", key=f"cohort_{by}_{cohort}_{age}", file_name=f"cohort-{cohort}-month-{age}.csv")
        show_source_rows(dataset, rows, f"cohort_source_{by}_{cohort}_{age}")
    with st.expander("As a table", icon=":material/table:"):
        shown = table.drop(columns="few")
        show_table(shown, "cohorts", key=f"cohort_table_{by}", file_name=f"cohorts-by-{by}.csv")


def show_billing(dataset: Dataset, filters: Filters) -> None:
    """Who moved from monthly to yearly, and who leaves by way of paying."""
    kind, period, currency = filters.kind, filters.period, dataset.currency
    st.subheader("From monthly to yearly")
    moves = interval_moves(dataset, kind)
    if not len(moves):
        st.caption("This needs subscriptions with their `interval` (month, year ...): monthly MRR does not say how a customer pays.")
        show_template(["subscriptions"])
        return
    table = conversion(moves)
    said = conversion_sentence(moves, period, currency)
    st.markdown(md(said))
    of_period = period
    if len(table):
        total = f"{table['moved'].sum():,} moved from monthly to yearly in {len(table):,} {kind}s"
        mark = clicked(show_picture(conversion_line(table, total), "conversion", select="when"), "when")
        of_period = str(mark.get("period", period))
    st.caption("Of the customers who paid by the month at the start. Lines are 95 % ranges. Click a dot for its customers.")
    mine = moves[(moves["period"] == of_period) & (moves["start"] == "month") & (moves["end"] == "year")]
    st.markdown(f"**{spoken(of_period)}**: {len(mine):,} went from monthly to yearly.")
    if len(mine):
        rows = mine[["customer_id", "opening_mrr", "closing_mrr"]].merge(dataset.attributes, on="customer_id", how="left")
        show_table(rows, "customers who went yearly", key=f"yearly_{of_period}", file_name=f"monthly-to-yearly-{of_period}.csv")
    st.subheader("Who leaves, by how they pay?")
    churn = churn_by_interval(moves, period)
    if len(churn):
        frame, metric = drawn(churn), METRICS["customer_churn_rate"]
        show_picture(
            dots_by_segment(frame, metric.name, metric.unit, f"{metric.name} by how they pay, {spoken(period)}", currency), "churn_ways"
        )
        if note := differs(churn):
            st.markdown(f"Is it real? {md(note)}")
        st.caption("Who pays by the year can only leave once a year: over a month they seem to stay longer than they do.")
        with st.expander("As a table", icon=":material/table:"):
            show_table(
                churn_shown(churn, "pays", currency), "churn by way of paying", key="ways", file_name=f"churn-by-payment-{period}.csv"
            )
    with st.expander("From every way of paying to every other", icon=":material/table:"):
        shown = crossing_shown(crossing(moves, period), WORDS, currency)
        show_table(shown, "ways of paying at the start and the end", key="crossing", file_name=f"ways-of-paying-{period}.csv")
