"""Error cells of an OpenDocument spreadsheet, found in its XML: the reader gives them as blanks."""

from __future__ import annotations

import html
import re

from cs_calc.tables.reading.scan import SheetScan

MOST_BYTES = 64 * 2**20
"""A larger content part is not looked through."""
_TAG = re.compile(rb"""<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*'){0,4000})>""")
_NAME = re.compile(rb"""table:name=["']([^"']{0,200})""")
_ROWS = re.compile(rb"""number-rows-repeated=["']([0-9]{1,7})""")
_COLUMNS = re.compile(rb"""number-columns-repeated=["']([0-9]{1,5})""")
_SHOWN = re.compile(rb"<text:p>([^<]{0,40})")


def errors_of(content: bytes) -> dict[str, SheetScan]:
    """The error cells of every sheet by its name, as column and row from 1.

    >>> cell = b'<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    >>> found = errors_of(b'<table:table table:name="S"><table:table-row>' + cell + b"</table:table-row></table:table>")
    >>> dict(found["S"].errors)
    {1: {1: '#REF!'}}
    """
    scans: dict[str, SheetScan] = {}
    if b'value-type="error"' not in content:
        return scans
    scan, row, column, repeated = SheetScan(), 1, 0, 0
    for found in _TAG.finditer(content):
        kind, attributes = found[1], found[2]
        if kind == b"table":
            name = _NAME.search(attributes)
            scan = scans.setdefault(html.unescape(name[1].decode("utf-8", "replace")) if name else "", SheetScan())
            row, repeated = 1, 0
        elif kind == b"table-row":
            again = _ROWS.search(attributes)
            row, column, repeated = row + repeated, 0, int(again[1]) if again else 1
        else:
            if b'value-type="error"' in attributes:
                shown = _SHOWN.match(content, found.end())
                scan.errors[column + 1][row] = shown[1].decode("utf-8", "replace") if shown else "an error"
            wide = _COLUMNS.search(attributes)
            column += int(wide[1]) if wide else 1
    return scans
