"""The filters that the Analyse pages share. They stand in the link, and a link sets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import KINDS, Kind, spoken
from pages.parts.link import keep, remembered, write
from pages.parts.text import md

WORDS = {"plan": "Plan", "owner": "Owner", "segment": "Segment", "country": "Country", "channel": "Survey channel", "agent": "Agent"}


def split_name(column: str) -> str:
    """A column that numbers are split by, as people call it."""
    return WORDS.get(column, column.replace("_", " ").capitalize())


@dataclass(frozen=True)
class Filters:
    """Which periods to look at (month, quarter, year), which one, what to split by (None: nothing), which segment of it."""

    kind: Kind
    period: str
    by: str | None
    segment: str = ALL


def show_filters(dataset: Dataset, beside: Mapping[str, str] | None = None) -> Filters:
    """Draw the filters in one row and say in a sentence if the link asked for something that is not there.

    `beside` is what else of the page's state is to stand in the link.
    """
    told = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = _pick("Periods", "periods", list(KINDS), {k: k.capitalize() for k in KINDS}, "month", told)
        periods = dataset.periods(kind)[::-1]
        whole = next((p for p in periods if dataset.is_whole(p, kind)), periods[0])
        names = {p: spoken(p) + ("" if dataset.is_whole(p, kind) else " (not complete)") for p in periods}
        period = _pick("Look at", "period", periods, names, whole, told)
        splits = ["", *dataset.segment_columns]
        by = _pick("Split by", "by", splits, {"": "Nothing", **{c: split_name(c) for c in splits if c}}, "", told)
        segment = ALL
        if by:
            segments = [ALL, *sorted(dataset.measure(kind, by)["segment"].unique())]
            segment = _pick("Show", "segment", segments, {s: s for s in segments}, ALL, told)
    chosen = {"by": by, "segment": segment} if by else {}
    write({"periods": kind, "period": period, **{k: v for k, v in chosen.items() if v != ALL}, **(beside or {})})
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
    return Filters(kind, period, by or None, segment)


def _pick(label: str, name: str, options: list[str], words: dict[str, str], default: str, told: list[str]) -> str:
    key = f"filter_{name}"
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        shown = words[st.session_state[key]]
        told.append(f"The link asks for {label.lower()} “{md(missed[:40])}”, which the loaded data does not have; {shown} is shown.")
    value: str = st.selectbox(label, options, format_func=words.__getitem__, key=key, width=172)
    keep(key, value)
    return value
