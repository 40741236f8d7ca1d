"""The numbers that revenue metrics start from, and the steps that several of them share."""

from cs_calc.expr import Input, Limit, Step
from cs_calc.units import COUNT, MONEY

OPENING = Input(
    "opening_mrr", "MRR at start", MONEY, 100_000.0,
    "Recurring revenue a month on the last day before the period: the month's, quarter's or year's opening. "
    "In Stripe: MRR roll-forward of the subscription metrics summary; in ChartMogul: the MRR chart on that day.",
)  # fmt: skip
NEW = Input(
    "new_mrr", "MRR of new customers", MONEY, 6_000.0,
    "First recurring revenue of customers who never paid before; no win-backs, no one-off fees. "
    "In Stripe: new MRR; in ChartMogul: New Business; in a CRM such as HubSpot: won deals of new companies, per month.",
)  # fmt: skip
EXPANDED = Input(
    "expanded_mrr", "MRR gained from upgrades", MONEY, 8_000.0,
    "More recurring revenue from customers who were already paying: higher plan, more seats, add-ons that recur, a discount that ended. "
    "No one-off sales, no new customers. In Stripe and ChartMogul: expansion.",
)  # fmt: skip
REACTIVATED = Input(
    "reactivated_mrr", "MRR won back", MONEY, 2_000.0,
    "Recurring revenue of customers who had left and pay again. In Stripe and ChartMogul: reactivation.",
)  # fmt: skip
CONTRACTED = Input(
    "contracted_mrr", "MRR lost to downgrades", MONEY, 1_000.0,
    "Less recurring revenue from customers who stay: lower plan, fewer seats, a discount, and the switch from "
    "monthly to a cheaper yearly plan. A positive number. In Stripe and ChartMogul: contraction.",
)  # fmt: skip
CHURNED = Input(
    "churned_mrr", "MRR of customers who left", MONEY, 4_000.0,
    "All the recurring revenue of customers who cancelled. Type it as a positive number. "
    "In ChartMogul, and in Stripe's MRR roll-forward: churn (what Stripe calls churned revenue has downgrades in it).",
)  # fmt: skip

EARLIER_EXPANDED = Input(
    "earlier_expanded_mrr", "MRR gained from upgrades, period before", MONEY, 1_500.0,
    "The same count, one month (or quarter, or year) earlier: by the same rules, for the same segment.",
)  # fmt: skip
TOTAL = Input(
    "total_mrr", "Total MRR at end", MONEY, 105_000.0,
    "Recurring revenue a month of all customers on the last day of the period, new ones included. "
    "In Stripe: MRR on the billing overview; in ChartMogul: the MRR chart.",
)  # fmt: skip
EXISTING_CLOSING = Input(
    "existing_closing_mrr", "MRR at end of the customers of the start", MONEY, 103_000.0,
    "What the customers who paid at the start pay a month at the end; who left counts with 0. No new and no won-back customers. "
    "From Stripe's MRR per subscriber per month: keep the subscribers of the first month, add up the last.",
)  # fmt: skip

PAYING = Input(
    "paying_customers", "Paying customers at end", COUNT, 1_000.0,
    "Customers (accounts, not users) with recurring revenue at the end of the period. No free plans, no trials. "
    "In Stripe: active subscribers; in HubSpot: companies in the lifecycle stage customer, if that is kept up to date.",
)  # fmt: skip
ARPA = Input(
    "average_revenue", "Average recurring revenue per customer", MONEY, 750.0,
    "Per paying customer and month: the average of what customers pay, not of the price list. "
    "MRR over paying customers on the same day; in ChartMogul: ARPA.",
)  # fmt: skip
ONE_OFF = Input(
    "one_off_sales", "One-off sales", MONEY, 5_000.0,
    "All that was sold once, to anybody: training, set-up, hardware. In Stripe: invoice items and payments without a subscription.",
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
