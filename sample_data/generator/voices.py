"""Survey responses: NPS, CSAT and CES. Story 4 (the survey channel) and the satisfaction side of stories 2 and 5."""

import random
from datetime import date, timedelta

from . import company as co
from .customer import Customer
from .revenue import there_on

EMAIL, CHAT, POP_UP = "milestone e-mail", "support chat", "after-upgrade pop-up"
SCALE = {"NPS": (0, 10), "CSAT": (1, 5), "CES": (1, 7)}
WORDS = {  # theme: said by a happy person, said by an unhappy one
    "ease of use": ("Our new people find their way in a day.", "Too many clicks for simple things."),
    "reliability": ("It has never let us down.", "It was down again when we needed it."),
    "price": ("Worth what we pay.", "Getting expensive for what it does."),
    "reports": ("Sharing a report with the board saves me an evening.", "Reports still miss the one total I need."),
    "support": ("Quick and friendly help.", "I waited too long for an answer."),
    "missing feature": ("Would love a calendar view, otherwise great.", "Still no calendar view."),
    "onboarding": ("The set-up call was excellent.", "Set-up took us weeks."),
}


def survey_responses(customers: list[Customer], all_tickets: list[dict]) -> list[dict]:
    out = _nps(customers) + _after_tickets(all_tickets)
    out.sort(key=lambda r: (r["date"], r["survey_type"], r["customer_id"], r["ticket_id"] or "", r["score"]))
    return [{**row, "response_id": f"R{n:05d}"} for n, row in enumerate(out, 1)]


def nps_plan(month: date) -> dict[str, tuple[float, float, float]]:
    """For each channel: responses, share of promoters, share of detractors."""
    if month >= co.POP_UP_FROM:
        return {EMAIL: (36, 0.37, 0.25), CHAT: (14, 0.25, 0.44), POP_UP: (86, 0.83, 0.05)}
    grown = (month.year - 2024) * 12 + month.month - 11
    unhappy = 0.05 if month in (*co.OUTAGE, *co.AFTER_PRICE_CHANGE) else 0
    return {EMAIL: (58 + 0.8 * grown, 0.44 - unhappy, 0.20 + unhappy), CHAT: (24 + 0.3 * grown, 0.34 - unhappy, 0.36 + unhappy)}


def _nps(customers: list[Customer]) -> list[dict]:
    rng, out, whole = co.dice("nps"), [], {}
    for month in co.months():
        there = [c for c in customers if there_on(c, month.replace(day=28))] or customers
        for channel, (n, promoters, detractors) in nps_plan(month).items():
            n = round(n * rng.uniform(0.93, 1.07))
            parts = {name: whole.setdefault((channel, name), co.Whole()) for name in ("promoter", "detractor")}
            good, bad = parts["promoter"].take(n * promoters), parts["detractor"].take(n * detractors)
            scores = [rng.choice((9, 9, 10)) for _ in range(good)] + [rng.choice((0, 2, 3, 4, 5, 5, 6, 6, 6)) for _ in range(bad)]
            scores += [rng.choice((7, 8, 8)) for _ in range(max(0, n - good - bad))]
            for score in scores:
                customer = _who(rng, there, month, score)
                day = co.some_day(rng, month)
                while not there_on(customer, day):
                    day = co.some_day(rng, month)
                agent = rng.choice(co.AGENTS) if channel == CHAT else None
                out.append(_response(rng, "NPS", day, score, customer.id, channel, agent, None, score >= 8))
    return out


def _who(rng: random.Random, there: list[Customer], month: date, score: int) -> Customer:
    """Somebody who was there; people about to leave are more often among the unhappy."""
    soon = co.add_months(month, 5)
    weight = 5 if score <= 6 else 0.5
    return rng.choices(there, weights=[weight if c.left and month < c.left < soon else 1 for c in there])[0]


def _after_tickets(all_tickets: list[dict]) -> list[dict]:
    rng, out = co.dice("csat"), []
    for ticket in all_tickets:
        if ticket["resolved_at"] is None:
            continue
        late = ticket["created_at"].date() >= co.AUTO_REPLY_FROM
        day = ticket["resolved_at"].date() + timedelta(days=rng.choice((0, 0, 0, 1, 2)))
        asked = rng.random()
        if day > co.LAST or asked > 0.66:
            continue
        happy = 0.87 - (0 if ticket["at_once"] else 0.09) - (0.17 if ticket["outage"] else 0) - (0.07 if late else 0)
        kind = "CSAT" if asked < 0.45 else "CES"
        if kind == "CSAT":
            score = rng.choice((4, 4, 5, 5, 5)) if rng.random() < happy else rng.choice((1, 2, 2, 3, 3))
        else:
            score = rng.choice((5, 6, 6, 7, 7)) if rng.random() < happy - 0.05 else rng.choice((1, 2, 3, 4, 4))
        channel = "chat window" if ticket["channel"] == "chat" else "after-ticket e-mail"
        good = score >= (4 if kind == "CSAT" else 5)
        out.append(_response(rng, kind, day, score, ticket["customer_id"], channel, ticket["agent"], ticket["ticket_id"], good))
    return out


def _response(rng, kind, day, score, customer_id, channel, agent, ticket_id, good) -> dict:
    themes, comment = None, None
    if rng.random() < 0.42:
        weights = dict.fromkeys(WORDS, 2)
        if co.month_of(day) in co.OUTAGE and not good:
            weights["reliability"] = 16
        if co.PRICE_CHANGE <= day < date(2026, 6, 1) and not good:
            weights["price"] = 16
        if day >= co.AUTO_REPLY_FROM and kind != "NPS" and not good:
            weights["support"] = 16
        first, second = co.pick(rng, weights), co.pick(rng, weights)
        both = [first, second] if rng.random() < 0.2 and second != first else [first]
        themes = ";".join(both)
        comment = " ".join(WORDS[theme][0 if good else 1] for theme in both)
    low, high = SCALE[kind]
    return {
        "date": day,
        "survey_type": kind,
        "score": score,
        "customer_id": customer_id,
        "scale_min": low,
        "scale_max": high,
        "comment": comment,
        "themes": themes,
        "agent": agent,
        "channel": channel,
        "ticket_id": ticket_id,
    }
