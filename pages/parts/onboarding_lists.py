"""Onboarding's curves and lists: how soon, who still waits, who is past plan, how trials fare, which are not set up."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import onboarding_charts as charts
from cs_calc.analysis.onboarding import reached, stretches
from cs_calc.analysis.onboarding_lists import GONE, LATE, WAITS, not_set_up, overdue, running_trials, waiting
from cs_calc.analysis.onboarding_story import WHATS, change_sentence, plan_sentence, what_words
from cs_calc.analysis.onboarding_tables import cohorts_shown, for_people, reached_shown
from cs_calc.analysis.onboarding_trials import cohorts, trials_of
from cs_calc.analysis.product import counted
from cs_calc.charts import line_with_range
from cs_calc.findings import over_time
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.marks import show_over_time
from pages.parts.rows import show_table
from pages.parts.support_lists import clicked
from pages.parts.text import money_safe

NEEDS = {"value": "first_value_at", "onboarding": "onboarding_done_at"}
SHORT = {"value": "First value", "onboarding": "Onboarding done"}


def show_curves(dataset: Dataset, filters: Filters) -> None:
    """Two survival curves side by side, with what they rest on."""
    st.subheader("How soon, and who never?")
    for column, what in zip(st.columns(2), WHATS, strict=True):
        with column:
            found = reached(dataset, what, filters.kind, filters.period)
            if not found:
                st.caption(f"{what_words(what)} This needs `signup_date` and `{NEEDS[what]}` of customers, and some who got there.")
                continue
            show_kept(dataset, filters, f"curve_{what}", lambda f=found: charts.curves(f))  # type: ignore[misc]
            if said := change_sentence(found):
                st.markdown(money_safe(said))
            with st.expander("As a table", icon=":material/table:"):
                show_table(reached_shown(found), "groups", key=f"reached_{what}", file_name=f"{what}-{filters.period}.csv")
    now = stretches(dataset, filters.kind, filters.period)[0]
    st.caption(
        f"Sign-ups of {spoken(now[0])} to {spoken(now[-1])}, followed to {dataset.as_of:%d %B %Y}. Kaplan-Meier: those not there yet count "
        "with the time so far. “Gone without it” left, or let the trial lapse."
    )
    _show_waiting(dataset, filters)


@st.fragment
def _show_waiting(dataset: Dataset, filters: Filters) -> None:
    months = stretches(dataset, filters.kind, filters.period)[0]
    known = [w for w in WHATS if len(waiting(dataset, w, months))]
    if not known:
        return
    what = known[0]
    if len(known) > 1:
        what = st.segmented_control(
            "Who has not got there", known, default=known[0], required=True, format_func=SHORT.__getitem__, key="onboarding_waiting"
        )
    rows = waiting(dataset, what, months)
    name = {"value": "first value", "onboarding": "the end of onboarding"}[what]
    order = (*(n for _, n in reversed(WAITS)), GONE)
    groups = counted(rows, "wait", order)
    picked = show_kept(dataset, filters, f"waits_{what}", lambda: charts.waits(groups, name, dataset.currency), select="wait")
    wait = clicked(picked, "wait", "wait")
    chosen = rows[rows["wait"] == wait] if wait in set(rows["wait"]) else rows[rows["wait"] != GONE]
    st.caption(f"{len(chosen):,} listed: {wait if wait in order else 'all who are still here'}. Click a bar to see others.")
    if len(chosen):
        show_table(
            for_people(chosen),
            "sign-ups that are not there",
            key=f"waiting_{what}_{wait}",
            file_name=f"waiting-{what}-{filters.period}.csv",
        )


@st.fragment
def show_plan(dataset: Dataset, filters: Filters) -> None:
    """Onboarded within plan over time, and the customers past their day."""
    st.subheader("On plan?")
    metric = METRICS["onboarding_on_plan_rate"]
    if not can_work(dataset, metric, metric.variants[0], filters.kind):
        st.caption("This needs `target_days` (the days planned for onboarding), `signup_date` and `onboarding_done_at` of customers.")
        return
    left, right = st.columns(2)
    with left:
        now = answer_for(dataset, metric, filters.kind, filters.period)
        share = "An unknown share" if now.value is None else PERCENT.show_brief(now.value)
        title = f"{share} of the sign-ups of {spoken(filters.period)} were onboarded in time"
        table = over_time(dataset, metric, "within_plan", filters.kind)
        of = {"": (metric.key, "within_plan")}
        show_over_time(dataset, filters, "on_plan", lambda: line_with_range(table, "Share within plan", metric.unit, title), of)
        if said := plan_sentence(dataset, filters.kind, filters.period):
            st.caption(said)
    rows, day = overdue(dataset), f"{dataset.as_of:%d %B %Y}"
    if rows.empty:
        right.markdown(f"Nobody who is a customer on {day} is past the planned day with onboarding not done.")
        return
    with right:
        order = tuple(name for _, name in reversed(LATE))
        groups = counted(rows, "late", order)
        picked = show_kept(dataset, filters, "overdue_bars", lambda: charts.overdue_bars(groups, day, dataset.currency), select="late")
        late = clicked(picked, "late", "late")
        chosen = rows[rows["late"] == late] if late in set(rows["late"]) else rows
        st.caption(f"{len(chosen):,} listed below, the longest first{f': {late}' if late in order else ''}. Click a bar to see only those.")
    show_table(
        for_people(chosen), "customers past their planned day", key=f"overdue_{late}", file_name=f"onboarding-overdue-{dataset.as_of}.csv"
    )


@st.fragment
def show_trials(dataset: Dataset, filters: Filters) -> None:
    """Conversion by cohort and window, the trials of a cohort, and the running ones that are not set up."""
    st.subheader("How do trials fare?")
    table = dataset.keep(("onboarding", "cohorts", filters.kind, filters.period), lambda: cohorts(dataset, filters.kind, filters.period))
    if table.empty:
        st.caption("This needs `trial_start` and `converted_at` of customers.")
        return
    picked = show_kept(dataset, filters, "cohorts", lambda: charts.cohort_windows(table), select="cohort")
    few = " * fewer than 20 trials: too few to rank." if (table["trials"] < 20).any() else ""
    st.caption(f"An empty cell is not known yet: not all of these trials are so old.{few} Click a cell for its trials.")
    cohort = clicked(picked, "cohort", "cohort")
    if cohort in set(table["cohort"]):
        rows = trials_of(dataset, filters.kind, cohort)
        st.markdown(f"**{spoken(cohort)}**: {len(rows):,} trials began.")
        show_table(for_people(rows), "trials", key=f"cohort_{cohort}", file_name=f"trials-begun-{cohort}.csv")
    with st.expander("Every cohort as a table", icon=":material/table:"):
        show_table(cohorts_shown(table), "cohorts", key="cohorts_table", file_name=f"trial-cohorts-{filters.period}.csv")
    running = running_trials(dataset)
    st.markdown(f"##### Running trials on {dataset.as_of:%d %B %Y}")
    if running.empty:
        st.caption("No trial is running.")
        return
    rows = not_set_up(dataset)
    if "set_up" not in running:
        st.caption("Which of them are set up is not known without `onboarding_done_at`.")
        rows = running
    else:
        st.markdown(f"{len(rows):,} of {len(running):,} are not set up; the ones that began first are on top.")
    show_table(
        for_people(rows if len(rows) else running), "running trials", key="not_set_up", file_name=f"trials-not-set-up-{dataset.as_of}.csv"
    )


def show_free(dataset: Dataset, filters: Filters) -> None:
    """From free to paid over time."""
    metric = METRICS["free_to_paid_upgrades"]
    st.subheader("From free to paid")
    if not can_work(dataset, metric, metric.variant("rate"), filters.kind):
        st.caption("This needs `trial_start` and `converted_at` of customers.")
        return
    now = answer_for(dataset, metric, filters.kind, filters.period, variant="rate")
    share = "An unknown share" if now.value is None else PERCENT.show_brief(now.value)
    title = f"{share} of the accounts on trial when {spoken(filters.period)} began became customers in it"
    table = over_time(dataset, metric, "rate", filters.kind)
    unit = metric.variant("rate").formula.unit
    of = {"": (metric.key, "rate")}
    show_over_time(dataset, filters, "free_to_paid", lambda: line_with_range(table, "Free to paid", unit, title), of)
