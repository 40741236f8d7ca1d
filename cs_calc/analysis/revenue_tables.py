"""Tables and sentences of the Revenue page as people read them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_calc.analysis.movement_sources import Sources
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, can_work, given, series
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import MONEY, PERCENT
from cs_calc.work import number

DEFINED = ("net_revenue_retention", "gross_revenue_retention", "net_mrr_churn", "gross_mrr_churn", "customer_churn_rate",
           "customer_retention_rate", "annualised_churn_rate", "expansion_mrr_rate", "quick_ratio")  # fmt: skip


def definitions(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Every definition of churn and retention on one period: metric, definition, value, whose, when."""
    rows = []
    for key in DEFINED:
        metric = METRICS[key]
        for variant in metric.variants:
            if not can_work(dataset, metric, variant, kind):
                continue
            found = answer_for(dataset, metric, kind, period, variant=variant.key)
            whose = ", ".join(s.publisher for s in variant.sources)
            rows.append({"metric": metric.name, "definition": variant.name, "value": found.shown or found.problem, "whose": whose,
                         "when to use it": variant.when})  # fmt: skip
    return pd.DataFrame(rows, columns=["metric", "definition", "value", "whose", "when to use it"])


def rates_over_time(dataset: Dataset, kind: Kind, names: Mapping[str, str]) -> pd.DataFrame:
    """Several metrics side by side: period, and a column for each by the name it is given; periods without any are left out."""
    found = pd.DataFrame({"period": dataset.periods(kind)})
    for key, name in names.items():
        values = series(dataset, METRICS[key], kind)
        values = values[values["segment"] == ALL][["period", "value"]].rename(columns={"value": name})
        found = found.merge(values, on="period", how="left")
    return found[found[list(names.values())].notna().any(axis=1)]


def retention_title(table: pd.DataFrame, period: str) -> str:
    """What NRR says of the customers of the start, and how often it reached 100 %. `table`: period, NRR, GRR (fractions).

    >>> retention_title(pd.DataFrame({"period": ["2026-01", "2026-02"], "NRR": [1.02, 0.964], "GRR": [0.98, 0.95]}), "2026-02")
    'NRR 96.4% in Feb 2026: existing customers pay less than at the start; it was 100 % or more in 1 of 2 periods'
    """
    now = table.loc[table["period"] == period, "NRR"].dropna()
    known = table["NRR"].dropna()
    if not len(now):
        return "Revenue retention"
    value = float(now.iloc[0])
    word = "more than" if value > 1 else "less than" if value < 1 else "the same as"
    often = f"; it was 100 % or more in {int((known >= 1).sum())} of {len(known)} periods" if len(known) > 1 else ""
    return f"NRR {PERCENT.show_brief(value)} in {spoken(period)}: existing customers pay {word} at the start{often}"


def moved(dataset: Dataset, kind: Kind, period: str, move: str) -> tuple[pd.DataFrame, str]:
    """The customers behind a movement with their attributes, the largest first, and whether they add up to the metric's input."""
    rows = dataset.rows(move, kind, period)
    rows = rows[rows[move] > 0] if len(rows) else rows
    metric = number(given(dataset, kind, period), move) or 0.0
    total = float(rows[move].sum()) if len(rows) else 0.0
    shown, same = MONEY.show(total, dataset.currency), abs(total - metric) < 0.005
    end = "the same as in the bridge" if same else f"the bridge says {MONEY.show(metric, dataset.currency)}"
    sentence = f"{len(rows):,} customer{'' if len(rows) == 1 else 's'}, {shown} MRR in the list: {end}."
    if not len(rows):
        return rows, sentence
    known = dataset.attributes
    extra = [c for c in dataset.segment_columns if c in known]
    who = rows[[c for c in ("customer_id", "customer_name", move, "opening_mrr", "closing_mrr") if c in rows]]
    return who.merge(known[["customer_id", *extra]], on="customer_id", how="left"), sentence


def sources_sentence(found: Sources, what: str, period: str, kind: Kind, currency: str) -> str:
    """The first source, and whether the listed movements come to what the bridge says."""
    if not len(found.table):
        return f"{what}: the table of movements lists none in {spoken(period)}; the bridge says {MONEY.show(found.bridge, currency)}."
    first = found.table.iloc[0]
    text = f"{what} in {spoken(period)}: {first['share']:.0%} from “{first['source']}” ({first['customers']:,} customers). "
    listed, bridge = MONEY.show(found.listed, currency), MONEY.show(found.bridge, currency)
    if found.agrees:
        text += f"The movements add up to {listed}: the same as in the bridge."
    else:
        text += f"The movements add up to {listed}, the bridge says {bridge}: {len(found.apart):,} customers differ."
        text += "" if kind == "month" else f" The bridge compares the start and the end of the {kind}; movements in between may cancel out."
    if found.one_off:
        text += f" {MONEY.show(found.one_off, currency)} more is listed as not recurring: it is no MRR."
    return text


def sources_shown(found: Sources, currency: str) -> pd.DataFrame:
    """Sources as people read them."""
    table = found.table
    return pd.DataFrame(
        {
            "source": table["source"],
            "customers": table["customers"],
            "MRR": [MONEY.show(a, currency) for a in table["amount"]],
            "share": [f"{s:.1%}" for s in table["share"]],
        }
    )


def churn_shown(table: pd.DataFrame, split: str, currency: str) -> pd.DataFrame:
    """`churn_by.churn_by` as people read it."""
    range_ = [f"{a:.1%} to {b:.1%}" if a == a and a is not None else "" for a, b in zip(table["low"], table["high"], strict=True)]
    shown = pd.DataFrame({split: table["group"], "customers at start": table["customers"], "who left": table["left"]}).astype(
        {"who left": "int64"}
    )
    shown["customers at start"] = shown["customers at start"].astype("int64")
    shown["customer churn"] = [f"{v:.1%}" if v == v and v is not None else "" for v in table["customer_churn"]]
    shown["95 % range"] = range_
    if "mrr" in table:
        shown["MRR at start"] = [MONEY.show(v, currency) for v in table["mrr"]]
        shown["MRR lost"] = [MONEY.show(v, currency) for v in table["lost_mrr"]]
        shown["gross MRR churn"] = [f"{v:.1%}" if v == v and v is not None else "" for v in table["mrr_churn"]]
    shown["note"] = ["too few to rank" if few else "" for few in table["few"]]
    return shown


def leavers_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`leavers.leavers` in the order in which people read it."""
    first = ["customer_id", "customer_name", "churned_mrr", "age", "ended", "reason", "choice", "period"]
    rest = [c for c in table if c not in first]
    return table[[c for c in (*first, *rest) if c in table]].rename(columns={"age": "months as a customer", "choice": "voluntary?"})


def choices_shown(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """`leavers.choices` as people read it."""
    return pd.DataFrame(
        {
            "": table["choice"],
            "customers": table["customers"],
            "share": [f"{s:.0%}" for s in table["share"]],
            "95 % range": [f"{a:.0%} to {b:.0%}" for a, b in zip(table["low"], table["high"], strict=True)],
            "MRR": [MONEY.show(m, currency) for m in table["mrr"]],
            "share of the MRR": [f"{s:.0%}" for s in table["share_of_mrr"]],
        }
    ).rename(columns={"": "chose to leave?"})


def without_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`concentration.without_one` as people read it."""
    rows = []
    for r in table.to_dict("records"):
        metric = METRICS[str(r["metric"])]
        shown = metric.unit.show_change(r["change"])
        rows.append(
            {
                "metric": metric.name,
                "with everybody": metric.unit.show(r["value"]),
                "without": metric.unit.show(r["without"]),
                "change": f"{'up' if r['change'] > 0 else 'down'} {shown.lstrip('+-')}",  # a sign would read as a formula in Excel
                "the account": r["name"],
                "customer_id": r["customer_id"],
            }
        )
    return pd.DataFrame(rows)


def accounts_shown(table: pd.DataFrame) -> pd.DataFrame:
    """`concentration.accounts` as people read it."""
    shown = table.assign(share=[f"{s:.2%}" for s in table["share"]], together=[f"{s:.1%}" for s in table["together"]])
    return shown.rename(columns={"mrr": "MRR", "together": "share up to here"})


def crossing_shown(table: pd.DataFrame, words: dict[str, str], currency: str) -> pd.DataFrame:
    """`billing.crossing` as people read it."""
    return pd.DataFrame(
        {
            "at the start": table["start"].map(words),
            "at the end": table["end"].map(words),
            "customers": table["customers"],
            "MRR at start": [MONEY.show(m, currency) for m in table["opening_mrr"]],
            "MRR at end": [MONEY.show(m, currency) for m in table["closing_mrr"]],
        }
    )
