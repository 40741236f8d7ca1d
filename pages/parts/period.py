"""Which period of the loaded data to look at: month, quarter or year, and which one. Both stand in the link."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import KINDS, Kind, spoken
from pages.parts.link import keep, remembered
from pages.parts.text import md


def pick_period(dataset: Dataset, told: list[str]) -> tuple[Kind, str]:
    """Draw the two fields; what the link asks for and the data does not have is added to `told`.

    They are the fields of the Analyse pages: a period chosen there is chosen here.
    """
    kind = _pick("Periods", "periods", list(KINDS), {k: k.capitalize() for k in KINDS}, "month", told)
    periods = dataset.periods(kind)[::-1]
    whole = next((p for p in periods if dataset.is_whole(p, kind)), periods[0])
    names = {p: spoken(p) + ("" if dataset.is_whole(p, kind) else " (not complete)") for p in periods}
    return kind, _pick("Period", "period", periods, names, whole, told)


def _pick(label: str, name: str, options: list[Any], words: dict[Any, str], default: str, told: list[str]) -> Any:
    key = f"filter_{name}"
    st.session_state[key], missed = remembered(name, key, list(options), default)
    if missed is not None:
        shown = words[st.session_state[key]]
        told.append(f"The link asks for {label.lower()} “{md(missed[:40])}”, which the loaded data does not have; {md(shown)} is shown.")
    value = st.selectbox(label, options, format_func=lambda v: words[v], key=key, width=172)
    keep(key, value)
    return value
