"""Stage 1, Files: upload, what each file is, its rows as they stand in it, and reading with progress and a stop."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cs_calc.imports import file_in_words, preview
from cs_calc.staging import Held
from cs_calc.tables.checking import place_of
from cs_calc.tables.read import DEFAULT, Limits, current
from pages.parts import state
from pages.parts.text import md

PREVIEW_ROWS, PREVIEW_COLUMNS = 20, 60


def show_upload() -> None:
    """The uploader, the other ways to begin, what may be uploaded, and where it goes."""
    uploads = st.file_uploader(
        "Spreadsheets: xlsx, xlsm, xls, xlsb, ods, csv, tsv or parquet, several at once",
        # any type: what cannot be read is refused in our own words, with what to do
        accept_multiple_files=True,
        key=f"uploads_{st.session_state.get('upload_round', 0)}",
        help=limits_in_words(),
    )
    if uploads:
        state.begin([(upload.name, upload.getvalue()) for upload in uploads])
        _let_go([upload.file_id for upload in uploads])
        st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
        st.rerun()
    with st.container(horizontal=True):
        nothing = not state.held() and not state.is_sample()
        st.button(
            "Use the sample company", icon=":material/science:", on_click=state.use_sample, type="primary" if nothing else "secondary"
        )
        st.download_button(
            "Template workbook",
            _template,
            "cs-calc-template.xlsx",
            on_click="ignore",
            icon=":material/download:",
            help="A sheet for each table, with our columns, notes and example rows: fill in what you have and upload it.",
        )
        if state.loaded() is not None or state.told():
            st.button(
                "Clear everything",
                icon=":material/delete:",
                on_click=_clear,
                help="Forget all that is loaded in this session. The notebook stays; it is emptied on its own page.",
            )
    st.caption(_limits_in_short())
    st.caption(
        "Files are read in this session's memory, never written to disk, and seen by nobody else. "
        "Only their cells are kept, until you clear them or close the tab."
    )


def _limits() -> Limits:
    try:
        return current()
    except ValueError:  # a wrong setting of the server: reading says so itself
        return DEFAULT


def limits_in_words() -> str:
    """The published limits of one upload as a sentence."""
    return "At most: " + ", ".join(f"{md(what)} {md(most)}" for what, most in _limits().in_words().items()) + "."


def _limits_in_short() -> str:
    most = _limits()
    size = f"{most.max_bytes / 2**20:g} MB, {most.max_sheets:,} sheets, {most.max_rows:,} rows and {most.max_columns:,} columns a sheet"
    return md(f"A file may have up to {size}, and {most.max_cells:,} cells; reading it may take {most.seconds:g} seconds.")


def _template() -> bytes:
    from cs_calc.workbook import write_template

    return write_template()


def _clear() -> None:
    state.clear()
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
    st.query_params.clear()


def _let_go(file_ids: list[str]) -> None:
    """Have the server forget the bytes of these uploads: the import has its own, until it has read them."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file_id in file_ids:
            context.uploaded_file_mgr.remove_file(context.session_id, file_id)


def wait_for_import() -> None:
    """While files are read or understood: progress after a second, the place in the queue, and a button to stop."""
    if state.importing() is None and not state.is_fresh():
        return
    if not state.finish(1.0):
        began = time.monotonic() - 1.0
        with st.container(border=True):
            bar = st.progress(0.0, "Starting")
            st.button("Stop reading", icon=":material/stop_circle:", on_click=state.stop_import, key="imp_stop")
        while (job := state.importing()) is not None and not state.finish(0.3):
            bar.progress(job.share, f"{md(job.doing)} {time.monotonic() - began:.0f} s")
    state.is_fresh()
    st.rerun()  # so that the whole frame knows of the new data


def show_told() -> None:
    """What became of the files that were uploaded last."""
    told = state.told()
    for one in told:
        if one.became == "refused":
            st.error(md(one.sentence), icon=":material/block:")
        elif one.became != "added":
            st.info(md(one.sentence), icon=":material/sync:")
    if any(one.became != "added" for one in told):
        st.button("Understood", on_click=state.forget_told, key="imp_told", type="tertiary", help="Take these messages off the page.")


def show_files() -> None:
    """Each file: what it is, its rows, and a button to remove it."""
    if state.is_sample():
        st.markdown(":material/science: **The sample company**: made-up data of every table. Your own files replace it.")
    for name, held in state.held().items():
        with st.container(border=True):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(f":material/description: **{md(name)}**  \n{md(file_in_words(held))}")
            right.button(
                "Remove",
                icon=":material/close:",
                key=f"imp_remove_{held.file.sha256}",
                on_click=state.remove_file,
                args=(name,),
                width="stretch",
            )
            _show_preview(held)


def _show_preview(held: Held) -> None:
    if not held.file.sheets:
        return
    opened = st.expander(
        "Its rows as they stand in the file", icon=":material/table_rows:", key=f"imp_rows_{held.file.sha256}", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        sheets = held.file.sheets
        at = 0
        if len(sheets) > 1:
            at = st.selectbox("Sheet", range(len(sheets)), format_func=lambda i: sheets[i].name, key=f"imp_sheet_{held.file.sha256}")
        sheet = sheets[at]
        table = preview(sheet, rows=PREVIEW_ROWS)
        shown = table.iloc[:, : PREVIEW_COLUMNS + 1]
        st.dataframe(shown, hide_index=True, alt=f"The first {len(shown)} rows of {place_of(sheet)} as they stand in the file.")
        more = f" The first {PREVIEW_COLUMNS} of {len(sheet.columns):,} columns." if len(sheet.columns) > PREVIEW_COLUMNS else ""
        hidden = " The sheet is hidden in the workbook." if sheet.hidden else ""
        st.caption(f"The header is in row {sheet.header_row}. The first {len(shown)} of {len(sheet.row_numbers):,} rows.{more}{hidden}")
