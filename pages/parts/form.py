"""The calculator's fields: one for each number, one for each list; what is not known is empty, never 0."""

from __future__ import annotations

import streamlit as st

from cs_calc.expr import Input, Leaf, Summary, Values
from cs_calc.tables.paste import read_list
from cs_calc.units import Unit
from cs_calc.work import Known
from pages.parts import state
from pages.parts.text import md, money_safe

KNOWN_AS = {
    "mean": "mean", "median": "median", "p90": "90th percentile", "sum": "sum", "count": "how many there are",
    "within": "how many are in time",
    "least": "smallest", "most": "largest", "middle": "middle",
}  # fmt: skip
LARGEST = 1e12
LONGEST_IN_LINK = 80


def number_field(part: Leaf, otherwise: float | None, currency: str) -> float | None:
    """One number field; percent is typed as 5 for 5 %, and a large number is echoed with its separators.

    It shows what was typed (nothing, if it was emptied), else `otherwise`: an example's number, or None for a
    number that is not known.
    """
    scale, values, key = part.unit.scale, state.typed(), f"in_{part.key}"
    shown = values.get(part.key, otherwise)
    shown = None if isinstance(shown, tuple) else shown
    if part.key not in values or key not in st.session_state:
        st.session_state[key] = None if shown is None else shown * scale

    def remember() -> None:
        number = st.session_state[key]
        values[part.key] = None if number is None else float(number) / scale

    unit = f" ({currency.strip()})" if part.unit.key == "money" else f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    number = st.number_input(
        part.name[0].upper() + part.name[1:] + unit,
        key=key,
        value=None,  # a field may be empty: what is not known is not 0
        help=money_safe(part.help),
        on_change=remember,
        format="%.10g" if part.unit.key == "percent" else "%.12g",
        min_value=None if part.minimum is None else part.minimum * scale,
        max_value=LARGEST if part.maximum is None else part.maximum * scale,
        step=step_of(shown or 0.0, part.unit),
        placeholder="not known",
    )
    if number is None:
        return None
    if abs(number) >= 1000:
        st.caption(f"= {money_safe(part.unit.show(number / scale, currency))}")
    return float(number) / scale


def list_field(part: Values, otherwise: tuple[float, ...] | None, summaries: list[Summary], currency: str) -> dict[str, Known]:
    """A list: its values pasted one a line, or, where they are not at hand, the numbers that the formula makes of them.

    Returns what is known by key: the list, or its summaries.
    """
    values, key = state.typed(), f"in_{part.key}"
    known = values.get(part.key, otherwise)
    supplied = [s for s in summaries if values.get(s.key) is not None]
    alone = bool(supplied) and (part.key not in values or any(s.limit is not None for s in supplied))
    names = " and ".join(KNOWN_AS[s.how] for s in summaries)
    only = st.toggle(f"I know only the {names}", value=alone, key=f"only_{part.key}", help="Instead of the single values.")
    if only:
        return {s.key: number_field(s, None, currency) for s in summaries}
    if part.key not in values or key not in st.session_state:
        st.session_state[key] = "" if not isinstance(known, tuple) else "\n".join(f"{x:.10g}" for x in known)

    def remember() -> None:
        values[part.key] = read_list(st.session_state[key], part.unit.key).values or None

    unit = f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    text = st.text_area(
        part.name + unit, key=key, help=money_safe(part.help), on_change=remember, height=130, placeholder="one value a line, or pasted"
    )
    read = read_list(text, part.unit.key)
    if read.not_read:
        shown = ", ".join(f"“{md(piece[:20])}”" for piece in read.not_read[:5])
        st.warning(f"{len(read.not_read):,} of {len(read.not_read) + len(read.values):,} not read, and left out of the answer: {shown}")
    st.caption(f"{len(read.values):,} values")
    return {part.key: read.values or None}


def in_link(numbers: dict[str, Known], parts: tuple[Leaf, ...], worked: dict[str, float]) -> dict[str, str]:
    """Every number as it stands in the link; a long list is stood for by what the formula makes of it."""
    found: dict[str, str] = {}
    for key, known in numbers.items():
        if isinstance(known, tuple) and len(known) <= LONGEST_IN_LINK:
            found[key] = ",".join(f"{x:.8g}" for x in known)
        elif isinstance(known, tuple):
            found |= {s.key: f"{worked[s.key]:.12g}" for s in parts if isinstance(s, Summary) and s.of.key == key and s.key in worked}
        elif isinstance(known, float):
            found[key] = f"{known:.12g}"
    return found


def from_link(part: Input | Values | Summary) -> str:
    """Take a number or list from the link, once; the sentence to say if it is not one that fits, else nothing."""
    text = st.query_params.get(part.key)
    if text is None or part.key in state.typed():
        return ""
    pieces = text.split(",") if isinstance(part, Values) else [text]
    try:
        numbers = tuple(float(piece) for piece in pieces)
        for number in numbers:
            fits = abs(number) <= LARGEST and (part.minimum is None or number >= part.minimum)
            if not fits or (part.maximum is not None and number > part.maximum):
                raise ValueError
    except ValueError:
        return f"The link gives “{md(text[:40])}” for {part.name}, which is not a number that fits: type it."
    state.typed()[part.key] = numbers if isinstance(part, Values) else numbers[0]
    return ""


def step_of(value: float, unit: Unit) -> float:
    """How far one click on + goes: about a hundredth of the value, a round number."""
    if unit.key == "percent":
        return 0.5
    return 10.0 ** max(0, len(str(int(abs(value)))) - 2)
