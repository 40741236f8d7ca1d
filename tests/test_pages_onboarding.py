"""The Onboarding page through app.py, without a browser."""

import pytest

from tests.apptest import fine, metrics, opened, query, text

ONBOARDING = "pages/analyse/onboarding.py"
CUSTOMERS = "customer_id,signup_date\nA,2026-01-03\nB,2026-02-03\n"
ANSWERS = "response_id,date,survey_type,score\n" + "".join(f"R{n},2026-03-{n:02d},NPS,9\n" for n in range(1, 10))


@pytest.fixture(scope="module")
def sample():
    return fine(opened(ONBOARDING, data="sample"))


def test_the_page_opens_with_the_first_day_and_what_it_is_not(sample):
    said = text(sample)
    assert "139 were set up within 24 hours: 58.3% of these became customers, of the others 36.2%" in said
    assert "that it is the cause is not shown" in said and "Fisher’s exact test" in said
    assert "The mix changed, not the speed" in said
    assert "9 of 11 running trials are not set up, and 17 customers are past the planned day" in said
    assert metrics(sample)["Trial conversion, of those ended"] == "50.0%"
    assert sum(b.label == "Download these rows" for b in sample.get("download_button")) >= 5


def test_who_still_waits_can_be_changed_to_onboarding(sample):
    sample.segmented_control(key="onboarding_waiting").set_value("onboarding").run()
    assert "still here have not reached the end of onboarding; 135 are gone without it" in text(fine(sample))


def test_the_working_of_a_number_goes_down_to_the_rows(sample):
    sample.button(key="open_fast_onboarding_uplift_relative_uplift").click().run()
    assert "Fast onboarding uplift, Oct 2026" in text(fine(sample))


def test_one_plan_can_be_looked_at_and_stands_in_the_link(sample):
    sample.selectbox(key="filter_by").set_value("plan").run()
    sample.selectbox(key="filter_segment").set_value("Basic").run()
    said = text(fine(sample))
    assert "82 were set up within 24 hours: 46.3% of these became customers" in said and "Business" not in said
    assert (query(sample, "by"), query(sample, "segment")) == ("plan", "Basic")


def test_with_sign_ups_alone_what_is_missing_is_named():
    at = fine(opened(ONBOARDING, files=[("customers.csv", CUSTOMERS)]))
    said = text(at).replace("`", "")
    assert "first_value_at" in said and "target_days" in said and "onboarding_done_at" in said


def test_without_customers_the_page_says_what_it_would_show():
    at = fine(opened(ONBOARDING, files=[("answers.csv", ANSWERS)]))
    assert "This page needs customers" in text(at) and any("Template" in b.label for b in at.get("download_button"))
