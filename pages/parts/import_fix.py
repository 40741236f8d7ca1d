"""Stage 4, Fix: problems by what to do about them, what the doctor found, and every row accounted for."""

from __future__ import annotations

import time

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cs_calc.doctor import Finding
from cs_calc.imports import counted, everything_set_aside, ledger, ledger_in_words
from cs_calc.repairs import MOST_ROWS, Repair, repairs, rows_of
from cs_calc.tables.load import Loaded, told_apart
from cs_calc.tables.problems import Problem
from pages.parts import state
from pages.parts.rows import tidy_names
from pages.parts.text import md

LOOKS = {
    "error": (":red[:material/error:]", "set aside"),
    "warning": (":orange[:material/warning:]", "used, look at it"),
    "note": (":blue[:material/info:]", "good to know"),
}
OPENED = 3  # groups whose rows are unfolded


def show_fix(loaded: Loaded) -> DeltaGenerator:
    """The ledger, the repairs, the doctor's findings, the rows set aside and the notes; gives the place of the findings."""
    st.dataframe(ledger(loaded), hide_index=True, alt="Rows read, used and set aside for each sheet.")
    st.caption(ledger_in_words(loaded))
    _show_set_aside(loaded)
    groups, found = repairs(loaded.problems), state.findings()
    if not groups and not found and not loaded.questions:
        st.markdown(":green[:material/check_circle:] **Nothing is wrong with these files.**")
    sheets = [*told_apart([held.file for held in state.held().values()]), *(m.sheet for m in loaded.matches)]
    for number, repair in enumerate(groups):
        _show_repair(repair, rows_of(repair, sheets), opened=number < OPENED)
    place = st.empty()
    if found:
        _show_findings(place, found)
    _show_notes([p for p in loaded.problems if p.severity == "note"])
    return place


def show_effects(place: DeltaGenerator) -> None:
    """What the findings do to the numbers: worked out last, while the page can be used; any click goes first."""
    job = state.effects()
    if job is None:
        return
    if not job.wait(0):
        with place.container():
            bar = st.progress(0.0, "Working out what these do to the numbers")
            holder = st.empty()
        _show_findings(holder, state.findings())
        began = time.monotonic()
        while not job.wait(0.3):
            seconds = time.monotonic() - began
            bar.progress(1 - 1 / (1 + seconds / 3), f"Working out what these do to the numbers: {seconds:.0f} s")
    if job.result is not None:
        _show_findings(place, job.result)


def _show_set_aside(loaded: Loaded) -> None:
    aside = sum(line.rows_set_aside for line in loaded.ledger)
    if aside:
        st.download_button(
            f"Download the {counted(aside, 'row')} set aside, with the reason",
            lambda: tidy_names(everything_set_aside(loaded)).to_csv(index=False).encode("utf-8-sig"),
            "set-aside.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="As they stand in the file, with the sheet, the row number and the reason: mend them and upload them again.",
        )


def _show_repair(repair: Repair, rows: pd.DataFrame, *, opened: bool) -> None:
    icon, happens = LOOKS[repair.severity]
    title = f"{icon} **{md(repair.title)}**: {counted(repair.count, 'place')}, {happens}"
    with st.expander(title, expanded=opened):
        for problem in repair.problems[:20]:
            st.markdown(f"- {md(problem.message)}")
        if len(repair.problems) > 20:
            st.caption(f"{len(repair.problems) - 20:,} more of the same kind: see their rows.")
        if len(rows):
            st.dataframe(
                rows, hide_index=True, height=min(300, 38 + 35 * len(rows)), alt=f"{repair.title}: the rows, what was found and expected."
            )
        if len(rows) == MOST_ROWS:
            st.caption(f"The first {MOST_ROWS:,} rows.")


def _show_findings(place: DeltaGenerator, found: list[Finding]) -> None:
    with place.container():
        st.markdown("**What the numbers would not tell you**")
        for finding in found:
            _show_finding(finding)


def _show_finding(finding: Finding) -> None:
    icon, _ = LOOKS[finding.severity]
    label = f"{icon} **{md(finding.title)}**: {finding.count:,}"
    with st.expander(label, expanded=finding.severity == "error"):
        st.markdown(md(finding.says))
        if finding.effect is not None:
            st.markdown(f":material/trending_flat: **{md(finding.effect.text)}**")
        st.markdown(f"**What to do.** {md(finding.do)}")
        rows = finding.rows
        if len(rows):
            shown = tidy_names(rows.head(MOST_ROWS))
            st.dataframe(shown, hide_index=True, height=min(300, 38 + 35 * len(shown)), alt=f"{finding.title}: {len(rows)} rows.")


def _show_notes(notes: list[Problem]) -> None:
    if notes:
        with st.expander(f"How the files were read: {counted(len(notes), 'note')}", icon=":material/info:"):
            for problem in notes[:200]:
                st.markdown(f"- {md(problem.message)}")
            if len(notes) > 200:
                st.caption(f"{len(notes) - 200:,} more notes are not listed.")
