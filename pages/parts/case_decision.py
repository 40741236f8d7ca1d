"""The last step of a case: write and choose, compare with a rubric, and look back."""

from __future__ import annotations

import streamlit as st

from cs_calc.training.cases.standing import MOVES, NOTHING, POINTS, WORDS, Standing, Typed, compared
from pages.parts import case_state as cases
from pages.parts.text import md, money_safe

LONGEST = 480
"""Characters of a written answer: progress keeps 500 of what is typed."""


def show_decision(found: Standing) -> None:
    """The decision: first the learner's own, then the comparison."""
    drawn, case = found.drawn, found.drawn.case
    st.subheader(f"{len(found.steps) + 1}. Decide", anchor=False)
    st.markdown(money_safe(drawn.say(case.decision.asks)))
    if found.moves is None:
        _ask(found)
        return
    _compare(found)
    if found.ticked is None:
        _rubric(found)


def _ask(found: Standing) -> None:
    drawn, case = found.drawn, found.drawn.case
    with st.form(f"case_{case.key}_{drawn.seed}_decide", border=False):
        words = st.text_area(
            "Your answer", height=140, max_chars=LONGEST, placeholder="Two or three sentences, with the numbers you rest on."
        )
        st.caption("Nobody reads this text here, and nothing marks it: you compare it yourself in the next step.")
        st.markdown("**Which of these belong in it?**")
        picked = [
            move.key for move in case.decision.moves if st.checkbox(money_safe(drawn.say(move.text)), key=f"move_{case.key}_{move.key}")
        ]
        pressed = st.form_submit_button("Compare", type="primary", icon=":material/balance:")
    if pressed:
        cases.add(case.key, [Typed(WORDS, words.strip()), Typed(MOVES, ",".join(picked) or NOTHING)])
        st.rerun()


def _compare(found: Standing) -> None:
    """Every move with the reason for or against it."""
    if found.words:
        st.markdown("**Your answer**")
        st.markdown(f"> {md(found.words)}")
    lines = []
    for move, chosen in compared(found):
        agrees = chosen == move.good
        mark = ":green[:material/check_circle:]" if agrees else ":orange[:material/cancel:]"
        said = "chosen" if chosen else "not chosen"
        verdict = "belongs in it" if move.good else "does not belong in it"
        lines.append(f"{mark} **{money_safe(found.drawn.say(move.text))}** ({said}; {verdict})  \n{money_safe(found.drawn.say(move.says))}")
    st.markdown("\n\n".join(lines))


def _rubric(found: Standing) -> None:
    drawn, case = found.drawn, found.drawn.case
    with st.form(f"case_{case.key}_{drawn.seed}_rubric", border=True):
        st.markdown("**What a good answer names.** Tick what yours names; it is your own mark.")
        ticked = [
            point.key
            for point in case.decision.rubric
            if st.checkbox(f"{money_safe(drawn.say(point.text))} ({_points(point.points)})", key=f"point_{case.key}_{point.key}")
        ]
        pressed = st.form_submit_button("Finish", type="primary", icon=":material/flag:")
    if pressed:
        cases.add(case.key, [Typed(POINTS, ",".join(ticked) or NOTHING)])
        cases.look_at(case.key, None)
        st.rerun()


def _points(n: int) -> str:
    return "1 point" if n == 1 else f"{n} points"


def show_summary(found: Standing) -> None:
    """A case that is done: points, what was planted, on whose advice it rests, and how to go on."""
    drawn, case = found.drawn, found.drawn.case
    st.subheader("Done", anchor=False)
    got, of = found.points
    own, most = found.decided
    left, right = st.columns(2)
    left.metric("Steps", f"{got:g} of {of}", help="1 point for each number or choice at the first try, half at the second.", border=True)
    right.metric("Decision, by your own mark", f"{own} of {most}", border=True)
    st.markdown("**What was planted**\n" + "\n".join(f"- {money_safe(drawn.say(trap))}" for trap in case.traps))
    with st.expander("What a good answer names", icon=":material/checklist:"):
        ticks = found.ticked or ()
        st.markdown("\n".join(f"- {'(named) ' if p.key in ticks else ''}{money_safe(drawn.say(p.text))}" for p in case.decision.rubric))
    with st.expander("The decision", icon=":material/balance:"):
        _compare(found)
    articles = "; ".join(f"{md(s.publisher)}" if s.kind == "ours" else f"{md(s.publisher)}, “{md(s.title)}”" for s in case.sources)
    st.caption(f"Rests on: {articles}.")
    with st.container(horizontal=True):
        st.button("Again with other numbers", icon=":material/casino:", on_click=cases.take_seed, args=(case.key, drawn.seed + 1))
        st.button("Again with these", icon=":material/restart_alt:", on_click=cases.again, args=(case.key,))
