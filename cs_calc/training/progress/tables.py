"""The tables in which progress lies, and how an older database is brought to them.

Their names begin with cs_calc_, so that a team's database may hold other things too.

learners     who practises: a name, and either the hash of a private key or a signed-in identity
attempts     every answer, append-only: what was asked (item, version, seed), what was typed, how it was marked
assignments  the path that a team lead sets for a cohort, with its dates
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Dialect, Float, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

from cs_calc.training.progress.failures import NotKept


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, with its zone in Python on every database (SQLite knows no zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """A moment with a zone, as UTC. Raises ValueError for one without: it could mean any of 24 hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs its zone, found {value!r}: use datetime.now(UTC).")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same moment with UTC as its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData()
SCHEMA = Table("cs_calc_schema", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))
LEARNERS = Table(
    "cs_calc_learners", METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("key_hash", String(64), unique=True),
    Column("identity", Text, unique=True),
    Column("email", Text),
    Column("cohort", Text),
    Column("since", Utc, nullable=False),
)  # fmt: skip
ATTEMPTS = Table(
    "cs_calc_attempts", METADATA,
    Column("learner", String(32), sa.ForeignKey("cs_calc_learners.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(64), primary_key=True),  # with the learner: the same file may be brought in by two people
    Column("item", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seed", sa.BigInteger),
    Column("given", Text),  # the numbers themselves, where they are the learner's own and no seed draws them
    Column("stage", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mistake", Text, nullable=False),
    Column("cluster", Text, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("mode", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("session", Text, nullable=False),
    sa.Index("cs_calc_attempts_by_time", "learner", "at"),
)  # fmt: skip
ASSIGNMENTS = Table(
    "cs_calc_assignments", METADATA,
    Column("id", String(32), primary_key=True),
    Column("cohort", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("start", sa.Date, nullable=False),
    Column("finish", sa.Date, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("at", Utc, nullable=False),
)  # fmt: skip

Step = Callable[[Connection], None]
STEPS: tuple[Step, ...] = ()
"""STEPS[n] brings a database from version n + 1 to n + 2. A step that has shipped never changes; a new database needs none."""
LOCK = 7_320_961
"""The number of PostgreSQL's advisory lock while the tables are made: any, as long as it stays the same."""


def version_of(connection: Connection) -> int:
    """The version of a database's tables; 0 where there are none."""
    if not sa.inspect(connection).has_table(SCHEMA.name):
        return 0
    return int(connection.execute(sa.select(SCHEMA.c.version)).scalar_one())


def is_current(connection: Connection, steps: Sequence[Step] = STEPS) -> bool:
    """Whether `upgrade` has nothing to do."""
    return version_of(connection) == len(steps) + 1


def upgrade(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables, or bring those of an older version up to date, in the transaction of `connection`.

    Raises NotKept for a database that a newer version of cs-calc has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    found, newest = version_of(connection), len(steps) + 1
    if found > newest:
        raise NotKept(f"This progress was written by a newer cs-calc (tables of version {found}, known: {newest}). Update cs-calc.")
    if found == 0:
        METADATA.create_all(connection)
        connection.execute(sa.insert(SCHEMA).values(version=newest))
        return
    for step in steps[found - 1 :]:
        step(connection)
    if found < newest:
        connection.execute(sa.update(SCHEMA).values(version=newest))
