"""The tornado as a chart: one bar for each input, the widest on top, its own values at both ends."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.charts import LOSS, QUIET, TOTAL, Picture, axis_format
from cs_calc.tornado import Tornado

LOWER, HIGHER = "input lower", "input higher"


def tornado_picture(found: Tornado) -> Picture:
    """Bars from the answer as it is to the answer at both ends. Raises ValueError where there are no bars."""
    if not found.bars or found.base.value is None:
        raise ValueError(found.problem or "There is no input whose range could be drawn.")
    unit, currency, now = found.base.variant.formula.unit, found.base.currency, found.base.value
    rows: list[dict[str, Any]] = []
    for bar in found.bars:
        for side, x, at in ((LOWER, bar.low, bar.at_low), (HIGHER, bar.high, bar.at_high)):
            rows.append(
                {
                    "input": bar.part.name[0].upper() + bar.part.name[1:],
                    "side": side,
                    "now": now,
                    "answer": at,
                    "shown": unit.show(at, currency),
                    "at": bar.part.unit.show(x, currency),
                    "brief": bar.part.unit.show_brief(x, currency),
                    "left": at < now or (at == now and side == LOWER),
                }
            )
    frame = pd.DataFrame(rows)
    low, high = min(frame["answer"].min(), now), max(frame["answer"].max(), now)
    room = 0.2 * ((high - low) or abs(now) or 1.0)  # for the values at the ends
    across = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    axis = alt.Axis(
        title=found.base.worked.formula.name, labelExpr=axis_format(unit, currency), titleColor=QUIET, tickCount=5, domain=False
    )
    y = alt.Y("input:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.62, paddingOuter=0.45))
    sides = alt.Scale(domain=[LOWER, HIGHER], range=[LOSS, TOTAL])
    colour = alt.Color("side:N", scale=sides, legend=alt.Legend(title=None, orient="top"))
    base = alt.Chart(frame).encode(y=y)
    tips = [alt.Tooltip("input:N", title="Input"), alt.Tooltip("at:N", title="At"), alt.Tooltip("shown:N", title="Answer")]
    drawn: Any = base.mark_bar(cornerRadius=2).encode(x=alt.X("now:Q", scale=across, axis=axis), x2="answer:Q", color=colour, tooltip=tips)
    outer = alt.X("answer:Q", scale=across)
    ends = {is_left: base.transform_filter(alt.datum.left == is_left) for is_left in (True, False)}
    drawn += ends[True].mark_text(align="right", dx=-5, color=QUIET, fontWeight=600).encode(x=outer, text="brief:N")
    drawn += ends[False].mark_text(align="left", dx=5, color=QUIET, fontWeight=600).encode(x=outer, text="brief:N")
    names = alt.Chart(frame[frame["side"] == LOWER]).encode(y=y)
    drawn += names.mark_text(align="left", dy=-19, color=QUIET, limit=330).encode(x=alt.value(0), text="input:N")
    line = pd.DataFrame({"now": [now]})
    drawn += alt.Chart(line).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=alt.X("now:Q", scale=across))
    said = "; ".join(
        f"{bar.part.name} {bar.part.unit.show(bar.low, currency)} to {bar.part.unit.show(bar.high, currency)}: "
        f"{unit.show(bar.at_low, currency)} to {unit.show(bar.at_high, currency)}"
        for bar in found.bars
    )
    title = found.finding()
    return Picture(drawn.properties(height=130 + 50 * len(found.bars)), title, f"{title}. {said}.")
