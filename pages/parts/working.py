"""An answer and its working: the same on the calculator, the scorecard and the library."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.answer import Answer
from cs_calc.expr import Step, steps
from cs_calc.say import in_latex, in_numbers, in_result, in_words, latex_text
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.measures import COLUMN_WORDS, words_for
from cs_calc.tables.periods import Kind
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
        if found.interval.n < 30:
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
    shown = tidy_names(rows)
    st.dataframe(
        shown,
        hide_index=True,
        height=min(420, 38 + 35 * len(shown)),
        column_config=money_columns(shown),
        alt=f"The {len(shown)} rows behind {counted[key].name}.",
    )
    st.download_button(
        "Download these rows",
        shown.to_csv(index=False).encode("utf-8-sig"),
        f"{key}-{period}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"rows_csv_{found.metric.key}",
    )
    show_source_rows(dataset, rows, f"source_{found.metric.key}")


def show_source_rows(dataset: Dataset, rows: pd.DataFrame, key: str) -> None:
    """For numbers counted per customer: the rows of the uploaded file that they come from."""
    if "_row" in rows or "customer_id" not in rows:
        return
    with st.expander("Their rows in the file", icon=":material/description:"):
        shown = tidy_names(dataset.source_rows(set(rows["customer_id"])))
        st.dataframe(
            shown,
            hide_index=True,
            height=min(360, 38 + 35 * len(shown)),
            column_config=money_columns(shown),
            key=key,
            alt=f"The {len(shown)} rows of the uploaded file behind these customers.",
        )


HIDDEN = {
    "was_in",
    "is_in",
    "left",
    "joined",
    "came_in",
    "new_left",
    "scale_min",
    "scale_max",
}


def tidy_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for people: no helper columns, plain column names, days without an empty time, no formula for Excel."""
    kept = rows[[c for c in rows if c not in HIDDEN]].copy()
    for column in kept.select_dtypes("datetime"):
        if (kept[column].dropna().dt.normalize() == kept[column].dropna()).all():
            kept[column] = kept[column].dt.strftime("%Y-%m-%d")
    for column in kept.select_dtypes(["object", "string"]):
        kept[column] = kept[column].map(lambda v: f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t\r" and v[:1] else v)
    kept = kept.loc[:, kept.notna().any()]
    names = {"_sheet": "In the file", "_row": "Row", **{k: w[0].upper() + w[1:] for k, w in COLUMN_WORDS.items()}}
    return kept.rename(columns=names).rename(
        columns=lambda c: str(c).replace("_", " ") if c in names.values() else str(c).replace("_", " ").capitalize()
    )


def money_columns(rows: pd.DataFrame) -> dict[str, object]:
    """How the amounts among the columns of `tidy_names` are shown."""
    amounts = [c for c in rows.select_dtypes("float") if "MRR" in c or "fees" in c or c in ("Amount", "Price")]
    return {c: st.column_config.NumberColumn(format="accounting") for c in amounts}
