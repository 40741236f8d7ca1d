"""What the doctor works with: the loaded tables, the cells as they stood before the checks, and a metric on changed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.doctor.finding import Effect, Finding
from cs_calc.expr import inputs
from cs_calc.metrics import METRICS
from cs_calc.model import Variant
from cs_calc.needs import tables_for
from cs_calc.report import counted, series
from cs_calc.tables.checking import place_of
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.kept import Kept
from cs_calc.tables.load import Loaded
from cs_calc.tables.measures import MEASURES
from cs_calc.tables.mrr import mrr_months, mrr_table
from cs_calc.tables.origins import SOURCES
from cs_calc.tables.periods import number_of, spoken
from cs_calc.tables.prepare import prepare
from cs_calc.tables.problems import Severity
from cs_calc.tables.tidy import typed
from cs_calc.units import MONEY

Tables = Mapping[str, pd.DataFrame]
_OF_ROWS = [source for source in SOURCES.values() if source.listed is None and source.table not in ("customers", "article_votes")]
ON_ROWS = {source.table: source.needs for source in _OF_ROWS}
"""Tables of events: the date by which their rows are counted."""
METRIC_OF: dict[str, tuple[str, str | None]] = {
    "subscriptions": ("mrr", None), "monthly_mrr": ("mrr", None), "tickets": ("first_response_time", None),
    "survey_responses": ("nps", None), "usage": ("active_users", "monthly"), "renewals": ("renewal_rate", None),
    "purchases": ("one_off_expansion_revenue", None), "opportunities": ("opportunity_win_rate", None),
    "costs": ("customer_retention_cost", None), "outcomes": ("customer_outcome", None), "customers": ("time_to_value", None),
}  # fmt: skip
"""The number that rows of a table touch, where a finding is about whole rows: metric and definition."""


@dataclass(frozen=True)
class Case:
    """One upload under examination; everything that costs is worked once."""

    loaded: Loaded
    answers: Mapping[str, str]
    effects: bool = True
    _kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def dataset(self) -> Dataset:
        """The data as it is loaded."""
        return self.loaded.dataset

    @cached_property
    def end(self) -> pd.Timestamp:
        """The first moment that the data no longer speaks of."""
        return pd.Timestamp(self.dataset.as_of) + pd.Timedelta(days=1)

    def table(self, name: str, *columns: str) -> pd.DataFrame | None:
        """A table that has rows and these columns, each with at least one value; else None."""
        found = self.dataset.tables.get(name)
        if found is None or not len(found) or not all(c in found and found[c].notna().any() for c in columns):
            return None
        return found

    def said(self, *codes: str) -> bool:
        """Whether the checks found something of this kind."""
        return any(p.code in codes for p in self.loaded.problems)

    def as_written(self, name: str) -> pd.DataFrame:
        """A table's cells as they stood before anything was left out or set aside, typed; empty where it has no sheet."""
        if ("written", name) not in self._kept:
            parts = []
            for match in self.loaded.matches:
                for part in (match, *match.also) if not match.missing else ():
                    if part.table is not None and part.table.key == name:
                        work = typed(prepare(part, self.answers).match, self.answers)
                        parts.append(work.frame.assign(_sheet=place_of(match.sheet), _row=work.rows))
            self._kept["written", name] = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"_sheet": [], "_row": []})
        found: pd.DataFrame = self._kept["written", name]
        return found

    def aside(self, name: str) -> pd.DataFrame:
        """The rows of a table that were set aside, as they were written."""
        written = self.as_written(name)
        return written[~places(written).isin(places(self.dataset.tables.get(name, written.head(0))))]

    def put_back(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The table with rows that were set aside, what they lack filled in from the most frequent value of the others."""
        table = self.dataset.tables.get(name)
        if table is None:
            return rows
        added = rows.reindex(columns=[*table.columns])
        for column in table:
            usual = table[column].mode()
            if column not in rows and len(usual) and not str(column).startswith("_"):
                added[column] = usual.iloc[0]
        return pd.concat([table, added.astype({c: table[c].dtype for c in table})], ignore_index=True)

    def finding(
        self, code: str, severity: Severity, title: str, says: str, do: str, *, table: str = "", rows: pd.DataFrame | None = None,
        metric: str = "", count: int | None = None, effect: Effect | None = None,
    ) -> Finding:  # fmt: skip
        """A finding; its count, places and rows are those of `rows`."""
        some = pd.DataFrame() if rows is None else rows
        first = [c for c in ("_sheet", "_row") if c in some]
        there: tuple[tuple[str, tuple[int, ...]], ...] = ()
        if len(first) == 2:
            there = tuple((str(sheet), tuple(int(n) for n in part)) for sheet, part in some.groupby("_sheet", sort=False)["_row"])
        make = lambda: some[[*first, *(c for c in some if c not in first)]].reset_index(drop=True)  # noqa: E731
        number = len(some) if count is None else count
        return Finding(code, title, says, number, severity, table, effect.metric if effect else metric, do, effect, there, make)

    def effect(
        self,
        metric: str,
        variant: str | None,
        changed: Tables,
        because: str,
        *,
        rows: pd.DataFrame | None = None,
        only: Tables | None = None,
    ) -> Effect | None:
        """The metric as it is and on the changed tables, in the month where they differ most; None where neither is defined.

        `rows` are the rows concerned: of a table of events the month that has most of them is worked, and no other.
        `because` ends the sentence: "with one answer per person". `only` are tables to start from instead of the loaded ones.
        """
        if not self.effects:
            return None
        chosen = METRICS[metric].variant(variant)
        have = dict(only if only is not None else self.dataset.tables)
        base = mrr_table(have) or mrr_table(changed)
        needed = [base if "subscriptions" in choice else choice[0] for choice in tables_for(chosen)]
        now = {name: have[name] for name in needed if name is not None and name in have}
        then = {name: {**have, **changed}[name] for name in needed if name is not None and (name in have or name in changed)}
        if len(now) + len(then) and set(now) | set(then) <= set(ON_ROWS) and rows is not None and len(rows):
            (name,) = set(now) | set(then) if len(set(now) | set(then)) == 1 else ("",)
            if name and ON_ROWS[name] in rows:
                now, then = self._one_month(name, now, rows), self._one_month(name, then, rows)
        one = self._series(metric, chosen.key, now)
        other = self._series(metric, chosen.key, then)
        both = one.merge(other, on="period", how="outer", suffixes=("_now", "_then")).sort_values("period")
        both = both[both[["value_now", "value_then"]].notna().any(axis=1)]
        if both.empty:
            return None
        apart = (both["value_then"] - both["value_now"]).abs()
        apart = apart.where(both[["value_now", "value_then"]].notna().all(axis=1), np.inf)
        best = both[apart >= apart.max() - 1e-12].iloc[-1]
        return self.told(metric, chosen.key, str(best["period"]), best["value_now"], best["value_then"], because)

    def told(self, metric: str, variant: str, period: str, now: Any, then: Any, because: str) -> Effect:
        """The effect in a sentence."""
        declared = METRICS[metric]
        values = [None if v is None or v != v else float(v) for v in (now, then)]
        unit = declared.variant(variant).formula.unit
        shown = ["not defined" if v is None else unit.show(v, self.dataset.currency) for v in values]
        where = f"{declared.name} in {spoken(period)}"
        if values[0] == values[1] or (None not in values and abs(values[0] - values[1]) < 1e-9):  # type: ignore[operator]
            text = f"{where} is {shown[0]} either way."
        elif shown[0] == shown[1]:
            text = f"{where} is {shown[0]} and changes by less than is shown {because}."
        else:
            text = f"{where} would be {shown[1]} instead of {shown[0]} {because}."
        return Effect(metric, variant, period, values[0], values[1], shown[0], shown[1], text)

    def mrr_data(self) -> Dataset | None:
        """The MRR data alone."""
        base = mrr_table(self.dataset.tables)
        return None if base is None else self._dataset({base: self.dataset.tables[base]}, frozenset({"customer_periods"}))

    def values(self, metric: str, variant: str, name: str) -> pd.Series[Any]:
        """A metric by month from one table alone."""
        found = self._series(metric, variant, {name: self.dataset.tables[name]})
        return found.set_index("period")["value"]

    def money(self, amount: float) -> str:
        """An amount as it is shown."""
        return MONEY.show(float(amount), self.dataset.currency)

    def _one_month(self, name: str, tables: Tables, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
        column = ON_ROWS[name]
        months = rows[column].dropna().dt.to_period("M").value_counts()
        if months.empty:
            return dict(tables)
        month = max(m for m, n in months.items() if n == months.max())
        return {key: t[t[column].dt.to_period("M") == month].reset_index(drop=True) for key, t in tables.items()}

    def _series(self, metric: str, variant: str, tables: Tables) -> pd.DataFrame:
        """period, value of the metric over these tables alone."""
        key = (metric, variant, tuple((name, id(table)) for name, table in tables.items()))
        if key not in self._kept:
            kept = self._dataset(tables, frozenset(frames_of(METRICS[metric].variant(variant))))
            found = series(kept, METRICS[metric], "month", variant=variant) if tables else pd.DataFrame({"period": [], "value": []})
            self._kept[key] = found[["period", "value"]].astype({"period": "str", "value": "float64"})
        worked: pd.DataFrame = self._kept[key]
        return worked

    def _dataset(self, tables: Tables, frames: frozenset[str]) -> Dataset:
        """The data of these tables alone, with no more frames than a metric looks at, where their months are known beforehand."""
        key = ("dataset", frames, tuple((name, id(table)) for name, table in tables.items()))
        if key not in self._kept:
            spans = self._spans(tables, frames)
            self._kept[key] = replace(self.dataset, tables=dict(tables), spans=spans, _kept=Kept())
        found: Dataset = self._kept[key]
        return found

    def _spans(self, tables: Tables, frames: frozenset[str]) -> dict[str, tuple[int, int]] | None:
        """First and last month of each frame; None where a frame is of another kind than MRR and plain rows."""
        found: dict[str, tuple[int, int]] = {}
        for frame in frames:
            if frame in ("customer_periods", "fees"):
                span = mrr_months(tables, self.dataset.as_of)
            elif frame in ON_ROWS and frame in tables:
                days = tables[frame][ON_ROWS[frame]].dropna()
                days = days[days < self.end]
                span = (number_of(days.min()), number_of(days.max())) if len(days) else None
            else:
                return None
            if span is None:
                return None
            found[frame] = span
        return found


def frames_of(variant: Variant) -> set[str]:
    """The frames of rows that a definition's inputs are counted over."""
    return {MEASURES[key].table for part in inputs(variant.formula) for key in counted(part.key)}


def places(table: pd.DataFrame) -> pd.MultiIndex:
    """Where the rows of a table stand: file and sheet, and row."""
    return pd.MultiIndex.from_arrays([table["_sheet"].astype("object"), table["_row"].astype("int64")])


def number_of_rows(count: int, thing: str = "row") -> str:
    """A count with its noun.

    >>> number_of_rows(1), number_of_rows(1200, "ticket"), number_of_rows(2, "reply")
    ('1 row', '1,200 tickets', '2 replies')
    """
    if count == 1:
        return f"1 {thing}"
    return f"{count:,} {thing.removesuffix('y')}ies" if thing.endswith("ly") else f"{count:,} {thing}s"
