"""Data: use the sample or upload; what was understood, what is wrong and where, rows read = used + set aside."""

from collections import Counter

import pandas as pd
import streamlit as st

from cs_calc.tables.checking import place_of
from cs_calc.tables.load import Loaded
from cs_calc.tables.match import Match
from cs_calc.tables.schema import TABLES, Column, category_key
from pages.parts import state
from pages.parts.assumptions import show_assumptions
from pages.parts.rows import tidy_names
from pages.parts.text import md, money_safe

SIGNS = ["", "$", "€", "£", "¥", "CHF "]

st.title("Data")
st.markdown("Which spreadsheets do you have? We read them, say what we understood, and what is wrong with them, row by row.")

uploads = st.file_uploader(
    "Spreadsheets: xlsx, xls, xlsb, ods, csv or tsv, several at once",
    type=["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"],
    accept_multiple_files=True,
    key=f"uploads_{st.session_state.get('upload_round', 0)}",
)
with st.container(horizontal=True):
    st.button("Use the sample company", icon=":material/science:", on_click=state.use_sample, type="secondary" if uploads else "primary")
    if st.button("Templates", icon=":material/table:", help="An empty workbook with our columns, notes and example rows."):
        st.session_state["show_template"] = True
    if state.loaded() is not None and st.button(
        "Clear everything", icon=":material/delete:", help="Forget all that is loaded in this session."
    ):
        state.clear()
        st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
        st.query_params.clear()
        st.rerun()
st.caption("Files are read in this session's memory, never written to disk, and seen by nobody else. Closing the tab forgets them.")

if st.session_state.pop("show_template", False):
    from cs_calc.workbook import write_template

    st.download_button(
        "Download the template workbook", write_template(), "cs-calc-template.xlsx", on_click="ignore", icon=":material/download:"
    )

seen = st.session_state.setdefault("seen_uploads", set())
fresh = [u for u in uploads or [] if u.file_id not in seen]
if fresh:
    with st.spinner("Reading and checking ...", show_time=True):
        refused = state.add_files(fresh)
    seen.update(u.file_id for u in fresh)
    st.session_state["refused"] = [why.message for why in refused]
    st.rerun()  # so that the whole frame knows of the new data
for sentence in st.session_state.get("refused", []) if uploads else []:
    st.error(md(sentence), icon=":material/block:")


def show_questions(found: Loaded) -> None:
    """What the data cannot decide: asked once, remembered for the session."""
    for question in found.questions:
        with st.container(border=True):
            st.markdown(f":material/help: **{md(question.asks)}**")
            words = dict(question.choices)
            answer = st.radio(
                "Your answer",
                list(words),
                index=None,
                format_func=lambda v, w=words: w[v],
                key=f"q_{question.key}",
                label_visibility="collapsed",
            )
            if answer:
                state.set_answer(question.key, answer)
                st.rerun()


def choose_table(match: Match) -> None:
    """Which table a sheet is: ours, unless a person says otherwise."""
    place, names = place_of(match.sheet), {"": "Leave it out", **{k: t.name for k, t in TABLES.items()}}
    current = match.table.key if match.table else ""
    chosen = st.selectbox(f"{place} is", list(names), list(names).index(current), format_func=names.__getitem__, key=f"table_{place}")
    if chosen != current:
        state.choose(place, "table", chosen)
        st.rerun()


def choose_columns(match: Match, missing: list[Column]) -> None:
    """Which columns of the file the missing ones are."""
    place = place_of(match.sheet)
    for column in missing:
        hint = (match.suggestions or {}).get(column.key)
        pick = st.selectbox(
            f"{column.key}: {column.says}",
            [h for h in match.sheet.header if h],
            index=None,
            key=f"col_{place}_{column.key}",
            placeholder=f"Perhaps {hint}?" if hint else "Choose a column of the file",
        )
        if pick:
            state.choose(place, column.key, pick)
            st.rerun()


def show_missing(found: Loaded) -> None:
    """Sheets that were not understood, or lack a required column: a person says which one it is."""
    understood = []
    for match in found.matches:
        missing = [c for c in match.missing if c.key != "survey_type"]
        if not match.sheet.header:
            continue
        if match.table is not None and not missing:
            understood.append(match)
            continue
        opened = match.table is not None or len(found.matches) == 1
        with st.expander(f"Tell us what {md(place_of(match.sheet))} is", icon=":material/rule:", expanded=opened):
            choose_table(match)
            choose_columns(match, missing if match.table is not None else [])
    if understood and not state.is_sample():
        with st.expander("Was a sheet read as the wrong table?", icon=":material/swap_horiz:"):
            for match in understood:
                choose_table(match)


def show_ledger(found: Loaded) -> None:
    """Rows read = rows used + rows set aside, for every sheet."""
    st.subheader("What was understood")
    rows = [
        {
            "Sheet": x.sheet,
            "Read as": TABLES[x.table].name if x.table else "not recognised",
            "Rows read": x.rows_read,
            "Rows used": x.rows_used,
            "Rows set aside": x.rows_set_aside,
        }
        for x in found.ledger
    ]
    total = {k: sum(r[k] for r in rows) for k in ("Rows read", "Rows used", "Rows set aside")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Rows read, used and set aside for each sheet.")
    st.caption(f"In all: {total['Rows read']:,} rows read = {total['Rows used']:,} used + {total['Rows set aside']:,} set aside.")
    with st.expander("Which column was read as which, and why", icon=":material/view_column:"):
        splits = found.dataset.segment_columns
        table = pd.DataFrame(
            {
                "Sheet": place_of(m.sheet),
                "Column in the file": c.header or f"(column {c.position + 1}, no header)",
                "Example": next((str(v) for v in m.sheet.columns[c.position].dropna().head(1)), ""),
                "Read as": c.column.key if c.column else "used to split by" if category_key(c.header) in splits else "not used",
                "Why": c.why,
            }
            for m in found.matches
            for c in m.columns
        )
        st.dataframe(table, hide_index=True, alt="The columns of the files and what each was read as.")


def show_problems(found: Loaded) -> None:
    """Problems grouped by repair: errors first, then warnings, then notes."""
    st.subheader("What is wrong, and where")
    counts = Counter(p.severity for p in found.problems)
    if found.questions:
        st.info("Answer the question above first: until then its rows are not used.", icon=":material/help:")
    elif not counts["error"] and not counts["warning"]:
        st.success("Nothing is wrong with these files.", icon=":material/check_circle:")
    for severity, icon, title in (("error", ":material/error:", "Set aside"), ("warning", ":material/warning:", "Look at it")):
        chosen = [p for p in found.problems if p.severity == severity]
        if chosen:
            st.markdown(f"{icon} **{title}**")
            for problem in chosen:
                st.markdown(f"- {md(problem.message)}")
    notes = [p for p in found.problems if p.severity == "note"]
    if notes:
        with st.expander("How the files were read", icon=":material/info:"):
            for problem in notes:
                st.markdown(f"- {md(problem.message)}")
    if len(found.set_aside):
        st.download_button(
            f"Download the {len(found.set_aside):,} rows set aside, with the reason",
            icon=":material/download:",
            data=tidy_names(found.set_aside).to_csv(index=False).encode("utf-8-sig"),
            file_name="set-aside.csv",
            on_click="ignore",
        )


found = state.loaded()
if found is None:
    st.stop()
if state.has_answers():
    st.button(
        "Ask me again",
        icon=":material/undo:",
        on_click=state.forget_answers,
        help="Take back what you answered or chose about these files.",
    )
show_questions(found)
show_missing(found)
if found.dataset.tables:
    message = f"{found.message} The data runs to {found.dataset.as_of:%d %B %Y}."
    st.success(money_safe(message), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.page_link("pages/analyse/scorecard.py", label="Go to the scorecard", icon=":material/speed:")
        st.page_link("pages/analyse/revenue.py", label="Go to revenue", icon=":material/waterfall_chart:")
elif not found.questions:
    st.error(money_safe(found.message), icon=":material/block:")
show_ledger(found)
show_problems(found)
if found.dataset.mrr_table and not state.is_sample():
    st.subheader("How it is read")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input("Last day of the data", found.dataset.as_of, key=f"until_{found.dataset.as_of}", width=190)
        current = st.session_state.get("sign", "")
        sign = st.selectbox("Sign before amounts", SIGNS, SIGNS.index(current), format_func=lambda s: s or "as in the file", width=190)
    st.caption("Subscriptions that end after the last day count as still running: change it if the file was exported on another day.")
    if day != found.dataset.as_of:
        state.set_until(day)
        st.rerun()
    if sign != current:
        state.set_sign(sign)
        st.rerun()
if found.dataset.tables:
    show_assumptions(found.dataset)
