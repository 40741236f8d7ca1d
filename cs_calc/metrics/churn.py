"""Customers who leave and customers who stay, counted as heads."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.model import Advice, Benchmark, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CHARTMOGUL, CLOUDTASK, GECKOBOARD, HUBSPOT, NOBLE, OURS, TWOCHECKOUT, WORKBOOK
from cs_calc.units import COUNT, PERCENT

OPENING = Input(
    "opening_customers", "Customers at start", COUNT, 1_000.0,
    "Paying customers (accounts, not users) on the last day before the period. New ones join the count of the next period. "
    "In Stripe: active subscribers of that day; in HubSpot: companies that were customers then.",
)  # fmt: skip
LEFT = Input(
    "left_customers", "Customers who left", COUNT, 64.0,
    "Of the customers at the start, those who are no longer paying at the end. A smaller plan is not leaving. "
    "In Stripe: churned subscribers, less those who also came in the period.",
)  # fmt: skip
ACQUIRED = Input(
    "new_customers", "New customers", COUNT, 80.0,
    "Customers who paid for the first time in the period; no sign-ups, no trials, no win-backs. "
    "In Stripe: new subscribers; in HubSpot: companies by the date they became a customer.",
)  # fmt: skip
NEW_LEFT = Input(
    "new_left_customers", "New customers who left again", COUNT, 0.0,
    "Customers who came and went within the period: in neither count, start or end. Cancelled subscriptions whose start lies in the period.",
)  # fmt: skip
CLOSING = Input(
    "closing_customers", "Customers at end", COUNT, 1_016.0,
    "Paying customers (accounts, not users) on the last day of the period. In Stripe: active subscribers of that day.",
)  # fmt: skip
JOINED = Input(
    "joined_customers", "Customers at end who were not there at start", COUNT, 80.0,
    "New and won-back customers who are still paying at the end. Compare the two lists of customers by id.",
)  # fmt: skip
CHURN_OF_PERIOD = Input(
    "churn_of_period", "Customer churn rate of one period", PERCENT, 0.05,
    "The share of the starting customers who left in one month (or quarter, or year).", maximum=1.0,
)  # fmt: skip
PERIODS = Input("periods_in_year", "Periods in a year", COUNT, 12.0, "12 for months, 4 for quarters, 1 for years.", minimum=1.0)

MAY = {
    "opening_customers": 1_000.0, "left_customers": 64.0, "new_customers": 80.0, "new_left_customers": 0.0,
    "closing_customers": 1_016.0, "joined_customers": 80.0,
}  # fmt: skip


def _churn(body: Expr) -> Step:
    return Step("customer_churn_rate", "Customer churn rate", PERCENT, body)


def _retention(body: Expr) -> Step:
    return Step("customer_retention_rate", "Customer retention rate", PERCENT, body)


def _annual(body: Expr) -> Step:
    return Step("annualised_churn_rate", "Churn over a year", PERCENT, body)


ALL_LEFT = Step("all_left_customers", "All customers who left", COUNT, LEFT + NEW_LEFT)
AVERAGE = Step("average_customers", "Average number of customers", COUNT, (OPENING + CLOSING) / 2)
STAYED = Step("stayed_customers", "Customers who stayed", COUNT, CLOSING - JOINED)
LEAVERS = Advice(
    "record",
    "One row for each customer: id, the day they started to pay, the day they stopped (empty while they pay), owner, plan. "
    "Every count here can be made from it.", OURS,
)  # fmt: skip
WHY_LEAVE = Advice(
    "question",
    "Ask everybody who leaves one open question: what made you decide to go? Let them answer in their own words; sort the answers later.",
    GECKOBOARD,
)  # fmt: skip
REASONS = Advice("tags", "Reasons for leaving: price, missing feature, hard to use, support, moved to another product, no longer needed, payment failed.", OURS)
LEAVERS_FIT = Limit(LEFT, OPENING, "More customers left than there were at the start. Count only those who were there at the start.")

CUSTOMER_CHURN_RATE = Metric(
    key="customer_churn_rate",
    name="Customer churn rate",
    family="churn",
    asks="What share of the customers we started with did we lose?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("opening_customers", "Customers of the start only", _churn(LEFT / OPENING),
                "The default: the same people above and below the line, so the rate does not move with how many you win.",
                (CHARTMOGUL, NOBLE), Sure("wilson", ("left_customers", "opening_customers"))),
        Variant("with_new_customers_who_left", "New customers who left count too", _churn(ALL_LEFT / OPENING),
                "HubSpot's rule. The rate moves with acquisition, and may pass 100 %.", (HUBSPOT,)),
        Variant("of_average_customers", "Over the average of start and end", _churn(ALL_LEFT / AVERAGE),
                "Where the number of customers changes a lot within the period and the figures you compare with use it.", (OURS,)),
    ),
    mistakes=(
        Mistake("new_in_base", _churn(ALL_LEFT / (OPENING + ACQUIRED)), "wrong", "new_vs_existing",
                "New customers are in the base. They join next period's starting count.",
                ("opening_customers", "with_new_customers_who_left")),
        Mistake("closing_base", _churn(ALL_LEFT / CLOSING), "wrong", "wrong_base",
                "Divided by the customers at the end alone. Those who left are not among them any more, and those who came are."),
        Mistake("net_change", _churn((LEFT + NEW_LEFT - ACQUIRED) / OPENING), "wrong", "gross_net",
                "That is the net change in customers. New sign-ups hide the losses; churn counts losses only.",
                ("opening_customers", "with_new_customers_who_left")),
        Mistake("retention", _churn((OPENING - LEFT) / OPENING), "wrong", "complement",
                "That is the share who stayed. Churn is the share who left.", ("opening_customers", "with_new_customers_who_left")),
        Mistake("per_acquired", _churn(ALL_LEFT / ACQUIRED), "alternative", "wrong_base",
                "Divided by customers acquired, as CloudTask words it: how many leave for each one won. Churn asks what share of the base left."),
        Mistake("not_halved", _churn(ALL_LEFT / (OPENING + CLOSING)), "wrong", "wrong_base",
                "Start and end were added up and not halved, so that who stayed all the time is in the base twice. The average is half of "
                "the sum.",
                ("of_average_customers",)),
    ),
    errata=(
        Erratum(CLOUDTASK, _churn(LEFT / ACQUIRED), "divides customers who left by customers acquired",
                "That says how many left for each one won: above 100 % the base shrinks. It is not the share of the base that left."),
    ),
    examples=(
        Example(MAY, {"opening_customers": 0.064, "with_new_customers_who_left": 0.064, "of_average_customers": 64 / 1_008},
                "64 of the 1,000 customers at the start of May left: 64/1000 = .064. (80 new customers are our addition; "
                "by CloudTask's printed formula they make it 80 %.)", HUBSPOT),
        Example({"opening_customers": 10_000.0, "left_customers": 500.0, "new_customers": 5_000.0, "new_left_customers": 125.0,
                 "closing_customers": 14_375.0, "joined_customers": 4_875.0},
                {"opening_customers": 0.05, "with_new_customers_who_left": 0.0625, "of_average_customers": 625 / 12_187.5},
                "Customers behave as ever, 5 % leave; counting the 125 new ones who left makes it 6.25 % because many were won.", NOBLE),
        Example({"opening_customers": 14_375.0, "left_customers": 718.75, "new_customers": 5_000.0, "new_left_customers": 125.0,
                 "closing_customers": 18_531.25, "joined_customers": 4_875.0},
                {"opening_customers": 0.05, "with_new_customers_who_left": 843.75 / 14_375, "of_average_customers": 843.75 / 16_453.125},
                "A month later: still 5 %, but HubSpot's rule says 5.87 %, an improvement that did not happen.", NOBLE),
    ),
    benchmarks=(
        Benchmark(0.05, "a common goal for established companies", "article's claim", TWOCHECKOUT, "not stated", "not stated", True),
    ),
    limits=(LEAVERS_FIT,),
    meanings=(
        Meaning(None, 0.05,
                "Below the 5 % that 2Checkout calls a common goal for established companies. It names no period: 5 % a month is 46 % a year.",
                "Bring it to a year, compare it with your own earlier periods, and see whether the few who left have something in common.", OURS),
        Meaning(0.05, None,
                "At or above the 5 % that 2Checkout calls a common goal for established companies. It names no period: 5 % a month is 46 % a "
                "year, so bring yours to a year first (annualised churn rate).",
                "The rate tells you that there is a problem, not which. Split those who left by plan, owner and age, ask them for their reason, and change "
                "what comes up most.", GECKOBOARD),
    ),
    collect=(
        LEAVERS,
        Advice("when", "Fix the period first, a month, a quarter or a year, and keep to it. Count on its first and on its last day.", HUBSPOT),
        WHY_LEAVE,
        Advice("when not", "Do not ask before the cancellation is through: nobody should have to give a reason in order to leave.", OURS),
        Advice("how often", "Once a month; with fewer than about 20 losses a month also over the last 12 months, where chance weighs less.", OURS),
        Advice("act on it", "Compare it by the person who looks after the customer. Ask those who lose few how they work, and mind how many customers "
               "each one has.", HUBSPOT),
        REASONS,
    ),
    notes=(
        "Stripe's own subscriber churn rate has the period's new subscribers in its base, so it reads lower than this one.",
        "The 5 % goal has no period in the article: 5 % a month is 46 % a year.",
        "With few customers the rate jumps: look at the range, not at the number alone.",
    ),
    see_also=("customer_retention_rate", "annualised_churn_rate", "gross_mrr_churn"),
)  # fmt: skip

CUSTOMER_RETENTION_RATE = Metric(
    key="customer_retention_rate",
    name="Customer retention rate",
    family="churn",
    asks="What share of the customers we started with is still with us?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("opening_customers", "Customers of the start", _retention(STAYED / OPENING),
                "Always. It is 100 % less customer churn when both count the customers of the start only.",
                (WORKBOOK,), Sure("wilson", ("stayed_customers", "opening_customers"))),
    ),
    mistakes=(
        Mistake("new_counted", _retention(CLOSING / OPENING), "wrong", "new_vs_existing",
                "New customers are counted as retained: take them off the count at the end first."),
        Mistake("churn", _retention((OPENING - STAYED) / OPENING), "wrong", "complement",
                "That is the share who left. Retention is the share who stayed."),
        Mistake("of_closing", _retention(STAYED / CLOSING), "wrong", "wrong_base",
                "Divided by the customers at the end. The base is the customers at the start."),
    ),
    examples=(
        Example({"opening_customers": 1_000.0, "closing_customers": 850.0, "joined_customers": 50.0},
                {"opening_customers": 0.80}, "(850 - 50) / 1,000.", WORKBOOK),
        Example({"opening_customers": 1_000.0, "closing_customers": 1_016.0, "joined_customers": 80.0},
                {"opening_customers": 0.936}, "(1,016 - 80) / 1,000: the other side of 6.4 % churn.", OURS),
    ),
    limits=(
        Limit(JOINED, CLOSING, "More customers joined than there are at the end. Count only those who are still paying at the end."),
        Limit(STAYED, OPENING, "More customers stayed than there were at the start: new or won-back customers are missing from the count."),
    ),
    meanings=(
        Meaning(None, 0.95,
                "The share who stayed. It leaves a churn of more than 5 %, which 2Checkout calls a common goal to stay below (it names no period).",
                "Look at who left and what they have in common: retention is the same number as churn, and the remedy is with those who went.", OURS),
        Meaning(0.95, None,
                "The share who stayed. It leaves a churn of 5 % or less; 2Checkout calls less than 5 % a common goal (it names no period).",
                "Check the period before you are pleased: 95 % a month is 54 % over a year. Then ask those who stay longest what keeps them.", OURS),
    ),
    collect=(
        LEAVERS,
        Advice("when", "Take the list of customers of the first day and look each of them up on the last.", OURS),
        Advice("how often", "As often as churn, and over the same period: the two are one number.", OURS),
        Advice("act on it", "Draw it by month of start: where the curve falls fastest is where to help customers.", OURS),
        REASONS,
    ),
    notes=("Retention and churn add up to 100 %.",),
    see_also=("customer_churn_rate", "gross_revenue_retention"),
)  # fmt: skip

STAYING = Step("staying_share", "Share who stay one period", PERCENT, 1 - CHURN_OF_PERIOD)
STAYING_YEAR = Step("staying_year_share", "Share who stay a year", PERCENT, STAYING**PERIODS)

ANNUALISED_CHURN_RATE = Metric(
    key="annualised_churn_rate",
    name="Annualised churn rate",
    family="churn",
    asks="If every period were like this one, what share of our customers would be gone after a year?",
    unit=PERCENT,
    better="lower",
    variants=(
        Variant("compounded", "Compounded", _annual(1 - STAYING_YEAR),
                "Before any comparison of rates with different periods. Each period's churn works on those who are left.",
                (OURS,), Sure("wilson", ("left_customers", "opening_customers"), through="churn_of_period")),
    ),
    mistakes=(
        Mistake("times_periods", _annual(CHURN_OF_PERIOD * PERIODS), "wrong", "compounding",
                "That multiplies by the periods. Each period's churn applies to those still left, so the total is smaller."),
        Mistake("growth", _annual((1 + CHURN_OF_PERIOD) ** PERIODS - 1), "wrong", "compounding",
                "That compounds upwards, like interest. Churn shrinks the base: multiply by the share that stays."),
        Mistake("stays", _annual(STAYING**PERIODS), "wrong", "complement",
                "That is the share who stay. Churn is the rest of 100 %."),
    ),
    examples=(
        Example({"churn_of_period": 0.05, "periods_in_year": 12.0}, {"compounded": 0.4596399123},
                "0.95 of the customers stay each month; 0.95 to the 12th is 0.5404, so 46 % are gone.", OURS),
        Example({"churn_of_period": 0.064, "periods_in_year": 12.0}, {"compounded": 1 - 0.936**12},
                "HubSpot's 6.4 % in May, held for a year, is 54.8 %.", HUBSPOT),
    ),
    meanings=(
        Meaning(None, 0.5,
                "Less than half of today's customers would be gone after a year of this.",
                "Use this number, not the month's, next to a goal or another company: both have to be for a year.", OURS),
        Meaning(0.5, None,
                "Half of today's customers or more would be gone after a year of this.",
                "See how long customers had been with you when they left: if it is mostly the new ones, start with onboarding.", OURS),
    ),
    collect=(
        Advice("record", "Keep the rate with the period it was counted over: 5 % says nothing until you know of how long.", HUBSPOT),
        Advice("when", "Before any comparison of two rates: your month with last quarter, or your rate with a goal from an article.", OURS),
        Advice("when not", "Not from a single month with few losses: a year of one lucky or unlucky month is no forecast. Look at several.", OURS),
        Advice("act on it", "Ask of every goal for churn which period it is for, and bring your rate to it before you say whether it is met.", OURS),
    ),
    notes=("Never multiply by 12: it overstates, and can pass 100 %.",),
    see_also=("customer_churn_rate",),
)  # fmt: skip

CHURN = (CUSTOMER_CHURN_RATE, CUSTOMER_RETENTION_RATE, ANNUALISED_CHURN_RATE)
