"""The third door: paste a column of raw values, see what was counted, and put the counts into the calculator."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc import answer
from cs_calc.formulas import fields_of, inputs_of
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import ALL
from cs_calc.tables.doors import UNITS, Door
from cs_calc.tables.measures import words_for
from cs_calc.tables.paste import Counted, count_pasted
from pages.parts import state
from pages.parts.text import md, money_safe


@st.dialog("Paste a column", width="large", icon=":material/content_paste:")
def paste_dialog(metric: Metric, variant: Variant, door: Door) -> None:
    """A text area, what it was counted as, and the button that fills the calculator."""
    st.markdown(f"**{md(door.name)}**, one on each line, straight from a spreadsheet. A second column groups the answer.")
    unit = ""
    if door.kind in UNITS:
        unit = st.segmented_control("In which unit are plain numbers?", list(UNITS[door.kind]), default=next(iter(UNITS[door.kind]))) or ""
        if door.kind in ("hours", "days"):
            st.caption("Times such as 1:30 or 90 min are read as they stand; two columns of dates are read as from and to.")
    text = st.text_area("Values", height=200, placeholder=door.example, key=f"paste_{door.key}")
    if not text.strip():
        st.caption("Nothing pasted yet.")
        return
    try:
        counted = count_pasted(door, text, unit=unit)
    except ValueError as why:
        st.warning(money_safe(str(why)), icon=":material/help:")
        return
    _show_counted(metric, variant, counted)


def show_paste(metric: Metric, variant: Variant, door: Door) -> None:
    """The button that opens the door."""
    if st.button("Paste a column", icon=":material/content_paste:", help=f"{door.name}: count them by the rules that uploads use."):
        paste_dialog(metric, variant, door)


def _show_counted(metric: Metric, variant: Variant, counted: Counted) -> None:
    whole = answer(metric, counted.inputs[ALL], variant.key)
    st.markdown(f"{counted.used:,} of {counted.read:,} lines used. **{md(whole.sentence())}**")
    for part in whole.inputs:
        value = whole.worked.values.get(part.key)
        if value is not None and words_for(part.key):
            st.caption(f"{md(part.name)}: {md(part.unit.show(value))} ({md(words_for(part.key))})")
    if counted.not_read:
        lines = "1 line was" if len(counted.not_read) == 1 else f"{len(counted.not_read):,} lines were"
        st.markdown(f":orange[:material/warning:] {lines} not used:")
        rows = [{"Line": number, "Found": text, "Why": why} for number, text, why in counted.not_read]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Pasted lines that could not be read, with the reason.")
    groups = {segment: answer(metric, inputs, variant.key) for segment, inputs in counted.inputs.items() if segment != ALL}
    if groups:
        table = [
            {
                "Group": segment,
                metric.name: found.shown or found.problem,
                "Likely": found.range_shown,
                "n": found.interval.n if found.interval else None,
            }
            for segment, found in groups.items()
        ]
        st.dataframe(pd.DataFrame(table), hide_index=True, alt=f"{metric.name} for each group, with its range.")
    keys = {part.key for part in (*fields_of(metric), *inputs_of(metric))}
    numbers = {key: value for key, value in counted.inputs[ALL].items() if key in keys}
    if st.button("Put into the calculator", type="primary", disabled=whole.value is None):
        state.put_typed(numbers)
        st.rerun()
