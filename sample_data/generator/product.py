"""Product usage, thinned to stay small: at most one row per customer and week. Story 6 (Shared reports) shows here."""

from datetime import timedelta

from . import company as co
from .customer import Customer
from .revenue import there_on

FEATURES = {"Projects": 34, "Timeline": 18, "Automations": 10, "Mobile app": 14, "Import": 5}
REPORTS, REPORTS_WEIGHT = "Shared reports", 42


def liveliness(customers: list[Customer]) -> dict[str, float]:
    """How likely each customer is to be seen in an ordinary week, 0 to 1."""
    rng = co.dice("liveliness")
    return {c.id: round(min(0.98, max(0.12, rng.gauss(0.69 if c.uses_reports else 0.62, 0.19))), 2) for c in customers}


def usage(customers: list[Customer]) -> list[dict]:
    rng, lively, out = co.dice("usage"), liveliness(customers), []
    monday = co.FIRST - timedelta(days=co.FIRST.weekday())
    while monday <= co.LAST:
        for customer in customers:
            day = monday + timedelta(days=co.pick(rng, {0: 20, 1: 21, 2: 21, 3: 19, 4: 15, 5: 2, 6: 2}))
            if not co.FIRST <= day <= co.LAST or not there_on(customer, day):
                continue
            leaving = customer.ends and day >= customer.ends - timedelta(days=60)
            if rng.random() < lively[customer.id] * (0.35 if leaving else 1):
                weights = {**FEATURES, REPORTS: REPORTS_WEIGHT} if customer.uses_reports else FEATURES
                user = min(rng.randint(1, max(1, customer.users)), rng.randint(1, 12))
                out.append(
                    {
                        "customer_id": customer.id,
                        "user_id": f"{customer.id}-U{user}",
                        "date": day,
                        "feature": co.pick(rng, weights),
                        "minutes": max(1, min(240, round(rng.lognormvariate(3.3, 0.75)))),
                    }
                )
        monday += timedelta(days=7)
    return sorted(out, key=lambda r: (r["date"], r["customer_id"]))
