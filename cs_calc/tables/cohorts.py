"""Cohorts: of the customers who came in a month, how many (and how much of their MRR) are there later."""

from __future__ import annotations

from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]


def cohorts(by_month: Frame, calendar: Frame) -> Frame:
    """Customer and month -> cohort and age: how many customers and how much MRR remain.

    `by_month` is `movements.customer_months`. A customer's cohort is the first month at whose end it paid.
    Columns: cohort (month number), age (months since), customers, mrr, first_customers, first_mrr, and the
    shares customers_kept and mrr_kept (fractions of the first month; mrr_kept can pass 1).
    """
    paying = by_month.filter(nw.col("closing_mrr") > 0).select("customer_id", "month", "closing_mrr")
    first = paying.group_by("customer_id").agg(nw.col("month").min().alias("cohort"))
    ages = calendar.select("month")
    alive = (
        paying.join(first, on="customer_id")
        .with_columns((nw.col("month") - nw.col("cohort")).alias("age"), nw.lit(1.0).alias("one"))
        .group_by("cohort", "age")
        .agg(nw.col("one").sum().alias("customers"), nw.col("closing_mrr").sum().alias("mrr"))
    )
    start = alive.filter(nw.col("age") == 0).select(
        "cohort", nw.col("customers").alias("first_customers"), nw.col("mrr").alias("first_mrr")
    )
    # every age up to the end of the data, so that a cohort that is gone shows 0 and not a hole
    last = ages.select(nw.col("month").max().alias("last"))
    whole = (
        start.join(last, how="cross")
        .join(ages, how="cross")
        .with_columns((nw.col("month") - nw.col("cohort")).alias("age"))
        .filter((nw.col("age") >= 0) & (nw.col("month") <= nw.col("last")))
        .drop("month", "last")
        .join(alive, on=["cohort", "age"], how="left")
        .with_columns(nw.col("customers").fill_null(0.0), nw.col("mrr").fill_null(0.0))
    )
    return whole.with_columns(
        (nw.col("customers") / nw.col("first_customers")).alias("customers_kept"),
        (nw.col("mrr") / nw.col("first_mrr")).alias("mrr_kept"),
    )
