"""What must hold in each canonical table, beyond the type of its cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables import parse
from cs_calc.tables.checking import Checking
from cs_calc.tables.event_checks import EVENT_CHECKS, leave_out
from cs_calc.tables.problems import Problem

SURVEY_CHOICES = (
    ("NPS", "NPS: would you recommend us, 0 to 10"),
    ("CSAT", "CSAT: how satisfied are you, 1 to 5, yes or no, or 0 to 10"),
    ("CES", "CES: how easy was it"),
)


HAPPENED = {
    "survey_responses": ("date",), "tickets": ("created_at", "first_response_at", "resolved_at"), "usage": ("date",),
    "mrr_movements": ("date",), "monthly_mrr": ("month",), "purchases": ("date",), "outcomes": ("date",), "costs": ("month",),
    "help_center_sessions": ("date",), "customers": ("signup_date", "first_value_at", "onboarding_done_at", "churned_at"),
}  # fmt: skip
"""Dates of what has happened; contracts, renewals and deals may well lie ahead."""


def check_future(work: Checking, today: date) -> None:
    """Tell dates of events that lie in the future: most are a slip of the year, or the month and the day the wrong way round."""
    for column in HAPPENED.get(work.table.key, ()):
        if column in work.frame and not any(f"|{column}|" in q.key for q in work.questions):
            late = (work.frame[column] >= pd.Timestamp(today) + pd.Timedelta(days=2)).to_numpy() & (work.reasons == "")
            end = "It is used, and counts once that day has come: check the year, and the order of day and month."
            work.say("future_date", "warning", late, column, f"a day up to {today:%d %B %Y}", end)


def check_duplicates(work: Checking) -> None:
    key = work.table.unique
    if key and key in work.frame:
        values = work.frame[key].where(work.reasons == "")
        twice = values.duplicated().to_numpy() & values.notna().to_numpy()
        work.say("duplicate_id", "error", twice, key, "each id once", "Keep one of them, or give each its own id.")
    if "subscription_id" in work.frame:
        twice = work.frame.duplicated().to_numpy() & work.frame["subscription_id"].notna().to_numpy() & (work.reasons == "")
        work.say("duplicate_row", "error", twice, "subscription_id", "each subscription once", "The same row stands above.")
    elif work.table.key == "subscriptions":
        twice = work.frame.duplicated().to_numpy() & (work.reasons == "")
        work.say(
            "duplicate_row",
            "warning",
            twice,
            "customer_id",
            "each subscription once",
            "The same row stands above; without a subscription_id both count.",
        )


def _check_subscriptions(work: Checking) -> None:
    frame = work.frame
    work.say(
        "negative_value",
        "error",
        (frame["amount"] < 0).to_numpy(),
        "amount",
        "an amount of 0 or more",
        "A refund or credit is not a subscription.",
    )
    if "end_date" in frame:
        early = (frame["end_date"].dt.normalize() < frame["start_date"].dt.normalize()).to_numpy()
        work.say("out_of_range", "error", early, "end_date", "a day on or after the start", "Check both dates.")
    _one_interval(work)
    if "discount" in frame:
        off = ((frame["discount"] < 0) | (frame["discount"] > 1)).to_numpy()
        leave_out(work, "discount", off, "a share from 0 to 1, or a percent from 0 to 100", "Correct the discount.")


def _one_interval(work: Checking) -> None:
    """A price for six months becomes a sixth of it for one month: the same MRR, in an interval that every formula knows."""
    parts = work.frame["interval"].str.extract(r"^(\d+) (week|month)$")
    several = parts[0].notna().to_numpy()
    if several.any():
        end = "Half a year's price counts as a sixth of it a month, and so on: the MRR is the same."
        work.say("bad_interval", "note", several, "interval", "week, month, quarter or year", end)
        work.frame["amount"] = work.frame["amount"].div(parts[0].astype("float64")).where(several, work.frame["amount"])
        work.frame["interval"] = work.frame["interval"].mask(several, parts[1])


def _check_monthly_mrr(work: Checking) -> None:
    work.say(
        "negative_value", "error", (work.frame["mrr"] < 0).to_numpy(), "mrr", "an amount of 0 or more", "A credit is not recurring revenue."
    )
    month = work.frame["month"].dt.to_period("M")
    same = pd.DataFrame({"customer": work.frame["customer_id"], "month": month})
    twice = same.duplicated().to_numpy() & same.notna().all(axis=1).to_numpy() & (work.reasons == "")
    work.say("duplicate_row", "warning", twice, "month", "one row for each customer and month", "The amounts were added up.")


def _check_survey(work: Checking) -> None:
    """Give each answer its survey type and scale, and set aside scores that the scale does not have."""
    frame = work.frame
    if work.header("survey_type") is None:
        _survey_type_from_header(work)
    if "survey_type" not in frame or "score" not in frame:
        return
    if "response_id" not in frame:
        text = f'Sheet "{work.sheet.name}" has no response id: rows were numbered instead, so a row that comes twice counts twice.'
        work.problems.append(Problem("missing_columns", "note", text, work.place))
        frame["response_id"] = [f"row {r}" for r in work.rows]
    if work.tops is not None:  # answers in words say their scale themselves
        frame["scale_max"] = work.tops.where(work.tops.notna(), frame.get("scale_max", np.nan))
    if "scale_max" not in frame:
        frame["scale_max"] = _scale_max(frame)
    else:
        frame["scale_max"] = frame["scale_max"].where(frame["scale_max"].notna(), _scale_max(frame))
    low = frame["scale_min"] if "scale_min" in frame else pd.Series(np.nan, frame.index)
    floor = low.where(low.notna(), np.where(frame["scale_max"].isin([1, 10]), 0.0, 1.0))
    score, open_row = frame["score"], (work.reasons == "")
    off = ((score < floor) | (score > frame["scale_max"]) | (score % 1 != 0)).to_numpy() & score.notna().to_numpy() & open_row
    for (kind, top), rows in frame[off].groupby(["survey_type", "scale_max"]).groups.items():
        mask = np.zeros(len(frame), bool)
        mask[list(rows)] = True
        bottom = floor.loc[rows[0]]
        work.say("out_of_range", "error", mask, "score", f"a whole number from {bottom:g} to {top:g} for {kind}", "Correct the score.")
    narrow = ((frame["survey_type"] == "NPS") & (frame["scale_max"] != 10)).to_numpy() & score.notna().to_numpy()
    work.say(
        "nps_scale",
        "error",
        narrow & (work.reasons == ""),
        "scale_max" if work.header("scale_max") is not None else "score",
        "the NPS scale from 0 to 10",
        "Answers on another scale are not an NPS.",
    )
    one_up = ((frame["survey_type"] == "NPS") & (low == 1)).to_numpy()
    work.say(
        "nps_scale",
        "warning",
        one_up,
        "scale_min",
        "the NPS scale from 0 to 10",
        "Without a 0 the score is not comparable with others; 9 and 10, 7 and 8, and the rest were counted as usual.",
    )


def _survey_type_from_header(work: Checking) -> None:
    """No column says which survey it is: the score's own header may, else a person is asked."""
    position = work.header("score")
    named = parse.parse_survey_type(pd.Series([work.sheet.header[position] if position is not None else "", work.sheet.name]))
    kinds = [k for k in named.values if isinstance(k, str)]
    header = work.sheet.header[position].lower() if position is not None else ""
    kind = work.answer("survey_type", "survey_type") or (kinds[0] if kinds else "NPS" if "recommend" in header else None)
    if kind is None:
        asks = f"{work.place}: which survey is it? No column says whether the scores are NPS, CSAT or CES."
        work.ask("survey_type", "survey_type", asks, SURVEY_CHOICES)
        return
    work.frame["survey_type"] = pd.Series([kind] * len(work.rows), dtype="str")
    text = f'Sheet "{work.sheet.name}" has no survey type: every row was read as {kind}.'
    work.problems.append(Problem("header_mapping", "note", text, work.place))


def _scale_max(frame: pd.DataFrame) -> pd.Series[Any]:
    """The top of the scale where no column says it: NPS 10, CES 7; CSAT by its answers (yes and no, five or ten)."""
    csat = frame.loc[frame["survey_type"] == "CSAT", "score"].dropna()
    high = ((csat > 5) & (csat <= 10)).mean() if len(csat) else 0.0
    # one answer in twenty above 5 is a scale of ten; fewer are slips on a scale of five, and are set aside
    of_csat = 10.0 if high > 0.05 else 1.0 if len(csat) and csat.max() <= 1 else 5.0
    return frame["survey_type"].map({"NPS": 10.0, "CES": 7.0, "CSAT": of_csat}).astype("float64")


CHECKS: dict[str, Callable[[Checking], None]] = {
    "subscriptions": _check_subscriptions,
    "monthly_mrr": _check_monthly_mrr,
    "survey_responses": _check_survey,
    **EVENT_CHECKS,
}
