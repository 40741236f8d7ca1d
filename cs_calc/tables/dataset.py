"""The tidy tables of one upload, and what can be asked of them: measures by period and segment, and rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.tables import behind, measuring
from cs_calc.tables.attributes import SEGMENT_COLUMNS
from cs_calc.tables.cohorts import cohorts
from cs_calc.tables.counted import ASSUMED
from cs_calc.tables.engines import Engine, collected
from cs_calc.tables.frames import ALL, UNKNOWN, Frames, Span
from cs_calc.tables.kept import MOST, Kept
from cs_calc.tables.mrr import mrr_table
from cs_calc.tables.periods import Kind, calendar, label, number_of
from cs_calc.tables.room import size_of
from cs_calc.tables.scanned_frames import ScannedFrames
from cs_calc.tables.scanned_tables import ScannedTables, held
from cs_calc.tables.words import sign_of

__all__ = ["ALL", "UNKNOWN", "Dataset", "Engine", "Known"]

Known = float | tuple[float, ...] | None
"""An input's number, the values of a list, or None where it is not known."""
Inputs = Mapping[tuple[str, str], Mapping[str, Known]]


@dataclass(frozen=True)
class Dataset:
    """Typed tables by canonical name, as `tidy` makes them.

    `as_of` is the last day that the data speaks of: what ends later is still running. `engine` says what
    computes (pandas, or DuckDB for large data); the results are the same. `assumed` overrides the inputs that
    no table holds (`counted.ASSUMED`). `spans` are those of the whole data, where the tables are a part of it.
    """

    tables: Mapping[str, pd.DataFrame]
    as_of: date
    engine: Engine = "pandas"
    sign: str = ""
    spans: Mapping[str, Span] | None = None
    assumed: Mapping[str, float] = field(default_factory=dict)
    _kept: Kept = field(default_factory=Kept, compare=False, repr=False)

    @cached_property
    def frames(self) -> Frames:
        """The frames of rows that inputs are counted over."""
        target = self.assumed.get("target_hours", ASSUMED["target_hours"].value)
        made = ScannedFrames if isinstance(self.tables, ScannedTables) else Frames
        return made(self.tables, self.as_of, self.engine, target, self.spans)

    @property
    def mrr_table(self) -> str | None:
        """Where MRR comes from: subscriptions where there are any, else monthly MRR."""
        return mrr_table(self.tables)

    def has_rows(self, table: str) -> bool:
        """Whether there is a table with rows; a log stays where it is."""
        return table in self.tables and (table not in held(self.tables) or len(self.tables[table]) > 0)

    @property
    def has_surveys(self) -> bool:
        """Whether there are survey responses."""
        return len(self.tables.get("survey_responses", ())) > 0

    @cached_property
    def currency(self) -> str:
        """The sign before amounts: the one that was chosen, else the subscriptions' own, else $."""
        table = self.tables.get("subscriptions")
        return self.sign or sign_of(table["currency"] if table is not None and "currency" in table else pd.Series(dtype="str"))

    @property
    def attributes(self) -> pd.DataFrame:
        """One row per customer: its name and what numbers can be split by (see `tables.attributes`)."""
        return self.frames.attributes

    @cached_property
    def segment_columns(self) -> tuple[str, ...]:
        """The columns that numbers can be split by: those of customers first, then those of tickets, answers and the like."""
        known = self.attributes
        own = [str(c) for c in known if c not in ("customer_id", "customer_name", *SEGMENT_COLUMNS)]
        of_customers = [c for c in (*SEGMENT_COLUMNS, *own) if c in known and known[c].notna().any()]
        return tuple(dict.fromkeys((*of_customers, *(c for name in self.frames.names for c in self.frames.own_columns(name)))))

    @property
    def months(self) -> Span | None:
        """First and last month of the MRR data, as month numbers."""
        return self.frames.span("customer_periods")

    @property
    def survey_months(self) -> Span | None:
        """First and last month of the survey responses, as month numbers."""
        return self.frames.span("survey_responses")

    @cached_property
    def reach(self) -> Span | None:
        """First and last month that any table reaches."""
        spans = [self.frames.spans[name] for name in self.frames.names]
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None

    def periods(self, kind: Kind) -> list[str]:
        """All periods that the data reaches, in order."""
        first, last = self.reach or (0, -1)
        found: tuple[str, ...] = self.keep(("periods", kind), lambda: tuple(dict.fromkeys(label(m, kind) for m in range(first, last + 1))))
        return list(found)

    def is_whole(self, period: str, kind: Kind) -> bool:
        """Whether the data covers the whole period; else its numbers are provisional."""
        found: set[str] = self.keep(("whole", kind), lambda: self._whole(kind))
        return period in found

    def _whole(self, kind: Kind) -> set[str]:
        if self.reach is None:
            return set()
        cal = calendar(*self.reach, kind)
        whole = set(cal.loc[cal["whole"] == 1, "period"])
        ended = pd.Timestamp(self.as_of).days_in_month - self.as_of.day <= 2
        return whole if ended else whole - {label(number_of(self.as_of), kind)}

    def measure(self, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """Every input that the data holds, one row per period and segment.

        Columns: period, segment (`All` where `by` is None), then one column per input key, floats; missing
        where the tables have nothing to count. Periods that a table does not reach are missing, not 0. Of a
        list there are the summaries: its key with _median, _mean, _p90 and _count.
        """
        found: pd.DataFrame = self.keep(("measure", kind, by), lambda: self._measure(kind, by), heavy=True)
        return found

    def inputs(self, kind: Kind = "month", by: str | None = None) -> Inputs:
        """The same as `measure`, for looking one up: (period, segment) -> input key -> number, None where unknown.

        Also the values of each list under its own key, sorted, where there are any; not for lists of more than
        `measuring.MOST_VALUES` values.
        """
        found: Inputs = self.keep(("inputs", kind, by), lambda: self._inputs(kind, by), heavy=True)
        return found

    def most_common(self, key: str, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> str:
        """What `tagged_tickets` or `theme_comments` counted: the most common value; of several, the first by the alphabet.

        Empty where there is none in that period and segment.
        """
        found = self.keep(("most common", key, kind, by), lambda: behind.most_common(self.frames, key, kind, by))
        return str(found.get((period, segment), ""))

    def assuming(self, assumed: Mapping[str, float]) -> Dataset:
        """The same tables under other assumptions; nothing of what was worked out with the old ones is kept."""
        return replace(self, assumed=dict(assumed), _kept=Kept())

    def keep(self, key: tuple[Hashable, ...], make: Callable[[], Any], *, most: int = MOST, heavy: bool = False) -> Any:
        """What `make` gives, worked out once for this dataset; of a kind (the first part of `key`) at most `most` are kept.

        `heavy`: it may take seconds, and waits for its turn among all the heavy work of a server.
        """
        return self._kept.get(key, make, most=most, heavy=heavy)

    def forget(self) -> bool:
        """Drop what was worked out from the tables, to give its memory back; it is worked out again when it is asked for.

        Gives whether there was anything.
        """
        had = bool(len(self._kept)) or "frames" in self.__dict__
        self._kept.clear()
        self.__dict__.pop("frames", None)
        return had

    @property
    def used(self) -> float:
        """When something was asked last (`time.monotonic`)."""
        return self._kept.used

    @property
    def kept_bytes(self) -> int:
        """About how many bytes the results take that are kept beside the tables."""
        frames = vars(self.__dict__.get("frames", object)).items()
        return size_of([*self._kept.values(), *(made for name, made in frames if name != "tables" and not name.startswith("__"))])

    def rows(self, key: str, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> pd.DataFrame:
        """The rows that an input was counted from, in one period and segment.

        Rows of events stand as in the file, with `_sheet` and `_row`, and the columns that the rule looks at;
        rows about a customer in a period are worked out from several rows (`source_rows`). Empty where there are none.
        """
        return behind.rows(self.frames, key, kind, period, by, segment)

    def source_rows(self, customers: Collection[str]) -> pd.DataFrame:
        """The rows of the file that these customers' MRR comes from, as they were read, with file and row number."""
        if self.mrr_table is None:
            return pd.DataFrame()
        table = self.tables[self.mrr_table]
        when = "start_date" if self.mrr_table == "subscriptions" else "month"
        return table[table["customer_id"].isin(set(customers))].sort_values(["customer_id", when], kind="stable").reset_index(drop=True)

    def detail(self, table: str, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """All the rows of one frame that measures count (`frames.names`), such as customer_periods or tickets.

        Columns: period, segment, then the frame's own. Empty where the data, or the split, does not have it.
        """
        frame = self.frames.frame(table, kind, by)
        if frame is None:
            return pd.DataFrame()
        found, first = collected(frame), ["period", "segment"]
        order = [*first, "customer_id"] if "customer_id" in found else first
        return found[[*first, *(c for c in found if c not in first)]].sort_values(order, kind="stable").reset_index(drop=True)

    def how_many(self, table: str, kind: Kind = "month", by: str | None = None) -> int:
        """How many rows `detail` would give, counted without bringing them into memory."""
        frame = self.frames.frame(table, kind, by)
        return 0 if frame is None else int(collected(frame.select(nw.len().alias("rows")))["rows"].iloc[0])

    def cohorts(self) -> pd.DataFrame:
        """Cohort retention of customers and revenue (see `tables.cohorts`); empty without MRR data."""
        if self.months is None:
            return pd.DataFrame()
        found: pd.DataFrame = self.keep(("cohorts",), self._cohorts)
        return found.sort_values(["cohort", "age"]).reset_index(drop=True)

    def _cohorts(self) -> pd.DataFrame:
        assert self.months is not None
        lazy = self.frames.lazy
        return collected(cohorts(lazy(self.frames.by_month()), lazy(calendar(*self.months, "month"))))

    def _measure(self, kind: Kind, by: str | None) -> pd.DataFrame:
        return measuring.measure(self.frames, kind, by, self.assumed, lambda: self.measure(kind))

    def _inputs(self, kind: Kind, by: str | None) -> dict[tuple[str, str], dict[str, Known]]:
        rows = self.measure(kind, by).to_dict("records")
        listed = measuring.lists(self.frames, kind, by)
        found: dict[tuple[str, str], dict[str, Known]] = {}
        for row in rows:
            place = (str(row.pop("period")), str(row.pop("segment")))
            numbers = {str(k): None if v != v else float(v) for k, v in row.items()}
            found[place] = {**numbers, **listed.get(place, {})}
        return found
