"""One account: what every table knows of it, as header numbers, as events on a timeline and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.risk import names, stopped
from cs_calc.analysis.risk_model import plural
from cs_calc.analysis.risk_records import NEVER, Day, Records, as_of, date_of, month_place, records, said_day
from cs_calc.analysis.risk_signs import due_days
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.schema import TABLES
from cs_calc.units import MONEY

LANES = ("Contract", "MRR moved", "Set-up", "Use", "Answers", "Tickets", "Bought", "Outcomes")
"""The rows of the timeline, from the top."""
GOOD, BAD, PLAIN = "good", "bad", "plain"


@dataclass(frozen=True)
class Account:
    """What is known of one customer on a day. Texts are empty and numbers None where nothing is known.

    `state` says whether it is a customer; `before` is MRR 12 months earlier.
    """

    customer_id: str
    name: str
    state: str
    mrr: float | None
    before: float | None
    known: Mapping[str, str]
    since: str
    due: str
    users: float | None


def place_of(found: Records, customer: str) -> int:
    """A customer's place in the records. Raises KeyError for nobody."""
    place = int(found.ids.get_indexer(pd.Index([customer], dtype="object"))[0])
    if place < 0:
        raise KeyError(customer)
    return place


def account(dataset: Dataset, customer: str, day: int) -> Account:
    """The header of one account's card, as it stood at the end of a day. Raises KeyError for nobody."""
    found = records(dataset)
    place = place_of(found, customer)
    then = as_of(found, day)
    row = names(dataset).iloc[place]
    mrr = float(then.mrr[place])
    year_ago = month_place(found, day) - 12
    before = float(found.mrr[place, year_ago]) if year_ago >= 0 else None
    due = int(due_days(then)[place])
    began = int(found.began[place])
    users = pd.to_numeric(found.column("users"), errors="coerce").iloc[place]
    known = {c: str(row[c]) for c in ("plan", "owner", "segment", "country") if row.get(c)}
    return Account(
        customer, str(row["customer_name"]), _state(then, place), None if np.isnan(mrr) else mrr, before, known,
        said_day(began) if began > -NEVER and began <= day else "", said_day(due) if due < NEVER else "",
        None if pd.isna(users) else float(users),
    )  # fmt: skip


def _state(day: Day, place: int) -> str:
    """Customer, left on ..., on trial, or not yet one."""
    found = day.records
    if day.there[place]:
        return "Customer"
    gone, tried = int(found.day("churned_at")[place]), int(found.day("trial_start")[place])
    if gone <= day.day:
        return f"Left on {said_day(gone)}"
    if len(found.months):
        paid = np.flatnonzero(found.mrr[place, : month_place(found, day.day) + 1] > 0)
        if len(paid):
            return f"Left in {date_of(_first_day(int(found.months[paid[-1] + 1]))):%b %Y}"
    if tried <= day.day:
        return "Never became a customer" if found.day("trial_end")[place] <= day.day else "On trial"
    return "Not a customer then"


def _first_day(month: int) -> int:
    return int((np.datetime64("1970-01", "M") + (month - 1970 * 12)).astype("datetime64[D]").astype("int64"))


def account_sentence(found: Account, reasons: str, currency: str) -> str:
    """The card's opening: what it pays, how that moved in a year, and why it is on the at-risk list, if it is."""
    said = f"{found.name}: {found.state[:1].lower() + found.state[1:]}"
    if found.mrr is not None and found.state == "Customer":
        said += f" with {MONEY.show_brief(found.mrr, currency)} MRR"
        if found.before is not None and found.before > 0 and abs(found.mrr - found.before) >= 0.5:
            said += f", {'up' if found.mrr > found.before else 'down'} from {MONEY.show_brief(found.before, currency)} a year before"
    return said + (f". At risk: {stopped(reasons)}" if reasons else ". No rule that is on flags it." if found.state == "Customer" else ".")


def mrr_by_month(dataset: Dataset, customer: str) -> pd.DataFrame:
    """MRR at each month's end: month (its first day), mrr; from the first month with any. Empty without MRR data."""
    found = records(dataset)
    place = place_of(found, customer)
    paid = found.mrr[place]
    if not (paid > 0).any():
        return pd.DataFrame({"month": pd.Series(dtype="datetime64[us]"), "mrr": pd.Series(dtype="float64")})
    first = int((paid > 0).argmax())
    last = min(len(paid) - 1, int(np.flatnonzero(paid > 0)[-1]) + 1)  # one month of nothing shows the leaving
    months = [date_of(_first_day(int(m))) for m in found.months[first : last + 1]]
    return pd.DataFrame({"month": months, "mrr": paid[first : last + 1]})


def events(dataset: Dataset, customer: str) -> pd.DataFrame:
    """Everything dated of one customer: date, lane (of `LANES`), what (in words), mood (good, bad, plain), size (1, or days of use).

    Use is by week from Monday. In the order of time.
    """
    found = [e for source in (_contract, _moved, _set_up, _use, _answers, _tickets, _bought) for e in source(dataset, customer)]
    frame = pd.DataFrame(found, columns=["date", "lane", "what", "mood", "size"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.dropna(subset=["date"]).sort_values(["date", "lane"], kind="stable").reset_index(drop=True)


Event = tuple[Any, str, str, str, int]


def _of(dataset: Dataset, name: str, customer: str) -> list[dict[str, Any]]:
    """The rows of one table that are this customer's, missing values as None."""
    if name not in dataset.tables or "customer_id" not in dataset.frames.columns(name):
        return []
    rows = _rows(dataset, name, customer).astype("object")
    return [{str(k): v for k, v in row.items()} for row in rows.where(rows.notna(), None).to_dict("records")]


def _rows(dataset: Dataset, name: str, customer: str) -> pd.DataFrame:
    """The rows of one table that are this customer's, as they stand."""
    if name == "usage":
        return dataset.frames.rows_of_use(customer)
    table = dataset.tables[name]
    return table[table["customer_id"] == customer]


def _contract(dataset: Dataset, customer: str) -> Iterator[Event]:
    for row in _of(dataset, "subscriptions", customer):
        price = f"{MONEY.show(row['amount'], dataset.currency)} a {row['interval']}" if row["amount"] is not None else ""
        plan = f"{row['plan']}, " if row.get("plan") else ""
        yield row["start_date"], "Contract", f"Subscription begins: {plan}{price}", PLAIN, 1
        if row.get("cancel_reason"):
            yield row.get("end_date"), "Contract", f"Cancelled: {row['cancel_reason']}", BAD, 1
    for row in _of(dataset, "renewals", customer):
        renewed = "and was renewed" if row.get("renewed") == 1 else "and was not renewed" if row.get("renewed") == 0 else ""
        yield row["due_date"], "Contract", f"Contract came due {renewed}".strip(), GOOD if row.get("renewed") == 1 else BAD, 1
    for row in _of(dataset, "customers", customer):
        yield row.get("renewal_date"), "Contract", "Contract comes due", PLAIN, 1
        yield row.get("churned_at"), "Contract", "Left", BAD, 1


def _moved(dataset: Dataset, customer: str) -> Iterator[Event]:
    moods = {"expansion": GOOD, "new": GOOD, "reactivation": GOOD, "contraction": BAD, "churn": BAD}
    for row in _of(dataset, "mrr_movements", customer):
        source = f" ({row['source']})" if row.get("source") else ""
        amount = MONEY.show(row["amount"], dataset.currency) if row["amount"] is not None else "amount not known"
        yield row["date"], "MRR moved", f"{row['type']}{source}: {amount}", moods.get(str(row["type"]).lower(), PLAIN), 1


def _set_up(dataset: Dataset, customer: str) -> Iterator[Event]:
    steps = {"signup_date": "Signed up", "trial_start": "Trial begins", "trial_end": "Trial ends", "converted_at": "Became a customer",
             "first_value_at": "First value", "onboarding_done_at": "Onboarding finished"}  # fmt: skip
    for row in _of(dataset, "customers", customer):
        for column, said in steps.items():
            yield row.get(column), "Set-up", said, GOOD if column in ("first_value_at", "onboarding_done_at") else PLAIN, 1


def _use(dataset: Dataset, customer: str) -> Iterator[Event]:
    rows = pd.DataFrame(_of(dataset, "usage", customer))
    if not len(rows):
        return
    day = pd.to_datetime(rows["date"]).dt.normalize()
    weeks = rows.assign(day=day, week=day - pd.to_timedelta(day.dt.day_of_week, unit="D")).groupby("week")
    for week, part in weeks:
        days = int(part["day"].nunique())
        features = ", ".join(sorted({str(f) for f in part["feature"].dropna()})) if "feature" in part else ""
        yield week, "Use", f"Used on {plural(days, 'day')} of the week" + (f": {features}" if features else ""), PLAIN, days


def _answers(dataset: Dataset, customer: str) -> Iterator[Event]:
    for row in _of(dataset, "survey_responses", customer):
        survey, score = str(row["survey_type"]), row["score"]
        if score is None:
            continue
        mood = PLAIN
        if survey == "NPS":
            mood = GOOD if score >= 9 else BAD if score <= 6 else PLAIN
        elif survey == "CSAT" and row.get("scale_max") == 5:
            mood = GOOD if score >= 4 else BAD if score <= 2 else PLAIN
        comment = f": “{row['comment']}”" if row.get("comment") else ""
        yield row["date"], "Answers", f"{survey} {score:g}{comment}", mood, 1


def _tickets(dataset: Dataset, customer: str) -> Iterator[Event]:
    timed = "resolved_at" in dataset.tables.get("tickets", ())
    for row in _of(dataset, "tickets", customer):
        is_open = timed and row.get("resolved_at") is None
        about = f" ({row['tags']})" if row.get("tags") else ""
        yield (
            row["created_at"],
            "Tickets",
            f"Ticket {row['ticket_id']}{about}{', still open' if is_open else ''}",
            BAD if is_open else PLAIN,
            1,
        )


def _bought(dataset: Dataset, customer: str) -> Iterator[Event]:
    for row in _of(dataset, "purchases", customer):
        amount = MONEY.show(row["amount"], dataset.currency) if row["amount"] is not None else ""
        yield row["date"], "Bought", f"{row.get('kind') or 'Purchase'}: {amount}", GOOD, 1
    for row in _of(dataset, "outcomes", customer):
        checked = " (verified)" if row.get("verified") == 1 else ""
        yield row["date"], "Outcomes", f"{row['outcome']}{checked}", GOOD, 1


def rows_by_table(dataset: Dataset, customer: str) -> dict[str, pd.DataFrame]:
    """The rows of the file about one customer, by the table's name, the newest first; only tables that have any."""
    order = {"subscriptions": "start_date", "monthly_mrr": "month", "tickets": "created_at", "renewals": "due_date"}
    found = {}
    for key in dataset.tables:
        if "customer_id" not in dataset.frames.columns(key) or key not in TABLES:
            continue
        rows = _rows(dataset, key, customer)
        if len(rows):
            when = order.get(key, "date")
            rows = rows.sort_values(when, ascending=False, kind="stable") if when in rows else rows
            found[TABLES[key].name] = rows.reset_index(drop=True)
    return found


def use_sentence(dataset: Dataset, customer: str, day: int) -> str:
    """How much it used the product lately against before, in a sentence; empty without usage."""
    use = records(dataset).use
    if use is None:
        return ""
    place = place_of(records(dataset), customer)
    mine = use.day[use.who == place]
    now, before = int(((mine > day - 90) & (mine <= day)).sum()), int(((mine > day - 180) & (mine <= day - 90)).sum())
    return f"Used on {plural(now, 'day')} of the last 90, against {before} of the 90 before."
