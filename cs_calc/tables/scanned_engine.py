"""A DuckDB of its own that begins with little memory, and takes more only where a question needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from weakref import WeakSet

import narwhals as nw
import pandas as pd

from cs_calc.tables.scanned_sql import Sql

T = TypeVar("T")
ENOUGH = 4 * 2**30
"""Bytes of memory beyond which DuckDB's own limit holds: most of the machine's."""


class Engine:
    """A connection and a folder for what does not fit into memory; both end with this object."""

    sql = Sql()
    prefix = ""
    """What the names of tables and views begin with."""

    def __init__(self, memory: int) -> None:
        import duckdb

        self._folder = TemporaryDirectory(prefix="cs-calc-")
        self.folder = Path(self._folder.name)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory // 2**20}MB",
            "temp_directory": str(self.folder / "spilled"),
        }
        self._connection = duckdb.connect(config=config)
        self._memory = memory
        self.rows("SET TimeZone = 'UTC'")
        _OPEN.add(self)

    def rows(self, asked: str) -> list[tuple[Any, ...]]:
        """What a statement gives, as rows."""
        return patiently(lambda: self._connection.execute(asked).fetchall())

    def frame(self, asked: str) -> pd.DataFrame:
        """What a question gives, as a frame."""
        return patiently(lambda: self._connection.execute(asked).df())

    def counts(self, asked: Sequence[str]) -> Iterator[pd.DataFrame]:
        """What several questions for `raw` and `n` give, in the order of `raw`, one frame after the other."""
        return map(self.frame, [f"{one} ORDER BY 1" for one in asked])

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a frame as a table."""
        self._connection.register("given", frame)
        self.rows(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        self._connection.unregister("given")

    def append(self, name: str, batch: Any) -> None:
        """Put Arrow rows under those of a table, which is made where there is none."""
        self._connection.register("given", batch)
        self.rows(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM given LIMIT 0")
        self.rows(f"INSERT INTO {name} SELECT * FROM given")
        self._connection.unregister("given")

    def lazy(self, asked: str | pd.DataFrame) -> nw.LazyFrame[Any]:
        """A question, or a frame, as a lazy frame on this engine."""
        return nw.from_native(self._connection.sql(asked) if isinstance(asked, str) else self._connection.from_df(asked))

    def relax(self) -> bool:
        """From now on four times the memory, and in the end as much as DuckDB takes by itself; whether that is more than before."""
        if self._memory > ENOUGH:
            return False
        self._memory *= 4
        more = f"SET memory_limit = '{self._memory // 2**20}MB'" if self._memory <= ENOUGH else "RESET memory_limit"
        self._connection.execute(more).fetchall()
        return True


_OPEN: WeakSet[Engine] = WeakSet()


def patiently(ask: Callable[[], T]) -> T:
    """What `ask` gives; where the memory that the engines have is too little for it, it is asked again with more."""
    while True:
        try:
            return ask()
        except MemoryError:
            raise
        except Exception as wrong:
            duckdb = sys.modules.get("duckdb")
            if duckdb is None or not isinstance(wrong, duckdb.OutOfMemoryException):
                raise
            if not sum(engine.relax() for engine in list(_OPEN)):  # all of them
                raise
