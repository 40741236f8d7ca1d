"""Rows for people: a table that can be taken along, and the rows of the uploaded file behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.shown_rows import is_money, tidy_names
from cs_calc.tables.dataset import Dataset


def show_table(rows: pd.DataFrame, what: str, *, key: str, file_name: str) -> None:
    """A table with plain column names, and the same as csv."""
    shown = tidy_names(rows)
    height = min(400, 38 + 35 * len(shown))
    st.dataframe(shown, hide_index=True, height=height, column_config=money_columns(shown), key=key, alt=f"{len(shown)} rows: the {what}.")
    data = shown.to_csv(index=False).encode("utf-8-sig")
    st.download_button("Download these rows", data, file_name, "text/csv", on_click="ignore", icon=":material/download:", key=f"{key}_csv")


def show_source_rows(dataset: Dataset, rows: pd.DataFrame, key: str) -> None:
    """For numbers counted per customer: the rows of the uploaded file that they come from."""
    if "_row" in rows or "customer_id" not in rows:
        return
    with st.expander("Their rows in the file", icon=":material/description:"):
        show_table(dataset.source_rows(set(rows["customer_id"])), "rows of the uploaded file", key=key, file_name="rows-in-the-file.csv")


def money_columns(rows: pd.DataFrame) -> dict[str, object]:
    """How the amounts among the columns of `tidy_names` are shown."""
    return {c: st.column_config.NumberColumn(format="accounting") for c in rows.select_dtypes("float") if is_money(c)}
