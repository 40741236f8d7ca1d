"""The sheets of a case as the tables that Analyse reads: rows are made up so that what is counted in them is what the sheets say."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cs_calc.training.cases.record import Analysed, Made, Sheet

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
PREFIX = "case_"
"""With which the name of a case's file begins: by it it is told from a person's own."""
LAST = datetime(2026, 6, 30)
"""The last day of every case; a month of 30 days."""
FIRST_OF = {"apr": datetime(2026, 4, 1), "may": datetime(2026, 5, 1), "jun": datetime(2026, 6, 1)}
QUARTERS = {"q1": datetime(2026, 1, 5), "q2": datetime(2026, 4, 6)}


def _frames(**tables: Sequence[Row]) -> Mapping[str, pd.DataFrame]:
    import pandas as pd

    return {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}


def _sheet(made: Made, key: str) -> Sheet:
    return next(sheet for sheet in made.sheets if sheet.key == key)


def _facts(made: Made) -> dict[str, int]:
    """Every number of the sheets, whole: counts, and amounts in whole units."""
    return {key: round(x) for sheet in made.sheets for key, x in sheet.facts().items()}


def _shares(total: float, n: int) -> list[float]:
    """An amount in n parts of whole cents that add up to it."""
    cents, each = round(total * 100), round(total * 100) // n
    return [(each + (1 if i < cents - each * n else 0)) / 100 for i in range(n)]


# case 1: subscriptions


def _quarter(made: Made) -> Mapping[str, pd.DataFrame]:
    return _frames(subscriptions=list(_subscriptions(_facts(made))))


def _subscriptions(n: Mapping[str, int]) -> Iterator[Row]:
    numbers = iter(range(1, 1_000_000))
    began = datetime(2026, 1, 1)

    def row(customer: str, start: datetime, amount: float, end: datetime | None = None) -> Row:
        dates = {"start_date": start.date(), "end_date": end.date() if end else None}
        return {"customer_id": customer, **dates, "amount": amount, "interval": "month"}

    def customer() -> str:
        return f"C{next(numbers):05d}"

    leaving = {m: _shares(n[f"{m}_churned_mrr"], n[f"{m}_left_customers"]) for m in FIRST_OF}
    stay = n["apr_opening_customers"] - sum(map(len, leaving.values()))
    paid = {customer(): x for x in _shares(n["apr_opening_mrr"] - sum(map(sum, leaving.values())), stay)}
    since = dict.fromkeys(paid, began)
    untouched = list(paid)
    for month, first in FIRST_OF.items():
        for amount in leaving[month]:
            yield row(customer(), began, amount, first + timedelta(days=14))
        n_new = n[f"{month}_new_customers"] - n[f"{month}_new_left_customers"]
        for amount in _shares(n[f"{month}_new_mrr"], n_new):
            yield row(customer(), first + timedelta(days=4), amount)
        for _ in range(n[f"{month}_new_left_customers"]):
            yield row(customer(), first + timedelta(days=4), 100.0, first + timedelta(days=29))
        back = customer()
        yield row(back, began, 100.0, began + timedelta(days=40))
        yield row(back, first + timedelta(days=9), float(n[f"{month}_reactivated_mrr"]))
        for what, sign in (("expanded", 1), ("contracted", -1)):
            total = n[f"{month}_{what}_mrr"]
            few = math.ceil(total / (0.3 * paid[untouched[0]])) if sign < 0 else 10
            moving, untouched = untouched[:few], untouched[few:]
            for who, change in zip(moving, _shares(total, few), strict=True):
                yield row(who, since[who], paid[who], first + timedelta(days=11))
                paid[who], since[who] = round(paid[who] + sign * change, 2), first + timedelta(days=11)
    yield from (row(who, since[who], amount) for who, amount in paid.items())


QUARTER = Analysed(
    _quarter, "pages/analyse/revenue.py",
    "MRR and its movements are the sheet's. Single customers are made up so that they add up to it; one customer a month stands for what "
    "was won back, and Analyse counts that one as a customer, so its customer counts of May and June are higher by 1 and 2.",
)  # fmt: skip


# case 2: accounts, use, answers


def _accounts(made: Made) -> Mapping[str, pd.DataFrame]:
    customers, subscriptions, usage, answers = [], [], [], []
    sheet = _sheet(made, "accounts")
    for line in sheet.rows:
        name, mrr, renewal, active, nps, ces = line.cells
        assert isinstance(renewal, float) and isinstance(active, float)
        due = (LAST + timedelta(days=renewal)).date()
        customers.append({"customer_id": line.key, "customer_name": name, "mrr": mrr, "renewal_date": due})
        subscriptions.append({"customer_id": line.key, "start_date": "2025-07-01", "end_date": None, "amount": mrr, "interval": "month"})
        days = [(LAST - timedelta(days=30 * i // round(active))).date() for i in range(round(active))]
        usage += [{"customer_id": line.key, "user_id": f"{line.key}-user", "date": day} for day in days]
        when = datetime(2026, 6, 15).date()
        answers += [
            {"response_id": f"{line.key}-nps", "date": when, "survey_type": "NPS", "score": nps, "scale_min": 0, "scale_max": 10,
                "customer_id": line.key},
            {"response_id": f"{line.key}-ces", "date": when, "survey_type": "CES", "score": ces, "scale_min": 1, "scale_max": 5,
                "customer_id": line.key},
        ]  # fmt: skip
    return _frames(customers=customers, subscriptions=subscriptions, usage=usage, survey_responses=answers)


ACCOUNTS = Analysed(
    _accounts, "pages/analyse/customers.py",
    "MRR, renewal dates, days with use in June, NPS scores and effort are the sheet's; which days they were is made up. The score with the "
    "weights 40, 30 and 30 is this case's own: under Health score you can set it.",
)  # fmt: skip


# case 3: survey answers by channel


def _surveys(made: Made) -> Mapping[str, pd.DataFrame]:
    rows, scores = [], {"promoters": (9, 10), "passives": (7, 8), "detractors": (6, 5, 3)}
    sheet = _sheet(made, "nps")
    facts = sheet.facts()
    for line in sheet.rows:
        first, place = QUARTERS[line.key[:2]], 0
        for group, values in scores.items():
            for i in range(round(facts[f"{line.key}_{group}"])):
                day = first + timedelta(days=place % 84)
                rows.append({
                    "response_id": f"{line.key}-{place}", "date": day.date(), "survey_type": "NPS", "score": values[i % len(values)],
                    "scale_min": 0, "scale_max": 10, "channel": line.cells[1],
                })  # fmt: skip
                place += 1
    rows[-1]["date"] = LAST.date()
    return _frames(survey_responses=rows)


SURVEYS = Analysed(
    _surveys, "pages/analyse/sentiment.py",
    "Promoters, passives and detractors by quarter and channel are the sheet's; single scores and days are made up. Look at quarters, and "
    "split by channel. Renewals are no part of the sheet.",
    {"periods": "quarter", "by": "channel"},
)  # fmt: skip


# case 4: tickets, CSAT, articles


def _tickets(made: Made) -> Mapping[str, pd.DataFrame]:
    n, tickets, answers = _facts(made), [], []
    tags = [tag for tag in ("how_to", "upgrade", "bug", "billing", "other") for _ in range(n[f"{tag}_tickets"])]
    people = n["people_tickets"]
    each, over = divmod(n["people_minutes"], people)
    for month in ("may", "jun"):
        for i in range(n[f"{month}_tickets_received"]):
            created = FIRST_OF[month] + timedelta(days=i % 25, minutes=540 + i % 360)
            row: Row = {
                "ticket_id": f"{month}-{i}", "created_at": created, "resolved_at": created + timedelta(days=2), "reopened": "no",
                "interactions": 1 if i < n[f"{month}_solved_first_contact"] else 2,
            }  # fmt: skip
            if month == "jun":
                at = i * 7919 % len(tags)  # tags and replies spread over the days and over each other
                wait = (each + (1 if i < over else 0)) if i < people else 1
                row |= {
                    "first_response_at": created + timedelta(minutes=wait), "auto_reply": "no" if i < people else "yes", "tags": tags[at],
                    "avoidable": "yes" if tags[at] in ("how_to", "upgrade") else "no",
                    "topic_has_article": "yes" if at < n["how_to_on_topic"] else "no",
                }  # fmt: skip
            tickets.append(row)
        for stars in range(1, 6):
            for i in range(n[f"{month}_stars_{stars}"]):
                answers.append({"response_id": f"{month}-{stars}-{i}", "date": (FIRST_OF[month] + timedelta(days=i % 25)).date(),
                                "survey_type": "CSAT", "score": stars, "scale_min": 1, "scale_max": 5})  # fmt: skip
    answers[-1]["date"] = LAST.date()
    votes = [{"article_id": "all articles", "helpful_yes": n["votes_yes"], "helpful_no": n["votes_no"]}]
    return _frames(tickets=tickets, survey_responses=answers, article_votes=votes)


TICKETS = Analysed(
    _tickets, "pages/analyse/support.py",
    "Tickets, replies of June, first contacts, tags, CSAT and votes are the sheets'; single tickets are made up. First replies "
    "and tags of May are not part of the case: look at June. Users have no table here, so there are no tickets per user.",
)  # fmt: skip


# case 5: sign-ups


def _sign_ups(made: Made) -> Mapping[str, pd.DataFrame]:
    facts, rows = _facts(made), []
    for group, done in (("fast", timedelta(hours=9)), ("late", timedelta(days=5)), ("never", None)):
        for i in range(facts[f"{group}_started"]):
            start = datetime(2026, 4, 1, 9) + timedelta(days=i % 75)
            end = start + timedelta(days=14)
            rows.append({
                "customer_id": f"{group}-{i}", "signup_date": start, "trial_start": start, "trial_end": end,
                "onboarding_done_at": start + done if done else None,
                "first_value_at": start + done if done else None, "converted_at": end if i < facts[f"{group}_bought"] else None,
            })  # fmt: skip
    return _frames(customers=rows)


SIGN_UPS = Analysed(
    _sign_ups, "pages/analyse/onboarding.py",
    "Sign-ups, when they finished onboarding and who bought are the sheet's; single days are made up. Look at the quarter.",
    {"periods": "quarter", "period": "2026-Q2"},
)  # fmt: skip


def workbook(key: str, made: Made, analysed: Analysed) -> tuple[str, bytes]:
    """The tables of a case as one file, a sheet for each: its name, and the bytes of an xlsx file."""
    import pandas as pd

    found = io.BytesIO()
    with pd.ExcelWriter(found, engine="xlsxwriter") as writer:
        for name, frame in analysed.tables(made).items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return f"{PREFIX}{key}.xlsx", found.getvalue()
