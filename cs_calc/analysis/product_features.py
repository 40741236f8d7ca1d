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
from cs_calc.tables.use_asked import dates
from cs_calc.work import number

SETTLED = 28
"""A feature first seen in so many days from the start of the usage data may have been there before: its launch is not known."""


def has_features(dataset: Dataset) -> bool:
    """Whether usage says which feature was used."""
    return dataset.frames.has_cells("usage", "feature")


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
    found, begins = dataset.frames.feature_ends(), dataset.frames.use_ends()["first"].min()
    return pd.DataFrame({
        "feature": found["feature"], "first_use": dates(found["first"]), "known": found["first"] - begins >= SETTLED,
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
    seen = dataset.frames.use_ends()
    stays = lives(dataset.tables, dataset.as_of)
    if stays is None:
        stays = seen[["customer_id"]].assign(first_day=seen["first"], last_day=end)
    ids = pd.Index(pd.concat([stays["customer_id"], seen["customer_id"]]).unique())
    stay, first, last = ids.get_indexer(pd.Index(stays["customer_id"])), stays["first_day"].to_numpy(), stays["last_day"].to_numpy()
    by_weeks = dataset.frames.feature_weeks(stays).set_index(["feature", "week"])["customers"].to_dict()
    rows = []
    for feature, uses in dataset.frames.features_of_customers().groupby("feature"):
        launch = int(uses["first"].min())
        earliest = np.full(len(ids), np.iinfo("int64").max)
        earliest[ids.get_indexer(pd.Index(uses["customer_id"]))] = uses["first"].to_numpy()
        for week in range((end - launch + 1) // 7):
            day = launch + 7 * week + 6
            there = np.unique(stay[(first <= day) & (last >= day)])
            adopted = int((earliest[there] <= day).sum())
            rows.append((feature, week, pd.Timestamp.fromordinal(day), len(there), adopted, int(by_weeks.get((feature, week), 0))))
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
    uses = dataset.frames.features_of_customers(end.toordinal(), feature)
    last = dates(uses["last"]).set_axis(uses["customer_id"])
    found = rows.assign(last_use_of_feature=rows["customer_id"].map(last))
    found = found[~(found["last_use_of_feature"] >= first)]
    return found.drop(columns=["days_active", "possible_days", "last_use"]).reset_index(drop=True)
