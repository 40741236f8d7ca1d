"""Stage 2, Match: what each sheet is, and which column of it is which of ours. A person can change every line."""

from __future__ import annotations

import json

import streamlit as st

from cs_calc import matching
from cs_calc.imports import counted
from cs_calc.matching import MatchRow, View
from cs_calc.tables.load import Loaded
from cs_calc.tables.mapping import mapping_from_dict, mapping_to_dict
from cs_calc.tables.schema import TABLES
from pages.parts import state
from pages.parts.text import md

WIDTHS = [3, 3, 3]
MOST_ROWS = 60
LEFT_OUT = "Leave it out"


def show_match(loaded: Loaded) -> None:
    """The sheets, the table that each is, and the columns of one of them."""
    views = matching.views(loaded)
    if not views:
        st.caption("No sheet has a header.")
        return
    if len(views) > 1:
        table = matching.matches_table(loaded)
        if not table["Looks like"].any():
            table = table.drop(columns="Looks like")
        st.dataframe(table, hide_index=True, alt="Each sheet, the table it was read as, its columns matched and those still missing.")
    if state.is_sample():
        return
    _show_one(loaded, _which(views))
    _show_saved(loaded)


def _which(views: list[View]) -> View:
    """The sheet whose columns are shown: the first that needs a look, unless a person chooses another."""
    names = [view.name for view in views]
    first = next((i for i, view in enumerate(views) if matching.needs_a_look(view.found)), 0)
    if len(views) == 1:
        return views[0]
    if st.session_state.get("imp_view") not in names:
        st.session_state["imp_view"] = names[first]
    return views[names.index(st.selectbox("Look at the columns of", names, key="imp_view"))]


def _show_one(loaded: Loaded, view: View) -> None:
    found = view.found
    with st.container(border=True):
        st.markdown(f"**{md(view.name)}**. {md(matching.looks_like(found))}")
        if found.why:
            st.caption(f"Why: {md(found.why.partition(': ')[2] or found.why)}")
        if found.cannot:
            st.warning(md(found.cannot), icon=":material/rule:")
        _choose_table(view)
        if found.table is None:
            return
        for column in matching.lacking(found):
            _choose_missing(view, column.key, column.says)
        rows = matching.match_rows(view, loaded.dataset.segment_columns)
        top = [row for row in rows if row.state in ("matched", "guess")]
        rest = [row for row in rows if row.state not in ("matched", "guess")]
        _show_rows(view, top)
        for constant in found.constants:
            st.caption(f"{md(constant.column.key)} is {md(constant.value)} in every row: {md(constant.why)}.")
        if rest:
            _list_names("Ignored", [row.name for row in rest if row.state == "ignored"])
            _list_names("Kept to split the numbers by", [row.name for row in rest if row.state == "splits"])
            label = f"Show the {counted(len(rest), 'column')} that this table does not use"
            if st.toggle(label, key=f"imp_rest_{view.name}"):
                _show_rows(view, rest)


def _list_names(what: str, names: list[str]) -> None:
    if names:
        st.caption(f"{what}: {md(', '.join(names[:12]) + (f' and {len(names) - 12} more' if len(names) > 12 else ''))}.")


def _choose_table(view: View) -> None:
    """Which table the sheet is: ours, unless a person says otherwise."""
    found, key = view.found, f"imp_table_{view.name}"
    names = {"": LEFT_OUT, **{k: t.name for k, t in TABLES.items()}}
    if view.prefix:
        current = found.table.key if found.table else ""
        names = {"": LEFT_OUT, current: TABLES[current].name}
    else:
        current = found.table.key if found.table else ""
    st.session_state[key] = current

    def changed() -> None:
        chosen = dict(state.setup().chosen.get(view.place, {}))
        to = st.session_state[key]
        if view.prefix:
            chosen[view.prefix.removesuffix(".")] = ""
        else:
            chosen = {"table": to}
        _choose(view, chosen, f"reading {view.place} as {names[to].lower() if to else 'nothing'}")

    st.selectbox("The sheet is", list(names), format_func=names.__getitem__, key=key, on_change=changed, width=320)


def _choose(view: View, chosen: dict[str, str], says: str) -> None:
    state.change(says, state.setup().choosing(view.place, chosen))


def _choose_missing(view: View, ours: str, says: str) -> None:
    """A required column that the file seems not to have: which one is it?"""
    key = f"imp_missing_{view.name}_{ours}"
    hint = (view.found.suggestions or {}).get(ours)
    st.session_state[key] = None

    def changed() -> None:
        header = st.session_state[key]
        if header:
            chosen = matching.assign(view, state.setup().chosen.get(view.place, {}), header, ours)
            _choose(view, chosen, f"the choice of “{header}” as {ours}")

    st.selectbox(
        f":material/priority_high: {md(ours)} is required and was not found. {md(says)}",
        list(dict.fromkeys(h for h in view.found.sheet.header if h)),
        index=None,
        key=key,
        on_change=changed,
        placeholder=f"Perhaps {hint}? Choose a column of the file" if hint else "Choose a column of the file",
    )


def _show_rows(view: View, rows: list[MatchRow]) -> None:
    for row in rows[:MOST_ROWS]:
        _show_row(view, row)
    if len(rows) > MOST_ROWS:
        st.caption(f"{len(rows) - MOST_ROWS:,} more columns are not listed. Rename one in the file if it is one of ours.")


def _show_row(view: View, row: MatchRow) -> None:
    """One column of the file: its name and values, our column, and why."""
    table = view.found.table
    if table is None:
        return
    labels = {"": "not used", **{c.key: matching.column_label(c) for c in matching.our_columns(table)}}
    key = f"imp_col_{view.name}_{row.position}"
    st.session_state[key] = row.ours

    def changed() -> None:
        to = st.session_state[key]
        chosen = matching.assign(view, state.setup().chosen.get(view.place, {}), row.header, to)
        _choose(view, chosen, f"the choice of “{row.header}” as {to}" if to else f"leaving “{row.header}” unused")

    left, middle, right = st.columns(WIDTHS, vertical_alignment="center", gap="small")
    shown = " · ".join(md(text) for text in row.examples) or "no values"
    left.markdown(f"**{md(row.name)}**  \n:gray[{shown}]")
    if row.header:
        middle.selectbox(
            f"{row.name} is", list(labels), format_func=labels.__getitem__, key=key, on_change=changed, label_visibility="collapsed"
        )
    else:
        middle.caption("Give it a name in the file to use it.")
    icon = {"guess": ":orange[:material/help: guess] ", "matched": ":green[:material/check:] ", "elsewhere": ":blue[:material/info:] "}.get(
        row.state, ""
    )
    right.markdown(f"{icon}{md(row.why)}" if row.why else ":gray[ignored]")


# a mapping as a file


def _show_saved(loaded: Loaded) -> None:
    with st.expander("Save this match for next time, or load a saved one", icon=":material/save:"):
        st.download_button(
            "Save the match as a file",
            lambda: json.dumps(mapping_to_dict(loaded), indent=1, ensure_ascii=False).encode(),
            "cs-calc-match.json",
            "application/json",
            on_click="ignore",
            icon=":material/download:",
            help="Your choices of tables and columns and your answers. No cell of your files is in it.",
        )
        key = f"imp_mapping_{st.session_state.get('mapping_round', 0)}"
        saved = st.file_uploader("Load a saved match (json)", type=["json"], key=key, max_upload_size=1)
        if saved is not None:
            st.session_state["mapping_round"] = st.session_state.get("mapping_round", 0) + 1
            _load_mapping(saved.name, saved.getvalue())
            st.rerun()
    for sentence in st.session_state.get("imp_mapping_says", []):
        st.warning(md(sentence), icon=":material/rule:")


def _load_mapping(name: str, data: bytes) -> None:
    """Apply a saved match to the files of now; what does not fit is told."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        st.session_state["imp_mapping_says"] = [
            f"{name} is not a saved match: it holds no readable JSON. Choose the file that you saved here."
        ]
        return
    fitted = mapping_from_dict(content, [held.file for held in state.held().values()])
    if fitted.chosen or fitted.answers:
        state.use_mapping(name, fitted)
    st.session_state["imp_mapping_says"] = list(fitted.sentences)
