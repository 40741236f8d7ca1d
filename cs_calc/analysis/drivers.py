"""Which behaviours go with an outcome: rates with and without, how sure, corrected for how many were tried, and inside plans and sizes.

It goes with: nothing here can say that a behaviour is the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.drivers_behaviours import behaviours
from cs_calc.analysis.drivers_cases import Outcome, cases_of
from cs_calc.analysis.drivers_known import groups_of
from cs_calc.analysis.drivers_window import Behaviour
from cs_calc.charts import SMALL
from cs_calc.intervals import LEVEL, Interval, Z, risk_ratio
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, number_of

STRATA = {"plan": "plans", "size": "sizes", "quarter": "quarters"}
"""What a difference is looked at inside of, and several of them: plan, size by MRR, and when."""
CHANCE = 1 - LEVEL
COUNTS = ["k_with", "n_with", "k_without", "n_without"]


@dataclass(frozen=True)
class Tried:
    """All that was tried for one outcome: the cases, the behaviours by key, and the table of `compared`, the surest first.

    `question` is under what it is kept in the dataset.
    """

    outcome: Outcome
    kind: Kind
    days: int
    times: int
    cases: pd.DataFrame
    behaviours: Mapping[str, Behaviour]
    table: pd.DataFrame
    groups: Mapping[str, pd.Series[Any]]
    question: tuple[Any, ...] = ()

    @cached_property
    def tested(self) -> pd.DataFrame:
        """Those with enough on both sides."""
        return self.table[~self.table["few"]]

    @cached_property
    def survivors(self) -> pd.DataFrame:
        """Those that are more than chance after the correction."""
        return self.table[self.table["survives"]]

    @property
    def each(self) -> float:
        """How many cases a customer has, on average."""
        return len(self.cases) / max(1, self.cases["customer_id"].nunique())


def tried(dataset: Dataset, outcome: Outcome, kind: Kind, periods: Sequence[str], days: int, times: int) -> Tried:
    """Every behaviour held against an outcome, worked once for a dataset and question."""

    def made() -> Tried:
        cases = cases_of(dataset, outcome, kind, periods, days)
        known = groups_of(dataset, cases) if len(cases) else {}
        every = behaviours(dataset, cases, known, days, times, outcome.key)
        known["quarter"] = cases["at"].map(lambda day: label(number_of(day), "quarter"))
        groups = {name: known[name].astype("category") for name in STRATA if name in known and known[name].nunique() > 1}
        whose = pd.factorize(cases["customer_id"])[0]
        table = compared(cases["happened"].to_numpy(dtype=bool), every, groups, whose)
        return Tried(outcome, kind, days, times, cases, {b.key: b for b in every}, table, groups, question)

    question = ("drivers", outcome.key, kind, tuple(periods), days, times)
    found: Tried = dataset.keep(question, made, heavy=True)
    return found


def compared(happened: Any, every: Sequence[Behaviour], groups: Mapping[str, pd.Series[Any]], whose: Any = None) -> pd.DataFrame:
    """One row for each behaviour that some showed and some did not.

    Columns: key, group, sort, name; k_with of n_with and k_without of n_without (cases where it happened); rate_with, rate_without,
    difference with low and high (Newcombe), ratio with ratio_low and ratio_high (log scale, Katz), p (Fisher's exact test), adjusted
    (Benjamini and Hochberg 1995, over all that were tested), few (below 20 on a side: not tested), survives; and for each grouping in
    `groups` the pooled difference inside the groups (Mantel and Haenszel): plan, plan_low, plan_high.

    `whose` is the customer (a whole number) of each case: where cases of one customer go the same way, `p` and all the ranges
    are as wide as that makes them (see `design_effect`).

    >>> does = np.array([True] * 30 + [False] * 30)
    >>> happened = np.array([True] * 28 + [False] * 2 + [True] * 12 + [False] * 18)
    >>> table = compared(happened, [Behaviour("a", "", "used it", does, np.ones(60, bool))], {})
    >>> table[["k_with", "n_with", "k_without", "n_without", "survives"]].to_dict("records")
    [{'k_with': 28, 'n_with': 30, 'k_without': 12, 'n_without': 30, 'survives': True}]
    """
    coded = {name: pd.factorize(column, sort=True) for name, column in groups.items()}
    rows = [row for b in every if (row := _compared(happened, b, coded, whose)) is not None]
    found = pd.DataFrame(rows, columns=[*_FIRST, *(f"{g}{end}" for g in groups for end in ("", "_low", "_high"))])
    found["few"] = found["few"].astype(bool)
    low, high = newcombe(*(found[c] for c in COUNTS))
    found["low"], found["high"] = wider(found["difference"], low, high, found["effect"])
    found["adjusted"] = adjusted(found["p"])
    found["survives"] = (found["adjusted"] < CHANCE).astype(bool)
    order = np.lexsort((-found["difference"].abs().to_numpy(), found["p"].to_numpy(), found["few"].to_numpy()))
    return found.iloc[order].reset_index(drop=True)


_FIRST = [
    "key", "group", "sort", "name", *COUNTS, "rate_with", "rate_without", "difference", "low", "high", "ratio", "ratio_low", "ratio_high",
    "p", "few", "effect",
]  # fmt: skip


def _compared(happened: Any, one: Behaviour, coded: Mapping[str, tuple[Any, Any]], whose: Any) -> dict[str, Any] | None:
    a, n1, b, n0 = counts(happened, one.does, one.known)
    if not n1 or not n0:
        return None
    row: dict[str, Any] = {"key": one.key, "group": one.group, "sort": one.sort, "name": one.name}
    row |= dict(zip(COUNTS, (a, n1, b, n0), strict=True))
    row |= {"rate_with": a / n1, "rate_without": b / n0, "difference": a / n1 - b / n0, "few": min(n1, n0) < SMALL}
    effect = 1.0 if whose is None else design_effect(happened, one.does, one.known, whose)
    ends, ratio = risk_ratio(a, n1, b, n0), (a / n1) / (b / n0) if b else None
    row |= {"ratio": ratio, "ratio_low": ends.low if ends else None, "ratio_high": ends.high if ends else None, "effect": effect}
    if ends is not None and ratio and effect > 1:
        row["ratio_low"], row["ratio_high"] = (ratio * (end / ratio) ** effect**0.5 for end in (ends.low, ends.high))
    if row["few"]:
        return row
    row["p"] = shrunk(exact(a, n1, b, n0), effect)
    for name, (codes, names) in coded.items():
        inside = None if one.key.startswith(f"{name}:") else pooled_difference(_cells(happened, one, codes, len(names)))
        if inside is not None:
            row[name] = inside.middle
            row[f"{name}_low"], row[f"{name}_high"] = wider(inside.middle, inside.low, inside.high, effect)
    return row


def counts(happened: Any, does: Any, known: Any) -> tuple[int, int, int, int]:
    """Of those with: how many it happened to, how many there are; the same of those without. Only where it is known.

    >>> counts(np.array([1, 0, 1, 1], bool), np.array([1, 1, 0, 0], bool), np.array([1, 1, 1, 0], bool))
    (1, 2, 1, 1)
    """
    yes, no = does & known, ~does & known
    return int((happened & yes).sum()), int(yes.sum()), int((happened & no).sum()), int(no.sum())


def design_effect(happened: Any, does: Any, known: Any, whose: Any) -> float:
    """How many times the variance of the difference is what independent cases would give: 1 where each customer is one case.

    The variance over customers (each one's residuals added up) over that of single cases; Rao and Scott 1992, Biometrics 48(2). At
    least 1: that cases of a customer differ more than chance is no reason to be surer.

    >>> happened, does, known = (np.array(c, bool) for c in ([1, 1, 0, 0, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], [1] * 8))
    >>> design_effect(happened, does, known, np.arange(8))
    1.0
    >>> round(design_effect(happened, does, known, np.array([0, 0, 1, 1, 2, 2, 3, 3])), 2)  # each customer twice, always alike
    2.0
    """
    a, n1, b, n0 = counts(happened, does, known)
    residual = np.where(does, (happened - a / n1) / n1, (b / n0 - happened) / n0) * known
    single, by_customer = float((residual**2).sum()), float((np.bincount(whose, residual) ** 2).sum())
    return max(1.0, by_customer / single) if single > 0 else 1.0


def shrunk(chance: float, effect: float) -> float:
    """A two-sided chance as it is when the variance is `effect` times as large: its distance in standard errors shrinks.

    >>> shrunk(0.01, 1.0), round(shrunk(0.01, 2.0), 3)
    (0.01, 0.069)
    """
    if effect <= 1:
        return chance
    from scipy.stats import norm

    return float(2 * norm.sf(norm.isf(chance / 2) / effect**0.5))


def wider(middle: Any, low: Any, high: Any, effect: Any) -> tuple[Any, Any]:
    """The ends of a range of a difference of shares where the variance is `effect` times as large, inside -1 to 1."""
    times = np.sqrt(np.asarray(effect, dtype="float64"))
    return np.maximum(-1.0, middle - (middle - low) * times), np.minimum(1.0, middle + (high - middle) * times)


def newcombe(a: Any, n1: Any, b: Any, n0: Any) -> tuple[Any, Any]:
    """The 95 % range of the difference of two shares, a of n1 less b of n0: numbers, or columns of them (Newcombe 1998, method 10).

    >>> [round(float(x), 3) for x in newcombe(120, 125, 106, 134)]
    [0.091, 0.249]
    """
    (p, low, high), (q, other_low, other_high) = _wilson(a, n1), _wilson(b, n0)
    return p - q - np.hypot(p - low, other_high - q), p - q + np.hypot(high - p, q - other_low)


def _wilson(part: Any, whole: Any) -> tuple[Any, Any, Any]:
    """A share and its range as `intervals.wilson` has it, for whole columns at once."""
    k, n = np.asarray(part, dtype="float64"), np.asarray(whole, dtype="float64")
    middle, half = (k + Z * Z / 2) / (n + Z * Z), Z * np.sqrt(k * (n - k) / n + Z * Z / 4) / (n + Z * Z)
    return k / n, np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def exact(a: int, n1: int, b: int, n0: int) -> float:
    """The chance of a difference as large by luck alone: Fisher's exact test, two-sided, as scipy works it.

    >>> round(exact(120, 125, 106, 134), 6)
    5.2e-05
    """
    from scipy.stats import fisher_exact

    return float(fisher_exact(np.array([[a, n1 - a], [b, n0 - b]]))[1])


def adjusted(chances: pd.Series[Any]) -> pd.Series[Any]:
    """Chances corrected for how many were tried (Benjamini and Hochberg: of what is below 5 %, at most 5 % is expected to be luck).

    >>> adjusted(pd.Series([0.01, 0.04, None, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    known = chances.dropna().astype("float64")
    if not len(known):
        return chances.astype("float64")
    from scipy.stats import false_discovery_control

    return pd.Series(false_discovery_control(known.to_numpy()), known.index).reindex(chances.index)


@dataclass(frozen=True)
class Inside(Interval):
    """A difference of shares pooled over groups, with its 95 % range."""

    middle: float = 0.0


def by_group(happened: Any, one: Behaviour, groups: pd.Series[Any]) -> pd.DataFrame:
    """The four counts in each group: group, k_with, n_with, k_without, n_without. Cases without a group are left out."""
    codes, names = pd.factorize(groups, sort=True)
    return pd.DataFrame(dict(zip(COUNTS, _cells(happened, one, codes, len(names)), strict=True))).assign(group=names)[["group", *COUNTS]]


def _cells(happened: Any, one: Behaviour, codes: Any, many: int) -> tuple[Any, ...]:
    """The four counts of each group, as columns."""
    good = one.known & (codes >= 0)
    cells = np.bincount(codes[good] * 4 + one.does[good] * 2 + happened[good], minlength=4 * many).reshape(-1, 4)
    return cells[:, 3], cells[:, 2:].sum(axis=1), cells[:, 1], cells[:, :2].sum(axis=1)


def pooled_difference(cells: Sequence[Any]) -> Inside | None:
    """The difference of shares inside groups, pooled: each group weighs as much as it can tell (Mantel and Haenszel).

    The range by Greenland and Robins 1985. None where no group has both cases with and without.

    `cells`: k_with, n_with, k_without and n_without, a column each.

    >>> found = pooled_difference([[9, 1], [10, 10], [4, 1], [10, 10]])
    >>> round(found.middle, 3), round(found.low, 3), round(found.high, 3)
    (0.25, 0.029, 0.471)
    """
    a, n1, b, n0 = (np.asarray(c, dtype="float64") for c in cells)
    both = (n1 > 0) & (n0 > 0)
    a, n1, b, n0 = a[both], n1[both], b[both], n0[both]
    if not len(a):
        return None
    n = n1 + n0
    weight = float((n1 * n0 / n).sum())
    middle = float(((a * n0 - b * n1) / n).sum()) / weight
    spread = (a * (n1 - a) * n0**3 + b * (n0 - b) * n1**3) / (n1 * n0 * n**2)
    half = Z * float(np.sqrt(spread.sum())) / weight
    return Inside(max(-1.0, middle - half), min(1.0, middle + half), float(n.sum()), "Mantel-Haenszel", LEVEL, middle)


def pooled_ratio(cells: Sequence[Any]) -> Inside | None:
    """The ratio of shares inside groups, pooled (Mantel and Haenszel; range by Greenland and Robins 1985). None where a side has none.

    >>> round(pooled_ratio([[9, 1], [10, 10], [4, 1], [10, 10]]).middle, 3)
    2.0
    """
    a, n1, b, n0 = (np.asarray(c, dtype="float64") for c in cells)
    n = n1 + n0
    a, n1, b, n0, n = (x[n > 0] for x in (a, n1, b, n0, n))
    with_, without = float((a * n0 / n).sum()), float((b * n1 / n).sum())
    if with_ <= 0 or without <= 0:
        return None
    spread = float((((a + b) * n1 * n0 - a * b * n) / n**2).sum()) / (with_ * without)
    factor = float(np.exp(Z * np.sqrt(spread)))
    middle = with_ / without
    return Inside(middle / factor, middle * factor, float(n.sum()), "Mantel-Haenszel", LEVEL, middle)
