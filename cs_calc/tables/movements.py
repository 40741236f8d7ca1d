"""Subscriptions, or monthly MRR -> what moved: one row per customer and month, and per customer and period.

Rules. A subscription counts at a month's end if it started by then and had not ended by then; its monthly
value is its price x 52/12 (week), / 3 (quarter), / 12 (year). A customer's movement of a month is the
difference between two month ends: from nothing, it is new (first time ever) or won back; to nothing, the
customer left; between two amounts, it grew or shrank. What runs past the end of the data has not left.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from cs_calc.tables.periods import NEVER

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
    """Every customer in every month: opening and closing MRR and the movement between them.

    Columns: customer_id, month, opening_mrr, closing_mrr, paid_before (1 if ever a customer before this
    month), brief, and the five movements, each 0 or more. A month without a row is a month without MRR.
    """
    customers = mrr.select("customer_id").unique()
    grid = (
        customers.join(months.select("month"), how="cross")
        .join(mrr, on=["customer_id", "month"], how="left")
        .with_columns(nw.col("mrr").fill_null(0.0).alias("closing_mrr"), nw.col("brief").fill_null(0))
        .with_columns(nw.when((nw.col("closing_mrr") > 0) | (nw.col("brief") == 1)).then(nw.lit(1)).otherwise(nw.lit(0)).alias("is_in"))
        .with_columns(
            nw.col("closing_mrr").shift(1).over("customer_id", order_by="month").fill_null(0.0).alias("opening_mrr"),
            nw.col("is_in").cum_max().over("customer_id", order_by="month").alias("ever"),
        )
        .with_columns(nw.col("ever").shift(1).over("customer_id", order_by="month").fill_null(0).cast(nw.Int64).alias("paid_before"))
        .with_columns((nw.col("closing_mrr") - nw.col("opening_mrr")).alias("change"))
    )
    was, now = nw.col("opening_mrr") > 0, nw.col("closing_mrr") > 0
    before, change, zero = nw.col("paid_before") == 1, nw.col("change"), nw.lit(0.0)
    return grid.with_columns(
        nw.when(~was & now & ~before).then(nw.col("closing_mrr")).otherwise(zero).alias("new_mrr"),
        nw.when(~was & now & before).then(nw.col("closing_mrr")).otherwise(zero).alias("reactivated_mrr"),
        nw.when(was & ~now).then(nw.col("opening_mrr")).otherwise(zero).alias("churned_mrr"),
        nw.when(was & now & (change > HAIR)).then(change).otherwise(zero).alias("expanded_mrr"),
        nw.when(was & now & (change < -HAIR)).then(zero - change).otherwise(zero).alias("contracted_mrr"),
    ).select("customer_id", "month", "opening_mrr", "closing_mrr", "paid_before", "brief", "is_in", *MOVEMENTS)


def customer_periods(by_month: Frame, calendar: Frame) -> Frame:
    """Customer and month -> customer and period (month, quarter or year), by a calendar.

    Opening is the first month's, closing the last month's, movements are added up, so opening and movements
    give closing. The flags (0 or 1) compare the customer at the period's start and end: was_in, is_in,
    came_in (never a customer before the period), and left, joined, new_left made of them.
    """
    first, last = nw.col("is_first"), nw.col("is_last")
    rows = by_month.join(calendar, on="month").with_columns(
        (nw.col("opening_mrr") * first).alias("opening_mrr"),
        (nw.col("closing_mrr") * last).alias("closing_mrr"),
        (nw.col("paid_before") * first).alias("paid_before"),
    )
    money = ("opening_mrr", "closing_mrr", *MOVEMENTS)
    whole = rows.group_by("customer_id", "period").agg(
        *(nw.col(name).sum() for name in money),
        nw.col("paid_before").max(),
        nw.col("is_in").max().alias("was_ever_in"),
    )
    was, now = nw.col("opening_mrr") > 0, nw.col("closing_mrr") > 0
    fresh = (nw.col("paid_before") == 0) & (nw.col("was_ever_in") == 1)

    def flag(condition: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)

    zero = nw.lit(0.0)
    smaller = nw.when(nw.col("closing_mrr") < nw.col("opening_mrr")).then(nw.col("closing_mrr"))
    return whole.filter(was | now | (nw.col("was_ever_in") == 1)).with_columns(
        flag(was).alias("was_in"),
        flag(now).alias("is_in"),
        flag(was & ~now).alias("left"),
        flag(~was & now).alias("joined"),
        flag(fresh).alias("came_in"),
        flag(fresh & ~now).alias("new_left"),
        flag(~was & now & ~fresh).alias("won_back"),
        nw.when(was).then(nw.col("closing_mrr")).otherwise(zero).alias("cohort_closing_mrr"),
        nw.when(was).then(smaller.otherwise(nw.col("opening_mrr"))).otherwise(zero).alias("cohort_kept_mrr"),
    )


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


__all__ = ["MOVEMENTS", "NEVER", "customer_months", "customer_periods", "fees_at_end", "mrr_from_months", "mrr_from_subscriptions"]
