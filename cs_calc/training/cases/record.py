"""What a case study is: sheets with numbers, steps that ask for more, and a decision. Its formulas are the declared metrics'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from cs_calc.expr import Expr, Input, Step
from cs_calc.model import Metric, Source
from cs_calc.training.story import Rival
from cs_calc.units import Unit

if TYPE_CHECKING:
    import pandas as pd

Numbers = Mapping[str, float]
"""Every number of a drawn case by key: the cells of its sheets (`row_column`), what is counted in them, and the answers."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet; without a unit it holds words."""

    key: str
    name: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Row:
    """A row of a sheet; None stands for a cell that has nothing in it."""

    key: str
    cells: tuple[float | str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """One table of a case, as the learner sees it. `note` says what is to know of it."""

    key: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def facts(self) -> dict[str, float]:
        """Its numbers by `row_column`."""
        found = {}
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                if isinstance(cell, float):
                    found[f"{row.key}_{column.key}"] = cell
        return found

    def units(self) -> dict[str, Unit]:
        """The unit of each of its numbers."""
        return {f"{row.key}_{c.key}": c.unit for row in self.rows for c in self.columns if c.unit is not None}


@dataclass(frozen=True)
class Made:
    """What a seed decides: the names of the story by role, and the sheets."""

    names: Mapping[str, str]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, eq=False)
class Ask:
    """A number that is asked. `formula` and `rivals` are the metric's own; `given` says what each of their inputs is in this case.

    `given` maps an input's key to a formula over the case's numbers, earlier answers among them (by the key of their field):
    so a later answer can be worked again from an earlier one that was wrong. `dp`: to how many decimals it is asked.
    `derived` gives numbers that follow from others by more than arithmetic, such as the sum over a list that a limit decides.
    """

    key: str
    label: str
    formula: Step
    dp: int
    given: Mapping[str, Expr] = field(default_factory=dict)
    rivals: tuple[Rival, ...] = ()
    metric: Metric | None = None
    variant: str = ""
    derived: Callable[[Numbers], Numbers] = lambda numbers: {}


@dataclass(frozen=True)
class Option:
    """A choice: its key, its text, and what to say of it when it is chosen (or missed). Texts may hold `{names}` and `{numbers}`."""

    key: str
    text: str
    says: str = ""


@dataclass(frozen=True, eq=False)
class Pick:
    """A choice among options, or of `several`. Which are right follows from the numbers, the learner's own earlier ones too."""

    key: str
    label: str
    options: tuple[Option, ...]
    right: Callable[[Numbers], frozenset[str]]
    several: bool = False


Field = Ask | Pick


@dataclass(frozen=True, eq=False)
class CaseStep:
    """One step: what is asked, its fields, a hint, and what the right numbers say once they are known."""

    key: str
    title: str
    asks: str
    fields: tuple[Field, ...]
    hint: str
    after: str


@dataclass(frozen=True)
class Move:
    """Something that one could do: whether it belongs in a good answer, and why or why not."""

    key: str
    text: str
    good: bool
    says: str


@dataclass(frozen=True)
class Point:
    """What a good answer names, and how many points that is worth. The learner compares and ticks: nobody reads free text here."""

    key: str
    text: str
    points: int = 1


@dataclass(frozen=True)
class Decision:
    """The last step: a question to write on, moves to choose from, and the rubric to compare with."""

    asks: str
    moves: tuple[Move, ...]
    rubric: tuple[Point, ...]


@dataclass(frozen=True)
class Analysed:
    """The same data as tables that Analyse reads. `tables` makes them from a drawn case's sheets; `page` is where to look first.

    `cannot` says what of the case has no table, or not the same count; `link` sets the page's choices.
    """

    tables: Callable[[Made], Mapping[str, pd.DataFrame]]
    page: str
    cannot: str
    link: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """A case study. `make` gives names and sheets: those of the printed case without a Random, others with one.

    `count` counts in the sheets what no cell holds; `words` are further things that its texts name. `holds` are the conditions
    under which the planted story is still told by other numbers; they see the answers too. `version` counts up whenever a seed
    would give other numbers or other steps.
    """

    key: str
    title: str
    modules: tuple[str, ...]
    minutes: int
    story: str
    make: Callable[[Random | None], Made]
    steps: tuple[CaseStep, ...]
    decision: Decision
    traps: tuple[str, ...]
    sources: tuple[Source, ...]
    holds: tuple[Callable[[Numbers], bool], ...]
    count: Callable[[Made], Numbers] = lambda made: {}
    words: Callable[[Numbers], Mapping[str, str]] = lambda numbers: {}
    analysed: Analysed | None = None
    calculator: Ask | None = None
    version: int = 1

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of every step, in order."""
        return tuple(one for step in self.steps for one in step.fields)

    def field(self, key: str) -> Field:
        """The field with that key. Raises KeyError."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(f"{self.key} has no field {key}.")


def cell(row: str, part: Input, name: str = "") -> Input:
    """The cell of a sheet that holds an input of a metric, in the row of that key, as a number of the case."""
    return Input(f"{row}_{part.key}", name or part.name, part.unit, 0.0, "As the sheet has it.", None)


def earlier(ask: Ask) -> Input:
    """An earlier answer, as a number of a later formula."""
    name = f"{ask.formula.name} ({ask.label})" if ask.label else ask.formula.name
    return Input(ask.key, name, ask.formula.unit, 0.0, "Worked before.", None)
