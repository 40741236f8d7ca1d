"""Metrics over loaded data: the one place where the catalogue and the tables meet, by the names of inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc import identities
from cs_calc.answer import Answer, answer
from cs_calc.expr import Summary, inputs
from cs_calc.formulas import limits_of
from cs_calc.identities import Check
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.load import Loaded
from cs_calc.tables.measures import ASSUMED, DERIVED, LAGGED, MEASURES
from cs_calc.tables.periods import Kind
from cs_calc.work import Known, column, leaf_value, number


def can_work(dataset: Dataset, metric: Metric, variant: Variant, kind: Kind = "month", by: str | None = None) -> bool:
    """Whether the data has every input of a variant, and something to count in at least one period."""
    return bool(series(dataset, metric, kind, by, variant.key)["value"].notna().any())


def available(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> list[Metric]:
    """The metrics whose default definition the data can answer, in the catalogue's order."""
    found: list[Metric] = dataset.keep(
        ("available", kind, by), lambda: [m for m in METRICS.values() if can_work(dataset, m, m.variants[0], kind, by)]
    )
    return found


def missing(dataset: Dataset) -> list[Metric]:
    """The metrics that the data cannot answer, in the catalogue's order."""
    found = {m.key for m in available(dataset)}
    return [m for m in METRICS.values() if m.key not in found]


def work_column(metric: Metric, variant: Variant, table: pd.DataFrame) -> pd.Series[Any]:
    """A variant over a table of inputs: one value per row, missing where it is not defined."""
    native = nw.from_native(table, eager_only=True).select(column(variant.formula, limits_of(metric, variant))).to_native()
    return native[variant.formula.key].astype("float64")


def series(dataset: Dataset, metric: Metric, kind: Kind = "month", by: str | None = None, variant: str | None = None) -> pd.DataFrame:
    """A metric by period and segment: columns period, segment, value (fractions), in order of period."""
    chosen = metric.variant(variant)

    def worked() -> pd.DataFrame:
        table = dataset.measure(kind, by)
        if not {part.key for part in inputs(chosen.formula)} <= set(table.columns):
            return pd.DataFrame({"period": [], "segment": [], "value": []})
        return table[["period", "segment"]].assign(value=work_column(metric, chosen, table))

    found: pd.DataFrame = dataset.keep(("series", metric.key, chosen.key, kind, by), worked)
    return found


def line(dataset: Dataset, metric: Metric, kind: Kind = "month") -> dict[str, float]:
    """The usual definition of a metric over all customers: its value by period, in order, where it is defined."""

    def worked() -> dict[str, float]:
        table = series(dataset, metric, kind)
        known = table[(table["segment"] == ALL) & table["value"].notna()]
        return dict(zip(known["period"].astype("str").tolist(), known["value"].tolist(), strict=True))

    found: dict[str, float] = dataset.keep(("line", metric.key, kind), worked)
    return found


def given(dataset: Dataset, kind: Kind, period: str, by: str | None = None, segment: str = ALL) -> dict[str, Known]:
    """Every input, and the values of every list, that the data holds for one period and segment, by key; empty where there is nothing."""
    return dict(dataset.inputs(kind, by).get((period, segment), {}))


def answer_for(
    dataset: Dataset,
    metric: Metric,
    kind: Kind,
    period: str,
    by: str | None = None,
    segment: str = ALL,
    variant: str | None = None,
) -> Answer:
    """A metric of the data in one period and segment, with its working; worked once for the same question."""

    def worked() -> Answer:
        return answer(metric, given(dataset, kind, period, by, segment), variant, currency=dataset.currency, period=kind)

    found: Answer = dataset.keep(("answer", metric.key, variant, kind, period, by, segment), worked)
    return found


def n_of(found: Answer) -> float | None:
    """What a rate rests on: answers, tickets, customers at the start; None for amounts and where it is not known."""
    if found.interval is not None:
        return found.interval.n
    for part in found.inputs:
        if isinstance(part, Summary) and part.of.unit.key != "count":  # days on which users were counted are no sample
            return number(found.given, f"{part.of.key}_count")
    sure = found.variant.sure
    if sure is not None and sure.method in ("wilson", "poisson"):
        return number(found.given, sure.of[1])
    rates = ("revenue", "churn")
    if found.metric.family not in rates or found.variant.formula.unit.key == "money":
        return None
    return number(found.given, "opening_customers")


def most_common(dataset: Dataset, metric: Metric, kind: Kind, period: str, segment_by: str | None = None, segment: str = ALL) -> str:
    """Which tag or theme a share is about, where it is the most common one; empty for other metrics."""
    for part in inputs(metric.variants[0].formula):
        if part.key in MEASURES and MEASURES[part.key].how == "most":
            return dataset.most_common(part.key, kind, period, segment_by, segment)
    return ""


def counted(key: str) -> tuple[str, ...]:
    """The measures that an input rests on; none for an assumption.

    >>> counted("average_revenue"), counted("gross_margin")
    (('counted_closing_mrr', 'paying_customers'), ())
    """
    if key in MEASURES:
        return (key,)
    if key in LAGGED:
        return counted(LAGGED[key].of)
    if key in DERIVED:
        return tuple(part for side in (DERIVED[key].part, DERIVED[key].base) if side for part in counted(side))
    return ()


def answers(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> Iterator[tuple[str, str, Answer]]:
    """Every metric and variant that the data has inputs for, in every period and segment: period, segment, answer."""
    for metric in METRICS.values():
        for variant in metric.variants:
            keys = {key for part in inputs(variant.formula) for key in counted(part.key)}
            for (period, segment), known in dataset.inputs(kind, by).items():
                if all(known.get(key) is None for key in keys):
                    continue  # the table that this metric needs does not reach this period
                yield period, segment, answer(metric, known, variant.key, currency=dataset.currency, period=kind)


def checks(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> list[Check]:
    """The equations and limits between metrics, worked on the data: the bridge closes, NRR and net churn make 1, answers add up."""
    return identities.checks(dataset, kind, by)


def as_dict(loaded: Loaded, kind: Kind = "month", by: str | None = None) -> dict[str, Any]:
    """The stable form that `cs-calc report --json` prints; with `by`, all segments and the whole."""
    splits = (None, by) if by else (None,)
    return {
        "tables": tables_as_dict(loaded),
        "problems": [p.as_dict() for p in loaded.problems],
        "assumptions": {key: {"value": loaded.dataset.assumed.get(key, a.value), "says": a.says} for key, a in ASSUMED.items()},
        "metrics": [
            {
                "metric": a.metric.key,
                "variant": a.variant.key,
                "period": period,
                "segment": segment,
                "value": a.value,
                "shown": a.shown or None,
                "unit": a.variant.formula.unit.key,
                "problem": a.problem or None,
                "inputs": {part.key: leaf_value(part, a.given) for part in a.inputs},
                "n": n_of(a),
                "interval": a.interval
                and {"low": a.interval.low, "high": a.interval.high, "level": a.interval.level, "method": a.interval.method},
            }
            for split in splits
            for period, segment, a in answers(loaded.dataset, kind, split)
        ],
    }


def tables_as_dict(loaded: Loaded) -> dict[str, Any]:
    """The ledger by canonical table: where it came from, whose export it is, rows read, used and set aside, and what read them.

    A sheet that feeds two tables stands in both: in each with the rows that belong to that table.
    """
    found: dict[str, Any] = {}
    for line in loaded.ledger:
        for part in line.fed if line.table else ():
            empty = {"source": [], "tool": [], "engine": "pandas", "rows_read": 0, "rows_used": 0, "rows_set_aside": 0}
            entry = found.setdefault(part.table, empty)
            entry["engine"] = line.engine if line.engine != "pandas" else entry["engine"]
            entry["source"].append(line.sheet)
            entry["tool"] += [line.tool] if line.tool and line.tool not in entry["tool"] else []
            entry["rows_read"] += part.rows_read
            entry["rows_used"] += part.rows_used
            entry["rows_set_aside"] += part.rows_read - part.rows_used
    return {name: {**entry, "source": "; ".join(entry["source"]), "tool": "; ".join(entry["tool"])} for name, entry in found.items()}
