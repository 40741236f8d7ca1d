"""What is known of each customer: name, plan, owner, segment, country."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_calc.tables.schema import own_categories

SEGMENT_COLUMNS = ("plan", "owner", "segment", "country")


def customer_attributes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per customer: customer_id, customer_name and each segment column that some table has.

    The customer list comes first, then the customer's latest subscription or month: the latest known value.
    """
    frames = []
    for name, order in (("customers", None), ("subscriptions", "start_date"), ("monthly_mrr", "month")):
        table = tables.get(name)
        if table is None or not len(table):
            continue
        latest = table.sort_values(order, kind="stable") if order else table
        wanted = [c for c in ("customer_name", *SEGMENT_COLUMNS, *own_categories(name, table)) if c in table]
        frames.append(latest.groupby("customer_id")[wanted].last() if wanted else latest.groupby("customer_id").size().to_frame()[[]])
    if not frames:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.combine_first(frame)
    return whole.reset_index()
