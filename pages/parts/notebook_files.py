"""Saving the notebook as a file, opening one again, and taking it along."""

from __future__ import annotations

import re

import streamlit as st

from cs_calc.notebook.cells import Notebook, NotebookError
from cs_calc.notebook.open import open_file
from cs_calc.notebook.saved import write_notebook
from pages.parts import notebook_state as book
from pages.parts.text import md

ROUND, TOLD, OPENED = "notebook_files", "notebook_told", "notebook_opened"


def file_name(ending: str) -> str:
    """A file name from the title."""
    name = re.sub(r"[^a-z0-9]+", "-", book.notebook().title.lower()).strip("-")[:60].strip("-") or "notebook"
    return f"{name}{ending}"


def show_files() -> None:
    """The row of buttons: save, open, take along."""
    now = book.notebook()
    empty = not now.cells
    st.download_button(
        "Save the notebook",
        lambda: write_notebook(now),
        file_name(".notebook.json"),
        "application/json",
        on_click="ignore",
        icon=":material/save:",
        type="primary",
        disabled=empty,
        help="A file with every cell, its numbers and notes. It stays in your hands: nothing is stored on the server.",
    )
    with st.popover("Take along", icon=":material/download:", disabled=empty):
        _exports(now)
    with st.popover("Open a file", icon=":material/folder_open:"):
        st.caption("A saved notebook takes the place of this one (Undo brings it back). A workbook that the app made, from the calculator "
                   "or the notebook, brings the numbers that were changed in Excel.")  # fmt: skip
        key = f"{ROUND}_{st.session_state.get(ROUND, 0)}"
        upload = st.file_uploader("A saved notebook or a workbook", type=["json", "xlsx"], max_upload_size=10, key=key)
        if upload is not None:
            _open(upload.name, upload.getvalue())
        st.button("Begin an empty notebook", icon=":material/draft:", key="notebook_new", on_click=_begin, disabled=empty, type="tertiary")


def _begin() -> None:
    book.set_notebook(Notebook())


def _exports(now: Notebook) -> None:
    """The notebook in other forms, built when they are asked for."""
    data = book.dataset()

    def workbook() -> bytes:
        from cs_calc.notebook.as_workbook import write_workbook

        return write_workbook(now, data)

    def jupyter() -> str:
        from cs_calc.notebook.as_jupyter import write_jupyter

        return write_jupyter(now, data)

    def page() -> str:
        from cs_calc.notebook.as_html import write_html

        return write_html(now, data)

    st.download_button("Workbook (.xlsx), live", workbook, file_name(".xlsx"), on_click="ignore", icon=":material/table:", type="tertiary",
                       help="Change numbers in Excel, and open it here again.")  # fmt: skip
    st.download_button("Jupyter notebook (.ipynb)", jupyter, file_name(".ipynb"), "application/x-ipynb+json", on_click="ignore",
                       icon=":material/code:", type="tertiary", help="Its cells call cs_calc: pip install cs-calc.")  # fmt: skip
    st.download_button("Page (.html)", page, file_name(".html"), "text/html", on_click="ignore", icon=":material/web:", type="tertiary",
                       help="One file to read and print; it needs nothing else.")  # fmt: skip


def _open(name: str, data: bytes) -> None:
    try:
        opened = open_file(data, book.notebook())
    except NotebookError as wrong:
        st.error(f"“{md(name)}” cannot be opened. {md(str(wrong))}", icon=":material/error:")
        return
    book.set_notebook(opened.book)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state[TOLD] = opened.told
    st.session_state[OPENED] = f"Opened: {book.in_words(book.count())}."  # said after the rerun, which would take it along
    st.rerun()


def show_told() -> None:
    """What there is to say about the file that was opened last."""
    if OPENED in st.session_state:
        st.toast(st.session_state.pop(OPENED), icon=":material/check:")
    told: tuple[str, ...] = st.session_state.get(TOLD, ())
    if told:
        with st.container(border=True):
            for sentence in told:
                st.markdown(f":material/table: {md(sentence)}")
            st.button("Close", on_click=lambda: st.session_state.pop(TOLD, None), key="notebook_told_close", type="tertiary")
