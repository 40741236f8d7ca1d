"""The doors for a pasted column: what one column of values may hold, and as which rows of a canonical table it is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

START = datetime(2026, 1, 5)
UNTIL = date(2026, 1, 31)
PERIOD = "2026-01"
Kind = Literal["score", "yes_no", "text", "hours", "days", "minutes"]
UNITS: dict[str, dict[str, float]] = {
    "hours": {"hours": 1.0, "minutes": 1 / 60, "days": 24.0, "seconds": 1 / 3600},
    "days": {"days": 1.0, "hours": 1 / 24, "weeks": 7.0},
    "minutes": {"minutes": 1.0, "seconds": 1 / 60, "hours": 60.0},
}
"""In which units a duration may be pasted, and how many of the door's own unit each is."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Door:
    """What one column may hold, into which table it goes, and as which row. `group` is the column that groups it."""

    key: str
    name: str
    kind: Kind
    table: str
    row: Callable[[Any, int], Row]
    group: str
    example: str


def _survey(kind: str, bottom: int, top: int) -> Callable[[Any, int], Row]:
    def row(value: Any, number: int) -> Row:
        scale = {"scale_min": bottom, "scale_max": top}
        return {"response_id": f"line {number}", "date": START, "survey_type": kind, "score": value, **scale}

    return row


def _ticket(**cells: Callable[[Any], Any]) -> Callable[[Any, int], Row]:
    def row(value: Any, number: int) -> Row:
        return {"ticket_id": f"line {number}", "created_at": START, **{key: cell(value) for key, cell in cells.items()}}

    return row


def _customer(**cells: Callable[[Any], Any]) -> Callable[[Any, int], Row]:
    def row(value: Any, number: int) -> Row:
        return {"customer_id": f"line {number}", "signup_date": START, **{key: cell(value) for key, cell in cells.items()}}

    return row


def _after(unit: Literal["hours", "days"]) -> Callable[[Any], Any]:
    return lambda value: START + timedelta(**{unit: value})


def _left(value: Any, number: int) -> Row:
    return {
        "customer_id": f"line {number}", "start_date": START - timedelta(days=60), "amount": 1.0, "interval": "month",
        "end_date": START + timedelta(days=10) if value else None,
    }  # fmt: skip


SOLVED = {"interactions": lambda yes: 1.0 if yes else 2.0, "resolved_at": lambda _: START + timedelta(hours=1), "reopened": lambda _: False}
DOORS: tuple[Door, ...] = (
    Door("nps_scores", "Scores from 0 to 10", "score", "survey_responses", _survey("NPS", 0, 10), "channel", "10\n9\n7\n3\n10"),
    Door("csat_of_five", "Scores from 1 to 5", "score", "survey_responses", _survey("CSAT", 1, 5), "channel", "5\n4\n3\n5\n2"),
    Door("csat_yes_no", "Answers of yes or no", "yes_no", "survey_responses", _survey("CSAT", 0, 1), "channel", "yes\nyes\nno\nyes"),
    Door("csat_of_ten", "Scores from 0 to 10", "score", "survey_responses", _survey("CSAT", 0, 10), "channel", "8\n10\n5\n6\n9"),
    Door("ease", "Scores from 1 to 7 (7 is very easy)", "score", "survey_responses", _survey("CES", 1, 7), "channel", "6\n7\n4\n5"),
    Door("effort", "Scores from 1 to 5 (1 is little effort)", "score", "survey_responses", _survey("CES", 1, 5), "channel", "1\n2\n2\n5"),
    Door("themes", "Themes of each comment, several with ;", "text", "survey_responses",
         lambda value, n: {**_survey("NPS", 0, 10)(0.0, n), "comment": value, "themes": value}, "channel", "price\nspeed; price\nsupport"),
    Door("response_hours", "Time to the first reply", "hours", "tickets", _ticket(first_response_at=_after("hours")), "agent", "1\n3\n96"),
    Door("resolution_hours", "Time to the solution", "hours", "tickets", _ticket(resolved_at=_after("hours")), "agent", "4\n20\n7.5\n96"),
    Door("first_contact", "Solved at the first contact? yes or no", "yes_no", "tickets", _ticket(**SOLVED), "agent", "yes\nno\nyes\nyes"),
    Door("tags", "Tags of each ticket, several with ;", "text", "tickets", _ticket(tags=str), "agent", "billing\nhow-to\nhow-to; billing"),
    Door("avoidable", "Avoidable? yes or no", "yes_no", "tickets", _ticket(avoidable=bool), "agent", "no\nyes\nno\nno"),
    Door("documented", "Is there an article on it? yes or no", "yes_no", "tickets", _ticket(topic_has_article=bool), "agent", "yes\nno"),
    Door("helpful", "Votes of yes or no", "yes_no", "article_votes",
         lambda yes, n: {"article_id": f"line {n}", "helpful_yes": float(yes), "helpful_no": float(not yes), "updated_at": START}, "title",
         "yes\nno\nyes"),
    Door("renewed", "Renewed? yes or no", "yes_no", "renewals",
         lambda yes, n: {"customer_id": f"line {n}", "due_date": START, "renewed": bool(yes)}, "owner", "yes\nyes\nno\nyes"),
    Door("won", "Won? yes or no", "yes_no", "opportunities",
         lambda yes, n: {"date": START, "type": "not given", "outcome": "won" if yes else "lost"}, "type", "yes\nno\nno"),
    Door("left", "Left in the period? yes or no", "yes_no", "subscriptions", _left, "plan", "no\nno\nyes\nno"),
    Door("converted", "Trial converted? yes or no", "yes_no", "customers",
         lambda yes, n: {**_customer()(yes, n), "trial_start": START, "trial_end": START + timedelta(days=14),
                         "converted_at": START + timedelta(days=7) if yes else None}, "plan", "yes\nno\nno\nyes"),
    Door("value_days", "Time until the first value", "days", "customers", _customer(first_value_at=_after("days")), "plan", "3\n10\n21"),
    Door("onboarding_days", "Time until onboarding was done", "days", "customers", _customer(onboarding_done_at=_after("days")), "plan",
         "14\n30\n9"),
    Door("session_minutes", "Minutes of each session", "minutes", "usage",
         lambda minutes, n: {"customer_id": f"line {n}", "date": START, "minutes": minutes}, "feature", "12\n3\n45"),
)  # fmt: skip

FITS: dict[str, dict[str, str]] = {
    "nps": {"percentages": "nps_scores"},
    "csat": {"top_two_of_five": "csat_of_five", "yes_no": "csat_yes_no", "six_to_ten": "csat_of_ten"},
    "customer_effort_score": {"ease_mean": "ease", "ease_share": "ease", "effort_mean": "effort"},
    "theme_share": {"of_comments": "themes"},
    "first_response_time": dict.fromkeys(("median", "mean", "p90"), "response_hours"),
    "first_response_within_target": {"of_answered": "response_hours"},
    "resolution_time": dict.fromkeys(("median", "mean", "p90"), "resolution_hours"),
    "first_contact_resolution": dict.fromkeys(("of_received", "of_resolved"), "first_contact"),
    "tag_share": {"of_interactions": "tags"},
    "avoidable_ticket_share": {"of_tickets": "avoidable"},
    "documented_topic_share": {"of_tickets": "documented"},
    "article_helpfulness": {"of_votes": "helpful"},
    "renewal_rate": {"customers": "renewed"},
    "opportunity_win_rate": {"won_of_all": "won"},
    "customer_churn_rate": {"opening_customers": "left"},
    "trial_conversion_rate": dict.fromkeys(("trials_started", "trials_ended"), "converted"),
    "time_to_value": dict.fromkeys(("median", "mean"), "value_days"),
    "onboarding_time": dict.fromkeys(("median", "mean"), "onboarding_days"),
    "time_in_product": {"per_session": "session_minutes"},
}
"""Which door serves a metric's definition."""


def door_for(metric: str, variant: str) -> Door | None:
    """The door for a metric's definition; None where its numbers are not counted from single values."""
    key = FITS.get(metric, {}).get(variant)
    return next((door for door in DOORS if door.key == key), None)
