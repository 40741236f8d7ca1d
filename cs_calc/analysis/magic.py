"""The magic ratio: which feature, on how many days, within how many days of the start, separates the customers who stay from the rest?

Chosen on one half of the customers and told by the other half: the best of many looks better than it is on the half that chose it.
Each combination compares only customers who were still there when its days were over: somebody who left on day 5 had no time to
reach anything by day 30, and would make every habit look as if it kept people (immortal time).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.drivers import exact, newcombe
from cs_calc.analysis.drivers_window import Counts
from cs_calc.charts import SMALL
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.mrr import EPOCH, STILL, lives

TIMES = (1, 2, 3, 5, 8)
DAYS = (7, 14, 30, 60, 90)
SEED = 2026
ANY = "the product"
CELLS = ("k_with", "n_with", "k_without", "n_without")
HALVES = ("chosen", "held")


@dataclass(frozen=True)
class Magic:
    """Every combination tried, with the four counts in each half, the best of the half that chooses, and why there is none.

    grid: feature, times, days, and for each half (chosen, held) k_with of n_with and k_without of n_without that stayed, with phi.
    """

    stay: int
    customers: pd.DataFrame
    grid: pd.DataFrame
    best: dict[str, Any] | None
    problem: str = ""


def starters(dataset: Dataset, stay: int) -> pd.DataFrame:
    """Customers who can be followed for `stay` days from their start: customer_id, start, left (missing: still there), stayed, half.

    From the first day paid for to the last; without MRR data from sign-up (or conversion) to leaving. Who began before the usage data
    does, or less than `stay` days before the data ends, is left out: their first days, or their last, are not known.
    """
    found: pd.DataFrame = _lives(dataset)
    begins = pd.Timestamp.fromordinal(int(dataset.frames.use_ends()["first"].min()))
    end = pd.Timestamp(dataset.as_of) + pd.Timedelta(days=1)
    until = found["start"] + pd.Timedelta(days=stay)
    found = found[(found["start"] >= begins) & (until <= end)].copy()
    found["stayed"] = ~(found["left"] < found["start"] + pd.Timedelta(days=stay))
    found["half"] = [HALVES[half(str(one))] for one in found["customer_id"]]
    found = found.reset_index(drop=True)
    return found


def half(customer: str, seed: int = SEED) -> int:
    """Which half a customer falls into, 0 or 1: by its id alone, the same every time and in every file.

    >>> [half(f"C{n:04}") for n in range(8)]
    [1, 1, 0, 0, 0, 1, 0, 1]
    """
    return sha256(f"{seed}\\0{customer}".encode()).digest()[0] & 1


def _lives(dataset: Dataset) -> pd.DataFrame:
    paid = lives(dataset.tables, dataset.as_of)
    if paid is not None:
        both = paid.groupby("customer_id").agg(first=("first_day", "min"), last=("last_day", "max")).reset_index()
        both = both[both["first"] < STILL]
        left = both["last"].where(both["last"] < dataset.as_of.toordinal())
        return pd.DataFrame({"customer_id": both["customer_id"], "start": _day(both["first"]), "left": _day(left + 1)})
    table = dataset.tables.get("customers")
    if table is None or not {"signup_date", "churned_at"} <= set(table.columns):
        return pd.DataFrame({"customer_id": [], "start": pd.to_datetime([]), "left": pd.to_datetime([])})
    rows = table.drop_duplicates("customer_id")
    start = rows["signup_date"]
    if "trial_start" in rows and "converted_at" in rows:
        start = start.where(rows["trial_start"].isna(), rows["converted_at"])
    left = rows["churned_at"].where(rows["churned_at"] <= pd.Timestamp(dataset.as_of))
    found = pd.DataFrame({"customer_id": rows["customer_id"], "start": start.dt.normalize(), "left": left.dt.normalize()})
    return found[found["start"].notna()]


def _day(number: pd.Series[Any]) -> pd.Series[Any]:
    found: pd.Series[Any] = pd.Timestamp("1970-01-01") + pd.to_timedelta(number - EPOCH, unit="D")
    return found


def can_look(dataset: Dataset) -> bool:
    """Whether there is product usage, and anything that says who stayed."""
    return dataset.frames.has_cells("usage", "customer_id") and len(dataset.frames.use_ends()) > 0 and len(_lives(dataset)) > 0


def magic(dataset: Dataset, stay: int = 180) -> Magic:
    """The search, once for a dataset and a time to stay."""
    found: Magic = dataset.keep(("magic", stay), lambda: _magic(dataset, stay), heavy=True)
    return found


def _magic(dataset: Dataset, stay: int) -> Magic:
    customers = starters(dataset, stay)
    grid = pd.DataFrame(_grid(dataset, customers, stay))
    if not len(grid):
        return Magic(stay, customers, grid, None, f"No customer can be followed for {stay} days from a start that the usage data covers.")
    enough = (grid[["n_with_chosen", "n_without_chosen"]].min(axis=1) >= SMALL) & (grid["phi_chosen"] > 0)
    if not enough.any():
        return Magic(stay, customers, grid, None, f"No combination has {SMALL} customers on both sides and goes with staying.")
    order = np.lexsort((grid["days"], grid["times"], -grid["phi_chosen"].where(enough, -2.0)))
    best = {str(k): v for k, v in grid.iloc[order[0]].to_dict().items()}
    return Magic(stay, customers, grid, best)


def _grid(dataset: Dataset, customers: pd.DataFrame, stay: int) -> Iterator[dict[str, Any]]:
    """One row for each feature, number of days of use, and days from the start."""
    if not len(customers):
        return
    within = [d for d in DAYS if d < stay]
    features: dict[str, pd.DataFrame] = {ANY: dataset.frames.use_within(customers, within)}
    if dataset.frames.has_cells("usage", "feature"):
        each = dataset.frames.use_within(customers, within, by_feature=True)
        features |= {str(name): each[each["feature"] == name] for name in dataset.frames.feature_ends()["feature"]}
    for days in within:
        there, places = at_day(customers, days)
        stayed = there["stayed"].to_numpy(dtype=bool)
        held = (there["half"] == "held").to_numpy()
        for name, part in features.items():
            used = _days_used(part, days, len(customers))[places]
            for times in TIMES:
                if times <= days:
                    reached = used >= times
                    row: dict[str, Any] = {"feature": name, "times": times, "days": days}
                    for word, of_half in (("chosen", ~held), ("held", held)):
                        four = (stayed & reached & of_half, reached & of_half, stayed & ~reached & of_half, ~reached & of_half)
                        cells = [int(x.sum()) for x in four]
                        row |= {f"{c}_{word}": n for c, n in zip(CELLS, cells, strict=True)}
                        row[f"phi_{word}"] = phi(*cells)
                    yield row


def at_day(customers: pd.DataFrame, days: int) -> tuple[pd.DataFrame, Counts]:
    """The customers who were still there when so many days had passed, and their places among all."""
    stays = ~(customers["left"] < customers["start"] + pd.Timedelta(days=days))
    return customers[stays].reset_index(drop=True), np.flatnonzero(stays)


def _days_used(used: pd.DataFrame, days: int, n: int) -> Counts:
    """On how many of their first days customers used it, by place; `used` as `Frames.use_within` gives it."""
    found = np.zeros(n, dtype="int64")
    found[used["who"].to_numpy(dtype="int64")] = used[str(days)]
    return found


def phi(a: int, n1: int, b: int, n0: int) -> float:
    """How well reaching it tells staying: -1 to 1, 0 where it tells nothing (or there is nobody on a side).

    >>> round(phi(9, 10, 1, 10), 2), phi(5, 10, 5, 10), phi(3, 3, 0, 0)
    (0.8, 0.0, 0.0)
    """
    stayed, gone = a + b, n1 + n0 - a - b
    scale = math.sqrt(n1 * n0 * stayed * gone)
    return (a * (n0 - b) - b * (n1 - a)) / scale if scale else 0.0


def youden(a: int, n1: int, b: int, n0: int) -> float:
    """Of those who stayed the share that had reached it, less that of those who left (Youden's J).

    >>> round(youden(9, 10, 1, 10), 2)
    0.8
    """
    stayed, gone = a + b, n1 + n0 - a - b
    return a / stayed - (n1 - a) / gone if stayed and gone else 0.0


@dataclass(frozen=True)
class Told:
    """A combination in one half: the four counts, the difference of staying with its range and chance (Fisher), phi, Youden's J."""

    k_with: int
    n_with: int
    k_without: int
    n_without: int
    difference: float
    low: float
    high: float
    p: float
    phi: float
    youden: float


def told(row: dict[str, Any], word: str) -> Told | None:
    """What one half tells of a combination; None where nobody is on a side."""
    a, n1, b, n0 = (int(row[f"{c}_{word}"]) for c in CELLS)
    if not n1 or not n0:
        return None
    low, high = newcombe(a, n1, b, n0)
    return Told(a, n1, b, n0, a / n1 - b / n0, low, high, exact(a, n1, b, n0), phi(a, n1, b, n0), youden(a, n1, b, n0))


def each_feature(found: Magic) -> pd.DataFrame:
    """The best combination of each feature, by the half that chooses, the best first."""
    grid = found.grid[found.grid[["n_with_chosen", "n_without_chosen"]].min(axis=1) >= SMALL]
    order = grid.sort_values(["phi_chosen", "times", "days"], ascending=[False, True, True], kind="stable")
    return order.drop_duplicates("feature").reset_index(drop=True)


def behind(found: Magic, dataset: Dataset, row: dict[str, Any]) -> pd.DataFrame:
    """The customers that a combination speaks of: whose they are, when they began, days of use, whether they reached it and stayed."""
    days, of_any = int(row["days"]), row["feature"] == ANY
    there, places = at_day(found.customers, days)
    rows = dataset.frames.use_within(found.customers, [days], by_feature=not of_any)
    used = _days_used(rows if of_any else rows[rows["feature"] == row["feature"]], days, len(found.customers))[places]
    known = dataset.attributes
    names = [c for c in ("customer_name", "plan", "owner", "segment") if c in known]
    listed = there[["customer_id", "start", "left", "half", "stayed"]].assign(days_of_use=used, reached=used >= row["times"])
    listed["half"] = listed["half"].map({"chosen": "chosen on", "held": "held out"})
    for column in ("stayed", "reached"):
        listed[column] = listed[column].map({True: "yes", False: "no"})
    return listed.merge(known[["customer_id", *names]], on="customer_id", how="left")[
        ["customer_id", *names, "start", "left", "half", "days_of_use", "reached", "stayed"]
    ]
