"""The calculator's fields: one for each number, one for each list; what is not known is empty, never 0."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from cs_calc.expr import Input, Leaf, Summary, Values
from cs_calc.ranges import IN_LINK, Range, TypedRange, read_range, to_link, why_not
from cs_calc.ranges import from_link as range_of_link
from cs_calc.tables.paste import ReadList, read_list
from cs_calc.units import Unit
from cs_calc.work import Known
from pages.parts import state
from pages.parts.text import md, money_safe

KNOWN_AS = {
    "mean": "mean", "median": "median", "p90": "90th percentile", "sum": "sum", "count": "how many there are",
    "within": "how many are in time",
    "least": "smallest", "most": "largest", "middle": "middle",
}  # fmt: skip
DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d{1,2}\s*")
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
        state.ranges().pop(part.key, None)

    number = st.number_input(
        _label(part, currency),
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
    if part.unit.key == "percent" and 0 < abs(number) < 1 and part.key in values:
        st.caption(f"Read as {number:.6g} %. If {number * 100:.6g} % is meant, type {number * 100:.6g}.")
    return float(number) / scale


def range_field(part: Leaf, otherwise: float | None, currency: str) -> float | None:
    """A field that takes a number or a range, `7000 to 9000`; returns the number, or the range's middle.

    What it understood stands under it; what it cannot read is told and counts as not known.
    """
    values, ranges, key = state.typed(), state.ranges(), f"in_{part.key}_text"
    if part.key not in values or key not in st.session_state:
        known = values.get(part.key, otherwise)
        st.session_state[key] = _as_text(part, ranges.get(part.key) or (None if isinstance(known, tuple) else known))

    def remember() -> None:
        read = _understood(st.session_state[key], part, currency)
        ranges.pop(part.key, None)
        values[part.key] = read.number
        if read.range is not None:
            ranges[part.key], values[part.key] = read.range, read.range.middle(part)

    text = st.text_input(
        _label(part, currency), key=key, help=money_safe(part.help), on_change=remember, placeholder="a number, or 10 to 20", max_chars=60
    )
    read = _understood(text, part, currency)
    if read.range is not None:
        st.caption(f"= {money_safe(read.range.show(part, currency))} (90 % range)")
    elif read.number is not None and abs(read.number) >= 1000 and f"{read.number:,.10g}" not in text:
        st.caption(f"= {money_safe(part.unit.show(read.number, currency))}")
    if read.says:
        st.caption(f":orange[:material/help: {md(read.says)}]")
    return read.number if read.range is None else read.range.middle(part)


def _understood(text: str, part: Leaf, currency: str) -> TypedRange:
    """What stands in a field, where it fits the input; an empty field is a number that is not known."""
    if not text.strip():
        return TypedRange()
    read = read_range(text, part.unit)
    low, high = (read.range.low, read.range.high) if read.range else (read.number, read.number)
    if low is None or high is None:
        return read
    why = why_not(part, low, high, currency)
    return TypedRange(says=why) if why else read


def _as_text(part: Leaf, known: Range | float | None) -> str:
    """As a person would type it, with thousands parted."""
    if known is None:
        return ""
    ends = (known.low, known.high) if isinstance(known, Range) else (known,)
    return " to ".join(f"{end * part.unit.scale:,.13g}" for end in ends)


def _label(part: Leaf, currency: str) -> str:
    unit = f" ({currency.strip()})" if part.unit.key == "money" else f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    return part.name[0].upper() + part.name[1:] + unit


def list_field(
    part: Values, otherwise: tuple[float, ...] | None, summaries: list[Summary], currency: str, *, ranged: bool = False
) -> dict[str, Known]:
    """A list: its values pasted one a line, or, where they are not at hand, the numbers that the formula makes of them.

    Returns what is known by key: the list, or its summaries, whose fields take ranges where it is `ranged`.
    """
    values, key = state.typed(), f"in_{part.key}"
    known = values.get(part.key, otherwise)
    supplied = [s for s in summaries if values.get(s.key) is not None]
    alone = bool(supplied) and (part.key not in values or any(s.limit is not None for s in supplied))
    names = " and ".join(KNOWN_AS[s.how] for s in summaries)
    only = st.toggle(f"I know only the {names}", value=alone, key=f"only_{part.key}", help="Instead of the single values.")
    if only:
        return {s.key: (range_field if ranged else number_field)(s, None, currency) for s in summaries}
    if part.key not in values or key not in st.session_state:
        st.session_state[key] = "" if not isinstance(known, tuple) else "\n".join(f"{x:.10g}" for x in known)

    def remember() -> None:
        values[part.key] = _listed(st.session_state[key], part)[0].values or None

    unit = f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    text = st.text_area(
        part.name + unit, key=key, help=money_safe(part.help), on_change=remember, height=130, placeholder="one value a line, or pasted"
    )
    read, why = _listed(text, part)
    if why:
        st.warning(md(why), icon=":material/help:")
    if read.not_read:
        shown = ", ".join(f"“{md(piece[:20])}”" for piece in read.not_read[:5])
        st.warning(f"{len(read.not_read):,} of {len(read.not_read) + len(read.values):,} not read, and left out of the answer: {shown}")
    st.caption(f"{len(read.values):,} values")
    return {part.key: read.values or None}


def _listed(text: str, part: Values) -> tuple[ReadList, str]:
    """The numbers of a pasted list; or none, and the sentence why it cannot be told which they are.

    On a line of its own 1,5 can only be a decimal: a comma that parts thousands has three digits behind it.
    """
    lines = text.splitlines()
    if len(lines) > 1:
        text = "\n".join(line.replace(",", ".") if DECIMAL_COMMA.fullmatch(line) else line for line in lines)
    try:
        return read_list(text, part.unit.key), ""
    except ValueError as why:
        return ReadList((), ()), str(why)


def in_link(
    numbers: dict[str, Known], parts: tuple[Leaf, ...], worked: dict[str, float], ranges: Mapping[str, Range] | None = None
) -> dict[str, str]:
    """Every number or range as it stands in the link; a long list is stood for by what the formula makes of it."""
    found: dict[str, str] = {}
    for key, known in numbers.items():
        if ranges and key in ranges:
            found[key] = to_link(ranges[key])
        elif isinstance(known, tuple) and len(known) <= LONGEST_IN_LINK:
            found[key] = ",".join(f"{x:.8g}" for x in known)
        elif isinstance(known, tuple):
            found |= {s.key: f"{worked[s.key]:.12g}" for s in parts if isinstance(s, Summary) and s.of.key == key and s.key in worked}
        elif isinstance(known, float):
            found[key] = f"{known:.12g}"
    return found


def from_link(part: Input | Values | Summary) -> str:
    """Take a number, range or list from the link, once; the sentence to say if it is not one that fits, else nothing."""
    text = st.query_params.get(part.key)
    if text is None or part.key in state.typed():
        return ""
    try:
        if IN_LINK in text and not isinstance(part, Values):
            found = range_of_link(text)
            numbers: tuple[float, ...] = (found.low, found.high)
        else:
            found, numbers = None, tuple(float(piece) for piece in (text.split(",") if isinstance(part, Values) else [text]))
        if not all(abs(number) <= LARGEST for number in numbers) or why_not(part, min(numbers), max(numbers)):
            raise ValueError
    except ValueError:
        return f"The link gives “{md(text[:40])}” for {part.name}, which is not a number that fits: type it."
    if found is not None and not isinstance(part, Values):
        state.ranges()[part.key] = found
        state.typed()[part.key] = found.middle(part)
    else:
        state.typed()[part.key] = numbers if isinstance(part, Values) else numbers[0]
    return ""


def step_of(value: float, unit: Unit) -> float:
    """How far one click on + goes: about a hundredth of the value, a round number."""
    if unit.key == "percent":
        return 0.5
    return 10.0 ** max(0, len(str(int(abs(value)))) - 2)
