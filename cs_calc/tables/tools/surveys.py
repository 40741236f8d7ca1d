"""Exports of survey tools: Delighted, SurveyMonkey, Typeform, Qualtrics."""

from __future__ import annotations

from cs_calc.tables.tools.record import Export, Feed, leave_out, names, take

DELIGHTED = Export(
    "Delighted",
    "response export",
    frozenset(
        names(
            "id, person, person id, survey type, score, comment, permalink, created at, updated at, person properties, tags, notes, "
            "response id, email, name, survey source, responded at, person email, person name"
        )
    ),
    (
        Feed(
            "survey_responses",
            (
                take("response_id", "id, response id"),
                take("date", "created at, responded at", "unix"),
                take("date", "updated at", "unix"),
                take("survey_type", "survey type", "words", words="nps=NPS, csat=CSAT, ces=CES, csat3=CSAT, smileys=CSAT, stars=CSAT, "
                "thumbs=CSAT"),
                take("score", "score"),
                take("comment", "comment"),
                take("themes", "tags"),
                take("channel", "survey source"),
                take("customer_id", "company, person id, person, person email, email"),
            ),
        ),
    ),
    must=(names("score"), names("permalink, person properties, person id, person, survey source"), names("created at, responded at, "
    "updated at")),
)  # fmt: skip

SURVEYMONKEY = Export(
    "SurveyMonkey",
    "response export",
    frozenset(
        names("respondent id, collector id, start date, end date, date created, date modified, ip address, email address, first name, "
              "last name, custom data 1")
    ),
    (
        Feed(
            "survey_responses",
            (
                take("response_id", "respondent id"),
                take("date", "end date, date modified"),
                take("date", "start date, date created"),
                take("customer_id", "company, custom data 1, email address"),
            ),
        ),
    ),
    must=(names("respondent id"), names("collector id")),
    questions=True,
    unused={"start date": "when it was begun; the day it was finished is counted"},
)  # fmt: skip

TYPEFORM = Export(
    "Typeform",
    "response export",
    frozenset(names("#, response type, start date, stage date, submit date, network id, tags, ending")),
    (
        Feed(
            "survey_responses",
            (
                take("response_id", "#"),
                take("date", "submit date"),
                take("date", "stage date"),
                take("themes", "tags"),
                take("customer_id", "company, company id, account, account id, customer id, email"),
            ),
        ),
    ),
    must=(names("submit date"), names("network id")),
    questions=True,
    unused={"start date": "when it was begun; the day it was sent is counted"},
)

QUALTRICS = Export(
    "Qualtrics",
    "response export",
    frozenset(
        names(
            "start date, end date, status, ip address, ipaddress, progress, duration, finished, recorded date, response id, "
            "recipient last name, recipient first name, recipient email, external reference, external data reference, location latitude, "
            "location longitude, distribution channel, user language"
        )
    ),
    (
        Feed(
            "survey_responses",
            (
                take("response_id", "response id"),
                take("date", "recorded date"),
                take("date", "end date"),
                take("channel", "distribution channel"),
                take("customer_id", "company, account, external reference, external data reference, recipient email"),
            ),
            leave_out=(leave_out("status", "survey preview, survey test", "a test of the survey, not an answer"),),
        ),
    ),
    must=(names("response id"), names("recorded date"), names("progress, finished, distribution channel, user language")),
    questions=True,
    unused={"start date": "when it was begun; the day it was recorded is counted", "status": "tests of the survey are set aside by it"},
)

EXPORTS = (DELIGHTED, SURVEYMONKEY, TYPEFORM, QUALTRICS)
