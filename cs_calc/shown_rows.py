"""Rows as people read them: plain column names, no helper columns, days without an empty time, nothing that Excel would compute."""

from __future__ import annotations

import pandas as pd

from cs_calc.tables.measures import COLUMN_WORDS

HIDDEN = {"was_in", "is_in", "left", "joined", "came_in", "new_left", "scale_min", "scale_max"}


def tidy_names(rows: pd.DataFrame, *, cells: bool = False) -> pd.DataFrame:
    """Rows with plain column names, without helper columns and columns that hold nothing.

    With `cells`, for a sheet that is written cell by cell, days stay dates and text stays as it is: there it cannot compute.

    >>> tidy_names(pd.DataFrame({"customer_id": ["=1+1"], "mrr": [10.0], "is_in": [1], "owner": [None]})).to_dict("list")
    {'Customer id': ["'=1+1"], 'MRR': [10.0]}
    """
    kept = rows[[c for c in rows if c not in HIDDEN]].copy()
    for column in () if cells else kept.select_dtypes("datetime"):
        if (kept[column].dropna().dt.normalize() == kept[column].dropna()).all():
            kept[column] = kept[column].dt.strftime("%Y-%m-%d")
    for column in () if cells else kept.select_dtypes(["object", "string"]):
        kept[column] = kept[column].map(lambda v: f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t\r" and v[:1] else v)
    kept = kept if cells and not len(kept) else kept.loc[:, kept.notna().any()]
    names = {"_sheet": "In the file", "_row": "Row", **{k: w[0].upper() + w[1:] for k, w in COLUMN_WORDS.items()}}
    return kept.rename(columns=names).rename(columns=lambda c: str(c).replace("_", " ") if c in names.values() else _spoken(str(c)))


def _spoken(column: str) -> str:
    """A column's name with a capital; MRR, NPS and the like stay as they are."""
    text = column.replace("_", " ")
    return "MRR" if text == "mrr" else text[:1].upper() + text[1:]


def is_money(column: str) -> bool:
    """Whether a column of `tidy_names` holds amounts."""
    return "MRR" in column or "fees" in column or column in ("Amount", "Price", "Value due")
