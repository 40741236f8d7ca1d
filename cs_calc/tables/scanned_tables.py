"""The tables of a report of which one, product usage, stays in DuckDB: it comes into memory, by day, when somebody asks for its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import pandas as pd

from cs_calc.tables.matched import Match
from cs_calc.tables.parse import Question
from cs_calc.tables.read import RawFile
from cs_calc.tables.scanned_log import Counted, Log


@dataclass(frozen=True)
class Scanned:
    """What was scanned: the log, how each source was matched and counted, open questions, and the other tables as raw files.

    `counted` goes with `matches`, one by one. `says` is the engine in a sentence, for people.
    """

    log: Log
    matches: tuple[Match, ...] = ()
    counted: tuple[Counted, ...] = ()
    questions: tuple[Question, ...] = ()
    files: tuple[RawFile, ...] = ()
    says: str = ""


class ScannedTables(Mapping[str, pd.DataFrame]):
    """Typed tables by canonical name, and the log as `usage`: asking for it brings its days of use into memory, once."""

    def __init__(self, held: Mapping[str, pd.DataFrame], log: Log, kept: list[pd.DataFrame] | None = None) -> None:
        self.held, self.log = dict(held), log
        self._usage = [] if kept is None else kept
        self._lock = Lock()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name != "usage":
            return self.held[name]
        with self._lock:
            if not self._usage:
                self._usage.append(self.log.table())
        return self._usage[0]

    def __iter__(self) -> Iterator[str]:
        return iter((*self.held, "usage"))

    def __len__(self) -> int:
        return len(self.held) + 1

    def __contains__(self, name: object) -> bool:
        return name == "usage" or name in self.held

    def with_cells(self) -> ScannedTables:
        """The same without the columns that have no cell."""
        return ScannedTables({name: t.dropna(axis="columns", how="all") for name, t in self.held.items()}, self.log, self._usage)


def held(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """The tables that are in memory."""
    return tables.held if isinstance(tables, ScannedTables) else tables
