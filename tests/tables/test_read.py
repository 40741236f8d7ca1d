"""Bytes of an upload become raw sheets: types, blanks, headers, hidden and unusual sheets."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cs_calc.tables.read import TEXT, read_file
from cs_calc.tables.reading.scan import SheetScan
from tests.tables.files import (
    SUBSCRIPTIONS,
    codes,
    noted,
    only,
    sheet_xml,
    text_cell,
    values,
    with_sheet,
    workbook,
)


def test_a_workbook_gives_typed_columns_with_their_blanks_missing() -> None:
    file = read_file("subs.xlsx", workbook(("Subs", SUBSCRIPTIONS)))
    sheet = only(file)
    assert (file.kind, sheet.name, sheet.header_row, sheet.file) == ("xlsx", "Subs", 1, "subs.xlsx")
    assert sheet.header == ("Customer ID", "MRR", "Start", "Active", "Note")
    assert [str(column.dtype) for column in sheet.columns] == [
        "str", "float64", "datetime64[us]", "boolean", "str",
    ]  # fmt: skip
    assert values(sheet, "MRR")[:2] == [12.5, 7.0]
    assert values(sheet, "Start")[:2] == [pd.Timestamp(2024, 1, 31), pd.Timestamp(2024, 2, 1, 13, 30)]
    assert values(sheet, "Active") == [True, False, pd.NA]
    assert all(column.isna().iloc[2] for column in sheet.columns[1:])
    assert sheet.row_numbers.tolist() == [2, 3, 4]
    assert sheet.row_numbers.dtype == np.int64
    assert file.problems == ()


def test_text_that_looks_like_something_else_stays_text() -> None:
    sheet = only(read_file("subs.xlsx", workbook(("Subs", SUBSCRIPTIONS))))
    assert values(sheet, "Customer ID") == ["00001", "00002", "00003"]
    assert values(sheet, "Note")[:2] == ["NA", "None"]
    csv = only(read_file("a.csv", b"id,date,score\n001,2024-01-31,NA\n1e5,TRUE,9\n"))
    assert all(column.dtype == TEXT for column in csv.columns)
    assert [column.tolist() for column in csv.columns] == [
        ["001", "1e5"],
        ["2024-01-31", "TRUE"],
        ["NA", "9"],
    ]


def test_a_column_of_several_types_keeps_each_cell_as_it_is() -> None:
    rows = [["k", "v"], *([str(i), v] for i, v in enumerate(["12", 12, True, dt.datetime(2024, 5, 6), None]))]
    column = only(read_file("m.xlsx", workbook(("M", rows)))).columns[1]
    assert column.dtype == object
    assert column.tolist() == ["12", 12.0, True, dt.datetime(2024, 5, 6), None]
    assert [type(cell) for cell in column] == [str, float, bool, dt.datetime, type(None)]


def test_a_column_changes_its_type_far_down_the_sheet_and_keeps_every_cell() -> None:
    rows = [["k", "v"], *(["x", float(i)] for i in range(9_000)), ["x", "n/a"]]
    column = only(read_file("m.xlsx", workbook(("M", rows)))).columns[1]
    assert column.tolist() == [*map(float, range(9_000)), "n/a"]


def test_times_and_durations_become_text_that_says_the_hours() -> None:
    rows = [["k", "v"], ["a", dt.time(2, 30)], ["b", dt.timedelta(hours=26, minutes=3)]]
    assert only(read_file("t.xlsx", workbook(("T", rows)))).columns[1].tolist() == ["02:30:00", "26:03:00"]


def test_blank_rows_are_skipped_and_the_others_keep_their_numbers() -> None:
    rows = [["id", "n"], ["a", 1], [], [None, None], ["b", 2], [], ["c", 0]]
    assert only(read_file("b.xlsx", workbook(("B", rows)))).row_numbers.tolist() == [2, 5, 7]
    csv = only(read_file("b.csv", b"id,n\na,1\n\n,\n ,\nb,2\n"))
    assert csv.row_numbers.tolist() == [2, 6]


def test_a_row_of_zeros_is_not_blank() -> None:
    sheet = only(read_file("z.xlsx", workbook(("Z", [["a", "b"], [0, 0], [False, None]]))))
    assert sheet.row_numbers.tolist() == [2, 3]


def test_a_table_that_starts_in_the_middle_of_the_sheet_keeps_its_row_numbers() -> None:
    def put(book: openpyxl.Workbook) -> None:
        for row, cells in ((6, ("id", "n")), (7, ("a", 1)), (9, ("b", "#N/A"))):
            for column, value in zip((3, 4), cells, strict=True):
                book["S"].cell(row, column, value)

    file = read_file("s.xlsx", workbook(("S", []), change=put))
    sheet = only(file)
    assert (sheet.header, sheet.header_row, sheet.row_numbers.tolist()) == (("id", "n"), 6, [7, 9])
    assert (noted(file, "error_cells").column, noted(file, "error_cells").rows) == ("n", (9,))


def test_the_header_below_title_rows_is_found_by_known_names_and_said() -> None:
    rows = [["Report of May"], ["Exported", "by", "Kim"], [], ["Customer-ID", "Plan", "x"], ["c1", "Pro", 1]]
    file = read_file("r.xlsx", workbook(("R", rows)), known_headers=frozenset({"customer id", "plan"}))
    assert only(file).header == ("Customer-ID", "Plan", "x")
    note = noted(file, "header_row")
    assert note.message == "Sheet R: the header was found in row 4; rows 1 to 2 above it were left out."
    assert (note.severity, only(file).row_numbers.tolist()) == ("note", [5])


def test_without_known_names_the_first_row_with_two_texts_is_the_header() -> None:
    file = read_file("r.csv", b"# GA4 export\n# Start date: 20260910\nEvent name,Count\nlogin,3\n")
    assert only(file).header == ("Event name", "Count")
    assert (only(file).header_row, only(file).row_numbers.tolist()) == (3, [4])
    assert only(read_file("one.csv", b"score\n9\n10\n")).header == ("score",)


def test_one_known_word_among_the_values_does_not_make_a_header_of_them() -> None:
    file = read_file("p.csv", b"What,Howmany\nPlan,3\nOther,4\n", known_headers=frozenset({"plan"}))
    assert only(file).header == ("What", "Howmany")


def test_columns_without_a_name_and_with_the_same_name_are_noted() -> None:
    file = read_file("h.csv", b"id,,score,Score,\n1,2,3,4,\n")
    assert only(file).header == ("id", "", "score", "Score")
    assert "column 2" in noted(file, "blank_header").message
    assert [p.column for p in file.problems if p.code == "duplicate_header"] == ["score", "Score"]


def test_a_header_with_no_row_below_is_kept_and_said() -> None:
    file = read_file("h.csv", b"id,score\n")
    assert noted(file, "no_rows").severity == "warning"
    assert [len(column) for column in only(file).columns] == [0, 0]


def test_several_sheets_come_in_order_with_hidden_ones_marked_and_empty_ones_said() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["Old"].sheet_state = "hidden"

    data = workbook(("Old", [["a", "b"], [1, 2]]), ("Empty", []), ("R & D", [["c", "d"], [3, 4]]), change=hide)
    file = read_file("w.xlsx", data)
    assert [(sheet.name, sheet.hidden) for sheet in file.sheets] == [("Old", True), ("R & D", False)]
    assert noted(file, "hidden_sheet").sheet == "Old"
    assert noted(file, "empty_sheet").sheet == "Empty"


def test_error_cells_are_told_from_blanks_with_sheet_column_and_rows() -> None:
    rows = [["id", "mrr"], ["a", 1], ["b", "#REF!"], ["c", None], ["d", "#DIV/0!"]]
    file = read_file("e.xlsx", workbook(("A", [["x", "y"], ["p", "q"]]), ("B", rows)))
    problem = noted(file, "error_cells")
    assert (problem.sheet, problem.column, problem.rows, problem.found) == ("B", "mrr", (3, 5), "#REF!")
    assert file.sheets[1].columns[1].isna().tolist() == [False, True, True, True]


def test_a_formula_without_a_saved_value_is_said_and_missing() -> None:
    file = read_file("f.xlsx", workbook(("F", [["id", "sum"], ["a", "=1+1"], ["b", 2]])))
    problem = noted(file, "formula_without_value")
    assert (problem.column, problem.rows) == ("sum", (2,))
    assert file.sheets[0].columns[1].isna().tolist() == [True, False]


def test_a_formula_whose_answer_is_an_empty_text_is_no_problem() -> None:
    rows = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row><row r="2">{text_cell("A2", "x")}'
    file = read_file(
        "f.xlsx",
        with_sheet(sheet_xml(rows + '<c r="B2" t="str"><f>IF(1,"")</f><v></v></c></row>')),
    )
    assert codes(file) == set()


def test_hidden_rows_and_merged_cells_are_said() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["S"].row_dimensions[3].hidden = True
        book["S"].merge_cells("A2:A3")

    file = read_file("h.xlsx", workbook(("S", [["a", "b"], ["x", 1], [None, 2]]), change=change))
    assert "1 row is hidden" in noted(file, "hidden_rows").message
    assert noted(file, "merged_cells").rows == (2,)


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("address", [True, False])
def test_sheets_of_unusual_writers_are_scanned_like_the_others(prefix: str, address: bool) -> None:
    cells = [("A", 1, "id"), ("B", 1, "n"), ("A", 2, "a")]
    row = {1: "", 2: ""}
    for column, number, text in cells:
        ref = f' r="{column}{number}"' if address else ""
        words = f"<{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is>"
        row[number] += f'<{prefix}c t="inlineStr"{ref}>{words}</{prefix}c>'
    rows = "".join(f'<{prefix}row r="{n}">{cells}</{prefix}row>' for n, cells in row.items())
    xml = sheet_xml(rows, prefix).encode()
    for size in (7, 10_000):
        scan = SheetScan()
        for start in range(0, len(xml), size):
            scan.feed(xml[start : start + size])
        scan.finish()
        assert (scan.cells, scan.last_row, scan.last_column) == (3, 2, 2)


def test_an_xlsx_is_known_by_its_bytes_even_with_another_name() -> None:
    assert read_file("export.xls", workbook(("S", [["a", "b"], [1, 2]]))).kind == "xlsx"


def test_the_file_is_known_by_the_sha256_of_its_bytes() -> None:
    assert read_file("a.csv", b"a,b\n").sha256 == hashlib.sha256(b"a,b\n").hexdigest()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the files")
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_xls_and_an_ods_are_read_like_a_workbook(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "subs.xlsx"
    source.write_bytes(workbook(("Subs", SUBSCRIPTIONS)))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        kind,
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=60)
    file = read_file(f"subs.{kind}", (tmp_path / f"subs.{kind}").read_bytes())
    assert (file.kind, only(file).name) == (kind, "Subs")
    assert values(only(file), "Customer ID") == ["00001", "00002", "00003"]
    assert values(only(file), "MRR")[:2] == [12.5, 7.0]
    assert values(only(file), "Start")[0] == pd.Timestamp(2024, 1, 31)
