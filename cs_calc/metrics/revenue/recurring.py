"""What recurs: MRR, its bridge from start to end, the growth of a period, ARPA and ARR."""

from cs_calc.expr import Input, Step
from cs_calc.metrics.revenue.inputs import (
    CHURNED,
    CLOSING,
    CONTRACTED,
    EXPANDED,
    JANUARY,
    MAY,
    MRR_LIMITS,
    NEW,
    OPENING,
    PAYING,
    REACTIVATED,
)  # fmt: skip
from cs_calc.model import Erratum, Example, Metric, Mistake, Variant
from cs_calc.sources import CHARTMOGUL, CLOUDTASK, HUBSPOT, OURS, TYPEFORM
from cs_calc.units import MONEY

ARPA = Input(
    "average_revenue", "Average recurring revenue per customer", MONEY, 750.0,
    "Per paying customer and month: the average of what customers pay, not of the price list.",
)  # fmt: skip
WEEKLY = Input("weekly_fees", "Weekly fees", MONEY, 0.0, "The sum of all active subscriptions billed by the week.")
MONTHLY = Input("monthly_fees", "Monthly fees", MONEY, 30_000.0, "All active subscriptions billed by the month.")
QUARTERLY = Input("quarterly_fees", "Quarterly fees", MONEY, 9_000.0, "All active subscriptions billed by the quarter.")
YEARLY = Input(
    "yearly_fees", "Yearly fees", MONEY, 24_000.0,
    "All active subscriptions billed by the year, at the yearly price after discount.",
)  # fmt: skip
ONE_OFF = Input("one_off_sales", "One-off sales", MONEY, 5_000.0, "Training, set-up, hardware: paid once.")

OF_WEEKS = Step("mrr_of_weekly", "Weekly fees a month", MONEY, WEEKLY * 52 / 12)
OF_QUARTERS = Step("mrr_of_quarterly", "Quarterly fees a month", MONEY, QUARTERLY / 3)
OF_YEARS = Step("mrr_of_yearly", "Yearly fees a month", MONEY, YEARLY / 12)
RECURRING = OF_WEEKS + MONTHLY + OF_QUARTERS + OF_YEARS


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
        Mistake("yearly_as_paid", Step("mrr", "MRR", MONEY, OF_WEEKS + MONTHLY + OF_QUARTERS + YEARLY), "wrong", "units_time",
                "A yearly fee was counted whole in the month it was paid: that is cash. MRR takes a twelfth of it."),
        Mistake("four_weeks", Step("mrr", "MRR", MONEY, WEEKLY * 4 + MONTHLY + OF_QUARTERS + OF_YEARS), "wrong", "units_time",
                "A month was taken as 4 weeks. A year has 52, so a month has 52/12, which is 4.33."),
        Mistake("one_off_counted", Step("mrr", "MRR", MONEY, RECURRING + ONE_OFF), "wrong", "units_time",
                "One-off sales were added. They will not come again next month, so they are not recurring."),
        Mistake("annualised", Step("mrr", "MRR", MONEY, PAYING * ARPA * 12), "wrong", "units_time",
                "That is a year of it: annual recurring revenue. MRR is one month."),
    ),
    errata=(
        Erratum(CLOUDTASK, Step("mrr", "MRR", MONEY, RECURRING + ONE_OFF), "adds up all revenue",
                "All revenue includes one-off sales, which do not recur. Only subscriptions belong in MRR."),
        Erratum(HUBSPOT, None, "its example multiplies $1,000 by $750",
                "A slip of the pen: it is 1,000 customers times $750. The answer, $750,000, is right."),
    ),
    examples=(
        Example(
            {"paying_customers": 1_000.0, "average_revenue": 750.0, "weekly_fees": 0.0, "monthly_fees": 600_000.0,
             "quarterly_fees": 150_000.0, "yearly_fees": 1_200_000.0, "one_off_sales": 5_000.0},
            {"customers_times_arpa": 750_000.0, "sum_of_subscriptions": 750_000.0},
            "1,000 customers who pay $750 a month on average. (How they are billed is our addition: 600,000 monthly, "
            "150,000 a quarter and 1,200,000 a year come to the same 750,000.)",
            HUBSPOT,
        ),
        Example(
            {"paying_customers": 1.0, "average_revenue": 130 / 3, "weekly_fees": 10.0, "monthly_fees": 0.0,
             "quarterly_fees": 0.0, "yearly_fees": 0.0, "one_off_sales": 0.0},
            {"customers_times_arpa": 130 / 3, "sum_of_subscriptions": 130 / 3},
            "One customer at $10 a week pays 10 x 52 / 12 = $43.33 a month, not $40.",
            OURS,
        ),
    ),
    notes=(
        "The two ways agree exactly when the average is per paying customer: use one to check the other.",
        "An average per user is something else when an account has several users.",
    ),
    see_also=("closing_mrr", "arpa", "arr"),
)  # fmt: skip

CLOSING_MRR = Metric(
    key="closing_mrr",
    name="MRR bridge (MRR at end)",
    family="revenue",
    asks="How did we get from the MRR at the start to the MRR at the end?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("movements", "Start and five movements", CLOSING,
                "Always: it is the check that no movement is missing. Typeform names four of the five and leaves out new business.",
                (CHARTMOGUL, TYPEFORM)),
    ),
    mistakes=(
        Mistake("no_new", Step("closing_mrr", "MRR at end", MONEY, OPENING + EXPANDED + REACTIVATED - CONTRACTED - CHURNED),
                "wrong", "wrong_part", "New customers are missing: this is the end of the existing base only."),
        Mistake("losses_added", Step("closing_mrr", "MRR at end", MONEY, OPENING + NEW + EXPANDED + REACTIVATED + CONTRACTED + CHURNED),
                "wrong", "sign", "The losses were added. Downgrades and cancellations are taken off."),
        Mistake("no_reactivation", Step("closing_mrr", "MRR at end", MONEY, OPENING + NEW + EXPANDED - CONTRACTED - CHURNED),
                "wrong", "wrong_part", "Revenue won back is missing, so the bridge does not close."),
    ),
    examples=(
        Example({**JANUARY, "new_mrr": 0.0}, {"movements": 105_000.0},
                "The existing base alone: 100,000 + 8,000 + 2,000 - 1,000 - 4,000. The article gives no new business.", TYPEFORM),
        Example(MAY, {"movements": 269_500.0}, "250,000 + 20,000 + 8,000 + 1,500 - 2,500 - 7,500.", OURS),
    ),
    limits=MRR_LIMITS,
    notes=("Start plus movements must equal the end to the cent, in every period and segment.",),
    see_also=("net_new_mrr", "net_mrr_churn"),
)  # fmt: skip

NET_NEW_MRR = Metric(
    key="net_new_mrr",
    name="Net new MRR",
    family="revenue",
    asks="By how much did our recurring revenue grow in the period, all movements together?",
    unit=MONEY,
    better="higher",
    variants=(
        Variant("movements", "All five movements",
                Step("net_new_mrr", "Net new MRR", MONEY, NEW + EXPANDED + REACTIVATED - CONTRACTED - CHURNED),
                "The growth of a period in money; its parts say where it came from.", (CHARTMOGUL,)),
    ),
    mistakes=(
        Mistake("new_only", Step("net_new_mrr", "Net new MRR", MONEY, NEW), "wrong", "wrong_part",
                "That is new business alone. Net new MRR also has what existing customers added and took away."),
        Mistake("no_losses", Step("net_new_mrr", "Net new MRR", MONEY, NEW + EXPANDED + REACTIVATED), "wrong", "gross_net",
                "The losses are missing: this is gross new MRR."),
    ),
    examples=(
        Example(JANUARY, {"movements": 11_000.0},
                "6,000 new + 8,000 + 2,000 - 1,000 - 4,000. The 6,000 is our addition to the article's January.", TYPEFORM),
        Example(MAY, {"movements": 19_500.0}, "20,000 + 8,000 + 1,500 - 2,500 - 7,500.", OURS),
    ),
    see_also=("closing_mrr", "quick_ratio"),
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
    notes=("An average hides the spread: a few large accounts can carry it.",),
    see_also=("mrr", "arr"),
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
    see_also=("mrr", "arpa"),
)  # fmt: skip
