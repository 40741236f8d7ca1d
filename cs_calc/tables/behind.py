"""What is behind a number: the rows that it was counted from, and what the most common tag is called."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from cs_calc.tables.counted import DERIVED, LAGGED, LISTED, LISTS
from cs_calc.tables.engines import Frame, collected
from cs_calc.tables.frames import ALL, Frames
from cs_calc.tables.measures import common, rows_of
from cs_calc.tables.measuring import rules
from cs_calc.tables.periods import Kind, calendar
from cs_calc.tables.rules import Measure


def rows(frames: Frames, key: str, kind: Kind, period: str, by: str | None, segment: str) -> pd.DataFrame:
    """See `Dataset.rows`. Of an input worked out from others: the rows of its part; of one of the period before, those."""
    while key in DERIVED:
        key = DERIVED[key].part
    if key in LAGGED:
        return rows(frames, LAGGED[key].of, kind, _before(frames, period, kind), by, segment)
    if by in LISTED and key in LISTED[by].whole:
        by, segment = None, ALL
    measure = next((m for m in rules(frames, by) if m.key == (f"{key}_count" if key in LISTS else key)), None)
    frame = frames.frame(measure.table, kind, by) if measure else None
    if measure is None or frame is None or not set(measure.columns) <= set(frame.collect_schema().names()):
        return pd.DataFrame()
    frame = frame.filter(_of(period, segment) & rows_of(measure))
    if measure.how == "most":
        frame = frame.filter(nw.col(measure.column) == _commonest(frame, measure))
    return _as_told(frames, measure, collected(frame))


def most_common(frames: Frames, key: str, kind: Kind, by: str | None) -> dict[tuple[str, str], str]:
    """See `Dataset.most_common`: for every period and segment that has any, counted in one pass."""
    measure = next((m for m in rules(frames, by) if m.key == key and m.how == "most"), None)
    frame = frames.frame(measure.table, kind, by) if measure else None
    if measure is None or frame is None:
        return {}
    first = _ranked(frame, measure).drop_duplicates(["period", "segment"])
    return {(str(p), str(s)): str(v) for p, s, v in first[["period", "segment", measure.column]].itertuples(index=False)}


def _commonest(frame: Frame, measure: Measure) -> str:
    found = _ranked(frame, measure)
    return str(found[measure.column].iloc[0]) if len(found) else ""


def _ranked(frame: Frame, measure: Measure) -> pd.DataFrame:
    return collected(common(frame, measure)).sort_values(["n", measure.column], ascending=[False, True])


def _of(period: str, segment: str) -> nw.Expr:
    return (nw.col("period") == period) & (nw.col("segment") == segment)


def _before(frames: Frames, period: str, kind: Kind) -> str:
    """The period before, or nothing."""
    spans = [frames.spans[name] for name in frames.names]
    every = ["", *calendar(min(s[0] for s in spans), max(s[1] for s in spans), kind)["period"].unique()] if spans else [""]
    return str(every[every.index(period) - 1]) if period in every[1:] else ""


def _as_told(frames: Frames, measure: Measure, found: pd.DataFrame) -> pd.DataFrame:
    """The columns that say something, in a telling order of rows: as in the file, or the largest first."""
    table = frames.table_of(measure.table)
    if table is not None:
        wanted = dict.fromkeys([*(c for c in frames.columns(table) if not str(c).startswith("_")), *measure.columns, "_sheet", "_row"])
        order = ["_row"] if "_row" in found else ["date", "customer_id"]  # days of a log have no row
        return found[[c for c in wanted if c in found]].sort_values(order).reset_index(drop=True)
    found = found.drop(columns=["period", "segment"])
    if "customer_id" not in found:
        return found
    known = frames.attributes
    if "customer_name" in known:
        found = known[["customer_id", "customer_name"]].merge(found, on="customer_id", how="right")
    largest = measure.column or ("closing_mrr" if "closing_mrr" in found else "customer_id")
    by = [largest, "customer_id"] if largest != "customer_id" else ["customer_id"]
    return found.sort_values(by, ascending=[column == "customer_id" for column in by]).reset_index(drop=True)
