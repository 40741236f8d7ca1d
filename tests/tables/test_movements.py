"""Subscriptions become movements: the rules one by one, then random companies against a naive count."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import report
from cs_calc.tables.movements import MOVEMENTS
from tests.tables.sheets import dataset, last_days, loaded, measured, naive, naive_totals, sheet, subscriptions

NO_CUSTOMERS = dict.fromkeys(("left_customers", "joined_customers", "new_customers", "new_left_customers"), 0)
DAY_ONE = date(2024, 11, 15)
UNTIL = "2026-02-28"


def moves(row):
    return {k: round(row[k], 2) for k in MOVEMENTS if round(row[k], 6)}


@pytest.mark.parametrize(
    ("amount", "interval", "monthly"),
    [
        (10, "week", 43.3333333),
        (100, "month", 100),
        (300, "quarter", 100),
        (1000, "year", 83.3333333),
        (2000, "year", 166.6666667),
        (0, "month", 0),
    ],
)
def test_a_price_becomes_its_monthly_value(amount, interval, monthly):
    data = dataset([("A", "2026-01-10", None, amount, interval), ("B", "2026-01-01", None, 5, "month")], "2026-01-31")
    assert measured(data, "month", "2026-01")["counted_closing_mrr"] == pytest.approx(5 + monthly)


def test_a_switch_from_monthly_to_a_cheaper_year_is_a_contraction():
    data = dataset([("A", "2026-01-10", "2026-03-10", 100, "month"), ("A", "2026-03-10", None, 1000, "year")], "2026-03-31")
    row = measured(data, "month", "2026-03")
    assert moves(row) == {"contracted_mrr": 16.67}
    assert (row["opening_customers"], row["closing_customers"], row["left_customers"]) == (1, 1, 0)


def test_the_first_month_of_the_data_is_new_business():
    row = measured(dataset([("A", "2026-01-01", None, 50, "month")], "2026-01-31"), "month", "2026-01")
    assert (row["opening_mrr"], moves(row)) == (0, {"new_mrr": 50})
    assert (row["new_customers"], row["joined_customers"], row["closing_customers"]) == (1, 1, 1)


def test_a_gap_is_left_and_then_won_back():
    data = dataset([("A", "2026-01-05", "2026-02-10", 50, "month"), ("A", "2026-04-01", None, 70, "month")], "2026-04-30")
    assert [moves(measured(data, "month", f"2026-0{m}")) for m in (1, 2, 4)] == [
        {"new_mrr": 50},
        {"churned_mrr": 50},
        {"reactivated_mrr": 70},
    ]
    april = measured(data, "month", "2026-04")
    assert (april["new_customers"], april["joined_customers"]) == (0, 1)


def test_a_gap_inside_one_month_is_no_movement():
    data = dataset([("A", "2026-01-05", "2026-02-10", 50, "month"), ("A", "2026-02-20", None, 50, "month")], "2026-02-28")
    assert moves(measured(data, "month", "2026-02")) == {}


def test_an_upgrade_on_the_same_day_is_an_expansion_and_nobody_left():
    data = dataset([("A", "2026-01-05", "2026-02-10", 50, "month"), ("A", "2026-02-10", None, 80, "month")], "2026-02-28")
    row = measured(data, "month", "2026-02")
    assert moves(row) == {"expanded_mrr": 30} and row["left_customers"] == 0


@pytest.mark.parametrize("on", ["2026-02-01", "2026-01-31"])
def test_an_upgrade_at_a_months_edge_is_an_expansion_too(on):
    data = dataset([("A", "2025-12-05", on, 50, "month"), ("A", on, None, 80, "month")], "2026-02-28")
    assert [moves(measured(data, "month", m)) for m in ("2026-01", "2026-02")] == (
        [{}, {"expanded_mrr": 30}] if on > "2026-02" else [{"expanded_mrr": 30}, {}]
    )


def test_parallel_subscriptions_are_added_up_and_one_less_is_a_contraction():
    rows = [("A", "2026-01-05", None, 50, "month"), ("A", "2026-01-05", "2026-03-03", 30, "month"), ("A", "2026-02-05", None, 120, "year")]
    data = dataset(rows, "2026-03-31")
    assert [moves(measured(data, "month", f"2026-0{m}")) for m in (1, 2, 3)] == [
        {"new_mrr": 80},
        {"expanded_mrr": 10},
        {"contracted_mrr": 30},
    ]
    assert measured(data, "month", "2026-03")["closing_customers"] == 1


def test_a_subscription_that_ends_after_the_data_has_not_left():
    data = dataset([("A", "2026-01-05", "2026-03-20", 50, "month"), ("A", "2026-01-05", "2027-01-01", 50, "month")], "2026-03-15")
    row = measured(data, "month", "2026-03")
    assert moves(row) == {} and row["counted_closing_mrr"] == 100


def test_an_end_on_the_last_day_of_the_data_has_left():
    row = measured(dataset([("A", "2026-01-05", "2026-03-31", 50, "month")], "2026-03-31"), "month", "2026-03")
    assert moves(row) == {"churned_mrr": 50} and row["left_customers"] == 1


def test_who_came_and_went_in_one_month_is_new_and_new_left_and_nothing_else():
    data = dataset([("A", "2026-02-03", "2026-02-20", 50, "month"), ("B", "2026-01-01", None, 10, "month")], "2026-03-31")
    row = measured(data, "month", "2026-02")
    assert moves(row) == {} and row["counted_closing_mrr"] == 10
    assert {k: row[k] for k in NO_CUSTOMERS} == {"left_customers": 0, "joined_customers": 0, "new_customers": 1, "new_left_customers": 1}
    assert measured(data, "month", "2026-03")["new_customers"] == 0


def test_who_came_and_went_before_is_won_back_later():
    data = dataset([("A", "2026-01-03", "2026-01-20", 50, "month"), ("A", "2026-03-01", None, 50, "month")], "2026-03-31")
    assert moves(measured(data, "month", "2026-03")) == {"reactivated_mrr": 50}


def test_a_plan_at_no_price_is_no_customer():
    data = dataset([("A", "2026-01-03", "2026-02-01", 0, "month"), ("A", "2026-02-01", None, 20, "month"), ("B", "2026-01-01", None, 0, "year"),
                    ("C", "2026-01-01", None, 10, "month")], "2026-02-28")  # fmt: skip
    assert measured(data, "month", "2026-01")["closing_customers"] == 1
    february = measured(data, "month", "2026-02")
    assert moves(february) == {"new_mrr": 20} and february["closing_customers"] == 2


def test_a_quarters_rate_is_its_movements_over_its_opening_and_no_mean_of_three():
    rows = [(f"C{i}", "2025-12-01", None, 100, "month") for i in range(6)]
    rows += [("X", "2025-12-01", "2026-01-15", 100, "month"), ("Y", "2025-12-01", "2026-02-15", 100, "month"),
             ("Z", "2025-12-01", "2026-03-15", 200, "month")]  # fmt: skip
    data = dataset(rows, "2026-03-31")
    quarter = measured(data, "quarter", "2026-Q1")
    assert (quarter["opening_mrr"], quarter["churned_mrr"]) == (1000, 400)
    assert (quarter["opening_customers"], quarter["left_customers"], quarter["closing_customers"]) == (9, 3, 6)
    from cs_calc import METRICS

    months = [report.answer_for(data, METRICS["gross_mrr_churn"], "month", f"2026-0{m}").value for m in (1, 2, 3)]
    whole = report.answer_for(data, METRICS["gross_mrr_churn"], "quarter", "2026-Q1").value
    assert whole == pytest.approx(0.4) and sum(months) / 3 == pytest.approx((0.1 + 100 / 900 + 0.25) / 3)


def test_who_left_and_came_back_within_a_quarter_has_not_left_it():
    data = dataset([("A", "2025-12-05", "2026-01-10", 50, "month"), ("A", "2026-03-01", None, 50, "month")], "2026-03-31")
    row = measured(data, "quarter", "2026-Q1")
    assert moves(row) == {}
    assert {k: row[k] for k in NO_CUSTOMERS} == NO_CUSTOMERS


def test_a_contract_that_goes_on_the_day_after_its_last_day_has_not_ended():
    data = dataset([("A", "2025-12-01", "2026-01-31", 50, "month"), ("A", "2026-02-01", None, 60, "month")], "2026-02-28")
    assert [moves(measured(data, "month", m)) for m in ("2026-01", "2026-02")] == [{}, {"expanded_mrr": 10}]


def test_who_came_and_went_within_a_quarter_is_no_leaver_of_the_start():
    data = dataset([("A", "2026-01-05", "2026-03-10", 50, "month"), ("B", "2025-12-01", None, 10, "month")], "2026-03-31")
    row = measured(data, "quarter", "2026-Q1")
    assert (row["left_customers"], row["new_customers"], row["new_left_customers"], row["joined_customers"]) == (0, 1, 1, 0)


SUBS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "D", "E"]), st.integers(0, 440), st.none() | st.integers(1, 300),
        st.sampled_from([0, 10, 29.99, 100, 1000, 0.01]), st.sampled_from(["week", "month", "quarter", "year"]),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


def dated(drawn, shortest=1):
    rows = []
    for customer, start, length, amount, interval in drawn:
        begin = DAY_ONE + timedelta(days=start)
        end = None if length is None else str(begin + timedelta(days=max(length, shortest)))
        rows.append((customer, str(begin), end, amount, interval))
    return rows


SEGMENTS = {"A": "Small", "B": "Small", "C": "Large", "D": None}  # E is not in the list of customers
CUSTOMERS = sheet("customers", {"customer_id": list(SEGMENTS), "segment": list(SEGMENTS.values())})


def segment_of(customer):
    return SEGMENTS.get(customer) or "(not given)"


@settings(deadline=None, max_examples=8)
@given(SUBS)
def test_random_companies_are_counted_as_by_hand_and_keep_the_identities(drawn):
    rows = dated(drawn)
    data = dataset(rows, UNTIL, sheets=(CUSTOMERS,))
    splits = [("month", None), ("quarter", None), ("year", None)] + [("quarter", "segment")] * ("segment" in data.segment_columns)
    for kind, by in splits:
        table = data.measure(kind, by)
        wanted = naive_totals(rows, UNTIL, kind, segment_of if by else lambda customer: "All")
        seen = set()
        for row in table[table["opening_mrr"].notna()].to_dict("records"):
            place = (row["period"], row["segment"])
            seen.add(place)
            for key, number in wanted[place].items():
                assert row[key] == pytest.approx(number, abs=1e-6), (kind, place, key)
        assert all(not any(w.values()) for place, w in wanted.items() if place not in seen)
        identities = report.checks(data, kind, by)
        assert [c for c in identities if not c.holds] == []
        assert len(identities) >= 2 * len(seen)


@settings(deadline=None, max_examples=4)
@given(SUBS)
def test_subscriptions_and_the_same_months_give_the_same_movements(drawn):
    """Nobody comes and goes within a month here, and one customer is there all the time: that is what a list of months can show."""
    rows = [("base", str(DAY_ONE), None, 12, "month"), *dated(drawn, shortest=31)]
    rows = [r for r in rows if r[3] > 0]
    months = naive(rows, UNTIL, "month")
    listed = [(c, p, row["counted_closing_mrr"]) for (c, p), row in months.items() if row["counted_closing_mrr"] > 0]
    cells = [list(c) for c in zip(*listed, strict=True)]
    monthly = loaded(sheet("monthly_mrr", dict(zip(("customer_id", "month", "mrr"), cells, strict=True)))).dataset
    keys = [
        "period",
        *MOVEMENTS,
        "opening_mrr",
        "counted_closing_mrr",
        "opening_customers",
        "left_customers",
        "joined_customers",
        "new_customers",
    ]
    for kind in ("month", "year"):
        pd.testing.assert_frame_equal(dataset(rows, UNTIL).measure(kind)[keys], monthly.measure(kind)[keys], check_dtype=False, atol=1e-6)


def test_months_are_gaps_where_a_customer_has_no_row():
    monthly = sheet("monthly_mrr", {"customer_id": ["A", "A", "B", "B", "B"], "month": ["2026-01", "2026-03", "2026-01", "2026-02", "2026-03"],
                                    "mrr": [50, 60, 10, 10, 8]})  # fmt: skip
    data = loaded(monthly).dataset
    assert [moves(measured(data, "month", f"2026-0{m}")) for m in (1, 2, 3)] == [
        {"new_mrr": 60}, {"churned_mrr": 50}, {"reactivated_mrr": 60, "contracted_mrr": 2}]  # fmt: skip


def test_fees_of_the_end_make_the_mrr_of_the_end():
    rows = [("A", "2026-01-01", None, 10, "week"), ("B", "2026-01-01", None, 30, "quarter"), ("C", "2026-01-01", "2026-02-10", 120, "year"),
            ("D", "2026-01-01", None, 7, "month")]  # fmt: skip
    data = dataset(rows, "2026-02-28")
    fees = [
        measured(data, "month", m)[k]
        for m in ("2026-01", "2026-02")
        for k in ("weekly_fees", "monthly_fees", "quarterly_fees", "yearly_fees")
    ]
    assert fees == [10, 7, 30, 120, 10, 7, 30, 0]
    from cs_calc import METRICS

    for period in ("2026-01", "2026-02"):
        both = [report.answer_for(data, METRICS["mrr"], "month", period, variant=v.key).value for v in METRICS["mrr"].variants]
        assert both[0] == pytest.approx(both[1]) == pytest.approx(measured(data, "month", period)["counted_closing_mrr"])


def test_the_naive_count_agrees_with_a_case_worked_on_paper():
    """The second implementation is worth something only if it is right: A 50 -> 80, B leaves, C comes and goes."""
    rows = [("A", "2025-12-05", "2026-01-10", 50, "month"), ("A", "2026-01-10", None, 80, "month"), ("B", "2025-12-01", "2026-01-31", 120, "year"),
            ("C", "2026-01-02", "2026-01-09", 9, "month")]  # fmt: skip
    total = naive_totals(rows, "2026-01-31", "month")["2026-01", "All"]
    assert {k: v for k, v in total.items() if v} == {
        "opening_mrr": 60, "expanded_mrr": 30, "churned_mrr": 10, "counted_closing_mrr": 80, "opening_customers": 2, "closing_customers": 1,
        "paying_customers": 1, "left_customers": 1, "new_customers": 1, "new_left_customers": 1,
    }  # fmt: skip
    assert last_days(date(2025, 12, 3), date(2026, 2, 1)) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]
    assert subscriptions(rows).row_numbers.tolist() == [2, 3, 4, 5]
