"""How sure a number is. Counts or values in, an interval out; every method is named beside its result."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cs_calc.expr import Summary

LEVEL = 0.95
SMALL_SAMPLE = 30
"""Below this many, a rate is said to rest on a small sample."""
Z = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Interval:
    """A range that is likely to hold the true value, in the answer's own unit, and the n it rests on."""

    low: float
    high: float
    n: float
    method: str
    level: float = LEVEL


def wilson(part: float, whole: float) -> Interval | None:
    """Wilson's score interval for `part` of `whole`: fractions between 0 and 1.

    None where it cannot be had: nothing counted, or counts that are not whole numbers.
    Source: Wilson 1927, as scipy computes it (whose test of the share would take a hundred times as long).

    >>> interval = wilson(64, 1000)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0504, 0.0809)
    >>> round(wilson(0, 50).high, 4)  # nobody left: the true rate may still be 7 %
    0.0713
    """
    if not 0 <= part <= whole or whole < 1 or part != int(part) or whole != int(whole):
        return None
    share, square = part / whole, Z * Z / whole
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    return Interval(0.0 if part == 0 else middle - half, 1.0 if part == whole else middle + half, whole, "Wilson")


def nps_interval(promoters: float, passives: float, detractors: float) -> Interval | None:
    """The adjusted Wald interval of a Net Promoter Score, on its scale of -100 to 100.

    Three answers are added (3/4 of a promoter, 3/4 of a detractor), so that a small survey with one
    kind of answer does not look certain; the ends stop at -100 and 100.
    Source: Sauro and Lewis at MeasuringU; METRICS.md section 8.

    >>> interval = nps_interval(42, 10, 8)
    >>> round(interval.low, 2), round(interval.high, 2)
    (36.06, 71.88)
    >>> nps_interval(5, 0, 0).high
    100.0
    """
    n = promoters + passives + detractors
    if min(promoters, passives, detractors) < 0 or n < 1 or any(x != int(x) for x in (promoters, passives, detractors)):
        return None
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * nps_error(p, d, n + 3)
    middle = 100 * (p - d)
    return Interval(max(-100.0, middle - half), min(100.0, middle + half), n, "adjusted Wald")


def nps_error(promoters: float, detractors: float, n: float) -> float:
    """The standard error of a Net Promoter Score, in points, from the two shares (fractions) and n.

    >>> round(nps_error(42 / 60, 8 / 60, 60), 2)
    9.24
    """
    return 100 * math.sqrt((promoters + detractors - (promoters - detractors) ** 2) / n)


def poisson(events: float, exposure: float) -> Interval | None:
    """Byar's interval for a rate of events per unit of exposure, such as tickets per user: it may pass 1.

    None where it cannot be had: no exposure, or events that are not a whole number.
    Source: Byar's approximation to the exact Poisson limits, Breslow and Day 1987.

    >>> interval = poisson(5, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.161, 1.167)
    """
    if exposure <= 0 or events < 0 or events != int(events):
        return None
    more = events + 1
    low = events * (1 - 1 / (9 * events) - Z / (3 * math.sqrt(events))) ** 3 if events else 0.0
    high = more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    return Interval(max(0.0, low) / exposure, high / exposure, exposure, "Poisson (Byar)")


def risk_ratio(part: float, whole: float, other_part: float, other_whole: float) -> Interval | None:
    """The interval of the ratio of two shares, on the log scale (Katz).

    None where a share is 0, or counts are not whole numbers.

    >>> interval = risk_ratio(120, 125, 106, 134)
    >>> round(interval.low, 2), round(interval.high, 2)
    (1.1, 1.33)
    """
    counts = (part, whole, other_part, other_whole)
    if any(x != int(x) for x in counts) or not (0 < part <= whole and 0 < other_part <= other_whole):
        return None
    from scipy.stats.contingency import relative_risk

    ends = relative_risk(int(part), int(whole), int(other_part), int(other_whole)).confidence_interval(LEVEL)
    return Interval(float(ends.low), float(ends.high), whole + other_whole, "log ratio of shares")


RESAMPLES = 2_000
LONG = 5_000
"""Lists longer than this get their interval from a formula: drawing 2,000 times from them would add nothing but time."""


def of_list(values: Sequence[float], statistic: Summary) -> Interval | None:
    """The interval of a mean, median or 90th percentile: values are drawn again and again from the list (bootstrap).

    Long lists: the mean by its standard error, median and percentile by the ranks around them. None for fewer than
    two values, and for other summaries. The draws are always the same: so is the answer.

    >>> from cs_calc.expr import Values, median
    >>> from cs_calc.units import HOURS
    >>> waits = median(Values("waits", "Waits", HOURS, (1.0,), ""))
    >>> interval = of_list([1, 2, 2, 3, 4, 8, 9, 30], waits)
    >>> interval.low, interval.high
    (2.0, 9.0)
    """
    n = len(values)
    if n < 2 or statistic.how not in ("mean", "median", "p90"):
        return None
    import numpy as np

    numbers = np.sort(np.asarray(values, dtype="float64"))
    if n > LONG:
        return _of_long_list(numbers, statistic)
    places = np.random.default_rng(2026).integers(0, n, size=(RESAMPLES, n))
    if statistic.how == "mean":
        drawn = numbers[places].mean(axis=1)
    else:  # the values are in order, so it is enough to sort their places: as small numbers that takes a tenth of the time
        ranks = np.sort(places.astype("int16"), axis=1)
        at = (0.5 if statistic.how == "median" else 0.9) * (n - 1)
        first = int(at)
        ends = numbers[ranks[:, [first, min(first + 1, n - 1)]]]
        drawn = np.quantile(ends, at - first, axis=1)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), n, "bootstrap")


def _of_long_list(numbers: Any, statistic: Summary) -> Interval:
    from scipy.stats import binom

    n = len(numbers)
    if statistic.how == "mean":
        middle, half = float(numbers.mean()), Z * float(numbers.std(ddof=1)) / math.sqrt(n)
        return Interval(middle - half, middle + half, n, "standard error")
    share = 0.5 if statistic.how == "median" else 0.9
    low, high = (int(binom.ppf(end, n, share)) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Interval(float(numbers[max(0, low - 1)]), float(numbers[min(n - 1, high)]), n, "ranks")


@dataclass(frozen=True)
class Survival:
    """Half have got there within `median` (None: fewer than half have, so far); with the range and who still waits."""

    median: float | None
    low: float | None
    high: float | None
    happened: int
    waiting: int


def survival(happened: Sequence[float], waiting: Sequence[float]) -> Survival:
    """The Kaplan-Meier median of a time, where some have not got there yet: they count with the time waited so far.

    The median of those who got there alone only improves as the slow ones are lost. Source: Kaplan and Meier 1958, as
    scipy computes it, with log-log limits.

    >>> survival([2, 3, 5, 8], [10, 10, 10]).median
    8.0
    >>> survival([2], [10, 10]).median is None
    True
    """
    import numpy as np
    from scipy.stats import CensoredData, ecdf

    if not happened:
        return Survival(None, None, None, 0, len(waiting))
    found: Any = ecdf(CensoredData(uncensored=np.asarray(happened, float), right=np.asarray(waiting, float))).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where all or none have got there, limits do not exist: they stay None
        ends: Any = found.confidence_interval(LEVEL, method="log-log")

    def half(times: Any, left: Any) -> float | None:
        below = np.flatnonzero(np.nan_to_num(left, nan=1.0) <= 0.5)
        return float(times[below[0]]) if len(below) else None

    return Survival(
        half(found.quantiles, found.probabilities),
        half(ends.low.quantiles, ends.low.probabilities),
        half(ends.high.quantiles, ends.high.probabilities),
        len(happened),
        len(waiting),
    )
