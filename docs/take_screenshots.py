"""Take the README's screenshots again, from the real app: python docs/take_screenshots.py (needs Chromium and playwright)."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
SHOTS = (  # file, link, width, height, dark, which metric's working to open
    ("scorecard-light", "/scorecard?data=sample", 1440, 1000, False, None),
    ("working-light", "/scorecard?data=sample&family=churn", 1440, 1000, False, "customer_churn_rate"),
    ("compare-light", "/compare", 1440, 1000, False, None),
    ("revenue-dark", "/revenue?data=sample&periods=quarter&period=2026-Q3", 1440, 1000, True, None),
    ("customers-light", "/customers?data=sample", 1440, 1000, False, None),
    ("calculator-light", "/calculator?metric=net_mrr_churn", 1440, 1000, False, None),
    ("calculator-phone-dark", "/calculator?metric=nps&promoters=42&passives=10&detractors=8", 400, 900, True, None),
)


def main() -> None:
    """Start the app on a free port, take every picture, stop it."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(HERE.parent / "app.py"), "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            for name, link, width, height, dark, click in SHOTS:
                view = {"width": width, "height": height}
                page = chromium.new_page(viewport=view, color_scheme="dark" if dark else "light")
                page.goto(f"http://localhost:{port}{link}")
                _settle(page)
                if click:
                    page.locator(f".st-key-open_{click} button:visible").last.click()
                    _settle(page)
                page.screenshot(path=HERE / f"{name}.png")
            chromium.close()
    finally:
        server.terminate()


def _settle(page: Page) -> None:
    page.locator("h1, h2, h3").first.wait_for()
    page.wait_for_timeout(2000)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=60_000)
    page.wait_for_timeout(2000)  # charts are drawn after the script has ended


def _wait(url: str) -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(url)
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The app did not start.")


if __name__ == "__main__":
    main()
