"""What existing customers buy once: revenue, but none that recurs."""

from cs_calc.expr import Expr, Input, Step
from cs_calc.metrics.revenue.inputs import EXPANDED, ONE_OFF
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import CHARTMOGUL, GECKOBOARD, HUBSPOT, OURS
from cs_calc.units import MONEY

UPSELL = Input(
    "upsell_revenue", "One-off upgrades", MONEY, 3_000.0,
    "Existing customers who paid once for more of what they have: a larger package, a longer course. Refunds are taken off. "
    "A higher plan that is paid every month belongs in expansion MRR.", minimum=None,
)  # fmt: skip
CROSS_SELL = Input(
    "cross_sell_revenue", "Cross-sales", MONEY, 2_000.0,
    "Existing customers who bought another product once. Refunds are taken off. In HubSpot: won deals of existing companies, by product.",
    minimum=None,
)  # fmt: skip
LOYALTY = Input(
    "loyalty_revenue", "Loyalty programme sales", MONEY, 500.0,
    "What existing customers bought through a loyalty or reward programme, at the price they paid. Refunds are taken off.", minimum=None,
)  # fmt: skip
ADD_ONS = Input(
    "add_on_revenue", "One-off add-ons", MONEY, 1_500.0,
    "Add-ons that were paid once: training, set-up, a data import, hardware. Refunds are taken off. In Stripe: invoice items without a subscription.",
    minimum=None,
)  # fmt: skip
OTHER = Input(
    "other_one_off_revenue", "Other one-off sales", MONEY, 0.0,
    "Anything else that existing customers bought once; purchases without a kind count here. Refunds are taken off.", minimum=None,
)  # fmt: skip


def _sum(body: Expr) -> Step:
    return Step("one_off_expansion_revenue", "One-off expansion revenue", MONEY, body)


ALL_KINDS = UPSELL + CROSS_SELL + LOYALTY + ADD_ONS + OTHER

ONE_OFF_EXPANSION_REVENUE = Metric(
    key="one_off_expansion_revenue",
    name="One-off expansion revenue",
    family="revenue",
    asks="How much did existing customers buy on top, once, beside their subscriptions?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("sum", "Sum of all kinds", _sum(ALL_KINDS),
                "Where customers buy training, add-ons or hardware beside a subscription. Never add it to MRR: it does not come again next month.",
                (HUBSPOT, CHARTMOGUL)),
    ),
    mistakes=(
        Mistake("recurring_counted", _sum(ALL_KINDS + EXPANDED), "wrong", "units_time",
                "Upgrades that are paid every month were added. They recur: count them as expansion MRR."),
        Mistake("sales_to_anybody", _sum(ONE_OFF), "wrong", "new_vs_existing",
                "That is all one-off sales, those to new customers included. Expansion comes from customers you already have.", ("sum",)),
        Mistake("upsell_and_cross_sell_only", _sum(UPSELL + CROSS_SELL), "wrong", "wrong_part",
                "Only upgrades and cross-sales were counted. Loyalty programmes, add-ons and the rest belong to it too."),
        Mistake("a_month_of_a_year", _sum(ALL_KINDS / 12), "wrong", "units_time",
                "It was spread over a year, as a yearly fee is in MRR. What is bought once is counted once, in the period it was bought."),
    ),
    errata=(
        Erratum(HUBSPOT, None, "calls this sum expansion MRR, a part of monthly recurring revenue",
                "What is bought once is revenue, but it does not recur. Expansion MRR is what existing customers add to their subscriptions."),
    ),
    examples=(
        Example({"upsell_revenue": 3_000.0, "cross_sell_revenue": 2_000.0, "loyalty_revenue": 500.0, "add_on_revenue": 1_500.0,
                 "other_one_off_revenue": 0.0, "expanded_mrr": 8_000.0, "one_off_sales": 9_000.0},
                {"sum": 7_000.0},
                "3,000 + 2,000 + 500 + 1,500 = 7,000. Another 2,000 of set-up was sold to new customers, so all one-off sales are 9,000.", OURS),
        Example({"upsell_revenue": 1_200.0, "cross_sell_revenue": -300.0, "loyalty_revenue": 0.0, "add_on_revenue": 2_400.0,
                 "other_one_off_revenue": 150.0, "expanded_mrr": 4_000.0, "one_off_sales": 3_450.0},
                {"sum": 3_450.0},
                "1,200 - 300 + 2,400 + 150 = 3,450: more cross-sales were refunded than sold, so they count as less than nothing.", OURS),
    ),
    meanings=(
        Meaning(None, 0.0,
                "More was refunded than sold.",
                "Look at what came back and why: a refund is the clearest feedback there is.", OURS),
        Meaning(0.0, None,
                "What existing customers spent beside their subscriptions: a sign that they trust you with more. It says nothing about next month.",
                "See which kind sells and to whom. What is bought again and again may be worth offering as a subscription.", OURS),
    ),
    collect=(
        Advice("record", "One row for each purchase: date, customer, amount (a refund with a minus), and its kind: upsell, cross-sell, loyalty, add-on.", OURS),
        Advice("when", "On the day of the purchase, with the customer's id, so that sales to new customers can be told apart.", OURS),
        Advice("how often", "Add it up once a month, beside expansion MRR and never inside it.", OURS),
        Advice("question", "Ask who buys add-ons more than once what they like about them, and whether they would tell others.", GECKOBOARD),
        Advice("act on it", "Compare the kinds: a rising sum shows that upgrades and loyalty offers reach customers who thrive.", HUBSPOT),
    ),
    notes=("HubSpot's article gives no example. In ours the kinds are told apart, and refunds are allowed.",),
    see_also=("expansion_mrr", "mrr"),
)  # fmt: skip
