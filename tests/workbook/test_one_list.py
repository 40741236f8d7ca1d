"""A list taken along as one sheet of Excel."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from cs_calc.workbook import one_list

ROWS = pd.DataFrame(
    {
        "customer_id": ["0012", "=1+1", "-5"],
        "customer_name": ["Åse & Söner", None, "<r>x"],
        "churned_mrr": [10.5, 20.0, None],
        "ended": pd.to_datetime(["2026-10-31", None, "2026-01-02"]),
        "created_at": pd.to_datetime(["2026-10-31 12:44:37", "2026-01-01 00:00:00", "2026-01-02 00:00:00"]),
        "age": [3, 4, 5],
        "was_in": [1, 1, 1],
        "empty": [None, None, None],
    }
)


def read(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def test_dates_are_dates_ids_are_text_amounts_are_numbers_and_nothing_computes():
    at = read(one_list.sheet_of_rows(ROWS, "Customers who left: [all]"))
    rows = [list(r) for r in at.iter_rows(values_only=True)]
    assert rows[0] == ["Customer id", "Customer name", "MRR of customers who left", "Ended", "Created at", "Age"]
    assert [r[0] for r in rows[1:]] == ["0012", "=1+1", "-5"] and {c.data_type for c in at["A"]} == {"s"}
    assert [r[2] for r in rows[1:]] == [10.5, 20, None] and at["C2"].number_format == "#,##0.00"
    assert rows[1][3] == datetime(2026, 10, 31) and rows[2][3] is None and at["D2"].number_format == "yyyy-mm-dd"
    assert rows[1][4] == datetime(2026, 10, 31, 12, 44, 37) and "hh:mm" in at["E2"].number_format
    assert next(iter(at.tables.values())).ref == "A1:F4" and at.freeze_panes == "B2"


def test_a_list_without_rows_is_a_sheet_with_its_header_and_one_that_no_sheet_holds_is_refused(monkeypatch):
    nobody = read(one_list.sheet_of_rows(ROWS.iloc[:0][["customer_id", "age"]], "Empty"))
    assert [c.value for c in nobody[1]] == ["Customer id", "Age"]
    monkeypatch.setattr(one_list, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="at most 2 rows; this list has 3"):
        one_list.sheet_of_rows(ROWS, "Long")
