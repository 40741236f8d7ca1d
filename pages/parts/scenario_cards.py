"""Scenarios side by side: a card each with its name, its answer and a field for every number; what differs from the base is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cs_calc.expr import Leaf
from cs_calc.scenarios import (
    LARGEST,
    LONGEST,
    MOST,
    Scenario,
    differing,
    duplicated,
    label,
    removed,
    renamed,
    set_number,
    shown_change,
)
from pages.parts.form import step_of
from pages.parts.text import md, money_safe

KEPT = 30
"""So many edits can be taken back."""


def scenarios_of(slot: str) -> tuple[Scenario, ...]:
    """The scenarios of a metric or of a way ahead; none where nothing was set up yet."""
    found: tuple[Scenario, ...] = st.session_state.setdefault("scenario_sets", {}).get(slot, ())
    return found


def put_scenarios(slot: str, scenarios: tuple[Scenario, ...], *, remember: bool = True) -> None:
    """Set them; the ones before can be had back."""
    past = st.session_state.setdefault("scenario_past", {}).setdefault(slot, [])
    if remember and scenarios_of(slot) and scenarios != scenarios_of(slot):
        past.append(scenarios_of(slot))
        del past[:-KEPT]
    st.session_state.setdefault("scenario_sets", {})[slot] = scenarios


def _undo(slot: str) -> None:
    past = st.session_state["scenario_past"][slot]
    if past:
        put_scenarios(slot, past.pop(), remember=False)


def show_cards(slot: str, parts: Sequence[Leaf], base: Mapping[str, float | None], currency: str, head: Callable[[int], None]) -> None:
    """The buttons and a card for each scenario; `head` draws the answer of the scenario at a place."""
    scenarios = scenarios_of(slot)
    full = len(scenarios) >= MOST
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Add a scenario",
            icon=":material/add:",
            disabled=full,
            help=f"{MOST} stand side by side: remove one first." if full else "It begins as the base.",
            key="sc_add",
            on_click=_add,
            args=(slot,),
        )
        past = st.session_state.get("scenario_past", {}).get(slot)
        st.button(
            "Undo", icon=":material/undo:", disabled=not past, help="Take back the last edit.", key="sc_undo", on_click=_undo, args=(slot,)
        )
        st.caption("What is not changed is as in the base. :orange[Orange] says what differs; an emptied field goes back to the base.")
    wall = st.grid({3: 3, 4: 4, 5: 3}.get(len(scenarios), 2), min_column_width=230)
    for place, scenario in enumerate(scenarios):
        with wall.container(border=True, height="stretch"):
            _card(slot, place, scenario, parts, base, currency, head)


def _card(
    slot: str,
    place: int,
    scenario: Scenario,
    parts: Sequence[Leaf],
    base: Mapping[str, float | None],
    currency: str,
    head: Callable[[int], None],
) -> None:
    key = f"sc_{slot}_{place}_name"
    st.session_state[key] = scenario.name
    st.text_input(
        f"Name of scenario {place + 1}",
        key=key,
        max_chars=LONGEST,
        placeholder=label(scenario, base, parts, currency),
        on_change=_rename,
        args=(slot, place, key),
    )
    head(place)
    changed = differing(scenario, base)
    for part in parts:
        _field(slot, place, part, changed, base, currency)
    with st.container(horizontal=True):
        st.button(
            "Duplicate",
            icon=":material/content_copy:",
            type="tertiary",
            key=f"sc_{slot}_{place}_copy",
            disabled=len(scenarios_of(slot)) >= MOST,
            on_click=_duplicate,
            args=(slot, place),
        )
        st.button(
            "Remove",
            icon=":material/delete:",
            type="tertiary",
            key=f"sc_{slot}_{place}_remove",
            disabled=len(scenarios_of(slot)) < 2,
            on_click=_remove,
            args=(slot, place),
        )


def _field(slot: str, place: int, part: Leaf, changed: Mapping[str, float], base: Mapping[str, float | None], currency: str) -> None:
    key, scale, otherwise = f"sc_{slot}_{place}_{part.key}", part.unit.scale, base.get(part.key)
    differs = part.key in changed
    value = changed.get(part.key, otherwise)
    typed = None if value is None else float(f"{value * scale:.12g}")
    st.session_state[key] = typed
    # a number that was counted may lie outside of what may be typed: the field must still hold it
    lowest, highest = part.minimum, LARGEST if part.maximum is None else part.maximum * scale
    low = lowest if lowest is None else lowest * scale if typed is None else min(lowest * scale, typed)
    high = highest if typed is None else max(highest, typed)
    unit = f" ({currency.strip()})" if part.unit.key == "money" else f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    st.number_input(
        part.name[0].upper() + part.name[1:] + unit,  # as it stands: it is read aloud with its markup
        key=key,
        value=None,
        help=money_safe(part.help),
        format="%.10g" if part.unit.key == "percent" else "%.12g",
        min_value=low,
        max_value=high,
        step=step_of(otherwise or 0.0, part.unit),
        placeholder="not known",
        on_change=_edit,
        args=(slot, place, part, key, dict(base)),
    )
    if differs and value is not None:
        shown = part.unit.show(value, currency)
        if otherwise is None:
            st.markdown(f":small[:orange[:material/edit: {md(shown)}; the base does not know it]]")
        else:
            by = md(shown_change(part.unit, value - otherwise, currency))
            st.markdown(f":small[:orange[:material/edit: {md(shown)}: base {md(part.unit.show(otherwise, currency))}, {by}]]")


def _add(slot: str) -> None:
    put_scenarios(slot, (*scenarios_of(slot), Scenario("", {})))


def _rename(slot: str, place: int, key: str) -> None:
    put_scenarios(slot, renamed(scenarios_of(slot), place, st.session_state[key]))


def _duplicate(slot: str, place: int) -> None:
    put_scenarios(slot, duplicated(scenarios_of(slot), place))


def _remove(slot: str, place: int) -> None:
    put_scenarios(slot, removed(scenarios_of(slot), place))


def _edit(slot: str, place: int, part: Leaf, key: str, base: Mapping[str, float | None]) -> None:
    number = st.session_state[key]
    put_scenarios(slot, set_number(scenarios_of(slot), place, part.key, None if number is None else number / part.unit.scale, base))
