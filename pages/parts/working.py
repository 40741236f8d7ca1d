"""Parts of a worked answer that stand beside the card: the formula as in a book, and the rows behind a number."""

from __future__ import annotations

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.expr import Step, steps
from cs_calc.say import in_latex, latex_text
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.measures import words_for
from cs_calc.tables.periods import Kind
from pages.parts.rows import show_source_rows, show_table


def show_formula(formula: Step) -> None:
    """The formula as it is written in a book, every named part on a line of its own."""
    for step in reversed(steps(formula)):
        st.latex(rf"\text{{{latex_text(step.name)}}} = {in_latex(step.body)}")


def show_rows(dataset: Dataset, found: Answer, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> None:
    """The rows behind one input, with file and row number; the person picks the input."""
    counted = {part.key: part for part in found.inputs if words_for(part.key)}
    if not counted:
        return
    key = st.selectbox(
        "Rows behind", list(counted), format_func=lambda k: counted[k].name, key=f"rows_{found.metric.key}_{found.variant.key}"
    )
    st.caption(f"{counted[key].name}: {words_for(key)}.")
    rows = dataset.rows(key, kind, period, by, segment)
    if rows.empty:
        st.caption("No rows: the count is 0." if key in found.given else "This number is not counted from rows.")
        return
    show_table(rows, f"rows behind {counted[key].name}", key=f"table_{found.metric.key}", file_name=f"{key}-{period}.csv")
    show_source_rows(dataset, rows, f"source_{found.metric.key}")
