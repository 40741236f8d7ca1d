"""Files in, one dataset out: the ledger balances, and each messy file has its defined outcome."""

from datetime import date

import pytest

from cs_calc import METRICS, report
from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from cs_calc.tables.span import last_day
from tests.tables.sheets import TODAY, day, loaded, measured, messy, raw, sample, sheet, subscriptions

ONE = [("A", "2026-01-05", None, 50, "month"), ("B", "2026-01-05", "2026-02-10", 70, "month")]


def answers(scores, kind="NPS", on="2026-01-15", **more):
    n = len(scores)
    return sheet(
        "survey_responses",
        {"response_id": [f"r{i}" for i in range(n)], "date": [day(on)] * n, "survey_type": [kind] * n, "score": scores, **more},
    )


def codes(got, severity=None):
    return {p.code for p in got.problems if severity in (None, p.severity)}


def test_the_sample_company_is_read_whole():
    got = sample()
    assert got.status == "ok" and len(got.dataset.tables) == 14 and got.dataset.as_of == date(2026, 10, 31)
    assert all(x.rows_read == x.rows_used > 0 for x in got.ledger) and len(got.set_aside) == 0
    assert codes(got) == {"future_date", "header_mapping"}
    assert [m.key for m in report.available(got.dataset)] == list(METRICS)
    assert METRICS["behaviour_lift"] in report.available(got.dataset, "quarter", "feature")


@pytest.mark.parametrize(("name", "code"), [("empty.csv", "empty_file"), ("not_a_workbook.xlsx", "wrong_type")])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(name, code):
    with pytest.raises(Refused) as refused:
        messy(name)
    assert refused.value.code == code and name in refused.value.message and refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "status", "used", "read", "expected"),
    [
        ("bad_rows.xlsx", "ok", 35, 43, {"bad_date", "missing_values", "out_of_range", "duplicate_id", "missing_id", "bad_interval", "negative_value"}),
        ("header_only.csv", "refused", 0, 0, {"no_rows"}),
        ("formula_text.csv", "ok", 18, 18, set()),
        ("renamed_columns.csv", "ok", 30, 30, {"header_mapping"}),
        ("percent_and_money.csv", "ask", 0, 12, {"bad_number", "negative_value"}),
        ("german_numbers.csv", "ok", 20, 20, {"date_order"}),
        ("day_or_month.csv", "ask", 0, 20, set()),
        ("duplicate_headers.csv", "ok", 15, 15, {"duplicate_header", "blank_header"}),
        ("title_and_total.xlsx", "ok", 20, 20, {"header_row", "totals_row", "footer"}),
        ("hidden_sheet.xlsx", "ok", 36, 36, {"hidden_sheet"}),
    ],
)  # fmt: skip
def test_a_messy_file_has_its_outcome(name, status, used, read, expected):
    got = load([messy(name)], today=TODAY)
    assert (got.status, sum(x.rows_used for x in got.ledger), sum(x.rows_read for x in got.ledger)) == (status, used, read)
    assert expected <= codes(got)
    assert len(got.set_aside) == read - used and got.message


def test_survey_answers_without_a_score_are_said_to_lack_it():
    got = load([messy("missing_columns.csv")], today=TODAY)
    assert got.status == "refused" and "missing_columns" in codes(got)
    assert any("score" in p.message for p in got.problems)


def test_pounds_among_dollars_are_not_added_up_in_silence():
    got = load([messy("percent_and_money.csv")], today=TODAY)
    assert "mixed_currency" in codes(got)


def test_the_bad_rows_are_named_by_their_row():
    got = load([messy("bad_rows.xlsx")], today=TODAY)
    where = {(p.code, p.sheet.rsplit(" ", 1)[-1], p.column): p.rows for p in got.problems if p.severity == "error"}
    assert where == {
        ("out_of_range", "survey_responses", "score"): (4,), ("missing_values", "survey_responses", "score"): (7,),
        ("bad_date", "survey_responses", "date"): (10,), ("duplicate_id", "survey_responses", "response_id"): (12,),
        ("bad_interval", "subscriptions", "interval"): (3,), ("negative_value", "subscriptions", "amount"): (6,),
        ("out_of_range", "subscriptions", "end_date"): (9,), ("missing_id", "subscriptions", "customer_id"): (12,),
    }  # fmt: skip


def test_german_amounts_are_the_same_money():
    got = load([messy("german_numbers.csv")], today=TODAY).dataset.tables["subscriptions"]
    assert got["amount"].between(5, 50_000).all() and (got["amount"] * 100 % 1).round(6).isin([0, 1]).all()
    assert set(got["plan"]) == {"Büro"} and got["start_date"].dt.year.between(2024, 2026).all()


def test_an_answered_question_opens_the_file():
    asked = load([messy("day_or_month.csv")], today=TODAY)
    for answer, month in (("day", 2), ("month", 1)):
        got = load([messy("day_or_month.csv")], today=TODAY, answers={asked.questions[0].key: answer})
        assert got.status == "ok" and got.ledger[0].rows_used == 20
        assert got.dataset.tables["survey_responses"]["date"].dt.month.iloc[0] == month


def test_sheets_of_one_table_are_joined_and_an_id_that_comes_again_is_set_aside():
    first, second = answers([9, 10]), answers([3, 4, 5])
    got = load(
        [
            raw(first, name="a.xlsx"),
            raw(sheet("responses", dict(zip(second.header, second.columns, strict=True)), file="b.xlsx"), name="b.xlsx"),
        ],
        today=TODAY,
    )
    assert [(x.rows_read, x.rows_used, x.rows_set_aside) for x in got.ledger] == [(2, 2, 0), (3, 1, 2)]
    assert got.dataset.tables["survey_responses"]["score"].tolist() == [9, 10, 5]
    assert "duplicate_id" in codes(got, "error") and len(got.set_aside) == 2


def test_a_file_given_twice_does_not_count_twice():
    got = load([raw(answers([9, 10])), raw(answers([9, 10]))], today=TODAY)
    assert len(got.dataset.tables["survey_responses"]) == 2
    assert sum(x.rows_read for x in got.ledger) == sum(x.rows_used for x in got.ledger) + len(got.set_aside)


def test_subscriptions_given_twice_do_not_double_the_mrr_in_silence():
    got = load([raw(subscriptions(ONE)), raw(subscriptions(ONE))], today=TODAY, until=date(2026, 1, 31))
    assert measured(got.dataset, "month", "2026-01")["counted_closing_mrr"] == 120 or {"duplicate_row", "duplicate_id"} & codes(got)


def test_a_sheet_that_is_no_table_of_ours_is_left_out_and_said():
    got = loaded(subscriptions(ONE), sheet("Notes", {"what": ["a"], "who": ["b"]}))
    assert got.status == "ok" and "not_tabular" in codes(got)
    assert [(x.table, x.rows_read, x.rows_used) for x in got.ledger] == [("subscriptions", 2, 2), ("", 1, 0)]


def test_a_table_without_a_required_column_says_which_and_what_looks_like_it():
    got = loaded(
        sheet("subscriptions", {"customer_id": ["A"], "start_date": [day("2026-01-01")], "amount due": [5], "interval": ["month"]})
    )
    problem = next(p for p in got.problems if p.code == "missing_columns")
    assert got.status == "refused" and '"amount"' in problem.message and '"amount due"' in problem.message


def test_both_kinds_of_mrr_are_counted_once():
    monthly = sheet("monthly_mrr", {"customer_id": ["A"], "month": ["2026-01"], "mrr": [999]})
    got = loaded(subscriptions(ONE), monthly, until=date(2026, 1, 31))
    assert measured(got.dataset, "month", "2026-01")["counted_closing_mrr"] == 120


@pytest.mark.parametrize(
    ("ends", "survey", "expected"),
    [
        ([None, None], None, "2026-03-10"), ([None, "2026-08-20"], None, "2026-08-20"), ([None, "2027-08-20"], None, "2026-03-10"),
        ([None, "2026-08-20"], "2026-05-15", "2026-05-15"), ([None, "2026-05-20"], "2026-05-15", "2026-05-20"),
    ],
)  # fmt: skip
def test_the_last_day_is_what_has_happened_not_what_is_planned(ends, survey, expected):
    rows = [("A", "2026-01-05", ends[0], 5, "month"), ("B", "2026-03-10", ends[1], 5, "month")]
    sheets = [subscriptions(rows), *([answers([9], on=survey)] if survey else [])]
    assert str(loaded(*sheets).dataset.as_of) == expected


def test_nothing_at_all_is_up_to_today():
    assert last_day({}, TODAY) == TODAY
    assert str(loaded(sheet("monthly_mrr", {"customer_id": ["A"], "month": ["2026-02"], "mrr": [5]})).dataset.as_of) == "2026-02-28"


def test_a_subscription_that_starts_after_the_data_is_not_a_customer_yet():
    rows = [("A", "2026-01-05", None, 50, "month"), ("B", "2026-11-28", None, 70, "month")]
    assert measured(loaded(subscriptions(rows), until=TODAY).dataset, "month", "2026-11")["closing_customers"] == 1


def test_a_report_adds_up_its_ledger_and_has_no_nan():
    import json

    got = load([messy("bad_rows.xlsx")], today=TODAY)
    told = report.as_dict(got, "month")
    assert told["tables"]["survey_responses"] == {
        "source": "bad_rows.xlsx, sheet survey_responses",
        "tool": "",
        "engine": "pandas",
        "rows_read": 23,
        "rows_used": 19,
        "rows_set_aside": 4,
    }
    json.dumps(told, allow_nan=False)
    assert told["metrics"] and all((m["value"] is None) == (m["problem"] is not None) for m in told["metrics"])


def test_spellings_of_one_word_are_one_segment_and_said():
    rows = [(c, "2026-01-01", None, 10, "month") for c in "ABCDE"]
    got = loaded(subscriptions(rows, plan=["Retail", "retail ", "Retail", "Energy", "Energy"]))
    assert sorted(got.dataset.measure("month", "plan")["segment"].unique()) == ["Energy", "Retail"]
    assert "near_duplicate_id" in codes(got)
