"""Does the score foretell who leaves? Customers scored as they stood some time ago, held against who has left since."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_calc.health.model import HealthModel
from cs_calc.health.portfolio import health_table
from cs_calc.health.signals import Tables, available, signals, was_customer, with_signals
from cs_calc.intervals import Z, wilson

LEAST_CHURNS = 10
"""With fewer customers who left, chance says more than the score."""
LOOKBACKS = (90, 180, 365)


@dataclass(frozen=True)
class BackTest:
    """Churn by band, and how well the score ranks; or `problem`, a sentence why not. `warning` says what it cannot show.

    `bands`: band, customers, left, rate, low, high (Wilson, 95 %; missing for an empty band). `auc` is the chance that of
    one who left and one who stayed the one who left had the lower score: 0.5 is a coin, 1 a perfect order.
    """

    bands: pd.DataFrame
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    customers: int
    left: int
    used: tuple[str, ...]
    warning: str
    problem: str = ""
    leaks: bool = False

    def sentence(self) -> str:
        """What came out."""
        if self.auc is None:
            return self.problem
        assert self.auc_low is not None and self.auc_high is not None
        verdict = "the range takes in a coin, so this may be chance" if self.auc_low <= 0.5 <= self.auc_high else "better than a coin"
        if self.auc_high < 0.5:
            verdict = "the wrong way round: those with the higher scores left"
        if self.leaks:
            verdict = "no proof, since the test knew the ending"
        return (
            f"{self.left} of {self.customers:,} left. Of one who left and one who stayed, the one who left had the lower score "
            f"in {self.auc:.0%} of pairs. Rank AUC {self.auc:.2f}, likely {self.auc_low:.2f} to {self.auc_high:.2f} "
            f"(0.50 is a coin): {verdict}."
        )


def back_test(tables: Tables, model: HealthModel, today: pd.Timestamp, days: int | None) -> BackTest:
    """Score customers as they stood `days` ago and see who has left since; `days` None: by today's signals, for comparison.

    Rewound, only dated signals count (use, tickets, survey answers): what stands in the customers table today was
    not known then. By today's signals the test knows the ending: who has left no longer uses the product.
    """
    customers = tables.get("customers")
    if customers is None or "churned_at" not in customers:
        return _none("The back-test needs a customers table with churned_at: the day on which a customer left.")
    if days is None:
        return _on_todays_signals(tables, customers, model, today)
    then = today.normalize() - pd.Timedelta(days=days)
    warning = (
        f"Scored by what was known on {then.day} {then:%B %Y}, held against who left in the {days} days since. Columns without a date "
        "(such as usage or active in the customers table) say how it is today and are left out here, so this tests the other signals "
        "only. It shows whether low scores went before leaving; it cannot show that raising a score keeps a customer."
    )
    there = signals(tables, then, rewound=True)
    if not len(there):
        return _none(f"Nobody is known to have been a customer on {then.day} {then:%B %Y}.", warning)
    usable = [s for s in model.signals if s.source in available(there) and s.weight > 0]
    if not usable:
        return _none("None of the model's signals has a date, so the score of that day cannot be worked out.", warning)
    dated = HealthModel(tuple(usable), model.bands, model.missing)
    gone = (there["churned_at"] < today.normalize() + pd.Timedelta(days=1)).to_numpy()
    return _compare(health_table(there, dated), gone, dated, warning)


def _on_todays_signals(tables: Tables, customers: pd.DataFrame, model: HealthModel, today: pd.Timestamp) -> BackTest:
    warning = (
        "This test knows the ending. The signals are as of today and the leaving lies in the past: who has left no longer uses the "
        "product and is no longer active, and their days since the last use have grown because they left. A high number here proves "
        "nothing; it is shown so that you know it when somebody shows it to you."
    )
    gone = customers["churned_at"] < today.normalize() + pd.Timedelta(days=1)
    everyone = customers[was_customer(customers, today) | gone].drop_duplicates("customer_id", keep="last").reset_index(drop=True)
    rows = with_signals(everyone, tables, today)
    left = rows["churned_at"] < today.normalize() + pd.Timedelta(days=1)
    return replace(_compare(health_table(rows, model), left.to_numpy(), model, warning), leaks=True)


def _compare(table: pd.DataFrame, gone: np.ndarray, model: HealthModel, warning: str) -> BackTest:
    scored = table["score"].notna().to_numpy()
    score, left = table["score"].to_numpy()[scored], gone[scored]
    n, churned = len(score), int(left.sum())
    used = tuple(s.name for s in model.signals)
    if churned < LEAST_CHURNS:
        few = f"{churned} of {n:,} scored customers left" if churned else f"None of {n:,} scored customers left"
        return _none(f"{few} in that time: at least {LEAST_CHURNS} are needed before a churn rate by band means anything.", warning)
    if churned == n:
        return _none("Everybody who was scored has left, so there is nobody to compare with.", warning)
    rows = []
    for band in model.bands:
        inside = table["band"].to_numpy()[scored] == band.name
        part, whole = int(left[inside].sum()), int(inside.sum())
        ends = wilson(part, whole)
        rate = part / whole if whole else np.nan
        low, high = (ends.low, ends.high) if ends else (np.nan, np.nan)
        rows.append({"band": band.name, "customers": whole, "left": part, "rate": rate, "low": low, "high": high})
    auc = rank_auc(score, left)
    low, high = auc_range(auc, churned, n - churned)
    return BackTest(pd.DataFrame(rows), auc, low, high, n, churned, used, warning)


def rank_auc(score: np.ndarray, left: np.ndarray) -> float:
    """The share of pairs (one who left, one who stayed) in which the one who left had the lower score; ties count half.

    >>> rank_auc(np.array([10.0, 20.0, 20.0, 90.0]), np.array([True, True, False, False]))
    0.875
    """
    ranks = pd.Series(score).rank().to_numpy()
    gone, stayed = int(left.sum()), int((~left).sum())
    higher = ranks[left].sum() - gone * (gone + 1) / 2  # pairs in which the one who left had the higher score
    return float(1 - higher / (gone * stayed))


def auc_range(auc: float, gone: int, stayed: int) -> tuple[float, float]:
    """The 95 % range of a rank AUC. Source: Hanley and McNeil 1982; the ends stop at 0 and 1.

    >>> [round(x, 2) for x in auc_range(0.68, 10, 420)]
    [0.49, 0.87]
    """
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (gone - 1) * (one - auc**2) + (stayed - 1) * (two - auc**2)
    half = Z * (max(0.0, spread) / (gone * stayed)) ** 0.5
    return max(0.0, auc - half), min(1.0, auc + half)


def first_lookback(tables: Tables, model: HealthModel, today: pd.Timestamp) -> int:
    """The shortest time back in which enough customers left; the longest where none has."""
    return next((d for d in LOOKBACKS if not back_test(tables, model, today, d).problem), LOOKBACKS[-1])


def _none(problem: str, warning: str = "") -> BackTest:
    empty = pd.DataFrame(columns=["band", "customers", "left", "rate", "low", "high"])
    return BackTest(empty, None, None, None, 0, 0, (), warning, problem)
