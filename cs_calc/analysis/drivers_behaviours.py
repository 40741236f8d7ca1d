"""What customers did before an outcome: for each case of `drivers_cases`, whether it is so and whether that can be known.

Everything is looked at in the `days` days before the case's moment (that day itself does not count). A window is known where the
table reaches back to its first day, or where the customer began after the table did, so that nothing can be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cs_calc.analysis.drivers_cases import CSAT
from cs_calc.analysis.drivers_support import its_ticket, support
from cs_calc.analysis.drivers_window import SECONDS, Behaviour, Counts, Window, window
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import MEASURES, rows_of

SOON = ((14, "onboarding_done_at", "finished onboarding within 14 days of the start"),
        (30, "onboarding_done_at", "finished onboarding within 30 days of the start"),
        (7, "first_value_at", "reached first value within 7 days of the start"))  # fmt: skip
MOST_PAIRS = 5_000_000


def behaviours(
    dataset: Dataset, cases: pd.DataFrame, groups: Mapping[str, pd.Series[Any]], days: int, times: int, outcome: str
) -> list[Behaviour]:
    """Every behaviour that the tables can tell of these cases. `groups`: as `drivers_known.groups_of` gives them.

    `times`: on how many days a feature must be used to count as used.
    """
    if not len(cases):
        return []
    looked = window(cases, days)
    found = [*_use(dataset, looked, times), *_start(dataset, looked, outcome)]
    if outcome == "satisfied":
        found += its_ticket(dataset, looked)
    else:
        found += support(dataset, looked)
    found += [*_surveys(dataset, looked), *_money(dataset, looked)]
    return [*found, *_who(groups)]


def _use(dataset: Dataset, looked: Window, times: int) -> Iterator[Behaviour]:
    frames = dataset.frames
    if not frames.has_cells("usage", "customer_id") or not len(frames.use_ends()):
        return
    known = looked.known_since(pd.Timestamp.fromordinal(int(frames.use_ends()["first"].min())))
    often = f" on {times} or more days" if times > 1 else ""

    def keys_of(feature: str | None = None) -> Counts:
        rows = frames.days_of_use(looked.customers, feature)
        return looked.keys_of_days(rows["who"].to_numpy(), rows["day"].to_numpy())

    keys = keys_of()
    all_days = looked.between(keys, looked.days)
    yield Behaviour("use", "Product use", f"used the product{often}", all_days >= times, known)
    recent = looked.between(keys, looked.days // 2)
    earlier = all_days - recent
    if looked.days >= 14:
        clause = f"more than halved its days of use (last {looked.days // 2} days)"
        known_use = known & (earlier > 0)
        yield Behaviour("use_fell", "Product use", clause, recent * 2 < earlier, known_use, "among those who used it before that", "sign")
    if frames.has_cells("usage", "feature"):
        wide = np.zeros(len(looked.cases), dtype="int64")
        names = [str(name) for name in frames.feature_ends()["feature"]]
        for name in names:
            counts = looked.between(keys_of(name), looked.days)
            wide += counts > 0
            yield Behaviour(f"feature: {name}", "Product use", f"used {name}{often}", counts >= times, known)
        if len(names) > 2:
            yield Behaviour("wide", "Product use", "used at least half of the features", wide * 2 >= len(names), known)
    if frames.has_cells("usage", "user_id"):
        users = _users(dataset, looked)
        if users is not None:
            yield Behaviour("users", "Product use", "had 2 or more different users", users >= 2, known)


def _users(dataset: Dataset, looked: Window) -> Counts | None:
    """How many different users of its customer each case has in its window; None where they are too many to look at."""
    users = dataset.frames.users_of(looked.customers)
    of_case = pd.DataFrame({"who": looked.codes, "case": np.arange(len(looked.cases))})
    if users.groupby("who").size().max() * len(of_case) > MOST_PAIRS:
        return None
    both = of_case.merge(users.assign(pair=range(len(users)))[["who", "pair"]], on="who")
    days = dataset.frames.days_of_users(looked.customers, users)
    keys = looked.keys_of_days(days["pair"].to_numpy(), days["day"].to_numpy())
    base = both["pair"].to_numpy(dtype="int64") * SECONDS
    ends = looked.ends[both["case"].to_numpy()]
    seen = np.searchsorted(keys, base + ends, "left") > np.searchsorted(keys, base + np.maximum(ends - looked.days * 86_400, 0), "left")
    found: Counts = np.bincount(both["case"].to_numpy()[seen], minlength=len(of_case)).astype("int64")
    return found


def _start(dataset: Dataset, looked: Window, outcome: str) -> Iterator[Behaviour]:
    """Onboarding and first value within so many days: of customers whose start lies at least so long back, so that all had the time."""
    table = dataset.tables.get("customers")
    if table is None or not len(table):
        return
    one = table.drop_duplicates("customer_id").set_index("customer_id")
    starts = [one[c] for c in (("trial_start", "signup_date") if outcome == "trial" else ("signup_date", "trial_start")) if c in one]
    if not starts:
        return
    start = starts[0] if len(starts) == 1 else starts[0].where(starts[0].notna(), starts[1])
    who, at = looked.cases["customer_id"], looked.cases["at"]
    soon: tuple[tuple[int, str, str], ...] = SOON
    if outcome == "trial":
        first = "on the first day" if looked.days == 1 else f"within {looked.days} days"
        soon = (
            (looked.days, "onboarding_done_at", f"was fully set up {first}"),
            (looked.days, "first_value_at", f"reached first value {first}"),
        )
    began = pd.to_datetime(who.map(start))
    for n, column, clause in soon:
        if column in one and one[column].notna().any():
            done = pd.to_datetime(who.map(one[column]))
            known = began.notna() & (began + pd.Timedelta(days=n) <= at)
            does = (done <= began + pd.Timedelta(days=n)) & (done <= at if outcome == "trial" else done < at)
            yield Behaviour(f"{column}_{n}", "Onboarding", clause, does.to_numpy(dtype=bool), known.to_numpy(dtype=bool))
    if "target_days" in one and "onboarding_done_at" in one and outcome != "trial":
        by = began.dt.normalize() + pd.to_timedelta(who.map(one["target_days"]), unit="D")
        does = pd.to_datetime(who.map(one["onboarding_done_at"])).dt.normalize() <= by
        known = by.notna() & (by < at)
        yield Behaviour(
            "on_plan", "Onboarding", "finished onboarding by the target day", does.to_numpy(dtype=bool), known.to_numpy(dtype=bool)
        )


def _surveys(dataset: Dataset, looked: Window) -> Iterator[Behaviour]:
    rows = dataset.tables.get("survey_responses")
    if rows is None or "customer_id" not in rows or not rows["customer_id"].notna().any():
        return
    known = looked.known_since(rows["date"].min())
    rows = rows[rows["customer_id"].notna()]

    def counted(key: str) -> pd.DataFrame:
        native = nw.from_native(rows[["customer_id", "date", "survey_type", "score", "scale_max"]], eager_only=True)
        found: pd.DataFrame = dataset.keep(("drivers_answers", key), lambda: native.filter(rows_of(MEASURES[key])).to_native())
        return found

    def count(*keys: str) -> Counts:
        some = pd.concat([counted(k) for k in keys])
        return looked.counts(some["customer_id"], some["date"])

    yield Behaviour("answered", "Surveys", "answered a survey", looked.counts(rows["customer_id"], rows["date"]) > 0, known)
    nps, csat = count("nps_responses"), count(*(k for k, _ in CSAT))
    has = known & (nps > 0)
    yield Behaviour(
        "promoter", "Surveys", "gave an NPS score of 9 or 10", count("promoters") > 0, has, "among those who answered NPS", "sign"
    )
    yield Behaviour(
        "detractor", "Surveys", "gave an NPS score of 0 to 6", count("detractors") > 0, has, "among those who answered NPS", "sign"
    )
    unhappy = csat - count(*(k for _, k in CSAT)) > 0
    yield Behaviour(
        "unhappy",
        "Surveys",
        "gave a CSAT answer that was not satisfied",
        unhappy,
        known & (csat > 0),
        "among those who answered CSAT",
        "sign",
    )


def _money(dataset: Dataset, looked: Window) -> Iterator[Behaviour]:
    if "purchases" in dataset.frames.names:
        rows = dataset.frames.typed("purchases")
        known = looked.known_since(rows["date"].min())
        rows = rows[(rows["amount"] > 0) & rows["customer_id"].notna()]
        yield Behaviour(
            "bought", "Purchases and outcomes", "bought something extra", looked.counts(rows["customer_id"], rows["date"]) > 0, known
        )
    if "outcomes" in dataset.frames.names:
        rows = dataset.frames.typed("outcomes")
        known = looked.known_since(rows["date"].min())
        if "verified" in rows:
            rows = rows[rows["verified"] == 1]
            seen = looked.counts(rows["customer_id"], rows["date"]) > 0
            yield Behaviour("outcome", "Purchases and outcomes", "had an outcome verified", seen, known)


WORDS = {
    "plan": "was on {}",
    "owner": "was looked after by {}",
    "segment": "was in segment {}",
    "country": "was in {}",
    "size": "was {} by MRR",
}


def _who(groups: Mapping[str, pd.Series[Any]]) -> Iterator[Behaviour]:
    """Who the customer was at the time: one against all others. Only what is known of nearly all, or it would tell how they ended."""
    for column, values in groups.items():
        known = values.notna().to_numpy()
        if known.mean() < 0.95:
            continue
        words = WORDS.get(column, f"had {column.replace('_', ' ')} {{}}")
        for value in sorted(values.dropna().unique()):
            yield Behaviour(
                f"{column}: {value}", "Who they are", words.format(value), (values == value).to_numpy(dtype=bool), known, "", "is"
            )
