"""Who uses the product and who does not: customers at a period's end with their use, silent ones, and whose activity falls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.mix import last_month
from cs_calc.analysis.sentiment_lists import paying
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.mrr import STILL, lives
from cs_calc.tables.periods import Kind, calendar, label
from cs_calc.tables.use_asked import dates

NEW_DAYS = 31
"""Who has been a customer for at most so many days is new: no use yet says little."""
NEVER_NEW, NEVER = "Never used, new (up to 31 days)", "Never used, longer a customer"
SILENT = ((60, "Last use 31 to 60 days ago"), (90, "Last use 61 to 90 days ago"), (float("inf"), "Last use over 90 days ago"))
RECENT = "Last use up to 30 days ago"
BANDS = (NEVER, NEVER_NEW, SILENT[2][1], SILENT[1][1], SILENT[0][1], RECENT)

HALVED, LOWER, SAME, HIGHER, DOUBLED = "Halved or worse", "Lower", "About the same", "Higher", "Doubled or better"
NONE, YOUNG = "No use in either", "New: nothing to compare"
TRENDS = (HALVED, LOWER, SAME, HIGHER, DOUBLED, NONE, YOUNG)
ENOUGH_DAYS = 28
"""Days as a customer that each of two stretches must have to be compared."""
TAIL = 0.025
"""A fall is called more than chance where luck alone would give one as large less often than this (one side of 5 %)."""


def use(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """One row per customer and period with its use, as the activity metrics count it (`tables.product.customer_use`); made once."""
    found: pd.DataFrame = dataset.keep(("product", "use", kind), lambda: dataset.detail("customer_use", kind))
    return found


def reaches(dataset: Dataset, kind: Kind, period: str) -> bool:
    """Whether the usage data speaks of a period."""
    rows = use(dataset, kind)
    return bool(len(rows)) and bool((rows["period"] == period).any())


def day_span(dataset: Dataset, kind: Kind, period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of a period, as far as the data goes."""
    assert dataset.reach is not None
    days = calendar(*dataset.reach, kind)
    months = days[days["period"] == period]["month"].tolist()
    first, last = min(months), max(months)
    end = pd.Timestamp(year=last // 12, month=last % 12 + 1, day=1) + pd.offsets.MonthEnd(0)
    return pd.Timestamp(year=first // 12, month=first % 12 + 1, day=1), min(end, pd.Timestamp(dataset.as_of))


def here(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """The customers at the end of a period with their use in it, the largest MRR first; empty where usage does not reach it.

    Columns: customer_id, then customer_name, owner, plan, mrr (those that are known), since (first day as a customer), used (1 or 0),
    days_active, possible_days (as a customer), last_use (up to the end of the period; missing: never). They are the customers that
    `all_customers` counts; where there is no MRR data but a list of customers, those on the list.
    """
    found: pd.DataFrame = dataset.keep(("product", "here", kind, period), lambda: _here(dataset, kind, period))
    return found


def _here(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    if not reaches(dataset, kind, period):
        return pd.DataFrame()
    rows = use(dataset, kind)
    rows = rows[rows["period"] == period].rename(columns={"days_active_as_customer": "days_active_then"})
    at_end = rows[rows["at_end"] == 1]
    known = paying(dataset, last_month(dataset, kind, period))
    listed = dataset.mrr_table is None and len(known) > 0
    found = (known if listed else at_end)[["customer_id"]]
    found = found.merge(known, on="customer_id", how="left")
    counts = rows[["customer_id", "used", "days_active_then", "possible_days"]].rename(columns={"days_active_then": "days_active"})
    found = found.merge(counts, on="customer_id", how="left")
    found[["used", "days_active"]] = found[["used", "days_active"]].fillna(0).astype("int64")
    end = day_span(dataset, kind, period)[1]
    found["since"] = _since(dataset, end).reindex(found["customer_id"]).to_numpy()
    ends = dataset.frames.use_ends(end.toordinal())
    found["last_use"] = dates(ends["last"]).set_axis(ends["customer_id"]).reindex(found["customer_id"]).to_numpy()
    attributes = dataset.attributes
    if "plan" in attributes:
        found = found.merge(attributes[["customer_id", "plan"]], on="customer_id", how="left")
    if "mrr" in found:
        found["mrr"] = found["mrr"].astype("float64")
    by = ["mrr", "customer_id"] if "mrr" in found else ["customer_id"]
    first = [c for c in ("customer_id", "customer_name", "owner", "plan", "mrr", "since") if c in found]
    found = found.sort_values(by, ascending=[c != "mrr" for c in by])
    return found[[*first, *(c for c in found if c not in first)]].reset_index(drop=True)


def _since(dataset: Dataset, end: pd.Timestamp) -> pd.Series[Any]:
    """Each customer's first day of the stretch that runs at `end`: who left and came back is a customer since coming back."""
    rows = lives(dataset.tables, dataset.as_of)
    if rows is None:
        listed = dataset.tables.get("customers")
        if listed is None or "signup_date" not in listed:
            return pd.Series(dtype="datetime64[us]")
        found: pd.Series[Any] = listed.groupby("customer_id")["signup_date"].min().dt.normalize()
        return found
    rows = rows[(rows["first_day"] <= end.toordinal()) & (rows["first_day"] < STILL)].sort_values(["customer_id", "first_day"])
    reached = rows.groupby("customer_id")["last_day"].cummax().groupby(rows["customer_id"]).shift(1)
    begins = rows[reached.isna() | (rows["first_day"] > reached + 1)]
    day = begins.groupby("customer_id")["first_day"].max()
    return pd.Series(pd.to_datetime([pd.Timestamp.fromordinal(int(d)) for d in day]), index=day.index, dtype="datetime64[us]")


def silent(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """The customers at the end of a period with no use in it, the largest MRR first.

    The columns of `here`, with silent_days (since the last use, or since becoming a customer where there never was one), band and
    never (no row of usage at all). Their number is `all_customers` less `feature_customers`.
    """
    rows = here(dataset, kind, period)
    if rows.empty:
        return pd.DataFrame()
    end = day_span(dataset, kind, period)[1]
    found = rows[rows["used"] == 0].drop(columns=["used", "days_active", "possible_days"])
    never = found["last_use"].isna()
    found["silent_days"] = (end - found["last_use"].where(~never, found["since"])).dt.days + never  # the first day counts
    found["band"] = [band_of(bool(n), float(d)) for n, d in zip(never, found["silent_days"], strict=True)]
    return found.assign(never=never).reset_index(drop=True)


def band_of(never: bool, days: float) -> str:
    """How a silent customer is silent; `days` since the last use, or since becoming a customer.

    >>> band_of(True, 12.0), band_of(True, 70.0), band_of(False, 35.0)
    ('Never used, new (up to 31 days)', 'Never used, longer a customer', 'Last use 31 to 60 days ago')
    """
    if never:
        return NEVER_NEW if days <= NEW_DAYS else NEVER
    return RECENT if days <= 30 else next(name for most, name in SILENT if days <= most)


def counted(rows: pd.DataFrame, column: str, order: tuple[str, ...]) -> pd.DataFrame:
    """How many customers, and how much MRR, each value of a column has: that column, customers, mrr where known; in order."""
    groups = rows.groupby(column)
    found = pd.DataFrame({column: list(order), "customers": [int(groups.size().get(name, 0)) for name in order]})
    if "mrr" in rows:
        found["mrr"] = [float(groups["mrr"].sum().get(name, 0.0)) for name in order]
    return found[found["customers"] > 0].reset_index(drop=True)


def stretches(dataset: Dataset, kind: Kind, period: str) -> tuple[list[str], list[str]]:
    """The months whose activity is compared: those up to the period's end, and as many before (three, of a year twelve).

    The earlier ones are empty where usage does not reach back so far.
    """
    many = 12 if kind == "year" else 3
    last = last_month(dataset, kind, period)
    span = dataset.frames.span("customer_use")
    now, before = ([label(m, "month") for m in range(end - many + 1, end + 1)] for end in (last, last - many))
    return now, before if span is not None and span[0] <= last - 2 * many + 1 else []


def activity(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Each customer's product activity coefficient (days with use of days as a customer) and its trend, the largest MRR first.

    Columns: customer_id, customer_name, owner, plan, mrr, since (those known), active_days, possible_days, pac (fractions),
    active_before, possible_before, pac_before (the same of the stretch before, see `stretches`), trend (of TRENDS), chance (how often
    luck alone would give a fall as large, Fisher one-sided; missing where nothing is compared), beyond_chance (a fall, and chance
    below TAIL).
    """
    found: pd.DataFrame = dataset.keep(("product", "activity", kind, period), lambda: _activity(dataset, kind, period))
    return found


def _activity(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    rows = here(dataset, kind, period)
    if rows.empty:
        return rows
    by_month = use(dataset, "month")
    found = rows[[c for c in ("customer_id", "customer_name", "owner", "plan", "mrr", "since") if c in rows]]
    for months, suffix in zip(stretches(dataset, kind, period), ("", "_before"), strict=True):
        some = by_month[by_month["period"].isin(months)]
        sums = some.groupby("customer_id")[["days_active_as_customer", "possible_days"]].sum()
        active = found["customer_id"].map(sums["days_active_as_customer"]).fillna(0).astype("int64")
        possible = found["customer_id"].map(sums["possible_days"]).fillna(0).astype("int64")
        found = found.assign(**{f"active{suffix or '_days'}": active, f"possible{suffix or '_days'}": possible})
        found[f"pac{suffix}"] = active / possible.where(possible > 0)
    found["trend"] = [trend_of(*row) for row in found[["active_days", "possible_days", "active_before", "possible_before"]].to_numpy()]
    found["chance"] = chance_of_fall(found).where(found["trend"] != YOUNG)
    fell = found["trend"].isin([HALVED, LOWER])
    return found.assign(beyond_chance=fell & (found["chance"] < TAIL))


def trend_of(active: float, possible: float, active_before: float, possible_before: float) -> str:
    """How the share of days with use moved from one stretch to the next.

    >>> trend_of(3, 92, 7, 92), trend_of(7, 92, 8, 92), trend_of(2, 20, 0, 0)
    ('Halved or worse', 'About the same', 'New: nothing to compare')
    """
    if min(possible, possible_before) < ENOUGH_DAYS:
        return YOUNG
    if active_before == 0:
        return DOUBLED if active else NONE
    ratio = (active / possible) / (active_before / possible_before)
    if ratio <= 0.5:
        return HALVED
    return LOWER if ratio <= 0.8 else SAME if ratio < 1.25 else HIGHER if ratio < 2 else DOUBLED


def chance_of_fall(rows: pd.DataFrame) -> pd.Series[Any]:
    """For each customer: how often days with use would fall so far by luck alone, all days with use given (Fisher, one side).

    >>> rows = pd.DataFrame({"active_days": [2], "possible_days": [92], "active_before": [11], "possible_before": [92]})
    >>> chance_of_fall(rows).round(4).tolist()
    [0.009]
    """
    from scipy.stats import hypergeom  # heavy: only where it is used

    now, days, before, days_before = (
        rows[c].to_numpy("int64") for c in ("active_days", "possible_days", "active_before", "possible_before")
    )
    found: Any = np.asarray(hypergeom.cdf(now, days + days_before, now + before, days), dtype="float64")
    return pd.Series(found, index=rows.index)


def months_of(dataset: Dataset, customer: str) -> pd.DataFrame:
    """One customer's activity month by month: period, days_active, possible_days, minutes; months as a customer only."""
    rows = use(dataset, "month")
    rows = rows[(rows["customer_id"] == customer) & (rows["possible_days"] > 0)].sort_values("period")
    found = rows[["period", "days_active_as_customer", "possible_days", "minutes"]]
    return found.rename(columns={"days_active_as_customer": "days_active"}).reset_index(drop=True)


def usage_rows(dataset: Dataset, customer: str) -> pd.DataFrame:
    """One customer's rows of the usage table, the newest first."""
    return dataset.frames.rows_of_use(customer).sort_values("date", ascending=False, kind="stable").reset_index(drop=True)
