"""The score of a whole portfolio: one row per customer, in whole columns at once; and what it comes to by band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.health.model import THIN, HealthModel, Signal
from cs_calc.health.signals import constant

TAKEN = {"reweight": np.nan, "neutral": 50.0, "worst": 0.0}
KEPT = ("customer_id", "customer_name", "mrr", "owner", "plan", "segment", "country")
OUT = ("score", "band", "coverage", "thin", "priority", "reason")
REASONS = 2
NO_SCORE = "No score"
"""What stands for the band of a customer of whom no signal is known. That is not the same as healthy."""


def health_table(customers: pd.DataFrame, model: HealthModel) -> pd.DataFrame:
    """Score every customer: a table of signals in (one row per customer, a column per signal), the same rows out.

    Columns out: customer_id, name, MRR and splits where they are there; score (0 to 100, missing where nothing is known),
    band, coverage (0 to 1), thin, priority (MRR x (100 - score) / 100, or 100 - score without MRR), one column
    `<key>_normalised` per signal (0 to 100, missing where not known) and `reason` in words. Sorted as the rows came.

    >>> from cs_calc.health.model import default_model
    >>> table = health_table(pd.DataFrame({"customer_id": ["a"], "mrr": [200.0], "usage": [0.08]}), default_model(["usage"]))
    >>> table[["score", "band", "priority", "reason"]].to_dict("records")
    [{'score': 8.0, 'band': 'At risk', 'priority': 184.0, 'reason': 'Usage 0.08 of 1 pulls 92 points down'}]
    """
    values = np.column_stack([_values(customers, s) for s in model.signals])
    places = normalised(values, model.signals)
    known = ~np.isnan(places)
    weights = np.array([s.weight for s in model.signals], dtype="float64")
    coverage = (known * weights).sum(axis=1) / weights.sum()
    counted = places if model.missing == "reweight" else np.where(known, places, TAKEN[model.missing])
    used = np.where(np.isnan(counted), 0.0, weights)
    total = used.sum(axis=1)
    can = (coverage > 0) & (total > 0)
    share = used / np.where(can, total, 1.0)[:, None]
    score = np.where(can, (share * np.nan_to_num(counted)).sum(axis=1).clip(0, 100), np.nan)
    own = [c for c in customers if c not in (*KEPT, *OUT, *(s.source for s in model.signals)) and _is_text(customers[c])]
    found = customers[[*(c for c in KEPT if c in customers), *own]].copy()
    found["score"], found["band"] = score, bands_of(score, model)
    found["coverage"], found["thin"] = coverage, can & (coverage < THIN)
    short = (100 - score) / 100
    found["priority"] = short * customers["mrr"].fillna(0.0) if "mrr" in customers else 100 * short
    for place, signal in zip(places.T, model.signals, strict=True):
        found[f"{signal.key}_normalised"] = place
    found["reason"] = reasons(values, np.nan_to_num(share * (100 - counted)), can, model)
    return found


def normalised(values: Any, signals: Sequence[Signal]) -> Any:
    """A column per signal, in its own unit, to columns from 0 (worst) to 100 (best); NaN stays."""
    low = np.array([s.low for s in signals], dtype="float64")
    high = np.array([s.high for s in signals], dtype="float64")
    turned = np.array([s.better == "lower" for s in signals])
    places = (100 * (values - low) / (high - low)).clip(0, 100)
    return np.where(turned, 100 - places, places)


def bands_of(score: Any, model: HealthModel) -> list[str]:
    """The band of every score; an edge belongs to the band above it."""
    edges = np.array([b.from_ for b in model.bands])
    names = [b.name for b in model.bands]
    places = np.searchsorted(edges, np.round(np.nan_to_num(score), 9), side="right") - 1
    return [NO_SCORE if np.isnan(x) else names[i] for x, i in zip(score, places, strict=True)]


def reasons(values: Any, lost: Any, can: Any, model: HealthModel) -> list[str]:
    """For every customer the signals that pull the score down most, at most two, in words."""
    order = np.argsort(-lost, axis=1, kind="stable")[:, :REASONS]
    said = []
    for row, (places, scored) in enumerate(zip(order, can, strict=True)):
        if not scored:
            said.append("No signal is known: that is not the same as healthy")
            continue
        parts = [reason(model.signals[i], values[row, i], lost[row, i], n == 0) for n, i in enumerate(places) if lost[row, i] >= 0.5]
        said.append("; ".join(parts) or "Nothing pulls it down")
    return said


def reason(signal: Signal, value: float, lost: float, in_full: bool = True) -> str:
    """One signal's part in a low score; the second in a row is said more briefly.

    >>> reason(Signal("usage", "Usage", 0, 1, 40), 0.15, 34), reason(Signal("open", "Open tickets", 0, 3, 10, "lower"), 4, 10)
    ('Usage 0.15 of 1 pulls 34 points down', 'Open tickets 4 (3 is worst) pulls 10 points down')
    """
    points = f"{lost:.0f} {'point' if round(lost) == 1 else 'points'} down" if in_full else f"{lost:.0f}"
    if np.isnan(value):
        return f"{signal.name} is not known and pulls {points}"
    end = f" of {signal.high:g}" if signal.better == "higher" else f" ({signal.high:g} is worst)"
    return f"{signal.name} {value:.4g}{end} pulls {points}"


def by_priority(table: pd.DataFrame) -> pd.DataFrame:
    """The scored customers in the order in which to call: the largest MRR x (100 - score) first."""
    return table[table["score"].notna()].sort_values(["priority", "score"], ascending=[False, True], kind="stable")


def by_band(table: pd.DataFrame, model: HealthModel) -> pd.DataFrame:
    """Customers and MRR by band, the lowest first: band, range, customers, share (of the scored), mrr, mrr_share.

    Those without a score are not in it.
    """
    scored = table[table["score"].notna()]
    groups = scored.groupby("band")
    names = [b.name for b in model.bands]
    last = model.bands[-1]
    found = pd.DataFrame({"band": names, "range": [f"{b.from_:g} to {b.to:g}{'' if b is last else ' (not itself)'}" for b in model.bands]})
    found["customers"] = groups.size().reindex(names).fillna(0).to_numpy(dtype="int64")
    found["share"] = found["customers"] / len(scored) if len(scored) else np.nan
    if "mrr" in scored:
        found["mrr"] = groups["mrr"].sum().reindex(names).fillna(0.0).to_numpy(dtype="float64")
        found["mrr_share"] = found["mrr"] / found["mrr"].sum() if found["mrr"].sum() else np.nan
    return found


def by_segment(table: pd.DataFrame, column: str, model: HealthModel) -> pd.DataFrame:
    """One row per value of a column, the lowest median score first: group, customers, median_score, `in <band>` for each, mrr_in_lowest."""
    scored = table[table["score"].notna()].assign(group=lambda t: t[column].fillna("(not given)"))
    groups = scored.groupby("group")
    found = pd.DataFrame({"customers": groups.size(), "median_score": groups["score"].median()})
    counts = pd.crosstab(scored["group"], scored["band"])
    lowest = model.bands[0].name
    for band in model.bands:
        found[f"in {band.name}"] = counts.get(band.name, 0)
    if "mrr" in scored:
        low = scored[scored["band"] == lowest].groupby("group")["mrr"].sum()
        found["mrr_in_lowest"] = low.reindex(found.index).fillna(0.0)
    return found.rename_axis("group").sort_values("median_score", kind="stable").reset_index()


def finding(table: pd.DataFrame, model: HealthModel, show_money: Any) -> str:
    """What the portfolio comes to, in a sentence; `show_money` writes an amount."""
    bands = by_band(table, model)
    low = bands.iloc[0]
    n = int(bands["customers"].sum())
    if not n:
        return "No customer has a score: none of the signals is known"
    said = f"{low['customers']:,} of {n:,} customers {'is' if low['customers'] == 1 else 'are'} in the band {low['band']}"
    if "mrr" in bands and bands["mrr"].sum() > 0:
        said += f"; they pay {show_money(low['mrr'])} of {show_money(bands['mrr'].sum())} MRR"
    return said


def notes(values: pd.DataFrame, table: pd.DataFrame, model: HealthModel) -> list[str]:
    """What is to be said beside the scores: signals that the data lacks or that tell nobody apart, thin scores, and no score."""
    said = []
    weighted = [s for s in model.signals if s.weight > 0]
    if absent := [s.name for s in weighted if s.source not in values or not values[s.source].notna().any()]:
        said.append(f"Not in the loaded data, so not known of anybody: {', '.join(absent)}.")
    for s in weighted:
        if constant(values, [s.source]):
            said.append(
                f"{s.name} is the same for everybody ({values[s.source].iloc[0]:g}): it moves every score alike and tells nobody apart."
            )
    if thin := int(table["thin"].sum()):
        said.append(f"{thin:,} {'score is' if thin == 1 else 'scores are'} thin: less than half of the weight is known.")
    if none := int(table["score"].isna().sum()):
        said.append(f"{none:,} without a score: none of their signals is known. That is not the same as healthy.")
    return said


def _values(customers: pd.DataFrame, signal: Signal) -> Any:
    if signal.source not in customers:
        return np.full(len(customers), np.nan)
    numbers = pd.to_numeric(customers[signal.source], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _is_text(column: Any) -> bool:
    return bool(pd.api.types.is_string_dtype(column) and not pd.api.types.is_numeric_dtype(column))
