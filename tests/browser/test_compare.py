"""Compare in real Chromium: a number typed, how far the definitions lie apart, one's working, and the link opened elsewhere."""

from tests.browser.test_import import settled
from tests.browser.test_whatif import box, said, type_in


def visit(page, address):
    page.goto(address)
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for()
    return settled(page)


def test_a_number_moves_every_definition_and_each_shows_its_working(server, page, browser):
    visit(page, f"{server.url}/compare")
    assert "The same month reads" not in said(page) and "The same numbers read from -7.0% to +4.0%: 11 points apart." in said(page)
    type_in(page, "MRR gained from upgrades ($)", "3000")
    # all four movements: (4,000 + 1,000 - 3,000 - 2,000) / 100,000
    page.get_by_text("0.0%", exact=False).first.wait_for()
    page.wait_for_function("() => location.search.includes('expanded_mrr=3000')")
    card = page.locator("[data-testid=stVerticalBlock]", has=page.get_by_text("default", exact=True)).last
    assert "0.0%" in card.inner_text()
    card.get_by_text("Working", exact=True).click()
    page.get_by_text("Net MRR lost = MRR lost − MRR gained from existing customers = $5,000 − $5,000 = $0").wait_for()
    finding = page.locator("h2").first.inner_text()
    other = browser.new_context(viewport={"width": 400, "height": 900}).new_page()
    visit(other, page.url)
    assert other.locator("h2").first.inner_text() == finding
    assert box(other, "MRR gained from upgrades ($)").input_value() == "3000"
    assert other.evaluate("document.documentElement.scrollWidth") <= 400
    other.context.close()
    page.get_by_role("button", name="example").first.click()
    page.get_by_text("11 points apart").first.wait_for()
