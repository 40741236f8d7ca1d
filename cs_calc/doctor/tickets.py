"""What can be odd in tickets: times the wrong way round, no reply, no tag, and durations beyond belief."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.doctor.case import Case, number_of_rows, places
from cs_calc.doctor.finding import Finding

LONG = pd.Timedelta(days=365)
NONE = pd.DataFrame()


def wrong_way_round(case: Case) -> Iterator[Finding]:
    """Replies and solutions before the ticket was created: left out by the checks, or still there."""
    table = case.table("tickets", "created_at")
    if table is None:
        return
    written = case.as_written("tickets") if case.said("out_of_range") else table
    for column, what, metric in (("first_response_at", "reply", "first_response_time"), ("resolved_at", "solution", "resolution_time")):
        if column not in written or "created_at" not in written:
            continue
        one, other = written[column], written["created_at"]
        bare = (one == one.dt.normalize()) | (other == other.dt.normalize())
        rows = written[one.where(~bare, one.dt.normalize()) < other.where(~bare, other.dt.normalize())]
        if rows.empty:
            continue
        at = places(table)
        old = pd.Series(table[column].to_numpy() if column in table else pd.NaT, at, dtype="datetime64[us]")
        here, early = at.isin(places(rows)), pd.Series(rows[column].to_numpy(), places(rows), dtype="datetime64[us]")
        back = table.assign(**{column: old.where(~here, early.reindex(at)).to_numpy()})
        gone = table.assign(**{column: old.where(~here).to_numpy()})
        effect = case.effect(metric, None, {"tickets": back}, "if these times were counted as they stand", rows=rows,
                             only={"tickets": gone})  # fmt: skip
        yield case.finding(
            f"{what}_before_creation", "warning", f"A {what} before the ticket",
            f"{number_of_rows(len(rows), 'ticket')} with a {what} earlier than the ticket itself; the {what} is not counted.",
            "Check time zones and the order of day and month in both columns, then correct the times.", table="tickets", rows=rows,
            metric=metric, effect=effect,
        )  # fmt: skip


def without_a_reply(case: Case) -> Iterator[Finding]:
    """Tickets that nobody has answered, and tickets that were solved without a reply."""
    table = case.table("tickets", "created_at", "first_response_at")
    if table is None:
        return
    solved = table["resolved_at"].notna() if "resolved_at" in table else pd.Series(False, table.index)
    silent = table["first_response_at"].isna() & (table["created_at"] < case.end)
    rows = table[silent & ~solved]
    if len(rows):
        late = table.assign(first_response_at=table["first_response_at"].where(~(silent & ~solved), case.end - pd.Timedelta(seconds=1)))
        effect = case.effect("first_response_within_target", None, {"tickets": late},
                             "if each of them were answered right after the data ends", rows=rows)  # fmt: skip
        yield case.finding(
            "never_answered", "warning" if len(rows) > 0.05 * len(table) else "note", "Tickets without an answer",
            f"{number_of_rows(len(rows), 'ticket')} of {len(table):,} have no first reply and no solution. "
            "Times to the first reply leave them out, so they look better than the waiting is.",
            "Answer them, or close what is spam or a duplicate; if they were answered, export the reply times too.", table="tickets",
            rows=rows, effect=effect, metric="first_response_within_target",
        )  # fmt: skip
    rows = table[silent & solved]
    if len(rows):
        at_end = table.assign(first_response_at=table["first_response_at"].where(~(silent & solved), table.get("resolved_at")))
        effect = case.effect("first_response_time", None, {"tickets": at_end}, "if the solution were taken as the first reply", rows=rows)
        yield case.finding(
            "resolved_without_reply", "note", "Solved without a reply",
            f"{number_of_rows(len(rows), 'ticket')} of {len(table):,} have a solution but no first reply: closed by rule, merged, or "
            "answered by phone.",
            "Leave out what was merged or closed by rule, or fill in the time of the first reply.", table="tickets", rows=rows,
            effect=effect, metric="first_response_time",
        )  # fmt: skip


def untagged(case: Case) -> Iterator[Finding]:
    """Tickets without a tag, in a table where others have one."""
    table = case.table("tickets", "created_at", "tags")
    if table is None or not (bare := table["tags"].isna()).any():
        return
    rows = table[bare]
    effect = case.effect("tag_share", None, {"tickets": table[~bare]}, "of the tagged tickets alone", rows=rows)
    yield case.finding(
        "untagged_tickets", "warning" if bare.mean() > 0.2 else "note", "Tickets without a tag",
        f"{number_of_rows(len(rows), 'ticket')} of {len(table):,} have no tag ({bare.mean():.0%}): shares by tag are of all tickets.",
        "Tag them, or read the shares as what is known at least.", table="tickets", rows=rows, effect=effect, metric="tag_share",
    )  # fmt: skip


def beyond_a_year(case: Case) -> Iterator[Finding]:
    """Replies, solutions and onboardings that took more than a year."""
    for name, start, end, metric, what in (
        ("tickets", "created_at", "first_response_at", "first_response_time", "first reply"),
        ("tickets", "created_at", "resolved_at", "resolution_time", "solution"),
        ("customers", "signup_date", "first_value_at", "time_to_value", "first value"),
        ("customers", "signup_date", "onboarding_done_at", "onboarding_time", "end of onboarding"),
    ):
        table = case.table(name, start, end)
        if table is None or not (long := table[end] - table[start] > LONG).any():
            continue
        rows = table[long]
        effect = case.effect(metric, "mean", {name: table.assign(**{end: table[end].where(~long)})}, "without them",
                             rows=rows if name == "tickets" else None)  # fmt: skip
        yield case.finding(
            "long_duration", "warning", f"More than a year until the {what}",
            f"{number_of_rows(len(rows))} of {name} with more than 365 days from {start} to {end}: "
            "the mean follows such rows, the median hardly.",
            "Check the year of both dates. If they are right, read the median.", table=name, rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


CHECKS = (wrong_way_round, without_a_reply, untagged, beyond_a_year)
