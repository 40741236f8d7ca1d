"""What analyses ask of product usage, answered in small tables: whatever computes filters and groups, and only that comes into memory.

Days are day numbers (`date.toordinal`). What lies after the end of the data does not count. `places` are ids of customers: answers
about many days name a customer by its place in them, a whole number, where the ids themselves would take several times the memory.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables import product
from cs_calc.tables.engines import Frame, collected
from cs_calc.tables.mrr import EPOCH
from cs_calc.tables.scanned_tables import ScannedTables, held

Tables = Mapping[str, pd.DataFrame]
Ids = Iterable[str]


class UseAsked(ABC):
    """Questions that frames answer about product usage; `tables.frames` has the frames that they are put to."""

    tables: Tables

    @abstractmethod
    def columns(self, table: str) -> Collection[Hashable]:
        """See `Frames.columns`."""

    @abstractmethod
    def lazy(self, frame: pd.DataFrame) -> Frame:
        """See `Frames.lazy`."""

    @abstractmethod
    def _usage(self, *, by_feature: bool = False) -> Frame:
        """See `Frames._usage`."""

    @abstractmethod
    def _customer_days(self) -> Frame:
        """See `Frames._customer_days`."""

    @abstractmethod
    def _keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """See `Frames._keep`."""

    def has_cells(self, table: str, column: str) -> bool:
        """Whether a column of a table has any cell; False where there is no such table."""
        known = held(self.tables)
        if table in known:
            return column in known[table] and bool(known[table][column].notna().any())
        return column in self.columns(table)

    def use_ends(self, upto: int | None = None) -> pd.DataFrame:
        """First and last day with use of each customer, up to a day: customer_id, first, last; by customer_id."""
        found: pd.DataFrame = self._keep(("use ends", upto), lambda: _ends(_upto(self._customer_days(), upto), "customer_id"))
        return found

    def feature_ends(self) -> pd.DataFrame:
        """First and last day with use of each feature, and how many rows name it: feature, first, last, rows; by feature."""
        found: pd.DataFrame = self._keep(("feature ends",), lambda: _ends(self._feature_rows(), "feature", also=(nw.len().alias("rows"),)))
        return found

    def features_of_customers(self, upto: int | None = None, feature: str | None = None) -> pd.DataFrame:
        """First and last day on which each customer used each feature, or one, up to a day: feature, customer_id, first, last."""
        return _ends(_upto(self._feature_rows(feature), upto), "feature", "customer_id")

    def feature_weeks(self, stays: pd.DataFrame) -> pd.DataFrame:
        """How many customers used a feature in each week since its first use: feature, week (0 is the first), customers.

        Only customers who were there on the week's last day: `stays` are customer_id, first_day and last_day (both included).
        """
        first = self.lazy(self.feature_ends()[["feature", "first"]])
        rows = self._feature_rows().join(first, on="feature")
        rows = rows.with_columns(((nw.col("day") - nw.col("first")) // 7).alias("week"))
        rows = _distinct(rows, "feature", "first", "customer_id", "week").with_columns(
            (nw.col("first") + nw.col("week") * 7 + 6).alias("until")
        )
        there = rows.join(self.lazy(stays[["customer_id", "first_day", "last_day"]]), on="customer_id")
        there = there.filter(nw.col("first_day") <= nw.col("until"), nw.col("last_day") >= nw.col("until"))
        found = _distinct(there, "feature", "week", "customer_id").group_by("feature", "week").agg(nw.len().alias("customers"))
        return _sorted(collected(found), "feature", "week")

    def days_of_use(self, places: Ids, feature: str | None = None) -> pd.DataFrame:
        """The different days on which these customers used the product, or a feature: day, who (place); in the order of time."""
        rows = self._customer_days() if feature is None else self._feature_rows(feature)
        found = _distinct(rows.join(self.lazy(_numbered(places)), on="customer_id"), "day", "who")
        return _sorted(collected(found), "day", "who").astype({"day": "int64", "who": "int64"})

    def use_within(self, starts: pd.DataFrame, within: Collection[int], *, by_feature: bool = False) -> pd.DataFrame:
        """On how many of the first days after each customer's start it used the product, or each feature.

        `starts` are customer_id (each once) and start (a date). Columns: who (place in `starts`), feature (where asked for), and one for
        each number of days in `within`. Who did not use it in any of them has no row.
        """
        begins = _numbered(pd.Index(starts["customer_id"])).assign(start=[day.toordinal() for day in starts["start"]])
        rows = self._feature_rows() if by_feature else self._customer_days()
        keys = ("who", "feature") if by_feature else ("who",)
        rows = rows.join(self.lazy(begins), on="customer_id").with_columns((nw.col("day") - nw.col("start")).alias("after"))
        rows = _distinct(rows.filter(nw.col("after") >= 0, nw.col("after") < max(within)), *keys, "after")
        flags = [nw.when(nw.col("after") < n).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"within_{n}") for n in within]
        sums = collected(rows.with_columns(*flags).group_by(*keys).agg(*(nw.col(f"within_{n}").sum() for n in within)))
        found = sums.rename(columns={f"within_{n}": str(n) for n in within})
        return _sorted(found, *keys).astype(dict.fromkeys(map(str, within), "int64"))

    def users_seen(self, places: Ids, after: int, upto: int) -> pd.DataFrame:
        """How many different users of these customers were seen after one day and up to another: who (place), users."""
        rows = self._usage()
        user = "user_id" if "user_id" in rows.collect_schema().names() else "user"  # a log has the customer where a row names no user
        rows = _with_day(rows.filter(~nw.col(user).is_null())).filter(nw.col("day") > after, nw.col("day") <= upto)
        rows = _distinct(rows.join(self.lazy(_numbered(places)), on="customer_id"), "who", user)
        return _sorted(collected(rows.group_by("who").agg(nw.len().alias("users"))), "who")

    def users_of(self, places: Ids) -> pd.DataFrame:
        """The different users of these customers (where a row names none, the customer): who (place), user; by both."""
        return _sorted(
            collected(_distinct(self._usage().join(self.lazy(_numbered(places)), on="customer_id"), "who", "user")), "who", "user"
        )

    def days_of_users(self, places: Ids, users: pd.DataFrame) -> pd.DataFrame:
        """The different days on which users were seen: pair (place in `users`, as `users_of` gives them), day."""
        pairs = self.lazy(users.assign(pair=range(len(users))))
        rows = _with_day(self._usage()).join(self.lazy(_numbered(places)), on="customer_id").join(pairs, on=["who", "user"])
        return collected(_distinct(rows, "pair", "day")).astype({"pair": "int64", "day": "int64"})

    def rows_of_use(self, customer: str) -> pd.DataFrame:
        """One customer's rows of usage as they were read, also those after the end of the data; of a scanned log its days of use."""
        if not isinstance(self.tables, ScannedTables):
            rows = self.tables["usage"]
            return rows[rows["customer_id"] == customer]
        log = self.tables.log
        days = (log.by_feature() if "feature" in log.columns else log.days()).filter(nw.col("customer_id") == customer)
        known = [*(c for c in log.columns if c != "date"), "date"]
        found = collected(days).rename(columns={"user": "user_id"})[known].sort_values(known[::-1], ignore_index=True)
        texts = [c for c in ("customer_id", "user_id", "feature") if c in found]
        return found.astype({**dict.fromkeys(texts, "str"), "date": "datetime64[us]"})

    def _feature_rows(self, feature: str | None = None) -> Frame:
        """Rows of use that name a feature, or a certain one: customer_id, feature, day; nothing where no row does."""
        if "usage" not in held(self.tables):
            rows = self._days_with_feature()
        else:
            rows = self.lazy(self._keep(("feature days",), lambda: collected(self._days_with_feature())))
        return rows if feature is None else rows.filter(nw.col("feature") == feature)

    def _days_with_feature(self) -> Frame:
        rows = self._usage(by_feature=True)
        if "feature" not in rows.collect_schema().names():
            rows = rows.with_columns(nw.lit(None).cast(nw.String).alias("feature"))
        rows = rows.filter(~nw.col("feature").is_null(), ~nw.col("customer_id").is_null())
        return _with_day(rows).select("customer_id", "feature", "day")


def last_use(tables: Tables, upto: int) -> tuple[pd.Timestamp, pd.Series[Any]]:
    """The first day of all with use, and each customer's last one up to a day (a date, by customer_id)."""
    if not isinstance(tables, ScannedTables):
        usage = tables["usage"]
        rows = usage[usage["date"] < pd.Timestamp.fromordinal(upto + 1)]
        return usage["date"].min(), rows.groupby("customer_id")["date"].max()
    days = tables.log.by_customer()
    first = int(collected(days.select(nw.col("day").min()))["day"].iloc[0])
    ends = _ends(_upto(days, upto), "customer_id")
    return pd.Timestamp.fromordinal(first), dates(ends["last"]).set_axis(ends["customer_id"])


def dates(days: pd.Series[Any]) -> pd.Series[Any]:
    """Day numbers as dates.

    >>> dates(pd.Series([719163])).tolist()
    [Timestamp('1970-01-01 00:00:00')]
    """
    found: pd.Series[Any] = pd.to_datetime(days - EPOCH, unit="D").astype("datetime64[us]")
    return found


def _with_day(rows: Frame) -> Frame:
    """Rows with `day`; those without a date are left out."""
    if "day" in rows.collect_schema().names():
        return rows
    return rows.filter(~nw.col("date").is_null()).with_columns(product.day_number("date").alias("day"))


def _upto(rows: Frame, day: int | None) -> Frame:
    return rows if day is None else rows.filter(nw.col("day") <= day)


def _ends(rows: Frame, *keys: str, also: tuple[nw.Expr, ...] = ()) -> pd.DataFrame:
    """First and last day by keys."""
    found = collected(rows.group_by(*keys).agg(nw.col("day").min().alias("first"), nw.col("day").max().alias("last"), *also))
    return _sorted(found, *keys).astype({c: "int64" for c in found if c not in keys})


def _distinct(rows: Frame, *keys: str) -> Frame:
    """The different keys. Grouped, as `unique` numbers every row on DuckDB, which takes more memory."""
    return rows.group_by(*keys).agg(nw.len().alias("_rows")).drop("_rows")


def _numbered(places: Ids) -> pd.DataFrame:
    ids = pd.Series(list(places), dtype="str")
    return pd.DataFrame({"customer_id": ids, "who": pd.Series(range(len(ids)), dtype="int64")})


def _sorted(rows: pd.DataFrame, *by: str) -> pd.DataFrame:
    return rows.sort_values([*by], ignore_index=True)
