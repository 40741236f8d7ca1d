"""Any bytes at all: `check --json` answers with 0 or 2, one object, a ledger that adds up, and no traceback; bounded in time."""

import csv
import io
import json
import random
import time
import zipfile
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_calc.cli import cli
from cs_calc.tables.reading.header import normalise
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.text import read_text
from cs_calc.tables.schema import KNOWN_HEADERS
from tests.tables.sheets import FOLDER

MESSY = FOLDER / "messy"
KNOWN = frozenset(normalise(name) for name in KNOWN_HEADERS) - {""}
NAMES = [
    "customer_id",
    "date",
    "score",
    "survey_type",
    "amount",
    "start_date",
    "interval",
    "month",
    "mrr",
    "2026-01",
    "2026-02",
    "2026-03",
    "",
    "x",
    "Score",
]
CELLS = ["", "C1", "C2", "9", "10", "-", "Total", "Grand Totals (3 records)", "2026-05-01", "03/04/2026", "1.234,50", "$5", "NPS", "customer_id", "month", "#REF!", "a\nb", '"', "=1+1", "Copyright (c) 2026 x"]  # fmt: skip
SECONDS = 4  # for each of the tests that start processes
QUIET = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

cell = st.one_of(st.sampled_from(CELLS), st.text(max_size=6), st.integers(-(10**6), 10**6).map(str))
grids = st.tuples(st.lists(st.sampled_from(NAMES), min_size=1, max_size=7), st.lists(st.lists(cell, max_size=8), max_size=25))


def as_csv(grid, separator=","):
    header, rows = grid
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue().encode("utf-8", "surrogatepass")


@given(grids, st.sampled_from(",;\t|"))
@settings(QUIET, max_examples=150)
def test_rows_of_any_text_table_are_data_or_told_and_none_is_both(grid, separator):
    try:
        sheets, notes = read_text("a", "csv", as_csv(grid, separator), KNOWN, Limits())
    except Stop as why:
        assert why.code and why.message.endswith((".", ")."))  # noqa: PT017
        return
    notes = notes + [note for sheet in sheets for note in sheet.notes]
    aside = {"totals_row", "footer", "units_row", "repeated_header"}
    for sheet in sheets:
        told = [row for note in notes if note["code"] in aside and note["sheet"] == sheet.name for row in note["rows"]]
        assert len(sheet.header) == len(sheet.places) == len(sheet.kinds)
        assert not set(sheet.numbers) & set(told) and sheet.header_row not in sheet.numbers
        for row in range(min(3, len(sheet.table))):
            assert len(sheet.cells(row)) == len(sheet.header)


@given(st.binary(max_size=400))
@settings(QUIET, max_examples=100)
def test_any_bytes_are_text_or_a_sentence(data):
    for encoding in (None, "utf-16"):
        try:
            read_text("a", "csv", data, KNOWN, Limits(), encoding)
        except Stop as why:
            assert why.code and why.message  # noqa: PT017


def answer(path, data):
    """What `check --json` says of these bytes, held to its contract."""
    path.write_bytes(data)
    started = time.monotonic()
    done = CliRunner().invoke(cli, ["check", str(path), "--json"])
    assert time.monotonic() - started < 30
    assert done.exit_code in (0, 2), (done.exit_code, done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    found = json.loads(done.stdout)
    assert {"status", "code", "message", "tables", "problems"} <= set(found)
    assert (found["status"] == "refused") == (done.exit_code == 2) and found["message"]
    for table in found["tables"].values():
        assert table["rows_read"] == table["rows_used"] + table["rows_set_aside"]
    for problem in found["problems"]:
        assert problem["code"] and problem["message"]
    return found


@cache
def seeds():
    """The messy files small enough to change often, by name."""
    return {path.name: path.read_bytes() for path in sorted(MESSY.iterdir()) if 0 < path.stat().st_size < 20_000}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, dropped, doubled or moved."""
    found = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(max(1, len(found)))
        size = chance.choice((1, 1, 2, 8, 64))
        what = chance.randrange(5)
        if what == 0:
            found[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
        elif what == 1:
            del found[at : at + size]
        elif what == 2:
            found[at:at] = found[at : at + size]
        elif what == 3:
            found[at:at] = chance.choice((b"\0", b'"', b"\xff\xfe", b"<!DOCTYPE x>", b"\r", b"PK\x03\x04", b"1e309", b"\xef\xbb\xbf"))
        else:
            found = found[: max(1, at)]
    return bytes(found)


def inside(data: bytes, chance: random.Random) -> bytes:
    """A zipped workbook with the text of one of its parts changed, and the archive whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        changed = chance.choice(old.namelist())
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, mutated(body, chance) if name == changed else body)
    return out.getvalue()


@pytest.mark.parametrize("seed", [1, 2])
def test_changed_bytes_of_our_messy_files_get_an_answer(seed, tmp_path):
    chance = random.Random(seed)
    names = list(seeds())
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        name = chance.choice(names)
        answer(tmp_path / name, mutated(seeds()[name], chance))


def test_changed_parts_inside_workbooks_get_an_answer(tmp_path):
    chance = random.Random(3)
    names = [name for name, data in seeds().items() if data[:4] == b"PK\x03\x04" and zipfile.is_zipfile(io.BytesIO(data))]
    names = [name for name in names if name not in ("overlap.xlsx", "size_lie.xlsx", "damaged.xlsx")]
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        name = chance.choice(names)
        answer(tmp_path / name, inside(seeds()[name], chance))


@given(grids, st.sampled_from(["csv", "xlsx", "ods", "parquet"]))
@settings(QUIET, max_examples=12)
def test_generated_tables_in_any_format_get_an_answer(tmp_path_factory, grid, kind):
    answer(tmp_path_factory.mktemp("made") / f"made.{kind}", made(grid, kind))


def made(grid, kind: str) -> bytes:
    header, rows = grid
    wide = max(map(len, [header, *rows]))
    even = [[*row, *[""] * (wide - len(row))] for row in [header, *rows]]
    even = [
        ["".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") for text in row] for row in even
    ]
    out = io.BytesIO()
    if kind == "xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            for line, row in enumerate(even):
                for at, text in enumerate(row):
                    if text.lstrip("-").isdecimal() and text.isascii():
                        sheet.write_number(line, at, int(text))
                    else:
                        sheet.write_string(line, at, text)
    elif kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = [pa.array([row[at] for row in even[1:]], pa.string()) for at in range(wide)]
        pq.write_table(pa.Table.from_arrays(columns, names=even[0]), out)
    elif kind == "ods":
        return ods(even)
    else:
        return as_csv((even[0], even[1:]))
    return out.getvalue()


def ods(rows) -> bytes:
    from html import escape

    body = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>' for text in row)
        + "</table:table-row>"
        for row in rows
    )
    with zipfile.ZipFile(io.BytesIO((MESSY / "plain.ods").read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["content.xml"].decode()
    start, end = text.index("<table:table-row>"), text.rindex("</table:table>")
    parts["content.xml"] = (text[:start] + body + text[end:]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
