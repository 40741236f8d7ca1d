"""Stage 3, Check: what the data cannot decide is asked once; the answers are shown and can be taken back one by one."""

from __future__ import annotations

import streamlit as st

from cs_calc.matching import undecided
from cs_calc.tables.load import Loaded
from cs_calc.tables.parse import Question
from pages.parts import state
from pages.parts.text import md


def show_check(loaded: Loaded) -> None:
    """The open questions, then the answers given."""
    for question in loaded.questions:
        _ask(question, undecided(question, loaded))
    replies = state.setup().replies
    if not loaded.questions:
        st.markdown(
            ":green[:material/check_circle:] No question is open." if not replies else ":green[:material/check_circle:] All is answered."
        )
    if replies:
        st.markdown("**Your answers**")
    for reply in replies:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{md(reply.asks)} :material/arrow_forward: **{md(reply.says)}**", width="stretch")
            st.button(
                "Take back",
                icon=":material/undo:",
                key=f"imp_back_{reply.key}",
                on_click=state.change,
                args=(f"taking back the answer “{reply.says}”", state.setup().without_reply(reply.key)),
            )


def _ask(question: Question, values: tuple[str, ...]) -> None:
    """One question with the values that cannot decide it."""
    words, key = dict(question.choices), f"q_{question.key}"
    st.session_state[key] = None

    def answered() -> None:
        value = st.session_state[key]
        if value is not None:
            state.set_answer(question.key, value, question.asks, words[value])

    with st.container(border=True):
        st.markdown(f":orange[:material/help:] **{md(question.asks)}**")
        if values:
            st.caption("Values of that column: " + " · ".join(md(value) for value in values))
        st.radio(
            question.asks,
            list(words),
            index=None,
            format_func=lambda v: md(words[v]),
            key=key,
            label_visibility="collapsed",
            on_change=answered,
        )
        st.caption("Until this is answered, the rows of the sheet are not used.")
