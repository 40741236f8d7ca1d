"""One customer's contract over time. Money is whole cents for one month, so nothing is ever rounded later."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from .company import RATE, add_months

MONTHS_IN = {"week": 12 / 52, "month": 1, "quarter": 3, "year": 12}


def amount_for(interval: str, monthly: int) -> int:
    """The price of one interval in cents. A week is 12/52 of a month, so weekly prices are multiples of 3 cents."""
    return monthly // 13 * 3 if interval == "week" else monthly * MONTHS_IN[interval]


@dataclass
class Customer:
    id: str
    name: str
    country: str
    segment: str
    owner: str
    plan: str
    users: int
    rate: int
    discount: int
    interval: str
    start: date
    uses_reports: bool
    addon: int = 0
    due: date | None = None
    second: int = 0  # a parallel subscription's price for a month
    rows: list[dict] = field(default_factory=list)
    movements: list[dict] = field(default_factory=list)
    renewals: list[dict] = field(default_factory=list)
    left: date | None = None
    comes_back: date | None = None

    @property
    def price(self) -> int:
        cents = round(self.users * self.rate * (100 - self.discount) / 100) + self.addon
        return cents - cents % 13 if self.interval == "week" else cents

    @property
    def mrr(self) -> int:
        return self.price + self.second

    @property
    def ends(self) -> date | None:
        """The day the last contract ended or will end, if that is known."""
        ends = [row["end_date"] for row in self.rows]
        return None if None in ends else max(ends)

    def plan_on(self, day: date) -> str:
        """The plan on a day; before the first one, the first one."""
        return ([row["plan"] for row in self.rows if row["start_date"] <= day] or [self.rows[0]["plan"]])[-1]

    def open(self, on: date, type: str | None, source: str = "") -> None:
        self._new_row(on, self.price)
        self.left = None
        if type:
            self._move(on, type, self.price, source)

    def open_second(self, on: date, monthly: int, type: str, source: str) -> None:
        self.second = monthly
        self._new_row(on, monthly, second=True)
        self._move(on, type, monthly, source)

    def change(self, on: date, source: str, **what) -> None:
        """Close the subscription and open another on the same day, if its price really moves."""
        before, interval = self.price, self.interval
        old = {key: getattr(self, key) for key in what}
        for key, value in what.items():
            setattr(self, key, value)
        difference = self.price - before
        if difference == 0 and interval == self.interval:
            for key, value in old.items():
                setattr(self, key, value)
            return
        self._current()["end_date"] = on
        self._new_row(on, self.price)
        if difference:
            self._move(on, "expansion" if difference > 0 else "contraction", abs(difference), source)

    def leave(self, on: date, reason: str, voluntary: bool, moved: bool = True) -> None:
        if moved:
            self._move(on, "churn", self.mrr, "cancellation" if voluntary else "payment failed")
        self.give_notice(on, reason, voluntary)
        self.left, self.second = on, 0

    def give_notice(self, on: date, reason: str, voluntary: bool) -> None:
        for row in self.rows:
            if row["end_date"] is None:
                row.update(end_date=on, cancel_reason=reason, voluntary="yes" if voluntary else "no")

    def renew(self, renewed: bool, rng: random.Random, before: int, last: date) -> None:
        """Note what became of a yearly contract on its due date; call it after the change itself."""
        when = min(self.due + timedelta(days=rng.choice((-30, -21, -14, -7, -3, 0, 0, 0, 2, 5, 12))), last)
        self.renewals.append(
            {
                "customer_id": self.id,
                "due_date": self.due,
                "renewed": "yes" if renewed else "no",
                "renewed_at": when if renewed else None,
                "value_due": before * 12,
                "value_renewed": self.mrr * 12 if renewed else 0,
                "owner": self.owner,
            }
        )
        self.due = add_months(self.due, 12) if renewed else None

    def upgrade(self, plan: str) -> dict:
        return {"plan": plan, "rate": round(self.rate * RATE[plan] / RATE[self.plan])}

    def _current(self) -> dict:
        return next(row for row in reversed(self.rows) if row["end_date"] is None and not row["second"])

    def _new_row(self, on: date, monthly: int, second: bool = False) -> None:
        interval = "month" if second else self.interval
        self.rows.append(
            {
                "customer_id": self.id,
                "start_date": on,
                "end_date": None,
                "amount": amount_for(interval, monthly),
                "interval": interval,
                "plan": self.plan,
                "currency": "USD",
                "discount": 0 if second else self.discount,
                "owner": self.owner,
                "segment": self.segment,
                "cancel_reason": None,
                "voluntary": None,
                "monthly": monthly,
                "second": second,
            }
        )

    def _move(self, on: date, type: str, cents: int, source: str) -> None:
        self.movements.append({"date": on, "customer_id": self.id, "type": type, "amount": cents, "source": source, "recurring": "yes"})
