"""The Onboarding page's tables and sentences, against naive loops over the csv file."""

import csv
import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from cs_calc import METRICS
from cs_calc.analysis import onboarding_charts as charts
from cs_calc.analysis.onboarding import (
    DIRECT,
    EVERYBODY,
    TRIAL,
    curve,
    reached,
    reached_by,
    same_curves,
    sign_ups,
    span_of,
    stretches,
    times,
)
from cs_calc.analysis.onboarding_lists import GONE, LATE, WAITS, not_set_up, overdue, running_trials, waiting
from cs_calc.analysis.onboarding_story import (
    NOT_BECAUSE,
    change_sentence,
    fast_sentence,
    opening,
    plan_sentence,
    stay_sentence,
    trial_sentence,
)
from cs_calc.analysis.onboarding_tables import cohorts_shown, effects_shown, reached_shown, trials_shown
from cs_calc.analysis.onboarding_trials import WINDOWS, cohorts, ended, fast_by, fast_effect, fast_effects, stay_effect, trials_of
from cs_calc.analysis.product import counted
from cs_calc.intervals import survival
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.narrow import only
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.work import number

CSV = Path(__file__).resolve().parent.parent / "sample_data" / "csv"
OCTOBER = "2026-10"
END = datetime(2026, 11, 1)


@pytest.fixture(scope="module")
def sample():
    names = ("subscriptions", "customers")
    return load(
        [read_file(f"{n}.csv", (CSV / f"{n}.csv").read_bytes(), known_headers=KNOWN_HEADERS) for n in names], today=date(2026, 10, 31)
    ).dataset


@pytest.fixture(scope="module")
def naive():
    """The file's customers as plain records, with times."""
    when = ("signup_date", "trial_start", "trial_end", "converted_at", "onboarding_done_at", "first_value_at", "churned_at")
    with (CSV / "customers.csv").open(encoding="utf-8") as file:
        return [{**row, **{c: datetime.fromisoformat(row[c]) if row[c] else None for c in when}} for row in csv.DictReader(file)]


def small(rows, *, as_of=date(2026, 3, 31)):
    """A dataset of customers made by hand, from records with times as text."""
    table = pd.DataFrame(rows)
    for column in table:
        if str(column).endswith(("_at", "_start", "_end", "_date")):
            table[column] = pd.to_datetime(table[column])
    table["customer_id"] = [f"C{n}" for n in range(len(table))]
    return Dataset({"customers": table.assign(_sheet="customers", _row=range(2, len(table) + 2))}, as_of)


# the first day


def test_the_opening_gives_the_first_day_away(sample):
    first, caveat, *rest = opening(sample, "month", OCTOBER)
    assert first == (
        "Of 647 trials that have ended, 139 were set up within 24 hours: 58.3% of these became customers, of the others 36.2%. That is "
        "22.1 points more, and more than chance would explain (+12.7 points to +30.9 points; p < 0.001, Fisher’s exact test)."
    )
    assert caveat == NOT_BECAUSE and "the cause is not shown" in caveat
    assert "9 of 11 running trials are not set up" in rest[-1] and "17 customers are past the planned day" in rest[-1]
    assert "$6,584.17 of MRR" in rest[-1] and "the largest Dunmarrow Energy" in rest[-1]


def test_fast_and_slow_are_what_a_loop_counts(sample, naive):
    counts = defaultdict(int)
    for row in naive:
        if row["trial_end"] and row["trial_end"] < END:
            quick = row["onboarding_done_at"] is not None and row["onboarding_done_at"] - row["trial_start"] <= timedelta(hours=24)
            counts[quick] += 1
            counts[quick, "won"] += row["converted_at"] is not None
    found = fast_effects(sample, "month", OCTOBER)[0]
    assert (found.fast, found.fast_converted, found.slow, found.slow_converted) == (
        counts[True], counts[True, "won"], counts[False], counts[False, "won"]
    )  # fmt: skip
    table = [[counts[True, "won"], counts[True] - counts[True, "won"]], [counts[False, "won"], counts[False] - counts[False, "won"]]]
    assert math.isclose(found.chance, fisher_exact(table)[1])
    assert math.isclose(found.difference, found.fast_rate - found.slow_rate) and found.low < found.difference < found.high


def test_the_period_alone_is_the_metrics_own_answer(sample):
    alone = fast_effects(sample, "month", OCTOBER)[-1]
    found = answer_for(sample, METRICS["fast_onboarding_uplift"], "month", OCTOBER)
    assert alone.name == "Oct 2026" and math.isclose(alone.uplift.value, found.value)
    assert alone.fast == number(found.given, "fast_started") and not alone.real
    assert "may be chance" in fast_sentence(alone) and "too few" in fast_sentence(alone)
    shown = effects_shown(fast_effects(sample, "month", OCTOBER))
    assert shown["Note"].tolist() == ["", "", "too few to rank"] and shown["Difference"].iloc[0] == "22.1 points more"


def test_it_holds_within_each_plan_and_the_groups_add_up(sample):
    table = fast_by(sample, "month", OCTOBER, "plan")
    rows = ended(sample, "month", OCTOBER)
    parts = table[table["segment"] != "All"].groupby("group")["n"].sum()
    assert parts["fast"] == (rows["fast"] == 1).sum() and parts["slow"] == (rows["slow"] == 1).sum()
    picture = charts.fast_and_slow(table, "plan")
    assert "the same way in each plan with enough trials" in picture.title and "Business (few)" in picture.alt
    assert picture.chart.to_dict() and len(trials_shown(rows)) == 647


def test_who_stayed_half_a_year_is_what_a_loop_counts(sample, naive):
    with (CSV / "subscriptions.csv").open(encoding="utf-8") as file:
        paid = {row["customer_id"] for row in csv.DictReader(file) if float(row["amount"]) > 0}
    counts = defaultdict(int)
    for row in naive:
        half = row["signup_date"] + timedelta(days=180)
        if row["customer_id"] in paid and half <= END and not (row["trial_start"] and not row["converted_at"]):
            quick = row["onboarding_done_at"] is not None and row["onboarding_done_at"] - row["signup_date"] <= timedelta(days=1)
            counts[quick] += 1
            counts[quick, "stayed"] += not (row["churned_at"] and row["churned_at"] < half)
    found = stay_effect(sample, "month", OCTOBER)
    assert (found.fast, found.fast_converted) == (counts[True], counts[True, "stayed"])
    assert (found.slow, found.slow_converted) == (counts[False], counts[False, "stayed"])
    assert "no evidence of a difference" in stay_sentence(found)
    without_list = Dataset(
        {**sample.tables, "customers": sample.tables["customers"].drop(columns=["churned_at", "trial_end"])}, sample.as_of
    )
    again = stay_effect(without_list, "month", OCTOBER)  # who left, from the days that were paid for
    assert again.fast == found.fast and abs(again.fast_converted - found.fast_converted) <= 2
    assert opening(without_list, "month", OCTOBER)[0] == stay_sentence(again)
    nothing = Dataset({"customers": sample.tables["customers"].drop(columns="churned_at")}, sample.as_of)
    assert stay_effect(nothing, "month", OCTOBER) is None


def test_one_empty_group_gives_no_effect():
    data = small([{"trial_start": "2026-01-01", "trial_end": "2026-01-15", "converted_at": None, "onboarding_done_at": "2026-01-01"}])
    assert fast_effect(ended(data, "month", "2026-03"), "All") is None and fast_effects(data, "month", "2026-03") == []


# curves


def test_a_curve_is_the_product_of_the_shares_that_remain():
    happened, still = [1, 2, 2, 5, 8], [3, 9, 9]
    left, expected = 1.0, {}
    for day in sorted({*happened, *still}):
        at_risk = sum(t >= day for t in (*happened, *still))
        left *= 1 - sum(t == day for t in happened) / at_risk
        expected[day] = 1 - left
    table = curve(happened, still)
    for day, share in expected.items():
        assert math.isclose(reached_by(table, day), share)
    assert table["day"].iloc[0] == 0 and reached_by(table, 9.5) is None and curve([], [1]).empty


def test_the_middle_of_the_curve_is_the_median_that_the_card_shows(sample):
    for what in ("value", "onboarding"):
        found = reached(sample, what, "month", OCTOBER)[0]
        table = found.table
        half = table.loc[table["reached"] >= 0.5, "day"].iloc[0]
        assert math.isclose(half, found.median.median)
        happened, still = times(sample, what, stretches(sample, "month", OCTOBER)[0])
        assert found.median == survival(happened, still) and found.people == len(happened) + len(still)


def test_who_never_gets_there_is_what_a_loop_counts(sample, naive):
    gone = waiting_ = 0
    for row in naive:
        if datetime(2025, 11, 1) <= row["signup_date"] < END and row["first_value_at"] is None:
            lapsed = row["trial_end"] and row["trial_end"] < END and not row["converted_at"]
            is_gone = bool(lapsed or (row["churned_at"] and row["churned_at"] < END))
            gone, waiting_ = gone + is_gone, waiting_ + (not is_gone)
    found = reached(sample, "value", "month", OCTOBER)[0]
    assert (found.gone, found.waiting) == (gone, waiting_) and math.isclose(found.never, gone / found.people)


def test_a_change_of_the_mix_is_told_from_a_change_of_speed(sample):
    found = reached(sample, "value", "month", OCTOBER)
    assert [f.group for f in found] == [EVERYBODY, TRIAL, DIRECT]
    assert found[0].people == found[1].people + found[2].people
    said = change_sentence(found)
    assert "the curves differ by more than chance would explain (p = 0.002, log-rank)" in said
    assert said.endswith("trials are 84.9% of sign-ups now, 50.3% then, and trials take longer. The mix changed, not the speed.")
    assert change_sentence(found[:1]).endswith("log-rank).") and change_sentence([]) == ""
    assert list(reached_shown(found)["Sign-ups"]) == [f.people for f in found]


def test_log_rank_is_observed_against_expected():
    one, other = ([1, 3, 4], [5]), ([2, 6, 7], [8])
    everyone = [(t, 1, 0) for t in one[0]] + [(t, 0, 0) for t in one[1]] + [(t, 1, 1) for t in other[0]] + [(t, 0, 1) for t in other[1]]
    gap = spread = 0.0
    for day in sorted({t for t, seen, _ in everyone if seen}):
        risk, risk_one = sum(t >= day for t, _, _ in everyone), sum(t >= day and g == 0 for t, _, g in everyone)
        dead = sum(t == day and seen for t, seen, _ in everyone)
        gap += sum(t == day and seen and g == 0 for t, seen, g in everyone) - dead * risk_one / risk
        if risk > 1:
            spread += dead * (risk_one / risk) * (1 - risk_one / risk) * (risk - dead) / (risk - 1)
    p = math.erfc(abs(gap) / math.sqrt(spread) / math.sqrt(2))
    assert math.isclose(same_curves(one, other), p, rel_tol=1e-9) and same_curves(([], [1]), other) is None


def test_the_curves_are_drawn_with_their_finding(sample):
    picture = charts.curves(reached(sample, "value", "month", OCTOBER))
    assert picture.title == "Half reach first value within 3.5 days (likely 2.7 days to 3.6 days); 16.8% have not after 14 days"
    assert "Trials 80.5% by day 14" in picture.alt and picture.chart.to_dict()
    assert span_of([]) == 14 and span_of([400.0]) == 365


# trials


def test_cohorts_and_windows_are_what_a_loop_counts(sample, naive):
    table = cohorts(sample, "month", OCTOBER)
    for cohort in ("2025-11", "2026-09"):
        started = [r for r in naive if r["trial_start"] and f"{r['trial_start']:%Y-%m}" == cohort]
        youngest = min(END - r["trial_start"] for r in started)
        rows = table[table["cohort"] == cohort].set_index("window")
        for window in WINDOWS:
            won = sum(1 for r in started if r["converted_at"] and r["converted_at"] - r["trial_start"] <= timedelta(days=window))
            known = youngest >= timedelta(days=window)
            assert rows.at[window, "converted"] == won and rows.at[window, "trials"] == len(started)
            assert math.isclose(rows.at[window, "value"], won / len(started)) if known else pd.isna(rows.at[window, "value"])


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
def test_a_cohort_so_far_is_the_conversion_of_trials_started(sample, kind):
    period = sample.periods(kind)[-1]
    so_far = cohorts(sample, kind, period).query("window.isna()")
    for row in so_far.to_dict("records"):
        found = answer_for(sample, METRICS["trial_conversion_rate"], kind, row["cohort"])
        assert row["trials"] == number(found.given, "trials_started") and math.isclose(row["value"], found.value)
        assert len(trials_of(sample, kind, row["cohort"])) == row["trials"]
    assert charts.cohort_windows(cohorts(sample, kind, period)).chart.to_dict()
    assert len(cohorts_shown(cohorts(sample, kind, period))) == len(so_far)


def test_the_trials_of_the_period_are_told_with_their_range(sample):
    assert trial_sentence(sample, "month", OCTOBER) == (
        "Of 40 trials that ended in Oct 2026, 20 became customers (50.0%, likely 35.2% to 64.8%), 36.0% in Sep 2026."
    )


# lists


def test_the_running_trials_are_what_a_loop_finds(sample, naive):
    running = [r for r in naive if r["trial_end"] and r["trial_end"] >= END and r["trial_start"] < END and not r["converted_at"]]
    assert set(running_trials(sample)["customer_id"]) == {r["customer_id"] for r in running}
    assert set(not_set_up(sample)["customer_id"]) == {r["customer_id"] for r in running if r["onboarding_done_at"] is None}
    assert not_set_up(sample)["trial_start"].is_monotonic_increasing


def test_the_overdue_are_customers_past_their_planned_day(sample, naive):
    paying = {r.customer_id for r in sample.detail("customer_periods", "month").query(f"period == '{OCTOBER}' and is_in == 1").itertuples()}
    late = {}
    for row in naive:
        due = row["signup_date"] + timedelta(days=int(row["target_days"]))
        if row["customer_id"] in paying and row["onboarding_done_at"] is None and due < END:
            late[row["customer_id"]] = (END - timedelta(days=1) - due).days
    rows = overdue(sample)
    assert dict(zip(rows["customer_id"], rows["days_overdue"], strict=True)) == late and len(late) == 17
    groups = counted(rows, "late", tuple(name for _, name in LATE))
    assert groups["customers"].sum() == 17 and math.isclose(groups["mrr"].sum(), rows["mrr"].sum())
    assert charts.overdue_bars(groups, "31 October 2026", "$").title.endswith("$6,584 of MRR")


def test_those_still_waiting_add_up_to_the_curve(sample):
    months = stretches(sample, "month", OCTOBER)[0]
    for what in ("value", "onboarding"):
        rows, found = waiting(sample, what, months), reached(sample, what, "month", OCTOBER)[0]
        assert len(rows) == found.median.waiting and (rows["wait"] == GONE).sum() == found.gone
        picture = charts.waits(counted(rows, "wait", (*(n for _, n in WAITS), GONE)), "first value", "$")
        assert picture.title.startswith(f"{found.waiting} still here have not reached first value; {found.gone} are gone")


def test_on_plan_is_the_metrics_own_answer(sample):
    assert plan_sentence(sample, "month", OCTOBER).startswith(
        "Of 18 sign-ups in Oct 2026 whose planned day has passed, 12 were done in time (66.7%)."
    )


# what is missing

COLUMNS = ("trial_start", "trial_end", "converted_at", "onboarding_done_at", "first_value_at", "target_days", "churned_at", "signup_date")


@pytest.mark.parametrize("column", COLUMNS)
def test_without_a_column_the_rest_stands_and_nothing_is_made_up(sample, column):
    data = Dataset({"customers": sample.tables["customers"].drop(columns=column)}, sample.as_of)
    said = " ".join(opening(data, "month", OCTOBER))
    assert said and "nan" not in said.lower().split()
    if column in ("trial_end", "onboarding_done_at", "converted_at"):
        assert "trials that have ended" not in said
    if column == "trial_end":
        assert "running" not in said and running_trials(data).empty
    if column == "signup_date":
        assert sign_ups(data).empty and overdue(data).empty
    if column == "first_value_at":
        assert "first value" not in said and reached(data, "value", "month", OCTOBER) == []


def test_one_plan_is_a_part_of_the_whole(sample):
    parts = [fast_effects(only(sample, "plan", p), "month", OCTOBER)[0] for p in ("Basic", "Team", "Business")]
    assert sum(p.fast for p in parts) == 139 and sum(p.slow for p in parts) == 508
