"""Scenarios of one metric: the base, cards with their answers, the chart, the table, and each working one click away."""

from __future__ import annotations

import streamlit as st

from cs_calc import answer
from cs_calc.answer import Answer
from cs_calc.expr import Input
from cs_calc.formulas import fields_of
from cs_calc.model import Metric, Variant
from cs_calc.report import given
from cs_calc.scenario_link import to_link
from cs_calc.scenario_table import as_frame, as_numbers
from cs_calc.scenarios import Outcome, numbers_of, outcomes, suggested
from cs_calc.work import Known
from pages.parts import state
from pages.parts.card import MARKS, show_card
from pages.parts.form import in_link
from pages.parts.keep import keep_scenarios
from pages.parts.link import write
from pages.parts.numbers_from import DATA
from pages.parts.picture import show_picture
from pages.parts.scenario_base import pick_base, typed_base
from pages.parts.scenario_cards import put_scenarios, scenarios_of, show_cards
from pages.parts.text import md, money_safe


@st.fragment
def show_scenarios(metric: Metric, variant: Variant, source: str, currency: str, told: list[str]) -> None:
    """Everything below the choice of metric; an edit reruns only this part."""
    base, link = (_data_base if source == DATA else _typed_base)(metric, variant, currency, told)
    if not scenarios_of(metric.key):
        put_scenarios(metric.key, suggested(base))
    found = outcomes(base, scenarios_of(metric.key))
    target = "" if found[0].verdict is None else f"  \n{_against(found[0])}"
    if base.value is None:
        st.warning(money_safe(f"The base has no answer. {base.problem}"), icon=":material/help:")
    else:
        st.markdown(f"**{md(base.worked.formula.name)} is {md(base.shown)}**{target}")
    st.subheader("Scenarios")
    show_cards(metric.key, base.inputs, numbers_of(base), currency, lambda place: _head(found[place + 1]))
    write({**link, **to_link(scenarios_of(metric.key), base.inputs)})
    _picture(found, metric)
    keep_scenarios(base, scenarios_of(metric.key), link)
    _table(found, metric)
    st.subheader("The working of each")
    for place, one in enumerate(found):
        opened = st.expander(f"{md(one.label)}: {md(one.answer.shown or 'no answer')}", key=f"sc_open_{place}", on_change="rerun")
        if opened.open:
            with opened:
                show_card(one.answer)


def _typed_base(metric: Metric, variant: Variant, currency: str, told: list[str]) -> tuple[Answer, dict[str, str]]:
    """Worked on the example or on what was typed, and its numbers as they stand in the link."""
    empty, example = answer(metric, {}, variant.key), metric.examples[0].given
    source = metric.examples[0].source
    button = "Example" if source.kind == "ours" else f"{source.publisher}'s example"
    speaks = st.query_params.get("metric") == metric.key
    numbers = typed_base(empty.fields, empty.inputs, example, currency, told, speaks=speaks, button=button)
    # the example's other numbers belong to the example: with other numbers typed, they are not known
    as_example = all(number == example.get(key) for key, number in numbers.items())
    others = [part for part in fields_of(metric) if part.key not in numbers and isinstance(part, Input)]
    known: dict[str, Known] = {part.key: state.typed().get(part.key, example.get(part.key) if as_example else None) for part in others}
    base = answer(metric, {**known, **numbers}, variant.key, currency=currency)
    return base, {"metric": metric.key, "variant": variant.key, **in_link(numbers, base.inputs, dict(base.worked.values))}


def _data_base(metric: Metric, variant: Variant, currency: str, told: list[str]) -> tuple[Answer, dict[str, str]]:
    """Worked on a period and segment of the loaded data."""
    data = state.loaded()
    assert data is not None
    kind, period, by, segment = pick_base(data.dataset, told)
    base = answer(metric, given(data.dataset, kind, period, by, segment), variant.key, currency=currency, period=kind)
    numbers = numbers_of(base)
    known = [f"{md(p.name)} **{md(p.unit.show(v, currency))}**" for p in base.inputs if (v := numbers[p.key]) is not None]
    st.caption(
        "Counted: " + "; ".join(known) + "." if known else "The loaded data counts none of these numbers there: choose another period."
    )
    split = {"by": by, "segment": segment} if by else {}
    return base, {"metric": metric.key, "variant": variant.key, "base": DATA, "periods": kind, "period": period, **split}


def _head(one: Outcome) -> None:
    """A scenario's answer, how far from the base, and whether it meets the target."""
    if one.answer.value is None:
        st.warning(money_safe(one.answer.problem), icon=":material/help:")
        return
    unmoved = one.change is None or abs(one.change) < 1e-12
    tint = {"higher": "normal", "lower": "inverse", "depends": "off"}[one.answer.better]
    st.metric(
        one.answer.worked.formula.name,
        money_safe(one.answer.shown),
        money_safe(one.change_shown) or None,
        delta_color="off" if unmoved else tint,  # type: ignore[arg-type]
        delta_arrow="off" if unmoved else "up" if (one.change or 0) > 0 else "down",
    )
    if one.verdict is not None:
        st.markdown(_against(one))


def _against(one: Outcome) -> str:
    """The first target, briefly; all that is to be said of it stands in the working."""
    assert one.verdict is not None
    icon, colour = MARKS[one.verdict.met]
    return f":{colour}[{icon}] {money_safe(one.verdict.text.partition(':')[0])}"


def _picture(found: tuple[Outcome, ...], metric: Metric) -> None:
    from cs_calc.scenarios_chart import scenarios_picture  # altair: only where it is drawn

    drawn = scenarios_picture(found)
    if drawn is not None:
        show_picture(drawn, f"scenarios_{metric.key}")


def _table(found: tuple[Outcome, ...], metric: Metric) -> None:
    st.subheader("Side by side")
    st.dataframe(as_frame(found), hide_index=True, alt="The base and every scenario, one row each: inputs, answer, difference, target.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download as csv",
            as_numbers(found).to_csv(index=False).encode("utf-8-sig"),
            f"scenarios-{metric.key}.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.caption("\\* differs from the base. The file has bare numbers, rates as fractions.")
