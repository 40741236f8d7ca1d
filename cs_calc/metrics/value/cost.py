"""What it costs to keep a customer, to win one, and how soon that comes back."""

from cs_calc.expr import Expr, Step
from cs_calc.metrics.churn import ACQUIRED
from cs_calc.metrics.revenue.inputs import ARPA
from cs_calc.metrics.value.inputs import (
    ACQUISITION,
    ALL_CUSTOMERS,
    CAC,
    CUSTOMER_MARKETING,
    ENGAGEMENT,
    MARGIN,
    MARKETING,
    PAYROLL,
    PROFIT,
    RETAINED,
    SALES,
    SERVICES,
)  # fmt: skip
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import HUBSPOT, OKRIFY, OPERATELY, OURS, SKOK
from cs_calc.units import COUNT, MONEY, MONTHS


def _keeping(body: Expr) -> Step:
    return Step("customer_retention_cost", "Customer retention cost", MONEY, body)


def _winning(body: Expr) -> Step:
    return Step("customer_acquisition_cost", "Customer acquisition cost", MONEY, body)


def _payback(body: Expr) -> Step:
    return Step("cac_payback_months", "CAC payback", MONTHS, body)


FOUR_COSTS = Step("retention_cost_total", "Cost of keeping customers", MONEY, PAYROLL + ENGAGEMENT + SERVICES + CUSTOMER_MARKETING)
NOT_NEW = Step("customers_not_new", "Customers who are not new", COUNT, ALL_CUSTOMERS - ACQUIRED)

CUSTOMER_RETENTION_COST = Metric(
    key="customer_retention_cost",
    name="Customer retention cost (CRC)",
    family="value",
    asks="What do we spend to keep one customer?",
    unit=MONEY,
    better="depends",
    variants=(
        Variant("per_customer", "All customers", _keeping(FOUR_COSTS / ALL_CUSTOMERS),
                "HubSpot's rule: all customers of the period, new ones too, since they are looked after as well.", (HUBSPOT,)),
        Variant("per_retained_customer", "Customers retained", _keeping(FOUR_COSTS / RETAINED),
                "What most others mean by it: the cost of each customer who did stay. It is higher the more leave.", (OPERATELY, OKRIFY)),
    ),
    mistakes=(
        Mistake("advertising_counted", _keeping((PAYROLL + ENGAGEMENT + SERVICES + CUSTOMER_MARKETING + MARKETING) / ALL_CUSTOMERS), "wrong", "new_vs_existing",
                "Marketing to win customers was added. Retention cost is for keeping them: customer marketing yes, acquisition no.",
                ("per_customer",)),
        Mistake("no_payroll", _keeping((ENGAGEMENT + SERVICES + CUSTOMER_MARKETING) / ALL_CUSTOMERS), "wrong", "wrong_part",
                "Payroll is missing, and it is usually the largest part.", ("per_customer",)),
        Mistake("new_taken_out", _keeping(FOUR_COSTS / NOT_NEW), "alternative", "wrong_base",
                "New customers were taken out of the base, which leaves those of the start, also those who left. HubSpot divides by all "
                "customers.",
                ("per_customer",)),
        Mistake("per_new_customer", _keeping(FOUR_COSTS / ACQUIRED), "wrong", "wrong_base",
                "Divided by new customers. They are the base of what it costs to win one; here it is all customers who were looked after.",
                ("per_customer",)),
        Mistake("advertising_for_retained", _keeping((PAYROLL + ENGAGEMENT + SERVICES + CUSTOMER_MARKETING + MARKETING) / RETAINED), "wrong",
                "new_vs_existing",
                "The budget for winning customers was added. Of all marketing, only that to customers you already have keeps them.",
                ("per_retained_customer",)),
        Mistake("new_with_retained", _keeping(FOUR_COSTS / (RETAINED + ACQUIRED)), "wrong", "new_vs_existing",
                "New customers were added to those retained. They have not been kept yet: the base is who was there at the start and "
                "stayed.",
                ("per_retained_customer",)),
    ),
    examples=(
        Example({"cs_payroll_cost": 7_000.0, "engagement_cost": 1_500.0, "services_training_cost": 1_000.0, "customer_marketing_cost": 500.0,
                 "total_customers": 625.0, "retained_customers": 500.0, "marketing_cost": 5_000.0, "new_customers": 65.0},
                {"per_customer": 16.0, "per_retained_customer": 20.0},
                "10,000 over 500 customers retained is $20. (The four parts, 7,000 + 1,500 + 1,000 + 500, and the 625 customers in all are our addition: "
                "over all of them it is $16.)", OPERATELY),
        Example({"cs_payroll_cost": 32_000.0, "engagement_cost": 8_000.0, "services_training_cost": 6_000.0, "customer_marketing_cost": 4_000.0,
                 "total_customers": 1_250.0, "retained_customers": 1_000.0, "marketing_cost": 30_000.0, "new_customers": 200.0},
                {"per_customer": 40.0, "per_retained_customer": 50.0},
                "50,000 over 1,000 customers retained is $50. (The four parts and the 1,250 customers in all, at $40 each, are our addition.)", OKRIFY),
    ),
    meanings=(
        Meaning(None, None,
                "What it took to look after one customer in this period. Neither high nor low is good by itself: it buys revenue that stays.",
                "Set it beside revenue per customer of the same period and lifetime value: a higher cost is a good one if it keeps more revenue than it takes.",
                HUBSPOT),
    ),
    collect=(
        Advice("record", "Book cost by month under four heads: success and service payroll, engagement and adoption, services and training, customer marketing. "
               "Share out people who do more than one thing, and write down how.", HUBSPOT),
        Advice("how often", "Once a quarter, with cost and customers of the same quarter; say the period with the number.", OURS),
        Advice("when not", "Not in the month of a large one-time programme: spread it over the quarters it is for.", OURS),
        Advice("act on it", "Before a new programme, compare what it will cost per customer with the revenue it is expected to keep or bring.", HUBSPOT),
    ),
    notes=(
        "HubSpot gives neither an example nor a period. Say both, and which customers you divide by.",
        "Two companies compare only if they count the same costs over the same customers.",
    ),
    see_also=("customer_lifetime_value", "arpa", "customer_acquisition_cost", "net_mrr_churn"),
)  # fmt: skip

CUSTOMER_ACQUISITION_COST = Metric(
    key="customer_acquisition_cost",
    name="Customer acquisition cost (CAC)",
    family="value",
    asks="What does it cost to win one new customer?",
    unit=MONEY,
    better="lower",
    variants=(
        Variant("sales_and_marketing", "Sales and marketing over new customers", CAC,
                "Always with wages and tools, not advertising alone, and with paying customers, not sign-ups.", (SKOK,)),
    ),
    mistakes=(
        Mistake("marketing_only", _winning(MARKETING / ACQUIRED), "wrong", "wrong_part",
                "Sales is missing. Its wages and commission are part of what it takes to win a customer."),
        Mistake("retention_counted", _winning((SALES + MARKETING + PAYROLL) / ACQUIRED), "wrong", "wrong_part",
                "Customer success and service were added. They keep customers: that is retention cost."),
        Mistake("over_all_customers", _winning(ACQUISITION / ALL_CUSTOMERS), "wrong", "new_vs_existing",
                "Divided by all customers. The money went into new ones: divide by those."),
    ),
    examples=(
        Example({"sales_cost": 12_000.0, "marketing_cost": 8_000.0, "new_customers": 50.0, "cs_payroll_cost": 7_000.0, "total_customers": 625.0},
                {"sales_and_marketing": 400.0}, "12,000 + 8,000 = 20,000 for 50 new customers: 20,000/50 = $400 each.", OURS),
        Example({"sales_cost": 30_000.0, "marketing_cost": 20_000.0, "new_customers": 50.0, "cs_payroll_cost": 32_000.0, "total_customers": 1_250.0},
                {"sales_and_marketing": 1_000.0}, "50,000 / 50.", OURS),
    ),
    meanings=(
        Meaning(None, None,
                "What sales and marketing spent for each customer who came. Whether it is much depends on what a customer brings.",
                "Set it against lifetime value, and see in how many months it comes back; then look at it by channel.", OURS),
    ),
    collect=(
        Advice("record", "Book the whole cost of sales and marketing by month: wages, commission, advertising, agencies, tools. Keep customer marketing apart.", OURS),
        Advice("record", "Give each new customer the channel they came by, so that the cost can be split.", OURS),
        Advice("how often", "Once a quarter. Where a sale takes months, set the cost of one quarter against the customers of the next.", OURS),
        Advice("act on it", "Move money from channels where a customer costs more than they bring to those where they cost less.", OURS),
    ),
    notes=("With no new customers it is not defined: money was spent and nobody came.",),
    see_also=("ltv_to_cac", "cac_payback_months", "customer_retention_cost"),
)  # fmt: skip

CAC_PAYBACK_MONTHS = Metric(
    key="cac_payback_months",
    name="CAC payback",
    family="value",
    asks="After how many months has a new customer earned back what it cost to win them?",
    unit=MONTHS,
    better="lower",
    variants=(
        Variant("with_margin", "Acquisition cost over gross profit a month", _payback(CAC / PROFIT),
                "To know how long your money is tied up in a new customer. The margin belongs in it: revenue also has to pay for the service.", (SKOK,)),
    ),
    mistakes=(
        Mistake("no_margin", _payback(CAC / ARPA), "wrong", "gross_net",
                "Revenue was counted, not gross profit, so the cost seems to come back sooner than it does."),
        Mistake("in_years", _payback(CAC / (PROFIT * 12)), "wrong", "units_time",
                "Divided by the profit of a year: the answer is in years. Divide by that of a month."),
        Mistake("marketing_only", _payback(MARKETING / ACQUIRED / PROFIT), "wrong", "wrong_part",
                "Sales is missing from the cost of winning a customer."),
        Mistake("cost_share", _payback(CAC / (ARPA * (1 - MARGIN))), "wrong", "complement",
                "Divided by the part of revenue that the service costs. What earns the money back is the rest: the margin."),
    ),
    examples=(
        Example({"sales_cost": 12_000.0, "marketing_cost": 8_000.0, "new_customers": 50.0, "average_revenue": 100.0, "gross_margin": 0.8},
                {"with_margin": 5.0}, "20,000/50 = 400 to win one; 100 x 80 % = 80 a month. 400/80 = 5 months.", OURS),
        Example({"sales_cost": 30_000.0, "marketing_cost": 20_000.0, "new_customers": 50.0, "average_revenue": 150.0, "gross_margin": 0.7},
                {"with_margin": 1_000 / 105}, "1,000 to win one; 150 x 70 % = 105 a month: 9.5 months.", OURS),
    ),
    benchmarks=(
        Benchmark(12.0, "money that comes back soon enough to grow on", "outside figure", SKOK, "not stated", "", True),
    ),
    meanings=(
        Meaning(None, 12.0,
                "The cost is back within the 12 months that Skok asks for.",
                "Check that customers stay longer than that: payback says nothing about what comes after.", OURS),
        Meaning(12.0, None,
                "The cost takes a year or longer to come back; Skok asks for less than 12 months.",
                "Until then a customer who leaves is a loss, so look after new ones well. Then see what would shorten it: price, margin, or cost.", OURS),
    ),
    collect=(
        Advice("record", "Keep sales and marketing cost, new paying customers and their first monthly fee together, month by month.", OURS),
        Advice("how often", "Once a quarter, by plan where prices differ: a small plan may take years where a large one takes months.", OURS),
        Advice("when not", "Not with the cash of yearly plans paid in advance: the money is there sooner, but the service is still owed.", OURS),
        Advice("act on it", "Compare it with how long customers stay. Where many leave before it is earned back, mend onboarding before spending more.", OURS),
    ),
    notes=("It does not know churn: customers who leave earlier never pay their cost back.",),
    see_also=("customer_acquisition_cost", "ltv_to_cac", "arpa"),
)  # fmt: skip
