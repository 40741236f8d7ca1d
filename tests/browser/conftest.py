"""A server of this checkout and a fresh page in Chromium, for the files that need nothing more of their own."""

import pytest


@pytest.fixture(scope="module")
def server(start_server, app_command, tmp_path_factory):
    with start_server(app_command, tmp_path_factory.mktemp("server")) as found:
        yield found
    assert "Traceback" not in found.printed(), found.printed()[-3000:]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()
