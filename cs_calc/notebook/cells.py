"""What a notebook is made of: cells in order, each a note or something that was worked, with what it said when it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cs_calc.health.model import HealthModel
from cs_calc.ranges import Range
from cs_calc.scenarios import Scenario
from cs_calc.tables.dataset import ALL
from cs_calc.tables.periods import Kind, spoken
from cs_calc.work import Known

MOST = 200
"""So many cells a notebook may have."""
LONGEST_NOTE, LONGEST_TITLE = 20_000, 120
LONGEST_LIST = 5_000
"""Of a longer list what the formulas make of it is kept, not its values."""


class NotebookError(ValueError):
    """What cannot be done with a notebook or its file, in a sentence."""


class NothingThere(Exception):
    """Raised where a page cannot be worked again: why, in a sentence, with the page's title and what it is about."""

    def __init__(self, why: str, title: str, about: str) -> None:
        super().__init__(why)
        self.title, self.about = title, about


@dataclass(frozen=True)
class Place:
    """Where numbers were counted: a period of the loaded data, and one segment of a split (`by` empty: everything)."""

    kind: Kind
    period: str
    by: str = ""
    segment: str = ALL

    def words(self) -> str:
        """The place as a person reads it.

        >>> Place("month", "2026-05").words(), Place("quarter", "2026-Q1", "plan", "Pro").words()
        ('May 2026', 'Q1 2026, plan Pro')
        """
        return spoken(self.period) + (f", {self.by.replace('_', ' ')} {self.segment}" if self.by else "")


@dataclass(frozen=True)
class Numbers:
    """Inputs by key (rates as fractions, lists as tuples), the sign before amounts, and the place where they were counted; None: typed.

    `ranges` are the 90 % ranges of those that are known within one only; their number in `given` is the middle.
    """

    given: Mapping[str, Known]
    currency: str = "$"
    place: Place | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """A person's own words, in Markdown; shown without HTML, links and pictures."""

    text: str


@dataclass(frozen=True)
class AnswerOf:
    """A metric by one definition; a distribution, where a number is a range or `sampling` adds the margin of a survey.

    `sampling` None: there is no distribution but for ranges. `aim` is the person's own target (a fraction where the unit is percent).
    """

    metric: str
    variant: str
    numbers: Numbers
    aim: float | None = None
    sampling: bool | None = None


@dataclass(frozen=True)
class ComparisonOf:
    """Every definition of a metric on the same numbers."""

    metric: str
    numbers: Numbers


@dataclass(frozen=True)
class SolvedOf:
    """What one input must be for a target (a fraction where the unit is percent)."""

    metric: str
    variant: str
    numbers: Numbers
    unknown: str
    target: float


@dataclass(frozen=True)
class TornadoOf:
    """What matters most: every input moved by `share` less and more."""

    metric: str
    variant: str
    numbers: Numbers
    share: float


@dataclass(frozen=True)
class ScenariosOf:
    """Named sets of numbers beside a base."""

    metric: str
    variant: str
    numbers: Numbers
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class AheadOf:
    """A month's rates carried forward under scenarios; `plan` is `customers` or `mrr`."""

    plan: str
    months: int
    numbers: Numbers
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class PageOf:
    """What a page of the group Analyse says: the page, and its parameters as they stand in the link."""

    page: str
    link: Mapping[str, str]


@dataclass(frozen=True)
class HealthOf:
    """A health model and one customer's signals by key, each in its own unit, or with `given` None the portfolio of the loaded data.

    `customer` is the id in the data that the signals came from; empty: they were typed.
    """

    model: HealthModel
    given: Mapping[str, float | None] | None = None
    customer: str = ""


@dataclass(frozen=True)
class Strange:
    """A cell of a kind that this version does not know: it is kept as it is, and written back."""

    kind: str


OfMetric = AnswerOf | ComparisonOf | SolvedOf | TornadoOf | ScenariosOf
What = Note | OfMetric | AheadOf | PageOf | HealthOf | Strange


@dataclass(frozen=True)
class Said:
    """What a cell said when it was kept: its number as shown and exact (None where it has none), and its sentences."""

    shown: str = ""
    value: float | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One thing in a notebook. `id` names it within the notebook; `extra` is what a file holds of it that this version does not know."""

    id: str
    what: What
    said: Said = Said()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notebook:
    """A title and cells in order; `extra` as for a cell."""

    title: str = ""
    cells: tuple[Cell, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def cell(self, id: str) -> Cell:
        """The cell of that name. Raises KeyError."""
        for cell in self.cells:
            if cell.id == id:
                return cell
        raise KeyError(id)
