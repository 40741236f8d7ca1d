"""The settings of a server, looked at before it starts: what is wrong with one is told to who can correct it, not to who opens a page."""

from __future__ import annotations

from collections.abc import Callable

from cs_calc.elsewhere import folders
from cs_calc.tables.database import query_seconds
from cs_calc.tables.problems import Refused
from cs_calc.tables.reading import limits
from cs_calc.tables.room import idle_seconds, session_bytes, uploads_at_once
from cs_calc.tables.scanned_files import scan_above
from cs_calc.tables.turns import places

READ: tuple[Callable[[], object], ...] = (
    limits.current, session_bytes, uploads_at_once, idle_seconds, places, scan_above, query_seconds, folders,
)  # fmt: skip
"""What reads a setting of the environment and raises where it cannot be used. docs/deployment.md names all settings."""


def mistakes() -> list[str]:
    """What cannot be used of the settings, a sentence each; empty where all can."""
    found = []
    for read in READ:
        try:
            read()
        except Refused as wrong:
            found.append(wrong.message)
        except ValueError as wrong:
            found.append(str(wrong))
    return found
