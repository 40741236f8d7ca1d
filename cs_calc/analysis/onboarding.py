"""From sign-up to value and to the end of onboarding: survival curves, and who never gets there."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cs_calc.analysis.mix import last_month
from cs_calc.intervals import LEVEL, Survival, survival
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label

What = Literal["value", "onboarding"]
NAMES: dict[What, str] = {"value": "first value", "onboarding": "the end of onboarding"}
SPANS = {14: 2, 30: 5, 60: 10, 90: 15, 180: 30, 365: 60}
"""How far a curve is drawn, to the first of these days by which nearly all who get there have; and the step of its axis."""
MONTHS_BACK = 12
EVERYBODY, TRIAL, DIRECT = "All sign-ups", "Trials", "Bought at once"


def sign_ups(dataset: Dataset) -> pd.DataFrame:
    """One row per customer or trial that signed up, by month, with the days that onboarding metrics count; empty where there are none."""
    found: pd.DataFrame = dataset.keep(("onboarding", "sign_ups"), lambda: dataset.detail("sign_ups", "month"))
    return found


def trials(dataset: Dataset, which: Literal["trials_started", "trials_ended"], kind: Kind) -> pd.DataFrame:
    """One row per trial by the period in which it started or ended; empty where there are none."""
    found: pd.DataFrame = dataset.keep(("onboarding", which, kind), lambda: dataset.detail(which, kind))
    return found


def stretches(dataset: Dataset, kind: Kind, period: str) -> tuple[list[str], list[str]]:
    """The twelve months up to a period's end, and the twelve before."""
    last = last_month(dataset, kind, period)
    now, before = ([label(m, "month") for m in range(end - MONTHS_BACK + 1, end + 1)] for end in (last, last - MONTHS_BACK))
    return now, before


def group_of(rows: pd.DataFrame) -> pd.Series[Any]:
    """Whether each sign-up came by a trial or bought at once: two groups with times of their own."""
    began = rows["trial_start"].notna() if "trial_start" in rows else pd.Series(False, rows.index)
    return pd.Series(np.where(began, TRIAL, DIRECT), index=rows.index)


def times(dataset: Dataset, what: What, months: Sequence[str], group: str = EVERYBODY) -> tuple[list[float], list[float]]:
    """Of those who signed up in some months: the days of those who got there, and the days waited so far of the others."""
    rows = sign_ups(dataset)
    if rows.empty or f"{what}_days" not in rows:
        return [], []
    some = rows[rows["period"].isin(list(months)) & ((group_of(rows) == group) | (group == EVERYBODY))]
    return some[f"{what}_days"].dropna().tolist(), some[f"{what}_waiting_days"].dropna().tolist()


def curve(happened: Sequence[float], waiting: Sequence[float]) -> pd.DataFrame:
    """The share who have got there by each day, those still waiting counted with the time so far (Kaplan-Meier).

    Columns: day, reached, low, high (fractions, 95 %, log-log; missing where they do not exist), the first row day 0. Empty where
    nobody has got there.

    >>> curve([1, 3], [2, 5]).round(3)[["day", "reached"]].to_dict("list")
    {'day': [0.0, 1.0, 2.0, 3.0, 5.0], 'reached': [0.0, 0.25, 0.25, 0.625, 0.625]}
    """
    if not happened:
        return pd.DataFrame(columns=["day", "reached", "low", "high"], dtype="float64")
    from scipy.stats import CensoredData, ecdf

    found: Any = ecdf(CensoredData(uncensored=np.asarray(happened, float), right=np.asarray(waiting, float))).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        ends: Any = found.confidence_interval(LEVEL, method="log-log")
    table = pd.DataFrame({
        "day": found.quantiles, "reached": 1 - found.probabilities, "low": 1 - ends.high.probabilities, "high": 1 - ends.low.probabilities,
    })  # fmt: skip
    start = pd.DataFrame({"day": [0.0], "reached": [0.0], "low": [0.0], "high": [0.0]})
    return pd.concat([start, table[table["day"] > 0]] if table["day"].iloc[0] > 0 else [table], ignore_index=True)


def reached_by(table: pd.DataFrame, day: float) -> float | None:
    """The share of a curve that has got there by a day; None where nobody was followed for so long.

    >>> reached_by(curve([1, 3], [2, 5]), 2.5), reached_by(curve([1, 3], [2, 5]), 9)
    (0.25, None)
    """
    if table.empty or day > float(table["day"].max()):
        return None
    return float(table.loc[table["day"] <= day, "reached"].iloc[-1])


def span_of(happened: Sequence[float]) -> int:
    """How many days a curve is drawn for: enough for 97 of 100 who get there.

    >>> span_of([1.0] * 99 + [300.0]), span_of([20.0] * 10)
    (14, 30)
    """
    most = float(np.quantile(happened, 0.97)) if len(happened) else 0.0
    return next((s for s in SPANS if s >= most), max(SPANS))


@dataclass(frozen=True)
class Reached:
    """How those who signed up in twelve months got somewhere: the curve, its median, and who has not got there.

    `group` is everybody, those who came by a trial, or those who bought at once. `gone` left, or let their trial lapse, without it:
    they will never get there; `waiting` are still here. `by_span` is the share that has got there by day `span` (None: nobody was
    followed for so long). `before` is the median of the twelve months before (None: nobody got there then), `people_before` how many
    signed up, `chance` how often two such curves lie so far apart by luck (log-rank).
    """

    what: What
    group: str
    table: pd.DataFrame
    median: Survival
    gone: int
    waiting: int
    span: int
    by_span: float | None
    before: Survival | None
    people_before: int
    chance: float | None

    @property
    def people(self) -> int:
        """All who signed up."""
        return self.median.happened + self.median.waiting

    @property
    def never(self) -> float:
        """The share that is gone without having got there."""
        return self.gone / self.people


def reached(dataset: Dataset, what: What, kind: Kind, period: str) -> list[Reached]:
    """The sign-ups of the 12 months up to a period's end: everybody, then trials and those who bought at once where there are both.

    Empty where nobody has got there, or the data does not say.
    """
    found: list[Reached] = dataset.keep(("onboarding", "reached", what, kind, period), lambda: _reached(dataset, what, kind, period))
    return found


def _reached(dataset: Dataset, what: What, kind: Kind, period: str) -> list[Reached]:
    now, earlier = stretches(dataset, kind, period)
    span, found = span_of(times(dataset, what, now)[0]), []
    missing = without(dataset, what)
    for group in (EVERYBODY, TRIAL, DIRECT):
        happened, waiting = times(dataset, what, now, group)
        if not happened:
            continue
        rows = missing[missing["period"].isin(now)]
        rows = rows if group == EVERYBODY else rows[group_of(rows) == group]
        before = times(dataset, what, earlier, group)
        table, gone = curve(happened, waiting), int(rows["gone"].sum())
        found.append(
            Reached(
                what, group, table, survival(happened, waiting), gone, len(rows) - gone, span, reached_by(table, span),
                survival(*before) if before[0] else None, len(before[0]) + len(before[1]), same_curves((happened, waiting), before),
            )
        )  # fmt: skip
    return found if len(found) == 3 else found[:1]


def without(dataset: Dataset, what: What) -> pd.DataFrame:
    """Those who signed up and have not got there, with `gone` (left, or a trial that lapsed) and `waited` (days so far)."""
    rows = sign_ups(dataset)
    if rows.empty or f"{what}_waiting_days" not in rows:
        return pd.DataFrame()
    rows = rows[rows[f"{what}_waiting_days"].notna()]
    end = dataset.frames.given.end
    gone = rows["churned_at"] < end if "churned_at" in rows else pd.Series(False, rows.index)
    if {"trial_end", "converted_at"} <= set(rows):  # without them it is not known which trials lapsed
        gone = gone | ((rows["trial_end"] < end) & ~(rows["converted_at"] < end))
    return rows.assign(gone=gone.astype("int64"), waited=rows[f"{what}_waiting_days"])


def same_curves(one: tuple[Sequence[float], Sequence[float]], other: tuple[Sequence[float], Sequence[float]]) -> float | None:
    """How likely two curves would lie so far apart by luck alone (log-rank); None where one of them has nobody who got there."""
    if not one[0] or not other[0]:
        return None
    from scipy.stats import CensoredData, logrank

    first, second = (CensoredData(uncensored=np.asarray(a, float), right=np.asarray(b, float)) for a, b in (one, other))
    return float(logrank(first, second).pvalue)
