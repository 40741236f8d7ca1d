"""What recurs: MRR, what an average account brings, and a year of it."""

from cs_calc.expr import Input, Step
from cs_calc.metrics.revenue.collecting import CLOSED_MONTHS, MONTHLY, SUBSCRIPTIONS
from cs_calc.metrics.revenue.inputs import (
    ARPA,
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    MAY,
    MRR_LIMITS,
    NEW,
    ONE_OFF,
    OPENING,
    PAYING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import CHARTMOGUL, CLOUDTASK, GECKOBOARD, HUBSPOT, OURS
from cs_calc.units import COUNT, MONEY

WEEKLY = Input(
    "weekly_fees", "Weekly fees", MONEY, 0.0,
    "The sum of all active subscriptions billed by the week, after discount: what one week brings.",
)  # fmt: skip
MONTHLY_FEES = Input(
    "monthly_fees", "Monthly fees", MONEY, 30_000.0,
    "All active subscriptions billed by the month, after discount. In Stripe: active and past-due subscriptions with that interval; no trials.",
)  # fmt: skip
QUARTERLY = Input(
    "quarterly_fees", "Quarterly fees", MONEY, 9_000.0,
    "All active subscriptions billed by the quarter, after discount: the price of a whole quarter.",
)  # fmt: skip
YEARLY = Input(
    "yearly_fees", "Yearly fees", MONEY, 24_000.0,
    "All active subscriptions billed by the year, at the yearly price after discount, whether paid this month or not.",
)  # fmt: skip
LIST_PRICE = Input(
    "average_list_price", "Average of the list prices", MONEY, 900.0,
    "The plain average of the prices on the price list, however many customers pay each. Only for the mistake that uses it.",
)  # fmt: skip
TRIALS = Input(
    "trial_customers", "Customers on a free trial", COUNT, 120.0, "Who tries the product and pays nothing yet. Only for the mistake that counts them.",
)  # fmt: skip
ONE_PLAN = Input(
    "largest_plan_mrr", "MRR of the largest plan alone", MONEY, 450_000.0, "What the customers of one plan pay a month. Only for the mistake that stops there.",
)  # fmt: skip

OF_WEEKS = Step("mrr_of_weekly", "Weekly fees a month", MONEY, WEEKLY * 52 / 12)
OF_QUARTERS = Step("mrr_of_quarterly", "Quarterly fees a month", MONEY, QUARTERLY / 3)
OF_YEARS = Step("mrr_of_yearly", "Yearly fees a month", MONEY, YEARLY / 12)
RECURRING = OF_WEEKS + MONTHLY_FEES + OF_QUARTERS + OF_YEARS


MRR = Metric(
    key="mrr",
    name="Monthly recurring revenue (MRR)",
    family="revenue",
    asks="How much revenue can we count on in a month?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant(
            "customers_times_arpa", "Customers times average", Step("mrr", "MRR", MONEY, PAYING * ARPA),
            "A quick figure, or a what-if on price. Right only when the average is recurring and per paying customer.",
            (HUBSPOT, CLOUDTASK),
        ),
        Variant(
            "sum_of_subscriptions", "Sum of subscriptions", Step("mrr", "MRR", MONEY, RECURRING),
            "The exact figure, from a list of subscriptions: each fee turned into its monthly value.",
            (CHARTMOGUL, CLOUDTASK),
        ),
    ),
    mistakes=(
        Mistake("yearly_as_paid", Step("mrr", "MRR", MONEY, OF_WEEKS + MONTHLY_FEES + OF_QUARTERS + YEARLY), "wrong", "units_time",
                "A yearly fee was counted whole in the month it was paid: that is cash. MRR takes a twelfth of it."),
        Mistake("four_weeks", Step("mrr", "MRR", MONEY, WEEKLY * 4 + MONTHLY_FEES + OF_QUARTERS + OF_YEARS), "wrong", "units_time",
                "A month was taken as 4 weeks. A year has 52, so a month has 52/12, which is 4.33."),
        Mistake("one_off_counted", Step("mrr", "MRR", MONEY, RECURRING + ONE_OFF), "wrong", "units_time",
                "One-off sales were added. They will not come again next month, so they are not recurring."),
        Mistake("annualised", Step("mrr", "MRR", MONEY, PAYING * ARPA * 12), "wrong", "units_time",
                "That is a year of it: annual recurring revenue. MRR is one month."),
        Mistake("cash", Step("mrr", "MRR", MONEY, OF_WEEKS + MONTHLY_FEES + QUARTERLY + YEARLY + ONE_OFF), "wrong", "units_time",
                "That is the cash that came in. A year paid in advance is twelve months of service: count one twelfth, and no one-off fees."),
        Mistake("yearly_dropped", Step("mrr", "MRR", MONEY, OF_WEEKS + MONTHLY_FEES + OF_QUARTERS), "wrong", "wrong_part",
                "Customers who pay by the year are missing. They bring a twelfth of their yearly price every month."),
        Mistake("list_prices", Step("mrr", "MRR", MONEY, PAYING * LIST_PRICE), "wrong", "weights",
                "All customers were multiplied by the average of the price list. The average has to be per customer: what each of them pays."),
        Mistake("trials_counted", Step("mrr", "MRR", MONEY, (PAYING + TRIALS) * ARPA), "wrong", "new_vs_existing",
                "People on a free trial were counted. They pay nothing yet, so they bring no recurring revenue."),
        Mistake("one_plan", Step("mrr", "MRR", MONEY, ONE_PLAN), "wrong", "wrong_part",
                "That is one plan only. MRR adds up every plan that somebody pays.", ("customers_times_arpa", "sum_of_subscriptions")),
    ),
    errata=(
        Erratum(CLOUDTASK, Step("mrr", "MRR", MONEY, RECURRING + ONE_OFF), "adds up all revenue",
                "All revenue includes one-off sales, which do not recur. Only subscriptions belong in MRR."),
        Erratum(HUBSPOT, None, "multiplies $1,000 by $750 in its example",
                "A slip of the pen: it is 1,000 customers times $750. The answer, $750,000, is right."),
    ),
    examples=(
        Example(
            {"paying_customers": 1_000.0, "average_revenue": 750.0, "weekly_fees": 0.0, "monthly_fees": 600_000.0,
             "quarterly_fees": 150_000.0, "yearly_fees": 1_200_000.0, "one_off_sales": 5_000.0, "average_list_price": 900.0,
             "trial_customers": 120.0, "largest_plan_mrr": 450_000.0},
            {"customers_times_arpa": 750_000.0, "sum_of_subscriptions": 750_000.0},
            "1,000 customers who pay $750 a month on average. (How they are billed is our addition: 600,000 monthly, "
            "150,000 a quarter and 1,200,000 a year come to the same 750,000.)",
            HUBSPOT,
        ),
        Example(
            {"paying_customers": 1.0, "average_revenue": 130 / 3, "weekly_fees": 10.0, "monthly_fees": 0.0,
             "quarterly_fees": 0.0, "yearly_fees": 0.0, "one_off_sales": 0.0, "average_list_price": 45.0, "trial_customers": 0.0,
             "largest_plan_mrr": 130 / 3},
            {"customers_times_arpa": 130 / 3, "sum_of_subscriptions": 130 / 3},
            "One customer at $10 a week pays 10 x 52 / 12 = $43.33 a month, not $40.",
            OURS,
        ),
    ),
    meanings=(
        Meaning(None, None,
                "What comes in again next month if nobody joins, leaves or changes plan. The size alone is neither good nor bad, and it "
                "mixes new sales with how content existing customers are.",
                "Hold it against the months before, and read the expansion share and net MRR churn beside it: strong sales can cover a leak.",
                GECKOBOARD),
    ),
    collect=(
        SUBSCRIPTIONS,
        Advice("when", "As of the last day of the month, from the subscriptions that are active on it: what was invoiced in the month is cash.", OURS),
        MONTHLY,
        Advice("act on it", "Follow it over time to see whether customers grow with the product, and look at it by plan and by size of customer.", HUBSPOT),
        Advice("act on it", "Show sales what a customer is worth a month, not only that a deal was won, and base forecasts on it.", CLOUDTASK),
    ),
    notes=(
        "The two ways agree exactly when the average is per paying customer: use one to check the other.",
        "An average per user is something else when an account has several users.",
        "A switch from monthly to a cheaper yearly plan brings more cash now and less MRR: $100 a month to $1,000 a year is $16.67 less.",
    ),
    see_also=("closing_mrr", "arpa", "arr"),
)  # fmt: skip

ARPA_METRIC = Metric(
    key="arpa",
    name="Average revenue per account (ARPA)",
    family="revenue",
    asks="What does an average customer pay us in a month?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("of_paying_customers", "MRR over paying customers", Step("arpa", "ARPA", MONEY, CLOSING / PAYING),
                "Always with paying customers only, both counted on the same day.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("opening_mrr", Step("arpa", "ARPA", MONEY, OPENING / PAYING), "wrong", "wrong_base",
                "MRR of the start was divided by the customers of the end. Take both on the same day."),
        Mistake("inverted", Step("arpa", "Customers per unit of MRR", MONEY, PAYING / CLOSING), "wrong", "inverted",
                "The fraction is upside down: revenue goes on top."),
    ),
    examples=(
        Example({**JANUARY, "paying_customers": 555.0}, {"of_paying_customers": 200.0},
                "January ends at 111,000 MRR; with 555 paying customers that is $200 each.", OURS),
        Example({**MAY, "paying_customers": 1_078.0}, {"of_paying_customers": 250.0}, "269,500 / 1,078.", OURS),
    ),
    limits=MRR_LIMITS,
    meanings=(
        Meaning(None, None,
                "What an average paying account brings a month. It rises with upgrades and prices, and also when small customers leave.",
                "Look at it by plan and beside the number of customers, then at the median: a few large accounts can lift the average.", OURS),
    ),
    collect=(
        SUBSCRIPTIONS,
        Advice("record", "Count accounts that pay, each once, however many users or subscriptions it has.", OURS),
        MONTHLY,
        Advice("act on it", "Compare it with what it costs to win and to keep an account: an average that does not cover both is a price "
               "or a cost to change.", OURS),
    ),
    notes=("An average hides the spread: a few large accounts can carry it.",),
    see_also=("mrr", "arr", "customer_lifetime_value"),
)  # fmt: skip

ARR = Metric(
    key="arr",
    name="Annual recurring revenue (ARR)",
    family="revenue",
    asks="What would a year bring if nothing changed from today?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("twelve_months", "MRR times 12", Step("arr", "ARR", MONEY, CLOSING * 12),
                "For a size that is compared with other companies. It is a rate at one moment, not a forecast.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("of_opening", Step("arr", "ARR", MONEY, OPENING * 12), "wrong", "wrong_base",
                "The MRR of the start was used. ARR is stated as of the end of the period."),
        Mistake("net_new_times_12",
                Step("arr", "ARR", MONEY, (NEW + EXPANDED + REACTIVATED - CONTRACTED - CHURNED) * 12), "wrong", "neighbour",
                "The growth of one month was multiplied by 12. ARR takes the whole MRR."),
    ),
    examples=(
        Example(JANUARY, {"twelve_months": 1_332_000.0}, "January ends at 111,000; a year of that is 1,332,000.", OURS),
        Example(MAY, {"twelve_months": 3_234_000.0}, "269,500 x 12.", OURS),
    ),
    limits=MRR_LIMITS,
    meanings=(
        Meaning(None, None,
                "A year of today's recurring revenue: a size to compare companies by, not what the next year will bring.",
                "For a forecast take losses and upgrades into account: net revenue retention says what a year does to the revenue of today.", OURS),
    ),
    collect=(
        SUBSCRIPTIONS,
        Advice("when", "State it as of a day, the last one of a month or year, with the currency.", OURS),
        CLOSED_MONTHS,
        Advice("act on it", "Use it to say how large the business is; steer by MRR and its movements, which show a change months earlier.", OURS),
    ),
    see_also=("mrr", "arpa"),
)  # fmt: skip
