"""One customer's health score: the values, the score in its band, what pulls it down, and the working line by line."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from cs_calc.expr import Step, steps
from cs_calc.health.formula import Known, Scored, excel, in_latex_lines, input_of, missing_sentence, outside_sentences, score, share_words
from cs_calc.health.link import values_to_link
from cs_calc.health.model import BETTER_WORDS, HealthModel, example_of, step_of
from cs_calc.health.pictures import strip
from cs_calc.health.portfolio import by_priority
from cs_calc.say import in_numbers, in_result, in_words
from pages.parts.health_model import CUSTOMER, LINKED, TYPED
from pages.parts.keep import keep_health
from pages.parts.link import write
from pages.parts.picture import show_picture
from pages.parts.text import md, money_safe

MOST_NAMES = 2_000
"""As many customers are offered to pick from: the list goes to the browser as a whole."""


@st.fragment
def show_one(model: HealthModel, table: pd.DataFrame | None, values: pd.DataFrame | None, link: Mapping[str, str]) -> None:
    """Type a customer's signals, or pick a customer (`table` of scores, `values` of signals); then the score and its working.

    `link` is the model as it stands in the address bar, where the values are put beside it.
    """
    customer, row = _picked(table, values)
    given, first = _fields(model, customer, row)
    wanted = {**link, **({"customer": customer} if customer else {}), **values_to_link(given, first)}
    write(wanted)
    st.session_state[LINKED] = wanted
    scored = score(model, given)
    if scored.value is None:
        st.warning(money_safe(scored.problem), icon=":material/help:")
        return
    with st.container(border=True):
        show_picture(strip(scored), "health_strip")
        covered = "gray" if scored.coverage > 1 - 1e-9 else "orange" if scored.thin else "blue"
        st.markdown(
            ":green-badge[:material/arrow_upward: Higher is healthier] "
            f":{covered}-badge[{share_words(scored.coverage)} of the weight is known]"
        )
        if note := missing_sentence(scored):
            st.markdown(md(note))
        for sentence in outside_sentences(scored):
            st.markdown(f":orange[:material/warning:] {md(sentence)}")
    changed = any(given[key] != first[key] for key in given)
    keep_health(model, given, "" if changed else customer)
    _show_parts(scored)
    _show_working(scored)


def _picked(table: pd.DataFrame | None, values: pd.DataFrame | None) -> tuple[str, dict[str, object]]:
    """Whose values to begin with: nobody's, or those of one customer of the loaded data."""
    asked = st.session_state.get(CUSTOMER)
    if asked and (values is None or asked not in set(values["customer_id"])):
        st.warning(f"The customer “{md(str(asked)[:40])}” is not in the data loaded now.", icon=":material/link_off:")
        st.session_state[CUSTOMER] = ""
    if table is None or values is None or not len(table):
        return "", {}
    ranked = by_priority(table).head(MOST_NAMES)
    names = dict(zip(ranked["customer_id"], ranked.get("customer_name", ranked["customer_id"]).fillna(ranked["customer_id"]), strict=True))
    if st.session_state.get(CUSTOMER) not in names:
        st.session_state[CUSTOMER] = ""
    chosen: str = st.selectbox(
        "Customer", ["", *names], format_func=lambda c: f"{names[c]} ({c})" if c else "Nobody: type the values", key=CUSTOMER
    )
    if len(by_priority(table)) > MOST_NAMES:
        st.caption(f"The first {MOST_NAMES:,} to call are offered; the download holds everybody.")
    if not chosen:
        return "", {}
    row = values[values["customer_id"] == chosen].iloc[0]
    return chosen, {str(k): v for k, v in row.items()}


def _fields(model: HealthModel, customer: str, row: dict[str, object]) -> tuple[Known, Known]:
    """One field per signal, empty where it is not known: what stands in them, and what they open with. What was typed is remembered."""
    kept: dict[str, float | None] = st.session_state.setdefault(TYPED, {}).setdefault(customer, {})
    first = {s.key: _number(row.get(s.source)) if customer else example_of(s) for s in model.signals}
    if customer:
        st.caption("The values are those of the data; change one to see what it would do.")
    grid = st.grid(4, min_column_width=150)
    given: dict[str, float | None] = {}
    keys = {s.key: f"health_in_{st.session_state['health_round']}_{customer}_{s.key}" for s in model.signals}
    for signal in model.signals:
        key = keys[signal.key]
        st.session_state.setdefault(key, kept.get(signal.key, first[signal.key]))
        with grid.container():
            given[signal.key] = st.number_input(
                md(signal.name),
                value=None,
                min_value=-1e12,
                max_value=1e12,
                step=step_of(signal),
                format="%.6g",
                placeholder="not known",
                key=key,
                help=md(input_of(signal).help),
            )
    kept.clear()
    kept.update({key: value for key, value in given.items() if value != first[key]})

    def reset() -> None:
        kept.clear()
        st.session_state.update({keys[key]: value for key, value in first.items()})

    if kept:
        label = "Back to the data's values" if customer else "Back to the example"
        st.button(label, icon=":material/restart_alt:", on_click=reset, key="health_values_reset")
    return given, first


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) and pd.notna(found) else None


def _show_parts(scored: Scored) -> None:
    """What each signal does to the score, the strongest pull first."""
    rows = []
    for part in sorted(scored.parts, key=lambda p: -(p.lost or 0.0)):
        signal = part.signal
        rows.append(
            {
                "Signal": signal.name,
                "Value": part.value,
                "Range": f"{signal.low:g} to {signal.high:g}, {BETTER_WORDS[signal.better]}",
                "0 to 100": part.normalised,
                "Weight typed": signal.weight,
                "Weight used": part.share,
                "Adds": part.points,
                "Pulls down": part.lost,
            }
        )
    digits = st.column_config.NumberColumn(format="%.1f")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Value": st.column_config.NumberColumn(format="plain"),
            "0 to 100": digits,
            "Weight typed": st.column_config.NumberColumn(format="plain"),
            "Weight used": st.column_config.NumberColumn(format="percent"),
            "Adds": digits,
            "Pulls down": digits,
        },
        alt=f"{len(rows)} signals with value, range, place from 0 to 100, weight, the points they add and the points they pull down.",
    )
    st.caption("Adds: the points of the score that come from this signal; they add up to the score. Pulls down: what is missing to 100.")


def _show_working(scored: Scored) -> None:
    worked = scored.worked
    assert worked is not None
    last = worked.lines[-1]
    shown = _line(last.step, worked.values, last.value)
    st.markdown(shown)
    with st.expander("Step by step", icon=":material/format_list_numbered:"):
        for number, line in enumerate(worked.lines, 1):
            st.markdown(f"{number}\\. {_line(line.step, worked.values, line.value)}")
    with st.expander("As a formula", icon=":material/functions:"):
        for step in reversed(steps(worked.formula)):
            st.latex(in_latex_lines(step))
        st.caption("In Excel, with a named cell for each signal:")
        st.code(excel(scored), language=None, wrap_lines=True)


def _line(step: Step, values: object, value: float) -> str:
    numbers = in_numbers(step.body, values)  # type: ignore[arg-type]
    words, result = in_words(step.body), in_result(step, value)
    middle = f" = {md(numbers)}" if numbers not in (words, result) else ""
    return f"**{md(step.name)}** = {md(words)}{middle} = **{md(result)}**"
