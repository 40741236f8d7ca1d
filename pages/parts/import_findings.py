"""What the data-quality doctor found in a person's data: at once without effects, and with them as soon as they are worked out."""

from __future__ import annotations

import streamlit as st

from cs_calc.doctor import Finding, examine
from cs_calc.job import Job
from cs_calc.tables.scanned import in_memory
from pages.parts.import_state import loaded, setup


def findings() -> list[Finding]:
    """What was found in the loaded data, worked once for it; with the effects on the numbers once these are known."""
    found = loaded()
    if found is None:
        return []
    of, job = st.session_state.get("effects", (None, None))
    if of is found and job.wait(0) and job.result is not None:
        return list(job.result)
    of, kept = st.session_state.get("findings", (None, []))
    if of is not found:
        kept = examine(in_memory(found), answers=setup().answers, effects=False)
        st.session_state["findings"] = (found, kept)
    return list(kept)


def effects() -> Job[list[Finding]] | None:
    """The findings with their effect on the numbers, being worked out in the background; None where nothing was found."""
    found = loaded()
    if found is None or not findings():
        return None
    of, job = st.session_state.get("effects", (None, None))
    if of is not found:
        if job is not None:
            job.stop()  # nobody asks about the data before any more: its place in line is for others
        answers = setup().answers
        job = Job(lambda _: examine(in_memory(found), answers=answers), heavy=True)
        st.session_state["effects"] = (found, job)
    running: Job[list[Finding]] = job
    return running
