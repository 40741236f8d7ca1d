"""Long tables are put into the finished file as text: a second program reads what was meant."""

from __future__ import annotations

import io
import math

import openpyxl
import pandas as pd
import pytest

from cs_calc.workbook.book import Book
from cs_calc.workbook.rows import HEAD, write_table

WORDS = ["<b>&amp;", " spaces ", "=1+1", "_x0041_", None, "", "line\nbreak", "tab\t\u00e9\U0001f600", "x" * 40_000]
DAYS = pd.to_datetime(["2026-10-31 14:05", None, *["1999-12-31"] * 7], format="mixed")


def written(frame: pd.DataFrame) -> openpyxl.Workbook:
    book = Book(title="Rows")
    name = book.add("Rows")
    write_table(book, name, "rows_of_it", frame)
    return openpyxl.load_workbook(io.BytesIO(book.close()))


def test_every_value_is_read_back_as_it_was_and_missing_ones_are_empty() -> None:
    frame = pd.DataFrame({"words": WORDS, "day": DAYS, "count": range(9), "amount": [0.1 + 0.2, -5.5, math.nan, 1e20, 0, 1, 2, 3, 4]})
    sheet = written(frame)["Rows"]
    cells = [list(column) for column in zip(*sheet.iter_rows(min_row=HEAD + 2, max_row=HEAD + 10, values_only=True), strict=True)]
    wanted = [w[:32_000] if w else None for w in WORDS]
    wanted[3] = "_x005F_x0041_"  # openpyxl shows the escape, Excel what it stands for
    assert cells[0] == wanted
    assert cells[1] == [d.to_pydatetime() if pd.notna(d) else None for d in DAYS]
    assert cells[2] == list(range(9))
    assert cells[3] == [pytest.approx(0.3), -5.5, None, 1e20, 0, 1, 2, 3, 4]
    assert sheet.cell(HEAD + 4, 1).data_type == "s"  # a formula in the file stays text
    assert sheet.cell(HEAD + 2, 2).number_format == "yyyy-mm-dd" and sheet.cell(HEAD + 2, 4).number_format == "#,##0.00"


def test_the_excel_table_is_as_long_as_its_rows() -> None:
    book = written(pd.DataFrame({"a": range(50), "b": range(50)}))
    table = book["Rows"].tables["rows_of_it"]
    assert table.ref == table.autoFilter.ref == f"A{HEAD + 1}:B{HEAD + 51}"
    assert book["Rows"].max_row == HEAD + 51


def test_what_stands_in_the_rows_of_a_long_table_is_not_written_over_in_silence() -> None:
    book = Book(title="Rows")
    name = book.add("Rows")
    write_table(book, name, "rows_of_it", pd.DataFrame({"a": range(3)}))
    book.text(name, HEAD + 2, 5, "beside it")
    with pytest.raises(ValueError, match="rows of the table rows_of_it"):
        book.close()
