"""Which table a sheet is, and which of its columns is what; every match says why."""

import pytest

from cs_calc.tables.match import match
from cs_calc.tables.schema import KNOWN_HEADERS, TABLES, normalise
from tests.tables.sheets import sheet


def of(*header, name="Sheet1", chosen=None):
    return match(sheet(name, {h: ["x"] for h in header}), chosen)


def columns(found):
    return {m.column.key: m.header for m in found.columns if m.column is not None}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_under_its_own_names_is_found_with_every_column(table):
    found = of(*(c.key for c in table.columns), name=table.key)
    assert found.table is table and found.missing == ()
    assert columns(found) == {c.key: c.key for c in table.columns}
    assert all(m.why == "same name" for m in found.columns)


@pytest.mark.parametrize(
    "key", ["subscriptions", "survey_responses", "tickets", "renewals", "costs", "opportunities", "usage", "monthly_mrr"]
)
def test_the_required_columns_tell_the_table_where_the_sheets_name_does_not(key):
    assert of(*(c.key for c in TABLES[key].columns), name="Sheet1").table is TABLES[key]


def test_names_of_other_tools_are_known():
    stripe = (
        "id",
        "Customer ID",
        "Plan",
        "Currency",
        "Interval",
        "Amount",
        "Status",
        "Start Date (UTC)",
        "Ended At (UTC)",
        "Cancellation Reason",
    )
    found = of(*stripe)
    assert found.table is TABLES["subscriptions"]
    assert columns(found) == {
        "subscription_id": "id", "customer_id": "Customer ID", "plan": "Plan", "currency": "Currency", "interval": "Interval", "amount": "Amount",
        "start_date": "Start Date (UTC)", "end_date": "Ended At (UTC)", "cancel_reason": "Cancellation Reason",
    }  # fmt: skip
    assert {m.header: m.why for m in found.columns}["Status"] == "not used"
    survey = of("Respondent", "Answered on", "How likely are you to recommend us?", "Account", "Why?")
    assert survey.table is TABLES["survey_responses"]
    assert columns(survey)["score"] == "How likely are you to recommend us?" and columns(survey)["comment"] == "Why?"


def test_the_sheets_name_decides_between_equals():
    assert of("customer_id", "date", "amount", name="Orders").table is TABLES["purchases"]
    assert of("customer_id", "month", "mrr", name="MRR").table is TABLES["monthly_mrr"]


def test_a_sheet_without_our_columns_is_no_table():
    for header in (("a", "b", "c"), ("Grand total",), ("name", "phone", "city"), ("", "")):
        assert of(*header).table is None


def test_a_customer_list_is_found_by_its_id_alone_when_it_is_named_so():
    assert of("Customer ID", "Segment", name="Accounts").table is TABLES["customers"]


def test_survey_answers_without_a_score_are_not_taken_for_another_table():
    found = of("response_id", "date", "survey_type", "customer_id", "comment")
    assert found.table is None or found.table is TABLES["survey_responses"]


def test_notes_about_customers_by_date_are_not_product_usage():
    """customer_id and date are in almost every export: two columns are not enough to count days of use from."""
    assert of("customer_id", "date", "invoice_number", "paid", "note").table is not TABLES["usage"]


def test_a_column_is_used_once():
    found = of("customer_id", "date", "survey_type", "score", "score", "nps")
    used = [m.header for m in found.columns if m.column is not None]
    assert used.count("score") == 1 and len({m.column.key for m in found.columns if m.column}) == len(used)


def test_a_persons_choice_overrules_what_we_would_find():
    found = of("customer_id", "start_date", "list_price", "amount", "interval", chosen={"amount": "list_price"})
    assert columns(found)["amount"] == "list_price" and {m.header: m.why for m in found.columns}["list_price"] == "your choice"
    assert of("customer_id", "month", "mrr", name="mrr", chosen={"table": "purchases", "date": "month", "amount": "mrr"}).missing == ()
    assert of("customer_id", "month", "mrr", name="mrr", chosen={"table": ""}).table is None


def test_a_choice_of_a_column_that_is_not_there_leaves_it_missing():
    found = of("customer_id", "month", "mrr", name="mrr", chosen={"mrr": "nothing like it"})
    assert [c.key for c in found.missing] == ["mrr"]


def test_a_name_that_only_looks_alike_is_suggested_and_not_used():
    found = of("customer_id", "start_date", "amount due", "interval", name="subscriptions")
    assert [c.key for c in found.missing] == ["amount"]
    assert found.suggestions == {"amount": "amount due"} and "amount" not in columns(found)


def test_aliases_are_written_as_they_are_compared_and_lead_to_one_column_of_a_table():
    for table in TABLES.values():
        seen = {}
        for column in table.columns:
            for name in (normalise(column.key), *column.aliases):
                assert normalise(name) == name and name in KNOWN_HEADERS
                assert seen.setdefault(name, column.key) == column.key or name in ("id", "reason"), (table.key, name)


def test_headers_are_compared_without_case_marks_and_camels():
    assert columns(of("CustomerID", "START-date", "Amount ", "billing_interval", name="subs")) == {
        "customer_id": "CustomerID", "start_date": "START-date", "amount": "Amount ", "interval": "billing_interval"}  # fmt: skip


def test_any_sheet_with_a_customer_id_is_not_a_customer_list():
    assert match(sheet("odd", {"When": ["2026-01-05"], "Likelihood": ["9"], "Client": ["A"]})).table is None
    assert match(sheet("odd", {"Client": ["A"], "Account owner": ["Eve"]})).table is TABLES["customers"]
