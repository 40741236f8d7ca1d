"""Tickets -> how quickly they are answered and solved, which of them wait, what they are about, how many come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.business_hours import Office, business_hours
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind

PERSON, CLOCK, SOLVED = "First reply by a person", "First reply as the clock has it", "Solution"
UNTAGGED = "(no tag)"
NO_CHANNEL = "(not given)"
BANDS = ((1, "up to 1 day"), (3, "1 to 3 days"), (7, "3 to 7 days"), (30, "7 to 30 days"), (float("inf"), "over 30 days"))
FAR = 53
"""As many weeks as the picture of the load shows: a year and the week a year ago."""


def tickets(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """One row per ticket with its period, the helper columns that measures count, and `clock_hours`: to any first reply, robots' too.

    Empty where the data has no tickets.
    """

    def made() -> pd.DataFrame:
        rows = dataset.detail("tickets", kind)
        rows = rows if len(rows) else dataset.detail("tags", kind)
        if len(rows) and "first_response_at" in rows:
            replied = rows["first_response_at"].where(rows["first_response_at"] < dataset.frames.given.end)
            rows["clock_hours"] = (replied - rows["created_at"]).dt.total_seconds() / 3600
        return rows

    found: pd.DataFrame = dataset.keep(("support", "tickets", kind), made)
    return found


def tags(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """One row for each tag of each ticket, as `tickets`; empty where there are none."""
    found: pd.DataFrame = dataset.keep(("support", "tags", kind), lambda: dataset.detail("tags", kind))
    return found


def in_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """The tickets of one period."""
    return rows[rows["period"] == period] if "period" in rows else rows


def hours_of(rows: pd.DataFrame, what: str, office: Office | None = None) -> pd.Series[Any]:
    """For each ticket the hours to a person's first reply, to any first reply, or to the solution; with `office`, business hours."""
    column, end = {
        PERSON: ("response_hours", "first_response_at"),
        CLOCK: ("clock_hours", "first_response_at"),
        SOLVED: ("resolution_hours", "resolved_at"),
    }[what]
    if column not in rows:
        return pd.Series(np.nan, rows.index)
    if office is None:
        return rows[column]
    return business_hours(rows["created_at"], rows[end], office).where(rows[column].notna())


def summary(hours: pd.Series[Any]) -> dict[str, float]:
    """n, median, p90 and mean of hours, missing ones left out.

    >>> summary(pd.Series([1.0] * 10 + [96.0, None]))
    {'n': 11.0, 'median': 1.0, 'p90': 1.0, 'mean': 9.636363636363637}
    """
    known = hours.dropna()
    if known.empty:
        return {"n": 0.0, "median": np.nan, "p90": np.nan, "mean": np.nan}
    return {"n": float(len(known)), "median": float(known.median()), "p90": float(known.quantile(0.9)), "mean": float(known.mean())}


def speed(rows: pd.DataFrame, office: Office | None = None) -> pd.DataFrame:
    """First reply by a person, first reply by the clock, and solution: columns what, n, median, p90, mean (hours)."""
    whats = [w for w in (PERSON, CLOCK, SOLVED) if hours_of(rows, w).notna().any()]
    return pd.DataFrame([{"what": w, **summary(hours_of(rows, w, office))} for w in whats], columns=["what", "n", "median", "p90", "mean"])


def by_channel(rows: pd.DataFrame, office: Office | None = None) -> pd.DataFrame:
    """People's first replies in each channel, the most tickets first.

    Columns: channel, tickets, n (answered by a person), median, p90, mean (hours), target (hours by the clock), within (share of
    the answered ones that kept to it), low, high (its 95 % range).
    """
    if "channel" not in rows or "response_hours" not in rows:
        return pd.DataFrame()
    found = []
    for channel, part in rows.assign(channel=rows["channel"].fillna(NO_CHANNEL)).groupby("channel"):
        kept, answered = part["within_target"].sum(), part["within_target"].count()
        sure = wilson(float(kept), float(answered)) if answered else None
        found.append(
            {
                "channel": str(channel),
                "tickets": len(part),
                **summary(hours_of(part, PERSON, office)),
                "target": float(part["response_target"].max()),
                "within": kept / answered if answered else np.nan,
                "low": sure.low if sure else np.nan,
                "high": sure.high if sure else np.nan,
            }
        )
    return pd.DataFrame(found).sort_values(["tickets", "channel"], ascending=[False, True]).reset_index(drop=True)


def medians(rows: pd.DataFrame, periods: Sequence[str]) -> pd.DataFrame:
    """The median first reply in each period: columns period, `People's replies`, `The clock` (hours)."""
    found = pd.DataFrame({"period": list(periods)})
    for name, what in (("People's replies", PERSON), ("The clock", CLOCK)):
        middle = hours_of(rows, what).groupby(rows["period"]).median()
        found[name] = found["period"].map(middle).astype("float64")
    return found


def waiting(dataset: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """The tickets that are open on the last day of the data, the oldest first: what is known of each, its age and who answered.

    Columns: ticket_id, created_at, age_days, band, answered, then what the file says of them. Where the tags of an open ticket speak of
    an escalation ("escalated", "Escalation L2"), escalated is yes or no for each; without such a tag there is no such column.
    """
    if "open_hours" not in rows:
        return pd.DataFrame()
    open_ones = rows[rows["open_hours"].notna()]
    robot = open_ones["auto_reply"] == 1 if "auto_reply" in open_ones else pd.Series(False, open_ones.index)
    known = open_ones["clock_hours"].notna() if "clock_hours" in open_ones else pd.Series(False, open_ones.index)
    answered = np.where(robot & known, "automatic reply only known", np.where(known, "by a person", "not yet"))
    if "clock_hours" not in open_ones:
        answered = np.full(len(open_ones), "not in the file")
    days = open_ones["open_hours"] / 24
    found = open_ones.assign(age_days=days.round(1), band=[band_of(d) for d in days], answered=answered)
    names = dataset.attributes
    if "customer_id" in found and "customer_name" in names:
        found = found.merge(names[["customer_id", "customer_name"]], on="customer_id", how="left")
    if "tags" in found and (escalated := found["tags"].astype("str").str.contains("escalat", case=False)).any():
        found["escalated"] = np.where(escalated, "yes", "no")
    first = ["ticket_id", "created_at", "age_days", "band", "answered"]
    rest = ("escalated", "channel", "agent", "customer_id", "customer_name", "requester_id", "tags", "interactions", "_sheet", "_row")
    return found.sort_values("created_at")[[*first, *(c for c in rest if c in found)]].reset_index(drop=True)


def band_of(days: float) -> str:
    """The age band of a ticket.

    >>> band_of(0.5), band_of(1), band_of(31)
    ('up to 1 day', 'up to 1 day', 'over 30 days')
    """
    return next(name for most, name in BANDS if days <= most)


def bands(listed: pd.DataFrame) -> pd.DataFrame:
    """How many tickets of each age: columns band, tickets, all bands, the youngest first."""
    counts = listed["band"].value_counts() if len(listed) else pd.Series(dtype="int64")
    return pd.DataFrame({"band": [name for _, name in BANDS], "tickets": [int(counts.get(name, 0)) for _, name in BANDS]})


def closed_without_reply(rows: pd.DataFrame) -> pd.DataFrame:
    """Tickets that are resolved, with no reply in the file."""
    if not {"clock_hours", "resolved"} <= set(rows):
        return rows.head(0)
    return rows[(rows["resolved"] == 1) & rows["clock_hours"].isna()]


def tag_pareto(rows: pd.DataFrame, tagged: pd.DataFrame) -> pd.DataFrame:
    """What tickets are about, the most common tag first and those without any at the end.

    `rows`: the tickets of a period; `tagged`: one row for each of their tags. Columns: tag, tickets, share (of all tickets), covered
    (share of tickets that have this tag or one above it), avoidable and documented (shares of the tag's own tickets).
    """
    if tagged.empty:
        return pd.DataFrame()
    total = len(rows)
    counts = tagged.groupby("tag")["ticket_id"].nunique().rename("tickets").reset_index()
    counts = counts.sort_values(["tickets", "tag"], ascending=[False, True])
    rank = dict(zip(counts["tag"], range(len(counts)), strict=True))
    first = tagged["tag"].map(rank).groupby(tagged["ticket_id"]).min().value_counts()
    counts["covered"] = [float(first[first.index <= place].sum()) / total for place in range(len(counts))]
    for column, flag in (("avoidable", "avoidable"), ("documented", "topic_has_article")):
        if flag in tagged:
            counts[column] = counts["tag"].map(tagged.groupby("tag")[flag].mean())
    without = rows[~rows["ticket_id"].isin(set(tagged["ticket_id"]))]
    if len(without):
        last = {"tag": UNTAGGED, "tickets": len(without), "covered": 1.0}
        flags = (("avoidable", "avoidable"), ("documented", "topic_has_article"))
        last |= {column: without[flag].mean() for column, flag in flags if flag in without and column in counts}
        counts = pd.concat([counts, pd.DataFrame([last])])
    return counts.assign(share=counts["tickets"] / total).reset_index(drop=True)


def by_week(rows: pd.DataFrame, last: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Tickets received and solved in each week (from Monday) up to that of `last`, at most a year of them.

    Columns: week (its Monday), received, solved (missing where the file has no solutions), open_at_end, whole (all its days are in
    the data). `end` is the first moment that the data no longer speaks of.
    """
    monday = _monday(rows["created_at"])
    final = min(last, end - pd.Timedelta(days=1))
    weeks = pd.date_range(monday.min(), final.normalize() - pd.Timedelta(days=final.day_of_week), freq="7D")
    found = pd.DataFrame({"week": weeks, "received": monday.value_counts().reindex(weeks, fill_value=0).to_numpy()})
    begun = rows["created_at"].min().normalize()
    found["whole"] = (found["week"] >= begun) & (found["week"] + pd.Timedelta(days=7) <= end)
    if "resolved_at" in rows:
        done = _monday(rows["resolved_at"].where(rows["resolved_at"] < end).dropna())
        found["solved"] = done.value_counts().reindex(weeks, fill_value=0).to_numpy()
        found["open_at_end"] = (found["received"] - found["solved"]).cumsum()
    return found.tail(FAR).reset_index(drop=True)


def _monday(days: pd.Series[Any]) -> pd.Series[Any]:
    found: pd.Series[Any] = days.dt.normalize() - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return found


def years(rows: pd.DataFrame, year: int, whole_months: Sequence[str]) -> pd.DataFrame:
    """Tickets by month in one year and the year before: columns month (1 to 12), before, now; missing where a month is not whole."""
    created = rows["created_at"]
    counts = created.groupby([created.dt.year, created.dt.month]).size()
    whole = set(whole_months)

    def count(of: int, month: int) -> float:
        return float(counts.get((of, month), 0)) if f"{of}-{month:02d}" in whole else np.nan

    months = range(1, 13)
    return pd.DataFrame({"month": months, "before": [count(year - 1, m) for m in months], "now": [count(year, m) for m in months]})
