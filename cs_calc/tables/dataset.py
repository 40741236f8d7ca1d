"""The tidy tables of one upload, and what can be asked of them: measures by period and segment, and rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from cs_calc.tables import movements
from cs_calc.tables.attributes import SEGMENT_COLUMNS, customer_attributes
from cs_calc.tables.cohorts import cohorts
from cs_calc.tables.measures import DERIVED, MEASURES, aggregate, condition
from cs_calc.tables.periods import NEVER, Kind, calendar, label, month_number, number_of
from cs_calc.tables.schema import own_categories
from cs_calc.tables.words import sign_of

ALL = "All"
UNKNOWN = "(not given)"
Engine = Literal["pandas", "duckdb"]
Span = tuple[int, int] | None
Frame = nw.LazyFrame[Any]
SURVEY_COLUMNS = ("channel", "agent")
COUNTED = ("customer_periods", "fees", "survey_responses")


@dataclass(frozen=True)
class Dataset:
    """Typed tables by canonical name, as `tidy` makes them.

    `as_of` is the last day that the data speaks of: what ends later is still running. `engine` says what
    computes (pandas, or DuckDB for large data); the results are the same.
    """

    tables: Mapping[str, pd.DataFrame]
    as_of: date
    engine: Engine = "pandas"
    sign: str = ""
    spans: tuple[Span, Span] = (None, None)  # of MRR and surveys, where they are not the tables' own
    _kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def mrr_table(self) -> str | None:
        """Where MRR comes from: subscriptions where there are any, else monthly MRR."""
        return next((t for t in ("subscriptions", "monthly_mrr") if t in self.tables and len(self.tables[t])), None)

    @property
    def has_surveys(self) -> bool:
        """Whether there are survey responses."""
        return len(self.tables.get("survey_responses", ())) > 0

    @cached_property
    def currency(self) -> str:
        """The sign before amounts: the one that was chosen, else the subscriptions' own, else $."""
        table = self.tables.get("subscriptions")
        return self.sign or sign_of(table["currency"] if table is not None and "currency" in table else pd.Series(dtype="str"))

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """One row per customer: its name and what numbers can be split by (see `tables.attributes`)."""
        return customer_attributes(self.tables)

    @cached_property
    def segment_columns(self) -> tuple[str, ...]:
        """The columns that numbers can be split by, those of customers first."""
        own = [str(c) for c in self.attributes if c not in ("customer_id", "customer_name", *SEGMENT_COLUMNS)]
        of_customers = [c for c in (*SEGMENT_COLUMNS, *own) if c in self.attributes and self.attributes[c].notna().any()]
        of_surveys = []
        if self.has_surveys:
            survey = self.tables["survey_responses"]
            wanted = (*SURVEY_COLUMNS, *SEGMENT_COLUMNS, *own_categories("survey_responses", survey))
            of_surveys = [c for c in wanted if c in survey and survey[c].notna().any()]
        return tuple(dict.fromkeys((*of_customers, *of_surveys)))

    @cached_property
    def months(self) -> tuple[int, int] | None:
        """First and last month of the MRR data, as month numbers."""
        if self.mrr_table is None or self.spans[0] is not None:
            return self.spans[0]
        table = self.tables[self.mrr_table]
        first = month_number(table["start_date" if self.mrr_table == "subscriptions" else "month"]).min()
        last = number_of(self.as_of) if self.mrr_table == "subscriptions" else month_number(table["month"]).max()
        return int(first), int(max(first, last))

    @cached_property
    def survey_months(self) -> tuple[int, int] | None:
        """First and last month of the survey responses, as month numbers."""
        if not self.has_surveys or self.spans[1] is not None:
            return self.spans[1]
        months = month_number(self.tables["survey_responses"]["date"])
        return int(months.min()), int(months.max())

    def periods(self, kind: Kind) -> list[str]:
        """All periods that the data reaches, in order."""
        spans = [s for s in (self.months, self.survey_months) if s]
        if not spans:
            return []
        months = range(min(s[0] for s in spans), max(s[1] for s in spans) + 1)
        return list(dict.fromkeys(label(m, kind) for m in months))

    def is_whole(self, period: str, kind: Kind) -> bool:
        """Whether the data covers the whole period; else its numbers are provisional."""
        spans = [s for s in (self.months, self.survey_months) if s]
        if not spans:
            return False
        cal = calendar(min(s[0] for s in spans), max(s[1] for s in spans), kind)
        whole = bool(cal.loc[cal["period"] == period, "whole"].max() == 1)
        if period != label(number_of(self.as_of), kind):
            return whole
        return whole and pd.Timestamp(self.as_of).days_in_month - self.as_of.day <= 2

    def measure(self, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """Every input that the data holds, one row per period and segment.

        Columns: period, segment (`All` where `by` is None), then one column per input key, floats; missing
        where the tables have nothing to count. Periods that a table does not reach are missing, not 0.
        """
        found: pd.DataFrame = self.keep(("measure", kind, by), lambda: self._measure(kind, by))
        return found

    def inputs(self, kind: Kind = "month", by: str | None = None) -> Mapping[tuple[str, str], Mapping[str, float | None]]:
        """The same as `measure`, for looking one up: (period, segment) -> input key -> number, None where unknown."""
        found: Mapping[tuple[str, str], Mapping[str, float | None]] = self.keep(("inputs", kind, by), lambda: self._inputs(kind, by))
        return found

    def _inputs(self, kind: Kind, by: str | None) -> dict[tuple[str, str], dict[str, float | None]]:
        rows = self.measure(kind, by).to_dict("records")
        return {
            (str(row.pop("period")), str(row.pop("segment"))): {str(k): None if pd.isna(v) else float(v) for k, v in row.items()}
            for row in rows
        }

    def keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out once for this dataset: nothing is computed twice for the same question."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def rows(self, key: str, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> pd.DataFrame:
        """The rows that an input was counted from, in one period and segment, with file and row number."""
        if key in DERIVED:
            key = DERIVED[key][0]
        measure = MEASURES.get(key)
        frame = self._frame(measure.table, kind, by) if measure else None
        if measure is None or frame is None:
            return pd.DataFrame()
        rows = frame.filter(condition(measure.where) & (nw.col("period") == period) & (nw.col("segment") == segment))
        if measure.how == "sum":
            rows = rows.filter(nw.col(measure.column) != 0)
        found = _collected(rows)
        wanted = [c for c in found if c not in {"period", "segment", "month"}]
        names = self.attributes[[c for c in ("customer_id", "customer_name") if c in self.attributes]]
        if measure.table == "survey_responses":
            return found[wanted].sort_values("_row").reset_index(drop=True)
        found = names.merge(found[wanted], on="customer_id", how="right") if "customer_name" in names else found[wanted]
        order = measure.column or "closing_mrr"
        return found.sort_values([order, "customer_id"], ascending=[False, True]).reset_index(drop=True)

    def source_rows(self, customers: Collection[str]) -> pd.DataFrame:
        """The rows of the file that these customers' MRR comes from, as they were read, with file and row number."""
        if self.mrr_table is None:
            return pd.DataFrame()
        table = self.tables[self.mrr_table]
        when = "start_date" if self.mrr_table == "subscriptions" else "month"
        return table[table["customer_id"].isin(set(customers))].sort_values(["customer_id", when], kind="stable").reset_index(drop=True)

    def detail(self, table: str, kind: Kind = "month", by: str | None = None) -> pd.DataFrame:
        """All the rows that measures count, of `customer_periods`, `fees` or `survey_responses`.

        Columns: period, segment, then the table's own. Empty where the data, or the split, does not have it.
        """
        frame = self._frame(table, kind, by)
        if frame is None:
            return pd.DataFrame()
        found = _collected(frame.drop("month") if table == "survey_responses" else frame)
        first = ["period", "segment"]
        order = ["period", "segment", "customer_id"] if "customer_id" in found else first
        return found[[*first, *(c for c in found if c not in first)]].sort_values(order, kind="stable").reset_index(drop=True)

    def cohorts(self) -> pd.DataFrame:
        """Cohort retention of customers and revenue (see `tables.cohorts`); empty without MRR data."""
        if self.months is None:
            return pd.DataFrame()
        months = self._lazy(calendar(*self.months, "month"))
        found: pd.DataFrame = self.keep(("cohorts",), lambda: _collected(cohorts(self._lazy(self._months_kept()), months)))
        return found.sort_values(["cohort", "age"]).reset_index(drop=True)

    def _measure(self, kind: Kind, by: str | None) -> pd.DataFrame:
        whole: pd.DataFrame | None = None
        for table in COUNTED:
            frame = self._frame(table, kind, by)
            if frame is None:
                continue
            chosen = [m for m in MEASURES.values() if m.table == table]
            part = self._every_period(_collected(aggregate(frame, chosen)), table, kind)
            if self.mrr_table == "monthly_mrr" and table == "customer_periods":
                part = part.assign(weekly_fees=0.0, monthly_fees=part["counted_closing_mrr"], quarterly_fees=0.0, yearly_fees=0.0)
            whole = part if whole is None else whole.merge(part, on=["period", "segment"], how="outer")
        if whole is None:
            return pd.DataFrame({"period": pd.Series(dtype="str"), "segment": pd.Series(dtype="str")})
        for key, (part_key, base_key, _) in DERIVED.items():
            if part_key in whole:
                whole[key] = whole[part_key] / whole[base_key].where(whole[base_key] != 0)
        spans = [s for s in (self.months, self.survey_months) if s]
        covered = calendar(min(s[0] for s in spans), max(s[1] for s in spans), kind).groupby("period")["month"].count()
        whole["periods_in_year"] = 12.0 / whole["period"].map(covered)  # a quarter of which one month is known is one month
        return whole.sort_values(["period", "segment"]).reset_index(drop=True)

    def _every_period(self, part: pd.DataFrame, table: str, kind: Kind) -> pd.DataFrame:
        """A row for every period that the table reaches and every segment: where nothing is counted, the count is 0."""
        span = self.survey_months if table == "survey_responses" else self.months
        assert span is not None
        periods = calendar(*span, kind)["period"].unique()
        whole = pd.MultiIndex.from_product([periods, part["segment"].unique()], names=["period", "segment"]).to_frame(index=False)
        filled = whole.merge(part, on=["period", "segment"], how="left")
        return filled.fillna(dict.fromkeys(filled.columns[2:], 0.0))

    def _frame(self, table: str, kind: Kind, by: str | None) -> Frame | None:
        """A table with `period` and `segment`; None where the data, or the split, does not have it."""
        if table == "survey_responses":
            return self._survey_frame(kind, by) if self.has_surveys else None
        if self.mrr_table is None or (table == "fees" and self.mrr_table != "subscriptions"):
            return None
        if by is not None and by not in self.attributes:
            return None
        key = (table, kind)
        plain = self.keep(key, lambda: _collected(self._plain_frame(table, kind)))
        return self._with_segment(self._lazy(plain), by)

    def _plain_frame(self, table: str, kind: Kind) -> Frame:
        assert self.months is not None
        cal = self._lazy(calendar(*self.months, kind))
        if table == "fees":
            return movements.fees_at_end(self._subscriptions(), cal)
        return movements.customer_periods(self._lazy(self._months_kept()), cal)

    def _months_kept(self) -> pd.DataFrame:
        assert self.months is not None
        months = self._lazy(calendar(*self.months, "month"))
        found: pd.DataFrame = self.keep(("by_month",), lambda: _collected(self._by_month(months)))
        return found

    def _by_month(self, months: Frame) -> Frame:
        if self.mrr_table == "subscriptions":
            mrr = movements.mrr_from_subscriptions(self._subscriptions(), months)
        else:
            table = self.tables["monthly_mrr"]
            numbered = table[["customer_id", "mrr"]].assign(month=month_number(table["month"]))
            mrr = movements.mrr_from_months(self._lazy(numbered))
        return movements.customer_months(mrr, months)

    def _subscriptions(self) -> Frame:
        """Subscriptions with the month they start in and the first month at whose end they no longer count.

        What starts or ends after `as_of` has not happened. Where the same customer goes on the day after an
        end (many exports write the last day that is paid for), nothing ended.
        """
        table, day = self.tables["subscriptions"], pd.Timedelta(days=1)
        start = table["start_date"].dt.normalize()
        end = table["end_date"].dt.normalize() if "end_date" in table else pd.Series(pd.NaT, table.index, dtype="datetime64[us]")
        end = end.where(end <= pd.Timestamp(self.as_of))
        starts = pd.MultiIndex.from_arrays([table["customer_id"], start])
        goes_on = pd.MultiIndex.from_arrays([table["customer_id"], end + day]).isin(starts)
        end = end.where(~goes_on, end + day)
        kept = [c for c in ("subscription_id", "customer_id", "plan", "_sheet", "_row", "amount", "interval") if c in table]
        begun = month_number(start).where(start <= pd.Timestamp(self.as_of), NEVER)
        return self._lazy(table[kept].assign(start_month=begun, end_month=month_number(end)))

    def _survey_frame(self, kind: Kind, by: str | None) -> Frame | None:
        assert self.survey_months is not None
        table = self.tables["survey_responses"]
        cal = calendar(*self.survey_months, kind)[["month", "period"]]
        frame = self._lazy(table.assign(month=month_number(table["date"]))).join(self._lazy(cal), on="month")
        if by is None or (by in self.attributes and "customer_id" in table):
            return self._with_segment(frame.drop(by) if by is not None and by in table else frame, by)
        if by not in table:
            return None
        return frame.with_columns(nw.col(by).fill_null(UNKNOWN).alias("segment"))

    def _with_segment(self, frame: Frame, by: str | None) -> Frame:
        if by is None:
            return frame.with_columns(nw.lit(ALL).alias("segment"))
        groups = self.attributes[["customer_id", by]].rename(columns={by: "segment"})
        groups["segment"] = groups["segment"].fillna(UNKNOWN)
        return frame.join(self._lazy(groups), on="customer_id", how="left").with_columns(nw.col("segment").fill_null(UNKNOWN))

    def _lazy(self, frame: pd.DataFrame) -> Frame:
        native = nw.from_native(frame, eager_only=True)
        return native.lazy("duckdb") if self.engine == "duckdb" else native.lazy()


def _collected(frame: Frame) -> pd.DataFrame:
    found: pd.DataFrame = frame.collect("pandas").to_native()
    return found.rename_axis(columns=None).reset_index(drop=True)
