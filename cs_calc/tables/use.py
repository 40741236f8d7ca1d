"""Product usage as frames to count over: `product` put together with who paid when, and with plans and renewals."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables import product
from cs_calc.tables.mrr import day_numbers

Frame = nw.LazyFrame[Any]
BEFORE_RENEWAL = 90
"""Days before a contract comes due in which use counts."""
USERS = {"daily_use": product.users_by_day, "weekly_use": product.users_by_week, "monthly_use": product.users_by_month}


def customer_use(days: Frame, calendar: Frame, lives: Frame | None, plans: Frame | None, used_plans: Frame | None) -> Frame:
    """Customers and their use by period (`product.customer_use`), at_end where they pay at its end.

    Adds has_weeks (1 where the period has a whole week) and, where plans are known, eligible (1 where anybody on the
    customer's plan ever used the product). `plans` is customer_id, plan; `used_plans` the distinct plan.
    """
    rows = product.customer_use(days, calendar, lives)
    rows = rows.with_columns(nw.when(nw.col("whole_weeks") > 0).then(nw.lit(1)).otherwise(nw.lit(0)).alias("has_weeks"))
    if plans is None or used_plans is None:
        return rows
    known = used_plans.select("plan").unique().with_columns(nw.lit(1).alias("eligible"))
    return rows.join(plans, on="customer_id", how="left").join(known, on="plan", how="left").with_columns(nw.col("eligible").fill_null(0))


def users(step: str, days: Frame, calendar: Frame) -> Frame:
    """Distinct users of each day, whole week or month: period, [segment], users, decimal."""
    return USERS[step](days, calendar).with_columns(nw.col("users").cast(nw.Float64))


def feature_use(usage: Frame, calendar: Frame, at_end: Frame) -> Frame:
    """Who used which feature, of customers there at the period's end: period, feature, customer_id."""
    return product.feature_use(usage, calendar).join(at_end.select("period", "customer_id"), on=["period", "customer_id"])


def feature_plans(usage: Frame, at_end: Frame, plans: Frame) -> Frame:
    """Customers at the period's end on plans of which anybody ever used the feature: period, feature, plan, customers."""
    pairs = usage.select("customer_id", "feature").unique().join(plans, on="customer_id").select("feature", "plan").unique()
    pairs = pairs.filter(~nw.col("feature").is_null())
    one = at_end.join(plans, on="customer_id").with_columns(nw.lit(1.0).alias("one"))
    there = one.group_by("period", "plan").agg(nw.col("one").sum().alias("customers"))
    return there.join(pairs, on="plan")


def known_before(renewals: pd.DataFrame, first_day: int) -> pd.DataFrame:
    """Renewals with known_use: 1.0 where the usage data, which begins on `first_day`, reaches back far enough."""
    return renewals.assign(known_use=(day_numbers(renewals["due_date"]) - BEFORE_RENEWAL >= first_day).astype("float64"))


def before_renewal(usage: Frame, renewals: Frame, *, by_feature: bool, features: bool) -> Frame:
    """Renewals with used_before and not_used_before (1 or 0): use in the 90 days before they came due.

    `by_feature` gives a row for each renewal and feature, with `feature`: that feature was used. Else wide use: at
    least half of the features that anybody ever used; any use, where the usage data names no features (`features`).
    """
    if by_feature:
        rows = product.features_before_renewal(usage, renewals, BEFORE_RENEWAL)
    else:
        rows = product.use_before_renewal(usage, renewals, BEFORE_RENEWAL)
        if features:
            rows = rows.drop("used_before").join(_wide_use(usage, renewals), on=["customer_id", "due_date"], how="left")
            rows = rows.with_columns(nw.col("used_before").fill_null(0))
    return rows.drop("window_is_covered").with_columns((1 - nw.col("used_before")).alias("not_used_before"))


def _wide_use(usage: Frame, renewals: Frame) -> Frame:
    """Which customers used at least half of all features before they came due: customer_id, due_date, used_before 1."""
    each = product.features_before_renewal(usage, renewals, BEFORE_RENEWAL).with_columns(nw.lit(1).alias("one"))
    keys = ("customer_id", "due_date")
    both = each.group_by(*keys).agg(nw.col("used_before").sum().alias("n_used"), nw.col("one").sum().alias("n_all"))
    wide = both.filter(nw.col("n_used") * 2 >= nw.col("n_all"))
    return wide.select(*keys).with_columns(nw.lit(1).cast(nw.Int64).alias("used_before"))
