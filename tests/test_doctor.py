"""The data-quality doctor: each finding on a few rows whose effect is worked by hand, the sample company, and any table at all."""

import json
import time
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_calc.doctor import examine
from cs_calc.metrics import METRICS
from cs_calc.report import series
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import Loaded, load
from tests.tables.sheets import TODAY, day, loaded, raw, sample, sheet

END = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def _nothing_is_swallowed(monkeypatch):
    monkeypatch.setenv("CS_CALC_DEBUG", "1")


def found(*sheets, until=END, **options):
    got = loaded(*sheets, until=until, **options)
    return {f.code: f for f in examine(got)}


def the(code, *sheets, **options):
    """The finding with that code; its text forms are complete."""
    findings = found(*sheets, **options)
    assert code in findings, sorted(findings)
    finding = findings[code]
    assert finding.title and finding.says.endswith(".") and finding.do.endswith(".") and finding.count > 0
    assert json.loads(json.dumps(finding.as_dict()))["code"] == code and all(finding.lines())
    assert finding.effect is None or (finding.effect.metric == finding.metric and finding.effect.text.endswith("."))
    return finding


def rows_of(finding):
    """Row numbers as in the file, by its places and by its rows."""
    numbers = [n for _, rows in finding.places for n in rows]
    assert sorted(numbers) == sorted(finding.rows["_row"])
    return sorted(numbers)


def tickets(**columns):
    cells = {"ticket_id": [f"t{i}" for i in range(4)], "created_at": [day("2026-01-05 10:00")] * 4, **columns}
    return sheet("tickets", cells)


def answers(scores, kind="NPS", **columns):
    n = len(scores)
    cells = {
        "response_id": [f"r{i}" for i in range(n)], "date": [day("2026-01-05")] * n, "survey_type": [kind] * n, "score": list(scores),
    }  # fmt: skip
    return sheet("survey_responses", {**cells, **columns})


def subs(rows, **columns):
    customers, starts, ends, amounts = zip(*rows, strict=True)
    dates = [[d and day(d) for d in some] for some in (starts, ends)]
    cells = {"customer_id": customers, "start_date": dates[0], "end_date": dates[1], "amount": amounts, "interval": ["month"] * len(rows)}
    return sheet("subscriptions", {**cells, **columns})


# ---- tickets


def test_a_reply_before_the_ticket_is_counted_and_shows_what_it_would_do_to_the_median():
    replies = ["2026-01-05 12:00", "2026-01-05 14:00", "2026-01-05 16:00", "2026-01-05 04:00"]  # 2, 4, 6 and -6 hours
    finding = the("reply_before_creation", tickets(first_response_at=[day(t) for t in replies]))
    assert rows_of(finding) == [5] and (finding.effect.now, finding.effect.then) == (4, 3)  # medians of 2 4 6, and of -6 2 4 6
    assert finding.effect.text == (
        "First response time in Jan 2026 would be 3 hours instead of 4 hours if these times were counted as they stand."
    )


def test_a_solution_before_the_ticket_is_found():
    ends = ["2026-01-05 12:00", "2026-01-05 14:00", "2026-01-05 16:00", "2026-01-04 10:00"]
    finding = the("solution_before_creation", tickets(resolved_at=[day(t) for t in ends]))
    assert rows_of(finding) == [5] and finding.effect.now == 4


def test_tickets_without_an_answer_count_as_late_in_the_effect():
    replies = [day("2026-01-05 11:00"), day("2026-01-05 12:00"), None, None]
    finding = the("never_answered", tickets(first_response_at=replies))
    assert rows_of(finding) == [4, 5] and (finding.effect.now, finding.effect.then) == (1.0, 0.5)


def test_tickets_solved_without_a_reply_are_found():
    replies, ends = [day("2026-01-05 12:00")] * 3 + [None], [day("2026-01-05 18:00")] * 4
    finding = the("resolved_without_reply", tickets(first_response_at=replies, resolved_at=ends))
    assert rows_of(finding) == [5] and (finding.effect.now, finding.effect.then) == (2, 2)
    assert finding.effect.text.endswith("either way.")


def test_untagged_tickets_make_shares_smaller():
    finding = the("untagged_tickets", tickets(tags=["billing", "billing", "bug", None]))
    assert rows_of(finding) == [5] and (finding.effect.now, finding.effect.then) == (0.5, pytest.approx(2 / 3))


def test_a_duration_beyond_a_year_pulls_the_mean():
    ends = [day("2026-01-05 12:00")] * 3 + [day("2027-02-05 10:00")]
    finding = the("long_duration", tickets(resolved_at=ends), until=date(2027, 3, 31))
    assert rows_of(finding) == [5] and finding.effect.variant == "mean"
    assert finding.effect.then == 2 and finding.effect.now == (3 * 2 + 396 * 24) / 4


# ---- surveys


def test_scores_off_the_scale_are_worked_as_if_they_counted():
    finding = the("score_out_of_scale", answers([10, 9, 0, 7, 11]))
    assert rows_of(finding) == [6] and finding.severity == "error"
    assert (finding.effect.now, finding.effect.then) == (25, 40)  # (2 - 1) / 4, (3 - 1) / 5


def test_an_nps_without_a_zero_is_asked_about():
    finding = the("one_to_ten_scale", answers([10] * 20 + [1] * 5 + [8] * 5))
    assert finding.count == 30 and finding.effect.now == finding.effect.then == pytest.approx(50)


@pytest.mark.parametrize(
    "sheets",
    [answers([10] * 20 + [0] * 5 + [8] * 5), answers([10] * 29), answers([10] * 30, scale_min=[0] * 30), answers([5, 1] * 20, "CSAT")],
)
def test_an_nps_with_a_zero_few_answers_or_a_stated_scale_is_not(sheets):
    assert "one_to_ten_scale" not in found(sheets)


def test_more_than_one_answer_of_one_customer_is_worked_with_the_last_of_each():
    finding = the(
        "several_answers", answers([0, 10, 9, 0], customer_id=["A", "A", "B", "C"], date=[day(f"2026-01-0{n}") for n in (1, 2, 1, 1)])
    )
    assert rows_of(finding) == [2] and (finding.effect.now, finding.effect.then) == (0, pytest.approx(100 / 3))


def test_several_answers_about_one_ticket_are_found():
    finding = the("several_answers", answers([1, 5, 5], "CSAT", ticket_id=["t1", "t1", "t2"]))
    assert rows_of(finding) == [2] and (finding.effect.now, finding.effect.then) == (pytest.approx(2 / 3), 1)


def test_few_answers_show_what_one_more_would_do():
    finding = the("few_answers", answers([10, 10, 10]))
    assert finding.count == 3 and (finding.effect.now, finding.effect.then) == (100, 50)  # (3 - 1) / 4
    assert "few_answers" not in found(answers([10] * 30))


# ---- duplicates


def test_the_same_row_twice_is_worked_without_the_copy():
    bought = sheet(
        "purchases", {"customer_id": ["A", "B", "B"], "date": [day("2026-01-05")] * 3, "amount": [5, 7, 7], "kind": ["upsell"] * 3}
    )
    finding = the("duplicate_rows", bought)
    assert rows_of(finding) == [4] and (finding.effect.now, finding.effect.then) == (19, 12)


def test_the_same_id_twice_is_worked_with_both():
    finding = the("duplicate_ids", answers([10, 9, 0], response_id=["r1", "r2", "r2"]))
    assert rows_of(finding) == [4] and (finding.effect.now, finding.effect.then) == (100, pytest.approx(100 / 3))


def test_two_answers_of_nobody_in_particular_are_no_duplicates():
    assert "duplicate_rows" not in found(answers([9, 9, 9, 9]))


# ---- customers


def test_ids_that_differ_only_in_writing_are_worked_as_one():
    finding = the(
        "near_duplicate_ids", subs([("C1", "2026-01-01", None, 10), ("c01", "2026-01-01", None, 20), ("B", "2026-01-01", None, 30)])
    )
    assert finding.effect.metric == "arpa" and (finding.effect.now, finding.effect.then) == (20, 30)
    assert '"c01"' in finding.says and '"C1"' in finding.says


def test_two_tables_with_ids_of_another_kind_are_told_with_how_many_match():
    people = sheet("customers", {"customer_id": ["001", "002", "003"], "customer_name": list("abc")})
    got = loaded(people, subs([("1", "2026-01-01", None, 10), ("2", "2026-01-01", None, 20)]), until=END)
    problem = next(p for p in got.problems if p.code == "id_type_mismatch")
    assert "0 of 2 customers match as they are, 2 without" in problem.message and '"1"' in problem.message and '"001"' in problem.message
    finding = next(f for f in examine(got) if f.code == "id_type_mismatch")
    assert rows_of(finding) == [2, 3] and "unknown_customers" not in {f.code for f in examine(got)}


def test_rows_of_customers_that_no_other_table_has_are_worked_without_them():
    people = sheet("customers", {"customer_id": ["A", "B"], "customer_name": ["a", "b"]})
    due = {"customer_id": ["A", "B", "Z"], "due_date": [day("2026-01-05")] * 3, "renewed": ["yes", "no", "yes"]}
    finding = the("unknown_customers", people, sheet("renewals", due))
    assert rows_of(finding) == [4] and (finding.effect.now, finding.effect.then) == (pytest.approx(2 / 3), 0.5)


def test_a_sign_up_after_the_first_subscription_is_found():
    people = {
        "customer_id": ["A", "B"], "signup_date": [day("2026-01-05"), day("2026-01-11")],
        "first_value_at": [day("2026-01-07"), day("2026-01-12")],
    }  # fmt: skip
    finding = the("late_sign_up", sheet("customers", people), subs([("A", "2026-01-05", None, 1), ("B", "2026-01-06", None, 1)]))
    assert rows_of(finding) == [3] and (finding.effect.now, finding.effect.then) == (1.5, 4)  # days 2 and 1, then 2 and 6


def test_a_renewal_after_the_customer_left_is_found():
    people = sheet("customers", {"customer_id": ["A", "B"], "churned_at": [None, day("2025-12-01")]})
    due = {"customer_id": ["A", "B"], "due_date": [day("2026-01-05")] * 2, "renewed": ["no", "yes"]}
    finding = the("renewed_after_leaving", people, sheet("renewals", due))
    assert rows_of(finding) == [3] and (finding.effect.now, finding.effect.then) == (0.5, 0)


# ---- revenue

THREE = [("A", "2025-11-01", None, 100), ("B", "2025-12-01", None, 50), ("C", "2025-11-01", "2026-01-10", 30)]
MOVES = {
    "date": [day("2025-11-01"), day("2025-11-01"), day("2025-12-01"), day("2026-01-10")], "customer_id": ["A", "C", "B", "C"],
    "type": ["new", "new", "new", "churn"], "amount": [100, 30, 50, 30],
}  # fmt: skip


def test_a_bridge_that_closes_is_no_finding_and_one_that_does_not_names_the_month():
    assert "bridge_does_not_close" not in found(subs(THREE), sheet("mrr_movements", MOVES))
    finding = the("bridge_does_not_close", subs(THREE), sheet("mrr_movements", {**MOVES, "amount": [100, 30, 55, 30]}))
    assert finding.count == 1 and "Dec 2025" in finding.says and "$5" in finding.says and rows_of(finding) == [4]
    assert (finding.effect.period, finding.effect.now, finding.effect.then) == ("2025-12", 50, 55)


def test_a_missing_movement_is_a_bridge_that_does_not_close():
    finding = the("bridge_does_not_close", subs(THREE), sheet("mrr_movements", {k: v[:3] for k, v in MOVES.items()}))
    assert (finding.effect.period, finding.effect.now, finding.effect.then) == ("2026-01", -30, 0)


def test_negative_and_zero_mrr_are_told():
    monthly = {"customer_id": ["A", "B", "A"], "month": ["2026-01"] * 3, "mrr": [100, 0, -20]}
    negative = the("negative_mrr", sheet("monthly_mrr", monthly))
    assert rows_of(negative) == [4] and (negative.effect.now, negative.effect.then) == (100, 80)
    zero = the("zero_mrr", sheet("monthly_mrr", monthly))
    assert rows_of(zero) == [3] and zero.effect.now == zero.effect.then == 100


def test_refunds_are_told_with_what_they_take_off():
    bought = sheet("purchases", {"customer_id": ["A", "B"], "date": [day("2026-01-05")] * 2, "amount": [50, -20], "kind": ["upsell"] * 2})
    finding = the("refunds", bought)
    assert rows_of(finding) == [3] and (finding.effect.now, finding.effect.then) == (30, 50)


def test_mixed_currencies_are_split_by_an_answer_and_worked_as_if_they_were_added_up():
    both = subs(
        [("A", "2026-01-01", None, 10), ("B", "2026-01-01", None, 20), ("C", "2026-01-01", None, 5)], currency=["EUR", "EUR", "USD"]
    )
    asked = loaded(both, until=END)
    assert asked.status == "ask" and [f.code for f in examine(asked)] == ["mixed_currency"]
    assert dict(asked.questions[0].choices).keys() == {"EUR", "USD"}
    finding = the("mixed_currency", both, answers={asked.questions[0].key: "EUR"})
    assert rows_of(finding) == [4] and (finding.effect.now, finding.effect.then) == (30, 35) and finding.effect.shown_now == "€30"


def test_the_same_subscription_twice_at_once_is_found():
    rows = [
        ("A", "2025-11-01", None, 10),
        ("A", "2026-01-05", None, 20),
        ("B", "2025-11-01", "2026-01-05", 5),
        ("B", "2026-01-05", None, 7),
    ]
    finding = the("overlapping_subscriptions", subs(rows, plan=["Team"] * 4))
    assert rows_of(finding) == [3] and (finding.effect.now, finding.effect.then) == (37, 17)
    assert "overlapping_subscriptions" not in found(subs(rows[:2], plan=["Team", "Add-on"]))


def test_a_month_missing_in_monthly_mrr_is_filled_in_the_effect():
    monthly = {
        "customer_id": ["A", "A", "B", "B", "B"],
        "month": ["2025-11", "2026-01", "2025-11", "2025-12", "2026-01"],
        "mrr": [25, 25, 75, 75, 75],
    }
    finding = the("missing_month", sheet("monthly_mrr", monthly))
    assert finding.count == 1 and rows_of(finding) == [3]
    assert (finding.effect.period, finding.effect.now, finding.effect.then) == ("2025-12", 0.25, 0)


# ---- the whole


def test_a_last_month_that_is_not_over_is_held_against_the_one_before():
    finding = the("last_month_incomplete", subs([*THREE[:2], ("C", "2025-11-01", "2025-12-10", 50)]), until=date(2026, 1, 10))
    assert (finding.effect.metric, finding.effect.now, finding.effect.then) == ("net_mrr_churn", 0, pytest.approx(50 / 150))
    assert "last_month_incomplete" not in found(subs(THREE))


def test_a_table_that_stops_early_is_told():
    used = [day("2025-10-01") + timedelta(days=n) for n in range(60)]
    finding = the("ends_early", subs(THREE), sheet("usage", {"customer_id": ["A"] * 60, "date": used, "feature": ["x"] * 60}))
    assert finding.table == "usage" and "29 November 2025" in finding.says


def test_one_account_above_half_of_the_mrr_is_told():
    finding = the("one_large_account", subs([("A", "2026-01-01", None, 90), ("B", "2026-01-01", None, 10), ("C", "2026-01-01", None, 20)]))
    assert rows_of(finding) == [2] and "75%" in finding.says and (finding.effect.now, finding.effect.then) == (40, 15)


def test_rows_dated_after_the_last_day_are_told():
    finding = the("future_dates", answers([10, 0], date=[day("2026-01-05"), day("2026-03-05")]))
    assert rows_of(finding) == [3]


def test_clean_data_has_nothing_to_find():
    assert found(subs([(c, "2025-11-01", None, 100) for c in "ABC"]), answers([0, *[9] * 30])) == {}


# ---- the sample company


def test_what_is_found_in_the_sample_company_is_what_is_planted_there():
    got = sample()
    findings = {f.code: f for f in examine(got)}
    assert not {f.severity for f in findings.values()} & {"error"}
    assert set(findings) <= {
        "duplicate_rows",
        "overlapping_subscriptions",
        "missing_month",
        "several_answers",
        "never_answered",
        "untagged_tickets",
    }
    tables = got.dataset.tables
    assert findings["untagged_tickets"].count == tables["tickets"]["tags"].isna().sum()
    waiting = tables["tickets"]["first_response_at"].isna() & tables["tickets"]["resolved_at"].isna()
    assert findings["never_answered"].count == waiting.sum()


def test_the_number_as_it_is_is_that_of_the_whole_report():
    """An effect is worked on the rows of one month, with no more frames than it needs: its first number must not feel that."""
    got = sample()
    effects = [f.effect for f in examine(got) if f.effect is not None]
    assert len(effects) >= 4
    for effect in effects:
        whole = series(got.dataset, METRICS[effect.metric], "month", variant=effect.variant).set_index("period")["value"]
        assert effect.now == pytest.approx(whole[effect.period], nan_ok=True), effect.text


def test_the_sample_company_is_examined_in_a_few_seconds():
    got = sample()
    start = time.process_time()
    examine(got)
    assert time.process_time() - start < 6  # about 2 on a quiet machine


def test_without_effects_no_metric_is_worked():
    assert all(f.effect is None for f in examine(sample(), effects=False))


# ---- any table at all


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_part_of_the_sample_company_is_examined_without_a_fall(data):
    """Random tables, random columns beside the required ones, random rows, some of them twice."""
    from cs_calc.tables.schema import TABLES

    whole = sample().dataset
    tables = {}
    for name in data.draw(st.lists(st.sampled_from(sorted(whole.tables)), min_size=1, max_size=5, unique=True)):
        table = whole.tables[name]
        need = [c.key for c in TABLES[name].required if c.key in table] + ["_sheet", "_row"]
        free = [c for c in table if c not in need]
        columns = data.draw(st.lists(st.sampled_from(free), unique=True)) if free else []
        rows = data.draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=40))
        some = table.iloc[rows][[*need, *columns]].reset_index(drop=True)
        for column in columns:
            if data.draw(st.booleans()):
                some[column] = some[column].where(np.arange(len(some)) % 2 == 0)
        tables[name] = some
    part = Loaded(Dataset(tables, whole.as_of), (), (), (), (), pd.DataFrame())
    findings = examine(part)
    assert len({(f.code, f.table, f.says) for f in findings}) == len(findings)
    for finding in findings:
        json.dumps(finding.as_dict(), allow_nan=False)
        assert isinstance(finding.rows, pd.DataFrame) and not any(word in " ".join(finding.lines()) for word in ("nan", "NaT", "None"))


def test_a_sheet_with_errors_of_every_kind_is_examined_as_loaded():
    bad = answers([11, "great", 7, None, 5], date=["31/02/2026", "2026-01-05", "2026-01-06", "2026-01-07", "soon"])
    got = load([raw(bad)], today=TODAY)
    assert all(f.rows is not None for f in examine(got))
