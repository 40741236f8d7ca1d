"""How many different people use the product, and how many of them on a given day."""

from cs_calc.expr import Expr, Input, Limit, Step, Summary, Values, mean
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Variant
from cs_calc.sources import GECKOBOARD, HUBSPOT, MIXPANEL, OURS, TYPEFORM
from cs_calc.units import COUNT, PERCENT

DAILY_USERS = Values(
    "daily_users", "Daily active users", COUNT, (44.0, 45.0, 47.0, 46.0, 42.0, 0.0, 0.0),
    "One number for each day: different users with a real action on it, 0 on a day without any. Analytics tools (Mixpanel, Amplitude) "
    "export them as DAU.",
)  # fmt: skip
WEEKLY_USERS = Values(
    "weekly_users", "Weekly active users", COUNT, (58.0, 61.0, 57.0, 60.0),
    "One number for each whole week, from Monday: different users, each once, however many days they came. In analytics tools: WAU.",
)  # fmt: skip
MONTHLY_USERS = Values(
    "monthly_users", "Monthly active users", COUNT, (84.0, 90.0, 93.0),
    "One number for each month: different users, each once. In analytics tools: MAU; leave a month that is not over out.",
)  # fmt: skip
DAYS_WITH_USE = Input("days_with_use", "Days with any use", COUNT, 5.0, "Days on which at least one user came.")
USERS_EVERY_WEEK = Input("users_every_week", "Users who came in every week", COUNT, 31.0, "Users with an action in each week of the month.")
USERS_AGAIN = Input("users_again", "Users who came in more than one week", COUNT, 68.0, "Users with an action in at least two weeks of "
"the month.")


def _users(body: Expr, name: str = "Active users") -> Step:
    return Step("active_users", name, COUNT, body)


def _sticky(body: Expr) -> Step:
    return Step("stickiness", "Stickiness (DAU/MAU)", PERCENT, body)


DAU = Step("dau", "Daily active users, on average", COUNT, mean(DAILY_USERS))
MAU = Step("mau", "Monthly active users, on average", COUNT, mean(MONTHLY_USERS))

ACTIVE_USERS = Metric(
    key="active_users",
    name="Active users (DAU, WAU, MAU)",
    family="product",
    asks="How many different users came on an average day, week or month?",
    unit=COUNT,
    better="higher",
    variants=(
        Variant("daily", "Daily (DAU)", _users(mean(DAILY_USERS), "Daily active users"),
                "For a product of everyday use. Days without use count as 0.", (HUBSPOT, MIXPANEL)),
        Variant("weekly", "Weekly (WAU)", _users(mean(WEEKLY_USERS), "Weekly active users"),
                "For a weekday product: weekends do not disturb it.", (HUBSPOT,)),
        Variant("monthly", "Monthly (MAU)", _users(mean(MONTHLY_USERS), "Monthly active users"),
                "For a product of occasional use, and beside the daily number.", (HUBSPOT, MIXPANEL)),
    ),
    mistakes=(
        Mistake("sum_of_days", _users(Summary("sum", DAILY_USERS)), "wrong", "events_vs_people",
                "Days were added up, so a user of five days counts five times. For a day take the average; for a week count different "
                "users anew.",
                ("daily", "weekly")),
        Mistake("sum_of_weeks", _users(Summary("sum", WEEKLY_USERS)), "wrong", "events_vs_people",
                "Weeks were added up, so a user of four weeks counts four times. Count each user once.", ("monthly",)),
        Mistake("days_with_use_only", _users(Summary("sum", DAILY_USERS) / DAYS_WITH_USE), "alternative", "wrong_base",
                "Days without use were left out. Some leave weekends out on purpose and say so; here every day of the period counts, as 0 "
                "if need be."),
        Mistake("best_day", _users(Summary("most", DAILY_USERS)), "wrong", "centre",
                "That is the best day. The question is about an average one."),
        Mistake("best_week", _users(Summary("most", WEEKLY_USERS), "Weekly active users"), "wrong", "centre",
                "That is the best week, not an average one."),
        Mistake("best_month", _users(Summary("most", MONTHLY_USERS), "Monthly active users"), "wrong", "centre",
                "That is the best month, not an average one."),
        Mistake("week_by_seven", _users(mean(WEEKLY_USERS) / 7), "wrong", "units_time",
                "Weekly users were divided by seven. Most users come on several days of a week, so daily users are counted by day.",
                ("daily",)),
        Mistake("every_week", _users(USERS_EVERY_WEEK), "wrong", "wrong_part",
                "Only users who came in every week were counted. Once in the span is enough to be active in it.", ("monthly",)),
        Mistake("came_again", _users(USERS_AGAIN), "wrong", "wrong_part",
                "Users who came in a single week were dropped. They were active too.", ("monthly",)),
    ),
    errata=(
        Erratum(HUBSPOT, None, "adds up the customers who use the product at a frequency",
                "Read as a sum of days or weeks, a user counts again each time. Active users are different users, each counted once in "
                "the span."),
    ),
    examples=(
        Example({"daily_users": DAILY_USERS.example, "weekly_users": WEEKLY_USERS.example, "monthly_users": MONTHLY_USERS.example,
                 "days_with_use": 5.0, "users_every_week": 31.0, "users_again": 68.0},
                {"daily": 32.0, "weekly": 59.0, "monthly": 89.0},
                "A week from Monday to Sunday: 44 + 45 + 47 + 46 + 42 + 0 + 0 = 224, 224/7 = 32 a day. Four weeks: 236/4 = 59. Three "
                "months: 267/3 = 89.", OURS),
        Example({"daily_users": (10.0, 12.0, 0.0, 11.0, 9.0, 14.0, 7.0), "weekly_users": (20.0, 24.0), "monthly_users": (40.0,),
                 "days_with_use": 6.0, "users_every_week": 8.0, "users_again": 15.0},
                {"daily": 9.0, "weekly": 22.0, "monthly": 40.0}, "63/7 = 9 a day; 44/2 = 22 a week; one month of 40.", OURS),
    ),
    meanings=(
        Meaning(None, None, "So many different users came in an average span. The number grows with the customer base: read it beside the "
                            "number of seats or customers.",
                "If it falls, look for the customers behind it with the product activity coefficient; a total can rise while single "
                "customers fall silent.", GECKOBOARD),
    ),
    collect=(
        Advice("record", "One row for each user and day with use: user, customer, date. Fix in writing which action makes a user "
                         "active.", MIXPANEL),
        Advice("how often", "Choose the span in which a user who gains from the product would come: day, week or month; then look at it "
                            "each month.", HUBSPOT),
        Advice("when not", "Not for a month that is not over, and not without the day on which the definition of active changed.", OURS),
        Advice("act on it", "Look for behaviour that goes with staying or growing, and help others to it.", TYPEFORM),
    ),
    notes=(
        "A user counts once in a day, once in a week, once in a month: the three numbers cannot be worked out from one another.",
        "The first and last month of a file are often covered in part only.",
        "Where no user is known, the customer (account) counts as one.",
    ),
    see_also=("stickiness", "product_activity_coefficient", "product_usage_rate"),
)  # fmt: skip

STICKINESS = Metric(
    key="stickiness",
    name="Stickiness (DAU/MAU)",
    family="product",
    asks="Of the users of a month, what share comes on an average day?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("dau_over_mau", "Daily over monthly users", _sticky(DAU / MAU),
                "For products that are meant for daily use; for others it is low by nature.", (MIXPANEL,)),
    ),
    mistakes=(
        Mistake("of_weekly", _sticky(mean(DAILY_USERS) / mean(WEEKLY_USERS)), "wrong", "neighbour",
                "Divided by weekly users. That is another ratio, always a higher one: DAU over WAU."),
        Mistake("sum_of_days", _sticky(Summary("sum", DAILY_USERS) / mean(MONTHLY_USERS)), "wrong", "events_vs_people",
                "Days were added up. That is how many days with use there are for each user of the month; take the average day."),
        Mistake("best_day", _sticky(Summary("most", DAILY_USERS) / mean(MONTHLY_USERS)), "wrong", "centre",
                "That is the best day. Stickiness takes the average one."),
        Mistake("inverted", _sticky(mean(MONTHLY_USERS) / mean(DAILY_USERS)), "wrong", "inverted",
                "The fraction is upside down: daily users go on top, and the share cannot pass 100 %."),
    ),
    examples=(
        Example({"daily_users": DAILY_USERS.example, "weekly_users": WEEKLY_USERS.example, "monthly_users": MONTHLY_USERS.example},
                {"dau_over_mau": 32 / 89}, "32 users on an average day, 89 in an average month: 32/89 = .36, 36 %.", OURS),
        Example({"daily_users": (10.0, 12.0, 0.0, 11.0, 9.0, 14.0, 7.0), "weekly_users": (20.0, 24.0), "monthly_users": (40.0,)},
                {"dau_over_mau": 0.225}, "9 of 40: 9/40 = .225. The average user comes on 22.5 % of days, about one day in four or "
                                         "five.", OURS),
    ),
    limits=(
        Limit(DAU, MAU, "More users on an average day than in an average month: a month counts every user who came on any of its days."),
    ),
    meanings=(
        Meaning(None, None, "That share of the month's users comes on an average day: at 20 % a user comes on 6 days of 30, at 50 % on 15.",
                "Compare it with your own months before. Where daily use is not what the product is for, look at the usage rate of the "
                "interval that is.", OURS),
    ),
    collect=(
        Advice("record", "One row for each user and day with use, as for active users; the same action has to count for "
                         "day and month.", MIXPANEL),
        Advice("how often", "Each month, once it is over.", OURS),
        Advice("when not", "Not for products of weekly or monthly use, and not across products with another rhythm.", OURS),
        Advice("act on it", "When it falls while monthly users rise, new users try and do not stay: look at their first days.", OURS),
    ),
    notes=(
        "20 % is often called good and 50 % excellent; we found no study behind either, so neither is a mark here.",
        "Weekends pull a weekday product down: five days of seven is 71 % at best.",
        "Geckoboard warns that such totals hide single customers: see the product activity coefficient.",
    ),
    see_also=("active_users", "product_usage_rate", "product_activity_coefficient"),
)  # fmt: skip
