"""The health score in real Chromium: a weight typed into the model, a value changed, the link opened elsewhere, and the way back."""

from tests.browser.test_import import settled
from tests.browser.test_whatif import box, said, type_in

WEIGHT_OF_USAGE = (432, 48)
"""Where the first weight stands in the model's table, from its upper left corner."""


def visit(page, address):
    page.goto(address)
    page.get_by_text("of 100:").first.wait_for()
    return settled(page)


def weight_of_usage(page, value):
    """Type another weight into the model as one does in a table: double click, type, Enter."""
    page.locator("[data-testid=stDataFrame]").first.dblclick(position=dict(zip("xy", WEIGHT_OF_USAGE, strict=True)))
    cell = page.locator("#portal input")
    cell.fill(value)
    cell.press("Enter")


def test_a_weight_and_a_value_move_the_band_the_working_and_the_link_and_can_be_taken_back(server, page, browser):
    visit(page, f"{server.url}/health")
    # 35x30 + 60x20 + 60x15 + 75x15 + 66.67x10 + 100x5 + 100x5, over 100
    assert "59.42 of 100: Watch" in said(page) and "5,941.67 ÷ 100 = 59.42" in said(page) and "?" not in page.url
    weight_of_usage(page, "90")
    # 60 more of 35 each: 8,041.67 over 160
    page.get_by_text("8,041.67 ÷ 160 = 50.26").first.wait_for()
    settled(page)
    assert "50.26 of 100: Watch" in said(page) and "The weights add up to 160, not 100" in said(page)
    type_in(page, "Usage", "0.3")
    assert "7,591.67 ÷ 160 = 47.45" in said(page)
    assert "47.45 of 100: At risk" in said(page)
    page.wait_for_function("() => location.search.includes('v.usage=0.3') && location.search.includes('usage~90~~')")
    page.get_by_text("Step by step", exact=True).click()
    page.get_by_text("= 100 × (0.3 − 0) ÷ (1 − 0) = 30.0").wait_for()

    other = browser.new_context(viewport={"width": 400, "height": 900}).new_page()
    visit(other, page.url)
    assert "47.45 of 100: At risk" in said(other) and box(other, "Usage").input_value() == "0.3"
    assert other.evaluate("document.documentElement.scrollWidth") <= 400
    other.context.close()

    page.get_by_role("button", name="Back to the example").click()
    page.get_by_text("50.26 of 100: Watch").first.wait_for()
    settled(page)
    page.get_by_role("button", name="Back to our starting point").click()
    page.get_by_text("59.42 of 100: Watch").first.wait_for()
    settled(page)
    assert "?" not in page.url and page.get_by_role("button", name="Back to").count() == 0
