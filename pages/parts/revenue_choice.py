"""Revenue: how many chose to leave and how many did not, period by period, and who they were."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis.choice_over_time import (
    choice_by_period,
    choice_lines,
    choice_money_title,
    choice_moved,
    choice_shown,
    choice_title,
    moved,
)
from cs_calc.analysis.leavers import leavers
from cs_calc.analysis.revenue_tables import leavers_shown
from cs_calc.charts import SMALL
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.rows import show_table
from pages.parts.sentiment_working import clicked
from pages.parts.text import md

COUNTS = {"customers": "Customers", "mrr": "Revenue"}


def show_choice(dataset: Dataset, filters: Filters) -> None:
    """Voluntary and involuntary churn over time, and the customers behind a mark; nothing where the data does not know the choice."""
    kind, period = filters.kind, filters.period
    table = choice_by_period(dataset, kind, period)
    if not len(table):
        return
    st.subheader("Do more leave by choice, or without it?")
    found = moved(table, kind)
    what = st.segmented_control("Count", list(COUNTS), default="customers", required=True, format_func=COUNTS.__getitem__, key="choice_of")
    title = choice_title(found, kind) if what == "customers" else choice_money_title(table, kind, dataset.currency)
    mark = clicked(show_kept(dataset, filters, f"choice_{what}", lambda: choice_lines(table, title, what), select="mark"), "mark")
    st.markdown(f"Is it real? {md(choice_moved(found, kind))}")
    st.caption(
        f"Each {kind} the shares add up to the churn rate. "
        + ("Bands are 95 % ranges. " if what == "customers" else "Lost revenue has no range: all of it is counted. ")
        + f"A ring: fewer than {SMALL} customers at the start, too few to rank. "
        "Without choosing to: a failed payment and the like, which a second attempt can win back. Click a mark for its customers."
    )
    if mark.get("period") in set(table["period"]):
        of_period, choice = str(mark["period"]), str(mark["choice"])
        listed = leavers(dataset, kind, of_period)
        listed = listed[listed["choice"] == choice] if len(listed) else listed
        st.markdown(f"**{md(choice)}, {spoken(of_period)}**: {len(listed):,} left.")
        if len(listed):
            name = f"left-{choice.lower().strip('()').replace(' ', '-')}-{of_period}.csv"
            show_table(leavers_shown(listed), "customers who left", key=f"choice_who_{of_period}_{choice}", file_name=name)
    with st.expander(f"Every {kind} as a table", icon=":material/table:"):
        show_table(choice_shown(table), "churn by choice", key="choice_table", file_name=f"voluntary-and-involuntary-by-{kind}.csv")
