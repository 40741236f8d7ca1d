"""Onboarding: how soon customers get something of it, how trials become customers, and whom to help today."""

import streamlit as st

from cs_calc.analysis.onboarding import sign_ups, trials
from cs_calc.analysis.onboarding_story import opening
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from pages.parts.empty import need_data, stop_without
from pages.parts.filters import show_filters, split_name
from pages.parts.keep import keep_page
from pages.parts.number_cards import CardOf, show_number_cards
from pages.parts.onboarding_first_day import show_first_day
from pages.parts.onboarding_lists import show_curves, show_free, show_plan, show_trials
from pages.parts.text import md

WOULD_SHOW = (
    "This page shows how soon customers reach value and are onboarded, who never does, how trials become customers, whether the first "
    "day matters, and whom to help today."
)
CARDS = (
    CardOf("trial_conversion_rate", "trials_ended", "Trial conversion, of those ended"),
    CardOf("trial_conversion_rate", "trials_started", "Trial conversion, of those started"),
    CardOf("free_to_paid_upgrades", "rate", "Free to paid"),
    CardOf("free_to_paid_upgrades", "count", "Free to paid, accounts"),
    CardOf("time_to_value", "median", "Time to value, median"),
    CardOf("onboarding_time", "median", "Onboarding time, median"),
    CardOf("onboarding_on_plan_rate", "within_plan", "Onboarded within plan"),
    CardOf("value_within_24_hours", "of_sign_ups", "Value within 24 hours"),
    CardOf("fast_onboarding_uplift", "relative_uplift", "Fast onboarding uplift"),
)

st.title("Onboarding")
st.markdown("How soon do newcomers get something of it, and what goes with staying?")
loaded = need_data(WOULD_SHOW, ["customers"])
whole = loaded.dataset
FRAMES = {"sign_ups", "trials_started", "trials_ended"}
if not FRAMES & set(whole.frames.names):
    needs = "customers with the day they signed up or began a trial, and the loaded files have none"
    stop_without(needs, ["customers"], WOULD_SHOW)
filters = show_filters(whole)
dataset = only(whole, filters.by, filters.segment)
kind, period = filters.kind, filters.period
if sign_ups(dataset).empty and trials(dataset, "trials_started", kind).empty:
    st.info(f"There are no sign-ups for {md(filters.segment)}: they cannot be split by {split_name(filters.by or '').lower()}.")
    st.stop()

sentences = opening(dataset, kind, period)
for place, sentence in enumerate(sentences):
    st.markdown(f"**{md(sentence)}**" if place == 0 else md(sentence))
if sentences:
    keep_page("onboarding")
if not sentences:
    st.caption(f"Nobody signed up or ended a trial up to {spoken(period)}, as far as the files say.")
if not dataset.is_whole(period, kind):
    st.caption(f":material/hourglass_bottom: {spoken(period)} is not complete in the data: its numbers may still change.")

show_first_day(dataset, filters)
show_curves(dataset, filters)
show_plan(dataset, filters)
show_trials(dataset, filters)
show_free(dataset, filters)
st.subheader("The numbers, each with its working")
show_number_cards(dataset, filters, CARDS)
