"""The notebook of one person's session, with its steps back; and the button that keeps something in it."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import streamlit as st

from cs_calc.notebook.cells import Cell, Notebook, NotebookError
from cs_calc.notebook.edit import History, added, put, redone, undone
from cs_calc.notebook.keep import Kept
from cs_calc.notebook.run import Ran, run
from cs_calc.tables.dataset import Dataset
from pages.parts import state
from pages.parts.text import md

HISTORY, RAN, KEPT = "notebook", "notebook_ran", "notebook_kept"


def history() -> History:
    """The notebook with its steps."""
    found: History = st.session_state.setdefault(HISTORY, History())
    return found


def notebook() -> Notebook:
    """The notebook as it is now."""
    return history().now


def set_notebook(book: Notebook) -> None:
    """The notebook after a further step."""
    st.session_state[HISTORY] = put(history(), book)


def undo() -> None:
    """One step back."""
    st.session_state[HISTORY] = undone(history())


def redo() -> None:
    """The step that was taken back, again."""
    st.session_state[HISTORY] = redone(history())


def count() -> int:
    """How many cells there are."""
    return len(notebook().cells)


def in_words(n: int) -> str:
    """How many cells, as a person says it."""
    return f"{n} {'cell' if n == 1 else 'cells'}"


def dataset() -> Dataset | None:
    """The loaded data that cells are worked from; None without any."""
    found = state.loaded()
    return found.dataset if found is not None and found.dataset.tables and not found.questions else None


def keep(make: Callable[[], Kept], button: str) -> None:
    """Put what `make` gives at the end of the notebook; what there is to say is left for `button` to say."""
    try:
        set_notebook(added(notebook(), *make()))
    except NotebookError as why:
        st.session_state[KEPT] = (button, str(why), ":material/error:")
    else:
        st.session_state[KEPT] = (button, f"Kept in the notebook: {in_words(count())} now.", ":material/bookmark_added:")


def say_kept(button: str) -> None:
    """Say what a press of this button did: after it, since a fragment's callback cannot show anything."""
    if KEPT in st.session_state and st.session_state[KEPT][0] == button:
        _, sentence, icon = st.session_state.pop(KEPT)
        st.toast(md(sentence), icon=icon)


def ran(cell: Cell) -> Ran:
    """A cell as it is now; worked again where the cell or the loaded data is another than before."""
    known: dict[str, tuple[Cell, Callable[[], Dataset | None], Ran]] = st.session_state.setdefault(RAN, {})
    data = dataset()
    held = known.get(cell.id)
    if held is None or held[0] != cell or held[1]() is not data:
        # the data itself is not held: what is cleared on the Data page must be gone
        known[cell.id] = held = (cell, (lambda: None) if data is None else weakref.ref(data), run(cell, data))
    return held[2]
