"""The notebook in real Chromium: keep, note, save, close the tab, and open the file in a new session."""

import json

import pytest

from tests.browser.test_import import settled


@pytest.fixture(scope="module")
def server(start_server, app_command, tmp_path_factory):
    with start_server(app_command, tmp_path_factory.mktemp("notebook")) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


def visit(browser, address):
    page = browser.new_context(viewport={"width": 1440, "height": 1300}, accept_downloads=True).new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator("h1").first.wait_for()
    return settled(page)


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.mouse.move(720, 5)  # off the button, whose help would lie over the menu
    settled(page)


def cells(page):
    return [box.inner_text() for box in page.locator("[class*=st-key-notebook_cell_]").all()]


def test_a_notebook_outlives_its_tab_with_the_file_in_hand(server, browser, tmp_path):
    page = visit(browser, f"{server.url}/calculator?metric=customer_churn_rate&opening_customers=1000&left_customers=64")
    press(page, "Keep in notebook")
    page.get_by_text("Kept in the notebook: 1 cell now.").wait_for()
    page.locator("[data-testid=stSidebarNavLink][href$='/notebook']").click()
    page.locator("h1", has_text="Notebook").wait_for()
    settled(page)
    press(page, "Add a note")
    note = page.get_by_label("Note", exact=True)
    note.fill("## Why did **64** leave?\n\n- ask <b>support</b>")
    note.press("Control+Enter")
    settled(page)
    press(page, "Done")
    before = cells(page)
    assert len(before) == 2 and "6.4%" in before[0] and "Why did 64 leave?" in before[1] and "<b>support</b>" in before[1]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the notebook").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "notebook.notebook.json" and json.loads(file.read_text())["kind"] == "cs-calc notebook"
    page.context.close()

    page = visit(browser, f"{server.url}/notebook")
    assert page.get_by_text("Nothing is kept yet.").count() == 1 and not cells(page)
    press(page, "Open a file")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Opened: 2 cells.").wait_for()
    settled(page)
    assert cells(page) == before
    page.context.close()
