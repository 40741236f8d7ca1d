"""The Product page's tables and sentences, against naive loops over the csv files."""

import csv
import math
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from cs_calc import METRICS
from cs_calc.analysis import product_charts as charts
from cs_calc.analysis.product import (
    BANDS,
    HALVED,
    NEVER,
    NEVER_NEW,
    TRENDS,
    YOUNG,
    activity,
    band_of,
    counted,
    day_span,
    here,
    months_of,
    silent,
    stretches,
    trend_of,
    usage_rows,
)
from cs_calc.analysis.product_features import adoption, by_week, has_features, launches, without_feature
from cs_calc.analysis.product_story import (
    falling_sentence,
    feature_sentence,
    launch_note,
    one_sentence,
    opening,
    silent_sentence,
    users_sentence,
    weeks_note,
)
from cs_calc.analysis.product_tables import features_shown, for_people, together
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.narrow import only
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.work import number

CSV = Path(__file__).resolve().parent.parent / "sample_data" / "csv"
OCTOBER, END = "2026-10", date(2026, 10, 31)


@pytest.fixture(scope="module")
def sample():
    names = ("usage", "subscriptions", "customers")
    return load([read_file(f"{n}.csv", (CSV / f"{n}.csv").read_bytes(), known_headers=KNOWN_HEADERS) for n in names]).dataset


def plain(name):
    with (CSV / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def days():
    """Customer -> the days with use."""
    found = defaultdict(set)
    for row in plain("usage"):
        found[row["customer_id"]].add(date.fromisoformat(row["date"]))
    return found


@pytest.fixture(scope="module")
def lives():
    """Customer -> the days on which it paid."""
    found = defaultdict(set)
    for row in plain("subscriptions"):
        if float(row["amount"]) > 0:
            day, last = date.fromisoformat(row["start_date"]), END
            if row["end_date"] and date.fromisoformat(row["end_date"]) <= END:
                last = date.fromisoformat(row["end_date"]) - timedelta(days=1)
            while day <= last:
                found[row["customer_id"]].add(day)
                day += timedelta(days=1)
    return found


def small(uses, subscriptions, *, as_of=date(2026, 3, 31), features=None):
    """A dataset made by hand: uses are (customer, day), subscriptions (customer, start, amount)."""
    usage = pd.DataFrame({"customer_id": [c for c, _ in uses], "date": pd.to_datetime([d for _, d in uses])})
    if features is not None:
        usage["feature"] = features
    tables = {"usage": usage.assign(_sheet="usage", _row=range(2, len(usage) + 2))}
    if subscriptions:
        tables["subscriptions"] = pd.DataFrame(
            {
                "customer_id": [c for c, _, _ in subscriptions],
                "start_date": pd.to_datetime([s for _, s, _ in subscriptions]),
                "end_date": pd.to_datetime([None] * len(subscriptions)),
                "amount": [float(a) for _, _, a in subscriptions],
                "interval": "month",
                "_sheet": "subscriptions",
                "_row": range(2, len(subscriptions) + 2),
            }
        )
    return Dataset(tables, as_of)


# who is silent


def test_the_opening_says_who_is_silent_and_whose_activity_falls_with_money(sample):
    first, second, third = opening(sample, "month", OCTOBER)
    assert first == (
        "24 of 483 customers (5.0%) did not use the product in Oct 2026: $8,005.11 of MRR, the largest Zellbrook Cycles ($1,560). "
        "8 of them have no row of use at all ($3,243.62 of MRR); 7 became customers in the last 31 days, Zellbrook Insurance earlier."
    )
    assert "17 of 399 customers compared: $6,494.66 of MRR, the largest Aldermoor Cycles ($2,145)" in second
    assert "the fall of Dovenby Logistics ($375.84 of MRR) would be more than chance explains; among so many, up to 10 such falls" in second
    assert third.startswith("1,163 users came in Oct 2026 (1,086 in Sep 2026)")


def test_the_silent_are_those_who_pay_at_the_end_and_have_no_day_of_use(sample, days, lives):
    expected = {c for c, paid in lives.items() if END in paid and not any(d >= date(2026, 10, 1) for d in days[c])}
    rows = silent(sample, "month", OCTOBER)
    assert set(rows["customer_id"]) == expected and len(expected) == 24
    assert set(rows.loc[rows["never"], "customer_id"]) == {c for c in expected if not days[c]}
    for row in rows.to_dict("records"):
        waited = END - max(days[row["customer_id"]]) if not row["never"] else END - row["since"].date() + timedelta(days=1)
        assert row["silent_days"] == waited.days
        assert row["since"].date() in lives[row["customer_id"]]
        assert row["since"].date() - timedelta(days=1) not in lives[row["customer_id"]]


@pytest.mark.parametrize(("kind", "period"), [("month", OCTOBER), ("quarter", "2026-Q3"), ("year", "2025")])
def test_the_list_of_the_silent_reconciles_with_the_adoption_metric(sample, kind, period):
    found = answer_for(sample, METRICS["feature_adoption_rate"], kind, period)
    everybody, users = number(found.given, "all_customers"), number(found.given, "feature_customers")
    assert len(here(sample, kind, period)) == everybody
    assert len(silent(sample, kind, period)) == everybody - users


def test_the_bars_add_up_to_the_list(sample):
    rows = silent(sample, "month", OCTOBER)
    bands = counted(rows, "band", BANDS)
    assert bands["customers"].sum() == len(rows) and math.isclose(bands["mrr"].sum(), rows["mrr"].sum())
    assert dict(zip(bands["band"], bands["customers"], strict=True))[NEVER_NEW] == 7
    assert dict(zip(bands["band"], bands["customers"], strict=True))[NEVER] == 1
    picture = charts.silent_bars(bands, OCTOBER, "$")
    assert picture.title == "24 customers without any use in Oct 2026, 8 of them never" and "7 ($3,092)" in picture.alt


def test_bands_begin_where_they_say():
    assert [band_of(False, d) for d in (30, 31, 60, 61, 90, 91)] == [
        "Last use up to 30 days ago", "Last use 31 to 60 days ago", "Last use 31 to 60 days ago",
        "Last use 61 to 90 days ago", "Last use 61 to 90 days ago", "Last use over 90 days ago",
    ]  # fmt: skip
    assert band_of(True, 31) == NEVER_NEW and band_of(True, 32) == NEVER


def test_nobody_silent_is_said_so():
    data = small([("A", "2026-03-02")], [("A", "2026-03-01", 100)])
    assert silent(data, "month", "2026-03").empty
    assert silent_sentence(data, "month", "2026-03") == (
        "Nobody is silent: every one of the 1 customers at the end of Mar 2026 used the product in it."
    )


def test_without_mrr_data_what_customers_pay_is_said_to_be_unknown():
    data = small([("A", "2026-02-02"), ("B", "2026-03-02")], [])
    assert "mrr" not in silent(data, "month", "2026-03")
    assert "it is not known what they pay" in silent_sentence(data, "month", "2026-03")


def test_who_came_back_is_a_customer_since_coming_back():
    data = small([("B", "2026-03-02")], [("A", "2025-01-01", 10), ("B", "2026-01-01", 10), ("A", "2026-03-20", 10)])
    data.tables["subscriptions"]["end_date"] = pd.to_datetime(["2025-06-30", None, None])
    rows = silent(data, "month", "2026-03").set_index("customer_id")
    assert rows.at["A", "since"] == pd.Timestamp("2026-03-20") and rows.at["A", "silent_days"] == 12


# activity


def test_activity_is_days_with_use_of_days_as_a_customer(sample, days, lives):
    rows = activity(sample, "month", OCTOBER).set_index("customer_id")
    now = {date(2026, 8, 1) + timedelta(days=n) for n in range(92)}
    before = {date(2026, 5, 1) + timedelta(days=n) for n in range(92)}
    for customer in list(rows.index)[::7]:
        row = rows.loc[customer]
        for stretch, suffix in ((now, ("active_days", "possible_days")), (before, ("active_before", "possible_before"))):
            paid = lives[customer] & stretch
            assert row[suffix[0]] == len(days[customer] & paid) and row[suffix[1]] == len(paid), (customer, suffix)
        assert row["trend"] == trend_of(row["active_days"], row["possible_days"], row["active_before"], row["possible_before"])


def test_the_activity_of_all_adds_up_to_the_metric(sample):
    rows = activity(sample, "quarter", "2026-Q3")
    found = answer_for(sample, METRICS["product_activity_coefficient"], "quarter", "2026-Q3")
    left = sample.detail("customer_use", "quarter").query("period == '2026-Q3' and at_end == 0")  # no longer customers at its end
    assert rows["active_days"].sum() + left["days_active_as_customer"].sum() == number(found.given, "active_days")
    assert rows["possible_days"].sum() + left["possible_days"].sum() == number(found.given, "possible_days")


def test_the_chance_of_a_fall_is_fishers(sample):
    rows = activity(sample, "month", OCTOBER).set_index("customer_id")
    row = rows.loc["C0145"]
    k, n, before, m = (int(row[c]) for c in ("active_days", "possible_days", "active_before", "possible_before"))
    total = k + before
    by_hand = sum(math.comb(n, i) * math.comb(m, total - i) for i in range(k + 1)) / math.comb(n + m, total)
    assert math.isclose(row["chance"], by_hand) and bool(row["beyond_chance"]) and row["trend"] == HALVED
    assert rows["beyond_chance"].sum() == 1


def test_the_new_and_those_without_an_earlier_stretch_are_not_compared(sample):
    assert trend_of(5, 27, 9, 92) == YOUNG and trend_of(5, 28, 9, 92) != YOUNG
    assert trend_of(0, 92, 0, 92) == "No use in either" and trend_of(2, 92, 0, 92) == "Doubled or better"
    now, earlier = stretches(sample, "year", "2025")
    assert len(now) == 12 and earlier == []
    assert falling_sentence(sample, "year", "2025").startswith("Whose activity falls is not known: the usage data does not have")
    assert (activity(sample, "year", "2025")["trend"] == YOUNG).all()


def test_one_customer_is_told_in_a_sentence_and_in_rows(sample, days):
    row = activity(sample, "month", OCTOBER).set_index("customer_id", drop=False).loc["C0145"]
    assert one_sentence(sample, row).startswith("Dovenby Logistics: 2 days with use of 92 as a customer, after 11 of 92. By luck alone")
    assert len(usage_rows(sample, "C0145")) == sum(1 for r in plain("usage") if r["customer_id"] == "C0145")
    months = months_of(sample, "C0145")
    assert months["days_active"].sum() == len(days["C0145"]) and months["period"].iloc[-1] == OCTOBER
    assert charts.one_customer(months, "Dovenby").title.startswith("Dovenby: ")


# features


def test_adoption_week_by_week_is_what_a_loop_counts(sample, lives):
    table = by_week(sample, "month", OCTOBER)
    first, used = {}, defaultdict(set)
    for row in plain("usage"):
        if row["feature"] == "Import":
            day = date.fromisoformat(row["date"])
            first[row["customer_id"]] = min(first.get(row["customer_id"], day), day)
            used[(day - date(2024, 11, 1)).days // 7].add(row["customer_id"])
    rows = table[table["feature"] == "Import"].set_index("week")
    for week in (0, 1, 40, 103):
        end = date(2024, 11, 1) + timedelta(days=7 * week + 6)
        there = {c for c, paid in lives.items() if end in paid}
        assert rows.at[week, "customers"] == len(there)
        assert rows.at[week, "adopted"] == sum(1 for c in there if c in first and first[c] <= end)
        assert rows.at[week, "used"] == len(used[week] & there)
    assert rows.index.max() == 103


def test_the_customers_without_a_feature_reconcile_with_its_adoption(sample):
    table = adoption(sample, "month", OCTOBER).set_index("feature")
    for feature in table.index:
        assert len(without_feature(sample, "month", OCTOBER, feature)) == table.at[feature, "all"] - table.at[feature, "customers"]
    assert table.index[0] == "Projects" and table.index[-1] == "Import"
    assert "Fewest have ever tried “Shared reports”: 45.7%" in feature_sentence(sample, "month", OCTOBER)


def test_a_launch_is_known_only_where_the_data_begins_well_before_it():
    uses = [("A", "2026-01-01"), ("A", "2026-02-10"), ("B", "2026-02-20")]
    data = small(uses, [("A", "2026-01-01", 10), ("B", "2026-01-01", 10)], features=["Old", "New", "New"])
    known = launches(data).set_index("feature")["known"]
    assert not known["Old"] and known["New"]
    note = launch_note(data)
    assert "“Old”" in note and "New" not in note
    weeks = by_week(data, "month", "2026-03")
    new = weeks[weeks["feature"] == "New"]
    assert new["share"].tolist()[:2] == [0.5, 1.0] and new["used_share"].tolist()[:3] == [0.5, 0.5, 0.0]
    assert charts.adoption_curves(weeks).title.startswith("7 weeks on, 100.0% of customers have tried New")
    assert charts.adoption_curves(weeks, "used_share").chart.to_dict()


def test_labels_at_the_ends_of_lines_never_touch():
    placed = charts.apart([0.5, 0.5, 0.51, 0.9], 0.1)
    assert all(b - a >= 0.1 - 1e-6 for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False))


# what is missing


def test_without_features_users_or_minutes_the_rest_stands():
    data = small([("A", "2026-02-02"), ("A", "2026-03-02")], [("A", "2026-02-01", 10)])
    assert not has_features(data) and adoption(data, "month", "2026-03").empty and by_week(data, "month", "2026-03").empty
    assert feature_sentence(data, "month", "2026-03") == ""
    assert "1 customers came in Mar 2026" in users_sentence(data, "month", "2026-03")
    assert together(data, "month", (("time_in_product", "per_session", "Session"),))[1] == []


def test_of_one_feature_there_are_users_but_no_customers(sample):
    one = only(sample, "feature", "Import")
    assert here(one, "month", OCTOBER).empty and activity(one, "month", OCTOBER).empty
    assert opening(one, "month", OCTOBER) == ["60 users came in Oct 2026 (66 in Sep 2026); on an average day 3.2% of them (stickiness)."]


def test_a_plan_alone_is_a_part_of_the_whole(sample):
    whole, part = silent(sample, "month", OCTOBER), silent(only(sample, "plan", "Team"), "month", OCTOBER)
    assert set(part["customer_id"]) == set(whole.loc[whole["plan"] == "Team", "customer_id"]) and len(part) > 5


def test_tables_for_people_have_plain_names(sample):
    rows = activity(sample, "month", OCTOBER)
    shown = for_people(rows)
    assert {"closing_mrr", "Activity", "Activity before", "Chance of such a fall", "Beyond chance"} <= set(shown)
    assert set(shown["Beyond chance"]) == {"yes", "no"} and len(shown) == len(rows)
    assert charts.trend_bars(counted(rows, "trend", TRENDS), "$").title == "Activity is lower for 99 customers, higher for 92"
    assert list(features_shown(sample, adoption(sample, "month", OCTOBER))["Launch"].unique()) == ["perhaps earlier"]
    assert "Months have 3 to 4 of them" in weeks_note(sample, "month", "weekly") and weeks_note(sample, "quarter", "weekly") == ""
    assert [f"{d:%Y-%m-%d}" for d in day_span(sample, "quarter", "2026-Q3")] == ["2026-07-01", "2026-09-30"]
