"""Revenue: how MRR got from start to end, who moved it, where customers leave, and what hangs on few accounts."""

from dataclasses import replace

import streamlit as st

from cs_calc.analysis.revenue_story import is_it_real, opening
from cs_calc.findings import before
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from pages.parts.empty import need_data, stop_without
from pages.parts.filters import show_filters, split_name
from pages.parts.keep import keep_page
from pages.parts.link import keep, remembered
from pages.parts.revenue_base import show_accounts, show_billing, show_cohorts
from pages.parts.revenue_churn import show_churn
from pages.parts.revenue_moves import show_movements, show_overview
from pages.parts.text import md, money_safe

VIEWS = {
    "bridge": "Bridge and rates",
    "movements": "Movements",
    "churn": "Who leaves",
    "accounts": "Large accounts",
    "cohorts": "Cohorts",
    "billing": "Monthly to yearly",
}

st.title("Revenue")
st.markdown("How did recurring revenue get from the start of the period to its end, and who moved it?")
loaded = need_data(
    "This page shows the MRR bridge, movements, retention, churn by segment, cohorts, and the customers behind each bar.", ["subscriptions"]
)
whole = loaded.dataset
if whole.mrr_table is None:
    stop_without(
        "subscriptions or monthly MRR, and the loaded files have neither",
        ["subscriptions"],
        "With one of them it shows the MRR bridge, retention, who left, and what hangs on few accounts.",
    )
st.session_state["revenue_view"], missed = remembered("view", "revenue_view", list(VIEWS), "bridge")
view = st.session_state["revenue_view"]
filters = show_filters(whole, {} if view == "bridge" else {"view": view})
dataset = only(whole, filters.by, filters.segment)
if dataset.mrr_table is None:
    st.info(f"There is no MRR for {md(filters.segment)}: revenue cannot be split by {split_name(filters.by or '').lower()}.")
    st.stop()
if missed:
    st.warning(
        f"The link asks for the part “{md(missed[:40])}”, which this page does not have; {VIEWS[view]} is shown.",
        icon=":material/link_off:",
    )
kind, period = filters.kind, filters.period
table = dataset.measure(kind)
table = table[table["opening_mrr"].notna()]
if period not in set(table["period"]):
    filters = replace(filters, period=str(table["period"].iloc[-1]))
    period = filters.period
    st.caption(f"The subscriptions do not reach the chosen period: {spoken(period)} is shown.")

for place, sentence in enumerate(opening(dataset, kind, period)):
    st.markdown(f"**{md(sentence)}**" if place == 0 else md(sentence))
keep_page("revenue")
if moved := is_it_real(dataset, kind, period, before(dataset, kind, period)):
    st.caption(f":material/compare_arrows: {money_safe(moved)}")
if not dataset.is_whole(period, kind):
    st.caption(f":material/hourglass_bottom: {spoken(period)} is not complete in the data: its numbers may still change.")

st.segmented_control("Part", list(VIEWS), format_func=VIEWS.__getitem__, required=True, key="revenue_view", label_visibility="collapsed")
keep("revenue_view", view)
match view:
    case "movements":
        show_movements(dataset, filters)
    case "churn":
        show_churn(whole, dataset, filters)
    case "accounts":
        show_accounts(dataset, filters)
    case "cohorts":
        show_cohorts(dataset, filters)
    case "billing":
        show_billing(dataset, filters)
    case _:
        show_overview(dataset, filters)
