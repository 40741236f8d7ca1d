"""Rows as people read them: plain column names, no helper columns, days without an empty time, nothing that Excel would compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.measures import COLUMN_WORDS

COMPUTED = frozenset("=+-@\t\r")
"""What a spreadsheet computes begins with one of these."""
NAMES = {"_sheet": "In the file", "_row": "Row", **{k: w[0].upper() + w[1:] for k, w in COLUMN_WORDS.items()}}
HIDDEN = {"was_in", "is_in", "left", "joined", "came_in", "new_left", "scale_min", "scale_max"}


def tidy_names(rows: pd.DataFrame, *, cells: bool = False) -> pd.DataFrame:
    """Rows with plain column names, without helper columns and columns that hold nothing.

    With `cells`, for a sheet that is written cell by cell, days stay dates and text stays as it is: there it cannot compute.

    >>> tidy_names(pd.DataFrame({"customer_id": ["=1+1"], "mrr": [10.0], "is_in": [1], "owner": [None]})).to_dict("list")
    {'Customer id': ["'=1+1"], 'MRR': [10.0]}
    """
    names, kept = [], []
    for place, name in enumerate(rows.columns):
        column = rows.iloc[:, place]
        if name in HIDDEN or not (column.notna().any() or (cells and not len(rows))):
            continue
        names.append(NAMES.get(name) or _spoken(str(name)))
        kept.append(column if cells else _shown(column))
    found = pd.DataFrame(dict(enumerate(kept)), index=rows.index)
    found.columns = pd.Index(names, dtype="str")
    return found


def _shown(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype.kind == "M" and not isinstance(column.dtype, pd.DatetimeTZDtype):
        return _days(column)
    return _harmless(column) if column.dtype == object or isinstance(column.dtype, pd.StringDtype) else column


def _days(moments: pd.Series[Any]) -> pd.Series[Any]:
    """Moments that are all whole days, as text without the empty time; others as they are."""
    known = moments.dropna()
    if not (known.dt.normalize() == known).all():
        return moments
    written = pd.Series(np.datetime_as_string(known.to_numpy(), unit="D"), index=known.index, dtype="str")
    return written if len(written) == len(moments) else written.reindex(moments.index)


def _harmless(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Text that a spreadsheet would compute, with a mark in front that keeps it text."""
    if not any(isinstance(v, str) and v[:1] in COMPUTED for v in texts.to_numpy(dtype=object)):
        return texts
    return texts.map(lambda v: f"'{v}" if isinstance(v, str) and v[:1] in COMPUTED else v)


def _spoken(column: str) -> str:
    """A column's name with a capital; MRR, NPS and the like stay as they are."""
    text = column.replace("_", " ")
    return "MRR" if text == "mrr" else text[:1].upper() + text[1:]


def is_money(column: str) -> bool:
    """Whether a column of `tidy_names` holds amounts."""
    return "MRR" in column or "fees" in column or column in ("Amount", "Price", "Value due")
