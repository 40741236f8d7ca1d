"""What would it take? Pick an unknown, type a target: what it must be, the formula turned round, and the working."""

from __future__ import annotations

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.expr import Summary, inputs, lists
from cs_calc.solve import solve
from cs_calc.solved import Solved
from cs_calc.typed import read_typed
from pages.parts import state
from pages.parts.keep import keep_solved
from pages.parts.text import md, money_safe

FOR, TARGET, ABOUT = "solve_for", "solve_target", "solve_about"


def asked(result: Answer) -> tuple[list[str], str]:
    """What can be asked for, and the sentence to say where the link asks for something else.

    The link's `solve=input:target` is taken when the page is opened. A question about another metric is forgotten.
    """
    formula = result.variant.formula
    options = list(dict.fromkeys(part.key for part in (*result.inputs, *inputs(formula), *lists(formula))))
    unknown, target, missed = st.session_state.get(FOR), st.session_state.get(TARGET, ""), ""
    if TARGET not in st.session_state and (linked := st.query_params.get("solve")):
        unknown, _, target = linked.partition(":")
        if unknown not in options:
            missed = f"The link asks what “{md(unknown[:40])}” must be, which is no input here: choose one."
            target = ""
    elif st.session_state.get(ABOUT) != result.metric.key:
        unknown, target = None, ""
    st.session_state[ABOUT] = result.metric.key
    st.session_state[FOR] = unknown if unknown in options else options[0]
    st.session_state[TARGET] = target[:40]
    return options, missed


def in_link() -> dict[str, str]:
    """The question as it stands in the link, where one was asked."""
    unknown, target = st.session_state.get(FOR), st.session_state.get(TARGET, "").strip()
    return {"solve": f"{unknown}:{target}"} if unknown and target else {}


def show_solve(result: Answer, options: list[str], missed: str) -> None:
    """The two fields and what follows from them."""
    formula, currency = result.variant.formula, result.currency
    names = {part.key: part.name[0].upper() + part.name[1:] for part in (*lists(formula), *inputs(formula))}
    st.subheader("What would it take?", anchor="what-would-it-take")
    if missed:
        st.warning(missed, icon=":material/link_off:")
    grid = st.grid(2, min_column_width=210)
    unit = formula.unit
    typed_in = currency.strip() if unit.key == "money" else unit.typed_in
    with grid.container():
        target = st.text_input(
            f"{formula.name} should be" + (f" ({money_safe(typed_in)})" if typed_in else ""),
            key=TARGET,
            placeholder=f"now {result.shown}" if result.value is not None else "",
            help="The answer that is wanted. The other inputs stay as they are above.",
        )
    with grid.container():
        unknown = st.selectbox("by changing", options, format_func=lambda key: names.get(key, key), key=FOR)
    if not target.strip():
        return
    read = read_typed(target, unit)
    if read.value is None:
        st.warning(md(read.says), icon=":material/help:")
        return
    if read.says:
        st.caption(f":material/help: {read.says}")
    show_solved(solve(result.metric, result.variant.key, result.given, unknown, read.value, currency=currency))
    keep_solved(result, unknown, read.value)


def show_solved(found: Solved) -> None:
    """The answer, the formula turned round, its lines, the rounding, and the button that fills it in."""
    with st.container(border=True):
        if found.value is None:
            st.markdown(f":material/block: {md(found.problem)}")
            return
        st.markdown(f"**{md(found.sentence())}**")
        for note in found.notes:
            st.markdown(f":material/info: {md(note)}")
        if headline := found.headline():
            st.markdown(f":material/swap_horiz: {md(headline)}")
            for number, line in enumerate(found.lines, 1):
                *steps, last = line.text().split(" = ")
                st.markdown(f"{number}\\. {md(' = '.join(steps))} = **{md(last)}**")
        st.caption(found.method())
        shown = found.show(found.value)
        st.button(
            money_safe(f"Put {shown} into the field"), key="solve_put", icon=":material/input:", on_click=_put, args=(found, found.value)
        )


def _put(found: Solved, value: float) -> None:
    """Into the form, as if it had been typed; a list gives way to the number that was solved for."""
    if isinstance(found.unknown, Summary):
        state.forget_typed({found.unknown.of.key})
        st.query_params.pop(found.unknown.of.key, None)
    state.put_typed({found.unknown.key: value})
