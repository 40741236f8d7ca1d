"""Undo: every change of a form can be taken back, whichever way it was made (typed, pasted, filled in, reset)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from cs_calc.ranges import Range
from cs_calc.work import Known
from pages.parts import state
from pages.parts.whatif_ranges import ON

KEPT = 30
"""So many changes can be taken back."""


class Form(NamedTuple):
    """What stood in a form: numbers and lists by key, and those of them that are ranges."""

    typed: dict[str, Known]
    ranges: dict[str, Range]


def _as_it_is(keys: set[str]) -> Form:
    typed, ranges = state.typed(), state.ranges()
    return Form({key: typed[key] for key in keys & set(typed)}, {key: ranges[key] for key in keys & set(ranges)})


def note_change(slot: str, keys: Iterable[str]) -> None:
    """If something has changed since the form was drawn last (see `drawn`), it can be taken back. To be called before the form."""
    before = st.session_state.setdefault("form_drawn", {}).get(slot)
    if before is not None and before != _as_it_is(set(keys)):
        past = _past(slot)
        past.append(before)
        del past[:-KEPT]


def undo_button(slot: str, keys: Iterable[str]) -> None:
    """The button, with its shortcut."""
    st.button(
        "Undo",
        icon=":material/undo:",
        key="calc_undo",
        shortcut="Alt+Z",
        disabled=not _past(slot),
        on_click=_undo,
        args=(slot, set(keys)),
        help="Take back the last change of these fields.",
    )


def _past(slot: str) -> list[Form]:
    found: list[Form] = st.session_state.setdefault("form_past", {}).setdefault(slot, [])
    return found


def drawn(slot: str, keys: Iterable[str]) -> None:
    """Note what stands in the form, once it is drawn: what the link and the example gave is no change."""
    st.session_state.setdefault("form_drawn", {})[slot] = _as_it_is(set(keys))


def _undo(slot: str, keys: set[str]) -> None:
    if not _past(slot):
        return
    before = _past(slot).pop()
    state.forget_typed(keys)
    for key in keys & set(st.query_params):
        del st.query_params[key]
    state.typed().update(before.typed)
    state.ranges().update(before.ranges)
    if before.ranges:
        st.session_state[ON] = True
    st.session_state["form_drawn"][slot] = before
