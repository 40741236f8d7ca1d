"""When to practise a metric again: one FSRS card per metric, worked out of the attempts, with fresh numbers every time.

A card is never stored. It is the attempts of its metric, rated and replayed in the order of time, so that two tabs, an imported
file or a correction of the rule can never leave a card that disagrees with the answers. Rating: right at the first try without
hints = Good, right after a hint or at the second try = Hard, solution shown = Again. No learning steps; at most 30 days.
Source: FSRS-6 as in the package `fsrs` (Open Spaced Repetition), with its default weights and a wanted retention of 90 %.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.results import Result, results

MOST_DAYS = 30
FULL = "D"
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=MOST_DAYS, enable_fuzzing=False)


@dataclass(frozen=True)
class Due:
    """A metric to practise again: which item, with which fresh seed, since when, and how many reviews it has had."""

    metric: str
    item: str
    seed: int
    since: datetime
    reviews: int


@dataclass(frozen=True)
class Scheduled:
    """A metric's card: due when, after how many rated variants, and the items by which it was practised, longest ago first."""

    metric: str
    due: datetime
    reviews: int
    items: tuple[str, ...]


def rating(result: Result) -> Rating | None:
    """How well a variant went, for the scheduler; None while it is open."""
    if not result.over:
        return None
    if result.lost:
        return Rating.Again
    return Rating.Good if result.clean else Rating.Hard


def schedule(attempts: Iterable[Attempt], metric_of: Mapping[str, str]) -> dict[str, Scheduled]:
    """Each metric's card, from the attempts of one learner. `metric_of`: item -> metric; items without one have no card.

    Only full problems with drawn numbers count: a blank to fill in, or one's own numbers from the calculator, shows no recall.
    """
    rated = [
        r for r in results(attempts) if r.stage == FULL and r.mode != "mine" and r.over and r.item in metric_of
    ]  # fmt: skip
    cards: dict[str, Card] = {}
    found: dict[str, Scheduled] = {}
    for result in sorted(rated, key=lambda r: r.at):
        metric, grade = metric_of[result.item], rating(result)
        assert grade is not None
        card = cards.get(metric) or Card(card_id=0, due=result.at)
        cards[metric], _ = SCHEDULER.review_card(card, grade, result.at)
        before = found.get(metric)
        items = (*(i for i in (before.items if before else ()) if i != result.item), result.item)
        found[metric] = Scheduled(metric, cards[metric].due, (before.reviews if before else 0) + 1, items)
    return found


def due(attempts: Collection[Attempt], metric_of: Mapping[str, str], learner: str, now: datetime) -> list[Due]:
    """The metrics that a learner (their id) should practise at `now`, the longest overdue first.

    The item is the one practised longest ago of those that belong to the metric; the seed is one they have not had.
    """
    cards = schedule(attempts, metric_of).values()
    ready = sorted((c for c in cards if c.due <= now), key=lambda c: (c.due, c.metric))
    return [Due(c.metric, c.items[0], fresh_seed(learner, c.items[0], seeds(attempts, c.items[0])), c.due, c.reviews) for c in ready]


def seeds(attempts: Iterable[Attempt], item: str) -> set[int]:
    """The seeds of an item that were answered at any stage."""
    return {a.seed for a in attempts if a.item == item and a.seed is not None}


def fresh_seed(learner: str, item: str, seen: Collection[int]) -> int:
    """A seed of an item that is not among `seen`; the same until another has been seen, so that a rerun redraws nothing.

    >>> first = fresh_seed("ana", "nps", set())
    >>> first == fresh_seed("ana", "nps", set()), first == fresh_seed("ana", "nps", {first})
    (True, False)
    """
    turn = len(seen)
    while True:
        digest = hashlib.sha256(f"{learner}|{item}|{turn}".encode()).digest()
        seed = int.from_bytes(digest[:4], "big") >> 1
        if seed not in seen:
            return seed
        turn += 1


def weeks(attempts: Iterable[Attempt], now: datetime, last: int = 12) -> list[tuple[date, bool]]:
    """The last weeks, oldest first: each Monday (UTC), and whether a review was done in that week. A gap takes nothing away."""
    ended = {monday(r.at) for r in results(attempts) if r.over and any(a.mode in ("review", "mixed") for a in r.attempts)}
    this = monday(now)
    return [(week, week in ended) for week in (this - timedelta(weeks=back) for back in range(last - 1, -1, -1))]


def monday(at: datetime) -> date:
    """The Monday of the week, in UTC.

    >>> monday(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    datetime.date(2026, 11, 16)
    """
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())
