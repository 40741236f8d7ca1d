"""Messy files whose cells are fine but whose shape is not: several tables, months as columns, totals, units, odd text formats."""

import csv
import gzip
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

from .packages import zipped
from .write import open_workbook

SUBSCRIPTION = ("customer_id", "subscription_id", "start_date", "end_date", "amount", "interval", "plan")
ANSWER = ("response_id", "date", "survey_type", "score", "customer_id")
TICKET = ("Case Number", "Subject", "Status", "Date/Time Opened", "Date/Time Closed", "Account Name")
PLANS = ("Starter", "Team", "Business")


def subscriptions(count: int = 8) -> list[tuple]:
    return [
        (f"C{n:03d}", f"S{n:03d}", f"2026-0{n % 6 + 1}-05", "2026-09-30" if n % 4 == 3 else "", 40 + 10 * n, "month", PLANS[n % 3])
        for n in range(count)
    ]


def answers(count: int = 6) -> list[tuple]:
    return [(f"R{n:03d}", f"2026-05-{n + 10}", "NPS", (7 * n + 3) % 11, f"C{n:03d}") for n in range(count)]


def write_all(folder: Path) -> None:
    subs, nps = subscriptions(), answers()
    _csv(folder / "two_tables.csv", [SUBSCRIPTION, *subs, (), ("Survey answers",), ANSWER, *nps])
    months = ("2026-01", "2026-02", "2026-03", "2026-04")
    wide = [(f"C{n:03d}", PLANS[n % 3], *(100 + 10 * n + m if (n + m) % 5 else "" for m in range(4))) for n in range(6)]
    _csv(folder / "months_as_columns.csv", [("customer_id", "plan", *months), *wide])
    _csv(folder / "logins_by_month.csv", [("customer_id", *months), *[(f"C{n:03d}", n, 2 * n, 3, 4) for n in range(5)]])
    cases = [
        (f"0000{1001 + n}", "Cannot log in", "Closed", f"2026-05-{n + 10} 09:00", f"2026-05-{n + 11} 10:00", f"Company {n}")
        for n in range(7)
    ]
    foot = [
        (),
        ("Grand Totals (7 records)",),
        (),
        ("Support cases of May",),
        ("Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",),
    ]
    _csv(folder / "report_footer.csv", [TICKET, *cases, *foot, ("Confidential Information - Do Not Distribute",)])
    _csv(folder / "units_below_header.csv", [SUBSCRIPTION, ("", "", "yyyy-mm-dd", "yyyy-mm-dd", "(USD)", "", ""), *subs])
    _csv(folder / "header_on_every_page.csv", [SUBSCRIPTION, *subs[:3], SUBSCRIPTION, *subs[3:6], SUBSCRIPTION, *subs[6:]])
    _csv(
        folder / "two_header_rows.csv",
        [
            (
                "Respondent ID",
                "Collector ID",
                "Start Date",
                "End Date",
                "How likely is it that you would recommend us to a friend?",
                "What did you use?",
                "",
                "Why?",
            ),
            ("", "", "", "", "Response", "Chat", "Mail", "Open-Ended Response"),
            *[
                (11000 + n, 4001, f"05/{n + 13}/2026", f"05/{n + 13}/2026", (7 * n + 3) % 11, "Chat" if n % 2 else "", "Mail", "Quick")
                for n in range(5)
            ],
        ],
    )
    _csv(folder / "blank_rows.csv", [(), SUBSCRIPTION, (), *[row for sub in subs for row in (sub, ())]])
    _csv(folder / "blank_header.csv", [(*ANSWER, ""), *[(*row, "checked") for row in nps]])
    _csv(folder / "ragged.csv", [ANSWER, *nps[:2], (*nps[2], "Smith, John", "x"), *nps[3:]])
    head, body = ",".join(ANSWER), "\n".join(",".join(map(str, row)) for row in nps)
    _text(folder / "stray_quote.csv", f"{head},comment\n" + "".join(f'{",".join(map(str, row))},"Big" Corp\n' for row in nps))
    _text(folder / "unclosed_quote.csv", f'{head},comment\n{body.splitlines()[0]},"never closed\n' + "\n".join(body.splitlines()[1:]))
    (folder / "nul_bytes.csv").write_bytes(f"{head}\n{body}\n".replace("R002", "R0\0" + "02").encode())
    (folder / "utf16.csv").write_bytes("\ufeff".encode("utf-16-le") + f"{head},plan\n{body}\n".replace("NPS", "NPS").encode("utf-16-le"))
    (folder / "utf16_without_mark.csv").write_bytes(f"{head}\n{body}\n".encode("utf-16-be"))
    (folder / "latin1.csv").write_bytes(
        ("customer_id,customer_name,signup_date\n" + "".join(f"C{n},Müller & Søn {n},2026-0{n + 1}-01\n" for n in range(5))).encode(
            "latin-1"
        )
    )
    _text(folder / "with_mark.csv", f"\ufeff{head}\n{body}\n")
    _text(folder / "pipes.csv", f"{head}\n{body}\n".replace(",", "|"))
    _text(folder / "tabs.tsv", f"{head}\n{body}\n".replace(",", "\t"))
    _text(folder / "sep_line.csv", f"sep=;\n{head}\n{body}\n".replace(",", ";"))
    _text(folder / "old_mac_lines.csv", f"{head}\n{body}\n".replace("\n", "\r"))
    _text(folder / "preamble.csv", f"# ------\n# Start date: 20260910\n# End date: 20261007\n{head}\n{body}\nTotal,,,,\n")
    _text(folder / "too_many_columns.csv", ",".join(f"c{n}" for n in range(1001)) + "\n" + ",".join("1" * 1001) + "\n")
    _text(folder / "field_too_long.csv", f"{head},comment\nR1,2026-05-01,NPS,9,C1,{'long ' * 7000}\n")
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 8)
    (folder / "packed.csv.gz").write_bytes(gzip.compress(f"{head}\n{body}\n".encode(), mtime=0))
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows([SUBSCRIPTION, *subs])
    (folder / "packed.zip").write_bytes(zipped({"export/subscriptions.csv": sheet.getvalue(), "__MACOSX/._subscriptions.csv": "x"}))
    _books(folder, subs, nps)


def _books(folder: Path, subs: list[tuple], nps: list[tuple]) -> None:
    dated = [(*row[:2], date.fromisoformat(row[2]), date.fromisoformat(row[3]) if row[3] else None, *row[4:]) for row in subs]
    answered = [(row[0], date.fromisoformat(row[1]), *row[2:]) for row in nps]
    pad = (None,) * len(SUBSCRIPTION)
    beside = [(*SUBSCRIPTION, None, *ANSWER)]
    beside += [(*(dated[n] if n < len(dated) else pad), None, *(answered[n] if n < len(answered) else ())) for n in range(len(dated))]
    _book(folder / "side_by_side.xlsx", {"All": beside})
    groups = [("Customer", None, "Contract", None, None, None, None), SUBSCRIPTION, *dated]
    _book(folder / "grouped_headers.xlsx", {"subscriptions": groups}, merge=[(0, 0, 0, 1, "Customer"), (0, 2, 0, 6, "Contract")])
    _book(folder / "merged_below.xlsx", {"subscriptions": [SUBSCRIPTION, *dated]}, merge=[(1, 6, 3, 6, "Starter")])
    total = (None, None, None, None, sum(row[4] for row in dated), None, None)
    _book(folder / "sum_without_a_word.xlsx", {"subscriptions": [SUBSCRIPTION, *dated, total]})
    _book(folder / "hidden_rows.xlsx", {"survey_responses": [ANSWER, *answered]}, hide_rows=(2, 4), hide_columns=(4,))
    _book(folder / "date_1904.xlsx", {"survey_responses": [ANSWER, *answered]}, options={"date_1904": True})
    ticket = ("ticket_id", "created_at", "first_response_at", "resolved_at", "First response time")
    rows = [
        (
            f"T{n}",
            datetime(2026, 5, 4 + n, 9),
            datetime(2026, 5, 4 + n, 11, 30),
            datetime(2026, 5, 6 + n, 9),
            timedelta(hours=26 + n, minutes=3),
        )
        for n in range(5)
    ]
    _book(folder / "durations.xlsx", {"tickets": [ticket, *rows]})
    _book(folder / "sheets_of_nothing.xlsx", {"A": [], "B": []})
    _book(folder / "one_empty_sheet.xlsx", {"Notes": [], "survey_responses": [ANSWER, *answered]})
    _book(folder / "too_many_sheets.xlsx", {f"S{n}": [("a", "b"), (1, 2)] for n in range(51)})
    with_errors = [list(row) for row in answered]
    book = open_workbook(folder / "error_cells.xlsx")
    sheet = book.add_worksheet("survey_responses")
    _fill(book, sheet, [ANSWER, *with_errors])
    sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(4, 4, "=Gone!A1", None, "#REF!")
    book.close()


def _book(path: Path, sheets: dict[str, list], merge=(), hide_rows=(), hide_columns=(), options=None) -> None:
    book = open_workbook(path, options)
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        _fill(book, sheet, grid)
        for area in merge:
            sheet.merge_range(*area)
        for row in hide_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in hide_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()


def _fill(book, sheet, grid: list) -> None:
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    span = book.add_format({"num_format": "[h]:mm:ss"})
    for line, row in enumerate(grid):
        for at, value in enumerate(row):
            if isinstance(value, datetime | date | time | timedelta):
                form = span if isinstance(value, time | timedelta) else moment if isinstance(value, datetime) else day
                sheet.write_datetime(line, at, value, form)
            elif value is not None:
                sheet.write(line, at, value)


def _csv(path: Path, rows: list) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _text(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
