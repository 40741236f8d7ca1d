"""Feature adoption: in a period by feature, week by week since launch, and which customers do not use one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_calc.analysis.product import day_span, here
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, can_work
from cs_calc.tables.dataset import UNKNOWN, Dataset
from cs_calc.tables.mrr import lives
from cs_calc.tables.periods import Kind
from cs_calc.work import number

SETTLED = 28
"""A feature first seen in so many days from the start of the usage data may have been there before: its launch is not known."""


def has_features(dataset: Dataset) -> bool:
    """Whether usage says which feature was used."""
    usage = dataset.tables.get("usage")
    return usage is not None and "feature" in usage and bool(usage["feature"].notna().any())


def adoption(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """The feature adoption rate of a period by feature, the highest first.

    Columns: feature, customers (who used it), all (customers at the end), value, low, high (fractions, 95 %), eligible (share of
    customers on plans of which anybody ever used it; missing where plans are not known). Empty where usage names no features.
    """
    metric = METRICS["feature_adoption_rate"]
    if not has_features(dataset) or not can_work(dataset, metric, metric.variants[0], kind, "feature"):
        return pd.DataFrame()
    found = []
    for one, feature in dataset.inputs(kind, "feature"):
        if one != period or feature == UNKNOWN:
            continue
        whole = answer_for(dataset, metric, kind, period, "feature", feature)
        of_eligible = answer_for(dataset, metric, kind, period, "feature", feature, "of_eligible_customers")
        if whole.value is None:
            continue
        found.append(
            {
                "feature": feature,
                "customers": int(number(whole.given, "feature_customers") or 0),
                "all": int(number(whole.given, "all_customers") or 0),
                "value": whole.value,
                "low": whole.interval.low if whole.interval else np.nan,
                "high": whole.interval.high if whole.interval else np.nan,
                "eligible": np.nan if of_eligible.value is None else of_eligible.value,
            }
        )
    rows = pd.DataFrame(found)
    return rows.sort_values(["value", "feature"], ascending=[False, True]).reset_index(drop=True) if len(rows) else rows


def launches(dataset: Dataset) -> pd.DataFrame:
    """When each feature was first used: feature, first_use, known (False: as early as the data goes, so it may be older)."""
    usage = dataset.tables["usage"].dropna(subset=["feature", "date"])
    first = usage.groupby("feature")["date"].min().dt.normalize()
    begins = dataset.tables["usage"]["date"].min().normalize()
    return pd.DataFrame({
        "feature": first.index, "first_use": first.to_numpy(), "known": ((first - begins).dt.days >= SETTLED).to_numpy(),
    })  # fmt: skip


def by_week(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    """Adoption by week since each feature's first use, up to a period's end.

    Columns: feature, week (0 is the first), until (the week's last day), customers (on that day), adopted (those of them who had
    used it by then), used (those of them who used it in that week), share (adopted of customers), used_share. Only whole weeks.
    Without MRR data, customers are those seen in usage by then.
    """
    found: pd.DataFrame = dataset.keep(("product", "weeks", kind, period), lambda: _by_week(dataset, kind, period))
    return found


def _by_week(dataset: Dataset, kind: Kind, period: str) -> pd.DataFrame:
    if not has_features(dataset):
        return pd.DataFrame()
    end = day_span(dataset, kind, period)[1].toordinal()
    usage = dataset.tables["usage"].dropna(subset=["customer_id", "date"])
    days = usage["date"].map(lambda d: d.toordinal())
    stays = lives(dataset.tables, dataset.as_of)
    if stays is None:
        stays = pd.DataFrame({"customer_id": usage["customer_id"], "first_day": days}).groupby("customer_id", as_index=False).min()
        stays["last_day"] = end
    codes = {c: n for n, c in enumerate(pd.unique(pd.concat([stays["customer_id"], usage["customer_id"]])))}
    stay, first, last = (stays["customer_id"].map(codes).to_numpy(), stays["first_day"].to_numpy(), stays["last_day"].to_numpy())
    rows = []
    used = pd.DataFrame({"customer": usage["customer_id"].map(codes), "feature": usage["feature"], "day": days}).dropna()
    for feature, uses in used.groupby("feature"):
        launch = int(uses["day"].min())
        earliest = np.full(len(codes), np.iinfo("int64").max)
        starts = uses.groupby("customer")["day"].min()
        earliest[starts.index.to_numpy()] = starts.to_numpy()
        weeks = (uses["day"] - launch) // 7
        by_weeks = {int(w): set(part) for w, part in uses["customer"].groupby(weeks)}
        for week in range((end - launch + 1) // 7):
            day = launch + 7 * week + 6
            there = np.unique(stay[(first <= day) & (last >= day)])
            adopted = int((earliest[there] <= day).sum())
            this_week = len(by_weeks.get(week, set()) & set(there.tolist()))
            rows.append((feature, week, pd.Timestamp.fromordinal(day), len(there), adopted, this_week))
    found = pd.DataFrame(rows, columns=["feature", "week", "until", "customers", "adopted", "used"])
    some = found["customers"].where(found["customers"] > 0)
    return found.assign(share=found["adopted"] / some, used_share=found["used"] / some)


def without_feature(dataset: Dataset, kind: Kind, period: str, feature: str) -> pd.DataFrame:
    """The customers at the end of a period who did not use a feature in it, the largest MRR first.

    Columns of `product.here` about the customer, used (any use of the product, 1 or 0) and last_use of this feature. Their number is
    `all_customers` less `feature_customers` of the feature.
    """
    rows = here(dataset, kind, period)
    if rows.empty:
        return rows
    first, end = day_span(dataset, kind, period)
    usage = dataset.tables["usage"]
    uses = usage[(usage["feature"] == feature) & (usage["date"] < end + pd.Timedelta(days=1))]
    last = uses.groupby("customer_id")["date"].max().dt.normalize()
    found = rows.assign(last_use_of_feature=rows["customer_id"].map(last))
    found = found[~(found["last_use_of_feature"] >= first)]
    return found.drop(columns=["days_active", "possible_days", "last_use"]).reset_index(drop=True)
