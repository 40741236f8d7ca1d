"""The churn-risk rules with their starting numbers, what the data must have for each, and what each can look for."""

from __future__ import annotations

import re

import pandas as pd

from cs_calc.analysis.risk_model import OURS, WITHOUT_NUMBERS, Dial, Rule
from cs_calc.analysis.risk_records import DATED, Records
from cs_calc.analysis.risk_signs import (
    low_answer,
    many_tickets,
    mrr_fell,
    no_use,
    not_set_up,
    open_tickets,
    price_rise,
    renewal_due,
    renewal_unused,
    tagged,
    usage_fell,
)
from cs_calc.tables.dataset import Dataset

ARTICLE_USE = f"Geckoboard: low activity means a high risk of churn. {WITHOUT_NUMBERS}"
ARTICLE_NPS = "Typeform: talk to detractors (0 to 6) before they churn. The days are our choice."
USED_MOST = "At first the feature whose use goes most with renewal in these files, if any does."
ARTICLE_MRR = "Typeform counts downgrades with the MRR lost. That they announce more is our guess."


def _days(value: int, name: str = "days") -> Dial:
    return Dial("days", name, value, 1, 730)


USE = ("usage", ("customer_id", "date"))
TICKETS = ("tickets", ("customer_id", "created_at"))
ANSWERS = ("survey_responses", ("customer_id", "date", "survey_type", "score"))
RULES = (
    Rule("usage_fell", "Use fell", "Days with use in the last {days} days fell by {percent}% or more against the three months before "
         "(at least {least} days with use then)",
         (_days(30), Dial("percent", "percent fall", 60, 1, 100), Dial("least", "days with use before", 6, 1, 90)),
         (USE,), ARTICLE_USE, usage_fell),
    Rule("no_use", "No use", "No use for {days} days or more", (_days(30),), (USE,), ARTICLE_USE, no_use),
    Rule("detractor", "Detractor", "The latest NPS answer of the last {days} days is {score} or less",
         (_days(90), Dial("score", "NPS at most", 6, 0, 10)), (ANSWERS,), ARTICLE_NPS, low_answer("nps", None)),
    Rule("low_csat", "Low CSAT", "The latest CSAT answer (1 to 5) of the last {days} days is {score} or less",
         (_days(90), Dial("score", "CSAT at most", 2, 1, 5)), (ANSWERS,), OURS, low_answer("csat", 5)),
    Rule("open_tickets", "Ticket left open", "{least} or more tickets open for {days} days or more",
         (_days(14), Dial("least", "tickets", 2, 1, 50)), (("tickets", ("customer_id", "created_at", "resolved_at")),), OURS, open_tickets),
    Rule("many_tickets", "Many tickets", "{least} or more tickets in the last {days} days",
         (_days(30), Dial("least", "tickets", 3, 1, 100)), (TICKETS,), OURS, many_tickets),
    Rule("tagged", "Tagged ticket", "A ticket tagged “{choice}” in the last {days} days", (_days(30),),
         (("tickets", ("customer_id", "created_at", "tags")),), OURS, tagged, on=False, chooses=("tickets", "tags"),
         prefers="escalat|cancel|complain|urgent|payment|billing|invoice"),
    Rule("mrr_fell", "MRR fell", "MRR fell by {percent}% or more in {months} months",
         (Dial("months", "months", 3, 1, 24), Dial("percent", "percent fall", 10, 1, 100)), (), ARTICLE_MRR, mrr_fell),
    Rule("price_rise", "Price went up", "An MRR movement with the source “{choice}” in the last {days} days", (_days(90),),
         (("mrr_movements", ("customer_id", "date", "source")),), OURS, price_rise, chooses=("mrr_movements", "source"),
         prefers="price (change|increase|rise)|increase"),
    Rule("renewal_due", "Contract due", "A contract comes due within {days} days", (_days(60),), (), 
         "A date and not a sign of trouble, so off at first.", renewal_due, on=False),
    Rule("renewal_unused", "Due, feature unused", "A contract comes due within {days} days and “{choice}” was not used for 90 days",
         (_days(60),), (("usage", ("customer_id", "date", "feature")),), USED_MOST,
         renewal_unused, chooses=("usage", "feature")),
    Rule("not_set_up", "Not set up", "Onboarding not finished {late} days after the planned day, in the first {months} months",
         (Dial("late", "days late", 0, 0, 730), Dial("months", "months since sign-up", 12, 1, 120)),
         (("customers", ("customer_id", "signup_date", "onboarding_done_at")),), OURS, not_set_up),
)  # fmt: skip
BY_KEY = {r.key: r for r in RULES}


def lacks(rule: Rule, dataset: Dataset, found: Records) -> str:
    """What the data would need for a rule, in words; empty where it can be worked."""
    if rule.key == "mrr_fell" and not len(found.months):
        return "subscriptions or monthly_mrr"
    if rule.key.startswith("renewal") and "renewals" not in found.tables and "renewal_date" not in found.customers:
        return "renewals (customer_id, due_date) or customers (renewal_date)"
    if missing := rule.lacks(dataset):
        return missing
    strange = [name for name, _ in rule.needs if name in DATED and name not in found.tables]
    return f"{' and '.join(strange)} with the ids of these customers" if strange else ""


def choices(rule: Rule, dataset: Dataset) -> list[str]:
    """What a rule can look for, the most frequent first; empty where it looks for nothing in particular."""
    if rule.chooses is None:
        return []
    name, column = rule.chooses
    if (name, column) == ("usage", "feature"):
        named = dataset.frames.feature_ends() if dataset.frames.has_cells(name, column) else pd.DataFrame({"feature": [], "rows": []})
        return [str(f) for f in named.sort_values("rows", ascending=False, kind="stable")["feature"].head(60)]
    table = dataset.tables.get(name)
    if table is None or column not in table:
        return []
    values = table[column].dropna().astype("str")
    if column == "tags":
        values = values.str.split(";").explode().str.strip()
    return [str(v) for v in values[values != ""].value_counts().index[:60]]


def preferred(rule: Rule, offered: list[str]) -> str:
    """What a rule looks for at first: the first that sounds like it, else nothing.

    >>> preferred(BY_KEY["tagged"], ["how-to", "billing issue"]), preferred(BY_KEY["tagged"], ["how-to"])
    ('billing issue', '')
    """
    if not rule.prefers:
        return ""
    for word in rule.prefers.split("|") if "(" not in rule.prefers else [rule.prefers]:
        if found := next((o for o in offered if re.search(word, o, re.IGNORECASE)), ""):
            return found
    return ""
