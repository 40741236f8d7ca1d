"""The explanation card on a page: nine blocks in a fixed order, the same for every worked answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.card import Card, card
from cs_calc.say import Term
from pages.parts.text import md, money_safe
from pages.parts.working import show_formula

COLOURS = ("blue", "orange", "green", "violet", "red", "gray")
MARKS = {
    True: (":material/check_circle:", "green"),
    False: (":material/cancel:", "orange"),
    None: (":material/remove:", "gray"),
}


def show_card(found: Answer, *, others: bool = True, excel: bool = True) -> None:
    """Everything that is to be said about a worked answer; or why there is none.

    The headings name their anchors: the browser works a missing one out anew at every key press, which takes longer than the heading.

    `others` False: without the mistakes and the other definitions, where the page lists them all itself; `excel`
    False: without the formula for a workbook, where there is none to download.
    """
    if found.value is None:
        st.warning(money_safe(found.problem), icon=":material/help:")
        for sentence in found.cautions:
            st.markdown(money_safe(f"**{sentence}**"))
        return
    made = card(found)
    _answer(found, made)
    show_working(found, made)
    if made.meaning is not None:
        st.subheader("What it means, and what next", anchor="what-next")
        whose = "our own advice" if made.meaning.source.kind == "ours" else f"after {made.meaning.source.publisher}"
        then = f":material/arrow_forward: {money_safe(made.meaning.then)} :gray[({md(whose)})]"
        st.markdown(f"{money_safe(made.meaning.says)}\n\n{then}")
    if others:
        _watch_out(made)
        if made.definitions:
            st.subheader("Which definition?", anchor="which-definition")
            show_definitions(found, made)
    if excel:
        st.subheader("In Excel", anchor="in-excel")
        st.code(made.excel, language=None)
        st.caption(f"In the downloaded workbook it stands in {made.cell}, live, with the inputs as named cells.")


def _watch_out(made: Card) -> None:
    st.subheader("Watch out", anchor="watch-out")
    lines = []
    for slip in made.watch_out:
        other = " Some define it so." if slip.mistake.kind == "alternative" else ""
        lines.append(f"- **{md(slip.shown)}** instead of {md(made.shown)}: {money_safe(slip.mistake.why)}{other}")
    if lines:
        st.markdown("\n".join(lines))
    else:
        st.caption("No common mistake changes the answer on these numbers.")


def _answer(found: Answer, made: Card) -> None:
    st.metric(found.worked.formula.name, money_safe(made.shown), border=True)
    colour = {"higher": "green", "lower": "green", "depends": "gray"}[found.better]
    arrow = {"higher": ":material/arrow_upward:", "lower": ":material/arrow_downward:", "depends": ":material/swap_vert:"}[found.better]
    st.markdown(f":{colour}-badge[{arrow} {made.direction}]  " + money_safe(" ".join(made.sure)))
    verdicts = []
    for verdict in made.targets:
        icon, tint = MARKS[verdict.met] if verdict.benchmark.period != "not stated" else (":material/help:", "gray")
        verdicts.append(f":{tint}[{icon}] {money_safe(verdict.text)}")
    if verdicts:
        st.markdown("\n\n".join(verdicts))  # one element: a page of few repaints sooner


def show_working(found: Answer, made: Card, *, heading: bool = True) -> None:
    """The answer in words and in numbers, step by step, checked backwards, and as a formula."""
    if heading:
        st.subheader("Working", anchor="working")
    tints = _tints(made.words)
    name = md(found.worked.formula.name)
    st.markdown(f"**{name}**  \n= {_line(made.words, tints)}  \n= {_line(made.numbers, tints)}  \n= **{md(made.steps[-1].result)}**")
    if len(made.steps) > 1:
        with st.expander("Step by step", icon=":material/format_list_numbered:", expanded=len(made.steps) <= 5):
            lines = (f"**{md(x.name)}** = {md(x.words)} = {md(x.numbers)} = **{md(x.result)}**" for x in made.steps)
            st.markdown("\n\n".join(f"{number}\\. {line}" for number, line in enumerate(lines, 1)))
    if made.backward:
        st.markdown(f":material/undo: Check it backwards: {money_safe(made.backward)}")
    with st.expander("As a formula", icon=":material/functions:"):
        show_formula(found.variant.formula)


def _tints(terms: Sequence[Term]) -> dict[str, str]:
    """A colour for each number, so that the eye finds it again in the next line."""
    keys = list(dict.fromkeys(term.key for term in terms if term.key))
    return {key: COLOURS[i % len(COLOURS)] for i, key in enumerate(keys)}


def _line(terms: Sequence[Term], tints: dict[str, str]) -> str:
    return "".join(f":{tints[term.key]}[{md(term.text)}]" if term.key else md(term.text) for term in terms)


def show_definitions(found: Answer, made: Card) -> None:
    """The same numbers by every accepted definition, and what the articles' own versions give."""
    lines = []
    for variant, worked in made.definitions:
        if worked.value is None:
            continue
        whose = ", ".join(s.publisher for s in variant.sources)
        here = " (this one)" if variant is found.variant else ""
        lines.append(f"- **{md(worked.shown(found.currency))}** {md(variant.name)}{here}, {md(whose)}. {money_safe(variant.when)}")
    for printed in made.as_printed:
        erratum = printed.erratum
        needed = "" if erratum.formula is None or printed.shown else "(not worked: a number that it needs is not known) "
        gives = f"**{md(printed.shown)}** " if printed.shown else needed
        lines.append(
            f"- :orange[:material/error:] {gives}as printed: {md(erratum.source.publisher)} {money_safe(erratum.printed)}. "
            f"{money_safe(erratum.why)}"
        )
    if lines:
        st.markdown("\n".join(lines))
