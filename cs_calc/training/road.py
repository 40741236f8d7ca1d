"""A learner's road: the modules of a path with the level of each part, what is open, what comes next, and sets of mixed questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cs_calc.training.draw import draw
from cs_calc.training.item import Item
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import prompt
from cs_calc.training.paths import CONCEPT_MINUTES, MODULES, PATHS, Module, placement
from cs_calc.training.progress.attempt import MISSES, Attempt
from cs_calc.training.progress.levels import Part, Standing, done, missing_first, placed, standings
from cs_calc.training.progress.results import Result, results
from cs_calc.training.progress.review import due, fresh_seed, schedule, seeds
from cs_calc.training.question import CONCEPTS_BY_KEY, SPOT, SPOT_STAGE, all_spots, concept_title, next_stage

SET_SIZE = 8
TRIED_SEEDS = 200
"""Variants that are looked through for one with the error that is wanted."""
METRIC_OF = {item.key: item.metric.key for item in ITEMS.values()}


@dataclass(frozen=True)
class ConceptPart:
    """A concept as a part of the course."""

    key: str
    module: str
    needs: tuple[str, ...] = ()
    minutes: float = CONCEPT_MINUTES


PARTS: Mapping[str, Part] = {**ITEMS, **{c.key: ConceptPart(c.key, c.module) for c in CONCEPTS_BY_KEY.values()}}
"""Every exercise and concept, by key."""


@dataclass(frozen=True)
class Stop:
    """A part of the course as a learner meets it. `first` names what has to be proficient before it opens, in course mode."""

    key: str
    title: str
    standing: Standing
    minutes: float
    behind: bool
    first: tuple[str, ...] = ()

    @property
    def is_concept(self) -> bool:
        """Whether it is a choice without a sum."""
        return self.key in CONCEPTS_BY_KEY


@dataclass(frozen=True)
class Leg:
    """A module on a path: its stops, whether the placement test skips it, how many stops are behind the learner, minutes left."""

    module: Module
    stops: tuple[Stop, ...]
    skipped: bool

    @property
    def behind(self) -> int:
        """Stops that are behind the learner."""
        return sum(stop.behind for stop in self.stops)

    @property
    def minutes_left(self) -> float:
        """Minutes of the stops that are not."""
        return sum(stop.minutes for stop in self.stops if not stop.behind)


def title_of(key: str) -> str:
    """What a part is called, whatever it is; a key of an older version stands for itself.

    >>> title_of("nps"), title_of("of_old")
    ('Net Promoter Score', 'of_old')
    """
    if key in ITEMS:
        return ITEMS[key].title
    if key in CONCEPTS_BY_KEY:
        return concept_title(key)
    if key.startswith("case:"):
        from cs_calc.training.cases.kept import title_of as title_in_case  # six stories: only where one was answered

        return title_in_case(key)
    spot = all_spots().get(key.removeprefix(SPOT)) if key.startswith(SPOT) else None
    return f"{spot.metric.name}, as {spot.erratum.source.publisher} prints it" if spot else key


def legs(path: str, attempts: Collection[Attempt], *, course: bool = True) -> tuple[Leg, ...]:
    """The modules of a path with the levels of their parts. Raises KeyError for a path that does not exist."""
    chosen = PATHS[path]
    concepts = tuple(c for key in chosen.modules for c in MODULES[key].concepts)
    on_path = {key: PARTS[key] for key in (*chosen.items, *concepts)}
    found = standings(attempts, on_path, concepts=concepts)
    skipped = placed(attempts, {key: part.module for key, part in PARTS.items()})

    def stop(key: str) -> Stop:
        part = on_path[key]
        first = missing_first(part, on_path, found, skipped) if course else []
        # one right answer is enough of a concept for now: the next would be the same choice in another order
        behind = done(part, found, skipped) or (key in CONCEPTS_BY_KEY and found[key].at_least("familiar"))
        return Stop(key, title_of(key), found[key], part.minutes, behind, tuple(title_of(k) for k in first))

    made = []
    for module in MODULES.values():
        keys = [key for key in on_path if on_path[key].module == module.key]
        if keys:
            made.append(Leg(module, tuple(stop(key) for key in keys), module.key in skipped))
    return tuple(made)


def standing_of(key: str, attempts: Iterable[Attempt]) -> Standing:
    """The level of one part, and what the next level wants."""
    return standings(attempts, [key], concepts=CONCEPTS_BY_KEY)[key]


@dataclass(frozen=True)
class Way:
    """A path as a whole: parts behind the learner, parts in all, minutes left."""

    behind: int
    parts: int
    minutes: float

    @property
    def share(self) -> float:
        """How much of it is behind the learner, 0 to 1."""
        return self.behind / self.parts if self.parts else 0.0

    def says(self) -> str:
        """The same in a sentence.

        >>> Way(3, 43, 490).says(), Way(42, 43, 12).says(), Way(43, 43, 0).says()
        ('3 of 43 done, about 8 hours left.', '42 of 43 done, about 12 minutes left.', '43 of 43 done.')
        """
        hours = round(self.minutes / 60)
        left = f"about {hours} hours left" if self.minutes >= 100 else f"about {self.minutes:.0f} minutes left" if self.minutes else ""
        return f"{self.behind} of {self.parts} done" + (f", {left}." if left else ".")


def way(found: Collection[Leg]) -> Way:
    """How far a path has been walked."""
    return Way(sum(leg.behind for leg in found), sum(len(leg.stops) for leg in found), sum(leg.minutes_left for leg in found))


def next_stop(found: Iterable[Leg], tried: Collection[Result]) -> tuple[Stop, str] | None:
    """The stop that comes next on a path, and its stage; None where all that is open has been done for now.

    An exercise whose ladder has been climbed waits for the review while others are not begun: what is mixed lasts longer.
    """
    open_stops = [stop for leg in found for stop in leg.stops if not stop.behind and not stop.first]
    climbing = [stop for stop in open_stops if not _climbed(stop.key, tried)]
    chosen = next(iter(climbing or open_stops), None)
    return (chosen, next_stage(chosen.key, tried)) if chosen else None


def _climbed(key: str, tried: Collection[Result]) -> bool:
    solved = {result.stage for result in tried if result.item == key and result.right}
    return {"D", "E", "F", "G"} <= solved


Planned = tuple[str, str, int]
"""A question of a set: key, stage, seed."""


def placement_set(learner: str, attempts: Collection[Attempt], turn: int) -> tuple[Planned, ...]:
    """Eight full problems, one of each module; `turn` counts the tests taken."""
    keys = placement(fresh_seed(learner, "placement", set(range(turn))))
    return tuple((key, "D", fresh_seed(learner, key, seeds(attempts, key))) for key in keys)


def due_set(learner: str, attempts: Collection[Attempt], now: datetime) -> tuple[Planned, ...]:
    """What is to be practised again today, the longest overdue first, with fresh numbers."""
    return tuple((one.item, "D", one.seed) for one in due(attempts, METRIC_OF, learner, now))


def mixed_set(learner: str, attempts: Collection[Attempt], size: int = SET_SIZE) -> tuple[Planned, ...]:
    """Full problems of what has been right at least once, those practised longest ago first; empty where nothing has."""
    latest: dict[str, datetime] = {}
    for result in results(attempts):
        if result.right and result.item in ITEMS:
            latest[result.item] = max(result.at, latest.get(result.item, result.at))
    keys = sorted(latest, key=lambda key: (latest[key], key))[:size]
    return tuple((key, "D", fresh_seed(learner, key, seeds(attempts, key))) for key in keys)


def spot_set(attempts: Collection[Attempt], size: int = SET_SIZE) -> tuple[Planned, ...]:
    """Printed formulas that are wrong: those not found yet first, in the order of the catalogue."""
    solved = {result.item for result in results(attempts) if result.right}
    keys = sorted((SPOT + key for key in all_spots()), key=lambda key: key in solved)[:size]
    return tuple((key, SPOT_STAGE, 0) for key in keys)


def error_set(cluster: str, learner: str, attempts: Collection[Attempt], size: int = SET_SIZE) -> tuple[Planned, ...]:
    """Errors of one kind to be found, over exercises: those where the learner made it first."""
    own = Counter(a.item for a in attempts if a.cluster == cluster and a.kind in MISSES)
    found: list[Planned] = []
    for item in sorted(ITEMS.values(), key=lambda item: -own[item.key]):
        if len(found) < size and (seed := _seed_with(cluster, item, learner, attempts)) is not None:
            found.append((item.key, "E", seed))
    return tuple(found)


def module_error_set(module: str, learner: str, attempts: Collection[Attempt], size: int = SET_SIZE) -> tuple[Planned, ...]:
    """Errors to be found in the exercises of a module, in turn, each time with fresh numbers."""
    keys = MODULES[module].items
    seen = {key: set(seeds(attempts, key)) for key in keys}
    found: list[Planned] = []
    for n in range(min(size, 3 * len(keys))):
        key = keys[n % len(keys)]
        seed = fresh_seed(learner, key, seen[key])
        seen[key].add(seed)
        found.append((key, "E", seed))
    return tuple(found)


def _seed_with(cluster: str, item: Item, learner: str, attempts: Collection[Attempt]) -> int | None:
    """A fresh seed under which the error to be found is of this kind; None where the exercise has none."""
    if not any(mistake.cluster == cluster for mistake in item.metric.mistakes):
        return None
    seen = set(seeds(attempts, item.key))
    for _ in range(TRIED_SEEDS):
        seed = fresh_seed(learner, item.key, seen)
        task = draw(item, seed)
        if task.rivals and any(o.right and o.cluster == cluster for o in prompt(task, "E").fields[0].options):
            return seed
        seen.add(seed)
    return None


@dataclass(frozen=True)
class Slips:
    """A kind of slip that a learner made: how often, in which exercises (by title, most often first), and the latest."""

    cluster: str
    times: int
    where: tuple[str, ...]
    latest: datetime


def own_slips(attempts: Iterable[Attempt]) -> tuple[Slips, ...]:
    """The kinds of slip among the misses, most often first."""
    by_cluster: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.kind in MISSES and attempt.cluster:
            by_cluster.setdefault(attempt.cluster, []).append(attempt)
    found = [
        Slips(cluster, len(own), tuple(title_of(key) for key, _ in Counter(a.item for a in own).most_common()), max(a.at for a in own))
        for cluster, own in by_cluster.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.cluster)))


def next_due(attempts: Collection[Attempt]) -> datetime | None:
    """When the next review falls due; None where nothing has been practised."""
    return min((card.due for card in schedule(attempts, METRIC_OF).values()), default=None)
