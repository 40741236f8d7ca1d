"""Customers: which accounts are at risk and why, whether the rules can be believed, one account in full, and who is ready for more."""

import streamlit as st

from cs_calc.analysis.risk import at_risk, listed, of_segment, opening
from cs_calc.analysis.risk_backtest import back_test, believe, past_days
from cs_calc.analysis.risk_records import records
from pages.parts.customers_ask import ask
from pages.parts.customers_parts import (
    health_bands,
    show_account,
    show_dialog,
    show_list,
    show_ready,
    show_reasons,
    show_rules,
    show_test,
)
from pages.parts.empty import need_data, stop_without
from pages.parts.keep import keep_page
from pages.parts.text import md

WOULD_SHOW = (
    "This page shows which accounts are at risk and why, whom to call first, one account with all that is known of it, and who is ready "
    "for an expansion talk or a reference."
)
st.title("Customers")
st.markdown("Which accounts are at risk and why, can the signs be believed, and who is ready for more?")
dataset = need_data(WOULD_SHOW, ["customers", "subscriptions"]).dataset
if not records(dataset).n:
    stop_without("to know who the customers are, and the loaded files do not say", ["customers", "subscriptions"], WOULD_SHOW)
asked = ask(dataset)
inside = of_segment(dataset, asked.by, asked.segment)
found = at_risk(dataset, asked.settings["rules"], asked.day)
rows = listed(dataset, found, inside)
days = past_days(dataset, asked.day)
tests = back_test(dataset, asked.settings["rules"], days, inside) if days else []
latest = back_test(dataset, asked.settings["rules"], days[:1], inside) if days else []
bands = health_bands(dataset) if found.day.last else {}

first, *others = opening(found, rows, inside, dataset.currency)
st.markdown(f"**{md(first)}**")
for sentence in [*others, *believe(tests, latest, days, dataset.currency)]:
    st.markdown(md(sentence))
keep_page("customers")
if not found.day.records.has_list and not found.day.has_mrr:
    st.caption("No table says who is a customer: everybody who is seen in the files up to that day counts as one.")
elif found.day.has_mrr and not len(found.day.records.months):
    st.caption("MRR is what the customer list says today: without subscriptions or monthly MRR nobody knows what it was on another day.")
reason = show_reasons(dataset, asked, rows, tests)
show_list(dataset, asked, rows, reason, bands)
show_rules(dataset, asked, found)
show_account(dataset, asked, found, rows, bands)
show_test(dataset, asked, days, inside, tests)
show_ready(dataset, asked, inside, "expansion", "an expansion talk")
show_ready(dataset, asked, inside, "reference", "a reference")
show_dialog(dataset, asked, found, bands)
