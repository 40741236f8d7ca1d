"""The customers who left: who they were, why they say they left, and whether they chose to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_calc.analysis.customer_rows import customer_rows, in_period
from cs_calc.intervals import wilson
from cs_calc.report import given
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, month_number, spoken
from cs_calc.units import MONEY
from cs_calc.work import number

NOT_GIVEN = "(not given)"
CHOICE = {1.0: "Voluntary", 0.0: "Involuntary"}


def leavers(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """The customers behind a period's churn, the largest first: id, name, attributes, opening_mrr, churned_mrr, age, ended, reason, choice.

    `ended`, `reason` and `choice` come from the subscription of theirs that ended last in or before the period; missing where the data
    has none. As many rows as `left_customers`, and their churned_mrr adds up to the metric's.
    """
    rows = in_period(customer_rows(dataset, kind), period)
    rows = rows[rows["left"] == 1] if len(rows) else rows
    if not len(rows):
        return pd.DataFrame()
    extra = [c for c in dataset.attributes if c != "customer_id"]
    rows = rows[["customer_id", *extra, "churned_mrr", "age"]].merge(_ends(dataset, kind, period), on="customer_id", how="left")
    rows["choice"] = rows["choice"].fillna(NOT_GIVEN)
    rows["reason"] = rows["reason"].fillna(NOT_GIVEN)
    return rows.sort_values(["churned_mrr", "customer_id"], ascending=[False, True], kind="stable").reset_index(drop=True)


def ends(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """Every end of a paid subscription, the earliest first: customer_id, period, ended, reason, choice."""
    found: pd.DataFrame = dataset.keep(("revenue", "ends", kind), lambda: _every_end(dataset, kind))
    return found


def _ends(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    every = ends(dataset, kind)
    return every[every["period"] <= period].groupby("customer_id").tail(1).drop(columns="period")


def _every_end(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    table = dataset.tables.get("subscriptions")
    if table is None or "end_date" not in table or dataset.mrr_table != "subscriptions":
        return pd.DataFrame({n: pd.Series(dtype="object") for n in ("customer_id", "period", "ended", "reason", "choice")})
    ended = table[table["end_date"].notna() & (table["amount"] > 0)].sort_values("end_date", kind="stable")
    nothing = pd.Series(None, ended.index, dtype="object")
    return pd.DataFrame(
        {
            "customer_id": ended["customer_id"],
            "period": [label(int(m), kind) for m in month_number(ended["end_date"])],
            "ended": ended["end_date"],
            "reason": ended.get("cancel_reason", nothing),
            "choice": ended.get("voluntary", nothing).map(CHOICE),
        }
    )


def reconciled(dataset: Dataset, table: pd.DataFrame, kind: Kind, period: str) -> tuple[bool, str]:
    """Whether the list adds up to the metric's own inputs, and a sentence with both sides."""
    known = given(dataset, kind, period)
    left, churned = (number(known, key) or 0.0 for key in ("left_customers", "churned_mrr"))
    amount = float(table["churned_mrr"].sum()) if len(table) else 0.0
    holds = len(table) == left and abs(amount - churned) < 0.005
    shown, metric = MONEY.show(amount, dataset.currency), MONEY.show(churned, dataset.currency)
    head = f"{len(table):,} customer{'' if len(table) == 1 else 's'}, {shown} MRR in the list"
    end = "the same as in churn" if holds else "they differ"
    return holds, f"{head}; {left:,.0f} and {metric} behind the churn rates of {spoken(period)}: {end}."


def reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Leavers by reason and choice: reason, choice, customers, mrr, share (of customers); the most frequent first."""
    if not len(table):
        return pd.DataFrame(columns=["reason", "choice", "customers", "mrr", "share"])
    found = table.groupby(["reason", "choice"], sort=True).agg(customers=("customer_id", "count"), mrr=("churned_mrr", "sum")).reset_index()
    found["share"] = found["customers"] / len(table)
    order = found.groupby("reason")["customers"].transform("sum")
    return (
        found.assign(_o=order)
        .sort_values(["_o", "reason", "choice"], ascending=[False, True, True])
        .drop(columns="_o")
        .reset_index(drop=True)
    )


def choices(table: pd.DataFrame) -> pd.DataFrame:
    """Leavers by choice: choice, customers, mrr, share of customers with its range (low, high; Wilson), share of the MRR."""
    rows: list[dict[str, Any]] = []
    for choice in ("Voluntary", "Involuntary", NOT_GIVEN):
        some = table[table["choice"] == choice] if len(table) else table
        if not len(some):
            continue
        sure = wilson(len(some), len(table))
        rows.append({"choice": choice, "customers": len(some), "mrr": float(some["churned_mrr"].sum()), "share": len(some) / len(table),
                     "low": sure and sure.low, "high": sure and sure.high,
                     "share_of_mrr": float(some["churned_mrr"].sum() / table["churned_mrr"].sum())})  # fmt: skip
    return pd.DataFrame(rows, columns=["choice", "customers", "mrr", "share", "low", "high", "share_of_mrr"])


def choice_sentence(table: pd.DataFrame, currency: str) -> str:
    """How many left without having chosen to; why it is not known where the data does not say. `table`: see `choices`."""
    if not len(table) or set(table["choice"]) == {NOT_GIVEN}:
        return "" if not len(table) else "Whether they chose to leave is not known: the subscriptions have no `voluntary` for them."
    n = int(table["customers"].sum())
    found = table[table["choice"] == "Involuntary"]
    lost = int(found["customers"].sum()) if len(found) else 0
    unknown = int(table.loc[table["choice"] == NOT_GIVEN, "customers"].sum())
    text = f"{lost} of {n} left without choosing to (a failed payment and the like)"
    if lost:
        row = found.iloc[0]
        text += f": {row['share']:.0%} of them (likely {row['low']:.0%} to {row['high']:.0%}) and {MONEY.show(row['mrr'], currency)} MRR"
    return f"{text}. Of {unknown} it is not known." if unknown else f"{text}."


def last_periods(dataset: Dataset, kind: Kind, period: str, number_of: int) -> pd.DataFrame:
    """The leavers of several periods up to one, with their period: a month has few, and reasons need more."""
    periods = dataset.periods(kind)
    place = periods.index(period)
    some = [leavers(dataset, kind, p).assign(period=p) for p in periods[max(0, place - number_of + 1) : place + 1]]
    some = [s for s in some if len(s)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame()
