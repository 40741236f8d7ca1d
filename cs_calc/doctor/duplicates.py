"""Rows that come twice: the same in everything, or with the same id."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.doctor.case import METRIC_OF, Case, number_of_rows
from cs_calc.doctor.finding import Finding
from cs_calc.doctor.surveys import VARIANTS
from cs_calc.tables.schema import TABLES

OWN_IDS = ("response_id", "ticket_id", "subscription_id", "purchase_id", "article_id")
WORTH = {"survey_responses": 4, "tickets": 3}
"""Columns with a value that a row must have, for another one like it to be the same and no coincidence; 2 elsewhere."""


def _metric(name: str, rows: pd.DataFrame) -> tuple[str, str | None]:
    """The number that rows of a table touch; of answers that of their most frequent kind."""
    if name == "survey_responses" and {"survey_type", "scale_max"} <= set(rows) and len(rows):
        kinds = rows[["survey_type", "scale_max"]].dropna().value_counts()
        return VARIANTS.get(kinds.index[0], ("nps", None)) if len(kinds) else ("nps", None)
    return METRIC_OF.get(name, ("", None))


def same_rows(case: Case) -> Iterator[Finding]:
    """Rows that are the same in all but their id and place: an export appended twice."""
    for name in case.dataset.tables:
        table = case.table(name)
        if table is None or name not in TABLES or name in ("help_center_sessions", "usage", "costs"):
            continue  # the same use, or cost, twice in one day is nothing odd
        ids = {TABLES[name].unique, *OWN_IDS} - ({"ticket_id"} if name == "survey_responses" else set()) - {"customer_id"}
        columns = [c for c in table if c not in ids and not str(c).startswith("_")]
        if len(columns) < 2:
            continue
        dates = [c for c in columns if pd.api.types.is_datetime64_any_dtype(table[c].dtype)]
        moments = [c for c in dates if (table[c].dropna() != table[c].dropna().dt.normalize()).any()]
        enough = table[columns].notna().sum(axis=1) >= WORTH.get(name, 2)
        if name in ("survey_responses", "tickets") and not moments and "customer_id" not in table and "comment" not in table:
            continue  # two answers of 9 on one day are two people
        twice = table.duplicated(columns) & enough
        if name == "survey_responses" and not moments:  # the same score on one day needs a name or words to be the same answer
            named = [c for c in ("customer_id", "comment", "ticket_id") if c in table]
            twice &= table[named].notna().any(axis=1)
        if not twice.any():
            continue
        rows = table[twice]
        metric, variant = _metric(name, rows)
        effect = case.effect(metric, variant, {name: table[~twice]}, "without the copies", rows=rows) if metric else None
        yield case.finding(
            "duplicate_rows", "warning", f"Rows of {TABLES[name].name.lower()} that come twice",
            f"{number_of_rows(len(rows))} of {TABLES[name].name.lower()} are the same as an earlier row "
            "in everything but the id; all are counted.",
            "Look whether an export was appended twice; delete the copies.", table=name, rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


def same_ids(case: Case) -> Iterator[Finding]:
    """Rows whose id has come before: all but the first were set aside."""
    if not case.said("duplicate_id", "duplicate_row"):
        return
    for name in case.dataset.tables:
        key = "subscription_id" if name == "subscriptions" else TABLES[name].unique if name in TABLES else ""
        table = case.table(name)
        if not key or table is None or key not in table:
            continue
        aside = case.aside(name)
        if key not in aside:
            continue
        rows = aside[aside[key].notna() & aside[key].isin(set(table[key].dropna()))]
        if rows.empty:
            continue
        metric, variant = _metric(name, rows)
        effect = case.effect(metric, variant, {name: case.put_back(name, rows)}, "if they were counted too", rows=rows) if metric else None
        yield case.finding(
            "duplicate_ids", "error", f"The same id twice in {TABLES[name].name.lower()}",
            f"{number_of_rows(len(rows))} with a {key} that an earlier row has; only the first of each is counted.",
            "Keep one row for each id, or give each its own.", table=name, rows=rows, effect=effect, metric=metric,
        )  # fmt: skip


CHECKS = (same_rows, same_ids)
