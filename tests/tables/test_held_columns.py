"""Columns that nobody asks for are held compressed, and come back as they were."""

import gc
import weakref

import pandas as pd
import pytest

from cs_calc.sample import sample_workbook
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.reading.held_columns import HeldColumns, put_away_idle
from tests.tables.files import SUBSCRIPTIONS, workbook

MIXED = [["Id", "Said", "When"], ["001", "yes", "2026-01-01"], [2, 3.5, None], ["", True, "soon"], [None, None, "=1+1"]]


@pytest.fixture(params=[SUBSCRIPTIONS, MIXED], ids=["typed", "mixed"])
def columns(request):
    return read_file("book.xlsx", workbook(("One", request.param))).sheets[0].columns


def test_columns_come_back_as_they_were(columns):
    before = [column.copy() for column in columns]
    assert isinstance(columns, HeldColumns) and columns.put_away() and "put away" in repr(columns) and len(columns) == len(before)
    for was, now in zip(before, columns, strict=True):
        pd.testing.assert_series_equal(was, now)
    assert "put away" not in repr(columns) and [c.name for c in columns[:2]] == [c.name for c in before[:2]]


def test_what_is_put_away_is_no_longer_in_memory(columns):
    watched = weakref.ref(columns[0])
    assert columns.put_away()
    gc.collect()
    assert watched() is None and not columns.put_away()


def test_only_idle_columns_are_put_away_and_again_after_they_were_looked_at(columns):
    assert put_away_idle(3_600) == 0
    for _ in range(2):
        assert put_away_idle(0) >= 1 and "put away" in repr(columns)
        list(columns)


def test_a_file_put_away_is_understood_as_before():
    file = read_file("sample_company.xlsx", sample_workbook().read_bytes())
    before = load([file])
    assert all(sheet.columns.put_away() for sheet in file.sheets)
    after = load([file])
    assert before.problems == after.problems and before.ledger == after.ledger
    for key, table in before.dataset.tables.items():
        pd.testing.assert_frame_equal(table, after.dataset.tables[key])
