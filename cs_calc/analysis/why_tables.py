"""The tables of the page Why: segments, splits and inputs, with bare numbers that a spreadsheet can go on with."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.why import Parts, Times, answer_over, only_needed
from cs_calc.analysis.why_mix import Mix, base_of
from cs_calc.change import change_of
from cs_calc.charts import SMALL
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import Dataset
from cs_calc.units import Unit

STATES = {"both": "there both times", "new": "new", "ended": "ended"}


def segment_table(found: Mix, unit: Unit, base: str, currency: str = "$", real: dict[str, str] | None = None) -> pd.DataFrame:
    """Every segment as people read it: base, share and value then and now, what it contributed, and whether its change is real."""
    rows = found.segments.sort_values("effect", key=lambda x: -x.abs(), kind="stable")
    table = pd.DataFrame({"Segment": rows["segment"], "There": rows["state"].map(STATES)})
    for when in ("then", "now"):
        table[f"{base}, {when}"] = rows[f"base_{when}"].round(2)
        table[f"Share, {when} (%)"] = (100 * rows[f"share_{when}"]).round(1)
        table[f"Value, {when}{_mark(unit, currency)}"] = (unit.scale * rows[f"value_{when}"]).round(2)
    table[f"Within{_mark(unit, currency, True)}"] = (unit.scale * rows["within"]).round(2)
    table[f"By the mix{_mark(unit, currency, True)}"] = (unit.scale * (rows["effect"] - rows["within"])).round(2)
    if real is not None:
        table["Its own change"] = [real.get(s, "") for s in rows["segment"]]
    return table.reset_index(drop=True)


def real_of_segments(dataset: Dataset, metric: Metric, variant: Variant, times: Times, found: Mix) -> dict[str, str]:
    """Whether each segment's own change is more than chance, in a few words; nothing where lists would have to be drawn again."""
    if variant.sure is None or variant.sure.method == "bootstrap":
        return {}
    small, said_of = only_needed(dataset, variant), {}
    for row in found.segments.to_dict("records"):
        if row["state"] != "both":
            continue
        name = str(row["segment"])
        then, now = (answer_over(small, metric, variant.key, times.kind, p, found.by, name) for p in (times.then, times.now))
        moved = change_of(then, now)
        few = base_of(variant.formula) is not None and min(row["base_then"], row["base_now"]) < SMALL
        tested = moved is not None and moved.p is not None
        said_of[name] = (
            "too few to rank"
            if few
            else ""
            if moved is None or not tested
            else "more than chance"
            if moved.evidence == "real"
            else "may be chance"
        )
    return said_of


def split_table(every: list[Mix], unit: Unit, names: dict[str, str], currency: str = "$") -> pd.DataFrame:
    """Every split that adds up, and how it divides the change."""
    columns = {"Within segments": "within", "Shares of old ones": "shift", "New ones": "new", "Ended ones": "ended"}
    mark = _mark(unit, currency, True)
    return pd.DataFrame(
        {
            "Split by": names[m.by],
            "Segments": len(m.segments),
            **{c + mark: round(unit.scale * getattr(m, f), 2) for c, f in columns.items()},
        }
        for m in every
    )


def _mark(unit: Unit, currency: str, difference: bool = False) -> str:
    """The unit of a column of bare numbers, behind its name."""
    if unit.key in ("percent", "score"):
        return " (points)" if difference else " (%)" if unit.key == "percent" else ""
    name = currency if unit.key == "money" else unit.typed_in
    return f" ({name})" if name else ""


def parts_table(found: Parts, unit: Unit, currency: str = "$") -> pd.DataFrame:
    """Every input then and now, what it contributed, and how it is counted."""
    return pd.DataFrame(
        {
            "Input": p.name,
            "Then": p.unit.show(p.then, currency).replace("-", "−"),
            "Now": p.unit.show(p.now, currency).replace("-", "−"),
            f"Contributed{_mark(unit, currency, True)}": round(unit.scale * p.share, 2),
            "How it is counted": p.how,
        }
        for p in found.parts
    )
