"""What can be odd about the data as a whole: a last month that is not over, one account that is most of it, dates to come."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_calc.doctor.case import Case, number_of_rows
from cs_calc.doctor.finding import Finding
from cs_calc.tables.mrr import mrr_table
from cs_calc.tables.periods import label, number_of, spoken
from cs_calc.tables.span import EVENTS

HALF = 0.5
QUIET = 5
"""How many times its usual pause a table may be silent at the end before that is told."""


def last_month(case: Case) -> Iterator[Finding]:
    """The last month of the data, where it is not over: the number as it stands, and of the last whole month."""
    over = pd.Timestamp(case.dataset.as_of).days_in_month - case.dataset.as_of.day <= 2
    if case.dataset.tables and not over:
        last, before = (label(number_of(case.dataset.as_of) - n, "month") for n in (0, 1))
        effect = None
        for name, (metric, variant) in MONTHLY if case.effects else ():
            if case.table(name) is None or (name == "monthly_mrr" and case.table("subscriptions") is not None):
                continue
            values = case.values(metric, variant, name).dropna()
            if last in values.index and before in values.index:
                because = f"as in {spoken(before)}, the last whole month"
                effect = case.told(metric, variant, last, values[last], values[before], because)
                break
        yield case.finding(
            "last_month_incomplete", "warning", "The last month is not over",
            f"The data ends on {case.dataset.as_of:%d %B %Y}: numbers of {spoken(last)} are of a part of the month.",
            f"Compare months up to {spoken(before)}, or say with --until (on the Data page: last day) where the data ends.",
            count=1, effect=effect,
        )  # fmt: skip
    yield from _ends_early(case)


MONTHLY: tuple[tuple[str, tuple[str, str]], ...] = (
    ("subscriptions", ("net_mrr_churn", "with_reactivation")), ("monthly_mrr", ("net_mrr_churn", "with_reactivation")),
    ("tickets", ("first_response_time", "median")), ("usage", ("active_users", "monthly")), ("survey_responses", ("nps", "percentages")),
)  # fmt: skip


def _ends_early(case: Case) -> Iterator[Finding]:
    """Tables that stop well before the others do."""
    for name, column in EVENTS.items():
        table = case.table(name, column)
        if table is None or column == "month" or len(table) < 30:
            continue
        days = table[column].dropna()
        days = days[days < case.end].dt.normalize().drop_duplicates().sort_values()
        if len(days) < 10:
            continue
        pause, silent = days.diff().max(), case.end - pd.Timedelta(days=1) - days.iloc[-1]
        if silent > max(pd.Timedelta(days=7), 2 * pause) or silent > QUIET * max(pause, pd.Timedelta(days=7)):
            yield case.finding(
                "ends_early", "warning", f"{name} ends before the rest of the data",
                f"The last row of {name} is of {days.iloc[-1]:%d %B %Y}, the data goes on until {case.dataset.as_of:%d %B %Y}.",
                f"Export {name} again up to the last day, or read its last months as incomplete.", table=name, count=1,
            )  # fmt: skip


def one_account(case: Case) -> Iterator[Finding]:
    """An account with more than half of all MRR at the end of the data."""
    base = mrr_table(case.dataset.tables)
    if base is None:
        return
    data = case.mrr_data()
    assert data is not None
    months = data.frames.by_month()
    last = months[months["month"] == months["month"].max()]
    total = last["closing_mrr"].sum()
    big = last[last["closing_mrr"] > HALF * total]
    if total <= 0 or big.empty or (last["closing_mrr"] > 0).sum() < 2:
        return
    who = str(big["customer_id"].iloc[0])
    table = case.dataset.tables[base]
    rows = table[table["customer_id"] == who]
    effect = case.effect("arpa", None, {base: table[table["customer_id"] != who]}, "without it")
    yield case.finding(
        "one_large_account", "warning", "One account is more than half of the MRR",
        f'Customer "{who}" has {big["closing_mrr"].iloc[0] / total:.0%} of the MRR at the end of the data ({case.money(total)}).',
        "Check the amount and its interval (a yearly price read as a monthly one is 12 times too large). If it is right, read the numbers "
        "with and without it.",
        table=base, rows=rows, effect=effect, metric="arpa",
    )  # fmt: skip


def still_to_come(case: Case) -> Iterator[Finding]:
    """Rows of events dated after the last day of the data: they are not counted yet."""
    for name, column in EVENTS.items():
        table = case.table(name, column)
        if table is None or name == "opportunities" or not (late := table[column] >= case.end).any():
            continue
        yield case.finding(
            "future_dates", "warning", f"Rows of {name} after the last day of the data",
            f"{number_of_rows(int(late.sum()))} of {name} are dated after {case.dataset.as_of:%d %B %Y} and are not counted.",
            "Check the year, and the order of day and month.", table=name, rows=table[late],
        )  # fmt: skip


CHECKS = (last_month, one_account, still_to_come)
