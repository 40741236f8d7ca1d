"""One behaviour and one outcome: the table of four worked by hand, inside plans and sizes, and the customers behind it."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import drivers_say as say
from cs_calc.analysis import drivers_tables as tables
from cs_calc.analysis.drivers import STRATA, Tried
from cs_calc.tables.dataset import Dataset
from pages.parts import state
from pages.parts.rows import show_table
from pages.parts.text import md


def show_one(dataset: Dataset, found: Tried, picked: str) -> None:
    """The working of the behaviour that was clicked, or chosen here."""
    keys = list(found.table["key"])
    first = say.leading(found)
    start = picked if picked in keys else first["key"] if first else keys[0]
    names = dict(zip(found.table["key"], found.table["name"], strict=True))
    key = st.selectbox(
        "Behaviour", keys, keys.index(start), format_func=names.__getitem__, key=f"drivers_of_{found.outcome.key}_{start}", width=420
    )
    said = say.goes_with(found, tables.row_of(found, key))
    st.markdown(md(said[0].upper() + said[1:]))
    left, right = st.columns(2)
    with left:
        st.dataframe(tables.two_by_two(found, key), hide_index=True, key=f"drivers_four_{key}", alt="The four counts with their sums.")
    with right:
        for line in tables.working(found, key):
            st.markdown(md(line))
        if st.button("What if? Change these numbers", icon=":material/calculate:", key="drivers_what_if"):
            state.ask_what_if("behaviour_lift", "outcome_rate_ratio", tables.as_inputs(found, key))
            st.switch_page("pages/calculate/calculator.py")
    shown = [(name, *tables.strata(found, key, name)) for name in STRATA]
    for name, table, text in shown:
        if len(table):
            st.markdown(f":material/call_split: {md(text)}")
            with st.expander(f"Inside {STRATA[name]}", icon=":material/table:"):
                show_table(table, STRATA[name], key=f"drivers_in_{name}_{key}", file_name=f"drivers-{found.outcome.key}-by-{name}.csv")
    st.markdown("##### The customers behind it")
    row = tables.row_of(found, key)
    yes, no = found.outcome.did, "did not"
    sides = {
        "with_no": f"With, {no} ({row['n_with'] - row['k_with']:,})", "with_yes": f"With, {yes} ({row['k_with']:,})",
        "without_no": f"Without, {no} ({row['n_without'] - row['k_without']:,})", "without_yes": f"Without, {yes} ({row['k_without']:,})",
    }  # fmt: skip
    side = st.segmented_control(
        "Which", list(sides), default="without_no", required=True, format_func=sides.__getitem__, key="drivers_side"
    )
    rows = tables.behind(dataset, found, key, side)
    if len(rows):
        show_table(rows, "cases behind it", key=f"drivers_rows_{key}_{side}", file_name=f"drivers-{found.outcome.key}-{side}.csv")
    else:
        st.caption("There is none.")
