"""Dirty sheets: every row is either used or set aside with its reason, and every problem says where it is."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.tables.match import match
from cs_calc.tables.schema import TABLES
from cs_calc.tables.tidy import tidy
from tests.tables.sheets import day, sheet

SUBS = {
    "customer_id": ["A", "B", "C"], "start_date": [day("2026-01-01")] * 3, "end_date": [None, day("2026-03-01"), None],
    "amount": [10, 20, 30], "interval": ["month", "year", "week"], "currency": ["USD"] * 3,
}  # fmt: skip
ANSWERS = {
    "response_id": ["r1", "r2", "r3"], "date": [day("2026-01-01")] * 3, "survey_type": ["NPS", "NPS", "CSAT"], "score": [0, 10, 5],
    "scale_max": [10, 10, 5],
}  # fmt: skip


def done(name, columns, answers=None, **options):
    found = match(sheet(name, columns, **options))
    assert found.table is not None
    return tidy(found, answers or {})


def changed(columns, **cells):
    """The columns with the middle row (row 3) changed."""
    return {k: [v[0], cells.get(k, v[1]), *v[2:]] for k, v in columns.items()}


def test_a_clean_sheet_is_used_whole_with_typed_columns():
    got = done("subscriptions", SUBS)
    assert (got.rows_read, len(got.frame), len(got.set_aside), got.problems, got.questions) == (3, 3, 0, [], [])
    assert got.frame["amount"].tolist() == [10, 20, 30] and got.frame["_row"].tolist() == [2, 3, 4]
    assert str(got.frame["start_date"].dtype) == "datetime64[us]" and got.frame["_sheet"].unique().tolist() == [
        "book.xlsx, sheet subscriptions"
    ]


def test_a_price_for_several_months_becomes_that_of_one_and_is_told():
    got = done("subscriptions", {**SUBS, "amount": [60, 240, 26], "interval": ["semi-annual", "2 years", "every 2 weeks"]})
    assert got.frame["amount"].tolist() == [10, 10, 13] and got.frame["interval"].tolist() == ["month", "month", "week"]
    assert [(p.code, p.severity, p.rows) for p in got.problems] == [("bad_interval", "note", (2, 3, 4))]


@pytest.mark.parametrize(
    ("name", "columns", "cells", "code", "column"),
    [
        ("subscriptions", SUBS, {"amount": -49}, "negative_value", "amount"),
        ("subscriptions", SUBS, {"amount": "free"}, "bad_number", "amount"),
        ("subscriptions", SUBS, {"amount": None}, "missing_values", "amount"),
        ("subscriptions", SUBS, {"interval": "fortnight"}, "bad_interval", "interval"),
        ("subscriptions", SUBS, {"start_date": "31/02/2026"}, "bad_date", "start_date"),
        ("subscriptions", SUBS, {"end_date": day("2025-03-01")}, "out_of_range", "end_date"),
        ("subscriptions", SUBS, {"customer_id": None}, "missing_id", "customer_id"),
        ("survey_responses", ANSWERS, {"score": 11}, "out_of_range", "score"),
        ("survey_responses", ANSWERS, {"score": 7.5}, "out_of_range", "score"),
        ("survey_responses", ANSWERS, {"score": -1}, "out_of_range", "score"),
        ("survey_responses", ANSWERS, {"score": "n/a"}, "missing_values", "score"),
        ("survey_responses", ANSWERS, {"score": "great"}, "bad_number", "score"),
        ("survey_responses", ANSWERS, {"survey_type": "weather"}, "bad_survey_type", "survey_type"),
        ("survey_responses", ANSWERS, {"response_id": "r1"}, "duplicate_id", "response_id"),
        ("customers", {"customer_id": ["A", "B", "C"], "segment": ["x"] * 3}, {"customer_id": "A"}, "duplicate_id", "customer_id"),
        ("monthly_mrr", {"customer_id": ["A", "B", "C"], "month": ["2026-01"] * 3, "mrr": [1, 2, 3]}, {"mrr": -2}, "negative_value", "mrr"),
    ],
)  # fmt: skip
def test_a_bad_row_is_set_aside_and_said_with_sheet_row_and_column(name, columns, cells, code, column):
    got = done(name, changed(columns, **cells))
    errors = [p for p in got.problems if p.severity == "error"]
    assert [(p.code, p.rows, p.column) for p in errors] == [(code, (3,), column)]
    said = errors[0].message
    assert "Row 3" in said and f'column "{column}"' in said and f'sheet "{name}"' in said and "expected" in said and said.endswith(".")
    assert errors[0].as_dict()["row"] == 3 and errors[0].expected
    assert got.set_aside["_row"].tolist() == [3] and column in got.set_aside["reason"][0]
    assert got.frame["_row"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("name", "columns", "cells", "code", "column"),
    [
        ("subscriptions", {**SUBS, "discount": ["0.1"] * 3}, {"discount": "lots"}, "bad_number", "discount"),
        ("customers", {"customer_id": ["A", "B", "C"], "active": ["yes"] * 3}, {"active": "perhaps"}, "bad_boolean", "active"),
        ("survey_responses", {**ANSWERS, "scale_min": [0, 0, 1]}, {"scale_min": 1}, "nps_scale", "scale_min"),
        ("monthly_mrr", {"customer_id": ["A", "A", "C"], "month": ["2026-01"] * 3, "mrr": [1, 2, 3]}, {}, "duplicate_row", "month"),
    ],
)
def test_what_can_still_be_used_is_used_with_a_warning(name, columns, cells, code, column):
    got = done(name, changed(columns, **cells))
    assert [(p.code, p.rows, p.column, p.severity) for p in got.problems if p.severity != "note"] == [(code, (3,), column, "warning")]
    assert len(got.frame) == 3 and len(got.set_aside) == 0


def test_an_unreadable_end_date_does_not_keep_a_customer_for_ever_in_silence():
    """The end is left out and so the subscription runs on: that has to be said in the message."""
    got = done("subscriptions", changed(SUBS, end_date="31/02/2026"))
    said = " ".join(p.message for p in got.problems)
    assert len(got.frame) == 2 or "running" in said or "runs on" in said


def test_a_question_holds_back_the_whole_sheet_until_it_is_answered():
    columns = {**SUBS, "start_date": ["03/04/2026", "05/06/2026", "07/08/2026"], "end_date": [None] * 3}
    got = done("subscriptions", columns)
    assert len(got.frame) == 0 and len(got.set_aside) == 3 and [q.code for q in got.questions] == ["ambiguous_date"]
    answered = done("subscriptions", columns, {got.questions[0].key: "day"})
    assert answered.questions == [] and answered.frame["start_date"].dt.month.tolist() == [4, 6, 8]


def test_an_ambiguous_amount_is_asked_and_its_answer_is_used():
    columns = {**SUBS, "amount": ["1.234", "2.345", "99"]}
    got = done("subscriptions", columns)
    assert [q.code for q in got.questions] == ["ambiguous_number"]
    for mark, amounts in ((".", [1.234, 2.345, 99]), (",", [1234, 2345, 99])):
        assert done("subscriptions", columns, {got.questions[0].key: mark}).frame["amount"].tolist() == amounts


def test_the_kind_of_survey_is_asked_where_nothing_says_it():
    columns = {"date": [day("2026-01-01")] * 2, "score": [9, 3]}
    got = done("Sheet1", columns)
    assert [q.code for q in got.questions] == ["survey_type"] and len(got.frame) == 0
    answered = done("Sheet1", columns, {got.questions[0].key: "NPS"})
    assert answered.frame["survey_type"].tolist() == ["NPS", "NPS"]


def test_a_sheet_called_customer_success_is_not_read_as_ces():
    got = done("Customer success 2026", {"date": [day("2026-01-01")] * 2, "score": [9, 3]})
    assert [q.code for q in got.questions] == ["survey_type"]


@pytest.mark.parametrize(
    ("scores", "top"), [([1, 0, 1], 1), (["yes", "no", "yes"], 1), ([1, 3, 5], 5), ([2, 2, 4], 5), ([6, 3, 1], 10), ([10, 0, 5], 10)]
)
def test_the_top_of_a_csat_scale_is_seen_in_its_answers(scores, top):
    columns = {"response_id": list("abc"), "date": [day("2026-01-01")] * 3, "survey_type": ["CSAT"] * 3, "score": scores}
    assert done("survey_responses", columns).frame["scale_max"].tolist() == [top] * 3


def test_one_wrong_score_does_not_turn_a_scale_of_five_into_one_of_ten():
    scores = [5, 4, 4, 3, 5, 4, 2, 5, 55]
    columns = {"response_id": list("abcdefghi"), "date": [day("2026-01-01")] * 9, "survey_type": ["CSAT"] * 9, "score": scores}
    got = done("survey_responses", columns)
    assert set(got.frame["scale_max"]) == {5} or got.questions or any(p.severity != "error" for p in got.problems)


def test_nps_on_a_scale_of_five_is_said():
    columns = {**ANSWERS, "survey_type": ["NPS"] * 3, "score": [5, 4, 5], "scale_max": [5, 5, 5]}
    assert any(p.column in ("scale_max", "score") for p in done("survey_responses", columns).problems)


def test_a_reason_is_given_once_for_each_row_and_is_the_first_found():
    got = done("subscriptions", changed(SUBS, amount="free", interval="fortnight"))
    assert got.set_aside["_row"].tolist() == [3] and len(got.frame) == 2
    assert {p.code for p in got.problems} == {"bad_number", "bad_interval"}


def test_row_numbers_are_those_of_the_file_where_rows_are_blank():
    got = done("subscriptions", changed(SUBS, amount=-1), row_numbers=[5, 9, 12])
    assert got.set_aside["_row"].tolist() == [9] and got.frame["_row"].tolist() == [5, 12] and got.problems[0].rows == (9,)


CELLS = {
    "customer_id": ["A", "B", "007", None, "", 12.0],
    "start_date": [day("2026-01-05"), "2026-02-03", "31/02/2026", "13/01/2026", None, 46023.0, "soon"],
    "end_date": [None, day("2026-01-01"), "2026-12-31", "never", ""],
    "amount": [10, 0, -5, "12.50", "1,234.50", "free", None, "(3.00)"],
    "interval": ["month", "Yearly", "week", "fortnight", None, 3.0],
    "currency": ["USD", "USD", "EUR", None],
    "month": ["2026-01", "May 2026", day("2026-03-03"), "later", None],
    "mrr": [1, 0, -1, "7.5", "much", None],
    "response_id": ["a", "b", "c", None],
    "date": [day("2026-01-05"), "2026-02-03", None, "31/02/2026"],
    "survey_type": ["NPS", "CSAT", "CES", "csat ", None, "other"],
    "score": [0, 5, 10, 11, 7.5, "9 - good", "yes", None, "n/a", "great", True],
    "scale_max": [5, 10, None, 1],
    "segment": ["x", None, "y"],
}  # fmt: skip
SHEETS = {
    "subscriptions": ["customer_id", "start_date", "end_date", "amount", "interval", "currency"],
    "monthly_mrr": ["customer_id", "month", "mrr", "segment"],
    "survey_responses": ["response_id", "date", "survey_type", "score", "scale_max"],
    "customers": ["customer_id", "segment"],
}


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(SHEETS)), st.data())
def test_rows_read_are_rows_used_and_rows_set_aside(name, data):
    length = data.draw(st.integers(1, 8))
    columns = {key: data.draw(st.lists(st.sampled_from(CELLS[key]), min_size=length, max_size=length)) for key in SHEETS[name]}
    got = done(name, columns)
    assert got.rows_read == length == len(got.frame) + len(got.set_aside)
    assert sorted([*got.frame["_row"], *got.set_aside["_row"]]) == list(range(2, 2 + length))
    assert got.set_aside["reason"].ne("").all()
    told = {r for p in got.problems if p.severity == "error" for r in p.rows}
    assert got.questions or told == set(got.set_aside["_row"])
    for column in TABLES[name].required:
        assert got.frame.empty or got.frame[column.key].notna().all()
    if not got.frame.empty and "score" in got.frame:
        assert (got.frame["score"] <= got.frame["scale_max"]).all()
    for problem in got.problems:
        assert problem.message.endswith(".") and not re.search(r"nan|NaT|None|dtype|Timestamp", problem.message), problem.message


def test_set_aside_rows_keep_their_cells_as_they_were():
    got = done("subscriptions", changed(SUBS, amount="free"))
    assert got.set_aside["amount"].tolist() == ["free"] and pd.notna(got.set_aside["customer_id"][0])


TICKETS = {
    "ticket_id": ["t1", "t2", "t3"], "created_at": [day("2026-01-05 10:00")] * 3, "first_response_at": [day("2026-01-05 11:00")] * 3,
    "resolved_at": [day("2026-01-06 11:00")] * 3, "interactions": [1, 2, 1],
}  # fmt: skip
PEOPLE = {
    "customer_id": ["A", "B", "C"], "signup_date": [day("2026-01-05")] * 3, "trial_start": [day("2026-01-05")] * 3,
    "trial_end": [day("2026-01-19")] * 3, "converted_at": [day("2026-01-12")] * 3, "first_value_at": [day("2026-01-05 12:00")] * 3,
    "onboarding_done_at": [day("2026-01-09")] * 3, "nps": [9, 8, 10], "usage": [0.5, 0.8, 1], "users": [1, 2, 3],
}  # fmt: skip
DUE = {
    "customer_id": ["A", "B", "C"], "due_date": [day("2026-01-05")] * 3, "renewed": ["yes", "no", "yes"],
    "renewed_at": [day("2026-01-05"), None, day("2026-01-06")], "value_due": [10, 20, 30], "value_renewed": [10, None, 30],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns", "column", "cell"),
    [
        ("tickets", TICKETS, "first_response_at", day("2026-01-05 09:59")),
        ("tickets", TICKETS, "resolved_at", day("2026-01-04")),
        ("tickets", TICKETS, "interactions", 0),
        ("customers", PEOPLE, "first_value_at", day("2026-01-04 23:00")),
        ("customers", PEOPLE, "onboarding_done_at", day("2025-12-31")),
        ("customers", PEOPLE, "trial_end", day("2026-01-01")),
        ("customers", PEOPLE, "converted_at", day("2026-01-01")),
        ("customers", PEOPLE, "nps", 11),
        ("customers", PEOPLE, "usage", -0.1),
        ("customers", PEOPLE, "users", -1),
        ("renewals", DUE, "value_due", -20),
        ("renewals", DUE, "renewed_at", day("2026-01-05")),
        ("article_votes", {"article_id": ["a", "b", "c"], "helpful_yes": [1, 2, 3]}, "helpful_yes", -2),
        ("usage", {"customer_id": ["A", "B", "C"], "date": [day("2026-01-05")] * 3, "minutes": [1, 2, 3]}, "minutes", -5),
    ],
)
def test_a_cell_that_cannot_be_is_left_out_and_its_row_is_used(name, columns, column, cell):
    good, got = done(name, columns), done(name, changed(columns, **{column: cell}))
    assert good.problems == [] and len(got.frame) == 3 and pd.isna(got.frame[column].iloc[1])
    assert [(p.code, p.severity, p.rows) for p in got.problems] == [("out_of_range", "warning", (3,))]
    message = got.problems[0].message
    assert message.startswith("Row 3, column") and "expected" in message and "found" in message and message.endswith("the row is used.")


def test_days_without_a_time_are_compared_as_days():
    same_day = changed(TICKETS, created_at=day("2026-01-05 10:00"), first_response_at=day("2026-01-05"))
    assert done("tickets", same_day).problems == []


def test_a_negative_count_of_sessions_sets_its_row_aside():
    got = done("help_center_sessions", {"date": [day("2026-01-05"), day("2026-01-06")], "users": [3, -1]})
    assert len(got.frame) == 1 and got.problems[0].severity == "error"


def test_usage_in_whole_percents_becomes_a_share_and_a_mixture_is_asked_about():
    percents = {"customer_id": list("ABC"), "customer_name": list("abc"), "usage": [85, 40, 100]}
    assert done("customers", percents).frame["usage"].tolist() == [0.85, 0.4, 1.0]
    mixed = {**percents, "usage": [85, 0.4, 100]}
    asked = done("customers", mixed)
    assert [q.code for q in asked.questions] == ["percent_scale"] and len(asked.frame) == 0
    answered = done("customers", mixed, {asked.questions[0].key: "percent"})
    assert answered.frame["usage"].tolist() == pytest.approx([0.85, 0.004, 1.0])
    shares = done("customers", mixed, {asked.questions[0].key: "share"})
    assert shares.frame["usage"].notna().tolist() == [False, True, False]
    each = done("customers", mixed, {asked.questions[0].key: "each"})
    assert each.frame["usage"].tolist() == pytest.approx([0.85, 0.4, 1.0])


def test_amounts_in_two_currencies_are_asked_about_and_the_answer_sets_the_others_aside():
    for columns in ({**SUBS, "currency": ["USD", "EUR", "USD"]}, {**SUBS, "currency": [None] * 3, "amount": ["$10", "€20", "30"]}):
        got = done("subscriptions", columns)
        assert [q.code for q in got.questions] == ["mixed_currency"] and len(got.frame) == 0
        assert {c[0] for c in got.questions[0].choices} == {"EUR", "USD"} and "EUR (1 rows)" in got.questions[0].asks
        answered = done("subscriptions", columns, {got.questions[0].key: "USD"})
        assert answered.frame["_row"].tolist() == [2, 4] and answered.set_aside["_row"].tolist() == [3]
        assert "amounts in USD, as you chose" in answered.set_aside["reason"][0] and set(answered.frame["currency"].dropna()) == {"USD"}


def test_the_currency_beside_amounts_is_asked_about_in_tables_without_a_currency_column():
    columns = {"customer_id": ["A", "B"], "month": ["2026-01"] * 2, "mrr": ["5 €", "7 £"]}
    got = done("monthly_mrr", columns)
    assert [q.code for q in got.questions] == ["mixed_currency"]
    assert done("monthly_mrr", columns, {got.questions[0].key: "GBP"}).frame["mrr"].tolist() == [7]


def test_a_discount_of_0_and_1_alone_is_asked_about():
    got = done("subscriptions", {**SUBS, "discount": [0, 1, 0]})
    assert [q.code for q in got.questions] == ["percent_scale"]
    assert done("subscriptions", {**SUBS, "discount": [0, 1, 0]}, {got.questions[0].key: "percent"}).frame["discount"].tolist() == [
        0,
        0.01,
        0,
    ]
    assert done("subscriptions", {**SUBS, "discount": [0, 0, 0]}).questions == []


def test_events_to_come_are_told_and_used():
    got = tidy(
        match(sheet("tickets", {"ticket_id": ["a", "b"], "created_at": [day("2026-01-05"), day("2062-01-05")]})), {}, date(2026, 2, 1)
    )
    assert [(p.code, p.severity, p.rows) for p in got.problems] == [("future_date", "warning", (3,))] and len(got.frame) == 2


def test_ids_that_differ_only_in_writing_are_told_and_kept():
    got = done("subscriptions", {**SUBS, "customer_id": ["C01", "c 1", "B"]})
    assert [(p.code, p.severity, p.rows) for p in got.problems] == [("near_duplicate_id", "warning", (3,))]
    assert got.frame["customer_id"].tolist() == ["C01", "c 1", "B"] and '"C01" and "c 1"' in got.problems[0].message


def test_answers_in_words_bring_their_own_scale():
    columns = {**ANSWERS, "survey_type": ["CSAT"] * 3, "score": ["Very satisfied", "Neutral", "dissatisfied"], "scale_max": [None] * 3}
    got = done("survey_responses", columns)
    assert got.frame["score"].tolist() == [5, 3, 2] and got.frame["scale_max"].tolist() == [5, 5, 5]
    assert [p.code for p in got.problems] == ["score_words"] and '"Very satisfied" is 5' in got.problems[0].message
