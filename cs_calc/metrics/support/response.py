"""How long customers wait for the first answer, and how many have it in time."""

from cs_calc.expr import Expr, Step, Summary, count, mean, median, p90, within
from cs_calc.metrics.support.inputs import AUTO_ONLY, RESPONSE, TARGET, UNANSWERED
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import GECKOBOARD, OURS, TYPEFORM, ZENDESK
from cs_calc.units import COUNT, HOURS, PERCENT


def _time(body: Expr) -> Step:
    return Step("first_response_time", "First response time", HOURS, body)


def _in_time(body: Expr) -> Step:
    return Step("first_response_within_target", "Share answered in time", PERCENT, body)


SURE = Sure("bootstrap", ("response_hours",), waiting=UNANSWERED)
TOTAL = Summary("sum", RESPONSE)
IN_TIME = Step("responses_in_time", "Answered in time", COUNT, within(RESPONSE, TARGET))
ANSWERED = Step("responses", "Answered tickets", COUNT, count(RESPONSE))
WITHOUT_ROBOTS = Advice(
    "record", "When the ticket came in and when a person first replied in public, both with the time of day. Mark automatic replies, so "
    "that they can be left out: a confirmation at once is kind, but it is not an answer.", GECKOBOARD,
)  # fmt: skip
TEN_AND_ONE = (1.0, 1.0, 1.0, 1.0, 1.0, 96.0, 1.0, 1.0, 1.0, 1.0, 1.0)
SEVEN = (5.0, 0.5, 2.0, 0.25, 1.0, 30.0, 3.0)

FIRST_RESPONSE_TIME = Metric(
    key="first_response_time",
    name="First response time",
    family="support",
    asks="How long does a customer wait until a person answers?",
    unit=HOURS,
    better="lower",
    variants=(
        Variant("median", "Median", _time(median(RESPONSE)),
                "The default: half of the customers wait less, half wait longer, and one forgotten ticket does not move it.",
                (ZENDESK, OURS), SURE),
        Variant("mean", "Mean", _time(mean(RESPONSE)),
                "Where figures you compare with are averages, or for the work that waits in all. A few very slow tickets pull it far up.",
                (GECKOBOARD,), SURE),
        Variant("p90", "90th percentile", _time(p90(RESPONSE)),
                "For the promise you can keep: nine in ten customers wait no longer than this.", (OURS,), SURE),
    ),
    mistakes=(
        Mistake("unsorted_middle", _time(Summary("middle", RESPONSE)), "wrong", "centre",
                "That is the middle of the list as it came in. Sort first, then take the middle.", ("median",)),
        Mistake("midrange", _time((Summary("least", RESPONSE) + Summary("most", RESPONSE)) / 2), "wrong", "centre",
                "That is half way between the fastest and the slowest ticket, so the slowest decides it. The median has as many tickets "
                "below as above.", ("median",)),
        Mistake("slowest", _time(Summary("most", RESPONSE)), "wrong", "centre",
                "That is the slowest ticket. It is worth a look of its own, but it is the wait of one customer.", ("median", "p90")),
        Mistake("nine_tenths_of_slowest", _time(Summary("most", RESPONSE) * 0.9), "wrong", "centre",
                "That is nine tenths of the slowest wait. The 90th percentile is a place in the sorted list, not a part of its largest "
                "value.", ("p90",)),
        Mistake("auto_counted", _time((TOTAL + AUTO_ONLY / 60) / (count(RESPONSE) + AUTO_ONLY)), "wrong", "wrong_part",
                "Automatic replies were averaged in as answers after a minute. They reassure, but only a person's reply counts.",
                ("mean",)),
        Mistake("waiting_in_base", _time(TOTAL / (count(RESPONSE) + count(UNANSWERED))), "wrong", "wrong_base",
                "Tickets without a person's reply are among those divided by, but their waiting is not in the total: the time looks "
                "shorter than it is.", ("mean",)),
        Mistake("minutes", _time(median(RESPONSE) * 60), "wrong", "units_time",
                "Those are minutes. The answer is in hours: divide by 60.", ("median",)),
        Mistake("mean_in_minutes", _time(mean(RESPONSE) * 60), "wrong", "units_time",
                "That is the mean in minutes. Every wait here is in hours, and so is their mean.", ("mean",)),
        Mistake("inverted", _time(count(RESPONSE) / TOTAL), "wrong", "inverted",
                "The division is upside down: that is tickets per hour of waiting. Hours go on top.", ("mean",)),
    ),
    examples=(
        Example({"response_hours": TEN_AND_ONE, "unanswered_hours": (3.0, 30.0), "auto_only_tickets": 4.0},
                {"median": 1.0, "mean": 106 / 11, "p90": 1.0},
                "Ten tickets took 1 hour, one 96. Sorted, the 6th of 11 is 1: the median. The mean is (10 x 1 + 96) / 11 = 9.64, a wait "
                "that nobody had.",
                OURS),
        Example({"response_hours": SEVEN, "unanswered_hours": (40.0,), "auto_only_tickets": 1.0},
                {"median": 2.0, "mean": 41.75 / 7, "p90": 15.0},
                "Sorted: 0.25, 0.5, 1, 2, 3, 5, 30. The 4th of 7 is 2; the mean is 41.75 / 7 = 5.96. Nine tenths of the way from the 1st "
                "to the 7th is place 6.4, between 5 and 30: 5 + 0.4 x 25 = 15.", OURS),
    ),
    benchmarks=(
        Benchmark(24.0, "what customers expect after an e-mail or a web form", "article's claim", GECKOBOARD, "not stated"),
        Benchmark(1.0, "what customers expect on social media", "article's claim", GECKOBOARD, "not stated"),
    ),
    meanings=(
        Meaning(None, 1.0, "Under an hour: within what customers expect even on social media, going by Geckoboard.",
                "See that speed does not replace the answer: read first contact resolution and CSAT beside it, and keep the second reply "
                "as quick.", TYPEFORM),
        Meaning(1.0, 24.0, "An hour or more, less than a day: soon enough for e-mail and forms, going by Geckoboard. On social media an "
                "hour exactly still is, anything longer is not.",
                "Split it by channel, and look at single slow tickets as well as at the team.", GECKOBOARD),
        Meaning(24.0, None, "A day or more. Going by Geckoboard, a day exactly is still what customers expect of e-mail and forms; "
                "anything longer is too slow.",
                "Look for the reason in two places: how tickets reach you, and whether there are enough people to answer them.",
                GECKOBOARD),
    ),
    collect=(
        WITHOUT_ROBOTS,
        Advice("record", "The channel of each ticket: what counts as slow differs between e-mail, form, chat and social media.",
               GECKOBOARD),
        Advice("scale", "Hours by the clock, nights and weekends included, since that is what the customer waits. Working hours are a "
               "second figure, never mixed with the first.", OURS),
        Advice("how often", "Watch single tickets every day and the team's figure every week; a dashboard that everybody sees suits it, "
               "as it changes fast.",
               GECKOBOARD),
        Advice("when not", "Do not make it the only goal: people then send quick replies that solve nothing.", TYPEFORM),
        Advice("act on it", "Answer in the first reply where you can. Where you cannot, say that you are on it and when you will be back.",
               TYPEFORM),
        Advice("tags", "Mark what delayed a late ticket: night or weekend, wrong queue, no owner, needs a specialist. The largest group "
               "is the one to mend.", OURS),
    ),
    notes=(
        "Tickets without an answer have no time yet and are not in the figure: see how many wait, and for how long. They are often the "
        "slowest.",
        "Typeform warns of automatic replies that make the number look good; Geckoboard recommends one, but does not count it. Both leave "
        "it out.",
        "A response before the ticket's creation is an error in the data, or a ticket that an agent opened.",
    ),
    see_also=("first_response_within_target", "resolution_time", "first_contact_resolution", "csat"),
)  # fmt: skip

FIRST_RESPONSE_WITHIN_TARGET = Metric(
    key="first_response_within_target",
    name="First responses within target",
    family="support",
    asks="What share of the answered tickets got its first answer in time?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_answered", "Of the tickets answered", _in_time(IN_TIME / ANSWERED),
                "Where a time was promised. It says how many had to wait too long, which no average does.",
                (ZENDESK, GECKOBOARD), Sure("wilson", ("response_hours_within", "response_hours_count"))),
    ),
    mistakes=(
        Mistake("late", _in_time((ANSWERED - IN_TIME) / ANSWERED), "wrong", "complement",
                "That is the share that came too late. The question is the share in time."),
        Mistake("against_late", _in_time(IN_TIME / (ANSWERED - IN_TIME)), "wrong", "part_to_part",
                "Tickets in time were compared with late ones. A share divides by all answered tickets."),
        Mistake("mean_against_target", _in_time(mean(RESPONSE) / TARGET), "wrong", "share_vs_average",
                "The average wait was divided by the target. Count tickets in time instead: one very slow ticket must count once, not for "
                "many."),
        Mistake("waiting_in_base", _in_time(IN_TIME / (ANSWERED + count(UNANSWERED))), "alternative", "wrong_base",
                "Tickets that nobody has answered yet were counted as late. That is a stricter rule; some of them still have time. Say "
                "which one you use."),
    ),
    examples=(
        Example({"response_hours": TEN_AND_ONE, "target_hours": 24.0, "unanswered_hours": (3.0, 30.0)}, {"of_answered": 10 / 11},
                "10 of the 11 answers came within 24 hours: 10/11 = .909, 90.9 %.", OURS),
        Example({"response_hours": SEVEN, "target_hours": 1.0, "unanswered_hours": (40.0,)}, {"of_answered": 3 / 7},
                "On a social channel, target 1 hour: 0.25, 0.5 and 1 are in time, 3/7 = .429, 42.9 %.", OURS),
    ),
    meanings=(
        Meaning(None, 1.0, "Some customers waited longer than the target for a first answer.",
                "Read the late tickets one by one: by channel, hour and queue. Too few people and a clumsy way to send tickets are the "
                "usual two causes.", GECKOBOARD),
        Meaning(1.0, None, "Every ticket that was answered was answered in time.",
                "Check that nobody still waits without an answer; then see whether the target can be made shorter.", OURS),
    ),
    collect=(
        WITHOUT_ROBOTS,
        Advice("scale", "One target for each channel, written down: a day for e-mail and forms, an hour on social media, or what your "
               "contracts promise. An answer exactly on the target is in time.", GECKOBOARD),
        Advice("how often", "Every week, and for every channel by itself: a good figure for e-mail can hide a poor one on social media.",
               OURS),
        Advice("act on it", "Alert the team before the target is reached, not after; move a ticket that is about to be late to somebody "
               "who is free.", OURS),
        Advice("tags", "Tag late tickets with the reason: night or weekend, wrong queue, no owner, needs a specialist.", OURS),
    ),
    notes=(
        "Only answered tickets are counted. A ticket that waits longer than the target is late already: look at the list of those waiting.",
        "Tables use 1 hour for social channels and the target for all others; pasted values are all held against the one target.",
    ),
    see_also=("first_response_time", "first_contact_resolution"),
)  # fmt: skip
