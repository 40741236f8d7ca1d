"""Rows for people: a table that can be taken along, and the rows of the uploaded file behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import COLUMN_WORDS


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


HIDDEN = {
    "was_in",
    "is_in",
    "left",
    "joined",
    "came_in",
    "new_left",
    "scale_min",
    "scale_max",
}


def tidy_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for people: no helper columns, plain column names, days without an empty time, no formula for Excel."""
    kept = rows[[c for c in rows if c not in HIDDEN]].copy()
    for column in kept.select_dtypes("datetime"):
        if (kept[column].dropna().dt.normalize() == kept[column].dropna()).all():
            kept[column] = kept[column].dt.strftime("%Y-%m-%d")
    for column in kept.select_dtypes(["object", "string"]):
        kept[column] = kept[column].map(lambda v: f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t\r" and v[:1] else v)
    kept = kept.loc[:, kept.notna().any()]
    names = {"_sheet": "In the file", "_row": "Row", **{k: w[0].upper() + w[1:] for k, w in COLUMN_WORDS.items()}}
    return kept.rename(columns=names).rename(
        columns=lambda c: str(c).replace("_", " ") if c in names.values() else str(c).replace("_", " ").capitalize()
    )


def money_columns(rows: pd.DataFrame) -> dict[str, object]:
    """How the amounts among the columns of `tidy_names` are shown."""
    amounts = [c for c in rows.select_dtypes("float") if "MRR" in c or "fees" in c or c in ("Amount", "Price")]
    return {c: st.column_config.NumberColumn(format="accounting") for c in amounts}
