"""The account list (`customers`: everybody who signed up, trials that came to nothing included) and `outcomes`."""

import random
from datetime import date, datetime, timedelta

from . import company as co
from .customer import Customer
from .product import liveliness

TARGET_DAYS = {"Basic": 14, "Team": 21, "Business": 45}
OUTCOMES = {
    "hours saved a month": (8, 160),
    "reporting time cut (hours a month)": (4, 60),
    "projects finished on time (%)": (70, 98),
    "meetings dropped a month": (2, 20),
    "new staff productive (days sooner)": (2, 15),
}

MEASURED = ("hours saved a month", "reporting time cut (hours a month)", "meetings dropped a month")


def customers_table(customers: list[Customer], responses: list[dict]) -> list[dict]:
    rng, lively = co.dice("accounts"), liveliness(customers)
    latest = {(row["survey_type"], row["customer_id"]): row["score"] for row in responses}
    rows = [_account(rng, c, latest, lively[c.id]) for c in customers] + _trials(rng, len(customers))
    return sorted(rows, key=lambda r: (r["signup_date"], r["customer_id"]))


def _account(rng: random.Random, c: Customer, latest: dict, liveliness: float) -> dict:
    active = c.left is None
    on_trial = c.start > co.FIRST + timedelta(days=5) and rng.random() < 0.7
    begun = max(co.FIRST, c.start - timedelta(days=rng.choice((3, 5, 7, 9, 11, 13, 14, 14, 14, 16, 20)))) if on_trial else None
    signed_up = begun or c.start
    quick = rng.random() < (0.3 if on_trial else 0.2)
    gone = None if active else c.left
    return {
        "customer_id": c.id,
        "customer_name": c.name,
        "signup_date": signed_up,
        "mrr": c.mrr if active else 0,
        "nps": latest.get(("NPS", c.id)),
        "csat": latest.get(("CSAT", c.id)),
        "active": "yes" if active else "no",
        "usage": round(liveliness * (rng.uniform(0.8, 1.0) if active and c.ends is None else 0.3), 2) if active else 0.0,
        "renewal_date": c.due if active and c.ends is None else None,
        "trial_start": begun,
        "trial_end": begun + timedelta(days=14) if begun else None,
        "converted_at": c.start if begun else None,
        **_onboarding(rng, signed_up, c.plan, quick, 0.05, gone),
        "churned_at": gone,
        "owner": c.owner,
        "segment": c.segment,
        "plan": c.plan,
        "country": c.country,
        "users": c.users,
    }


def _onboarding(rng, signed_up: date, plan: str, quick: bool, never: float, gone: date | None) -> dict:
    """When the first useful result and the end of the set-up came; `quick` is on the day of signing up."""
    start, target = datetime(signed_up.year, signed_up.month, signed_up.day), TARGET_DAYS[plan]
    if quick:
        first = start + timedelta(minutes=rng.randint(8 * 60, 15 * 60))
        done = first + timedelta(minutes=rng.randint(20, 7 * 60))
    else:
        first = co.at_work(rng, signed_up + timedelta(days=1 + int(min(60, rng.lognormvariate(0.9, 0.9)))))
        done = max(first, start + timedelta(days=1, hours=9)) + timedelta(
            hours=round(24 * target * min(2.5, rng.lognormvariate(-0.7, 0.6)))
        )
    last = co.LAST_MOMENT if gone is None else datetime(gone.year, gone.month, gone.day)
    missed = rng.random() < never
    return {
        "onboarding_done_at": None if done > last or (missed and not quick) else done,
        "first_value_at": None if first > last or (missed and not quick and rng.random() < 0.5) else first,
        "target_days": target,
    }


def _trials(rng: random.Random, number: int) -> list[dict]:
    """Trials that never became customers, or not yet."""
    rows, names = [], co.company_names()[number:]
    for n, month in enumerate(co.months()):
        for _ in range(11 + n // 3 + rng.randint(0, 3)):
            day = co.some_day(rng, month)
            plan = co.pick(rng, {"Basic": 62, "Team": 32, "Business": 6})
            number += 1
            users = rng.randint(2, 12)
            ended = day + timedelta(days=14)
            rows.append(
                {
                    "customer_id": f"C{number:04d}",
                    "customer_name": names.pop(0),
                    "signup_date": day,
                    "active": "no",
                    "trial_start": day,
                    "trial_end": ended,
                    "owner": rng.choice(co.OWNERS),
                    "plan": plan,
                    "segment": "Small" if users < 10 else "Mid-market",
                    "country": co.pick(rng, co.COUNTRIES),
                    "users": users,
                    **_onboarding(rng, day, plan, rng.random() < 0.12, 0.55, min(ended, co.LAST + timedelta(days=1))),
                }
            )
    return rows


def outcomes(customers: list[Customer]) -> list[dict]:
    rng, out = co.dice("outcomes"), []
    long_enough = [c for c in customers if ((c.left or co.LAST) - c.start).days > 120]
    for customer in rng.sample(long_enough, 170):
        what = rng.choice(list(OUTCOMES))
        day = customer.start + timedelta(days=rng.randint(90, ((customer.left or co.LAST) - customer.start).days))
        out.append(
            {
                "customer_id": customer.id,
                "date": day,
                "outcome": what,
                "value": rng.randint(*OUTCOMES[what]),
                "verified": "yes" if rng.random() < 0.6 else "no",
            }
        )
    return sorted(_with_before(out), key=lambda r: (r["date"], r["customer_id"]))


def _with_before(rows: list[dict]) -> list[dict]:
    """For what is measured in hours and meetings a month: how many there were before and after. `value` is the difference."""
    rng = co.dice("before and after")
    for row in rows:
        if row["outcome"] in MEASURED and rng.random() < 0.85:
            row["after"] = round(row["value"] * rng.uniform(0.4, 2.2))
            row["before"] = row["after"] + row["value"]
    return rows
