"""What the data says, in sentences computed from it, and the small tables that charts are drawn from."""

from __future__ import annotations

import pandas as pd

from cs_calc.metrics import METRICS
from cs_calc.model import Metric
from cs_calc.report import answer_for, available, given, line, n_of
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import MONEY
from cs_calc.work import number

RANGES = ["value", "low", "high", "n"]


def before(dataset: Dataset, kind: Kind, period: str) -> str | None:
    """The period before, or None for the first one in the data."""
    periods = dataset.periods(kind)
    place = periods.index(period)
    return periods[place - 1] if place else None


def change(dataset: Dataset, metric: Metric, kind: Kind, period: str) -> float | None:
    """The default answer less that of the period before, in its own unit.

    None where either is not defined, and for a period that the data does not cover whole: a month is not
    held against a quarter.
    """
    earlier = before(dataset, kind, period)
    if earlier is None or not dataset.is_whole(period, kind):
        return None
    now, then = (answer_for(dataset, metric, kind, p).value for p in (period, earlier))
    return None if now is None or then is None else now - then


def scorecard_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """How many metrics got better and worse, and how many miss their first target; worked once for the same question."""
    found: str = dataset.keep(("scorecard sentence", kind, period), lambda: _scorecard_sentence(dataset, kind, period))
    return found


def _scorecard_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    earlier = before(dataset, kind, period)
    if earlier is None:
        return f"{spoken(period)} is the first period in the data: there is nothing to compare it with."
    if not dataset.is_whole(period, kind):
        return f"{spoken(period)} is not complete in the data, so it is not compared with {spoken(earlier)}."
    metrics = available(dataset, kind)
    better = worse = off = 0
    for metric in metrics:
        moved = change(dataset, metric, kind, period)
        if moved and metric.better != "depends":
            good = (moved > 0) == (metric.better == "higher")
            better, worse = better + good, worse + (not good)
        off += any(v.met is False for v in answer_for(dataset, metric, kind, period).verdicts[:1])
    aim = f" {off} miss their first target." if off > 1 else " 1 misses its first target." if off else ""
    return f"In {spoken(period)} {better} of {len(metrics)} metrics are better than in {spoken(earlier)}, and {worse} are worse.{aim}"


def revenue_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """The period's MRR from start to end, with gross and net churn."""
    gross, net = (answer_for(dataset, METRICS[key], kind, period) for key in ("gross_mrr_churn", "net_mrr_churn"))
    numbers = given(dataset, kind, period)
    start, end = (MONEY.show_brief(number(numbers, key) or 0.0, dataset.currency) for key in ("opening_mrr", "counted_closing_mrr"))
    text = f"MRR went from {start} to {end} in {spoken(period)}."
    if gross.value is None or net.value is None:
        return text + " There was no MRR at the start, so no churn rate is defined."
    return text + f" {gross.shown} of the starting MRR was lost; after upgrades and win-backs net churn is {net.shown}."


def largest_leaver(dataset: Dataset, kind: Kind, period: str) -> str:
    """A sentence where one account carries a quarter or more of the MRR that left; else empty."""
    rows = dataset.rows("churned_mrr", kind, period)
    if len(rows) < 2:
        return ""
    lost, first = rows["churned_mrr"].sum(), rows.iloc[0]
    share = first["churned_mrr"] / lost
    if share < 0.25:
        return ""
    name = first["customer_name"] if "customer_name" in rows and pd.notna(first["customer_name"]) else first["customer_id"]
    amounts = f"{MONEY.show(first['churned_mrr'], dataset.currency)} of {MONEY.show(lost, dataset.currency)}"
    return f"{name} alone is {share:.0%} of the MRR that left ({amounts}): without it the period reads differently."


def comparison_sentence(kind: Kind) -> str:
    """What a movement of a longer period means; empty for months."""
    if kind == "month":
        return ""
    return (
        f"Each customer is compared at the start and at the end of the {kind}: what went up and down in between does not show, so the "
        f"months' movements need not add up to the {kind}'s."
    )


def without_launch(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Movements by period, and why the first is left out: where the data begins, all MRR counts as new."""
    first, rest = table.iloc[0], table.iloc[1:]
    if len(table) < 4 or first["opening_mrr"] > 0 or first["new_mrr"] < 3 * rest["new_mrr"].max():
        return table, ""
    text = f"{spoken(str(first['period']))} is left out of the picture: the data begins there, so all its MRR counts as new"
    return rest, f"{text} ({MONEY.show_brief(first['new_mrr'])})."


def over_time(dataset: Dataset, metric: Metric, variant: str, kind: Kind) -> pd.DataFrame:
    """One metric in every period: columns period, value, low, high, n (fractions; missing where not known)."""
    rows = [{"period": p, **_range(dataset, metric, kind, p, variant=variant)} for p in dataset.periods(kind)]
    return pd.DataFrame(rows).astype(dict.fromkeys(RANGES, "float64"))


def every_period(dataset: Dataset, kind: Kind, last: int = 13) -> pd.DataFrame:
    """The default answer of every metric in the last periods, as people read them: one row a metric, newest first."""

    def made() -> pd.DataFrame:
        periods, rows = dataset.periods(kind)[::-1][:last], []
        for metric in available(dataset, kind):
            found = line(dataset, metric, kind)
            shown = {spoken(p): metric.unit.show_brief(found[p], dataset.currency) if p in found else "" for p in periods}
            rows.append({"Metric": metric.name, **shown})
        return pd.DataFrame(rows)

    table: pd.DataFrame = dataset.keep(("every period", kind, last), made)
    return table


def by_segment(dataset: Dataset, metric: Metric, kind: Kind, period: str, by: str) -> pd.DataFrame:
    """One metric in every segment, highest first: columns segment, value, low, high, n.

    n is what the rate rests on: answers, or customers at the start.
    """
    table = dataset.measure(kind, by)
    base = "opening_mrr" if metric.family != "sentiment" else "nps_responses"
    known = table[(table["period"] == period) & table[base].notna()] if base in table else table.iloc[:0]
    rows = [{"segment": s, **_range(dataset, metric, kind, period, by, s)} for s in known["segment"]]
    frame = pd.DataFrame(rows, columns=["segment", *RANGES]).astype(dict.fromkeys(RANGES, "float64"))
    return frame.sort_values("value", ascending=False).reset_index(drop=True)


def _range(dataset: Dataset, metric: Metric, kind: Kind, period: str, by: str | None = None, segment: str = "All",
           variant: str | None = None) -> dict[str, float | None]:  # fmt: skip
    found = answer_for(dataset, metric, kind, period, by, segment, variant)
    return {"value": found.value, "low": found.interval.low if found.interval else None,
            "high": found.interval.high if found.interval else None, "n": n_of(found)}  # fmt: skip
