"""The frames of rows that inputs are counted over: one function for them all, by period and segment.

A frame is a lazy table with `period` and `segment`, and `customer_id` where its rows are about a customer. Its span
are the months that its data reaches: outside of it nothing is known, inside it no rows means none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables import accounts, events, movements, product, use
from cs_calc.tables.attributes import customer_attributes
from cs_calc.tables.engines import Engine, Frame, collected, kept, lazy
from cs_calc.tables.mrr import dated_subscriptions, lives, mrr_months, mrr_table, numbered_months
from cs_calc.tables.origins import NAMES, OF_RENEWALS, OF_USE, SOURCES
from cs_calc.tables.periods import NEVER, Kind, calendar, number_of
from cs_calc.tables.schema import SPLITTABLE, own_categories
from cs_calc.tables.use_asked import UseAsked

ALL = "All"
UNKNOWN = "(not given)"
Span = tuple[int, int]


class Frames(UseAsked):
    """The frames of one dataset. What costs is worked out once.

    `spans` are those of the whole data where `tables` are only a part of it, by frame (and "usage_days").
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], as_of: date, engine: Engine, target_hours: float, spans: Mapping[str, Span] | None
    ) -> None:
        # a column without any cell is as good as none; in a part of the data it counts, as the whole has some
        self.tables = tables if spans is not None else self._with_cells(tables)
        self.as_of, self.engine, self._spans = as_of, engine, spans
        self.given = events.Given(pd.Timestamp(as_of) + pd.Timedelta(days=1), target_hours)
        self._kept: dict[Hashable, Any] = {}

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """One row per customer: its name and what numbers can be split by (see `tables.attributes`)."""
        return customer_attributes(self.tables)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The frames that the data has."""
        return tuple(name for name in NAMES if self.span(name) is not None)

    @cached_property
    def spans(self) -> dict[str, Span]:
        """The months that each frame reaches, and the days that product usage covers (usage_days)."""
        found = {name: span for name in self.names if (span := self.span(name)) is not None}
        return {**found, "usage_days": self.usage_days} if "usage" in found else found

    def span(self, name: str) -> Span | None:
        """First and last month (numbers) that a frame reaches; None where the data does not have it."""
        if self._spans is not None:
            return self._spans.get(name)
        found: Span | None = self._keep(("span", name), lambda: self._span(name))
        return found

    def frame(self, name: str, kind: Kind, by: str | None, columns: Collection[str] | None = None) -> Frame | None:
        """A frame with `period` and `segment`; None where the data, or the split, does not have it.

        `columns` are those that are looked at, where not all are: the others are left out where that saves work.
        """
        if self.span(name) is None or not self.splits(name, by):
            return None
        if name in use.USERS:  # counted once: a list of them is asked for, too
            return self._once((name, kind, by), lambda: self._users(name, kind, by))
        wanted = None if columns is None else {*columns, by, "month", *(["customer_id"] if by is not None else [])}
        return self._with_segment(name, self._plain(name, kind, wanted), by)

    def calendar(self, name: str, kind: Kind) -> pd.DataFrame:
        """The months that a frame reaches, with their periods: see `periods.calendar`."""
        span = self.span(name)
        assert span is not None
        found: pd.DataFrame = self._keep(("calendar", span, kind), lambda: calendar(*span, kind))
        return found

    def splits(self, name: str, by: str | None) -> bool:
        """Whether a frame can be split by a column, of customers or of its own."""
        return by is None or self.of_customers(name, by) or by in self._own(name)

    def table_of(self, name: str) -> str | None:
        """The table whose rows, as they stand in the file, a frame consists of; None where they are worked out."""
        if name in SOURCES:
            return SOURCES[name].table
        return {**dict.fromkeys(OF_RENEWALS, "renewals"), "free_accounts": "customers", "seats": "customers"}.get(name)

    def made_of(self, name: str) -> set[str]:
        """The tables without which there is no such frame."""
        if name in ("customer_periods", "fees"):
            return {mrr_table(self.tables) or ""}
        if name in OF_USE:
            return {"usage", *([mrr_table(self.tables) or "usage"])}
        if name == "usage_days":
            return {"usage"}
        return {str(self.table_of(name)), *(["usage"] if name in OF_RENEWALS else [])}

    def of_customers(self, name: str, by: str | None) -> bool:
        """Whether a frame can be split by a column because it is known of customers."""
        has_customers = name != "feature_plans" and (name not in SOURCES or "customer_id" in self.columns(SOURCES[name].table))
        return has_customers and by in self.attributes

    def columns(self, table: str) -> Collection[Hashable]:
        """The columns of a table; none where the data does not have it."""
        return list(self.tables[table]) if table in self.tables else []

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """A table on the engine that computes."""
        return lazy(frame, self.engine)

    def by_month(self) -> pd.DataFrame:
        """`movements.customer_months` of the MRR data."""
        found: pd.DataFrame = self._keep("by_month", lambda: collected(self._by_month()))
        return found

    @cached_property
    def usage_days(self) -> Span:
        """First and last day (numbers) that product usage covers: from the first use to the end of the last one's month."""
        if self._spans is not None:
            return self._spans["usage_days"]
        days = self.tables["usage"]["date"]
        past = days[days < self.given.end]
        month_end = (pd.Timestamp(past.max()) + pd.offsets.MonthEnd(0)).date()
        return pd.Timestamp(past.min()).toordinal(), min(month_end, self.as_of).toordinal()

    def own_columns(self, name: str) -> tuple[str, ...]:
        """The columns of its own that a frame of events can be split by and that say something."""
        if self.span(name) is None:
            return ()
        return self._own(name)

    def typed(self, name: str) -> pd.DataFrame:
        """The rows of a frame of events, whatever the period: with `month` and the columns that rules look at."""
        found: pd.DataFrame = self._keep(("typed", name), lambda: self._typed(name))
        return found

    def _with_cells(self, tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
        return {name: table.dropna(axis="columns", how="all") for name, table in tables.items()}

    def _keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def _once(self, key: Hashable, make: Callable[[], Frame]) -> Frame:
        """A frame that is asked for several times."""
        if self.engine == "spark":
            found: Frame = self._keep(key, lambda: kept(make()))
            return found
        return self.lazy(self._keep(key, lambda: collected(make())))

    def _span(self, name: str) -> Span | None:
        if name == "customer_periods" or name == "fees":
            wanted = ("subscriptions",) if name == "fees" else ("subscriptions", "monthly_mrr")
            return mrr_months(self.tables, self.as_of) if mrr_table(self.tables) in wanted else None
        if name in OF_USE:
            needs = {"feature_use": ("feature",), "feature_plans": ("feature", "plan")}.get(name, ())
            has = [*self.columns("usage"), *(["plan"] if "plan" in self.attributes else [])]
            return self.span("usage") if set(needs) <= set(has) else None
        if name in OF_RENEWALS:
            known = self.span("usage") is not None and (name == "renewal_use" or "feature" in self.columns("usage"))
            return self.span("renewals") if known else None
        if name == "free_accounts":
            begun = self.span("trials_started")
            return (begun[0], number_of(self.as_of)) if begun else None
        if name == "seats":
            return self.span("tickets") if self.span("usage") is None and "users" in self.tables.get("customers", ()) else None
        if SOURCES[name].needs not in self.columns(SOURCES[name].table):
            return None
        months = events.has_happened(self.typed(name)["month"])
        return (int(months.min()), int(months.max())) if len(months) else None

    def _typed(self, name: str) -> pd.DataFrame:
        if name in OF_RENEWALS:
            return self._with_use(name)
        source = SOURCES[name]
        if source.listed is not None:
            whole = next(n for n, s in SOURCES.items() if s.table == source.table and s.listed is None)
            return events.exploded(self.typed(whole), *source.listed)
        return source.make(self.tables[source.table], self.given)

    def _own(self, name: str) -> tuple[str, ...]:
        if name in ("feature_use", "feature_plans", "renewal_features", "daily_use", "weekly_use", "monthly_use"):
            return ("feature",) if "feature" in self.columns("usage") else ()
        if name == "renewal_use":
            name = "renewals"
        if name not in SOURCES:
            return ()
        source = SOURCES[name]
        table, one = self.tables[source.table], source.listed[1] if source.listed else ""
        own = own_categories(source.table, table) if source.table in SPLITTABLE and source.table != "customers" else []
        return tuple(c for c in dict.fromkeys((*source.own, *own)) if c == one or (c in table and table[c].notna().any()))

    def _plain(self, name: str, kind: Kind, wanted: Collection[str | None] | None = None) -> Frame:
        cal = self.calendar(name, kind)
        if name not in (*SOURCES, *OF_RENEWALS):
            return self._once((name, kind), lambda: self._made(name, self.lazy(cal), kind))
        return self._rows(name, wanted).join(self.lazy(cal[["month", "period"]]), on="month").drop("month")

    def _rows(self, name: str, wanted: Collection[str | None] | None) -> Frame:
        """The rows of a frame of events: all their columns, or those that are wanted."""
        rows = self.typed(name)
        return self.lazy(rows if wanted is None else rows[[c for c in rows if c in wanted]])

    def _made(self, name: str, cal: Frame, kind: Kind) -> Frame:
        match name:
            case "fees":
                return movements.fees_at_end(self.lazy(self._subscriptions()), cal)
            case "customer_periods":
                return movements.customer_periods(self.lazy(self.by_month()), cal)
            case "free_accounts":
                return accounts.on_trial_at_start(self.lazy(accounts.trial_stretches(self.tables["customers"], self.given.end)), cal)
            case "seats":
                return accounts.there_in(self.lazy(accounts.stays(self.tables["customers"], self.given.end)), cal)
            case "customer_use":
                paid = lives(self.tables, self.as_of)
                plans, used = self._plans(), None
                if plans is not None:
                    used = self._usage().select("customer_id").unique().join(plans, on="customer_id").select("plan")
                return use.customer_use(self._customer_days(), self._calendar(kind), None if paid is None else self.lazy(paid), plans, used)
            case "feature_use":
                return use.feature_use(self._usage(by_feature=True), self._calendar(kind), self._at_end(kind))
        plans = self._plans()
        assert plans is not None
        return use.feature_plans(self._usage(by_feature=True), self._at_end(kind), plans)

    def _by_month(self) -> Frame:
        months = self.lazy(self.calendar("customer_periods", "month"))
        if mrr_table(self.tables) == "subscriptions":
            mrr = movements.mrr_from_subscriptions(self.lazy(self._subscriptions()), months)
        else:
            mrr = movements.mrr_from_months(self.lazy(numbered_months(self.tables["monthly_mrr"])))
        return movements.customer_months(mrr, months)

    def _subscriptions(self) -> pd.DataFrame:
        return dated_subscriptions(self.tables["subscriptions"], self.as_of).drop(columns=["first_day", "last_day"])

    def _usage(self, *, by_feature: bool = False) -> Frame:
        """What has happened of product usage; `by_feature` where the question is about features."""
        rows = self.typed("usage")
        return self.lazy(rows[rows["month"] != NEVER])

    def _days(self) -> Frame:
        return self._once("days", lambda: product.user_days(self._usage().drop("user")))

    def _customer_days(self) -> Frame:
        return self._days()

    def _calendar(self, kind: Kind) -> Frame:
        return self.lazy(product.days_calendar(*self.usage_days, kind))

    def _at_end(self, kind: Kind) -> Frame:
        return self._plain("customer_use", kind).filter(nw.col("at_end") == 1).select("period", "customer_id")

    def _plans(self) -> Frame | None:
        """Each customer's plan; None where none is known."""
        if "plan" not in self.attributes:
            return None
        return self.lazy(self._groups("plan").rename(columns={"segment": "plan"}))

    def _groups(self, by: str) -> pd.DataFrame:
        """customer_id and the segment that it belongs to."""
        groups = self.attributes[["customer_id", by]].rename(columns={by: "segment"})
        return groups.assign(segment=groups["segment"].fillna(UNKNOWN))

    def _users(self, name: str, kind: Kind, by: str | None) -> Frame:
        """Distinct users of each day, week or month, by segment: a user of two features counts in both."""
        days = self._days()
        if by == "feature":
            rows = self._usage(by_feature=True).filter(~nw.col("feature").is_null()).with_columns(product.day_number("date").alias("day"))
            days = rows.select("customer_id", "user", "day", nw.col("feature").alias("segment")).unique()
        elif by is not None:
            days = self._with_segment(name, days, by)
        found = use.users(name, days, self._calendar(kind))
        return found if by is not None else found.with_columns(nw.lit(ALL).alias("segment"))

    def _with_use(self, name: str) -> pd.DataFrame:
        rows = use.known_before(self.typed("renewals"), self.usage_days[0])
        features, each = "feature" in self.own_columns("usage"), name == "renewal_features"
        found = collected(use.before_renewal(self._usage(by_feature=features), self.lazy(rows), by_feature=each, features=features))
        return found.sort_values("_row").reset_index(drop=True)

    def _with_segment(self, name: str, frame: Frame, by: str | None) -> Frame:
        if by is None:
            return frame.with_columns(nw.lit(ALL).alias("segment"))
        if not self.of_customers(name, by):
            return frame.with_columns(nw.col(by).fill_null(UNKNOWN).alias("segment"))
        plain = frame.drop("segment") if "segment" in frame.collect_schema().names() else frame
        return plain.join(self.lazy(self._groups(by)), on="customer_id", how="left").with_columns(nw.col("segment").fill_null(UNKNOWN))
