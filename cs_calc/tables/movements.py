"""Subscriptions, or monthly MRR -> what moved: one row per customer and month, and per customer and period.

Rules. A subscription counts at a month's end if it started by then and had not ended by then; its monthly
value is its price x 52/12 (week), / 3 (quarter), / 12 (year). A customer's movement of a period is the
difference between its start and its end: from nothing, it is new (first time ever) or won back; to nothing,
the customer left; between two amounts, it grew or shrank. What runs past the end of the data has not left.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]
HAIR = 1e-9  # differences below this are the rounding of binary fractions, not money

MOVEMENTS = ("new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr")


def monthly_value() -> nw.Expr:
    """What a subscription is worth a month, from `amount` and `interval`."""
    amount, interval = nw.col("amount"), nw.col("interval")
    return (
        nw.when(interval == "week")
        .then(amount * 52 / 12)
        .otherwise(nw.when(interval == "quarter").then(amount / 3).otherwise(
            nw.when(interval == "year").then(amount / 12).otherwise(amount)))
    )  # fmt: skip


def mrr_from_subscriptions(subscriptions: Frame, months: Frame) -> Frame:
    """Subscriptions (customer_id, start_month, end_month, amount, interval) -> customer_id, month, mrr, brief.

    `brief` is 1 where a paid subscription came and went inside the month, at no month's end.
    """
    paid = subscriptions.with_columns(monthly_value().alias("value")).filter(nw.col("value") > 0)
    spread = paid.select("customer_id", "start_month", "end_month", "value").join(months.select("month"), how="cross")
    at_end = spread.filter((nw.col("month") >= nw.col("start_month")) & (nw.col("month") < nw.col("end_month")))
    within = spread.filter((nw.col("month") == nw.col("start_month")) & (nw.col("month") == nw.col("end_month")))
    rows = nw.concat(
        [
            at_end.select("customer_id", "month", nw.col("value").alias("mrr"), nw.lit(0).cast(nw.Int64).alias("brief")),
            within.select("customer_id", "month", (nw.col("value") * 0).alias("mrr"), nw.lit(1).cast(nw.Int64).alias("brief")),
        ]
    )  # fmt: skip
    return rows.group_by("customer_id", "month").agg(nw.col("mrr").sum(), nw.col("brief").max())


def mrr_from_months(monthly: Frame) -> Frame:
    """Monthly MRR (customer_id, month, mrr) -> the same shape; several rows of one month are added up."""
    return monthly.group_by("customer_id", "month").agg(nw.col("mrr").sum()).with_columns(nw.lit(0).cast(nw.Int64).alias("brief"))


def customer_months(mrr: Frame, months: Frame) -> Frame:
    """Every customer in every month: customer_id, month, opening_mrr, closing_mrr, paid_before, is_in.

    paid_before is 1 if it was ever a customer before this month, is_in if it is one at the month's end or
    came and went inside the month. A month without a row is a month without MRR.
    """
    customers = mrr.select("customer_id").unique()
    return (
        customers.join(months.select("month"), how="cross")
        .join(mrr, on=["customer_id", "month"], how="left")
        .with_columns(nw.col("mrr").fill_null(0.0).alias("closing_mrr"), nw.col("brief").fill_null(0))
        .with_columns(_flag((nw.col("closing_mrr") > 0) | (nw.col("brief") == 1)).alias("is_in"))
        .with_columns(
            nw.col("closing_mrr").shift(1).over("customer_id", order_by="month").fill_null(0.0).alias("opening_mrr"),
            nw.col("is_in").cum_max().over("customer_id", order_by="month").alias("ever"),
        )
        .with_columns(nw.col("ever").shift(1).over("customer_id", order_by="month").fill_null(0).cast(nw.Int64).alias("paid_before"))
        .select("customer_id", "month", "opening_mrr", "closing_mrr", "paid_before", "is_in")
    )


def customer_periods(by_month: Frame, calendar: Frame) -> Frame:
    """Customer and month -> customer and period (month, quarter or year), by a calendar, with what moved.

    Each customer is compared at the period's start and at its end, so what went up and down in between does
    not show, retention is that of the customers of the start alone (SaaS Metrics Standards Board), and
    opening and movements give closing. Columns: opening_mrr, closing_mrr, the five movements (each 0 or
    more), kept_mrr (MRR at start without what was lost), and flags (0 or 1): was_in, is_in, left, joined,
    came_in (never a customer before), new_left, not_fallen (was in, and pays no less).
    """
    first, last = nw.col("is_first"), nw.col("is_last")
    rows = by_month.join(calendar, on="month").with_columns(
        (nw.col("opening_mrr") * first).alias("opening_mrr"),
        (nw.col("closing_mrr") * last).alias("closing_mrr"),
        (nw.col("paid_before") * first).alias("paid_before"),
    )
    whole = rows.group_by("customer_id", "period").agg(
        nw.col("opening_mrr").sum(),
        nw.col("closing_mrr").sum(),
        nw.col("paid_before").max(),
        nw.col("is_in").max().alias("was_ever_in"),
    )
    whole = whole.with_columns((nw.col("closing_mrr") - nw.col("opening_mrr")).alias("change"))
    was, now, change = nw.col("opening_mrr") > 0, nw.col("closing_mrr") > 0, nw.col("change")
    fresh = (nw.col("paid_before") == 0) & (nw.col("was_ever_in") == 1)
    return (
        whole.filter(was | now | (nw.col("was_ever_in") == 1))
        .with_columns(
            _amount(~was & now & fresh, nw.col("closing_mrr")).alias("new_mrr"),
            _amount(was & now & (change > HAIR), change).alias("expanded_mrr"),
            _amount(~was & now & ~fresh, nw.col("closing_mrr")).alias("reactivated_mrr"),
            _amount(was & now & (change < -HAIR), nw.lit(0.0) - change).alias("contracted_mrr"),
            _amount(was & ~now, nw.col("opening_mrr")).alias("churned_mrr"),
            _flag(was).alias("was_in"),
            _flag(now).alias("is_in"),
            _flag(was & ~now).alias("left"),
            _flag(~was & now).alias("joined"),
            _flag(fresh).alias("came_in"),
            _flag(fresh & ~now).alias("new_left"),
            nw.when(change < -HAIR).then(nw.col("closing_mrr")).otherwise(nw.col("opening_mrr")).alias("kept_mrr"),
            _flag(was & (change >= -HAIR)).alias("not_fallen"),
        )
        .drop("paid_before", "was_ever_in", "change")
    )


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def _amount(condition: nw.Expr, amount: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(amount).otherwise(nw.lit(0.0))


def fees_at_end(subscriptions: Frame, calendar: Frame) -> Frame:
    """Subscriptions active at each period's end: customer_id, period and one column of fees per interval."""
    ends = calendar.filter(nw.col("is_last") == 1).select("month", "period")
    active = (
        subscriptions.select("customer_id", "start_month", "end_month", "amount", "interval")
        .join(ends, how="cross")
        .filter((nw.col("month") >= nw.col("start_month")) & (nw.col("month") < nw.col("end_month")))
    )
    names = {"week": "weekly_fees", "month": "monthly_fees", "quarter": "quarterly_fees", "year": "yearly_fees"}
    return active.with_columns(
        *(nw.when(nw.col("interval") == k).then(nw.col("amount")).otherwise(nw.lit(0.0)).alias(v) for k, v in names.items())
    )
