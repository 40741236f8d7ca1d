"""A database opened to be read only, its tables and queries as ibis expressions; what goes wrong is a sentence without any credential."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, cast
from urllib.parse import quote

from cs_calc.tables.database import Connection
from cs_calc.tables.problems import Refused
from cs_calc.tables.scanned_files import quoted

BATCH = 100_000
WAIT = 10
"""Seconds for a server to answer."""
NAMES = {"sqlite": "SQLite", "duckdb": "DuckDB", "postgresql": "PostgreSQL", "postgres": "PostgreSQL"}


class Database:
    """One connection, open until the end of its `with`. Everything is read through `frame`, `batches` and `number`.

    `kind` is what it is (sqlite, duckdb, postgresql, or another of ibis), `says` the same for people.
    """

    def __init__(self, connection: Connection) -> None:
        self.name, self.connection = connection.name, connection
        with in_words(connection, opening=True):
            self.kind, self._backend, self._interrupt = _opened(connection)
        self.says = NAMES.get(self.kind, self.kind)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None) -> None:
        with in_words(self.connection):
            self._backend.disconnect()

    def offered(self) -> list[str]:
        """The names of the queries and tables that can be read, in order."""
        named = [*self.connection.queries, *self.connection.tables]
        if not named:
            with self._patience():
                named = sorted(self._names())
        return list(dict.fromkeys(named))

    def table(self, name: str) -> Any:
        """A query or a table of the database as an ibis table; of SQLite, which knows no types, every column is unknown."""
        if name not in self.offered():
            listed = ", ".join(self.offered()[:12]) or "nothing"
            text = f"The connection {self.name} offers no table or query called {name}. It offers {listed}."
            raise Refused("no_table", text)
        with self._patience(name):
            asked = self.connection.queries.get(name)
            if asked is not None:
                asked = _one_select(asked, name, self.connection, self._backend.dialect)
            schema, _, plain = name.rpartition(".") if "." in name and self.kind != "sqlite" else ("", "", name)
            if self.kind in ("sqlite", "duckdb"):
                at = f"{quoted(schema)}.{quoted(plain)}" if schema else quoted(plain)
                asked = asked or f"SELECT * FROM {at}"
                return self._backend.sql(asked, schema=self._untyped(asked) if self.kind == "sqlite" else self._described(asked))
            if asked is None:
                return self._backend.table(plain, database=schema or None)
            return self._backend.sql(asked, schema=self._types(asked) if self.kind == "postgresql" else None)

    def frame(self, expression: Any, name: str) -> Any:
        """What an expression gives: a frame; of SQLite a list of rows as they are kept, whatever their type."""
        with self._patience(name):
            if self.kind == "sqlite":
                return self._backend.con.execute(self._backend.compile(expression)).fetchall()
            if self.kind == "duckdb":
                return self._backend.con.sql(self._backend.compile(expression)).df()
            return expression.to_pandas()

    def batches(self, expression: Any, name: str) -> Iterator[Any]:
        """What an expression gives, as Arrow batches."""
        with self._patience(name):
            if self.kind == "duckdb":  # by its own means: the one of ibis asks for what DuckDB 2 no longer has
                found = self._backend.con.sql(self._backend.compile(expression))
                yield from (getattr(found, "to_arrow_reader", None) or found.fetch_arrow_reader)(BATCH)
            else:
                yield from self._backend.to_pyarrow_batches(expression, chunk_size=BATCH)

    def number(self, expression: Any, name: str) -> int:
        """What an expression counts."""
        with self._patience(name):
            if self.kind in ("sqlite", "duckdb"):
                return int(self._backend.con.execute(self._backend.compile(expression)).fetchall()[0][0])
            return int(expression.execute())

    def _names(self) -> list[str]:
        """The tables and views of the schema that holds where none is named."""
        if self.kind != "duckdb":
            return list(self._backend.list_tables())
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        return [str(row[0]) for row in self._backend.con.execute(asked).fetchall()]

    def _untyped(self, asked: str) -> Any:
        """The columns of a query of SQLite."""
        import ibis.expr.datatypes as dt

        found = self._backend.con.execute(f"SELECT * FROM ({asked}) LIMIT 0").description
        return {column[0]: dt.unknown for column in found}

    def _described(self, asked: str) -> Any:
        """The columns of a query of DuckDB."""
        mapper = self._backend.compiler.type_mapper
        return {row[0]: mapper.from_string(row[1]) for row in self._backend.con.execute(f"DESCRIBE {asked}").fetchall()}

    def _types(self, asked: str) -> Any:
        """The columns of a query of PostgreSQL: ibis would make a view for it, which a reader may not."""
        connection, mapper = self._backend.con, self._backend.compiler.type_mapper
        with connection.cursor() as cursor:
            found = cursor.execute(f"SELECT * FROM ({asked}) AS q LIMIT 0").description
        known = {column.name: connection.adapters.types.get(column.type_code) for column in found}
        return {name: mapper.from_string(info.regtype if info is not None else "text") for name, info in known.items()}

    @contextmanager
    def _patience(self, name: str = "") -> Iterator[None]:
        """Everything that is asked: stopped after the time allowed, and wrong only in words."""
        clock = threading.Timer(self.connection.seconds, self._interrupt)
        clock.daemon = True
        clock.start()
        try:
            with in_words(self.connection, name):
                yield
        finally:
            clock.cancel()


def _opened(connection: Connection) -> tuple[str, Any, Callable[[], None]]:
    """What it is, the backend of ibis, and how to stop a question. Raises what the driver raises."""
    import ibis
    from sqlalchemy.engine import make_url

    url = make_url(connection.url)
    kind = url.get_backend_name()
    kind = "postgresql" if kind == "postgres" else kind
    backends = cast(Any, ibis)
    if kind in ("sqlite", "duckdb"):
        path = Path(url.database or "")
        if not url.database or not path.is_file():
            raise Refused("no_database", f"The connection {connection.name} names a file that is not there, or that is no file.")
        if kind == "sqlite":
            import sqlite3

            file = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, check_same_thread=False, timeout=WAIT)
            backend = backends.sqlite.from_connection(file)
            file.execute("PRAGMA query_only = ON")
            return kind, backend, file.interrupt
        import duckdb

        engine = duckdb.connect(str(path), read_only=True)
        return kind, backends.duckdb.from_connection(engine), engine.interrupt
    if kind == "postgresql":
        import psycopg

        server = psycopg.connect(
            host=url.host, port=url.port, user=url.username, password=url.password, dbname=url.database, autocommit=True,
            **{"connect_timeout": WAIT, **cast(Any, dict(url.query))},
        )  # fmt: skip
        server.execute("SET default_transaction_read_only = on")
        server.execute(f"SET statement_timeout = {int(connection.seconds * 1000)}")
        return kind, backends.postgres.from_connection(server), lambda: None
    return kind, ibis.connect(connection.url), lambda: None


def _one_select(asked: str, name: str, connection: Connection, dialect: Any) -> str:
    """A query that only reads. Raises Refused."""
    import sqlglot
    from sqlglot import exp

    at = f"The query {name} of the connection {connection.name}"
    try:
        found = [one for one in sqlglot.parse(asked, read=dialect) if one is not None]
    except sqlglot.errors.SqlglotError:
        raise Refused("bad_query", f"{at} cannot be read as SQL. Expected: one SELECT.") from None
    writes = (exp.DML, exp.DDL, exp.Into, exp.Lock, exp.Drop, exp.Alter, exp.Command)
    reads = len(found) == 1 and isinstance(found[0], exp.Query)
    if not reads or any(isinstance(part, writes) and not isinstance(part, exp.Query) for part in found[0].walk()):
        raise Refused("writes", f"{at} does more than read, so it is not run. Expected: one SELECT that writes and locks nothing.")
    return asked.strip().rstrip(";")


@contextmanager
def in_words(connection: Connection, name: str = "", *, opening: bool = False) -> Iterator[None]:
    """Whatever a driver raises becomes Refused, in a sentence of ours: a driver's may have the address in it."""
    try:
        yield
    except (Refused, GeneratorExit):
        raise
    except Exception as wrong:
        code, text = _sentence(connection, name, wrong, opening=opening)
        raise Refused(code, text) from None


def _sentence(connection: Connection, name: str, wrong: Exception, *, opening: bool) -> tuple[str, str]:
    it = f"The connection {connection.name}"
    what = f"{name} of the connection {connection.name}" if name else f"the connection {connection.name}"
    said, state, kind = str(wrong).lower(), str(getattr(wrong, "sqlstate", None) or ""), type(wrong).__name__
    if isinstance(wrong, ImportError):
        return "not_installed", f"{it} needs a driver that is not installed. Install it with: pip install 'cs-calc[database]'"
    if opening:
        return "no_connection", f"{it} {_not_opened(said, kind)}"
    if state == "57014" or "interrupt" in said or kind == "InterruptException":
        text = f"Reading {what} took longer than {connection.seconds:g} seconds and was stopped. Ask for less, or allow more time."
        return "timed_out", text
    if state == "25006" or "readonly" in said or "read-only" in said:
        return "writes", f"Reading {what} would have written to the database, which is open for reading only. Nothing was written."
    if state == "42501" or "permission denied" in said or "not authorized" in said:
        return "not_allowed", f"The user of the connection {connection.name} may not read {name or 'it'}. Grant SELECT on it."
    if state in ("42P01", "3F000") or kind == "TableNotFound" or "no such table" in said:
        return "no_table", f"{it} has no table {name}, or a query that asks for one it does not have."
    if state.startswith("08") or state.startswith("57P") or "closed" in said:
        return "no_connection", f"{it} was lost while {name or 'it'} was read. Try again."
    if state.startswith("42") or kind in ("BinderException", "ParserException", "CatalogException") or "syntax error" in said:
        return "bad_query", f"The database does not understand {what}: a column, a function or the SQL is not known to it."
    return "unreadable", f"Reading {what} failed ({kind}{f', {state}' if state else ''}). Try it with the database's own tool."


def _not_opened(said: str, kind: str) -> str:
    """Why a connection could not be opened, without what the driver says of it."""
    for words, text in (
        (("password", "authentication", "no pg_hba", "role "), "was refused: the user or the password is wrong, or may not come in."),
        (("translate host", "resolve host", "name or service", "nodename"), "names a host that cannot be found. Check its address."),
        (("refused", "timeout", "timed out", "unreachable", "no route"), "found no server that answers. Check host and port."),
        (("does not exist", "unknown database"), "names a database that the server does not have."),
        (("different configuration", "lock"), "names a file that another process holds open for writing."),
        (("not a database", "not a valid", "malformed"), "names a file that is no such database, or is damaged."),
        (("parse", "argumenterror"), "has an address that cannot be read, such as postgresql://... or sqlite:///... can."),
    ):  # fmt: skip
        if any(word in said or word in kind.lower() for word in words):
            return text
    return f"could not be opened ({kind}). Check its address, and that its driver is installed."
