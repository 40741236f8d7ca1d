"""The tables about money: subscriptions, monthly_mrr, mrr_movements, renewals, purchases, costs and opportunities."""

from datetime import date, timedelta

from . import company as co
from .customer import Customer

SERVICES = {"training day": (450, 1400), "data import": (250, 900), "consulting hours": (300, 1800)}
SMALL_THINGS = {"template pack": (19, 79), "extra storage": (29, 149), "user guide in print": (12, 35)}
KIND = {
    "training day": "upsell", "data import": "other", "consulting hours": "cross-sell",
    "template pack": "add-on", "extra storage": "add-on", "user guide in print": "cross-sell",
}  # fmt: skip
COSTS = {  # first month, last month
    "Customer success team": (9_800, 16_900),
    "Customer service team": (8_200, 13_400),
    "Engagement and adoption programmes": (1_500, 2_900),
    "Professional services and training": (1_900, 2_600),
    "Customer marketing": (1_100, 2_300),
    "Sales": (9_000, 14_500),
    "Marketing": (7_400, 11_800),
    "Hosting and licences": (12_600, 22_700),
}
WON = {"repurchase": 0.72, "replacement": 0.31, "expansion": 0.44, "innovation": 0.22}


def subscriptions(customers: list[Customer]) -> list[dict]:
    rows = sorted((row for c in customers for row in c.rows), key=lambda r: (r["start_date"], r["customer_id"], r["second"]))
    return [{**row, "subscription_id": f"S{n:05d}", "discount": row["discount"] / 100} for n, row in enumerate(rows, 1)]


def running(row: dict, month: date) -> bool:
    """Whether a subscription counts in a month's closing MRR."""
    last = co.last_day(month)
    return row["start_date"] <= last and (row["end_date"] is None or row["end_date"] > last)


def monthly_mrr(customers: list[Customer]) -> list[dict]:
    out = []
    for month in co.months():
        for customer in customers:
            rows = [row for row in customer.rows if running(row, month)]
            if rows:
                main = next((row for row in rows if not row["second"]), rows[0])
                out.append(
                    {
                        "customer_id": customer.id,
                        "month": month,
                        "mrr": sum(row["monthly"] for row in rows),
                        "plan": main["plan"],
                        "owner": customer.owner,
                        "segment": customer.segment,
                    }
                )
    return out


def there_on(customer: Customer, day: date) -> bool:
    return any(row["start_date"] <= day and (row["end_date"] is None or row["end_date"] > day) for row in customer.rows)


def purchases(customers: list[Customer]) -> list[dict]:
    """One-off purchases beside the subscription; a service carries its name in `service`."""
    rng, out = co.dice("purchases"), []
    for month in co.months():
        for customer in customers:
            day = co.some_day(rng, month)
            if not there_on(customer, day) or rng.random() > 0.085:
                continue
            service = rng.random() < 0.35
            kinds = SERVICES if service else SMALL_THINGS
            name = rng.choice(list(kinds))
            low, high = kinds[name]
            cents = rng.randint(low, high) * 100 + rng.choice((0, 0, 50, 95, 99))
            out.append({"customer_id": customer.id, "date": day, "amount": cents, "service": name if service else None, "kind": KIND[name]})
    return sorted(_with_kinds(out), key=lambda r: (r["date"], r["customer_id"]))


def _with_kinds(bought: list[dict]) -> list[dict]:
    """Some of what is bought comes through the loyalty programme, and of some nobody wrote down the kind."""
    rng = co.dice("kinds of purchases")
    for row in bought:
        chance = rng.random()
        row["kind"] = "loyalty" if chance < 0.06 else None if chance > 0.97 else row["kind"]
    return bought


def movements(customers: list[Customer], bought: list[dict]) -> list[dict]:
    """Changes of MRR, and beside them the services sold once (recurring = no), which are no MRR."""
    out = [row for customer in customers for row in customer.movements]
    out += [
        {
            "date": row["date"],
            "customer_id": row["customer_id"],
            "type": "expansion",
            "amount": row["amount"],
            "source": row["service"],
            "recurring": "no",
        }
        for row in bought
        if row["service"]
    ]
    return sorted(out, key=lambda r: (r["date"], r["customer_id"], r["recurring"], r["source"]))


def renewals(customers: list[Customer]) -> list[dict]:
    return sorted((row for c in customers for row in c.renewals), key=lambda r: (r["due_date"], r["customer_id"]))


def costs() -> list[dict]:
    rng, out = co.dice("costs"), []
    for n, month in enumerate(co.months()):
        for category, (first, last) in COSTS.items():
            cents = (first + (last - first) * n / 23) * rng.uniform(0.94, 1.06) * 100
            out.append({"month": month, "category": category, "amount": round(cents)})
    return out


def opportunities() -> list[dict]:
    rng, out = co.dice("opportunities"), []
    for n, month in enumerate(co.months()):
        for _ in range(rng.randint(8, 11) + n // 6):
            day = co.some_day(rng, month)
            type = co.pick(rng, {"repurchase": 30, "replacement": 26, "expansion": 28, "innovation": 16})
            still_open = rng.random() < (0.7 if day > co.LAST - timedelta(days=45) else 0.02)
            outcome = "open" if still_open else "won" if rng.random() < WON[type] else "lost"
            out.append(
                {"date": day, "type": type, "outcome": outcome, "amount": rng.randint(6, 120) * 10_000 + rng.choice((0, 5_000, 9_900))}
            )
    return sorted(out, key=lambda r: (r["date"], r["type"], r["amount"]))
