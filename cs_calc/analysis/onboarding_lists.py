"""Whom to help: trials that are not set up, customers past their planned day, and those still waiting for value."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.onboarding import What, sign_ups, without
from cs_calc.analysis.sentiment_lists import paying
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import number_of

FIRST = ("customer_id", "customer_name", "owner", "plan", "mrr")
WAITS = ((7, "Up to 7 days"), (30, "8 to 30 days"), (90, "31 to 90 days"), (float("inf"), "Over 90 days"))
GONE = "Gone without it"
LATE = ((30, "Up to 30 days"), (90, "31 to 90 days"), (365, "91 days to a year"), (float("inf"), "Over a year"))


def _with_money(dataset: Dataset, rows: pd.DataFrame, *, only_here: bool) -> pd.DataFrame:
    """Customers with what they pay on the data's last day; with `only_here`, those who are customers then."""
    known = paying(dataset, number_of(dataset.as_of)).drop_duplicates("customer_id")
    rows = rows.drop(columns=[c for c in ("mrr",) if c in rows])
    if "mrr" in known:
        rows = rows.merge(known[["customer_id", "mrr"]], on="customer_id", how="left")
        rows["mrr"] = rows["mrr"].astype("float64")
    return rows[rows["customer_id"].isin(set(known["customer_id"]))] if only_here else rows


def _told(rows: pd.DataFrame, more: tuple[str, ...], by: str, *, ascending: bool = False) -> pd.DataFrame:
    columns = [c for c in (*FIRST, *more, "_sheet", "_row") if c in rows]
    return rows.sort_values([by, "customer_id"], ascending=[ascending, True])[columns].reset_index(drop=True)


def running_trials(dataset: Dataset) -> pd.DataFrame:
    """The trials that run on the data's last day, those not set up first, the ones that end soonest on top.

    A trial runs until it ends, becomes a customer, or leaves; without `trial_end` that is not known. Columns: who it is, trial_start,
    trial_end, set_up (not yet, within 24 hours, later), hours_since_start, days_left, where known.
    """
    table = dataset.tables.get("customers")
    if table is None or not {"trial_start", "trial_end"} <= set(table):
        return pd.DataFrame()
    end = dataset.frames.given.end
    rows = table[table["trial_start"] < end]
    for column in ("trial_end", "converted_at", "churned_at"):
        if column in rows:
            rows = rows[~(rows[column] < end)]
    hours = (end - rows["trial_start"]).dt.total_seconds() / 3600
    found = rows.assign(hours_since_start=hours.round(0))
    found["days_left"] = ((rows["trial_end"] - end).dt.total_seconds() / 86400).round(0)
    if "onboarding_done_at" in rows:
        done = rows["onboarding_done_at"].where(rows["onboarding_done_at"] < end)
        took = (done - rows["trial_start"]).dt.total_seconds() / 3600
        found["set_up"] = ["not yet" if pd.isna(t) else "within 24 hours" if t <= 24 else "later" for t in took]
    found["_order"] = (found["set_up"] != "not yet") if "set_up" in found else False
    by = ["_order", "trial_start", "customer_id"]
    found = found.sort_values(by)
    more = ("trial_start", "trial_end", "days_left", "hours_since_start", "set_up", "_sheet", "_row")
    return found[[c for c in ("customer_id", "customer_name", "owner", "plan", *more) if c in found]].reset_index(drop=True)


def not_set_up(dataset: Dataset) -> pd.DataFrame:
    """Of the running trials, those that are not set up; empty where that is not known."""
    rows = running_trials(dataset)
    return rows[rows["set_up"] == "not yet"].reset_index(drop=True) if "set_up" in rows else rows.head(0)


def overdue(dataset: Dataset) -> pd.DataFrame:
    """The customers on the data's last day whose planned day has passed and whose onboarding is not done, the longest overdue first.

    Columns: who it is, mrr, signup_date, target_days, due (the planned day), days_overdue, late (how long, of LATE).
    """
    found: pd.DataFrame = dataset.keep(("onboarding", "overdue"), lambda: _overdue(dataset))
    return found


def _overdue(dataset: Dataset) -> pd.DataFrame:
    rows = sign_ups(dataset)
    if rows.empty or not {"planned", "onboarding_waiting_days"} <= set(rows):
        return pd.DataFrame()
    rows = rows[(rows["planned"] == 1) & rows["onboarding_waiting_days"].notna()]
    rows = _with_money(dataset, rows, only_here=True)
    due = rows["signup_date"].dt.normalize() + pd.to_timedelta(rows["target_days"], unit="D")
    late = (pd.Timestamp(dataset.as_of) - due).dt.days
    found = rows.assign(due=due, days_overdue=late, late=[next(name for most, name in LATE if d <= most) for d in late])
    return _told(found, ("signup_date", "target_days", "due", "days_overdue", "late"), "days_overdue")


def waiting(dataset: Dataset, what: What, months: list[str]) -> pd.DataFrame:
    """Those who signed up in some months and have not got there: who, signup_date, waited (days), wait (how long, or gone).

    The ones still here first, the largest MRR on top.
    """
    found: pd.DataFrame = dataset.keep(("onboarding", "waiting", what, tuple(months)), lambda: _waiting(dataset, what, months))
    return found


def _waiting(dataset: Dataset, what: What, months: list[str]) -> pd.DataFrame:
    rows = without(dataset, what)
    if rows.empty:
        return rows
    rows = _with_money(dataset, rows[rows["period"].isin(months)], only_here=False)
    wait = [GONE if g else wait_of(float(d)) for g, d in zip(rows["gone"], rows["waited"], strict=True)]
    found = rows.assign(wait=wait, waited=rows["waited"].round(1))
    by = ["gone", *(c for c in ("mrr",) if c in found), "waited", "customer_id"]
    found = found.sort_values(by, ascending=[c in ("gone", "customer_id") for c in by])
    more = ("signup_date", "trial_end", "waited", "wait", "_sheet", "_row")
    return found[[c for c in (*FIRST, *more) if c in found]].reset_index(drop=True)


def wait_of(days: float) -> str:
    """How long somebody has waited.

    >>> wait_of(3), wait_of(8), wait_of(400)
    ('Up to 7 days', '8 to 30 days', 'Over 90 days')
    """
    return next(name for most, name in WAITS if days <= most)
