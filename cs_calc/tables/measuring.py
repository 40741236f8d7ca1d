"""The table of inputs: every frame counted once, put together by period and segment, and what follows from the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.counted import ASSUMED, DERIVED, INSTEAD, KNOWN_WHERE, LAGGED, LISTED, LISTS, MEASURES
from cs_calc.tables.engines import collected
from cs_calc.tables.frames import ALL, Frames
from cs_calc.tables.measures import aggregate, fills, rows_of
from cs_calc.tables.periods import MONTHS_IN, Kind, calendar
from cs_calc.tables.rules import Derived, ListRule, Measure

MOST_VALUES = 500_000
"""Values of one list beyond which only its summaries are given."""
KEYS = ["period", "segment"]


def rules(frames: Frames, by: str | None) -> list[Measure]:
    """The rules that the data has frames for, of those that make sense for a split."""
    chosen = LISTED[by].measures if by in LISTED else tuple(MEASURES.values())
    found = [m for m in chosen if m.table in frames.names]
    known = {m.key for m in found}
    others = [m for m in INSTEAD.values() if by not in LISTED and m.key not in known and m.table in frames.names]
    return [*found, *others]


def measure(frames: Frames, kind: Kind, by: str | None, assumed: Mapping[str, float], of_whole: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Every input that the data holds by period and segment: see `Dataset.measure`. `of_whole` gives the same without a split."""
    chosen = rules(frames, by)
    parts = {
        name: part for name in dict.fromkeys(m.table for m in chosen) if (part := _counted(frames, name, kind, by, chosen)) is not None
    }
    if not parts:
        return pd.DataFrame({key: pd.Series(dtype="str") for key in KEYS})
    full = []
    for name, part in parts.items():
        segments = {s for other, p in parts.items() if _speaks_of(frames, other, by) == _speaks_of(frames, name, by) for s in p["segment"]}
        periods = frames.calendar(name, kind)["period"].unique()
        full.append(_every_period(part, periods, sorted(segments) if by is not None else [ALL], chosen))
    whole = pd.concat(full, axis=1, sort=False).copy().reset_index()  # copied into one piece: of many it is slow to read
    if by in LISTED:
        whole = _with_whole(whole, of_whole(), LISTED[by].whole)
    if "fees" not in frames.names and "counted_closing_mrr" in whole:  # monthly MRR: all of it is by the month
        known = whole["counted_closing_mrr"] * 0
        whole = whole.assign(weekly_fees=known, monthly_fees=whole["counted_closing_mrr"], quarterly_fees=known, yearly_fees=known)
    whole = whole.sort_values(KEYS).reset_index(drop=True)
    return _with_worked(whole.assign(periods_in_year=_periods_in_year(frames, whole["period"], kind)), assumed)


def lists(frames: Frames, kind: Kind, by: str | None) -> dict[tuple[str, str], dict[str, tuple[float, ...]]]:
    """The values of every list by period and segment, sorted; without those of more than MOST_VALUES values."""
    found: dict[tuple[str, str], dict[str, tuple[float, ...]]] = {}
    for rule in LISTS.values():
        values = _values(frames, _in_split(rule, by), kind, by)
        if values is None or len(values) > MOST_VALUES:
            continue
        values = values.sort_values([*KEYS, rule.column])
        for (period, segment), some in values.groupby(KEYS, sort=False)[rule.column]:
            found.setdefault((str(period), str(segment)), {})[rule.key] = tuple(some.tolist())
    return found


def _in_split(rule: ListRule, by: str | None) -> ListRule:
    """A list in a split by tags and the like: over the frame that has a row for each of them."""
    return replace(rule, table=LISTED[by].instead.get(rule.table, rule.table)) if by is not None and by in LISTED else rule


def _values(frames: Frames, rule: ListRule, kind: Kind, by: str | None) -> pd.DataFrame | None:
    count = rule.measures[-1]
    frame = frames.frame(rule.table, kind, by, count.columns) if rule.table in frames.names else None
    if frame is None or not set(count.columns) <= set(frame.collect_schema().names()):
        return None
    return collected(frame.filter(rows_of(count)).select(*KEYS, rule.column))


def _counted(frames: Frames, name: str, kind: Kind, by: str | None, chosen: Iterable[Measure]) -> pd.DataFrame | None:
    """One frame, counted; None where the split, or the columns, are not there."""
    of_frame = [m for m in chosen if m.table == name]
    frame = frames.frame(name, kind, by, {column for m in of_frame for column in m.columns})
    if frame is None:
        return None
    has = set(frame.collect_schema().names())
    can = [m for m in of_frame if set(m.columns) <= has]
    return collected(aggregate(frame, can)) if can else None


def _speaks_of(frames: Frames, name: str, by: str | None) -> str | None:
    """Whose segments a frame has: those of customers, or of its own table. The channels of tickets are not those of surveys."""
    return None if by in LISTED or by is None or frames.of_customers(name, by) else frames.table_of(name)


def _every_period(part: pd.DataFrame, periods: Any, segments: Iterable[str], chosen: Iterable[Measure]) -> pd.DataFrame:
    """A row for every period that the frame reaches and every segment: where nothing is counted, the count is 0."""
    every = pd.MultiIndex.from_product([periods, segments], names=KEYS)
    return part.set_index(KEYS).reindex(every).fillna({m.key: 0.0 for m in chosen if m.key in part and fills(m)})


def _with_whole(split: pd.DataFrame, whole: pd.DataFrame, keys: Iterable[str]) -> pd.DataFrame:
    """The denominators of the whole, the same for every segment."""
    held = [key for key in keys if key in whole]
    return split.merge(whole[["period", *held]], on="period", how="left")


def _periods_in_year(frames: Frames, periods: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    """12 over the months of a period that MRR data covers, else that any data does."""
    spans = frames.spans
    months = [spans[n] for n in frames.names]
    every = calendar(min(s[0] for s in months), max(s[1] for s in months), kind).groupby("period")["month"].count()
    if "customer_periods" in spans:  # a quarter of which one month is known is one month
        every.update(calendar(*spans["customer_periods"], kind).groupby("period")["month"].count())
    return 12.0 / periods.map(every).fillna(MONTHS_IN[kind])


def _with_worked(table: pd.DataFrame, assumed: Mapping[str, float]) -> pd.DataFrame:
    """With the inputs that are worked out from others, taken from the period before, or assumed."""
    held: dict[str, Any] = {str(key): table[key] for key in table}
    for key, need in KNOWN_WHERE.items():
        if key in held and need in held:
            held[key] = held[key].where(held[need] > 0)
    months = 12.0 / held["periods_in_year"]
    for key, rule in DERIVED.items():
        if rule.part in held and (not rule.base or rule.base in held):
            held[key] = _worked(rule, held[rule.part].astype("float64"), held.get(rule.base), months)
    for key, lag in LAGGED.items():
        if lag.of in held:
            held[key] = table.groupby("segment")[lag.of].shift(1)
    return pd.DataFrame({**held, **{key: assumed.get(key, a.value) for key, a in ASSUMED.items()}}, index=table.index)


def _worked(rule: Derived, part: pd.Series[Any], base: pd.Series[Any] | None, months: pd.Series[Any]) -> pd.Series[Any]:
    if base is None:
        return 1 / part.where(part != 0)
    share = part / base.where(base != 0)
    match rule.shape:
        case "score":
            return 100 * share
        case "per_month":
            return share / months
        case "monthly":
            return pd.Series(1 - np.power(1 - share, 1 / months), part.index)
    return share
