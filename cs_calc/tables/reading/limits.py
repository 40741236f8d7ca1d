"""What an uploaded file may cost: every limit loads at n and is refused by name at n + 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The published limits of one upload; pass other ones to `read_file` to change them.

    >>> Limits(max_rows=500).max_rows
    500
    """

    max_bytes: int = 50 * 2**20
    """Size of the uploaded file, in bytes."""
    max_uncompressed: int = 500 * 2**20
    """Size of all parts of a workbook after unzipping, in bytes."""
    max_parts: int = 1_000
    """Files inside a zipped workbook."""
    max_sheets: int = 50
    """Sheets of a workbook, hidden ones included."""
    max_rows: int = 1_000_000
    """Number of the last used row of a sheet, header and blank rows included."""
    max_columns: int = 1_000
    """Number of the last used column of a sheet."""
    max_cells: int = 8_000_000
    """Cells of the file: last row x last column, summed over its sheets (8 million fit the memory limit)."""
    max_field_chars: int = 32_767
    """Characters in one cell (Excel's own limit)."""
    seconds: float = 30.0
    """Time to check and read one file, in seconds; waiting for other files does not count."""
    memory_bytes: int = 1 * 2**30
    """Address space of the reading process, in bytes (where the system can limit it: Linux)."""


class Stop(Exception):
    """Raised where a file cannot be used: a code and a sentence; the parent turns it into `Refused`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_size(sheet: str, rows: int, columns: int, limits: Limits) -> None:
    """Raise `Stop` where the last row, the last column or their product is over its limit."""
    for code, found, most, what in (
        ("too_many_rows", rows, limits.max_rows, "rows"),
        ("too_many_columns", columns, limits.max_columns, "columns"),
        ("too_many_cells", rows * columns, limits.max_cells, "cells"),
    ):
        if found > most:
            raise Stop(
                code,
                f'has {found:,} {what} on sheet "{sheet}"; at most {most:,} can be read. '
                f"Split it into several files, or leave out {what} that are not needed.",
            )
