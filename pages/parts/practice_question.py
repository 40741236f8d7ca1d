"""A question on a page: its text, what is to be filled in, the hints, what came of an answer, and the working afterwards.

The question lives in the session under a slot, with its seed: a page that is drawn again shows the same numbers.
"""

from __future__ import annotations

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.training.ladder import Field, solution
from cs_calc.training.mark import Outcome
from cs_calc.training.mine import collisions
from cs_calc.training.question import Question
from pages.parts.card import show_card, show_working
from pages.parts.learner_state import keep, now
from pages.parts.text import md, money_safe

FREE = {
    "alternative": "Another definition: this is no miss, answer once more.",
    "unit": "The unit: this is no miss, answer once more.",
    "rounding": "Rounding: this is no miss, answer once more.",
    "ask": "Which is meant?",
    "unreadable": "This could not be read.",
}
MARKS = {"right": ":green[:material/check:]", "taken": ":orange[:material/close:]", "other": ":gray[:material/remove:]"}
LONGEST = 200
"""Characters of an answer that are looked at."""
LETTERS = "abcdefgh"
SAID = "practice_said"
WIDTH = 900
"""Pixels: lines of a story that is read, not scanned."""


def held(slot: str) -> Question | None:
    """The question in a slot."""
    found: Question | None = st.session_state.get(slot)
    return found


def show_question(slot: str) -> Question:
    """The question of a slot, as far as it has been answered."""
    question: Question = st.session_state[slot]
    st.markdown(md(question.prompt.asks))
    if question.task is not None and question.seed is None and (sentence := collisions(question.task)):
        st.caption(md(sentence))
    if question.stage == "A" and question.task is not None:
        show_card(question.task.answer(), excel=False)
        return question
    _lines(question)
    if question.over:
        _given(question)
    else:
        _form(slot, question)
    _feedback(question)
    _hints(slot, question)
    if question.over and question.task is not None and _has_working(question):
        _solution(question, question.task.answer())
    return question


def _lines(question: Question) -> None:
    for line in question.prompt.lines:
        st.markdown(f"**{md(line.name)}**  \n= {md(line.words)}  \n= {md(line.numbers)} = **{md(line.result)}**")


def _key(slot: str, question: Question, field: Field) -> str:
    return f"{slot}_{question.name}_{field.key}"


def _label(question: Question, field: Field) -> str:
    if field.aim is None:
        return md(field.label)
    if field.key == "answer" and question.task is not None:
        expects = question.task.expects.rstrip(".")
        return f"**{md(field.label)}** ({md(expects[0].lower() + expects[1:])})"
    unit = field.aim.currency if field.aim.unit.key == "money" else field.aim.unit.typed_in
    return f"**{md(field.label)}**" + (f" (in {md(unit)})" if unit else "")


def _form(slot: str, question: Question) -> None:
    """What is to be filled in; Enter or the button marks it."""
    alone = len(question.prompt.fields) == 1
    with st.form(f"{slot}_{question.name}", border=False):
        for field in question.prompt.fields:
            key = _key(slot, question, field)
            if field.is_choice:
                texts = {option.key: f"**{letter}** {md(option.text)}" for letter, option in zip(LETTERS, field.options, strict=False)}
                st.radio(
                    _label(question, field),
                    list(texts),
                    index=None,
                    format_func=texts.__getitem__,
                    key=key,
                    label_visibility="collapsed" if alone else "visible",
                )
            else:
                st.text_input(_label(question, field), key=key, autocomplete="off", width=340)
        st.form_submit_button("Check", type="primary", on_click=_check, args=(slot,), key=f"{slot}_check")
    if SAID in st.session_state:
        st.info(md(st.session_state.pop(SAID)), icon=":material/edit:")


def _check(slot: str) -> None:
    """Mark what stands in the fields, and keep it."""
    question: Question = st.session_state[slot]
    raw = {field.key: str(st.session_state.get(_key(slot, question, field)) or "")[:LONGEST] for field in question.prompt.fields}
    if question.over:
        return
    if empty := question.missing(raw):
        st.session_state[SAID] = "Nothing is answered yet." if len(empty) == len(raw) else f"Still to be answered: {'; '.join(empty)}"
        return
    st.session_state[slot], attempt = question.answer(raw, now())
    keep(attempt)


def _open_hint(slot: str) -> None:
    question: Question = st.session_state[slot]
    st.session_state[slot] = question.with_hint()


def _hints(slot: str, question: Question) -> None:
    for hint in question.hints:
        st.markdown(f":material/lightbulb: {md(hint)}")
    if question.more_hints:
        name = "A further hint" if question.hints_open else "Hint"
        st.button(name, icon=":material/lightbulb:", key=f"{slot}_hint", on_click=_open_hint, args=(slot,), type="tertiary")
    elif question.locked_hint:
        st.caption("A further hint opens after the next answer.")


def _feedback(question: Question) -> None:
    """What the latest answer is; of several fields, each one."""
    if question.last is None:
        return
    found = question.last.outcomes
    if len(found) == 1:
        _say(question.last.outcome, md(question.last.outcome.says))
    else:
        labels = {field.key: field.label for field in question.prompt.fields}
        lines = [f"{MARKS['right' if one.right else 'taken']} **{md(labels[key])}** {md(one.says)}" for key, one in found.items()]
        _say(question.last.outcome, "\n\n".join(lines))
    if not question.right and question.misses >= question.tries and question.tries > 1:
        st.markdown("Two tries on these numbers. The working is below; then there are new numbers." if _has_working(question)
                    else "Two tries on these numbers. Then there are new ones.")  # fmt: skip
    elif not question.right and question.last.outcome.counts and not question.over:
        st.markdown("One more try on the same numbers." if _has_working(question) else "One more try.")


def _say(outcome: Outcome, text: str) -> None:
    if outcome.right:
        st.success(text, icon=":material/check_circle:")
    elif outcome.counts:
        st.warning(text, icon=":material/error:")
    else:
        st.info(text, title=FREE.get(outcome.kind), icon=":material/help:")


def _has_working(question: Question) -> bool:
    return question.task is not None and question.stage in "BCD"


def _given(question: Question) -> None:
    """What was answered last, once nothing more can be; of a choice, the right option too."""
    if question.last is None:
        return
    alone = len(question.prompt.fields) == 1
    for field in question.prompt.fields:
        given = question.last.raw[field.key]
        if not field.is_choice:
            st.markdown(f"{md(field.label)}: **{md(given)}**")
        else:
            if not alone:
                st.markdown(md(field.label))
            _options(field, given)


def _options(field: Field, given: str) -> None:
    lines = []
    for option in field.options:
        mark = MARKS["right" if option.right else "taken" if option.key == given else "other"]
        own = " *(your answer)*" if option.key == given else ""
        why = f"  \n:gray[{md(option.says)}]" if option.right and option.key != given else ""
        lines.append(f"{mark} {md(option.text)}{own}{why}")
    st.markdown("\n\n".join(lines))


def _solution(question: Question, found: Answer) -> None:
    assert question.task is not None
    with st.expander(f"The working: {money_safe(question.task.shown)}", icon=":material/functions:", expanded=not question.right):
        show_working(found, solution(question.task), heading=False)
