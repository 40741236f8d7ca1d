"""Ranges: fields that take `7000 to 9000`, and the answer as a distribution with the chance of meeting a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.ranges import Range
from cs_calc.spread import can_sample, is_survey, spread, targets
from cs_calc.typed import read_typed
from pages.parts import state
from pages.parts.picture import show_picture
from pages.parts.text import md, money_safe

ON, AIM, SAMPLE, ABOUT = "calc_ranges", "range_aim", "range_sample", "range_about"
FROM_LINK = {ON: "ranges", AIM: "aim", SAMPLE: "sample"}


def ranges_toggle(keys: Iterable[str]) -> bool:
    """Whether the fields take ranges: as it was switched, else where a range is typed or the link asks for it."""
    keys = set(keys)
    if ON not in st.session_state:
        st.session_state[ON] = bool(keys & set(state.ranges())) or st.query_params.get(FROM_LINK[ON]) == "1"

    def switched() -> None:
        if not st.session_state[ON]:  # back to plain numbers: what stands in a field is all there is
            for key in keys & set(state.ranges()):
                del state.ranges()[key]
        for key in keys:
            for field in (f"in_{key}", f"in_{key}_text"):
                st.session_state.pop(field, None)

    return st.toggle(
        "Ranges",
        key=ON,
        on_change=switched,
        help="Fields then take a range as well, such as 7000 to 9000 or 5-7 %: a 90 % range. The answer becomes a distribution.",
    )


def question_of_link(result: Answer) -> None:
    """Take the target and the choice of a sampling margin from the link when the page is opened; another metric begins anew."""
    about = result.metric.key
    if AIM not in st.session_state:
        st.session_state[AIM] = st.query_params.get(FROM_LINK[AIM], "")[:40]
        asked = st.query_params.get(FROM_LINK[SAMPLE])
        st.session_state[SAMPLE] = is_survey(result.metric) if asked not in ("0", "1") else asked == "1"
    elif st.session_state.get(ABOUT) != about:
        st.session_state[AIM], st.session_state[SAMPLE] = "", is_survey(result.metric)
    st.session_state[ABOUT] = about


def ranges_in_link(result: Answer) -> dict[str, str]:
    """How the distribution is asked for, as it stands in the link."""
    found = {FROM_LINK[ON]: "1"}
    if aim := st.session_state[AIM].strip():
        found[FROM_LINK[AIM]] = aim
    if can_sample(result.metric, result.variant.key, result.given) and st.session_state[SAMPLE] != is_survey(result.metric):
        found[FROM_LINK[SAMPLE]] = "1" if st.session_state[SAMPLE] else "0"
    return found


def show_ranges(result: Answer, ranges: Mapping[str, Range]) -> None:
    """The distribution, its chart, the chances of meeting a target, and how it was drawn."""
    with st.container(border=True):
        _show(result, ranges)


def _show(result: Answer, ranges: Mapping[str, Range]) -> None:
    formula, currency = result.variant.formula, result.currency
    sampled = can_sample(result.metric, result.variant.key, result.given)
    marks = targets(result)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed_in = currency.strip() if formula.unit.key == "money" else formula.unit.typed_in
        aim = st.text_input(
            "Your target" + (f" ({money_safe(typed_in)})" if typed_in else ""),
            key=AIM,
            placeholder=formula.unit.show(marks[0].value, currency) if marks else "none",
            help="The chance of meeting it is worked out; empty: the published marks are held against the draws.",
            width=220,
        )
        if sampled:
            st.checkbox(
                "Add the sampling margin",
                key=SAMPLE,
                help="Those who were counted are a sample of many, as in a survey.",
            )
    if not ranges and not (sampled and st.session_state[SAMPLE]):
        margin = ", or add the sampling margin" if sampled else ""
        st.caption(f"Type a range such as 7000 to 9000 in a field{margin}: the answer becomes a distribution.")
        return
    read = read_typed(aim, formula.unit) if aim.strip() else None
    if read is not None and read.says:
        st.caption(f":orange[:material/help: {md(read.says)}]")
    own = read.value if read is not None else None
    found = spread(
        result.metric, result.given, ranges, result.variant.key, sampling=sampled and bool(st.session_state[SAMPLE]), currency=currency
    )
    if found.problem:
        st.warning(md(found.problem), icon=":material/help:")
        return
    from cs_calc.ranges_chart import spread_picture  # altair: only where it is drawn

    show_picture(spread_picture(found, own if own is not None else marks[0].value if marks else None), "ranges")
    st.markdown("\n".join(f"- {md(sentence)}" for sentence in found.chances(own)))
    st.caption(md(" ".join(found.notes())))
