"""Long tables of a workbook: their rows are put into the finished file as text, several times as fast as cell by cell.

xlsxwriter writes everything else, and of a long table the header and one row of empty cells, which says what the columns look like.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from cs_calc.workbook.names import cell, column_letters

LONGEST = 32_000
"""Characters of a cell; Excel holds 32,767."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MARK = re.compile("(_x[0-9a-fA-F]{4}_)")
_FORMAT = re.compile(r'<c r="([A-Z]+)[0-9]+" s="([0-9]+)"/>')


@dataclass(frozen=True)
class LongTable:
    """The rows of a frame that are to stand under the row `head` (counted from 0) of the sheet `number` (from 1), beginning at column A.

    Nothing else may stand in these rows. `name` is that of the Excel table, whose range is made as long as the frame.
    """

    number: int
    name: str
    head: int
    frame: pd.DataFrame


def plain(words: object) -> str:
    """A value as the text of a cell: valid characters only, cut to what a cell can hold."""
    return str(words).encode("utf-8", "replace").decode()[:LONGEST]


def with_rows(data: bytes, tables: Sequence[LongTable]) -> bytes:
    """The file with the rows of all tables put in. The same input gives the same bytes."""
    if not tables:
        return data
    sheets = {f"xl/worksheets/sheet{table.number}.xml": table for table in tables}
    names = {table.name: table for table in tables}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename in sheets:
                content = _filled(content.decode(), sheets[item.filename]).encode()
            elif item.filename.startswith("xl/tables/"):
                content = _longer(content.decode(), names).encode()
            new.writestr(item, content)
    return out.getvalue()


def _longer(table: str, names: Mapping[str, LongTable]) -> str:
    """The description of an Excel table with the range that its rows really take."""
    name = re.search(r' displayName="([^"]*)"', table)
    found = names.get(name[1]) if name is not None else None
    return re.sub(r' ref="[^"]*"', f' ref="{_range(found)}"', table) if found is not None else table


def _range(table: LongTable) -> str:
    last = table.head + max(1, len(table.frame))
    return f"{cell(table.head, 0)}:{cell(last, len(table.frame.columns) - 1)}"


def _filled(sheet: str, table: LongTable) -> str:
    first = table.head + 2  # in the file rows are counted from 1
    found = re.search(rf'<row r="{first}"[^>]*?(?:/>|>.*?</row>)', sheet)
    formats = dict(_FORMAT.findall(found[0])) if found is not None else {}
    if f'<row r="{first + 1}"' in sheet:
        raise ValueError(f"Something else is written in the rows of the table {table.name}.")
    start, end = found.span() if found is not None else (sheet.index("</sheetData>"),) * 2
    rows = "".join(_rows(table.frame, first, formats))
    bottom = f":{column_letters(max(2, len(table.frame.columns) - 1))}{table.head + 1 + max(1, len(table.frame))}"
    return re.sub(r'(<dimension ref="[A-Z0-9]+)(?::[A-Z0-9]+)?"', rf'\g<1>{bottom}"', sheet[:start], count=1) + rows + sheet[end:]


def _rows(frame: pd.DataFrame, first: int, formats: Mapping[str, str]) -> Iterable[str]:
    numbers = range(first, first + len(frame))
    columns = []
    for place, name in enumerate(frame.columns):
        letters = column_letters(place)
        columns.append(_column(frame[name], letters, f' s="{formats[letters]}"' if letters in formats else "", numbers))
    for row, cells in zip(numbers, zip(*columns, strict=True), strict=True):
        yield f'<row r="{row}">{"".join(cells)}</row>'


def _column(values: pd.Series[Any], letters: str, look: str, rows: range) -> list[str]:
    """The cells of a column, empty where there is no value: days and numbers as numbers, all else as text."""
    known = values.notna().tolist()
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = _serial(values)
    elif not pd.api.types.is_numeric_dtype(values.dtype):
        texts = {value: _text(value, look) for value in set(values[known].tolist())}
        ends = [texts[value] if here else "" for value, here in zip(values.tolist(), known, strict=True)]
        return [f'<c r="{letters}{row}"{end}' if end else "" for row, end in zip(rows, ends, strict=True)]
    return [
        f'<c r="{letters}{row}"{look}><v>{value:.16G}</v></c>' if here else ""
        for row, value, here in zip(rows, values.tolist(), known, strict=True)
    ]


def _serial(values: pd.Series[Any]) -> pd.Series[Any]:
    """Moments as Excel counts them: days since the end of 1899, with the 29 February 1900 that never was.

    >>> _serial(pd.Series(pd.to_datetime(["1900-02-28 00:00", "1900-03-01 00:00", "2026-10-31 12:00"]))).tolist()
    [59.0, 61.0, 46326.5]
    """
    since = (values - pd.Timestamp("1899-12-31")).dt
    days = since.days + (since.seconds + since.microseconds / 1e6) / 86_400
    return days + np.where(since.days > 59, 1, 0)


def _text(value: object, look: str) -> str:
    """What follows the address in a cell with text; empty where there is none. Escaped as Excel wants it: a control sign as _x0001_."""
    words = plain(value)
    if not words:
        return f"{look}/>" if look else ""
    words = _CONTROL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _MARK.sub(r"_x005F\1", words))
    space = ' xml:space="preserve"' if words != words.strip() else ""
    return f'{look} t="inlineStr"><is><t{space}>{escape(words)}</t></is></c>'
