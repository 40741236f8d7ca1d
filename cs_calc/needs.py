"""Which tables a metric needs, and which of them the data does not have."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.expr import inputs
from cs_calc.model import Metric, Variant
from cs_calc.report import counted, missing
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import MEASURES
from cs_calc.tables.origins import OF_RENEWALS, OF_USE, SOURCES

Choice = tuple[str, ...]
"""Tables of which one is enough."""

MRR: Choice = ("subscriptions", "monthly_mrr")
FRAMES: dict[str, tuple[Choice, ...]] = {
    "customer_periods": (MRR,),
    "fees": (MRR,),
    **{name: ((source.table,),) for name, source in SOURCES.items()},
    **dict.fromkeys(OF_USE, (("usage",),)),
    **dict.fromkeys(OF_RENEWALS, (("renewals",), ("usage",))),
    "free_accounts": (("customers",),),
    "seats": (("customers",),),
}
"""What the rows that a measure counts are made of."""


@dataclass(frozen=True)
class Gap:
    """What the data lacks, and the metrics that cannot be answered for want of it; no tables: they are there, but hold nothing for it."""

    tables: tuple[Choice, ...]
    metrics: tuple[Metric, ...]

    def sentence(self) -> str:
        """What is missing and for which metrics.

        >>> from cs_calc import METRICS
        >>> Gap((("renewals",),), (METRICS["nps"],)).sentence()
        'No renewals table: Net Promoter Score (NPS) needs it.'
        """
        names = ", ".join(m.name for m in self.metrics)
        need = "needs" if len(self.metrics) == 1 else "need"
        if not self.tables:
            return f"The loaded tables hold nothing to count for {names}."
        lacks = " and no ".join(" or ".join(choice) for choice in self.tables)
        return f"No {lacks} table: {names} {need} {'it' if len(self.tables) == 1 else 'them'}."


def tables_for(variant: Variant) -> tuple[Choice, ...]:
    """The tables that a definition's numbers are counted from, each as the tables of which one is enough.

    >>> from cs_calc import METRICS
    >>> tables_for(METRICS["nps"].variants[0]), tables_for(METRICS["mrr"].variants[0])
    ((('survey_responses',),), (('subscriptions', 'monthly_mrr'),))
    """
    keys = [key for part in inputs(variant.formula) for key in counted(part.key)]
    return tuple(dict.fromkeys(choice for key in keys for choice in FRAMES[MEASURES[key].table]))


def gaps(dataset: Dataset) -> list[Gap]:
    """Everything that cannot be answered, by what is lacking: the most metrics for one table first."""
    found: dict[tuple[Choice, ...], list[Metric]] = {}
    for metric in missing(dataset):
        lacking = tuple(c for c in tables_for(metric.variants[0]) if not any(dataset.has_rows(t) for t in c))
        found.setdefault(lacking, []).append(metric)
    return sorted((Gap(tables, tuple(metrics)) for tables, metrics in found.items()), key=lambda gap: (not gap.tables, -len(gap.metrics)))
