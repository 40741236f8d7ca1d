"""Names that are near ours but mean something else: durations that stand in for a time, and columns that are known and not used.

Names are written as they are compared (`headers.normalise`), a comma between them.
"""

from __future__ import annotations

from cs_calc.tables.names import split_names

DURATIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "tickets": {
        "first_response_at": split_names(
            "first reply time, first response time, time to first response, time to first reply, frt, response time, reply time, "
            "initial response duration, first response duration, time to first agent email reply, response, reply, first response, "
            "erstreaktionszeit, erstantwortzeit, reaktionszeit, délai de première réponse, temps de première réponse, "
            "tiempo de primera respuesta, eerste reactietijd"
        ),
        "resolved_at": split_names(
            "full resolution time, resolution time, time to resolution, time to resolve, time to close, time to solve, handling time, "
            "resolution, "
            "resolution duration, time to full resolution, lösungszeit, bearbeitungszeit, lösungsdauer, délai de résolution, "
            "temps de résolution, "
            "tiempo de resolución, oplostijd"
        ),
    },
    "usage": {
        "minutes": split_names(
            "session duration, duration, time spent, time on platform, session, session length, sitzungsdauer, nutzungsdauer"
        )
    },
}
"""Durations that stand in for a time: created_at + duration, so that one counting rule serves all."""

_STATUS = "whether it runs is told by its dates"
_ARR = "a yearly amount: MRR is counted"
_HOURS = "business hours only: elapsed time is counted, so that one rule serves all"
_AGE = "an age, not a score or a date: it is worked out from the dates"
UNUSED: dict[str, dict[str, str]] = {
    "subscriptions": {
        "status": _STATUS, "subscription status": _STATUS, "arr": _ARR, "annual recurring revenue": _ARR,
        "total charges": "what was paid in all, not what recurs", "ltv": "worked out from revenue and churn",
        "churn": "whether it has ended is told by its dates", "quantity": "how many units; the amount is that of the whole subscription",
        "current period start": "the start of the last paid period", "current period end": "the end of the paid period, "
        "not of the subscription",
        "trial start": "a trial is not paid for", "next billing date": "a payment to come", "setup fee": "paid once: it does not recur",
    },
    "monthly_mrr": {"arr": _ARR, "annual recurring revenue": _ARR, "total charges": "what was paid in all, not what recurs"},
    "mrr_movements": {"arr": _ARR, "arr movement": _ARR},
    "customers": {
        "arr": _ARR, "annual recurring revenue": _ARR, "annual revenue": "the company's own turnover, not what it pays", "age": _AGE,
        "total charges": "what was paid in all, not what recurs", "health score": "worked out here from its signals",
        "churn": "the day it left is counted (churned_at)", "churned": "the day it left is counted (churned_at)", "status": _STATUS,
        "tenure": "how long it has been a customer is worked out from the dates", "ltv": "worked out from revenue and churn",
        "create date": "when it was put into the tool, not when it became a customer",
    },
    "survey_responses": {
        "age": "an age, not a score", "nps group": "worked out from the score", "nps category": "worked out from the score",
        "category nps": "worked out from the score", "duration": "how long answering took, not a score",
    },
    "tickets": {
        "status": "whether it is solved is told by its dates", "age": _AGE, "due by time": "when it was due, not when it was solved",
        "due date": "when it was due, not when it was solved", "updated at": "when it was last touched, not when it was solved",
        "last update time": "when it was last touched", "first reply time within business hours": _HOURS,
        "first response time within business hours": _HOURS, "full resolution time within business hours": _HOURS,
        "resolution time within business hours": _HOURS, "first resolution time within business hours": _HOURS,
        "first resolution time": "the first solution, perhaps reopened since; the last one is counted",
        "requester wait time": "a part of the time to the solution", "agent wait time": "a part of the time to the solution",
        "on hold time": "a part of the time to the solution", "time tracked": "time worked, not time waited",
        "satisfaction score": "an answer to a survey: upload it as survey responses to count it",
    },
    "opportunities": {
        "weighted amount": "the amount times the odds of winning: the amount itself is counted",
        "probability": "what counts is whether it was won",
        "expected revenue": "the amount times the odds of winning: the amount itself is counted", "age": "the days that it is open",
    },
    "usage": {"session id": "days and minutes of use are counted", "num events": "clicks: days and minutes of use are counted"},
    "purchases": {"discount": "the amount that was paid is counted"},
}  # fmt: skip
"""By table: names that look like ours but are something else, and why they are not used."""
