"""From tables to signals: one row per customer, with what is known of it on a day. Plain pandas: tables in, a table out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_calc.tables.dataset import Dataset
from cs_calc.tables.scanned_tables import ScannedTables
from cs_calc.tables.use_asked import last_use

Tables = Mapping[str, pd.DataFrame]
UNDATED = ("usage", "nps", "csat", "active")
"""Columns of `customers` that say how it is today: nobody knows what stood there before."""
COLUMNS = ("usage", "days_since_use", "nps", "csat", "open_tickets", "unanswered_tickets", "active")
"""Every column of signals that tables can give."""


def signals(tables: Tables, day: pd.Timestamp, *, rewound: bool = False) -> pd.DataFrame:
    """What is known of every customer who was one on `day`: customer_id, names and splits, mrr, left_at, and `COLUMNS`.

    Columns that the tables cannot give are absent. Needs the `customers` table; empty without it. Customers who had left
    by `day` are not in it, nor are trials that had not become customers. `rewound`: only what was known on `day`, so that
    nothing of what came later shows; what has no date (`UNDATED`) is left out, and answers are taken from the surveys.

    >>> customers = pd.DataFrame({"customer_id": ["a", "b"], "usage": [0.5, 0.1], "churned_at": [None, "2026-01-05"]})
    >>> customers["churned_at"] = pd.to_datetime(customers["churned_at"])
    >>> signals({"customers": customers}, pd.Timestamp("2026-03-31"))[["customer_id", "usage"]].to_dict("records")
    [{'customer_id': 'a', 'usage': 0.5}]
    """
    customers = tables.get("customers")
    if customers is None or not len(customers):
        return pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    there = customers[was_customer(customers, day)].drop_duplicates("customer_id", keep="last").reset_index(drop=True)
    return with_signals(there, tables, day, rewound=rewound)


def with_signals(there: pd.DataFrame, tables: Tables, day: pd.Timestamp, *, rewound: bool = False) -> pd.DataFrame:
    """These rows of `customers` with their signals on `day`; see `signals`."""
    ids = there["customer_id"]
    kept = [c for c in there if c not in UNDATED and not str(c).startswith("_")]
    found = there[kept].copy()
    if not rewound:
        for column in UNDATED:
            if column in there and there[column].notna().any():
                found[column] = there[column].astype("float64")
    if (answers := _of(tables, "survey_responses")) is not None:
        for survey in ("nps", "csat"):
            latest = ids.map(latest_answer(answers, survey, day))
            merged = found[survey].fillna(latest) if survey in found else latest
            if merged.notna().any():
                found[survey] = merged.astype("float64")
    if isinstance(tables, ScannedTables) or _of(tables, "usage") is not None:
        found["days_since_use"] = days_since_use(there, tables, day)
    if (tickets := _of(tables, "tickets")) is not None:
        for column, end in (("open_tickets", "resolved_at"), ("unanswered_tickets", "first_response_at")):
            if end in tickets:
                found[column] = ids.map(waiting_tickets(tickets, end, day)).fillna(0.0).astype("float64")
    return found


def was_customer(customers: pd.DataFrame, day: pd.Timestamp) -> pd.Series[bool]:
    """Who was a customer at the end of `day`: signed up, not gone, and no trial that had not become one."""
    end = day.normalize() + pd.Timedelta(days=1)
    there = pd.Series(True, customers.index)
    if "signup_date" in customers:
        there &= ~(customers["signup_date"] >= end)
    if "churned_at" in customers:
        there &= ~(customers["churned_at"] < end)
    if "trial_start" in customers:
        on_trial = customers["trial_start"].notna()
        became = customers["converted_at"] < end if "converted_at" in customers else pd.Series(False, customers.index)
        if "mrr" in customers and "converted_at" not in customers:
            became |= customers["mrr"].notna()
        there &= ~on_trial | became
    return there


def latest_answer(answers: pd.DataFrame, survey: str, day: pd.Timestamp) -> pd.Series[float]:
    """Each customer's latest answer to a survey up to `day`, by customer_id; CSAT only where it was asked from 1 to 5."""
    rows = answers[(answers["survey_type"].str.lower() == survey) & (answers["date"] < day.normalize() + pd.Timedelta(days=1))]
    if survey == "csat" and "scale_max" in rows:
        rows = rows[rows["scale_max"] == 5]
    rows = rows[rows["score"].notna()].sort_values("date", kind="stable")
    latest: pd.Series[float] = rows.drop_duplicates("customer_id", keep="last").set_index("customer_id")["score"]
    return latest


def days_since_use(there: pd.DataFrame, tables: Tables, day: pd.Timestamp) -> pd.Series[float]:
    """Days from the last use to `day`; where there never was any, since the customer came or the records begin."""
    day = day.normalize()
    begins, lasts = last_use(tables, day.toordinal())
    last = there["customer_id"].map(lasts)
    never = there["signup_date"].where(there["signup_date"] > begins, begins) if "signup_date" in there else begins
    days = (day - last.fillna(never).astype("datetime64[us]").dt.normalize()).dt.days
    return days.clip(lower=0).astype("float64")


def waiting_tickets(tickets: pd.DataFrame, end: str, day: pd.Timestamp) -> pd.Series[int]:
    """Tickets by customer_id that had come by `day` and still waited for `end` (a column: resolved_at, first_response_at).

    What was solved waits for nothing, also where nobody wrote down the first response.
    """
    after = day.normalize() + pd.Timedelta(days=1)
    waits = ~(tickets[end] < after)
    if "resolved_at" in tickets:
        waits &= ~(tickets["resolved_at"] < after)
    return tickets[(tickets["created_at"] < after) & waits].groupby("customer_id").size()


def latest_mrr(periods: pd.DataFrame, day: pd.Timestamp) -> pd.Series[float]:
    """MRR by customer_id at the end of the latest month up to `day`, from one row per customer and month (period, closing_mrr)."""
    rows = periods[periods["period"] <= f"{day:%Y-%m}"]
    if not len(rows):
        return pd.Series(dtype="float64")
    found: pd.Series[float] = rows[rows["period"] == rows["period"].max()].groupby("customer_id")["closing_mrr"].sum()
    return found


def of_dataset(dataset: Dataset) -> pd.DataFrame:
    """`signals` of the loaded data on its last day, with the MRR of the subscriptions where the customers table has none."""
    day = pd.Timestamp(dataset.as_of)
    found = signals(dataset.tables, day)
    if len(found) and dataset.mrr_table is not None and ("mrr" not in found or not found["mrr"].notna().any()):
        found["mrr"] = found["customer_id"].map(latest_mrr(dataset.detail("customer_periods"), day)).fillna(0.0)
    return found


def who_sentence(customers: pd.DataFrame, day: pd.Timestamp) -> str:
    """Who is scored and who is left out, in a sentence.

    >>> table = pd.DataFrame({"customer_id": ["a", "b"], "churned_at": pd.to_datetime([None, "2026-01-05"])})
    >>> who_sentence(table, pd.Timestamp("2026-03-31"))
    '1 customer on 31 March 2026. Left out: 1 who had left by then.'
    """
    there = int(was_customer(customers, day).sum())
    end = day.normalize() + pd.Timedelta(days=1)
    gone = int((customers["churned_at"] < end).sum()) if "churned_at" in customers else 0
    rest = len(customers) - there - gone
    said = f"{there:,} {'customer' if there == 1 else 'customers'} on {day.day} {day:%B %Y}."
    out = [f"{gone:,} who had left by then"] if gone else []
    out += [f"{rest:,} who had not become customers (trials, later sign-ups)"] if rest else []
    return said + (f" Left out: {' and '.join(out)}." if out else "")


def available(found: pd.DataFrame) -> list[str]:
    """The columns of signals that a table of customers has, with at least one value."""
    return [c for c in COLUMNS if c in found and found[c].notna().any()]


def constant(found: pd.DataFrame, columns: list[str]) -> list[str]:
    """Of these columns, those that hold the same value for everybody: they lift or lower all and tell nobody apart."""
    return [c for c in columns if c in found and len(found) > 1 and found[c].nunique(dropna=False) == 1 and found[c].notna().all()]


def _of(tables: Tables, name: str) -> pd.DataFrame | None:
    table = tables.get(name)
    if table is None or "customer_id" not in table or not table["customer_id"].notna().any():
        return None
    return table
