"""One list as a workbook of one sheet: the header in the first row, dates as dates, ids as text, ready to filter."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_calc.matching import unique_names
from cs_calc.shown_rows import is_money, tidy_names
from cs_calc.workbook.book import Book

MOST_ROWS = 1_000_000
"""Rows that one sheet of Excel can hold, less its header (1,048,576) rounded down."""


def sheet_of_rows(rows: pd.DataFrame, name: str) -> bytes:
    """A list as people read it (see `shown_rows.tidy_names`), as the bytes of an xlsx file whose one sheet is called `name`.

    Numbers stay numbers, days and times stay what they are, and all else is text: `0012` keeps its zeros and `=1+1` computes nothing.
    Raises `ValueError` above a million rows, which no sheet can hold.
    """
    if len(rows) > MOST_ROWS:
        raise ValueError(f"A sheet holds at most {MOST_ROWS:,} rows; this list has {len(rows):,}. Take it as csv.")
    shown = tidy_names(rows, cells=True)
    names = unique_names([str(c) for c in shown])
    book = Book(title=name)
    at = book.sheets[book.add(name, tab=False)]
    for number, column in enumerate(names):
        _write(book, at, number, column, shown.iloc[:, number])
    header = [{"header": n, "header_format": book.style("header")} for n in names]
    options = {"name": "list", "columns": header, "style": "Table Style Light 1", "banded_rows": False}
    if names:
        at.add_table(0, 0, max(1, len(shown)), len(names) - 1, options)
    at.freeze_panes(1, 1)
    at.repeat_rows(0)
    return book.close()


def _write(book: Book, at: Any, number: int, column: str, values: pd.Series[Any]) -> None:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        known = values.dropna()
        timed = bool((known.dt.normalize() != known).any())
        look = book.style("day", num_format="yyyy-mm-dd hh:mm") if timed else book.style("day")
        width = 17 if timed else 12
        for row, value in enumerate(values, 1):
            if not pd.isna(value):
                at.write_datetime(row, number, value.to_pydatetime(), look)
    elif pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        amounts = book.look(num_format="#,##0.00") if is_money(column) else None
        width = 12
        for row, value in enumerate(values.tolist(), 1):
            if not pd.isna(value):
                at.write_number(row, number, value, amounts)
    else:
        width = max((len(str(v)) for v in values.head(200) if v is not None), default=0) + 2
        for row, (value, there) in enumerate(zip(values.tolist(), values.notna().tolist(), strict=True), 1):
            if there:
                book.write_text(at, row, number, value)
    at.set_column(number, number, min(60, max(10, width, len(column) + 4)))
