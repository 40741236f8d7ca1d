"""The frames of a dataset whose product usage stays in DuckDB: everything that is counted from usage comes from its days."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from functools import cached_property

import narwhals as nw
import pandas as pd

from cs_calc.tables.engines import Frame
from cs_calc.tables.frames import Frames, Span
from cs_calc.tables.origins import SOURCES
from cs_calc.tables.periods import number_of
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.scanned_tables import ScannedTables

DAYS = ("customer_id", "user", "day", "minutes", "sessions")


class ScannedFrames(Frames):
    """Frames over a log: `columns`, spans and rows of usage are asked of it, and other tables go to its DuckDB to be joined."""

    @cached_property
    def log(self) -> Log:
        """The log of these tables."""
        assert isinstance(self.tables, ScannedTables)
        return self.tables.log

    def columns(self, table: str) -> Collection[Hashable]:
        """See `Frames.columns`."""
        return self.log.columns if table == "usage" else super().columns(table)

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """See `Frames.lazy`."""
        return self.log.lazy(frame)

    @cached_property
    def usage_days(self) -> Span:
        """See `Frames.usage_days`."""
        first, last = self._days_of_log or (0, 0)
        month_end = (pd.Timestamp(date.fromordinal(last)) + pd.offsets.MonthEnd(0)).toordinal()
        return first, min(month_end, self.as_of.toordinal())

    @cached_property
    def _days_of_log(self) -> Span | None:
        return self.log.span(self.as_of)

    def _with_cells(self, tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
        assert isinstance(tables, ScannedTables)
        return tables.with_cells()

    def _span(self, name: str) -> Span | None:
        if name != "usage":
            return super()._span(name)
        days = self._days_of_log
        return None if days is None else (number_of(date.fromordinal(days[0])), number_of(date.fromordinal(days[1])))

    def _own(self, name: str) -> tuple[str, ...]:
        return tuple(c for c in SOURCES[name].own if c in self.log.columns) if name == "usage" else super()._own(name)

    def _rows(self, name: str, wanted: Collection[str | None] | None) -> Frame:
        if name != "usage":
            return super()._rows(name, wanted)
        rows = self._usage(by_feature=wanted is None or "feature" in wanted)
        return rows if "minutes" in self.log.columns else rows.drop("minutes", "sessions")

    def _usage(self, *, by_feature: bool = False) -> Frame:
        days = self.log.by_feature() if by_feature and "feature" in self.log.columns else self.log.days()
        return days.filter(nw.col("day") <= self.as_of.toordinal())

    def _days(self) -> Frame:
        return self._usage().select(*DAYS)

    def _customer_days(self) -> Frame:
        return self.log.by_customer().filter(nw.col("day") <= self.as_of.toordinal())
