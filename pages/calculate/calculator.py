"""Calculator: type a number, see the answer, the working, and what other definitions would say; send the link."""

import streamlit as st

from cs_calc import METRICS, answer
from cs_calc.expr import Input, inputs
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


def choose(name: str, options: list[str], key: str, default: str, what: str) -> None:
    """Set a choice from the link or from before; say so if the link asks for something that does not exist."""
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        told.append(f"The link asks for the {what} “{md(missed[:40])}”, which does not exist; {md(st.session_state[key])} is shown.")


def start_value(part: Input, metric: Metric) -> float:
    """A field's first value: what was typed before, else what the link says, else the metric's own example."""
    values = state.typed()
    if part.key in values:
        return values[part.key]
    text = st.query_params.get(part.key)
    if text is not None:
        try:
            number = float(text)
            if not (
                abs(number) <= LARGEST
                and (part.minimum is None or number >= part.minimum)
                and (part.maximum is None or number <= part.maximum)
            ):
                raise ValueError
        except ValueError:
            told.append(f"The link gives “{md(text[:40])}” for {part.name}, which is not a number that fits; the example's value is shown.")
        else:
            return number
    return float(metric.examples[0].given.get(part.key, part.example))


def step_of(value: float, unit: Unit) -> float:
    """How far one click on + goes: about a hundredth of the value, a round number."""
    if unit.key == "percent":
        return 0.5
    size = 10.0 ** max(0, len(str(int(abs(value)))) - 2)
    return size


def field(part: Input, metric: Metric) -> float:
    """One number field; percent is typed as 5 for 5 %, and a large number is echoed with its separators."""
    scale, values = part.unit.scale, state.typed()
    values.setdefault(part.key, start_value(part, metric))
    key = f"in_{part.key}"
    if key not in st.session_state:
        st.session_state[key] = values[part.key] * scale

    def remember() -> None:
        values[part.key] = float(st.session_state[key] or 0.0) / scale

    unit = f" ({currency.strip()})" if part.unit.key == "money" else f" ({part.unit.typed_in})" if part.unit.typed_in else ""
    number = st.number_input(
        part.name + unit,
        key=key,
        help=money_safe(part.help),
        on_change=remember,
        format="%.10g" if part.unit.key == "percent" else "%.12g",
        min_value=None if part.minimum is None else part.minimum * scale,
        max_value=LARGEST if part.maximum is None else part.maximum * scale,
        step=step_of(values[part.key], part.unit),
    )
    values[part.key] = float(number) / scale
    if abs(number) >= 1000:
        st.caption(f"= {money_safe(part.unit.show(values[part.key], currency))}")
    return values[part.key]


def fill(numbers: dict[str, float | None], parts: tuple[Input, ...]) -> None:
    """Put numbers into the fields."""
    for part in parts:
        number = numbers.get(part.key)
        if number is not None:
            state.typed()[part.key] = number
            st.session_state[f"in_{part.key}"] = number * part.unit.scale


def start_from(metric: Metric, variant: Variant) -> None:
    """Fill the fields with the metric's example or with a period of the loaded data."""
    parts = answer(metric, {}, variant.key).inputs
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = metric.examples[0].source.publisher
        st.button(
            f"{source}'s example" if source != "cs-calc" else "Example",
            icon=":material/restart_alt:",
            on_click=fill,
            args=(dict(metric.examples[0].given), parts),
        )
        if data is None or not data.dataset.periods("month"):
            return
        with st.popover("From your data", icon=":material/table:"):
            periods = data.dataset.periods("month")[::-1]
            month = st.selectbox("Month", periods, format_func=spoken, key="calc_month")
            numbers = given(data.dataset, "month", month)
            known = {p.key: numbers.get(p.key) for p in parts}
            if any(v is None for v in known.values()):
                st.caption("The loaded data does not hold every number of this metric for that month.")
            st.button("Fill in", on_click=fill, args=(known, parts), disabled=all(v is None for v in known.values()), type="primary")


@st.fragment
def worksheet(metric: Metric, variant: Variant) -> None:
    """The form and everything that follows from it; typing reruns only this part."""
    start_from(metric, variant)
    parts = answer(metric, {}, variant.key).inputs
    form = st.grid(min(4, max(2, len(parts))), min_column_width=210)
    numbers: dict[str, float | None] = {}
    for part in parts:
        with form.container():
            numbers[part.key] = field(part, metric)
    extra = {m: v for m, v in state.typed().items() if m not in numbers}
    result = answer(metric, {**extra_inputs(metric, extra), **numbers}, variant.key, currency=currency)
    write_link(metric, variant, {k: v for k, v in numbers.items() if v is not None})

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
        more = missing_inputs(metric, numbers)
        if more:
            with st.expander(
                f"Add {len(more)} more number{'s' if len(more) > 1 else ''} to compare all definitions and mistakes", icon=":material/add:"
            ):
                grid = st.grid(4, min_column_width=210)
                for part in more:
                    with grid.container():
                        numbers[part.key] = field(part, metric)
            result = answer(metric, numbers, variant.key, currency=currency)
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


def missing_inputs(metric: Metric, numbers: dict[str, float | None]) -> list[Input]:
    """What the other definitions, printed formulas and mistakes need beyond the chosen variant's inputs."""
    formulas = [
        *(v.formula for v in metric.variants),
        *(e.formula for e in metric.errata if e.formula is not None),
        *(m.formula for m in metric.mistakes),
    ]
    return list(dict.fromkeys(part for formula in formulas for part in inputs(formula) if part.key not in numbers))


def extra_inputs(metric: Metric, values: dict[str, float]) -> dict[str, float | None]:
    """Numbers typed for other metrics are not mixed in: only those that this metric has fields for."""
    keys = {part.key for part in missing_inputs(metric, {})}
    return {k: v for k, v in values.items() if k in keys}


def write_link(metric: Metric, variant: Variant, numbers: dict[str, float]) -> None:
    """The whole state in the link: metric, definition and every input."""
    write({"metric": metric.key, "variant": variant.key, **{k: f"{v:.12g}" for k, v in numbers.items()}})


st.title("Calculator")
st.markdown(
    "What is it, and what if it were different? Type, and read the answer with its working. The link in the address bar holds every number."
)
choose("metric", list(METRICS), "calc_metric", "net_mrr_churn", "metric")
labels = {m.key: f"{m.name}  ·  {FAMILIES[m.family]}" for m in METRICS.values()}
metric = METRICS[st.selectbox("Metric", list(METRICS), format_func=lambda k: labels[k], key="calc_metric")]
names = {v.key: v.name for v in metric.variants}
keep("calc_metric", metric.key)
choose("variant", list(names), "calc_variant", metric.variants[0].key, "definition")
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
