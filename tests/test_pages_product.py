"""The Product page through app.py, without a browser."""

import pytest

from tests.apptest import fine, metrics, opened, query, text

PRODUCT = "pages/analyse/product.py"
USAGE = "customer_id,date\n" + "".join(f"C{n % 3},2026-0{1 + n % 3}-{5 + n:02d}\n" for n in range(12)) + "C9,2026-01-03\n"
SUBSCRIPTIONS = "customer_id,start_date,amount,interval\nC0,2025-12-01,90,month\nC1,2025-12-01,80,month\nC8,2025-12-01,500,month\n"
ANSWERS = "response_id,date,survey_type,score\n" + "".join(f"R{n},2026-03-{n:02d},NPS,9\n" for n in range(1, 10))


@pytest.fixture(scope="module")
def sample():
    return fine(opened(PRODUCT, data="sample"))


def test_the_page_opens_with_the_silent_and_the_falling_and_their_money(sample):
    said = text(sample)
    assert "24 of 483 customers (5.0%) did not use the product in Oct 2026: $8,005.11 of MRR" in said
    assert "8 of them have no row of use at all ($3,243.62 of MRR)" in said
    assert "activity is half of the 3 months before, or less, for 17 of 399 customers compared: $6,494.66 of MRR" in said
    assert metrics(sample)["Users a month (MAU)"] == "1,163" and metrics(sample)["Stickiness (DAU/MAU)"] == "3.8%"
    assert sum(b.label == "Download these rows" for b in sample.get("download_button")) >= 4


def test_one_customer_and_another_frequency_can_be_picked(sample):
    sample.selectbox(key="product_customer").set_value("C0145").run()
    assert "Dovenby Logistics: 2 days with use of 92 as a customer, after 11 of 92" in text(fine(sample))
    sample.segmented_control(key="product_ideal").set_value("monthly").run()
    assert "95.0% of customers use it monthly or more often in Oct 2026" in text(fine(sample))
    assert query(sample, "ideal") == "monthly"
    sample.segmented_control(key="adoption_curve").set_value("used_share").run()
    assert "of customers used Projects" in text(fine(sample))


def test_the_working_of_a_number_goes_down_to_the_rows(sample):
    sample.button(key="open_stickiness_dau_over_mau").click().run()
    assert "Stickiness (DAU/MAU), Oct 2026" in text(fine(sample))


def test_one_feature_shows_what_is_known_of_it_and_says_what_is_not(sample):
    sample.selectbox(key="filter_by").set_value("feature").run()
    sample.selectbox(key="filter_segment").set_value("Import").run()
    said = text(fine(sample))
    assert "60 users came in Oct 2026" in said and "Only the feature “Import” is shown" in said


def test_with_customers_and_days_alone_the_rest_is_named():
    at = fine(opened(PRODUCT, files=[("usage.csv", USAGE), ("subscriptions.csv", SUBSCRIPTIONS)]))
    said = text(at)
    assert "the largest C8 ($500)" in said and "names no feature" in said.replace("`", "") and "no minutes" in said.replace("`", "")


def test_without_usage_the_page_says_what_it_would_show():
    at = fine(opened(PRODUCT, files=[("answers.csv", ANSWERS)]))
    assert "This page needs product usage" in text(at) and any("Template" in b.label for b in at.get("download_button"))
