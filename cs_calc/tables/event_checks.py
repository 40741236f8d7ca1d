"""What must hold in tickets, usage, renewals, customers and the other tables of events: order of dates, and sizes of numbers.

A cell that cannot be is left out and the row is used, as long as the row still says something without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.checking import Checking

USED = "The cell was left out, the row is used."


def _before(work: Checking, later: str, earlier: str, what: str) -> None:
    """Leave out the dates of `later` that lie before those of `earlier`. Where one has no time of day, days are compared."""
    frame = work.frame
    if later not in frame or earlier not in frame:
        return
    one, other = frame[later], frame[earlier]
    bare = (one == one.dt.normalize()) | (other == other.dt.normalize())
    early = (one.where(~bare, one.dt.normalize()) < other.where(~bare, other.dt.normalize())).to_numpy()
    leave_out(work, later, early, what, f"Check it against {_name(work, earlier)}.")


def _at_least(work: Checking, column: str, least: float, what: str) -> None:
    if column in work.frame:
        leave_out(work, column, (work.frame[column] < least).to_numpy(), what, "Correct the number.")


def leave_out(work: Checking, column: str, mask: np.ndarray, expected: str, end: str, code: str = "out_of_range") -> None:
    """Say it, and go on without those cells; a required cell takes its row with it."""
    mask = mask & (work.reasons == "")
    if work.table.column(column).required:
        work.say(code, "error", mask, column, expected, end)
        return
    work.say(code, "warning", mask, column, expected, f"{end} {USED}")
    work.frame[column] = work.frame[column].where(~mask)


def _name(work: Checking, column: str) -> str:
    """What a column is called in the file."""
    position = work.header(column)
    return column if position is None else f'"{work.sheet.header[position]}"'


def _check_tickets(work: Checking) -> None:
    _before(work, "first_response_at", "created_at", "a reply at or after the ticket came in")
    _before(work, "resolved_at", "created_at", "a solution at or after the ticket came in")
    # 0 is a ticket that nobody has answered yet
    not_yet = work.frame["interactions"] == 0 if "interactions" in work.frame else pd.Series(False, work.frame.index)
    solved = work.frame["resolved_at"].notna() if "resolved_at" in work.frame else pd.Series(False, work.frame.index)
    if "interactions" in work.frame:
        few = (work.frame["interactions"] < 1) & ~(not_yet & ~solved)
        leave_out(work, "interactions", few.to_numpy(), "1 or more interactions (0 only while a ticket waits)", "Correct the number.")


def _check_usage(work: Checking) -> None:
    _at_least(work, "minutes", 0, "0 minutes or more")


def _check_renewals(work: Checking) -> None:
    _at_least(work, "value_due", 0, "an amount of 0 or more")
    _at_least(work, "value_renewed", 0, "an amount of 0 or more")
    frame = work.frame
    if "renewed_at" in frame:
        odd = (frame["renewed_at"].notna() & (frame["renewed"] == 0)).to_numpy()
        leave_out(work, "renewed_at", odd, "no date where the contract was not renewed", f"Check it against {_name(work, 'renewed')}.")
    if "value_renewed" in frame:
        odd = ((frame["value_renewed"] > 0) & (frame["renewed"] == 0)).to_numpy() & (work.reasons == "")
        work.say(
            "out_of_range", "warning", odd, "value_renewed", "no value where the contract was not renewed",
            f"It was counted as not renewed: check it against {_name(work, 'renewed')}.",
        )  # fmt: skip


def _check_customers(work: Checking) -> None:
    for column, what in (("first_value_at", "first value"), ("onboarding_done_at", "an end of onboarding")):
        _before(work, column, "signup_date", f"{what} on or after the sign-up")
    _before(work, "churned_at", "signup_date", "a day on or after the sign-up")
    _before(work, "trial_end", "trial_start", "a day on or after the trial's start")
    _before(work, "converted_at", "trial_start" if "trial_start" in work.frame else "signup_date", "a day on or after the start")
    if "nps" in work.frame:
        off = ((work.frame["nps"] < 0) | (work.frame["nps"] > 10) | (work.frame["nps"] % 1 != 0)) & work.frame["nps"].notna()
        leave_out(work, "nps", off.to_numpy(), "a whole number from 0 to 10", "Correct the score.")
    for column, what in (("users", "0 users or more"), ("target_days", "0 days or more"), ("mrr", "an amount of 0 or more")):
        _at_least(work, column, 0, what)
    _usage_share(work)


def _usage_share(work: Checking) -> None:
    """A share of 0 to 1."""
    if "usage" not in work.frame:
        return
    off = ((work.frame["usage"] < 0) | (work.frame["usage"] > 1)).to_numpy()
    leave_out(work, "usage", off, "a share from 0 to 1, or a percent from 0 to 100", "Correct the number.")


def _check_articles(work: Checking) -> None:
    for column in ("helpful_yes", "helpful_no", "views"):
        _at_least(work, column, 0, "a count of 0 or more")


def _check_sessions(work: Checking) -> None:
    _at_least(work, "users", 0, "a count of 0 or more")


def _check_costs(work: Checking) -> None:
    twice: Any = work.frame[["month", "category", "amount"]].duplicated().to_numpy() & (work.reasons == "")
    work.say("duplicate_row", "warning", twice, "amount", "each cost once", "The same row stands above; both count.")


def _check_opportunities(work: Checking) -> None:
    _at_least(work, "amount", 0, "an amount of 0 or more")


EVENT_CHECKS: dict[str, Callable[[Checking], None]] = {
    "tickets": _check_tickets,
    "usage": _check_usage,
    "renewals": _check_renewals,
    "customers": _check_customers,
    "article_votes": _check_articles,
    "help_center_sessions": _check_sessions,
    "costs": _check_costs,
    "opportunities": _check_opportunities,
}
