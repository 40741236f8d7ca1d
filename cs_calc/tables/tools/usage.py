"""Exports of product analytics: Mixpanel, Amplitude, Pendo, PostHog, and what Google Analytics 4 cannot give."""

from __future__ import annotations

from cs_calc.tables.tools.record import Export, Feed, names, take

ACCOUNT = "company id, account id, group id, organization id, organisation id, company, account, org id, workspace id, team id, tenant id"
PERSON = "no column for the account: each user counts as a customer"

MIXPANEL = Export(
    "Mixpanel",
    "event export",
    frozenset(
        names(
            "event, event name, name, time, distinct id, insert id, event id, properties, mp lib, browser, os, city, country code, "
            "mp country code, "
            "region, user id, device id, current url"
        )
    ),
    (
        Feed(
            "usage",
            (
                take("date", "time", "unix"),
                take("customer_id", ACCOUNT),
                take("customer_id", "distinct id", says=PERSON),
                take("user_id", "user id, distinct id"),
                take("feature", "event, event name, name"),
            ),
        ),
    ),
    must=(names("distinct id"), names("time"), names("event, event name, name")),
    never=("person id",),
)

AMPLITUDE = Export(
    "Amplitude",
    "event export",
    frozenset(
        names(
            "insert id, amplitude id, app, city, client event time, country, device id, event id, id, event properties, event time, "
            "event type, groups, language, library, os name, paying, platform, server received time, server upload time, session id, "
            "user id, user properties, uuid, version name, client upload time, device type"
        )
    ),
    (
        Feed(
            "usage",
            (
                take("date", "event time", "unix"),
                take("date", "client event time", "unix"),
                take("customer_id", ACCOUNT),
                take("customer_id", "user id", says=PERSON),
                take("customer_id", "amplitude id, device id", says="nobody was signed in"),
                take("user_id", "user id"),
                take("user_id", "amplitude id, device id"),
                take("feature", "event type"),
            ),
        ),
    ),
    must=(
        names("event type"),
        names("event time, client event time"),
        names("amplitude id, server upload time, server received time, device id"),
    ),
)

PENDO = Export(
    "Pendo",
    "usage export",
    frozenset(
        names("visitor id, account id, app id, page id, feature id, timestamp, day, num events, num minutes, feature name, page name, date")
    ),
    (
        Feed(
            "usage",
            (
                take("date", "timestamp, day, date, first time", "unix"),
                take("customer_id", "account id"),
                take("customer_id", "visitor id", says=PERSON),
                take("user_id", "visitor id"),
                take("feature", "feature name, feature id, page name, page id, event"),
                take("minutes", "num minutes, minutes"),
                take("minutes", "num", "time"),
            ),
        ),
    ),
    must=(names("visitor id"), names("timestamp, day, date, num events, num minutes, num")),
    unused={"num events": "clicks: days and minutes of use are counted", "app id": "which of your apps it is"},
)

POSTHOG = Export(
    "PostHog",
    "event export",
    frozenset(names("uuid, event, properties, timestamp, distinct id, session id, person id, elements chain, created at")),
    (
        Feed(
            "usage",
            (
                take("date", "timestamp", "unix"),
                take("customer_id", ACCOUNT),
                take("customer_id", "person id, distinct id", says=PERSON),
                take("user_id", "person id, distinct id"),
                take("feature", "event"),
            ),
        ),
    ),
    must=(names("distinct id"), names("event"), names("timestamp")),
)

GA4 = Export(
    "Google Analytics 4",
    "event report",
    frozenset(
        names(
            "event name, event count, total users, event count per active user, event count per user, total revenue, active users, "
            "new users, sessions, engaged sessions"
        )
    ),
    (),
    must=(names("event count"), names("event name, total users, active users")),
    cannot="It counts events of everybody together and does not say which customer they are of, so nothing can be counted from it here. "
    "Export the events with a customer or account id (for instance from BigQuery), or upload the usage of your product.",
)

EXPORTS = (MIXPANEL, AMPLITUDE, PENDO, POSTHOG, GA4)
