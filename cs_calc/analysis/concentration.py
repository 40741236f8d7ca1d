"""How much hangs on few accounts: their share of MRR, and how far each rate moves without the one account that moves it most."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_calc.analysis.customer_rows import SUMS, customer_rows, in_period, named, sums
from cs_calc.answer import answer
from cs_calc.metrics import METRICS
from cs_calc.report import given, work_column
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import MONEY
from cs_calc.work import number

TOPS = (1, 5, 10)
MOVED = ("gross_mrr_churn", "net_mrr_churn", "net_revenue_retention", "gross_revenue_retention", "customer_churn_rate")


def accounts(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Customers at a period's end, the largest first: rank, customer_id, name, mrr, share, together (share of all up to it), attributes."""
    rows = in_period(customer_rows(dataset, kind), period)
    rows = rows[rows["closing_mrr"] > 0] if len(rows) else rows
    if not len(rows):
        return pd.DataFrame(columns=["rank", "customer_id", "name", "mrr", "share", "together"])
    rows = rows.assign(name=named(rows), mrr=rows["closing_mrr"])
    rows = rows.sort_values(["mrr", "customer_id"], ascending=[False, True], kind="stable").reset_index(drop=True)
    rows["rank"], rows["share"] = range(1, len(rows) + 1), rows["mrr"] / rows["mrr"].sum()
    rows["together"] = rows["share"].cumsum()
    extra = [c for c in dataset.attributes if c not in ("customer_id", "customer_name")]
    return rows[["rank", "customer_id", "name", "mrr", "share", "together", *extra]]


def shares_over_time(dataset: Dataset, kind: Kind, tops: Sequence[int] = TOPS) -> pd.DataFrame:
    """The share of MRR at the end that the largest accounts hold, by period: period, then a column per number of accounts (fractions)."""
    rows = customer_rows(dataset, kind)
    found = []
    for period, some in rows[rows["closing_mrr"] > 0].groupby("period", sort=True):
        amounts = some["closing_mrr"].sort_values(ascending=False)
        found.append({"period": period, **{top_name(n): amounts.iloc[:n].sum() / amounts.sum() for n in tops}})
    return pd.DataFrame(found, columns=["period", *(top_name(n) for n in tops)])


def top_name(accounts: int) -> str:
    """What the largest accounts are called.

    >>> top_name(1), top_name(10)
    ('Largest', 'Top 10')
    """
    return "Largest" if accounts == 1 else f"Top {accounts}"


def concentration_sentence(table: pd.DataFrame, period: str, currency: str) -> str:
    """What share of MRR the largest 1, 5 and 10 accounts hold. `table`: see `accounts`."""
    if not len(table):
        return f"Nobody pays at the end of {spoken(period)}."
    n, first = len(table), table.iloc[0]
    parts = [f"the largest 5 {table['share'].head(5).sum():.1%}"] if n > 5 else []
    parts += [f"the largest 10 {table['share'].head(10).sum():.1%}"] if n > 10 else []
    head = f"{first['name']}, the largest of {n:,} accounts, is {first['share']:.1%} of the MRR ({MONEY.show(first['mrr'], currency)})"
    return f"{head}; {' and '.join(parts)}." if parts else f"{head}."


def without_one(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Each rate with and without the account that moves it most: metric (key), customer_id, name, value, without, change.

    Every account is left out once and the metric worked again on what is left. Rates that are not defined are left out.
    """
    found: pd.DataFrame = dataset.keep(("revenue", "without", kind, period), lambda: _without_one(dataset, kind, period))
    return found


def _without_one(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    names = ["metric", "customer_id", "name", "value", "without", "change"]
    rows = in_period(customer_rows(dataset, kind), period)
    if not len(rows):
        return pd.DataFrame(columns=names)
    rows = rows.reset_index(drop=True)
    whole = sums(rows)
    rest = pd.DataFrame({key: whole[key] - rows[column].astype("float64") for key, column in SUMS.items() if column in rows})
    called, found = named(rows), []
    for key in MOVED:
        metric = METRICS[key]
        value = answer(metric, whole).value
        if value is None:
            continue
        without = work_column(metric, metric.variants[0], rest)
        moved = (without - value).abs()
        if not moved.notna().any() or moved.max() < 1e-12:
            continue
        place = int(moved.fillna(0.0).to_numpy().argmax())
        found.append([key, rows.at[place, "customer_id"], called[place], value, float(without[place]), float(without[place]) - value])
    return pd.DataFrame(found, columns=names)


def without_sentence(table: pd.DataFrame) -> str:
    """How far gross MRR churn, or the rate that moves most, moves without one account."""
    if not len(table):
        return ""
    first = table[table["metric"] == "gross_mrr_churn"]
    row = (first if len(first) else table).iloc[0]
    metric = METRICS[str(row["metric"])]
    show = metric.unit.show_brief
    name = metric.name[0].lower() + metric.name[1:]
    return f"Without {row['name']} alone, {name} would be {show(row['without'])} and not {show(row['value'])}."


def adds_up(dataset: Dataset, table: pd.DataFrame, kind: Kind, period: str) -> str:
    """Whether the accounts add up to the MRR at the end of the bridge, in a sentence. `table`: see `accounts`."""
    mrr = number(given(dataset, kind, period), "counted_closing_mrr") or 0.0
    total = float(table["mrr"].sum())
    shown = f"{len(table):,} accounts, {MONEY.show(total, dataset.currency)} MRR in the list"
    same = "the same as at the end of the bridge" if abs(total - mrr) < 0.005 else f"the bridge ends at {MONEY.show(mrr, dataset.currency)}"
    return f"{shown}: {same}."
