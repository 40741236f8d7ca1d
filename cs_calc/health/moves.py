"""What a changed weight does: who changes band, from where to where, and with how much money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from cs_calc.health.model import HealthModel
from cs_calc.health.portfolio import NO_SCORE


def with_weight(model: HealthModel, key: str, weight: float) -> HealthModel:
    """The same model with one signal's weight changed. Raises ModelError where no weight would be left.

    >>> from cs_calc.health.model import default_model
    >>> [s.weight for s in with_weight(default_model(["usage", "nps"]), "nps", 40).signals]
    [30, 40]
    """
    return replace(model, signals=tuple(replace(s, weight=weight) if s.key == key else s for s in model.signals))


def band_moves(before: pd.DataFrame, after: pd.DataFrame, model: HealthModel) -> pd.DataFrame:
    """Who lies in another band in the second `health_table` than in the first (the same rows): the largest MRR first.

    Columns: customer_id, customer_name and mrr where known, band_before, band_after, score_before, score_after, goes (up or down).
    """
    order = {b.name: n for n, b in enumerate(model.bands)}
    moved = (before["band"] != after["band"]) & (before["band"] != NO_SCORE) & (after["band"] != NO_SCORE)
    found = before.loc[moved, [c for c in ("customer_id", "customer_name", "mrr") if c in before]].copy()
    for name in ("band", "score"):
        found[f"{name}_before"], found[f"{name}_after"] = before.loc[moved, name], after.loc[moved, name]
    found["goes"] = np.where(found["band_after"].map(order) > found["band_before"].map(order), "up", "down")
    by = ["mrr", "customer_id"] if "mrr" in found else ["customer_id"]
    return found.sort_values(by, ascending=[c != "mrr" for c in by], kind="stable").reset_index(drop=True)


def ways(moves: pd.DataFrame, model: HealthModel) -> pd.DataFrame:
    """The moves by way: way (from, to), goes, customers, mrr (where known); as the bands stand, the lowest first."""
    order = {b.name: n for n, b in enumerate(model.bands)}
    rows = []
    for (start, end), part in moves.groupby(["band_before", "band_after"]):
        row = {
            "way": f"{start} to {end}",
            "goes": part["goes"].iloc[0],
            "customers": len(part),
            "place": (order[str(start)], order[str(end)]),
        }
        rows.append(row | ({"mrr": float(part["mrr"].sum())} if "mrr" in part else {}))
    rows.sort(key=lambda r: r["place"])
    return pd.DataFrame([{k: v for k, v in r.items() if k != "place"} for r in rows])


def moves_sentence(moves: pd.DataFrame, scored: int, what: str, show_money: Callable[[float], str]) -> str:
    """How many change band, and which way, in a sentence; `what` is what was changed."""
    n = len(moves)
    if not n:
        return f"{what}: nobody changes band."
    said = f"{what}: {n:,} of {scored:,} customers change{'s' if n == 1 else ''} band"
    parts = []
    for goes, word in (("down", "fall"), ("up", "rise")):
        part = moves[moves["goes"] == goes]
        if len(part):
            money = f" ({show_money(float(part['mrr'].sum()))} MRR)" if "mrr" in part and part["mrr"].sum() > 0 else ""
            parts.append(f"{len(part):,} {word}{'s' if len(part) == 1 else ''}{money}")
    return f"{said}: {' and '.join(parts)}."
