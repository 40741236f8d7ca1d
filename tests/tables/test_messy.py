"""Every messy file has its outcome in expected.csv, and every code of files and shapes is reached by a file of ours or one made here."""

import csv
import io
import struct
import zipfile
from functools import cache
from pathlib import Path

import pytest

from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import Limits, read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from tests.tables.sheets import FOLDER, TODAY

MESSY = FOLDER / "messy"
TABLE = MESSY / "expected.csv"
EXPECTED = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))
FILE = (
    "empty_file file_too_large unsupported_type wrong_type encrypted truncated corrupt not_a_workbook binary too_large_uncompressed zip_overlap "
    "zip_size_lie too_many_parts xml_entity xml_malformed structure timed_out out_of_memory"
).split()
SHAPE = (
    "empty_workbook empty_sheet no_rows not_tabular too_many_sheets too_many_rows too_many_columns too_many_cells field_too_long sparse_far_cell "
    "hidden_sheet hidden_rows merged_cells header_row multi_table wide_layout totals_row footer units_row repeated_header ragged unclosed_quote "
    "stray_quote nul_bytes encoding_guess delimiter_guess"
).split()


def read(name: str, data: bytes, limits: Limits | None = None):
    return load([read_file(name, data, known_headers=KNOWN_HEADERS, limits=limits)], today=TODAY)


@cache
def outcome(name: str):
    """Status, tables, rows and all codes of a messy file."""
    try:
        found = read(name, (MESSY / name).read_bytes())
    except Refused as why:
        return {"status": "refused", "tables": "", "rows": (0, 0, 0), "codes": {why.code}, "messages": [why.message]}
    read_, used = sum(x.rows_read for x in found.ledger), sum(x.rows_used for x in found.ledger)
    return {
        "status": found.status,
        "tables": " ".join(x.table for x in found.ledger if x.table),
        "rows": (read_, used, sum(x.rows_set_aside for x in found.ledger)),
        "codes": {p.code for p in found.problems} | {q.code for q in found.questions},
        "messages": [p.message for p in found.problems],
    }


def test_every_file_has_one_line_and_every_line_a_file():
    names = [line["file"] for line in EXPECTED]
    assert sorted(names) == sorted(path.name for path in MESSY.iterdir() if path != TABLE)
    assert all(line["what_is_tested"] for line in EXPECTED)


@pytest.mark.parametrize("line", EXPECTED, ids=lambda line: line["file"])
def test_a_messy_file_has_the_outcome_of_the_table(line):
    found = outcome(line["file"])
    assert (found["status"], found["tables"]) == (line["status"], line["tables"]), found["messages"]
    assert found["rows"] == tuple(int(line[f"rows_{what}"]) for what in ("read", "used", "set_aside"))
    assert found["rows"][0] == found["rows"][1] + found["rows"][2]
    assert set(line["codes"].split()) <= found["codes"]
    if found["status"] == "refused" and line["codes"]:
        assert found["messages"]
    for message in found["messages"]:
        assert message.rstrip()[-1] in ".?" and "Traceback" not in message and "/work" not in message and "NoneType" not in message


def plain(rows: int = 20) -> bytes:
    return ("response_id,date,score\n" + "".join(f"R{n},2026-05-{n % 28 + 1:02d},{n % 11}\n" for n in range(rows))).encode()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO((MESSY / "no_strings_part.xlsx").read_bytes())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(f"xl/media/{name}.bin", body)
    return out.getvalue()


MADE = {
    "file_too_large": lambda: ("a.csv", plain(), Limits(max_bytes=100)),
    "too_large_uncompressed": lambda: ("a.xlsx", packed(bomb=b"\0" * 30_000_000), Limits(max_uncompressed=20_000_000)),
    "too_many_parts": lambda: ("a.xlsx", packed(**{f"p{n}": b"" for n in range(60)}), Limits(max_parts=50)),
    "too_many_rows": lambda: ("a.csv", plain(40), Limits(max_rows=30)),
    "too_many_cells": lambda: ("a.csv", plain(40), Limits(max_cells=100)),
    "timed_out": lambda: ("a.csv", plain(600_000), Limits(seconds=0.2)),
    "out_of_memory": lambda: ("a.csv", plain(900_000), Limits(memory_bytes=200 * 2**20)),
}


@pytest.mark.parametrize("code", sorted(MADE))
def test_what_is_too_large_to_keep_here_is_made_and_refused_by_its_code(code):
    name, data, limits = MADE[code]()
    with pytest.raises(Refused) as why:
        read(name, data, limits)
    assert why.value.code == code and why.value.message.startswith("The file a.")


def test_every_code_of_files_and_shapes_is_reached():
    reached = set(MADE) | {code for line in EXPECTED for code in outcome(line["file"])["codes"]}
    assert set(FILE + SHAPE) - reached == set()


def test_a_zip_of_tables_is_one_upload_with_a_sheet_for_each():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/answers.csv", plain(3))
        archive.writestr("export/more.tsv", plain(4).replace(b",", b"\t"))
        archive.writestr("__MACOSX/._answers.csv", b"x")
    found = read_file("a.zip", out.getvalue(), known_headers=KNOWN_HEADERS)
    assert [(sheet.name, len(sheet.row_numbers)) for sheet in found.sheets] == [("answers", 3), ("more", 4)]


@pytest.mark.parametrize(("inside", "code"), [("book.xlsx", "not_a_workbook"), ("readme.md", "not_a_workbook")])
def test_a_zip_of_something_else_says_what_is_in_it(inside, code):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inside, b"x")
    with pytest.raises(Refused) as why:
        read_file("a.zip", out.getvalue())
    assert why.value.code == code and "zip archive" in why.value.message


def test_a_gzip_bomb_is_stopped_while_unpacking():
    import gzip

    with pytest.raises(Refused) as why:
        read_file("a.csv.gz", gzip.compress(b"0" * 5_000_000), limits=Limits(max_bytes=100_000))
    assert why.value.code == "too_large_uncompressed"
    with pytest.raises(Refused) as why:
        read_file("a.csv.gz", gzip.compress(plain())[:-20])
    assert why.value.code == "truncated"


def test_a_damaged_parquet_file_is_a_sentence_and_limits_hold_for_it_too():
    good = (MESSY / "plain.parquet").read_bytes()
    assert read_file("a.parquet", good).sheets[0].row_numbers.tolist() == [1, 2, 3, 4, 5, 6]
    for data, code in (
        (good[:-30], "truncated"),
        (good[:4] + b"\xff" * 60 + good[64:], "corrupt"),
        (b"PAR1" + b"x" * 40 + b"PAR1", "corrupt"),
    ):
        with pytest.raises(Refused) as why:
            read_file("a.parquet", data)
        assert why.value.code == code
    for limits, code in ((Limits(max_rows=5), "too_many_rows"), (Limits(max_columns=5), "too_many_columns")):
        with pytest.raises(Refused) as why:
            read_file("a.parquet", good, limits=limits)
        assert why.value.code == code


def test_a_million_formatted_but_empty_cells_are_no_table_and_no_load():
    rows = "".join(f'<row r="{row}">' + "".join(f'<c r="{c}{row}" s="0"/>' for c in "ABCDEFGHIJ") + "</row>" for row in range(8, 100_008))
    with zipfile.ZipFile(io.BytesIO((MESSY / "no_strings_part.xlsx").read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    assert len(read_file("a.xlsx", out.getvalue()).sheets[0].row_numbers) == 6


def test_a_line_of_fifty_megabytes_is_refused_and_ten_thousand_columns_too():
    with pytest.raises(Refused) as why:
        read_file("a.csv", b"a,b\n1," + b"x" * (50 * 2**20 - 100))
    assert why.value.code == "field_too_long"
    with pytest.raises(Refused) as why:
        read_file("a.csv", b",".join(b"c%d" % n for n in range(10_000)) + b"\n")
    assert why.value.code == "too_many_columns"


def test_a_size_in_the_directory_that_is_too_small_is_a_lie():
    data = packed(one=b"1" * 5_000)
    changed = data.replace(struct.pack("<I", 5_000), struct.pack("<I", 10))
    with pytest.raises(Refused) as why:
        read_file("a.xlsx", changed)
    assert why.value.code == "zip_size_lie"


def test_the_folder_is_where_the_readme_says(tmp_path: Path):
    assert (FOLDER / "README.md").read_text(encoding="utf-8").count("messy/expected.csv") >= 1
