"""The Customers page through app.py, without a browser."""

import pytest

from tests.apptest import fine, linked, opened, query, text

CUSTOMERS = "pages/analyse/customers.py"
HOSTILE = "<b>$1 *a* :red[y] [l](javascript:1)</b> $2 =1"
LIST = "customer_id,customer_name,mrr,signup_date,onboarding_done_at\n" + f'E1,"{HOSTILE}",100,2026-01-01,2026-01-05\n'
ANSWERS = "response_id,date,survey_type,score,customer_id,comment\n" + f'R1,2026-03-05,NPS,2,E1,"{HOSTILE}"\n'


@pytest.fixture(scope="module")
def sample():
    return fine(opened(CUSTOMERS, data="sample"))


def test_the_page_opens_with_the_money_at_risk_and_whether_the_signs_can_be_believed(sample):
    said = text(sample)
    assert "$50.7k MRR (27.6% of it all) is at risk in 145 of 483 accounts on 31 Oct 2026" in said
    assert "comes first with" in said and "flagged accounts left 3.5 times as often" in said
    assert "the large ones leave" in said
    assert "accounts meet all 5 conditions for a reference" in said and "after-upgrade pop-up" in said
    assert len([b for b in sample.get("download_button") if b.label == "Download this list"]) == 3


def test_a_rule_is_edited_and_stands_in_the_link(sample):
    sample.checkbox(key="customers_rules_0_low_csat_on").set_value(False)
    sample.number_input(key="customers_rules_0_no_use_days").set_value(45)
    next(b for b in sample.button if b.label == "Use these").click().run()
    assert query(fine(sample), "rules") == "no_use.45,-low_csat"
    assert "No use for 45 days or more" in text(sample) and "145 of 483 accounts" not in text(sample)
    next(b for b in sample.button if b.label.startswith("Keep only the rules")).click().run()
    assert "-open_tickets" in query(fine(sample), "rules")
    next(b for b in sample.button if b.label == "Back to our starting point").click().run()
    assert query(fine(sample), "rules") is None and "145 of 483 accounts" in text(sample)


def test_a_link_opens_an_account_a_day_a_segment_and_rules():
    at = linked(CUSTOMERS, data="sample", account="C0005", period="2026-06", by="plan", segment="Team", rules="-low_csat,nonsense")
    said = text(at)
    assert "of 172 accounts on 30 Jun 2026" in said and "nonsense" in "".join(w.value for w in at.warning)
    assert at.selectbox(key="customers_account").value == "C0005" == query(at, "account")
    at.selectbox(key="customers_account").set_value("C0092").run()
    assert query(fine(at), "account") == "C0092" and "Ambersett Media" in text(at)


def test_a_click_on_a_row_opens_the_account():
    at = linked(CUSTOMERS, data="sample")
    at.session_state["customers_open"] = "C0002"  # what the click on a row leaves
    at.run()
    assert "Pellworth Studios: left on 6 Dec 2025" in text(fine(at))


def test_names_and_comments_of_files_are_shown_and_never_interpreted():
    at = fine(opened(CUSTOMERS, files=[("customers.csv", LIST), ("answers.csv", ANSWERS)]))
    assert any("\\<b\\>\\$1 \\*a\\*" in m.value for m in at.markdown)
    for m in at.markdown:
        assert "<b>$1" not in m.value and ":red[y]" not in m.value


def test_without_customers_the_page_says_what_it_needs():
    at = fine(opened(CUSTOMERS, files=[("costs.csv", "month,category,amount\n2026-03-01,Team,100\n")]))
    assert "needs to know who the customers are" in text(at) and any("Template" in b.label for b in at.get("download_button"))
