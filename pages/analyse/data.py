"""Data: a staged import from top to bottom. Files, match, check, fix, use; nothing is worked out before it is shown."""

import streamlit as st

from cs_calc.imports import steps
from pages.parts import state
from pages.parts.import_check import show_check
from pages.parts.import_elsewhere import show_elsewhere
from pages.parts.import_files import show_files, show_told, show_upload, wait_for_import
from pages.parts.import_fix import show_effects, show_fix
from pages.parts.import_match import show_match
from pages.parts.import_steps import heading, show_steps
from pages.parts.import_use import show_use
from pages.parts.text import md

st.title("Data")
st.markdown("Which spreadsheets do you have? We read them, say what we understood, and what is wrong with them, row by row.")
top = st.container()
if state.versions():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Undo", icon=":material/undo:", on_click=state.undo, key="imp_undo", help=f"Take back {md(state.versions()[-1].says)}.")
        st.button(
            "Start over",
            icon=":material/restart_alt:",
            on_click=state.forget_answers,
            key="imp_over",
            help="Forget everything that you answered, chose and set about these files; the files stay.",
        )
        st.caption(f"Last change: {md(state.versions()[-1].says)}.")
note = st.container()

heading("Files", "What do you have? Several files are read together, and a later upload adds to the earlier ones.")
show_upload()
show_elsewhere()
wait_for_import()
found = state.loaded()
if sentence := state.said():
    note.info(md(sentence), icon=":material/undo:")
show_told()
show_files()
refused = sum(one.became == "refused" for one in state.told())
with top:
    show_steps(steps(found, max(len(state.held()), int(state.is_sample())), refused, len(state.findings())))
if found is None:
    st.stop()

heading("Match", "What is each sheet, and which of its columns is which of ours? Change what is wrong; a guess is never applied by itself.")
show_match(found)
heading("Check", "What the data cannot decide, we ask.")
show_check(found)
heading("Fix", "What is wrong and where, by what there is to do about it. Rows read = rows used + rows set aside.")
place = show_fix(found)
heading("Use", "What there is now, and what can be answered with it.")
show_use(found)
show_effects(place)
