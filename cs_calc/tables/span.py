"""Where the data ends: the last day that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

EVENTS = {
    "survey_responses": "date", "tickets": "created_at", "usage": "date", "mrr_movements": "date", "monthly_mrr": "month",
}  # fmt: skip


def last_day(tables: Mapping[str, pd.DataFrame], today: date) -> date:
    """The last day that the data speaks of, at most `today`.

    Starts of subscriptions, answers, tickets and the like are things that have happened. An end date may be
    a plan (a contract's end), so where other events show when the data stops, only ends up to that month
    count; where subscriptions are all there is, ends up to `today` do.
    """
    subscriptions = tables.get("subscriptions")
    happened = [_latest(tables[name], column, today) for name, column in EVENTS.items() if name in tables]
    known = [day for day in happened if day is not None]
    limit = pd.Timestamp(today)
    if subscriptions is not None:
        started = _latest(subscriptions, "start_date", today)
        if known:
            limit = min(limit, max([*known, started] if started is not None else known) + pd.offsets.MonthEnd(0))
        known += [day for day in (started, _latest(subscriptions, "end_date", limit.date())) if day is not None]
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
