"""Months, quarters and years. Inside, a month is a whole number: year x 12 + month - 1, the same on every engine."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd

Kind = Literal["month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("month", "quarter", "year")
IN_YEAR: dict[Kind, int] = {"month": 12, "quarter": 4, "year": 1}
MONTHS_IN: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
NEVER = 999_999
"""The month number of something that has not happened."""


def month_number(days: pd.Series[Any]) -> pd.Series[Any]:
    """Dates -> month numbers; missing dates -> NEVER.

    >>> month_number(pd.Series(pd.to_datetime(["2026-05-31", None]))).tolist()
    [24316, 999999]
    """
    number: pd.Series[Any] = (days.dt.year * 12 + days.dt.month - 1).fillna(NEVER).astype("int64")
    return number


def number_of(day: date) -> int:
    """The month number of one day."""
    return day.year * 12 + day.month - 1


def label(month: int, kind: Kind) -> str:
    """The period that a month belongs to, as it stands in files and links.

    >>> label(24316, "month"), label(24316, "quarter"), label(24316, "year")
    ('2026-05', '2026-Q2', '2026')
    """
    year, index = divmod(month, 12)
    return {"month": f"{year}-{index + 1:02d}", "quarter": f"{year}-Q{index // 3 + 1}", "year": str(year)}[kind]


def spoken(period: str) -> str:
    """A period as people say it.

    >>> spoken("2026-05"), spoken("2026-Q2"), spoken("2026")
    ('May 2026', 'Q2 2026', '2026')
    """
    year, _, rest = period.partition("-")
    if not rest:
        return year
    return f"{rest} {year}" if rest.startswith("Q") else f"{date(int(year), int(rest), 1):%b %Y}"


def calendar(first: int, last: int, kind: Kind) -> pd.DataFrame:
    """One row per month from first to last: its period, and whether it opens or closes that period (1 or 0).

    Columns: month (int), period (text), is_first, is_last, whole (1 if the period has all its months).
    """
    months = pd.DataFrame({"month": range(first, last + 1)})
    months["period"] = [label(m, kind) for m in months["month"]]
    groups = months.groupby("period")["month"]
    months["is_first"] = (months["month"] == groups.transform("min")).astype("int64")
    months["is_last"] = (months["month"] == groups.transform("max")).astype("int64")
    months["whole"] = (groups.transform("count") == MONTHS_IN[kind]).astype("int64")
    return months
