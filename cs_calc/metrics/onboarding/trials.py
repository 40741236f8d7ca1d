"""From trial or free to paying."""

from cs_calc.expr import Expr, Limit, Step
from cs_calc.metrics.churn import ACQUIRED
from cs_calc.metrics.onboarding.inputs import (
    CONVERTED_OF_ENDED,
    CONVERTED_OF_STARTED,
    DIRECT,
    FREE_AT_START,
    FREE_UPGRADED,
    RETURNING,
    TRIALS_ENDED,
    TRIALS_STARTED,
    UPGRADES,
)  # fmt: skip
from cs_calc.model import Advice, Erratum, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import CHARTMOGUL_TRIALS, CLEENG, CLOUDTASK, GLASSFY, HUBSPOT, OURS, TYPEFORM
from cs_calc.units import COUNT, PERCENT


def _conversion(body: Expr) -> Step:
    return Step("trial_conversion_rate", "Trial conversion rate", PERCENT, body)


def _upgrades(body: Expr) -> Step:
    return Step("free_to_paid_upgrades", "Free-to-paid rate", PERCENT, body)


UPGRADES_COUNTED = "Free-to-paid upgrades"


def _number(body: Expr) -> Step:
    return Step("free_to_paid_upgrades", UPGRADES_COUNTED, COUNT, body)


ASK_WHY = Advice(
    "question", "What kept you from taking the paid version: price, quality, rules you must follow, or something else? Ask those who did "
    "not convert, a few days after.", CLOUDTASK,
)  # fmt: skip

TRIAL_CONVERSION_RATE = Metric(
    key="trial_conversion_rate",
    name="Trial conversion rate",
    family="onboarding",
    asks="What share of the free trials turns into paying customers?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("trials_started", "Of the trials started", _conversion(CONVERTED_OF_STARTED / TRIALS_STARTED),
                "The default: it follows the people who began together. Trials still running count as not converted, so the newest rate "
                "can still rise.",
                (CHARTMOGUL_TRIALS, GLASSFY), Sure("wilson", ("converted_of_started", "trials_started"))),
        Variant("trials_ended", "Of the trials ended", _conversion(CONVERTED_OF_ENDED / TRIALS_ENDED),
                "For a figure that is final: everybody in it has decided.",
                (CLEENG,), Sure("wilson", ("converted_of_ended", "trials_ended"))),
    ),
    mistakes=(
        Mistake("inverted", _conversion(TRIALS_STARTED / CONVERTED_OF_STARTED), "alternative", "inverted",
                "Upside down, as HubSpot's sentence has it: that is the trials needed for one customer. A rate above 100 % gives it away."),
        Mistake("direct_counted", _conversion((CONVERTED_OF_STARTED + DIRECT) / TRIALS_STARTED), "wrong", "new_vs_existing",
                "Customers who bought without a trial were counted as conversions. They are in neither number.", ("trials_started",)),
        Mistake("of_buyers", _conversion(CONVERTED_OF_STARTED / (CONVERTED_OF_STARTED + DIRECT)), "wrong", "wrong_base",
                "That is the share of buyers who came through a trial. The whole is the trials.", ("trials_started",)),
        Mistake("against_rest", _conversion(CONVERTED_OF_STARTED / (TRIALS_STARTED - CONVERTED_OF_STARTED)), "wrong", "part_to_part",
                "Converted trials were compared with those not converted. The whole is all trials."),
        Mistake("ended_against_rest", _conversion(CONVERTED_OF_ENDED / (TRIALS_ENDED - CONVERTED_OF_ENDED)), "wrong", "part_to_part",
                "Trials that converted were set against those that ended without. The base is every trial that ended."),
        Mistake("ended_direct_counted", _conversion((CONVERTED_OF_ENDED + DIRECT) / TRIALS_ENDED), "wrong", "new_vs_existing",
                "Customers who bought at once are on top, though no trial of theirs ended: they never had one.", ("trials_ended",)),
    ),
    errata=(
        Erratum(HUBSPOT, _conversion(TRIALS_STARTED / CONVERTED_OF_STARTED), "divides those on the trial by those who converted",
                "Upside down: unless all convert it is above 100 %. Converted goes on top."),
    ),
    examples=(
        Example({"converted_of_started": 10.0, "trials_started": 50.0, "converted_of_ended": 10.0, "trials_ended": 50.0,
                 "direct_customers": 6.0},
                {"trials_started": 0.2, "trials_ended": 0.2},
                "50 trials ended on one day, 10 became subscriptions: 10/50 = .20, 20 %. (By HubSpot's printed formula 50/10 = 5, 500 %. "
                "That they also began together, and the 6 direct buyers, are ours.)", CLEENG),
        Example({"converted_of_started": 40.0, "trials_started": 200.0, "converted_of_ended": 40.0, "trials_ended": 160.0,
                 "direct_customers": 25.0},
                {"trials_started": 0.2, "trials_ended": 0.25},
                "40 of 200 trials: 40/200 = .20, 20 %. (If 40 of them still run, 160 have ended: 40/160 = 25 %; that part is ours.)",
                GLASSFY),
    ),
    limits=(
        Limit(CONVERTED_OF_STARTED, TRIALS_STARTED, "More trials converted than began. Count only conversions of trials that began in the "
        "period."),
        Limit(CONVERTED_OF_ENDED, TRIALS_ENDED, "More trials converted than ended. Count only conversions of trials that ended in the "
        "period."),
    ),
    meanings=(
        Meaning(None, 1.0, "The rest tried the product and did not buy, or has not decided yet. Compare it with your own earlier trials "
                "of the same kind: as long, and with or without a credit card at the start.",
                "Ask those who did not convert for the reason, and see how soon trial users reach first value, before you touch the "
                "price.", CLOUDTASK),
        Meaning(1.0, None, "Every trial became a customer.",
                "Check the count of trials: those that were given up early may be missing.", OURS),
    ),
    collect=(
        Advice("record", "For each account the day the trial began, the day it ended, and the day of the first payment.", OURS),
        ASK_WHY,
        Advice("when", "A month, a quarter or a year of trials; wait until they are over before you compare.", HUBSPOT),
        Advice("how often", "Every month, by the month in which the trials began, and by channel.", CHARTMOGUL_TRIALS),
        Advice("when not", "Do not make trials longer to lift the rate: that is not a faster way to value.", OURS),
        Advice("act on it", "Find the steps that converted users take and others do not, and lead every trial user to them in the first "
               "day.", TYPEFORM),
    ),
    notes=(
        "A trial ends by itself, a free version does not: keep the two apart.",
        "Who paid before the trial began, or bought without one, is no conversion.",
    ),
    see_also=("free_to_paid_upgrades", "value_within_24_hours", "fast_onboarding_uplift"),
)  # fmt: skip

FREE_TO_PAID_UPGRADES = Metric(
    key="free_to_paid_upgrades",
    name="Free to paid",
    family="onboarding",
    asks="How many free users go over to the paid version?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("rate", "Of the free accounts at start", _upgrades(FREE_UPGRADED / FREE_AT_START),
                "The default: it does not rise only because more people sign up.",
                (OURS,), Sure("wilson", ("free_upgraded", "free_at_start"))),
        Variant("count", "Number of upgrades", Step("free_to_paid_upgrades_count", UPGRADES_COUNTED, COUNT, UPGRADES),
                "For the plain question how many it was this month. It grows with the number of free users.", (CLOUDTASK,)),
    ),
    mistakes=(
        Mistake("all_new_counted", _upgrades(ACQUIRED / FREE_AT_START), "wrong", "new_vs_existing",
                "Everyone who paid for the first time was counted. Only accounts that were free at the start belong on top."),
        Mistake("direct_counted", _upgrades((FREE_UPGRADED + DIRECT) / FREE_AT_START), "wrong", "new_vs_existing",
                "Customers who bought at once were counted: they never used the free version."),
        Mistake("returning_counted", _upgrades((FREE_UPGRADED + RETURNING) / FREE_AT_START), "wrong", "new_vs_existing",
                "Former customers who came back were counted: that is a win-back, not an upgrade."),
        Mistake("joined_since_counted", _upgrades(UPGRADES / FREE_AT_START), "wrong", "wrong_part",
                "Upgrades of accounts that signed up within the period were counted, but those accounts are not in the base.",
                ("rate",)),
        Mistake("of_buyers", _upgrades(UPGRADES / ACQUIRED), "wrong", "wrong_base",
                "That is the share of new customers who came from the free version. The whole is the free accounts.",
                ("rate",)),
        Mistake("free_at_start_only", _number(FREE_UPGRADED), "wrong", "wrong_part",
                "Only accounts that were free on the first day were counted. The number has all upgrades, also of those who signed up "
                "since.",
                ("count",)),
        Mistake("returned_added", _number(UPGRADES + RETURNING), "wrong", "new_vs_existing",
                "Customers who came back were added. They had paid before: winning them back is no step from free to paid.", ("count",)),
        Mistake("everyone_counted", _number(UPGRADES + DIRECT + RETURNING), "wrong", "new_vs_existing",
                "Everyone who started to pay was counted. Only those who had a free account the day before have upgraded.", ("count",)),
        Mistake("bought_at_once_added", _number(UPGRADES + DIRECT), "wrong", "new_vs_existing",
                "That is all new customers. Those who bought at once had no free account to upgrade.", ("count",)),
    ),
    examples=(
        Example({"free_upgraded": 28.0, "free_at_start": 700.0, "upgrades": 30.0, "new_customers": 42.0, "direct_customers": 12.0,
                 "returning_customers": 4.0},
                {"rate": 0.04, "count": 30.0},
                "46 customers started paying in May: 12 had never used the free version, 4 came back, so 30 upgraded. 28 of them were "
                "free on 1 May: 28/700 = .04, 4 %.", OURS),
        Example({"free_upgraded": 45.0, "free_at_start": 900.0, "upgrades": 52.0, "new_customers": 71.0, "direct_customers": 19.0,
                 "returning_customers": 8.0},
                {"rate": 0.05, "count": 52.0}, "45/900 = .05, 5 %; with the 7 who signed up and upgraded in the same month it was 52 "
                "upgrades.", OURS),
    ),
    limits=(Limit(FREE_UPGRADED, FREE_AT_START, "More accounts upgraded than were free at the start. Count only upgrades of those "
    "accounts."),),
    meanings=(
        Meaning(None, None, "This share of the free users took the step. There is no mark that fits all: it depends on what the free "
                "version leaves out.",
                "If it falls while sign-ups grow, ask free users what keeps them, then decide whether to change something.", CLOUDTASK,
                ("rate",)),
        Meaning(None, 1.0, "Nobody took the step.",
                "Ask some of the free users what keeps them from it: price, quality, rules, or that the free version does for them.",
                CLOUDTASK,
                ("count",)),
        Meaning(1.0, None, "That many free users took the step. The number grows with sign-ups: read the rate beside it.",
                "See that it comes regularly, month after month; where it does not, find out what keeps the others.", CLOUDTASK,
                ("count",)),
    ),
    collect=(
        Advice("record", "For each account the day it signed up, the day it first paid, and what it had the day before: nothing, free, or "
               "a paid plan long ago.", OURS),
        ASK_WHY,
        Advice("how often", "Every month.", CLOUDTASK),
        Advice("when not", "Not where there is no free version: then it is trial conversion, or nothing.", CLOUDTASK),
        Advice("act on it", "Take the reason that free users name most; only then decide whether price, limits or product should change.",
               CLOUDTASK),
    ),
    notes=(
        "Show both: the number for planning, the rate for whether the step gets easier.",
        "New customers = upgrades + customers who bought at once. Those who came back were customers before.",
    ),
    see_also=("trial_conversion_rate", "time_to_value"),
)  # fmt: skip
