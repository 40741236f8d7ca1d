"""Who is ready for an expansion talk, and whom to ask for a reference: accounts that meet every condition that is on, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_calc.analysis.risk import at_risk, names
from cs_calc.analysis.risk_model import OURS, Dial, Hit, Rule, Setting, count, latest, nobody, plural
from cs_calc.analysis.risk_records import Dated, Day, Flags, Whole, as_of, month_place, records, said_day
from cs_calc.analysis.risk_rules import ANSWERS, TICKETS, USE, lacks
from cs_calc.analysis.risk_settings import Settings, short, start
from cs_calc.analysis.risk_signs import days_solved
from cs_calc.intervals import wilson
from cs_calc.tables.dataset import Dataset
from cs_calc.units import COUNT, MONEY

ARTICLE_UPSELL = "Geckoboard: with high use a customer may be open to an upsell or a case study. The number is our choice."
ARTICLE_PROMOTERS = "Typeform: promoters are the ones to ask for referrals and stories. The days are our choice."
ARTICLE_AGAIN = "Geckoboard: who upgraded more than once might be an advocate."


def latest_nps(table: Dated, day: Day, days: int) -> Whole:
    """Each customer's latest NPS answer of the last days, as its place in the table; -1 for none."""
    asked = (np.char.lower(table.text("survey_type").astype("str")) == "nps") & table.rows["score"].notna().to_numpy()
    return latest(table, day, day.day - days, asked)


def score_at_least(day: Day, setting: Setting, currency: str) -> Hit:
    """The latest NPS answer of the last days is at least so high; the reason names the channel in which it was given."""
    table = day.records.tables.get("survey_responses")
    if table is None:
        return nobody(day)
    scores = table.rows["score"].to_numpy(dtype="float64")
    found = latest_nps(table, day, setting.numbers["days"])
    flags = (found >= 0) & (np.where(found >= 0, scores[found], -np.inf) >= setting.numbers["score"])
    channels = table.text("channel")

    def words(i: int) -> str:
        at = int(found[i])
        through = f" ({channels[at]})" if channels[at] else ""
        return f"NPS {scores[at]:g} of 10 on {said_day(int(table.day[at]))}{through}"

    return Hit(flags, words)


def uses_much(day: Day, setting: Setting, currency: str) -> Hit:
    """Among the customers with the most days of use in the last 90 days; ties at the edge count."""
    found = count(day.records.use, day, day.day - 90, day.day)
    inside = found[day.there]
    edge = max(1.0, float(np.quantile(inside, 1 - setting.numbers["percent"] / 100))) if len(inside) else np.inf
    return Hit(found >= edge, lambda i: f"used on {plural(found[i], 'day')} of the last 90")


def seats_full(day: Day, setting: Setting, currency: str) -> Hit:
    """So many of its users (customers table) were seen in the last 90 days."""
    seats = pd.to_numeric(day.records.column("users"), errors="coerce").to_numpy(dtype="float64")
    seen = day.records.users_seen(day.day - 90, day.day)
    flags = (seats > 0) & (seen >= np.nan_to_num(seats) * setting.numbers["percent"] / 100)
    return Hit(flags, lambda i: f"{seen[i]} of {plural(seats[i], 'user')} seen in 90 days")


def none_open(day: Day, setting: Setting, currency: str) -> Hit:
    """No ticket has been open for so many days."""
    table = day.records.tables["tickets"]
    rows = table.within(-(10**9), day.day - setting.numbers["days"])
    waits = days_solved(table)[rows] > day.day
    return Hit(np.bincount(table.who[rows][waits], minlength=day.records.n) == 0, lambda i: "")


def few_tickets(day: Day, setting: Setting, currency: str) -> Hit:
    """At most so many tickets in the last days."""
    days = setting.numbers["days"]
    found = count(day.records.tables["tickets"], day, day.day - days, day.day)
    return Hit(found <= setting.numbers["most"], lambda i: f"{plural(found[i], 'ticket')} in {days} days" if found[i] else "")


def mrr_grew(day: Day, setting: Setting, currency: str) -> Hit:
    """MRR has not fallen in the last months; the reason says where it grew."""
    found, months = day.records, setting.numbers["months"]
    then = month_place(found, day.day) - months
    if then < 0:
        return nobody(day)
    was, now = found.mrr[:, then], day.mrr

    def words(i: int) -> str:
        grown = float(now[i] - was[i])
        return f"MRR up {MONEY.show_brief(grown, currency)} in {plural(months, 'month')}" if was[i] > 0 and grown > 0.005 else ""

    return Hit((now > 0) & (now >= was - 1e-9), words)


def with_us(day: Day, setting: Setting, currency: str) -> Hit:
    """Has been a customer for so many months."""
    months = np.floor((day.day - day.records.began) / 30.44)
    known = day.records.began > -(10**8)
    return Hit(known & (months >= setting.numbers["months"]), lambda i: f"a customer for {plural(months[i], 'month')}")


def bought_more(day: Day, setting: Setting, currency: str) -> Hit:
    """MRR went up at least so many times in the last 12 months."""
    found = day.records
    if not len(found.months):
        return nobody(day)
    at = month_place(found, day.day)
    part = found.mrr[:, max(0, at - 12) : at + 1]
    ups = ((part[:, 1:] > part[:, :-1] + 1e-9) & (part[:, :-1] > 0)).sum(axis=1)
    return Hit(ups >= setting.numbers["times"], lambda i: f"bought more in {plural(ups[i], 'month')} of the last 12")


def has_outcome(day: Day, setting: Setting, currency: str) -> Hit:
    """An outcome was noted and verified."""
    table = day.records.tables["outcomes"]
    good = table.rows["verified"].to_numpy(dtype="float64") == 1
    found = latest(table, day, -(10**9), good)
    texts = table.text("outcome")
    return Hit(found >= 0, lambda i: f"verified outcome: {texts[int(found[i])]}")


def _months(value: int) -> tuple[Dial, ...]:
    return (Dial("months", "months", value, 1, 120),)


NPS_DIALS = (Dial("days", "days", 180, 1, 730), Dial("score", "NPS at least", 9, 0, 10))
OPEN = ("tickets", ("customer_id", "created_at", "resolved_at"))
GREW = "MRR has not fallen in {months} months"
EXPANSION = (
    Rule("x_use", "Uses it much", "Among the {percent}% of customers with the most days of use in the last 90 days",
         (Dial("percent", "percent of customers", 33, 1, 100),), (USE,), ARTICLE_UPSELL, uses_much),
    Rule("x_seats", "Seats are used", "{percent}% or more of its users were seen in the last 90 days",
         (Dial("percent", "percent of users", 60, 1, 100),), (("usage", ("customer_id", "user_id")), ("customers", ("users",))), OURS,
         seats_full, on=False),
    Rule("x_nps", "Content", "The latest NPS answer of the last {days} days is {score} or more",
         (NPS_DIALS[0], Dial("score", "NPS at least", 7, 0, 10)), (ANSWERS,), OURS, score_at_least),
    Rule("x_open", "Nothing open", "No ticket open for {days} days or more", (Dial("days", "days", 7, 0, 730),), (OPEN,), OURS, none_open),
    Rule("x_grew", "MRR not fallen", GREW, _months(3), (), OURS, mrr_grew),
    Rule("x_age", "Settled", "A customer for {months} months or more", _months(3), (), OURS, with_us),
)  # fmt: skip
REFERENCE = (
    Rule("r_nps", "Promoter", "The latest NPS answer of the last {days} days is {score} or more", NPS_DIALS, (ANSWERS,),
         ARTICLE_PROMOTERS, score_at_least),
    Rule("r_age", "Knows us", "A customer for {months} months or more", _months(12), (), OURS, with_us),
    Rule("r_open", "Nothing open", "No ticket open for {days} days or more", (Dial("days", "days", 7, 0, 730),), (OPEN,), OURS, none_open),
    Rule("r_few", "Few tickets", "At most {most} tickets in the last {days} days",
         (Dial("days", "days", 90, 1, 730), Dial("most", "tickets at most", 3, 0, 100)), (TICKETS,), OURS, few_tickets),
    Rule("r_grew", "MRR not fallen", GREW, _months(6), (), OURS, mrr_grew),
    Rule("r_more", "Bought more", "MRR went up in {times} or more of the last 12 months", (Dial("times", "times", 2, 1, 12),), (),
         ARTICLE_AGAIN, bought_more, on=False),
    Rule("r_outcome", "Has an outcome", "A verified outcome is noted", (), (("outcomes", ("customer_id", "outcome", "verified")),),
         "HubSpot and CloudTask ask what came of it for the customer. Asking only those is our choice.", has_outcome, on=False),
)  # fmt: skip
MONEY_RULES = ("x_grew", "r_grew", "r_more")


@dataclass(frozen=True)
class Ready:
    """One list: `rows` (who meets every condition that is on and can be worked, and is not at risk), how many conditions, what lacks."""

    rows: pd.DataFrame
    used: int
    lacking: dict[str, str]


def ready(dataset: Dataset, rules: tuple[Rule, ...], settings: Settings, risk: Settings, day: int, inside: Flags) -> Ready:
    """Who meets all conditions on a day and is not flagged by the churn-risk rules; the largest MRR first, with the reasons."""
    found = records(dataset)
    lacking = {r.key: s for r in rules if (s := "subscriptions or monthly_mrr" if r.key in MONEY_RULES and not len(found.months) else
                                           lacks(r, dataset, found))}  # fmt: skip
    then = as_of(found, day)
    flagged = at_risk(dataset, risk, day).flags
    key = ("ready", day, rules[0].key, short(settings, start(dataset, rules)))
    hits: list[Hit] = dataset.keep(
        key,
        lambda: [r.find(then, settings.rules[r.key], dataset.currency) for r in rules if settings.rules[r.key].on and r.key not in lacking],
    )
    good = then.there & inside & ~flagged
    for hit in hits:
        good = good & hit.flags
    places = np.flatnonzero(good) if hits else np.array([], dtype="int64")
    rows = names(dataset).iloc[places].copy()
    if then.has_mrr:
        rows.insert(2, "mrr", then.mrr[places])
    said = [[w for hit in hits if (w := hit.words(int(i)))] for i in places]
    rows.insert(3 if then.has_mrr else 2, "why", ["; ".join(s)[:1].upper() + "; ".join(s)[1:] for s in said])
    nps = next(
        (settings.rules[r.key] for r in rules if r.find is score_at_least and settings.rules[r.key].on and r.key not in lacking), None
    )
    if nps is not None:
        answers = found.tables["survey_responses"]
        rows["channel"] = answers.text("channel")[latest_nps(answers, then, nps.numbers["days"])[places]]
    by = ["mrr", "customer_id"] if then.has_mrr else ["customer_id"]
    rows = rows.sort_values(by, ascending=[c == "customer_id" for c in by], kind="stable").reset_index(drop=True)
    return Ready(rows, len(hits), lacking)


def ready_sentence(found: Ready, what: str, currency: str) -> str:
    """How many are ready for what, what they pay, and who comes first."""
    if not found.used:
        return f"No condition for {what} is on that the data can answer."
    n = len(found.rows)
    conditions = "the condition" if found.used == 1 else f"all {found.used} conditions"
    if not n:
        return f"Nobody meets {conditions} for {what}."
    said = f"{COUNT.show(n)} account{' meets' if n == 1 else 's meet'} {conditions} for {what}"
    if "mrr" in found.rows:
        said += f" and {'pays' if n == 1 else 'pay'} {MONEY.show_brief(float(found.rows['mrr'].sum()), currency)} MRR"
    return f"{said}; {found.rows['customer_name'].iloc[0]} is the first."


def asked_where(dataset: Dataset, rows: pd.DataFrame, day: int) -> str:
    """Whether half of the answers behind a list or more came through one channel whose answers are higher than elsewhere; else empty.

    Counted over the NPS answers of the 180 days up to the day.
    """
    through = rows["channel"][rows["channel"] != ""] if "channel" in rows else pd.Series(dtype="str")
    if not len(through):
        return ""
    top = through.value_counts()
    name, most = str(top.index[0]), int(top.iloc[0])
    table = records(dataset).tables["survey_responses"]
    part = table.within(day - 180, day)
    scores, channels = table.rows["score"].to_numpy(dtype="float64")[part], table.text("channel")[part]
    asked = np.char.lower(table.text("survey_type")[part].astype("str")) == "nps"
    here, others = scores[asked & (channels == name)], scores[asked & (channels != name)]
    one, two = wilson(int((here >= 9).sum()), len(here)), wilson(int((others >= 9).sum()), len(others))
    if most * 2 < len(through) or one is None or two is None or one.low <= two.high:
        return ""
    return (
        f"{most} of these {len(through)} NPS answers came through “{name}”, where {(here >= 9).mean():.0%} give 9 or 10, against "
        f"{(others >= 9).mean():.0%} elsewhere: whom it asks, and when, may be why they are high."
    )
