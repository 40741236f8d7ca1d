"""From single answers to variants: was it right, at the first try, with hints? Everything else counts variants, not answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cs_calc.training.progress.attempt import Attempt

MOST_MISSES = 2
"""Misses on the same numbers after which the solution is shown and the variant has ended."""


@dataclass(frozen=True)
class Result:
    """All answers of one learner to one variant at one stage, oldest first.

    Answers after the end (the first right one, or the second miss) change nothing: the solution has been shown by then.
    """

    item: str
    stage: str
    attempts: tuple[Attempt, ...]

    @property
    def variant(self) -> tuple[str, int, int | str | None]:
        """What makes two variants different: the item, its version and the seed (or the learner's own numbers)."""
        first = self.attempts[0]
        return (first.item, first.version, first.seed if first.seed is not None else first.given)

    @property
    def misses(self) -> int:
        """Misses before the end."""
        return sum(a.miss for a in self.attempts)

    @property
    def right(self) -> bool:
        """Whether it ended with a right answer."""
        return self.attempts[-1].kind == "right"

    @property
    def lost(self) -> bool:
        """Whether it ended with the solution shown."""
        return not self.right and self.misses >= MOST_MISSES

    @property
    def over(self) -> bool:
        """Whether it has ended either way."""
        return self.right or self.lost

    @property
    def hints(self) -> int:
        """Hints seen."""
        return max(a.hints for a in self.attempts)

    @property
    def first_try(self) -> bool:
        """Right without a miss before it. A definition of somebody else, another unit or a rounding is no miss: it asks again."""
        return self.right and self.misses == 0

    @property
    def clean(self) -> bool:
        """Right at the first try and without hints: what proficiency and mastery count."""
        return self.first_try and self.hints == 0

    @property
    def mixed(self) -> bool:
        """Whether it stood among other items when it was answered."""
        return self.attempts[-1].mixed

    @property
    def mode(self) -> str:
        """Where it was asked first."""
        return self.attempts[0].mode

    @property
    def at(self) -> datetime:
        """When the last answer that counts was given."""
        return self.attempts[-1].at

    @property
    def seconds(self) -> float:
        """Time from the question to the last answer that counts."""
        return max(a.seconds for a in self.attempts)


def results(attempts: Iterable[Attempt]) -> list[Result]:
    """The attempts of one learner by variant and stage, in the order in which they were begun; any order of attempts will do."""
    by_variant: dict[tuple[object, ...], list[Attempt]] = {}
    for attempt in sorted(attempts, key=lambda a: (a.at, a.id)):
        key = (attempt.item, attempt.version, attempt.seed, attempt.given, attempt.stage)
        by_variant.setdefault(key, []).append(attempt)
    return [Result(tried[0].item, tried[0].stage, _until_the_end(tried)) for tried in by_variant.values()]


def _until_the_end(tried: Sequence[Attempt]) -> tuple[Attempt, ...]:
    misses = 0
    for count, attempt in enumerate(tried, 1):
        misses += attempt.miss
        if attempt.kind == "right" or misses >= MOST_MISSES:
            return tuple(tried[:count])
    return tuple(tried)
