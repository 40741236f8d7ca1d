"""Library: every metric: what it asks, formula, worked example, whose it is, what is wrong in print, common mistakes."""

import pandas as pd
import streamlit as st

from cs_calc import METRICS, answer
from cs_calc.card import DIRECTION
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric
from cs_calc.objectives import OBJECTIVES
from cs_calc.say import in_words
from cs_calc.sources import TRADEMARK
from pages.parts import state
from pages.parts.card import show_card
from pages.parts.collect import show_collect
from pages.parts.link import write
from pages.parts.text import md, money_safe
from pages.parts.working import show_formula

st.title("Library")
st.markdown("What does a metric ask, how is it worked, who says so, and where do they err?")

if (wanted := st.query_params.get("metric")) is not None and st.session_state.get("library_link") != wanted:
    st.session_state["library_link"] = wanted
    if wanted in METRICS:
        st.session_state["library_metric"] = wanted
    else:
        st.warning(f"The link asks for the metric “{md(wanted[:40])}”, which does not exist; another is shown.", icon=":material/link_off:")
labels = {m.key: f"{m.name}  ·  {FAMILIES[m.family]}" for m in METRICS.values()}
chosen = st.selectbox("Metric", list(METRICS), format_func=lambda k: labels[k], key="library_metric", persist_state="session")
metric: Metric = METRICS[chosen]
st.session_state["library_link"] = metric.key
write({"metric": metric.key})

with st.expander(f"All {len(METRICS)} metrics", icon=":material/list:"):
    columns = st.grid(3, min_column_width=250)
    for family, title in FAMILIES.items():
        with columns.container():
            st.markdown(f"**{title}**")
            for one in (m for m in METRICS.values() if m.family == family):
                st.page_link("pages/learn/library.py", label=one.name, query_params={"metric": one.key})
st.header(metric.name)
st.markdown(f"**{md(metric.asks)}**")
st.caption(f"{DIRECTION[metric.better]}. Key: `{metric.key}`.")

default = metric.variants[0]
st.subheader("Formula")
show_formula(default.formula)

example = metric.examples[0]
worked = answer(metric, example.given)
st.subheader(f"Worked example ({example.source.publisher if example.source.kind != 'ours' else 'ours'})")
st.markdown(money_safe(example.because))
with st.container(border=True):
    show_card(worked, others=False)
if st.button("Try it with other numbers", icon=":material/calculate:", type="primary"):
    state.ask_what_if(metric.key, default.key, state.of_metric(metric, {}))  # nothing typed: the example
    st.switch_page("pages/calculate/calculator.py")

st.subheader("Whose definition, and when to use it")
for variant in metric.variants:
    shown = answer(metric, example.given, variant.key).shown
    with st.container(border=True):
        whose = ", ".join(s.publisher for s in variant.sources)
        st.markdown(f"**{md(variant.name)}**" + (" (the default)" if variant is default else "") + f" — {md(whose)}")
        st.markdown(f"{md(variant.formula.name)} = {md(in_words(variant.formula.body))} = **{money_safe(shown)}** on the example")
        st.caption(money_safe(variant.when))

if metric.errata:
    st.subheader("As printed, and wrong")
    st.markdown("Articles print these. They are shown so that you know them when you meet them; they cannot be chosen.")
    for printed in worked.as_printed:
        gives = f" On the example: **{money_safe(printed.shown)}** instead of {money_safe(worked.shown)}." if printed.shown else ""
        st.markdown(
            f"- **{md(printed.erratum.source.publisher)}** {money_safe(printed.erratum.printed)}.{gives} {money_safe(printed.erratum.why)}"
        )

st.subheader("Mistakes people make")
for mistake in metric.mistakes:
    slip = next((s for s in worked.slips if s.mistake is mistake), None)
    gives = f" gives **{money_safe(slip.shown)}**" if slip else ""
    in_print = any(e.formula is not None and e.formula.body == mistake.formula.body for e in metric.errata)
    kind = " *(as an article prints it)*" if in_print else " *(some define it so)*" if mistake.kind == "alternative" else ""
    st.markdown(f"- {md(in_words(mistake.formula.body))}{gives}{kind}. {money_safe(mistake.why)}")

show_collect(metric, expanded=True)

if metric.benchmarks:
    st.subheader("Targets, and where they come from")
    unit = metric.unit
    rows = [
        {
            "Target": unit.show(b.value),
            "Means": b.says,
            "Kind": b.kind,
            "Who": b.source.publisher,
            "Date": b.date,
            "Period": b.period or "any",
        }
        for b in metric.benchmarks
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Targets with their sources.")
for note in metric.notes:
    st.markdown(f":material/lightbulb: {money_safe(note)}")

picked = [(o, why) for o in OBJECTIVES for key, why in o.metrics if key == metric.key]
if picked:
    st.subheader("Metric or KPI?")
    st.markdown("A metric becomes a KPI when it shows whether an objective of yours is met. This one is a good choice for:")
    for objective, why in picked:
        st.markdown(f"- **{md(objective.name)}**: {money_safe(why)}")

others = [METRICS[k] for k in metric.see_also if k in METRICS]
if others:
    st.subheader("See also")
    with st.container(horizontal=True):
        for other in others:
            st.page_link("pages/learn/library.py", label=other.name, query_params={"metric": other.key})
st.subheader("Sources")
sources = {
    s.key: s
    for s in [*(s for v in metric.variants for s in v.sources), *(e.source for e in metric.errata), *(x.source for x in metric.examples)]
}
if metric.key == "nps":
    st.caption(TRADEMARK)
for source in sources.values():
    st.markdown(f"- {md(source.publisher)}: {md(source.title)} (read {source.read_on})" + (f". {md(source.note)}" if source.note else ""))
