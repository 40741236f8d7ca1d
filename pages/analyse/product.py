"""Product: who uses it, how often, which features, and who has gone silent. Down to the customers to call."""

import streamlit as st

from cs_calc.analysis.product import reaches
from cs_calc.analysis.product_story import opening
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from pages.parts.empty import need_data, stop_without
from pages.parts.filters import show_filters, split_name
from pages.parts.keep import keep_page
from pages.parts.number_cards import CardOf, show_number_cards
from pages.parts.product_features import show_features
from pages.parts.product_lists import show_activity, show_silent
from pages.parts.product_use import asked_ideal, show_use
from pages.parts.text import md

WOULD_SHOW = (
    "This page shows how many use the product and how often, which features are taken up, whose activity falls, and which customers "
    "are silent."
)
CARDS = (
    CardOf("active_users", "daily", "Users a day (DAU)"),
    CardOf("active_users", "weekly", "Users a week (WAU)"),
    CardOf("active_users", "monthly", "Users a month (MAU)"),
    CardOf("stickiness", "dau_over_mau", "Stickiness (DAU/MAU)"),
    CardOf("product_usage_rate", "daily", "Customers with daily use"),
    CardOf("product_usage_rate", "weekly", "Customers with weekly use"),
    CardOf("product_usage_rate", "monthly", "Customers with monthly use"),
    CardOf("product_activity_coefficient", "active_days", "Activity, by days"),
    CardOf("product_activity_coefficient", "active_weeks", "Activity, by weeks"),
    CardOf("feature_adoption_rate", "of_all_customers", "Used any feature"),
    CardOf("time_in_product", "per_active_customer", "Time of an active customer"),
    CardOf("time_in_product", "per_session", "Time of a session"),
)
st.title("Product")
st.markdown("Who uses the product as it is meant to be used, and who has stopped?")
loaded = need_data(WOULD_SHOW, ["usage"])
whole = loaded.dataset
if "usage" not in whole.frames.names:
    stop_without("product usage, and the loaded files have none", ["usage"], WOULD_SHOW)
filters = show_filters(whole, asked_ideal())
dataset = only(whole, filters.by, filters.segment)
kind, period = filters.kind, filters.period
if "usage" not in dataset.frames.names:
    st.info(f"There is no usage for {md(filters.segment)}: it cannot be split by {split_name(filters.by or '').lower()}.")
    st.stop()

sentences = opening(dataset, kind, period)
for place, sentence in enumerate(sentences):
    st.markdown(f"**{md(sentence)}**" if place == 0 else md(sentence))
if sentences:
    keep_page("product")
if not sentences:
    st.caption(f"The usage data does not reach {spoken(period)}.")
if not dataset.is_whole(period, kind):
    st.caption(f":material/hourglass_bottom: {spoken(period)} is not complete in the data: its numbers may still change.")

if reaches(dataset, kind, period):
    show_silent(dataset, filters)
    show_activity(dataset, filters)

show_use(dataset, filters)
show_features(dataset, filters)
st.subheader("The numbers, each with its working")
show_number_cards(dataset, filters, CARDS)
