"""Small files made for tests, and what to ask of what was read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from cs_calc.tables.problems import Problem, Refused
from cs_calc.tables.read import Limits, RawFile, RawSheet, read_file

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
