"""Churn by plan, owner, size, age or any other split, and the segment that leaves more than it used to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cs_calc.analysis.customer_rows import SIZE, customer_rows, grouped, in_period, order_of, size_edges, splits, sums, sums_by
from cs_calc.answer import Answer, answer
from cs_calc.change import chance_in_words, shares
from cs_calc.charts import SMALL
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import IN_YEAR, Kind

CHURN, LOST = METRICS["customer_churn_rate"], METRICS["gross_mrr_churn"]
FASTER = 1.4
"""How many times its own past a rate must be to count as a run."""
CERTAIN = 0.05
MOSTLY = 0.9


def churn_by(dataset: Dataset, kind: Kind, period: str, by: str) -> pd.DataFrame:
    """Churn in one period by group: group, customers and mrr (at the start), left, lost_mrr, customer_churn, low, high, mrr_churn, few.

    Shares are fractions; low and high are Wilson's range of customer_churn; `few` is True below 20 customers at the start.
    """
    rows = in_period(customer_rows(dataset, kind), period)
    names = ["group", "customers", "left", "customer_churn", "low", "high", "few", "mrr", "lost_mrr", "mrr_churn"]
    rows = rows[rows["was_in"] == 1] if len(rows) else rows
    if not len(rows):
        return pd.DataFrame(columns=names)
    groups = grouped(rows, by, dataset.currency)
    found = []
    for group in order_of(by, list(groups.dropna().unique()), size_edges(rows["opening_mrr"]) if by == SIZE else (), dataset.currency):
        row = sums(rows[groups == group])
        churn, lost = answer(CHURN, row), answer(LOST, row)
        sure = churn.interval
        found.append(
            {
                "group": group, "customers": row["opening_customers"], "left": row["left_customers"], "customer_churn": churn.value,
                "low": sure and sure.low, "high": sure and sure.high, "few": row["opening_customers"] < SMALL, "mrr": row["opening_mrr"],
                "lost_mrr": row["churned_mrr"] + row["contracted_mrr"], "mrr_churn": lost.value,
            }
        )  # fmt: skip
    return pd.DataFrame(found, columns=names)


def drawn(table: pd.DataFrame, what: str = "customer_churn") -> pd.DataFrame:
    """`churn_by` as `charts.dots_by_segment` draws it: segment, value, low, high, n; the highest first, too few to rank last."""
    frame = pd.DataFrame({"segment": table["group"], "value": table[what], "n": table["customers"], "few": table["few"]})
    for side in ("low", "high"):
        frame[side] = table[side] if what == "customer_churn" else None
    frame = frame.astype({"value": "float64", "low": "float64", "high": "float64"})
    return frame.sort_values(["few", "value"], ascending=[True, False], kind="stable").drop(columns="few").reset_index(drop=True)


@dataclass(frozen=True)
class Run:
    """A segment that left faster than it used to, in one or more periods in a row up to the one looked at."""

    by: str
    group: str
    periods: tuple[str, ...]
    base: tuple[str, ...]
    now: Answer
    then: Answer
    p: float
    looked_at: int

    @property
    def sure(self) -> bool:
        """Whether chance does not explain it, though this is the most striking of many segments (Bonferroni)."""
        return self.p * self.looked_at < CERTAIN


def run_back(periods: Sequence[str], place: int, holds: Callable[[str, Sequence[str]], bool], base: int) -> tuple[list[str], list[str]]:
    """The periods in a row, ending at `place`, in which something holds against the `base` periods before the row; and those.

    The longest such row of at most half a year of months (6 periods); both empty where it does not hold at `place`.

    >>> high = lambda p, before: int(p) > 2 * sum(map(int, before)) / len(before)
    >>> run_back(["1", "1", "2", "5", "6"], 4, high, 2)
    (['5', '6'], ['1', '2'])
    """
    for length in range(min(6, place), 0, -1):
        start = place - length + 1
        before = list(periods[max(0, start - base) : start])
        if before and all(holds(p, before) for p in periods[start : place + 1]):
            return list(periods[start : place + 1]), before
    return [], []


def base_of(kind: Kind) -> int:
    """How many periods before are the past of a period: a year of them.

    >>> base_of("month"), base_of("quarter"), base_of("year")
    (12, 4, 1)
    """
    return IN_YEAR[kind]


def leaving_faster(dataset: Dataset, kind: Kind, period: str) -> Run | None:
    """The segment whose customer churn lies furthest above its own past year, by chance; None where none does.

    Compared are segments with at least 20 customers at the start, by the columns of the data (not by size or age, which change
    under a customer). Rates of several periods are taken together: customers who left over customers at the starts. Of
    several segments, the one that stands out most both from its own past and from all the others in the same periods: one that was
    merely lucky before is no news; and of one that lies within another, the narrower. `p` is the test against its own past.
    """
    found: Run | None = dataset.keep(("revenue", "faster", kind, period), lambda: _leaving_faster(dataset, kind, period))
    return found


def _leaving_faster(dataset: Dataset, kind: Kind, period: str) -> Run | None:
    rows = customer_rows(dataset, kind)
    periods = sorted(set(rows["period"])) if len(rows) else []
    periods = [p for p in periods if rows.loc[rows["period"] == p, "was_in"].any()]
    if period not in periods:
        return None
    tables = {by: sums_by(rows.assign(group=grouped(rows, by)), ["group", "period"]) for by in splits(dataset) if not by.endswith("_")}
    whole = _counts(sums_by(rows, "period"))
    looked: list[tuple[float, Run]] = []
    compared = 0
    for by, table in tables.items():
        for group in table.index.unique("group"):
            counts = _counts(table.loc[group])
            if counts.get(period, (0.0, 0.0))[1] < SMALL:
                continue
            compared += 1
            now, base = run_back(periods, periods.index(period), _faster_in(counts), base_of(kind))
            if not now:
                continue
            left, was = _total(counts, now), _total(counts, base)
            every = _total(whole, now)
            past, rest = shares(*was, *left), shares(every[0] - left[0], every[1] - left[1], *left)
            if past is None or rest is None or left[0] < 2 or left[0] / left[1] <= every[0] / every[1]:
                continue
            run = Run(str(by), str(group), tuple(now), tuple(base), _churn(left), _churn(was), past[2], 0)
            looked.append((past[2] * rest[2], run))
    if not looked:
        return None
    best = min(looked, key=lambda found: found[0])[1]
    inside = [r for _, r in looked if r.p < CERTAIN and _rate(r) > _rate(best) and _within(rows, period, r, best)]
    best = max(inside, key=_rate, default=best)
    return Run(best.by, best.group, best.periods, best.base, best.now, best.then, best.p, compared)


Counts = Mapping[str, tuple[float, float]]


def _counts(table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Period -> customers who left, customers at the start."""
    return {str(p): (float(a), float(b)) for p, a, b in zip(table.index, table["left_customers"], table["opening_customers"], strict=True)}


def _total(counts: Counts, periods: Sequence[str]) -> tuple[float, float]:
    some = [counts.get(p, (0.0, 0.0)) for p in periods]
    return sum(s[0] for s in some), sum(s[1] for s in some)


def _faster_in(counts: Counts) -> Callable[[str, Sequence[str]], bool]:
    def holds(period: str, before: Sequence[str]) -> bool:
        (left, start), (was_left, was_start) = counts.get(period, (0.0, 0.0)), _total(counts, before)
        return start > 0 and was_start > 0 and left / start > FASTER * was_left / was_start

    return holds


def _rate(run: Run) -> float:
    return run.now.value or 0.0


def _within(rows: pd.DataFrame, period: str, part: Run, whole: Run) -> bool:
    """Whether nearly all of a segment's customers belong to another one too: then it is the more exact place to look."""
    there = rows[(rows["period"] == period) & (rows["was_in"] == 1)]
    mine = there[grouped(there, part.by) == part.group]
    return part.by != whole.by and len(mine) > 0 and bool((grouped(mine, whole.by) == whole.group).mean() >= MOSTLY)


def _churn(counts: tuple[float, float]) -> Answer:
    return answer(CHURN, {"left_customers": counts[0], "opening_customers": counts[1]})


def differs(table: pd.DataFrame) -> str:
    """Whether the highest group of `churn_by` differs from all others taken together, in a sentence; empty with fewer than two to rank.

    Each group is held against the rest; that the highest was picked among several is taken into account (Bonferroni).
    """
    ranked = table[~table["few"].astype(bool) & table["customer_churn"].notna()]
    if len(ranked) < 2:
        return "" if len(table) < 2 else f"Fewer than two groups have {SMALL} customers at the start: too few to rank."
    top = ranked.sort_values("customer_churn", ascending=False, kind="stable").iloc[0]
    rest = ranked.drop(index=top.name)
    tested = shares(float(rest["left"].sum()), float(rest["customers"].sum()), float(top["left"]), float(top["customers"]))
    if tested is None or not top["left"]:
        return "Nobody left in the groups that can be ranked."
    p = min(1.0, tested[2] * len(ranked))
    chance = chance_in_words(p)
    end = "more than chance would explain" if p < CERTAIN else "that may be chance"
    return f"The highest, {top['group']}, against all the others: {end} ({chance}, {tested[3]}, the highest of {len(ranked)} groups)."
