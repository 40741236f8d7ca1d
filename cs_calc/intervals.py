"""How sure a number is. Counts in, an interval out; every method is named beside its result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cs_calc.expr import Step
from cs_calc.model import Sure
from cs_calc.work import work

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
    Source: Wilson 1927, as scipy computes it.

    >>> interval = wilson(64, 1000)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0504, 0.0809)
    >>> round(wilson(0, 50).high, 4)  # nobody left: the true rate may still be 7 %
    0.0713
    """
    if not 0 <= part <= whole or whole < 1 or part != int(part) or whole != int(whole):
        return None
    from scipy.stats import binomtest  # heavy: only where it is used

    ends = binomtest(int(part), int(whole)).proportion_ci(LEVEL, method="wilson")
    return Interval(float(ends.low), float(ends.high), whole, "Wilson")


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


def interval_of(sure: Sure | None, formula: Step, values: Mapping[str, float | None]) -> Interval | None:
    """The interval of a worked formula, by its declaration; None where the counts are not known."""
    counts = [values.get(key) for key in sure.of] if sure else []
    known = [float(count) for count in counts if count is not None and math.isfinite(count)]
    if sure is None or len(known) != len(sure.of):
        return None
    found = nps_interval(*known) if sure.method == "nps" else wilson(*known)
    if found is None:
        return None
    if sure.complement:
        found = replace(found, low=1 - found.high, high=1 - found.low)
    if sure.through:
        typed = values.get(sure.through)
        if typed is None or abs(typed - known[0] / known[1]) > 1e-9:
            return None  # a rate that was typed is not the one of these counts
        ends = [work(formula, {**values, sure.through: end}).value for end in (found.low, found.high)]
        if ends[0] is None or ends[1] is None:
            return None
        found = replace(found, low=ends[0], high=ends[1], method=f"{found.method}, carried through the formula")
    return found
