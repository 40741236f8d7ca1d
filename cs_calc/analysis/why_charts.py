"""The bridges of a change: from the number then to the number now, a bar for each contribution."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from cs_calc.analysis.why import Parts
from cs_calc.analysis.why_mix import Mix
from cs_calc.analysis.why_say import several
from cs_calc.charts import GAIN, LOSS, QUIET, TOTAL, Picture, axis_format
from cs_calc.model import Direction
from cs_calc.units import Unit

MOST_BARS = 6
"""Beyond this many contributions of one sort the smallest are drawn as one."""
Bar = tuple[str, float, str]
"""Name, contribution, and the segment or input that it stands for (empty: several)."""


def bars_of_parts(found: Parts) -> list[Bar]:
    """The contributions of inputs, the largest first."""
    return _largest([(p.name, p.share, p.key) for p in found.parts if p.share], "other inputs")


def bars_of_mix(found: Mix, word: str) -> list[Bar]:
    """Within each segment, then the mix: changed shares, new and ended segments. They add up to the change."""
    within = [(f"within {s}", e, str(s)) for s, e in zip(found.both["segment"], found.both["within"], strict=True)]
    bars = _largest(sorted(within, key=lambda b: -abs(b[1])), f"within other {several(word)}")
    bars.append((f"shares of old {several(word)}" if found.new or found.ended else f"shares of the {several(word)}", found.shift, ""))
    for state in ("new", "ended"):
        rows = found.segments[found.segments["state"] == state]
        some = [(f"{state}: {s}", e, str(s)) for s, e in zip(rows["segment"], rows["effect"], strict=True)]
        bars += _largest(sorted(some, key=lambda b: -abs(b[1])), f"other {state} {several(word)}", 3)
    return bars


def _largest(bars: Sequence[Bar], rest: str, most: int = MOST_BARS) -> list[Bar]:
    if len(bars) <= most:
        return list(bars)
    return [*bars[: most - 1], (rest, sum(b[1] for b in bars[most - 1 :]), "")]


def change_bridge(
    start: float, end: float, bars: Sequence[Bar], unit: Unit, title: str, ends: tuple[str, str], better: Direction, currency: str = "$"
) -> Picture:
    """A waterfall from left to right, one row for each contribution. Good news is green, bad news orange."""
    rows = [{"part": ends[0], "key": "", "from": start, "to": start, "kind": "total", "shown": unit.show_brief(start, currency)}]
    level = start
    for name, size, key in bars:
        good = {"higher": size >= 0, "lower": size <= 0}.get(better)
        kind = "total" if good is None else "good" if good else "bad"
        shown = unit.show_change(size, currency).removesuffix(" points").replace("no change", "0")
        rows.append({"part": name, "key": key, "from": level, "to": level + size, "kind": kind, "shown": shown})
        level += size
    rows.append({"part": ends[1], "key": "", "from": end, "to": end, "kind": "total", "shown": unit.show_brief(end, currency)})
    frame = pd.DataFrame(rows)
    frame["place"] = range(len(frame))
    low, high = (float(f(frame[["from", "to"]].to_numpy().ravel())) for f in (min, max))
    room = (high - low) or abs(high) or 1.0
    floor = low - 0.25 * room if low > 2 * room else min(0.0, low)
    whole = frame["place"].isin((0, len(frame) - 1))
    frame.loc[whole, "from"] = floor if floor > 0 else 0.0
    frame["right"] = frame[["from", "to"]].max(axis=1)
    top = max(high, 0.0) + 0.22 * (max(high, 0.0) - floor or 1.0)
    scale = alt.Scale(domain=[floor - (0.04 * room if floor < 0 else 0.0), top], zero=False, nice=False)
    what = unit.typed_in or unit.name
    note = " (axis does not start at 0)" if floor > 0 else ""
    axis = alt.Axis(title=f"{what}{note}", labelExpr=axis_format(unit, currency), titleColor=QUIET, tickCount=5, domain=False)
    y = alt.Y("part:N", sort=list(frame["part"]), axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["total", "good", "bad"], range=[TOTAL, GAIN, LOSS]), legend=None)
    selection = alt.selection_point(name="bar", fields=["key"], empty=False)
    base = alt.Chart(frame).encode(y=y)
    tips = [alt.Tooltip("part:N", title="What"), alt.Tooltip("shown:N", title="Contribution")]
    drawn = base.mark_bar(cornerRadius=2, size=20).encode(
        x=alt.X("from:Q", axis=axis, scale=scale),
        x2="to:Q",
        color=colour,
        tooltip=tips,
        opacity=alt.condition(selection, alt.value(1.0), alt.value(0.9)),
    )
    drawn = drawn.add_params(selection)
    drawn += base.mark_text(align="left", dx=6, color=QUIET, fontWeight=600).encode(x=alt.X("right:Q", scale=scale), text="shown:N")
    said = ", ".join(f"{r['part']} {r['shown']}" for r in rows)
    return Picture(drawn.properties(height=34 * len(frame) + 50), title, f"{title}: {said}.")
