"""A case study in real Chromium: right, wrong with the slip named, marked by one's own number, decided, finished, and there again."""

import os
import re

import pytest

from tests.browser.test_import import settled
from tests.browser.test_learn import acted, main, press


@pytest.fixture(scope="module")
def server(start_server, app_command, tmp_path_factory):
    place = tmp_path_factory.mktemp("cases")
    with start_server(app_command, place, {**os.environ, "CS_CALC_PROGRESS": str(place / "progress.sqlite")}) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


def answer(page, *typed):
    """Type into the fields and press Enter in the last one, which checks."""
    boxes = page.locator("[data-testid=stForm] [data-testid=stTextInput] input")
    for n, value in enumerate(typed):
        boxes.nth(n).fill(value)
    return acted(page, lambda: boxes.nth(len(typed) - 1).press("Enter"))


def pick(page, words):
    page.locator("[data-testid=stRadioOption]", has_text=words).first.click()


def test_a_case_is_worked_to_its_decision_with_a_slip_on_the_way(server, page):
    page.goto(f"{server.url}/cases")
    page.locator("h1").first.wait_for()
    settled(page)
    page.locator(".st-key-open_board button").click()
    page.get_by_text("1. Three definitions").wait_for()
    settled(page)
    assert "case=board" in page.url and "seed=0" in page.url

    answer(page, "4", "-0.2", "7.8")  # gains left out; right; the sign turned
    assert all(x in main(page) for x in ("one more try", "(2Checkout): -0.2% is right", "the right size and the wrong sign"))
    assert re.search(r"All four movements \(Typeform\): 4\.0?%.*(gross|gain|upgrade)", main(page)), main(page)
    answer(page, "1.5", "-7.8")  # missed twice: the working is shown, and the case goes on with 1.5
    assert "Net MRR churn rate = Net MRR lost ÷ MRR at start = $500 ÷ $250,000 = 0.002 = 0.2%" in main(page)
    press(page, "Next step")
    answer(page, "4")
    press(page, "Next step")
    answer(page, "14250")  # 8,000 + (1.5 % + 1 %) of 250,000
    assert "Right for your own 1.5% (All four movements (Typeform))" in main(page) and "By the sheets it is $11,000" in main(page)
    press(page, "Next step")
    pick(page, "MRR gained from upgrades")
    answer(page, "1.28")
    press(page, "Next step")
    pick(page, "About 1 in 3")
    press(page, "Check")
    press(page, "To the decision")

    page.get_by_label("Your answer").fill("Not yet: **0.2 %** by all four movements.")
    for belongs in ("Report -0.2%", "Promise negative churn"):  # neither does
        page.locator("[data-testid=stCheckbox]", has_text=belongs).locator("label").click()
    press(page, "Compare")
    assert "Report -0.2%: an article backs it. (chosen; does not belong in it)" in main(page) and "**0.2 %**" in main(page)
    page.locator("[data-testid=stCheckbox]", has_text="The answer is no").locator("label").click()
    press(page, "Finish")
    said = main(page)
    assert "The definition is chosen by its result." in said and re.search(r"Decision, by your own mark\s+2 of 8", said), said
    press(page, "All cases")
    page.get_by_text("done: 6.5 of 8 points").wait_for()  # one number missed, one right at the second try
