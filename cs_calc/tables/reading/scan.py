"""One pass over the XML of a worksheet for its real rectangle, error cells and formulas without a value.

No XML parser: `<` cannot stand unescaped in text, so tags are found in bytes, a megabyte at a time, by numpy.
"""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cs_calc.tables.reading.limits import Limits, Stop, check_size

_ROOT = re.compile(rb"<([\w.-]{1,40}:)?worksheet[\s>]")
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^>]{0,2000})>")
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,8})["']""")
_ERROR = re.compile(rb"""<c\s([^>]{0,400})>(?:<f[^>]{0,400}?(?:/>|>[^<]{0,9000}</f>))?<v>([^<]{0,40})""")
_IS_ERROR = re.compile(rb"""(?:^|\s)t=["']e["']""")
_EMPTY_FORMULA = re.compile(rb"(?:</f>|<f(?:\s[^>]{0,400})?/>)(?:<v\s?/>|<v></v>)?</c>")
_HIDDEN_ROW = re.compile(rb"""<row\s[^>]{0,400}hidden=["'](?:1|true)""")
_MERGE = re.compile(rb"""<mergeCell\s+ref="[A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})""")
_HIDDEN_COLUMN = re.compile(rb"""<col\s(?=[^>]{0,400}hidden=["'](?:1|true))[^>]{0,400}>""")
_COLUMN_SPAN = re.compile(rb"""\s(min|max)=["']([0-9]{1,5})""")
_LONGEST_PIECE = 4 * 2**20


def letters(column: int) -> str:
    """The letters of a column number counted from 1.

    >>> letters(1), letters(28), letters(16384)
    ('A', 'AB', 'XFD')
    """
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number(text: bytes) -> int:
    value = 0
    for byte in text.upper():
        value = value * 26 + byte - 64
    return value


class SheetScan:
    """What one worksheet really holds; `feed` it the inflated XML in pieces, then call `finish`.

    `last_row` and `last_column` count from 1 and only cells with content, as formatting alone is no data.
    """

    def __init__(self) -> None:
        self.cells = 0
        self.last_row = 0
        self.last_column = 0
        self.far_cell = ""
        self.errors: dict[int, dict[int, str]] = defaultdict(dict)  # column -> row -> "#REF!"
        self.empty_formulas: dict[int, list[int]] = defaultdict(list)  # column -> rows
        self.hidden_rows = 0
        self.hidden_columns: list[tuple[int, int]] = []  # first and last of each run
        self.merged: list[tuple[int, int]] = []  # first and last row of every merged area
        self._prefix: bytes | None = None
        self._rest = b""
        self._row = 0
        self._column = 0

    def feed(self, piece: bytes) -> None:
        """Look at the next piece of the part, cut anywhere."""
        data = self._rest + piece
        if self._prefix is None:
            found = _ROOT.search(data[:65_536])
            if found is None and len(data) < 65_536:
                self._rest = data
                return
            self._prefix = (found[1] or b"") if found else b""
        if self._prefix:
            data = data.replace(b"<" + self._prefix, b"<").replace(b"</" + self._prefix, b"</")
        cut = data.rfind(b"<row")
        if cut <= 0 or len(data) - cut > _LONGEST_PIECE:
            cut = data.rfind(b"<")
        if len(data) - max(cut, 0) > _LONGEST_PIECE:
            raise Stop(
                "structure",
                "has a cell of more than four million characters, which no spreadsheet program writes. "
                "Open it in your spreadsheet program, save it again as .xlsx and upload that.",
            )
        if cut > 0:
            self._rest = data[cut:]
            self._look(data[:cut])
        else:
            self._rest = data

    def finish(self) -> None:
        """Look at what is left; call once after the last piece."""
        rest, self._rest = self._rest, b""
        if rest:
            self._look(rest)

    def _look(self, data: bytes) -> None:
        self._cells(data)
        if b't="e"' in data or b"t='e'" in data:
            for match in _ERROR.finditer(data):
                if _IS_ERROR.search(match[1]):
                    at = _REF.search(b" " + match[1])
                    if at:
                        self.errors[_number(at[1])][int(at[2] or 0)] = match[2].decode("utf-8", "replace")
        if b"<f" in data:
            self._formulas(data)
        if b"hidden=" in data:
            self.hidden_rows += sum(1 for _ in _HIDDEN_ROW.finditer(data))
            for found in _HIDDEN_COLUMN.finditer(data):
                span = {name: int(number) for name, number in _COLUMN_SPAN.findall(found[0])}
                self.hidden_columns.append((span.get(b"min", 1), min(span.get(b"max", 1), 16_384)))
        if b"<mergeCell " in data:
            self.merged += [(int(m[1]), int(m[2])) for m in _MERGE.finditer(data)]

    def _formulas(self, data: bytes) -> None:
        for match in _EMPTY_FORMULA.finditer(data):
            start = data.rfind(b"<c", max(0, match.start() - 20_000), match.start())
            tag = data[start : data.find(b">", start)] if start >= 0 else b""
            at = _REF.search(tag)
            # t="str" with nothing in it is a formula whose answer is an empty text
            if at and b't="str"' not in tag:
                self.empty_formulas[_number(at[1])].append(int(at[2] or 0))

    def _cells(self, data: bytes) -> None:
        a = np.frombuffer(data + b"\0" * 32, dtype=np.uint8)
        tags = np.flatnonzero(a == 60)
        second, third = a[tags + 1], a[tags + 2]
        which = np.flatnonzero((second == 99) & ((third <= 32) | (third == 62) | (third == 47)))
        if not len(which):
            self._rows(data, 0)
            return
        at = tags[which]
        following = np.append(tags, len(data))[which + 1]
        usual = (a[at + 2] == 32) & (a[at + 3] == 114) & (a[at + 4] == 61) & (a[at + 5] == 34)
        if not bool(usual.all()):
            self._cells_one_by_one(data)
            return
        position = at + 6
        column, position = _digits(a, position, 65, 90, 26, 64, 4)
        row, position = _digits(a, position, 48, 57, 10, 48, 8)
        if not bool(((a[position] == 34) & (column > 0) & (row > 0)).all()):
            raise Stop(
                "structure",
                "has a cell whose address is not like A1. Open it in your spreadsheet program, save it again as .xlsx and upload that.",
            )
        closed = (a[following - 1] == 62) & ((a[following - 2] == 47) | (a[following + 1] == 47))
        self._row, self._column = int(row[-1]), int(column[-1])
        self._rows(data, int(at[-1]) + 1)
        row, column = row[~closed], column[~closed]
        if len(row):
            self.cells += len(row)
            self._reach(int(row.max()), int(column[row.argmax()]))
            self._reach(int(row[column.argmax()]), int(column.max()))

    def _rows(self, data: bytes, start: int) -> None:
        """Count the row tags after the last cell, for cells without an address that may follow."""
        for match in _TAG.finditer(data, start):
            self._next_row(_REF.search(match[2]))

    def _next_row(self, ref: re.Match[bytes] | None) -> None:
        self._row = int(ref[2]) if ref and ref[2] else self._row + 1
        self._column = 0

    def _cells_one_by_one(self, data: bytes) -> None:
        """The same for cells without an address or with their attributes in another order."""
        for match in _TAG.finditer(data):
            attributes = match[2]
            ref = _REF.search(attributes)
            if match[1] == b"row":
                self._next_row(ref)
                continue
            if ref and ref[1] and ref[2]:
                self._column, self._row = _number(ref[1]), int(ref[2])
            else:
                self._column += 1
            if not attributes.endswith(b"/") and data[match.end() : match.end() + 4] != b"</c>":
                self.cells += 1
                self._reach(self._row, self._column)

    def _reach(self, row: int, column: int) -> None:
        if row > self.last_row or column > self.last_column:
            self.last_row, self.last_column = max(row, self.last_row), max(column, self.last_column)
            self.far_cell = f"{letters(column)}{row}"

    def check(self, sheet: str, limits: Limits) -> None:
        """Raise `Stop` where the rectangle is over a limit: as a stray cell if hardly any of it is filled."""
        area = self.last_row * self.last_column
        over = self.last_row > limits.max_rows or self.last_column > limits.max_columns or area > limits.max_cells
        if over and self.cells * 100 < area:
            raise Stop(
                "sparse_far_cell",
                f'has a cell far from its table: {self.far_cell} on sheet "{sheet}", with almost nothing '
                f"in between. Expected: one table, no stray cells. Delete the content of {self.far_cell}, "
                "save and upload again.",
            )
        check_size(sheet, self.last_row, self.last_column, limits)


def _digits(
    a: NDArray[np.uint8], position: NDArray[np.int64], low: int, high: int, base: int, zero: int, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read a number at each position, in the given base, at most so many digits; also where it ends."""
    value = np.zeros(len(position), np.int64)
    live = np.ones(len(position), bool)
    for _ in range(most):
        byte = a[position]
        live &= (byte >= low) & (byte <= high)
        if not live.any():
            break
        value = np.where(live, value * base + byte - zero, value)
        position = position + live
    return value, position
