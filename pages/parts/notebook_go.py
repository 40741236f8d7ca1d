"""From a cell of the notebook to the page where it was worked, with its numbers in the fields."""

from __future__ import annotations

import streamlit as st

from cs_calc.metrics import METRICS
from cs_calc.notebook.cells import AheadOf, AnswerOf, ComparisonOf, HealthOf, ScenariosOf, SolvedOf, TornadoOf, What
from cs_calc.notebook.run import Ran
from cs_calc.over_time import PLANS
from cs_calc.scenarios import Scenario
from cs_calc.work import Given
from pages.parts import state
from pages.parts.health_model import put_health
from pages.parts.link import keep
from pages.parts.scenario_cards import put_scenarios
from pages.parts.whatif_ranges import ABOUT, AIM, ON, SAMPLE

CALCULATOR, COMPARE, WHAT_IF, HEALTH = (f"pages/calculate/{name}.py" for name in ("calculator", "compare", "scenarios", "health"))


def way_to(what: What) -> str:
    """The page of a cell; empty where there is none."""
    match what:
        case AnswerOf() | SolvedOf() | TornadoOf():
            return CALCULATOR
        case ComparisonOf():
            return COMPARE
        case ScenariosOf() | AheadOf():
            return WHAT_IF
        case HealthOf():
            return HEALTH
    return ""


def go_to(what: What, ran: Ran) -> None:
    """Fill that page's fields with the numbers of now, and open it."""
    match ran.what:
        case AnswerOf() | SolvedOf() | TornadoOf() as one:
            state.ask_what_if(one.metric, one.variant, _fields(one.metric, one.numbers.given))
            _ranges(one)
            if isinstance(one, SolvedOf):
                unit = METRICS[one.metric].variant(one.variant).formula.unit
                st.session_state["solve_for"], st.session_state["solve_about"] = one.unknown, one.metric
                st.session_state["solve_target"] = f"{one.target * unit.scale:.10g}"
        case ComparisonOf() as one:
            state.put_typed(_fields(one.metric, one.numbers.given))
            _choose(compare_metric=one.metric, compare_from="typed")
        case ScenariosOf() as one:
            state.put_typed(_fields(one.metric, one.numbers.given))
            _scenarios(one.metric, one.scenarios)
            _choose(whatif_view="now", whatif_metric=one.metric, whatif_variant=one.variant, whatif_base="typed")
        case AheadOf() as one:
            state.put_typed({part.key: one.numbers.given.get(part.key) for part in PLANS[one.plan].fields})
            _scenarios(f"ahead_{one.plan}", one.scenarios)
            _choose(whatif_view="time", whatif_what=one.plan, whatif_months=str(one.months))
        case HealthOf() as one:
            put_health(one.model, one.given, one.customer)
    st.switch_page(way_to(what))


def _ranges(one: AnswerOf | SolvedOf | TornadoOf) -> None:
    """The fields take ranges where the cell has some; the target and the sampling margin as they were."""
    sampling = one.sampling if isinstance(one, AnswerOf) else None
    st.session_state[ON] = bool(one.numbers.ranges) or bool(sampling)
    state.ranges().update(one.numbers.ranges)
    if not isinstance(one, AnswerOf) or not st.session_state[ON]:
        return
    unit = METRICS[one.metric].variant(one.variant).formula.unit
    st.session_state[AIM] = "" if one.aim is None else f"{one.aim * unit.scale:.10g}"
    st.session_state[SAMPLE], st.session_state[ABOUT] = bool(sampling), one.metric


def _fields(metric: str, given: Given) -> Given:
    return state.of_metric(METRICS[metric], given)


def _scenarios(slot: str, scenarios: tuple[Scenario, ...]) -> None:
    put_scenarios(slot, scenarios)


def _choose(**choices: str) -> None:
    for key, value in choices.items():
        st.session_state[key] = value
        keep(key, value)
