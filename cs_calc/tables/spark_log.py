"""A product log that stays with Spark: what `scanned_log` is for DuckDB, on the same questions in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables.engines import Engine, Frame, lazy
from cs_calc.tables.problems import Problem
from cs_calc.tables.scanned_files import Source
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.scanned_sql import EPOCH
from cs_calc.tables.spark_engine import SparkEngine, as_pandas

HOW = "scanned by Spark"
MOST_HERE = 2_000_000
"""Rows used up to which the days of use come to this machine: some 100 bytes each, at most as many days as rows."""
MOST_OF_CUSTOMERS = 2_000_000
"""Customers times days up to which the days of customers, without their users, do."""


class SparkLog(Log):
    """The product logs of one report, read by Spark; what it keeps for them ends with this object."""

    kind: Engine = "spark"

    def __init__(self) -> None:
        super().__init__(0, SparkEngine())
        self.read: dict[str, Any] = {}
        self._tables: dict[str, pd.DataFrame] = {}
        self._known: dict[int, pd.DataFrame] = {}

    def settle(self) -> None:
        """Decide, once all rows are known, where days of use are counted: see `Log.here`."""
        self.here = self.rows <= MOST_HERE

    def view(self, source: Source, number: int, wanted: Iterable[str]) -> tuple[str, list[Problem]]:
        """See `Log.view`. The columns have the names c0, c1, ... by their place in the source."""
        columns = [f"{self.sql.quoted(source.sheet.header[int(name[1:])])} AS {name}" for name in dict.fromkeys(wanted)]
        place = ["_metadata.file_name AS file", "_metadata.row_index + 1 AS row"]
        name = self._named(f"log_{number}")
        self.spark.view(name, self.read[source.name].selectExpr(*columns, *place))
        return name, [*source.problems]

    def days(self) -> Frame:
        """See `Log.days`."""
        return self.lazy(self._days) if self.here else super().days()

    def by_customer(self) -> Frame:
        """See `Log.by_customer`."""
        if not self.here:
            return super().by_customer()
        return self.days().group_by("customer_id", "day").agg(nw.col("minutes", "sessions").sum())

    def by_feature(self) -> Frame:
        """See `Log.by_feature`."""
        return self.lazy(self._features) if self.here else super().by_feature()

    def span(self, until: date) -> tuple[int, int] | None:
        """See `Log.span`."""
        known = self._ends(until)
        return (int(known["first"].min()), int(known["last"].max())) if known["last"].notna().any() else None

    def customers(self, until: date) -> pd.DataFrame:
        """See `Log.customers`."""
        known = self._ends(until)
        return known[["customer_id"]].assign(date=pd.to_datetime(known["last"] - EPOCH, unit="D").astype("datetime64[us]"))

    def few(self, until: date) -> pd.DataFrame | None:
        """See `Log.few`."""
        if self.here:
            return None
        span, customers = self.span(until), len(self._ends(until))
        if span is None or (span[1] - span[0] + 1) * customers > MOST_OF_CUSTOMERS:
            return None
        sums = "customer_id, day, sum(minutes) AS minutes, CAST(sum(sessions) AS BIGINT) AS sessions"
        return self._brought("few", f"SELECT {sums} FROM {self._make('days', self._user)} GROUP BY ALL")

    def _ends(self, until: date) -> pd.DataFrame:
        """First and last day with use up to a day, of each customer: customer_id, first, last."""
        number = until.toordinal()
        for known, ends in self._known.items():
            if ends["last"].max() <= number <= known:
                return ends
        if self.here:
            past = self._days["day"].where(self._days["day"] <= number).groupby(self._days["customer_id"])
            found = past.agg(["min", "max"]).set_axis(["first", "last"], axis="columns").reset_index()
        else:
            both = ", ".join(f"{sign}(day) FILTER (WHERE day <= {number}) AS {name}" for sign, name in (("min", "first"), ("max", "last")))
            asked = f"SELECT customer_id, {both} FROM {self._make('days', self._user)} GROUP BY customer_id"
            found = self.engine.frame(asked).sort_values("customer_id", ignore_index=True)
        return self._known.setdefault(number, found)

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """See `Log.lazy`."""
        return lazy(frame, "pandas") if self.here else super().lazy(frame)

    def table(self) -> pd.DataFrame:
        """See `Log.table`."""
        if self.here:
            days = self._features if "feature" in self._has else self._days
            return self._typed(days.rename(columns={"user": "user_id"})[[*self.columns]].sort_values(["date", "customer_id"]))
        wanted = [f"{self._user} AS user_id" if c == "user_id" else c for c in self.columns if c != "date"]
        found = self.by_feature() if "feature" in self._has else self.days()
        native = found.to_native().selectExpr(*wanted, "date").orderBy("date", "customer_id")
        return self._typed(as_pandas(native))

    @property
    def spark(self) -> SparkEngine:
        """The session."""
        assert isinstance(self.engine, SparkEngine)
        return self.engine

    @property
    def _days(self) -> pd.DataFrame:
        return self._brought("days", self._dated(f"({self._grouped(self._user)})"))

    @property
    def _features(self) -> pd.DataFrame:
        return self._brought("features", self._dated(f"({self._grouped(f'{self._user}, feature')})"))

    def _brought(self, name: str, asked: str) -> pd.DataFrame:
        """Days of use, grouped by Spark, on this machine; brought once."""
        with self._lock:
            if name not in self._tables:
                found = self.engine.frame(asked)
                self._tables[name] = found.astype({c: "int64" for c in ("day", "month", "sessions") if c in found})
        return self._tables[name]

    def _once(self, name: str, asked: str) -> str:
        name = self._named(name)
        with self._lock:
            if name not in self._made:
                self.spark.view(name, self.spark.spark.sql(asked), keep=True)
                self._made.add(name)
        return name
