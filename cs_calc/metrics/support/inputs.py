"""The numbers that support metrics start from, and advice that several of them share."""

from cs_calc.expr import Input, Values
from cs_calc.model import Advice
from cs_calc.sources import OURS, TYPEFORM
from cs_calc.units import COUNT, HOURS

RESPONSE = Values(
    "response_hours", "First response times", HOURS, (1.0, 1.0, 1.0, 1.0, 1.0, 96.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "One value for each ticket that a person has answered: hours from its creation to the first public reply. Automatic replies do not "
    "count. Zendesk: first reply time in minutes, divided by 60; Freshdesk has hours, Intercom seconds.",
)  # fmt: skip
UNANSWERED = Values(
    "unanswered_hours", "Times waited so far without an answer", HOURS, (3.0, 30.0),
    "One value for each ticket that still waits for a person's first reply: hours since it came in. Leave out spam and tickets that were "
    "merged into another one.",
)  # fmt: skip
TARGET = Input(
    "target_hours", "Target time", HOURS, 24.0,
    "How long a customer may wait for the first reply; exactly that long is in time. What you have promised comes first; else 24 hours "
    "for e-mail and forms, 1 hour on social channels.",
)  # fmt: skip
AUTO_ONLY = Input(
    "auto_only_tickets", "Tickets with an automatic reply only", COUNT, 4.0,
    "Tickets that got the automatic confirmation, after a minute, and no reply of a person yet.",
)  # fmt: skip
RESOLUTION = Values(
    "resolution_hours", "Resolution times", HOURS, (2.0, 30.0, 4.0, 5.0, 1.0, 120.0, 8.0),
    "One value for each resolved ticket: hours from its creation to its solution, the last one where it was reopened. Zendesk: full "
    "resolution time in minutes, divided by 60; HubSpot: time to close.",
)  # fmt: skip
OPEN = Values(
    "open_hours", "Times open so far", HOURS, (50.0, 200.0),
    "One value for each ticket that is not resolved yet: hours since it came in.",
)  # fmt: skip

RECEIVED = Input(
    "tickets_received", "Tickets received", COUNT, 354.0,
    "All tickets that came in in the period, by the day they were created, solved or not. Leave out spam, tests and tickets merged into "
    "another one. Zendesk: created at; HubSpot: create date.",
)  # fmt: skip
RESOLVED = Input(
    "tickets_resolved", "Tickets resolved", COUNT, 328.0,
    "Of the tickets received, those that are solved or closed by now. Zendesk: status solved or closed; HubSpot: a closed stage of the "
    "pipeline.",
)  # fmt: skip
SOLVED_FIRST = Input(
    "solved_first_contact", "Tickets solved at first contact", COUNT, 246.0,
    "Tickets that were solved with one interaction and not reopened since: no second question, no hand-over. Zendesk: replies is 1 and "
    "reopens is 0.",
)  # fmt: skip
REOPENED = Input(
    "reopened_after_first", "Tickets reopened after the first contact", COUNT, 12.0,
    "Tickets that were closed with one interaction and then came back. Zendesk: reopens above 0.",
)  # fmt: skip

USERS = Input(
    "users", "Users", COUNT, 5_000.0,
    "Everybody who could have asked: the people who used the product in the period, quiet ones too; where use is not known, all seats. "
    "Take people or take accounts, and keep to it. Mixpanel, Amplitude: active users.",
)  # fmt: skip
REQUESTERS = Input(
    "requesters", "People who sent a ticket", COUNT, 230.0,
    "Different people with at least one ticket in the period: who wrote three times counts once. Zendesk: different requester ids; "
    "HubSpot: different contacts.",
)  # fmt: skip
HELP_CENTRE = Input(
    "help_centre_users", "Visits to the help centre", COUNT, 1_000.0,
    "Sessions of users in the help centre in the period, without your own staff and robots. Google Analytics or the help centre's own "
    "report.",
)  # fmt: skip
VIEWS = Input("help_centre_views", "Pages viewed in the help centre", COUNT, 2_600.0, "Every article and search page that was opened: "
"several in one visit.")

TAGGED = Input(
    "tagged_tickets", "Tickets with the tag", COUNT, 90.0,
    "Tickets of the period that carry the tag, each once, whatever other tags they have. Zendesk, Freshdesk, HubSpot: filter by the tag.",
)  # fmt: skip
TAGS_GIVEN = Input("tags_given", "Tags given in all", COUNT, 380.0, "All tags on all tickets: a ticket with two tags counts twice.")
UNTAGGED = Input("untagged_tickets", "Tickets without a tag", COUNT, 20.0, "Tickets of the period that nobody has tagged.")
AVOIDABLE = Input(
    "avoidable_tickets", "Avoidable tickets", COUNT, 156.0,
    "Tickets that better information or an earlier word from us would have made unnecessary: how do I ..., what does the upgrade include "
    "... Whoever closes a ticket ticks a box for it.",
)  # fmt: skip
UPGRADE_QUESTIONS = Input("upgrade_questions", "Avoidable: questions about upgrading", COUNT, 36.0, "Of the avoidable tickets, questions "
"about plans, prices and how to change them.")
BUGS = Input("bug_tickets", "Tickets about bugs", COUNT, 60.0, "Tickets about something that is broken: no explanation would have "
"prevented them.")
DOCUMENTED = Input(
    "documented_tickets", "Tickets on topics with a help article", COUNT, 90.0,
    "Tickets whose question is answered in an article that was online when they came in. Whoever closes a ticket links the article; then "
    "count the links.",
)  # fmt: skip

START_WITH_FEW_TAGS = Advice(
    "tags", "Start with four: billing issue, bug report, feature request, UX pain. Put tags that come up often into groups before adding "
    "new ones.",
    TYPEFORM,
)  # fmt: skip
CAUSE_NOT_MOOD = Advice(
    "tags", "Tag the cause (how-to, missing article, bug), not the mood or the team: one cause for each ticket, set by whoever closes it.",
    OURS,
)  # fmt: skip
