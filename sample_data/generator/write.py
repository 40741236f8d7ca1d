"""Rows to files: csv with ISO dates, and one workbook with a sheet per table. The same rows always give the same bytes."""

import csv
from datetime import datetime
from pathlib import Path

WIDTH = {"date": 12, "moment": 19, "money": 12, "int": 11, "fraction": 9}
WIDE = {
    "comment": 44,
    "customer_name": 24,
    "title": 32,
    "category": 36,
    "outcome": 34,
    "themes": 20,
    "tags": 24,
    "source": 20,
    "channel": 20,
}
NUMBER_FORMAT = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "money": "#,##0.00", "fraction": "0.00"}


def as_text(value, kind: str) -> str:
    if value is None:
        return ""
    if kind == "money":
        return f"{value // 100}.{value % 100:02d}"
    if kind == "fraction":
        return f"{value:.2f}"
    if kind == "moment":
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if kind == "date" else str(value)


def write_csv(path: Path, rows: list[dict], kinds: dict[str, str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(kinds)
        out.writerows([as_text(row.get(column), kind) for column, kind in kinds.items()] for row in rows)


def write_workbook(path: Path, tables: dict[str, list[dict]], kinds: dict[str, dict[str, str]]) -> None:
    book = open_workbook(path)
    header = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in NUMBER_FORMAT.items()}
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, (column, kind) in enumerate(kinds[name].items()):
            sheet.set_column(at, at, max(WIDE.get(column, WIDTH.get(kind, 15)), len(column) + 2))
            sheet.write_string(0, at, column, header)
        for line, row in enumerate(rows, 1):
            for at, (column, kind) in enumerate(kinds[name].items()):
                value = row.get(column)
                if value is None:
                    continue
                if kind == "text":
                    sheet.write_string(line, at, value)
                elif kind in ("date", "moment"):
                    sheet.write_datetime(line, at, value, formats[kind])
                else:
                    sheet.write_number(line, at, value / 100 if kind == "money" else value, formats.get(kind))
    book.close()


def open_workbook(path: Path, options: dict | None = None):
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {**plain, **(options or {})})
    book.set_properties({"title": "Fernhill Software, a made-up company", "created": datetime(2026, 11, 1)})
    return book
