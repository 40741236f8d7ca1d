"""What matters most: every input moved alone, by the same share either way or over its own range, and what that does to the answer.

One at a time: the others stay as they are, so what two of them do together is not seen. The bars are sorted by their
swing, and the ends carry the inputs' own values (after Analytica and Tushar Mehta).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cs_calc.answer import Answer, answer
from cs_calc.expr import Leaf, inputs
from cs_calc.model import Metric
from cs_calc.ranges import Range
from cs_calc.reach import FAR, bounds
from cs_calc.solve import is_whole, unknowns
from cs_calc.units import Unit
from cs_calc.work import Given, leaf_value

SHARE = 0.2
"""How far each input is moved, unless a person says otherwise: a fifth, less and more."""


@dataclass(frozen=True)
class Bar:
    """One input at its low and high end, and the answer at both (rates as fractions); `note` where a limit cut the range."""

    part: Leaf
    value: float
    low: float
    high: float
    at_low: float
    at_high: float
    note: str = ""

    @property
    def swing(self) -> float:
        """How far the answer moves between the two ends."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """Every input's bar, the widest first; what was left out, and the plain sentence for each input, in the same order."""

    base: Answer
    share: float
    bars: tuple[Bar, ...]
    sentences: tuple[str, ...]
    left_out: tuple[str, ...]
    problem: str = ""

    def finding(self) -> str:
        """What matters most, in one sentence."""
        if not self.bars:
            return ""
        bar, show = self.bars[0], self.base.variant.formula.unit.show
        low, high = sorted((bar.at_low, bar.at_high))
        ends = " to ".join(show(x, self.base.currency) for x in (low, high))
        if bar.swing == 0:
            return f"None of the inputs moves {self.base.worked.formula.name} alone"
        return f"{bar.part.name[0].upper()}{bar.part.name[1:]} matters most: {self.base.worked.formula.name} from {ends}"


def tornado(
    metric: Metric,
    given: Given,
    variant: str | None = None,
    *,
    share: float = SHARE,
    ranges: Mapping[str, Range] | None = None,
    currency: str = "$",
) -> Tornado:
    """Move each input of a worked metric by `share` (0.2: 20 %) less and more, within what it can be; or over its own range.

    Counts go to the whole number outside. Nothing is raised for a metric without an answer: `problem` says why. Raises
    ValueError for a share that is not above 0, and KeyError for a variant that does not exist.

    >>> from cs_calc import METRICS
    >>> net = METRICS["net_mrr_churn"]
    >>> found = tornado(net, net.examples[0].given)
    >>> found.bars[0].part.key, round(found.bars[0].swing, 4)
    ('expanded_mrr', 0.032)
    >>> found.sentences[0]
    'Each further $1,000 of “MRR gained from upgrades” lowers Net MRR churn rate by 1 point.'
    """
    if not (math.isfinite(share) and share > 0):
        raise ValueError(f"The range needs a percentage above 0, found {share * 100:g} %.")
    base = answer(metric, given, variant, currency=currency)
    if base.value is None:
        return Tornado(base, share, (), (), (), base.problem)
    known = {part.key: x for part in inputs(base.variant.formula) if (x := leaf_value(part, given)) is not None}
    bars, left_out = [], []
    for part in unknowns(base.variant):
        found = _bar(base, known, part, share, (ranges or {}).get(part.key))
        if isinstance(found, Bar):
            bars.append(found)
        else:
            left_out.append(found)
    ranked = tuple(sorted(bars, key=lambda bar: -bar.swing))
    parts = (*(bar.part for bar in ranked), *(part for part in unknowns(base.variant) if known[part.key] == 0))
    sentences = (_per_unit(base, known, part) for part in parts)
    return Tornado(base, share, ranked, tuple(s for s in sentences if s), tuple(left_out))


def _bar(base: Answer, known: Mapping[str, float], part: Leaf, share: float, own: Range | None) -> Bar | str:
    """The bar of one input, or the sentence why it has none."""
    value = known[part.key]
    if value == 0 and own is None:
        return f"“{part.name}” is 0: there is no share of it to move."
    within = bounds(base.metric, base.variant, known, part)
    low, high = (own.low, own.high) if own else sorted((value * (1 - share), value * (1 + share)))
    if is_whole(part):
        low, high = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    cut = [
        f"cannot be {word} {part.unit.show(limit, base.currency)}{f', since {says}' if says else ''}"
        for word, is_cut, limit, says in (
            ("below", low < within.low, within.low, within.low_says),
            ("above", high > within.high, within.high, within.high_says),
        )
        if is_cut
    ]
    low, high = max(low, within.low), min(high, within.high)
    at = [answer(base.metric, {**known, part.key: x}, base.variant.key).value for x in (low, high)]
    if at[0] is None or at[1] is None:
        return f"“{part.name}” has no answer at one of its ends ({_span(part, low, high, base.currency)})."
    note = f"“{part.name}” {' and '.join(cut)}." if cut else ""
    return Bar(part, value, low, high, at[0], at[1], note)


def _span(part: Leaf, low: float, high: float, currency: str) -> str:
    return f"{part.unit.show(low, currency)} to {part.unit.show(high, currency)}"


def step_of(unit: Unit, value: float) -> float:
    """A round step that a person would speak of: a power of ten, a few percent of the value; for percent a point or a part of one.

    >>> from cs_calc.units import COUNT, MONEY, PERCENT
    >>> step_of(MONEY, 8_000), step_of(MONEY, 100_000), step_of(COUNT, 64), step_of(COUNT, 3), step_of(PERCENT, 0.05)
    (1000.0, 10000.0, 10.0, 1.0, 0.01)
    """
    if unit.key == "percent":
        return 0.01 if abs(value) >= 0.02 else 0.001
    power = 10.0 ** math.floor(math.log10(abs(value) / 4)) if value else 1.0
    return max(power, 1.0) if unit.key in ("count", "money") else max(power, 0.1)


def _per_unit(base: Answer, known: Mapping[str, float], part: Leaf) -> str:
    """What one step more of an input does to the answer, a sentence; the step less, where there is no room for more."""
    value = known[part.key]
    like = max((abs(known[p.key]) for p in unknowns(base.variant) if p.unit == part.unit), default=0.0)
    step = step_of(part.unit, value or like)  # where there is none of it yet: a step like those of its kind
    within, now = bounds(base.metric, base.variant, known, part), base.value
    assert now is not None

    def at(x: float) -> float | None:
        inside = within.low <= x <= min(within.high, FAR)
        return answer(base.metric, {**known, part.key: x}, base.variant.key).value if inside else None

    for way in (step, -step):
        then = at(value + way)
        if then is None:
            continue
        name, change = base.worked.formula.name, then - now
        again, before = at(value + 2 * way), at(value - way)
        other = again - then if again is not None else now - before if before is not None else math.nan
        even = math.isclose(other, change, rel_tol=1e-6, abs_tol=1e-12)
        more = {(True, True): "Each further", (True, False): "The next", (False, True): "Each", (False, False): "The first"}[way > 0, even]
        size = _amount(part.unit, step, base.currency).removeprefix("1 ")  # a further point, month
        amount = f"{'one' if size == '1' else size}{'' if way > 0 else ' less'}"
        of = f"{more} {amount} of “{part.name}”"
        if abs(change) <= 1e-12 * (1 + abs(now)):
            return f"{of} does not change {name}."
        return f"{of} {'raises' if change > 0 else 'lowers'} {name} by {_amount(base.variant.formula.unit, abs(change), base.currency)}."
    return ""


def _amount(unit: Unit, size: float, currency: str) -> str:
    """A difference without its sign: rates and scores in points, small ones with two digits that say something."""
    if unit.key in ("percent", "score"):
        points = size * unit.scale
        digits = f"{points:,.1f}" if points >= 1 else f"{points:.2g}"
        digits = digits.removesuffix(".0")
        return f"{digits} {'point' if digits == '1' else 'points'}"
    if 0 < size < 0.1:
        small = f"{size:.2g}"
        return f"{currency}{small}" if unit.key == "money" else f"{small} {unit.name}" if unit.key not in ("count", "ratio") else small
    shown = unit.show(size, currency)
    return shown.removesuffix(".0")


def as_rows(found: Tornado) -> list[dict[str, Any]]:
    """The bars as a table: input, its values and the answers at both ends, as people read them."""
    show, currency = found.base.variant.formula.unit.show, found.base.currency
    return [
        {
            "Input": bar.part.name,
            "Now": bar.part.unit.show(bar.value, currency),
            "Low": bar.part.unit.show(bar.low, currency),
            "Answer at low": show(bar.at_low, currency),
            "High": bar.part.unit.show(bar.high, currency),
            "Answer at high": show(bar.at_high, currency),
            "Swing": found.base.variant.formula.unit.show_change(bar.swing, currency).lstrip("+"),
        }
        for bar in found.bars
    ]
