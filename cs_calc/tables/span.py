"""Where the data ends: the last day that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

EVENTS = {
    "survey_responses": "date", "tickets": "created_at", "usage": "date", "mrr_movements": "date", "monthly_mrr": "month",
    "purchases": "date", "opportunities": "date", "outcomes": "date", "help_center_sessions": "date",
}  # fmt: skip
PLANS = {"subscriptions": "end_date", "renewals": "due_date"}
"""Dates that may lie ahead of the data: a contract's end, the day it comes due."""


def last_day(tables: Mapping[str, pd.DataFrame], today: date) -> date:
    """The last day that the data speaks of, at most `today`.

    Starts of subscriptions, answers, tickets and the like are things that have happened. An end date may be
    a plan (a contract's end), so where other events show when the data stops, only ends up to that month
    count; where plans are all there is, those up to `today` do.
    """
    happened = [*EVENTS.items(), ("renewals", "renewed_at")]
    events = [day for name, column in happened if name in tables and (day := _latest(tables[name], column, today)) is not None]
    started = _latest(tables["subscriptions"], "start_date", today) if "subscriptions" in tables else None
    known = [*events, *([started] if started is not None else [])]
    limit = min(pd.Timestamp(today), max(known) + pd.offsets.MonthEnd(0)) if events else pd.Timestamp(today)
    plans = [_latest(tables[name], column, limit.date()) for name, column in PLANS.items() if name in tables]
    known += [day for day in plans if day is not None]
    return max(known).date() if known else today


def _latest(table: pd.DataFrame, column: str, until: date) -> pd.Timestamp | None:
    if column not in table:
        return None
    days = table[column].dropna()
    past = days[days < pd.Timestamp(until) + pd.Timedelta(days=1)]
    if not len(past):
        return None
    latest = pd.Timestamp(past.max())
    return min(latest + pd.offsets.MonthEnd(0), pd.Timestamp(until)) if column == "month" else latest
