"""Rows for people: a table that can be taken along, and the rows of the uploaded file behind it."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from cs_calc.shown_rows import is_money, tidy_names
from cs_calc.tables.dataset import Dataset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 10
MOST_IN_EXCEL = 100_000


def show_table(rows: pd.DataFrame, what: str, *, key: str, file_name: str) -> None:
    """A table with plain column names, and the same as a sheet."""
    shown = tidy_names(rows)
    st.dataframe(
        shown,
        hide_index=True,
        height=height_of(len(shown)),
        column_config=money_columns(shown),
        key=key,
        alt=f"{len(shown)} rows: the {what}.",
    )
    show_downloads(rows, "Download these rows", what, key=key, file_name=file_name)


def height_of(rows: int) -> int | Literal["content"]:
    """The height of a table: as many rows as it has, or about eleven of them and a bar to scroll."""
    return "content" if rows <= MOST_SHOWN else 400


def show_downloads(rows: pd.DataFrame, label: str, what: str, *, key: str, file_name: str) -> None:
    """Rows to take along, as an Excel sheet (dates as dates, ids as text) or as csv; either is written when it is asked for."""
    stem = file_name.removesuffix(".csv")

    def excel() -> bytes:
        from cs_calc.workbook.one_list import sheet_of_rows  # heavy: only when somebody asks for it

        return sheet_of_rows(rows, what[:1].upper() + what[1:])

    def csv() -> bytes:
        return tidy_names(rows).to_csv(index=False).encode("utf-8-sig")

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(rows) <= MOST_IN_EXCEL:
            st.download_button(label, excel, f"{stem}.xlsx", XLSX, on_click="ignore", icon=":material/download:", key=f"{key}_xlsx",
                               help="An Excel sheet, ready to filter.")  # fmt: skip
            st.download_button("as csv", csv, f"{stem}.csv", "text/csv", on_click="ignore", type="tertiary", key=f"{key}_csv")
        else:
            st.download_button(label, csv, f"{stem}.csv", "text/csv", on_click="ignore", icon=":material/download:", key=f"{key}_csv",
                               help=f"As csv: more than {MOST_IN_EXCEL:,} rows are slow to open in Excel.")  # fmt: skip


def show_source_rows(dataset: Dataset, rows: pd.DataFrame, key: str) -> None:
    """For numbers counted per customer: the rows of the uploaded file that they come from."""
    if "_row" in rows or "customer_id" not in rows:
        return
    with st.expander("Their rows in the file", icon=":material/description:"):
        show_table(dataset.source_rows(set(rows["customer_id"])), "rows of the uploaded file", key=key, file_name="rows-in-the-file.csv")


def money_columns(rows: pd.DataFrame) -> dict[str, object]:
    """How the amounts among the columns of `tidy_names` are shown."""
    return {c: st.column_config.NumberColumn(format="accounting") for c in rows.select_dtypes("float") if is_money(c)}
