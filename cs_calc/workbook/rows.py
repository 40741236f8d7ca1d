"""The sheets of rows that everything is counted from: real Excel tables that lead back to the file's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_calc.tables.measures import TABLE_WORDS
from cs_calc.tables.periods import NEVER, label, month_number
from cs_calc.workbook.book import Book
from cs_calc.workbook.facts import Facts, key_of
from cs_calc.workbook.names import column_range

if TYPE_CHECKING:
    from xlsxwriter.format import Format

SHEETS = {
    "customer_periods": "customers_by_period", "fees": "subscriptions_at_end", "survey_responses": "survey_responses",
    "free_accounts": "accounts_on_trial", "seats": "users_of_customers", "customer_use": "use_by_customer", "tags": "tags_of_tickets",
    "themes": "themes_of_responses", "renewal_use": "use_before_renewal",
}  # fmt: skip
"""What the sheets of rows are called, where the frame's own name would not say it."""
MOST_ROWS = 1_000_000
MOST_EVENTS = 20_000
"""Rows of a table of events beyond which it is left out and its counts stand as values: the file stays small."""
MOST_USE = 2_000
"""The same for product usage, which has a row for each person and day: nobody reads it in a workbook."""
OF_MRR = ("customer_periods", "fees")
OF_USE = ("usage", "customer_use", "feature_use", "feature_plans", "seats")
HEAD = 2  # the header's row, counted from 0: a title and a sentence stand above it
KEYS = ("period", "segment", "period_key", "segment_key")
EXTRA = {
    "customer_periods": ("customer_id", "customer_name"),
    "fees": ("customer_id", "amount", "interval"),
    "survey_responses": ("response_id", "date", "customer_id"),
}
IDENTIFY = ("ticket_id", "article_id", "customer_id", "date", "created_at", "due_date", "signup_date", "trial_start", "month", "category")
"""The columns by which a person finds a row again."""
SAYS = {
    "customer_periods": "One row per customer and period, worked out from the file's rows named at the right.",
    "fees": "One row per subscription that is active at a period's end.",
    "survey_responses": "One row per survey response. Comments are left out: they are not counted.",
    "customer_use": "One row per customer and period: the days and weeks with use, worked out from the file's rows of usage.",
}


def sheet_of(table: str) -> str:
    """What the sheet of a frame's rows is called."""
    return SHEETS.get(table, table)


def says(table: str) -> str:
    """What the sheet of a frame's rows holds, in a sentence."""
    return SAYS.get(table, f"The rows that are counted: {TABLE_WORDS[table]}.")


@dataclass(frozen=True)
class DataSheet:
    """Where the rows of one table stand: `columns` gives the absolute range of each column, by its name."""

    table: str
    sheet: str
    rows: int
    columns: dict[str, str]


def needed_columns(facts: Facts, table: str) -> list[str]:
    """The columns of a table that some rule looks at whose input the workbook shows, in the order in which they are met."""
    used: dict[str, None] = {}
    for (key, _), rule in facts.rules.items():
        if rule.table == table and key in facts.input_keys and rule.excel(dict.fromkeys(rule.columns, "")):
            used.update(dict.fromkeys(rule.columns))
    return list(used)


def tables_of(facts: Facts) -> list[str]:
    """The frames over which an input of the workbook could be counted live."""
    found = (m.table for (key, _), m in facts.rules.items() if key in facts.input_keys and m.excel(dict.fromkeys(m.columns, "")))
    return list(dict.fromkeys(found))


def most_rows(table: str) -> int:
    """How many rows of a frame the workbook takes."""
    if table in OF_USE:
        return MOST_USE
    return MOST_ROWS if table in (*OF_MRR, "survey_responses") else MOST_EVENTS


def data_of(facts: Facts, table: str) -> pd.DataFrame:
    """The rows of one table with their keys and sources; empty where the data does not have it.

    Columns: period, segment, period_key and segment_key (whole numbers; no segment without a split), what is counted, _sheet,
    and _row (rows as they are in the file) or _rows (the rows of the file that it was worked out from, as text).
    Where the split does not exist for this table, all rows stand under the whole (segment_key 0).
    """
    frame = facts.detail(table, facts.by)
    split = bool(len(frame)) and facts.by is not None
    if not len(frame) and facts.by is not None:
        frame = facts.detail(table, None)
    if not len(frame):
        return frame
    frame = frame.assign(
        period_key=frame["period"].map({p: key_of(p) for p in frame["period"].unique()}),
        segment_key=frame["segment"].astype("str").map(facts.segments).fillna(-1).astype("int64") if split else 0,
    )
    if table in OF_MRR:
        frame = _with_sources(facts, frame, table)
    found = [*EXTRA.get(table, IDENTIFY)]
    if "customer_name" in facts.dataset.attributes and "customer_id" in frame and "customer_name" in found and "customer_name" not in frame:
        frame = frame.merge(facts.dataset.attributes[["customer_id", "customer_name"]], on="customer_id", how="left")
    source = ("_sheet", "_rows") if table in OF_MRR else ("_sheet", "_row")
    keys = KEYS if facts.by is not None else ("period", "period_key")
    wanted = (*keys, *found, *(c for c in needed_columns(facts, table) if c not in found), *source)
    return frame[[c for c in wanted if c in frame]]


def _with_sources(facts: Facts, frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add _sheet and _rows: the rows of the file behind each row."""
    name = facts.dataset.mrr_table
    assert name is not None
    rows = facts.dataset.tables[name]
    on = ["customer_id"]
    if name == "monthly_mrr":
        months = month_number(rows["month"])
        rows = rows.assign(period=[label(int(m), facts.kind) if m != NEVER else "" for m in months])
        on = ["customer_id", "period"]
    elif table == "fees":
        rows = rows.assign(start_month=month_number(rows["start_date"]))
        on = ["customer_id", "start_month", "amount", "interval"]
    groups = rows.assign(_rows=rows["_row"].astype("str")).groupby(on)
    found = groups.agg(_sheet=("_sheet", lambda s: "; ".join(dict.fromkeys(s))), _rows=("_rows", ", ".join)).reset_index()
    return frame.merge(found, on=on, how="left")


def write_rows(book: Book, facts: Facts, table: str, frame: pd.DataFrame) -> DataSheet:
    """Write one table of rows as an Excel table on its own sheet."""
    name = book.add(sheet_of(table), tab=False)
    book.top(name, TABLE_WORDS[table][0].upper() + TABLE_WORDS[table][1:])
    words = f"{says(table)} The keys (whole numbers, so that no name is misread) are what the sheet Inputs counts by."
    book.text(name, 1, 2, words, "quiet", text_wrap=False)
    ranges = write_table(book, name, sheet_of(table), frame)
    return DataSheet(table, name, len(frame), ranges)


def write_table(book: Book, sheet: str, table: str, frame: pd.DataFrame, looks: Mapping[str, Format] | None = None) -> dict[str, str]:
    """A frame as a real Excel table under two rows of title; gives the absolute range of each column. `looks`: formats by column."""
    at = book.sheets[sheet]
    for number, column in enumerate(frame.columns):
        if (look := (looks or {}).get(str(column)) or _look(book, frame[column])) is not None:
            at.write_blank(HEAD + 1, number, None, look)
        widest = max((len(str(v)) for v in frame[column].head(200)), default=0)
        at.set_column(number, number, min(40, max(10, widest + 2, len(str(column)) + 4)))
    header = [{"header": str(c), "header_format": book.style("header")} for c in frame.columns]
    at.add_table(
        HEAD, 0, HEAD + 1, len(frame.columns) - 1,
        {"name": table, "columns": header, "style": "Table Style Light 1", "autofilter": True, "banded_rows": False},
    )  # fmt: skip
    book.add_rows(sheet, table, HEAD, frame)
    at.freeze_panes(HEAD + 1, 2)
    at.repeat_rows(HEAD)
    return {str(c): column_range(sheet, i, HEAD + 1, HEAD + len(frame)) for i, c in enumerate(frame.columns)}


def _look(book: Book, values: pd.Series[Any]) -> Format | None:
    """The format of a column's cells: days, amounts, or none."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return book.style("day")
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return None
    amounts = str(values.name).endswith(("_mrr", "_fees")) or values.name == "amount" or bool((values.dropna() % 1 != 0).any())
    return book.look(num_format="#,##0.00") if amounts else None


def write_set_aside(book: Book, set_aside: pd.DataFrame) -> str | None:
    """The rows that were not used, with the reason and their cells as they were; None where there are none."""
    if not len(set_aside):
        return None
    name = book.add("Set aside", tab=False)
    book.top(name, "Rows set aside")
    book.text(name, 1, 2, "They count nowhere. Correct them in the file and upload it again.", "quiet", text_wrap=False)
    cells = [c for c in set_aside.columns if c not in ("_sheet", "_row", "reason")]
    records = set_aside[cells].to_dict("records")
    write_table(book, name, "set_aside", set_aside[["_sheet", "_row", "reason"]].assign(cells=[_as_it_was(r, cells) for r in records]))
    book.sheets[name].set_column(2, 2, 50)
    book.sheets[name].set_column(3, 3, 100)
    return name


def _as_it_was(record: dict[Any, Any], columns: Sequence[Any]) -> str:
    return "; ".join(f"{c}: {record[c]}" for c in columns if not pd.isna(record[c]))
