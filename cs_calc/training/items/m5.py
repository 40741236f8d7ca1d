"""M5, product use: who comes, how often, for what, and what goes with it."""

from cs_calc.metrics import METRICS
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, TYPEFORM
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why, told_number

WEEKS = tuple(told_number(f"active_{n}_weeks", f"Active in {n} of the weeks") for n in range(1, 5))
W1, W2, W3, W4 = WEEKS

PAC = Item(
    key="pac",
    module="M5",
    title="Product activity coefficient",
    asks="Which single customer has stopped coming?",
    metric=METRICS["product_activity_coefficient"],
    stem="Customer Blue Fern logged in {logins} times this month, on {active_days} different days. The month has {possible_days} days, "
    "{working_days} of them working days. What is the product activity coefficient, over all days of the month?",
    draws={
        "possible_days": Choice((30, 31)),
        "active_days": Range(3, 26, 1),
        "logins": Range(30, 120, 5),
        "working_days": Choice((21, 22)),
    },
    require=(lambda given: given["active_days"] <= given["working_days"] and given["logins"] > given["active_days"],),
    dp=1,
    hints=("The coefficient is about how many days, not how many logins.", "Different days with use over days of the month."),
    why=Why(
        "Why are logins not counted?",
        "Ten logins on one day are one day with use: it is about coming back.",
        (
            ("Logins are often failures.", "Even good ones count once a day here."),
            ("Logins cannot exceed days.", "They can, and then the share would pass 100 %."),
        ),
    ),
    interpretation=Interpretation(
        "A customer's coefficient falls from 60 % to 20 %. Daily active users as a whole are up. What now?",
        "Talk to that customer: low activity of one account is a sign of churn that the sum hides. Find the problem, show the value.",
        (
            ("Nothing: daily users are up.", "That is a sum; this account leaves in silence."),
            ("Offer a larger plan.", "That is for customers with high activity."),
        ),
        GECKOBOARD,
    ),
    near=("active_users", "usage_rate"),
    minutes=12,
    anchors=(Anchor({"possible_days": 30.0, "active_days": 12.0, "logins": 45.0, "working_days": 22.0}, 0.4, OURS),),
)

FEATURE_ADOPTION = Item(
    key="feature_adoption",
    module="M5",
    title="Feature adoption rate",
    asks="Are customers using the new feature?",
    metric=METRICS["feature_adoption_rate"],
    stem="{all_customers} customers, {active_customers} used the product this month. {feature_customers} of them used the new integration, "
    "{feature_uses} times altogether. What is its adoption rate, of all customers?",
    draws={
        "all_customers": Choice((250, 300, 400, 500, 640, 800)),
        "feature_customers": Share("all_customers", 14, 52, 2),
        "feature_uses": Share("feature_customers", 220, 480, 20),
        "active_customers": Share("all_customers", 66, 88, 2),
    },
    dp=1,
    hints=("Adoption asks how many customers, not how many times.", "Customers who use it over all customers."),
    why=Why(
        "Why do customers who never came stand below the line?",
        "They have not adopted the feature either: the share is of all customers.",
        (
            ("They will come next month.", "Perhaps. This month they did not use it."),
            ("The list of customers has them in it.", "So it does, and the reason is whom the question is about."),
        ),
    ),
    interpretation=Interpretation(
        "Adoption of a feature that most customers should gain from stays at 18 % for three months. What is next?",
        "Make it easier to meet: in demos, in the documentation, by a notice in the product, with marketing's help.",
        (
            ("Remove the feature.", "What nobody knows looks like what nobody wants."),
            ("Count uses instead: the chart looks better.", "Another question, not a better answer."),
        ),
        GECKOBOARD,
    ),
    near=("usage_rate", "pac"),
    needs=("pac",),
    minutes=12,
    anchors=(Anchor({"all_customers": 400.0, "feature_customers": 84.0, "feature_uses": 294.0, "active_customers": 300.0}, 0.21, OURS),),
)

USAGE_RATE = Item(
    key="usage_rate",
    module="M5",
    title="Product usage rate",
    asks="What share of customers reaches the frequency that is aimed for?",
    metric=METRICS["product_usage_rate"],
    variant="weekly",
    stem="The aim is use at least once a week. Of {all_customers} customers, {daily_customers} use the product daily, {weekly_customers} "
    "at least weekly (daily ones included) and {monthly_customers} at least monthly (these included). What is the weekly usage rate?",
    draws={
        "all_customers": Choice((300, 400, 500, 600, 800)),
        "daily_customers": Share("all_customers", 12, 24, 2),
        "weekly_customers": Share("all_customers", 40, 62, 2),
        "monthly_customers": Share("all_customers", 70, 90, 2),
    },
    slips={
        "daily": ("neighbour", "That is the daily rate; the interval asked for is weekly."),
        "monthly": ("neighbour", "That is the monthly rate; the interval asked for is weekly."),
    },
    dp=1,
    hints=("Which customers meet “at least weekly”?", "The groups lie within one another: take one number, and divide by all customers."),
    why=Why(
        "Why are daily customers not added?",
        "They are among the weekly ones already.",
        (
            ("They use another product.", "It is the same product, more often."),
            ("They are too few to matter.", "However few, they would count twice."),
        ),
    ),
    interpretation=Interpretation(
        "The weekly rate is 48 % and has been flat. What do you want to see?",
        "Progress towards the frequency aimed for: find what daily users do that others do not, and lead the others there.",
        (
            ("Take the interval down to monthly.", "The number rises, the use does not."),
            ("Compare it with an app of another kind.", "Each product has a frequency of its own."),
        ),
        HUBSPOT,
    ),
    near=("active_users", "pac", "feature_adoption"),
    needs=("pac",),
    minutes=12,
    anchors=(Anchor({"all_customers": 400.0, "daily_customers": 80.0, "weekly_customers": 220.0, "monthly_customers": 320.0}, 0.55, OURS),),
)

ACTIVE_USERS = Item(
    key="active_users",
    module="M5",
    title="Active users of a month",
    asks="How many different users came this month?",
    metric=METRICS["active_users"],
    variant="monthly",
    stem="In a month of four weeks {active_1_weeks} users came in exactly one week, {active_2_weeks} in two, {active_3_weeks} in three and "
    "{active_4_weeks} in all four. How many monthly active users are there?",
    story=WEEKS,
    draws={
        "active_1_weeks": Range(80, 200, 10),
        "active_2_weeks": Range(70, 160, 10),
        "active_3_weeks": Range(50, 140, 10),
        "active_4_weeks": Range(60, 180, 10),
    },
    made_of={
        "monthly_users_mean": W1 + W2 + W3 + W4,
        "weekly_users_sum": W1 + 2 * W2 + 3 * W3 + 4 * W4,
        "weekly_users_mean": (W1 + 2 * W2 + 3 * W3 + 4 * W4) / 4,
        "users_every_week": W4,
        "users_again": W2 + W3 + W4,
    },
    slips={"weekly": ("share_vs_average", "That is how many users a week has on average, not how many came in the month.")},
    dp=0,
    hints=("How many different users came at least once?", "The four groups do not overlap: each user is in one of them."),
    why=Why(
        "Why may the four groups be added?",
        "Each user is in exactly one of them.",
        (
            (
                "Weeks may always be added.",
                "Weekly counts may not: a user of four weeks is in all of them. These groups are not.",
            ),
            ("They add up to four weeks.", "Weeks are not added here, users are."),
        ),
    ),
    interpretation=Interpretation(
        "Monthly active users are up 10 %, and two large accounts went silent. Which metric shows it?",
        "The product activity coefficient: counts of active users sum everybody, it looks at each customer.",
        (
            ("Daily active users.", "That is a sum as well."),
            ("None: wait for churn.", "That is the late signal."),
        ),
        GECKOBOARD,
    ),
    near=("usage_rate", "pac"),
    minutes=10,
    anchors=(Anchor({"active_1_weeks": 80.0, "active_2_weeks": 70.0, "active_3_weeks": 50.0, "active_4_weeks": 60.0}, 260.0, OURS),),
)

TIME_ON_PLATFORM = Item(
    key="time_on_platform",
    module="M5",
    title="Time in the product",
    asks="How long does an active customer spend in the product?",
    metric=METRICS["time_in_product"],
    stem="In June customers spent {product_minutes} in the product in {sessions} sessions. {active_customers} customers used it, out of "
    "{all_customers}. What is the average time of an active customer?",
    draws={
        "product_minutes": Range(24_000, 90_000, 600),
        "sessions": Range(1800, 4200, 100),
        "active_customers": Choice((240, 300, 360, 400, 480)),
        "all_customers": Choice((520, 600, 700, 800)),
    },
    slips={"per_session": ("neighbour", "That is the length of a session. The question asks for an active customer.")},
    dp=1,
    hints=("Minutes per what? Underline the word after “of”.", "All minutes over the customers who were active."),
    why=Why(
        "Why are customers who never came left out?",
        "The question is about an active customer: they spent no minute.",
        (
            ("Their minutes are not known.", "They are known: none. They are left out because of the question."),
            ("The average would be too low.", "Lower, and an answer to another question."),
        ),
    ),
    interpretation=Interpretation(
        "Average time rose 30 % after a redesign, and effort got worse. Is more time good?",
        "Not here. Find out what is usual for a customer, and whether the extra minutes are value or struggle.",
        (
            ("Yes: more time is more interest.", "With more effort the time may be struggle."),
            ("Ignore time from now on.", "It says something beside effort and outcome."),
        ),
        HUBSPOT,
    ),
    near=("active_users", "pac"),
    needs=("active_users",),
    minutes=12,
    anchors=(Anchor({"product_minutes": 48_000.0, "sessions": 3_000.0, "active_customers": 400.0, "all_customers": 640.0}, 120.0, OURS),),
)

ENGAGEMENT_LIFT = Item(
    key="engagement_lift",
    module="M5",
    title="Lift of a behaviour",
    asks="Does a behaviour go together with buying, and how strongly?",
    metric=METRICS["behaviour_lift"],
    stem="{with_behaviour} free users invited a colleague in their first week, and {with_outcome} of them bought; of {without_behaviour} "
    "who did not, {without_outcome} bought. How many times as likely to buy was the first group?",
    draws={
        "with_behaviour": Choice((120, 150, 160, 200, 240)),
        "with_outcome": Share("with_behaviour", 24, 38, 2),
        "without_behaviour": Choice((300, 360, 400, 480)),
        "without_outcome": Share("without_behaviour", 14, 24, 2),
    },
    require=(lambda given: given["answer"] >= 1.2,),
    dp=2,
    hints=(
        "The groups differ in size. What must be worked out for each before they are compared?",
        "The rate of the first over the rate of the second. 80 % more likely is 1.8 times as likely.",
    ),
    why=Why(
        "Why are rates compared and not counts?",
        "The groups differ in size: a larger one has more buyers without being likelier to buy.",
        (
            ("Counts are not exact.", "They are. They are of groups that differ in size."),
            ("Rates are always smaller.", "Their size is no reason: that they fit groups of any size is."),
        ),
    ),
    interpretation=Interpretation(
        "Users who finish onboarding within 24 hours are 1.8 times as likely to buy. What may you conclude, and do?",
        "It is a sign in somebody else's data. Find your own, set a target, and test it: going together does not show what causes what.",
        (
            ("Make everybody finish in 24 hours and expect 80 % more sales.", "Keen users may do both: test it first."),
            ("Ignore it: it is only correlation.", "What goes together is what to look for, and then to test."),
        ),
        TYPEFORM,
    ),
    near=("trial_conversion", "pp_change"),
    needs=("pp_change",),
    minutes=15,
    anchors=(Anchor({"with_behaviour": 120.0, "with_outcome": 36.0, "without_behaviour": 300.0, "without_outcome": 50.0}, 1.8, OURS),),
)

ITEMS = (PAC, FEATURE_ADOPTION, USAGE_RATE, ACTIVE_USERS, TIME_ON_PLATFORM, ENGAGEMENT_LIFT)
