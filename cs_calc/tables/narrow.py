"""One segment of the data, as a dataset of its own: every number, chart and row of it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cs_calc.tables.counted import LISTED
from cs_calc.tables.dataset import ALL, UNKNOWN, Dataset, Known
from cs_calc.tables.kept import Kept
from cs_calc.tables.part_of_log import PartOfLog
from cs_calc.tables.periods import Kind
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.scanned_tables import ScannedTables, held

MOST_SEGMENTS = 12  # each holds a copy of its rows


def only(dataset: Dataset, by: str | None, segment: str) -> Dataset:
    """The data of one segment of a split; the whole where no segment is chosen.

    By something known of customers: every table that says whose its rows are. By a column of a table's own: the
    tables that have it. Months stay those of the whole, so that a period means the same. Tables that cannot be
    split that way are left out: MRR has no survey channel. Of one tag, theme or feature there are the numbers
    that it has in the split, and nothing to split further.
    """
    if by is None or segment == ALL:
        return dataset
    found: Dataset = dataset.keep(("only", by, segment), lambda: _narrowed(dataset, by, segment), most=MOST_SEGMENTS)
    return found


@dataclass(frozen=True)
class OfOne(Dataset):
    """What a dataset has of one tag, theme or feature: its rows may belong to others too, so the whole is asked."""

    whole: Dataset | None = None
    by: str = ""
    one: str = ""

    def measure(self, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """See `Dataset.measure`."""
        found = self._of_whole.measure(kind, self.by)
        found = found[found["segment"] == self.one] if by is None else found.head(0)
        return found.assign(segment=ALL).reset_index(drop=True)

    def inputs(self, kind: Kind = "month", by: str | None = None) -> Mapping[tuple[str, str], Mapping[str, Known]]:
        """See `Dataset.inputs`."""
        found = self._of_whole.inputs(kind, self.by).items() if by is None else ()
        return {(period, ALL): known for (period, segment), known in found if segment == self.one}

    def most_common(self, key: str, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> str:
        """See `Dataset.most_common`."""
        return self._of_whole.most_common(key, kind, period, self.by, self.one)

    def rows(self, key: str, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> pd.DataFrame:
        """See `Dataset.rows`."""
        return self._of_whole.rows(key, kind, period, self.by, self.one)

    def detail(self, table: str, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """See `Dataset.detail`."""
        found = self._of_whole.detail(table, kind, self.by)
        return found[found["segment"] == self.one].assign(segment=ALL).reset_index(drop=True) if len(found) else found

    @property
    def segment_columns(self) -> tuple[str, ...]:
        """Nothing: see `only`."""
        return ()

    @property
    def _of_whole(self) -> Dataset:
        assert self.whole is not None
        return self.whole


def _narrowed(dataset: Dataset, by: str, segment: str) -> Dataset:
    frames = dataset.frames
    known, log = held(frames.tables), frames.tables.log if isinstance(frames.tables, ScannedTables) else None
    if by in LISTED and by not in frames.attributes:
        kept = {name for n in frames.names if by in frames.own_columns(n) and (name := frames.table_of(n))}
        tables = _with_log({name: known[name] for name in sorted(kept & set(known))}, log if "usage" in kept else None)
        spans = {n: s for n, s in frames.spans.items() if frames.made_of(n) <= kept}
        return OfOne(tables, dataset.as_of, dataset.engine, dataset.sign, spans, dataset.assumed, Kept(), dataset, by, segment)
    groups = frames.attributes.set_index("customer_id")[by].fillna(UNKNOWN) if by in frames.attributes else None
    found: dict[str, pd.DataFrame] = {}
    for name, table in known.items():
        if groups is not None and "customer_id" in table:
            found[name] = _rows(table, table["customer_id"].map(groups), segment)
        elif by in table and any(by in frames.own_columns(n) for n in frames.names if frames.table_of(n) == name):
            found[name] = _rows(table, table[by], segment)
    if groups is None:  # a channel of surveys is none of tickets
        found = {name: table for name, table in found.items() if len(table)}
    if groups is not None and log is not None:
        ids = frames.use_ends()["customer_id"]
        log = PartOfLog(log, ids[ids.map(groups).fillna(UNKNOWN) == segment])
    tables = _with_log(found, None if groups is None else log)
    return replace(dataset, tables=tables, spans={n: s for n, s in frames.spans.items() if frames.made_of(n) <= set(tables)}, _kept=Kept())


def _with_log(tables: dict[str, pd.DataFrame], log: Log | None) -> Mapping[str, pd.DataFrame]:
    """Tables that are in memory, and beside them a log that is not."""
    return tables if log is None else ScannedTables(tables, log)


def _rows(table: pd.DataFrame, groups: pd.Series[Any], segment: str) -> pd.DataFrame:
    return table[groups.fillna(UNKNOWN) == segment].reset_index(drop=True)
