"""The frames of a dataset whose product usage stays in DuckDB: everything that is counted from usage comes from its days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date
from functools import cached_property

import narwhals as nw
import pandas as pd

from cs_calc.tables.engines import Frame, collected, lazy
from cs_calc.tables.frames import Frames, Span
from cs_calc.tables.origins import SOURCES
from cs_calc.tables.periods import Kind, number_of
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.scanned_tables import ScannedTables
from cs_calc.tables.use import USERS

DAYS = ("customer_id", "user", "day", "minutes", "sessions")
NO_DAYS = pd.DataFrame()


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

    def _once(self, key: Hashable, make: Callable[[], Frame]) -> Frame:
        """See `Frames._once`. Of a log on Spark, what has few rows comes to this machine, where counting it takes no time."""
        name, *kind = key if isinstance(key, tuple) else (key,)
        few = self.log.few(self.as_of) if name == "customer_use" else None
        if few is not None:
            return near(self._keep(key, lambda: collected(OfCustomers(self, few).use(kind[0]))))
        if self.log.here or (self.log.kind == "spark" and name in USERS):
            return near(self._keep(key, lambda: collected(make())))
        return super()._once(key, make)

    def _with_segment(self, name: str, frame: Frame, by: str | None) -> Frame:
        if frame.implementation.is_pandas() and not self.log.here:
            return OfCustomers(self, NO_DAYS)._with_segment(name, frame, by)
        return super()._with_segment(name, frame, by)

    def _at_end(self, kind: Kind) -> Frame:
        found = super()._at_end(kind)
        return self.lazy(collected(found)) if found.implementation.is_pandas() else found


class OfCustomers(ScannedFrames):
    """Frames on this machine, of a log that is not: all that customers' days are enough for."""

    def __init__(self, whole: ScannedFrames, days: pd.DataFrame) -> None:
        vars(self).update(vars(whole))
        self._few = days

    def use(self, kind: Kind) -> Frame:
        """The frame customer_use."""
        return self._made("customer_use", near(self.calendar("customer_use", kind)), kind)

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """See `Frames.lazy`."""
        return near(frame)

    def _usage(self, *, by_feature: bool = False) -> Frame:
        return self._customer_days()

    def _customer_days(self) -> Frame:
        return near(self._few).filter(nw.col("day") <= self.as_of.toordinal())

    def _with_segment(self, name: str, frame: Frame, by: str | None) -> Frame:
        return Frames._with_segment(self, name, frame, by)


def near(frame: pd.DataFrame) -> Frame:
    """A table as a lazy frame on this machine."""
    return lazy(frame, "pandas")
