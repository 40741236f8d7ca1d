"""The filters that the Analyse pages share. They stand in the link, and a link sets them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import KINDS, Kind, spoken

WORDS = {"plan": "Plan", "owner": "Owner", "segment": "Segment", "country": "Country", "channel": "Survey channel", "agent": "Agent"}


@dataclass(frozen=True)
class Filters:
    """Which periods to look at (month, quarter, year), which one, and what to split by (None: the whole)."""

    kind: Kind
    period: str
    by: str | None


def show_filters(dataset: Dataset) -> Filters:
    """Draw the filters in one row and say in a sentence if the link asked for something that is not there."""
    told = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = _pick("Periods", "periods", list(KINDS), {k: k.capitalize() for k in KINDS}, "month", told)
        periods = dataset.periods(kind)[::-1]
        whole = next((p for p in periods if dataset.is_whole(p, kind)), periods[0])
        names = {p: spoken(p) + ("" if dataset.is_whole(p, kind) else " (not complete)") for p in periods}
        period = _pick("Look at", "period", periods, names, whole, told)
        splits = ["", *dataset.segment_columns]
        by = _pick("Split by", "by", splits, {"": "Nothing", **{c: WORDS.get(c, c) for c in splits if c}}, "", told)
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
    return Filters(kind, period, by or None)


def _pick(label: str, name: str, options: list[str], words: dict[str, str], default: str, told: list[str]) -> str:
    key = f"filter_{name}"
    if key not in st.session_state:
        wanted = st.query_params.get(name)
        if wanted is not None and wanted not in options:
            told.append(
                f"The link asks for {label.lower()} “{wanted[:40]}”, which the loaded data does not have; {words[default]} is shown."
            )
        st.session_state[key] = wanted if wanted in options else default
    elif st.session_state[key] not in options:
        st.session_state[key] = default
    value: str = st.selectbox(label, options, format_func=lambda o: words[o], key=key, width=190)
    if value == "":
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    return value
