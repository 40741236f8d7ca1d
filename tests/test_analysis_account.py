"""One account's card, against naive loops over the rows of the sample."""

import pandas as pd
import pytest

from cs_calc.analysis.account import account, account_sentence, events, mrr_by_month, rows_by_table, use_sentence
from cs_calc.analysis.account_charts import events_picture, mrr_picture, span
from cs_calc.analysis.risk import last_day
from cs_calc.analysis.risk_records import records
from cs_calc.sample import sample_workbook
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

ONE = "C0092"


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


def mine(sample, table, customer=ONE):
    return [r for r in sample.tables[table].to_dict("records") if r["customer_id"] == customer]


def test_the_header_says_what_the_tables_say(sample):
    found = account(sample, ONE, records(sample).end)
    row = mine(sample, "customers")[0]
    assert (found.name, found.known["plan"], found.known["owner"]) == (row["customer_name"], row["plan"], row["owner"])
    by_month = {f"{r['month']:%Y-%m}": r["mrr"] for r in mine(sample, "monthly_mrr")}
    assert (found.mrr, found.before) == (by_month["2026-10"], by_month["2025-10"])
    assert found.since == "1 Nov 2024" and found.due == f"{row['renewal_date'].day} {row['renewal_date']:%b %Y}"
    assert account_sentence(found, "", "$").startswith(f"{found.name}: customer with $1,950 MRR, up from $1,560 a year before. No rule")
    with pytest.raises(KeyError):
        account(sample, "nobody", records(sample).end)


def test_the_card_of_a_past_day_says_how_it_was_then(sample):
    then = account(sample, ONE, last_day(sample, "quarter", "2025-Q2"))
    assert then.mrr == next(r["mrr"] for r in mine(sample, "monthly_mrr") if f"{r['month']:%Y-%m}" == "2025-06")


@pytest.mark.parametrize("customer", ["C0092", "C0002", "C0700", "C0500"])
def test_every_row_with_a_day_is_an_event(sample, customer):
    found = events(sample, customer)
    counts = found["lane"].value_counts().to_dict()
    assert counts.get("Tickets", 0) == len(mine(sample, "tickets", customer))
    assert counts.get("Answers", 0) == len(mine(sample, "survey_responses", customer))
    assert counts.get("MRR moved", 0) == len(mine(sample, "mrr_movements", customer))
    assert counts.get("Bought", 0) + counts.get("Outcomes", 0) == len(mine(sample, "purchases", customer)) + len(
        mine(sample, "outcomes", customer)
    )
    weeks = {r["date"].normalize() - pd.Timedelta(days=r["date"].weekday()) for r in mine(sample, "usage", customer)}
    assert counts.get("Use", 0) == len(weeks)
    steps = ("signup_date", "trial_start", "trial_end", "converted_at", "first_value_at", "onboarding_done_at")
    assert counts.get("Set-up", 0) == sum(pd.notna(r[c]) for r in mine(sample, "customers", customer) for c in steps)
    bad = sum((r["survey_type"] == "NPS" and r["score"] <= 6) or (r["survey_type"] == "CSAT" and r["score"] <= 2)
              for r in mine(sample, "survey_responses", customer))  # fmt: skip
    assert ((found["lane"] == "Answers") & (found["mood"] == "bad")).sum() == bad
    assert found["date"].is_monotonic_increasing


def test_mrr_by_month_ends_with_the_first_month_of_nothing(sample):
    left = mrr_by_month(sample, "C0002")
    assert left["mrr"].iloc[-1] == 0 and (left["mrr"].iloc[:-1] > 0).all()
    whole = mrr_by_month(sample, ONE)
    assert list(whole["mrr"]) == [r["mrr"] for r in sorted(mine(sample, "monthly_mrr"), key=lambda r: r["month"])]


def test_all_rows_of_a_customer_stand_behind_the_card(sample):
    found = rows_by_table(sample, ONE)
    assert {n: len(t) for n, t in found.items()} == {
        name: len(mine(sample, key))
        for key, name in (
            ("subscriptions", "Subscriptions"), ("monthly_mrr", "Monthly MRR"), ("mrr_movements", "MRR movements"),
            ("customers", "Customers"), ("survey_responses", "Survey responses"), ("tickets", "Tickets"), ("usage", "Product usage"),
            ("renewals", "Renewals"), ("purchases", "Purchases"), ("outcomes", "Customer outcomes"),
        )
    }  # fmt: skip
    assert all({"_sheet", "_row"} <= set(t) for t in found.values())


def test_use_is_counted_in_days(sample):
    end = pd.Timestamp(sample.as_of)
    used = {r["date"].normalize() for r in mine(sample, "usage")}
    now = sum(d > end - pd.Timedelta(days=90) for d in used)
    before = sum(end - pd.Timedelta(days=180) < d <= end - pd.Timedelta(days=90) for d in used)
    assert use_sentence(sample, ONE, records(sample).end) == f"Used on {now} days of the last 90, against {before} of the 90 before."


def test_the_pictures_share_their_days(sample):
    found, mrr, end = events(sample, ONE), mrr_by_month(sample, ONE), pd.Timestamp(sample.as_of)
    days = span(mrr, found, end)
    one, two = mrr_picture(mrr, days, "$"), events_picture(found, days, end)
    scales = [c.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"] for c in (one.chart, two.chart)]
    assert scales[0] == scales[1] and days[0] <= found["date"].min() <= end <= days[1]
    assert one.title.startswith("MRR $1,950 in Oct 2026") and "events" in two.title


def test_a_customer_of_one_table_has_a_card(sample):
    bare = Dataset({"tickets": sample.tables["tickets"]}, sample.as_of)
    found = account(bare, ONE, records(bare).end)
    assert (found.name, found.mrr, found.since, found.due) == (ONE, None, "", "")
    assert list(rows_by_table(bare, ONE)) == ["Tickets"] and not len(mrr_by_month(bare, ONE))
    assert use_sentence(bare, ONE, records(bare).end) == ""


def test_who_left_and_who_never_came_is_said(sample):
    end = records(sample).end
    assert account(sample, "C0002", end).state == "Left on 6 Dec 2025"
    no_list = Dataset({k: v for k, v in sample.tables.items() if k != "customers"}, sample.as_of)
    assert account(no_list, "C0002", records(no_list).end).state == "Left in Dec 2025"
    tried = [r for r in sample.tables["customers"].to_dict("records") if pd.notna(r["trial_start"]) and pd.isna(r["converted_at"])]
    states = {account(sample, r["customer_id"], end).state for r in tried}
    assert states == {"Never became a customer", "On trial"}
