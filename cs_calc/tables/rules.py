"""How one input comes out of a table, as records: the same record computes it, says it in words and writes it in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Where = tuple[str, Literal["==", ">=", "<=", ">", "<"], str | float]
How = Literal["count", "sum", "distinct", "most", "mean", "median", "p90"]
Shape = Literal["divide", "score", "monthly", "per_month", "inverse"]

COUNTS: tuple[How, ...] = ("count", "sum", "distinct", "most")
"""What is 0 where there are no rows; the others are missing there."""

COLUMN_WORDS = {
    "survey_type": "survey type", "score": "score", "was_in": "were there at the start",
    "is_in": "are there at the end", "left": "left", "joined": "are there at the end but were not at the start",
    "came_in": "became customers for the first time", "new_left": "came and went within the period",
    "opening_mrr": "MRR at start", "closing_mrr": "MRR at end", "new_mrr": "MRR of new customers",
    "expanded_mrr": "MRR gained from upgrades", "reactivated_mrr": "MRR won back",
    "contracted_mrr": "MRR lost to downgrades", "churned_mrr": "MRR of customers who left",
    "kept_mrr": "MRR of the start that is still there", "not_fallen": "MRR did not fall",
    "weekly_fees": "weekly fees", "monthly_fees": "monthly fees", "quarterly_fees": "quarterly fees", "yearly_fees": "yearly fees",
    "response_hours": "hours to the first reply", "unanswered_hours": "hours waited so far", "within_target": "replied within the target",
    "response_target": "target in hours", "resolution_hours": "hours to the solution", "open_hours": "hours open so far",
    "first_contact": "solved at first contact", "resolved": "resolved", "requester": "who asked",
    "value_days": "days to first value", "value_waiting_days": "days waited so far for first value",
    "onboarding_days": "days to the end of onboarding", "onboarding_waiting_days": "days of onboarding so far",
    "value_due": "value due",
    "kept_value": "value renewed, at most the value due", "known_value": "value due, where the renewed value is known",
    "used_before": "used in the 90 days before", "minutes": "minutes", "users": "users", "amount": "amount",
    "days_active_as_customer": "days with use", "possible_days": "days as a customer",
    "weeks_active_as_customer": "whole weeks with use", "possible_weeks": "whole weeks as a customer",
}  # fmt: skip
TABLE_WORDS = {
    "customer_periods": "customers", "fees": "subscriptions active at the end", "survey_responses": "survey responses",
    "themes": "themes of survey responses", "purchases": "purchases", "costs": "costs", "renewals": "renewals",
    "renewal_use": "renewals and the use before them", "opportunities": "opportunities", "trials_started": "trials started",
    "trials_ended": "trials ended", "free_accounts": "accounts on trial at the start", "upgrades": "accounts that became paying",
    "sign_ups": "sign-ups", "article_votes": "help articles", "tickets": "tickets", "tags": "tags of tickets",
    "seats": "customers and their users",
    "usage": "rows of product usage", "customer_use": "customers and their use", "feature_use": "customers and the features they used",
    "feature_plans": "plans and the features used on them", "renewal_features": "renewals and the features used before them",
    "daily_use": "days", "weekly_use": "whole weeks", "monthly_use": "months", "help_center_sessions": "days of the help centre",
    "outcomes": "customer outcomes",
}  # fmt: skip
SIGNS = {"==": "is", ">=": "is at least", "<=": "is at most", ">": "is above", "<": "is below"}
EXCEL = {"count": "COUNTIFS", "sum": "SUMIFS", "mean": "AVERAGEIFS"}
ARRAYS = {"median": "MEDIAN({})", "p90": "PERCENTILE({},0.9)"}


@dataclass(frozen=True)
class Measure:
    """How one input is counted or summed: over which frame of rows, and for which of them (all of `where` hold).

    `how`: count the rows; sum, mean, median or p90 of `column`; distinct, the number of different values of
    `column`; most, the rows that have the most common value of `column`. `says` is the rule in words where
    words put together from the record would be clumsy.
    """

    key: str
    table: str
    how: How
    column: str = ""
    where: tuple[Where, ...] = ()
    says: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rule looks at: without one of them it cannot be worked."""
        return (*(column for column, _, _ in self.where), *([self.column] if self.column else []))

    def words(self) -> str:
        """The rule in words.

        >>> Measure("promoters", "survey_responses", "count", where=(("survey_type", "==", "NPS"), ("score", ">=", 9.0))).words()
        'count of survey responses where survey type is NPS and score is at least 9'
        """
        if self.says:
            return self.says
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
        head = f"count of {what}" if self.how == "count" else f"{self.how} of {COLUMN_WORDS[self.column]} over {what}"
        return head + condition

    def excel(self, columns: Mapping[str, str]) -> str:
        """The rule as a live Excel formula; `columns` gives the range or table column for each name.

        Empty where Excel has no such function with conditions: distinct, most, median and p90 (see `excel_array`).

        >>> nps = Measure("promoters", "survey_responses", "count", where=(("survey_type", "==", "NPS"), ("score", ">=", 9.0)))
        >>> nps.excel({"survey_type": "s[survey_type]", "score": "s[score]"})
        'COUNTIFS(s[survey_type],"NPS",s[score],">=9")'
        """
        if self.how not in EXCEL:
            return ""
        conditions = []
        for column, sign, value in self.where:
            shown = f'"{value}"' if sign == "==" and isinstance(value, str) else f"{value:g}" if sign == "==" else f'"{sign}{value:g}"'
            conditions.append(f"{columns[column]},{shown}")
        inside = [] if self.how == "count" else [columns[self.column]]
        return f"{EXCEL[self.how]}({','.join([*inside, *conditions])})"

    def excel_array(self, columns: Mapping[str, str], also: Sequence[str] = ()) -> str:
        """A median or 90th percentile as an array formula; `also` are further conditions. Empty for the other rules.

        >>> waits = Measure("hours_median", "tickets", "median", "hours", where=(("resolved", "==", 1.0),))
        >>> waits.excel_array({"hours": "t[hours]", "resolved": "t[resolved]"}, ["t[month]=$C5"])
        'MEDIAN(IF((t[month]=$C5)*(t[resolved]=1)*ISNUMBER(t[hours]),t[hours]))'
        """
        if self.how not in ARRAYS:
            return ""
        conditions = [*also]
        for column, sign, value in self.where:
            shown = f'"{value}"' if isinstance(value, str) else f"{value:g}"
            conditions.append(f"{columns[column]}{'=' if sign == '==' else sign}{shown}")
        tests = "*".join([*(f"({c})" for c in conditions), f"ISNUMBER({columns[self.column]})"])
        return ARRAYS[self.how].format(f"IF({tests},{columns[self.column]})")


@dataclass(frozen=True)
class ListRule:
    """A list-valued input: one number per row of a frame that has one in `column` (and for which all of `where` hold).

    A table gives its summaries under `key_median`, `key_mean`, `key_p90` and `key_count`; the values under `key`.
    """

    key: str
    table: str
    column: str
    says: str
    where: tuple[Where, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The summaries, as measures."""
        heads: dict[How, str] = {"median": "median of", "mean": "mean of", "p90": "90th percentile of"}
        count = Measure(f"{self.key}_count", self.table, "count", self.column, self.where, f"how many there are of: {self.says}")
        return (
            *(Measure(f"{self.key}_{how}", self.table, how, self.column, self.where, f"{w} {self.says}") for how, w in heads.items()),
            count,
        )


class Derived(NamedTuple):
    """An input that is worked out from others of the same period and segment.

    `shape`: divide, part ÷ base; score, 100 x part ÷ base; monthly, the monthly rate that gives part ÷ base over
    the months of the period; per_month, part ÷ base ÷ months of the period; inverse, 1 ÷ part (there is no base).
    """

    part: str
    base: str
    says: str
    shape: Shape = "divide"

    def excel(self, part: str, base: str, months: str) -> str:
        """The same in Excel, from the addresses of part and base and of the number of months in the period.

        >>> Derived("left", "there", "", "monthly").excel("A1", "B1", "C1")
        '1-(1-A1/B1)^(1/C1)'
        """
        shapes = {
            "divide": f"{part}/{base}", "score": f"100*{part}/{base}", "monthly": f"1-(1-{part}/{base})^(1/{months})",
            "per_month": f"{part}/{base}/{months}", "inverse": f"1/{part}",
        }  # fmt: skip
        return shapes[self.shape]


class Lagged(NamedTuple):
    """An input that is another one of the period before, in the same segment."""

    of: str
    says: str


class Assumed(NamedTuple):
    """An input that no table holds and that is taken as given unless it is set."""

    value: float
    says: str


class Listed(NamedTuple):
    """A split by what a row may have several of, or none: tags, themes, features.

    Each row counts once for every value it has. `measures` are the rules over the frames that have a row for
    each value; `instead` gives the frame of whole rows -> that frame, for lists; `whole` are the denominators
    that stay those of the whole, the same for every segment.
    """

    measures: tuple[Measure, ...]
    instead: Mapping[str, str]
    whole: tuple[str, ...]
