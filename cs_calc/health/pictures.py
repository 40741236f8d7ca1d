"""The pictures of the health score: where one customer lies, how many lie in each band, and who has left by band."""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from cs_calc.charts import GAIN, LOSS, QUIET, Picture
from cs_calc.health.backtest import BackTest
from cs_calc.health.formula import Scored
from cs_calc.health.model import HealthModel
from cs_calc.units import MONEY, PERCENT, SCORE

MIDDLE = "#B07A00"


def colours(model: HealthModel) -> list[str]:
    """One colour per band, readable on light and dark: the lowest orange, the highest green."""
    n = len(model.bands)
    if n == 1:
        return [MIDDLE]
    between = [MIDDLE, "#8C8A3A", "#3787BD", "#5E7FA8", "#7C8798"]
    return [LOSS, *(between[i % len(between)] for i in range(n - 2)), GAIN]


def _band_colour(model: HealthModel) -> alt.Color:
    return alt.Color("band:N", scale=alt.Scale(domain=[b.name for b in model.bands], range=colours(model)), legend=None)


def strip(scored: Scored) -> Picture:
    """The score of one customer on the line from 0 to 100, with the bands on it."""
    model = scored.model
    assert scored.value is not None and scored.band is not None
    bands = pd.DataFrame(
        {"band": [b.name for b in model.bands], "low": [b.from_ for b in model.bands], "high": [b.to for b in model.bands]}
    )
    bands["middle"] = (bands["low"] + bands["high"]) / 2
    bands["label"] = [f"{b.name[:16]}" if b.to - b.from_ >= 14 else "" for b in model.bands]
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    base = alt.Chart(bands)
    drawn = base.mark_bar(height=18, opacity=0.85).encode(x=x, x2="high:Q", y=alt.value(54), color=_band_colour(model))
    drawn += base.mark_text(color=QUIET, fontWeight=600).encode(x="middle:Q", y=alt.value(76), text="label:N")
    sides: dict[float, Literal["left", "right", "center"]] = {0: "left", 100: "right"}
    for edge in (*(b.from_ for b in model.bands), 100.0):
        at = alt.Chart(pd.DataFrame({"edge": [edge], "text": [f"{edge:g}"]}))
        drawn += at.mark_text(color=QUIET, align=sides.get(edge, "center")).encode(x="edge:Q", y=alt.value(76), text="text:N")
    shown = SCORE.show(scored.value)
    mark = pd.DataFrame({"score": [scored.value], "text": [shown]})
    side: Literal["left", "right", "center"] = "left" if scored.value < 8 else "right" if scored.value > 92 else "center"
    point = alt.Chart(mark).encode(x="score:Q")
    drawn += point.mark_point(shape="triangle-down", filled=True, size=150, color=QUIET, opacity=1).encode(y=alt.value(36))
    drawn += point.mark_text(fontSize=20, fontWeight=700, color=QUIET, align=side).encode(y=alt.value(14), text="text:N")
    title = f"{shown} of 100: {scored.band.name}"
    said = ", ".join(f"{b.name} from {b.from_:g} to {b.to:g}" for b in model.bands)
    return Picture(drawn.properties(height=88), title, f"{title}. Higher is healthier. The bands: {said}.")


def bands_picture(bands: pd.DataFrame, model: HealthModel, title: str, currency: str) -> Picture:
    """Customers by band, the lowest band first. `bands` as `portfolio.by_band` makes it."""
    frame = bands.copy()
    money = "mrr" in frame and frame["mrr"].sum() > 0
    frame["text"] = [
        f"{row['customers']:,} ({_share(row['share'])})" + (f" · {MONEY.show_brief(row['mrr'], currency)}" if money else "")
        for row in frame.to_dict("records")
    ]
    y = alt.Y("band:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=110, labelFontSize=12))
    top = max(1, int(frame["customers"].max()))
    x = alt.X("customers:Q", scale=alt.Scale(domain=[0, top * 1.75]), axis=None)
    base = alt.Chart(frame).encode(y=y)
    tips = [alt.Tooltip("band:N", title="Band"), alt.Tooltip("range:N", title="Score"), alt.Tooltip("text:N", title="Customers")]
    drawn = base.mark_bar(cornerRadius=2, height={"band": 0.62}).encode(x=x, color=_band_colour(model), tooltip=tips)
    drawn += base.mark_text(align="left", dx=7, color=QUIET, fontWeight=600).encode(x=x, text="text:N")
    said = "; ".join(f"{r['band']} ({r['range']}): {r['text']}" for r in frame.to_dict("records"))
    return Picture(drawn.properties(height=46 * len(frame) + 12), title, f"{title}. Customers by band: {said}.")


def churn_by_band(test: BackTest, model: HealthModel) -> Picture:
    """The share that left, by band, with its 95 % range."""
    frame = test.bands[test.bands["customers"] > 0].copy()
    frame["text"] = [
        f"{PERCENT.show_brief(r['rate'])} ({r['left']} of {r['customers']:,})"
        for r in frame.to_dict("records")
    ]  # fmt: skip
    y = alt.Y("band:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=110, labelFontSize=12))
    axis = alt.Axis(
        title="Share that left", labelExpr="format(datum.value * 100, ',.3~f') + '%'", tickCount=5, titleColor=QUIET, domain=False
    )
    base = alt.Chart(frame).encode(y=y)
    drawn = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", axis=axis), x2="high:Q", color=_band_colour(model))
    tips = [alt.Tooltip("band:N", title="Band"), alt.Tooltip("text:N", title="Left")]
    drawn += base.mark_point(filled=True, size=110, opacity=1).encode(x="rate:Q", color=_band_colour(model), tooltip=tips)
    most = max(float(frame["high"].max()), 1e-9)
    sides: tuple[tuple[Literal["left", "center", "right"], float, float], ...] = (
        ("left", -1, 0.2),
        ("center", 0.2, 0.75),
        ("right", 0.75, 2),
    )
    for side, above, up_to in sides:  # a label near an edge stays inside
        near = frame[(frame["rate"] / most > above) & (frame["rate"] / most <= up_to)]
        texts = alt.Chart(near).mark_text(dy=-14, color=QUIET, fontWeight=600, align=side)
        drawn += texts.encode(y=y, x="rate:Q", text="text:N")
    ends = frame.iloc[[0, -1]]
    title = "Everybody lies in one band: nothing to compare"
    if len(frame) > 1:
        (low, a), (high, b) = [(r["band"], r["rate"]) for r in ends.to_dict("records")]
        apart = ends.iloc[0]["low"] > ends.iloc[-1]["high"]
        title = f"{PERCENT.show_brief(a)} of {low} left, {PERCENT.show_brief(b)} of {high}" + (
            "" if apart else ": within the range of chance"
        )
    said = "; ".join(
        f"{r['band']} {r['text']}, likely {PERCENT.show_brief(r['low'])} to {PERCENT.show_brief(r['high'])}"
        for r in frame.to_dict("records")
    )
    return Picture(drawn.properties(height=62 * len(frame) + 30), title, f"{title}. {said}.")


def _share(share: float) -> str:
    return f"{share:.0%}" if share == share else "none"
