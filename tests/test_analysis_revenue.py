"""Revenue's analysis against naive loops over plain records, and the stories that are planted in the sample company."""

import json
from collections import defaultdict
from datetime import date

import pandas as pd
import pytest

from cs_calc.analysis import (
    billing,
    choice_over_time,
    cohort_maps,
    concentration,
    leavers,
    movement_sources,
    revenue_charts,
    revenue_story,
    revenue_tables,
)
from cs_calc.analysis.churn_by import churn_by, differs, drawn, leaving_faster
from cs_calc.analysis.customer_rows import AGE, SIZE, customer_rows, grouped, in_period, splits, sums
from cs_calc.change import shares
from cs_calc.intervals import wilson
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for, given
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from tests.apptest import ROOT

OCTOBER, KIND = "2026-10", "month"
CSV = ROOT / "sample_data" / "csv"


@pytest.fixture(scope="module")
def sample():
    """The sample company's money: subscriptions, customers and movements."""
    names = ("subscriptions.csv", "customers.csv", "mrr_movements.csv")
    return load([read_file(n, (CSV / n).read_bytes(), known_headers=KNOWN_HEADERS) for n in names]).dataset


@pytest.fixture(scope="module")
def books():
    """Customer -> month -> MRR at its end, from the csv of monthly MRR: a second source of the same numbers."""
    found = defaultdict(dict)
    for row in pd.read_csv(CSV / "monthly_mrr.csv").to_dict("records"):
        found[row["customer_id"]][row["month"][:7]] = round(row["mrr"], 2)
    return found


def small(subscriptions, **tables):
    """A dataset by hand; subscriptions as (customer, start, end, amount, interval, more)."""
    rows = [
        {"subscription_id": f"S{n}", "customer_id": c, "start_date": s, "end_date": e, "amount": a, "interval": i, "_sheet": "s", "_row": n,
         **more}
        for n, (c, s, e, a, i, more) in enumerate(subscriptions)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    for column in ("start_date", "end_date"):
        table[column] = pd.to_datetime(table[column])
    return Dataset({"subscriptions": table, **tables}, date(2026, 4, 30))


# rows and splits


def test_the_rows_of_a_period_add_up_to_the_inputs_of_the_metrics(sample):
    for kind, period in ((KIND, OCTOBER), ("quarter", "2026-Q2"), ("year", "2025")):
        want = given(sample, kind, period)
        for key, value in sums(in_period(customer_rows(sample, kind), period)).items():
            assert value == pytest.approx(want[key]), (key, period)


def test_churn_by_plan_is_what_a_loop_over_the_books_counts(sample, books):
    plan = dict(pd.read_csv(CSV / "customers.csv")[["customer_id", "plan"]].itertuples(index=False))
    table = churn_by(sample, KIND, "2026-05", "plan").set_index("group")
    for name in ("Basic", "Team", "Business"):
        there = [c for c, m in books.items() if plan[c] == name and m.get("2026-04", 0) > 0]
        left = [c for c in there if not books[c].get("2026-05", 0) > 0]
        lost = sum(max(0.0, books[c]["2026-04"] - books[c].get("2026-05", 0.0)) for c in there)
        row = table.loc[name]
        assert (row["customers"], row["left"]) == (len(there), len(left))
        assert row["customer_churn"] == pytest.approx(len(left) / len(there))
        assert row["low"] == pytest.approx(wilson(len(left), len(there)).low)
        assert row["lost_mrr"] == pytest.approx(lost, abs=0.1)
        assert row["mrr_churn"] == pytest.approx(row["lost_mrr"] / row["mrr"])


def test_every_split_has_everybody_in_it_once(sample):
    want = given(sample, "quarter", "2025-Q3")
    for by in splits(sample):
        table = churn_by(sample, "quarter", "2025-Q3", by)
        assert table["customers"].sum() == want["opening_customers"] and table["left"].sum() == want["left_customers"], by
        assert table["mrr"].sum() == pytest.approx(want["opening_mrr"])
    assert {SIZE, AGE} < set(splits(sample))


def test_sizes_are_quarters_and_the_largest_tenth_on_its_own():
    amounts = pd.Series([float(n) for n in range(1, 101)])
    frame = pd.DataFrame({"opening_mrr": amounts, "was_in": 1})
    counts = grouped(frame, SIZE).value_counts().to_dict()
    assert sorted(counts.values()) == [10, 15, 25, 25, 25]
    assert grouped(pd.DataFrame({"opening_mrr": [5.0, 5.0], "was_in": 1}), SIZE).nunique() == 1


def test_groups_below_twenty_are_few_and_come_last(sample):
    table = churn_by(sample, KIND, "2025-09", "segment")
    assert dict(zip(table["group"], table["few"], strict=True)) == {"Enterprise": table.set_index("group").at["Enterprise", "customers"] < 20,
                                                                  "Mid-market": False, "Small": False}  # fmt: skip
    shown = drawn(table)
    few = set(table.loc[table["few"], "group"])
    assert not few or shown["segment"].iloc[-1] in few
    assert differs(table.assign(few=True)).startswith("Fewer than two groups")


def test_whether_the_highest_group_differs_counts_that_it_was_picked(sample):
    table = churn_by(sample, "quarter", "2025-Q3", "plan")
    top = table.sort_values("customer_churn").iloc[-1]
    rest = table[table["group"] != top["group"]]
    p = 3 * shares(rest["left"].sum(), rest["customers"].sum(), top["left"], top["customers"])[2]
    assert p < 0.001 and "The highest, Basic" in differs(table) and "more than chance" in differs(table) and "p < 0.001" in differs(table)


# the stories


def test_story_one_a_price_change_stands_out_and_then_its_customers_leave(sample):
    march = revenue_story.opening(sample, KIND, "2026-03")[0]
    assert "Upgrades stand out: $4,462" in march and "88% of it is “price change” (155 customers)" in march
    may = revenue_story.opening(sample, KIND, "2026-05")
    assert "plan Team leave faster than they used to: 4.4% a month in Apr to May 2026" in may[0] and "1.61% a month" in may[0]
    assert (
        "Of the 155 customers with “price change” in Mar 2026, 27 (17.4%) had left or paid less" in may[1] and "more than chance" in may[1]
    )


def test_those_followed_after_the_price_change_are_those_whom_a_loop_finds(sample, books):
    moves = pd.read_csv(CSV / "mrr_movements.csv")
    touched = set(moves.loc[(moves["source"] == "price change") & moves["date"].str.startswith("2026-03"), "customer_id"])
    there = [c for c, m in books.items() if m.get("2026-03", 0) > 0]
    less = {c for c in there if books[c].get("2026-05", 0.0) < books[c]["2026-03"] - 0.02}
    found = revenue_story.followed(sample, KIND, "2026-05")
    assert found.left == (len(less & touched), len(touched & set(there)))
    assert found.others == (len(less - touched), len(set(there) - touched))


def test_story_two_basic_leaves_in_its_bad_quarter(sample):
    first = revenue_story.opening(sample, "quarter", "2025-Q3")[0]
    assert "plan Basic leave faster than they used to: 17.65% in Q3 2025 (18 of 102 at the start)" in first
    run = leaving_faster(sample, KIND, "2025-09")
    assert (run.group, run.periods) == ("Basic", ("2025-07", "2025-08", "2025-09")) and 0.059 < run.now.value < 0.061


def test_story_three_few_leave_but_the_large_ones(sample, books):
    first, second, third, *_ = revenue_story.opening(sample, KIND, OCTOBER)
    assert first == "Customer churn and MRR churn point in opposite directions in Aug to Oct 2026: few leave, but the large ones."
    assert "0.75% of customers left a month" in second and "took $2,470 of MRR along" in second and "4.6% of the MRR" in second
    assert "more than chance would explain (p < 0.001" in second
    assert "segment Enterprise leave faster" in third
    found = revenue_story.opposite(sample, KIND, OCTOBER)
    there = gone = 0
    for before, now in (("2026-07", "2026-08"), ("2026-08", "2026-09"), ("2026-09", "2026-10")):
        start = [c for c, m in books.items() if m.get(before, 0) > 0]
        there, gone = there + len(start), gone + sum(not books[c].get(now, 0) > 0 for c in start)
    assert found.heads[1].value == pytest.approx(gone / there)


def test_a_quiet_month_says_only_what_the_bridge_did_and_an_incomplete_one_compares_nothing(sample):
    assert revenue_story.opening(sample, KIND, "2025-01")[0].startswith("MRR went from")
    assert len(revenue_story.opening(sample, "quarter", "2026-Q4")) == 1


# lists


@pytest.mark.parametrize(("kind", "period"), [(KIND, OCTOBER), ("quarter", "2025-Q3"), ("year", "2025")])
def test_the_customers_who_left_add_up_to_churn(sample, kind, period):
    table = leavers.leavers(sample, kind, period)
    want = given(sample, kind, period)
    assert len(table) == want["left_customers"] and table["churned_mrr"].sum() == pytest.approx(want["churned_mrr"])
    holds, said = leavers.reconciled(sample, table, kind, period)
    assert holds and said.endswith("the same as in churn.")
    assert not leavers.reconciled(sample, table.iloc[1:], kind, period)[0]


def test_reasons_and_choice_are_those_of_the_last_subscription(sample):
    rows = pd.read_csv(CSV / "subscriptions.csv")
    table = leavers.last_periods(sample, KIND, OCTOBER, 12)
    for who in table.to_dict("records"):
        ended = rows[(rows["customer_id"] == who["customer_id"]) & rows["end_date"].notna() & (rows["end_date"].str[:7] <= who["period"])]
        last = ended.sort_values("end_date", kind="stable").iloc[-1]
        assert (who["reason"], who["choice"]) == (last["cancel_reason"], "Voluntary" if last["voluntary"] == "yes" else "Involuntary")
    found = leavers.choices(table).set_index("choice")
    assert found["customers"].sum() == len(table) and found.at["Involuntary", "customers"] == (table["reason"] == "payment failed").sum()
    assert leavers.reasons(table)["customers"].sum() == len(table)
    assert "11 of 76 left without choosing to" in leavers.choice_sentence(leavers.choices(table), "$")


def test_without_reasons_it_is_said_that_they_are_not_known():
    data = small([("A", "2026-01-01", "2026-03-10", 50.0, "month", {}), ("B", "2026-01-01", None, 50.0, "month", {})])
    table = leavers.leavers(data, KIND, "2026-03")
    assert table["reason"].tolist() == ["(not given)"] and "not known" in leavers.choice_sentence(leavers.choices(table), "$")


def test_every_movement_by_month_comes_to_what_the_bridge_says(sample):
    for period in ("2025-04", "2025-07", "2026-03", "2026-05", OCTOBER):
        for movement in movement_sources.WORDS:
            found = movement_sources.sources_of(sample, KIND, period, movement)
            assert found.agrees and not found.apart, (period, movement)
            assert found.listed == pytest.approx(found.table["amount"].sum())


def test_over_a_quarter_the_difference_is_said_with_the_customers_it_comes_from(sample):
    found = movement_sources.sources_of(sample, "quarter", "2026-Q1", "expanded_mrr")
    said = revenue_tables.sources_sentence(found, "Upgrades", "2026-Q1", "quarter", "$")
    assert not found.agrees and len(found.apart) == 14 and "14 customers differ" in said and "movements in between" in said


def test_the_list_behind_a_movement_is_held_against_the_bridge(sample):
    rows, said = revenue_tables.moved(sample, KIND, "2026-03", "expanded_mrr")
    assert said == f"{len(rows)} customers, $4,462.45 MRR in the list: the same as in the bridge."
    assert revenue_tables.moved(sample, KIND, "2026-09", "reactivated_mrr")[1].startswith("0 customers, $0")


# concentration, cohorts, ways of paying


def test_the_largest_accounts_hold_what_a_sorted_list_says(sample, books):
    amounts = sorted((m[OCTOBER] for m in books.values() if m.get(OCTOBER, 0) > 0), reverse=True)
    table = concentration.accounts(sample, KIND, OCTOBER)
    assert len(table) == len(amounts)
    for n in (1, 5, 10):
        assert table["share"].head(n).sum() == pytest.approx(sum(amounts[:n]) / sum(amounts), abs=1e-5)
    assert concentration.adds_up(sample, table, KIND, OCTOBER).endswith("the same as at the end of the bridge.")
    assert "the bridge ends at" in concentration.adds_up(sample, table.iloc[1:], KIND, OCTOBER)
    over = concentration.shares_over_time(sample, KIND).set_index("period")
    assert over.at[OCTOBER, "Top 10"] == pytest.approx(table["together"].iloc[9])


def test_the_account_that_moves_a_rate_most_is_found_by_leaving_out_each(sample):
    found = concentration.without_one(sample, KIND, OCTOBER).set_index("metric")
    rows = in_period(customer_rows(sample, KIND), OCTOBER).to_dict("records")
    best = None
    for out in rows:
        rest = [r for r in rows if r is not out]
        rate = sum(r["churned_mrr"] + r["contracted_mrr"] for r in rest) / sum(r["opening_mrr"] for r in rest)
        value = answer_for(sample, METRICS["gross_mrr_churn"], KIND, OCTOBER).value
        if best is None or abs(rate - value) > abs(best[1] - value):
            best = (out["customer_id"], rate)
    assert found.at["gross_mrr_churn", "customer_id"] == best[0] and found.at["gross_mrr_churn", "without"] == pytest.approx(best[1])


def test_cohorts_of_a_quarter_are_those_of_its_months_as_far_as_all_have_come(sample, books):
    table = cohort_maps.by_cohort(sample, "quarter").set_index(["cohort", "age"])
    first = {c: min(m for m, v in months.items() if v > 0) for c, months in books.items() if any(v > 0 for v in months.values())}
    months = sorted({m for row in books.values() for m in row})
    mine = [c for c, m in first.items() if m in ("2025-01", "2025-02", "2025-03")]
    for age in (1, 12):
        left = [c for c in mine if books[c].get(months[months.index(first[c]) + age], 0) > 0]
        row = table.loc[("2025-Q1", age)]
        assert (row["first_customers"], row["customers"]) == (len(mine), len(left))
        listed = cohort_maps.members(sample, "quarter", "2025-Q1", age)
        assert (len(listed), (listed["mrr"] > 0).sum()) == (len(mine), len(left))
    assert ("2025-Q1", 19) in table.index and ("2025-Q1", 20) not in table.index  # March 2025 has not come that far
    assert cohort_maps.by_cohort(sample, "month")["few"].any()


def test_who_goes_from_monthly_to_yearly_is_counted_by_hand():
    data = small([
        ("A", "2026-01-01", "2026-03-01", 10.0, "month", {}), ("A", "2026-03-01", None, 96.0, "year", {}),
        ("B", "2026-01-01", None, 20.0, "month", {}), ("C", "2026-01-01", "2026-03-15", 30.0, "month", {}),
        ("D", "2026-01-01", None, 120.0, "year", {}), ("E", "2026-01-01", None, 5.0, "month", {}),
        ("E", "2026-02-01", None, 60.0, "year", {}),
    ])  # fmt: skip
    moves = billing.interval_moves(data, KIND)
    march = moves[moves["period"] == "2026-03"].set_index("customer_id")[["start", "end"]]
    assert march.to_dict("index") == {
        "A": {"start": "month", "end": "year"}, "B": {"start": "month", "end": "month"}, "C": {"start": "month", "end": "left"},
        "D": {"start": "year", "end": "year"}, "E": {"start": "several", "end": "several"},
    }  # fmt: skip
    row = billing.conversion(moves).set_index("period").loc["2026-03"]
    assert (row["moved"], row["monthly"], row["low"]) == (1, 3, pytest.approx(wilson(1, 3).low))
    assert "Their MRR changed by -$2" in billing.conversion_sentence(moves, "2026-03", "$")
    assert billing.crossing(moves, "2026-03")["customers"].sum() == 5


def test_ways_of_paying_have_every_customer_of_the_start_and_every_one_who_left(sample):
    moves = billing.interval_moves(sample, KIND)
    for period in ("2025-07", OCTOBER):
        want, some = given(sample, KIND, period), moves[moves["period"] == period]
        assert len(some) == want["opening_customers"] and (some["end"] == "left").sum() == want["left_customers"]
        assert billing.churn_by_interval(moves, period)["left"].sum() == want["left_customers"]
    assert (moves[(moves["start"] == "month") & (moves["end"] == "year")]["customer_id"].nunique()) == billing.conversion(moves)[
        "moved"
    ].sum()


# pictures and what is missing


def test_pictures_have_titles_that_say_something_and_words_for_those_who_do_not_see_them(sample):
    gone = leavers.last_periods(sample, KIND, OCTOBER, 12)
    rates = revenue_tables.rates_over_time(
        sample, KIND, {"customer_churn_rate": revenue_charts.HEADS, "gross_mrr_churn": revenue_charts.LOST}
    )
    moves = billing.conversion(billing.interval_moves(sample, KIND))
    made = [
        revenue_charts.heads_and_money(rates, OCTOBER),
        revenue_charts.by_source(movement_sources.by_period(sample, KIND, "expanded_mrr"), "Upgrades", "$"),
        revenue_charts.reason_bars(leavers.reasons(gone), "12 months", "$"),
        revenue_charts.largest_accounts(concentration.accounts(sample, KIND, OCTOBER), OCTOBER, "$"),
        *(revenue_charts.cohort_cells(cohort_maps.by_cohort(sample, k), v, k) for k in ("month", "year") for v in ("customers_kept", "mrr_kept")),
        revenue_charts.conversion_line(moves, "22 moved"),
    ]  # fmt: skip
    for picture in made:
        json.dumps(picture.chart.to_dict())
        assert len(picture.alt) > 40 and "nan" not in picture.alt.lower().replace("finance", "") and picture.title in picture.alt
    assert made[0].title == "0.9% of customers left and 4.5% of the MRR was lost in Oct 2026"


def test_monthly_mrr_alone_gives_all_but_ways_of_paying_and_reasons():
    data = load([read_file("monthly_mrr.csv", (CSV / "monthly_mrr.csv").read_bytes(), known_headers=KNOWN_HEADERS)]).dataset
    assert "opposite directions" in revenue_story.opening(data, KIND, OCTOBER)[0]
    assert billing.interval_moves(data, KIND).empty and movement_sources.sources_of(data, KIND, OCTOBER, "expanded_mrr") is None
    assert set(leavers.leavers(data, KIND, OCTOBER)["choice"]) == {"(not given)"}
    assert len(concentration.accounts(data, KIND, OCTOBER)) == 483


# chose to leave, or not


def test_voluntary_and_involuntary_churn_add_up_to_the_churn_rate_of_every_period(sample):
    table = choice_over_time.choice_by_period(sample, KIND, OCTOBER)
    rows = pd.read_csv(CSV / "subscriptions.csv")
    for period, some in table.groupby("period"):
        want = given(sample, KIND, period)
        assert some["left"].sum() == want["left_customers"] and some["mrr"].sum() == pytest.approx(want["churned_mrr"])
        assert some["value"].sum() == pytest.approx(want["left_customers"] / want["opening_customers"])
    assert table["period"].nunique() == len(sample.periods(KIND)) - 1  # the first month starts with nobody
    last = rows[rows["end_date"].notna()].sort_values("end_date").groupby("customer_id").tail(1)
    failed = last[(last["voluntary"] == "no") & last["end_date"].str[:7].between("2025-11", OCTOBER)]
    year = {one.choice: one for one in choice_over_time.moved(table, KIND)}
    assert year["Involuntary"].left == len(failed) == 11 and year["Voluntary"].left == 65


def test_a_rise_of_those_who_did_not_choose_to_leave_is_the_finding_and_a_quiet_year_says_so(sample):
    quiet = choice_over_time.moved(choice_over_time.choice_by_period(sample, KIND, OCTOBER), KIND)
    assert choice_over_time.choice_title(quiet, KIND).endswith("no evidence of a change")
    left = [("A" + str(i), "2023-12-01", "2025-06-10", 50.0, "month", {"voluntary": 0.0}) for i in range(30)]
    stay = [("B" + str(i), "2023-12-01", None, 50.0, "month", {"voluntary": None}) for i in range(70)]
    once = [
        ("C", "2023-12-01", "2024-06-10", 50.0, "month", {"voluntary": 1.0}),
        ("D", "2024-12-01", None, 50.0, "month", {"voluntary": None}),
    ]
    table = choice_over_time.choice_by_period(small(left + stay + once), KIND, "2025-11")
    found = choice_over_time.moved(table, KIND)
    assert choice_over_time.choice_title(found, KIND).startswith("Involuntary churn rose: ")
    assert "no evidence of a change (p = 1.00, Fisher)" in choice_over_time.choice_moved(found, KIND)


def test_without_a_word_on_the_choice_there_is_no_line_of_it():
    data = small([("A", "2026-01-01", "2026-03-10", 50.0, "month", {}), ("B", "2026-01-01", None, 50.0, "month", {})])
    assert choice_over_time.choice_by_period(data, KIND, "2026-03").empty
