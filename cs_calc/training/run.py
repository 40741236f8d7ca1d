"""A set of questions that are asked one after the other: a placement test, a review, a mixed set, errors to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from cs_calc.training.ladder import ATTEMPTS
from cs_calc.training.question import Question, ask
from cs_calc.training.road import Planned

Kind = Literal["placement", "review", "mixed", "spots", "errors"]
TITLES: Mapping[Kind, str] = {
    "placement": "Placement test",
    "review": "Review",
    "mixed": "Mixed set",
    "spots": "Printed and wrong",
    "errors": "Errors to find",
}
"""What each kind of set is called."""
MODE = {"placement": "placement", "review": "review", "mixed": "mixed", "spots": "practice", "errors": "practice"}


@dataclass(frozen=True)
class Run:
    """A set on its way: what is planned, and of each that has ended whether it was right at the first try without hints.

    `about` is what was asked for, by key (a kind of slip, a module), and `label` the same in words; both empty where nothing was.
    """

    kind: Kind
    planned: tuple[Planned, ...]
    sitting: str
    ended: tuple[bool, ...] = ()
    about: str = ""
    label: str = ""

    @property
    def over(self) -> bool:
        """Whether every question has ended."""
        return len(self.ended) >= len(self.planned)

    @property
    def share(self) -> float:
        """How much of it has ended, 0 to 1."""
        return len(self.ended) / len(self.planned) if self.planned else 1.0

    @property
    def place(self) -> str:
        """Where it stands: `3 of 8`."""
        return f"{min(len(self.ended) + 1, len(self.planned))} of {len(self.planned)}"

    def question(self, now: datetime) -> Question:
        """The question whose turn it is. Raises IndexError where the set is over."""
        key, stage, seed = self.planned[len(self.ended)]
        tries = 1 if self.kind == "placement" else ATTEMPTS
        return ask(key, stage, seed, MODE[self.kind], now, self.sitting, tries)

    def then(self, question: Question) -> Run:
        """The set after a question of it has ended."""
        return replace(self, ended=(*self.ended, question.clean))

    def says(self) -> str:
        """How it went, in a sentence.

        >>> Run("mixed", (("nps", "D", 1), ("mrr", "D", 2)), "s", (True, False)).says()
        '1 of 2 right at the first try without hints.'
        """
        return f"{sum(self.ended)} of {len(self.ended)} right at the first try without hints."
