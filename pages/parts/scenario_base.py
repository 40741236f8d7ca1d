"""What scenarios are held against: the example or typed numbers, or a period and segment of the loaded data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cs_calc.expr import Input, Leaf, Summary, Values
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import Kind
from cs_calc.work import Known
from pages.parts import state
from pages.parts.filters import split_name
from pages.parts.form import from_link, list_field, number_field
from pages.parts.link import keep, remembered
from pages.parts.period import pick_period
from pages.parts.text import md


def typed_base(
    parts: Sequence[Input | Values],
    leaves: Sequence[Leaf],
    example: Mapping[str, Known],
    currency: str,
    told: list[str],
    *,
    speaks: bool,
    button: str,
    beside: Callable[[], None] | None = None,
) -> dict[str, Known]:
    """The base's fields and what stands in them: from the link (where it `speaks` of them), as typed, or the example's.

    `beside` draws what stands beside the button that brings the example back.
    """
    summaries = [part for part in leaves if isinstance(part, Summary)]
    every = (*parts, *summaries)
    # a link that gives some of the numbers speaks of its own case: the example's others do not belong to it
    linked = speaks and any(part.key in st.query_params for part in every)
    if speaks:
        told.extend(sentence for part in every if (sentence := from_link(part)))
    summed = {p.of.key for p in summaries if p.key in state.typed()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(button, icon=":material/restart_alt:", on_click=_start_again, args=([part.key for part in every],))
        if beside is not None:
            beside()
    grid = st.grid(min(4, max(2, len(parts))), min_column_width=180)
    numbers: dict[str, Known] = {}
    for part in parts:
        if linked and part.key not in summed:
            state.typed().setdefault(part.key, None)
        otherwise = example.get(part.key, part.example)
        with grid.container():
            if isinstance(part, Values):
                of_part = [s for s in summaries if s.of == part]
                numbers |= list_field(part, otherwise if isinstance(otherwise, tuple) else None, of_part, currency)
            else:
                numbers[part.key] = number_field(part, otherwise if isinstance(otherwise, float) else None, currency)
    return numbers


def _start_again(keys: list[str]) -> None:
    """Back to the example: what was typed is forgotten, and so are the numbers in the link."""
    state.forget_typed(keys)
    for key in keys:
        st.query_params.pop(key, None)


def pick_base(dataset: Dataset, told: list[str]) -> tuple[Kind, str, str | None, str]:
    """Which period of the data, and which segment of it: kind, period, column (None: all customers) and segment."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind, period = pick_period(dataset, told)
        splits = {"": "All", **{c: split_name(c) for c in dataset.segment_columns}}
        by = _pick("Split by", "by", splits, "", told)
        if not by:
            return kind, period, None, ALL
        segments = sorted(str(s) for s in dataset.measure(kind, by)["segment"].unique())
        return kind, period, by, _pick("Of it", "segment", {s: s for s in segments}, segments[0], told)


def _pick(name: str, key: str, words: dict[str, str], default: str, told: list[str]) -> str:
    field = f"whatif_{key}"
    st.session_state[field], missed = remembered(key, field, list(words), default)
    if missed is not None:
        shown = words[st.session_state[field]]
        told.append(f"The link asks for the {key} “{md(missed[:40])}”, which the loaded data does not have; {md(shown)} is shown.")
    value: str = st.selectbox(name, list(words), format_func=words.__getitem__, key=field, width=170)
    keep(field, value)
    return value
