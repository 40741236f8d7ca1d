"""The numbers that trial and onboarding metrics start from."""

from cs_calc.expr import Input, Values
from cs_calc.units import COUNT, DAYS

TRIALS_STARTED = Input(
    "trials_started", "Trials started", COUNT, 50.0,
    "Accounts whose free trial began in the period. Stripe: trial start; ChartMogul: trial started at. Leave out your own tests.",
)  # fmt: skip
CONVERTED_OF_STARTED = Input(
    "converted_of_started", "Converted, of the trials started", COUNT, 10.0,
    "Of the trials that began in the period, those that have become paying customers since, whenever that was.",
)  # fmt: skip
TRIALS_ENDED = Input(
    "trials_ended", "Trials ended", COUNT, 50.0,
    "Accounts whose free trial ended in the period, converted or not. Those still running have not decided yet. Stripe: trial end.",
)  # fmt: skip
CONVERTED_OF_ENDED = Input(
    "converted_of_ended", "Converted, of the trials ended", COUNT, 10.0,
    "Of the trials that ended in the period, those that have become paying customers.",
)  # fmt: skip
DIRECT = Input("direct_customers", "Customers who bought at once", COUNT, 6.0, "New paying customers who never used the trial or the free "
"version.")
RETURNING = Input("returning_customers", "Former customers who came back", COUNT, 4.0, "They paid before and had left: a win-back, not an "
"upgrade.")

FREE_AT_START = Input(
    "free_at_start", "Free accounts at start", COUNT, 700.0,
    "Accounts on the free version, or on trial, on the last day before the period. Stripe: subscriptions with the free price or status "
    "trialing.",
)  # fmt: skip
FREE_UPGRADED = Input(
    "free_upgraded", "Upgraded, of the free accounts at start", COUNT, 28.0,
    "Of the free accounts at the start, those that became paying within the period.",
)  # fmt: skip
UPGRADES = Input(
    "upgrades", "Upgrades from free to paid", COUNT, 30.0,
    "All accounts that went from free to paid in the period, also those that signed up in it. Not customers who bought at once, nor those "
    "who came back.",
)  # fmt: skip

VALUE_DAYS = Values(
    "value_days", "Times to first value", DAYS, (1.0, 14.0, 2.0, 1.0, 8.0, 3.0, 5.0),
    "One value for each customer who has got there: days from sign-up to the first result you agreed to call value (first report sent, "
    "first invoice paid ...), half days too. Product analytics: time between the two events.",
)  # fmt: skip
VALUE_WAITING = Values(
    "value_waiting_days", "Times waited so far for first value", DAYS, (20.0, 30.0, 30.0),
    "One value for each customer who has not got there yet: days since sign-up, or until they left.",
)  # fmt: skip
ONBOARDING_DAYS = Values(
    "onboarding_days", "Onboarding times", DAYS, (9.0, 30.0, 12.0, 14.0, 21.0),
    "One value for each customer who is up and running: days from sign-up to the end of onboarding, as your own list of steps defines it.",
)  # fmt: skip
ONBOARDING_WAITING = Values(
    "onboarding_waiting_days", "Onboarding times so far", DAYS, (25.0, 40.0),
    "One value for each customer whose onboarding is not finished: days since sign-up, or until they left.",
)  # fmt: skip
PLANNED_DAYS = Input("planned_days", "Planned onboarding time", DAYS, 14.0, "How long onboarding should take, as you told the customer.")

PLANNED = Input(
    "onboardings_planned", "Onboardings with a plan", COUNT, 40.0,
    "Customers who were given a number of days for their onboarding, and whose last planned day has passed, finished or not.",
)  # fmt: skip
ON_PLAN = Input(
    "onboarded_on_plan", "Onboarded within plan", COUNT, 26.0,
    "Of those, the ones that were up and running on their last planned day at the latest.",
)  # fmt: skip
ONBOARDED = Input("onboarded", "Onboarded, in time or late", COUNT, 35.0, "Of those with a plan, all that are up and running by now.")

SIGN_UPS = Input(
    "sign_ups", "Sign-ups", COUNT, 500.0,
    "Everybody who signed up in the period, at least 24 hours ago: those who never came back too.",
)  # fmt: skip
VALUE_WITHIN_DAY = Input(
    "value_within_day", "Reached value within 24 hours", COUNT, 140.0,
    "Of the sign-ups, those that reached first value, or finished all onboarding steps, within 24 hours.",
)  # fmt: skip
REACHED_VALUE = Input("reached_value", "Reached value at any time", COUNT, 260.0, "Of the sign-ups, all that have got there by now, early "
"or late.")

FAST_STARTED = Input(
    "fast_started", "Trials set up within 24 hours", COUNT, 60.0,
    "Trials that ended in the period and finished all onboarding steps within 24 hours of signing up.",
)  # fmt: skip
FAST_CONVERTED = Input("fast_converted", "Converted, of those set up within 24 hours", COUNT, 27.0, "Of those, the ones that became "
"paying customers.")
SLOW_STARTED = Input(
    "slow_started", "Trials set up later or never", COUNT, 100.0,
    "All other trials that ended in the period: onboarding finished later, or never.",
)  # fmt: skip
SLOW_CONVERTED = Input("slow_converted", "Converted, of those set up later or never", COUNT, 25.0, "Of those, the ones that became paying "
"customers.")
