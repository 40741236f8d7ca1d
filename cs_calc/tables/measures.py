"""Each input's counting rule over a table. The rule that 9 and 10 are promoters stands here and nowhere else.

A measure is a record because it has three readers: the computation, the words beside the number, and the
live Excel formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw

Where = tuple[str, Literal["==", ">=", "<=", ">", "<"], str | float]

COLUMN_WORDS = {
    "survey_type": "survey type", "score": "score", "was_in": "were there at the start",
    "is_in": "are there at the end", "left": "left", "joined": "are there at the end but were not at the start",
    "came_in": "became customers for the first time", "new_left": "came and went within the period",
    "opening_mrr": "MRR at start", "closing_mrr": "MRR at end", "new_mrr": "MRR of new customers",
    "expanded_mrr": "MRR gained from upgrades", "reactivated_mrr": "MRR won back",
    "contracted_mrr": "MRR lost to downgrades", "churned_mrr": "MRR of customers who left",
    "weekly_fees": "weekly fees", "monthly_fees": "monthly fees", "quarterly_fees": "quarterly fees", "yearly_fees": "yearly fees",
}  # fmt: skip
TABLE_WORDS = {
    "customer_periods": "customers", "fees": "subscriptions active at the end",
    "survey_responses": "survey responses",
}  # fmt: skip
SIGNS = {"==": "is", ">=": "is at least", "<=": "is at most", ">": "is above", "<": "is below"}


@dataclass(frozen=True)
class Measure:
    """How one input is counted or summed: over which table, and for which rows (all of `where` hold)."""

    key: str
    table: str
    how: Literal["count", "sum"]
    column: str = ""
    where: tuple[Where, ...] = ()

    def words(self) -> str:
        """The rule in words.

        >>> MEASURES["promoters"].words()
        'count of survey responses where survey type is NPS and score is at least 9'
        """
        what = TABLE_WORDS[self.table]
        parts = []
        for column, sign, value in self.where:
            if self.table == "customer_periods":
                parts.append(COLUMN_WORDS[column])
            elif column == "scale_max":
                parts.append("the answers are yes or no" if value == 1 else f"the scale ends at {value:g}")
            else:
                number = f"{value:g}" if isinstance(value, float | int) else value
                parts.append(f"{COLUMN_WORDS[column]} {SIGNS[sign]} {number}")
        link = "who" if self.table == "customer_periods" else "where"
        condition = f" {link} {' and '.join(parts)}" if parts else ""
        head = f"count of {what}" if self.how == "count" else f"sum of {COLUMN_WORDS[self.column]} over {what}"
        return head + condition

    def excel(self, columns: Mapping[str, str]) -> str:
        """The rule as a live Excel formula; `columns` gives the range or table column for each name.

        >>> MEASURES["promoters"].excel({"survey_type": "s[survey_type]", "score": "s[score]"})
        'COUNTIFS(s[survey_type],"NPS",s[score],">=9")'
        """
        conditions = []
        for column, sign, value in self.where:
            shown = f'"{value}"' if sign == "==" and isinstance(value, str) else f"{value:g}" if sign == "==" else f'"{sign}{value:g}"'
            conditions.append(f"{columns[column]},{shown}")
        inside = ",".join(conditions)
        return f"COUNTIFS({inside})" if self.how == "count" else f"SUMIFS({columns[self.column]}{',' if inside else ''}{inside})"


def _nps(key: str, *score: Where) -> Measure:
    return Measure(key, "survey_responses", "count", where=(("survey_type", "==", "NPS"), *score))


def _csat(key: str, top: float, *score: Where) -> Measure:
    return Measure(key, "survey_responses", "count", where=(("survey_type", "==", "CSAT"), ("scale_max", "==", top), *score))


def _customers(key: str, flag: str) -> Measure:
    return Measure(key, "customer_periods", "count", where=((flag, "==", 1.0),))


def _mrr(key: str) -> Measure:
    return Measure(key, "customer_periods", "sum", key)


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        *(_mrr(k) for k in ("opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr")),
        Measure("counted_closing_mrr", "customer_periods", "sum", "closing_mrr"),
        _customers("opening_customers", "was_in"),
        _customers("left_customers", "left"),
        _customers("new_customers", "came_in"),
        _customers("new_left_customers", "new_left"),
        _customers("joined_customers", "joined"),
        _customers("closing_customers", "is_in"),
        _customers("paying_customers", "is_in"),
        *(Measure(k, "fees", "sum", k) for k in ("weekly_fees", "monthly_fees", "quarterly_fees", "yearly_fees")),
        _nps("promoters", ("score", ">=", 9.0)),
        _nps("passives", ("score", ">=", 7.0), ("score", "<=", 8.0)),
        _nps("detractors", ("score", "<=", 6.0)),
        _nps("nps_responses"),
        _csat("csat_4_or_5", 5.0, ("score", ">=", 4.0)),
        _csat("csat_1_to_5", 5.0),
        _csat("csat_5", 5.0, ("score", "==", 5.0)),
        _csat("csat_3", 5.0, ("score", "==", 3.0)),
        _csat("csat_yes", 1.0, ("score", "==", 1.0)),
        _csat("csat_yes_or_no", 1.0),
        _csat("csat_6_to_10", 10.0, ("score", ">=", 6.0)),
        _csat("csat_0_to_10", 10.0),
    )
}

DERIVED = {
    "average_revenue": ("counted_closing_mrr", "paying_customers", "MRR at end ÷ paying customers at end"),
    "churn_of_period": ("left_customers", "opening_customers", "customers who left ÷ customers at start"),
}
"""Inputs that are themselves a division of two measures: numerator, denominator, in words."""


def words_for(key: str) -> str:
    """How an input is counted from an upload, in words; empty for an input that no table holds."""
    if key in MEASURES:
        return MEASURES[key].words()
    if key in DERIVED:
        return DERIVED[key][2]
    return "12 over the months of the period that the data covers" if key == "periods_in_year" else ""


def condition(where: Iterable[Where]) -> nw.Expr:
    """The rows a measure is about, as a narwhals expression. Rows with a missing value are never included."""
    result: nw.Expr | None = None
    for column, sign, value in where:
        col = nw.col(column)
        test = {"==": col == value, ">=": col >= value, "<=": col <= value, ">": col > value, "<": col < value}[sign]
        test = test & ~col.is_null()
        result = test if result is None else result & test
    return nw.lit(True) if result is None else result


def aggregate(frame: nw.LazyFrame[Any], measures: Iterable[Measure]) -> nw.LazyFrame[Any]:
    """All measures of one table at once, for every period and segment.

    The conditions become helper columns first: inside `agg` pandas would ignore them without a word.
    """
    chosen = tuple(measures)
    helpers = []
    for m in chosen:
        plain = nw.col(m.column) if m.how == "sum" else nw.lit(1.0)
        value = nw.when(condition(m.where)).then(plain).otherwise(nw.lit(0.0)) if m.where else plain
        helpers.append(value.cast(nw.Float64).alias(f"_{m.key}"))
    sums = [nw.col(f"_{m.key}").sum().alias(m.key) for m in chosen]
    return frame.with_columns(*helpers).group_by("period", "segment").agg(*sums)
