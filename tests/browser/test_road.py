"""The road through the app in real Chromium, against a real server: what AppTest cannot see."""

import os
import re
import time
from pathlib import Path

import pytest

from tests.browser.marks import MARKS, leads_to_its_rows

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "": "Customer-success metrics",
    "data": "Data",
    "scorecard": "Scorecard",
    "revenue": "Revenue",
    "sentiment": "Sentiment",
    "support": "Support",
    "product": "Product",
    "onboarding": "Onboarding",
    "customers": "Customers",
    "why": "Why did it change?",
    "drivers": "Drivers",
    "calculator": "Calculator",
    "compare": "Compare",
    "scenarios": "What if",
    "notebook": "Notebook",
    "health": "Health score",
    "learn": "Learn",
    "practice": "Practice",
    "review": "Review",
    "cases": "Cases",
    "library": "Library",
    "glossary": "Glossary",
    "map": "Metric map",
    "team": "Team",
}
NOT_OURS = (
    "Failed to load resource", "ERR_NAME_NOT_RESOLVED", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION", "net::ERR", "favicon", "fonts.g", "webhooks.fivetran", "streamlit.io",
)  # fmt: skip
IDLE = """() => { const app = document.querySelector('[data-testid=stApp]');
  return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]'); }"""


@pytest.fixture(scope="module")
def server(start_server, app_command, tmp_path_factory):
    with start_server(app_command, tmp_path_factory.mktemp("road")) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(30_000)
    found = context.new_page()
    found.complaints = []
    found.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" and not any(n in m.text for n in NOT_OURS) else None)
    found.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()


def settled(page, quiet=0.4):
    """Wait until the script has ended and stays ended."""
    until, since = time.monotonic() + 60, None
    while time.monotonic() < until:
        if page.evaluate(IDLE):
            since = since or time.monotonic()
            if time.monotonic() - since >= quiet:
                return page
        else:
            since = None
        page.wait_for_timeout(100)
    pytest.fail("the page does not come to rest")


def visit(page, address):
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    return fine(settled(page))


def fine(page):
    assert page.locator("[data-testid=stException]").count() == 0, page.locator("[data-testid=stException]").first.inner_text()
    assert page.get_by_text("Page not found").count() == 0
    return page


def heading(page):
    return page.locator("h1").first.inner_text()


def menu(page, name):
    page.locator("[data-testid=stSidebarNavLink]", has_text=name).click()
    page.locator("h1", has_text=name).wait_for()
    return fine(settled(page))


def metric(page, name):
    found = page.locator("[data-testid=stMetric]", has=page.locator("[data-testid=stMetricLabel]", has_text=name)).first
    return found.locator("[data-testid=stMetricValue]").inner_text().strip()


def chosen(page, label):
    return page.locator("[data-testid=stSelectbox]", has=page.get_by_text(label, exact=True)).first.evaluate(
        "e => [...e.querySelectorAll('input')].map(i => i.value).join('') || e.querySelector('[data-baseweb=select], [role=combobox]')?.innerText || e.innerText"
    )


def field(page, name):
    return page.locator("[data-testid=stNumberInput]", has_text=name).locator("input").first


def type_in(page, name, value):
    box = field(page, name)
    box.fill(value)
    box.press("Enter")
    return fine(settled(page))


# (a) a fresh server, whose very first request is a deep link


@pytest.mark.slow
@pytest.mark.parametrize("start", ["streamlit run app.py", "cs-calc"])
def test_the_first_request_to_a_fresh_server_may_be_a_deep_link(start, start_server, app_command, tmp_path, page, plain):
    command = (
        app_command
        if start != "cs-calc"
        else [app_command[0], "-m", "cs_calc", "--port", "{port}", "--no-browser", "--server.fileWatcherType=none"]
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with start_server(command, tmp_path, env) as server:
        visit(page, f"{server.url}/scorecard?data=sample&periods=quarter&by=plan")
        page.locator("[data-testid=stMetric]").first.wait_for()
        fine(settled(page))
        assert page.locator("[role=dialog]").count() == 0
        assert heading(page) == "Scorecard"
        links = page.locator("[data-testid=stSidebarNavLink]")
        assert [re.sub(r"^\w+\n+", "", t).strip() for t in links.all_inner_texts()] == ["Start", *list(PAGES.values())[1:]]
        assert [t.strip() for t in page.locator("[data-testid=stNavSectionHeader]").all_inner_texts()][:3] == [
            "Analyse",
            "Calculate",
            "Learn",
        ]
        closing = plain()["2026-09", "All"]["closing_mrr"]
        assert metric(page, "Monthly recurring revenue") == f"${closing / 1000:,.1f}k"  # the last whole quarter
        assert "Quarter" in chosen(page, "Periods") and "Plan" in chosen(page, "Split by")
        assert all(part in page.url for part in ("data=sample", "periods=quarter", "by=plan", "period=2026-Q3"))
        assert page.get_by_text("the sample company").first.is_visible()
        assert not page.complaints


# (b) the road


def test_from_the_start_page_to_a_shared_answer(server, page, plain):
    visit(page, server.url)
    page.get_by_role("button", name="Try it with the sample company").click()
    page.locator("h1", has_text="Scorecard").wait_for()
    page.locator("[data-testid=stMetric]").first.wait_for()
    fine(settled(page))
    want = plain()["2026-10", "All"]
    page.locator(".st-key-scorecard_family").get_by_text("Customers", exact=True).click()
    page.locator(".st-key-open_customer_churn_rate").wait_for()
    fine(settled(page))
    assert metric(page, "Customer churn rate") == f"{want['customer_churn_rate']:.1%}" and "family=churn" in page.url
    page.locator(".st-key-open_customer_churn_rate button").first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    fine(settled(page))
    assert f"{want['left_customers']:.0f} ÷ {want['opening_customers']:.0f}" in dialog.inner_text()
    assert dialog.locator("[data-testid=stDataFrame]").count() >= 1
    dialog.get_by_role("button", name="What if?").click()
    page.locator("h1", has_text="Calculator").wait_for()
    fine(settled(page))
    assert float(field(page, "Customers at start").input_value()) == want["opening_customers"]
    assert float(field(page, "Customers who left").input_value()) == want["left_customers"]
    before = metric(page, "Customer churn rate")
    type_in(page, "Customers who left", "50")
    after = metric(page, "Customer churn rate")
    assert after != before and after == f"{50 / want['opening_customers']:.2%}".replace(".00%", ".0%")
    other = page.context.new_page()
    visit(other, page.url)
    assert heading(other) == "Calculator" and metric(other, "Customer churn rate") == after
    assert not page.complaints


@pytest.mark.slow  # of filters, and of a typed number, tests/test_pages.py says the same without a browser
def test_filters_and_typed_numbers_survive_the_menu(server, page):
    visit(page, f"{server.url}/scorecard?data=sample&periods=quarter&by=plan&period=2026-Q1")
    for name in ("Revenue", "Data", "Scorecard"):
        menu(page, name)
        if name != "Data":
            assert ("Quarter" in chosen(page, "Periods"), "Q1 2026" in chosen(page, "Look at"), "Plan" in chosen(page, "Split by")) == (
                True,
                True,
                True,
            ), name
            assert "periods=quarter" in page.url and "period=2026-Q1" in page.url and "by=plan" in page.url
    visit(page, f"{server.url}/calculator?metric=nps")
    type_in(page, "Promoters", "77")
    shown = metric(page, "Net Promoter Score")
    menu(page, "Library")
    menu(page, "Calculator")
    assert field(page, "Promoters").input_value() == "77" and metric(page, "Net Promoter Score") == shown


@pytest.mark.slow
def test_the_back_button_goes_back(server, page):
    visit(page, f"{server.url}/scorecard?data=sample")
    menu(page, "Library")
    for _ in range(4):  # Streamlit keeps an entry for each change of the link
        if heading(page) == "Scorecard":
            break
        page.go_back()
        page.wait_for_timeout(500)
        fine(settled(page))
    assert heading(page) == "Scorecard"
    assert page.locator("[data-testid=stMetric]").count() >= 17


# (c) one's own file


def test_an_uploaded_csv_gives_nps_by_month(server, page, tmp_path):
    scores = {"2026-01": [10, 10, 9, 7, 3], "2026-02": [10, 8, 8, 2, 1], "2026-03": [9, 9, 9, 9, 8]}
    file = tmp_path / "our scores.csv"
    rows = [f"{month}-{day + 10},{score}" for month, those in scores.items() for day, score in enumerate(those)]
    file.write_text("Answered on,How likely are you to recommend us?\n" + "\n".join(rows), encoding="utf-8")
    visit(page, f"{server.url}/data")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("15 of 15 rows used").first.wait_for()
    fine(settled(page))
    assert "15 rows read = 15 used + 0 set aside" in page.locator("[data-testid=stMain]").inner_text()
    menu(page, "Scorecard")
    for month, name, nps in (("2026-03", "Mar 2026", "80.0"), ("2026-02", "Feb 2026", "-20.0"), ("2026-01", "Jan 2026", "40.0")):
        if name not in chosen(page, "Look at"):
            box = page.locator("[data-testid=stSelectbox]", has=page.get_by_text("Look at", exact=True)).locator("input").first
            box.click()
            page.get_by_role("option", name=name).click()
            fine(settled(page))
        assert metric(page, "Net Promoter Score") == nps, month
    page.locator(".st-key-open_nps button").first.click()
    page.get_by_role("dialog").wait_for()
    fine(settled(page))
    assert "2 ÷ 5" in page.get_by_role("dialog").inner_text() or "3 ÷ 5" in page.get_by_role("dialog").inner_text()
    assert not page.complaints


# (d) the workbook


def test_the_workbook_downloads_and_opens(server, page, tmp_path):
    import openpyxl

    visit(page, f"{server.url}/data")
    page.locator("input[type=file]").set_input_files(ROOT / "sample_data" / "messy" / "bad_rows.xlsx")
    page.get_by_text("35 of 43 rows used").first.wait_for()
    menu(page, "Scorecard")
    page.get_by_role("button", name="Make the workbook").click()
    ready = page.get_by_role("button", name="Download the workbook")
    ready.wait_for(timeout=90_000)
    with page.expect_download(timeout=90_000) as waiting:
        ready.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".xlsx"
    book, values = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    assert len(book.sheetnames) >= 10
    formulas = [(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 200
    shown = [(s, c) for s, c in formulas if values[s][c].value is not None]  # an empty text reads as None
    assert len(shown) > len(formulas) / 3
    assert not [
        c.value
        for s in values
        for row in s.iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value.startswith(("#REF", "#NAME", "#VALUE"))
    ]


# (e) narrow, wide, light and dark


WORDS = """e => { const near = [e, ...e.querySelectorAll('[aria-label], [alt]'), e.closest('[aria-label]')].filter(Boolean);
    const by = near.map(n => n.getAttribute('aria-label') || n.getAttribute('alt') || '').concat(
        [...(e.getAttribute('aria-describedby') || '').split(' ')].filter(Boolean).map(i => document.getElementById(i)?.innerText || ''));
    return by.sort((a, b) => b.length - a.length)[0] || ''; }"""
TOO_WIDE = """() => { const main = document.querySelector('[data-testid=stMain]');
    const over = [...main.querySelectorAll('*')].filter(e => { const r = e.getBoundingClientRect();
        return r.width > 0 && r.right > innerWidth + 1 && !e.closest('[data-testid=stDataFrame], .katex, [data-testid=stSidebar]')
            && getComputedStyle(e).overflowX !== 'auto'; });
    return { page: document.documentElement.scrollWidth - innerWidth, main: main.scrollWidth - main.clientWidth,
             first: over.slice(0, 3).map(e => e.tagName + ' ' + (e.dataset.testid || e.className).toString().slice(0, 60)) }; }"""
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 31)"}


@pytest.mark.parametrize(("first", "scheme"), [(0, "light"), (1, "dark")])
def test_every_page_renders_wide_and_narrow_with_words_for_who_cannot_see_it(server, browser, first, scheme):
    """Every second page in one theme, the others in the other; from page to page by the menu."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme=scheme)
    page = context.new_page()
    complaints = []
    page.on(
        "console",
        lambda m: complaints.append(f"{page.url}: {m.text}") if m.type == "error" and not any(n in m.text for n in NOT_OURS) else None,
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", lambda r: complaints.append(f"{r.status} {r.url}") if r.status >= 400 and "/_stcore/" not in r.url else None)
    visit(page, f"{server.url}/?data=sample")
    assert page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor") == GROUND[scheme]
    for path in list(PAGES)[first::2]:
        page.locator(f"[data-testid=stSidebarNavLink][href$='/{path}']").click()
        page.locator("h1", has_text=PAGES[path]).wait_for()
        fine(settled(page))
        assert heading(page).startswith(PAGES[path]) and page.locator("h1").count() == 1
        for kind in ("stVegaLiteChart", "stDataFrame"):
            for element in page.locator(f"[data-testid={kind}]").all():
                words = element.evaluate(WORDS)
                assert len(words) > 15, f"{kind} on {path}: {words!r}"
        page.set_viewport_size({"width": 400, "height": 850})
        page.wait_for_timeout(700)
        wide = page.evaluate(TOO_WIDE)
        assert wide["page"] <= 1 and wide["main"] <= 1, (path, wide)
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.wait_for_timeout(300)
        if path in MARKS:
            leads_to_its_rows(page, path)
            fine(settled(page))
    context.close()
    assert not complaints


# (f) for those who do not see the picture


@pytest.mark.slow
def test_fields_have_names_and_tables_in_expanders_have_words(server, page):
    visit(page, f"{server.url}/scorecard?data=sample&by=plan")
    for expander in page.locator("[data-testid=stExpander] summary").all():
        expander.click()
    settled(page)
    assert all(len(e.evaluate(WORDS)) > 15 for e in page.locator("[data-testid=stDataFrame]").all())
    visit(page, f"{server.url}/calculator?metric=net_mrr_churn")
    for box in page.locator("input[type=number]").all():
        label = box.get_attribute("aria-label") or ""
        assert label and "\\" not in label, label


@pytest.mark.slow
def test_a_page_has_one_main_heading_and_a_title(server, page):
    for path in ("", "data", "calculator"):
        visit(page, f"{server.url}/{path}")
        assert page.locator("h1").count() == 1 and page.title()
        assert page.locator("html").get_attribute("lang")
