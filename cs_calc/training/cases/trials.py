"""Case 5: who finishes onboarding in a day buys more often; what that is worth depends on what causes what."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Input, Step
from cs_calc.sources import CLOUDTASK, HUBSPOT, OURS, TYPEFORM
from cs_calc.training.cases.analysed import SIGN_UPS
from cs_calc.training.cases.asks import asked, near, own, trap
from cs_calc.training.cases.record import (
    Ask,
    Case,
    CaseStep,
    Column,
    Decision,
    Made,
    Move,
    Numbers,
    Option,
    Pick,
    Point,
    Row,
    Sheet,
    earlier,
)
from cs_calc.units import COUNT, PERCENT, SCORE

GROUPS = {"fast": "Finished onboarding within 24 hours", "late": "Finished later", "never": "Never finished"}
SHORT = {"fast": "Within 24 hours", "late": "Later", "never": "Never"}
PRINTED = {"fast": (120.0, 54.0), "late": (140.0, 28.0), "never": (140.0, 14.0)}
GOAL = 0.45


def make(random: Random | None) -> Made:
    """The sheet: sign-ups and buyers by how soon onboarding was finished."""
    values = dict(PRINTED)
    if random is not None:
        size = 0.6 + 2 * random.random()
        values = {key: (n := near(random, x * size, 0.12, 10), near(random, n * bought / x, 0.12)) for key, (x, bought) in PRINTED.items()}
    rows = tuple(Row(key, (name, *values[key])) for key, name in GROUPS.items())
    columns = (Column("group", "Onboarding"), Column("started", "Sign-ups", COUNT), Column("bought", "Bought", COUNT))
    return Made({}, (Sheet("groups", "Sign-ups of the second quarter", columns, rows, "Every trial of the quarter has ended."),))


def _cell(group: str, what: str) -> Input:
    name = "Sign-ups" if what == "started" else "Bought"
    return Input(f"{group}_{what}", f"{name}, {SHORT[group].lower()}", COUNT, 0.0, "As the sheet has it.")


def _all(what: str, *groups: str) -> Expr:
    total: Expr = _cell(groups[0], what)
    for group in groups[1:]:
        total = total + _cell(group, what)
    return total


ALL = ("fast", "late", "never")


def _rate(key: str, label: str, *groups: str) -> Ask:
    given = {"converted_of_started": _all("bought", *groups), "trials_started": _all("started", *groups)}
    return asked(key, label, "trial_conversion_rate", given)


CONVERSION = _rate("conversion", "Conversion of all", *ALL)
WITHIN = asked(
    "within", "Finished within 24 hours", "value_within_24_hours",
    {"value_within_day": _cell("fast", "started"), "sign_ups": _all("started", *ALL), "reached_value": _all("started", "fast", "late")},
)  # fmt: skip
FAST, LATE, NEVER = (_rate(f"rate_{group}", SHORT[group], group) for group in ALL)
REST = _rate("rate_rest", "Later and never together", "late", "never")
UPLIFT = asked(
    "uplift", "How much likelier, in %", "fast_onboarding_uplift",
    {"fast_converted": _cell("fast", "bought"), "fast_started": _cell("fast", "started"),
     "slow_converted": _all("bought", "late", "never"), "slow_started": _all("started", "late", "never")},
    dp=0,
)  # fmt: skip


def _points(body: Expr) -> Step:
    return Step("difference", "Difference in points", SCORE, body)


POINTS = own(
    "points", "Difference, in points", _points((earlier(FAST) - earlier(REST)) * 100),
    traps=(
        trap("to_all", _points((earlier(FAST) - earlier(CONVERSION)) * 100), "wrong_base",
             "Compared with all sign-ups, in which the fast ones are too. Compare them with the others."),
        trap("to_never", _points((earlier(FAST) - earlier(NEVER)) * 100), "wrong_part",
             "Compared with those who never finished. The others are both groups together."),
    ),
)  # fmt: skip
SIGNED_UP = _all("started", *ALL)


def _what_if(body: Expr, name: str) -> Step:
    return Step("buyers", name, COUNT, body)


EXTRA = Step("extra", "Sign-ups who would finish in a day and do not now", COUNT, GOAL * SIGNED_UP - _cell("fast", "started"))
GAIN = Step("gain", "Conversion after a fast start, less that of the others", PERCENT, earlier(FAST) - earlier(REST))
NOW = Step("now", "Bought", COUNT, _all("bought", *ALL))
NO_BASE = "Those who are fast already are among the 45%: only the further ones would change."
FULL = own(
    "full", "Buyers, if all of it is caused", _what_if(NOW + EXTRA * GAIN, "Buyers if all of it is caused"), dp=0,
    traps=(trap("all_of_them", _what_if(NOW + GOAL * SIGNED_UP * GAIN, "Buyers"), "wrong_base", NO_BASE),),
)  # fmt: skip
HALF = own(
    "half", "Buyers, if half of it is", _what_if(NOW + EXTRA * GAIN / 2, "Buyers if half of it is caused"), dp=0,
    traps=(trap("all_of_them", _what_if(NOW + GOAL * SIGNED_UP * GAIN / 2, "Buyers"), "wrong_base", NO_BASE),),
)  # fmt: skip


def _of_all(ask: Ask) -> Step:
    return Step("conversion_then", "Conversion then", PERCENT, earlier(ask) / SIGNED_UP)


FULL_RATE, HALF_RATE = (
    own("full_rate", "Conversion, if all of it is", _of_all(FULL)),
    own("half_rate", "Conversion, if half of it is", _of_all(HALF)),
)


def _words(numbers: Numbers) -> Mapping[str, str]:
    total = sum(numbers[f"{group}_started"] for group in ALL)
    bought = sum(numbers[f"{group}_bought"] for group in ALL)
    return {
        "total": f"{total:,.0f}", "bought": f"{bought:,.0f}", "upside_down": f"{total / bought:.0%}",
        "more": f"{numbers['half'] - bought:,.0f} to {numbers['full'] - bought:,.0f}",
    }  # fmt: skip


TRIALS = Case(
    key="trials",
    title="Trial to paid: is 24 hours our magic mark?",
    modules=("M6",),
    minutes=35,
    story="Somebody has read that users who are set up within a day convert far more often, and wants a goal: 45% of sign-ups finish "
        "onboarding "
    "within 24 hours. Before money goes into it you look at the {total} sign-ups of the last quarter.",
    make=make,
    words=_words,
    steps=(
        CaseStep(
            "all", "Where we stand",
                "What share of all sign-ups bought, and what share finished onboarding within 24 hours?", (CONVERSION, WITHIN),
            "Every sign-up is in the base, also those who never came back.",
            "{conversion} bought, {within} finished within 24 hours. Upside down, as HubSpot's sentence has it, conversion would be "
            "{upside_down}.",
        ),
        CaseStep(
            "rates", "By group",
                "What share of each group bought? And of those who were not fast, both groups together?", (FAST, LATE, NEVER, REST),
            "Each group over its own sign-ups; for two groups together add up first.",
            "{rate_fast}, {rate_late} and {rate_never}; {rate_rest} of those who were not fast.",
        ),
        CaseStep(
            "uplift", "How much likelier?", "Compare the fast ones with the others together: relative, and in points.", (UPLIFT, POINTS),
            "Times as likely less 1 is how much likelier. A difference of two rates is in points.",
            "{uplift} likelier, {points} points. Both say the same; say which one you mean.",
        ),
        CaseStep(
            "what_if", "What if 45% finish within 24 hours?",
            "The further ones convert like the fast group in full, or half of the difference is caused by speed. How many of {total} "
            "would buy?",
            (FULL, FULL_RATE, HALF, HALF_RATE),
            "How many more would be fast than now? Each of them gains the difference of the two rates, or half of it.",
            "{full} buyers ({full_rate}) or {half} ({half_rate}): {more} more than now.",
        ),
        CaseStep(
            "cause", "What do these data say?", "Which sentence do the numbers support?",
            (Pick("cause", "The data show that", (
                Option("goes_with", "finishing fast goes with buying; why, they do not say",
                       "Who means to buy sets up faster. Only an experiment can part the two."),
                Option("causes", "finishing fast makes people buy", "They show what goes together. People who mean to buy may set up "
                       "faster."),
                Option("nothing", "nothing, since the groups differ in size", "Rates can be compared whatever the sizes; these differ by "
                       "{points} points."),
             ), lambda numbers: frozenset({"goes_with"})),),
            "Were people put into the groups by chance, or did they choose?",
            "It goes together. Whether speed is the cause, only an experiment can tell.",
        ),
    ),
    decision=Decision(
        "Is 45% within 24 hours the goal? Write what you propose, and how you will know that it worked.",
        (
            Move("test", "Set the goal, and test it on half of the new sign-ups, chosen by chance.", True,
                 "Then the two halves differ in the help they get, and in nothing else."),
            Move("ask", "Ask those who never finished what stopped them.", True, "{never_started} people: the largest gap of the three, "
                 "and nobody has asked."),
            Move("both", "Report both what-ifs.", True, "{full} buyers if all of it is caused, {half} if half is: the truth may lie "
                 "below both."),
            Move("promise", "Promise {full} buyers for the next quarter.", False, "That takes all of the difference for an effect of "
                 "speed."),
            Move("everybody", "Help everybody on the first day from Monday on.", False, "Then there is nobody left to compare with."),
            Move("groove", "Take the 80% that Typeform reports of Groove as the goal.", False, "It is how much likelier their fast users "
                 "are to convert, not a share of sign-ups."),
        ),
        (
            Point("goal", "A goal for the share within 24 hours, as a try and not as a truth.", 1),
            Point("test", "A test: half of the new sign-ups, by chance, and what is compared at the end.", 3),
            Point("both", "Both what-ifs, {full} and {half} buyers.", 2),
            Point("ask", "The {never_started} who never finished are asked.", 1),
        ),
    ),
    traps=(
        "Conversion upside down: {upside_down}.",
        "Points taken for percent: {points} points are {uplift} likelier.",
        "What goes together taken for a cause.",
    ),
    sources=(TYPEFORM, HUBSPOT, CLOUDTASK, OURS),
    holds=(
        lambda n: n["rate_fast"] > 0.35 and n["rate_fast"] > 1.6 * n["rate_late"] > 1.6 * 1.4 * n["rate_never"],
        lambda n: 0.24 < n["within"] < 0.36 and n["full"] - n["half"] >= 4,
        lambda n: abs(n["uplift"] - n["points"] / 100) > 0.2,
    ),
    analysed=SIGN_UPS,
)  # fmt: skip
