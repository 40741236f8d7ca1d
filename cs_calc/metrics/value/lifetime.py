"""What a customer brings over the whole relationship, and against what it cost to win one."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.churn import ACQUIRED
from cs_calc.metrics.revenue.inputs import ARPA
from cs_calc.metrics.value.inputs import CAC, CHURN, FREQUENCY, LIFESPAN, LTV, MARKETING, PROFIT, PURCHASE_VALUE
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CHARTMOGUL, HUBSPOT, OURS, SKOK
from cs_calc.units import MONEY, RATIO


def _value(body: Expr) -> Step:
    return Step("customer_lifetime_value", "Customer lifetime value", MONEY, body)


def _ratio(body: Expr) -> Step:
    return Step("ltv_to_cac", "LTV to CAC ratio", RATIO, body)


A_MONTH = Step("revenue_per_customer", "Revenue per customer and month", MONEY, PURCHASE_VALUE * FREQUENCY)
BY_CHURN = Sure("wilson", ("left_customers", "opening_customers"), through="monthly_churn")

CUSTOMER_LIFETIME_VALUE = Metric(
    key="customer_lifetime_value",
    name="Customer lifetime value (CLV, LTV)",
    family="value",
    asks="What will one customer bring over the whole time with us?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("purchases", "Purchases over a lifespan", _value(A_MONTH * LIFESPAN),
                "For shops and any business where customers buy again and again. It is revenue: no cost is taken off.", (HUBSPOT,)),
        Variant("subscription", "Gross profit over churn", LTV,
                "For subscriptions: 1 over monthly churn is how many months a customer stays. With a margin of 100 % it is revenue, as ChartMogul shows it.",
                (CHARTMOGUL, SKOK), BY_CHURN),
    ),
    mistakes=(
        Mistake("years_for_months", _value(A_MONTH * (LIFESPAN / 12)), "wrong", "units_time",
                "Months and years were mixed: purchases are counted per month, so the lifespan has to be in months too."),
        Mistake("one_year", _value(A_MONTH * 12), "wrong", "units_time",
                "That is one year of purchases. Lifetime value runs over the whole lifespan."),
        Mistake("no_frequency", _value(PURCHASE_VALUE * LIFESPAN), "wrong", "wrong_part",
                "How often customers buy is missing: that is one purchase a month."),
        Mistake("one_month", _value(PURCHASE_VALUE * FREQUENCY), "wrong", "units_time",
                "That is one month of revenue. Lifetime value runs until the customer leaves."),
        Mistake("no_margin", _value(ARPA / CHURN), "alternative", "gross_net",
                "The cost of delivering was not taken off: that is revenue. Many show it so; to set it against a cost, take the gross margin."),
        Mistake("yearly_revenue", _value(PROFIT * 12 / CHURN), "wrong", "units_time",
                "A year of gross profit was divided by a month's churn. Both have to be of the same period."),
        Mistake("times_churn", _value(PROFIT * CHURN), "wrong", "inverted",
                "Multiplied by churn: that is how much of a month's profit leaves. Dividing by churn takes in the whole time a customer "
                "stays."),
    ),
    examples=(
        Example({"purchase_value": 50.0, "purchases_per_month": 3.0, "lifespan_months": 24.0, "average_revenue": 150.0, "gross_margin": 0.7,
                 "monthly_churn": 0.04},
                {"purchases": 3_600.0, "subscription": 2_625.0},
                "$50 three times a month is $150 a month; over two years, which are 24 months, that is 150 x 24 = $3,600. (As a subscription, our "
                "addition: 150 x 70 % is 105, and with 4 % churn a month 105/.04 = $2,625.)", HUBSPOT),
        Example({"purchase_value": 25.0, "purchases_per_month": 4.0, "lifespan_months": 20.0, "average_revenue": 100.0, "gross_margin": 1.0,
                 "monthly_churn": 0.05},
                {"purchases": 2_000.0, "subscription": 2_000.0},
                "$100 a month with 5 % churn: 100/.05 = $2,000, since 1/.05 is 20 months. (As purchases, our addition: 25 x 4 x 20 is the same.)", CHARTMOGUL),
        Example({"purchase_value": 40.0, "purchases_per_month": 0.5, "lifespan_months": 36.0, "average_revenue": 80.0, "gross_margin": 0.75,
                 "monthly_churn": 0.02},
                {"purchases": 720.0, "subscription": 3_000.0},
                "40 every second month is 20 a month, 720 in three years; 80 x 75 % / 2 % is 3,000.", OURS),
    ),
    meanings=(
        Meaning(None, None,
                "What one average customer is expected to spend before they stop buying, if they go on as now. It is revenue, not profit.",
                "Compare it with last year's. Rising: what you offer helps customers succeed. Falling: look again at the offer, and for flaws in what "
                "customers go through, and see which of the three numbers fell.", HUBSPOT, ("purchases",)),
        Meaning(None, None,
                "The gross profit that one average customer is expected to bring before leaving, if revenue and churn stay as they are.",
                "Compare it with last year's and with what a new customer costs. Halving churn doubles it, so a falling value sends you to churn first.",
                SKOK, ("subscription",)),
    ),
    collect=(
        Advice("record", "One row for each purchase: customer, date, amount. From it come the average purchase, how often, and how long.", OURS),
        Advice("record", "For subscriptions keep a start and an end date for each customer: churn, and so the time they stay, comes from them.", OURS),
        Advice("how often", "Once a quarter, over the last 12 months, so that seasons do not show; by plan or channel where there are enough customers.", OURS),
        Advice("when not", "Not from the first months of a product or segment: hardly anybody has left yet, and the lifespan is a guess.", OURS),
        Advice("act on it", "A rising value says that what you sell helps customers succeed; when it falls, review the offers and the whole experience.", HUBSPOT),
    ),
    notes=(
        "HubSpot's $3,600 is revenue; with a gross margin of 70 % it leaves $2,520.",
        "No churn at all does not mean for ever: with 0 of 50 customers lost, monthly churn may still be 7.1 %, so the value is at least revenue over that.",
        "An average lifespan of customers who left is too short: the loyal ones are not in it yet.",
        "Far-off revenue is worth less than today's, and nothing is discounted here.",
    ),
    see_also=("ltv_to_cac", "customer_retention_cost", "arpa", "customer_churn_rate"),
)  # fmt: skip

LTV_TO_CAC = Metric(
    key="ltv_to_cac",
    name="LTV to CAC ratio",
    family="value",
    asks="How many times does a customer bring back what it cost to win them?",
    unit=RATIO,
    better="higher",
    variants=(
        Variant("subscription_ltv", "Subscription lifetime value over acquisition cost", _ratio(LTV / CAC),
                "For subscriptions, over a quarter or a year, with the gross margin in it: a cost is earned back from profit, not from revenue.",
                (SKOK,), BY_CHURN),
    ),
    mistakes=(
        Mistake("no_margin", _ratio(ARPA / CHURN / CAC), "wrong", "gross_net",
                "Revenue was set against the cost. What earns it back is gross profit: take the margin."),
        Mistake("upside_down", _ratio(CAC / LTV), "wrong", "inverted",
                "The fraction is upside down: what a customer brings goes on top."),
        Mistake("one_year", _ratio(PROFIT * 12 / CAC), "wrong", "units_time",
                "That is the profit of one year. Lifetime value runs until the customer leaves: divide by churn."),
        Mistake("marketing_only", _ratio(LTV / (MARKETING / ACQUIRED)), "wrong", "wrong_part",
                "Sales is missing from the cost, so winning a customer looks cheaper than it is."),
    ),
    examples=(
        Example({"average_revenue": 100.0, "gross_margin": 0.8, "monthly_churn": 0.05, "sales_cost": 12_000.0, "marketing_cost": 8_000.0,
                 "new_customers": 50.0},
                {"subscription_ltv": 4.0},
                "100 x 80 % = 80 a month; 80/.05 = 1,600 over the lifetime. 20,000/50 = 400 to win one. 1,600/400 = 4.", OURS),
        Example({"average_revenue": 150.0, "gross_margin": 0.7, "monthly_churn": 0.04, "sales_cost": 30_000.0, "marketing_cost": 20_000.0,
                 "new_customers": 50.0},
                {"subscription_ltv": 2.625}, "2,625 over a lifetime against 1,000 to win a customer is 2.6 to 1, under the usual 3.", OURS),
    ),
    benchmarks=(
        Benchmark(3.0, "a business worth growing", "outside figure", SKOK, "not stated"),
    ),
    meanings=(
        Meaning(None, 1.0,
                "A customer brings back less than it cost to win them: every new one loses money.",
                "See which of the four numbers is off: churn first, then price and margin, then the cost of sales and marketing.", OURS),
        Meaning(1.0, 3.0,
                "A customer brings back more than it cost, but less than the 3 times that Skok asks for.",
                "Look at churn first: halving it doubles the ratio, which no saving on advertising does as easily.", SKOK),
        Meaning(3.0, None,
                "At or above the 3 times that Skok asks for.",
                "Check how long the cost takes to come back. If that is short too, there may be room to win customers faster.", OURS),
    ),
    collect=(
        Advice("record", "Book sales and marketing cost by month, apart from customer success and customer marketing, and count new paying customers "
               "of the same month.", OURS),
        Advice("how often", "Once a quarter, over the quarter or the year: a campaign of one month brings customers in the next.", OURS),
        Advice("when not", "Not in the first months of a business: churn, and so the lifetime value, rests on too few customers.", OURS),
        Advice("act on it", "Work it by channel or segment. An average of 3 can hide one channel at 6 and another that loses money.", OURS),
    ),
    notes=(
        "The ratio is as sure as churn is, and no surer: look at the range.",
        "The mark of 3 is a rule of thumb for subscription software, retold by many; we did not find data behind it.",
    ),
    see_also=("customer_lifetime_value", "customer_acquisition_cost", "cac_payback_months"),
)  # fmt: skip
