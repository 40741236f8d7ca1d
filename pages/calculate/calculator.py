"""Calculator: type a number, see the answer, the working, and what other definitions would say; send the link."""

import streamlit as st

from cs_calc import METRICS, answer
from cs_calc.answer import inputs_of
from cs_calc.expr import Input
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric, Variant
from cs_calc.report import given
from cs_calc.tables.periods import spoken
from cs_calc.units import Unit
from pages.parts import state
from pages.parts.link import keep, remembered, write
from pages.parts.text import md, money_safe
from pages.parts.working import show_answer, show_definitions, show_formula, show_lines, show_slips, show_verdicts

LARGEST = 1e12
data = state.loaded()
currency = data.dataset.currency if data else "$"
told: list[str] = []


def choose(name: str, options: list[str], key: str, default: str, what: str, *, listen: bool = True) -> None:
    """Set a choice from the link or from before; say so if the link asks for something that does not exist."""
    st.session_state[key], missed = remembered(name, key, options, default, listen=listen)
    if missed is not None:
        told.append(f"The link asks for the {what} “{md(missed[:40])}”, which does not exist; {md(st.session_state[key])} is shown.")


def from_link(part: Input) -> None:
    """Take an input's number from the link, once; say so if it is not a number that fits."""
    text = st.query_params.get(part.key)
    if text is None or part.key in state.typed():
        return
    try:
        number = float(text)
        fits = abs(number) <= LARGEST and (part.minimum is None or number >= part.minimum)
        if not fits or (part.maximum is not None and number > part.maximum):
            raise ValueError
    except ValueError:
        told.append(f"The link gives “{md(text[:40])}” for {part.name}, which is not a number that fits: type it.")
    else:
        state.typed()[part.key] = number


def step_of(value: float, unit: Unit) -> float:
    """How far one click on + goes: about a hundredth of the value, a round number."""
    if unit.key == "percent":
        return 0.5
    size = 10.0 ** max(0, len(str(int(abs(value)))) - 2)
    return size


def field(part: Input, otherwise: float | None) -> float | None:
    """One number field; percent is typed as 5 for 5 %, and a large number is echoed with its separators.

    It shows what was typed (nothing, if it was emptied), else `otherwise`: an example's number, or None for a
    number that is not known.
    """
    scale, values, key = part.unit.scale, state.typed(), f"in_{part.key}"
    shown = values.get(part.key, otherwise)
    if part.key not in values or key not in st.session_state:
        st.session_state[key] = None if shown is None else shown * scale

    def remember() -> None:
        number = st.session_state[key]
        values[part.key] = None if number is None else float(number) / scale

    unit = f" ({currency.strip()})" if part.unit.key == "money" else f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    number = st.number_input(
        part.name + unit,
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
    return float(number) / scale


def start_from(metric: Metric, variant: Variant) -> None:
    """Go back to the metric's example, or take a month of the loaded data."""
    every = inputs_of(metric)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = metric.examples[0].source.publisher
        name = f"{source}'s example" if source != "cs-calc" else "Example"
        st.button(name, icon=":material/restart_alt:", on_click=state.forget_typed, args=([part.key for part in every],))
        if data is None or not data.dataset.periods("month"):
            return
        with st.popover("From your data", icon=":material/table:"):
            month = st.selectbox("Month", data.dataset.periods("month")[::-1], format_func=spoken, key="calc_month")
            numbers = given(data.dataset, "month", month)
            needed = answer(metric, {}, variant.key).inputs
            if any(numbers.get(part.key) is None for part in needed):
                st.caption("The loaded data does not hold every number of this metric for that month.")
            known = {part.key: numbers.get(part.key) for part in every}
            st.button("Fill in", on_click=state.put_typed, args=(known,), disabled=all(v is None for v in known.values()), type="primary")


@st.fragment
def worksheet(metric: Metric, variant: Variant) -> None:
    """The form and everything that follows from it; typing reruns only this part."""
    start_from(metric, variant)
    parts = answer(metric, {}, variant.key).inputs
    example = metric.examples[0].given
    form = st.grid(min(4, max(2, len(parts))), min_column_width=210)
    numbers: dict[str, float | None] = {}
    # a link that gives some of the numbers speaks of its own case: the example's others do not belong to it
    linked = st.query_params.get("metric") == metric.key and any(part.key in st.query_params for part in parts)
    for part in parts:
        from_link(part)
        if linked:
            state.typed().setdefault(part.key, None)
        with form.container():
            numbers[part.key] = field(part, float(example.get(part.key, part.example)))
    write({"metric": metric.key, "variant": variant.key, **{k: f"{v:.12g}" for k, v in numbers.items() if v is not None}})
    # the example's other numbers belong to the example: with other numbers typed, they are not known
    as_example = all(numbers[part.key] == example.get(part.key) for part in parts)
    more = [part for part in inputs_of(metric) if part.key not in numbers]
    known = {part.key: state.typed().get(part.key, example.get(part.key) if as_example else None) for part in more}
    result = answer(metric, {**known, **numbers}, variant.key, currency=currency)

    st.subheader("Answer")
    show_answer(result)
    show_verdicts(result)
    if result.value is not None:
        st.subheader("Working")
        show_lines(result)
    with st.expander("As a formula", icon=":material/functions:"):
        show_formula(variant.formula)
    if len(metric.variants) > 1 or metric.errata:
        st.subheader("Other definitions of the same thing")
        if more:
            few = "1 more number" if len(more) == 1 else f"{len(more)} more numbers"
            with st.expander(f"Add {few} to compare all definitions and mistakes", icon=":material/add:"):
                grid = st.grid(4, min_column_width=210)
                for part in more:
                    with grid.container():
                        field(part, known[part.key])
        show_definitions(result)
    st.subheader("Watch out")
    show_slips(result)
    from cs_calc.workbook import write_answer

    st.download_button(
        "Download as a workbook",
        lambda: write_answer(result),
        f"{metric.key}.xlsx",
        on_click="ignore",
        icon=":material/download:",
        help="The inputs as cells, every line of the working as a live formula.",
    )


st.title("Calculator")
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
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
st.page_link("pages/learn/library.py", label="All about this metric", icon=":material/menu_book:", query_params={"metric": metric.key})
