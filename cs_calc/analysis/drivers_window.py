"""The stretch of days before each case, and how many events of its customer lie in it; what a behaviour is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Counts = np.ndarray[Any, np.dtype[np.int64]]
Sort = Literal["did", "sign", "is"]
SECONDS = 10**11
"""More seconds than lie between any two dates of a file: a customer's number times this, plus seconds, sorts by both."""
FIRST_DAY = pd.Timestamp("1900-01-01").toordinal()


@dataclass(frozen=True)
class Behaviour:
    """One thing that is so or not for each case. `clause` completes "whose customer ..."; `of_them` says to whom it applies, if not to all.

    `sort`: something it did or met with, a sign of what it already thinks or has decided, or what it is.
    """

    key: str
    group: str
    clause: str
    does: Flags
    known: Flags
    of_them: str = ""
    sort: Sort = "did"

    @property
    def name(self) -> str:
        """The clause, as it stands in a list."""
        return self.clause[0].upper() + self.clause[1:]


@dataclass(frozen=True)
class Window:
    """The cases and the stretch before each: codes of customers, seconds of its end and of its start."""

    cases: pd.DataFrame
    days: int
    codes: Counts
    ends: Counts
    customers: pd.Index[Any]

    def sorted_keys(self, customer: pd.Series[Any], when: pd.Series[Any]) -> Counts:
        """Events of the cases' customers as sorted numbers, customer first."""
        code = self.customers.get_indexer(pd.Index(customer))
        good = (code >= 0) & when.notna().to_numpy()
        keys: Counts = np.sort(code[good].astype("int64") * SECONDS + seconds(when[good]))
        return keys

    def keys_of_days(self, who: Counts, day: Counts) -> Counts:
        """Days (`date.toordinal`) of customers, by their place, as the same sorted numbers."""
        return np.sort(who * SECONDS + (day - FIRST_DAY) * 86_400)

    def counts(self, customer: pd.Series[Any], when: pd.Series[Any]) -> Counts:
        """How many events of its customer lie in each case's window: from its first moment to before its end."""
        return self.between(self.sorted_keys(customer, when), self.days)

    def between(self, keys: Counts, days: int | None) -> Counts:
        """The same from keys; `days` None: ever before."""
        base = self.codes * SECONDS
        first = base if days is None else base + np.maximum(self.ends - days * 86_400, 0)
        upto, since = np.searchsorted(keys, base + self.ends, "left"), np.searchsorted(keys, first, "left")
        return np.asarray(upto - since, dtype=np.int64)

    def known_since(self, begins: pd.Timestamp) -> Flags:
        """Whether a table that begins on that day tells all of the window."""
        day = begins.normalize()
        since = self.cases["at"] - pd.Timedelta(days=self.days)
        known: Flags = ((since >= day) | (self.cases["began"] >= day)).to_numpy(dtype=bool)
        return known


def seconds(when: pd.Series[Any]) -> Counts:
    """Dates as whole seconds since 1900.

    >>> seconds(pd.Series(pd.to_datetime(["1900-01-02"]))).tolist()
    [86400]
    """
    return np.asarray((when - pd.Timestamp("1900-01-01")) // pd.Timedelta(seconds=1), dtype=np.int64)


def window(cases: pd.DataFrame, days: int) -> Window:
    """The stretch of so many days before each case."""
    codes, customers = pd.factorize(cases["customer_id"])
    return Window(cases, days, codes.astype("int64"), seconds(cases["at"]), pd.Index(customers))
