"""Which table a sheet is, and which of its columns is what; every match says why."""

import pytest

from cs_calc.tables.match import match
from cs_calc.tables.schema import KNOWN_HEADERS, TABLES, normalise
from tests.tables.sheets import loaded, sheet


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
    assert {m.header: m.why for m in found.columns}["Status"].startswith("not used: whether it runs")
    assert found.tool == "Stripe" and '"Customer ID"' in found.why
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
                assert normalise(name) == name and (name in KNOWN_HEADERS or name in ("yes", "no"))  # cells more often than headers
                assert seen.setdefault(name, column.key) == column.key or name in ("id", "reason"), (table.key, name)


def test_headers_are_compared_without_case_marks_and_camels():
    assert columns(of("CustomerID", "START-date", "Amount ", "billing_interval", name="subs")) == {
        "customer_id": "CustomerID", "start_date": "START-date", "amount": "Amount ", "interval": "billing_interval"}  # fmt: skip


def test_any_sheet_with_a_customer_id_is_not_a_customer_list():
    assert match(sheet("odd", {"When": ["2026-01-05"], "Likelihood": ["9"], "Client": ["A"]})).table is None
    assert match(sheet("odd", {"Client": ["A"], "Account owner": ["Eve"]})).table is TABLES["customers"]


@pytest.mark.parametrize(
    ("header", "table"),
    [
        (("Kundennummer", "Vertragsbeginn", "Vertragsende", "Nettobetrag", "Zahlweise", "Tarif"), "subscriptions"),
        (("Code client", "Date de début", "Date de fin", "Montant HT", "Périodicité", "Formule"), "subscriptions"),
        (("ID cliente", "Fecha de inicio", "Fecha de fin", "Importe", "Periodicidad"), "subscriptions"),
        (("Klantnummer", "Ingangsdatum", "Einddatum", "Bedrag", "Facturatieperiode"), "subscriptions"),
        (("Kundennummer", "Monat", "Wiederkehrender Umsatz"), "monthly_mrr"),
        (("Antwort-ID", "Beantwortet am", "Umfrage", "Bewertung", "Kommentar"), "survey_responses"),
        (("Ticketnummer", "Erstellt am", "Gelöst am", "Bearbeiter", "Kanal", "Kategorie"), "tickets"),
        (("Numéro de ticket", "Créé le", "Résolu le", "Canal"), "tickets"),
        (("Kundennummer", "Datum", "Benutzer", "Funktion", "Minuten"), "usage"),
        (("Kundennummer", "Fällig am", "Verlängert", "Vertragswert"), "renewals"),
        (("Monat", "Kostenart", "Betrag"), "costs"),
        (("Kundennummer", "Firma", "Kunde seit", "Betreuer", "Land"), "customers"),
        (("Abschlussdatum", "Deal type", "Deal stage", "Deal value"), "opportunities"),
    ],
)  # fmt: skip
def test_business_words_of_four_languages_are_known(header, table):
    found = of(*header)
    assert found.table is TABLES[table] and found.missing == (), columns(found)
    assert all(m.column is not None for m in found.columns), [(m.header, m.why) for m in found.columns if m.column is None]


@pytest.mark.parametrize(
    ("table", "header", "look_alike"),
    [
        ("customers", ("customer_id", "customer_name", "MRR", "ARR"), "ARR"),
        ("customers", ("customer_id", "customer_name", "CSAT", "Age"), "Age"),
        ("tickets", ("ticket_id", "created_at", "resolved_at", "First reply time in minutes within business hours"), "First reply time in minutes within business hours"),
        ("tickets", ("ticket_id", "created_at", "resolved_at", "Updated at"), "Updated at"),
        ("subscriptions", ("customer_id", "start_date", "amount", "interval", "Status"), "Status"),
        ("subscriptions", ("customer_id", "start_date", "amount", "interval", "TotalCharges"), "TotalCharges"),
    ],
)  # fmt: skip
def test_a_look_alike_is_not_taken_and_says_why(table, header, look_alike):
    found = of(*header)
    match_of = {m.header: m for m in found.columns}
    assert found.table is TABLES[table]
    assert match_of[look_alike].column is None and match_of[look_alike].why.startswith("not used: ") and len(match_of[look_alike].why) > 20


def test_a_look_alike_is_never_even_suggested():
    found = of("customer_id", "ARR", "month", name="monthly_mrr")
    assert [c.key for c in found.missing] == ["mrr"] and "ARR" not in (found.suggestions or {}).values()


def test_an_id_alone_is_what_the_rest_of_the_sheet_says():
    assert columns(of("id", "created at", "solved at", "assignee"))["ticket_id"] == "id"
    assert of("id", "created at", "name", "phone").table is None
    assert columns(of("id", "customer id", "start date", "amount", "interval"))["subscription_id"] == "id"


def test_tickets_with_a_column_of_ratings_feed_survey_responses_too():
    cells = {"Ticket number": ["1", "2", "3"], "Opened at": ["2026-05-01"] * 3, "Solved at": ["2026-05-02"] * 3, "CSAT": [5.0, None, 2.0]}
    found = match(sheet("Sheet1", cells))
    assert found.table is TABLES["tickets"] and [m.table.key for m in found.also] == ["survey_responses"]
    assert {m.header: m.why for m in found.columns}["CSAT"] == "feeds survey responses"
    (line,) = loaded(sheet("Sheet1", cells)).ledger
    assert [(f.table, f.rows_used) for f in line.fed] == [("tickets", 3), ("survey_responses", 2)] and line.rows_used == 3


def test_an_empty_choice_leaves_a_column_unused():
    assert "plan" not in columns(of("customer_id", "month", "mrr", "plan", name="mrr", chosen={"plan": ""}))


PUBLIC = {
    "Account Name,CSM,ARR,Health Score,Renewal Date,NPS": ("", "customers"),
    "customerID,gender,SeniorCitizen,tenure,Contract,MonthlyCharges,TotalCharges,Churn": ("", "customers"),
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country": ("", "purchases"),
    "Issue key,Issue id,Summary,Status,Created,Resolved,Updated,Assignee,Reporter": ("", "tickets"),
    "id,account_id,amount,close_date,created_date,expected_revenue,is_closed,is_won,stage_name,type": ("Salesforce", "opportunities"),
    "id,name,account_number,type,industry,billing_country,owner_id,created_date,annual_revenue,rating": ("Salesforce", "customers"),
    "id,assignee_id,brand_id,created_at,organization_id,requester_id,status,submitter_id,ticket_form_id,via_channel": (
        "Zendesk",
        "tickets",
    ),
    "uuid,external_id,name,email,status,customer-since,mrr,arr,ltv,plan,country,city": ("ChartMogul", "customers"),
    "number,status,mailbox,assignee,subject,createdAt,closedAt,primaryCustomer.email,firstResponseTime": ("Help Scout", "tickets"),
    "Score,Comment,Created at,Person ID,Name,Email,Survey type": ("Delighted", "survey_responses"),
    "user_id,event_name,event_timestamp,account_id": ("", "usage"),
    "id,name,email,created_at,status": ("", None),
    "First name,Last name,Email,Company,City": ("", None),
    "sepal_length,sepal_width,petal_length,petal_width,species": ("", None),
}


@pytest.mark.parametrize("header", PUBLIC)
def test_lists_of_many_origins_are_the_table_that_a_person_would_say(header):
    tool, table = PUBLIC[header]
    found = of(*header.split(","))
    assert (found.tool, found.table.key if found.table else None) == (tool, table)
    assert found.table is None or found.missing == ()


def test_a_list_of_tickets_without_their_creation_says_what_is_missing():
    found = of(
        "Ticket ID",
        "Customer Name",
        "Customer Age",
        "Ticket Status",
        "First Response Time",
        "Time to Resolution",
        "Customer Satisfaction Rating",
    )
    assert found.table is TABLES["tickets"] and [c.key for c in found.missing] == ["created_at"]


def test_values_speak_against_a_name_that_is_used_for_many_things():
    cells = {"id": ["1", "2"], "created at": ["2026-01-01", "2026-01-02"], "type": ["Partner", "Customer"], "rating": ["Hot", "Cold"]}
    assert match(sheet("Sheet1", cells)).table is None
    scored = {**cells, "type": ["NPS", "CSAT"], "rating": [9.0, 4.0]}
    assert match(sheet("Sheet1", scored)).table is TABLES["survey_responses"]


def test_the_price_of_one_times_the_quantity_is_the_amount_of_a_purchase():
    cells = {
        "Order ID": ["1", "2"],
        "Customer": ["A", "B"],
        "Order date": ["2026-01-01", "2026-01-02"],
        "Quantity": [2.0, 3.0],
        "Unit price": [5.0, 7.5],
    }
    assert loaded(sheet("Sheet1", cells)).dataset.tables["purchases"]["amount"].tolist() == [10.0, 22.5]
