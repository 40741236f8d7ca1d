"""What the data-quality doctor finds, and what each finding does to a number, as records that pages and the command line show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from cs_calc.tables.problems import Severity

MOST_ROWS = 100
"""Row numbers of one sheet that the stable form names; `count` has them all."""


@dataclass(frozen=True)
class Effect:
    """A metric as it is, and as it would be with the data put right (or taken as it stands): worked twice, never estimated.

    `now` and `then` are in the metric's own unit (fractions, not percent); None where the metric is not defined.
    `text` is the whole in one sentence.
    """

    metric: str
    variant: str
    period: str
    now: float | None
    then: float | None
    shown_now: str
    shown_then: str
    text: str

    def as_dict(self) -> dict[str, Any]:
        """The stable form."""
        return {
            "metric": self.metric, "variant": self.variant, "period": self.period, "now": self.now, "then": self.then, "message": self.text,
        }  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor found in loaded data.

    `code` is stable; `title` a few words; `says` a sentence: what was found and where; `count` the number of rows (or months,
    customers: `says` tells); `severity` error (numbers are wrong), warning (numbers may be) or note (know it when you read them).
    `places` is file and sheet with the row numbers as in the file. `rows` are those rows: `_sheet`, `_row`, then our columns;
    empty where a finding is about what is not there. `effect` is what it does to `metric`, None where there is nothing to work.
    `do` says what to do.
    """

    code: str
    title: str
    says: str
    count: int
    severity: Severity
    table: str
    metric: str
    do: str
    effect: Effect | None = None
    places: tuple[tuple[str, tuple[int, ...]], ...] = ()
    make: Callable[[], pd.DataFrame] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows concerned, made when they are asked for."""
        return self.make() if self.make is not None else pd.DataFrame()

    def as_dict(self) -> dict[str, Any]:
        """The stable form that `cs-calc check --json` prints: at most `MOST_ROWS` row numbers of each sheet."""
        return {
            "code": self.code,
            "title": self.title,
            "severity": self.severity,
            "message": self.says,
            "table": self.table or None,
            "count": self.count,
            "rows": [{"sheet": sheet, "rows": list(rows[:MOST_ROWS])} for sheet, rows in self.places],
            "metric": self.metric or None,
            "effect": self.effect.as_dict() if self.effect is not None else None,
            "do": self.do,
        }

    def lines(self) -> list[str]:
        """The finding as text: what, the effect, what to do."""
        effect = [self.effect.text] if self.effect is not None else []
        return [f"{self.severity}: {self.title}. {self.says}", *effect, self.do]
