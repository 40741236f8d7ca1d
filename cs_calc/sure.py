"""How sure an answer is, by its declaration: which counts, which method, and what is to be said beside it."""

from __future__ import annotations

from dataclasses import replace

from cs_calc.expr import Step, Summary, inputs
from cs_calc.intervals import SMALL_SAMPLE, Interval, Survival, nps_interval, of_list, poisson, risk_ratio, survival, wilson
from cs_calc.model import Sure, Variant
from cs_calc.work import Given, number, values_of, work


def interval_of(sure: Sure | None, formula: Step, given: Given) -> Interval | None:
    """The interval of a worked formula; None where the counts or values are not known.

    `given` holds the inputs, and the steps that were worked, by key.
    """
    if sure is None:
        return None
    if sure.method == "bootstrap":
        return _of_list(sure, formula, given)
    found = _of_counts(sure, given)
    if found is None:
        return None
    if sure.complement:
        found = replace(found, low=1 - found.high, high=1 - found.low)
    if sure.less:
        found = replace(found, low=found.low - sure.less, high=found.high - sure.less)
    return _carried(found, sure, formula, given) if sure.through else found


def at_least(sure: Sure | None, formula: Step, given: Given) -> tuple[float, Interval] | None:
    """Where nothing was lost, the smallest that a value which divides by the loss can be, with the loss's interval.

    50 of 50 customers stayed: churn may still be 7.1 %, so a lifetime value is at least revenue over that.
    """
    if sure is None or not sure.through or number(given, sure.through) != 0:
        return None
    found = _of_counts(sure, given)
    if found is None:
        return None
    value = work(formula, {**given, sure.through: found.high}).value
    return None if value is None else (value, found)


def still_waiting(sure: Sure | None, given: Given) -> Survival | None:
    """The median with those counted for whom it has not happened yet; None where nobody waits."""
    if sure is None or sure.waiting is None:
        return None
    waiting = values_of(given, sure.waiting)
    happened = given.get(sure.of[0])
    if not waiting or happened is None or isinstance(happened, float):
        return None
    return survival(tuple(happened), waiting)


def cautions(variant: Variant, value: float | None, interval: Interval | None, given: Given, currency: str = "$") -> tuple[str, ...]:
    """What is to be said beside an answer: a small sample, none or all counted, a lower bound, those who still wait.

    >>> from cs_calc import METRICS, answer
    >>> answer(METRICS["customer_churn_rate"], {"opening_customers": 50, "left_customers": 0}).cautions
    ('None of 50 counted: the true rate may still be as high as 7.13%.',)
    """
    sure, formula, said = variant.sure, variant.formula, []
    show = formula.unit.show
    if interval is not None and interval.n < SMALL_SAMPLE:
        said.append(f"A small sample (n = {interval.n:,.0f}): read the range, not the number.")
    plain = sure is not None and sure.method == "wilson" and not sure.through and not sure.complement
    if interval is not None and plain and value == 0:
        said.append(f"None of {interval.n:,.0f} counted: the true rate may still be as high as {show(interval.high)}.")
    if interval is not None and plain and value == 1:
        said.append(f"All {interval.n:,.0f} counted: the true rate may still be as low as {show(interval.low)}.")
    if (floor := at_least(sure, formula, given)) is not None:
        value, lost = floor
        rate = f"none of {lost.n:,.0f} was lost, but the true rate may be as high as {lost.high:.1%} (95 %, {lost.method})"
        said.append(f"At least {show(value, currency)}: {rate}.")
    if (found := still_waiting(sure, given)) is not None:
        everyone = found.happened + found.waiting
        text = f"{found.waiting:,} of {everyone:,} are not there yet. "
        if found.median is None:
            text += "Counted with them, fewer than half have got there so far (Kaplan-Meier): the middle is not known yet."
        else:
            ends = "" if found.low is None else f", likely between {show(found.low)} and " + (show(found.high) if found.high else "more")
            text += f"Counted with them, half get there within {show(found.median)} (Kaplan-Meier{ends})."
        said.append(text)
    return tuple(said)


def _of_counts(sure: Sure, given: Given) -> Interval | None:
    known = [x for key in sure.of if (x := number(given, key)) is not None]
    if len(known) != len(sure.of):
        return None
    match sure.method:
        case "nps":
            return nps_interval(*known)
        case "poisson":
            return poisson(*known)
        case "risk_ratio":
            return risk_ratio(*known)
    part, whole = known
    return wilson(part, part + whole if sure.rest else whole)


def _of_list(sure: Sure, formula: Step, given: Given) -> Interval | None:
    summary = next((x for x in inputs(formula) if isinstance(x, Summary) and x.of.key == sure.of[0]), None)
    values = None if summary is None else values_of(given, summary.of)
    return None if summary is None or values is None else of_list(values, summary)


def _carried(found: Interval, sure: Sure, formula: Step, given: Given) -> Interval | None:
    """The ends of a share's interval, put in the formula's place for that share."""
    part, whole = (number(given, key) for key in sure.of)
    typed = number(given, sure.through)
    if typed is None or part is None or not whole or abs(typed - part / whole) > 1e-9:
        return None  # a rate that was typed is not the one of these counts
    ends = [work(formula, {**given, sure.through: end}).value for end in (found.low, found.high)]
    if ends[0] is None or ends[1] is None:
        return None
    return replace(found, low=min(ends[0], ends[1]), high=max(ends[0], ends[1]), method=f"{found.method}, carried through the formula")
