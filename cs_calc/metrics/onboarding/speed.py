"""How long it takes until a customer is up and running, and has something of it."""

from cs_calc.expr import Expr, Limit, Step, Summary, count, mean, median
from cs_calc.metrics.onboarding.inputs import (
    ON_PLAN,
    ONBOARDED,
    ONBOARDING_DAYS,
    ONBOARDING_WAITING,
    PLANNED,
    PLANNED_DAYS,
    VALUE_DAYS,
    VALUE_WAITING,
)  # fmt: skip
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import BIGDELTA, CLOUDTASK, OURS, TYPEFORM
from cs_calc.units import DAYS, PERCENT


def _value(body: Expr) -> Step:
    return Step("time_to_value", "Time to value", DAYS, body)


def _onboarding(body: Expr) -> Step:
    return Step("onboarding_time", "Onboarding time", DAYS, body)


def _on_plan(body: Expr) -> Step:
    return Step("onboarding_on_plan_rate", "Share onboarded within plan", PERCENT, body)


VALUE_SURE = Sure("bootstrap", ("value_days",), waiting=VALUE_WAITING)
ONBOARDING_SURE = Sure("bootstrap", ("onboarding_days",), waiting=ONBOARDING_WAITING)
VALUE_TOTAL = Summary("sum", VALUE_DAYS)
ONBOARDING_TOTAL = Summary("sum", ONBOARDING_DAYS)

TIME_TO_VALUE = Metric(
    key="time_to_value",
    name="Time to value",
    family="onboarding",
    asks="How long does it take until a new customer gets something out of the product?",
    unit=DAYS,
    better="lower",
    variants=(
        Variant("median", "Median", _value(median(VALUE_DAYS)),
                "The default: the typical customer of those who got there. Always with the number of those who have not.",
                (BIGDELTA, OURS), VALUE_SURE),
        Variant("mean", "Mean", _value(mean(VALUE_DAYS)),
                "Where figures you compare with are averages. A few slow customers pull it up.", (OURS,), VALUE_SURE),
    ),
    mistakes=(
        Mistake("unsorted_middle", _value(Summary("middle", VALUE_DAYS)), "wrong", "centre",
                "That is the middle of the list as it stands. Sort first, then take the middle.", ("median",)),
        Mistake("midrange", _value((Summary("least", VALUE_DAYS) + Summary("most", VALUE_DAYS)) / 2), "wrong", "centre",
                "That is half way between the fastest and the slowest customer: these two decide it, and all others count for nothing."),
        Mistake("waiting_as_done", _value((VALUE_TOTAL + Summary("sum", VALUE_WAITING)) / (count(VALUE_DAYS) + count(VALUE_WAITING))),
                "wrong", "wrong_part",
                "Those who are not there yet were counted as if they had got there today. Their time is still growing.", ("mean",)),
        Mistake("waiting_in_base", _value(VALUE_TOTAL / (count(VALUE_DAYS) + count(VALUE_WAITING))), "wrong", "wrong_base",
                "Those who are not there yet are among those divided by, but their days are not in the total: it looks faster than it is.",
                ("mean",)),
        Mistake("onboarding", _value(median(ONBOARDING_DAYS)), "wrong", "neighbour",
                "That is the time until onboarding is finished. Value may come before the last step, or long after.", ("median",)),
    ),
    examples=(
        Example({"value_days": (1.0, 14.0, 2.0, 1.0, 8.0, 3.0, 5.0), "value_waiting_days": (20.0, 30.0, 30.0),
                 "onboarding_days": (9.0, 30.0, 12.0, 14.0, 21.0)},
                {"median": 3.0, "mean": 34 / 7},
                "Sorted: 1, 1, 2, 3, 5, 8, 14. The 4th of 7 is 3; the mean is 34 / 7 = 4.86. (Three more have waited 20 and 30 days: "
                "counted with them, half of the 10 got there within 5 days.)", OURS),
        Example({"value_days": (0.5, 4.0, 6.0, 1.5, 10.0, 2.0), "value_waiting_days": (12.0,), "onboarding_days": (7.0, 5.0, 16.0, 8.0)},
                {"median": 3.0, "mean": 4.0},
                "Sorted: 0.5, 1.5, 2, 4, 6, 10. Half way between the 3rd and the 4th of 6 is 3; the mean is 24 / 6 = 4.", OURS),
    ),
    meanings=(
        Meaning(None, 1.0, "Within a day: the span in which Groove found that it decides, as Typeform reports it.",
                "See how many have not got there at all, and whether those who did also stay.", TYPEFORM),
        Meaning(1.0, None, "A day or longer. What is good depends on the product: find in your own data the time up to which customers "
                "still convert or stay.",
                "Set the goal for onboarding from that, and take out the step on which most time goes.", TYPEFORM),
    ),
    collect=(
        Advice("record", "When each customer signed up and when the first result was there. Name that result once for all: one that the "
               "customer would pay for, not a filled-in profile.", OURS),
        Advice("question", "When did you first feel that the product was worth it, and what had you just done?", OURS),
        Advice("scale", "Days, with a part of a day for quick ones: 0.5 is twelve hours. The same day is not 0 if you know the hour.",
               OURS),
        Advice("how often", "Every month, by the month of sign-up: each month's newcomers are followed as a group.", OURS),
        Advice("act on it", "Compare those who got there fast with those who did not: do they convert and stay more? Then put the quick "
               "path first in onboarding.", TYPEFORM),
    ),
    notes=(
        "The time of those who got there only gets better when slow ones give up. The median that counts those who still wait is shown "
        "beside it.",
        "The newest sign-ups look fast: only quick ones can have got there by now.",
    ),
    see_also=("value_within_24_hours", "onboarding_time", "trial_conversion_rate"),
)  # fmt: skip

ONBOARDING_TIME = Metric(
    key="onboarding_time",
    name="Onboarding time",
    family="onboarding",
    asks="How long does it take to get a new customer up and running?",
    unit=DAYS,
    better="lower",
    variants=(
        Variant("median", "Median", _onboarding(median(ONBOARDING_DAYS)),
                "The default: half of the customers are running sooner, half later.", (CLOUDTASK, OURS), ONBOARDING_SURE),
        Variant("mean", "Mean", _onboarding(mean(ONBOARDING_DAYS)),
                "For planning the team's time: the mean times the number of customers is the days in all.", (OURS,), ONBOARDING_SURE),
    ),
    mistakes=(
        Mistake("open_in_base", _onboarding(ONBOARDING_TOTAL / (count(ONBOARDING_DAYS) + count(ONBOARDING_WAITING))), "wrong", "wrong_base",
                "Customers who are not finished are among those divided by, without their days: onboarding looks faster than it is.",
                ("mean",)),
        Mistake("overrun", _onboarding(mean(ONBOARDING_DAYS) - PLANNED_DAYS), "wrong", "neighbour",
                "That is how much longer than planned it took. A good next number; the question is the time itself.", ("mean",)),
        Mistake("inverted", _onboarding(count(ONBOARDING_DAYS) / ONBOARDING_TOTAL), "wrong", "inverted",
                "Upside down: that is customers for each day. Days go on top.", ("mean",)),
        Mistake("unsorted_middle", _onboarding(Summary("middle", ONBOARDING_DAYS)), "wrong", "centre",
                "That is the middle of the list as it stands. Sort first, then take the middle.", ("median",)),
        Mistake("midrange", _onboarding((Summary("least", ONBOARDING_DAYS) + Summary("most", ONBOARDING_DAYS)) / 2), "wrong", "centre",
                "That is half way between the quickest and the longest onboarding: only these two were looked at."),
    ),
    examples=(
        Example({"onboarding_days": (9.0, 30.0, 21.0, 14.0, 12.0), "onboarding_waiting_days": (25.0, 40.0), "planned_days": 14.0},
                {"median": 14.0, "mean": 17.2},
                "Sorted: 9, 12, 14, 21, 30. The 3rd of 5 is 14, as planned; the mean is 86 / 5 = 17.2. (Two more are at it for 25 and 40 "
                "days.)", OURS),
        Example({"onboarding_days": (20.0, 35.0, 10.0, 26.0), "onboarding_waiting_days": (50.0,), "planned_days": 14.0},
                {"median": 23.0, "mean": 22.75},
                "Sorted: 10, 20, 26, 35. Half way between 20 and 26 is 23; the mean is 91 / 4 = 22.75; 14 days were planned.", OURS),
    ),
    meanings=(
        Meaning(None, None, "The mark is the time you told the customer. Faster is better: who runs early has early results to show.",
                "Where it often takes much longer than planned, go through the steps: do some in another way, say more clearly what the "
                "customer has to do.", CLOUDTASK),
    ),
    collect=(
        Advice("record", "For each customer the day of sign-up, the planned days, and the day on which the last step of a written list "
               "was done.", CLOUDTASK),
        Advice("question", "Are you up and running, and which step was not clear?", OURS),
        Advice("when", "Ask on the day the last step is done, not in the middle of a problem.", OURS),
        Advice("how often", "Every month, by the month of sign-up and by size of customer.", OURS),
        Advice("when not", "Do not move the plan to fit the figure: the gauge moves, the customer waits as long as before.", OURS),
        Advice("act on it", "Time each step once. Change the one that takes longest, or the one at which customers ask most.", CLOUDTASK),
    ),
    notes=(
        "Customers who are not finished have no time yet: see how many there are, and the median that counts them too.",
        "Leaving out slow customers makes the figure better and hides those at risk.",
    ),
    see_also=("onboarding_on_plan_rate", "time_to_value"),
)  # fmt: skip

ONBOARDING_ON_PLAN_RATE = Metric(
    key="onboarding_on_plan_rate",
    name="Onboarded within plan",
    family="onboarding",
    asks="What share of the customers was up and running in the time we promised?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("within_plan", "Of the onboardings whose time is over", _on_plan(ON_PLAN / PLANNED),
                "Where customers get different plans: large ones may take longer without counting as late.",
                (CLOUDTASK,), Sure("wilson", ("onboarded_on_plan", "onboardings_planned"))),
    ),
    mistakes=(
        Mistake("of_finished", _on_plan(ON_PLAN / ONBOARDED), "wrong", "wrong_base",
                "Divided by finished onboardings. Those that are late and not finished at all drop out, which flatters the result."),
        Mistake("ever", _on_plan(ONBOARDED / PLANNED), "wrong", "neighbour",
                "That is the share finished at any time. The plan matters here."),
        Mistake("late", _on_plan((PLANNED - ON_PLAN) / PLANNED), "wrong", "complement",
                "That is the share that was not ready in time."),
    ),
    examples=(
        Example({"onboarded_on_plan": 26.0, "onboardings_planned": 40.0, "onboarded": 35.0}, {"within_plan": 0.65},
                "26 of 40 were ready on their day: 26/40 = .65, 65 %. 9 more came late, 5 are not ready yet.", OURS),
        Example({"onboarded_on_plan": 18.0, "onboardings_planned": 20.0, "onboarded": 19.0}, {"within_plan": 0.9},
                "18/20 = .90, 90 %; with 20 customers the range is 70 % to 97 %.", OURS),
    ),
    limits=(Limit(ON_PLAN, PLANNED, "More customers were ready in time than had a plan. Count only those with a plan whose last day has "
    "passed."),),
    meanings=(
        Meaning(None, 1.0, "Some customers waited longer than they were told.",
                "Take a close look at the process: what could be done in another way, and what is not clear to customers.", CLOUDTASK),
        Meaning(1.0, None, "Everybody was ready in time.",
                "See whether the plans can be made shorter: a plan that is always kept may be too generous.", OURS),
    ),
    collect=(
        Advice("record", "The planned days of each customer, written down at sign-up and not changed afterwards, and the day they were up "
               "and running.", CLOUDTASK),
        Advice("when", "Count a customer when the last planned day has passed, not before: until then it is open.", OURS),
        Advice("how often", "Every month or quarter, by size of customer and by who led the onboarding.", OURS),
        Advice("act on it", "Call customers when half of their time is over and less than half of the steps is done.", OURS),
    ),
    notes=("A later plan, agreed after the first was missed, is a new promise: keep the first one for this figure.",),
    see_also=("onboarding_time", "time_to_value"),
)  # fmt: skip
