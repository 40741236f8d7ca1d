"""Limits hold at n and n + 1, in a process of its own; a hostile file never takes the app down."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from cs_calc.tables.read import Limits, RawFile, busy, read_file
from cs_calc.tables.reading import process
from tests.tables.files import (
    only,
    refused,
    sheet_xml,
    text_cell,
    values,
    with_sheet,
    workbook,
)


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
    assert not busy()


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
