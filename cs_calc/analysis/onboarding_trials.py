"""From trial to paying: what goes with a set-up on the first day, and conversion by cohort and window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.onboarding import sign_ups, stretches, trials
from cs_calc.analysis.product import day_span
from cs_calc.answer import Answer, answer
from cs_calc.change import shares
from cs_calc.intervals import LEVEL, wilson
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import UNKNOWN, Dataset
from cs_calc.tables.mrr import lives
from cs_calc.tables.periods import Kind, spoken

STAYED = 180
"""Days after signing up at which a customer who was set up fast is held against the others: still there, or not."""
WINDOWS = (7, 14, 21, 30, 60, 90)
"""Days after the start of a trial in which it may have become a customer."""


@dataclass(frozen=True)
class FastEffect:
    """Trials set up within 24 hours against the others: who became a customer. `low`, `high`: of the difference (Newcombe, 95 %).

    `chance` is Fisher's exact p; `uplift` the declared metric, worked on these counts.
    """

    name: str
    fast: int
    fast_converted: int
    slow: int
    slow_converted: int
    difference: float
    low: float
    high: float
    chance: float
    uplift: Answer

    @property
    def real(self) -> bool:
        """Whether chance would explain the difference in fewer than 5 of 100 cases."""
        return self.chance < 1 - LEVEL

    @property
    def fast_rate(self) -> float:
        """The share of those set up within 24 hours that became customers."""
        return self.fast_converted / self.fast

    @property
    def slow_rate(self) -> float:
        """The share of the others that became customers."""
        return self.slow_converted / self.slow


FAST_KEYS = ("fast_started", "fast_converted", "slow_started", "slow_converted")


def fast_effect(rows: pd.DataFrame, name: str, currency: str = "$") -> FastEffect | None:
    """Fast against slow over some trials that have ended (`trials`); None where one of the two groups is empty."""
    if not {"fast", "slow", "converted"} <= set(rows):
        return None
    fast, slow = rows[rows["fast"] == 1], rows[rows["slow"] == 1]
    counts = (len(fast), int(fast["converted"].sum()), len(slow), int(slow["converted"].sum()))
    n, a, m, b = counts
    tested = shares(b, m, a, n) if n and m else None
    if tested is None or tested[0] is None or tested[1] is None:
        return None
    from scipy.stats import fisher_exact

    chance = float(fisher_exact(np.array([[a, n - a], [b, m - b]]))[1])
    uplift = answer(METRICS["fast_onboarding_uplift"], dict(zip(FAST_KEYS, map(float, counts), strict=True)), currency=currency)
    return FastEffect(name, n, a, m, b, a / n - b / m, tested[0], tested[1], chance, uplift)


def fast_effects(dataset: Dataset, kind: Kind, period: str) -> list[FastEffect]:
    """Fast against slow of all trials that have ended by the end of a period, of its last 12 months, and of the period itself."""

    def made() -> list[FastEffect]:
        rows = ended(dataset, kind, period)
        if rows.empty:
            return []
        now = stretches(dataset, kind, period)[0]
        some = ((rows, f"All up to {spoken(period)}"), (rows[rows["month"].isin(now)], f"{spoken(now[0])} to {spoken(now[-1])}"))
        found = [fast_effect(part, name) for part, name in (*some, (rows[rows["period"] == period], spoken(period)))]
        return [f for place, f in enumerate(found) if f is not None and (place == 0 or f.name not in [g.name for g in found[:place] if g])]

    found: list[FastEffect] = dataset.keep(("onboarding", "effects", kind, period), made)
    return found


def stay_effect(dataset: Dataset, kind: Kind, period: str) -> FastEffect | None:
    """Customers set up within 24 hours of signing up against the others: who was still a customer STAYED days later.

    Of those who became customers (who paid, where MRR data says so) and signed up at least so long before the period's end;
    `converted` of the result are those who stayed. None where it is not known who left, or one of the two groups is empty.
    """
    rows = sign_ups(dataset)
    if rows.empty or "onboarding_waiting_days" not in rows:
        return None
    end = day_span(dataset, kind, period)[1] + pd.Timedelta(days=1)
    left = _left_at(dataset, rows)
    if left is None:
        return None
    if "trial_start" in rows:
        became = rows["converted_at"] < end if "converted_at" in rows else pd.Series(False, rows.index)
        rows = rows[rows["trial_start"].isna() | became]
    if (paid := lives(dataset.tables, dataset.as_of)) is not None:
        rows = rows[rows["customer_id"].isin(set(paid["customer_id"]))]
    rows = rows[rows["signup_date"] + pd.Timedelta(days=STAYED) <= end]
    gone = left.reindex(rows.index) < rows["signup_date"] + pd.Timedelta(days=STAYED)
    fast = rows["onboarding_days"] <= 1
    flags = pd.DataFrame({"fast": fast.astype("float64"), "slow": (~fast).astype("float64"), "converted": (~gone).astype("float64")})
    return fast_effect(flags, f"Customers up to {spoken(period)}", dataset.currency)


def _left_at(dataset: Dataset, rows: pd.DataFrame) -> pd.Series[Any] | None:
    """When each customer left, from the list of customers, else from the days paid for; missing: still there. None where unknown."""
    if "churned_at" in rows:
        found: pd.Series[Any] = rows["churned_at"]
        return found
    paid = lives(dataset.tables, dataset.as_of)
    if paid is None:
        return None
    last = paid.groupby("customer_id")["last_day"].max()
    last = last[last <= dataset.as_of.toordinal()]
    days = pd.Series(pd.to_datetime([pd.Timestamp.fromordinal(int(d) + 1) for d in last]), index=last.index, dtype="datetime64[us]")
    return pd.Series(days.reindex(rows["customer_id"]).to_numpy(), index=rows.index)


def ended(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """The trials that have ended by the end of a period, with `month` as text."""
    rows = trials(dataset, "trials_ended", kind)
    if rows.empty:
        return rows
    rows = rows[rows["period"] <= period]
    return rows.assign(month=rows["trial_end"].dt.strftime("%Y-%m"))


def fast_by(dataset: Dataset, kind: Kind, period: str, by: str) -> pd.DataFrame:
    """Fast against slow in each segment of a split, and in all: whether it holds within them.

    Columns: segment, group (fast or slow), n, converted, value, low, high (Wilson, 95 %), difference (points, as fraction). The whole
    comes first, then the segments with the most trials; those where one group is empty are left out.
    """
    rows = ended(dataset, kind, period)
    if rows.empty or by not in rows:
        parts: list[tuple[str, pd.DataFrame]] = []
    else:
        groups = rows.groupby(rows[by].fillna(UNKNOWN))
        parts = sorted(((str(s), part) for s, part in groups), key=lambda item: (-len(item[1]), item[0]))
    found = []
    for segment, part in [("All", rows), *parts]:
        effect = fast_effect(part, segment)
        if effect is None:
            continue
        for group, n, k in (("fast", effect.fast, effect.fast_converted), ("slow", effect.slow, effect.slow_converted)):
            sure = wilson(k, n)
            assert sure is not None
            found.append((segment, group, n, k, k / n, sure.low, sure.high, effect.difference))
    return pd.DataFrame(found, columns=["segment", "group", "n", "converted", "value", "low", "high", "difference"])


def cohorts(dataset: Dataset, kind: Kind, period: str, most: int = 12) -> pd.DataFrame:
    """Trial conversion by the period in which trials began and by days since, the last `most` cohorts up to a period.

    Columns: cohort, window (days; missing: at any time so far), trials, converted, value (missing where not all of the cohort's
    trials are as old as the window). "At any time" is the metric's `trials_started`.
    """
    rows = trials(dataset, "trials_started", kind)
    if rows.empty or "converted" not in rows:
        return pd.DataFrame()
    end = dataset.frames.given.end
    rows = rows[rows["period"] <= period]
    found: list[tuple[str, float, int, int, float]] = []
    for cohort in sorted(rows["period"].unique())[-most:]:
        part = rows[rows["period"] == cohort]
        days = (part["converted_at"].where(part["converted"] == 1) - part["trial_start"]).dt.total_seconds() / 86400
        age = (end - part["trial_start"]).dt.total_seconds().min() / 86400
        for window in WINDOWS:
            inside = int((days <= window).sum())
            found.append((cohort, window, len(part), inside, inside / len(part) if age >= window else np.nan))
        became = int(part["converted"].sum())
        found.append((cohort, np.nan, len(part), became, became / len(part)))
    return pd.DataFrame(found, columns=["cohort", "window", "trials", "converted", "value"])


def trials_of(dataset: Dataset, kind: Kind, cohort: str) -> pd.DataFrame:
    """The trials that began in a period, with the days until they became customers."""
    rows = trials(dataset, "trials_started", kind)
    rows = rows[rows["period"] == cohort] if len(rows) else rows
    if rows.empty or "converted" not in rows:
        return rows
    days = (rows["converted_at"].where(rows["converted"] == 1) - rows["trial_start"]).dt.total_seconds() / 86400
    names = ("customer_id", "customer_name", "owner", "plan", "trial_start", "trial_end", "onboarding_done_at", "converted_at")
    found = rows.assign(days_to_convert=days.round(1))
    return found[[c for c in (*names, "days_to_convert", "_sheet", "_row") if c in found]].sort_values("trial_start").reset_index(drop=True)
