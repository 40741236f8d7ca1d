"""Sentiment: do customers recommend us, is the change real, why, and whom do we call or ask next?"""

import streamlit as st

from cs_calc.analysis import sentiment as feel
from cs_calc.analysis.mix import last_month, mix_of, whole_title
from cs_calc.analysis.sentiment_charts import mix_picture, nps_lines, reasons_map, score_bars
from cs_calc.analysis.sentiment_lists import for_people
from cs_calc.charts import SMALL, Picture, dots_by_segment, line_with_range
from cs_calc.findings import by_segment, over_time
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import label, spoken
from cs_calc.units import SCORE
from pages.parts.empty import need_data, show_template
from pages.parts.filters import show_filters, split_name
from pages.parts.keep import keep_page
from pages.parts.kept import show_kept
from pages.parts.marks import show_over_time
from pages.parts.rows import show_table
from pages.parts.sentiment_lists import show_answered, show_articles, show_call_backs, show_due
from pages.parts.sentiment_working import clicked, working_button
from pages.parts.text import md

NPS = METRICS["nps"]
st.title("Sentiment")
st.markdown("Would customers recommend us, is the change real, why, and whom do we call or ask next?")
loaded = need_data(
    "This page shows NPS by month, channel and segment, the reasons behind it, CSAT, effort, whom to call back and ask next.",
    ["survey_responses"],
)
whole = loaded.dataset
filters = show_filters(whole)
dataset = only(whole, filters.by, filters.segment)
people = dataset if filters.by in whole.attributes else whole
kind, period = filters.kind, filters.period
when = spoken(period)

if not dataset.has_surveys:
    st.info(
        "**There are no survey responses here.** With them this page says whether NPS, CSAT and effort moved, where and why, "
        "and whom to call back. What the other tables hold stands below.",
        icon=":material/table:",
    )
    show_template(["survey_responses"])
else:
    first, *others = feel.opening(dataset, kind, period)
    st.markdown(f"**{md(first)}**")
    for sentence in others:
        st.markdown(md(sentence))
    with st.container(horizontal=True):
        working_button(dataset, NPS, kind, period, "nps")
        keep_page("sentiment")


def show_nps() -> None:
    """NPS over time, by channel and by segment."""
    st.subheader("Is it real?")
    mix = mix_of(dataset, kind, period)
    if mix is not None:
        show_kept(dataset, filters, "mix", lambda: mix_picture(mix))
        st.caption(f"Ring: {mix.first}. Dot: {mix.second}. The number of answers stands beside each; a channel with few moves by chance.")
    left, right = st.columns(2)
    with left:
        title = feel.against_last_year(dataset, NPS, NPS.variants[0], kind, period)
        title = whole_title(mix, title) if mix is not None else title
        table = over_time(dataset, NPS, "percentages", kind)
        of = {"": ("nps", "percentages")}
        show_over_time(dataset, filters, "nps_time", lambda: line_with_range(table, "NPS", SCORE, title), of)
    channels = feel.nps_by_channel(dataset, kind)
    with right:
        if channels["channel"].nunique() < 2:
            st.caption("The answers name no survey channel to split by (column “channel”), or only one.")
        else:
            masked = mix is not None and mix.reversed
            said = "NPS by channel: the old channels do not follow the whole" if masked else feel.channel_title(channels, period)
            picked = clicked(
                show_kept(dataset, filters, "nps_lines", lambda: nps_lines(channels, dataset.periods(kind), said), select="mark"), "mark"
            )
            st.caption(f"A ring: fewer than {SMALL} answers, too few to rank. Click a mark for its working and its answers.")
            if picked:
                chosen, channel = str(picked["period"]), str(picked["channel"])
                working_button(dataset, NPS, kind, chosen, "mark", by="channel", segment=channel)


def show_segments() -> None:
    """NPS of the period in each segment, with its range."""
    splits = [c for c in whole.segment_columns if c != "agent" and whole.frames.splits("survey_responses", c)]
    if not splits:
        return
    st.subheader("Where?")
    start = filters.by if filters.by in splits else "channel" if "channel" in splits else splits[0]
    by = st.segmented_control("NPS by", splits, default=start, required=True, format_func=split_name, key=f"nps_by_{start}")
    frame = by_segment(whole, NPS, kind, period, by)
    frame = frame[frame["n"].fillna(0) > 0]
    if not len(frame):
        st.caption(f"No answers in {when} to split.")
        return
    ranked = frame[frame["n"] >= SMALL]
    title = f"NPS by {split_name(by).lower()}, {when}" + (f": lowest for {ranked['segment'].iloc[-1]}" if len(ranked) > 1 else "")
    show_kept(whole, filters, f"nps_segments_{by}", lambda: dots_by_segment(frame, "NPS", SCORE, title))
    st.caption("Lines are 95 % ranges. Where they overlap widely, the difference may be chance. A longer period has more answers.")


def show_reasons() -> None:
    """Scores, themes by promoter, passive and detractor, and the comments behind them."""
    st.subheader("Why?")
    spans = {0: when, **({12: f"12 months to {spoken(label(last_month(dataset, kind, period), 'month'))}"} if kind != "year" else {})}
    months = st.segmented_control(
        "Answers of", list(spans), default=max(spans), required=True, format_func=lambda m: spans[m], key="why_of"
    )
    chosen = feel.window(dataset, kind, period, months)
    answers = feel.nps_answers(dataset, chosen)
    if not len(answers):
        st.caption(f"No NPS answers in {spans[months]}.")
        return
    left, right = st.columns(2)
    with left:
        bars = show_kept(
            dataset, filters, f"scores_{months}", lambda: score_bars(feel.score_counts(answers), spans[months]), select="score"
        )
        score = clicked(bars, "score")
    reasons = feel.reasons(feel.theme_answers(dataset, chosen))
    with right:
        reason = {}
        if len(reasons):
            said = feel.reasons_sentence(reasons).rstrip(".")
            cells = show_kept(dataset, filters, f"reasons_{months}", lambda: reasons_map(reasons, said), select="reason")
            reason = clicked(cells, "reason")
            st.caption("Share of a group's answers with a theme that name it, and how many. One answer may name several.")
        else:
            st.info("The answers have no themes (column “themes”, several apart by ;). With them this shows what each group names.")
    behind = feel.behind(answers, score=score.get("score"), theme=reason.get("theme"), group=reason.get("group"))
    said = feel.behind_sentence(behind, score=score.get("score"), theme=reason.get("theme"), group=reason.get("group"))
    st.markdown(f"**{md(said)}** Click a bar or a cell to narrow them down.")
    if len(behind):
        show_table(for_people(behind), "comments", key="comments", file_name=f"comments-{period}.csv")


def over_years(metric: Metric, variant: Variant) -> Picture:
    """A metric over time, with what it is against a year ago."""
    title = feel.against_last_year(dataset, metric, variant, kind, period)
    table = over_time(dataset, metric, variant.key, kind)
    return line_with_range(table, feel.short(metric), variant.formula.unit, title, dataset.currency)


def show_csat_and_ces() -> None:
    """CSAT and CES over time, each with its rule and its direction."""
    found = [(m, v) for m in (METRICS["csat"], METRICS["customer_effort_score"]) if (v := feel.definition(dataset, m, kind))]
    st.subheader("Satisfaction and effort")
    if len(found) < 2:
        lacks = [n for n, k in (("CSAT", "csat"), ("CES", "customer_effort_score")) if k not in {m.key for m, _ in found}]
        st.caption(f"No answers for {' and '.join(lacks)}: rows of survey responses with that survey type, and a scale that is known.")
    for place, (metric, variant) in zip(st.columns(2), found, strict=False):
        with place:
            of = {"": (metric.key, variant.key)}
            show_over_time(dataset, filters, f"time_{metric.key}", lambda m=metric, v=variant: over_years(m, v), of, hint=False)
            st.caption(md(feel.rule(metric, variant)))
            working_button(dataset, metric, kind, period, metric.key, variant=variant.key)


if dataset.has_surveys:
    show_nps()
    show_segments()
    show_reasons()
    show_csat_and_ces()
    show_call_backs(dataset, kind, period)
    show_answered(people, dataset, kind, period)
show_due(people)
show_articles(whole)
