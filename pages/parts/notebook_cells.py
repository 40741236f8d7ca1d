"""The notebook's cells on its page: each with what it says now, what it said when it was kept, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.charts import Picture
from cs_calc.health.formula import Scored
from cs_calc.notebook.cells import Cell, Note, NotebookError, PageOf
from cs_calc.notebook.edit import added, edited, moved, removed
from cs_calc.notebook.health_cell import working_of_health
from cs_calc.notebook.markdown import for_page
from cs_calc.notebook.run import Ran, pictures_of, rows_of
from cs_calc.solved import Solved
from cs_calc.spread import Spread
from pages.parts import notebook_state as book
from pages.parts.card import show_card
from pages.parts.notebook_go import go_to, way_to
from pages.parts.picture import show_picture
from pages.parts.text import md, money_safe

EDITING = "notebook_editing"
ICONS = {
    "Note": ":material/notes:", "AnswerOf": ":material/calculate:", "ComparisonOf": ":material/balance:",
    "SolvedOf": ":material/flag:", "TornadoOf": ":material/tornado:", "ScenariosOf": ":material/alt_route:",
    "AheadOf": ":material/timeline:", "PageOf": ":material/bar_chart:", "HealthOf": ":material/monitor_heart:",
}  # fmt: skip


def show_cells() -> None:
    """Every cell, in order."""
    cells = book.notebook().cells
    for place, cell in enumerate(cells):
        with st.container(border=True, key=f"notebook_cell_{cell.id}"):
            if isinstance(cell.what, Note):
                _note(cell, cell.what)
            else:
                _worked(cell, book.ran(cell))
            _buttons(cell, place, len(cells))


def add_note(after: str | None = None) -> None:
    """A new note, open to be written."""
    try:
        now = added(book.notebook(), Note(""), after=after)
    except NotebookError as why:
        st.toast(md(str(why)), icon=":material/error:")
        return
    known = {cell.id for cell in book.notebook().cells}
    book.set_notebook(now)
    st.session_state[EDITING] = next(cell.id for cell in now.cells if cell.id not in known)


def _note(cell: Cell, note: Note) -> None:
    if st.session_state.get(EDITING) != cell.id:
        if note.text.strip():
            st.markdown(for_page(note.text))
        else:
            st.caption("An empty note.")
        return
    key = f"notebook_text_{cell.id}"
    st.session_state[key] = note.text

    def store() -> None:
        try:
            book.set_notebook(edited(book.notebook(), cell.id, Note(st.session_state[key])))
        except NotebookError as why:
            st.toast(md(str(why)), icon=":material/error:")

    st.text_area(
        "Note",
        key=key,
        height=160,
        max_chars=20_000,
        on_change=store,
        placeholder="What did you find, decide or ask?",
        help="Markdown: **bold**, *italic*, # heading, - list, | tables |. HTML, links and pictures are shown as the text they are.",
    )


def _worked(cell: Cell, ran: Ran) -> None:
    icon = ICONS.get(type(cell.what).__name__, ":material/help:")
    st.markdown(f"##### {icon} {md(ran.title)}")
    if ran.about:
        st.caption(md(ran.about))
    if isinstance(ran.found, Answer) and ran.found.value is not None:
        st.metric(ran.found.worked.formula.name, money_safe(ran.said.shown))
        if ran.found.interval is not None:
            st.markdown(md(ran.found.sentence()))
        _changed(ran)
    else:
        _say_and_draw(cell, ran)
    _more(cell, ran)


def _changed(ran: Ran) -> None:
    if ran.differs:
        st.markdown(f":orange[:material/change_circle: {md(ran.differs)}]")
    if ran.why_not:
        st.caption(f":material/link_off: {md(ran.why_not)}")


def _say_and_draw(cell: Cell, ran: Ran) -> None:
    """The sentences and the charts; where a chart's title is the first sentence, the chart comes first."""
    pictures = pictures_of(ran)
    titles = {picture.title.rstrip(".") for picture in pictures}
    drawn_first = bool(ran.said.sentences) and ran.said.sentences[0].rstrip(".") in titles
    if drawn_first:
        _draw(cell, pictures)
    for place, sentence in enumerate(ran.said.sentences):
        if sentence.rstrip(".") not in titles:
            st.markdown(f"**{md(sentence)}**" if place == 0 else md(sentence))
    _changed(ran)
    if not drawn_first:
        _draw(cell, pictures)


def _draw(cell: Cell, pictures: Sequence[Picture]) -> None:
    for place, picture in enumerate(pictures):
        show_picture(picture, f"notebook_{cell.id}_{place}")


def _more(cell: Cell, ran: Ran) -> None:
    """Folded away: the working, or the table."""
    if isinstance(ran.found, Solved) and ran.found.lines:
        for number, line in enumerate(ran.found.lines, 1):
            st.markdown(f"{number}\\. {md(line.text())}")
        st.caption(md(ran.found.method()))
    if isinstance(ran.found, Scored):
        with st.expander("Working", icon=":material/functions:"):
            st.markdown("\n".join(f"{number}. {md(line)}" for number, line in enumerate(working_of_health(ran.found), 1)))
    worked = ran.found.base if isinstance(ran.found, Spread) else ran.found
    if isinstance(worked, Answer):
        opened = st.expander("Working", icon=":material/functions:", key=f"notebook_open_{cell.id}", on_change="rerun")
        if opened.open:
            with opened:
                if worked is not ran.found:
                    st.caption("With every range at its middle.")
                show_card(worked)
    rows = rows_of(ran)
    if rows is not None:
        with st.expander("As a table", icon=":material/table:"):
            st.dataframe(rows, hide_index=True, alt=f"{ran.title}: {' '.join(ran.said.sentences[:1])}", key=f"notebook_rows_{cell.id}")


def _buttons(cell: Cell, place: int, n: int) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if isinstance(cell.what, Note):
            writing = st.session_state.get(EDITING) == cell.id
            _button("Done" if writing else "Edit", ":material/check:" if writing else ":material/edit:", cell, _write, not writing)
        elif not isinstance(cell.what, PageOf):
            if way_to(cell.what) and st.button("Open", icon=":material/open_in_new:", key=f"notebook_go_{cell.id}", type="tertiary",
                                               help="On the page where it was worked, to change its numbers."):  # fmt: skip
                go_to(cell.what, book.ran(cell))
        else:
            link = {**cell.what.link, **({"data": "sample"} if book.state.is_sample() else {})}
            st.page_link(f"pages/analyse/{cell.what.page}.py", label="Open", icon=":material/open_in_new:", query_params=link)
        if not isinstance(cell.what, Note) and (ran := book.ran(cell)).differs:
            _button("Keep as it is now", ":material/bookmark_added:", cell, _accept, ran)
        _button("Up", ":material/arrow_upward:", cell, _move, -1, disabled=place == 0)
        _button("Down", ":material/arrow_downward:", cell, _move, 1, disabled=place == n - 1)
        _button("Note below", ":material/note_add:", cell, add_note)
        _button("Remove", ":material/delete:", cell, _remove)


def _button(name: str, icon: str, cell: Cell, call: object, *args: object, disabled: bool = False) -> None:
    key = f"notebook_{name.split()[0].lower()}_{cell.id}"
    st.button(name, icon=icon, key=key, on_click=call, args=(cell.id, *args), disabled=disabled, type="tertiary")  # type: ignore[arg-type]


def _write(id: str, begin: bool) -> None:
    st.session_state[EDITING] = id if begin else None


def _move(id: str, by: int) -> None:
    book.set_notebook(moved(book.notebook(), id, by))


def _remove(id: str) -> None:
    book.set_notebook(removed(book.notebook(), id))
    st.toast("Removed. Undo brings it back.", icon=":material/undo:")


def _accept(id: str, ran: Ran) -> None:
    book.set_notebook(edited(book.notebook(), id, ran.what, ran.said))
