"""What can be odd in survey answers: scores off their scale, the wrong scale, the same person twice, too few answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cs_calc.doctor.case import Case, number_of_rows
from cs_calc.doctor.finding import Finding

ENOUGH = 30
VARIANTS = {
    ("NPS", 10.0): ("nps", None), ("CSAT", 5.0): ("csat", "top_two_of_five"), ("CSAT", 1.0): ("csat", "yes_no"),
    ("CSAT", 10.0): ("csat", "six_to_ten"), ("CES", 7.0): ("customer_effort_score", "ease_mean"),
    ("CES", 5.0): ("customer_effort_score", "effort_mean"),
}  # fmt: skip
"""The number that answers of a kind and scale make: metric and definition."""


def _kinds(table: pd.DataFrame) -> list[tuple[str, float]]:
    pairs = table[["survey_type", "scale_max"]].dropna().drop_duplicates().itertuples(index=False)
    return sorted((str(kind), float(top)) for kind, top in pairs if (kind, top) in VARIANTS)


def _answers(case: Case, *columns: str) -> pd.DataFrame | None:
    table = case.table("survey_responses", "date", "survey_type", "score", *columns)
    return None if table is None else table.assign(scale_max=table.get("scale_max"))


def off_the_scale(case: Case) -> Iterator[Finding]:
    """Scores that the scale does not have: they were set aside."""
    table = _answers(case)
    if table is None or not case.said("out_of_range"):
        return
    aside = case.aside("survey_responses")
    if not {"score", "date"} <= set(aside):
        return
    aside = aside[aside["score"].notna() & aside["date"].notna()]
    kind = aside["survey_type"] if "survey_type" in aside else pd.Series(table["survey_type"].mode().iloc[0], aside.index)
    aside = aside.assign(survey_type=kind)
    for name, top in _kinds(table):
        floor = 0.0 if top in (1.0, 10.0) else 1.0
        said = aside["scale_max"] if "scale_max" in aside else pd.Series(float("nan"), aside.index)
        these = aside[(aside["survey_type"] == name) & (said.isna() | (said == top))]
        rows = these[(these["score"] < floor) | (these["score"] > top) | (these["score"] % 1 != 0)].assign(scale_max=top)
        if rows.empty:
            continue
        metric, variant = VARIANTS[name, top]
        effect = case.effect(metric, variant, {"survey_responses": case.put_back("survey_responses", rows)},
                             "if they were counted as they stand", rows=rows)  # fmt: skip
        shown = ", ".join(f"{v:g}" for v in rows["score"].drop_duplicates().head(3))
        yield case.finding(
            "score_out_of_scale", "error", "Scores off the scale",
            f"{number_of_rows(len(rows), f'{name} answer')} with a score that a scale of {floor:g} to {top:g} "
            f"does not have ({shown}); set aside.",
            "Correct the scores, or say the scale in a column scale_max.", table="survey_responses", rows=rows, effect=effect,
            metric=metric,
        )  # fmt: skip


def one_to_ten(case: Case) -> Iterator[Finding]:
    """NPS that was asked from 1 to 10: no 0 among many answers, and a scale that does not say it has one."""
    table = _answers(case)
    if table is None:
        return
    nps = table[(table["survey_type"] == "NPS") & table["score"].notna()]
    low = nps["scale_min"] if "scale_min" in nps else pd.Series(float("nan"), nps.index)
    rows = nps[low != 0]
    if len(rows) < ENOUGH or rows["score"].min() < 1 or rows["score"].max() != 10:
        return
    stretched = table.assign(score=table["score"].astype("float64"))
    stretched.loc[rows.index, "score"] = ((rows["score"] - 1) * 10 / 9).round()
    effect = case.effect("nps", None, {"survey_responses": stretched}, "if the answers were stretched to 0 to 10", rows=rows)
    yield case.finding(
        "one_to_ten_scale", "warning", "NPS without a single 0",
        f"{number_of_rows(len(rows), 'NPS answer')} from {rows['score'].min():g} to 10 and no 0: the question "
        "may have been asked from 1 to 10.",
        "Look at the question. If it began at 1, compare this NPS with nobody else's; if at 0, put 0 in a column scale_min.",
        table="survey_responses", rows=rows, effect=effect, metric="nps",
    )  # fmt: skip


def more_than_one_answer(case: Case) -> Iterator[Finding]:
    """Several answers of one customer to NPS in a month, and several answers about one ticket."""
    table = _answers(case)
    if table is None:
        return
    for name, top in _kinds(table):
        key = "customer_id" if name == "NPS" else "ticket_id"
        if key not in table:
            continue
        some = table[(table["survey_type"] == name) & (table["scale_max"] == top) & table[key].notna()]
        order = some.assign(_month=some["date"].dt.to_period("M")).sort_values(
            ["date", "_row"] if "_row" in some else ["date"], kind="stable"
        )
        by = [key, "_month"] if name == "NPS" else [key]
        earlier = order[order.duplicated(by, keep="last")]
        if earlier.empty:
            continue
        metric, variant = VARIANTS[name, top]
        who = ("customer", "in one month", "with one answer, the last, of each customer and month") if name == "NPS" else (
            "ticket", "about it", "with one answer, the last, about each ticket")  # fmt: skip
        rows = table.loc[earlier.index.sort_values()]
        effect = case.effect(metric, variant, {"survey_responses": table.drop(index=earlier.index)}, who[2], rows=rows)
        many = order[order.duplicated(by, keep=False)][key].nunique()
        yield case.finding(
            "several_answers", "note" if name == "NPS" else "warning", f"More than one {name} answer of one {who[0]}",
            f"{number_of_rows(many, who[0])} with more than one {name} answer {who[1]}; {number_of_rows(len(rows), 'answer')} came before "
            "the last one. All are counted.",
            "If they are of one person, keep the last; people of the same customer may each answer."
            if name == "NPS" else "Keep the last answer about each ticket.",
            table="survey_responses", rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


def few_answers(case: Case) -> Iterator[Finding]:
    """Kinds of survey with fewer than 30 answers in the last month that has any, and what one more answer would do."""
    table = _answers(case)
    if table is None:
        return
    for name, top in _kinds(table):
        some = table[(table["survey_type"] == name) & (table["scale_max"] == top) & table["score"].notna() & (table["date"] < case.end)]
        if some.empty:
            continue
        last = some["date"].max().to_period("M")
        rows = some[some["date"].dt.to_period("M") == last]
        if len(rows) >= ENOUGH:
            continue
        metric, variant = VARIANTS[name, top]
        worst: Any = rows.tail(1).assign(score=0.0 if top in (1.0, 10.0) else 1.0)
        more = pd.concat([table, worst], ignore_index=True)
        effect = case.effect(metric, variant, {"survey_responses": more}, f"with one more answer of {worst['score'].iloc[0]:g}", rows=rows)
        yield case.finding(
            "few_answers", "warning" if len(some) < ENOUGH else "note", f"Few {name} answers",
            f"{number_of_rows(len(rows), f'{name} answer')} in {last:%B %Y} ({len(some):,} in all months): "
            f"below {ENOUGH} a score moves by chance.",
            "Read it with its interval, or look at quarters.", table="survey_responses", rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


CHECKS = (off_the_scale, one_to_ten, more_than_one_answer, few_answers)
