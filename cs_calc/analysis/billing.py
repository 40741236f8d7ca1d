"""Who pays by the month and who by the year, and who moves from one to the other."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.customer_rows import customer_rows
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.mrr import dated_subscriptions
from cs_calc.tables.periods import Kind, calendar, spoken
from cs_calc.units import MONEY

WORDS = {"week": "By the week", "month": "By the month", "quarter": "By the quarter", "year": "By the year", "several": "In several ways",
         "left": "Left"}  # fmt: skip


def interval_moves(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """How each customer of a period's start paid then and at its end: period, customer_id, start, end, opening_mrr, closing_mrr.

    start and end: week, month, quarter, year, several; end also left. Empty without subscriptions.
    """
    found: pd.DataFrame = dataset.keep(("revenue", "intervals", kind), lambda: _interval_moves(dataset, kind))
    return found


def _interval_moves(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    if dataset.mrr_table != "subscriptions" or dataset.months is None:
        return pd.DataFrame()
    rows = dated_subscriptions(dataset.tables["subscriptions"], dataset.as_of)
    rows = rows[rows["amount"] > 0]
    months = calendar(*dataset.months, kind)
    found = []
    for period, some in months.groupby("period", sort=True):
        ways = [_ways(rows, int(month)) for month in (some["month"].min() - 1, some["month"].max())]
        both = pd.DataFrame({"start": ways[0], "end": ways[1]})
        both = both[both["start"].notna()]
        found.append(both.assign(period=period, end=both["end"].fillna("left")).rename_axis("customer_id").reset_index())
    every = pd.concat(found, ignore_index=True)
    amounts = customer_rows(dataset, kind)[["period", "customer_id", "opening_mrr", "closing_mrr", "left"]]
    every = every.merge(amounts, on=["period", "customer_id"], how="inner")
    return every[["period", "customer_id", "start", "end", "opening_mrr", "closing_mrr"]]


def _ways(rows: pd.DataFrame, month: int) -> pd.Series[str]:
    """How each customer pays at a month's end, by customer."""
    active = rows[(rows["start_month"] <= month) & (rows["end_month"] > month)]
    ways = active[["customer_id", "interval"]].drop_duplicates()
    several = ways["customer_id"].duplicated(keep=False)
    ways = ways.assign(interval=ways["interval"].astype("object").where(~several, "several")).drop_duplicates()
    return ways.set_index("customer_id")["interval"]


def crossing(moves: pd.DataFrame, period: str) -> pd.DataFrame:
    """How many customers went from each way of paying to each: start, end, customers, opening_mrr, closing_mrr."""
    some = moves[moves["period"] == period]
    if not len(some):
        return pd.DataFrame(columns=["start", "end", "customers", "opening_mrr", "closing_mrr"])
    table = some.groupby(["start", "end"]).agg(
        customers=("customer_id", "count"), opening_mrr=("opening_mrr", "sum"), closing_mrr=("closing_mrr", "sum")
    )
    order = list(WORDS)
    return table.reset_index().sort_values(["start", "end"], key=lambda c: c.map(order.index)).reset_index(drop=True)


def conversion(moves: pd.DataFrame) -> pd.DataFrame:
    """Month to year by period: period, monthly (who paid by the month at the start), moved (by the year at the end), share, low, high."""
    rows = []
    for period, some in moves[moves["start"] == "month"].groupby("period", sort=True):
        moved = int((some["end"] == "year").sum())
        sure = wilson(moved, len(some))
        rows.append([period, len(some), moved, moved / len(some), sure and sure.low, sure and sure.high])
    return pd.DataFrame(rows, columns=["period", "monthly", "moved", "share", "low", "high"])


def churn_by_interval(moves: pd.DataFrame, period: str) -> pd.DataFrame:
    """Churn by way of paying in one period: group, customers, left, customer_churn, low, high, few."""
    rows = []
    some = moves[moves["period"] == period]
    for way in WORDS:
        mine = some[some["start"] == way]
        if len(mine):
            left = int((mine["end"] == "left").sum())
            sure = wilson(left, len(mine))
            rows.append([WORDS[way], len(mine), left, left / len(mine), sure and sure.low, sure and sure.high, len(mine) < 20])
    return pd.DataFrame(rows, columns=["group", "customers", "left", "customer_churn", "low", "high", "few"])


def conversion_sentence(moves: pd.DataFrame, period: str, currency: str) -> str:
    """How many went from monthly to yearly, and what that did to MRR: a yearly plan is often cheaper."""
    table = conversion(moves)
    row = table[table["period"] == period]
    if not len(row):
        return f"Nobody paid by the month at the start of {spoken(period)}."
    one = row.iloc[0]
    who = f"{one['moved']:.0f} of {one['monthly']:.0f} customers who paid by the month at the start"
    text = f"{who} pay by the year at the end of {spoken(period)}"
    text += f" ({one['share']:.1%}, likely {one['low']:.1%} to {one['high']:.1%})." if one["monthly"] else "."
    some = moves[(moves["period"] == period) & (moves["start"] == "month") & (moves["end"] == "year")]
    change = float(some["closing_mrr"].sum() - some["opening_mrr"].sum())
    if len(some) and abs(change) >= 0.005:
        text += f" Their MRR changed by {MONEY.show_change(change, currency)}: a cheaper yearly price counts as a downgrade."
    return text
