"""The template: a sheet for each canonical table, to fill in and upload as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cs_calc.tables.schema import TABLES, Column, Table
from cs_calc.workbook.book import ACCENT, GREY, INK, PALE, Book
from cs_calc.workbook.examples import EXAMPLES, Value

LAST_ROW = 5_000
"""The last row that is checked while typing."""
TYPE_WORDS = {
    "id": "an id, as text", "text": "text", "category": "text, spelled the same every time", "date": "a date such as 2026-05-31",
    "month": "any day of the month, such as 2026-05-01", "money": "an amount such as 1234.50", "number": "a number",
    "yes_no": "yes or no", "interval": "week, month, quarter or year", "survey_type": "NPS, CSAT or CES",
    "score": "a whole number on the survey's scale, or yes or no",
}  # fmt: skip
LISTS = {"interval": ["week", "month", "quarter", "year"], "survey_type": ["NPS", "CSAT", "CES"], "yes_no": ["yes", "no"]}
MAY_BE_NEGATIVE = {("mrr_movements", "amount"), ("costs", "amount"), ("purchases", "amount"), ("outcomes", "value"),
                   ("outcomes", "before"), ("outcomes", "after")}  # fmt: skip
ABOUT = """Fill in the sheets that you have and delete the others. Then upload the file as it is.

- One sheet is one table. The first row holds the names of the columns: keep them.
- Dark columns are required, pale ones may stay empty or be deleted. Point at a name to read what belongs there.
- The three rows on each sheet are made-up examples: delete them, on every sheet, before you upload your own rows.
- Dates are real dates, amounts plain numbers without a currency sign. The customer's id is the same on every sheet.
- Leave a cell empty where something is not known or has not happened. Never write 0 for it.

What needs what:
- MRR, churn, retention, growth: subscriptions (or monthly_mrr). Lifetime value and acquisition cost: costs as well.
- NPS, CSAT, customer effort, themes of comments: survey_responses. Helpful articles: article_votes.
- Response and resolution times, contact rate, tags: tickets. Self-service score: help_center_sessions as well.
- Onboarding, trials, time to value: customers (signup_date, trial_start, converted_at, onboarding_done_at, first_value_at).
- Active users, adoption, stickiness, time in the product: usage. Renewals: renewals. One-off sales: purchases. Wins: opportunities.
customers also gives the names and the plan, owner, segment or country by which numbers are split."""


def write_template(tables: Sequence[str] | None = None) -> bytes:
    """An empty workbook with three example rows per table, as the bytes of an xlsx file.

    `tables` are keys of `schema.TABLES`, all of them by default. The sheet About comes first; it has no cells, so
    that the file can be uploaded as it is. Raises KeyError, with the keys there are, for an unknown table.
    """
    for key in tables or ():
        if key not in TABLES:
            raise KeyError(f"There is no table {key}. The tables are {', '.join(TABLES)}.")
    chosen = [TABLES[key] for key in (tables if tables is not None else TABLES)]
    book = Book(title="Customer success data: a template to fill in")
    _about(book, chosen)
    for table in chosen:
        _table(book, table)
    return book.close()


def _about(book: Book, tables: Sequence[Table]) -> None:
    name = book.add("About")
    sheets = "\n".join(f"- {t.key}: one row for each {t.row}" for t in tables)
    sheet = book.sheets[name]
    sheet.hide_gridlines(2)
    for text, top, height, size, colour in (
        ("How to fill in this workbook", 20, 44, 20, ACCENT),
        (f"{ABOUT}\n\nThe sheets:\n{sheets}", 76, 420 + 20 * len(tables), 11, INK),
    ):
        sheet.insert_textbox(0, 0, text, {
            "x_offset": 24, "y_offset": top, "width": 860, "height": height, "line": {"none": True}, "fill": {"none": True},
            "font": {"size": size, "color": colour, "bold": size > 11}, "object_position": 3, "description": text[:250],
        })  # fmt: skip


def _table(book: Book, table: Table) -> None:
    name = book.add(table.key)
    sheet = book.sheets[name]
    for number, column in enumerate(table.columns):
        need = {"bg_color": ACCENT, "font_color": "#FFFFFF", "bold": True} if column.required else {"bg_color": PALE, "font_color": INK}
        book.write_text(sheet, 0, number, column.key, book.look(**need, border=1, border_color="#FFFFFF"))
        sheet.write_comment(0, number, _says(column), {"x_scale": 1.8, "y_scale": 1.0, "color": "#FFFFFF", "author": "cs-calc"})
        width = max(13, len(column.key) + 3, *(len(str(row.get(column.key, ""))) + 2 for row in EXAMPLES[table.key]))
        sheet.set_column(number, number, min(width, 44), book.look(num_format=_format(column)))
        _checked(book, table, column, number)
        for at, row in enumerate(EXAMPLES[table.key], 1):
            _example(book, name, at, number, row.get(column.key), column)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _says(column: Column) -> str:
    need = "Required." if column.required else "May stay empty."
    return f"{column.says or column.key.replace('_', ' ').capitalize() + '.'}\nType: {TYPE_WORDS[column.type]}.\n{need}"


def _format(column: Column) -> str:
    return {"date": "yyyy-mm-dd", "month": "yyyy-mm", "money": "#,##0.00", "id": "@"}.get(column.type, "General")


def _example(book: Book, name: str, at: int, number: int, value: Value, column: Column) -> None:
    sheet = book.sheets[name]
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(at, number, value, book.look(num_format="yyyy-mm-dd hh:mm", align="left", font_color=GREY, italic=True))
    elif isinstance(value, date):
        sheet.write_datetime(at, number, value, book.look(num_format=_format(column), align="left", font_color=GREY, italic=True))
    elif isinstance(value, str):
        book.write_text(sheet, at, number, value, book.look(num_format=_format(column), font_color=GREY, italic=True))
    else:
        book.number(name, at, number, value, book.look(num_format=_format(column), font_color=GREY, italic=True))


def _checked(book: Book, table: Table, column: Column, number: int) -> None:
    """What a cell takes while typing; numbers and dates that look wrong can still be entered after a warning."""
    rule: dict[str, object]
    if column.type in LISTS:
        rule = {"validate": "list", "source": LISTS[column.type]}
    elif column.type in ("date", "month"):
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
    elif column.type in ("money", "number") and (table.key, column.key) not in MAY_BE_NEGATIVE:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    elif column.type == "score":
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10, "error_type": "warning"}
    else:
        return
    says = f"Expected: {TYPE_WORDS[column.type]}" + (", 0 or more." if rule.get("value") == 0 else ".")
    book.sheets[table.key].data_validation(1, number, LAST_ROW, number, {**rule, "error_title": column.key, "error_message": says})
