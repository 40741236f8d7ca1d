"""Connections to databases, which have a name: in Streamlit's secrets, or in the environment. An address is never typed, and never shown.

[connections.crm]                                   CS_CALC_DATABASE_CRM=postgresql://reader:secret@db/crm
url = "postgresql://reader:secret@db/crm"
[connections.crm.cs_calc]
tables = ["subscriptions", "customers"]
usage = "SELECT account, at, event FROM events WHERE at >= '2026-01-01'"
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_calc.tables.problems import Refused

PREFIX = "database:"
SETTING, SECONDS = "CS_CALC_DATABASE_", "CS_CALC_QUERY_SECONDS"
OWN = ("tables", "seconds")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True)
class Connection:
    """A database by its name: its address, and which of its tables and queries are offered (all tables where none are named).

    Neither the address nor a query stands in its text.

    >>> Connection("crm", "postgresql://reader:secret@db/crm")
    Connection(name='crm')
    """

    name: str
    url: str = field(repr=False)
    tables: tuple[str, ...] = field(default=(), repr=False)
    queries: Mapping[str, str] = field(default_factory=dict, repr=False)
    seconds: float = field(default=60.0, repr=False)
    wrong: str = field(default="", repr=False)
    """Why it cannot be used, in a sentence; empty where it can."""


@dataclass(frozen=True)
class Wanted:
    """What is read of a connection: one of its tables or queries, or all that it offers where `table` is empty."""

    connection: str
    table: str = ""

    @property
    def place(self) -> str:
        """How it is called, on the command line as in messages."""
        return f"{PREFIX}{self.connection}" + (f"/{self.table}" if self.table else "")


def is_database(word: str) -> bool:
    """Whether a word of the command line names a connection; a file of such a name is written ./database:crm.

    >>> is_database("database:crm"), is_database("./database:crm")
    (True, False)
    """
    return word.startswith(PREFIX)


def wanted(word: str) -> Wanted:
    """What `database:crm` or `database:crm/usage` names. Raises Refused.

    >>> wanted("database:crm/usage")
    Wanted(connection='crm', table='usage')
    """
    name, _, table = word.removeprefix(PREFIX).partition("/")
    if not NAME.fullmatch(name):
        raise Refused("bad_connection", "A connection is named, as in database:crm or database:crm/usage; an address is never typed.")
    return Wanted(name.lower(), table)


def connections(secrets: Mapping[str, Any] | None = None) -> dict[str, Connection]:
    """The connections by name (lower case): those of Streamlit's `[connections]`, and those of the environment. Raises Refused."""
    most = query_seconds()
    found = {name[len(SETTING) :].lower(): url for name, url in sorted(os.environ.items()) if name.startswith(SETTING) and url.strip()}
    made = {name: Connection(name, url.strip(), seconds=most) for name, url in found.items() if NAME.fullmatch(name)}
    for name, given in (secrets or {}).items():
        if isinstance(given, Mapping) and NAME.fullmatch(str(name)):
            made[str(name).lower()] = _of_secrets(str(name).lower(), given, most)
    return made


def secrets_file() -> Mapping[str, Any]:
    """`[connections]` of Streamlit's own file of secrets, here or in the home folder, for the command line. Raises Refused."""
    found: dict[str, Any] = {}
    for folder in (Path.home(), Path.cwd()):
        path = folder / ".streamlit" / "secrets.toml"
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError):
            raise Refused("bad_setting", f"The file {path} cannot be read as TOML. Correct it, or move it away.") from None
        given = read.get("connections", {})
        found |= given if isinstance(given, dict) else {}
    return found


def query_seconds() -> float:
    """How long one question to a database may take: `CS_CALC_QUERY_SECONDS`, else 60 seconds. Raises Refused."""
    text = os.environ.get(SECONDS, "60")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < 1e6:
        raise Refused("bad_setting", f"{SECONDS} needs a number of seconds such as 60, found {text!r}.")
    return seconds


def connection(name: str, known: Mapping[str, Connection]) -> Connection:
    """The connection of a name. Raises Refused where there is none, or where it cannot be used."""
    found = known.get(name.lower())
    if found is None:
        have = f"Known: {', '.join(sorted(known))}." if known else "None is set up."
        text = (
            f"There is no connection called {name}. {have} Name one in .streamlit/secrets.toml as [connections.{name}], "
            f"or in the environment as {SETTING}{name.upper().replace('-', '_')}."
        )
        raise Refused("bad_connection", text)
    if found.wrong:
        raise Refused("bad_connection", found.wrong)
    return found


def _of_secrets(name: str, given: Mapping[str, Any], most: float) -> Connection:
    """One entry of `[connections]`, as Streamlit's own SQL connection reads it: a url, or a dialect and its parts."""
    own = given.get("cs_calc", {})
    own = own if isinstance(own, Mapping) else {}
    tables, seconds = own.get("tables", ()), own.get("seconds", most)
    queries = {str(k): str(v) for k, v in own.items() if k not in OWN and isinstance(v, str)}
    strange = [str(k) for k, v in own.items() if k not in OWN and not isinstance(v, str)]
    url, wrong = _url(given), ""
    if not url:
        wrong = f"The connection {name} has neither a url nor a dialect: give it one of them."
    elif strange or not isinstance(tables, list | tuple):
        wrong = f'The settings [connections.{name}.cs_calc] hold tables = ["name", ...], seconds = 60, and queries: name = "SELECT ...".'
    elif isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e6:
        wrong = f"The connection {name} needs a number of seconds such as 60."
    listed = tuple(str(t) for t in tables) if isinstance(tables, list | tuple) else ()
    return Connection(name, url, listed, queries, float(seconds) if not wrong else most, wrong)


def _url(given: Mapping[str, Any]) -> str:
    """The address, of a url or of its parts; empty where there is neither."""
    if given.get("url"):
        return str(given["url"])
    if not given.get("dialect"):
        return ""
    from sqlalchemy.engine import URL

    driver = f"+{given['driver']}" if given.get("driver") else ""
    query = given.get("query") if isinstance(given.get("query"), Mapping) else {}
    parts = {
        "drivername": f"{given['dialect']}{driver}",
        "username": given.get("username"),
        "password": given.get("password"),
        "host": given.get("host"),
        "port": int(given["port"]) if str(given.get("port", "")).isdigit() else None,
        "database": given.get("database"),
        "query": {str(k): str(v) for k, v in (query or {}).items()},
    }
    return URL.create(**parts).render_as_string(hide_password=False)  # type: ignore[arg-type]
