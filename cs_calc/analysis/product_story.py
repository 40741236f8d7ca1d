"""What Product opens with: who is silent, whose activity falls, how many come, what they use; each sentence computed from the data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_calc.analysis.product import HALVED, LOWER, NEVER_NEW, NEW_DAYS, TAIL, YOUNG, activity, here, silent, stretches, usage_rows, use
from cs_calc.analysis.product_features import adoption, by_week, launches
from cs_calc.findings import before
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import COUNT, MONEY, PERCENT


def opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The page's first sentences, the most urgent first."""
    said = [silent_sentence(dataset, kind, period), falling_sentence(dataset, kind, period), users_sentence(dataset, kind, period)]
    return [sentence for sentence in said if sentence]


def money_of(rows: pd.DataFrame, currency: str) -> str:
    """What some customers pay together, in brackets; empty where it is not known.

    >>> money_of(pd.DataFrame({"mrr": [95.0, 250.5]}), "$")
    ' ($345.50 of MRR)'
    """
    if "mrr" not in rows or not rows["mrr"].notna().any():
        return ""
    return f" ({MONEY.show(float(rows['mrr'].sum()), currency)} of MRR)"


def name_of(row: pd.Series[Any]) -> str:
    """A customer's name, else the id."""
    name = row.get("customer_name")
    return str(name) if isinstance(name, str) and name else str(row["customer_id"])


def silent_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """How many customers did not use the product in the period, how many never did, and the largest; empty where that is not known."""
    everybody = here(dataset, kind, period)
    if everybody.empty:
        return ""
    rows = silent(dataset, kind, period)
    when = spoken(period)
    if rows.empty:
        return f"Nobody is silent: every one of the {COUNT.show(len(everybody))} customers at the end of {when} used the product in it."
    share = PERCENT.show_brief(len(rows) / len(everybody))
    head = f"{COUNT.show(len(rows))} of {COUNT.show(len(everybody))} customers ({share})"
    text = f"{head} did not use the product in {when}: {amount(rows, dataset.currency)}."
    never = rows[rows["never"]]
    if len(never):
        new = int((never["band"] == NEVER_NEW).sum())
        which = "All of them" if len(never) == len(rows) else f"{COUNT.show(len(never))} of them"
        text += f" {which} {'has' if len(never) == 1 < len(rows) else 'have'} no row of use at all"
        text += money_of(never, dataset.currency)
        old = never[never["band"] != NEVER_NEW]
        if new:
            text += f"; {COUNT.show(new)} became {'a customer' if new == 1 else 'customers'} in the last {NEW_DAYS} days"
        if len(old) and len(old) < len(never):
            text += f", {name_of(old.iloc[0])}{longest(old)} earlier"
        text += "."
    return text


def longest(rows: pd.DataFrame) -> str:
    """And how many more, behind the first one's name."""
    return f" and {COUNT.show(len(rows) - 1)} more" if len(rows) > 1 else ""


def amount(rows: pd.DataFrame, currency: str) -> str:
    """What some customers pay and who pays most; the largest by name alone where MRR is not known. Rows are sorted.

    >>> amount(pd.DataFrame({"customer_id": ["A"], "mrr": [95.0]}), "$")
    '$95 of MRR, the largest A ($95)'
    """
    first = rows.iloc[0]
    if "mrr" not in rows or not rows["mrr"].notna().any():
        return f"{name_of(first)}{longest(rows)} (without MRR data it is not known what they pay)"
    total = MONEY.show(float(rows["mrr"].sum()), currency)
    return f"{total} of MRR, the largest {name_of(first)} ({MONEY.show(float(first['mrr']), currency)})"


def stretch_words(months: list[str]) -> str:
    """Some months as people say them.

    >>> stretch_words(["2026-08", "2026-09", "2026-10"])
    'Aug 2026 to Oct 2026'
    """
    return f"{spoken(months[0])} to {spoken(months[-1])}"


def falling_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """Whose activity halved, with money, and how many of the falls are more than chance; what is not known is said."""
    rows = activity(dataset, kind, period)
    if rows.empty:
        return ""
    now, earlier = stretches(dataset, kind, period)
    if not earlier:
        return f"Whose activity falls is not known: the usage data does not have the {len(now)} months before {stretch_words(now)}."
    compared = rows[rows["trend"] != YOUNG]
    if compared.empty:
        return "Whose activity falls is not known: nobody has been a customer for long enough to compare."
    fell = compared[compared["trend"] == HALVED]
    head = f"In {stretch_words(now)} activity is half of the {len(now)} months before, or less,"
    if fell.empty:
        text = f"{head} for none of {COUNT.show(len(compared))} customers compared."
    else:
        many = f"{COUNT.show(len(fell))} of {COUNT.show(len(compared))} customers compared"
        text = f"{head} for {many}: {amount(fell, dataset.currency)}."
    beyond = compared[compared["beyond_chance"]]
    by_luck = COUNT.show(round(TAIL * len(compared)))
    if beyond.empty:
        return f"{text} No customer's fall alone is more than chance would explain."
    names = f"{name_of(beyond.iloc[0])}{longest(beyond)}{money_of(beyond, dataset.currency)}"
    falls = "the fall of" if len(beyond) == 1 else "the falls of"
    return f"{text} Taken alone, {falls} {names} would be more than chance explains; among so many, up to {by_luck} such falls are luck."


def users_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """How many people came in a month, against the period before, and how many of them on a day."""
    metric = METRICS["active_users"]
    found = answer_for(dataset, metric, kind, period, variant="monthly")
    if found.value is None:
        return ""
    people = "users" if dataset.frames.has_cells("usage", "user_id") else "customers"
    a_month = "" if kind == "month" else " a month"
    text = f"{COUNT.show(round(found.value))} {people} came{a_month} in {spoken(period)}"
    earlier = before(dataset, kind, period)
    then = answer_for(dataset, metric, kind, earlier, variant="monthly").value if earlier and dataset.is_whole(period, kind) else None
    if earlier and then is not None:
        text += f" ({COUNT.show(round(then))} in {spoken(earlier)})"
    sticky = answer_for(dataset, METRICS["stickiness"], kind, period)
    if sticky.value is not None:
        text += f"; on an average day {PERCENT.show_brief(sticky.value)} of them (stickiness)"
    return text + "."


def feature_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """Which feature most and fewest customers used in the period, and which has been taken up least so far."""
    table = adoption(dataset, kind, period)
    if len(table) < 2:
        return ""
    top, last = table.iloc[0], table.iloc[-1]
    text = f"“{top['feature']}” was used by the most customers in {spoken(period)} ({PERCENT.show_brief(top['value'])} of "
    text += f"{COUNT.show(int(top['all']))}), “{last['feature']}” by the fewest ({PERCENT.show_brief(last['value'])})."
    weeks = by_week(dataset, kind, period)
    if len(weeks):
        ends = weeks.groupby("feature").tail(1).sort_values("share")
        least = ends.iloc[0]
        text += (
            f" Fewest have ever tried “{least['feature']}”: {PERCENT.show_brief(float(least['share']))} of the customers there at the end"
        )
        text += f", {int(least['week']) + 1} weeks after its first use."
    return text


def launch_note(dataset: Dataset) -> str:
    """Which features' launch is not known, as they are used from the first days of the data on; empty where all are known."""
    table = launches(dataset)
    early = table[~table["known"]]
    if early.empty:
        return ""
    begins = f"{pd.Timestamp.fromordinal(int(dataset.frames.use_ends()['first'].min())):%d %B %Y}"
    which = "All features" if len(early) == len(table) else ", ".join(f"“{f}”" for f in early["feature"])
    return (
        f"Weeks count from the first use in the data. {which}: in use from the first weeks of the data ({begins}), so the launch may be "
        "earlier, and who used it only before then counts as not having tried it."
    )


def weeks_note(dataset: Dataset, kind: Kind, ideal: str) -> str:
    """Why weekly use goes up and down from month to month: some have one whole week more, and more weeks are harder to fill. Else empty."""
    if ideal != "weekly" or kind != "month":
        return ""
    weeks = sorted({int(n) for n in use(dataset, "month").get("whole_weeks", []) if n})
    if len(weeks) < 2:
        return ""
    return (
        f"“Weekly” is use in every whole week of the month. Months have {weeks[0]} to {weeks[-1]} of them: with fewer it is easier, "
        "which makes the line go up and down."
    )


def one_sentence(dataset: Dataset, row: pd.Series[Any]) -> str:
    """One customer's activity in words. `row` as `product.activity` has it."""
    text = f"{name_of(row)}: {COUNT.show(int(row['active_days']))} days with use of {COUNT.show(int(row['possible_days']))} as a customer"
    if row["possible_before"]:
        text += f", after {COUNT.show(int(row['active_before']))} of {COUNT.show(int(row['possible_before']))}"
    if pd.notna(row["chance"]) and row["trend"] in (HALVED, LOWER):
        chance = "less than 1" if row["chance"] < 0.01 else f"{row['chance'] * 100:.0f}"
        text += f". By luck alone a fall as large comes in {chance} of 100 such customers"
    many = len(usage_rows(dataset, str(row["customer_id"])))
    return f"{text}. {COUNT.show(many)} rows of use in all."
