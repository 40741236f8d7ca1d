"""What a rule about customers is: its numbers, what it needs, whom it flags; and counting what happened up to a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cs_calc.analysis.risk_records import Dated, Day, Flags, Whole
from cs_calc.tables.dataset import Dataset


@dataclass(frozen=True)
class Dial:
    """A whole number of a rule that a person can set."""

    key: str
    name: str
    value: int
    least: int
    most: int


@dataclass(frozen=True)
class Setting:
    """How one rule is set: on or off, its numbers by key, and what it looks for where it can look for several things (a tag)."""

    on: bool
    numbers: Mapping[str, int] = field(default_factory=dict)
    choice: str = ""


@dataclass(frozen=True)
class Hit:
    """Whom a rule flags, by place, and the reason of one of them in words."""

    flags: Flags
    words: Callable[[int], str]


@dataclass(frozen=True)
class Rule:
    """One churn-risk rule. `text` says it with its numbers; `needs` names tables and columns; `source` where the idea comes from.

    `find` gets the day, the setting and the currency. `chooses` names the table and column that its choice is from. `undated`: it
    looks at something that only says how it is today.
    """

    key: str
    name: str
    text: str
    dials: tuple[Dial, ...]
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    source: str
    find: Callable[[Day, Setting, str], Hit]
    on: bool = True
    chooses: tuple[str, str] | None = None
    prefers: str = ""

    def said(self, setting: Setting) -> str:
        """The rule in words, with its numbers."""
        return self.text.format(**setting.numbers, choice=setting.choice or "?")

    def lacks(self, dataset: Dataset) -> str:
        """What the data would need for it, in words; empty where everything is there.

        >>> from datetime import date
        >>> rule = Rule("k", "K", "K", (), (("tickets", ("customer_id", "created_at")),), "", lambda day, setting, currency: nobody(day))
        >>> rule.lacks(Dataset({}, date(2026, 3, 31)))
        'tickets (customer_id, created_at)'
        """
        missing = []
        for name, columns in self.needs:
            if not all(dataset.frames.has_cells(name, c) for c in columns):
                missing.append(f"{name} ({', '.join(columns)})")
        return " and ".join(missing)


OURS = "Our choice: set your own."
WITHOUT_NUMBERS = "The numbers are our choice."


def plural(n: float, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> plural(1, "ticket"), plural(3, "ticket")
    ('1 ticket', '3 tickets')
    """
    return f"{n:,.0f} {one if n == 1 else many or one + 's'}"


def count(table: Dated | None, day: Day, after: int, upto: int, where: Flags | None = None) -> Whole:
    """How many rows each customer has after one day and up to another."""
    if table is None:
        return np.zeros(day.records.n, dtype="int64")
    rows = table.within(after, upto)
    who = table.who[rows] if where is None else table.who[rows][where[rows]]
    return np.bincount(who, minlength=day.records.n).astype("int64")


def latest(table: Dated, day: Day, after: int, where: Flags) -> Whole:
    """Each customer's latest row after a day and up to the day asked about, as its place in the table; -1 for none."""
    found = np.full(day.records.n, -1, dtype="int64")
    rows = table.within(after, day.day)
    places = np.flatnonzero(where[rows]) + (rows.start or 0)
    found[table.who[places]] = places  # the rows are in the order of time: the last one stays
    return found


def nobody(day: Day) -> Hit:
    """Flags nobody."""
    return Hit(np.zeros(day.records.n, dtype=bool), lambda i: "")
