"""Metric map: how the metrics hang together, and whether the equations between them hold on the loaded data."""

import pandas as pd
import streamlit as st

from cs_calc import METRICS
from cs_calc.identities import Tried, tried
from cs_calc.metrics import FAMILIES
from cs_calc.relation_map import picture, short
from cs_calc.relations import EXAMPLE, KINDS, RELATIONS, Relation, relations_of, shared
from cs_calc.report import given
from cs_calc.tables.periods import spoken
from cs_calc.work import Given
from pages.parts import state
from pages.parts.link import keep, remembered, write
from pages.parts.period import pick_period
from pages.parts.picture import Drawable
from pages.parts.text import md

COLOURS = {"identity": "blue", "limit": "orange", "part of": "green", "feeds": "yellow", "beside": "violet"}
data = state.loaded()
has_data = data is not None and bool(data.dataset.tables) and bool(data.dataset.periods("month"))
currency = data.dataset.currency if data else "$"
told: list[str] = []


def clicked() -> None:
    """A click on a dot of the map chooses its metric."""
    points = st.session_state["map_picture"]["selection"].get("metric") or []
    if points and points[0].get("key") in METRICS:
        st.session_state["map_metric"] = points[0]["key"]


def choose(key: str) -> None:
    """Go on to another metric."""
    st.session_state["map_metric"] = key


def numbers() -> tuple[Given, str]:
    """What the checks are worked on, and what that is in words: a period of the loaded data, or the example month."""
    if data is None or not has_data:
        return EXAMPLE, "an example month that we made up around Typeform's January"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind, period = pick_period(data.dataset, told)
    link.update({"periods": kind, "period": period})
    whose = "the sample company" if state.is_sample() else "your data"
    return given(data.dataset, kind, period), f"{spoken(period)} of {whose}"


def show_check(found: Tried | None) -> None:
    """Both sides of an equation with the numbers put in, and whether it holds."""
    if found is None:
        return
    if found.check is None:
        st.caption(f"Cannot be checked here. {md(found.problem)}")
        return
    mark = ":green[:material/check_circle:] holds" if found.check.holds else ":red[:material/cancel:] does not hold"
    st.caption(f"{md(found.words)}  \n**{md(found.numbers)}**  {mark}")


def show_relation(relation: Relation, metric: str, given_here: Given) -> None:
    """One tie: its kind, in words, the check, and where to go on."""
    with st.container(border=True):
        st.markdown(f":{COLOURS[relation.kind]}-badge[{KINDS[relation.kind]}]  {md(relation.says)}")
        show_check(tried(relation, given_here, currency))
        others = [key for key in relation.metrics if key != metric]
        if others:
            with st.container(horizontal=True, gap="small"):
                for key in others:
                    st.button(
                        short(METRICS[key].name), key=f"to_{relation.key}_{key}", type="tertiary", icon=":material/hub:",
                        on_click=choose, args=(key,), help=f"The ties of {METRICS[key].name}",
                    )  # fmt: skip


def table(given_here: Given) -> pd.DataFrame:
    """Every relation as a row, with both sides where it can be worked."""
    rows = []
    for relation in RELATIONS:
        found = tried(relation, given_here, currency)
        check = found.check if found else None
        rows.append(
            {
                "Kind": KINDS[relation.kind],
                "In words": relation.says,
                "Metrics": ", ".join(short(METRICS[key].name) for key in relation.metrics),
                "One side": found.shown[0] if found else "",
                "Other side": found.shown[1] if found else "",
                "Holds": "" if found is None else "not known here" if check is None else "yes" if check.holds else "no",
            }
        )
    return pd.DataFrame(rows)


st.title("Metric map")
st.markdown("How do the metrics depend on each other, and do your numbers agree with each other?")
order = sorted(METRICS, key=lambda k: (list(FAMILIES).index(METRICS[k].family), list(METRICS).index(k)))
st.session_state["map_metric"], missed = remembered("metric", "map_metric", order, "net_revenue_retention")
if missed is not None:
    shown = md(METRICS[st.session_state["map_metric"]].name)
    told.append(f"The link asks for the metric “{md(missed[:40])}”, which does not exist; {shown} is shown.")
left, right = st.columns([6, 7], gap="large")
link: dict[str, str] = {}
with left:
    chosen = st.selectbox("Metric", order, format_func=lambda k: f"{METRICS[k].name}  ·  {FAMILIES[METRICS[k].family]}", key="map_metric")
    keep("map_metric", chosen)
    found_numbers, where = numbers()
    drawn = picture(chosen)
    st.header(md(drawn.title))
    st.caption(f"Checked on {md(where)}." + ("" if has_data else " Load data, and the checks are on your own numbers."))
    with st.container(horizontal=True):
        st.page_link("pages/learn/library.py", label="In the library", icon=":material/menu_book:", query_params={"metric": chosen})
        st.page_link(
            "pages/calculate/calculator.py", label="In the calculator", icon=":material/calculate:", query_params={"metric": chosen}
        )
    for one in relations_of(chosen):
        show_relation(one, chosen, found_numbers)
    with st.expander("Numbers it shares with other metrics", icon=":material/share:"):
        for name, users in shared(chosen).items():
            others = ", ".join(short(METRICS[key].name) for key in users)
            st.markdown(f"- **{md(name)}**: " + (f"also in {md(others)}" if others else "in no other metric"))
with right:
    st.subheader("Every metric and its ties")
    st.caption("Click a dot to see its ties in words. Bold names are tied to the one that is chosen.")
    st.altair_chart(Drawable(drawn.chart), key="map_picture", alt=drawn.alt, on_select=clicked, selection_mode="metric")
write({"metric": chosen, **link})

st.header("Do the numbers add up?")
every = table(found_numbers)
worked = every[every["Holds"].isin(["yes", "no"])]
holding = int((worked["Holds"] == "yes").sum())
st.markdown(f"**{holding} of {len(worked)} equations and limits hold** on {md(where)}.")
only_checks = st.toggle("Only those that can be checked", key="map_checked")
shown_rows = worked if only_checks else every
st.dataframe(
    shown_rows,
    hide_index=True,
    height=min(560, 38 + 35 * len(shown_rows)),
    column_config={"In words": st.column_config.TextColumn(width=430), "Metrics": st.column_config.TextColumn(width=260)},
    alt=f"{len(shown_rows)} ties between metrics in words, with both sides where they can be checked; {holding} of {len(worked)} hold.",
)
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
