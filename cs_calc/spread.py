"""What ranges of the inputs make of the answer: 5,000 cases are drawn and worked, and the answer becomes a distribution.

The inputs are drawn independently of each other, by the same seed each time: the same ranges give the same answer. A case in
which an input or a part passes what it can be is drawn again; one without an answer (a division by 0) is counted and said.

Counts of a survey may have their sampling margin added: other people of the same kind would have answered a little otherwise. Its
shares are drawn from the Dirichlet distribution of the counts, half an answer added to each kind (Jeffreys' prior), so that 0 of 50
does not count as certain; the number of answers stays. A list is drawn again from its own values (bootstrap).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cs_calc.answer import Answer, answer
from cs_calc.draws import DRAWS, drawn, possible, sample, worked
from cs_calc.expr import Leaf, Step, inputs
from cs_calc.model import Benchmark, Metric
from cs_calc.ranges import Range, Shape
from cs_calc.work import Given, leaf_value

ROUNDS = 40
SEED = 2026
LONG = 1_000
"""Of lists longer than this no sample is drawn again: 5,000 draws of so many values would take seconds."""
Side = Literal["below", "above"]


@dataclass(frozen=True)
class Spread:
    """An answer as a distribution. `values`: the answers of the draws that have one, sorted (rates as fractions).

    `base` is the answer with every range at its middle; `redrawn` counts the draws that broke a limit, `broken` says which;
    `problem` says why there is no distribution.
    """

    base: Answer
    ranges: Mapping[str, Range]
    sampled: bool
    values: Any
    undefined: int = 0
    redrawn: int = 0
    broken: tuple[str, ...] = ()
    problem: str = ""

    def at(self, share: float) -> float:
        """The answer that a share of the draws does not exceed: 0.05, 0.5 and 0.95 are low end, median and high end."""
        import numpy as np

        return float(np.quantile(self.values, share))

    def shown(self, share: float) -> str:
        """That answer, as a person reads it: a distribution is not known to the second decimal."""
        return self.base.variant.formula.unit.show_brief(self.at(share), self.base.currency)

    def chance(self, value: float, side: Side, *, strict: bool = True) -> float:
        """The share of the draws with an answer that lie below or above a value; not `strict`: or are equal to it."""
        import numpy as np

        slack = 0.0 if strict else 1e-12 * (1 + abs(value))
        hit = self.values < value + slack if side == "below" else self.values > value - slack
        return float(np.mean(hit))

    def finding(self) -> str:
        """The distribution in one sentence, without a full stop."""
        name = self.base.variant.formula.name
        return f"{name} lies between {self.shown(0.05)} and {self.shown(0.95)} in 9 of 10 cases, the median is {self.shown(0.5)}"

    def chances(self, own: float | None = None) -> tuple[str, ...]:
        """The chance of meeting one's own target, those of the sources, and of falling below 0, in sentences."""
        if self.problem:
            return ()
        variant, better, said = self.base.variant, self.base.better, []
        show = variant.formula.unit.show
        if own is not None:
            sides: dict[str, tuple[Side, ...]] = {"lower": ("below",), "higher": ("above",), "depends": ("below", "above")}
            for side in sides[better]:
                words = "at most" if side == "below" else "at least"
                said.append(f"Chance of being {words} {show(own, self.base.currency)}: {percent(self.chance(own, side, strict=False))}.")
        for mark in targets(self.base):
            side = "below" if better == "lower" else "above"
            words = (side if mark.strict else "at most" if side == "below" else "at least") + f" {show(mark.value, self.base.currency)}"
            meant = f", for a {mark.period}" if mark.period and mark.period != "not stated" else ""
            chance = percent(self.chance(mark.value, side, strict=mark.strict))
            said.append(f"Chance of being {words}: {chance} ({mark.says}: {mark.kind}, {mark.source.publisher}{meant}).")
        if float(self.values[0]) < 0 < float(self.values[-1]) and own != 0 and all(mark.value for mark in targets(self.base)):
            said.append(f"Chance of being below 0: {percent(self.chance(0.0, 'below'))}.")
        return tuple(said)

    def notes(self) -> tuple[str, ...]:
        """How the draws were made, and what became of those that could not be used, in sentences."""
        by_key, said = {part.key: part for part in inputs(self.base.variant.formula)}, []
        shapes: dict[Shape, list[str]] = {"normal": [], "lognormal": []}
        for key, found in self.ranges.items():
            shapes[found.shape(by_key[key])].append(by_key[key].name)
        if shapes["normal"]:
            said.append("Ranges are 90 % ranges: one value in twenty lies below, one above. Values are taken to be normal.")
        if shapes["lognormal"]:
            names = ", ".join(f"“{name}”" for name in shapes["lognormal"])
            first = "" if said else "Ranges are 90 % ranges: one value in twenty lies below, one above. "
            said.append(f"{first}Wide ranges of what cannot be below 0 are taken to be lognormal: {names}.")
        if self.sampled:
            said.append("The sampling margin is added: other people of the same kind would have answered a little otherwise.")
        apart = ", each range independently of the others" if len(self.ranges) > 1 else ""
        said.append(f"{DRAWS:,} cases were drawn{apart}; the same numbers give the same answer each time.")
        if self.redrawn:
            one = "1 draw was" if self.redrawn == 1 else f"{self.redrawn:,} draws were"
            said.append(f"{one} not possible and drawn again: {' '.join(self.broken)}")
        if self.undefined:
            share = percent(self.undefined / (self.undefined + len(self.values)))
            said.append(f"In {share} of the cases there is no answer (a division by 0); the chances are of those that have one.")
        return tuple(said)

    def as_dict(self) -> dict[str, Any]:
        """The stable form that `cs-calc work --json` prints as `range`: fractions, never percent; null where there is none."""
        known = not self.problem
        return {
            "inputs": {key: [r.low, r.high] for key, r in self.ranges.items()},
            "low": self.at(0.05) if known else None,
            "median": self.at(0.5) if known else None,
            "high": self.at(0.95) if known else None,
            "below_zero": self.chance(0.0, "below") if known else None,
            "sampled": self.sampled,
            "draws": DRAWS,
            "redrawn": self.redrawn,
            "undefined": self.undefined,
            "problem": self.problem or None,
        }


def percent(share: float) -> str:
    """A chance as a person reads it: whole percents, and never 0% or 100% of what may or may not happen.

    >>> percent(0.349), percent(0.001), percent(0.0), percent(0.9999)
    ('35%', 'under 1%', 'none of the draws', 'over 99%')
    """
    if share in (0.0, 1.0):
        return "all of the draws" if share else "none of the draws"
    return "under 1%" if share < 0.005 else "over 99%" if share >= 0.995 else f"{share:.0%}"


def targets(base: Answer) -> tuple[Benchmark, ...]:
    """The published marks that are meant for this definition; none where no side is the good one."""
    if base.better == "depends":
        return ()
    return tuple(b for b in base.metric.benchmarks if not b.variants or base.variant.key in b.variants)


def can_sample(metric: Metric, variant: str | None, given: Given) -> bool:
    """Whether a sampling margin can be added: the declaration says how (`Sure`), and its counts or list are typed as they are."""
    chosen = metric.variant(variant)
    sure, formula = chosen.sure, chosen.formula
    if sure is None or sure.through:
        return False
    if sure.method == "bootstrap":
        listed = given.get(sure.of[0])
        return not isinstance(listed, float | int | None) and 2 <= len(listed) <= LONG
    return set(sure.of) <= {part.key for part in inputs(formula)}  # not where one is a step that the formula works out


def is_survey(metric: Metric) -> bool:
    """Whether its counts are answers of a sample of people: the sampling margin is then added unasked."""
    return metric.family == "sentiment"


def spread(
    metric: Metric,
    given: Given,
    ranges: Mapping[str, Range],
    variant: str | None = None,
    *,
    sampling: bool | None = None,
    currency: str = "$",
    period: str = "",
) -> Spread:
    """Work a metric over 5,000 draws of its ranges, the other inputs as `given`.

    `sampling` None: the margin is added for surveys. Nothing is raised for ranges that allow no answer: `problem` says why.
    Raises KeyError for a variant that does not exist.

    >>> from cs_calc import METRICS
    >>> net = METRICS["net_mrr_churn"]
    >>> lost = {"churned_mrr": Range(3000, 5000)}
    >>> found = spread(net, net.examples[0].given, lost)
    >>> round(found.at(0.05), 3), round(found.at(0.95), 3), found.redrawn
    (-0.06, -0.04, 0)
    """
    import numpy as np

    chosen = metric.variant(variant)
    formula = chosen.formula
    leaves = {part.key: part for part in inputs(formula)}
    used = {key: r for key, r in ranges.items() if key in leaves}
    given = {**given, **{key: r.middle(leaves[key]) for key, r in used.items()}}
    base = answer(metric, given, variant, currency=currency, period=period)
    sampled = can_sample(metric, variant, given) and (is_survey(metric) if sampling is None else sampling)
    known = {key: x for key, part in leaves.items() if (x := leaf_value(part, given)) is not None}
    empty = Spread(base, used, sampled, np.empty(0))
    if missing := [part.name for key, part in leaves.items() if key not in known and _needed(formula, part)]:
        return Spread(base, used, sampled, empty.values, problem=base.problem or f"{missing[0]} is not known.")
    luck = np.random.default_rng(SEED)
    found, undefined, redrawn, broken = [np.empty(0)], 0, 0, dict[str, None]()
    for _ in range(ROUNDS):
        cases = drawn(known, used, leaves, given, luck)
        kept, why = possible(metric, base, cases)
        if sampled and chosen.sure is not None:
            sample(chosen.sure, cases, leaves, given, luck)
            kept &= possible(metric, base, cases)[0]
        answers = worked(formula, cases)[kept][: DRAWS - undefined - sum(map(len, found))]
        last = np.flatnonzero(kept)[len(answers) - 1] if len(answers) else len(kept) - 1
        redrawn += int((~kept[: last + 1]).sum())
        broken |= dict.fromkeys(why)
        defined = np.isfinite(answers)
        found.append(answers[defined])
        undefined += int((~defined).sum())
        if undefined + sum(map(len, found)) >= DRAWS:
            break
    values = np.sort(np.concatenate(found))
    reasons = tuple(broken) if redrawn else ()
    problem = ""
    if undefined + len(values) < DRAWS:
        problem = f"These ranges leave hardly any case that is possible. {' '.join(reasons)} Type narrower ranges."
    elif not len(values):
        problem = base.problem or f"{formula.name} has no answer in any of {DRAWS:,} cases: something is divided by 0 in each."
    return Spread(base, used, sampled, values, undefined, redrawn, reasons, problem)


def _needed(formula: Step, part: Leaf) -> bool:
    """Whether the formula itself holds it: the limit of a count within a time is not needed where the count is known."""
    from cs_calc.rearrange import times

    return bool(times(formula, part))
