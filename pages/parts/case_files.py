"""A case outside its page: as a workbook to fill in, and as data in Analyse with a way back."""

from __future__ import annotations

import streamlit as st

from cs_calc.training.cases.analysed import workbook
from cs_calc.training.cases.book import CaseBookError, read_case, write_case
from cs_calc.training.cases.draw import Drawn, inputs_of
from cs_calc.training.cases.standing import Standing
from pages.parts import case_state as cases
from pages.parts import state
from pages.parts.case_loaded import is_case_data
from pages.parts.import_state import OF_IMPORT
from pages.parts.text import md, money_safe

ROUND, TOLD = "cases_book", "cases_told"
BEFORE = "cases_before"
"""What was loaded before a case's data took its place."""


def show_book(found: Standing) -> None:
    """Download the workbook of the case, and upload it filled in."""
    drawn = found.drawn
    turn = st.session_state.get(ROUND, 0)  # a popover of its own for each upload: it closes when a file was read
    with st.popover("Work in Excel", icon=":material/table:", key=f"case_book_{turn}"):
        st.markdown("The sheets with an empty cell for each answer. Fill them in, with formulas if you like, and upload the file here.")
        st.download_button(
            "Download the workbook", lambda: write_case(drawn), f"case_{drawn.case.key}_{drawn.seed}.xlsx", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        upload = st.file_uploader("The filled workbook", type=["xlsx"], key=f"{ROUND}_{drawn.case.key}_{turn}")
        if upload is not None:
            _read(found, upload.getvalue())


def _read(found: Standing, data: bytes) -> None:
    drawn, case = found.drawn, found.drawn.case.key
    try:
        answers = read_case(data, drawn)
    except CaseBookError as why:
        st.error(md(str(why)), icon=":material/error:")
        return
    still = [one for one in answers if not found.fields[one.field].over]
    if not still:
        st.warning("No new answer stands in this workbook: its cells are empty, or these steps are over.", icon=":material/help:")
        return
    cases.add(case, still)
    cases.look_at(case, found.place)
    empty = len(drawn.case.fields) - len(answers)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    told = f"{len(still)} answers were read from the workbook and marked"
    st.session_state[TOLD] = told + (f"; {empty} cells are empty." if empty else ".")
    st.rerun()


def show_told() -> None:
    """What there is to say of the workbook that was uploaded last, once."""
    if said := st.session_state.pop(TOLD, ""):
        st.success(md(said), icon=":material/task_alt:")


def show_analyse(drawn: Drawn) -> None:
    """Open the data of the case in Analyse, or its numbers in the calculator."""
    analysed = drawn.case.analysed
    if analysed is not None:
        with st.popover("Open in Analyse", icon=":material/monitoring:"):
            st.markdown(money_safe(analysed.cannot))
            if state.loaded() is not None and not is_case_data():
                st.caption("What is loaded now is set aside, and can be put back from this page.")
            if st.button("Load this case's data", type="primary", icon=":material/upload_file:", key="case_analyse"):
                _load(drawn)
    ask = drawn.case.calculator
    if ask is not None and ask.metric is not None:
        numbers = {key: value for key, value in inputs_of(ask, drawn.numbers).items() if key in ask.given}
        if st.button("Open in the calculator", icon=":material/calculate:", help="With ranges, targets and what matters most."):
            state.ask_what_if(ask.metric.key, ask.variant, numbers)
            st.switch_page("pages/calculate/calculator.py")


def _load(drawn: Drawn) -> None:
    assert drawn.case.analysed is not None
    if not is_case_data():
        st.session_state[BEFORE] = {key: st.session_state[key] for key in OF_IMPORT if key in st.session_state and key != "importing"}
    state.clear()
    state.begin([workbook(drawn.case.key, drawn.made, drawn.case.analysed)])
    state.finish(None)
    st.switch_page(drawn.case.analysed.page, query_params=dict(drawn.case.analysed.link))


def show_way_back() -> None:
    """While a case's data is loaded: say so, and put back what was there before."""
    if not is_case_data():
        return
    before = st.session_state.get(BEFORE, {})
    name = "the sample company" if before.get("is_sample") else "your files" if before.get("loaded") is not None else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown("The data of a case is loaded in Analyse.")
        if st.button(f"Put back {name}" if name else "Unload it", icon=":material/undo:", key="case_back"):
            state.clear()
            st.session_state.update(st.session_state.pop(BEFORE, {}))
            st.rerun()
