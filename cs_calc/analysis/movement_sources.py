"""Where upgrades, downgrades and other movements come from: the table of movements by source, held against the MRR bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cs_calc.analysis.customer_rows import customer_rows, in_period
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, month_number

Movement = Literal["new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr"]
WORDS: dict[Movement, tuple[str, ...]] = {
    "reactivated_mrr": ("reactivat", "win-back", "win back", "winback", "won back", "return"),
    "expanded_mrr": ("expan", "upgrade", "upsell", "cross"),
    "contracted_mrr": ("contract", "downgrade", "downsell"),
    "churned_mrr": ("churn", "cancel", "lost", "left"),
    "new_mrr": ("new",),
}
NOT_GIVEN = "(not given)"


@dataclass(frozen=True)
class Sources:
    """One movement of one period by source, and what the bridge says of the same.

    `table`: source, customers, amount, share (of the listed recurring amount), largest first. `one_off` is what the table lists
    as not recurring, which is no MRR. `listed` and `bridge` are amounts of MRR; `rows` the movements themselves.
    """

    table: pd.DataFrame
    rows: pd.DataFrame
    listed: float
    bridge: float
    one_off: float
    apart: tuple[str, ...]  # customers whose listed amount is not the bridge's, by id

    @property
    def agrees(self) -> bool:
        """Whether both come to the same amount (to the cent)."""
        return abs(self.listed - self.bridge) < 0.005


def kind_of(words: str) -> Movement | None:
    """Which movement a word of the table means; None where it cannot be told.

    >>> kind_of("Expansion"), kind_of("reactivation"), kind_of("churned"), kind_of("fx")
    ('expanded_mrr', 'reactivated_mrr', 'churned_mrr', None)
    """
    text = words.casefold()
    return next((key for key, some in WORDS.items() if any(w in text for w in some)), None)


def movements_table(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """The table of movements with its period, `movement` (an input's key) and whether it recurs; empty where there is none."""
    found: pd.DataFrame = dataset.keep(("revenue", "movements", kind), lambda: _movements_table(dataset, kind))
    return found


def _movements_table(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    table = dataset.tables.get("mrr_movements")
    if table is None or not len(table):
        return pd.DataFrame()
    rows = table[table["date"].notna() & (table["date"] <= pd.Timestamp(dataset.as_of) + pd.Timedelta(days=1))].copy()
    rows["period"] = [label(int(m), kind) for m in month_number(rows["date"])]
    kinds = {t: kind_of(str(t)) for t in rows["type"].dropna().unique()}
    rows["movement"] = rows["type"].map(kinds)
    recurs = rows["recurring"] if "recurring" in rows else pd.Series(1.0, rows.index)
    rows["recurs"] = recurs.fillna(1.0).astype("float64") == 1
    if "source" not in rows:
        rows["source"] = None
    rows["source"] = rows["source"].where(rows["source"].notna(), NOT_GIVEN)
    rows["amount"] = rows["amount"].abs()
    return rows


def sources_of(dataset: Dataset, kind: Kind, period: str, movement: Movement) -> Sources | None:
    """A movement by source in one period; None without the table, or where it lists no such movement at all."""
    every = movements_table(dataset, kind)
    if not len(every) or not (every["movement"] == movement).any():
        return None
    rows = every[(every["period"] == period) & (every["movement"] == movement)]
    recurring = rows[rows["recurs"]]
    table = recurring.groupby("source", sort=True).agg(customers=("customer_id", "nunique"), amount=("amount", "sum")).reset_index()
    listed = float(recurring["amount"].sum())
    table["share"] = table["amount"] / listed if listed else 0.0
    table = table.sort_values(["amount", "source"], ascending=[False, True], kind="stable").reset_index(drop=True)
    moved = in_period(customer_rows(dataset, kind), period)
    moved = moved[moved[movement] > 0] if len(moved) else pd.DataFrame({"customer_id": [], movement: []})
    both = pd.concat([moved.groupby("customer_id")[movement].sum(), recurring.groupby("customer_id")["amount"].sum()], axis=1).fillna(0.0)
    apart = both.index[(both[movement] - both["amount"]).abs() > 0.005]
    one_off = float(rows.loc[~rows["recurs"], "amount"].sum())
    return Sources(table, recurring, listed, float(moved[movement].sum()), one_off, tuple(str(c) for c in sorted(apart)))


def by_period(dataset: Dataset, kind: Kind, movement: Movement, most: int = 5) -> pd.DataFrame:
    """A movement by source in every period: period, source, amount; sources beyond the `most` largest as "Other"."""
    every = movements_table(dataset, kind)
    if not len(every):
        return pd.DataFrame(columns=["period", "source", "amount"])
    rows = every[(every["movement"] == movement) & every["recurs"]]
    totals = rows.groupby("source")["amount"].sum().sort_values(ascending=False, kind="stable")
    kept = set(totals.index[: most if len(totals) > most + 1 else most + 1])
    rows = rows.assign(source=rows["source"].where(rows["source"].isin(kept), "Other"))
    return rows.groupby(["period", "source"], sort=True)["amount"].sum().reset_index()
