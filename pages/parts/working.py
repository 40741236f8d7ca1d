"""An answer and its working: the same on the calculator, the scorecard and the library."""

from __future__ import annotations

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.expr import Step, steps
from cs_calc.intervals import SMALL_SAMPLE
from cs_calc.say import in_latex, in_numbers, in_result, in_words, latex_text
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.measures import words_for
from cs_calc.tables.periods import Kind
from pages.parts.rows import show_source_rows, show_table
from pages.parts.text import md, money_safe

BETTER = {"higher": "Higher is better", "lower": "Lower is better", "depends": "Neither high nor low is better by itself"}


def show_answer(found: Answer) -> None:
    """The answer first: value, how sure, direction; or why there is none."""
    if found.value is None:
        st.warning(money_safe(found.problem), icon=":material/help:")
        return
    st.metric(found.worked.formula.name, money_safe(found.shown), border=True)
    parts = [BETTER[found.metric.better] + "."]
    if found.interval:
        show = found.variant.formula.unit.show
        low, high = show(found.interval.low, found.currency), show(found.interval.high, found.currency)
        parts.append(f"Likely between {low} and {high} (95 %, {found.interval.method}, n = {found.interval.n:,.0f}).")
        if found.interval.n < SMALL_SAMPLE:
            parts.append("A small sample: read the range, not the number.")
    st.caption(money_safe(" ".join(parts)))


def show_lines(found: Answer) -> None:
    """Each line of the working: in words, then in numbers, then what it comes to."""
    for line in found.worked.lines:
        body = line.step.body
        words = md(in_words(body))
        numbers = md(in_numbers(body, found.worked.values, found.currency))
        result = md(in_result(line.step, line.value, found.currency))
        st.markdown(f"**{md(line.step.name)}**  \n= {words}  \n= {numbers}  \n= **{result}**")


def show_formula(formula: Step) -> None:
    """The formula as it is written in a book, every named part on a line of its own."""
    for step in reversed(steps(formula)):
        st.latex(rf"\text{{{latex_text(step.name)}}} = {in_latex(step.body)}")


def show_verdicts(found: Answer) -> None:
    """The answer against each target, with where the target comes from."""
    for verdict in found.verdicts:
        icon, colour = {
            True: (":material/check_circle:", "green"),
            False: (":material/cancel:", "orange"),
            None: (":material/remove:", "gray"),
        }[verdict.met]
        st.markdown(f":{colour}[{icon}] {money_safe(verdict.text)}")
    if found.verdicts:
        st.caption("A target without a stated period fits no period for sure: compare it with your own past first.")


def show_definitions(found: Answer) -> None:
    """The same numbers by every accepted definition, and what the articles' own versions give."""
    rows = [(v, w.shown(found.currency)) for v, w in found.definitions if w.value is not None]
    if len(rows) > 1:
        st.markdown("**By each accepted definition**")
        for variant, shown in rows:
            whose = ", ".join(s.publisher for s in variant.sources)
            st.markdown(f"- **{md(shown)}** {md(variant.name)} ({md(whose)}). {money_safe(variant.when)}")
    if found.as_printed:
        st.markdown("**As printed, and wrong**")
        for printed in found.as_printed:
            erratum = printed.erratum
            gives = f"**{md(printed.shown)}** " if printed.shown else ""
            st.markdown(f"- {gives}{md(erratum.source.publisher)} {money_safe(erratum.printed)}. {money_safe(erratum.why)}")


def show_slips(found: Answer, limit: int = 3) -> None:
    """What common mistakes would have said on the same numbers."""
    for slip in found.slips[:limit]:
        st.markdown(f"- **{md(slip.shown)}** — {money_safe(slip.mistake.why)}")
    if not found.slips:
        st.caption("No common mistake changes the answer on these numbers.")


def show_rows(dataset: Dataset, found: Answer, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> None:
    """The rows behind one input, with file and row number; the person picks the input."""
    counted = {part.key: part for part in found.inputs if words_for(part.key)}
    if not counted:
        return
    key = st.selectbox(
        "Rows behind", list(counted), format_func=lambda k: counted[k].name, key=f"rows_{found.metric.key}_{found.variant.key}"
    )
    st.caption(f"{counted[key].name}: {words_for(key)}.")
    rows = dataset.rows(key, kind, period, by, segment)
    if rows.empty:
        st.caption("No rows: the count is 0." if key in found.given else "This number is not counted from rows.")
        return
    show_table(rows, f"rows behind {counted[key].name}", key=f"table_{found.metric.key}", file_name=f"{key}-{period}.csv")
    show_source_rows(dataset, rows, f"source_{found.metric.key}")
