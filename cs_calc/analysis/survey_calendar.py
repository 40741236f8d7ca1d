"""Which customer is to be asked when: 1, 6 and 12 months after the start, sent 10 days before; as rows and as a calendar file.

The rhythm is Typeform's ("How to track customer success"): a survey at each of three milestones, sent at least ten days before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pandas as pd

from cs_calc.analysis.sentiment_lists import paying
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import number_of

MILESTONES = (1, 6, 12)
BEFORE = 10
"""A survey is sent at least this many days before its milestone."""
EARLY = 20
"""An answer up to this many days before the day of sending counts as the milestone's."""
GRACE = 30
"""So many days after its milestone a survey that was not sent has lapsed: it is no longer about that milestone."""
COLUMNS = ["customer_id", "customer_name", "owner", "mrr", "months", "milestone", "send_by", "state", "days", "last_answer"]


def starts(dataset: Dataset) -> pd.DataFrame:
    """When each paying customer of the last day started: `paying` with start. The sign-up, else the first subscription or month."""
    found: pd.DataFrame = dataset.keep(("starts",), lambda: _starts(dataset))
    return found


def _starts(dataset: Dataset) -> pd.DataFrame:
    here = paying(dataset, number_of(dataset.as_of))
    known = []
    for name, column in (("customers", "signup_date"), ("subscriptions", "start_date"), ("monthly_mrr", "month")):
        table = dataset.tables.get(name)
        if table is not None and column in table and "customer_id" in table:
            known.append(table.groupby("customer_id")[column].min())
    start = pd.Series(pd.NaT, here.index, dtype="datetime64[ns]")
    for dates in known:
        start = start.fillna(here["customer_id"].map(dates))
    return here.assign(start=start)


def nps_days(dataset: Dataset) -> pd.DataFrame:
    """Who answered an NPS survey on which day: customer_id, date."""
    rows = dataset.tables.get("survey_responses")
    if rows is None or "customer_id" not in rows:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[ns]")})
    return rows.loc[(rows["survey_type"] == "NPS") & rows["customer_id"].notna() & rows["date"].notna(), ["customer_id", "date"]]


def schedule(customers: pd.DataFrame, answers: pd.DataFrame, today: date, ahead: int = 60) -> pd.DataFrame:
    """The surveys to send: overdue, or to be sent within `ahead` days; and those that lapsed. One row a customer and milestone.

    `customers`: customer_id, start and what else is known; `answers`: customer_id, date. A milestone is months after the start (31
    January + 1 month is 28 February), its survey is to be sent 10 days before. It is done when the customer answered from 20 days
    before that day on; overdue when the day has passed and the milestone is at most 30 days ago; lapsed after that.

    >>> one = pd.DataFrame({"customer_id": ["a"], "start": [pd.Timestamp("2026-01-31")]})
    >>> none = pd.DataFrame({"customer_id": [], "date": []})
    >>> schedule(one, none, date(2026, 2, 10))[["months", "send_by", "state", "days"]].to_dict("records")
    [{'months': 1, 'send_by': Timestamp('2026-02-18 00:00:00'), 'state': 'due', 'days': 8}]
    """
    day, rows = pd.Timestamp(today), []
    latest = answers.groupby("customer_id")["date"].max().to_dict() if len(answers) else {}
    for who in customers.dropna(subset=["start"]).to_dict("records"):
        last = latest.get(who["customer_id"])
        for months in MILESTONES:
            milestone = (pd.Timestamp(who["start"]) + pd.DateOffset(months=months)).normalize()
            send_by = milestone - timedelta(days=BEFORE)
            if send_by > day + timedelta(days=ahead) or (last is not None and last >= send_by - timedelta(days=EARLY)):
                continue
            state = "due" if send_by >= day else "overdue" if day <= milestone + timedelta(days=GRACE) else "lapsed"
            rows.append({**who, "months": months, "milestone": milestone, "send_by": send_by, "state": state,
                         "days": (send_by - day).days, "last_answer": last})  # fmt: skip
    columns = [c for c in COLUMNS if c in customers or c not in ("customer_name", "owner", "mrr")]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["send_by", "customer_id", "months"], kind="stable").reset_index(drop=True)


def due(dataset: Dataset, ahead: int) -> pd.DataFrame:
    """`schedule` of a dataset's customers on its last day; empty where nobody's first day is known."""
    key = ("surveys due", ahead)
    found: pd.DataFrame = dataset.keep(key, lambda: schedule(starts(dataset), nps_days(dataset), dataset.as_of, ahead))
    return found


def schedule_sentence(found: pd.DataFrame, today: date, ahead: int) -> str:
    """How many are overdue, due and lapsed, on which day."""
    counts = found["state"].value_counts()
    overdue, due, lapsed = (int(counts.get(s, 0)) for s in ("overdue", "due", "lapsed"))
    text = f"On {today.day} {today:%B %Y} {overdue} survey{' is' if overdue == 1 else 's are'} overdue, "
    text += f"and {due} {'is' if due == 1 else 'are'} to be sent in the next {ahead} days."
    if lapsed:
        text += f" {lapsed} milestone{'' if lapsed == 1 else 's'} went by unanswered more than {GRACE} days ago: too late for those."
    return text


def to_send(found: pd.DataFrame) -> pd.DataFrame:
    """The rows to act on: overdue and due, the longest overdue first."""
    return found[found["state"] != "lapsed"].reset_index(drop=True)


# the calendar file (RFC 5545)


def calendar_file(found: pd.DataFrame, today: date, made: datetime | None = None) -> bytes:
    """The surveys as a calendar: one all-day event on the day of sending (what is overdue: today), for any calendar program.

    Lines end in CRLF and are folded at 75 bytes; the UID of a customer's milestone never changes, so that a file that is opened
    again changes events and does not double them.
    """
    stamp = (made or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cs-calc//Survey schedule//EN", "CALSCALE:GREGORIAN"]
    for row in to_send(found).to_dict("records"):
        lines += _event(row, today, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode("utf-8")


def _event(row: Mapping[Any, Any], today: date, stamp: str) -> Iterator[str]:
    months = f"{row['months']} month{'' if row['months'] == 1 else 's'}"
    name = str(row["customer_name"] if pd.notna(row.get("customer_name")) else row["customer_id"])
    send_by, milestone = (pd.Timestamp(row[c]).date() for c in ("send_by", "milestone"))
    day = max(send_by, today)
    late = f" (overdue since {send_by.isoformat()})" if row["state"] == "overdue" else ""
    told = [f"{months} with us on {milestone.isoformat()}; to be sent at least {BEFORE} days before.", f"Customer: {row['customer_id']}"]
    told += [f"Owner: {row['owner']}"] if pd.notna(row.get("owner")) else []
    uid = sha256(f"{row['customer_id']}\0{row['months']}".encode()).hexdigest()[:24]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@survey.cs-calc"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'Send NPS survey: {name}, {months}{late}')}"
    yield "DESCRIPTION:" + escaped("\n".join(told))
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""Text as it stands in a calendar file; control characters go.

    >>> print(escaped("Ames, Bo; and\nCo\\"))
    Ames\, Bo\; and\nCo\\
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\r", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(c for c in text if c.isprintable())


def folded(line: str, width: int = 75) -> Iterator[str]:
    """A line in parts of at most 75 bytes, each after the first begun with a space; no character is cut in two.

    >>> list(folded("abcdefgh", 4))
    ['abcd', ' efg', ' h']
    """
    part, size = "", 0
    for character in line:
        length = len(character.encode("utf-8"))
        if size + length > width:
            yield part
            part, size = " ", 1
        part, size = part + character, size + length
    yield part
