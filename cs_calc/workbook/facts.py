"""All that the board workbook shows, gathered once: rows, inputs, answers and their places in the order of the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cs_calc import report
from cs_calc.answer import Answer
from cs_calc.expr import Input, inputs
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.load import Loaded
from cs_calc.tables.measures import COLUMN_WORDS, DERIVED, MEASURES
from cs_calc.tables.periods import Kind
from cs_calc.units import COUNT, MONEY, Unit
from cs_calc.workbook.formulas import NO_DATA, UNDEFINED

SPLIT_WORDS = {"plan": "plan", "owner": "owner", "segment": "segment", "country": "country", "channel": "channel", "agent": "agent"}
KIND_WORDS: dict[Kind, str] = {"month": "by month", "quarter": "by quarter", "year": "by year"}
OTHER_INPUTS: dict[str, tuple[str, Unit]] = {
    "counted_closing_mrr": ("MRR at end, counted", MONEY),
    "nps_responses": ("All NPS answers", COUNT),
}


@dataclass(frozen=True)
class Row:
    """One period and segment. `split` is False for the whole; `segment_key` is its number, 0 for the whole."""

    split: bool
    period: str
    segment: str
    segment_key: int

    @property
    def period_key(self) -> int:
        """The period as a number, so that counting never depends on how Excel reads its name: 202605, 20262, 2026."""
        return key_of(self.period)


def key_of(period: str) -> int:
    """A period's label as a number.

    >>> key_of("2026-05"), key_of("2026-Q2"), key_of("2026")
    (202605, 20262, 2026)
    """
    return int(period.replace("-Q", "").replace("-", ""))


class Facts:
    """The measured inputs and worked answers of an upload, for one kind of period and one split.

    Raises ValueError where the data cannot be split by `by`.
    """

    def __init__(self, loaded: Loaded, kind: Kind, by: str | None) -> None:
        self.loaded, self.kind, self.by = loaded, kind, by
        self.dataset: Dataset = loaded.dataset
        if by is not None and by not in self.dataset.segment_columns:
            known = ", ".join(self.dataset.segment_columns) or "nothing"
            raise ValueError(f"The data cannot be split by {by}. It can be split by {known}.")
        self.splits: tuple[str | None, ...] = (None, by) if by else (None,)

    @cached_property
    def segments(self) -> dict[str, int]:
        """Every segment and its number, from 1, in alphabetical order; empty without a split."""
        if self.by is None:
            return {}
        return {str(s): i for i, s in enumerate(sorted(self.dataset.measure(self.kind, self.by)["segment"].unique()), 1)}

    @cached_property
    def given(self) -> dict[Row, dict[str, float | None]]:
        """Every input by row: the whole first, then segment by segment, each in order of period."""
        found = {}
        for split in self.splits:
            for record in self.dataset.measure(self.kind, split).to_dict("records"):
                segment = str(record["segment"])
                row = Row(split is not None, str(record["period"]), segment, self.segments[segment] if split else 0)
                values = {str(k): v for k, v in record.items() if k not in ("period", "segment")}
                found[row] = {k: None if pd.isna(v) else float(v) for k, v in values.items()}
        return dict(sorted(found.items(), key=lambda item: (item[0].segment_key, item[0].period_key)))

    @cached_property
    def input_keys(self) -> list[str]:
        """The keys of the inputs that have a value anywhere: counted ones first, then derived ones."""
        held = {k for values in self.given.values() for k in values}
        return [k for k in (*MEASURES, *DERIVED, "periods_in_year") if k in held]

    @cached_property
    def answers(self) -> dict[tuple[str, str], dict[Row, Answer]]:
        """Every answer of the report, by metric and variant, then by row; without definitions that have no value anywhere."""
        rows = {(row.split, row.period, row.segment): row for row in self.given}
        found: dict[tuple[str, str], dict[Row, Answer]] = {}
        for split in self.splits:
            for period, segment, a in report.answers(self.dataset, self.kind, split):
                row = rows[split is not None, period, segment]
                found.setdefault((a.metric.key, a.variant.key), {})[row] = a
        found = {key: rows_of for key, rows_of in found.items() if any(a.value is not None for a in rows_of.values())}
        order = {row: i for i, row in enumerate(self.given)}
        return {key: dict(sorted(v.items(), key=lambda item: order[item[0]])) for key, v in found.items()}

    @property
    def metrics(self) -> list[Metric]:
        """The metrics that the data has inputs for, in the catalogue's order."""
        return [m for m in METRICS.values() if any((m.key, v.key) in self.answers for v in m.variants)]

    def with_values(self) -> Iterator[tuple[Metric, Variant]]:
        """The metrics and variants that have a value for the whole in at least one period."""
        for metric in self.metrics:
            for variant in metric.variants:
                rows = self.answers.get((metric.key, variant.key), {})
                if any(a.value is not None for row, a in rows.items() if not row.split):
                    yield metric, variant

    @cached_property
    def periods(self) -> list[str]:
        """The periods of the whole that have numbers, in order."""
        return [row.period for row in self.given if not row.split]

    def whole(self, period: str) -> Row:
        """The row of the whole in one period."""
        return Row(False, period, ALL, 0)

    @cached_property
    def latest_whole_period(self) -> str | None:
        """The latest period with MRR that the data covers from beginning to end; else the latest with MRR."""
        with_mrr = [p for p in self.periods if self.given[self.whole(p)].get("opening_mrr") is not None]
        complete = [p for p in with_mrr if self.dataset.is_whole(p, self.kind)]
        found = complete or with_mrr
        return found[-1] if found else None

    def shown(self, row: Row, key: str) -> float | str:
        """What the cell of an input shows: its value, or in words that there is none."""
        value = self.given[row].get(key)
        if value is not None:
            return value
        divided = key in DERIVED and self.given[row].get(DERIVED[key][0]) is not None
        return UNDEFINED if divided else NO_DATA

    @property
    def split_words(self) -> str:
        """The split in words."""
        return f"split by {SPLIT_WORDS.get(self.by, self.by)}" if self.by else "not split"


def _known_inputs() -> dict[str, Input]:
    formulas = [v.formula for m in METRICS.values() for v in m.variants] + [s.formula for m in METRICS.values() for s in m.mistakes]
    return {part.key: part for formula in formulas for part in inputs(formula)}


KNOWN = _known_inputs()


def name_and_unit(key: str) -> tuple[str, Unit]:
    """How an input is called and shown.

    >>> name_and_unit("promoters")[0], name_and_unit("counted_closing_mrr")[0]
    ('Promoters (9 or 10)', 'MRR at end, counted')
    """
    if key in KNOWN:
        return KNOWN[key].name, KNOWN[key].unit
    return OTHER_INPUTS.get(key, (COLUMN_WORDS.get(key, key), COUNT))
