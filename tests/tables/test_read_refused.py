"""What is no table, and what must not be opened, is refused with one helping sentence."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from cs_calc.tables.read import Limits, read_file
from tests.tables.files import (
    SUBSCRIPTIONS,
    only,
    refused,
    repacked,
    sheet_xml,
    with_sheet,
    workbook,
)


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
