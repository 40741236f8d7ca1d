"""Is this change real? Two answers by the same definition, the difference, its range, and a plain sentence with the test it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from cs_calc.answer import Answer
from cs_calc.expr import Summary
from cs_calc.intervals import LEVEL, RESAMPLES, Z, nps_error, wilson
from cs_calc.work import number, values_of

Evidence = Literal["real", "none", "not tested"]
FEW = 5  # below this many expected in a cell, chance is worked exactly


@dataclass(frozen=True)
class Change:
    """A difference of two answers, in the answer's own unit: rates as fractions. `p` is the chance of one as large by luck alone."""

    difference: float
    low: float | None
    high: float | None
    p: float | None
    method: str
    evidence: Evidence
    sentence: str


def change_of(then: Answer, now: Answer) -> Change | None:
    """How much an answer moved, and whether that is more than chance; None where one of the two has no value.

    Shares: Newcombe's interval, and Fisher's exact test where counts are small, else the test of two shares. NPS: the
    combined standard error. Rates per user: the exact conditional test. Times: the values are drawn again and again
    (bootstrap) for the interval, Mann-Whitney for the evidence. Money is a count of the whole book: nothing is sampled,
    so no test applies. Source: METRICS.md section 8.

    >>> from cs_calc import METRICS, answer
    >>> churn = METRICS["customer_churn_rate"]
    >>> then = answer(churn, {"opening_customers": 50, "left_customers": 5})
    >>> now = answer(churn, {"opening_customers": 50, "left_customers": 8})
    >>> change_of(then, now).sentence.split(" The true")[0]
    'Up 6 points, from 10.0% to 16.0%: no evidence of a change (p = 0.55, Fisher).'
    """
    if then.value is None or now.value is None:
        return None
    tested = _tested(then, now)
    difference = now.value - then.value
    unit, currency = now.variant.formula.unit, now.currency
    shown = unit.show_change(difference, currency)
    ends = f"from {unit.show(then.value, currency)} to {unit.show(now.value, currency)}"
    way = "No change" if shown == "no change" else f"{'Up' if difference > 0 else 'Down'} {shown.lstrip('+-').replace('.0 ', ' ')}"
    head = f"{way}, {ends}"
    if tested is None:
        census = unit.key == "money" or now.variant.sure is None
        why = "every customer is counted, nothing is sampled" if census else "the counts are not known"
        return Change(difference, None, None, None, "", "not tested", f"{head}. Not tested: {why}.")
    low, high, p, method = tested
    evidence: Evidence = "real" if p < 1 - LEVEL else "none"
    found = "more than chance would explain" if evidence == "real" else "no evidence of a change"
    chance = chance_in_words(p)
    sentence = f"{head}: {found} ({chance}, {method})."
    if low is not None and high is not None:
        low_shown, high_shown = unit.show_change(low, currency), unit.show_change(high, currency)
        sentence += f" The true difference is likely between {low_shown} and {high_shown}."
    return Change(difference, low, high, p, method, evidence, sentence)


Tested = tuple[float | None, float | None, float, str]


def _tested(then: Answer, now: Answer) -> Tested | None:
    sure = now.variant.sure
    if sure is None or sure.through or now.variant.key != then.variant.key:
        return None
    if sure.method == "bootstrap":
        return _lists(then, now)
    counts = [[number({**a.given, **a.worked.values}, key) for key in sure.of] for a in (then, now)]
    first, second = ([x for x in row if x is not None and x == int(x)] for row in counts)
    if len(first) != len(sure.of) or len(second) != len(sure.of):
        return None
    match sure.method:
        case "wilson":
            if sure.rest:
                first, second = [first[0], sum(first)], [second[0], sum(second)]
            found = shares(*first, *second)
            if found is None or not sure.complement:
                return found
            low, high, p, method = found
            return (None if high is None else -high), (None if low is None else -low), p, method
        case "nps":
            return _nps(first, second)
        case "poisson":
            return _rates(*first, *second)
    return None


def shares(part: float, whole: float, now_part: float, now_whole: float) -> Tested | None:
    """Two shares: Newcombe's interval of the difference (later less earlier), the chance, and which test gave it.

    Source: Newcombe 1998, method 10; Fisher's exact test where an expected count is below 5.

    >>> low, high, p, method = shares(5, 50, 8, 50)
    >>> round(low, 3), round(high, 3), round(p, 2), method
    (-0.077, 0.197, 0.55, 'Fisher')
    """
    before, after = wilson(part, whole), wilson(now_part, now_whole)
    if before is None or after is None:
        return None
    p1, p2 = part / whole, now_part / now_whole
    difference = p2 - p1
    low = difference - math.hypot(p2 - after.low, before.high - p1)
    high = difference + math.hypot(after.high - p2, p1 - before.low)
    pooled = (part + now_part) / (whole + now_whole)
    import numpy as np
    from scipy.stats import fisher_exact, norm

    if min(whole, now_whole) * min(pooled, 1 - pooled) < FEW or min(whole, now_whole) < 100:
        table = [[int(part), int(whole - part)], [int(now_part), int(now_whole - now_part)]]
        return low, high, float(fisher_exact(np.array(table))[1]), "Fisher"
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / now_whole))
    return low, high, float(2 * norm.sf(abs(difference) / error)), "test of two shares"


def _nps(first: list[float], second: list[float]) -> Tested | None:
    """Two Net Promoter Scores, from (promoters, passives, detractors): three answers are added to each, as for one."""
    from scipy.stats import norm

    sides = []
    for promoters, passives, detractors in (first, second):
        n = promoters + passives + detractors
        if n < 1:
            return None
        p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
        sides.append((100 * (promoters - detractors) / n, nps_error(p, d, n + 3)))
    difference, error = sides[1][0] - sides[0][0], math.hypot(sides[0][1], sides[1][1])
    return difference - Z * error, difference + Z * error, float(2 * norm.sf(abs(difference) / error)), "standard errors"


def _rates(events: float, exposure: float, now_events: float, now_exposure: float) -> Tested | None:
    """Two rates of events per unit of exposure: given all events, how many would fall on the later side by chance?"""
    if exposure <= 0 or now_exposure <= 0 or events + now_events < 1:
        return None
    from scipy.stats import binomtest

    test = binomtest(int(now_events), int(events + now_events), now_exposure / (exposure + now_exposure))
    return None, None, float(test.pvalue), "Poisson, exact"


def _lists(then: Answer, now: Answer) -> Tested | None:
    summary = next((part for part in now.inputs if isinstance(part, Summary)), None)
    if summary is None or summary.how not in ("mean", "median", "p90"):
        return None
    before, after = values_of(then.given, summary.of), values_of(now.given, summary.of)
    if before is None or after is None or min(len(before), len(after)) < 2:
        return None
    import numpy as np
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(2026)

    def drawn(values: tuple[float, ...]) -> Any:
        numbers = np.asarray(values, "float64")
        size = min(len(numbers), 2_000)  # drawing fewer than there are would widen the range: said by its being cautious
        draws = numbers[rng.integers(0, len(numbers), size=(RESAMPLES // 2, size))]
        if summary.how == "mean":
            return draws.mean(axis=1)
        return np.quantile(draws, 0.5 if summary.how == "median" else 0.9, axis=1)

    low, high = np.quantile(drawn(after) - drawn(before), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high), float(mannwhitneyu(before, after).pvalue), "Mann-Whitney"


def chance_in_words(p: float) -> str:
    """A p value for a person.

    >>> chance_in_words(0.0004), chance_in_words(0.0042), chance_in_words(0.48)
    ('p < 0.001', 'p = 0.004', 'p = 0.48')
    """
    return "p < 0.001" if p < 0.001 else f"p = {p:.2f}" if p >= 0.01 else f"p = {p:.3f}"
