"""How far a learner is with each item, which items are open, what placement skips, and how many minutes are left.

The rule for mastery is that of three right answers apart (retrieval that is spread and mixed lasts: Karpicke and Roediger 2007;
Rohrer, Dedrick and Burgess 2014). Two right first tries already make lucky guessing improbable for a typed number; the
third, a day later, shows that it lasted. A level never falls: forgetting is the business of the review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.results import Result, results

Level = Literal["not_started", "attempted", "familiar", "proficient", "mastered"]
LEVELS: tuple[Level, ...] = ("not_started", "attempted", "familiar", "proficient", "mastered")
FOR_PROFICIENT, FOR_MASTERED, APART = 2, 3, timedelta(days=1)
RULES: Mapping[Level, tuple[str, str]] = {
    "not_started": ("Not started", "No answer yet."),
    "attempted": ("Attempted", "Answered, not right yet."),
    "familiar": ("Familiar", "Right once at any stage, with hints or a second try if needed."),
    "proficient": ("Proficient", "The full problem right at the first try and without hints, on 2 different variants."),
    "mastered": (
        "Mastered",
        "The full problem right at the first try and without hints on 3 different variants, one of them in a mixed set and one at "
        "least a day after the first. Another published definition, another unit or a rounding is asked again and is no miss.",
    ),
}
"""Each level's name and its rule, as a page shows them."""
FULL = "D"
CHOICES = "FG"


class Part(Protocol):
    """What is needed of an item here: an `Item` of the training is one, and so is any record with these fields."""

    @property
    def key(self) -> str: ...
    @property
    def module(self) -> str: ...
    @property
    def needs(self) -> Sequence[str]: ...
    @property
    def minutes(self) -> float: ...


@dataclass(frozen=True)
class Standing:
    """How far a learner is with one item, and what the next level still wants, as a sentence ("" when mastered)."""

    item: str
    level: Level
    clean_variants: int = 0
    missing: str = ""
    last_missed: bool = False
    """Whether the latest full problem that ended was lost: a mastered item may need a look again."""

    def at_least(self, level: Level) -> bool:
        """Whether the level is reached."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


def standing(item: str, tried: Iterable[Result], *, full: str = FULL) -> Standing:
    """The level of one item by `RULES`, from its results. `full` names the stages that count as the full problem.

    Concept items have no sum to work: their full problem is the choice itself (`full="FG"`).
    """
    own = [r for r in tried if r.item == item]
    if not own:
        return Standing(item, "not_started", missing="Begin with the worked example.")
    problems = [r for r in own if r.stage in full and r.mode != "mine"]
    clean = sorted({r.variant: r for r in reversed(problems) if r.clean}.values(), key=lambda r: r.at)
    ended = [r for r in problems if r.over]
    last_missed = bool(ended) and max(ended, key=lambda r: r.at).lost
    later = bool(clean) and clean[-1].at - clean[0].at >= APART
    mixed = any(r.mixed for r in clean)
    if len(clean) >= FOR_MASTERED and later and mixed:
        return Standing(item, "mastered", len(clean), "", last_missed)
    if len(clean) >= FOR_PROFICIENT:
        wants = [_variants(FOR_MASTERED - len(clean))] if len(clean) < FOR_MASTERED else []
        wants += [] if mixed else ["one in a mixed set"]
        wants += [] if later else ["one at least a day after the first"]
        return Standing(item, "proficient", len(clean), f"To master it: {', '.join(wants)}.", last_missed)
    if clean or any(r.right for r in own):
        missing = f"To be proficient: {_variants(FOR_PROFICIENT - len(clean))}, right at the first try and without hints."
        return Standing(item, "familiar", len(clean), missing, last_missed)
    return Standing(item, "attempted", 0, "To be familiar: one right answer.", last_missed)


def _variants(count: int) -> str:
    return "one more full problem" if count == 1 else f"{count} more full problems"


def standings(attempts: Iterable[Attempt], items: Iterable[str], *, concepts: Iterable[str] = ()) -> dict[str, Standing]:
    """The standing of every item, from the attempts of one learner; `concepts` are those without a sum."""
    by_item: dict[str, list[Result]] = {}
    for result in results(attempts):
        by_item.setdefault(result.item, []).append(result)
    without_sum = set(concepts)
    return {key: standing(key, by_item.get(key, ()), full=CHOICES if key in without_sum else FULL) for key in items}


def placed(attempts: Iterable[Attempt], module_of: Mapping[str, str]) -> frozenset[str]:
    """Modules that the placement test skips: in the latest sitting, all their problems were right at the first try without hints."""
    tests = [r for r in results(a for a in attempts if a.mode == "placement") if r.item in module_of]
    latest: dict[str, str] = {}
    for result in sorted(tests, key=lambda r: r.at):
        latest[module_of[result.item]] = result.attempts[0].session
    in_latest = [r for r in tests if r.attempts[0].session == latest[module_of[r.item]]]
    failed = {module_of[r.item] for r in in_latest if not r.clean}
    return frozenset(latest) - failed


def done(part: Part, found: Mapping[str, Standing], skipped: Iterable[str] = ()) -> bool:
    """Whether an item is behind the learner: proficient, or its module skipped by placement."""
    return part.module in set(skipped) or (part.key in found and found[part.key].at_least("proficient"))


def missing_first(part: Part, parts: Mapping[str, Part], found: Mapping[str, Standing], skipped: Iterable[str] = ()) -> list[str]:
    """In course mode: the items that must be proficient before this one opens; empty where it is open (as all are in practice mode)."""
    away = set(skipped)
    return [key for key in part.needs if key in parts and not done(parts[key], found, away)]


def minutes_left(path: Iterable[Part], found: Mapping[str, Standing], skipped: Iterable[str] = ()) -> float:
    """The minutes of a path's items that are not proficient yet. Mastery comes with the daily review and is not counted here."""
    away = set(skipped)
    return float(sum(part.minutes for part in path if not done(part, found, away)))
