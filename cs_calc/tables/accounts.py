"""Customers by period from the account list: who was on trial when it began, and how many users customers had in it."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables.periods import NEVER, month_number

Frame = nw.LazyFrame[Any]
LONG_AGO = 0
"""The month number of what began at a time that nobody knows."""


def trial_stretches(customers: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """The customers who began a trial, with the months in which it ran: begun, last_month, became (all month numbers).

    `end` is the first moment that the data does not speak of. A trial ends with `trial_end`, with becoming a
    customer, or with leaving, whichever comes first; without any of them it still runs (last_month NEVER).
    """
    rows = customers[customers["trial_start"] < end]
    ends = [rows[c].where(rows[c] < end) for c in ("trial_end", "converted_at", "churned_at") if c in rows]
    last = pd.concat(ends, axis=1).min(axis=1) if ends else pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    found = rows.assign(begun=month_number(rows["trial_start"]), last_month=month_number(last))
    return found.assign(became=month_number(rows["converted_at"].where(rows["converted_at"] < end))) if "converted_at" in rows else found


def on_trial_at_start(stretches: Frame, calendar: Frame) -> Frame:
    """Accounts on trial when a period began: period, and the account's columns; upgraded is 1 if it became paying within it.

    A trial that ends on the first day of the period was still running when it began.
    """
    spans = calendar.group_by("period").agg(nw.col("month").min().alias("first"), nw.col("month").max().alias("last"))
    rows = stretches.join(spans, how="cross")
    there = rows.filter((nw.col("begun") < nw.col("first")) & (nw.col("last_month") >= nw.col("first")))
    if "became" in stretches.collect_schema().names():
        within = (nw.col("became") >= nw.col("first")) & (nw.col("became") <= nw.col("last"))
        there = there.with_columns(nw.when(within).then(nw.lit(1.0)).otherwise(nw.lit(0.0)).alias("upgraded"))
    return there.drop("first", "last", "begun", "last_month")


def stays(customers: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Customers with a number of users, with the months in which they were there: begun, last_month (month numbers).

    From the sign-up (always, where it is not known) until they left; a trial that was not converted, until it ended.
    """
    rows = customers[customers["users"].notna()]
    gone = rows["churned_at"] if "churned_at" in rows else pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    if "trial_end" in rows:
        stayed = rows["converted_at"].notna() if "converted_at" in rows else pd.Series(False, rows.index)
        gone = gone.where(gone.notna() | stayed, rows["trial_end"])
    begun = month_number(rows["signup_date"].where(rows["signup_date"] < end)) if "signup_date" in rows else LONG_AGO
    found = rows.assign(begun=begun, last_month=month_number(gone.where(gone < end)))
    if "signup_date" in rows:
        found["begun"] = found["begun"].where(rows["signup_date"].notna(), LONG_AGO)
    return found[found["begun"] != NEVER]


def there_in(stays: Frame, calendar: Frame) -> Frame:
    """Customers in every period in which they were there on any day of its months: period, and the customer's columns."""
    spans = calendar.group_by("period").agg(nw.col("month").min().alias("first"), nw.col("month").max().alias("last"))
    rows = stays.join(spans, how="cross").filter((nw.col("begun") <= nw.col("last")) & (nw.col("last_month") >= nw.col("first")))
    return rows.drop("first", "last", "begun", "last_month")
