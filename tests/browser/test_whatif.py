"""The calculator in real Chromium, by keyboard: solved for an input, a range typed, the tornado, undo, and the link opened anew.

Scenarios are driven in test_scenarios.
"""

from tests.browser.test_import import settled
from tests.browser.test_scenarios import visit

LINK = "metric=net_mrr_churn&opening_mrr=250000&churned_mrr=7500&contracted_mrr=2500&expanded_mrr=8000&reactivated_mrr=1500"


def answer(page):
    return page.locator("[data-testid=stMetricValue]").first.inner_text().strip().replace("−", "-")


def box(page, label):
    return page.locator(f"input[aria-label='{label}']")


def type_in(page, label, value):
    box(page, label).fill(value)
    box(page, label).press("Enter")
    settled(page)


def said(page):
    return page.locator("[data-testid=stMain]").inner_text()


def test_a_person_solves_fills_in_and_takes_back_by_keyboard(server, page):
    visit(page, f"{server.url}/calculator?{LINK}")
    assert answer(page) == "0.2%"
    type_in(page, "Net MRR churn rate should be (%)", "-1")
    unknown = page.locator("[data-testid=stSelectbox]", has_text="by changing").locator("input")
    unknown.fill("from upgrades")
    unknown.press("Enter")
    settled(page)
    assert "“MRR gained from upgrades” must be $11,000." in said(page)
    page.get_by_role("button", name="Put $11,000 into the field").click()
    settled(page)
    assert answer(page) == "-1.0%" and "expanded_mrr=11000" in page.url
    page.locator("h1").click()
    page.keyboard.press("Alt+z")
    page.wait_for_function("() => !location.search.includes('expanded_mrr=11000')")
    settled(page)
    assert answer(page) == "0.2%" and box(page, "MRR gained from upgrades ($)").input_value() == "8000"


def test_a_range_is_typed_and_its_link_opens_the_same_answer_elsewhere(server, page, browser):
    visit(page, f"{server.url}/calculator?{LINK}")
    page.get_by_text("Ranges", exact=True).click()
    settled(page)
    type_in(page, "MRR of customers who left ($)", "6000 to 9000")
    type_in(page, "MRR gained from upgrades ($)", "6.5-9.5k")
    type_in(page, "Your target (%)", "0")
    finding = "Net MRR churn rate lies between -0.7% and 1.0% in 9 of 10 cases, the median is 0.2%"
    for sentence in (finding, "Chance of being at most 0.0%: 35%", "= $6,500 to $9,500 (90 % range)"):
        assert sentence in said(page)
    assert "churned_mrr=6000%7E9000" in page.url or "churned_mrr=6000~9000" in page.url
    page.get_by_text("What matters most?", exact=True).last.click()
    page.get_by_text("Over their own ranges:").wait_for()
    settled(page)
    assert "matters most: Net MRR churn rate from" in said(page)
    assert page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").count() >= 2
    other = browser.new_context(viewport={"width": 400, "height": 900}).new_page()
    visit(other, page.url)
    assert finding in said(other) and box(other, "MRR of customers who left ($)").input_value() == "6,000 to 9,000"
    assert other.evaluate("document.documentElement.scrollWidth") <= 400
    other.context.close()
