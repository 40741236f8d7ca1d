"""How long a solution takes, and how many problems are solved at once."""

from cs_calc.expr import Expr, Limit, Step, Summary, count, mean, median, p90
from cs_calc.metrics.support.inputs import OPEN, RECEIVED, REOPENED, RESOLUTION, RESOLVED, RESPONSE, SOLVED_FIRST
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import FRESHSERVICE, GECKOBOARD, HUBSPOT, MINDMESH, OURS, SQM, TYPEFORM, WORKBOOK, ZENDESK
from cs_calc.units import HOURS, PERCENT


def _time(body: Expr) -> Step:
    return Step("resolution_time", "Resolution time", HOURS, body)


def _fcr(body: Expr) -> Step:
    return Step("first_contact_resolution", "First contact resolution", PERCENT, body)


SURE = Sure("bootstrap", ("resolution_hours",), waiting=OPEN)
TOTAL = Summary("sum", RESOLUTION)

RESOLUTION_TIME = Metric(
    key="resolution_time",
    name="Resolution time",
    family="support",
    asks="How long does it take until a customer's problem is solved?",
    unit=HOURS,
    better="lower",
    variants=(
        Variant("median", "Median", _time(median(RESOLUTION)),
                "The default: half of the problems are solved sooner, half later.", (ZENDESK, OURS), SURE),
        Variant("mean", "Mean", _time(mean(RESOLUTION)),
                "For planning the work, or where the figures you compare with are averages. A few long cases decide it.",
                (TYPEFORM, WORKBOOK), SURE),
        Variant("p90", "90th percentile", _time(p90(RESOLUTION)),
                "For what to tell a customer to expect: nine in ten problems are solved within this.", (OURS,), SURE),
    ),
    mistakes=(
        Mistake("unsorted_middle", _time(Summary("middle", RESOLUTION)), "wrong", "centre",
                "That is the middle of the list as it came in. Sort first, then take the middle.", ("median",)),
        Mistake("midrange", _time((Summary("least", RESOLUTION) + Summary("most", RESOLUTION)) / 2), "wrong", "centre",
                "That is half way between the shortest and the longest case: the longest decides it.", ("median",)),
        Mistake("longest", _time(Summary("most", RESOLUTION)), "wrong", "centre",
                "That is the longest case. The 90th percentile leaves the slowest tenth above it.", ("p90",)),
        Mistake("nine_tenths_of_longest", _time(Summary("most", RESOLUTION) * 0.9), "wrong", "centre",
                "That is nine tenths of the longest time. The 90th percentile goes by the number of cases, not by their length: sort them "
                "and count nine tenths of the way.", ("p90",)),
        Mistake("open_as_solved", _time((TOTAL + Summary("sum", OPEN)) / (count(RESOLUTION) + count(OPEN))), "wrong", "wrong_part",
                "Open tickets were counted as if they were solved now. Their time is still growing, so this is too short for them.",
                ("mean",)),
        Mistake("open_in_base", _time(TOTAL / (count(RESOLUTION) + count(OPEN))), "wrong", "wrong_base",
                "Open tickets are among those divided by, but their hours are not in the total: solving looks faster than it is.",
                ("mean",)),
        Mistake("first_response", _time(median(RESPONSE)), "wrong", "neighbour",
                "That is the time to the first answer. Resolution runs until the problem is solved.", ("median",)),
    ),
    examples=(
        Example({"resolution_hours": (2.0, 30.0, 4.0, 5.0, 1.0, 120.0, 8.0), "open_hours": (50.0, 200.0),
                 "response_hours": (0.5, 2.0, 1.0, 1.0, 0.25, 6.0, 1.5, 3.0, 1.0)},
                {"median": 5.0, "mean": 170 / 7, "p90": 66.0},
                "Sorted: 1, 2, 4, 5, 8, 30, 120. The 4th of 7 is 5; the mean is 170 / 7 = 24.3; 0.4 of the way from 30 to 120 is 66. (Two "
                "more tickets are open.)", OURS),
        Example({"resolution_hours": (6.0, 3.0, 48.0, 12.0, 24.0), "open_hours": (72.0,), "response_hours": (1.0, 0.5, 4.0, 2.0, 2.0, 8.0)},
                {"median": 12.0, "mean": 18.6, "p90": 38.4},
                "Sorted: 3, 6, 12, 24, 48. The 3rd of 5 is 12; the mean is 93 / 5 = 18.6; 0.6 of the way from 24 to 48 is 38.4.", OURS),
    ),
    meanings=(
        Meaning(None, None, "There is no mark that fits all: it depends on what is asked and on the product. Compare it with your own "
                "earlier figure, and by topic.",
                "Take the topic with the longest times, and see what it waits for: the customer, another team, or a fix.", OURS),
    ),
    collect=(
        Advice("record", "When the ticket came in and when it was solved, the last time where it was reopened. Keep open tickets in the "
               "list with their age.", OURS),
        Advice("scale", "Hours by the clock. If your tool can take off the time in which you waited for the customer, show that as a "
               "second figure.", OURS),
        Advice("how often", "Every month, for each person, topic and plan: the average over everything hides which of them is slow.",
               TYPEFORM),
        Advice("when not", "Not as a race: closing tickets early only brings them back. Read it beside first contact resolution and "
               "reopened tickets.", OURS),
        Advice("act on it", "Look at the tickets above the 90th percentile together, once a month, and remove the commonest cause.", OURS),
        Advice("tags", "Tag what a ticket waited for: the customer, a specialist, a bug fix, another company.", OURS),
    ),
    notes=(
        "Open tickets are not in the figure, and the slow ones are the ones still open: the median that counts them too is shown beside "
        "it.",
        "The last weeks of a file look fast: only what was solved quickly is solved by now.",
    ),
    see_also=("first_response_time", "first_contact_resolution"),
)  # fmt: skip

FIRST_CONTACT_RESOLUTION = Metric(
    key="first_contact_resolution",
    name="First contact resolution",
    family="support",
    asks="What share of the problems was solved with the first answer?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_received", "Of the tickets received", _fcr(SOLVED_FIRST / RECEIVED),
                "The default: nothing can hide, open tickets count as not solved at first contact. For recent weeks it is a little low.",
                (HUBSPOT, MINDMESH), Sure("wilson", ("solved_first_contact", "tickets_received"))),
        Variant("of_resolved", "Of the tickets resolved", _fcr(SOLVED_FIRST / RESOLVED),
                "Where many tickets are still open, or your tool reports it so. It looks better than it is: slow tickets are missing.",
                (FRESHSERVICE,), Sure("wilson", ("solved_first_contact", "tickets_resolved"))),
    ),
    mistakes=(
        Mistake("resolution_rate", _fcr(RESOLVED / RECEIVED), "wrong", "neighbour",
                "That is the share resolved at all, tickets with several contacts included. Only those solved at the first one belong on "
                "top."),
        Mistake("against_rest", _fcr(SOLVED_FIRST / (RECEIVED - SOLVED_FIRST)), "wrong", "part_to_part",
                "Cases solved at first contact were compared with the other ones. The whole is all cases.", ("of_received",)),
        Mistake("not_first", _fcr((RECEIVED - SOLVED_FIRST) / RECEIVED), "wrong", "complement",
                "That is the share that was not solved at first contact.", ("of_received",)),
        Mistake("reopened_counted", _fcr((SOLVED_FIRST + REOPENED) / RECEIVED), "wrong", "wrong_part",
                "Tickets that came back were counted as solved. A closed ticket that is opened again was not solved at first contact.",
                ("of_received",)),
        Mistake("reopened_of_resolved", _fcr((SOLVED_FIRST + REOPENED) / RESOLVED), "wrong", "wrong_part",
                "Tickets that were reopened are on top too. Their first contact did not solve them, even if they are resolved by now.",
                ("of_resolved",)),
        Mistake("later_of_resolved", _fcr((RESOLVED - SOLVED_FIRST) / RESOLVED), "wrong", "complement",
                "That is the share of the resolved tickets that took more than one contact.", ("of_resolved",)),
    ),
    examples=(
        Example({"solved_first_contact": 246.0, "tickets_received": 354.0, "tickets_resolved": 328.0, "reopened_after_first": 12.0},
                {"of_received": 246 / 354, "of_resolved": 0.75},
                "Of 354 requests 246 were solved with the first answer: 246/354 = .695, 69.5 %. (328 resolved so far is our addition: "
                "246/328 is 75 %.)",
                MINDMESH),
        Example({"solved_first_contact": 120.0, "tickets_received": 200.0, "tickets_resolved": 150.0, "reopened_after_first": 10.0},
                {"of_received": 0.6, "of_resolved": 0.8},
                "120/200 = .60; over the 150 that are resolved it would be .80. The 50 open ones make the difference.", OURS),
    ),
    benchmarks=(
        Benchmark(0.70, "good (70 % to 79 %) for a call centre", "outside figure", SQM, "2022", "not stated"),
        Benchmark(0.80, "world class for a call centre", "outside figure", SQM, "2022", "not stated"),
    ),
    limits=(
        Limit(SOLVED_FIRST, RECEIVED, "More tickets were solved at first contact than came in: count only tickets received in the period."),
        Limit(SOLVED_FIRST, RESOLVED, "More tickets were solved at first contact than were solved at all: check both counts."),
    ),
    meanings=(
        Meaning(None, 0.70, "Below what SQM calls good for call centres, who ask their callers afterwards.",
                "See which topics need a second contact, and what the first reply lacked: information, or the right to decide.", OURS),
        Meaning(0.70, 0.80, "In the range that SQM calls good for call centres.",
                "Watch it beside first response time: fast answers that solve less show here first.", GECKOBOARD),
        Meaning(0.80, None, "What SQM calls world class for call centres; only 1 in 20 of them gets there.",
                "Check that reopened tickets are left out and that hard cases are not turned away. Then write the answers up as articles.",
                OURS),
    ),
    collect=(
        Advice("record", "For each ticket: how many interactions it took, whether it is resolved, and whether it was reopened. A "
               "ticketing tool keeps all three.",
               HUBSPOT),
        Advice("question", "Did we solve your problem with our first answer? Asked when the ticket is closed, it shows repeat contacts "
               "that no ticket records.", SQM),
        Advice("when", "Count a ticket when the time to reopen it is over, a week for example; before that the number is provisional.",
               OURS),
        Advice("how often", "Every month, by topic and channel: a chat and an e-mail are not the same kind of contact.", OURS),
        Advice("act on it", "Take the topic with the most second contacts and give its answer to the team as a saved reply, with the "
               "question to ask first.", OURS),
        Advice("tags", "Tag why a second contact was needed: missing information, handed over, answer did not work, new question.", OURS),
    ),
    notes=(
        "HubSpot divides by cases received, Freshservice by cases resolved: say which one with the number.",
        "SQM's marks come from asking callers. Counted from tickets it tends to be higher: a customer who gives up does not write again.",
    ),
    see_also=("resolution_time", "first_response_time", "customer_effort_score"),
)  # fmt: skip
