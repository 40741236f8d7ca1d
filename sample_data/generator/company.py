"""Who Fernhill Software is: its months, plans, people and the made-up names of its customers."""

import random
from datetime import date, datetime, timedelta

FIRST = date(2024, 11, 1)
LAST = date(2026, 10, 31)
LAST_MOMENT = datetime(2026, 10, 31, 23, 59, 59)

PLANS = ("Basic", "Team", "Business")
RATE = {"Basic": 1900, "Team": 2900, "Business": 3900}  # cents for one user and month
TEAM_RATE_FROM_MARCH_2026 = 3130
OWNERS = ("Mara Brindlow", "Tobias Okwell", "Ines Valdarro", "Jonas Pellgrave")
AGENTS = ("Suki Thornby", "Dario Feltham", "Leonie Marrick", "Ravi Colstane", "Greta Wynlow")
COUNTRIES = {"Germany": 30, "United Kingdom": 28, "United States": 26, "Spain": 16}

OUTAGE = (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1))
PRICE_CHANGE = date(2026, 3, 1)
AFTER_PRICE_CHANGE = (date(2026, 4, 1), date(2026, 5, 1))
AUTO_REPLY_FROM = date(2026, 5, 1)
POP_UP_FROM = date(2026, 7, 1)
CALM = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))

_FIRST_WORDS = (
    "Aldermoor Brackwell Calderine Dunmarrow Elverton Fosswick Garrowby Hallinford Islewright Jarrowmere Kestrelby Larkholm "
    "Merridew Nettlecombe Oakhaven Pellworth Quillfen Ravensholt Silverbeck Thistledown Umberley Vexford Wrenfield Yarrowgate "
    "Zellbrook Ambersett Birchlow Coppermill Dovenby Emberlyn"
).split()
_SECOND_WORDS = (
    "Bakery Logistics Dental Optics Textiles Energy Travel Studios Foods Motors Clinics Books Labs Interiors Gardens Robotics "
    "Ceramics Insurance Freight Media Architects Tools Cycles Brewing Academy"
).split()


def dice(purpose: str) -> random.Random:
    """Its own stream of chance for each table, so that a change in one leaves the others as they are."""
    return random.Random(f"Fernhill Software, {purpose}")


def months() -> list[date]:
    return [add_months(FIRST, n) for n in range(24)]


def add_months(day: date, n: int) -> date:
    at = day.year * 12 + day.month - 1 + n
    return date(at // 12, at % 12 + 1, min(day.day, 28))


def month_of(day: date) -> date:
    return day.replace(day=1)


def last_day(month: date) -> date:
    return add_months(month.replace(day=1), 1) - timedelta(days=1)


def some_day(rng: random.Random, month: date) -> date:
    return month.replace(day=rng.randint(1, last_day(month).day))


def at_work(rng: random.Random, day: date) -> datetime:
    """A moment of the day, mostly in working hours."""
    hour = min(23.9, max(0.1, rng.gauss(13, 3.5)))
    return datetime(day.year, day.month, day.day) + timedelta(seconds=int(hour * 3600) + rng.randint(0, 59))


def pick(rng: random.Random, weights: dict):
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def company_names() -> list[str]:
    names = [f"{first} {second}" for first in _FIRST_WORDS for second in _SECOND_WORDS]
    more = [f"{first} & {second} Partners" for first in _FIRST_WORDS for second in _FIRST_WORDS if first < second]
    dice("names").shuffle(names)
    return names + more


class Whole:
    """Turns a run of fractions into whole numbers that add up: 0.4, 0.4, 0.4 -> 0, 0, 1."""

    def __init__(self) -> None:
        self.rest = 0.5

    def take(self, amount: float) -> int:
        self.rest = max(self.rest + amount, -2.0)
        whole = max(0, int(self.rest // 1))
        self.rest -= whole
        return whole
