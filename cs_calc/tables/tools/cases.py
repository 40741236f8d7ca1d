"""Exports of tickets alone: HubSpot tickets, Salesforce cases, Help Scout."""

from __future__ import annotations

from cs_calc.tables.tools.record import Export, Feed, names, take
from cs_calc.tables.tools.support import GONE

HUBSPOT_TICKETS = Export(
    "HubSpot",
    "ticket export",
    frozenset(
        names(
            "ticket id, ticket name, pipeline, ticket status, create date, ticket owner, source, last activity date, time to close, "
            "close date, time to first agent email reply, time to first response, priority, category, associated company, record id"
        )
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "ticket id, record id"),
                take("created_at", "create date"),
                take("first_response_at", "first agent email response date, first agent response date"),
                take("first_response_at", "time to first agent email reply, time to first response, time to first customer agent reply",
                     "after", "create date"),
                take("resolved_at", "close date, closed date"),
                take("resolved_at", "time to close", "after", "create date"),
                take("channel", "source"),
                take("tags", "category"),
                take("agent", "ticket owner"),
                take("customer_id", "associated company ids, associated company id, associated company"),
                take("requester_id", "associated contact ids, associated contact"),
            ),
        ),
    ),
    must=(names("ticket name, ticket status, ticket owner"), names("ticket id, record id"), names("create date")),
    unused={"ticket status": "whether it is solved is told by its dates", "last activity date": "when it was last touched"},
)  # fmt: skip

SALESFORCE_CASES = Export(
    "Salesforce",
    "case report",
    frozenset(
        names(
            "case number, subject, status, priority, case owner, case owner alias, case owner full name, account name, date time opened, "
            "date time closed, age, opened date, closed date, case origin, contact name"
        )
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "case number"),
                take("created_at", "date time opened, opened date, created date"),
                take("first_response_at", "first response date time, first response"),
                take("resolved_at", "date time closed, closed date"),
                take("channel", "case origin"),
                take("tags", "case reason, type"),
                take("agent", "case owner, case owner full name, case owner alias"),
                take("customer_id", "account id, account name, account name account name"),
                take("requester_id", "contact id, contact email, contact name"),
            ),
        ),
    ),
    must=(names("case number"), names("date time opened, opened date, created date")),
    unused={
        "age": "the age of open cases is worked out from the dates",
        "status": "whether it is solved is told by its dates",
    },
)

HELP_SCOUT = Export(
    "Help Scout",
    "conversation export",
    frozenset(
        names("number, status, mailbox, assignee, subject, created at, closed at, primary customer email, first response time, tags")
    ),
    (
        Feed(
            "tickets",
            (
                take("ticket_id", "number"),
                take("created_at", "created at"),
                take("first_response_at", "first response time", "after", "created at"),
                take("resolved_at", "closed at"),
                take("agent", "assignee"),
                take("tags", "tags"),
                take("channel", "type"),
                take("requester_id", "primary customer email"),
            ),
            leave_out=(GONE,),
        ),
    ),
    must=(names("number"), names("mailbox"), names("created at")),
    least=5,
)

EXPORTS = (HUBSPOT_TICKETS, SALESFORCE_CASES, HELP_SCOUT)
