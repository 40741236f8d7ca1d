"""M6, onboarding and conversion: from the trial to the first value."""

from cs_calc.metrics import METRICS
from cs_calc.metrics.onboarding.inputs import DIRECT, RETURNING
from cs_calc.sources import CLOUDTASK, OURS, TYPEFORM
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Why, told_number
from cs_calc.units import DAYS

STARTED_PAYING = told_number("started_paying", "Customers who started to pay")
FINISHED, STILL_AT_IT = told_number("finished", "Customers who finished"), told_number("still_at_it", "Customers still at it")
DAYS_IN_ALL = told_number("total_days", "Days they took, in all", DAYS)
UPGRADED = STARTED_PAYING - DIRECT - RETURNING

TRIAL_CONVERSION = Item(
    key="trial_conversion",
    module="M6",
    title="Trial conversion rate",
    asks="How well do trials turn into paying customers?",
    metric=METRICS["trial_conversion_rate"],
    stem="{trials_started} customers started the free trial in a quarter and {converted_of_started} of them became paying customers. "
    "Another {direct_customers} bought without a trial. What is the trial conversion rate?",
    draws={
        "trials_started": Choice((200, 240, 300, 400, 480, 500, 600)),
        "converted_of_started": Share("trials_started", 9, 30, 1),
        "direct_customers": Range(12, 60, 3),
    },
    dp=1,
    hints=("Can a conversion rate be above 100 %?", "Converted over trials; those who bought at once are in neither."),
    why=Why(
        "Why do the trials stand below the line?",
        "Every trial could convert: who did is a part of them.",
        (
            ("There are more of them.", "That follows from it. A base is chosen for what it counts."),
            ("They came first.", "The order in time is no reason: who could convert is."),
        ),
    ),
    interpretation=Interpretation(
        "Conversion fell from 22 % to 14 %. What do you do before you change the price?",
        "Ask those who did not convert for the reason, and see how soon trial users reach first value.",
        (
            ("Cut the price.", "Price is one of several reasons."),
            ("Make the trial longer.", "Longer is no faster way to value."),
        ),
        CLOUDTASK,
    ),
    near=("free_to_paid", "renewal_rate"),
    minutes=12,
    anchors=(Anchor({"trials_started": 50.0, "converted_of_started": 10.0, "direct_customers": 6.0}, 0.2, OURS),),
)

FREE_TO_PAID = Item(
    key="free_to_paid",
    module="M6",
    title="Free to paid",
    asks="How many customers moved from free to paid this month?",
    metric=METRICS["free_to_paid_upgrades"],
    variant="count",
    stem="{started_paying} customers started to pay in May. {direct_customers} of them had never used the free version and "
    "{returning_customers} were former customers who came back. There were {free_at_start} free users. How many upgrades from free to "
    "paid were there?",
    story=(STARTED_PAYING,),
    draws={
        "started_paying": Range(60, 160, 5),
        "direct_customers": Range(12, 34, 2),
        "returning_customers": Range(5, 17, 2),
        "free_at_start": Choice((900, 1200, 1500, 2000)),
    },
    made_of={"upgrades": UPGRADED, "free_upgraded": UPGRADED},
    leave_out=("free_at_start_only", "direct_counted", "returning_counted"),
    dp=0,
    hints=(
        "Where was each customer on the day before they paid?",
        "Start with everybody and take out the two groups who were not on the free version.",
    ),
    why=Why(
        "Why are former customers who came back taken out?",
        "They had paid before: winning them back is no step from free to paid.",
        (
            ("They pay less.", "What they pay does not matter: where they were the day before does."),
            ("They leave again soon.", "Perhaps. They are win-backs either way."),
        ),
    ),
    interpretation=Interpretation(
        "Upgrades fall although more people sign up for the free version. What is next?",
        "Find out what keeps free users from the step (ask them), then decide whether to change something.",
        (
            ("Close the free version.", "It brings people in: find the obstacle first."),
            ("Count sign-ups instead.", "A sign-up is no upgrade."),
        ),
        CLOUDTASK,
    ),
    near=("trial_conversion", "portfolio_growth"),
    needs=("trial_conversion",),
    minutes=12,
    anchors=(Anchor({"started_paying": 46.0, "direct_customers": 12.0, "returning_customers": 4.0, "free_at_start": 700.0}, 30.0, OURS),),
)

ONBOARDING_SPEED = Item(
    key="onboarding_speed",
    module="M6",
    title="Onboarding time",
    asks="How fast is a new customer up and running?",
    metric=METRICS["onboarding_time"],
    variant="mean",
    stem="{finished} customers finished onboarding, taking {total_days} in all; {still_at_it} are still at it. The plan is {planned_days}. "
    "What is the mean onboarding time of those who finished?",
    story=(FINISHED, DAYS_IN_ALL, STILL_AT_IT),
    draws={
        "finished": Choice((8, 10, 12, 15, 16, 20)),
        "total_days": Share("finished", 1500, 3200, 50),
        "still_at_it": Range(3, 8, 1),
        "planned_days": Choice((10, 14)),
    },
    made_of={
        "onboarding_days_mean": DAYS_IN_ALL / FINISHED,
        "onboarding_days_sum": DAYS_IN_ALL,
        "onboarding_days_count": FINISHED,
        "onboarding_waiting_days_count": STILL_AT_IT,
    },
    require=(lambda given: given["answer"] > given["planned_days"] + 2,),
    dp=1,
    hints=("Whose days are in the total? Divide by exactly those customers.", "Those still at it have no last day yet."),
    why=Why(
        "Why are those still at it left out below?",
        "Their days are not in the total: above and below must count the same customers.",
        (
            ("They may give up.", "Some may. The reason is that their days are not counted above."),
            ("They take longer.", "That is likely, and a reason to watch them; the mean is of those who finished."),
        ),
    ),
    interpretation=Interpretation(
        "The mean is 23 days where 14 are planned. What do you do?",
        "Look closely at the process: do steps in another way or make them clear. Quick starts make early successes.",
        (
            ("Change the plan to 23 days.", "The mark moves, the customer still waits."),
            ("Leave out slow customers.", "They are the ones at risk."),
        ),
        CLOUDTASK,
    ),
    near=("time_to_value", "frt_mean"),
    minutes=12,
    anchors=(Anchor({"finished": 5.0, "total_days": 86.0, "still_at_it": 2.0, "planned_days": 14.0}, 17.2, OURS),),
)

TIME_TO_VALUE = Item(
    key="time_to_value",
    module="M6",
    title="Value within 24 hours",
    asks="What share of new users reaches value quickly?",
    metric=METRICS["value_within_24_hours"],
    stem="Of {sign_ups} sign-ups, {reached_value} finished all steps of onboarding, {value_within_day} of them within 24 hours. What share "
    "of the sign-ups reached value within 24 hours?",
    draws={
        "sign_ups": Choice((200, 250, 300, 400, 500, 640)),
        "reached_value": Share("sign_ups", 52, 80, 2),
        "value_within_day": Share("sign_ups", 22, 44, 2),
    },
    dp=1,
    hints=("Everybody who signed up started the clock. Who beat it?", "Within 24 hours on top, all sign-ups underneath."),
    why=Why(
        "Why do those who never got there stand below the line?",
        "They signed up too: leaving them out would flatter the share.",
        (
            ("They will get there.", "Some may. Within 24 hours they did not."),
            ("They are not known.", "They are: sign-ups less those who finished."),
        ),
    ),
    interpretation=Interpretation(
        "28 % reach value within 24 hours. How do you choose a target?",
        "From your own data: find the time that parts those who convert from those who do not, then set the target there.",
        (
            ("Take the 24 hours of another company.", "Their product, their ratio."),
            ("Aim for 100 %.", "Some will never need every step."),
        ),
        TYPEFORM,
    ),
    near=("onboarding_speed", "trial_conversion"),
    needs=("onboarding_speed",),
    minutes=12,
    anchors=(Anchor({"sign_ups": 500.0, "reached_value": 260.0, "value_within_day": 140.0}, 0.28, OURS),),
)

ITEMS = (TRIAL_CONVERSION, FREE_TO_PAID, ONBOARDING_SPEED, TIME_TO_VALUE)
