"""The days of a product log that belong to some of its customers: a segment of it, left where the whole log is."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cs_calc.tables.engines import Frame, collected
from cs_calc.tables.scanned_log import Log


class PartOfLog(Log):
    """A log that shows the days of some customers. Its columns and the days that it reaches stay those of the whole."""

    def __init__(self, whole: Log, customers: pd.Series[str]) -> None:
        vars(self).update(vars(whole))
        self.kind, self.here, self._whole = whole.kind, whole.here, whole
        self._some = pd.DataFrame({"customer_id": customers.astype("str")})

    def days(self) -> Frame:
        """See `Log.days`."""
        return self._of(self._whole.days())

    def by_customer(self) -> Frame:
        """See `Log.by_customer`."""
        return self._of(self._whole.by_customer())

    def by_feature(self) -> Frame:
        """See `Log.by_feature`."""
        return self._of(self._whole.by_feature())

    def few(self, until: date) -> pd.DataFrame | None:
        """See `Log.few`."""
        found = self._whole.few(until)
        return None if found is None else self._rows_of(found)

    def span(self, until: date) -> tuple[int, int] | None:
        """First and last day with use of the whole log: a period means the same in every segment."""
        return self._whole.span(until)

    def customers(self, until: date) -> pd.DataFrame:
        """See `Log.customers`."""
        return self._rows_of(self._whole.customers(until))

    def table(self) -> pd.DataFrame:
        """See `Log.table`."""
        days = self.by_feature() if "feature" in self._has else self.days()
        known = [*(c for c in self.columns if c != "date"), "date"]
        found = collected(days.rename({"user": "user_id"}).select(*known))
        return self._typed(found.sort_values(["date", "customer_id"], ignore_index=True))

    def lazy(self, frame: pd.DataFrame) -> Frame:
        """See `Log.lazy`."""
        return self._whole.lazy(frame)

    def _of(self, rows: Frame) -> Frame:
        return rows.join(self.lazy(self._some), on="customer_id")

    def _rows_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["customer_id"].isin(self._some["customer_id"])].reset_index(drop=True)
