"""Notebook: what was kept on other pages, with notes, in order; worked again with the data loaded now, saved and opened again."""

import streamlit as st

from cs_calc.notebook.cells import LONGEST_TITLE
from cs_calc.notebook.edit import titled
from pages.parts import notebook_state as book
from pages.parts.link import write
from pages.parts.notebook_cells import add_note, show_cells
from pages.parts.notebook_files import show_files, show_told


def set_title() -> None:
    """Take over the title that was typed."""
    book.set_notebook(titled(book.notebook(), st.session_state["notebook_title"]))


write({})
st.title("Notebook")
st.markdown("What was found, in order: answers, comparisons, scenarios and pages that you kept, with your notes between them.")
history = book.history()
st.session_state["notebook_title"] = history.now.title
st.text_input("Title", key="notebook_title", max_chars=LONGEST_TITLE, on_change=set_title, placeholder="Such as: Review of May", width=520)
with st.container(horizontal=True, vertical_alignment="center"):
    show_files()
    st.button("Add a note", icon=":material/note_add:", on_click=add_note, key="notebook_add")
    st.button("Undo", icon=":material/undo:", on_click=book.undo, disabled=not history.past, key="notebook_undo")
    st.button("Redo", icon=":material/redo:", on_click=book.redo, disabled=not history.future, key="notebook_redo")
show_told()
if not history.now.cells:
    with st.container(border=True):
        st.markdown("**Nothing is kept yet.** Press “Keep in notebook” on one of these pages, add a note, or open a saved notebook.")
        with st.container(horizontal=True):
            st.page_link("pages/calculate/calculator.py", label="Calculator", icon=":material/calculate:")
            st.page_link("pages/calculate/compare.py", label="Compare", icon=":material/balance:")
            st.page_link("pages/calculate/scenarios.py", label="What if", icon=":material/alt_route:")
            st.page_link("pages/analyse/scorecard.py", label="Scorecard", icon=":material/speed:")
else:
    st.caption(
        f"{book.in_words(book.count())}. The notebook lives in this session: save it before you close the tab. "
        "Cells that were counted in data are worked again with the data loaded now."
    )
    show_cells()
