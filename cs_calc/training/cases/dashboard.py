"""Case 4: everything on the support dashboard is green since an automatic reply answers first."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Input, Step
from cs_calc.metrics.support.inputs import AVOIDABLE, DOCUMENTED, RECEIVED, SOLVED_FIRST, USERS
from cs_calc.sources import GECKOBOARD, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.cases.analysed import TICKETS
from cs_calc.training.cases.asks import asked, cells, columns, near, trap
from cs_calc.training.cases.record import Ask, Case, CaseStep, Column, Decision, Made, Move, Numbers, Option, Pick, Point, Row, Sheet, cell
from cs_calc.training.item import told_number
from cs_calc.training.items import ITEMS
from cs_calc.training.story import Rival, told
from cs_calc.units import COUNT, MINUTES

MONTHS = {"may": "May", "jun": "June"}
VOLUME = (RECEIVED, USERS, SOLVED_FIRST)
STARS = tuple(told_number(f"stars_{n}", f"Answers of {n}") for n in range(1, 6))
TAGS = {"how_to": "How-to", "upgrade": "Upgrade", "bug": "Bug", "billing": "Billing", "other": "Other"}
VOLUMES = {"may": (500.0, 1_250.0, 305.0), "jun": (620.0, 1_250.0, 310.0)}
RATED = {"may": (20.0, 30.0, 60.0, 180.0, 210.0), "jun": (30.0, 52.0, 78.0, 160.0, 180.0)}
BY_TAG = {"how_to": 217.0, "upgrade": 93.0, "bug": 155.0, "billing": 124.0, "other": 31.0}
ANSWERED, MINUTES_IN_ALL, AUTO = 434.0, 41_230.0, 186.0
ON_TOPIC, YES, NO = 140.0, 46.0, 84.0


def make(random: Random | None) -> Made:
    """The sheets: volume, first replies, CSAT, tags and article votes."""
    volumes, tags = VOLUMES, BY_TAG
    rated: dict[str, tuple[float, ...]] = dict(RATED)
    answered, minutes, auto, topic, yes, no = ANSWERED, MINUTES_IN_ALL, AUTO, ON_TOPIC, YES, NO
    if random is not None:
        size = 0.6 + 1.6 * random.random()
        users = near(random, 1_250 * size, 0.1, 10)
        rated = {m: tuple(near(random, x * size, 0.1) for x in counts) for m, counts in RATED.items()}
        tags = {key: near(random, x * size, 0.12) for key, x in BY_TAG.items()}
        received = sum(tags.values())
        volumes = {
            "may": (may := near(random, 500 * size, 0.08), users, near(random, 0.61 * may, 0.05)),
            "jun": (received, users, near(random, 0.5 * received, 0.05)),
        }
        auto = near(random, 0.3 * received, 0.1)
        answered = received - auto
        minutes = near(random, 95 * answered, 0.15, 10)
        topic = near(random, 0.645 * tags["how_to"], 0.08)
        yes, no = near(random, YES * size, 0.12), near(random, NO * size, 0.12)
    month = Column("month", "Month")
    return Made(
        {},
        (
            Sheet("volume", "Tickets", (month, *columns(*VOLUME)), tuple(Row(m, (name, *volumes[m])) for m, name in MONTHS.items())),
            Sheet(
                "replies", "First replies in June",
                (Column("what", "Kind of reply"), Column("tickets", "Tickets", COUNT), Column("minutes", "Minutes to that reply, in "
                    "all", MINUTES)),
                (Row("people", ("Answered by a person", answered, minutes)), Row("auto", ("Automatic reply only", auto, auto))),
                "The automatic reply was switched on on 1 June and goes out after 1 minute. The tool shows: first response 1 minute.",
            ),
            Sheet(
                "csat", "CSAT answers, 1 to 5", (month, *columns(*STARS)),
                tuple(Row(m, (name, *rated[m])) for m, name in MONTHS.items()),
            ),
            Sheet(
                "tags", "What June's tickets are about",
                (Column("tag", "Tag"), Column("tickets", "Tickets", COUNT), Column("on_topic",
                    "Of these, with an article on the topic", COUNT)),
                tuple(Row(key, (name, tags[key], topic if key == "how_to" else None)) for key, name in TAGS.items()),
            ),
            Sheet(
                "articles", "Votes on those articles in June", (Column("yes", "Helpful", COUNT), Column("no", "Not helpful", COUNT)),
                (Row("votes", (yes, no)),),
            ),
        ),
    )  # fmt: skip


FIRST = told(ITEMS["frt_mean"])
"""The declared mean, told over the number of answered tickets and the time of all of them."""


def _in_minutes(formula: Step) -> Step:
    return Step("first_response_minutes", "First response time", MINUTES, formula.body * 60)


def _tickets(row: str, name: str) -> Input:
    return Input(f"{row}_tickets", name, COUNT, 0.0, "As the sheet has it.")


PEOPLE, ROBOT = _tickets("people", "Tickets answered by a person"), _tickets("auto", "Tickets with an automatic reply only")
IN_ALL = Input("people_minutes", "Minutes until those answers, in all", MINUTES, 0.0, "As the sheet has it.")
FRT = Ask(
    "frt", "Mean first response by people", _in_minutes(FIRST.variant.formula), 1,
    {"answered_tickets": PEOPLE, "total_hours": IN_ALL / 60, "auto_only_tickets": ROBOT},
    (
        *(Rival(r.key, r.kind, r.cluster, _in_minutes(r.formula), r.why) for r in FIRST.rivals if r.key not in (
            "mean_in_minutes", "inverted")),
        trap("all_tickets", Step("over_all", "Minutes over all tickets", MINUTES, IN_ALL / (PEOPLE + ROBOT)), "wrong_base",
             "Tickets that no person has answered are below the line, and their waiting is not on top."),
    ),
    FIRST.metric, FIRST.variant.key,
)  # fmt: skip
FCR = tuple(asked(f"fcr_{m}", name, "first_contact_resolution", cells(m, (RECEIVED, SOLVED_FIRST))) for m, name in MONTHS.items())
PER_USER = tuple(asked(f"per_user_{m}", name, "tickets_per_user", cells(m, (RECEIVED, USERS)), dp=2) for m, name in MONTHS.items())


def _csat(month: str) -> dict[str, Expr]:
    one, two, three, four, five = (cell(month, part) for part in STARS)
    return {
        "csat_4_or_5": four + five, "csat_1_to_5": one + two + three + four + five, "csat_5": five, "csat_3": three, "csat_1": one,
    }  # fmt: skip


CSAT = tuple(asked(f"csat_{m}", name, "csat", _csat(m)) for m, name in MONTHS.items())
HOW_TO, UPGRADE, BUG = _tickets("how_to", "How-to tickets"), _tickets("upgrade", "Upgrade questions"), _tickets("bug", "Bug tickets")
RECEIVED_IN_JUNE = cell("jun", RECEIVED)
TOPIC = told_number("how_to_on_topic", "How-to tickets on topics with an article")
SHARE_OF_HOW_TO = asked("how_to_share", "How-to tickets", "tag_share", {"tagged_tickets": HOW_TO, "tickets_received": RECEIVED_IN_JUNE})
AVOIDABLES = asked(
    "avoidable", "Avoidable tickets (how-to and upgrade)", "avoidable_ticket_share",
    {AVOIDABLE.key: HOW_TO + UPGRADE, RECEIVED.key: RECEIVED_IN_JUNE, "upgrade_questions": UPGRADE, "bug_tickets": BUG},
)  # fmt: skip
DOCUMENTED_SHARE = asked(
    "documented", "How-to tickets with an article", "documented_topic_share", {DOCUMENTED.key: TOPIC, RECEIVED.key: HOW_TO},
    traps=(
        trap("of_all", Step("of_all", "Of all tickets", SHARE_OF_HOW_TO.formula.unit, TOPIC / RECEIVED_IN_JUNE), "wrong_base",
             "That is their share of all tickets. The question is how many of the how-to tickets have an article."),
    ),
)  # fmt: skip
HELPFUL = asked(
    "helpful", "Rating of those articles", "article_helpfulness",
    {"helpful_votes": Input("votes_yes", "Votes that it was helpful", COUNT, 0.0, ""),
     "unhelpful_votes": Input("votes_no", "Votes that it was not helpful", COUNT, 0.0, "")},
)  # fmt: skip


def _words(numbers: Numbers) -> Mapping[str, str]:
    blended = (numbers["people_minutes"] + numbers["auto_minutes"]) / (numbers["people_tickets"] + numbers["auto_tickets"])
    return {"blended": f"{blended:.1f} minutes", "on_topic": f"{numbers['how_to_on_topic']:,.0f}"}


DASHBOARD = Case(
    key="dashboard",
    title="The support dashboard is green",
    modules=("M4",),
    minutes=40,
    story="Since 1 June every ticket gets an automatic reply, and the dashboard shows a first response of 1 minute. The head of support "
        "wants to "
    "show it at the all-hands. Customers write more and sound less happy. You have the sheets of May and June.",
    make=make,
    words=_words,
    steps=(
        CaseStep(
            "frt", "First response", "How long did customers wait in June until a person answered, on average, in minutes?", (FRT,),
            "An automatic reply answers nothing. Which tickets has a person answered, and after how many minutes in all?",
            "{frt}. With the automatic replies averaged in it would seem {blended}; the tool shows 1 minute.",
        ),
        CaseStep(
            "fcr", "First contact resolution", "What share of the tickets received was solved at first contact?", FCR,
            "Solved at first contact over received.", "From {fcr_may} to {fcr_jun}.",
        ),
        CaseStep(
            "per_user", "Tickets per user", "How many tickets did each user send, on average? To two decimals.", PER_USER,
            "Tickets over all users, quiet ones too.", "From {per_user_may} to {per_user_jun}.",
        ),
        CaseStep(
            "csat", "CSAT", "What share of the answers was 4 or 5?", CSAT,
            "Answers of 4 and 5 over all answers.", "From {csat_may} to {csat_jun}: quicker replies, and less happy customers.",
        ),
        CaseStep(
            "topics", "What could be spared", "June's tickets: how many are how-to, how many avoidable, and what do the articles do?",
            (SHARE_OF_HOW_TO, AVOIDABLES, DOCUMENTED_SHARE, HELPFUL),
            "Mind the whole of each share: all tickets for the first two, how-to tickets for the third, votes for the last.",
            "{how_to_share} are how-to, {avoidable} avoidable. {documented} of the how-to tickets are about a topic with an article, and "
            "{helpful} of the votes call those articles helpful.",
        ),
        CaseStep(
            "why", "What do the articles need?", "Many how-to tickets have an article. What does that say?",
            (Pick("why", "The articles are", (
                Option("unhelpful", "there, and do not help", "{helpful} helpful votes: they are read and leave the question open."),
                Option("missing", "missing", "{documented} of the how-to tickets are about topics that have one."),
                Option("unread", "never opened", "They have votes: somebody opened and rated them."),
             ), lambda numbers: frozenset({"unhelpful"})),),
            "Look at both numbers: how many tickets have an article, and how those articles are rated.",
            "They exist and do not answer. That is a smaller job than writing new ones.",
        ),
    ),
    decision=Decision(
        "What do you tell the head of support before the all-hands, and what is done about it?",
        (
            Move("stop", "Stop reporting the automatic reply as a first response: show {frt}.", True, "A confirmation is kind, and it "
                 "answers nothing."),
            Move("repair", "Rewrite the articles with many tickets and poor votes.", True,
                 "{on_topic} how-to tickets are about topics that have an article, rated {helpful}."),
            Move("guides", "Answer upgrade questions before they come: a guide in the mail before the upgrade.", True,
                 "They are avoidable too, as 2Checkout says."),
            Move("bugs", "Hand the bugs to product, with their number.", True, "No article prevents a bug."),
            Move("off", "Switch the automatic reply off.", False, "It reassures. It must not count, that is all."),
            Move("show", "Show 1 minute at the all-hands, and CSAT later.", False,
                 "First contact resolution fell from {fcr_may} to {fcr_jun} and CSAT from {csat_may} to {csat_jun}: the room would hear "
                 "of it from customers."),
            Move("hire", "Hire two people, since tickets rose.", False, "{avoidable} of the tickets need not have come. Start there."),
        ),
        (
            Point("real", "The real first response, {frt}, and that the 1 minute is the automatic reply.", 2),
            Point("worse", "What got worse: first contact resolution, tickets per user, CSAT, with numbers.", 2),
            Point("articles", "The articles are there and do not help: rewrite those first.", 2),
            Point("guides", "Guides for upgrade questions, before they are asked.", 1),
            Point("bugs", "Bugs go to product.", 1),
        ),
    ),
    traps=(
        "Automatic replies averaged in: {blended} instead of {frt}.",
        "Speed on the dashboard, while what it should bring falls.",
        "The share of all tickets where the share of the how-to tickets is asked.",
    ),
    sources=(TYPEFORM, GECKOBOARD, TWOCHECKOUT, OURS),
    holds=(
        lambda n: n["people_tickets"] > 0 and 60 < n["frt"] < 150,
        lambda n: n["fcr_may"] - n["fcr_jun"] > 0.05 and n["csat_may"] - n["csat_jun"] > 0.05,
        lambda n: n["per_user_jun"] - n["per_user_may"] > 0.04,
        lambda n: 0.4 < n["avoidable"] < 0.6 and 0.55 < n["documented"] < 0.75 and n["helpful"] < 0.45,
    ),
    analysed=TICKETS,
)  # fmt: skip
