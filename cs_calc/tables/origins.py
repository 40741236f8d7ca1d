"""The frames that inputs are counted over, and what each is made of."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.tables import events
from cs_calc.tables.attributes import SEGMENT_COLUMNS


@dataclass(frozen=True)
class Source:
    """What a frame of events is made of: a table, the column without which it is nothing, and how.

    `own` are its columns, beside those of customers, that it can be split by; `listed` is the column with
    several values (tags) and the name of one (tag), for a frame with a row for each.
    """

    table: str
    needs: str
    make: events.Make
    own: tuple[str, ...] = ()
    listed: tuple[str, str] | None = None


_SURVEY_COLUMNS = ("channel", "agent", *SEGMENT_COLUMNS)
SOURCES = {
    "survey_responses": Source("survey_responses", "date", events.survey_responses, _SURVEY_COLUMNS),
    "themes": Source("survey_responses", "themes", events.survey_responses, (*_SURVEY_COLUMNS, "theme"), ("themes", "theme")),
    "tickets": Source("tickets", "created_at", events.tickets, ("channel", "agent")),
    "tags": Source("tickets", "tags", events.tickets, ("channel", "agent", "tag"), ("tags", "tag")),
    "purchases": Source("purchases", "date", events.purchases, ("kind",)),
    "costs": Source("costs", "month", events.costs),
    "renewals": Source("renewals", "due_date", events.renewals, ("owner",)),
    "opportunities": Source("opportunities", "date", events.opportunities, ("type",)),
    "trials_started": Source("customers", "trial_start", events.trials_started),
    "trials_ended": Source("customers", "trial_end", events.trials_ended),
    "upgrades": Source("customers", "converted_at", events.upgrades),
    "sign_ups": Source("customers", "signup_date", events.sign_ups),
    "help_center_sessions": Source("help_center_sessions", "date", events.help_center_sessions),
    "article_votes": Source("article_votes", "article_id", events.article_votes),
    "outcomes": Source("outcomes", "date", events.outcomes),
    "usage": Source("usage", "date", events.usage, ("feature",)),
}  # fmt: skip
OF_USE = ("customer_use", "feature_use", "feature_plans", "daily_use", "weekly_use", "monthly_use")
OF_RENEWALS = ("renewal_use", "renewal_features")
NAMES = ("customer_periods", "fees", *SOURCES, *OF_RENEWALS, "free_accounts", "seats", *OF_USE)
