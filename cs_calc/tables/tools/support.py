"""Exports of help desks that also hold ratings: Zendesk, Freshdesk, Freshservice, Intercom."""

from __future__ import annotations

from cs_calc.tables.tools.record import Export, Feed, leave_out, names, take

CSAT = ("survey_type", "CSAT", "ratings of tickets are CSAT")
YES_NO = ("scale_max", "1", "answers are good or bad, counted as yes and no")
BUSINESS = "business hours only: elapsed time is counted, so that one rule serves all"
GOOD_BAD = "good=yes, goodwithcomment=yes, good with comment=yes, bad=no, badwithcomment=no, bad with comment=no"
HAPPY = (
    "extremely happy=yes, very happy=yes, happy=yes, awesome=yes, good=yes, positive=yes, satisfied=yes, very satisfied=yes, neutral=no, "
    "just okay=no, okay=no, unhappy=no, very unhappy=no, extremely unhappy=no, not good=no, bad=no, negative=no, dissatisfied=no, "
    "103=yes, 102=yes, 101=yes, 100=no, -101=no, -102=no, -103=no, not satisfied=no, very dissatisfied=no"
)
GONE = leave_out("status", "deleted, spam, suspended", "spam, or deleted: not a ticket")
AGES = {
    "resolution time": "counted from the time of the solution",
    "first resolution time within business hours": BUSINESS,
    "first resolution time": "the first solution, perhaps reopened since; the last one is counted",
    "full resolution time within business hours": BUSINESS,
    "first reply time within business hours": BUSINESS,
    "agent wait time": "a part of the time to the solution",
    "agent wait time within business hours": BUSINESS,
    "requester wait time": "a part of the time to the solution",
    "requester wait time within business hours": BUSINESS,
    "on hold time": "a part of the time to the solution",
    "on hold time within business hours": BUSINESS,
}

ZENDESK = Export(
    "Zendesk",
    "ticket export",
    frozenset(
        names(
            "summation column, requester, requester id, requester external id, requester email, requester domain, submitter, assignee, "
            "group, ticket type, created at, updated at, assigned at, organization, initially assigned at, solved at, resolution time, "
            "satisfaction score, group stations, assignee stations, reopens, replies, first reply time, first resolution time, "
            "full resolution time, requester wait time, agent wait time, on hold time, id, ticket id, subject, via"
        )
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "id, ticket id"),
                take("created_at", "created at"),
                take("first_response_at", "first reply time", "after", "created at"),
                take("resolved_at", "solved at"),
                take("resolved_at", "full resolution time", "after", "created at"),
                take("interactions", "replies", says="replies of the team"),
                take("reopened", "reopens", "some"),
                take("channel", "via"),
                take("tags", "tags"),
                take("agent", "assignee"),
                take("customer_id", "organization, requester external id"),
                take("requester_id", "requester id, requester email, requester"),
            ),
            leave_out=(GONE,),
        ),
        Feed(
            "survey_responses",
            (
                take("response_id", "id, ticket id"),
                take("ticket_id", "id, ticket id"),
                take("date", "solved at"),
                take("date", "updated at"),
                take("date", "created at"),
                take("score", "satisfaction score", "words", words=GOOD_BAD),
                take("agent", "assignee"),
                take("channel", "via"),
                take("customer_id", "organization, requester external id"),
            ),
            constants=(CSAT, YES_NO),
            only="score",
        ),
    ),
    must=(
        names(
            "requester, requester id, summation column, satisfaction score, first reply time, full resolution time, group stations, "
            "requester wait time"
        ),
        names(
            "solved at, satisfaction score, group stations, assignee stations, first reply time, full resolution time, summation column, "
            "requester wait time, first resolution time"
        ),
        names("id, ticket id"),
        names("created at"),
    ),
    never=("conversation id", "survey results", "created time"),
    unused={**AGES, "status": "whether it is solved is told by its dates; deleted tickets are set aside by it"},
)

_FRESH_TAKES = (
    take("ticket_id", "ticket id"),
    take("created_at", "created time"),
    take("first_response_at", "initial response time"),
    take("first_response_at", "first response time", "after", "created time"),
    take("resolved_at", "resolved time"),
    take("resolved_at", "closed time"),
    take("resolved_at", "resolution time", "after", "created time"),
    take("interactions", "agent interactions", says="replies of the team"),
    take("channel", "source"),
    take("tags", "tags"),
    take("agent", "agent"),
    take("customer_id", "company, company name"),
    take("requester_id", "contact id, requester email, email, full name, requester name"),
)
_FRESH = (
    Feed("tickets", _FRESH_TAKES, leave_out=(GONE,)),
    Feed(
        "survey_responses",
        (
            take("response_id", "ticket id"),
            take("ticket_id", "ticket id"),
            take("date", "closed time"),
            take("date", "resolved time"),
            take("date", "last update time, last updated time"),
            take("date", "created time"),
            take("score", "survey results, survey result", "words", words=HAPPY),
            take("agent", "agent"),
            take("channel", "source"),
            take("customer_id", "company, company name"),
        ),
        constants=(CSAT, YES_NO),
        only="score",
    ),
)
_FRESH_HEADERS = frozenset(
    names(
        "ticket id, subject, status, priority, source, type, agent, group, created time, due by time, resolved time, closed time, "
        "last update time, last updated time, initial response time, time tracked, first response time, resolution time, "
        "agent interactions, customer interactions, resolution status, first response status, tags, survey results, survey result, "
        "product, "
        "full name, contact id, company, requester name"
    )
)
_FRESH_UNUSED = {
    "status": "whether it is solved is told by its dates; spam and deleted tickets are set aside by it",
    "due by time": "when it was due, not when it was solved",
    "time tracked": "time worked, not time waited",
    "customer interactions": "replies of the customer; those of the team are counted",
    "resolution status": "within the tool's own target or not; ours is set in the app",
    "first response status": "within the tool's own target or not; ours is set in the app",
}
_FRESH_MUST = (
    names("created time"),
    names("ticket id"),
    names(
        "due by time, initial response time, agent interactions, first response status, resolution status, survey results, survey result, "
        "closed time, resolved time"
    ),
)
FRESHSERVICE = Export(
    "Freshservice",
    "ticket export",
    _FRESH_HEADERS,
    _FRESH,
    _FRESH_MUST,
    least=4,
    spelled=("Ticket Id", "Created Time"),
    unused=_FRESH_UNUSED,
)
FRESHDESK = Export("Freshdesk", "ticket export", _FRESH_HEADERS, _FRESH, _FRESH_MUST, least=4, unused=_FRESH_UNUSED)

INTERCOM = Export(
    "Intercom",
    "conversation export",
    frozenset(
        names(
            "conversation id, conversation started at, updated at, started by, conversation source, current conversation state, "
            "team currently assigned, teammate currently assigned, last teammate rated, conversation rating, conversation rating remark, "
            "agent rated type, channel, ticket type, first response time, user name, user email, company name, title, topics, ai topic, "
            "ai subtopic, fin ai agent involved, fin ai agent deflected, fin ai agent resolution state"
        )
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "conversation id"),
                take("created_at", "conversation started at"),
                take("first_response_at", "first response time", "after", "conversation started at"),
                take("resolved_at", "conversation closed at, closed at, last closed at"),
                take("resolved_at", "time to close, time to last close", "after", "conversation started at"),
                take("channel", "channel, conversation source"),
                take("tags", "topics, conversation tags, ai topic"),
                take("agent", "teammate currently assigned"),
                take("customer_id", "company name, company id"),
                take("requester_id", "user id, user email, user name"),
            ),
        ),
        Feed(
            "survey_responses",
            (
                take("response_id", "conversation id"),
                take("ticket_id", "conversation id"),
                take("date", "conversation rated at, updated at"),
                take("date", "conversation started at"),
                take("score", "conversation rating"),
                take("comment", "conversation rating remark"),
                take("agent", "last teammate rated, teammate currently assigned"),
                take("channel", "channel, conversation source"),
                take("customer_id", "company name, company id"),
            ),
            constants=(CSAT, ("scale_max", "5", "ratings of conversations go from 1 to 5")),
            only="score",
        ),
    ),
    must=(names("conversation id"), names("conversation started at"), names("current conversation state, conversation rating, started by, "
          "teammate currently assigned, first response time, conversation source")),
    unused={
        "current conversation state": "whether it is closed, but not since when",
        "updated at": "when it was last touched, not when it was solved",
    },
)  # fmt: skip

ZENDESK_TABLE = Export(
    "Zendesk",
    "ticket table",
    frozenset(
        names(
            "id, ticket id, requester id, submitter id, assignee id, organization id, brand id, group id, ticket form id, via channel, "
            "created at, "
            "updated at, subject, status, priority, type, problem id, forum topic id, allow channelback, has incidents, is public, "
            "recipient"
        )
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "id, ticket id"),
                take("created_at", "created at"),
                take("resolved_at", "solved at"),
                take("channel", "via channel, channel"),
                take("tags", "tags"),
                take("agent", "assignee id"),
                take("customer_id", "organization id"),
                take("requester_id", "requester id"),
            ),
            leave_out=(GONE,),
        ),
    ),
    must=(names("requester id"), names("submitter id, ticket form id, brand id"), names("id, ticket id"), names("created at")),
    least=6,
    unused={"status": ZENDESK.unused["status"], "updated at": "when it was last touched, not when it was solved"},
)

EXPORTS = (ZENDESK_TABLE, ZENDESK, FRESHSERVICE, FRESHDESK, INTERCOM)
