"""How far a learner is in a case: worked out from what they typed, in the order in which they typed it. Nothing else is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cs_calc.training.cases.draw import Drawn
from cs_calc.training.cases.mark import Marked, mark, number_of
from cs_calc.training.cases.record import CaseStep, Field, Move, Point

ATTEMPTS = 2
"""Tries that count on one field; then its working is shown."""
MOVES, WORDS, POINTS = "decision", "decision_words", "decision_points"
"""The fields of the decision: moves chosen (keys with commas), what was written, and the points that the learner ticked."""
NOTHING = "none"
AGAIN = "again"
"""The field of an answer that begins the case anew."""

State = Literal["not begun", "under way", "done"]


@dataclass(frozen=True)
class Typed:
    """One answer: to which field, and what was typed, or the keys of what was chosen with commas between."""

    field: str
    raw: str


@dataclass(frozen=True)
class OfField:
    """All answers to one field, oldest first."""

    field: Field
    marked: tuple[Marked, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it was answered rightly, for the sheets or for the learner's own earlier numbers."""
        return bool(self.marked) and self.marked[-1].outcome.right

    @property
    def misses(self) -> int:
        """Answers that count as tries and were not right."""
        return sum(one.outcome.counts and not one.outcome.right for one in self.marked)

    @property
    def over(self) -> bool:
        """Whether it is right, or both tries are used up."""
        return self.right or self.misses >= ATTEMPTS

    @property
    def points(self) -> float:
        """1 at the first try, half at the second, else 0."""
        return 0.0 if not self.right else 1.0 if self.misses == 0 else 0.5


@dataclass(frozen=True, eq=False)
class Standing:
    """A drawn case with a learner's answers. `own` holds their own numbers by field, rates as fractions."""

    drawn: Drawn
    fields: Mapping[str, OfField]
    own: Mapping[str, float]
    moves: tuple[str, ...] | None = None
    words: str = ""
    ticked: tuple[str, ...] | None = None

    @property
    def steps(self) -> Sequence[CaseStep]:
        """The steps, without the decision."""
        return self.drawn.case.steps

    def step_over(self, step: CaseStep) -> bool:
        """Whether every field of a step is over."""
        return all(self.fields[one.key].over for one in step.fields)

    @property
    def place(self) -> int:
        """The step that is open, from 0; as many as there are steps: the decision; one more: done."""
        for at, step in enumerate(self.steps):
            if not self.step_over(step):
                return at
        return len(self.steps) + (self.ticked is not None)

    @property
    def state(self) -> State:
        """Not begun, under way or done."""
        if self.place > len(self.steps):
            return "done"
        return "under way" if any(one.marked for one in self.fields.values()) else "not begun"

    @property
    def says(self) -> str:
        """The state in words: `step 2 of 8`."""
        if self.state == "under way":
            return self.step_words(self.place)
        return f"done: {self.score}" if self.state == "done" else "not begun"

    def step_words(self, at: int) -> str:
        """Where a step stands, the decision being the last: `step 2 of 8`."""
        return f"step {at + 1} of {len(self.steps) + 1}"

    @property
    def points(self) -> tuple[float, int]:
        """Points of the steps, and how many there are: 1 for each field at the first try, half at the second."""
        return sum(one.points for one in self.fields.values()), len(self.fields)

    @property
    def score(self) -> str:
        """The points of the steps in words; those of the decision are the learner's own and stand apart."""
        got, of = self.points
        return f"{got:g} of {of} points"

    @property
    def decided(self) -> tuple[int, int]:
        """The points that the learner gave the own decision, and how many there are."""
        rubric = self.drawn.case.decision.rubric
        return sum(p.points for p in rubric if p.key in (self.ticked or ())), sum(p.points for p in rubric)


def standing(drawn: Drawn, typed: Iterable[Typed]) -> Standing:
    """Mark every answer in the order in which it was given. Answers to fields that there are not are passed over: a case may change.

    An answer after a field is over changes nothing; of the decision the last one counts. What stands before an answer to AGAIN
    counts no more.
    """
    typed = list(typed)
    typed = typed[max((at + 1 for at, one in enumerate(typed) if one.field == AGAIN), default=0) :]
    fields: dict[str, OfField] = {one.key: OfField(one) for one in drawn.case.fields}
    own: dict[str, float] = {}
    moves: tuple[str, ...] | None = None
    ticked: tuple[str, ...] | None = None
    words = ""
    for one in typed:
        if one.field in fields and not (now := fields[one.field]).over:
            found = mark(drawn, now.field, one.raw, {key: x for key, x in own.items() if key != one.field})
            fields[one.field] = OfField(now.field, (*now.marked, found))
            if (number := number_of(now.field, found)) is not None:
                own[one.field] = number
        elif one.field == MOVES:
            moves = _keys(one.raw)
        elif one.field == POINTS:
            ticked = _keys(one.raw)
        elif one.field == WORDS:
            words = one.raw
    return Standing(drawn, fields, own, moves, words, ticked)


def _keys(raw: str) -> tuple[str, ...]:
    return tuple(key for key in raw.split(",") if key and key != NOTHING)


def compared(found: Standing) -> tuple[tuple[Move, bool], ...]:
    """Every move with whether the learner chose it, in the order of the case."""
    return tuple((move, move.key in (found.moves or ())) for move in found.drawn.case.decision.moves)


def rubric(found: Standing) -> tuple[Point, ...]:
    """The points to compare an answer with."""
    return found.drawn.case.decision.rubric
