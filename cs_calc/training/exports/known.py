"""The numbers by which an answer is known, with what to say to who gives them: for systems that mark by themselves.

Every sentence is the marking's own (`mark`), so that a file says of a number what the app says of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cs_calc.training.draw import Task
from cs_calc.training.mark import Outcome, in_figures, mark
from cs_calc.training.story import pieces_of

MORE = 4
"""Decimals written beyond those asked for: what is cut off moves no answer over the edge of its tolerance."""


EDGE = 0.02
"""How much of a tolerance an end is looked at from inside: the written number is itself rounded."""
NAMELESS = ("ask", "unknown", "unreadable", "rounding")


@dataclass(frozen=True)
class Known:
    """A number as a person types it (percent: 6.4), how far off is still this one, and how it is marked."""

    number: float
    tolerance: float
    outcome: Outcome

    @property
    def low(self) -> float:
        """The least number that is still this one."""
        return self.number - self.tolerance

    @property
    def high(self) -> float:
        """The greatest one."""
        return self.number + self.tolerance


def known_numbers(task: Task) -> tuple[Known, ...]:
    """The answer, each mistake and other definition, then slips of sign, unit and decimal point; no two overlap.

    >>> from cs_calc.training.draw import draw
    >>> from cs_calc.training.items import ITEMS
    >>> [(known.number, known.outcome.kind) for known in known_numbers(draw(ITEMS["renewal_rate"], 1))][:3]
    [(76.66667, 'right'), (15.33333, 'mistake'), (23.33333, 'mistake')]
    """
    kept: list[Known] = []
    for number, tolerance in _candidates(task):
        found = _known(task, number, tolerance)
        if found is not None and all(found.low > other.high or found.high < other.low for other in kept):
            kept.append(found)
    return tuple(kept)


def _known(task: Task, number: float, tolerance: float) -> Known | None:
    """A number with an interval that is marked alike from end to end; None where marking has no name for it.

    Another reading (0.75 for 75 %) has a narrower interval than the number itself.
    """
    written = f"{number:.{task.item.dp + MORE}f}"
    outcome = mark(task, written)
    if outcome.kind in NAMELESS:
        return None
    for part in (tolerance, tolerance / 10, tolerance / 100):
        found = Known(float(written), part, outcome)
        ends = (mark(task, f"{end:.9f}") for end in (found.low + part * EDGE, found.high - part * EDGE))
        if all((end.kind, end.mistake) == (outcome.kind, outcome.mistake) for end in ends):
            return found
    return None


def _candidates(task: Task) -> Iterator[tuple[float, float]]:
    tolerance = task.tolerance
    yield task.number, tolerance
    for rival in task.rivals:
        yield rival.number, tolerance
    if not task.number:
        return
    yield -task.number, tolerance
    for by in (0.01, 10.0, 0.1, 100.0):
        yield task.number * by, tolerance * by


def figures(task: Task) -> str:
    """The answer's formula with its numbers put in, and what it comes to: `46 ÷ 60 = 76.7%`."""
    written = in_figures(pieces_of(task.variant.formula), task)
    return f"{written} = {task.shown}" if written else task.shown
