"""Metrics over loaded data: the one place where the catalogue and the tables meet, by the names of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from cs_calc.answer import Answer, answer, limits_of
from cs_calc.expr import Summary, inputs
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.load import Loaded
from cs_calc.tables.measures import DERIVED
from cs_calc.tables.periods import Kind
from cs_calc.work import Known, column, leaf_value, number

TABLES_OF = {"revenue": "subscriptions or monthly_mrr", "churn": "subscriptions or monthly_mrr", "sentiment": "survey_responses"}
"""Which table a family of metrics needs, for the sentence that says what is missing."""


@dataclass(frozen=True)
class Check:
    """An identity that must hold in a period and segment, and by how much it is off."""

    name: str
    period: str
    segment: str
    left: float
    right: float

    @property
    def holds(self) -> bool:
        """Equal to half a cent (or half a count)."""
        return abs(self.left - self.right) < 0.005


def can_work(dataset: Dataset, metric: Metric, variant: Variant, kind: Kind = "month", by: str | None = None) -> bool:
    """Whether the data has every input of a variant, and something to count in at least one period."""
    table = dataset.measure(kind, by)
    keys = [part.key for part in inputs(variant.formula)]
    if not set(keys) <= set(table.columns):
        return False
    return bool(work_column(metric, variant, table).notna().any())


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
    table, chosen = dataset.measure(kind, by), metric.variant(variant)
    if not {part.key for part in inputs(chosen.formula)} <= set(table.columns):
        return pd.DataFrame({"period": [], "segment": [], "value": []})
    return table[["period", "segment"]].assign(value=work_column(metric, chosen, table))


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
    """A metric of the data in one period and segment, with its working."""
    return answer(metric, given(dataset, kind, period, by, segment), variant, currency=dataset.currency, period=kind)


def n_of(found: Answer) -> float | None:
    """What a rate rests on: answers, tickets, customers at the start; None for amounts and where it is not known."""
    if found.interval is not None:
        return found.interval.n
    for part in found.inputs:
        if isinstance(part, Summary):
            return number(found.given, f"{part.of.key}_count")
    sure = found.variant.sure
    if sure is not None and sure.method in ("wilson", "poisson"):
        return number(found.given, sure.of[1])
    rates = ("revenue", "churn")
    if found.metric.family not in rates or found.variant.formula.unit.key == "money":
        return None
    return number(found.given, "opening_customers")


def answers(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> Iterator[tuple[str, str, Answer]]:
    """Every metric and variant that the data has inputs for, in every period and segment: period, segment, answer."""
    for metric in METRICS.values():
        for variant in metric.variants:
            keys = {part.key for part in inputs(variant.formula)}
            for (period, segment), known in dataset.inputs(kind, by).items():
                counted = {part for key in keys for part in DERIVED.get(key, (key,))[:2]} - {"periods_in_year"}
                if all(known.get(key) is None for key in counted):
                    continue  # the table that this metric needs does not reach this period
                yield period, segment, answer(metric, known, variant.key, currency=dataset.currency, period=kind)


def checks(dataset: Dataset, kind: Kind = "month", by: str | None = None) -> list[Check]:
    """The identities, worked on the data: the bridge closes, NRR and net churn make 1, answers add up."""
    table = dataset.measure(kind, by)
    found = []
    for row in table.to_dict("records"):
        where = (str(row["period"]), str(row["segment"]))
        if pd.notna(row.get("opening_mrr")):
            moved = sum(row[k] for k in ("new_mrr", "expanded_mrr", "reactivated_mrr")) - row["contracted_mrr"] - row["churned_mrr"]
            found.append(Check("MRR at start + movements = MRR at end", *where, row["opening_mrr"] + moved, row["counted_closing_mrr"]))
            heads = row["opening_customers"] - row["left_customers"] + row["joined_customers"]
            found.append(Check("Customers at start - left + joined = customers at end", *where, heads, row["closing_customers"]))
            found += _retention_and_churn(row, where)
        if pd.notna(row.get("nps_responses")):
            total = row["promoters"] + row["passives"] + row["detractors"]
            found.append(Check("Promoters + passives + detractors = NPS answers", *where, total, row["nps_responses"]))
    return found


def _retention_and_churn(row: Mapping[Any, Any], where: tuple[str, str]) -> list[Check]:
    """NRR + net MRR churn = 1 and GRR + gross MRR churn = 1, by the same rule for win-backs."""
    pairs = (
        (
            "NRR + net MRR churn = 1 (without win-backs)",
            "net_revenue_retention",
            "opening_customers",
            "net_mrr_churn",
            "without_reactivation",
        ),
        ("NRR + net MRR churn = 1 (with win-backs)", "net_revenue_retention", "with_reactivation", "net_mrr_churn", "with_reactivation"),
        ("GRR + gross MRR churn = 1", "gross_revenue_retention", "opening_customers", "gross_mrr_churn", "churn_and_contraction"),
    )
    found = []
    for name, kept_key, kept_variant, lost_key, lost_variant in pairs:
        kept = answer(METRICS[kept_key], row, kept_variant).value
        lost = answer(METRICS[lost_key], row, lost_variant).value
        if kept is not None and lost is not None:
            found.append(Check(name, *where, kept + lost, 1.0))
    return found


def as_dict(loaded: Loaded, kind: Kind = "month", by: str | None = None) -> dict[str, Any]:
    """The stable form that `cs-calc report --json` prints; with `by`, all segments and the whole."""
    splits = (None, by) if by else (None,)
    return {
        "tables": tables_as_dict(loaded),
        "problems": [p.as_dict() for p in loaded.problems],
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
    """The ledger by canonical table: where it came from, rows read, used and set aside."""
    found: dict[str, Any] = {}
    for line in loaded.ledger:
        if line.table:
            entry = found.setdefault(line.table, {"source": [], "rows_read": 0, "rows_used": 0, "rows_set_aside": 0})
            entry["source"].append(line.sheet)
            entry["rows_read"] += line.rows_read
            entry["rows_used"] += line.rows_used
            entry["rows_set_aside"] += line.rows_set_aside
    return {name: {**entry, "source": "; ".join(entry["source"])} for name, entry in found.items()}
