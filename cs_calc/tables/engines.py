"""What computes: a table as a lazy frame on an engine, and the rows of a lazy frame, worked out."""

from __future__ import annotations

from typing import Any, Literal

import narwhals as nw
import pandas as pd

from cs_calc.tables.scanned_engine import patiently

Engine = Literal["pandas", "duckdb", "spark"]
Frame = nw.LazyFrame[Any]


def lazy(frame: pd.DataFrame, engine: Engine) -> Frame:
    """A table on the engine that computes."""
    if engine == "spark":
        from cs_calc.tables.spark_engine import lazy as on_spark

        return on_spark(frame)
    native = nw.from_native(frame, eager_only=True)
    return native.lazy("duckdb") if engine == "duckdb" else native.lazy()


def collected(frame: Frame) -> pd.DataFrame:
    """The rows, worked out."""
    if frame.implementation.is_spark_like():
        from cs_calc.tables.spark_engine import as_pandas

        return as_pandas(frame.to_native())
    found: pd.DataFrame = patiently(lambda: frame.collect("pandas")).to_native()
    return found.rename_axis(columns=None).reset_index(drop=True)


def kept(frame: Frame) -> Frame:
    """A lazy frame on Spark that is asked for several times: worked out once, it stays there."""
    from cs_calc.tables.spark_engine import kept as by_spark

    return by_spark(frame)
