"""The lives of all customers, month by month: who comes, changes, leaves and returns. Stories 1, 2, 3 and 6 are planted here.

A customer has at most one change of MRR in a month, so that movements and month ends always tell the same thing.
"""

import random
from datetime import date, timedelta

from . import company as co
from .customer import Customer

USERS = {"Basic": (2, 9), "Team": (5, 21), "Business": (16, 62)}
LEAVE = {"Basic": 0.022, "Team": 0.017, "Business": 0.008}  # share that leaves in an ordinary month
NOT_RENEWED = {True: 0.04, False: 0.27}  # by use of Shared reports
REASONS = {"price": 3, "missing feature": 3, "moved to another tool": 3, "no longer needed": 3, "company closed": 1}
ORDINARY = {  # chance of a change in a month
    "extra seats": 0.026,
    "plan upgrade": 0.006,
    "add-on": 0.006,
    "discount ended": 0.014,
    "fewer seats": 0.009,
    "plan downgrade": 0.003,
    "monthly to yearly": 0.007,
    "discount given": 0.003,
}


def live() -> list[Customer]:
    rng = co.dice("lives")
    names = iter(co.company_names())
    customers: list[Customer] = []

    def arrive(on: date, source: str, **fixed) -> Customer:
        customer = _arrive(rng, f"C{len(customers) + 1:04d}", next(names), on, **fixed)
        customers.append(customer)
        if source:
            customer.open(on, "new", source)
        return customer

    for _ in range(220):
        customer = arrive(co.FIRST, "moved over at launch")
        if customer.interval == "year":  # old contracts keep the rest of their term
            in_autumn = customer.plan == "Business" and customer.users >= 40
            customer.due = co.add_months(co.FIRST, rng.randint(9, 11) if in_autumn else rng.randint(1, 12)).replace(day=rng.randint(1, 28))
    for customer in [c for c in customers if c.plan == "Business"][:2]:
        customer.open_second(co.FIRST, 14_950, "new", "moved over at launch")

    quotas = {plan: co.Whole() for plan in co.PLANS}
    arrivals = co.Whole()
    for n, month in enumerate(co.months()):
        present = [c for c in customers if c.left is None and c.start < month]
        returning = [c for c in customers if c.comes_back and co.month_of(c.comes_back) == month]
        if n:
            _one_month(rng, month, present, quotas)
        for customer in returning:
            customer.interval, customer.due = ("month", None) if customer.interval == "year" else (customer.interval, None)
            customer.open(customer.comes_back, "reactivation", "came back")
            customer.comes_back = None
        for _ in range(arrivals.take((6 if n == 0 else 13 + 0.26 * n) * rng.uniform(0.85, 1.15))):
            arrive(co.some_day(rng, month), "new customer")
        if month in (date(2025, 6, 1), date(2026, 2, 1)):  # starts and leaves within the month
            brief = arrive(month.replace(day=4), "", plan="Basic", interval="month")
            brief.open(brief.start, None)
            brief.leave(month.replace(day=21), "no longer needed", True, moved=False)
    _give_notice(rng, customers)
    return customers


def _arrive(rng: random.Random, id: str, name: str, on: date, plan: str = "", interval: str = "") -> Customer:
    plan = plan or co.pick(rng, {"Basic": 45, "Team": 39, "Business": 15 if on == co.FIRST else 10})
    users = max(USERS[plan][0], min(140, round(rng.triangular(*USERS[plan], USERS[plan][0] + 3))))
    if plan == "Business" and rng.random() < (0.14 if on == co.FIRST else 0.05):
        users = rng.randint(70, 120)
    segment = "Small" if users < 10 else "Mid-market" if users < 40 else "Enterprise"
    rate = co.TEAM_RATE_FROM_MARCH_2026 if plan == "Team" and on >= co.PRICE_CHANGE else co.RATE[plan]
    interval = interval or co.pick(rng, {"month": 50 if plan != "Business" else 30, "year": 40, "quarter": 7, "week": 3})
    discount = co.pick(rng, {0: 60, 5: 12, 10: 15, 15: 8, 20: 5})
    customer = Customer(
        id=id,
        name=name,
        country=co.pick(rng, co.COUNTRIES),
        segment=segment,
        owner=rng.choice(co.OWNERS),
        plan=plan,
        users=users,
        rate=rate,
        discount=discount,
        interval=interval,
        start=on,
        uses_reports=rng.random() < 0.45,
    )
    if interval == "year":
        customer.due = co.add_months(on, 12)
    return customer


def _one_month(rng: random.Random, month: date, present: list[Customer], quotas: dict) -> None:
    settled: set[str] = set()
    for customer in _large_leavers(month, present):
        _leave(rng, customer, month, settled, large=True)
    due = [c for c in present if c.due and co.month_of(c.due) == month and c.id not in settled]
    for customer in due:
        if rng.random() < _not_renewed(customer, month):
            quotas[customer.plan].take(-1)
            _leave(rng, customer, month, settled)
        else:
            _renew(rng, customer, month, settled)
    for plan in co.PLANS:
        book = [c for c in present if c.plan == plan]
        free = [c for c in book if c.id not in settled and c.interval != "year"]
        for _ in range(min(len(free), quotas[plan].take(len(book) * _leaving_share(plan, month) * rng.uniform(0.85, 1.15)))):
            customer = rng.choices(free, weights=[(1 if c.uses_reports else 2) * (1.5 if c.users < 8 else 1) for c in free])[0]
            free.remove(customer)
            _leave(rng, customer, month, settled)
    for customer in present:
        if customer.id in settled:
            continue
        if month == co.PRICE_CHANGE and customer.plan == "Team" and rng.random() < 0.9:
            customer.change(month, "price change", rate=round(customer.rate * 1.08))
        else:
            _change(rng, customer, month)


def _leaving_share(plan: str, month: date) -> float:
    if month in co.CALM:
        return {"Basic": 0.003, "Team": 0.002, "Business": 0.0}[plan]
    if plan == "Basic" and month in co.OUTAGE:
        return 0.054
    if plan == "Team" and month in co.AFTER_PRICE_CHANGE:
        return 0.043
    return LEAVE[plan]


def _not_renewed(customer: Customer, month: date) -> float:
    if month in co.CALM:
        return 0.0
    hard = (customer.plan == "Basic" and month in co.OUTAGE) or (customer.plan == "Team" and month in co.AFTER_PRICE_CHANGE)
    return NOT_RENEWED[customer.uses_reports] * (1.6 if hard else 0.7 if customer.plan == "Business" else 1)


def _large_leavers(month: date, present: list[Customer]) -> list[Customer]:
    """Story 3: big Business accounts whose contract can end this month."""
    if month not in co.CALM:
        return []
    able = [c for c in present if c.plan == "Business" and (c.due is None or co.month_of(c.due) == month)]
    return sorted(able, key=lambda c: (-c.mrr, c.id))[: 3 if month == co.CALM[1] else 2]


def _leave(rng: random.Random, customer: Customer, month: date, settled: set, large: bool = False) -> None:
    settled.add(customer.id)
    outage = customer.plan == "Basic" and month in co.OUTAGE
    raised = customer.plan == "Team" and month in co.AFTER_PRICE_CHANGE
    extra = {"outage": 14} if outage else {"price": 14} if raised else {"moved to another tool": 9} if large else {}
    voluntary = large or rng.random() < 0.86
    reason = co.pick(rng, {**REASONS, **extra}) if voluntary else "payment failed"
    before = customer.mrr
    on = customer.due if customer.due and co.month_of(customer.due) == month else co.some_day(rng, month)
    customer.leave(on, reason, voluntary)
    if customer.due:
        customer.renew(False, rng, before, co.LAST)
    if not large and reason != "company closed" and rng.random() < 0.15:
        back = co.some_day(rng, co.add_months(co.month_of(on), rng.randint(2, 6)))
        customer.comes_back = back if back <= co.LAST and (back - on).days >= 60 else None


def _renew(rng: random.Random, customer: Customer, month: date, settled: set) -> None:
    settled.add(customer.id)
    before, chance = customer.mrr, rng.random()
    if month == co.PRICE_CHANGE and customer.plan == "Team":
        customer.change(customer.due, "price change", rate=round(customer.rate * 1.08))
    elif chance < 0.18:
        customer.change(customer.due, "extra seats", users=customer.users + max(1, round(customer.users * rng.uniform(0.08, 0.3))))
    elif chance < 0.27 and customer.users > 3:
        customer.change(customer.due, "fewer seats", users=customer.users - max(1, round(customer.users * rng.uniform(0.08, 0.25))))
    customer.renew(True, rng, before, co.LAST)


def _change(rng: random.Random, customer: Customer, month: date) -> None:
    chances = dict(ORDINARY)
    if customer.plan == "Team" and month in co.AFTER_PRICE_CHANGE:
        chances.update({"plan downgrade": 0.045, "fewer seats": 0.05, "extra seats": 0.012})
    if customer.interval == "year":  # a yearly contract can grow before its due date but not shrink
        for what in ("discount ended", "fewer seats", "plan downgrade", "monthly to yearly", "discount given"):
            chances[what] = 0
    roll = rng.random()
    what = next((w for w, share in _running(chances) if roll < share), None)
    on, seats = co.some_day(rng, month), max(1, round(customer.users * rng.uniform(0.1, 0.35)))
    place = co.PLANS.index(customer.plan)
    if what == "extra seats":
        customer.change(on, what, users=customer.users + seats)
    elif what == "fewer seats" and customer.users > 3:
        customer.change(on, what, users=customer.users - max(1, seats // 2))
    elif what == "plan upgrade" and place < 2:
        customer.change(on, what, **customer.upgrade(co.PLANS[place + 1]))
    elif what == "plan downgrade" and place > 0:
        customer.change(on, what, **customer.upgrade(co.PLANS[place - 1]))
    elif what == "add-on":
        customer.change(on, what, addon=customer.addon + rng.choice((1500, 2450, 3900, 5995)))
    elif what == "discount ended" and customer.discount:
        customer.change(on, what, discount=0)
    elif what == "discount given" and customer.discount < 10:
        customer.change(on, what, discount=15)
    elif what == "monthly to yearly" and customer.interval == "month":
        customer.due = co.add_months(on, 12)
        customer.change(on, what, interval="year", discount=customer.discount + rng.choice((10, 15, 17)))
    elif customer.plan == "Business" and not customer.second and month == date(2026, 1, 1) and rng.random() < 0.2:
        customer.open_second(on, 9_900, "expansion", "second workspace")


def _running(chances: dict) -> list[tuple[str, float]]:
    total, out = 0.0, []
    for what, share in chances.items():
        total += share
        out.append((what, total))
    return out


def _give_notice(rng: random.Random, customers: list[Customer]) -> None:
    """Ten customers have cancelled but their contract still runs after the last day of the data."""
    able = [c for c in customers if c.left is None and c.start < date(2026, 6, 1) and c.plan != "Business" and not c.second]
    for customer in rng.sample([c for c in able if c.interval != "year"], 10):
        customer.give_notice(co.LAST + timedelta(days=rng.randint(12, 110)), co.pick(rng, REASONS), True)
