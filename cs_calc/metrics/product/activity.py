"""How often customers come: the activity of one customer, and the share of customers who reach an interval."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.metrics.product.inputs import ALL_CUSTOMERS
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CHURNZERO, GECKOBOARD, HUBSPOT, OURS, TYPEFORM
from cs_calc.units import COUNT, PERCENT

ACTIVE_DAYS = Input(
    "active_days", "Days with use", COUNT, 12.0,
    "Different days on which the customer used the product; for several customers add their days up. From product analytics (Mixpanel, "
    "Amplitude) or the login log, ten logins on a day being one day.",
)  # fmt: skip
POSSIBLE_DAYS = Input(
    "possible_days", "Days in the period", COUNT, 30.0,
    "All days of the period on which the customer was one: who joined on the 21st of a month of 30 days has 10. For several customers add "
    "them up.",
)  # fmt: skip
ACTIVE_WEEKS = Input(
    "active_weeks", "Weeks with use", COUNT, 8.0,
    "Different whole weeks, from Monday, in which the customer used the product; for several customers add them up.",
)  # fmt: skip
POSSIBLE_WEEKS = Input(
    "possible_weeks", "Weeks in the period", COUNT, 13.0,
    "Whole weeks of the period, from Monday, on which the customer was one all the time; a quarter has 12 or 13.",
)  # fmt: skip
LOGINS = Input("logins", "Logins", COUNT, 45.0, "Every login, several on one day too.")
WORKING_DAYS = Input("working_days", "Working days in the period", COUNT, 22.0, "Monday to Friday, without holidays.")

DAILY_CUSTOMERS = Input(
    "daily_customers", "Customers who use it daily", COUNT, 80.0,
    "Customers with use on at least five of every seven days, on average over the period. From product analytics or the usage log.",
)  # fmt: skip
WEEKLY_CUSTOMERS = Input(
    "weekly_customers", "Customers who use it weekly", COUNT, 220.0,
    "Customers with use in every whole week of the period. Those who come daily are part of them.",
)  # fmt: skip
MONTHLY_CUSTOMERS = Input(
    "monthly_customers", "Customers who use it monthly", COUNT, 320.0,
    "Customers with use in every month of the period. Those who come daily or weekly are part of them.",
)  # fmt: skip


def _activity(body: Expr, by: str = "days") -> Step:
    return Step("product_activity_coefficient", f"Product activity coefficient (by {by})", PERCENT, body)


def _usage(body: Expr, interval: str = "daily") -> Step:
    return Step("product_usage_rate", f"Product usage rate ({interval})", PERCENT, body)


PRODUCT_ACTIVITY_COEFFICIENT = Metric(
    key="product_activity_coefficient",
    name="Product activity coefficient (PAC)",
    family="product",
    asks="On what share of the days (or weeks) did the customer use the product?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("active_days", "Days with use, of all days", _activity(ACTIVE_DAYS / POSSIBLE_DAYS),
                "For products that people use several times a week; over a month.", (GECKOBOARD, CHURNZERO)),
        Variant("active_weeks", "Weeks with use, of all weeks", _activity(ACTIVE_WEEKS / POSSIBLE_WEEKS, "weeks"),
                "For products that people use now and then; over a quarter.", (GECKOBOARD,)),
    ),
    mistakes=(
        Mistake("logins", _activity(LOGINS / POSSIBLE_DAYS), "wrong", "events_vs_people",
                "Logins were counted. Ten logins on one day are one day with use."),
        Mistake("of_working_days", _activity(ACTIVE_DAYS / WORKING_DAYS), "alternative", "wrong_base",
                "That is over working days. Fine for a weekday product if everybody counts so; here all days of the period count."),
        Mistake("logins_per_active_day", _activity(LOGINS / ACTIVE_DAYS), "wrong", "neighbour",
                "That is how many logins a day with use has, not how often the customer comes."),
        Mistake("inactive", _activity((POSSIBLE_DAYS - ACTIVE_DAYS) / POSSIBLE_DAYS), "wrong", "complement",
                "That is the share of days without use."),
        Mistake("inactive_weeks", _activity((POSSIBLE_WEEKS - ACTIVE_WEEKS) / POSSIBLE_WEEKS, "weeks"), "wrong", "complement",
                "That is the share of weeks without use."),
        Mistake("weeks_against_rest", _activity(ACTIVE_WEEKS / (POSSIBLE_WEEKS - ACTIVE_WEEKS), "weeks"), "wrong", "part_to_part",
                "Weeks with use were compared with those without. The whole is all weeks of the period."),
        Mistake("weeks_over_days", _activity(ACTIVE_WEEKS / (POSSIBLE_WEEKS * 7), "weeks"), "wrong", "units_time",
                "Weeks with use were divided by the days of those weeks. Take the same unit above and below the line."),
    ),
    examples=(
        Example({"active_days": 12.0, "possible_days": 30.0, "active_weeks": 8.0, "possible_weeks": 13.0, "logins": 45.0,
                 "working_days": 22.0},
                {"active_days": 0.4, "active_weeks": 8 / 13},
                "One customer: 45 logins in June, on 12 of its 30 days: 12/30 = .4, 40 %. Over the quarter, 8 of 13 weeks: 8/13 = .615, "
                "61.5 %.", OURS),
        Example({"active_days": 33.0, "possible_days": 72.0, "active_weeks": 8.0, "possible_weeks": 9.0, "logins": 120.0,
                 "working_days": 52.0},
                {"active_days": 33 / 72, "active_weeks": 8 / 9},
                "Three customers: two there for all 31 days, one for the last 10: 31 + 31 + 10 = 72 days, 33 of them with use: "
                "33/72 = .458, 45.8 %. Of their 4 + 4 + 1 whole weeks 8 had use: 8/9 = .889.", OURS),
    ),
    limits=(
        Limit(ACTIVE_DAYS, POSSIBLE_DAYS, "More days with use than days in the period: count different days, and only those as a "
                                          "customer."),
        Limit(ACTIVE_WEEKS, POSSIBLE_WEEKS, "More weeks with use than weeks in the period: count different whole weeks, and only those as "
                                            "a customer."),
    ),
    meanings=(
        Meaning(None, 2 / 14, "For one customer that is less than 2 days in 14: inactive, in ChurnZero's bands (turned into shares by us).",
                "Get in touch now: ask what keeps them away and show them what the product can do for them.", GECKOBOARD, ("active_days",)),
        Meaning(2 / 14, 5 / 14, "For one customer that is 2 to 4 days in 14: occasional use, in ChurnZero's bands (turned into shares by "
                                "us).",
                "Ask what they came for and what they have not got yet; compare it with the month before.", GECKOBOARD, ("active_days",)),
        Meaning(5 / 14, 9 / 14, "For one customer that is 5 to 8 days in 14: weekly use, in ChurnZero's bands (turned into shares by us).",
                "Watch whether it holds; a fall against the customer's own past tells more than the level.", OURS, ("active_days",)),
        Meaning(9 / 14, None, "For one customer that is 9 days in 14 or more: daily use, in ChurnZero's bands (turned into shares by us).",
                "Learn what works for them; they may want more of the product, or tell their story.", GECKOBOARD, ("active_days",)),
        Meaning(None, None, "Nobody we know of has a mark for weeks: hold it against the same customer's quarter before, and against "
                            "customers of the same size.",
                "Call those whose share has fallen, and learn from those who come every week.", GECKOBOARD, ("active_weeks",)),
    ),
    collect=(
        Advice("record", "One row for each customer and day with use: customer, date. Decide which action counts as use; opening the page "
                         "should not.", OURS),
        Advice("scale", "0 to 100 %: the share of days (or weeks) with use, high is good.", OURS),
        Advice("how often", "Each month by days, each quarter by weeks, whichever fits the product; look at the list of customers, not at "
                            "the mean.", GECKOBOARD),
        Advice("when not", "Not in a customer's first days, and not across the summer or the year's end without last "
                           "year's beside it.", OURS),
        Advice("act on it", "Low: reach out before they think of leaving. High: ask for a case study, an interview, or whether they need "
                            "more.", GECKOBOARD),
    ),
    notes=(
        "Geckoboard names days in a month or weeks in a quarter; the copy of the article that we have lost the formula, so the division "
        "is our reading.",
        "It looks at single customers. Counts of active users add everybody up, and can rise while a large customer falls silent.",
        "Days of one customer are not independent of each other, so no range is given.",
        "ChurnZero's bands: of the last 14 days 9 or more with use are daily, 5 to 8 weekly, 2 to 4 occasional, 0 or 1 inactive.",
    ),
    see_also=("product_usage_rate", "active_users", "behaviour_lift", "customer_churn_rate"),
)  # fmt: skip

PRODUCT_USAGE_RATE = Metric(
    key="product_usage_rate",
    name="Product usage rate",
    family="product",
    asks="What share of the customers uses the product as often as we mean it to be used?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("daily", "Daily", _usage(DAILY_CUSTOMERS / ALL_CUSTOMERS),
                "For a tool of everyday work: used on at least five days of seven.", (HUBSPOT,),
                Sure("wilson", ("daily_customers", "all_customers"))),
        Variant("weekly", "Weekly or more often", _usage(WEEKLY_CUSTOMERS / ALL_CUSTOMERS, "weekly"),
                "For a tool of every week: used in each whole week.", (HUBSPOT,),
                Sure("wilson", ("weekly_customers", "all_customers"))),
        Variant("monthly", "Monthly or more often", _usage(MONTHLY_CUSTOMERS / ALL_CUSTOMERS, "monthly"),
                "For a tool of reports and closings: used in each month.", (HUBSPOT,),
                Sure("wilson", ("monthly_customers", "all_customers"))),
    ),
    mistakes=(
        Mistake("double_counted", _usage((DAILY_CUSTOMERS + WEEKLY_CUSTOMERS) / ALL_CUSTOMERS, "weekly"), "wrong", "events_vs_people",
                "Daily and weekly customers were added up. Who comes daily is already among the weekly ones: take the one number that was "
                "asked for.", ("weekly",)),
        Mistake("exclusive", _usage((WEEKLY_CUSTOMERS - DAILY_CUSTOMERS) / ALL_CUSTOMERS, "weekly"), "wrong", "events_vs_people",
                "That is who comes weekly but not daily. Who comes daily reaches the weekly mark too.", ("weekly",)),
        Mistake("weekly_of_monthly", _usage(WEEKLY_CUSTOMERS / MONTHLY_CUSTOMERS, "weekly"), "wrong", "wrong_base",
                "Divided by those who come each month. Whoever has stopped coming is a customer too, and belongs in the base.", ("weekly",)),
        Mistake("of_monthly", _usage(DAILY_CUSTOMERS / MONTHLY_CUSTOMERS), "wrong", "wrong_base",
                "Divided by those who come each month. The base is all customers, the silent ones too.", ("daily",)),
        Mistake("not_reached", _usage((ALL_CUSTOMERS - DAILY_CUSTOMERS) / ALL_CUSTOMERS), "wrong", "complement",
                "That is the share who come less often.", ("daily",)),
        Mistake("three_added", _usage((DAILY_CUSTOMERS + WEEKLY_CUSTOMERS + MONTHLY_CUSTOMERS) / ALL_CUSTOMERS, "monthly"), "wrong",
                "events_vs_people",
                "All three intervals were added up. The monthly customers have the daily and the weekly ones among them already.",
                ("monthly",)),
        Mistake("monthly_only", _usage((MONTHLY_CUSTOMERS - WEEKLY_CUSTOMERS) / ALL_CUSTOMERS, "monthly"), "wrong", "events_vs_people",
                "That is who comes monthly but not weekly. Whoever comes each week has come each month too.", ("monthly",)),
    ),
    examples=(
        Example({"daily_customers": 80.0, "weekly_customers": 220.0, "monthly_customers": 320.0, "all_customers": 400.0},
                {"daily": 0.2, "weekly": 0.55, "monthly": 0.8},
                "Of 400 customers 80 come daily: 80/400 = .2, 20 %. These 80 are among the 220 who come weekly: 220/400 = .55, 55 %; "
                "and those among the 320 who come monthly: 80 %.", OURS),
        Example({"daily_customers": 33.0, "weekly_customers": 90.0, "monthly_customers": 120.0, "all_customers": 150.0},
                {"daily": 0.22, "weekly": 0.6, "monthly": 0.8}, "33/150 = .22; 90/150 = .6; 120/150 = .8.", OURS),
    ),
    limits=(
        Limit(DAILY_CUSTOMERS, ALL_CUSTOMERS, "More customers use it daily than there are customers: count customers, not their users."),
        Limit(WEEKLY_CUSTOMERS, ALL_CUSTOMERS, "More customers use it weekly than there are customers: count customers, not their users."),
        Limit(MONTHLY_CUSTOMERS, ALL_CUSTOMERS, "More customers use it monthly than there are customers: count customers, not their "
                                                "users."),
    ),
    meanings=(
        Meaning(None, None, "That share of the customers reaches the interval; nobody has a mark for it, since each product has a "
                            "frequency of its own. It should rise.",
                "Find what the customers do who come as often as you mean them to, and help the others to the same habit.", HUBSPOT),
    ),
    collect=(
        Advice("record", "Decide first how often a customer who gains from the product would use it: daily, weekly or monthly. Then log "
                         "customer and date of every use.",
               HUBSPOT),
        Advice("how often", "Each month for daily and weekly, each quarter for monthly. Keep the interval: a longer one lifts the number "
                            "and nothing else.", OURS),
        Advice("when not", "Not for a product that people want to be done with: there, coming less often can be the success.", HUBSPOT),
        Advice("act on it", "Split it by plan and by age of the customer, and start with the group that is furthest "
                            "from its interval.", TYPEFORM),
    ),
    notes=(
        "The three are nested: daily customers count as weekly, weekly ones as monthly.",
        "Daily allows for weekends here: five days of seven.",
    ),
    see_also=("product_activity_coefficient", "stickiness", "feature_adoption_rate"),
)  # fmt: skip
