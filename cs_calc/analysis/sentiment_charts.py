"""The pictures of the sentiment page: NPS over time and by channel, what the mix did, scores, reasons, articles."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cs_calc.analysis.mix import MixChange
from cs_calc.analysis.sentiment import GROUPS
from cs_calc.charts import GAIN, LOSS, QUIET, SERIES, SMALL, TOTAL, Picture
from cs_calc.tables.periods import spoken
from cs_calc.units import COUNT, PERCENT, SCORE

MOST = 4
"""So many channels get a line of their own: more cannot be told apart."""
COLOURS = {"Promoters": GAIN, "Passives": QUIET, "Detractors": LOSS}


def _axis(title: str | None, **more: Any) -> alt.Axis:
    return alt.Axis(title=title, titleColor=QUIET, tickCount=5, domain=False, **more)


def _periods(order: list[str]) -> alt.X:
    axis = alt.Axis(title=None, labelAngle=-40, labelOverlap="greedy", grid=False, ticks=False, domain=False)
    return alt.X("label:O", sort=None, scale=alt.Scale(domain=order), axis=axis)


def _ranges(frame: pd.DataFrame) -> list[str]:
    both = zip(frame["low"], frame["high"], strict=True)
    return [f"{SCORE.show_brief(a)} to {SCORE.show_brief(b)}" if pd.notna(a) else "" for a, b in both]


def nps_lines(table: pd.DataFrame, periods: list[str], title: str) -> Picture:
    """NPS by channel over time, the largest channels; a ring where fewer than 20 answered. A click selects `mark` (period, channel).

    `table`: period, channel, value, low, high, n.
    """
    size = table.groupby("channel")["n"].sum().sort_values(ascending=False)
    names = sorted(size.index[:MOST])
    frame = table[table["channel"].isin(names) & table["period"].isin(periods) & table["value"].notna()]
    frame = frame.assign(label=frame["period"].map(spoken), few=frame["n"] < SMALL, range=_ranges(frame))
    frame["shown"] = [f"{SCORE.show_brief(v)} ({COUNT.show(n)} answers)" for v, n in zip(frame["value"], frame["n"], strict=True)]
    frame = frame.sort_values("period")
    order = [spoken(p) for p in periods]
    x = _periods(order)
    scale = alt.Scale(domain=names, range=SERIES[: len(names)])
    colour = alt.Color("channel:N", scale=scale, legend=None)
    y = alt.Y("value:Q", axis=_axis("NPS"), scale=alt.Scale(zero=False))
    base = alt.Chart(frame).encode(x=x, y=y, color=colour)
    tips = [alt.Tooltip("label:N", title="Period"), alt.Tooltip("channel:N", title="Channel"), alt.Tooltip("shown:N", title="NPS"),
            alt.Tooltip("range:N", title="95 % range")]  # fmt: skip
    clicked = alt.selection_point(name="mark", fields=["period", "channel"], empty=False)
    marks = base.mark_point(size=70, strokeWidth=2).encode(
        tooltip=tips,
        fill=alt.condition("datum.few", alt.value("transparent"), alt.Fill("channel:N", scale=scale, legend=None)),
        opacity=alt.value(1),
    )
    drawn = base.mark_line(strokeWidth=2, opacity=0.75) + marks.add_params(clicked)
    ends = frame.groupby("channel", sort=False).tail(1)
    drawn += alt.Chart(ends).mark_text(align="left", dx=9, fontWeight=600).encode(x=x, y=y, text="channel:N", color=colour)
    last = "; ".join(f"{r['channel']} {r['shown']} in {r['label']}" for r in ends.to_dict("records"))
    return Picture(drawn.properties(height=320), title, f"{title}. Last values: {last}.")


def mix_picture(mix: MixChange) -> Picture:
    """NPS then and now, in all and in each channel: a ring, an arrow and a dot."""
    up, both = mix.difference > 0, mix.channels.dropna(subset=["move"])
    if mix.reversed:
        name = "every old channel" if len(both) > 1 else "the old channel"
        title = f"NPS {'rose' if up else 'fell'} in all, but {'fell' if up else 'rose'} in {name}"
    else:
        title = f"NPS by channel: {mix.first} against {mix.second}"
    rows = [{"channel": "All answers", "then": mix.then.value, "now": mix.now.value, "then_n": mix.channels["then_n"].sum(),
             "now_n": mix.channels["now_n"].sum()}, *mix.channels.to_dict("records")]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["way"] = ["new" if a != a or b != b else "up" if b > a else "down" for a, b in zip(frame["then"], frame["now"], strict=True)]
    frame["text"] = [_then_now(r) for r in frame.to_dict("records")]
    frame["middle"] = frame[["then", "now"]].mean(axis=1)
    frame = frame.drop(columns="move", errors="ignore").rename(columns={"then": "earlier", "now": "later"})
    ends = [v for c in ("earlier", "later") for v in frame[c] if v == v]
    span = [max(-100, min(0, *ends) - 15), min(100, max(0, *ends) + 15)]
    y = alt.Y("channel:N", sort=list(frame["channel"]), axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=110))
    x = alt.X("later:Q", axis=_axis("NPS"), scale=alt.Scale(domain=span))
    colour = alt.Color("way:N", scale=alt.Scale(domain=["up", "down", "new"], range=[GAIN, LOSS, TOTAL]), legend=None)
    tips = [alt.Tooltip("channel:N", title="Channel"), alt.Tooltip("text:N", title="NPS")]
    first, second = (alt.Chart(frame.dropna(subset=[c])).encode(y=y, color=colour) for c in ("earlier", "later"))
    drawn = (
        alt.Chart(frame.dropna(subset=["earlier", "later"]))
        .mark_rule(strokeWidth=3, opacity=0.5)
        .encode(y=y, color=colour, x=x, x2="earlier:Q")
    )
    drawn += first.mark_point(size=90, strokeWidth=2, opacity=1).encode(x=alt.X("earlier:Q"), tooltip=tips)
    drawn += second.mark_point(filled=True, size=130, opacity=1).encode(x=x, tooltip=tips)
    right = frame["middle"] > sum(span) / 2  # words stay inside the picture: they run to the left from a mark at the right
    for part, words in ((frame[~right], {"align": "left"}), (frame[right], {"align": "right"})):
        texts = alt.Chart(part).mark_text(dy=-15, fontWeight=600, color=QUIET, **words)  # type: ignore[arg-type]
        drawn += texts.encode(y=y, x=alt.X("middle:Q"), text="text:N")
    said = "; ".join(f"{r['channel']}: {r['text']}" for r in rows_of(frame))
    return Picture(drawn.properties(height=66 * len(frame)), title, f"{title}. {said}.")


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as records, for text."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _then_now(row: dict[Any, Any]) -> str:
    if row["then"] != row["then"]:
        return f"new: {SCORE.show_brief(row['now'])} (n = {COUNT.show(row['now_n'])})"
    if row["now"] != row["now"]:
        return f"no longer asked: {SCORE.show_brief(row['then'])} (n = {COUNT.show(row['then_n'])})"
    counts = f"n = {COUNT.show(row['then_n'])} → {COUNT.show(row['now_n'])}"
    return f"{SCORE.show_brief(row['then'])} → {SCORE.show_brief(row['now'])} ({counts})"


def score_bars(table: pd.DataFrame, when: str) -> Picture:
    """How many gave each score; a click selects `score`. `table`: score, group, answers, share."""
    sums = table.groupby("group")["answers"].sum()
    n = int(table["answers"].sum())
    parts = [f"{sums[g] / n:.0%} {w}" for g, w in zip(GROUPS, ("promote", "are passive", "detract"), strict=True)] if n else []
    title = f"{', '.join(parts[:2])} and {parts[2]} of {COUNT.show(n)} answers, {when}" if n else f"No answers, {when}"
    frame = table.assign(shown=[COUNT.show(a) for a in table["answers"]], percent=[PERCENT.show_brief(s) for s in table["share"]])
    clicked = alt.selection_point(name="score", fields=["score"], empty=False)
    colour = alt.Color("group:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None)
    axis = alt.Axis(title="Score: 0–6 detract, 7–8 passive, 9–10 promote", titleColor=QUIET, labelAngle=0, ticks=False, domain=False)
    base = alt.Chart(frame).encode(x=alt.X("score:O", axis=axis), y=alt.Y("answers:Q", axis=_axis("Answers", format="d")))
    tips = [alt.Tooltip("score:O", title="Score"), alt.Tooltip("group:N", title="Counts as"), alt.Tooltip("shown:N", title="Answers"),
            alt.Tooltip("percent:N", title="Of all")]  # fmt: skip
    bars = base.mark_bar(cornerRadius=2).encode(color=colour, tooltip=tips).add_params(clicked)
    labels = base.mark_text(dy=-8, fontWeight=600).encode(text="shown:N", color=alt.value(QUIET))
    said = ", ".join(f"{r['score']}: {r['shown']}" for r in rows_of(frame))
    return Picture((bars + labels).properties(height=280), title, f"{title}. Answers by score: {said}.")


def reasons_map(table: pd.DataFrame, title: str, most: int = 10) -> Picture:
    """What share of promoters, passives and detractors names each theme; a click selects `reason`. `table`: see `sentiment.reasons`."""
    names = list(dict.fromkeys(table["theme"]))[:most]
    frame = table[table["theme"].isin(names) & table["share"].notna()]
    frame = frame.assign(text=[f"{s:.0%} ({a})" for s, a in zip(frame["share"], frame["answers"], strict=True)])
    top = max(0.05, float(frame["share"].max())) if len(frame) else 1.0
    clicked = alt.selection_point(name="reason", fields=["theme", "group"], empty=False)
    colour = alt.Color("share:Q", scale=alt.Scale(domain=[0, top], range=["#E6F0F6", "#5FA5CC"]), legend=None)
    x = alt.X(
        "group:N", sort=list(GROUPS), axis=alt.Axis(title=None, orient="top", labelAngle=0, ticks=False, domain=False, labelFontWeight=600)
    )
    y = alt.Y("theme:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=110))
    base = alt.Chart(frame).encode(x=x, y=y)
    tips = [alt.Tooltip("theme:N", title="Theme"), alt.Tooltip("group:N", title="Named by"), alt.Tooltip("text:N", title="Share (answers)")]
    cells = base.mark_rect(cornerRadius=3).encode(color=colour, tooltip=tips).add_params(clicked)
    labels = base.mark_text(fontWeight=600).encode(text="text:N", color=alt.value("#17212E"))
    said = "; ".join(f"{r['theme']}, {str(r['group']).lower()}: {r['text']}" for r in rows_of(frame))
    return Picture((cells + labels).properties(height=40 + 34 * len(names)), title, f"{title}. {said}.")


def article_dots(table: pd.DataFrame, most: int = 12) -> Picture:
    """The least helpful articles by the lower end of their range. `table`: see `sentiment_lists.article_ranking`."""
    ranked = table[table["ranked"]].head(most)
    shown = ranked["title"].where(ranked["title"].notna(), ranked["article_id"]) if "title" in ranked else ranked["article_id"]
    frame = ranked.assign(name=shown)
    frame["text"] = [f"{s:.0%} of {COUNT.show(n)}" for s, n in zip(frame["share"], frame["votes"], strict=True)]
    frame["range"] = [f"{a:.0%} to {b:.0%}" for a, b in zip(frame["low"], frame["high"], strict=True)]
    title = f"“{frame['name'].iloc[0]}” may help the fewest readers" if len(frame) else f"No article has {SMALL} votes"
    y = alt.Y("name:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150))
    axis = _axis("Votes that say it helped, with 95 % range", format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(frame).encode(y=y)
    tips = [alt.Tooltip("name:N", title="Article"), alt.Tooltip("text:N", title="Helped"), alt.Tooltip("range:N", title="95 % range")]
    drawn = base.mark_rule(strokeWidth=3, opacity=0.45, color=TOTAL).encode(
        x=alt.X("low:Q", axis=axis, scale=alt.Scale(domain=[0, 1.35])), x2="high:Q"
    )
    drawn += base.mark_point(filled=True, size=90, opacity=1, color=TOTAL).encode(x="share:Q", tooltip=tips)
    drawn += base.mark_text(align="left", dx=8, color=QUIET, fontWeight=600).encode(x="high:Q", text="text:N")
    said = "; ".join(f"{r['name']}: {r['text']}, {r['range']}" for r in rows_of(frame))
    return Picture(drawn.properties(height=40 + 30 * len(frame)), title, f"{title}. {said}.")
