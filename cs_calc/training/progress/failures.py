"""What goes wrong where progress is kept, as a sentence: a full disk, a file that cannot be written, a database that is down."""

from __future__ import annotations


class NotKept(Exception):
    """Progress could not be read or written. `str()` is a sentence; what was kept before is still there."""


UNCHANGED = "What was kept before is unchanged."
SQLITE = {
    "SQLITE_FULL": f"there is no room left on the disk. Free some space, then send the answer again. {UNCHANGED}",
    "SQLITE_IOERR": f"the disk did not take it (it may be full, over its quota, or gone). {UNCHANGED}",
    "SQLITE_READONLY": f"the file cannot be written. Give the app the right to write the file and its folder. {UNCHANGED}",
    "SQLITE_BUSY": f"another program has held the file for too long. Try again in a moment. {UNCHANGED}",
    "SQLITE_LOCKED": f"another program has held the file for too long. Try again in a moment. {UNCHANGED}",
    "SQLITE_CANTOPEN": "the file cannot be opened. Its folder must exist, and the app must be allowed to write there.",
    "SQLITE_NOTADB": "the file is not a database of cs-calc. Name another file in CS_CALC_PROGRESS, or restore a copy.",
    "SQLITE_CORRUPT": "the file is damaged. Restore a copy of it.",
}
"""By the first two words of SQLite's own error name (www.sqlite.org/rescode.html)."""
POSTGRES = {
    "08": "the database does not answer. Try again in a moment; if it stays so, whoever runs it has to look.",
    "25006": "the database takes no changes at present (it is read-only).",
    "28": "the database did not accept the user name or password in CS_CALC_PROGRESS.",
    "3D000": "there is no database of that name. Create it, or correct CS_CALC_PROGRESS.",
    "42501": "the database user may not read or write these tables. Grant it the right to.",
    "53100": f"the database's disk is full. {UNCHANGED}",
    "53": f"the database has no room for another connection. Try again in a moment. {UNCHANGED}",
    "57": "the database is being shut down or started. Try again in a moment.",
    "40": f"two changes met. Try again. {UNCHANGED}",
}
"""By SQLSTATE, whole or its class (www.postgresql.org/docs/current/errcodes-appendix.html); the longest that fits is taken."""
GONE = "this learner's progress has been deleted (perhaps in another tab). Begin anew to go on."


def why(problem: BaseException) -> str:
    """The reason as the rest of a sentence that begins with where; never the driver's own words, which may name a password.

    >>> import sqlite3
    >>> why(sqlite3.OperationalError("no idea"))
    'the database did not do it (OperationalError).'
    """
    cause = getattr(problem, "orig", None) or problem
    name: str = getattr(cause, "sqlite_errorname", None) or ""
    if name.startswith("SQLITE_CONSTRAINT_FOREIGNKEY"):
        return GONE
    for begins in ("_".join(name.split("_")[:2]), name):
        if begins in SQLITE:
            return SQLITE[begins]
    state: str = getattr(cause, "sqlstate", None) or ""
    if state == "23503":
        return GONE
    for length in (5, 2):
        if state[:length] in POSTGRES:
            return POSTGRES[state[:length]]
    if type(cause).__module__.startswith("psycopg") and type(cause).__name__ == "OperationalError":
        return _unreachable(str(cause))
    return f"the database did not do it ({type(cause).__name__})."


def _unreachable(words: str) -> str:
    """A connection that was never made has no SQLSTATE: only the words tell a wrong password from a server that is down."""
    if "password authentication failed" in words or "no password supplied" in words or "role" in words:
        return POSTGRES["28"]
    if "database" in words and "does not exist" in words:
        return POSTGRES["3D000"]
    return POSTGRES["08"]
