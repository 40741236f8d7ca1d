"""What if: named scenarios side by side, and a month's rate carried forward; the link holds all of it."""

import streamlit as st

from cs_calc import METRICS, answer
from cs_calc.expr import Leaf
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric, Variant
from cs_calc.scenario_link import from_link
from pages.parts import state
from pages.parts.link import keep, remembered
from pages.parts.numbers_from import pick_source
from pages.parts.scenario_ahead import pick_plan, show_ahead, slot_of
from pages.parts.scenario_cards import put_scenarios
from pages.parts.scenario_now import show_scenarios
from pages.parts.text import md

VIEWS = {"now": "Scenarios", "time": "Over time"}
data = state.loaded()
currency = data.dataset.currency if data else "$"
told: list[str] = []
just_opened = "whatif_view" not in st.session_state  # Streamlit forgets a field when its page is left
link = st.query_params.to_dict()


def choose(name: str, options: list[str], key: str, default: str, what: str, *, listen: bool = True) -> None:
    """Set a choice from the link or from before; say so if the link asks for something that does not exist."""
    st.session_state[key], missed = remembered(name, key, options, default, listen=listen)
    if missed is not None:
        told.append(f"The link asks for the {what} “{md(missed[:40])}”, which does not exist; {md(st.session_state[key])} is shown.")


def take_scenarios(slot: str, parts: tuple[Leaf, ...], *, speaks: bool) -> None:
    """The link's own scenarios, once, when the page is opened."""
    if not just_opened or not speaks:
        return
    scenarios, sentences = from_link(link, parts)
    told.extend(md(sentence) for sentence in sentences)
    if scenarios:
        put_scenarios(slot, scenarios)


def pick_metric() -> tuple[Metric, Variant]:
    """The metric and its definition: at first those that were last open in the calculator."""
    worked = st.session_state.get("kept_choices", {})
    choose("metric", list(METRICS), "whatif_metric", worked.get("calc_metric", "net_mrr_churn"), "metric")
    labels = {m.key: f"{m.name}  ·  {FAMILIES[m.family]}" for m in METRICS.values()}
    metric = METRICS[st.selectbox("Metric", list(METRICS), format_func=labels.__getitem__, key="whatif_metric")]
    keep("whatif_metric", metric.key)
    names = {v.key: v.name for v in metric.variants}
    first = worked.get("calc_variant") if worked.get("calc_variant") in names else metric.variants[0].key
    same_metric = st.query_params.get("metric", metric.key) == metric.key
    choose("variant", list(names), "whatif_variant", first, "definition", listen=same_metric)
    if len(names) == 1:
        return metric, metric.variants[0]
    picked = st.segmented_control("Definition", list(names), format_func=names.__getitem__, key="whatif_variant", required=True)
    keep("whatif_variant", picked)
    return metric, metric.variant(picked)


st.title("What if")
st.markdown("What would the number be if things went otherwise? Name a few scenarios, hold them against a base, and send the link.")
notes = st.container()
choose("view", list(VIEWS), "whatif_view", "now", "view")
view = st.segmented_control(
    "View", list(VIEWS), format_func=VIEWS.__getitem__, key="whatif_view", required=True, label_visibility="collapsed"
)
keep("whatif_view", view)
if view == "now":
    metric, variant = pick_metric()
    st.markdown(f"*{md(metric.asks)}*")
    speaks = link.get("metric", metric.key) == metric.key and link.get("view", "now") == "now"
    take_scenarios(metric.key, answer(metric, {}, variant.key).inputs, speaks=speaks)
    st.subheader("Base")
    show_scenarios(metric, variant, pick_source("base", "whatif_base", "Base", told, titled=False), currency, told)
    st.page_link(
        "pages/calculate/calculator.py", label="What would it take? In the calculator", icon=":material/calculate:",
        query_params={"metric": metric.key, "variant": variant.key},
    )  # fmt: skip
else:
    st.markdown("*A month's rate looks small. What is left after a year or three?*")
    plan = pick_plan(told)
    take_scenarios(slot_of(plan), plan.fields, speaks=link.get("what", plan.key) == plan.key)
    show_ahead(plan, currency, told)
with notes:
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
