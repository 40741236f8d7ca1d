"""Product's tables for people: plain column names, shares as text, the columns that say something."""

from __future__ import annotations

import pandas as pd

from cs_calc.analysis.product_features import launches
from cs_calc.findings import over_time
from cs_calc.metrics import METRICS
from cs_calc.report import can_work
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind
from cs_calc.units import PERCENT

NAMES = {
    "mrr": "closing_mrr", "since": "Customer since", "silent_days": "Days without use", "band": "How silent", "last_use": "Last use",
    "active_days": "Days with use", "possible_days": "Days as a customer", "pac": "Activity", "active_before": "Days with use before",
    "possible_before": "Days as a customer before", "pac_before": "Activity before", "trend": "Trend", "chance": "Chance of such a fall",
    "beyond_chance": "Beyond chance", "last_use_of_feature": "Last use of it", "used": "Used the product",
}  # fmt: skip


def for_people(rows: pd.DataFrame) -> pd.DataFrame:
    """A list of customers with names for people; shares as text, yes and no for flags."""
    found = rows.drop(columns=[c for c in ("never",) if c in rows])
    if "pac" in found:  # what the list is about first, what it is made of behind
        first = [c for c in ("customer_id", "customer_name", "owner", "plan", "mrr", "pac", "pac_before", "chance") if c in found]
        found = found[[*first, *(c for c in found if c not in first)]]
    for column in ("pac", "pac_before", "chance"):
        if column in found:
            found[column] = ["" if pd.isna(v) else PERCENT.show_brief(float(v)) for v in found[column]]
    for column in ("beyond_chance", "used"):
        if column in found:
            found[column] = ["yes" if v else "no" for v in found[column]]
    return found.rename(columns=NAMES)


def features_shown(dataset: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """`product_features.adoption` for people, with the first use of each feature."""
    first = launches(dataset).set_index("feature")
    found = pd.DataFrame(
        {
            "Feature": table["feature"],
            "Customers who used it": table["customers"],
            "Of customers": table["all"],
            "Adoption": [PERCENT.show_brief(v) for v in table["value"]],
            "95 % range": [
                f"{PERCENT.show_brief(a)} to {PERCENT.show_brief(b)}" if pd.notna(a) else ""
                for a, b in zip(table["low"], table["high"], strict=True)
            ],
            "Of those whose plan has it": ["" if pd.isna(v) else PERCENT.show_brief(v) for v in table["eligible"]],
            "First use": table["feature"].map(first["first_use"]),
        }
    )
    return found.assign(**{"Launch": ["known" if first["known"].get(f) else "perhaps earlier" for f in table["feature"]]})


def together(dataset: Dataset, kind: Kind, parts: tuple[tuple[str, str, str], ...]) -> tuple[pd.DataFrame, list[str]]:
    """Several definitions over time: period and a column for each (metric key, variant key, name) that the data can answer; the names."""
    found, names = pd.DataFrame({"period": dataset.periods(kind)}), []
    for key, variant, name in parts:
        metric = METRICS[key]
        if can_work(dataset, metric, metric.variant(variant), kind):
            found[name] = over_time(dataset, metric, variant, kind)["value"].to_numpy()
            names.append(name)
    return found[found[names].notna().any(axis=1)].reset_index(drop=True) if names else found, names
