"""Which inputs can be counted live: those for which Excel's rule over the sheet's own rows gives the number that we counted."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_calc.tables.measures import Measure
from cs_calc.workbook.facts import Facts

COMPARE = {"==": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
IN_EXCEL = ("count", "sum", "mean", "median", "p90")
SHARE = {"median": 0.5, "p90": 0.9}
"""Which value of the sorted ones: Excel's MEDIAN and PERCENTILE lie between two in a straight line, as pandas does."""

Live = set[tuple[str, bool]]
"""Inputs that are counted live: key, and whether of the split."""


def live_inputs(facts: Facts, frames: Mapping[str, pd.DataFrame]) -> Live:
    """The inputs whose rule Excel has and whose rows, as they stand in `frames`, give the same numbers in every period."""
    found: Live = set()
    for split in {by is not None for by in facts.splits}:
        keys = ["period", "segment"] if split else ["period"]
        for table, frame in frames.items():
            chosen = [m for (key, of), m in facts.rules.items() if of is split and m.table == table and key in facts.input_keys]
            chosen = [m for m in chosen if m.how in IN_EXCEL and set(m.columns) <= set(frame)]
            if chosen and len(frame):
                counted = _counted(frame, chosen, keys)
                found |= {(m.key, split) for m in chosen if _agrees(facts, m, split, counted)}
    return found


def criteria(measure: Measure, columns: Mapping[str, str]) -> str:
    """The rule's function as far as its own conditions go, without the closing bracket: those on period and segment follow.

    >>> criteria(Measure("hours_count", "tickets", "count", "hours"), {"hours": "t!$D$4:$D$9"})
    'COUNTIFS(t!$D$4:$D$9,"<>"'
    """
    rule = measure.excel(columns)[:-1]
    if measure.how == "count" and measure.column and columns[measure.column] not in rule:  # only rows that have a value
        rule += ("" if rule.endswith("(") else ",") + f'{columns[measure.column]},"<>"'
    return rule


def _counted(frame: pd.DataFrame, measures: list[Measure], keys: list[str]) -> dict[str, dict[tuple[str, ...], float]]:
    """Each measure by period (and segment), as Excel would count it."""
    columns: dict[str, Any] = {}
    for m in measures:
        mask = pd.Series(True, frame.index)
        for column, sign, value in m.where:
            mask &= COMPARE[sign](frame[column], value).fillna(False).astype("bool") & frame[column].notna()
        if m.column:
            mask &= frame[m.column].notna()
        columns[f"n {m.key}"] = mask.astype("float64")
        if m.how != "count":
            columns[m.key] = frame[m.column].astype("float64").where(mask, math.nan if m.how in SHARE else 0.0)
    groups = pd.DataFrame(columns, index=frame.index).groupby([frame[k].astype("str") for k in keys])
    sums = groups.sum()
    places = [place if isinstance(place, tuple) else (place,) for place in sums.index]
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for m in measures:
        values = sums[f"n {m.key}"] if m.how == "count" else sums[m.key]
        if m.how in SHARE:
            values = groups[m.key].quantile(SHARE[m.how])
        if m.how == "mean":
            values = values / sums[f"n {m.key}"].where(sums[f"n {m.key}"] != 0)
        found[m.key] = dict(zip(places, values.tolist(), strict=True))
    return found


def _agrees(facts: Facts, measure: Measure, split: bool, counted: Mapping[str, Mapping[tuple[str, ...], float]]) -> bool:
    of = counted[measure.key]
    for row, given in facts.given.items():
        value = given.get(measure.key)
        if row.split is split and value is not None:
            found = of.get((row.period, row.segment) if split else (row.period,), 0.0)
            if not math.isclose(found, value, rel_tol=1e-9, abs_tol=1e-9):
                return False
    return True
