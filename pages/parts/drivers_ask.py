"""What is asked on the page Drivers: which outcome, over which time, what counts as having done it. It stands in the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from cs_calc.analysis.drivers_cases import Outcome, outcomes_of
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import IN_YEAR, Kind, spoken
from pages.parts.drivers_magic import STAY
from pages.parts.filters import split_name
from pages.parts.link import keep, remembered, write
from pages.parts.period import pick_period
from pages.parts.text import md

WINDOWS = ("30", "60", "90", "180")
FIRST_DAYS = ("1", "3", "7")
TIMES = ("1", "2", "3", "5", "10")


@dataclass(frozen=True)
class Asked:
    """The question: data (narrowed to a segment), outcome, periods, days that are looked at, days of use that count as use."""

    dataset: Dataset
    outcome: Outcome
    kind: Kind
    periods: tuple[str, ...]
    days: int
    times: int
    segment: str


def show_question(whole: Dataset) -> Asked | None:
    """Draw the fields; None where the data tells no outcome."""
    told: list[str] = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind, period = pick_period(whole, told)
        splits = ["", *(c for c in whole.segment_columns if c in whole.attributes)]
        by = _pick("Only", "by", splits, {"": "All customers", **{c: f"One {split_name(c).lower()}" for c in splits if c}}, "", told)
        segment = ALL
        if by:
            segments = [ALL, *sorted(whole.measure(kind, by)["segment"].unique())]
            segment = _pick("Show", "segment", segments, {s: s for s in segments}, ALL, told)
    dataset = only(whole, by or None, segment)
    outcomes = {o.key: o for o in outcomes_of(dataset)}
    if not outcomes:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        outcome = outcomes[
            _pick("What goes with", "outcome", list(outcomes), {k: o.name for k, o in outcomes.items()}, next(iter(outcomes)), told)
        ]
        upto = whole.periods(kind)[: whole.periods(kind).index(period) + 1]
        overs = {"all": f"All up to {spoken(period)}", "year": f"12 months to {spoken(period)}", "one": f"{spoken(period)} alone"}
        if kind == "year":
            del overs["year"]
        over = _pick("Over", "over", list(overs), overs, "all", told)
        if outcome.key == "trial":
            days = _pick("Looking at", "first", list(FIRST_DAYS), {d: f"First {_days(d)} of the trial" for d in FIRST_DAYS}, "1", told)
        else:
            days = _pick("Looking at", "window", list(WINDOWS), {d: f"{_days(d)} before" for d in WINDOWS}, "90", told)
        times = _pick("A feature is used", "times", list(TIMES), {t: f"on {t} or more days" for t in TIMES}, "1", told)
    periods = {"all": upto, "year": upto[-IN_YEAR[kind] :], "one": upto[-1:]}[over]
    asked = {
        "periods": kind,
        "period": period,
        "by": by,
        "segment": "" if segment == ALL else segment,
        "outcome": outcome.key,
        "over": over,
    }
    stay, _ = remembered("stay", "drivers_stay", list(STAY), "180")
    st.session_state["drivers_stay"] = stay
    asked |= {"stay": stay, "first" if outcome.key == "trial" else "window": days, "times": times}
    write({key: value for key, value in asked.items() if value})
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
    return Asked(dataset, outcome, kind, tuple(periods), int(days), int(times), segment)


def _days(n: str) -> str:
    return "day" if n == "1" else f"{n} days"


def _pick(label: str, name: str, options: list[Any], words: dict[Any, str], default: str, told: list[str], width: int = 172) -> str:
    key = f"filter_{name}" if name in ("by", "segment") else f"drivers_{name}"
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        shown = md(words[st.session_state[key]])
        told.append(f"The link asks for {label.lower()} “{md(missed[:40])}”, which is not there to choose; {shown} is shown.")
    value: str = st.selectbox(label, options, format_func=words.__getitem__, key=key, width=width)
    keep(key, value)
    return value
