"""Product usage -> who used the product when: per customer, per user, per feature, and before renewals.

Days are whole numbers (`date.toordinal`), weeks are their Monday's number, months are as in `periods`. A whole week
lies wholly inside its period and inside the days that the data covers. What the calendar does not cover does not count.

    usage    the table: customer_id, date, and where there are any user_id, feature, minutes; one row per use or day
    days     `user_days(usage)`: the distinct (customer, user, day), from which the rest is counted
    calendar `days_calendar(...)` on the same engine
    lives    when customers were customers: customer_id, first_day, last_day (day numbers, both included; last_day
             empty = still one). Several rows of one customer may overlap. On pandas not of the nullable type Int64.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables.periods import Kind, label, number_of

Frame = nw.LazyFrame[Any]
STILL = 9_999_999  # the last day of what has not ended
COUNTS = (
    "days_active", "weeks_active", "months_active", "sessions", "days_active_as_customer", "weeks_active_as_customer",
    "possible_days", "possible_weeks", "at_end",
)  # fmt: skip


def day_number(column: str) -> nw.Expr:
    """A date column without gaps -> day numbers, whole and equal to `date.toordinal` on every engine.

    >>> frame = nw.from_native(pd.DataFrame({"date": pd.to_datetime(["2026-05-31 23:59"])}))
    >>> frame.select(day_number("date"))["date"].to_list() == [date(2026, 5, 31).toordinal()]
    True
    """
    before = nw.col(column).dt.year().cast(nw.Int64) - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + nw.col(column).dt.ordinal_day().cast(nw.Int64)


def days_calendar(first_day: int, last_day: int, kind: Kind) -> pd.DataFrame:
    """One row per day from first to last (day numbers, both included): its week, month and period.

    Columns: day, week (its Monday), week_is_whole (1 where Monday to Sunday lie in one period and inside first to
    last, else 0), month (month number), period (text).

    >>> days = days_calendar(date(2026, 5, 30).toordinal(), date(2026, 6, 7).toordinal(), "month")
    >>> days["week_is_whole"].tolist(), days["period"].unique().tolist()
    ([0, 0, 1, 1, 1, 1, 1, 1, 1], ['2026-05', '2026-06'])
    """
    days = pd.DataFrame({"day": range(first_day, last_day + 1)}, dtype="int64")
    days["week"] = (days["day"] - 1) // 7 * 7 + 1
    days["month"] = pd.Series([number_of(date.fromordinal(d)) for d in days["day"]], dtype="int64")
    names = {month: label(month, kind) for month in days["month"].unique()}
    days["period"] = days["month"].map(names).astype("str")
    days["week_is_whole"] = (days.groupby(["week", "period"])["day"].transform("count") == 7).astype("int64")
    return days[["day", "week", "week_is_whole", "month", "period"]]


def user_days(usage: Frame) -> Frame:
    """Usage -> the distinct customer_id, user and day (number), with minutes (sum) and sessions (rows that have minutes).

    `user` is the user_id, else the customer_id. Without a minutes column both are 0; where sessions are counted already, they are
    added up. Rows without a customer or a date are left out. Make it once and keep it: all counts by day, week and month come from it.
    """
    columns = usage.collect_schema().names()
    user = nw.coalesce("user_id", "customer_id") if "user_id" in columns else nw.col("customer_id")
    has_minutes = "minutes" in columns
    minutes = nw.col("minutes").cast(nw.Float64).fill_null(0.0) if has_minutes else nw.lit(0.0)
    sessions = _counted("sessions") if "sessions" in columns else _flag(~nw.col("minutes").is_null()) if has_minutes else _zero()
    return (
        _with_day(usage)
        .with_columns(user.alias("user"), minutes.alias("minutes"), sessions.alias("sessions"))
        .group_by("customer_id", "user", "day")
        .agg(nw.col("minutes", "sessions").sum())
        .with_columns(nw.col("sessions").cast(nw.Int64))
    )


def customer_use(days: Frame, calendar: Frame, lives: Frame | None = None) -> Frame:
    """Days of use, of users or of customers -> one row per period and customer, those who were customers but used nothing included.

    Without `lives` somebody is a customer from the first use on. Columns: period, customer_id, and whole numbers

    - days_active, weeks_active (whole weeks), months_active: distinct ones with use, as a customer or not;
    - minutes (decimal), sessions; used (1 or 0);
    - daily (use on at least 5 of 7 days of the period), weekly (in every whole week of it), monthly (in every month):
      1 or 0, over the covered part of the period; weekly is 0 where the period has no whole week;
    - whole_weeks: how many the period has (0: `weekly` has no meaning);
    - possible_days, possible_weeks: days and whole weeks of the period on which the customer was one (a week: on all
      seven days), and days_active_as_customer, weeks_active_as_customer: those of them with use, so never more;
    - at_end: 1 where it is a customer on the last covered day of the period.
    """
    several = "user" in days.collect_schema().names()  # else they are by customer already
    per_day = days.group_by("customer_id", "day").agg(nw.col("minutes", "sessions").sum()) if several else days
    stretches = _from_first_use(days) if lives is None else _stretches(lives)
    used = per_day.join(calendar, on="day")
    used_weeks = used.filter(nw.col("week_is_whole") == 1).select("period", "customer_id", "week").unique()
    as_customer = used.select("period", "customer_id", "day").join(stretches, on="customer_id").filter(_within("day", 1))
    weeks_as_customer = used_weeks.join(stretches, on="customer_id").filter(_within("week", 7))
    keys = ("period", "customer_id")
    parts = (
        used.group_by(*keys).agg(
            nw.len().alias("days_active"),
            nw.col("month").n_unique().alias("months_active"),
            nw.col("minutes", "sessions").sum(),
        ),
        used_weeks.group_by(*keys).agg(nw.len().alias("weeks_active")),
        as_customer.group_by(*keys).agg(nw.len().alias("days_active_as_customer")),
        weeks_as_customer.group_by(*keys).agg(nw.len().alias("weeks_active_as_customer")),
        _possible(stretches, _periods(calendar)),
    )
    return _with_habits(_added_up(parts).join(_periods(calendar), on="period"))


def users_by_day(days: Frame, calendar: Frame) -> Frame:
    """Days of use [with a segment column] -> period, [segment], day, users: distinct users of every covered day, 0 where none."""
    return _users_by("day", days, calendar)


def users_by_week(days: Frame, calendar: Frame) -> Frame:
    """The same by whole week: period, [segment], week (its Monday), users."""
    return _users_by("week", days, calendar.filter(nw.col("week_is_whole") == 1))


def users_by_month(days: Frame, calendar: Frame) -> Frame:
    """The same by month: period, [segment], month (number), users. The first and last may be covered in part."""
    return _users_by("month", days, calendar)


def feature_use(usage: Frame, calendar: Frame) -> Frame:
    """Usage -> who used what: the distinct period, feature, customer_id. No rows without a feature column."""
    return _with_feature(_with_day(usage)).join(calendar, on="day").select("period", "feature", "customer_id").unique()


def use_before_renewal(usage: Frame, renewals: Frame, days: int = 90) -> Frame:
    """Renewals (customer_id, due_date, ...) -> the same rows with used_before and window_is_covered (1 or 0).

    used_before: any use in the `days` days before due_date; the due day itself does not count.
    window_is_covered: the usage data begins early enough to know. `usage` is the table, or `user_days` of it.
    """
    found = _found_before(_with_day(usage).select("customer_id", "day"), renewals, days)
    return _covered(usage, renewals, days).join(found, on=["customer_id", "due_date"], how="left").with_columns(_counted("used_before"))


def features_before_renewal(usage: Frame, renewals: Frame, days: int = 90) -> Frame:
    """The same for each feature that anybody ever used: one row per renewal and feature. No rows without a feature column."""
    used = _with_feature(_with_day(usage)).select("customer_id", "feature", "day")
    rows = _covered(usage, renewals, days).join(used.select("feature").unique(), how="cross")
    found = _found_before(used, renewals, days)
    return rows.join(found, on=["customer_id", "feature", "due_date"], how="left").with_columns(_counted("used_before"))


def _with_day(usage: Frame) -> Frame:
    """Usage with `day`, without the rows that lack a customer or a date."""
    known = usage.filter(~nw.col("customer_id").is_null())
    if "day" in usage.collect_schema().names():
        return known
    return known.filter(~nw.col("date").is_null()).with_columns(day_number("date").alias("day"))


def _with_feature(usage: Frame) -> Frame:
    """Usage with `feature`, without the rows that name none."""
    if "feature" not in usage.collect_schema().names():
        usage = usage.with_columns(nw.lit(None).cast(nw.String).alias("feature"))
    return usage.filter(~nw.col("feature").is_null())


def _from_first_use(days: Frame) -> Frame:
    """Stretches of people of whom only their use is known: customers from the first use on."""
    first = days.group_by("customer_id").agg(nw.col("day").min().alias("first_day"))
    return first.select("customer_id", nw.col("first_day").cast(nw.Int64), nw.lit(STILL).cast(nw.Int64).alias("last_day"))


def _stretches(lives: Frame) -> Frame:
    """Lives -> stretches of days without overlap: customer_id, first_day, last_day; what touches is joined."""
    order = ["first_day", "last_day"]
    rows = (
        lives.filter(~nw.col("first_day").is_null() & ~nw.col("customer_id").is_null())
        .select("customer_id", nw.col("first_day").cast(nw.Int64), nw.col("last_day").fill_null(STILL).cast(nw.Int64))
        .filter(nw.col("last_day") >= nw.col("first_day"))
        .unique()
        .with_columns(nw.col("last_day").cum_max().over("customer_id", order_by=order).alias("reached"))
        .with_columns(nw.col("reached").shift(1).over("customer_id", order_by=order).fill_null(0).cast(nw.Int64).alias("reached"))
        .with_columns(_flag(nw.col("first_day") > nw.col("reached") + 1).alias("begins"))
        .with_columns(nw.col("begins").cum_sum().over("customer_id", order_by=order).alias("stretch"))
    )
    found = rows.group_by("customer_id", "stretch").agg(nw.col("first_day").min(), nw.col("last_day").max())
    return found.select("customer_id", "first_day", "last_day")


def _periods(calendar: Frame) -> Frame:
    """What a period has: begins, ends (first and last covered day), months, and its whole weeks: how many, first and last Monday."""
    whole = calendar.filter(nw.col("week_is_whole") == 1).group_by("period")
    weeks = whole.agg(
        nw.col("week").min().alias("first_week"), nw.col("week").max().alias("last_week"), nw.col("week").n_unique().alias("weeks")
    )
    return (
        calendar.group_by("period")
        .agg(nw.col("day").min().alias("begins"), nw.col("day").max().alias("ends"), nw.col("month").n_unique().alias("months"))
        .join(weeks, on="period", how="left")
        .with_columns(_counted("first_week"), _counted("last_week"), _counted("weeks").alias("whole_weeks"))
        .drop("weeks")
    )


def _within(column: str, length: int) -> nw.Expr:
    """Whether so many days from a day on lie inside a stretch."""
    return (nw.col(column) >= nw.col("first_day")) & (nw.col(column) + length - 1 <= nw.col("last_day"))


def _possible(stretches: Frame, periods: Frame) -> Frame:
    """Period, customer_id, possible_days, possible_weeks, at_end, wherever a customer was one on any day of the period."""
    first, last = nw.col("first_day"), nw.col("last_day")
    weeks = nw.col("last_week") - nw.col("first_week")
    rows = (
        stretches.join(periods, how="cross")
        .filter((first <= nw.col("ends")) & (last >= nw.col("begins")))
        .with_columns(_flag(last >= nw.col("ends")).alias("at_end"))
        .with_columns(nw.max_horizontal(first, nw.col("begins")).alias("first_day"), _earlier(last, nw.col("ends")).alias("last_day"))
        .with_columns(
            (last - first + 1).alias("possible_days"),
            nw.max_horizontal((first + 5) // 7 * 7 + 1, nw.col("first_week")).alias("first_week"),  # Monday on or after the first day
            _earlier((last - 7) // 7 * 7 + 1, nw.col("last_week")).alias("last_week"),  # the last Monday whose Sunday is in
        )
        .with_columns(nw.when((nw.col("whole_weeks") > 0) & (weeks >= 0)).then(weeks // 7 + 1).otherwise(nw.lit(0)).alias("possible_weeks"))
    )
    return rows.group_by("period", "customer_id").agg(nw.col("possible_days", "possible_weeks", "at_end").sum())


def _added_up(parts: tuple[Frame, ...]) -> Frame:
    """Frames by period and customer_id, each with some of the counts -> one with all of them; what is missing is 0."""
    padded = []
    for part in parts:
        has = part.collect_schema().names()
        minutes = nw.col("minutes") if "minutes" in has else nw.lit(0.0).alias("minutes")
        counts = (nw.col(c).cast(nw.Int64) if c in has else _zero().alias(c) for c in COUNTS)
        padded.append(part.select("period", "customer_id", minutes.cast(nw.Float64), *counts))
    summed = nw.concat(padded).group_by("period", "customer_id").agg(nw.col("minutes", *COUNTS).sum())
    return summed.with_columns(nw.col(*COUNTS).cast(nw.Int64))


def _with_habits(rows: Frame) -> Frame:
    """Counts with what their period has -> with used, daily, weekly, monthly."""
    active = nw.col("days_active")
    return rows.with_columns(
        _flag(active > 0).alias("used"),
        _flag(active * 7 >= (nw.col("ends") - nw.col("begins") + 1) * 5).alias("daily"),
        _flag((nw.col("whole_weeks") > 0) & (nw.col("weeks_active") == nw.col("whole_weeks"))).alias("weekly"),
        _flag(nw.col("months_active") == nw.col("months")).alias("monthly"),
    ).drop("begins", "ends", "months", "first_week", "last_week")


def _users_by(step: str, days: Frame, calendar: Frame) -> Frame:
    split = ["segment"] if "segment" in days.collect_schema().names() else []
    steps, keys = calendar.select("period", step).unique(), ["period", *split, step]
    grid = steps.join(days.select(*split).unique(), how="cross") if split else steps
    dated = days.join(calendar.select(*dict.fromkeys(("day", "period", step))), on="day")
    users = dated.group_by(*keys).agg(nw.col("user").n_unique().alias("users"))
    return grid.select(*keys).join(users, on=keys, how="left").with_columns(_counted("users"))


def _due(renewals: Frame) -> Frame:
    """The distinct customer_id and due_date of renewals, with due_day (number)."""
    known = renewals.filter(~nw.col("due_date").is_null() & ~nw.col("customer_id").is_null())
    return known.select("customer_id", "due_date").unique().with_columns(day_number("due_date").alias("due_day"))


def _found_before(used: Frame, renewals: Frame, days: int) -> Frame:
    """Use by customer_id, [feature] and day -> the distinct customer_id, [feature], due_date with use before it; used_before is 1."""
    before = (nw.col("day") < nw.col("due_day")) & (nw.col("day") >= nw.col("due_day") - days)
    found = used.unique().join(_due(renewals), on="customer_id").filter(before).drop("day", "due_day").unique()
    return found.with_columns(nw.lit(1).cast(nw.Int64).alias("used_before"))


def _covered(usage: Frame, renewals: Frame, days: int) -> Frame:
    """Renewals with window_is_covered: whether the usage data begins before the days in question do."""
    begins = _with_day(usage).select(nw.col("day").min().alias("begins"))
    due = _due(renewals).join(begins, how="cross")
    known = due.filter(nw.col("begins") <= nw.col("due_day") - days).select("customer_id", "due_date")
    flagged = known.with_columns(nw.lit(1).cast(nw.Int64).alias("window_is_covered"))
    return renewals.join(flagged, on=["customer_id", "due_date"], how="left").with_columns(_counted("window_is_covered"))


def _counted(column: str) -> nw.Expr:
    """A count after a left join: 0 where there was nothing to count."""
    return nw.col(column).fill_null(0).cast(nw.Int64)


def _earlier(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one <= other).then(one).otherwise(other)


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def _zero() -> nw.Expr:
    return nw.lit(0).cast(nw.Int64)
