"""What was known of a customer at a moment: plan, owner, segment, country, and how large it was beside the others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_calc.tables.attributes import SEGMENT_COLUMNS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import label, number_of

SIZES = ("small", "middling", "large")
LATER = {"subscriptions": ("start_date", pd.Timedelta(0)), "monthly_mrr": ("month", pd.Timedelta(days=28))}
"""Tables that say what was when; monthly MRR speaks of the month's end."""


def groups_of(dataset: Dataset, cases: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """For each case the plan, owner and the like of its customer before `at`, and its size (thirds of the cases, by MRR).

    From the latest subscription (or month of MRR) before. The list of customers has things as they are now, which may be what
    the outcome made of them: it is asked only for what the others never tell.
    """
    known = dataset.attributes
    columns = [str(c) for c in known if c not in ("customer_id", "customer_name")]
    now = known.drop_duplicates("customer_id").set_index("customer_id")
    found = {c: cases["customer_id"].map(now[c]) for c in columns if known[c].notna().any()}
    for name, (when, late) in LATER.items():
        table = dataset.tables.get(name)
        if table is None or not len(table):
            continue
        own = [c for c in SEGMENT_COLUMNS if c in table and table[c].notna().any()]
        rows = table.assign(since=(table[when] + late).astype("datetime64[us]"))[["customer_id", "since", *own]].sort_values("since")
        left = cases[["customer_id", "at"]].assign(at=cases["at"].astype("datetime64[us]"), case=cases.index).sort_values("at")
        then = pd.merge_asof(left, rows, left_on="at", right_on="since", by="customer_id", allow_exact_matches=False).set_index("case")
        for column in own:
            found[column] = then[column].reindex(cases.index)
        break
    size = sizes(dataset, cases)
    return {**found, "size": size} if size is not None else found


def sizes(dataset: Dataset, cases: pd.DataFrame) -> pd.Series[Any] | None:
    """Small, middling or large: the third of all cases that the customer's MRR before falls into; None without MRR data.

    Of those who paid nothing yet it is not known.
    """
    if "customer_periods" not in dataset.frames.names:
        return None
    by_month = dataset.detail("customer_periods", "month")
    mrr = by_month[by_month["opening_mrr"] > 0].set_index(["customer_id", "period"])["opening_mrr"]
    months = cases["at"].map(lambda day: label(number_of(day), "month"))
    paid = pd.Series(mrr.reindex(pd.MultiIndex.from_arrays([cases["customer_id"], months])).to_numpy(), cases.index)
    if paid.notna().sum() < len(SIZES) or paid.nunique() < len(SIZES):
        return None
    third: pd.Series[Any] = pd.cut(paid.rank(pct=True), [0, 1 / 3, 2 / 3, 1], labels=list(SIZES)).astype("object")
    return third
