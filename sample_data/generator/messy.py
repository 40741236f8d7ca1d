"""Small files with something wrong in each, as people really upload them. expected.csv says what is wrong and what comes of it."""

import csv
from datetime import date, datetime
from pathlib import Path

from . import packages, shapes
from .write import as_text, open_workbook

SURVEY = ("response_id", "date", "survey_type", "score", "customer_id", "comment", "channel")
CONTRACT = ("customer_id", "subscription_id", "start_date", "end_date", "amount", "interval", "plan")
COMMENTS = (
    "=1+1",
    '=HYPERLINK("http://example.com","click me")',
    "+1 for this",
    "-1, too slow",
    "@support was kind",
    "\ttab at the start",
    "<b>bold?</b>",
    "<script>alert('x')</script>",
    "costs $x$ and $y$ a month",
    "**bold** and _italic_",
    "# not a heading",
    "[link](http://example.com)",
    "| a | b |",
    'she said "fine"',
    "two\nlines",
    "50 % better; really",
    "`code`",
    "a \\ backslash",
)
AGENTS = ("=Suki", "+Dario", "-Leonie", "@Ravi", "<i>Greta</i>", "**Suki**")


def write_all(folder: Path, made: dict[str, list[dict]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shapes.write_all(folder)
    packages.write_all(folder)
    nps = [row for row in made["survey_responses"] if row["survey_type"] == "NPS" and row["date"] >= date(2026, 2, 1)]
    contracts = [row for row in made["subscriptions"] if not row["second"]]
    _bad_rows(folder / "bad_rows.xlsx", _grid(nps[:24], SURVEY), _grid(contracts[:20], CONTRACT))
    _title_and_total(folder / "title_and_total.xlsx", _grid(contracts[20:40], CONTRACT))
    _hidden_sheet(folder / "hidden_sheet.xlsx", _grid(nps[24:40], SURVEY), _grid(nps[40:60], SURVEY))
    _not_a_workbook(folder / "not_a_workbook.xlsx")
    _csv(
        folder / "missing_columns.csv",
        [("response_id", "date", "survey_type", "customer_id", "comment")]
        + [(r["response_id"], r["date"], r["survey_type"], r["customer_id"], r["comment"]) for r in nps[60:75]],
    )
    (folder / "empty.csv").write_bytes(b"")
    _csv(folder / "header_only.csv", [SURVEY])
    _csv(
        folder / "formula_text.csv",
        [("response_id", "date", "survey_type", "score", "customer_id", "comment", "agent")]
        + [
            (f"F{n:02d}", f"2026-05-{n + 1:02d}", "NPS", n % 11, f"C{n:04d}", comment, AGENTS[n % len(AGENTS)])
            for n, comment in enumerate(COMMENTS)
        ],
    )
    _csv(
        folder / "renamed_columns.csv",
        [("Respondent", "Answered on", "How likely are you to recommend us?", "Account", "Why?", "Asked by")]
        + [(r["response_id"], r["date"], _wordy(r["score"]), r["customer_id"], r["comment"], r["channel"]) for r in nps[75:105]],
    )
    _csv(
        folder / "percent_and_money.csv",
        [(*CONTRACT, "discount")]
        + [
            (*row[:4], amount, *row[5:], discount)
            for row, amount, discount in zip(_text(contracts[40:52], CONTRACT), AMOUNTS, DISCOUNTS, strict=True)
        ],
    )
    _csv(
        folder / "german_numbers.csv",
        [CONTRACT]
        + [(*r[:2], *map(_german_day, r[2:4]), _german_amount(r[4]), *r[5:6], "Büro") for r in _text(contracts[52:72], CONTRACT)],
        delimiter=";",
        encoding="cp1252",
    )
    _csv(
        folder / "day_or_month.csv",
        [("response_id", "date", "survey_type", "score")]
        + [(r["response_id"], f"{n % 9 + 1:02d}/{n % 7 + 2:02d}/2026", "NPS", r["score"]) for n, r in enumerate(nps[105:125])],
    )
    _csv(
        folder / "duplicate_headers.csv",
        [("response_id", "date", "survey_type", "score", "score", "")]
        + [(r["response_id"], r["date"], "NPS", r["score"], 10 - r["score"], "x") for r in nps[125:140]],
    )


AMOUNTS = ("$1,234.50", "(20.00)", "$89", "1,020.00", "USD 45.00", "$ 319.00", "($7.50)", "2.4k", "£60.00", "1,234,567.89", "free", "0.00")
DISCOUNTS = ("15 %", "0.15", "15", "", "0", "5%", "0.05", "10 %", "", "150 %", "-5 %", "none")


def _grid(rows: list[dict], columns: tuple[str, ...]) -> list[list]:
    """Rows as a workbook would hold them: real dates, numbers, and None for a blank."""
    return [list(columns)] + [[row[c] / 100 if c == "amount" else row[c] for c in columns] for row in rows]


def _text(rows: list[dict], columns: tuple[str, ...]) -> list[list[str]]:
    return [[as_text(row[c], "money" if c == "amount" else "text") for c in columns] for row in rows]


def _bad_rows(path: Path, survey: list[list], contracts: list[list]) -> None:
    score, day, id = SURVEY.index("score"), SURVEY.index("date"), SURVEY.index("response_id")
    survey[3][score] = 11  # the list's place + 1 is the row in Excel: this is row 4
    survey[6][score] = "n/a"
    survey[9][day] = "31/02/2026"
    survey[11][id] = survey[10][id]
    survey[13] = [None] * len(SURVEY)
    contracts[2][CONTRACT.index("interval")] = "fortnight"
    contracts[5][CONTRACT.index("amount")] = -49.0
    contracts[8][CONTRACT.index("end_date")] = date(2024, 3, 1)
    contracts[11][CONTRACT.index("customer_id")] = None
    _book(path, {"survey_responses": survey, "subscriptions": contracts})


def _title_and_total(path: Path, contracts: list[list]) -> None:
    total = [None] * 4 + [sum(row[4] for row in contracts[1:])] + [None] * 2
    head = [["Fernhill Software: subscriptions"], ["Printed on 2026-11-02"], []]
    _book(
        path,
        {"Export": head + contracts + [[], ["Grand Totals (20 records)", *total[1:]], ["Confidential Information - Do Not Distribute"]]},
    )


def _hidden_sheet(path: Path, old: list[list], new: list[list]) -> None:
    _book(path, {"old": old, "NPS 2026": new}, hidden="old")


def _book(path: Path, sheets: dict[str, list[list]], hidden: str | None = None) -> None:
    book = open_workbook(path)
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 7, 16)
        if name == hidden:
            sheet.hide()
        elif hidden:
            sheet.activate()
            sheet.set_first_sheet()
        for line, row in enumerate(grid):
            for at, value in enumerate(row):
                if isinstance(value, (date, datetime)):
                    sheet.write_datetime(line, at, value, as_date)
                elif value is not None:
                    sheet.write(line, at, value)
    book.close()


def _not_a_workbook(path: Path) -> None:
    rows = "".join(f"<tr><td>R{n}</td><td>2026-05-{n:02d}</td><td>NPS</td><td>{n % 11}</td></tr>\n" for n in range(1, 13))
    path.write_text(
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Your session has ended. Please sign in again.</p>\n"
        f"<table>\n<tr><th>response_id</th><th>date</th><th>survey_type</th><th>score</th></tr>\n{rows}</table></body></html>\n",
        encoding="utf-8",
        newline="\n",
    )


def _csv(path: Path, rows: list, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def _wordy(score: int) -> str:
    return {10: "10 - Extremely likely", 0: "0 - Not at all likely"}.get(score, str(score))


def _german_day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))


def _german_amount(amount: str) -> str:
    whole, cents = amount.split(".")
    return f"{int(whole):,}".replace(",", ".") + "," + cents
