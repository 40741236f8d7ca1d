"""Everything dated that the tables hold of customers, in the order of time: what was known on a day, and nothing that came later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.mix import answers_by_month
from cs_calc.health.signals import was_customer
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.mrr import EPOCH
from cs_calc.tables.periods import label

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Reals = np.ndarray[Any, np.dtype[np.float64]]
DATED = {"tickets": "created_at", "survey_responses": "date", "usage": "date", "mrr_movements": "date", "renewals": "due_date",
         "outcomes": "date", "purchases": "date"}  # fmt: skip
"""The tables that say when something happened to a customer, by their date; of usage only its days are held."""
NEVER = 10**9
"""The day number of what has not happened."""


def days_of(dates: pd.Series[Any]) -> Whole:
    """Dates -> whole days since 1 January 1970; NEVER where there is none.

    >>> days_of(pd.Series(pd.to_datetime(["1970-01-02 23:00", None]))).tolist()
    [1, 1000000000]
    """
    found = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(found), NEVER, found.astype("int64"))


def date_of(day: int) -> pd.Timestamp:
    """The date of a day number.

    >>> date_of(1)
    Timestamp('1970-01-02 00:00:00')
    """
    return pd.Timestamp(int(day), unit="D")


def said_day(day: int) -> str:
    """A day as people write it.

    >>> said_day(20000)
    '4 Oct 2024'
    """
    when = date_of(day)
    return f"{when.day} {when:%b %Y}"


@dataclass(frozen=True)
class Dated:
    """The rows of one table that say whose they are and when, in the order of time.

    `day` are day numbers, ascending; `who` the customer's place in `Records.ids`; `rows` the same rows in the same order.
    """

    day: Whole
    who: Whole
    rows: pd.DataFrame

    def within(self, after: int, upto: int) -> slice:
        """The rows after one day and up to another, this one included."""
        first, last = np.searchsorted(self.day, [after, upto], side="right")
        return slice(int(first), int(last))

    def text(self, column: str) -> np.ndarray[Any, Any]:
        """A column as texts, empty where there is none."""
        return self._texts.setdefault(column, self._text(column))

    @cached_property
    def _texts(self) -> dict[str, np.ndarray[Any, Any]]:
        return {}

    def _text(self, column: str) -> np.ndarray[Any, Any]:
        if column not in self.rows:
            return np.full(len(self.rows), "", dtype=object)
        found = self.rows[column].astype("object")
        return found.where(found.notna(), "").to_numpy(dtype=object)


@dataclass(frozen=True)
class Records:
    """All customers and what happened to them: see `records`.

    `ids`: every customer. `months`: month numbers of the columns of `mrr` (customers x months, at the month's end; empty without
    MRR data). `tables`: `DATED` by name. `use`: the distinct customer-days with use; `use_of` gives those of one feature, `users_seen`
    how many different users each customer had after one day and up to another. `customers`: the list's rows in the order of `ids`,
    missing where one is not in it. `end`: the last day of the data, as a day number.
    """

    ids: pd.Index[Any]
    months: Whole
    mrr: Reals
    tables: Mapping[str, Dated]
    use: Dated | None
    use_of: Callable[[str], Dated]
    users_seen: Callable[[int, int], Whole]
    customers: pd.DataFrame
    has_list: bool
    end: int

    @property
    def n(self) -> int:
        """How many customers there are in all."""
        return len(self.ids)

    def column(self, name: str) -> pd.Series[Any]:
        """A column of the customers table by place; all missing where there is none."""
        return self.customers[name] if name in self.customers else pd.Series(np.nan, self.customers.index, dtype="object")

    def day(self, name: str) -> Whole:
        """A date of the customers table as day numbers by place."""
        return days_of(self.customers[name]) if name in self.customers else np.full(self.n, NEVER)

    @cached_property
    def began(self) -> Whole:
        """The first day that each is known of as a customer: sign-up, else the first month with MRR; -NEVER where not known."""
        found = self.day("signup_date")
        if len(self.months):
            paid = self.mrr > 0
            first = np.where(paid.any(axis=1), self.months[paid.argmax(axis=1)], 0)
            starts = np.array(
                [(np.datetime64("1970-01", "M") + (int(m) - 1970 * 12)).astype("datetime64[D]").astype("int64") for m in first]
            )
            found = np.where((found == NEVER) & paid.any(axis=1), starts, found)
        return np.where(found == NEVER, -NEVER, found)


@dataclass(frozen=True)
class Day:
    """The book as it stood at the end of a day: who was `there`, and what each paid (`mrr`, missing where not known).

    `last`: whether it is the last day of the data; only then do columns without a date (next renewal) say how it was.
    """

    records: Records
    day: int
    there: Flags
    mrr: Reals
    last: bool

    @property
    def has_mrr(self) -> bool:
        """Whether what they pay is known."""
        return bool((self.there & (np.nan_to_num(self.mrr) > 0)).any())


def records(dataset: Dataset) -> Records:
    """The records of a dataset, made once."""
    found: Records = dataset.keep(("risk records",), lambda: _records(dataset))
    return found


def _records(dataset: Dataset) -> Records:
    frames = dataset.frames
    tables = {n: dataset.tables[n] for n in DATED if n != "usage" and frames.has_cells(n, "customer_id")}
    used = frames.has_cells("usage", "customer_id")
    known = dataset.attributes
    seen = [known["customer_id"]] if len(known) else []
    if not seen:  # no list of customers and no MRR: whoever has done anything
        seen = [t["customer_id"].dropna() for t in tables.values()] + ([frames.use_ends()["customer_id"]] if used else [])
    ids = pd.Index(pd.concat(seen).drop_duplicates().astype("object").sort_values()) if seen else pd.Index([], dtype="object")
    dated = {name: made for name, t in tables.items() if (made := _dated(t, t[DATED[name]], ids)) is not None}
    use = _days(frames.days_of_use(ids)) if used else None
    if use is not None and len(use.day):
        dated["usage"] = use
    months, mrr = _mrr(dataset, ids)
    listed = dataset.tables.get("customers")
    has_list = listed is not None and len(listed) > 0
    own = (
        listed.drop_duplicates("customer_id", keep="last").set_index("customer_id").reindex(ids)
        if has_list and listed is not None
        else None
    )
    rows = own.reset_index(drop=True) if own is not None else pd.DataFrame(index=range(len(ids)))
    end = int(np.datetime64(dataset.as_of, "D").astype("int64"))

    def users_seen(after: int, upto: int) -> Whole:
        found = frames.users_seen(ids, after + EPOCH, upto + EPOCH)
        return np.bincount(found["who"], weights=found["users"], minlength=len(ids)).astype("int64")

    of_feature = cache(lambda feature: _days(frames.days_of_use(ids, feature)))
    return Records(ids, months, mrr, dated, dated.get("usage"), of_feature, users_seen, rows, has_list, end)


def _dated(table: pd.DataFrame, when: pd.Series[Any], ids: pd.Index[Any]) -> Dated | None:
    who, day = ids.get_indexer(pd.Index(table["customer_id"])), days_of(when)
    kept = np.flatnonzero((who >= 0) & (day != NEVER))
    order = kept[np.lexsort((kept, day[kept]))]
    return Dated(day[order], who[order].astype("int64"), table.iloc[order].reset_index(drop=True)) if len(order) else None


def _days(used: pd.DataFrame) -> Dated:
    """Days of use, as `Frames.days_of_use` gives them, by the day numbers of here."""
    return Dated(used["day"].to_numpy() - EPOCH, used["who"].to_numpy(), used)


def _mrr(dataset: Dataset, ids: pd.Index[Any]) -> tuple[Whole, Reals]:
    rows = answers_by_month(dataset, "customer_periods") if dataset.mrr_table is not None else pd.DataFrame()
    if not len(rows):
        return np.array([], dtype="int64"), np.zeros((len(ids), 0))
    number = rows["period"].str[:4].astype("int64") * 12 + rows["period"].str[5:7].astype("int64") - 1
    first, last = dataset.months or (int(number.min()), int(number.max()))
    first, last = min(first, int(number.min())), max(last, int(number.max()))
    mrr = np.zeros((len(ids), last - first + 1))
    who = ids.get_indexer(pd.Index(rows["customer_id"]))
    known = who >= 0
    np.add.at(mrr, (who[known], number.to_numpy()[known] - first), rows["closing_mrr"].fillna(0.0).to_numpy()[known])
    return np.arange(first, last + 1), mrr


def month_of(day: int) -> int:
    """The month number of a day number.

    >>> month_of(0) == 1970 * 12
    True
    """
    when = date_of(day)
    return when.year * 12 + when.month - 1


def end_of_month(month: int) -> int:
    """The day number of a month's last day.

    >>> date_of(end_of_month(2026 * 12 + 1))
    Timestamp('2026-02-28 00:00:00')
    """
    return int((np.datetime64("1970-01", "M") + (month - 1970 * 12 + 1)).astype("datetime64[D]").astype("int64")) - 1


def month_place(found: Records, day: int) -> int:
    """The place of a day's month in `mrr`: the last one where the day lies after it, -1 where it lies before the first."""
    return int(np.clip(month_of(day) - int(found.months[0]), -1, len(found.months) - 1)) if len(found.months) else -1


def as_of(found: Records, day: int) -> Day:
    """The book at the end of a day: from MRR at the month's end; else from the list of customers; else who had been seen by then.

    The list's MRR has no date: it is what the list says today.
    """
    last = day >= found.end
    if len(found.months):
        place = month_place(found, day)
        mrr = found.mrr[:, place] if place >= 0 else np.zeros(found.n)
        return Day(found, day, mrr > 0, mrr, last)
    unknown = np.full(found.n, np.nan)
    if found.has_list:
        listed = found.customers.notna().any(axis=1).to_numpy()
        there = was_customer(found.customers, date_of(day)).to_numpy() & listed
        mrr = found.customers["mrr"].to_numpy(dtype="float64") if "mrr" in found.customers else unknown
        return Day(found, day, there, mrr, last)
    there = np.zeros(found.n, dtype=bool)
    for table in found.tables.values():
        there[table.who[table.within(-NEVER, day)]] = True
    return Day(found, day, there, unknown, last)


def month_name(month: int) -> str:
    """A month number as files write it.

    >>> month_name(24316)
    '2026-05'
    """
    return label(month, "month")
