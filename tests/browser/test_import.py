"""The staged import in real Chromium: progress and a stop, the keyboard, a narrow screen, and files that Streamlit itself would refuse."""

import pytest

ROWS = 400_000
IDLE = """() => { const app = document.querySelector('[data-testid=stApp]');
  return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]'); }"""


@pytest.fixture(scope="module")
def server(start_server, app_command, tmp_path_factory):
    with start_server(app_command, tmp_path_factory.mktemp("import")) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


@pytest.fixture
def page(browser, server):
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    context.set_default_timeout(60_000)
    found = context.new_page()
    found.goto(f"{server.url}/data")
    found.locator("input[type=file]").first.wait_for(state="attached")
    yield settled(found)
    context.close()


def settled(page):
    calm = 0
    for _ in range(600):
        calm = calm + 1 if page.evaluate(IDLE) else 0
        if calm >= 4:
            assert page.locator("[data-testid=stException]").count() == 0
            return page
        page.wait_for_timeout(100)
    pytest.fail("the page does not come to rest")


def upload(page, *files):
    page.locator("input[type=file]").first.set_input_files(list(files))


def said(page):
    return page.locator("[data-testid=stMain]").inner_text()


def test_a_question_is_answered_with_the_keyboard_and_undone(page, tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("response_id,date,survey_type,score\nR1,01/02/2026,NPS,9\nR2,03/02/2026,NPS,8\n", encoding="utf-8")
    upload(page, file)
    page.get_by_text("Which comes first").first.wait_for()
    settled(page)
    page.locator("[data-testid=stRadio] input").first.focus()
    page.keyboard.press("Space")
    page.get_by_text("2 of 2 rows used").first.wait_for()
    assert "Your answers" in said(settled(page))
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Taken back").first.wait_for()
    assert "Your answers" not in said(settled(page))


def test_a_file_of_any_name_is_refused_in_our_words(page, tmp_path):
    file = tmp_path / "letter.docm"
    file.write_bytes(b"nothing of use")
    upload(page, file)
    page.get_by_text("cannot be read here").first.wait_for()
    assert "No data loaded" in page.locator("[data-testid=stSidebar]").inner_text()


def test_at_400_pixels_the_import_does_not_scroll_sideways(page, tmp_path):
    page.set_viewport_size({"width": 400, "height": 900})
    file = tmp_path / ("a long name " * 8 + ".csv")
    file.write_text(
        "when,how likely,a_column_with_a_very_long_name_indeed_and_no_blank_in_it\n2026-01-05,10,x\nsoon,9,y\n", encoding="utf-8"
    )
    upload(page, file)
    page.get_by_text("Tell us what the sheet is").first.wait_for()
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    main = page.evaluate("(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; })()")
    assert main <= 1


def test_a_large_file_shows_progress_and_can_be_stopped(page, tmp_path):
    file = tmp_path / "large.csv"
    rows = "".join(
        f"R{i},2026-{i % 9 + 1:02}-{i % 28 + 1:02},NPS,{i % 11},C{i % 5000},a comment of some length number {i}\n" for i in range(ROWS)
    )
    file.write_text("response_id,date,survey_type,score,customer_id,comment\n" + rows, encoding="utf-8")
    upload(page, file)
    page.locator("[data-testid=stProgress]").first.wait_for()
    page.get_by_role("button", name="Stop reading").click()
    page.get_by_text("Stopped. Nothing was changed.").wait_for()
    assert "No data loaded" in page.locator("[data-testid=stSidebar]").inner_text() and "rows read" not in said(settled(page))
    small = tmp_path / "small.csv"
    small.write_text("response_id,date,survey_type,score\nR1,2026-01-05,NPS,9\n", encoding="utf-8")
    upload(page, small)
    page.get_by_text("1 of 1 rows used").first.wait_for()
