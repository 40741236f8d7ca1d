"""Calculator: type a number, see the answer, the working, and what other definitions would say; send the link."""

import time

import streamlit as st

from cs_calc import METRICS, answer
from cs_calc.answer import Answer
from cs_calc.expr import Input, Summary, Values
from cs_calc.formulas import fields_of, inputs_of
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric, Variant
from cs_calc.report import given
from cs_calc.tables.doors import door_for
from cs_calc.tables.periods import spoken
from cs_calc.tables.runs import resting
from cs_calc.work import Known
from pages.parts import state
from pages.parts.card import show_card
from pages.parts.collect import show_collect
from pages.parts.form import from_link, in_link, list_field, number_field, range_field
from pages.parts.keep import keep_typed
from pages.parts.link import keep, remembered, write
from pages.parts.pasting import show_paste
from pages.parts.practise_this import practise_this
from pages.parts.text import md, money_safe
from pages.parts.whatif_ranges import question_of_link, ranges_in_link, ranges_toggle, show_ranges
from pages.parts.whatif_solve import asked, show_solve
from pages.parts.whatif_solve import in_link as question_in_link
from pages.parts.whatif_tornado import show_tornado
from pages.parts.whatif_undo import drawn, note_change, undo_button

data = state.loaded()
currency = data.dataset.currency if data else "$"
told: list[str] = []
# seconds: a new address makes the browser draw the whole app again; sent with the answer, it would be drawn first
BEFORE_THE_ADDRESS = 0.03


def choose(name: str, options: list[str], key: str, default: str, what: str, *, listen: bool = True) -> None:
    """Set a choice from the link or from before; say so if the link asks for something that does not exist."""
    st.session_state[key], missed = remembered(name, key, options, default, listen=listen)
    if missed is not None:
        told.append(f"The link asks for the {what} “{md(missed[:40])}”, which does not exist; {md(st.session_state[key])} is shown.")


def start_again(keys: set[str]) -> None:
    """Back to the example: what was typed is forgotten, and so are the numbers in the link."""
    state.forget_typed(keys)
    for key in keys & set(st.query_params):
        del st.query_params[key]


def keys_of(metric: Metric) -> set[str]:
    """Every number and list that the form of a metric may hold."""
    return {part.key for part in (*fields_of(metric), *inputs_of(metric))}


def start_from(metric: Metric, variant: Variant) -> bool:
    """Go back to the metric's example, take a month of the loaded data, or paste a column; whether fields take ranges."""
    keys = keys_of(metric)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = metric.examples[0].source.publisher
        name = f"{source}'s example" if source != "cs-calc" else "Example"
        st.button(name, icon=":material/restart_alt:", on_click=start_again, args=(keys,))
        undo_button(metric.key, keys)
        if (door := door_for(metric.key, variant.key)) is not None:
            show_paste(metric, variant, door)
        if data is not None and data.dataset.periods("month"):
            fill_in(metric, variant)
        return ranges_toggle(keys)


def fill_in(metric: Metric, variant: Variant) -> None:
    """A month of the loaded data, put into the fields."""
    assert data is not None
    with st.popover("From your data", icon=":material/table:"):
        month = st.selectbox("Month", data.dataset.periods("month")[::-1], format_func=spoken, key="calc_month")
        numbers = given(data.dataset, "month", month)
        needed = answer(metric, numbers, variant.key)
        if needed.value is None:
            st.caption(f"The loaded data cannot answer this for that month: {md(needed.problem)}")
        known = state.of_metric(metric, numbers)
        st.button("Fill in", on_click=state.put_typed, args=(known,), disabled=all(v is None for v in known.values()), type="primary")


def field(part: Input | Values, otherwise: Known, needed: tuple[Input | Summary, ...], *, ranged: bool = False) -> dict[str, Known]:
    """The field for one number or list, and what stands in it, by key."""
    if isinstance(part, Values):
        summaries = [s for s in needed if isinstance(s, Summary) and s.of == part]
        return list_field(part, otherwise if isinstance(otherwise, tuple) else None, summaries, currency, ranged=ranged)
    one = range_field if ranged else number_field
    return {part.key: one(part, otherwise if isinstance(otherwise, float) else None, currency)}


def take_link(metric: Metric, variant: Variant) -> None:
    """Take the numbers of the link; what is not a number that fits is told."""
    empty = answer(metric, {}, variant.key)
    # a link that gives some of the numbers speaks of its own case: the example's others do not belong to it
    every = (*empty.fields, *(p for p in empty.inputs if isinstance(p, Summary)))
    linked = st.query_params.get("metric") == metric.key and any(part.key in st.query_params for part in every)
    told.extend(sentence for part in every if (sentence := from_link(part)))
    summed = {p.of.key for p in empty.inputs if isinstance(p, Summary) and p.key in state.typed()}
    for part in empty.fields:
        if linked and part.key not in summed:
            state.typed().setdefault(part.key, None)


def form(metric: Metric, variant: Variant, *, ranged: bool) -> dict[str, Known]:
    """The fields of a definition and what stands in them."""
    empty = answer(metric, {}, variant.key)
    parts, example = empty.fields, metric.examples[0].given
    grid = st.grid(min(4, max(2, len(parts))), min_column_width=210)
    numbers: dict[str, Known] = {}
    for part in parts:
        with grid.container():
            numbers |= field(part, example.get(part.key, part.example), empty.inputs, ranged=ranged)
    return numbers


@st.fragment
def worksheet(metric: Metric, variant: Variant) -> None:
    """The form and everything that follows from it; typing reruns only this part."""
    note_change(metric.key, keys_of(metric))
    take_link(metric, variant)
    ranged = start_from(metric, variant)
    numbers, example = form(metric, variant, ranged=ranged), metric.examples[0].given
    # the example's other numbers belong to the example: with other numbers typed, they are not known
    as_example = all(number == example.get(key) for key, number in numbers.items())
    more = [part for part in fields_of(metric) if part.key not in numbers and isinstance(part, Input)]
    known: dict[str, Known] = {part.key: state.typed().get(part.key, example.get(part.key) if as_example else None) for part in more}
    if (waiting := variant.sure.waiting if variant.sure else None) is not None:
        with st.expander("Some are not there yet? Add how long they have waited", icon=":material/hourglass_top:"):
            known |= list_field(waiting, None, [], currency)
    result = answer(metric, {**known, **numbers}, variant.key, currency=currency)
    options, missed = asked(result)
    ranges = {key: found for key, found in state.ranges().items() if key in numbers} if ranged else {}
    question_of_link(result)
    st.subheader("Answer", anchor="answer")
    st.caption("Further down: [What would it take?](#what-would-it-take) And what matters most?")
    if ranged:
        show_ranges(result, ranges)
        if ranges:
            st.caption("What follows is worked with every range at its middle.")
    show_card(result)
    keep_typed(result)
    practise_this(result)
    show_solve(result, options, missed)
    show_tornado(result, ranges)
    if as_example and any(known.get(part.key) is not None for part in more):
        taken = ", ".join(
            f"{part.name} {part.unit.show(value, currency)}" for part in more if isinstance(value := known.get(part.key), float)
        )
        st.caption(
            money_safe(f"Other definitions and mistakes use these numbers too, which are ours where the article gives none: {taken}.")
        )
    if more and (len(metric.variants) > 1 or metric.errata or metric.mistakes):
        few = "1 more number" if len(more) == 1 else f"{len(more)} more numbers"
        with st.expander(f"Add {few} to compare all definitions and mistakes", icon=":material/add:"):
            grid = st.grid(4, min_column_width=210)
            for part in more:
                with grid.container():
                    field(part, known[part.key], result.inputs)
    download(result)
    typed = in_link(numbers, result.inputs, dict(result.worked.values), ranges)
    wanted = ranges_in_link(result) if ranged else {}
    with resting():  # others draw meanwhile
        time.sleep(BEFORE_THE_ADDRESS)
    write({"metric": metric.key, "variant": variant.key, **typed, **wanted, **question_in_link()})
    drawn(metric.key, keys_of(metric))


def download(result: Answer) -> None:
    """The answer as a live workbook."""
    from cs_calc.workbook import write_answer

    st.download_button(
        "Download as a workbook",
        lambda: write_answer(result),
        f"{result.metric.key}.xlsx",
        on_click="ignore",
        icon=":material/download:",
        help="The inputs as cells, every line of the working as a live formula.",
    )


st.title("Calculator", anchor="calculator")
st.markdown(
    "What is it, and what if it were different? Type, and read the answer with its working. The link in the address bar holds every number."
)
choose("metric", list(METRICS), "calc_metric", "net_mrr_churn", "metric")
labels = {m.key: f"{m.name}  ·  {FAMILIES[m.family]}" for m in METRICS.values()}
metric = METRICS[st.selectbox("Metric", list(METRICS), format_func=lambda k: labels[k], key="calc_metric")]
names = {v.key: v.name for v in metric.variants}
keep("calc_metric", metric.key)
same_metric = st.query_params.get("metric", metric.key) == metric.key
choose("variant", list(names), "calc_variant", metric.variants[0].key, "definition", listen=same_metric)
variant = metric.variants[0]
if len(names) > 1:
    picked = st.segmented_control("Definition", list(names), format_func=lambda k: names[k], key="calc_variant", required=True)
    variant = metric.variant(picked)
    keep("calc_variant", variant.key)
st.markdown(f"*{md(metric.asks)}*")
st.caption(f"{', '.join(s.publisher for s in variant.sources)}: {variant.when}")
worksheet(metric, variant)
show_collect(metric)
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
st.page_link("pages/learn/library.py", label="All about this metric", icon=":material/menu_book:", query_params={"metric": metric.key})
st.page_link("pages/calculate/scenarios.py", label="Scenarios side by side, and over time", icon=":material/alt_route:")
