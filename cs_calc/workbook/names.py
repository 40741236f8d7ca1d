"""Names of sheets and the addresses of cells, as Excel wants them."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 31
RESERVED = {"history"}  # Excel keeps this sheet name for itself


def sheet_name(wanted: str, taken: Collection[str] = ()) -> str:
    """A valid sheet name that is not taken: at most 31 characters, none of []:*?/\\, no quote at either end.

    >>> sheet_name("Customer satisfaction score (CSAT)")
    'Customer satisfaction score'
    >>> sheet_name("Churn: gross/net", {"churn gross net"})
    'Churn gross net 2'
    """
    plain = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted)).strip(" '")
    if len(plain) > LONGEST:
        plain = re.sub(r"\s*\([^)]*\)$", "", plain)
    plain = plain[:LONGEST].strip(" '") or "Sheet"
    used = {name.lower() for name in taken} | RESERVED
    name, number = plain, 2
    while name.lower() in used:
        end = f" {number}"
        name, number = plain[: LONGEST - len(end)].rstrip() + end, number + 1
    return name


def column_letters(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701), column_letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(row: int, column: int, sheet: str = "", *, fixed: bool = False) -> str:
    """The address of a cell, row and column counted from 0; `fixed` puts in the dollar signs.

    >>> cell(4, 2), cell(4, 2, "Net MRR churn rate"), cell(4, 2, fixed=True)
    ('C5', "'Net MRR churn rate'!C5", '$C$5')
    """
    mark = "$" if fixed else ""
    return f"{_of(sheet)}{mark}{column_letters(column)}{mark}{row + 1}"


def row_column(address: str) -> tuple[int, int]:
    """The row and column of an address as `cell` writes it, counted from 0.

    >>> row_column("'Net MRR churn rate'!C5")
    (4, 2)
    """
    from xlsxwriter.utility import xl_cell_to_rowcol  # heavy: only when a workbook is written

    row, column = xl_cell_to_rowcol(address.rpartition("!")[2])
    return int(row), int(column)


def column_range(sheet: str, column: int, first: int, last: int) -> str:
    """A stretch of a column with absolute addresses; rows counted from 0, both ends in it.

    >>> column_range("survey_responses", 5, 3, 9)
    "'survey_responses'!$F$4:$F$10"
    """
    letters = column_letters(column)
    return f"{_of(sheet)}${letters}${first + 1}:${letters}${last + 1}"


def link(sheet: str, row: int = 0) -> str:
    """What a hyperlink to a row of a sheet, counted from 0, is written as.

    >>> link("MRR bridge"), link("Revenue", 41)
    ("internal:'MRR bridge'!A1", "internal:'Revenue'!A42")
    """
    return f"internal:{_of(sheet)}A{row + 1}"


def _of(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!" if sheet else ""
