"""What would it take? Any input of any metric, worked back from the answer that is wanted, with the working.

An input that stands in the formula once is freed step by step, one that stands in it more often is collected on one side
(`rearrange`): both are exact. What has neither form is searched for within the input's range. Counts are rounded so that the
target is met, and what cannot be reached is said, with how far one can go (`reach`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cs_calc.answer import answer
from cs_calc.expr import Input, Leaf, Op, Step, Summary, inputs, lists, steps
from cs_calc.linear import Fraction, NotLinear, collected
from cs_calc.model import Metric, Variant
from cs_calc.reach import FAR, Bounds, bounds, ends, how_far
from cs_calc.rearrange import HUGE, NoWay, Worded, times, turned_round, value_of, written_out
from cs_calc.say import in_numbers, in_result, in_words
from cs_calc.solved import FLAT, REASONS, Line, Reason, Solved
from cs_calc.work import HAIR, Given, leaf_value, work


def is_whole(part: Leaf) -> bool:
    """Whether an input counts people, tickets or days one by one; a mean of counts need not be whole."""
    return part.unit.key == "count" and not (isinstance(part, Summary) and part.how in ("mean", "median", "p90", "middle"))


def unknowns(variant: Variant) -> tuple[Leaf, ...]:
    """The inputs that can be solved for: the numbers of the formula, and those that it makes of lists."""
    return tuple(part for part in inputs(variant.formula) if times(variant.formula, part))


def solve(metric: Metric, variant: str | None, given: Given, unknown: str, target: float, *, currency: str = "$") -> Solved:
    """What an input must be for the metric to come to `target` (rates as fractions), the other inputs as `given`.

    What is given for the unknown itself only decides, where several values would do, which one is taken. Nothing is raised
    for a target that cannot be reached: `problem` says why and `reason` which of REASONS it is. Raises KeyError for a
    variant or an input that the metric does not have.

    >>> from cs_calc import METRICS
    >>> churn = METRICS["net_mrr_churn"]
    >>> found = solve(churn, None, churn.examples[0].given, "expanded_mrr", -0.01)
    >>> found.value, found.how
    (4000.0, 'turned round')
    >>> print(found.lines[-1].text())
    MRR gained from upgrades = MRR gained from existing customers − MRR won back = $6,000 − $2,000 = $4,000
    """
    chosen = metric.variant(variant)
    formula = chosen.formula
    parts: dict[str, Any] = {part.key: part for part in (*lists(formula), *inputs(formula))}
    if unknown not in parts:
        raise KeyError(f"{metric.key} has no input {unknown}: it has {', '.join(parts)}")
    part = parts[unknown]
    empty = Solved(metric, chosen, part, target, currency)
    if not abs(target) <= FAR:
        return replace(empty, reason="too large", problem=REASONS["too large"])
    if part in lists(formula):
        instead = " or ".join(f"“{p.name}”" for p in unknowns(chosen) if isinstance(p, Summary) and p.of == part)
        return _no(empty, "list", instead=instead)
    if not times(formula, part):
        return _no(empty, "not in formula")
    known: dict[str, float] = {}
    for other in inputs(formula):
        found = leaf_value(other, given)
        if other != part and found is None:
            if not times(formula, other):
                continue  # a limit of hours, where the number within it was supplied
            return _no(empty, "not known", problem=f"First give {other.name}: without it nothing can be worked back.")
        if other != part and found is not None:
            known[other.key] = found
    known |= _steps_without(formula, part, known)
    within = bounds(metric, chosen, known, part)
    return _solved(empty, known, within, leaf_value(part, given))


def _solved(empty: Solved, known: Mapping[str, float], within: Bounds, before: float | None) -> Solved:
    """The rest, with the other numbers known."""
    formula, part, target = empty.variant.formula, empty.unknown, empty.target

    def at(x: float) -> float | None:
        return answer(empty.metric, {**known, part.key: x}, empty.variant.key).value

    try:
        found = _exactly(empty, known) if _solvable(formula, part) else _searched(empty, at, within, before)
    except NoWay:
        return _not_reached(empty, known, within, at)
    x = found.exact
    assert x is not None
    slack = HAIR * (1 + abs(x))
    if within.low - slack <= x <= within.high + slack and abs(x) <= FAR:
        x = min(max(x, within.low), within.high)
    else:
        return _not_reached(empty, known, within, at, x)
    reached = at(x)
    if reached is None or not math.isclose(reached, target, rel_tol=1e-7, abs_tol=1e-9 * max(1.0, abs(target))):
        return _not_reached(empty, known, within, at)
    found = _rounded(replace(found, exact=x, value=x), at)
    assert found.value is not None
    after = answer(empty.metric, {**known, part.key: found.value}, empty.variant.key, currency=empty.currency)
    other = next((o for o in (x * 0.9, x * 1.1) if o != x and (y := at(o)) is not None and math.isclose(y, target, rel_tol=1e-12)), None)
    flat = (FLAT.format(other=empty.show(other), value=empty.target_shown),) if other is not None else ()
    return replace(found, after=after, notes=(*found.notes, *flat))


def _solvable(formula: Step, part: Leaf) -> bool:
    if times(formula, part) == 1:
        return True
    try:
        collected(formula, part)
    except NotLinear:
        return False
    return True


def _exactly(empty: Solved, known: Mapping[str, float]) -> Solved:
    """By algebra, with its lines. Raises NoWay."""
    formula, part = empty.variant.formula, empty.unknown
    goal = Input("_target", formula.name, formula.unit, 0.0, "", None)
    values = {**known, goal.key: empty.target}
    if times(formula, part) > 1:
        return _by_collecting(empty, collected(formula, part), goal, values)
    found = turned_round(formula, part, goal, values)
    needed = [step for stage in found.stages for step in steps(Step("_", "", part.unit, stage.must_be)) if step.key != "_"]
    lines = [_worked(step, step.body, found.values, empty.currency) for step in dict.fromkeys(needed)]
    lines += [_worked(stage.part, stage.must_be, found.values, empty.currency) for stage in found.stages]
    whole = f"{part.name} = {in_words(found.whole)}"
    return replace(empty, exact=found.values[part.key], how="turned round", rearranged=whole, lines=tuple(lines), notes=found.notes)


def _by_collecting(empty: Solved, fraction: Fraction, goal: Input, values: dict[str, float]) -> Solved:
    """(a + b x) ÷ (c + d x) = target, solved for x."""
    formula, part, currency = empty.variant.formula, empty.unknown, empty.currency
    bottom = value_of(fraction.solved(goal)[1], values)
    if not bottom:
        raise NoWay
    above, below = fraction.solved(goal, turned=bottom < 0)
    top, bottom = value_of(above, values), value_of(below, values)
    if top is None or not bottom or abs(top / bottom) > HUGE:
        raise NoWay
    values = {**values, part.key: top / bottom}
    x = Input("_x", "x", Worded("ratio", "x", ""), 0.0, "", None)
    put = {**values, x.key: 0.0}

    def numbers(expr: Any) -> str:
        return in_numbers(expr, put, currency)

    needed = [s for e in (above, below, fraction.top.constant, fraction.bottom.constant) for s in steps(Step("_", "", part.unit, e))]
    lines = [_worked(step, step.body, values, currency) for step in dict.fromkeys(needed) if step.key != "_"]
    up, down = fraction.top.with_x(x), fraction.bottom.with_x(x)
    lines.append(Line(formula.name, "", numbers(up / down), empty.target_shown))
    lines.append(Line(numbers(goal * down), "", numbers(up), ""))
    lines.append(Line(f"{_bare(bottom)} × x", "", numbers(above), _bare(top) if isinstance(above, Op) else ""))
    lines.append(replace(_worked(part, above / below, values, currency), words=""))  # in words it is the formula above
    whole = f"{part.name} = {in_words(written_out(above / below))}"
    return replace(empty, exact=top / bottom, how="collected", rearranged=whole, lines=tuple(lines))


def _searched(empty: Solved, at: Callable[[float], float | None], within: Bounds, before: float | None) -> Solved:
    """By trying the input's whole range, then narrowing down where the answer passes the target. Raises NoWay."""
    from scipy.optimize import brentq  # heavy: only where it is used

    def over(x: float) -> float:
        value = at(x)
        return math.nan if value is None else value - empty.target

    low, high = max(within.low, -FAR), min(within.high, FAR)
    steps_out = [10 ** (k / 4) for k in range(-24, 49)]
    tried = {low, high, *(low + (high - low) * k / 100 for k in range(101)), *(s * e for e in steps_out for s in (1, -1))}
    grid = sorted(x for x in tried if low <= x <= high)
    roots = [x for x in grid if over(x) == 0]
    for a, b in itertools.pairwise(grid):
        if over(a) * over(b) < 0:
            roots.append(float(brentq(over, a, b, xtol=1e-12 * (1 + abs(a)))))
    roots = [x for x in roots if math.isclose(over(x) + empty.target, empty.target, rel_tol=1e-7, abs_tol=1e-9)]
    if not roots:
        raise NoWay
    x = min(roots, key=lambda r: abs(r - (before if before is not None else 0.0)))
    others = sorted({empty.show(r) for r in roots} - {empty.show(x)})
    notes = (f"Other values give the same: {', '.join(others[:3])}. This is the nearest to what is given.",) if others else ()
    return replace(empty, exact=x, how="searched", notes=notes)


def _rounded(found: Solved, at: Callable[[float], float | None]) -> Solved:
    """A count as a whole number, on the side where the target is met."""
    x = found.exact
    if x is None or not is_whole(found.unknown):
        return found
    near = at(float(round(x)))
    if abs(x - round(x)) < 0.01 and near is not None and math.isclose(near, found.target, rel_tol=1e-12, abs_tol=1e-13):
        return replace(found, value=float(round(x)))  # the rest is the rounding of binary fractions
    both = {n: y for n in (math.floor(x), math.ceil(x)) if (y := at(float(n))) is not None}
    better = found.metric.better_by(found.variant)
    met = [n for n, y in both.items() if (y >= found.target if better == "higher" else y <= found.target)]
    unit, exactly = found.variant.formula.unit, f"Exactly it would be {found.unknown.unit.plain(x)}"
    if not both:
        return replace(found, value=x, rounding=f"{exactly}; no whole number near it is possible.")
    if better == "depends":
        n = min(both, key=lambda k: abs(both[k] - found.target))
        side = "rounded to the side that is nearer to the target"
    elif met:
        n = min(met, key=lambda k: abs(k - x))
        side = f"rounded {'up' if n > x else 'down'}, so that the target is met"
    else:
        n = next(iter(both))
        side = "the whole number that would meet the target is not possible"
    return replace(found, value=float(n), rounding=f"{exactly}; {side}: with {n:,} it is {unit.show(both[n], found.currency)}.")


def _not_reached(
    empty: Solved, known: Mapping[str, float], within: Bounds, at: Callable[[float], float | None], needed: float | None = None
) -> Solved:
    """Why a target has no value: another number is impossible, this one makes no difference, or it goes only so far."""
    formula = empty.variant.formula
    low, high = max(within.low, -FAR), min(within.high, FAR)
    probes = [low + (high - low) * k for k in (0.0, 1e-9, 1e-6, 1e-3, 0.25, 0.5, 1.0)]
    values = [y for p in probes if (y := at(p)) is not None]
    if within.low > within.high or not values:
        problem = answer(empty.metric, {**known, empty.unknown.key: max(low, min(high, 1.0))}, empty.variant.key).problem
        return _no(empty, "contradiction", problem=f"Whatever “{empty.unknown.name}” is, there is no answer: {problem}")
    if all(math.isclose(y, empty.target, rel_tol=1e-12, abs_tol=1e-15) for y in values):
        return _no(empty, "any value", value=empty.target_shown)
    if len(values) > 2 and max(values) == min(values):
        far = f"It is {formula.unit.show(values[0], empty.currency)} whatever that is."
        return _no(empty, "not reached", far=far)
    far = how_far(empty.metric, empty.variant, empty.unknown, empty.target, ends(empty.metric, empty.variant, known, empty.unknown, within),
                  empty.currency)  # fmt: skip
    if needed is not None and math.isfinite(needed):
        return _no(empty, "out of range", needed=empty.show(needed), far=far)
    return _no(empty, "not reached", far=far)


def _no(empty: Solved, reason: Reason, **words: str) -> Solved:
    target = "" if reason == "list" else empty.target_shown
    said = REASONS[reason].format(name=empty.unknown.name, metric=empty.variant.formula.name, target=target, **words)
    return replace(empty, reason=reason, problem=said.strip())


def _steps_without(formula: Step, part: Leaf, known: Mapping[str, float]) -> dict[str, float]:
    """The steps that do not need the unknown, worked."""
    found = {}
    for step in steps(formula):
        if not times(step, part) and (value := work(step, known).value) is not None:
            found[step.key] = value
    return found


def _worked(part: Any, expr: Any, values: Mapping[str, float], currency: str) -> Line:
    """A line of the working: what a part is, in words, in numbers, and what it comes to."""
    value = values[part.key] if part.key in values else value_of(expr, values)
    assert value is not None
    return Line(part.name, in_words(expr), in_numbers(expr, values, currency), in_result(part, value, currency))


def _bare(value: float) -> str:
    return f"{round(value, 6):,.10g}"
