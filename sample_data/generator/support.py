"""Tickets, help-centre articles and sessions. Story 5 (the auto-reply) and the support side of story 2 (the outage)."""

import random
from datetime import date, timedelta

from . import company as co
from .customer import Customer
from .revenue import there_on

CHANNELS = {"email": 46, "form": 22, "chat": 22, "social": 10}
FIRST_REPLY_HOURS = {"email": 4.6, "form": 5.5, "chat": 0.15, "social": 0.8}  # median of a person's answer
WORK_HOURS = {"email": 8.5, "form": 10.0, "chat": 1.5, "social": 5.0}  # median from the answer to the solution
TAGS = {"how-to": 30, "bug report": 18, "billing issue": 14, "feature request": 15, "UX pain": 13, "account access": 10}
FIRST_CONTACT = {"how-to": 0.82, "bug report": 0.5, "billing issue": 0.72, "feature request": 0.7, "UX pain": 0.62, "account access": 0.86}
AVOIDABLE = {"how-to": 0.6, "bug report": 0.08, "billing issue": 0.35, "feature request": 0.04, "UX pain": 0.4, "account access": 0.7}
DOCUMENTED = {"how-to": 0.75, "bug report": 0.12, "billing issue": 0.6, "feature request": 0.1, "UX pain": 0.3, "account access": 0.85}
ARTICLES = (
    "Invite your team",
    "Set up your first project",
    "Import a spreadsheet",
    "Read your invoice",
    "Change your plan",
    "Add or remove seats",
    "Share a report",
    "Schedule a report",
    "Reset a password",
    "Switch on two-step sign-in",
    "Use the mobile app",
    "Work offline",
    "Build a timeline",
    "Move tasks between projects",
    "Automate a hand-over",
    "Fix a stuck automation",
    "Connect a calendar",
    "Connect e-mail",
    "Export everything",
    "Cancel or pause",
    "Set working days",
    "Add a guest",
    "Use templates",
    "Make a template",
    "Rename a workspace",
    "Merge two projects",
    "Track time",
    "Approve hours",
    "Read the activity log",
    "Who can see what",
    "Pay by bank transfer",
    "Change the billing address",
    "What happens to my data",
    "Keyboard shortcuts",
    "Bulk edit",
)


def tickets(customers: list[Customer]) -> list[dict]:
    rng, out = co.dice("tickets"), []
    for month in co.months():
        for customer in customers:
            outage = customer.plan_on(month) == "Basic" and month in co.OUTAGE
            expected = 0.62 * (1.9 if outage else 1) * (1.8 if customer.start >= co.add_months(month, -1) else 1)
            for _ in range(_poisson_up_to_four(rng, expected)):
                day = co.some_day(rng, month)
                if there_on(customer, day):
                    out.append(_ticket(rng, customer, day, outage))
    out.sort(key=lambda t: (t["created_at"], t["customer_id"]))
    return [{**ticket, "ticket_id": f"T{n:05d}"} for n, ticket in enumerate(out, 1)]


def _poisson_up_to_four(rng: random.Random, expected: float) -> int:
    return sum(rng.random() < expected / 4 for _ in range(4))


def _ticket(rng: random.Random, customer: Customer, day: date, outage: bool) -> dict:
    late = day >= co.AUTO_REPLY_FROM
    created = co.at_work(rng, day)
    channel = co.pick(rng, CHANNELS)
    tags = _tags(rng, day, outage)
    tag = tags[0] if tags else "how-to"
    auto = late and rng.random() < 0.88
    person = created + _hours(rng, FIRST_REPLY_HOURS[channel] * (2.4 if late else 1) * (1.5 if outage else 1))
    solved = person + _hours(rng, WORK_HOURS[channel] * (1.8 if late else 1) * (1.5 if outage else 1))
    never = rng.random() < 0.012
    at_once = rng.random() < FIRST_CONTACT[tag] - (0.19 if late else 0) - (0.12 if outage else 0)
    answered = not never and person <= co.LAST_MOMENT
    is_solved = answered and solved <= co.LAST_MOMENT and rng.random() > 0.015
    first = created + timedelta(seconds=rng.randint(50, 110)) if auto else person
    return {
        "created_at": created,
        "first_response_at": first if answered or auto else None,
        "resolved_at": solved if is_solved else None,
        "interactions": 0 if not answered else 1 if at_once else rng.choice((2, 2, 2, 3, 3, 4, 5, 7)),
        "reopened": "yes" if is_solved and rng.random() < (0.03 if at_once else 0.11) else "no",
        "auto_reply": "yes" if auto else "no",
        "channel": channel,
        "tags": ";".join(tags) or None,
        "agent": rng.choice(co.AGENTS) if answered else None,
        "customer_id": customer.id,
        "requester_id": f"{customer.id}-U{min(rng.randint(1, customer.users), rng.randint(1, 6))}",
        "avoidable": None if rng.random() < 0.08 else "yes" if rng.random() < AVOIDABLE[tag] else "no",
        "topic_has_article": "yes" if rng.random() < DOCUMENTED[tag] else "no",
        "at_once": at_once,
        "outage": outage,  # for the survey; not written
    }


def _tags(rng: random.Random, day: date, outage: bool) -> list[str]:
    if rng.random() < 0.05:
        return []
    weights = dict(TAGS)
    if outage:
        weights["bug report"] = 110
    if co.PRICE_CHANGE <= day < co.AUTO_REPLY_FROM:
        weights["billing issue"] = 30
    first = co.pick(rng, weights)
    second = co.pick(rng, TAGS)
    return [first, second] if rng.random() < 0.14 and second != first else [first]


def _hours(rng: random.Random, median: float) -> timedelta:
    return timedelta(seconds=60 + round(median * 3600 * min(14.0, rng.lognormvariate(0, 0.85))))


def article_votes() -> list[dict]:
    rng, out = co.dice("articles"), []
    for n, title in enumerate(ARTICLES, 1):
        views = round(rng.lognormvariate(6.6, 0.9))
        votes, good = round(views * rng.uniform(0.02, 0.08)), min(0.97, max(0.2, rng.gauss(0.76, 0.16)))
        yes = sum(rng.random() < good for _ in range(votes))
        out.append(
            {
                "article_id": f"A{n:03d}",
                "helpful_yes": yes,
                "helpful_no": votes - yes,
                "views": views,
                "title": title,
                "updated_at": co.FIRST + timedelta(days=rng.randint(0, 720)),
            }
        )
    return out


def help_center_sessions() -> list[dict]:
    rng, out = co.dice("help centre"), []
    for n in range((co.LAST - co.FIRST).days + 1):
        day = co.FIRST + timedelta(days=n)
        usual = (17 + 22 * n / 730) * (0.3 if day.weekday() >= 5 else 1) * (1.5 if co.month_of(day) in co.OUTAGE else 1)
        out.append({"date": day, "users": max(0, round(rng.gauss(usual, usual**0.5)))})
    return out
