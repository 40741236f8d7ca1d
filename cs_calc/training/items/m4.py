"""M4, support: how fast, how well, how much, and what could be avoided."""

from cs_calc.metrics import METRICS
from cs_calc.metrics.support.inputs import UPGRADE_QUESTIONS
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, TWOCHECKOUT, TYPEFORM
from cs_calc.training.item import Anchor, Choice, Interpretation, Item, Range, Share, Times, Why, told_number
from cs_calc.units import HOURS

ANSWERED = told_number("answered_tickets", "Tickets answered by a person")
TOTAL_HOURS = told_number("total_hours", "Hours until those answers, in all", HOURS)
HOW_TO = told_number("how_to_questions", "Questions how to do something")

FRT_MEAN = Item(
    key="frt_mean",
    module="M4",
    title="First response time, mean",
    asks="How long until a person answers, on average?",
    metric=METRICS["first_response_time"],
    variant="mean",
    stem="{answered_tickets} tickets got a first answer from a person after {total_hours} in all. Another {auto_only_tickets} tickets have "
    "had only the automatic confirmation, after 1 minute. What is the mean first response time?",
    story=(ANSWERED, TOTAL_HOURS),
    draws={
        "answered_tickets": Choice((20, 24, 25, 30, 40, 48, 50)),
        "total_hours": Range(30, 150, 3),
        "auto_only_tickets": Range(6, 20, 2),
    },
    made_of={
        "response_hours_mean": TOTAL_HOURS / ANSWERED,
        "response_hours_sum": TOTAL_HOURS,
        "response_hours_count": ANSWERED,
    },
    dp=2,
    hints=(
        "Which tickets have had a first answer from a person?",
        "Hours of those tickets over the number of those tickets, nothing automatic in either.",
    ),
    why=Why(
        "Why do automatic replies stay out?",
        "They confirm; they answer nothing. The time is until a person answers.",
        (
            ("They are too fast to be measured.", "They can be measured, and would make the mean look good."),
            ("They are sent by another system.", "Who sends them does not matter: that they answer nothing does."),
        ),
    ),
    interpretation=Interpretation(
        "The mean first response fell from 60 to 4 minutes the day an automatic reply was switched on, and CSAT fell too. What happened?",
        "The metric was fooled: a confirmation is no answer. Leave automatic replies out, and watch CSAT and first contact resolution.",
        (
            ("We reached the goal.", "No customer had help sooner."),
            ("Switch the automatic reply off.", "It reassures. It must not count, that is all."),
        ),
        TYPEFORM,
    ),
    near=("frt_median", "fcr", "onboarding_speed"),
    minutes=12,
    anchors=(Anchor({"answered_tickets": 11.0, "total_hours": 106.0, "auto_only_tickets": 4.0}, 106 / 11, OURS),),
)

FRT_MEDIAN = Item(
    key="frt_median",
    module="M4",
    title="First response time, median",
    asks="How long does the typical customer wait for a first answer?",
    metric=METRICS["first_response_time"],
    variant="median",
    stem="Seven tickets, hours to the first answer by a person, in the order in which they came: {response_hours}. What is the median "
    "first response time?",
    draws={"response_hours": Times(7, 1, 15, 20, 60)},
    slips={
        "mean": ("centre", "That is the mean. One very slow ticket pulls it far above what most customers met; the median is the middle."),
        "p90": ("centre", "That is the 90th percentile: nine in ten wait no longer. The median has half of the tickets below it."),
    },
    dp=1,
    hints=(
        "Half of the customers waited less than this, half longer. What do you do with the list first?",
        "Sort, then count from both ends to the fourth of seven.",
    ),
    why=Why(
        "Why is the list sorted first?",
        "The middle is a place among the sizes, not in the order of arrival.",
        (
            ("So that the slowest can be left out.", "None is left out: each has its place."),
            ("To add it up more easily.", "Nothing is added up for a median."),
        ),
    ),
    interpretation=Interpretation(
        "The median is 22 minutes, the mean 140. What do you report, and what do you do?",
        "Both: most wait about 22 minutes and a few wait for hours. Look at single tickets to find the slow ones and their reason.",
        (
            ("Report 140: it is the average.", "It describes almost nobody."),
            ("Delete the slowest ticket.", "That customer waited all those hours."),
        ),
        GECKOBOARD,
    ),
    near=("frt_mean", "ces"),
    needs=("frt_mean",),
    minutes=15,
    anchors=(Anchor({"response_hours": (5.0, 0.5, 2.0, 0.25, 1.0, 30.0, 3.0)}, 2.0, OURS),),
)

FCR = Item(
    key="fcr",
    module="M4",
    title="First contact resolution",
    asks="How many cases are solved in the first contact?",
    metric=METRICS["first_contact_resolution"],
    stem="The team received {tickets_received} cases; {tickets_resolved} are solved so far and {solved_first_contact} of those were closed "
    "after the first contact. What is the first contact resolution rate, of all cases received?",
    draws={
        "tickets_received": Choice((200, 240, 250, 300, 400, 480, 500)),
        "tickets_resolved": Share("tickets_received", 74, 92, 2),
        "solved_first_contact": Share("tickets_received", 40, 68, 2),
    },
    dp=1,
    hints=("A rate of which whole? Every case that came in.", "Closed after the first contact on top, all received underneath."),
    why=Why(
        "Why are open cases below the line?",
        "They came in and were not solved at first contact: without them slow cases would be hidden.",
        (
            ("They will be solved at first contact.", "They had their first contact and are still open."),
            ("There are few of them.", "However many: they came in."),
        ),
    ),
    interpretation=Interpretation(
        "First contact resolution falls while first response gets faster. What do you suspect?",
        "Faster first answers that solve less. Read both with CES: do replies meet the need or only confirm it?",
        (
            ("The two always move against each other.", "They need not: it is the quality of the answers that is missing."),
            ("Drop it as a goal.", "A high rate means that needs are met at once."),
        ),
        GECKOBOARD,
    ),
    near=("frt_mean", "csat5"),
    needs=("frt_mean",),
    minutes=12,
    anchors=(Anchor({"tickets_received": 354.0, "tickets_resolved": 328.0, "solved_first_contact": 246.0}, 246 / 354, HUBSPOT),),
)

TICKETS_PER_USER = Item(
    key="tickets_per_user",
    module="M4",
    title="Tickets per user",
    asks="Do users need us less often?",
    metric=METRICS["tickets_per_user"],
    stem="{users} users sent {tickets_received} tickets this month; the tickets came from {requesters} different users. How many tickets "
    "per user is that?",
    draws={
        "users": Choice((800, 1000, 1200, 1500, 2000)),
        "tickets_received": Share("users", 30, 80, 5),
        "requesters": Share("tickets_received", 50, 78, 4),
    },
    dp=2,
    hints=("0.5 means one ticket for two people. Which number is divided by which?", "All tickets over all users."),
    why=Why(
        "Why do users who never wrote count?",
        "The aim is that they need not write: they are its success.",
        (
            ("They will write next month.", "Perhaps not, and that is the aim."),
            ("They are easier to count.", "Both are counted alike; who could have written decides."),
        ),
    ),
    interpretation=Interpretation(
        "Tickets per user rise from 0.4 to 0.7 after a release. What is the fastest lever?",
        "Better help pages: see which tags come up most and write or mend those articles.",
        (
            ("Hide the contact form.", "Fewer tickets, more effort and more churn."),
            ("Hire more people.", "That copes with the number, it does not lower it."),
        ),
        TYPEFORM,
    ),
    near=("common_issue", "avoidable_tickets"),
    minutes=10,
    anchors=(Anchor({"users": 10.0, "tickets_received": 5.0, "requesters": 4.0}, 0.5, TYPEFORM),),
)

COMMON_ISSUE = Item(
    key="common_issue",
    module="M4",
    title="Share of a tag",
    asks="What takes the support team's time?",
    metric=METRICS["tag_share"],
    stem="{tickets_received} tickets carry {tags_given} tags (some have two). {tagged_tickets} tickets are tagged “billing”. What share of "
    "the tickets is about billing?",
    draws={
        "tickets_received": Choice((250, 300, 400, 480, 500, 600)),
        "tagged_tickets": Share("tickets_received", 14, 34, 2),
        "tags_given": Share("tickets_received", 112, 140, 4),
    },
    dp=1,
    hints=("A share of what? The question says of the tickets.", "A part over the whole, and both count tickets."),
    why=Why(
        "Why are tickets below the line and not tags?",
        "A ticket may carry two tags; the share is of tickets.",
        (
            ("Tags are set by hand.", "That makes them less sure. The reason is what is counted."),
            ("There are fewer tickets than tags.", "A base is chosen for what it counts."),
        ),
    ),
    interpretation=Interpretation(
        "“Billing” is 30 % of tickets. Who needs to know?",
        "Whoever can remove the cause (product, billing): the share is there to set their priorities, not only to staff support.",
        (
            ("Nobody: support copes.", "Then it stays 30 % next month."),
            ("Only the loudest customer.", "Think in numbers of tickets, not in single voices."),
        ),
        TYPEFORM,
    ),
    near=("avoidable_tickets", "feedback_theme"),
    needs=("tickets_per_user",),
    minutes=10,
    anchors=(Anchor({"tickets_received": 300.0, "tagged_tickets": 90.0, "tags_given": 380.0}, 0.3, OURS),),
)

AVOIDABLE_TICKETS = Item(
    key="avoidable_tickets",
    module="M4",
    title="Avoidable tickets",
    asks="How many tickets could information in advance have prevented?",
    metric=METRICS["avoidable_ticket_share"],
    stem="Of {tickets_received} tickets, {how_to_questions} ask how to do something, {upgrade_questions} ask about upgrading and "
    "{bug_tickets} report bugs. What share could information in advance have made needless?",
    story=(HOW_TO,),
    draws={
        "tickets_received": Choice((240, 300, 400, 500, 600)),
        "how_to_questions": Share("tickets_received", 18, 34, 2),
        "upgrade_questions": Share("tickets_received", 8, 18, 2),
        "bug_tickets": Share("tickets_received", 14, 26, 2),
    },
    made_of={"avoidable_tickets": HOW_TO + UPGRADE_QUESTIONS},
    dp=1,
    hints=("Which tickets are a missing explanation, and which a broken product?", "Two of the three groups ask for information."),
    why=Why(
        "Why are bugs not avoidable here?",
        "No information in advance mends what is broken.",
        (
            ("There are too few of them.", "Their number does not matter: their cause does."),
            ("Bugs are reported by e-mail.", "The way in which they come does not matter."),
        ),
    ),
    interpretation=Interpretation(
        "52 % of tickets were avoidable. What does customer success do?",
        "Give that information before it is asked for (guides, notes on upgrades, check-ins) and count the tickets that no longer come.",
        (
            ("Answer them faster.", "Better that they need not be written."),
            ("Close them by machine.", "The effort rises, the need stays."),
        ),
        TWOCHECKOUT,
    ),
    near=("common_issue", "tickets_per_user"),
    needs=("common_issue",),
    minutes=12,
    anchors=(Anchor({"tickets_received": 300.0, "how_to_questions": 120.0, "upgrade_questions": 36.0, "bug_tickets": 60.0}, 0.52, OURS),),
)

ITEMS = (FRT_MEAN, FRT_MEDIAN, FCR, TICKETS_PER_USER, COMMON_ISSUE, AVOIDABLE_TICKETS)
