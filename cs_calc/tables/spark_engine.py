"""A Spark session, and what is asked of it: the running one, or one of our own on this machine or at CS_CALC_SPARK."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import finalize

import narwhals as nw
import pandas as pd
import pyarrow as pa

from cs_calc.tables.problems import Refused
from cs_calc.tables.scanned_engine import Engine
from cs_calc.tables.spark_sql import SparkSql

SETTING = "CS_CALC_SPARK"
INSTALL = "Install Spark with: pip install 'cs-calc[spark]', and Java 17 or newer, or choose another engine with --engine."
OWN = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""Settings of a session that we begin on this machine; a session or a cluster that is given keeps its own."""
LOGGED = Path(__file__).with_name("spark_log4j2.properties")


def session() -> Any:
    """The Spark session: the one that is running, else a new one at `CS_CALC_SPARK` (a master or sc:// address), else on this machine.

    Its time zone is UTC. Raises Refused where Spark or Java is missing, or nothing answers at the address.
    """
    if find_spec("pyspark") is None:
        raise Refused("no_engine", f"The engine spark is not installed. {INSTALL}")
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    if found is None:
        found = begun(SparkSession.builder, os.environ.get(SETTING, "").strip() or "local[*]")
    found.conf.set("spark.sql.session.timeZone", "UTC")
    return found


def begun(builder: Any, address: str) -> Any:
    remote = address.startswith("sc://")
    if not remote and shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise Refused("no_engine", f"Spark needs Java 17 or newer, and there is no java on the PATH and no JAVA_HOME. {INSTALL}")
    builder = builder.appName("cs-calc")
    if address.startswith("local"):
        logs = f"-Dlog4j2.configurationFile={LOGGED.as_uri()}"
        partitions = str(min(os.cpu_count() or 1, 8))
        for key, value in {**OWN, "spark.driver.extraJavaOptions": logs, "spark.sql.shuffle.partitions": partitions}.items():
            builder = builder.config(key, value)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        return (builder.remote(address) if remote else builder.master(address)).getOrCreate()
    except Exception as wrong:
        text = f"Spark does not answer at {address}: {first_line(wrong)} Check {SETTING}, or choose another engine with --engine."
        raise Refused("no_engine", text) from None


def first_line(wrong: BaseException) -> str:
    """What Spark says, in one line that ends with a full stop."""
    text = next((line.strip() for line in str(wrong).splitlines() if line.strip()), type(wrong).__name__)
    return text[:200].rstrip(".") + "."


def to_spark(frame: pd.DataFrame, spark: Any) -> Any:
    """A table as a Spark table: what is missing is NULL, categories are text."""
    table = pa.Table.from_pandas(frame.rename(columns=str), preserve_index=False)
    empty = [i for i, kind in enumerate(table.schema) if pa.types.is_null(kind.type)]
    for i in empty:
        table = table.set_column(i, table.schema[i].name, table.column(i).cast(pa.string()))
    return spark.createDataFrame(table.replace_schema_metadata())


def lazy(frame: pd.DataFrame) -> nw.LazyFrame[Any]:
    """A table as a lazy frame on Spark."""
    found: nw.LazyFrame[Any] = nw.from_native(to_spark(frame, session()))
    return found


def as_pandas(native: Any) -> pd.DataFrame:
    """The rows of a Spark table, worked out; moments are those of UTC, without saying so."""
    table: pa.Table = native.toArrow()
    for i, kind in enumerate(table.schema):
        if pa.types.is_timestamp(kind.type):
            table = table.set_column(i, kind.name, table.column(i).cast(pa.timestamp("us")))
    found: pd.DataFrame = table.to_pandas()
    return found


def kept(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A frame that Spark works out once and keeps as long as this object is held."""
    native = frame.to_native().persist()
    found: nw.LazyFrame[Any] = nw.from_native(native)
    finalize(found, native.unpersist).atexit = False
    return found


class SparkEngine(Engine):
    """What `scanned_engine.Engine` is for DuckDB: its tables are views with names of their own in a session that others may use too."""

    sql = SparkSql()

    def __init__(self) -> None:
        self.spark = session()
        self.prefix = f"cs_calc_{uuid4().hex[:8]}_"
        self._views: list[str] = []
        self._held: list[Any] = []
        finalize(self, _forget, self.spark, self._views, self._held).atexit = False

    def rows(self, asked: str) -> list[tuple[Any, ...]]:
        """What a question gives, as rows."""
        columns = self.spark.sql(asked).toArrow().columns
        return list(zip(*(column.to_pylist() for column in columns), strict=True))

    def frame(self, asked: str) -> pd.DataFrame:
        """What a question gives, as a frame."""
        return as_pandas(self.spark.sql(asked))

    def counts(self, asked: Sequence[str]) -> Iterator[pd.DataFrame]:
        """See `Engine.counts`: all of them at once, since each question of its own is planned and begun anew."""
        parts = (f"SELECT {i} AS place, raw, n FROM ({one})" for i, one in enumerate(asked))
        found = self.frame(" UNION ALL ".join(parts)).sort_values("raw")
        return (found.loc[found["place"] == i, ["raw", "n"]].reset_index(drop=True) for i in range(len(asked)))

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a frame as a table."""
        self.view(name, to_spark(frame, self.spark))

    def view(self, name: str, native: Any, *, keep: bool = False) -> None:
        """Give a Spark table a name; with `keep` it is worked out once."""
        if keep:
            native = native.persist()
            self._held.append(native)
        native.createOrReplaceTempView(name)
        self._views.append(name)

    def lazy(self, asked: str | pd.DataFrame) -> nw.LazyFrame[Any]:
        """A question, or a frame, as a lazy frame on this engine."""
        found: nw.LazyFrame[Any] = nw.from_native(self.spark.sql(asked) if isinstance(asked, str) else to_spark(asked, self.spark))
        return found


def _forget(spark: Any, views: list[str], held: list[Any]) -> None:
    """Give back what an engine kept."""
    if getattr(spark, "_sc", None) is not None and spark._sc._jsc is None:
        return  # the session was stopped, and all it kept is gone
    for native in held:
        native.unpersist()
    for name in views:
        spark.catalog.dropTempView(name)
