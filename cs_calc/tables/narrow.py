"""One segment of the data, as a dataset of its own: every number, chart and row of it follows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cs_calc.tables.dataset import ALL, UNKNOWN, Dataset

OF_CUSTOMERS = ("subscriptions", "monthly_mrr", "customers")


def only(dataset: Dataset, by: str | None, segment: str) -> Dataset:
    """The data of one segment of a split; the whole where no segment is chosen.

    Months stay those of the whole, so that a period means the same. Tables that cannot be split that way
    are left out: MRR has no survey channel.
    """
    if by is None or segment == ALL:
        return dataset
    found: Dataset = dataset.keep(("only", by, segment), lambda: _narrowed(dataset, by, segment))
    return found


def _narrowed(dataset: Dataset, by: str, segment: str) -> Dataset:
    tables = {name: table for name, table in dataset.tables.items() if name not in (*OF_CUSTOMERS, "survey_responses")}
    survey = dataset.tables.get("survey_responses")
    if by in dataset.attributes:
        groups = dataset.attributes.set_index("customer_id")[by].fillna(UNKNOWN)
        for name in OF_CUSTOMERS:
            if name in dataset.tables:
                tables[name] = _rows(dataset.tables[name], dataset.tables[name]["customer_id"].map(groups), segment)
        if survey is not None and "customer_id" in survey:
            tables["survey_responses"] = _rows(survey, survey["customer_id"].map(groups), segment)
    elif survey is not None and by in survey:
        tables["survey_responses"] = _rows(survey, survey[by], segment)
    return replace(dataset, tables=tables, spans=(dataset.months, dataset.survey_months), _kept={})


def _rows(table: pd.DataFrame, groups: pd.Series[str], segment: str) -> pd.DataFrame:
    return table[groups.fillna(UNKNOWN) == segment].reset_index(drop=True)
