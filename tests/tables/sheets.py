"""Raw sheets for tests, without a file; a naive company to compare with; and the sample company, read once."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from cs_calc.tables.load import load
from cs_calc.tables.read import TEXT, RawFile, RawSheet, read_file
from cs_calc.tables.schema import KNOWN_HEADERS

FOLDER = Path(__file__).parents[2] / "sample_data"
TODAY = date(2026, 11, 22)


def series(cells):
    """A column as `read` gives it: typed where it has one type, else object."""
    known = [c for c in cells if c is not None]
    if known and all(isinstance(c, bool) for c in known):
        return pd.Series(pd.array(cells, dtype="boolean"))
    if known and all(isinstance(c, int | float) and not isinstance(c, bool) for c in known):
        return pd.Series([np.nan if c is None else float(c) for c in cells], dtype="float64")
    if known and all(isinstance(c, date) for c in known):
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object))).astype("datetime64[us]")
    if all(isinstance(c, str) for c in known):
        return pd.Series(cells, dtype=TEXT)
    plain = [float(c) if isinstance(c, int) and not isinstance(c, bool) else c for c in cells]
    return pd.Series(plain, dtype=object)


def sheet(name, columns, *, file="book.xlsx", first_row=2, row_numbers=None):
    """A raw sheet from {header: cells}; the first row below the header is row 2 of the file."""
    length = len(next(iter(columns.values()), []))
    numbers = np.array(row_numbers if row_numbers is not None else range(first_row, first_row + length), dtype="int64")
    return RawSheet(file, name, tuple(columns), first_row - 1, numbers, tuple(series(list(c)) for c in columns.values()))


def raw(*sheets, name="book.xlsx"):
    return RawFile(name, "xlsx", "0" * 64, tuple(sheets), ())


def loaded(*sheets, **options):
    return load([raw(*sheets)], **{"today": TODAY, **options})


def day(text):
    return datetime.fromisoformat(text)


def subscriptions(rows, **more):
    """(customer, start, end or None, amount, interval) -> a raw sheet."""
    cells = [list(c) for c in zip(*rows, strict=True)]
    dates = [[day(d) if isinstance(d, str) else d for d in column] for column in cells[1:3]]
    columns = dict(zip(("customer_id", "start_date", "end_date", "amount", "interval"), (cells[0], *dates, *cells[3:]), strict=True))
    return sheet("subscriptions", {**columns, **more})


def dataset(rows, until, engine="pandas", sheets=(), **more):
    return loaded(subscriptions(rows, **more), *sheets, until=date.fromisoformat(until), engine=engine).dataset


def measured(data, kind, period, by=None, segment="All"):
    table = data.measure(kind, by)
    row = table[(table["period"] == period) & (table["segment"] == segment)]
    assert len(row) == 1, (period, segment, len(row))
    return row.iloc[0].to_dict()


@cache
def sample(engine="pandas"):
    file = FOLDER / "sample_company.xlsx"
    return load([_sample_file(file)], today=TODAY, engine=engine)


@cache
def _sample_file(file):
    return read_file(file.name, file.read_bytes(), known_headers=KNOWN_HEADERS)


@cache
def messy(name, **_):
    path = FOLDER / "messy" / name
    return read_file(path.name, path.read_bytes(), known_headers=KNOWN_HEADERS)


# ---- a second implementation: days and fractions, one customer at a time, nothing shared with cs_calc

A_MONTH = {"week": Fraction(52, 12), "month": Fraction(1), "quarter": Fraction(1, 3), "year": Fraction(1, 12)}
MONEY_KEYS = ("opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr", "counted_closing_mrr")


def last_days(first, last):
    """The last day of each month from the month of `first` to that of `last`."""
    found, y, m = [], first.year, first.month
    while (y, m) <= (last.year, last.month):
        y2, m2 = (y + 1, 1) if m == 12 else (y, m + 1)
        found.append(date(y2, m2, 1) - timedelta(days=1))
        y, m = y2, m2
    return found


def period_of(d, kind):
    return {"month": f"{d:%Y-%m}", "quarter": f"{d.year}-Q{(d.month + 2) // 3}", "year": f"{d.year}"}[kind]


def naive(rows, until, kind):
    """The same company, counted by hand: {(customer, period): {key: number}}."""
    until = date.fromisoformat(until)
    subs = []
    for customer, start, end, amount, interval in rows:
        start = date.fromisoformat(start)
        end = date.fromisoformat(end) if end else None
        if end is not None and end > until:
            end = None
        subs.append((customer, start, end, Fraction(str(amount)) * A_MONTH[interval]))
    begun = {(s[0], s[1]) for s in subs}  # what goes on the day after has not ended that day
    subs = [(c, s, e + timedelta(days=1) if e and (c, e + timedelta(days=1)) in begun else e, v) for c, s, e, v in subs]
    ends = last_days(min(s[1] for s in subs), max(until, min(s[1] for s in subs)))

    def mrr(customer, on):
        return sum((v for c, s, e, v in subs if c == customer and s <= on and (e is None or e > on)), Fraction(0))

    found = {}
    for customer in {s[0] for s in subs}:
        for period in dict.fromkeys(period_of(d, kind) for d in ends):
            days = [d for d in ends if period_of(d, kind) == period]
            first_day, last_day = days[0].replace(day=1), days[-1]
            paid = [s for s in subs if s[0] == customer and s[3] > 0]
            before = any(s[1] < first_day for s in paid)
            inside = any(first_day <= s[1] <= last_day for s in paid)
            opening, closing = mrr(customer, first_day - timedelta(days=1)), mrr(customer, last_day)
            row = dict.fromkeys(MONEY_KEYS, Fraction(0))
            row["opening_mrr"], row["counted_closing_mrr"] = opening, closing
            if opening == 0 and closing > 0:
                row["reactivated_mrr" if before else "new_mrr"] = closing
            elif opening > 0 and closing == 0:
                row["churned_mrr"] = opening
            elif closing > opening:
                row["expanded_mrr"] = closing - opening
            else:
                row["contracted_mrr"] = opening - closing
            fresh = inside and not before
            row |= {
                "opening_customers": opening > 0, "closing_customers": closing > 0, "paying_customers": closing > 0,
                "left_customers": opening > 0 and closing == 0, "joined_customers": opening == 0 and closing > 0,
                "new_customers": fresh, "new_left_customers": fresh and closing == 0,
            }  # fmt: skip
            found[customer, period] = {k: float(v) for k, v in row.items()}
    return found


def naive_totals(rows, until, kind, segment_of=lambda customer: "All"):
    totals = {}
    for (customer, period), row in naive(rows, until, kind).items():
        total = totals.setdefault((period, segment_of(customer)), dict.fromkeys(row, 0.0))
        for key, number in row.items():
            total[key] += number
    return totals
