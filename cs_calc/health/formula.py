"""The score of one customer as a formula: every signal on a scale from 0 to 100, times its weight, over the sum of the weights."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from cs_calc.expr import Expr, Input, Number, Op, Step, least, most, steps
from cs_calc.health.model import BETTER_WORDS, THIN, Band, HealthModel, Signal, example_of
from cs_calc.say import in_excel, in_latex, latex_text
from cs_calc.units import COUNT, SCORE
from cs_calc.work import Worked, work

Known = Mapping[str, float | None]
LIKE_A_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r|c|r[0-9]*c[0-9]*")
"""Keys that Excel would take for the address of a cell, and not for a name."""
TAKEN = {"neutral": 50.0, "worst": 0.0}


@dataclass(frozen=True)
class Part:
    """What one signal does to the score: its value, where that lies from 0 to 100, its share of the weight, and the points.

    `points` are what it adds to the score, `lost` what it takes away from 100. All three None where it is left out.
    """

    signal: Signal
    value: float | None
    normalised: float | None
    share: float | None

    @property
    def points(self) -> float | None:
        """Points that the signal adds to the score."""
        return None if self.normalised is None or self.share is None else self.share * self.normalised

    @property
    def lost(self) -> float | None:
        """Points that the signal pulls the score down from 100."""
        return None if self.normalised is None or self.share is None else self.share * (100 - self.normalised)


@dataclass(frozen=True)
class Scored:
    """The worked score of one customer; without a known signal there is none, and `problem` says so."""

    model: HealthModel
    worked: Worked | None
    parts: tuple[Part, ...]
    coverage: float

    @property
    def value(self) -> float | None:
        """The score from 0 to 100; higher is healthier."""
        return None if self.worked is None else self.worked.value

    @property
    def band(self) -> Band | None:
        """The band that the score lies in."""
        return None if self.value is None else self.model.band_of(self.value)

    @property
    def thin(self) -> bool:
        """Whether less than half of the weight is known."""
        return self.coverage < THIN

    @property
    def problem(self) -> str:
        """Why there is no score; empty where there is one."""
        if self.worked is None:
            return "No signal that carries weight is known, so there is no score. That is not the same as healthy."
        return self.worked.problem

    def sentence(self) -> str:
        """The score in a sentence, with its band and what is known.

        >>> from cs_calc.health.model import default_model
        >>> score(default_model(), {"usage": 0.5, "nps": 9}).sentence()
        'The health score is 63.33 of 100: Watch. It rests on 45 % of the weight: a thin score, read it with care.'
        """
        if self.value is None or self.band is None:
            return self.problem
        said = f"The health score is {SCORE.show(self.value)} of 100: {self.band.name}."
        if self.coverage > 1 - 1e-9:
            return f"{said} All signals are known."
        return f"{said} It rests on {share_words(self.coverage)} of the weight{': a thin score, read it with care' if self.thin else ''}."


def share_words(share: float) -> str:
    """A share as a whole percent, never 0 % or 100 % for what is neither.

    >>> share_words(0.45), share_words(0.999)
    ('45 %', 'more than 99 %')
    """
    if 0.99 < share < 1 - 1e-9:
        return "more than 99 %"
    return "less than 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


def outside_sentences(scored: Scored) -> list[str]:
    """The values that lie outside their signal's range, and as what they count: a sentence each."""
    said = []
    for part in scored.parts:
        signal, value = part.signal, part.value
        if value is not None and not signal.low <= value <= signal.high:
            end = signal.low if value < signal.low else signal.high
            span = f"{signal.low:g} to {signal.high:g}"
            said.append(f"{signal.name} {value:g} lies outside {span} and counts as {end:g}: check that it is in the same unit.")
    return said


def missing_sentence(scored: Scored) -> str:
    """Which signals are not known, what stands in for them, and whether the score is thin; empty where all are known.

    >>> from cs_calc.health.model import default_model
    >>> missing_sentence(score(default_model(["usage", "nps"]), {"nps": 9}))
    'Not known: Usage. It is left out and the others share its weight. This is a thin score: less than half of the weight is known.'
    """
    names = [p.signal.name for p in scored.parts if p.value is None and p.signal.weight > 0]
    if not names:
        return ""
    it, is_, its = ("It", "is", "its") if len(names) == 1 else ("They", "are", "their")
    taken = TAKEN.get(scored.model.missing)
    rule = f"{is_} left out and the others share {its} weight" if taken is None else f"{is_} taken as {taken:g} of 100"
    thin = " This is a thin score: less than half of the weight is known." if scored.thin else ""
    return f"Not known: {', '.join(names)}. {it} {rule}.{thin}"


def is_known(value: float | None) -> bool:
    """Whether there is a number to work with."""
    return value is not None and math.isfinite(value)


def input_of(signal: Signal) -> Input:
    """The signal as an input of a formula."""
    what = f"From {signal.low:g} to {signal.high:g}; {BETTER_WORDS[signal.better]}. What lies outside counts as the nearer end."
    return Input(signal.key, signal.name, COUNT, example_of(signal), what, minimum=None)


def normalised(signal: Signal) -> Step:
    """A signal on the scale from 0 (worst) to 100 (best): how far it is from low to high, capped, turned round where less is better.

    >>> natero = Signal("logins", "Logins", 7, 30, 1)  # 18 logins where 7 is poor and 30 is good
    >>> round(work(normalised(natero), {"logins": 18}).value, 2)
    47.83
    >>> from dataclasses import replace
    >>> round(work(normalised(replace(natero, better="lower")), {"logins": 18}).value, 2)
    52.17
    """
    way = Step(f"{signal.key}_way", f"{signal.name}: way from low to high", SCORE, _way(signal))
    capped = least(100, most(0, way))
    body = capped if signal.better == "higher" else 100 - capped
    turned = "" if signal.better == "higher" else " (turned round)"
    return Step(f"{signal.key}_normalised", f"{signal.name} score{turned}", SCORE, body)


def _way(signal: Signal) -> Expr:
    value: Expr = input_of(signal)
    above = value - signal.low if signal.low >= 0 else value + abs(signal.low)
    span = Number(signal.high) - signal.low if signal.low >= 0 else Number(signal.high) + abs(signal.low)
    return 100 * above / span


def formula(model: HealthModel, known: Known) -> Step | None:
    """The formula for a customer of whom these signals are known; None where none of them carries weight."""
    pieces: list[tuple[Expr, float]] = []
    for s in model.signals:
        if s.weight <= 0:
            continue
        if is_known(known.get(s.key)):
            pieces.append((normalised(s), s.weight))
        elif model.missing != "reweight":
            taken = TAKEN[model.missing]
            pieces.append((Step(f"{s.key}_normalised", f"{s.name} score (not known: taken as {taken:g})", SCORE, Number(taken)), s.weight))
    if not any(is_known(known.get(s.key)) and s.weight > 0 for s in model.signals):
        return None
    weighted = Step("weighted_signals", "Signals times their weights", SCORE, _sum([part * weight for part, weight in pieces]))
    weights = Step("sum_of_weights", "Sum of the weights", COUNT, _sum([Number(weight) for _, weight in pieces]))
    return Step("health_score", "Health score", SCORE, weighted / weights)


def _sum(parts: list[Expr]) -> Expr:
    return reduce(lambda a, b: a + b, parts)


def in_latex_lines(step: Step) -> str:
    """A step in LaTeX, a sum with one term to a line (plain numbers stay in one).

    >>> print(in_latex_lines(Step("s", "S", SCORE, Number(1) + Number(2))))
    \\begin{aligned}\\text{S} = {}&1 + 2\\end{aligned}
    """
    terms: list[Expr] = []
    rest = step.body
    while isinstance(rest, Op) and rest.sign == "+":
        terms.insert(0, rest.right)
        rest = rest.left
    between = " + " if all(isinstance(term, Number) for term in (rest, *terms)) else r" \\ +\, &"
    written = between.join(in_latex(term) for term in (rest, *terms))
    return rf"\begin{{aligned}}\text{{{latex_text(step.name)}}} = {{}}&{written}\end{{aligned}}"


def score(model: HealthModel, given: Known) -> Scored:
    """Score one customer: signals by key in their own units, None (or left out) where not known.

    >>> from cs_calc.health.model import bands_from
    >>> model = HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("All", 0)]))
    >>> round(score(model, {"logins": 18}).value, 2)
    47.83
    """
    known = {s.key: float(v) for s in model.signals if (v := given.get(s.key)) is not None and math.isfinite(v)}
    coverage = math.fsum(s.weight for s in model.signals if s.key in known) / model.total_weight
    tree = formula(model, known)
    worked = None if tree is None else work(tree, known)
    counted = [s for s in model.signals if model.missing != "reweight" or s.key in known]
    total = math.fsum(s.weight for s in counted)
    parts = []
    for s in model.signals:
        place = None if worked is None or s not in counted else worked.values.get(f"{s.key}_normalised")
        if place is None and s.key in known:
            place = work(normalised(s), known).value  # a weight of 0: shown, and not counted
        parts.append(Part(s, known.get(s.key), place, s.weight / total if s in counted and total else None))
    return Scored(model, worked, tuple(parts), coverage)


def excel(scored: Scored) -> str:
    """The score as one Excel formula with a defined name for each signal; empty where there is no score.

    >>> from cs_calc.health.model import bands_from
    >>> model = HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("All", 0)]))
    >>> excel(score(model, {"logins": 18}))
    '=(MIN(100,MAX(0,(100*(logins-7)/(30-7))))*1)/(1)'
    """
    if scored.worked is None:
        return ""
    cells = {s.key: f"{s.key}_" if LIKE_A_CELL.fullmatch(s.key) else s.key for s in scored.model.signals}
    for step in steps(scored.worked.formula):
        body = in_excel(step.body, cells)[1:]
        cells[step.key] = body if step.key.endswith("_normalised") and "100-" not in body else f"({body})"
    return "=" + cells["health_score"][1:-1]
