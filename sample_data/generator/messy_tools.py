"""Small exports as other tools give them, with the headers that those really have: which table each is, the headers tell."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from .write import open_workbook

PEOPLE = ("Anvil Works", "Borax Mining", "Cinder Foods", "Delta Press", "Ember Labs", "Fjord Cargo")
AGENTS = ("Suki", "Dario", "Leonie")
FIRST = datetime(2026, 5, 4, 9, 0)


def write_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "tool_zendesk.csv", _zendesk())
    _csv(folder / "tool_stripe.csv", _stripe())
    _csv(folder / "tool_chartmogul.csv", _chartmogul())
    _csv(folder / "tool_intercom.csv", _intercom())
    _csv(folder / "tool_qualtrics.csv", _qualtrics())
    _csv(folder / "tool_ga4.csv", _ga4())
    _csv(folder / "tool_salesforce_cases.csv", _salesforce())
    _book(folder / "tool_freshdesk.xlsx", _freshdesk())
    _book(folder / "tool_surveymonkey.xlsx", _surveymonkey())


def _when(n: int, hours: float = 0) -> str:
    return (FIRST + timedelta(days=n, hours=hours)).strftime("%Y-%m-%d %H:%M")


def _zendesk() -> list[list]:
    header = (
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,Group,"
        "Subject,"
        "Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,"
        "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,First reply time in minutes,"
        "First reply time in minutes within business hours,First resolution time in minutes,Full resolution time in minutes,"
        "Requester wait time in minutes,Region [list]"
    ).split(",")
    rows = []
    for n in range(12):
        solved = n % 4 != 3
        rows.append([
            1, 9000 + n, f"Person {n}", f"r{n}", "", f"p{n}@example.com", "example.com", f"Person {n}", AGENTS[n % 3], "Support", "Help",
            "billing" if n % 2 else "bug", "Solved" if solved else "Open", "Normal", "Mail" if n % 3 else "Web", "Incident", _when(n),
            _when(n, 30), _when(n, 0.2), PEOPLE[n % 6], "", _when(n, 0.2), _when(n, 26) if solved else "", 26 if solved else "",
            ("Good", "Bad", "Offered", "Not offered")[n % 4], 1, 1, int(n % 3 == 1), 1 + n % 3, 15 * (n + 1) if solved else "-",
            10 if solved else "-",
            1560 if solved else "", 1560 if solved else "", 40, "EMEA",
        ])  # fmt: skip
    return [header, *rows]


def _stripe() -> list[list]:
    header = (
        "id,Customer ID,Customer Email,Customer Name,Plan,Product,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),"
        "Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),"
        "Ended At (UTC),Cancellation Reason,Cancel At Period End,industry (metadata)"
    ).split(",")
    rows = []
    for n in range(8):
        status = ("active", "canceled", "active", "trialing")[n % 4]
        ended = _when(60 + n) if status == "canceled" else ""
        trial = (_when(n), _when(n + 14)) if n % 4 in (2, 3) else ("", "")
        rows.append([
            f"sub_{n}", f"cus_{n}", f"p{n}@example.com", PEOPLE[n % 6], "pro", "Pro", 1 + n % 2, "usd", "month" if n % 2 else "year",
            "49.00" if n % 2 else "490.00", status, _when(n), _when(n), _when(n), _when(n + 30), _when(n + 60), *trial, ended, ended,
            "cancellation_requested" if ended else "", "false", "Retail" if n % 2 else "Bank",
        ])  # fmt: skip
    return [header, *rows]


def _chartmogul() -> list[list]:
    header = "NAME,EMAIL,MRR,ARR,PLAN_NAME,BILLING_CYCLE,NET_PAYMENTS,COUNTRY,CITY,SUBSCRIBER_SINCE,STATUS,UUID".split(",")
    rows = []
    for n, name in enumerate(PEOPLE):
        status = ("Active", "Active", "Cancelled", "New Lead")[n % 4]
        mrr = 4950 * (n + 1) if status == "Active" else 0
        since = "" if status == "New Lead" else _when(n)
        rows.append([name, f"p{n}@example.com", mrr, mrr * 12, "Pro|Extra", "month", mrr * 5, "DE", "Bonn", since, status, f"cus_{n}"])
    return [header, *rows]


def _intercom() -> list[list]:
    header = (
        "Conversation ID,Conversation started at (Europe/Berlin),Updated at (Europe/Berlin),Started by,Conversation source,"
        "Current conversation state,Team currently assigned,Teammate currently assigned,Last teammate rated,Conversation rating,"
        "Conversation rating remark,Channel,First response time (seconds),User name,User email,Company name,Topics"
    ).split(",")
    rows = [
        [
            f"7{n:03}", _when(n), _when(n, 5), "user", "widget", "closed", "Support", AGENTS[n % 3], AGENTS[n % 3] if n % 2 else "",
            1 + n % 5 if n % 2 else "", "thanks" if n % 4 == 1 else "", "Chat", 60 * (n + 1), f"Person {n}", f"p{n}@example.com",
            PEOPLE[n % 6], "bug",
        ]
        for n in range(10)
    ]  # fmt: skip
    return [header, *rows]


def _qualtrics() -> list[list]:
    header = (
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,ExternalReference,"
        "DistributionChannel,UserLanguage,Q1,Q1_NPS_GROUP,Q2"
    ).split(",")
    asked = (
        "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,"
        "External Data Reference,"
        "Distribution Channel,User Language,How likely are you to recommend us to a colleague?,How likely are you to recommend us? - Group,"
        "Why did you answer so?"
    ).split(",")
    ids = [f'{{"ImportId":"QID{n}"}}' for n in range(len(header))]
    rows = []
    for n in range(9):
        score = (9, 10, 3, 7, 8)[n % 5]
        group = "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
        kind = "Survey Preview" if n == 8 else "IP Address"
        rows.append([
            _when(n), _when(n, 0.1), kind, "192.0.2.1", 100, 300, "True", _when(n, 0.1), f"R_{n}", PEOPLE[n % 6], "email", "EN", score,
            group, "because",
        ])  # fmt: skip
    return [header, asked, ids, *rows]


def _ga4() -> list[list]:
    preamble = [["# ----------------------------------------"], ["# Events"], ["# Start date: 20260504"], ["# End date: 20260531"]]
    header = ["Event name", "Event count", "Total users", "Event count per active user", "Total revenue"]
    return [*preamble, header, ["page_view", 1200, 300, 4, 0], ["session_start", 400, 300, 1.33, 0]]


def _salesforce() -> list[list]:
    header = "Case Number,Subject,Status,Priority,Case Owner,Account Name,Date/Time Opened,Date/Time Closed,Age (Hours)".split(",")
    rows = [
        [
            f"{1000 + n:08}",
            "Help",
            "Closed" if n % 3 else "New",
            "Low",
            AGENTS[n % 3],
            PEOPLE[n % 6],
            _when(n),
            _when(n, 20) if n % 3 else "",
            20,
        ]
        for n in range(9)
    ]
    foot = [["Grand Totals (9 records)"], ["Confidential Information - Do Not Distribute"]]
    return [header, *rows, *foot, ["Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."]]


def _freshdesk() -> list[list]:
    header = (
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Last update time,"
        "Initial response time,First response time (in hrs),Resolution time (in hrs),Agent interactions,Customer interactions,"
        "Resolution status,Tags,Survey results,Company"
    ).split(",")
    rows = []
    for n in range(8):
        done = n % 4 != 3
        rows.append([
            100 + n, "Help", "Closed" if done else "Open", "Low", "Email", "Question", AGENTS[n % 3], "Support",
            FIRST + timedelta(days=n), None, None, None,
            FIRST + timedelta(days=n, hours=30), None, f"{n + 1:02}:30:00" if done else None, f"{n + 24:02}:00:00" if done else None,
            1 + n % 2 if done else 0,
            1, None, "billing", ("Happy", "Unhappy", "No Response", None)[n % 4], PEOPLE[n % 6],
        ])  # fmt: skip
    return [header, *rows]


def _surveymonkey() -> list[list]:
    header = (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
        "How likely is it that you would recommend Fernhill to a friend or colleague?,What could we do better?"
    ).split(",")
    second = [None] * 9 + ["Response", "Open-Ended Response"]
    rows = [
        [
            118000 + n, 42, FIRST + timedelta(days=n), FIRST + timedelta(days=n, minutes=5), "192.0.2.1", f"p{n}@example.com", "Pat", "Lee",
            PEOPLE[n % 6], (9, 10, 2, 7)[n % 4], "be faster",
        ]
        for n in range(8)
    ]  # fmt: skip
    return [header, second, *rows]


def _csv(path: Path, rows: list[list]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _book(path: Path, rows: list[list]) -> None:
    book = open_workbook(path)
    as_time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Export")
    for line, row in enumerate(rows):
        for at, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, at, value, as_time)
            elif value is not None:
                sheet.write(line, at, value)
    book.close()
