"""What if in real Chromium: scenarios typed, copied, undone and sent as a link; a month's rate carried forward."""

import pytest

from tests.browser.test_import import settled

LINK = "metric=customer_churn_rate&variant=opening_customers&opening_customers=1000&left_customers=64&s1=12+fewer&s1.left_customers=52"


def visit(page, address):
    page.goto(address)
    page.locator("[data-testid=stMetric]").first.wait_for()
    return settled(page)


def answers(page):
    return [x.strip() for x in page.locator("[data-testid=stMetricValue]").all_inner_texts()]


def type_in(page, box, value):
    box.fill(value)
    box.press("Enter")
    settled(page)


@pytest.mark.slow
def test_a_scenario_is_typed_copied_taken_back_and_sent(server, page, browser):
    visit(page, f"{server.url}/scenarios?{LINK}")
    assert answers(page) == ["5.2%"]
    card = page.locator("[data-testid=stNumberInput]", has_text="Customers who left").nth(1)
    type_in(page, card.locator("input"), "40")
    assert answers(page) == ["4.0%"] and "s1.left_customers=40" in page.url
    page.get_by_role("button", name="Duplicate").first.click()
    settled(page)
    assert answers(page) == ["4.0%", "4.0%"]
    page.get_by_role("button", name="Undo").click()
    settled(page)
    page.get_by_role("button", name="Undo").click()
    settled(page)
    assert answers(page) == ["5.2%"]
    type_in(page, page.get_by_label("Name of scenario 1"), "Calm May")
    other = browser.new_context().new_page()
    visit(other, page.url)
    assert other.get_by_label("Name of scenario 1").input_value() == "Calm May" and answers(other) == ["5.2%"]
    other.context.close()


def test_a_months_rate_is_felt_over_a_year(server, page):
    visit(page, f"{server.url}/scenarios?view=time")
    assert page.get_by_text("1,000 × (1 − 0.05) ^ 12").count() == 1 and page.get_by_text("540.36").count() == 1
    box = page.locator("[data-testid=stNumberInput]", has_text="Monthly churn").nth(1).locator("input")
    type_in(page, box, "2")
    assert answers(page)[0] == "785 customers" and "s1.monthly_churn=0.02" in page.url
