"""Over time: a month's rates carried forward under scenarios, with the compounding shown."""

from __future__ import annotations

import streamlit as st

from cs_calc.over_time import FURTHEST, PLANS, SHORTEST, Path, Plan, amount, from_data, paths
from cs_calc.report import given
from cs_calc.scenario_link import to_link
from cs_calc.scenarios import Scenario
from cs_calc.tables.periods import spoken
from cs_calc.units import PERCENT
from cs_calc.work import number
from pages.parts import state
from pages.parts.form import in_link
from pages.parts.keep import keep_ahead
from pages.parts.link import keep, remembered, write
from pages.parts.picture import show_picture
from pages.parts.scenario_base import typed_base
from pages.parts.scenario_cards import put_scenarios, scenarios_of, show_cards
from pages.parts.text import md

FIRST = {
    "customers": (Scenario("", {"monthly_churn": 0.04}), Scenario("", {"monthly_churn": 0.025})),
    "mrr": (
        Scenario("", {"monthly_expansion": 0.04}),
        Scenario("Better on both", {"monthly_gross_churn": 0.03, "monthly_expansion": 0.04}),
    ),
}
"""What it opens with beside the plans' own examples."""


def slot_of(plan: Plan) -> str:
    """Where a plan's scenarios are kept."""
    return f"ahead_{plan.key}"


def pick_plan(told: list[str]) -> Plan:
    """Customers or MRR, from the link or from before."""
    st.session_state["whatif_what"], missed = remembered("what", "whatif_what", list(PLANS), "customers")
    if missed is not None:
        told.append(f"The link asks to carry “{md(missed[:40])}” forward, which does not exist; customers are shown.")
    names = {key: plan.name for key, plan in PLANS.items()}
    chosen = st.segmented_control("Carry forward", list(PLANS), format_func=names.__getitem__, key="whatif_what", required=True)
    keep("whatif_what", chosen)
    return PLANS[chosen]


@st.fragment
def show_ahead(plan: Plan, currency: str, told: list[str]) -> None:
    """The base's rates, the scenarios, the chart, the working and the table by month."""
    spans = [str(n) for n in range(SHORTEST, FURTHEST + 1)]
    st.session_state["whatif_months"], missed = remembered("months", "whatif_months", spans, "12")
    if missed is not None:
        told.append(f"The link asks for “{md(missed[:40])}” months; it must be {SHORTEST} to {FURTHEST}, so 12 are shown.")
    speaks = st.query_params.get("what") == plan.key
    example = {part.key: part.example for part in plan.fields}
    st.subheader("Base")
    numbers = typed_base(
        plan.fields, plan.fields, example, currency, told, speaks=speaks, button="Example", beside=lambda: _from_data(plan)
    )
    months = st.select_slider("Months ahead", spans, key="whatif_months")
    keep("whatif_months", months)
    base, slot = {key: number(numbers, key) for key in numbers}, slot_of(plan)
    if not scenarios_of(slot):
        as_example = all(base[part.key] == part.example for part in plan.fields)
        put_scenarios(slot, FIRST[plan.key] if as_example else (Scenario("", {}),))
    found = paths(plan, base, scenarios_of(slot), int(months), currency)
    st.subheader("Scenarios")
    show_cards(slot, plan.fields, base, currency, lambda place: _head(plan, found[place + 1], currency))
    write(
        {
            "view": "time",
            "what": plan.key,
            "months": months,
            **in_link(numbers, plan.fields, {}),
            **to_link(scenarios_of(slot), plan.fields),
        }
    )
    for one in found:
        if one.problem:
            st.warning(md(f"{one.label}: {one.problem}"), icon=":material/help:")
    if not any(one.values for one in found):
        return
    _pictures(plan, found, currency)
    keep_ahead(plan.key, int(months), base, scenarios_of(slot), currency)
    _working(found)


def _from_data(plan: Plan) -> None:
    """A month of the loaded data as the start."""
    data = state.loaded()
    if data is None or not data.dataset.periods("month"):
        return
    with st.popover("From your data", icon=":material/table:"):
        months = data.dataset.periods("month")[::-1]
        whole = next((place for place, month in enumerate(months) if data.dataset.is_whole(month, "month")), 0)
        month = st.selectbox("Month", months, index=whole, format_func=spoken, key="whatif_month")
        counted = from_data(plan, given(data.dataset, "month", month))
        missing = [part.name for part in plan.fields if counted[part.key] is None]
        if missing:
            st.caption(f"The loaded data does not have for that month: {md(', '.join(missing))}.")
        st.caption("Its end is the start here; its rates are carried on as if every month were like it.")
        none = len(missing) == len(plan.fields)
        st.button("Fill in", on_click=state.put_typed, args=(counted,), disabled=none, type="primary", key="whatif_fill")


def _head(plan: Plan, one: Path, currency: str) -> None:
    if not one.values or one.year_rate is None or one.month_rate is None:
        return
    st.metric(f"After {len(one.values) - 1} months", md(amount(plan, one.values[-1], currency)))
    year, month = PERCENT.show(one.year_rate), PERCENT.show(one.month_rate)
    st.markdown(md(f"{plan.rate_name}: {month} a month is {year} a year, not {PERCENT.show(one.times_twelve or 0.0)}."))


def _working(found: tuple[Path, ...]) -> None:
    """The lines, the base's open: that is what the page is for."""
    st.subheader("The compounding, worked")
    for place, one in enumerate(found):
        if one.values:
            with st.expander(md(one.label), expanded=place == 0):
                worked, warning = (*one.lines, one.rate_lines[0]), one.rate_lines[1]
                for line in worked:
                    *steps, last = line.split(" = ")
                    st.markdown(f"{md(' = '.join(steps))} = **{md(last)}**")
                st.caption(md(warning))


def _pictures(plan: Plan, found: tuple[Path, ...], currency: str) -> None:
    from cs_calc.over_time_chart import as_frame, over_time_picture, rates_frame  # altair: only where it is drawn

    drawn = over_time_picture(plan, found, currency)
    if drawn is not None:
        show_picture(drawn, f"ahead_{plan.key}")
    st.subheader("A month's rate and a year's")
    rates, table = rates_frame(plan, found), as_frame(plan, found)
    percent = {name: st.column_config.NumberColumn(format="percent") for name in rates.columns[1:]}
    st.dataframe(rates, hide_index=True, column_config=percent, alt="Each scenario's rate of a month, 12 times it, and over a year.")
    with st.expander("Month by month", icon=":material/table:"):
        st.dataframe(table.round(2), hide_index=True, alt=f"{plan.name} at the end of each month, one column for each scenario.")
        st.download_button(
            "Download as csv",
            table.to_csv(index=False).encode("utf-8-sig"),
            f"over-time-{plan.key}.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
