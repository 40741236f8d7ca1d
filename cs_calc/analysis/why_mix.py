"""Mix against rate: how much of a change happened within segments, and how much because the segments' shares changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from cs_calc.analysis.why import Times, can_pool, needs, only_needed
from cs_calc.charts import SMALL
from cs_calc.expr import Expr, Input, Number, Op, Step, Summary, count, inputs
from cs_calc.model import Variant
from cs_calc.say import in_words
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.measures import ASSUMED, DERIVED, LISTED
from cs_calc.units import COUNT
from cs_calc.work import column

SAME = 1e-9
NEAR = 0.02
"""A share of the change below which a part of it is not worth a word."""
COLUMNS = ["segment", "base_then", "base_now", "value_then", "value_now"]
Shape = tuple[Literal["constant", "amount", "rate"], Expr | None]


@dataclass(frozen=True)
class Mix:
    """The change of a rate taken apart by the segments of one split.

    `within`, `shift`, `new` and `ended` add up to the change. `stayed` is the rate over the segments that were there both
    times, then and now. `segments`: the columns of `mix`'s table, and share_then, share_now, state (both, new, ended), within,
    shift, effect.
    """

    by: str
    start: float
    end: float
    within: float
    shift: float
    new: float
    ended: float
    stayed: tuple[float, float]
    segments: pd.DataFrame

    @property
    def change(self) -> float:
        """What is taken apart."""
        return self.end - self.start

    @property
    def hidden(self) -> float:
        """What of the change is not from within segments."""
        return self.shift + self.new + self.ended

    @property
    def both(self) -> pd.DataFrame:
        """The segments that were there both times."""
        return self.segments[self.segments["state"] == "both"]

    def against(self, few: float = SMALL) -> int:
        """In how many segments the rate moved against the whole's, if it did in every one with `few` or more both times; else 0."""
        both = self.both
        large = both[(both["base_then"] >= few) & (both["base_now"] >= few)]
        enough = large[["base_then", "base_now"]].sum() >= 0.5 * both[["base_then", "base_now"]].sum()
        moved = (large["value_now"] - large["value_then"]) * self.change
        turned = (self.stayed[1] - self.stayed[0]) * self.change < 0
        return len(large) if len(large) and enough.all() and turned and bool((moved < 0).all()) else 0


def mix(table: pd.DataFrame, by: str = "") -> Mix | None:
    """A rate's change within segments and by their mix. `table`: segment, base_then, base_now, value_then, value_now.

    The rate of the whole is the mean of the segments' values, weighed by their bases. Over segments that were there both times:
    within = mean share x change of value; shift = change of share x (mean value - mean rate). A new segment counts with its
    share x how far it lies from those that stayed, an ended one likewise. None where no segment was there both times.

    >>> found = mix(pd.DataFrame({"segment": ["e-mail", "pop-up"], "base_then": [100.0, 0.0], "base_now": [50.0, 50.0],
    ...                           "value_then": [20.0, None], "value_now": [10.0, 80.0]}))
    >>> found.start, found.end, found.within, found.shift, found.new, found.ended
    (20.0, 45.0, -10.0, 0.0, 35.0, 0.0)
    """
    found = table[COLUMNS].copy()
    found[["base_then", "base_now"]] = found[["base_then", "base_now"]].fillna(0.0)
    for when in ("then", "now"):
        there = found[f"base_{when}"] > 0
        found.loc[~there, f"value_{when}"] = float("nan")
        found[f"share_{when}"] = found[f"base_{when}"] / found[f"base_{when}"].sum()
    found = found[(found["base_then"] > 0) | (found["base_now"] > 0)].reset_index(drop=True)
    then, now = found["base_then"] > 0, found["base_now"] > 0
    found["state"] = [{(True, True): "both", (False, True): "new", (True, False): "ended"}[pair] for pair in zip(then, now, strict=True)]
    both = then & now
    if not both.any():
        return None
    v, w = (found[f"base_{when}"].where(both, 0.0) / found.loc[both, f"base_{when}"].sum() for when in ("then", "now"))
    first, last = found["value_then"].fillna(0.0), found["value_now"].fillna(0.0)
    stayed = (float((v * first).sum()), float((w * last).sum()))
    found["within"] = ((v + w) / 2 * (last - first)).where(both, 0.0)
    found["shift"] = ((w - v) * ((first + last) / 2 - sum(stayed) / 2)).where(both, 0.0)
    entered = (found["share_now"] * (last - stayed[1])).where(found["state"] == "new", 0.0)
    left = (found["share_then"] * (stayed[0] - first)).where(found["state"] == "ended", 0.0)
    found["effect"] = found["within"] + found["shift"] + entered + left
    start, end = (float((found[f"share_{when}"] * value).sum()) for when, value in (("then", first), ("now", last)))
    sums = [float(x.sum()) for x in (found["within"], found["shift"], entered, left)]
    return Mix(by, start, end, sums[0], sums[1], sums[2], sums[3], stayed, found)


def base_of(formula: Expr) -> Expr | None:
    """What a rate is taken of: the one divisor of a formula that is a sum of counts over a sum of counts; None for any other shape.

    >>> from cs_calc import METRICS
    >>> [getattr(base_of(METRICS[key].variants[0].formula), "key", None) for key in ("nps", "customer_churn_rate", "arr")]
    ['nps_answers', 'opening_customers', None]
    """
    shape = _shape(formula)
    return shape[1] if shape and shape[0] == "rate" else None


def _shape(expr: Expr) -> Shape | None:
    match expr:
        case Number():
            return "constant", None
        case Input(key=key):
            return None if key in DERIVED else ("constant", None) if key in ASSUMED or key == "periods_in_year" else ("amount", None)
        case Summary(how="mean", of=values):
            return "rate", count(values)
        case Summary(how=how):
            return ("amount", None) if how in ("count", "sum", "within") else None
        case Step(body=body):
            return _shape(body)
        case Op(sign, left, right):
            one, two = _shape(left), _shape(right)
            return _joined(sign, one, two, right) if one and two else None
    return None


def _joined(sign: str, one: Shape, two: Shape, right: Expr) -> Shape | None:
    kinds = {one[0], two[0]}
    if sign in "+-":
        if kinds == {"rate"}:
            return one if one[1] == two[1] else None
        if kinds == {"rate", "constant"}:
            return one if one[0] == "rate" else two
        return one if len(kinds) == 1 else None
    if sign == "*" and "constant" in kinds:
        return one if two[0] == "constant" else two
    if sign == "/" and two[0] == "constant":
        return one
    return ("rate", right) if sign == "/" and one[0] == two[0] == "amount" else None


def base_name(base: Expr) -> str:
    """The divisor in words."""
    name = str(getattr(base, "name", "") or in_words(base))
    return name.removeprefix("number of ")


def splits_for(dataset: Dataset, variant: Variant) -> tuple[str, ...]:
    """The columns that a definition's numbers can be split by, each row in one segment: not tags, themes and features."""
    frames = [name for name in needs(variant) if name in dataset.frames.names]
    return tuple(
        by
        for by in dataset.segment_columns
        if (by not in LISTED or by in dataset.attributes) and frames and all(dataset.frames.splits(n, by) for n in frames)
    )


def mix_by(dataset: Dataset, variant: Variant, times: Times, by: str) -> Mix | None:
    """The change between two stretches of time by the segments of a split.

    None where the definition is no rate, where the split does not add up to the whole (rows that belong to several), or where
    no segment was there both times.
    """
    base = base_of(variant.formula)
    if base is None or (times.together and not can_pool(variant)):
        return None
    small = only_needed(dataset, variant)

    def worked() -> Mix | None:
        whole, split = (_valued(small.measure(times.kind, b), variant, base, times) for b in (None, by))
        if whole is None or split is None or len(split) < 2 or len(whole) != 1:
            return None
        found = mix(split, by)
        if found is None:
            return None
        one = whole.iloc[0]
        sums = [(split["base_then"].sum(), one["base_then"]), (split["base_now"].sum(), one["base_now"])]
        sums += [(found.start, one["value_then"]), (found.end, one["value_now"])]
        return found if all(abs(a - b) <= SAME * (1 + abs(b)) for a, b in sums) else None

    found: Mix | None = small.keep(("why_mix", variant.formula, times, by), worked)
    return found


def _valued(table: pd.DataFrame, variant: Variant, base: Expr, times: Times) -> pd.DataFrame | None:
    """Base and value of every segment, then and now."""
    step = Step("why_base", "Base", COUNT, base)
    keys = list(dict.fromkeys(part.key for part in (*inputs(variant.formula), *inputs(step))))
    if not set(keys) <= set(table.columns):
        return None
    sides = []
    for when, periods in (("then", times.then), ("now", times.now)):
        rows = _added(table[table["period"].isin(periods)], keys, len(periods))
        native = nw.from_native(rows, eager_only=True).select("segment", column(step), column(variant.formula)).to_native()
        sides.append(native.rename(columns={"why_base": f"base_{when}", variant.formula.key: f"value_{when}"}))
    joined = sides[0].merge(sides[1], on="segment", how="outer").sort_values("segment").reset_index(drop=True)
    return joined.astype(dict.fromkeys(COLUMNS[1:], "float64"))


def _added(rows: pd.DataFrame, keys: Sequence[str], periods: int) -> pd.DataFrame:
    """Several periods as one, a row per segment: counts added up, means weighed by how many there are."""
    if periods == 1:
        return rows[["segment", *keys]]
    found: dict[str, pd.Series[Any]] = {}
    groups = rows["segment"]
    for key in keys:
        if key.endswith("_mean"):
            n = rows[f"{key.removesuffix('_mean')}_count"]
            found[key] = (rows[key].fillna(0.0) * n).groupby(groups).sum() / n.groupby(groups).sum()
        elif key in ASSUMED:
            found[key] = rows[key].groupby(groups).last()
        else:
            found[key] = rows[key].groupby(groups).sum(min_count=1)
    return pd.DataFrame(found).reset_index(names="segment")


def ranked(dataset: Dataset, variant: Variant, times: Times) -> list[Mix]:
    """Every split that can be taken apart, the one that shows most first: where segments move against the whole, then by how
    much of the change is not from within segments."""
    every = [m for by in splits_for(dataset, variant) if (m := mix_by(dataset, variant, times, by)) is not None]
    return sorted(every, key=lambda m: (not m.against(), -abs(m.hidden)))


def unmasked(found: Mix) -> bool:
    """Whether the split tells another story than the whole: every segment against it, or most of the change not from within."""
    return bool(found.against()) or (abs(found.hidden) > abs(found.within) and abs(found.hidden) > NEAR * abs(found.start or 1.0))


__all__ = ["ALL", "Mix", "base_name", "base_of", "mix", "mix_by", "ranked", "splits_for", "unmasked"]
