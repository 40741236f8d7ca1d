"""The first 24 hours: trials set up on the first day against the others, in all and within each segment, down to the trials."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.analysis import onboarding_charts as charts
from cs_calc.analysis.onboarding_story import stay_sentence
from cs_calc.analysis.onboarding_tables import effects_shown, trials_shown
from cs_calc.analysis.onboarding_trials import ended, fast_by, fast_effects, stay_effect
from cs_calc.tables.dataset import UNKNOWN, Dataset
from pages.parts.filters import Filters, split_name
from pages.parts.kept import show_kept
from pages.parts.rows import show_table
from pages.parts.text import md

SPLITS = ("plan", "segment", "country", "owner")


@st.fragment
def show_first_day(dataset: Dataset, filters: Filters) -> None:
    """Fast against slow: the picture by segment, the numbers for three stretches of time, the trials behind a dot."""
    st.subheader("Does the first day matter?")
    effects = fast_effects(dataset, filters.kind, filters.period)
    stayed = dataset.keep(
        ("onboarding", "stayed", filters.kind, filters.period), lambda: stay_effect(dataset, filters.kind, filters.period)
    )
    if not effects:
        if stayed is not None:
            st.markdown(stay_sentence(stayed))
        st.caption(
            "This needs trials that have ended (`trial_start`, `trial_end`, `converted_at`), some set up within 24 hours and some not "
            "(`onboarding_done_at`)."
        )
        return
    rows = ended(dataset, filters.kind, filters.period)
    by = filters.by if filters.by in rows else next((c for c in SPLITS if c in rows and rows[c].nunique() > 1), "")
    table = dataset.keep(
        ("onboarding", "fast by", filters.kind, filters.period, by), lambda: fast_by(dataset, filters.kind, filters.period, by or "")
    )
    split = split_name(by).lower() if by else "segment"
    picked = show_kept(dataset, filters, f"first_day_{by}", lambda: charts.fast_and_slow(table, split), select="trials")
    st.caption(
        "Whether the first day is the cause, only an experiment can tell: let chance decide who is helped. Click a dot for its trials."
    )
    points = (picked or {}).get("selection", {}).get("trials", []) if picked else []
    if points and {"segment", "group"} <= set(points[0]):
        _show_trials(rows, by, str(points[0]["segment"]), str(points[0]["group"]), filters)
    if stayed is not None:
        st.markdown(stay_sentence(stayed))
    show_table(effects_shown(effects), "trials set up fast and slow", key="effects", file_name=f"first-day-{filters.period}.csv")


def _show_trials(rows: pd.DataFrame, by: str, segment: str, group: str, filters: Filters) -> None:
    some = rows[rows[group] == 1]
    if segment != "All" and by:
        some = some[some[by].fillna(UNKNOWN) == segment]
    name = "within 24 hours" if group == "fast" else "later or never"
    st.markdown(f"**{md(segment if segment != 'All' else 'All trials')}**, set up {name}: {len(some):,} trials.")
    show_table(trials_shown(some), "trials", key=f"trials_{segment}_{group}", file_name=f"trials-{group}-{filters.period}.csv")
