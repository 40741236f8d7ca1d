"""What one person has loaded and typed. It lives in that person's session only; nothing is shared or stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from cs_calc.formulas import fields_of, inputs_of
from cs_calc.model import Metric
from cs_calc.ranges import Range
from cs_calc.work import Given, Known
from pages.parts.import_findings import effects, findings
from pages.parts.import_room import make_room
from pages.parts.import_state import (
    add_files,
    begin,
    change,
    choose,
    clear,
    finish,
    forget_answers,
    forget_told,
    has_answers,
    held,
    importing,
    is_fresh,
    is_sample,
    loaded,
    reload,
    remove_file,
    said,
    say,
    set_answer,
    set_assumed,
    set_sign,
    set_until,
    setup,
    stop_import,
    told,
    undo,
    use_mapping,
    use_sample,
    versions,
)

__all__ = [
    "add_files",
    "ask_what_if",
    "begin",
    "change",
    "choose",
    "clear",
    "effects",
    "findings",
    "finish",
    "forget_answers",
    "forget_told",
    "forget_typed",
    "has_answers",
    "held",
    "importing",
    "is_fresh",
    "is_sample",
    "loaded",
    "make_room",
    "of_metric",
    "opened",
    "put_typed",
    "ranges",
    "reload",
    "remove_file",
    "said",
    "say",
    "set_answer",
    "set_assumed",
    "set_sign",
    "set_until",
    "setup",
    "stop_import",
    "told",
    "typed",
    "undo",
    "use_mapping",
    "use_sample",
    "versions",
]


def typed() -> dict[str, Known]:
    """What was typed into the calculator, by input key (None: emptied): it survives moving between pages."""
    values: dict[str, Known] = st.session_state.setdefault("typed", {})
    return values


def ranges() -> dict[str, Range]:
    """Which of the numbers in `typed` are the middle of a range that was typed, by input key."""
    found: dict[str, Range] = st.session_state.setdefault("typed_ranges", {})
    return found


def put_typed(numbers: Mapping[str, Known]) -> None:
    """Put numbers into the calculator's fields, as if they had been typed; what is not known is left empty."""
    forget_typed(numbers)
    known = {key: value for key, value in numbers.items() if value is not None}
    typed().update({key: tuple(value) if isinstance(value, Sequence) else float(value) for key, value in known.items()})


def opened(page: str) -> None:
    """Note which page is open. Fields of the page before, with the same names, are drawn anew from what was typed.

    (Streamlit keeps a field's place from one page to the next, but not what stands in it: it would come up empty.)
    """
    if st.session_state.get("page_open") != page:
        for key in [k for k in st.session_state if str(k).startswith("in_")]:
            del st.session_state[key]
        st.session_state["page_open"] = page


def forget_typed(keys: Iterable[str]) -> None:
    """Take back what was typed for these inputs: their fields show the example again."""
    for key in keys:
        typed().pop(key, None)
        ranges().pop(key, None)
        for field in (f"in_{key}", f"in_{key}_text", f"only_{key}"):
            st.session_state.pop(field, None)


def of_metric(metric: Metric, given: Given) -> dict[str, Known]:
    """Of all that is known, what a metric's formulas use: its numbers, its lists and their summaries."""
    keys = {part.key for part in (*fields_of(metric), *inputs_of(metric))}
    return {key: given.get(key) for key in keys}


def ask_what_if(metric: str, variant: str, numbers: Mapping[str, Known]) -> None:
    """Put a metric and its numbers into the calculator, which then opens on them."""
    put_typed(numbers)
    st.session_state["calc_metric"], st.session_state["calc_variant"] = metric, variant
