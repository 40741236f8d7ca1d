"""Bytes of an upload become raw sheets, or one helping sentence; a hostile file never takes the app down."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.read import TEXT, Limits, RawFile, RawSheet, read_file
from cs_calc.tables.reading import process
from cs_calc.tables.reading.scan import SheetScan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*sheets: tuple[str, Sequence[Any]], change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same workbook with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def with_sheet(xml: str | bytes) -> bytes:
    """A workbook whose one sheet, "S", has exactly this XML."""
    body = xml.encode() if isinstance(xml, str) else xml
    return repacked(workbook(("S", [["a"]])), {"xl/worksheets/sheet1.xml": body})


def sheet_xml(rows: str, prefix: str = "") -> str:
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    body = f"<{prefix}sheetData>{rows}</{prefix}sheetData>"
    return f'<{prefix}worksheet {name}="{MAIN}">{body}</{prefix}worksheet>'


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def only(file: RawFile) -> RawSheet:
    assert len(file.sheets) == 1
    return file.sheets[0]


def values(sheet: RawSheet, header: str) -> list[Any]:
    return sheet.columns[sheet.header.index(header)].tolist()


def noted(file: RawFile, code: str) -> Problem:
    found = [problem for problem in file.problems if problem.code == code]
    assert len(found) == 1, f"{code}: {file.problems}"
    return found[0]


def codes(file: RawFile) -> set[str]:
    return {problem.code for problem in file.problems}


def refused(name: str, data: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read_file(name, data, limits=limits or Limits())
    message = caught.value.message
    assert message.startswith("The file ")
    assert message.endswith(".")
    assert not re.search(r"Traceback|Error\b|Exception|NoneType|/tmp|/work|calamine|pyarrow", message), message
    assert "None" not in message
    return caught.value


SUBSCRIPTIONS = [
    ["Customer ID", "MRR", "Start", "Active", "Note"],
    ["00001", 12.5, dt.date(2024, 1, 31), True, "NA"],
    ["00002", 7, dt.datetime(2024, 2, 1, 13, 30), False, "None"],
    ["00003", None, None, None, None],
]


# --- good files


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


# --- csv: encodings, separators, quotes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    sheet = only(read_file("e.csv", "id,Größe\n1,žluťoučký\n".encode(encoding)))
    assert sheet.header == ("id", "Größe")
    assert values(sheet, "Größe") == ["žluťoučký"]


def test_text_that_is_not_utf_8_is_read_as_windows_1252_and_said() -> None:
    file = read_file("e.csv", "id,name\n1,Müller – €\n".encode("cp1252"))
    assert values(only(file), "name") == ["Müller – €"]
    assert (noted(file, "encoding_guess").found, noted(file, "encoding_guess").severity) == ("cp1252", "note")
    assert "line 2" in noted(file, "encoding_guess").message


def test_a_chosen_encoding_and_separator_overrule_the_guess() -> None:
    data = "id;имя,x\n1;Иван,y\n".encode("cp1251")
    sheet = only(read_file("e.csv", data, encoding="cp1251", delimiter=";"))
    assert (sheet.header, values(sheet, "id")) == (("id", "имя,x"), ["1"])


def test_a_german_csv_with_semicolons_and_decimal_commas_keeps_its_columns() -> None:
    file = read_file("d.csv", b"Kunde;MRR;Datum\nA;1.234,50;01.02.2024\nB;99,00;15.02.2024\n")
    assert values(only(file), "MRR") == ["1.234,50", "99,00"]
    assert noted(file, "delimiter_guess").found == ";"


@pytest.mark.parametrize(("name", "separator", "says"), [("a.csv", "\t", True), ("a.tsv", "\t", False), ("a.csv", "|", True)])
def test_other_separators_are_found_and_said_only_where_they_surprise(name: str, separator: str, says: bool) -> None:
    text = "id,plan,mrr\na,Pro,1\nb,Basic,2\n".replace(",", separator)
    file = read_file(name, text.encode())
    assert only(file).header == ("id", "plan", "mrr")
    assert ("delimiter_guess" in codes(file)) == says
    assert file.kind == name[-3:]


def test_a_comma_file_whose_texts_hold_semicolons_is_still_a_comma_file() -> None:
    file = read_file("a.csv", b"id,note\n1,a;b;c\n2,d;e;f\n3,g;h;i\n")
    assert (only(file).header, codes(file)) == (("id", "note"), set())


def test_the_line_sep_that_excel_writes_is_obeyed_and_counts_as_a_row() -> None:
    sheet = only(read_file("a.csv", b"sep=;\nid;n\n1;2\n"))
    assert (sheet.header, sheet.header_row, sheet.row_numbers.tolist()) == (("id", "n"), 2, [3])


def test_a_quoted_line_break_does_not_count_as_a_row() -> None:
    sheet = only(read_file("q.csv", b'id,note\r\n1,"two\r\nlines, ""quoted"""\r\n2,x\r\n'))
    assert values(sheet, "note") == ['two\r\nlines, "quoted"', "x"]
    assert sheet.row_numbers.tolist() == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    sheet = only(read_file("l.csv", end.join(["id,n", "a,1", "b,2"]).encode()))
    assert (values(sheet, "n"), sheet.row_numbers.tolist()) == (["1", "2"], [2, 3])


def test_ragged_rows_are_padded_or_cut_and_said_with_their_numbers() -> None:
    file = read_file("r.csv", b"id,name,n\n1\n2,x,3,,\n3,Smith, John,4\n4,y,5\n")
    sheet = only(file)
    assert values(sheet, "id") == ["1", "2", "3", "4"]
    assert sheet.columns[1].isna().tolist() == [True, False, False, False]
    problem = noted(file, "ragged")
    assert (problem.rows, problem.found) == ((4,), "4")


def test_nul_bytes_are_left_out_and_said() -> None:
    file = read_file("n.csv", b"id,name\n1,A\x00B\n" + b"2,ok\n" * 50)
    assert values(only(file), "name")[0] == "AB"
    assert "line 2" in noted(file, "nul_bytes").message


def test_a_quote_that_goes_on_after_its_end_is_read_and_said() -> None:
    file = read_file("s.csv", b'id,name\n1,"Big" Corp\n2,x\n')
    assert values(only(file), "name") == ["Big Corp", "x"]
    assert noted(file, "stray_quote").rows == (2,)


@pytest.mark.parametrize("text", ['id,n\n1,2\n2,"open\n3,4\n', 'id,n\n1,2\n"'])
def test_a_quote_that_is_never_closed_is_refused_with_its_row(text: str) -> None:
    error = refused("q.csv", text.encode())
    assert error.code == "unclosed_quote"
    assert "row 3" in error.message


# --- refused by their first bytes


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.csv", b"", "empty_file", "empty"),
        ("a.csv", b"\n \r\n", "empty_file", "empty"),
        ("a.xlsx", b"%PDF-1.7 ...", "wrong_type", "PDF"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n....", "wrong_type", "picture"),
        ("a.xls", b"\n<html><table><tr><td>1</td></tr></table></html>", "wrong_type", "web page"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "wrong_type", "web page"),
        ("a.csv", b'[{"id": 1}]', "wrong_type", "JSON"),
        ("a.xlsx", b"id,score\n1,2\n", "not_a_workbook", ".csv"),
        ("a.docx", b"hello", "unsupported_type", ".docx"),
        ("a.pdf", b"%PDF-1.7", "unsupported_type", "PDF"),
        ("a.csv", bytes(range(256)) * 20, "binary", "text"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 200, "truncated", "cut off"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_a_workbook", "Office"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_saying_what_it_is(name: str, data: bytes, code: str, says: str) -> None:
    error = refused(name, data)
    assert error.code == code
    assert says in error.message


def test_a_workbook_with_a_password_is_refused_with_the_word_password() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    error = refused("a.xlsx", ole)
    assert (error.code, "password" in error.message) == ("encrypted", True)


def test_a_word_document_named_xlsx_is_refused_by_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    error = refused("a.xlsx", out.getvalue())
    assert (error.code, "Word" in error.message) == ("not_a_workbook", True)


def test_a_workbook_without_any_cell_is_refused() -> None:
    assert refused("a.xlsx", workbook(("A", []), ("B", []))).code == "empty_workbook"


def test_a_workbook_that_is_cut_off_is_refused() -> None:
    data = workbook(("S", SUBSCRIPTIONS))
    assert refused("a.xlsx", data[: len(data) // 2]).code == "truncated"
    end = data.rfind(b"PK\x05\x06")
    assert refused("a.xlsx", data[: end // 2] + data[end:]).code == "truncated"


def test_a_workbook_with_flipped_bytes_is_refused_as_damaged() -> None:
    data = bytearray(workbook(("S", SUBSCRIPTIONS)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    for at in range(start + 20, start + info.compress_size, 7):
        data[at] ^= 0xFF
    assert refused("a.xlsx", bytes(data)).code in ("corrupt", "truncated", "zip_size_lie")


def test_a_sheet_that_is_no_xml_is_refused() -> None:
    broken = with_sheet(sheet_xml('<row r="1"><c r="A1"><v>1</w></c></row>'))
    assert refused("a.xlsx", broken).code in ("xml_malformed", "corrupt")


# --- refused inside the archive


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = repacked(workbook(("S", [["a"]])), {"xl/media/bomb.bin": b"\0" * 30_000_000})
    assert len(data) < 100_000
    error = refused("a.xlsx", data, Limits(max_uncompressed=20_000_000))
    assert (error.code, "20,000,000" in error.message) == ("too_large_uncompressed", True)


def test_a_bomb_that_lies_about_its_size_is_stopped_by_counting() -> None:
    data = bytearray(repacked(workbook(("S", [["a"]])), {"xl/media/bomb.bin": b"\0" * 30_000_000}))
    data = bytearray(bytes(data).replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1_000)))
    assert refused("a.xlsx", bytes(data), Limits(max_uncompressed=20_000_000)).code == "zip_size_lie"


def test_an_archive_with_too_many_parts_is_refused_and_one_less_is_read() -> None:
    base = workbook(("S", [["a", "b"], [1, 2]]))
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        have = len(archive.namelist())
    data = repacked(base, {f"x/{i}.txt": b"" for i in range(50 - have)})
    assert only(read_file("a.xlsx", data, limits=Limits(max_parts=50))).header == ("a", "b")
    assert refused("a.xlsx", data, Limits(max_parts=49)).code == "too_many_parts"


def test_overlapping_parts_are_refused() -> None:
    data = bytearray(repacked(workbook(("S", [["a"]])), {"one.bin": b"1" * 500, "two.bin": b"1" * 500}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offset = archive.getinfo("one.bin").header_offset
    entry = data.rfind(b"two.bin") - 46
    data[entry + 42 : entry + 46] = struct.pack("<I", offset)
    assert refused("a.xlsx", bytes(data)).code == "zip_overlap"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/theme/theme1.xml"])
def test_a_document_type_in_any_part_is_refused_in_any_encoding(encoding: str, part: str) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + sheet_xml('<row r="1"/>')
    assert refused("a.xlsx", repacked(workbook(("S", [["a"]])), {part: xml.encode(encoding)})).code == "xml_entity"


# --- limits: n loads, n + 1 is refused by name


def grid(rows: int, columns: int) -> bytes:
    head = [f"h{i}" for i in range(columns)]
    return workbook(("S", [head, *([i] * columns for i in range(1, rows))]))


def table(rows: int, columns: int) -> bytes:
    return "\n".join([",".join(f"h{i}" for i in range(columns)), *[",".join("1" * columns)] * (rows - 1)]).encode()


@pytest.mark.parametrize(("name", "make"), [("a.xlsx", grid), ("a.csv", table)])
@pytest.mark.parametrize(
    ("limit", "rows", "columns", "code"),
    [
        ({"max_rows": 30}, 31, 4, "too_many_rows"),
        ({"max_columns": 4}, 5, 5, "too_many_columns"),
        ({"max_cells": 120}, 31, 4, "too_many_cells"),
    ],
)
def test_size_limits_load_at_n_and_refuse_at_n_plus_one(
    name: str, make: Any, limit: dict[str, int], rows: int, columns: int, code: str
) -> None:
    fits = make(rows - 1, columns) if code != "too_many_columns" else make(rows, columns - 1)
    assert only(read_file(name, fits, limits=Limits(**limit))).header[0] == "h0"
    assert refused(name, make(rows, columns), Limits(**limit)).code == code


def test_byte_sheet_and_field_limits_load_at_n_and_refuse_at_n_plus_one() -> None:
    data = table(3, 3)
    assert only(read_file("a.csv", data, limits=Limits(max_bytes=len(data)))).header == ("h0", "h1", "h2")
    assert refused("a.csv", data, Limits(max_bytes=len(data) - 1)).code == "file_too_large"
    book = workbook(*[(f"S{i}", [["a", "b"], [1, 2]]) for i in range(3)])
    assert len(read_file("a.xlsx", book, limits=Limits(max_sheets=3)).sheets) == 3
    assert refused("a.xlsx", book, Limits(max_sheets=2)).code == "too_many_sheets"
    for length, name in ((10, "a.csv"), (11, "b.csv")):
        text = f"id,note\n1,{'x' * length}\n".encode()
        if length == 10:
            assert values(only(read_file(name, text, limits=Limits(max_field_chars=10))), "note") == ["x" * 10]
        else:
            error = refused(name, text, Limits(max_field_chars=10))
            assert (error.code, "row 2" in error.message) == ("field_too_long", True)


def test_a_stray_value_in_the_last_cell_is_refused_with_its_address() -> None:
    rows = f'<row r="1">{text_cell("A1", "a")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    error = refused("a.xlsx", with_sheet(sheet_xml(rows)))
    assert error.code == "sparse_far_cell"
    assert "XFD1048576" in error.message
    assert '"S"' in error.message


def test_formatting_without_values_far_away_is_no_stray_cell() -> None:
    rows = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>'
    data = with_sheet(sheet_xml(rows + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert only(read_file("a.xlsx", data)).header == ("a", "b")


def test_a_false_dimension_in_the_file_changes_nothing() -> None:
    rows = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>'
    xml = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert only(read_file("a.xlsx", with_sheet(xml))).header == ("a", "b")


# --- the reading process


def big_csv(rows: int) -> bytes:
    return b"id,score,note\n" + b"".join(b"%d,%d,some words here\n" % (i, i % 11) for i in range(rows))


def test_a_file_that_takes_too_long_is_stopped_with_a_sentence() -> None:
    started = time.monotonic()
    error = refused("a.csv", big_csv(700_000), Limits(seconds=0.2))
    assert error.code == "timed_out"
    assert "0.2 seconds" in error.message
    assert time.monotonic() - started < 5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the address space")
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_that_needs_too_much_memory_is_stopped_with_a_sentence(name: str) -> None:
    data = big_csv(900_000)
    if name == "a.xlsx":
        cells = "".join(text_cell(f"{column}@", "some longer words " * 60) for column in "ABCDEFGH")
        rows = (f'<row r="{row}">{cells.replace("@", str(row))}</row>' for row in range(1, 8_000))
        data = with_sheet(sheet_xml("".join(rows)))
    error = refused(name, data, Limits(memory_bytes=300 * 2**20))
    assert error.code == "out_of_memory"
    assert "300 MB" in error.message


def test_a_process_that_dies_is_a_sentence_and_the_next_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    real = process.take

    def dying() -> Any:
        child = real()
        child.kill()
        child.wait()
        return child

    monkeypatch.setattr("cs_calc.tables.read.take", dying)
    assert refused("a.csv", b"a,b\n1,2\n").code in ("out_of_memory", "corrupt")
    monkeypatch.undo()
    assert only(read_file("a.csv", b"a,b\n1,2\n")).header == ("a", "b")


def test_files_read_at_once_from_threads_do_not_mix() -> None:
    found: dict[int, RawFile] = {}

    def read(i: int) -> None:
        found[i] = read_file(f"{i}.csv", f"id,n{i}\n{i},x{i}\n".encode())

    threads = [threading.Thread(target=read, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {i: only(file).header[1] for i, file in found.items()} == {i: f"n{i}" for i in range(6)}
    assert not process.busy()


def test_never_more_than_two_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()
    real = process.run

    def counted(*args: Any) -> Any:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.1)
        try:
            return real(*args)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr("cs_calc.tables.read.run", counted)
    threads = [threading.Thread(target=read_file, args=("a.csv", b"a,b\n1,2\n")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_the_reading_process_is_given_no_secret_and_runs_no_package_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_SECRET", "x")
    child = process._start()
    try:
        if os.path.exists(f"/proc/{child.pid}/environ"):
            time.sleep(0.05)
            assert b"SOME_SECRET" not in Path(f"/proc/{child.pid}/environ").read_bytes()
        assert child.args[1:3] == ["-I", "-S"]  # type: ignore[index]
    finally:
        process.end(child)


def test_nothing_is_parsed_in_the_process_of_the_app() -> None:
    code = (
        "import sys; from cs_calc.tables.read import read_file; read_file('a.csv', b'a,b\\n1,2\\n');"
        "print('python_calamine' in sys.modules, 'openpyxl' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["False", "False"], run.stderr


def test_the_name_of_the_file_cannot_bring_a_path_or_a_line_break_into_the_message() -> None:
    error = refused("../../etc/a\nb.xlsx", b"id,score\n")
    assert error.message.startswith("The file ab.xlsx is not a workbook")
