"""The equations and limits of `relations`, worked: on one set of numbers, or on every period and segment of loaded data."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_calc.expr import Number
from cs_calc.relations import RELATIONS, Relation
from cs_calc.say import in_numbers, in_words
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import Kind
from cs_calc.work import Given, column, work

HALF = 0.005
"""Amounts and counts are equal to half a cent."""
HAIR = 1e-6
"""Rates, ratios and scores are equal to six digits."""


@dataclass(frozen=True)
class Check:
    """An equation or limit in one period and segment, with both sides."""

    name: str
    period: str
    segment: str
    left: float
    right: float
    relation: Relation

    @property
    def holds(self) -> bool:
        """Whether both sides are equal, or the first is no larger: to half a cent, rates to six digits."""
        hair = HALF if self.relation.unit.key in ("money", "count") else HAIR
        if self.relation.kind == "limit":
            return self.left <= self.right + hair
        return abs(self.left - self.right) <= hair


@dataclass(frozen=True)
class Tried:
    """A relation on one set of numbers; `check` is None where they are not all known or a side is not defined."""

    relation: Relation
    check: Check | None
    words: str  # both sides, in words
    numbers: str  # both sides with the numbers put in, or empty
    problem: str  # why it could not be worked, or empty
    shown: tuple[str, str] = ("", "")


def tried(relation: Relation, given: Given, currency: str = "$", period: str = "", segment: str = ALL) -> Tried | None:
    """Work both sides of a relation on one set of numbers; None for a relation that is no equation or limit.

    >>> from cs_calc.relations import EXAMPLE
    >>> found = tried(next(r for r in RELATIONS if r.key == "nrr_is_grr_and_expansion"), EXAMPLE)
    >>> found.numbers, found.check.holds
    ('103.0% = 95.0% + 8.0%', True)
    """
    if relation.sides is None:
        return None
    one, other = relation.sides
    words = f"{in_words(one.body)} {relation.sign} {_open(in_words(other.body))}"
    a, b = work(one, given), work(other, given)
    if a.value is None or b.value is None:
        return Tried(relation, None, words, "", (a.problem or b.problem).replace("One side", "It").replace("Other side", "It"))
    shown = (relation.unit.show(a.value, currency), relation.unit.show(b.value, currency))
    left, right = in_numbers(one.body, a.values, currency), in_numbers(other.body, b.values, currency)
    if isinstance(other.body, Number):
        right = shown[1]
    numbers = f"{left} {relation.sign} {_open(right)}"
    return Tried(relation, Check(relation.says, period, segment, a.value, b.value, relation), words, numbers, "", shown)


def _open(written: str) -> str:
    """Without the brackets around the whole that the smaller of two brings."""
    return written[1:-1] if written.startswith("(the smaller of") and written.endswith(")") else written


def checks(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> list[Check]:
    """Every equation and limit that the data has the numbers for, in every period and segment where both sides are defined."""
    found: list[Check] = dataset.keep(("identities", kind, by), lambda: _checks(dataset.measure(kind, by)))
    return found


def _checks(table: pd.DataFrame) -> list[Check]:
    pairs = [(r, r.sides) for r in RELATIONS if r.sides is not None and r.needs <= set(table.columns)]
    if not pairs or table.empty:
        return []
    sides = [column(side) for _, both in pairs if both for side in both]
    worked = nw.from_native(table, eager_only=True).select("period", "segment", *sides).to_native()
    found = []
    for row in worked.to_dict("records"):
        for relation, both in pairs:
            left, right = (row[side.key] for side in both)
            if pd.notna(left) and pd.notna(right):
                place = (str(row["period"]), str(row["segment"]))
                found.append(Check(relation.says, *place, float(left), float(right), relation))
    return found
