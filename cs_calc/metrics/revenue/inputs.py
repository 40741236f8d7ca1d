"""The numbers that revenue metrics start from, and the steps that several of them share."""

from cs_calc.expr import Input, Limit, Step
from cs_calc.units import COUNT, MONEY

OPENING = Input(
    "opening_mrr", "MRR at start", MONEY, 100_000.0,
    "Recurring revenue a month on the last day before the period: the month's, quarter's or year's opening.",
)  # fmt: skip
NEW = Input(
    "new_mrr", "MRR of new customers", MONEY, 6_000.0,
    "First recurring revenue of customers who never paid before. Not part of churn or retention.",
)  # fmt: skip
EXPANDED = Input(
    "expanded_mrr", "MRR gained from upgrades", MONEY, 8_000.0,
    "More recurring revenue from customers who were already paying: higher plan, more seats, add-ons that "
    "recur, a discount that ended. No one-off sales, no new customers.",
)  # fmt: skip
REACTIVATED = Input(
    "reactivated_mrr", "MRR won back", MONEY, 2_000.0,
    "Recurring revenue of customers who had left and pay again.",
)  # fmt: skip
CONTRACTED = Input(
    "contracted_mrr", "MRR lost to downgrades", MONEY, 1_000.0,
    "Less recurring revenue from customers who stay: lower plan, fewer seats, a discount, and the switch from "
    "monthly to a cheaper yearly plan.",
)  # fmt: skip
CHURNED = Input(
    "churned_mrr", "MRR of customers who left", MONEY, 4_000.0,
    "All the recurring revenue of customers who cancelled. Type it as a positive number.",
)  # fmt: skip

PAYING = Input(
    "paying_customers", "Paying customers at end", COUNT, 1_000.0,
    "Customers (accounts, not users) with recurring revenue at the end of the period. No free plans, no trials.",
)  # fmt: skip

LOST = Step("lost_mrr", "MRR lost", MONEY, CHURNED + CONTRACTED)
GAINED = Step("gained_mrr", "MRR gained from existing customers", MONEY, EXPANDED + REACTIVATED)
NET_LOST = Step("net_lost_mrr", "Net MRR lost", MONEY, LOST - GAINED)
CLOSING = Step("closing_mrr", "MRR at end", MONEY, OPENING + NEW + EXPANDED + REACTIVATED - CONTRACTED - CHURNED)

LOSSES_FIT = Limit(
    LOST, OPENING,
    "More was lost than there was at the start. Churn counts only revenue that was there at the start: check "
    "both numbers; over a quarter or a year, take out customers who joined and left inside it.",
)  # fmt: skip

LEAVERS_FIT = Limit(
    CHURNED, OPENING,
    "More MRR left than there was at the start. Count only customers who were there at the start: check both numbers.",
)  # fmt: skip
MRR_LIMITS = (LEAVERS_FIT, LOSSES_FIT)

# Typeform's January, the one month of data that published definitions read from -7 % to +4 %.
# The article gives no new business: 6,000 is ours, and only mistakes and printed slips use it.
JANUARY = {
    "opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0,
    "reactivated_mrr": 2_000.0, "new_mrr": 6_000.0,
}  # fmt: skip
# A month of ours, with round numbers and a net loss.
MAY = {
    "opening_mrr": 250_000.0, "churned_mrr": 7_500.0, "contracted_mrr": 2_500.0, "expanded_mrr": 8_000.0,
    "reactivated_mrr": 1_500.0, "new_mrr": 20_000.0,
}  # fmt: skip
