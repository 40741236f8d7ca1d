"""Outcomes that behaviours are held against: one row for each case (contract due, customer and month, answer, trial), with its moment.

A case has customer_id, at (what is looked at lies strictly before), happened (True or False), period, began (the first that is
known of the customer), and what is known of its rows in the file. Which rows count comes from the frames of the declared metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import MEASURES, rows_of
from cs_calc.tables.periods import Kind, calendar

COLUMNS = ["customer_id", "at", "happened", "period", "began"]
EMPTY = pd.DataFrame(columns=COLUMNS).astype({"customer_id": "str", "at": "datetime64[us]", "happened": "bool", "began": "datetime64[us]"})
CSAT = (("csat_1_to_5", "csat_4_or_5"), ("csat_yes_or_no", "csat_yes"), ("csat_0_to_10", "csat_6_to_10"))
"""For each scale of CSAT: the measure of all answers, and that of the satisfied ones."""


@dataclass(frozen=True)
class Outcome:
    """What may happen to a case, in the words of the page.

    `cases` is what is counted, `whose` how it belongs to a customer, `did` what happened to some, `noun` what a behaviour goes with
    more or fewer of, and `measure` the declared input that the cases where it happened add up to. `before` says where the days that
    are looked at end.
    """

    key: str
    name: str
    cases: str
    whose: str
    did: str
    noun: str
    better: bool
    frame: str
    needs: tuple[str, ...]
    before: str
    measure: str = ""


OUTCOMES: dict[str, Outcome] = {
    o.key: o
    for o in (
        Outcome("renewed", "Renewed", "contracts due", "whose customer", "were renewed", "renewals", True, "renewals", ("renewals",),
                "before the due date", "contracts_renewed"),
        Outcome("churned", "Left", "customer-{kind}s", "whose customer", "ended in leaving", "customers leaving", False, "customer_periods",
                ("subscriptions",), "before the {kind} began", "left_customers"),
        Outcome("expanded", "Expanded", "customer-{kind}s", "whose customer", "brought an upgrade", "upgrades", True,
                "customer_periods", ("subscriptions",), "before the {kind} began"),
        Outcome("satisfied", "Satisfied (CSAT)", "CSAT answers", "whose customer", "were satisfied", "satisfied answers", True,
                "survey_responses", ("survey_responses",), "before the day of the answer"),
        Outcome("trial", "Trial became a customer", "ended trials", "whose account", "became customers",
                "trials that become customers", True,
                "trials_ended", ("customers",), "of the trial", "converted_of_ended"),
    )
}  # fmt: skip


def outcomes_of(dataset: Dataset) -> list[Outcome]:
    """The outcomes that the data can tell, in order."""
    return [o for o in OUTCOMES.values() if o.frame in dataset.frames.names and _has(dataset, o)]


def _has(dataset: Dataset, outcome: Outcome) -> bool:
    match outcome.key:
        case "satisfied":
            rows = dataset.frames.tables["survey_responses"]
            return "customer_id" in rows and bool(((rows["survey_type"] == "CSAT") & rows["customer_id"].notna()).any())
        case "trial":
            rows = dataset.frames.tables["customers"]
            return {"trial_start", "converted_at"} <= set(rows.columns) and bool(rows["trial_start"].notna().any())
        case _:
            return True


def cases_of(dataset: Dataset, outcome: Outcome, kind: Kind, periods: Sequence[str], days: int = 1) -> pd.DataFrame:
    """The cases of an outcome in some periods, in order of time; `days` is how far into a trial its first days go.

    Contracts by the day due, CSAT answers by their day, trials by the day they ended (those decided within the first `days` are left
    out: their time was shorter). For leaving and expansion each customer is a case in every period that it began as a customer.
    """
    rows = dataset.detail(outcome.frame, kind)
    rows = rows[rows["period"].isin(set(periods))] if len(rows) else rows
    if not len(rows):
        return EMPTY
    match outcome.key:
        case "renewed":
            rows = rows[rows["renewed"].notna()]
            found = rows.assign(at=rows["due_date"], happened=rows["renewed"] == 1)
        case "satisfied":
            found = _answers(rows)
        case "trial":
            at = rows["trial_start"] + pd.Timedelta(days=days)
            decided = (rows["trial_end"] < at) | (rows["converted_at"] < at)
            found = rows.assign(at=at, happened=rows["converted"] == 1)[rows["trial_start"].notna() & ~decided]
        case _:
            rows = rows[rows["was_in"] == 1]
            happened = rows["left"] == 1 if outcome.key == "churned" else rows["expanded_mrr"] > 0
            found = rows.assign(at=rows["period"].map(_first_days(dataset, kind)), happened=happened)
    found = found[found["customer_id"].notna() & found["at"].notna()]
    own = ["value_due", "opening_mrr", "expanded_mrr", "churned_mrr", "score", "ticket_id", "converted_at", "_sheet", "_row"]
    found = found.assign(began=pd.to_datetime(found["customer_id"].map(began(dataset))))
    keep = [*COLUMNS, *(c for c in own if c in found)]
    return found[keep].sort_values(["at", "customer_id"], kind="stable").reset_index(drop=True)


def _answers(rows: pd.DataFrame) -> pd.DataFrame:
    native = nw.from_native(rows, eager_only=True)
    every = [native.filter(rows_of(MEASURES[both])).to_native() for both, _ in CSAT]
    good = {i for _, key in CSAT for i in native.filter(rows_of(MEASURES[key])).to_native().index}
    found = pd.concat(every)
    return found.assign(at=found["date"].dt.normalize(), happened=found.index.isin(good))


def _first_days(dataset: Dataset, kind: Kind) -> dict[str, pd.Timestamp]:
    assert dataset.reach is not None
    months = calendar(*dataset.reach, kind).groupby("period")["month"].min()
    return {str(p): pd.Timestamp(year=int(m) // 12, month=int(m) % 12 + 1, day=1) for p, m in months.items()}


def began(dataset: Dataset) -> dict[str, pd.Timestamp]:
    """The first that is known of each customer: sign-up, start of the trial, first day paid for; the earliest of them."""

    def made() -> dict[str, pd.Timestamp]:
        firsts = []
        for name, columns in (
            ("customers", ("signup_date", "trial_start")),
            ("subscriptions", ("start_date",)),
            ("monthly_mrr", ("month",)),
        ):
            table = dataset.tables.get(name)
            if table is not None and len(table):
                firsts += [table.groupby("customer_id")[c].min() for c in columns if c in table]
        earliest = pd.concat(firsts, axis=1).min(axis=1).dropna() if firsts else pd.Series(dtype="datetime64[us]")
        return {str(who): pd.Timestamp(day) for who, day in earliest.items()}

    found: dict[str, pd.Timestamp] = dataset.keep(("drivers_began",), made)
    return found
