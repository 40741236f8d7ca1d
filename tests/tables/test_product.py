"""Product usage is counted as a person would count it on a calendar, the same on every engine."""

from datetime import date, timedelta

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cs_calc.tables import product
from cs_calc.tables.periods import label, number_of

ENGINES = ("pandas", "duckdb")


def day(text):
    return date.fromisoformat(text).toordinal()


def lazy(frame, engine):
    native = nw.from_native(frame, eager_only=True)
    return native.lazy("duckdb") if engine == "duckdb" else native.lazy()


def collected(frame):
    found = frame.collect("pandas").to_native()
    return found.sort_values(list(found.columns), ignore_index=True)


def usage(*rows, columns=("customer_id", "date", "user_id", "feature", "minutes")):
    table = pd.DataFrame(list(rows), columns=list(columns))
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[us]")
    types = {"customer_id": "str", "user_id": "str", "feature": "str", "minutes": "float64"}
    return table.astype({c: types[c] for c in columns if c in types})


def lives_of(*rows):
    table = pd.DataFrame([(c, day(a), day(b) if b else None) for c, a, b in rows], columns=["customer_id", "first_day", "last_day"])
    return table.astype({"customer_id": "str", "last_day": "float64"})


def use(table, first, last, kind="month", lives=None, engine="pandas"):
    """Customer use as a dictionary by period and customer."""
    calendar = lazy(product.days_calendar(day(first), day(last), kind), engine)
    days = product.user_days(lazy(table, engine))
    found = collected(product.customer_use(days, calendar, None if lives is None else lazy(lives, engine)))
    return {(row["period"], row["customer_id"]): row for row in found.to_dict("records")}


def users(count, table, first, last, kind="month", engine="pandas"):
    calendar = lazy(product.days_calendar(day(first), day(last), kind), engine)
    return collected(count(product.user_days(lazy(table, engine)), calendar))


def days_between(first, last, customer="A"):
    return [(customer, date.fromordinal(d).isoformat()) for d in range(day(first), day(last) + 1)]


def by_day(*rows):
    return usage(*rows, columns=("customer_id", "date"))


@pytest.mark.parametrize("engine", ENGINES)
def test_day_numbers_equal_those_of_python(engine):
    dates = [date(y, m, d) for y in (1900, 1999, 2000, 2023, 2024, 2100) for m, d in ((1, 1), (2, 28), (3, 1), (12, 31))] + [
        date(2024, 2, 29)
    ]
    frame = pd.DataFrame({"date": pd.to_datetime(dates) + pd.Timedelta("23:59:59")})
    found = collected(lazy(frame, engine).select("date", product.day_number("date").alias("day")))
    assert found["day"].tolist() == sorted(d.toordinal() for d in dates)


def test_a_week_is_whole_only_inside_its_period_and_inside_the_data():
    days = product.days_calendar(day("2026-05-27"), day("2026-06-18"), "month")
    mondays = days.loc[days["week_is_whole"] == 1, "week"].unique()
    assert [date.fromordinal(w).isoformat() for w in mondays] == ["2026-06-01", "2026-06-08"]
    days = product.days_calendar(day("2026-04-27"), day("2026-05-03"), "month")
    assert days["week_is_whole"].sum() == 0
    assert product.days_calendar(day("2026-04-27"), day("2026-05-03"), "quarter")["week_is_whole"].sum() == 7


@pytest.mark.parametrize("engine", ENGINES)
def test_a_week_across_two_months_counts_in_neither_month_but_in_the_quarter(engine):
    table = by_day(("A", "2026-04-28"), ("A", "2026-05-02"))
    months = use(table, "2026-04-01", "2026-06-30", engine=engine)
    assert [months[p, "A"]["weeks_active"] for p in ("2026-04", "2026-05")] == [0, 0]
    assert use(table, "2026-04-01", "2026-06-30", "quarter", engine=engine)["2026-Q2", "A"]["weeks_active"] == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_who_joined_in_mid_month_is_counted_from_then_on(engine):
    table = by_day(("A", "2026-05-02"), ("A", "2026-05-15"), ("A", "2026-05-19"))
    row = use(table, "2026-05-01", "2026-05-31", lives=lives_of(("A", "2026-05-13", None)), engine=engine)["2026-05", "A"]
    assert (row["possible_days"], row["days_active"], row["days_active_as_customer"]) == (19, 3, 2)
    assert (row["whole_weeks"], row["possible_weeks"], row["weeks_active"], row["weeks_active_as_customer"]) == (4, 2, 2, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_customers_who_use_nothing_are_there_with_zeros(engine):
    lives = lives_of(("A", "2026-01-01", None), ("B", "2026-01-01", "2026-05-10"), ("C", "2026-01-01", "2026-04-30"))
    rows = use(by_day(("A", "2026-05-02")), "2026-05-01", "2026-05-31", lives=lives, engine=engine)
    assert sorted(rows) == [("2026-05", "A"), ("2026-05", "B")]
    silent = rows["2026-05", "B"]
    assert (silent["used"], silent["days_active"], silent["minutes"], silent["possible_days"], silent["at_end"]) == (0, 0, 0, 10, 0)
    assert rows["2026-05", "A"]["at_end"] == 1


def test_use_by_somebody_who_is_no_customer_is_shown_but_is_not_possible():
    row = use(by_day(("A", "2026-05-02")), "2026-05-01", "2026-05-31", lives=lives_of(("B", "2026-01-01", None)))["2026-05", "A"]
    assert (row["used"], row["days_active"], row["possible_days"], row["days_active_as_customer"], row["at_end"]) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_overlapping_and_touching_lives_count_each_day_once(engine):
    lives = lives_of(
        ("A", "2026-05-01", "2026-05-20"), ("A", "2026-05-05", "2026-05-06"), ("A", "2026-05-01", "2026-05-20"),
        ("A", "2026-05-21", "2026-05-22"), ("A", "2026-05-30", None),
    )  # fmt: skip
    row = use(by_day(("A", "2026-05-21")), "2026-05-01", "2026-05-31", lives=lives, engine=engine)["2026-05", "A"]
    assert (row["possible_days"], row["possible_weeks"], row["days_active_as_customer"], row["at_end"]) == (24, 2, 1, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_without_lives_somebody_is_a_customer_from_the_first_use_on(engine):
    rows = use(by_day(("A", "2026-04-21"), ("B", "2026-05-30")), "2026-04-01", "2026-05-31", engine=engine)
    assert {key: (row["possible_days"], row["used"], row["at_end"]) for key, row in rows.items()} == {
        ("2026-04", "A"): (10, 1, 1),
        ("2026-05", "A"): (31, 0, 1),
        ("2026-05", "B"): (2, 1, 1),
    }


@pytest.mark.parametrize(("active", "daily"), [(22, 0), (23, 1)])
def test_daily_means_five_of_seven_days_over_the_whole_period(active, daily):
    table = by_day(*days_between("2026-05-01", "2026-05-31")[:active])
    assert use(table, "2026-05-01", "2026-05-31")["2026-05", "A"]["daily"] == daily


def test_a_month_that_is_not_over_is_judged_by_its_covered_days():
    row = use(by_day(*days_between("2026-05-06", "2026-05-10")), "2026-05-04", "2026-05-10", "quarter")["2026-Q2", "A"]
    assert (row["daily"], row["weekly"], row["monthly"], row["possible_days"], row["whole_weeks"]) == (1, 1, 1, 5, 1)
    short = use(by_day(("A", "2026-05-01")), "2026-05-01", "2026-05-02")["2026-05", "A"]
    assert (short["weekly"], short["whole_weeks"], short["monthly"]) == (0, 0, 1)


def test_use_after_the_last_covered_day_does_not_count():
    rows = use(by_day(("A", "2026-05-02"), ("A", "2026-05-20")), "2026-05-01", "2026-05-15")
    assert rows["2026-05", "A"]["days_active"] == 1


def test_weekly_needs_every_whole_week_and_monthly_every_month():
    weeks = [("A", d) for d in ("2026-04-06", "2026-04-15", "2026-04-26")]
    assert use(by_day(*weeks), "2026-04-01", "2026-04-30")["2026-04", "A"]["weekly"] == 1
    assert use(by_day(*weeks[1:]), "2026-04-01", "2026-04-30")["2026-04", "A"]["weekly"] == 0
    row = use(by_day(("A", "2026-04-01"), ("A", "2026-06-30")), "2026-04-01", "2026-06-30", "quarter")["2026-Q2", "A"]
    assert (row["months_active"], row["monthly"]) == (2, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_sessions_are_the_rows_with_minutes(engine):
    table = usage(
        ("A", "2026-05-02 09:00", "U", "X", 10), ("A", "2026-05-02 15:00", "U", "X", 5), ("A", "2026-05-03 00:00", "U", "X", None)
    )
    row = use(table, "2026-05-01", "2026-05-31", engine=engine)["2026-05", "A"]
    assert (row["minutes"], row["sessions"], row["days_active"]) == (15, 2, 2)
    row = use(table.drop(columns="minutes"), "2026-05-01", "2026-05-31", engine=engine)["2026-05", "A"]
    assert (row["minutes"], row["sessions"], row["days_active"]) == (0, 0, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_without_user_ids_each_customer_is_one_user(engine):
    table = usage(
        ("A", "2026-05-02", "U1", "X", 1),
        ("A", "2026-05-02", "U2", "X", 1),
        ("B", "2026-05-02", None, "X", 1),
        ("B", "2026-05-02", None, "Y", 1),
    )
    known = users(product.users_by_day, table, "2026-05-01", "2026-05-03", engine=engine)
    assert known["users"].tolist() == [0, 3, 0]
    unknown = users(product.users_by_day, table.drop(columns=["user_id", "feature", "minutes"]), "2026-05-01", "2026-05-03", engine=engine)
    assert unknown["users"].tolist() == [0, 2, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_user_is_counted_once_a_day_a_week_and_a_month(engine):
    table = usage(*((c, f"2026-05-{d:02d}", "U", "X", 1) for c in "AB" for d in (4, 5, 12)))
    assert users(product.users_by_day, table, "2026-05-01", "2026-06-14", engine=engine)["users"].sum() == 3
    weeks = users(product.users_by_week, table, "2026-05-01", "2026-06-14", engine=engine)
    assert weeks["users"].tolist() == [1, 1, 0, 0, 0, 0]
    assert users(product.users_by_month, table, "2026-05-01", "2026-06-14", engine=engine)["users"].tolist() == [1, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_segment_without_use_on_a_day_has_no_users_then(engine):
    days = product.user_days(lazy(by_day(("A", "2026-05-01"), ("B", "2026-05-02")), engine)).with_columns(
        nw.col("customer_id").alias("segment")
    )
    found = collected(product.users_by_day(days, lazy(product.days_calendar(day("2026-05-01"), day("2026-05-02"), "month"), engine)))
    assert list(found) == ["period", "segment", "day", "users"]
    assert list(zip(found["segment"], found["day"] - day("2026-05-01"), found["users"], strict=True)) == [
        ("A", 0, 1),
        ("A", 1, 0),
        ("B", 0, 0),
        ("B", 1, 1),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_without_a_customer_or_a_date_are_left_out(engine):
    table = usage((None, "2026-05-02", "U", "X", 1), ("A", None, "U", "X", 1), ("B", "2026-05-02", "U", "X", 1))
    assert list(use(table, "2026-05-01", "2026-05-31", engine=engine)) == [("2026-05", "B")]


@pytest.mark.parametrize("engine", ENGINES)
def test_feature_use_names_each_customer_once_a_period(engine):
    table = usage(
        ("A", "2026-05-01", "U", "X", 1),
        ("A", "2026-05-02", "V", "X", 1),
        ("A", "2026-05-02", "U", None, 1),
        ("A", "2026-06-02", "U", "X", 1),
    )
    calendar = lazy(product.days_calendar(day("2026-05-01"), day("2026-05-31"), "month"), engine)
    assert collected(product.feature_use(lazy(table, engine), calendar)).to_numpy().tolist() == [["2026-05", "X", "A"]]
    without = collected(product.feature_use(lazy(table.drop(columns="feature"), engine), calendar))
    assert (len(without), list(without)) == (0, ["period", "feature", "customer_id"])


def renewals(*rows):
    table = pd.DataFrame([(c, d, "yes") for c, d in rows], columns=["customer_id", "due_date", "renewed"])
    table["due_date"] = pd.to_datetime(table["due_date"]).astype("datetime64[us]")
    return table.astype({"customer_id": "str", "renewed": "str"})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("used_on", "before"), [(0, 0), (1, 1), (90, 1), (91, 0), (-1, 0)])
def test_use_before_a_renewal_means_the_ninety_days_before_it(engine, used_on, before):
    due = date(2026, 5, 31)
    table = by_day(("A", (due - timedelta(days=used_on)).isoformat()), ("B", "2025-01-01"))
    found = collected(product.use_before_renewal(lazy(table, engine), lazy(renewals(("A", due.isoformat())), engine)))
    assert found[["used_before", "window_is_covered"]].to_numpy().tolist() == [[before, 1]]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_renewal_stays_one_row_even_twice_the_same_or_without_a_date(engine):
    table = by_day(("A", "2026-05-30"), ("A", "2026-05-29"))
    due = renewals(("A", "2026-05-31"), ("A", "2026-05-31"), ("A", None), ("B", "2026-05-31"))
    found = collected(product.use_before_renewal(product.user_days(lazy(table, engine)), lazy(due, engine)))
    assert list(found) == ["customer_id", "due_date", "renewed", "window_is_covered", "used_before"]
    assert (len(found), found["used_before"].sum(), found["window_is_covered"].sum()) == (4, 2, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_renewal_meets_every_feature(engine):
    table = usage(("A", "2026-05-01", "U", "X", 1), ("B", "2025-05-01", "U", "Y", 1), ("B", "2026-05-01", "U", None, 1))
    due = lazy(renewals(("A", "2026-05-31"), ("B", "2026-05-31")), engine)
    found = collected(product.features_before_renewal(lazy(table, engine), due))
    assert found[["customer_id", "feature", "used_before"]].to_numpy().tolist() == [
        ["A", "X", 1],
        ["A", "Y", 0],
        ["B", "X", 0],
        ["B", "Y", 0],
    ]
    assert len(collected(product.features_before_renewal(lazy(table.drop(columns="feature"), engine), due))) == 0


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes here
FIRST, LAST = date(2025, 12, 10), date(2026, 3, 19)
OFFSETS = st.integers(-15, (LAST - FIRST).days + 5)
SOME_USAGE = st.lists(
    st.tuples(st.sampled_from("ABC"), OFFSETS, st.sampled_from(["U1", "U2", "U3", None]), st.sampled_from(["X", "Y", None]), st.sampled_from([None, 0, 2.5, 40])),
    min_size=1,
    max_size=60,
)  # fmt: skip
SOME_LIVES = st.none() | st.lists(st.tuples(st.sampled_from("ABCD"), OFFSETS, st.none() | st.integers(0, 60)), max_size=6)


def naive_periods(kind):
    """Period -> its covered days, and its whole weeks as lists of seven days."""
    periods = {}
    for n in range((LAST - FIRST).days + 1):
        at = FIRST + timedelta(days=n)
        periods.setdefault(label(number_of(at), kind), []).append(at)
    weeks = {p: [[d + timedelta(days=i) for i in range(7)] for d in days if d.weekday() == 0] for p, days in periods.items()}
    return {p: (days, [w for w in weeks[p] if set(w) <= set(days)]) for p, days in periods.items()}


def naive_use(rows, lives, kind):
    found = {}
    for period, (days, weeks) in naive_periods(kind).items():
        for customer in "ABCD":
            active = {r[1] for r in rows if r[0] == customer}
            if lives is None:
                life = {d for d in days if active and d >= min(active)}
            else:
                life = {d for d in days if any(c == customer and a <= d and (b is None or d <= b) for c, a, b in lives)}
            mine = active & set(days)
            if not mine and not life:
                continue
            timed = [r[4] for r in rows if r[0] == customer and r[1] in mine and r[4] is not None]
            months, whole_weeks = {(d.year, d.month) for d in mine}, [w for w in weeks if active & set(w)]
            found[period, customer] = {
                "days_active": len(mine), "weeks_active": len(whole_weeks), "months_active": len(months), "minutes": sum(timed),
                "sessions": len(timed), "used": int(bool(mine)), "daily": int(len(mine) / len(days) >= 5 / 7),
                "weekly": int(bool(weeks) and len(whole_weeks) == len(weeks)), "monthly": int(months == {(d.year, d.month) for d in days}),
                "possible_days": len(life), "possible_weeks": sum(set(w) <= life for w in weeks), "whole_weeks": len(weeks),
                "days_active_as_customer": len(mine & life), "weeks_active_as_customer": sum(set(w) <= life for w in whole_weeks),
                "at_end": int(days[-1] in life),
            }  # fmt: skip
    return found


@given(SOME_USAGE, SOME_LIVES, st.sampled_from(["month", "quarter", "year"]), st.sampled_from(ENGINES))
@settings(max_examples=25, deadline=None, phases=QUICK)
def test_customer_use_is_what_a_naive_count_finds(rows, spans, kind, engine):
    rows = [(c, FIRST + timedelta(days=n), u, f, m) for c, n, u, f, m in rows]
    lives = None
    if spans is not None:
        lives = [(c, FIRST + timedelta(days=a), None if b is None else FIRST + timedelta(days=a + b)) for c, a, b in spans]
    frame = None if lives is None else lives_of(*((c, a.isoformat(), b and b.isoformat()) for c, a, b in lives))
    found = use(usage(*rows), FIRST.isoformat(), LAST.isoformat(), kind, frame, engine)
    shown = {key: {c: v for c, v in row.items() if c not in ("period", "customer_id")} for key, row in found.items()}
    assert shown == naive_use(rows, lives, kind)


@given(SOME_USAGE, st.sampled_from(["month", "quarter", "year"]), st.sampled_from(ENGINES))
@settings(max_examples=15, deadline=None, phases=QUICK)
def test_users_are_what_a_naive_count_finds(rows, kind, engine):
    seen = {(FIRST + timedelta(days=n), u or c) for c, n, u, _, _ in rows}
    table = usage(*((c, FIRST + timedelta(days=n), u, f, m) for c, n, u, f, m in rows))
    expected = {"day": [], "week": [], "month": []}
    for period, (days, weeks) in naive_periods(kind).items():
        expected["day"] += [(period, d.toordinal(), len({u for at, u in seen if at == d})) for d in days]
        expected["week"] += [(period, w[0].toordinal(), len({u for at, u in seen if at in w})) for w in weeks]
        expected["month"] += [
            (period, m, len({u for at, u in seen if at in days and number_of(at) == m})) for m in sorted({number_of(d) for d in days})
        ]
    for step, count in (("day", product.users_by_day), ("week", product.users_by_week), ("month", product.users_by_month)):
        found = users(count, table, FIRST.isoformat(), LAST.isoformat(), kind, engine)
        assert list(found.itertuples(index=False, name=None)) == sorted(expected[step])


@given(
    SOME_USAGE,
    st.lists(st.tuples(st.sampled_from("ABCD"), OFFSETS), min_size=1, max_size=8),
    st.sampled_from([7, 30, 90]),
    st.sampled_from(ENGINES),
)
@settings(max_examples=15, deadline=None, phases=QUICK)
def test_use_before_renewals_is_what_a_naive_count_finds(rows, due, window, engine):
    table = lazy(usage(*((c, FIRST + timedelta(days=n), u, f, m) for c, n, u, f, m in rows)), engine)
    dues = lazy(renewals(*((c, FIRST + timedelta(days=n)) for c, n in due)), engine)
    at = {FIRST + timedelta(days=n): n for _, n in due}

    def before(customer, due_date, feature=None):
        n = at[due_date.date()]
        return int(any(c == customer and n - window <= d < n and feature in (None, f) for c, d, _, f, _ in rows))

    found = collected(product.use_before_renewal(table, dues, window))
    assert len(found) == len(due)
    assert found["used_before"].tolist() == [before(r.customer_id, r.due_date) for r in found.itertuples()]
    began = min(n for _, n, _, _, _ in rows)
    assert found["window_is_covered"].tolist() == [int(began <= at[d.date()] - window) for d in found["due_date"]]
    found = collected(product.features_before_renewal(table, dues, window))
    assert len(found) == len(due) * len({f for _, _, _, f, _ in rows if f})
    assert found["used_before"].tolist() == [before(r.customer_id, r.due_date, r.feature) for r in found.itertuples()]
