"""What is asked on the page Why: which metric, now against which time before, and of which part of the data. It stands in the link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cs_calc.analysis.why import Times, can_pool
from cs_calc.analysis.why_say import Masked
from cs_calc.model import Metric, Variant
from cs_calc.report import available, can_work
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from pages.parts.filters import split_name
from pages.parts.link import keep, remembered, write
from pages.parts.period import pick_period
from pages.parts.text import md


@dataclass(frozen=True)
class Asked:
    """The question: data (narrowed to a segment), metric, definition, times, and the split that was asked for (empty: found)."""

    dataset: Dataset
    metric: Metric
    variant: Variant
    times: Times
    by: str


def word_of(by: str) -> str:
    """What a split is by, inside a sentence."""
    return "channel" if by == "channel" else split_name(by).lower()


def show_question(whole: Dataset, first: str) -> Asked:
    """Draw the fields; `first` is the metric on which the page opens where nothing else says which."""
    told: list[str] = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind, period = pick_period(whole, told)
        splits = ["", *whole.segment_columns]
        names = {"": "Find the split", **{c: split_name(c) for c in splits if c}}
        by = _pick("Split by", "by", splits, names, "", told)
        segment = ALL
        if by:
            segments = [ALL, *sorted(whole.measure(kind, by)["segment"].unique())]
            segment = _pick("Show", "segment", segments, {s: s for s in segments}, ALL, told)
    dataset = only(whole, by or None, segment)
    metrics = {m.key: m for m in available(dataset, kind)}
    if not metrics:
        st.info(f"There is nothing to compare for {md(segment)}.")
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        start = first if first in metrics else next(iter(metrics))
        chosen = metrics[_pick("Metric", "metric", list(metrics), {k: m.name for k, m in metrics.items()}, start, told, 300)]
        variants = {v.key: v for v in chosen.variants if can_work(dataset, chosen, v, kind)}
        variant = next(iter(variants.values()))
        if len(variants) > 1:
            words = {k: v.name for k, v in variants.items()}
            variant = variants[_pick("Definition", f"definition_of_{chosen.key}", list(variants), words, variant.key, told, 230)]
        periods = whole.periods(kind)
        together = False
        if can_pool(variant) and len(periods) > 2:
            together = (
                _pick("Compare", "compare", ["one", "several"], {"one": f"One {kind}", "several": f"Several {kind}s"}, "one", told)
                == "several"
            )
        since = period
        if together:
            upto = periods[1 : periods.index(period) + 1][::-1]
            since = _pick("Now, from", "since", upto, {p: spoken(p) for p in upto}, upto[0], told, 150) if upto else period
        earlier = periods[: periods.index(since)][::-1]
        if not earlier:
            st.info(f"{spoken(since)} is the first {kind} in the data: there is nothing before it to compare it with. Choose a later one.")
            st.stop()
        then = _pick("Against", "against", earlier, {p: spoken(p) for p in earlier}, earlier[0], told, 150)
        then_from = then
        if together:
            until = periods[: periods.index(then) + 1][::-1]
            then_from = _pick("Before, from", "against_from", until, {p: spoken(p) for p in until}, then, told, 150)
    cut = [tuple(periods[periods.index(a) : periods.index(b) + 1]) for a, b in ((then_from, then), (since, period))]
    asked = {"periods": kind, "period": period, "by": by, "segment": "" if segment == ALL else segment, "metric": chosen.key}
    if len(variants) > 1:
        asked[f"definition_of_{chosen.key}"] = variant.key
    asked |= {"against": then, **({"compare": "several", "since": since, "against_from": then_from} if together else {})}
    write({key: value for key, value in asked.items() if value})
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
    return Asked(dataset, chosen, variant, Times(kind, cut[0], cut[1]), by if segment == ALL else "")


def look_at(found: Masked) -> None:
    """Ask about a finding: called before the fields are drawn."""
    wanted = {"filter_periods": found.times.kind, "filter_period": found.times.now[0], "filter_by": "", "why_metric": found.metric.key}
    for key, value in {**wanted, "why_against": found.times.then[0], "why_compare": "one"}.items():
        st.session_state[key] = value
        keep(key, value)


def _pick(label: str, name: str, options: list[str], words: dict[str, str], default: str, told: list[str], width: int = 172) -> str:
    key = f"filter_{name}" if name in ("by", "segment") else f"why_{name}"
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        shown = words[st.session_state[key]]
        told.append(f"The link asks for {label.lower()} “{md(missed[:40])}”, which cannot be compared here; {md(shown)} is shown.")
    value: str = st.selectbox(label, options, format_func=words.__getitem__, key=key, width=width)
    keep(key, value)
    return value
