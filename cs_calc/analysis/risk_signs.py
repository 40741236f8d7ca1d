"""The signs that churn-risk rules look for. Each looks only at what was known on the day that is asked about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cs_calc.analysis.risk_model import Hit, Setting, count, latest, nobody, plural
from cs_calc.analysis.risk_records import NEVER, Dated, Day, Reals, Whole, days_of, month_place, said_day
from cs_calc.units import MONEY


def last_use(day: Day) -> Whole:
    """The last day with use of each customer up to the day asked about; -NEVER for none."""
    found = np.full(day.records.n, -NEVER, dtype="int64")
    use = day.records.use
    if use is not None:
        rows = use.within(-NEVER, day.day)
        found[use.who[rows]] = use.day[rows]
    return found


def usage_fell(day: Day, setting: Setting, currency: str) -> Hit:
    """Days with use in the last days, against the average of the three months before."""
    days, percent, least = (setting.numbers[k] for k in ("days", "percent", "least"))
    use = day.records.use
    now, before = count(use, day, day.day - days, day.day), count(use, day, day.day - days - 90, day.day - days)
    usual: Reals = before * days / 90
    flags = (before >= least) & (now <= usual * (1 - percent / 100))

    def words(i: int) -> str:
        fall = f"down {100 * (1 - now[i] / usual[i]):.0f}%"
        return f"used on {plural(now[i], 'day')} of the last {days}, {fall} on the three months before ({usual[i]:.1f})"

    return Hit(flags, words)


def no_use(day: Day, setting: Setting, currency: str) -> Hit:
    """No use for so many days, or never."""
    days = setting.numbers["days"]
    last, use = last_use(day), day.records.use
    first = int(use.day[0]) if use is not None else NEVER
    since = np.where(last > -NEVER, last, np.maximum(day.records.began, first))
    flags = day.day - since >= days

    def words(i: int) -> str:
        gone = plural(day.day - since[i], "day")
        return f"no use for {gone}, since {said_day(int(last[i]))}" if last[i] > -NEVER else f"no use at all in {gone}"

    return Hit(flags, words)


def low_answer(survey: str, scale: int | None) -> Callable[[Day, Setting, str], Hit]:
    """The latest answer to a survey in the last days, at or below a score."""

    def find(day: Day, setting: Setting, currency: str) -> Hit:
        days, score = setting.numbers["days"], setting.numbers["score"]
        table = day.records.tables.get("survey_responses")
        if table is None:
            return nobody(day)
        scores = table.rows["score"].to_numpy(dtype="float64")
        asked = (np.char.lower(table.text("survey_type").astype("str")) == survey) & ~np.isnan(scores)
        if scale is not None and "scale_max" in table.rows:
            asked &= table.rows["scale_max"].to_numpy(dtype="float64") == scale
        found = latest(table, day, day.day - days, asked)
        flags = (found >= 0) & (np.where(found >= 0, scores[found], np.inf) <= score)
        comments = table.text("comment")

        def words(i: int) -> str:
            at = int(found[i])
            said = str(comments[at])
            quote = f": “{said[:77].rstrip()}…”" if len(said) > 78 else f": “{said}”" if said else ""
            return f"{survey.upper()} {scores[at]:g} of {scale or 10} on {said_day(int(table.day[at]))}{quote}"

        return Hit(flags, words)

    return find


def open_tickets(day: Day, setting: Setting, currency: str) -> Hit:
    """Tickets that have been open for longer than so many days."""
    days, least = setting.numbers["days"], setting.numbers["least"]
    table = day.records.tables["tickets"]
    solved = days_solved(table)
    rows = table.within(-NEVER, day.day - days)
    waits = solved[rows] > day.day
    found = np.bincount(table.who[rows][waits], minlength=day.records.n)
    oldest = np.full(day.records.n, NEVER, dtype="int64")
    np.minimum.at(oldest, table.who[rows][waits], table.day[rows][waits])

    def words(i: int) -> str:
        age = plural(day.day - oldest[i], "day")
        return (
            f"{plural(found[i], 'ticket')} open for over {days} days, the oldest for {age}" if found[i] > 1 else f"a ticket open for {age}"
        )

    return Hit(found >= least, words)


def days_solved(tickets: Dated) -> Whole:
    """The day on which each ticket was solved."""
    return days_of(tickets.rows["resolved_at"])


def many_tickets(day: Day, setting: Setting, currency: str) -> Hit:
    """At least so many tickets in the last days."""
    days, least = setting.numbers["days"], setting.numbers["least"]
    found = count(day.records.tables["tickets"], day, day.day - days, day.day)
    return Hit(found >= least, lambda i: f"{plural(found[i], 'ticket')} in the last {days} days")


def tagged(day: Day, setting: Setting, currency: str) -> Hit:
    """A ticket with the chosen tag in the last days."""
    days = setting.numbers["days"]
    table = day.records.tables["tickets"]
    wanted = setting.choice.casefold()
    has = np.array([wanted in {p.strip().casefold() for p in t.split(";")} if t else False for t in table.text("tags")], dtype=bool)
    found = count(table, day, day.day - days, day.day, has)
    return Hit(found >= 1, lambda i: f"{plural(found[i], 'ticket')} tagged “{setting.choice}” in the last {days} days")


def due_days(day: Day) -> Whole:
    """The next day on which each customer's contract comes due, after the day asked about; NEVER where none is known.

    From renewals; on the last day of the data also from the customers table, whose dates only say how it is today.
    """
    found = np.full(day.records.n, NEVER, dtype="int64")
    table = day.records.tables.get("renewals")
    if table is not None:
        rows = table.within(day.day, NEVER - 1)
        np.minimum.at(found, table.who[rows], table.day[rows])
    if day.last:
        listed = day.records.day("renewal_date")
        found = np.minimum(found, np.where(listed > day.day, listed, NEVER))
    return found


def renewal_due(day: Day, setting: Setting, currency: str) -> Hit:
    """A contract comes due within so many days."""
    due = due_days(day)
    return Hit(due <= day.day + setting.numbers["days"], lambda i: f"contract due on {said_day(int(due[i]))}")


def renewal_unused(day: Day, setting: Setting, currency: str) -> Hit:
    """A contract comes due soon, and the chosen feature was not used in the 90 days before."""
    due, use = due_days(day), day.records.tables["usage"]
    used = count(day.records.use_of(setting.choice), day, day.day - 90, day.day)
    covered = day.day - 90 >= int(use.day[0]) - 1  # else nobody knows
    flags = (due <= day.day + setting.numbers["days"]) & (used == 0) & covered
    return Hit(flags, lambda i: f"contract due on {said_day(int(due[i]))} and “{setting.choice}” not used in 90 days")


def mrr_fell(day: Day, setting: Setting, currency: str) -> Hit:
    """MRR fell by so much in the last months, without going to nothing."""
    months, percent = setting.numbers["months"], setting.numbers["percent"]
    found = day.records
    then = month_place(found, day.day) - months
    if then < 0:
        return nobody(day)
    was, now = found.mrr[:, then], day.mrr
    flags = (was > 0) & (now < was * (1 - percent / 100) + 1e-9)
    return Hit(
        flags,
        lambda i: (
            f"MRR fell from {MONEY.show_brief(float(was[i]), currency)} to {MONEY.show_brief(float(now[i]), currency)} "
            f"in {plural(months, 'month')}"
        ),
    )


def price_rise(day: Day, setting: Setting, currency: str) -> Hit:
    """A movement of MRR with the chosen source in the last days."""
    table = day.records.tables["mrr_movements"]
    of_it = table.text("source") == setting.choice
    found = latest(table, day, day.day - setting.numbers["days"], of_it)
    amounts = table.rows["amount"].to_numpy(dtype="float64")

    def words(i: int) -> str:
        at = int(found[i])
        return f"“{setting.choice}” of {MONEY.show_brief(float(amounts[at]), currency)} on {said_day(int(table.day[at]))}"

    return Hit(found >= 0, words)


def not_set_up(day: Day, setting: Setting, currency: str) -> Hit:
    """Onboarding was not finished so many days after its planned day (30 days where there is no plan), by customers of the first months."""
    late, months = setting.numbers["late"], setting.numbers["months"]
    rows = day.records
    done, signed = rows.day("onboarding_done_at"), rows.day("signup_date")
    planned = rows.column("target_days").fillna(30).to_numpy(dtype="float64")
    ends = signed + planned
    flags = (signed != NEVER) & (done > day.day) & (day.day - ends >= late) & (day.day - signed <= months * 30.44)
    return Hit(flags, lambda i: f"onboarding not finished {plural(day.day - signed[i], 'day')} after signing up (plan: {planned[i]:.0f})")
