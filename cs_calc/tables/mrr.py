"""Where MRR comes from: subscriptions or monthly MRR, as the rows that `movements` works on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from cs_calc.tables.periods import NEVER, month_number, number_of

Tables = Mapping[str, pd.DataFrame]
EPOCH = date(1970, 1, 1).toordinal()
STILL = 9_999_999
"""The last day of something that has not ended."""


def mrr_table(tables: Tables) -> str | None:
    """Where MRR comes from: subscriptions where there are any, else monthly MRR."""
    return next((t for t in ("subscriptions", "monthly_mrr") if t in tables and len(tables[t])), None)


def mrr_months(tables: Tables, as_of: date) -> tuple[int, int] | None:
    """First and last month of the MRR data, as month numbers; None without any."""
    name = mrr_table(tables)
    if name is None:
        return None
    table = tables[name]
    first = month_number(table["start_date" if name == "subscriptions" else "month"]).min()
    last = number_of(as_of) if name == "subscriptions" else month_number(table["month"]).max()
    return int(first), int(max(first, last))


def dated_subscriptions(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Subscriptions with the month they start in and the first month at whose end they no longer count.

    What starts or ends after `as_of` has not happened. Where the same customer goes on the day after an
    end (many exports write the last day that is paid for), nothing ended. Also first_day and last_day (day
    numbers, both included; STILL while it runs).
    """
    day = pd.Timedelta(days=1)
    start = table["start_date"].dt.normalize()
    end = table["end_date"].dt.normalize() if "end_date" in table else pd.Series(pd.NaT, table.index, dtype="datetime64[us]")
    end = end.where(end <= pd.Timestamp(as_of))
    starts = pd.MultiIndex.from_arrays([table["customer_id"], start])
    goes_on = pd.MultiIndex.from_arrays([table["customer_id"], end + day]).isin(starts)
    end = end.where(~goes_on, end + day)
    kept = [c for c in ("subscription_id", "customer_id", "plan", "_sheet", "_row", "amount", "interval") if c in table]
    begun = start <= pd.Timestamp(as_of)
    return table[kept].assign(
        start_month=month_number(start).where(begun, NEVER),
        end_month=month_number(end),
        first_day=day_numbers(start).where(begun, STILL),
        last_day=day_numbers(end - day),
    )


def numbered_months(table: pd.DataFrame) -> pd.DataFrame:
    """Monthly MRR as customer_id, month (number), mrr."""
    return table[["customer_id", "mrr"]].assign(month=month_number(table["month"]))


def lives(tables: Tables, as_of: date) -> pd.DataFrame | None:
    """When customers paid: customer_id, first_day, last_day (day numbers, both included); None without MRR data.

    A month of monthly MRR is all its days.
    """
    name = mrr_table(tables)
    if name is None:
        return None
    if name == "subscriptions":
        rows = dated_subscriptions(tables[name], as_of)
        return rows.loc[rows["amount"] > 0, ["customer_id", "first_day", "last_day"]]
    rows = tables[name][tables[name]["mrr"] > 0]
    first = rows["month"].dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame({
        "customer_id": rows["customer_id"], "first_day": day_numbers(first), "last_day": day_numbers(first + pd.offsets.MonthEnd(1)),
    })  # fmt: skip


def day_numbers(days: pd.Series[Any]) -> pd.Series[Any]:
    """Dates -> day numbers as `date.toordinal` has them; STILL where there is none.

    >>> day_numbers(pd.Series(pd.to_datetime(["2026-05-31", None]))).tolist() == [date(2026, 5, 31).toordinal(), STILL]
    True
    """
    since: pd.Series[Any] = (days.dt.normalize() - pd.Timestamp("1970-01-01")).dt.days + EPOCH
    return since.fillna(STILL).astype("int64")
