"""The first 24 hours: who reaches value in them, and what that is worth."""

from cs_calc.expr import Expr, Limit, Step
from cs_calc.metrics.onboarding.inputs import (
    FAST_CONVERTED,
    FAST_STARTED,
    REACHED_VALUE,
    SIGN_UPS,
    SLOW_CONVERTED,
    SLOW_STARTED,
    VALUE_WITHIN_DAY,
)  # fmt: skip
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import OURS, TYPEFORM
from cs_calc.units import COUNT, PERCENT, RATIO


def _in_a_day(body: Expr) -> Step:
    return Step("value_within_24_hours", "Value within 24 hours", PERCENT, body)


def _uplift(body: Expr) -> Step:
    return Step("fast_onboarding_uplift", "Uplift of a fast start", PERCENT, body)


FAST_RATE = Step("fast_conversion", "Conversion after a fast start", PERCENT, FAST_CONVERTED / FAST_STARTED)
SLOW_RATE = Step("slow_conversion", "Conversion of the others", PERCENT, SLOW_CONVERTED / SLOW_STARTED)
TIMES = Step("times_as_likely", "Times as likely", RATIO, FAST_RATE / SLOW_RATE)
ALL_CONVERTED = Step("all_converted", "Converted in all", COUNT, FAST_CONVERTED + SLOW_CONVERTED)
ALL_STARTED = Step("all_started", "Trials in all", COUNT, FAST_STARTED + SLOW_STARTED)
ALL_RATE = Step("all_conversion", "Conversion of all", PERCENT, ALL_CONVERTED / ALL_STARTED)

VALUE_WITHIN_24_HOURS = Metric(
    key="value_within_24_hours",
    name="Value within 24 hours",
    family="onboarding",
    asks="What share of the sign-ups reaches value within 24 hours?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_sign_ups", "Of all sign-ups", _in_a_day(VALUE_WITHIN_DAY / SIGN_UPS),
                "For products that people set up by themselves. Everyone who signed up is in the base, also those who never came back.",
                (TYPEFORM, OURS), Sure("wilson", ("value_within_day", "sign_ups"))),
    ),
    mistakes=(
        Mistake("of_reached", _in_a_day(VALUE_WITHIN_DAY / REACHED_VALUE), "wrong", "wrong_base",
                "Divided by those who got there. Whoever never did drops out, which flatters the result."),
        Mistake("ever", _in_a_day(REACHED_VALUE / SIGN_UPS), "wrong", "neighbour",
                "That is the share who got there at any time. The clock matters here."),
        Mistake("late", _in_a_day((REACHED_VALUE - VALUE_WITHIN_DAY) / SIGN_UPS), "wrong", "complement",
                "That is the share who got there later than in 24 hours."),
    ),
    examples=(
        Example({"value_within_day": 140.0, "sign_ups": 500.0, "reached_value": 260.0}, {"of_sign_ups": 0.28},
                "Of 500 sign-ups 140 finished all steps within 24 hours: 140/500 = .28, 28 %. 260 did so at some time.", OURS),
        Example({"value_within_day": 90.0, "sign_ups": 240.0, "reached_value": 150.0}, {"of_sign_ups": 0.375}, "90/240 = .375, 37.5 %.",
                OURS),
    ),
    limits=(Limit(VALUE_WITHIN_DAY, SIGN_UPS, "More reached value than signed up. Count only people who signed up in the period, each "
    "once."),),
    meanings=(
        Meaning(None, 1.0, "The others need longer, or never get there.",
                "Look in your own data whether those who are fast convert more, and up to which time; that time is your goal, not the 24 "
                "hours of others.", TYPEFORM),
        Meaning(1.0, None, "Everybody reaches value on the first day.",
                "Check that the step you call value is worth the name: one that a customer would pay for.", OURS),
    ),
    collect=(
        Advice("record", "The time of sign-up and the time at which value was first reached, to the hour, in one time zone.", OURS),
        Advice("when", "Count a sign-up when its 24 hours are over.", OURS),
        Advice("how often", "Every week while you work on onboarding, then every month.", OURS),
        Advice("when not", "Not for products whose set-up is a project of weeks: take onboarding within plan there.", OURS),
        Advice("act on it", "Put the steps that lead to value first, and help on the same day those who stop half way.", TYPEFORM),
    ),
    notes=(
        "Groove's 80 % is not a goal for this share: it says how much likelier fast users are to convert (see fast onboarding uplift).",
        "Some will never need every step: 100 % is no sensible goal.",
    ),
    see_also=("fast_onboarding_uplift", "time_to_value", "trial_conversion_rate"),
)  # fmt: skip

FAST_ONBOARDING_UPLIFT = Metric(
    key="fast_onboarding_uplift",
    name="Fast onboarding uplift",
    family="onboarding",
    asks="How much likelier are trial users to convert if they are set up within 24 hours?",
    unit=PERCENT,
    better="depends",
    variants=(
        Variant("relative_uplift", "Relative to the others", _uplift(TIMES - 1),
                "To test on your own data what Groove reports, and to see whether a fast start is worth working for.",
                (TYPEFORM, OURS),
                Sure("risk_ratio", ("fast_converted", "fast_started", "slow_converted", "slow_started"), less=1.0)),
    ),
    mistakes=(
        Mistake("points", _uplift(FAST_RATE - SLOW_RATE), "wrong", "abs_vs_rel",
                "That is the difference in points. How much likelier is a comparison: divide by the rate of the others."),
        Mistake("times", _uplift(FAST_RATE / SLOW_RATE), "wrong", "abs_vs_rel",
                "That is how many times as likely. How much likelier is 1 less: 1.8 times as likely is 80 % likelier."),
        Mistake("counts", _uplift(FAST_CONVERTED / SLOW_CONVERTED - 1), "wrong", "count_vs_rate",
                "Numbers of customers were compared. The groups differ in size: compare their rates."),
        Mistake("against_all", _uplift(FAST_RATE / ALL_RATE - 1), "wrong", "wrong_base",
                "Compared with all trials, in which the fast ones are too. Compare them with the others."),
        Mistake("inverted", _uplift(SLOW_RATE / FAST_RATE - 1), "wrong", "inverted",
                "The wrong way round: that says how much less likely the others are."),
    ),
    examples=(
        Example({"fast_converted": 27.0, "fast_started": 60.0, "slow_converted": 25.0, "slow_started": 100.0}, {"relative_uplift": 0.8},
                "27 of 60 fast ones are 45 %, 25 of 100 others 25 %: .45/.25 = 1.8, so 80 % likelier, what Typeform reports of Groove. "
                "(The counts are ours.)",
                TYPEFORM),
        Example({"fast_converted": 24.0, "fast_started": 96.0, "slow_converted": 40.0, "slow_started": 200.0}, {"relative_uplift": 0.25},
                "24/96 is 25 %, 40/200 is 20 %: .25/.20 = 1.25, 25 % likelier, or 5 points. With so few trials it may be chance.", OURS),
    ),
    benchmarks=(
        Benchmark(0.8, "what Groove found for its free users who finished all onboarding steps in 24 hours", "article's claim", TYPEFORM,
                  "not stated", "not stated"),
    ),
    limits=(
        Limit(FAST_CONVERTED, FAST_STARTED, "More fast trials converted than there were. Count only conversions of those trials."),
        Limit(SLOW_CONVERTED, SLOW_STARTED, "More of the other trials converted than there were. Count only conversions of those trials."),
    ),
    meanings=(
        Meaning(None, 0.0, "Those set up fast convert less often than the others.",
                "See who the fast ones are: people in a hurry to look around, perhaps. Speed is not what keeps your trials from buying.",
                OURS),
        Meaning(0.0, 0.8, "Those set up fast are likelier to convert, by less than Groove reports of its own users.",
                "Look at the range: if it has 0 in it, it may be chance. Try other spans than 24 hours to find where the difference "
                "begins.", TYPEFORM),
        Meaning(0.8, None, "Those set up fast are likelier to convert, by as much as Groove reports or more.",
                "Make the fast start the goal of onboarding, then test it: let chance decide who gets help on the first day.", TYPEFORM),
    ),
    collect=(
        Advice("record", "For each trial: the time of sign-up, the time at which all onboarding steps were done, and whether it became a "
               "customer.", TYPEFORM),
        Advice("when", "Take trials that have ended; those still running have not decided.", OURS),
        Advice("how often", "Every quarter, or after each change of onboarding: it needs at least some dozens of trials in both groups.",
               OURS),
        Advice("act on it", "If the difference holds, set a goal for the share of sign-ups that is ready within a day.", TYPEFORM),
    ),
    notes=(
        "It shows what goes together, not what causes it: people who mean to buy set up faster. Only an experiment can tell.",
        "Groove's own page on a trial experiment says that accounts not set up within 24 hours hardly ever convert; the 80 % is not on it.",
        "80 % likelier is relative: from 25 % to 45 % is 20 points.",
    ),
    see_also=("value_within_24_hours", "trial_conversion_rate", "behaviour_lift"),
)  # fmt: skip
