"""Tables of events -> the rows that are counted: each with the month it belongs to and the columns that the rules look at.

Each function takes a tidy table and the end of the data (the first moment that it no longer speaks of) and gives
the same rows with `month` (NEVER where the event has no date, or is still to come) and helper columns: flags are
1.0 or 0.0, durations decimal hours or days, missing where there is none. A helper column is only there where the
table has the columns that it is made of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.periods import NEVER, month_number
from cs_calc.tables.words import one_spelling

Table = pd.DataFrame
Make = Callable[[Table, "Given"], Table]

SOCIAL = r"\b(?:social|twitter|x|facebook|instagram|linkedin|tiktok|messenger|reddit|youtube|mastodon|bluesky)\b"
COST_WORDS = (
    ("customer_marketing_cost", r"customer.*marketing"),
    ("sales_cost", r"\bsales\b"),
    ("services_training_cost", r"professional service|training"),
    ("engagement_cost", r"engagement|adoption"),
    ("cs_payroll_cost", r"success|support|customer service|service team|\bcs\b|\bcsm"),
    ("marketing_cost", r"marketing|advertis"),
)
"""What each cost is by the words of its category: the first that fits counts. What fits none is no cost of ours."""
NO_TEAM = r"tool|software|licen[cs]e|hosting|subscription"
"""Words that make a line with "support" or "success" in it something else than a team."""
PURCHASE_WORDS = (
    ("cross_sell", r"cross"),
    ("upsell", r"up.?sell|upgrade"),
    ("loyalty", r"loyal"),
    ("add_on", r"add.?on|extra"),
)


@dataclass(frozen=True)
class Given:
    """What is known beside the table: the end of the data (exclusive) and the target of first replies in hours."""

    end: pd.Timestamp
    target_hours: float = 24.0


def survey_responses(table: Table, given: Given) -> Table:
    """By the day of the answer. Adds said: 1 where there is a comment or a theme."""
    found = _by(table, "date", given)
    words = [c for c in ("comment", "themes") if c in table]
    return found.assign(said=_flag(table[words].notna().any(axis=1))) if words else found


def tickets(table: Table, given: Given) -> Table:
    """By the day of creation. Adds times of reply and solution in hours, resolved, first_contact, requester."""
    found, created = _by(table, "created_at", given), table["created_at"]
    nobody = pd.Series(False, table.index)
    resolved = _until(table, "resolved_at", given)
    solved = nobody if resolved is None else resolved.notna()
    if resolved is not None:
        found["resolved"] = _flag(solved)
        found["resolution_hours"] = _hours(resolved, created)
        found["open_hours"] = _hours(given.end, created).where(~solved)
    replied = _until(table, "first_response_at", given)
    if replied is not None:
        by_machine = table["auto_reply"] == 1 if "auto_reply" in table else nobody
        hours = _hours(replied, created).where(~by_machine)
        social = table["channel"].str.lower().str.contains(SOCIAL, regex=True, na=False) if "channel" in table else nobody
        target = pd.Series(given.target_hours, table.index).where(~social, 1.0)
        found["response_hours"] = hours
        found["unanswered_hours"] = _hours(given.end, created).where(replied.isna() & ~by_machine & ~solved)
        found["response_target"] = target
        found["within_target"] = _flag(hours <= target).where(hours.notna())
    if "interactions" in table and resolved is not None:
        reopened = table["reopened"] == 1 if "reopened" in table else nobody
        found["first_contact"] = _flag((table["interactions"] == 1) & solved & ~reopened)
    who = [table[c] for c in ("requester_id", "customer_id") if c in table]
    if who:
        found["requester"] = who[0] if len(who) == 1 else who[0].where(who[0].notna(), who[1])
    return found


def purchases(table: Table, given: Given) -> Table:
    """By the day of the purchase. Adds sort: upsell, cross_sell, loyalty, add_on or other, by the words in its kind."""
    kind = table["kind"] if "kind" in table else pd.Series(None, table.index, dtype="str")
    return _by(table, "date", given).assign(sort=_sorted(kind, PURCHASE_WORDS, "other"))


def costs(table: Table, given: Given) -> Table:
    """By month. Adds sort: which of our costs the category is, by its words, else other."""
    sort = _sorted(table["category"], COST_WORDS, "other")
    thing = table["category"].str.lower().str.contains(NO_TEAM, regex=True, na=False)
    return _by(table.assign(date=table["month"]), "month", given).assign(sort=sort.where(~(thing & (sort == "cs_payroll_cost")), "other"))


def renewals(table: Table, given: Given) -> Table:
    """By the day due. Adds known_value and kept_value: what was due, and of that renewed, where both are known."""
    found = _by(table, "due_date", given)
    if "value_due" in table and "value_renewed" in table:
        renewed = table["renewed"] == 1
        known = table["value_due"].notna() & (table["value_renewed"].notna() | ~renewed)
        kept = table["value_renewed"].fillna(0.0).clip(upper=table["value_due"]).where(renewed, 0.0)
        found["known_value"], found["kept_value"] = table["value_due"].where(known), kept.where(known)
    return found


def opportunities(table: Table, given: Given) -> Table:
    """By their date. Adds won: 1 where the outcome says so."""
    won = table["outcome"].str.lower().str.contains(r"\bwon\b|\bwin\b|closed.won", regex=True, na=False)
    return _by(table, "date", given).assign(won=_flag(won))


def trials_started(table: Table, given: Given) -> Table:
    """Trials by the day they began. Adds converted."""
    found = _by(table, "trial_start", given)
    became = _until(table, "converted_at", given)
    return found if became is None else found.assign(converted=_flag(became.notna()))


def trials_ended(table: Table, given: Given) -> Table:
    """Trials by the day they ended. Adds converted, and fast or slow: set up within 24 hours of the start, or not."""
    found = _by(table, "trial_end", given)
    became, done = _until(table, "converted_at", given), _until(table, "onboarding_done_at", given)
    starts = [table[c] for c in ("trial_start", "signup_date") if c in table]
    if became is not None:
        found["converted"] = _flag(became.notna())
    if done is not None and starts:
        start = starts[0] if len(starts) == 1 else starts[0].where(starts[0].notna(), starts[1])
        fast = _hours(done, start) <= 24
        found["fast"], found["slow"] = _flag(fast).where(start.notna()), _flag(~fast).where(start.notna())
    return found


def upgrades(table: Table, given: Given) -> Table:
    """Accounts by the day they became paying."""
    return _by(table, "converted_at", given)


def sign_ups(table: Table, given: Given) -> Table:
    """Customers by the day they signed up. Adds days to first value and to the end of onboarding, and those waited so far."""
    found, start = _by(table, "signup_date", given), table["signup_date"]
    gone = _until(table, "churned_at", given)
    until = pd.Series(given.end, table.index) if gone is None else gone.where(gone.notna(), given.end)
    waited = (_hours(until, start) / 24).clip(lower=0)
    value, done = _until(table, "first_value_at", given), _until(table, "onboarding_done_at", given)
    old = start + pd.Timedelta(days=1) <= given.end
    found["a_day_old"] = _flag(old)
    if value is not None:
        found["value_days"], found["value_waiting_days"] = _hours(value, start) / 24, waited.where(value.isna())
        found["value_in_a_day"] = _flag(old & (_hours(value, start) <= 24))
    if done is not None:
        found["onboarding_days"], found["onboarding_waiting_days"] = _hours(done, start) / 24, waited.where(done.isna())
    if "target_days" in table:
        target = start.dt.normalize() + pd.to_timedelta(table["target_days"], unit="D")
        planned = target < given.end
        found["planned"] = _flag(planned)
        if done is not None:
            found["on_plan"] = _flag(planned & (done.dt.normalize() <= target))
    return found


def help_center_sessions(table: Table, given: Given) -> Table:
    """By day."""
    return _by(table, "date", given)


def article_votes(table: Table, given: Given) -> Table:
    """All in the last month of the data: votes have no date. Adds helpful and unhelpful: totals and single votes together."""
    found = table.assign(month=pd.Series(month_number(pd.Series([given.end - pd.Timedelta(seconds=1)]))[0], table.index, dtype="int64"))
    known = [c for c in ("helpful_yes", "helpful_no", "vote") if c in table]
    if not known:
        return found
    zero = pd.Series(0.0, table.index)
    yes, no, vote = (table.get(c, zero) for c in ("helpful_yes", "helpful_no", "vote"))
    one = vote if "vote" in table else pd.Series(np.nan, table.index)
    return found.assign(helpful=yes.fillna(0.0) + _flag(one == 1), unhelpful=no.fillna(0.0) + _flag(one == 0))


def outcomes(table: Table, given: Given) -> Table:
    """By their date. Adds counts: 1 for verified outcomes that have a value before and after."""
    found = _by(table, "date", given)
    if {"before", "after", "verified"} <= set(table.columns):
        found["counts"] = _flag((table["verified"] == 1) & table["before"].notna() & table["after"].notna())
    return found


def usage(table: Table, given: Given) -> Table:
    """Rows of product usage by day. Adds user (else the customer) and, unless they are counted, sessions: 1 where the row has minutes."""
    found = _by(table, "date", given)
    found["user"] = table["user_id"].where(table["user_id"].notna(), table["customer_id"]) if "user_id" in table else table["customer_id"]
    if "minutes" in table and "sessions" not in table:
        found["sessions"] = _flag(table["minutes"].notna())
    return found


def exploded(rows: Table, column: str, one: str) -> Table:
    """Rows with a text such as "bug report; billing" -> a row for each different value, in the column `one`.

    Values stand between ; and ,. Spellings that differ only in case or spaces are one; rows without any are left out.

    >>> exploded(pd.DataFrame({"tags": ["Bug; billing", "bug,bug", None]}), "tags", "tag")["tag"].tolist()
    ['bug', 'billing', 'bug']
    """
    several = rows[column].str.split(r"[;,]", regex=True).explode().str.strip()
    several = several[several.notna() & (several != "")].astype("str")
    several, _ = one_spelling(several)
    values = several.rename(one).rename_axis("_at").reset_index().drop_duplicates()
    return (
        rows.drop(columns=one, errors="ignore")
        .iloc[values["_at"].to_numpy()]
        .assign(**{one: values[one].to_numpy()})
        .reset_index(drop=True)
    )


def _by(table: Table, column: str, given: Given) -> Table:
    """The table with `month`, of what has happened."""
    return table.assign(month=month_number(table[column].where(table[column] < given.end)))


def _until(table: Table, column: str, given: Given) -> pd.Series[Any] | None:
    """A date column, of what has happened; None where the table does not have it."""
    return table[column].where(table[column] < given.end) if column in table else None


def _hours(later: pd.Series[Any] | pd.Timestamp, earlier: pd.Series[Any]) -> pd.Series[Any]:
    found: pd.Series[Any] = (later - earlier).dt.total_seconds() / 3600
    return found


def _flag(condition: pd.Series[Any]) -> pd.Series[Any]:
    return condition.astype("float64")


def _sorted(texts: pd.Series[Any], words: tuple[tuple[str, str], ...], otherwise: str) -> pd.Series[Any]:
    """Each text by the first pattern that it has."""
    lower, found = texts.str.lower(), pd.Series(otherwise, texts.index, dtype="str")
    for name, pattern in reversed(words):
        found = found.where(~lower.str.contains(pattern, regex=True, na=False), name)
    return found


def has_happened(month: pd.Series[Any]) -> pd.Series[Any]:
    """The months of what has happened."""
    return month[month != NEVER]
