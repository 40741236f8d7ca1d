"""Compare: one set of numbers through every definition of a metric, the accepted ones and those printed wrong."""

import streamlit as st

from cs_calc import METRICS
from cs_calc.comparison import (
    Comparison,
    Reading,
    choices,
    compare,
    first_numbers,
    how_many,
    leaves_of,
    parts_of,
)
from cs_calc.comparison_chart import picture
from cs_calc.expr import Input, Summary, Values
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric
from cs_calc.report import given
from cs_calc.tables.periods import spoken
from cs_calc.work import Given, Known, leaf_value
from pages.parts import state
from pages.parts.form import from_link, in_link, list_field, number_field
from pages.parts.keep import keep_comparison
from pages.parts.link import keep, remembered, write
from pages.parts.numbers_from import DATA, TYPED, pick_source
from pages.parts.period import pick_period
from pages.parts.picture import Drawable
from pages.parts.text import md, money_safe

data = state.loaded()
currency = data.dataset.currency if data else "$"
told: list[str] = []


def pick_metric() -> Metric:
    """The metric, from the link or from before; those with more than one formula come first."""
    options = {m.key: m for m in choices()}
    st.session_state["compare_metric"], missed = remembered("metric", "compare_metric", list(options), "net_mrr_churn")
    if missed is not None:
        shown = md(METRICS[st.session_state["compare_metric"]].name)
        told.append(f"The link asks for the metric “{md(missed[:40])}”, which does not exist; {shown} is shown.")
    found = {m.key: how_many(m) for m in options.values()}
    labels = {k: f"{m.name}  ·  {FAMILIES[m.family]}, {found[k]} definition{'s' * (found[k] > 1)}" for k, m in options.items()}
    key = st.selectbox("Metric", list(options), format_func=labels.__getitem__, key="compare_metric")
    keep("compare_metric", key)
    return options[key]


def list_or_number(metric: Metric, part: Input | Values, otherwise: Known) -> dict[str, Known]:
    """The field for one number or list, and what stands in it, by key."""
    if isinstance(part, Values):
        summaries = [s for s in leaves_of(metric) if isinstance(s, Summary) and s.of == part]
        return list_field(part, otherwise if isinstance(otherwise, tuple) else None, summaries, currency)
    return {part.key: number_field(part, otherwise if isinstance(otherwise, float) else None, currency)}


def start_again(keys: list[str]) -> None:
    """Back to the example: what was typed is forgotten, and so are the numbers in the link."""
    state.forget_typed(keys)
    st.query_params.clear()


def typed_numbers(metric: Metric) -> dict[str, Known]:
    """The fields of all definitions and what stands in them: from the link, as typed, or the example's."""
    parts, example = parts_of(metric), first_numbers(metric)
    every = (*parts, *(p for p in leaves_of(metric) if isinstance(p, Summary)))
    speaks = st.query_params.get("metric") == metric.key
    # a link that gives some of the numbers speaks of its own case: the example's others do not belong to it
    linked = speaks and any(part.key in st.query_params for part in every)
    if speaks:
        told.extend(sentence for part in every if (sentence := from_link(part)))
    summed = {p.of.key for p in leaves_of(metric) if isinstance(p, Summary) and p.key in state.typed()}
    with st.container(horizontal=True, vertical_alignment="center"):
        source = metric.examples[0].source
        name = "Example" if source.kind == "ours" else f"{source.publisher}'s example"
        st.button(name, icon=":material/restart_alt:", on_click=start_again, args=([part.key for part in every],))
        st.caption("An empty field is not known, which is not 0: a definition that needs it says so.")
    grid = st.grid(min(4, max(2, len(parts))), min_column_width=160)
    numbers: dict[str, Known] = {}
    for part in parts:
        if linked and part.key not in summed:
            state.typed().setdefault(part.key, None)
        with grid.container():
            numbers |= list_or_number(metric, part, example.get(part.key))
    worked = {s.key: v for s in leaves_of(metric) if isinstance(s, Summary) and (v := leaf_value(s, numbers)) is not None}
    write({"metric": metric.key, **in_link(numbers, leaves_of(metric), worked)})
    return numbers


def data_numbers(metric: Metric) -> tuple[Given, str]:
    """What the loaded data counts for a period, and the period in words."""
    assert data is not None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind, period = pick_period(data.dataset, told)
        found = given(data.dataset, kind, period)
        st.button(
            "Change these numbers", icon=":material/edit:", on_click=change_these, args=(metric, found), help="Type over what was counted."
        )
    known = [(p.name, leaf_value(p, found), p.unit) for p in leaves_of(metric)]
    st.caption(
        money_safe(
            "Counted: " + "; ".join(f"{md(name)} **{md(unit.show(v, currency))}**" for name, v, unit in known if v is not None) + "."
            if any(v is not None for _, v, _ in known)
            else "The loaded data counts none of the numbers of this metric in that period."
        )
    )
    write({"metric": metric.key, "numbers": DATA, "periods": kind, "period": period})
    return found, spoken(period)


def change_these(metric: Metric, numbers: Given) -> None:
    """Put what was counted into the fields."""
    state.put_typed(state.of_metric(metric, numbers))
    for part in leaves_of(metric):
        state.typed().setdefault(part.key, None)
    st.session_state["compare_from"] = TYPED


@st.fragment
def worksheet(metric: Metric, source: str) -> None:
    """The numbers and everything that follows from them; typing reruns only this part."""
    numbers, what = data_numbers(metric) if source == DATA else (typed_numbers(metric), "")
    found = compare(metric, numbers, currency)
    drawn = picture(found, what)
    st.header(md(found.finding(what)))
    if drawn is not None:
        st.altair_chart(Drawable(drawn.chart), key=f"compare_{metric.key}", alt=drawn.alt)
    if aside := found.aside():
        st.markdown(md(aside))
    if found.not_drawn:
        st.caption("Not drawn: " + " ".join(md(s) for s in found.not_drawn))
    keep_comparison(found.metric, numbers, currency, from_data=source == DATA)
    show_readings(found)
    show_all(found)


def show_readings(found: Comparison) -> None:
    """What makes each definition differ, and which to choose when."""
    kinds = {kind: [r for r in found.readings if r.kind == kind] for kind in ("accepted", "printed")}
    if kinds["accepted"]:
        st.subheader("Which to choose, and what makes them differ")
        cards(found, kinds["accepted"], ":material/arrow_forward:")
    if kinds["printed"]:
        st.subheader("Printed, and wrong")
        st.caption("These cannot be chosen. They are shown so that you know them when you meet them.")
        cards(found, kinds["printed"], ":material/error:")


def cards(found: Comparison, readings: list[Reading], icon: str) -> None:
    """A card for each definition: value, whose, in numbers, how it differs, and when to choose it or why it is wrong."""
    wall = st.grid(3, min_column_width=270)
    for reading in readings:
        with wall.container(border=True, height="stretch"):
            badge = "  :blue-badge[default]" if reading.is_default else ""
            shown = found.show(reading.value) if reading in found.drawn and reading.value is not None else reading.shown
            st.markdown(f"### {md(shown) or 'No value'}{badge}")
            st.markdown(f"**{md(reading.whose)}**  \n{md(reading.name)}")
            if reading.numbers:
                st.caption(f"= {md(reading.numbers)}")
            elif reading.problem:
                st.markdown(f":orange[{md(reading.problem)}]")
            if reading.differs:
                st.markdown(md(reading.differs))
            st.markdown(f"{icon} {md(reading.says)}")
            if reading.lines:
                with st.expander("Working", icon=":material/functions:"):
                    st.markdown("\n".join(f"{number}. {md(line)}" for number, line in enumerate(reading.lines, 1)))


def show_all(found: Comparison) -> None:
    """Everything as one table, to take along."""
    rows = found.as_frame()
    with st.expander("All of it as a table", icon=":material/table:"):
        st.dataframe(
            rows,
            hide_index=True,
            row_height=84,
            height=min(640, 40 + 84 * len(rows)),
            column_config={c: st.column_config.TextColumn(width=w) for c, w in WIDTHS.items()},
            alt=f"Every definition of {found.metric.name} on the same numbers, one row each: {found.finding()}",
        )
    st.download_button(
        "Download the table",
        rows.to_csv(index=False).encode("utf-8-sig"),
        f"definitions-of-{found.metric.key}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


WIDTHS = {"Definition": 190, "Whose": 120, "Kind": 130, "Value": 80, "In words": 280, "In numbers": 240,
          "When to choose it, or why it is wrong": 320, "What makes it differ": 320}  # fmt: skip

st.title("Compare")
st.markdown("One set of numbers through every definition: how far apart are they, what makes them differ, and which should you choose?")
metric = pick_metric()
st.markdown(f"*{md(metric.asks)}*")
worksheet(metric, pick_source("numbers", "compare_from", "Numbers", told))
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
with st.container(horizontal=True):
    st.page_link(
        "pages/calculate/calculator.py",
        label="Work one of them in the calculator",
        icon=":material/calculate:",
        query_params={"metric": metric.key},
    )
    st.page_link("pages/learn/library.py", label="All about this metric", icon=":material/menu_book:", query_params={"metric": metric.key})
