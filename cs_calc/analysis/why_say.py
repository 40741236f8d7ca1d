"""What a split shows of a change, in sentences and tables; and where in the data segments move against the whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.analysis.why import Times, needs, only_needed, said
from cs_calc.analysis.why_mix import Mix, base_of, mix_by, splits_for, unmasked
from cs_calc.change import Change, change_of
from cs_calc.charts import SMALL
from cs_calc.expr import Step, inputs
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.units import COUNT, PERCENT, Unit
from cs_calc.work import column

LOOKED_AT = frozenset(("survey_responses", "renewals", "trials_ended"))
"""The frames whose shares and scores are looked through for it: those that are counted quickly."""
LAST = 6
"""As many pairs of whole quarters are looked through for segments that move against the whole."""


@dataclass(frozen=True)
class Masked:
    """A change that every segment of some size goes against."""

    metric: Metric
    times: Times
    mix: Mix

    def sentence(self, word: str) -> str:
        """What is hidden where."""
        way, other = ("rose", "fell") if self.mix.change > 0 else ("fell", "rose")
        size = _size(self.metric.unit, self.mix.change)
        when = f"from {said(self.times.then)} to {said(self.times.now)}"
        return f"{self.metric.name} {way} by {size} {when}, yet it {other} in every {word} of {SMALL} or more that was there both times."


def masked(dataset: Dataset, kind: str = "quarter") -> list[Masked]:
    """Where a share or score of surveys, renewals or trials moved one way between neighbouring whole periods, more than chance
    would explain, and every segment of some size moved the other way: the largest first. Only default definitions."""
    found: list[Masked] = dataset.keep(("why_masked", kind), lambda: _masked(dataset))
    return found


def _masked(dataset: Dataset) -> list[Masked]:
    periods = [p for p in dataset.periods("quarter") if dataset.is_whole(p, "quarter")]
    pairs = list(pairwise(periods))[-LAST:]
    found = []
    for metric in METRICS.values():
        variant = metric.variants[0]
        base = base_of(variant.formula)
        if base is None or metric.unit.key not in ("percent", "score") or not needs(variant) <= LOOKED_AT:
            continue
        small = only_needed(dataset, variant)
        best: Masked | None = None
        for by in splits_for(dataset, variant):
            for pair in _candidates(small, variant, pairs, by):
                times = Times("quarter", (pair[0],), (pair[1],))
                mix = mix_by(dataset, variant, times, by)
                if mix is None or not mix.against() or (best and abs(best.mix.change) >= abs(mix.change)):
                    continue
                then, now = (answer_for(small, metric, "quarter", p) for p in pair)
                moved = change_of(then, now)
                if moved is not None and moved.evidence == "real":
                    best = Masked(metric, times, mix)
        found += [best] if best else []
    return sorted(found, key=lambda m: -abs(m.mix.change) / (100.0 if m.metric.unit.key == "score" else 1.0))


def _candidates(small: Dataset, variant: Variant, pairs: list[tuple[str, str]], by: str) -> list[tuple[str, str]]:
    """The pairs of periods between which every segment of some size moved against the whole."""
    base = base_of(variant.formula)
    keys = {part.key for part in inputs(variant.formula)}
    whole, split = small.measure("quarter"), small.measure("quarter", by)
    if base is None or not keys <= set(whole.columns) or not keys <= set(split.columns):
        return []
    step = Step("why_base", "Base", COUNT, base)

    def valued(table: pd.DataFrame) -> pd.DataFrame:
        return nw.from_native(table, eager_only=True).select("period", "segment", column(step), column(variant.formula)).to_native()

    total = valued(whole).set_index("period")[variant.formula.key]
    parts = valued(split)
    value = parts.pivot(index="segment", columns="period", values=variant.formula.key)
    size = parts.pivot(index="segment", columns="period", values="why_base")
    found = []
    for then, now in pairs:
        if then in value and now in value and then in total and now in total:
            large = (size[then] >= SMALL) & (size[now] >= SMALL)
            moved = (value[now] - value[then])[large] * (total[now] - total[then])
            if len(moved) and (moved < 0).all():
                found.append((then, now))
    return found


def mix_sentence(found: Mix, unit: Unit, base: str, word: str, currency: str = "$", splits: int = 1) -> str:
    """What a split shows of a change: segments against the whole, a changed mix, or that it is within the segments.

    `base` is what the rate is taken of, `word` what the split is by; `splits`: how many were tried.
    """
    show = unit.show_brief
    if not _moved(found, unit):
        return f"It did not change, and no {word} hides anything." if not unmasked(found) else _cancelled(found, unit, word, currency)
    total = unit.show_change(found.change, currency)
    if found.against():
        both = found.both[(found.both[["base_then", "base_now"]] >= SMALL).all(axis=1)].sort_values("base_now", ascending=False).head(3)
        ways = ", ".join(f"{s} from {show(a, currency)} to {show(b, currency)}" for s, a, b in _ends(both))
        way, other = ("rose", "fell") if found.change > 0 else ("fell", "rose")
        stayed = " to ".join(show(x, currency) for x in found.stayed)
        text = f"It {way} as a whole, but {other} in every {word} of {SMALL} or more that was there both times: {ways}."
        if not (found.new or found.ended):
            return text + f" What changed is how much of {_inside(base)} each {word} has."
        return text + f" Over these alone it went from {stayed}. {_entered(found, unit, base, word, currency)}"
    if unmasked(found):
        within = unit.show_change(found.within, currency)
        inside = (
            f"nothing happened inside the {several(word)}" if within == "no change" else f"{within} happened inside the {several(word)}"
        )
        return f"Of {total}, {inside}. {_mixed(found, unit, base, word, currency)}"
    first = _largest(found.both, found.both["within"])
    of = f"Of {splits} ways to split it, {word} shows most, and even there" if splits > 1 else f"Split by {word},"
    hidden = unit.show_change(found.hidden, currency)
    mixed = "a changed mix explains nothing" if hidden == "no change" else f"a changed mix explains {hidden} of {total}"
    return (
        f"{of} {mixed}: it changed inside the segments, most through {first['segment']} "
        f"({show(first['value_then'], currency)} to {show(first['value_now'], currency)})."
    )


def several(word: str) -> str:
    """More than one of them.

    >>> several("channel"), several("country")
    ('channels', 'countries')
    """
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


def mix_title(found: Mix, unit: Unit, word: str, currency: str = "$") -> str:
    """How much was inside the segments, and how much their mix."""
    within, hidden = (unit.show_change(x, currency) for x in (found.within, found.hidden))
    within = within.removesuffix(" points") if hidden.endswith(" points") else within
    return f"{within[0].upper()}{within[1:]} inside the {several(word)}, {hidden} by their mix"


def opening(metric: Metric, whens: tuple[str, str], change: Change, ends: tuple[str, str], story: str) -> str:
    """The page's answer: what changed, whether that is real, and what a split shows; no story is told of what may be chance."""
    way = change.sentence.split(", from ")[0]
    went = "did not change" if way == "No change" else f"went {way[0].lower()}{way[1:]}"
    real = {"real": ": more than chance would explain", "none": ", which may be chance", "not tested": ""}[change.evidence]
    text = f"{metric.name} {went} from {whens[0]} to {whens[1]} ({ends[0]} to {ends[1]}){real}."
    if change.evidence == "none":
        return f"{text} A change of this size needs no reason: read what is below with that in mind."
    return f"{text} {story}".strip()


def _moved(found: Mix, unit: Unit) -> bool:
    return unit.show_change(found.change) != "no change"


def _cancelled(found: Mix, unit: Unit, word: str, currency: str) -> str:
    within, hidden = (unit.show_change(x, currency) for x in (found.within, found.hidden))
    return f"It did not change as a whole, but within each {word} it did: {within}, and the mix made up for it ({hidden})."


def _entered(found: Mix, unit: Unit, base: str, word: str, currency: str) -> str:
    """The new or ended segment that did most, in a sentence."""
    rest = found.segments[found.segments["state"] != "both"]
    one = _largest(rest, rest["effect"])
    size, when = unit.show_change(one["effect"], currency), "now" if one["state"] == "new" else "then"
    share = PERCENT.show_brief(one[f"share_{when}"])
    value = unit.show_brief(one[f"value_{when}"], currency)
    verb = "has" if one["state"] == "new" else "had"
    article = "the new" if one["state"] == "new" else "the ended"
    return f"The difference is {article} {word} {one['segment']}: it {verb} {share} of {_inside(base)}, at {value}, which makes {size}."


def _mixed(found: Mix, unit: Unit, base: str, word: str, currency: str) -> str:
    if abs(found.new + found.ended) > abs(found.shift):
        return _entered(found, unit, base, word, currency)
    both = found.both
    one = _largest(both, both["share_now"] - both["share_then"])
    shares = " to ".join(PERCENT.show_brief(one[f"share_{when}"]) for when in ("then", "now"))
    size = unit.show_change(found.shift, currency)
    return f"The rest is mix ({size}): most of all {one['segment']} went from {shares} of {_inside(base)}."


def no_mix(variant: Variant, times: Times, can_split: bool) -> str:
    """Why a change is not taken apart by segments, a sentence."""
    if base_of(variant.formula) is None:
        return (
            f"{variant.formula.name} ({_inside(variant.name)}) is no share, score or mean of rows: segments do not add up to it, so "
            "there is no mix to take apart."
        )
    if not can_split:
        return "The rows behind it carry no plan, channel or other column that puts each in one segment."
    return f"No split adds up to the whole with a segment that was there both times, {said(times.then)} and {said(times.now)}."


def _largest(rows: pd.DataFrame, by: pd.Series[Any]) -> dict[str, Any]:
    return {str(k): v for k, v in rows.iloc[int(by.abs().to_numpy().argmax())].items()}


def _ends(rows: pd.DataFrame) -> list[tuple[str, float, float]]:
    return [(str(r["segment"]), r["value_then"], r["value_now"]) for r in rows.to_dict("records")]


def _size(unit: Unit, change: float, currency: str = "$") -> str:
    return unit.show_change(abs(change), currency).lstrip("+")


def _inside(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
