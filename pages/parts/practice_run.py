"""A set of questions on a page, one after the other, and how it went at the end."""

from __future__ import annotations

import streamlit as st

from cs_calc.training.road import title_of
from cs_calc.training.run import TITLES, Run
from pages.parts.learner_state import now
from pages.parts.practice_question import WIDTH, held, show_question
from pages.parts.text import md


def running(slot: str) -> Run | None:
    """The set in a slot."""
    found: Run | None = st.session_state.get(f"{slot}_run")
    return found


def start(slot: str, run: Run) -> None:
    """Put a set into a slot, from its first question."""
    st.session_state[f"{slot}_run"] = run
    st.session_state.pop(slot, None)


def stop(slot: str) -> None:
    """Leave a set."""
    st.session_state.pop(f"{slot}_run", None)
    st.session_state.pop(slot, None)


def _next(slot: str) -> None:
    run, question = running(slot), held(slot)
    if run is not None and question is not None and question.over:
        st.session_state[f"{slot}_run"] = run.then(question)
        st.session_state.pop(slot, None)


def show_run(slot: str) -> bool:
    """The question whose turn it is; whether the set is still on its way."""
    run = running(slot)
    if run is None or run.over:
        return False
    if held(slot) is None:
        st.session_state[slot] = run.question(now())
    question = held(slot)
    assert question is not None
    st.progress(run.share, text=f"{TITLES[run.kind]}, {run.place}" + (f": {md(run.label)}" if run.label else ""))
    with st.container(border=True, width=WIDTH):
        show_question(slot)
    if question.over:
        last = len(run.ended) + 1 >= len(run.planned)
        st.button("See how it went" if last else "Next", type="primary", key=f"{slot}_next", on_click=_next, args=(slot,), shortcut="Enter",
                  icon=":material/arrow_forward:")  # fmt: skip
    return True


def show_end(slot: str) -> None:
    """How a set went, question by question."""
    run = running(slot)
    if run is None:
        return
    about = f"{TITLES[run.kind]}: {run.label}" if run.label else TITLES[run.kind]
    st.markdown(f"**{md(about)}.** {md(run.says())}")
    marks = {True: ":green[:material/check_circle:]", False: ":orange[:material/replay:]"}
    lines = [f"{marks[clean]} {md(title_of(key))}" for clean, (key, _, _) in zip(run.ended, run.planned, strict=True)]
    st.markdown("\n\n".join(lines))
