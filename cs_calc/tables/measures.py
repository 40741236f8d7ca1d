"""Each input's counting rule, applied. The rule that 9 and 10 are promoters stands in `counted` and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw

from cs_calc.tables.counted import ASSUMED, DERIVED, INSTEAD, LAGGED, LISTED, LISTS, MEASURES
from cs_calc.tables.rules import COLUMN_WORDS, COUNTS, TABLE_WORDS, Measure, Where

__all__ = [
    "ASSUMED", "COLUMN_WORDS", "DERIVED", "INSTEAD", "LAGGED", "LISTED", "LISTS", "MEASURES", "TABLE_WORDS", "Measure", "Where",
    "aggregate", "condition", "words_for",
]  # fmt: skip


def words_for(key: str) -> str:
    """How an input is counted from an upload, in words; empty for an input that no table holds.

    >>> words_for("response_hours")
    "the hours from a ticket's creation to its first reply, automatic replies left out"
    """
    if key in MEASURES:
        other = f"; without product usage: {INSTEAD[key].words()}" if key in INSTEAD else ""
        return MEASURES[key].words() + other
    for register in (LISTS, DERIVED, LAGGED, ASSUMED):
        if key in register:
            return str(register[key].says)
    return "12 over the months of the period that the data covers" if key == "periods_in_year" else ""


def condition(where: Iterable[Where]) -> nw.Expr:
    """The rows a measure is about, as a narwhals expression. Rows with a missing value are never included."""
    result: nw.Expr | None = None
    for column, sign, value in where:
        col = nw.col(column)
        test = {"==": col == value, ">=": col >= value, "<=": col <= value, ">": col > value, "<": col < value}[sign]
        test = test & ~col.is_null()
        result = test if result is None else result & test
    return nw.lit(True) if result is None else result


def rows_of(measure: Measure) -> nw.Expr:
    """The rows that a measure counts or takes values from."""
    test = condition(measure.where)
    if not measure.column:
        return test
    return test & ~nw.col(measure.column).is_null() & ((nw.col(measure.column) != 0) if measure.how == "sum" else nw.lit(True))


def aggregate(frame: nw.LazyFrame[Any], measures: Iterable[Measure]) -> nw.LazyFrame[Any]:
    """All measures of one frame at once, for every period and segment.

    The conditions become helper columns first: inside `agg` pandas would ignore them without a word.
    """
    chosen = tuple(measures)
    most = [m for m in chosen if m.how == "most"]
    if most:
        assert len(chosen) == len(most) == 1, "the most common value is counted on a frame of its own"
        return common(frame, most[0]).group_by("period", "segment").agg(nw.col("n").max().alias(most[0].key))
    columns: dict[str, nw.Expr] = {}
    aggs: list[nw.Expr] = []
    ends: list[nw.Expr] = []
    for m in chosen:
        name = f"_{m.key}"
        match m.how:
            case "count":
                columns[name] = _flag(rows_of(m))
                aggs.append(nw.col(name).sum().alias(m.key))
            case "sum":
                columns[name] = _kept(m, nw.lit(0.0)).cast(nw.Float64)
                aggs.append(nw.col(name).sum().alias(m.key))
            case "distinct":  # n_unique counts a missing value as one more
                columns[name], columns[f"{name}_gap"] = _kept(m, nw.lit(None)), _flag(~rows_of(m))
                aggs += [nw.col(name).n_unique().alias(m.key), nw.col(f"{name}_gap").max()]
                ends.append((nw.col(m.key) - nw.col(f"{name}_gap")).cast(nw.Float64).alias(m.key))
            case _:
                name = f"_{'_'.join([m.column, *(f'{c}{s}{v}' for c, s, v in m.where)])}".replace(".", "_")  # Spark takes a dot for a field
                columns[name] = _kept(m, nw.lit(None)).cast(nw.Float64)
                aggs.append(_summary(m, nw.col(name)).alias(m.key))
    helpers = [expr.alias(name) for name, expr in columns.items()]
    found = frame.with_columns(*helpers).group_by("period", "segment").agg(*aggs)
    return (found.with_columns(*ends) if ends else found).select("period", "segment", *(m.key for m in chosen))


def common(frame: nw.LazyFrame[Any], measure: Measure) -> nw.LazyFrame[Any]:
    """How often each value of the measure's column comes: period, segment, the column, n."""
    rows = frame.filter(rows_of(measure)).with_columns(nw.lit(1.0).alias("n"))
    return rows.group_by("period", "segment", measure.column).agg(nw.col("n").sum())


def fills(measure: Measure) -> bool:
    """Whether no rows mean 0; a median of nothing is missing."""
    return measure.how in COUNTS


def _summary(measure: Measure, values: nw.Expr) -> nw.Expr:
    if measure.how == "p90":
        return values.quantile(0.9, "linear")
    return values.median() if measure.how == "median" else values.mean()


def _kept(measure: Measure, otherwise: nw.Expr) -> nw.Expr:
    """The column where the row is counted, else `otherwise`."""
    return nw.when(condition(measure.where)).then(nw.col(measure.column)).otherwise(otherwise) if measure.where else nw.col(measure.column)


def _flag(test: nw.Expr) -> nw.Expr:
    return nw.when(test).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
