"""All that the board workbook shows, gathered once: rows, inputs, answers and their places in the order of the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cs_calc import report
from cs_calc.answer import Answer
from cs_calc.expr import Leaf, Summary, fields, inputs
from cs_calc.metrics import FAMILIES, METRICS
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.load import Loaded
from cs_calc.tables.measures import ASSUMED, COLUMN_WORDS, DERIVED, LAGGED, MEASURES, TABLE_WORDS, Measure
from cs_calc.tables.measuring import rules
from cs_calc.tables.periods import Kind
from cs_calc.units import COUNT, MONEY, Unit
from cs_calc.workbook.formulas import NO_DATA, UNDEFINED

KIND_WORDS: dict[Kind, str] = {"month": "by month", "quarter": "by quarter", "year": "by year"}
OTHER_INPUTS: dict[str, tuple[str, Unit]] = {
    "counted_closing_mrr": ("MRR at end, counted", MONEY),
    "nps_responses": ("All NPS answers", COUNT),
}
ALWAYS = (
    "opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr", "counted_closing_mrr", "nps_responses",
    "periods_in_year",
)  # fmt: skip
"""Inputs that the workbook shows whether a metric needs them or not: the bridge is made of them."""
MOST_BLOCKS = 20_000
"""Rows of answers beyond which the definitions that are not the usual ones are worked for the latest periods only."""
LATEST = 13


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
        self._details: dict[tuple[str, str | None], pd.DataFrame] = {}
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
        """The keys of the inputs that some definition needs and that have a value anywhere: counted ones, then those worked out of them."""
        held = {k for values in self.given.values() for k, v in values.items() if v is not None}
        wanted = {part.key for m in METRICS.values() for v in m.variants for part in inputs(v.formula)} | set(ALWAYS)
        for _ in range(2):  # what an input is worked out of may be worked out itself
            wanted |= {k for key in wanted & set(DERIVED) for k in (DERIVED[key].part, DERIVED[key].base) if k}
            wanted |= {LAGGED[key].of for key in wanted & set(LAGGED)}
        order = (*MEASURES, *DERIVED, *LAGGED, *ASSUMED, "periods_in_year")
        return [k for k in order if k in held and k in wanted]

    @cached_property
    def rules(self) -> dict[tuple[str, bool], Measure]:
        """The rule by which each counted input was counted, of the whole and of the split."""
        return {(m.key, by is not None): m for by in self.splits for m in rules(self.dataset.frames, by)}

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

    def detail(self, table: str, by: str | None) -> pd.DataFrame:
        """The rows of one frame, worked out once."""
        if (table, by) not in self._details:
            self._details[table, by] = self.dataset.detail(table, self.kind, by)
        return self._details[table, by]

    def how_many(self, table: str) -> int:
        """How many rows one frame has, in the split where it has one there; counted without making them."""
        in_split = self.dataset.how_many(table, self.kind, self.by)
        return in_split or (self.dataset.how_many(table, self.kind) if self.by is not None else 0)

    @property
    def families(self) -> dict[str, list[Metric]]:
        """The families that have a metric with values, and these metrics."""
        found = {family: [m for m in self.metrics if m.family == family] for family in FAMILIES}
        return {family: metrics for family, metrics in found.items() if metrics}

    @cached_property
    def trimmed(self) -> bool:
        """Whether there is so much that only the usual definitions are worked for all periods."""
        return sum(len(rows) for rows in self.answers.values()) > MOST_BLOCKS

    def shown_answers(self, metric: Metric, variant: Variant) -> dict[Row, Answer]:
        """The answers of a definition that the workbook works out: all, or those of the latest periods."""
        found = self.answers.get((metric.key, variant.key), {})
        if not self.trimmed or variant is metric.variants[0]:
            return found
        latest = set(self.periods[-LATEST:])
        return {row: a for row, a in found.items() if row.period in latest}

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

    def needs(self, metric: Metric) -> str:
        """Why a metric is not in the workbook: the rows that its usual definition needs and the data do not have."""
        held = {k for values in self.given.values() for k, v in values.items() if v is not None}
        missing = [part.key for part in inputs(metric.variants[0].formula) if part.key not in held]
        counted = [p for key in missing for p in ((DERIVED[key].part, DERIVED[key].base) if key in DERIVED else (key,))]
        tables = dict.fromkeys(TABLE_WORDS[MEASURES[key].table] for key in counted if key in MEASURES and key not in held)
        if tables:
            return f"needs {' and '.join(tables)}"
        return "has nothing to count in any period" if not missing else f"needs {', '.join(name_and_unit(k)[0].lower() for k in missing)}"

    def latest(self, metric: Metric) -> tuple[str, Answer] | None:
        """The latest whole period for which the usual definition has a value, and its answer."""
        found = self.answers.get((metric.key, metric.variants[0].key), {})
        for row in reversed([row for row in found if not row.split]):
            if found[row].value is not None and self.dataset.is_whole(row.period, self.kind):
                return row.period, found[row]
        return None

    def shown(self, row: Row, key: str) -> float | str:
        """What the cell of an input shows: its value, or in words that there is none."""
        value = self.given[row].get(key)
        if value is not None:
            return value
        divided = key in DERIVED and self.given[row].get(DERIVED[key].part) is not None
        return UNDEFINED if divided else NO_DATA

    @property
    def split_words(self) -> str:
        """The split in words."""
        return f"split by {self.by.replace('_', ' ')}" if self.by else "not split"


def _known_inputs() -> dict[str, Leaf]:
    formulas = [v.formula for m in METRICS.values() for v in m.variants] + [s.formula for m in METRICS.values() for s in m.mistakes]
    return {part.key: part for formula in formulas for part in inputs(formula)}


KNOWN = _known_inputs()


def changeable(key: str) -> bool:
    """Whether an assumption is a number of some formula, and not only a limit by which rows are counted."""
    for metric in METRICS.values():
        for variant in metric.variants:
            limits = {s.limit.key for s in inputs(variant.formula) if isinstance(s, Summary) and s.limit is not None}
            if key not in limits and any(part.key == key for part in fields(variant.formula)):
                return True
    return False


def name_and_unit(key: str) -> tuple[str, Unit]:
    """How an input is called and shown.

    >>> name_and_unit("promoters")[0], name_and_unit("counted_closing_mrr")[0]
    ('Promoters (9 or 10)', 'MRR at end, counted')
    """
    if key in KNOWN:
        name = KNOWN[key].name
        return name[0].upper() + name[1:], KNOWN[key].unit
    return OTHER_INPUTS.get(key, (COLUMN_WORDS.get(key, key.replace("_", " ").capitalize()), COUNT))
