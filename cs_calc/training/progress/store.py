"""Where progress is kept: one SQLite file, or a team's PostgreSQL by one setting. Attempts are only ever added.

`CS_CALC_PROGRESS` names the place: a path of a file, or a database's address (postgresql://user:password@host/name). Every
method raises `NotKept`, a sentence, when the place cannot be read or written; a change is made whole or not at all.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Column, Connection, Engine, Table, create_engine, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.failures import NotKept, why
from cs_calc.training.progress.tables import ATTEMPTS, is_current, upgrade

SETTING = "CS_CALC_PROGRESS"
FILE = "progress.sqlite"
PATIENCE = 10
"""Seconds to wait for another writer or for a database to answer."""
WANTED = f"{SETTING} must be the path of a file or an address like postgresql://user:password@host/name"


def place(setting: str | None = None) -> URL:
    """The address of the database: of `setting`, else of `CS_CALC_PROGRESS`, else a file in the user's data folder.

    Raises NotKept where the setting is no address that we can use; the sentence does not repeat it, it may hold a password.

    >>> place("postgres://ana:secret@db/team").render_as_string()
    'postgresql+psycopg://ana:***@db/team'
    """
    wanted = (os.environ.get(SETTING, "") if setting is None else setting).strip()
    if not wanted:
        import platformdirs

        return URL.create("sqlite", database=str(Path(platformdirs.user_data_dir("cs-calc", appauthor=False)) / FILE))
    if "://" not in wanted:
        return URL.create("sqlite", database=str(Path(wanted).expanduser().absolute()))
    try:
        url = make_url(wanted)
    except (ArgumentError, ValueError):
        raise NotKept(f"{WANTED}; what it holds cannot be read as either.") from None
    kind = url.drivername.split("+")[0]
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database and ":memory:" not in url.database:
        return url
    raise NotKept(f"{WANTED}; found an address of {kind}" + (" without a file." if kind == "sqlite" else "."))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE})
        except ModuleNotFoundError:
            raise NotKept("PostgreSQL needs one more package: pip install 'cs-calc[postgres]'.") from None
    folder = Path(str(url.database)).parent
    if not str(url.database).startswith("file:"):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise NotKept(f"The folder {folder} for progress cannot be made: {problem.strerror}. Name another in {SETTING}.") from None
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself: `_begin` does
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a learner deletes is overwritten, not only unlinked
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # a reader that becomes a writer half-way fails at once if another has written meanwhile; one that begins as a writer waits
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


class Store:
    """An open place for progress. Safe to share between threads; several processes may have the same place open."""

    def __init__(self, setting: str | None = None) -> None:
        """Open the place of `setting` (as in `place`), and make or bring up to date its tables. Raises NotKept."""
        self.url = place(setting)
        self._engine = _engine(self.url)
        self._file: tuple[int, int] | None = None
        self._make_ready()

    def _make_ready(self) -> None:
        with self._transaction(writes=False) as connection:
            ready = is_current(connection)  # so that progress on a disk that takes no more can still be looked at
        if not ready:
            with self._transaction(writes=True) as connection:
                upgrade(connection)
        self._file = self._found()

    def _found(self) -> tuple[int, int] | None:
        """Which file lies at the place now; None where there is none, and for what is no plain file."""
        if self.url.get_backend_name() != "sqlite":
            return None
        try:
            found = os.stat(str(self.url.database))
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _same_file(self) -> None:
        # a file that was deleted takes what is written to it without a word, and loses it
        found = self._found()
        if found == self._file:
            return
        self._engine.dispose()
        if found is None:
            raise NotKept(
                f"Progress was kept in {self._name}, which is gone. Put it or a copy of it back, or start the app again to begin anew."
            )
        self._make_ready()

    @property
    def _name(self) -> str:
        if self.url.get_backend_name() == "sqlite":
            return f"the file {self.url.database}"
        return f"the PostgreSQL database {self.url.database} on {self.url.host or 'the same computer'}"

    def where(self) -> str:
        """A sentence for the page: where progress is kept, without a password."""
        return f"Progress is kept in {self._name}" + (" on the computer where the app runs." if "the file" in self._name else ".")

    def close(self) -> None:
        """Let go of the file or of the connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        self._same_file()
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is kept, or none."""
        self._same_file()
        with self._transaction(writes=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as problem:
            doing = "written to" if writes else "read from"
            raise NotKept(f"Progress could not be {doing} {self._name}: {why(problem)}") from problem

    def add(self, learner: str, attempts: Iterable[Attempt]) -> int:
        """Keep attempts of a learner (their id); those kept before, by their id, stay as they are. Gives how many were new."""
        rows = [{**asdict(a), "learner": learner} for a in attempts]
        if not rows:
            return 0
        with self.changing() as connection:
            return add_rows(connection, rows)

    def attempts(self, learner: str) -> list[Attempt]:
        """Every attempt of one learner (their id), oldest first."""
        names = [ATTEMPTS.c[f.name] for f in fields(Attempt)]
        wanted = select(*names).where(ATTEMPTS.c.learner == learner).order_by(ATTEMPTS.c.at, ATTEMPTS.c.id)
        with self.reading() as connection:
            return [Attempt(**row._mapping) for row in connection.execute(wanted)]


def add_rows(connection: Connection, rows: list[dict[str, Any]], into: Table = ATTEMPTS, unless: Column[Any] | None = None) -> int:
    """Insert the rows whose primary key (or `unless`) is not there yet; gives how many that were."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    key = list(into.primary_key.columns)
    adding = insert(into).on_conflict_do_nothing(index_elements=key if unless is None else [unless]).returning(*key)
    return len(connection.execute(adding, rows).all())
