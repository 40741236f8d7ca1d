"""Customers by period with who they are: their movements, segments, size and age, for every split of revenue and churn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from cs_calc.tables.dataset import UNKNOWN, Dataset
from cs_calc.tables.periods import Kind, calendar
from cs_calc.units import MONEY

SIZE, AGE = "size_", "age_"
"""Two splits that are worked out and not in the file: MRR at the start of the period, and time since the first paid month."""
AGES = ((6, "Under 6 months"), (12, "6 to 11 months"), (24, "1 year to 2"), (10_000, "2 years and more"))
SUMS = {
    "opening_mrr": "opening_mrr", "new_mrr": "new_mrr", "expanded_mrr": "expanded_mrr", "reactivated_mrr": "reactivated_mrr",
    "contracted_mrr": "contracted_mrr", "churned_mrr": "churned_mrr", "kept_mrr": "kept_mrr", "counted_closing_mrr": "closing_mrr",
    "opening_customers": "was_in", "left_customers": "left", "closing_customers": "is_in",
}  # fmt: skip
"""Inputs of metrics that are sums over customers and periods, and the column that is summed."""


def customer_rows(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """One row per customer and period: `movements.customer_periods` with the customer's attributes, `first_month` and `age` (months).

    `age` counts from the first month at whose end it paid to the start of the period; missing before it was a customer.
    Empty without MRR data.
    """
    found: pd.DataFrame = dataset.keep(("revenue", "rows", kind), lambda: _rows(dataset, kind))
    return found


def _rows(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    if dataset.months is None:
        return pd.DataFrame()
    rows = dataset.detail("customer_periods", kind).drop(columns="segment")
    known = dataset.attributes
    rows = rows.merge(known, on="customer_id", how="left")
    by_month = dataset.frames.by_month()
    first = by_month[by_month["closing_mrr"] > 0].groupby("customer_id")["month"].min()
    starts = calendar(*dataset.months, kind).groupby("period")["month"].min()
    rows["first_month"] = rows["customer_id"].map(first).astype("float64")
    age = rows["period"].map(starts).astype("float64") - rows["first_month"]
    rows["age"] = age.where(rows["was_in"] == 1)
    return rows


def in_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of one period; empty where there are none."""
    return rows[rows["period"] == period] if len(rows) else rows


def sums(rows: pd.DataFrame) -> dict[str, float]:
    """The inputs of metrics that are sums over these rows, by key.

    >>> sums(pd.DataFrame({"was_in": [1, 1], "left": [0, 1], "opening_mrr": [10.0, 5.0]}))
    {'opening_mrr': 15.0, 'opening_customers': 2.0, 'left_customers': 1.0}
    """
    return {key: float(rows[column].sum()) for key, column in SUMS.items() if column in rows}


def sums_by(rows: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """The same for each group: the groups as index, one column per input."""
    columns = {key: column for key, column in SUMS.items() if column in rows}
    return (
        rows.groupby([by] if isinstance(by, str) else by, sort=True, observed=True)[list(columns.values())]
        .sum()
        .astype("float64")
        .set_axis(list(columns), axis=1)
    )


def splits(dataset: Dataset) -> list[str]:
    """What customers can be split by: the columns of the data, then size and age."""
    known = dataset.attributes
    return [*(c for c in dataset.segment_columns if c in known), SIZE, AGE]


def grouped(rows: pd.DataFrame, by: str, currency: str = "$") -> pd.Series[Any]:
    """The group of each row in a split; a missing attribute is its own group. Rows without a size or age are missing.

    Sizes are quarters of the customers of the start by their MRR, the uppermost without the largest tenth, which stands alone.
    """
    if by == AGE:
        return rows["age"].map(age_band)
    if by == SIZE:
        return sizes(rows["opening_mrr"].where(rows["was_in"] == 1), currency)
    return rows[by].fillna(UNKNOWN).astype("str")


def age_band(months: float) -> str | None:
    """Which of `AGES` a number of months lies in.

    >>> age_band(0), age_band(11), age_band(12), age_band(float("nan"))
    ('Under 6 months', '6 to 11 months', '1 year to 2', None)
    """
    return next((name for limit, name in AGES if months < limit), None) if months == months else None


def sizes(amounts: pd.Series[Any], currency: str = "$") -> pd.Series[Any]:
    """Each amount's band: quarters of them all, and the largest tenth on its own. Missing where there is no amount."""
    edges = size_edges(amounts)
    names = size_names(edges, currency)

    def band(amount: float) -> str | None:
        return None if amount != amount else names[sum(amount > edge for edge in edges)]

    return amounts.map(band)


def size_edges(amounts: pd.Series[Any]) -> list[float]:
    """The upper edges of the bands below the last: 25 %, 50 %, 75 % and 90 % of the amounts lie at or below; equal edges once."""
    known = amounts.dropna()
    return sorted({float(known.quantile(q)) for q in (0.25, 0.5, 0.75, 0.9)} - {float(known.max())}) if len(known) else []


def size_names(edges: Sequence[float], currency: str = "$") -> list[str]:
    """The names of the bands between edges, in order.

    >>> size_names([100.0, 250.5])
    ['Up to $100', '$100 to $251', 'Over $251']
    """
    shown = [MONEY.show_brief(edge, currency) for edge in edges]
    if not shown:
        return ["All sizes"]
    return [f"Up to {shown[0]}", *(f"{a} to {b}" for a, b in pairwise(shown)), f"Over {shown[-1]}"]


def order_of(by: str, groups: Sequence[str], edges: Sequence[float] = (), currency: str = "$") -> list[str]:
    """The groups of a split in the order in which people read them: sizes and ages from small to large, others by the alphabet."""
    every = {AGE: [name for _, name in AGES], SIZE: size_names(edges, currency)}.get(by, sorted(groups))
    return [g for g in every if g in set(groups)]


def named(rows: pd.DataFrame) -> pd.Series[Any]:
    """What each customer is called: its name, else its id."""
    name = rows["customer_name"] if "customer_name" in rows else pd.Series(None, rows.index, dtype="object")
    return name.where(name.notna(), rows["customer_id"])


def records(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The rows as records, for text."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
