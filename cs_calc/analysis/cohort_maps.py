"""Cohorts by month, quarter or year of coming, and the customers behind a cell."""

from __future__ import annotations

import pandas as pd

from cs_calc.change import shares
from cs_calc.charts import SMALL
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, spoken
from cs_calc.units import PERCENT


def by_cohort(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """Retention by cohort and age in months: cohort, age, first_customers, customers, mrr, first_mrr, customers_kept, mrr_kept, few.

    A quarter's or year's cohort are the customers of its months, each followed from their own first month; an age is given only where
    all of them have reached it. `few`: fewer than 20 customers at first. Empty without MRR data.
    """
    found: pd.DataFrame = dataset.keep(("revenue", "cohorts", kind), lambda: _by_cohort(dataset, kind))
    return found


def _by_cohort(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    table = dataset.cohorts()
    if not len(table):
        return table
    table = table.assign(group=[label(int(m), kind) for m in table["cohort"]])
    months = table.groupby("group")["cohort"].nunique()
    found = (
        table.groupby(["group", "age"])
        .agg(reached=("cohort", "nunique"), customers=("customers", "sum"), mrr=("mrr", "sum"),
             first_customers=("first_customers", "sum"), first_mrr=("first_mrr", "sum"))
        .reset_index()
    )  # fmt: skip
    found = found[found["reached"] == found["group"].map(months)].drop(columns="reached").rename(columns={"group": "cohort"})
    found["customers_kept"] = found["customers"] / found["first_customers"]
    found["mrr_kept"] = found["mrr"] / found["first_mrr"]
    return found.assign(few=found["first_customers"] < SMALL).sort_values(["cohort", "age"]).reset_index(drop=True)


def members(dataset: Dataset, kind: Kind, cohort: str, age: int) -> pd.DataFrame:
    """The customers of a cohort and what they pay at an age (months after their own first): customer_id, first_month, first_mrr, mrr.

    Only those who have reached the age. Those who pay nothing then have gone (some may have come back later).
    """
    rows = dataset.frames.by_month()
    paying = rows[rows["closing_mrr"] > 0]
    first = paying.groupby("customer_id")["month"].min()
    mine = first[[label(int(m), kind) == cohort for m in first]]
    amounts = rows.set_index(["customer_id", "month"])["closing_mrr"]
    last = int(rows["month"].max())
    found = [
        [c, label(int(m), "month"), float(amounts.get((c, m), 0.0)), float(amounts.get((c, m + age), 0.0))]
        for c, m in mine.items()
        if m + age <= last
    ]
    table = pd.DataFrame(found, columns=["customer_id", "first_month", "first_mrr", "mrr"])
    table = table.merge(dataset.attributes, on="customer_id", how="left")
    return table.sort_values(["mrr", "first_mrr", "customer_id"], ascending=[True, False, True], kind="stable").reset_index(drop=True)


def cohort_sentence(table: pd.DataFrame, view: str, age: int = 6) -> str:
    """The best and the worst cohort at an age, among those with at least 20 customers; empty with fewer than two."""
    some = table[(table["age"] == age) & ~table["few"]]
    if len(some) < 2:
        return ""
    best, worst = (some.sort_values(view, ascending=up, kind="stable").iloc[0] for up in (False, True))
    chance = ""
    if view == "customers_kept":
        tested = shares(*(float(side[c]) for side in (worst, best) for c in ("customers", "first_customers")))
        pairs = len(some) * (len(some) - 1) / 2
        chance = (
            "" if tested is None else " More than chance would explain." if tested[2] * pairs < 0.05 else " The difference may be chance."
        )
    what = "customers" if view == "customers_kept" else "revenue"
    return (
        f"After {age} months the cohort of {spoken(str(worst['cohort']))} has kept the least of its {what} "
        f"({PERCENT.show_brief(worst[view])}), that of {spoken(str(best['cohort']))} the most ({PERCENT.show_brief(best[view])}).{chance} "
        f"Cohorts with fewer than {SMALL} customers are not ranked."
    )
