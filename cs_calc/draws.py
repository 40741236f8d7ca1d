"""Cases drawn for inputs that are ranges: a column of values for each input, which cases can be, and the formula over all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cs_calc.answer import Answer
from cs_calc.expr import Leaf, Limit, Step, Summary, inputs
from cs_calc.formulas import limits_of
from cs_calc.model import Metric, Sure
from cs_calc.ranges import Range
from cs_calc.units import COUNT
from cs_calc.work import HAIR, Given, column, values_of

DRAWS = 5_000


def drawn(known: Mapping[str, float], ranges: Mapping[str, Range], leaves: Mapping[str, Leaf], given: Given, luck: Any) -> dict[str, Any]:
    """A column of 5,000 values for each input; a count within a limit that is a range is counted again for each."""
    import numpy as np

    cases = {key: np.full(DRAWS, x) for key, x in known.items()}
    cases |= {key: r.draw(leaves[key], luck, DRAWS) for key, r in ranges.items()}
    for key, part in leaves.items():
        if isinstance(part, Summary) and part.limit is not None and part.limit.key in ranges and key not in ranges:
            listed = values_of(given, part.of)
            if listed is not None:
                cases[key] = np.searchsorted(np.sort(listed), cases[part.limit.key], side="right").astype("float64")
    return cases


def possible(metric: Metric, base: Answer, cases: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """Which cases can be (a boolean column), and the sentences of the limits that others break."""
    import numpy as np

    kept, why = np.ones(DRAWS, bool), []
    for part in inputs(base.variant.formula):
        x = cases.get(part.key)
        if x is None:
            continue
        for fits, word, limit in (
            (x >= (-math.inf if part.minimum is None else part.minimum - HAIR), "below", part.minimum),
            (x <= (math.inf if part.maximum is None else part.maximum + HAIR), "above", part.maximum),
        ):
            if limit is not None and not fits.all():
                why.append(f"“{part.name}” cannot be {word} {part.unit.show(limit, base.currency)}.")
                kept &= fits
    for limit_ in limits_of(metric, base.variant):
        small, large = (worked(_as_step(side), cases) for side in (limit_.part, limit_.whole))
        fits = ~(small > large + HAIR * (1 + np.abs(large)))
        if not fits.all():
            why.append(_sentence(limit_))
            kept &= fits
    return kept, why


def _sentence(limit: Limit) -> str:
    return f"“{limit.part.name}” cannot exceed “{limit.whole.name}”."


def _as_step(part: Any) -> Step:
    return part if isinstance(part, Step) else Step("_side", part.name, COUNT, part)


def worked(formula: Step, cases: Mapping[str, Any]) -> Any:
    """The formula over all cases at once: an array of float64, NaN where there is no answer."""
    import narwhals as nw
    import numpy as np
    import pandas as pd

    with np.errstate(all="ignore"):
        table = nw.from_native(pd.DataFrame(dict(cases)), eager_only=True).select(column(formula))
        found = table[formula.key].cast(nw.Float64).to_numpy().astype("float64")
    return np.where(np.isfinite(found), found, np.nan)


def sample(sure: Sure, cases: dict[str, Any], leaves: Mapping[str, Leaf], given: Given, luck: Any) -> None:
    """Put drawn counts, or a drawn list's number, in the place of those that were counted."""
    import numpy as np

    def shares(*counts: Any) -> tuple[Any, ...]:
        drawn = [luck.standard_gamma(np.maximum(count, 0.0) + 0.5) for count in counts]
        whole, total = sum(counts), sum(drawn)
        return tuple(whole * x / total for x in drawn)

    of = sure.of
    match sure.method:
        case "bootstrap":
            _resample(of[0], cases, leaves, given, luck)
        case "nps":
            cases |= dict(zip(of, shares(*(cases[key] for key in of)), strict=True))
        case "poisson":
            cases[of[0]] = luck.standard_gamma(np.maximum(cases[of[0]], 0.0) + 0.5)
        case _ if sure.rest:
            cases |= dict(zip(of, shares(*(cases[key] for key in of)), strict=True))
        case _:
            for part, whole in zip(of[::2], of[1::2], strict=True):
                cases[part] = shares(cases[part], cases[whole] - cases[part])[0]


def _resample(key: str, cases: dict[str, Any], leaves: Mapping[str, Leaf], given: Given, luck: Any) -> None:
    import numpy as np

    summary = next(part for part in leaves.values() if isinstance(part, Summary) and part.of.key == key)
    listed = np.asarray(values_of(given, summary.of), "float64")
    draws = listed[luck.integers(0, len(listed), size=(DRAWS, len(listed)))]
    match summary.how:
        case "mean":
            cases[summary.key] = draws.mean(axis=1)
        case "median":
            cases[summary.key] = np.median(draws, axis=1)
        case "p90":
            cases[summary.key] = np.quantile(draws, 0.9, axis=1)
        case _:
            raise TypeError(f"no sample is drawn of: {summary.key}")
