"""What an uploaded file may cost: every limit loads at n and is refused by name at n + 1.

The one place of the defaults is `Limits` here. Whoever runs the server changes them with one environment variable,
`CS_CALC_LIMITS`, for example `CS_CALC_LIMITS="max_rows=200000 seconds=60"`; `current` gives what holds.
"""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass, replace

SETTING = "CS_CALC_LIMITS"


@dataclass(frozen=True)
class Limits:
    """The published limits of one upload; `read_file` takes other ones, `CS_CALC_LIMITS` changes them for a server.

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

    def in_words(self) -> dict[str, str]:
        """Each limit as a person reads it, for the page: what it limits -> how much.

        >>> Limits().in_words()["size of a file"], Limits().in_words()["time to read a file"]
        ('50 MB', '30 seconds')
        """
        return {
            "size of a file": f"{self.max_bytes / 2**20:g} MB",
            "size of a workbook when unpacked": f"{self.max_uncompressed / 2**20:g} MB",
            "parts in a workbook": f"{self.max_parts:,}",
            "sheets in a workbook": f"{self.max_sheets:,}",
            "rows of a sheet": f"{self.max_rows:,}",
            "columns of a sheet": f"{self.max_columns:,}",
            "cells of a file": f"{self.max_cells:,}",
            "characters in a cell": f"{self.max_field_chars:,}",
            "time to read a file": f"{self.seconds:g} seconds",
            "memory to read a file": f"{self.memory_bytes / 2**20:,g} MB",
        }


DEFAULT = Limits()
"""The limits where nobody has set others."""


class BadSetting(ValueError):
    """Raised where `CS_CALC_LIMITS` cannot be used, with one helping sentence."""


def current() -> Limits:
    """The limits that hold: `DEFAULT`, changed by `CS_CALC_LIMITS`; raises `BadSetting`."""
    changed: dict[str, float] = {}
    known = asdict(DEFAULT)
    for part in re.split(r"[\s,;]+", os.environ.get(SETTING, "").strip()):
        name, _, value = part.partition("=")
        number = re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", value.strip())
        if not part:
            continue
        if name not in known or number is None or float(value) <= 0:
            raise BadSetting(
                f'The setting {SETTING} has "{part[:60]}", which is no limit. Expected: name=number with one of '
                f"{', '.join(known)}; for example max_rows=200000."
            )
        changed[name] = float(value) if name == "seconds" else int(float(value))
    return replace(DEFAULT, **changed)  # type: ignore[arg-type]


def too_slow(limits: Limits) -> str:
    """The end of the sentence for a file that takes longer than the limit."""
    return (
        f"took longer than {limits.seconds:g} seconds to read, so reading was stopped. "
        "Split it into smaller files, or save it as .csv, which is read fastest."
    )


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
