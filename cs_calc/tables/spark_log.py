"""A product log that stays with Spark: what `scanned_log` is for DuckDB, on the same questions in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cs_calc.tables.engines import Engine
from cs_calc.tables.problems import Problem
from cs_calc.tables.scanned_files import Source
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.spark_engine import SparkEngine, as_pandas

HOW = "scanned by Spark"


class SparkLog(Log):
    """The product logs of one report, read by Spark; what it keeps for them ends with this object."""

    kind: Engine = "spark"

    def __init__(self) -> None:
        super().__init__(0, SparkEngine())
        self.read: dict[str, Any] = {}

    def view(self, source: Source, number: int, wanted: Iterable[str]) -> tuple[str, list[Problem]]:
        """See `Log.view`. The columns have the names c0, c1, ... by their place in the source."""
        columns = [f"{self.sql.quoted(source.sheet.header[int(name[1:])])} AS {name}" for name in dict.fromkeys(wanted)]
        place = ["_metadata.file_name AS file", "_metadata.row_index + 1 AS row"]
        name = self._named(f"log_{number}")
        self.spark.view(name, self.read[source.name].selectExpr(*columns, *place))
        return name, [*source.problems]

    def table(self) -> pd.DataFrame:
        """See `Log.table`."""
        wanted = [f"{self._user} AS user_id" if c == "user_id" else c for c in self.columns if c != "date"]
        found = self.by_feature() if "feature" in self._has else self.days()
        native = found.to_native().selectExpr(*wanted, "date").orderBy("date", "customer_id")
        return self._typed(as_pandas(native))

    @property
    def spark(self) -> SparkEngine:
        """The session."""
        assert isinstance(self.engine, SparkEngine)
        return self.engine

    def _once(self, name: str, asked: str) -> str:
        name = self._named(name)
        with self._lock:
            if name not in self._made:
                self.spark.view(name, self.spark.spark.sql(asked), keep=True)
                self._made.add(name)
        return name
