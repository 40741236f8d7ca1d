"""What the outer tests share: a real server, a real browser, a list of tools that may be missing, and the sample in plain pandas."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: more of what the default run tests a part of, in minutes; run with -m slow")
    config.addinivalue_line("markers", "spark: needs the extra [spark] and Java; run with -m spark -n 0")


LONG = ("browser/", "workbook/", "test_pages", "test_readme", "test_cli", "test_wheel", "test_safety", "tables/")
"""Files that take longest: begun first, so that no process is left with one of them at the end (a file stays in one process)."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.nodeid), len(LONG)))


def tell_missing(why: str) -> None:
    """Skip where Chromium or LibreOffice is not installed, and say so; with CS_CALC_REQUIRE_TOOLS=1, as in CI, fail instead."""
    if os.environ.get("CS_CALC_REQUIRE_TOOLS") == "1":
        pytest.fail(f"CS_CALC_REQUIRE_TOOLS=1, but {why}", pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def missing_tool():
    """`missing_tool("why")`; see `tell_missing`."""
    return tell_missing


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running app: its address, its process, and where it writes what it prints."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(command: list[str], cwd: Path, env: dict[str, str] | None = None):
    """Start `command` (`{port}` in it is replaced by a free port), wait until it is healthy, and end it afterwards."""
    port = free_port()
    log = cwd / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in command],
            cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        server = Server(f"http://localhost:{port}", process, log)
        try:
            wait_until_healthy(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)


def wait_until_healthy(server: Server, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.process.poll() is not None:
            pytest.fail(f"the server ended with {server.process.returncode}:\n{server.printed()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"no answer from the server in {seconds} s:\n{server.printed()[-3000:]}")


@pytest.fixture(scope="session")
def start_server():
    """`with start_server(command, cwd) as server`; see `running`."""
    return running


@pytest.fixture(scope="session")
def app_command() -> list[str]:
    """What starts the app of this checkout from any folder; edits to files during the tests are not looked at."""
    options = ["--server.headless=true", "--server.port={port}", "--server.fileWatcherType=none"]
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *options]


@pytest.fixture(scope="module")
def browser():
    """Debian's or any other Chromium through Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        tell_missing("playwright is not installed (pip install -e '.[test]')")
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        tell_missing("there is no chromium on the PATH (apt-get install chromium)")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def sample_bytes() -> bytes:
    return (ROOT / "sample_data" / "sample_company.xlsx").read_bytes()


@pytest.fixture(scope="session")
def plain():
    """The sample's numbers by plain pandas from the csv files, without cs_calc: `plain(by)[month, segment]["nps"]`."""
    import pandas as pd

    folder = ROOT / "sample_data" / "csv"
    mrr = pd.read_csv(folder / "monthly_mrr.csv", parse_dates=["month"])
    wide = mrr.pivot_table(index="customer_id", columns="month", values="mrr", aggfunc="sum").fillna(0.0).round(2)
    survey = pd.read_csv(folder / "survey_responses.csv", parse_dates=["date"])
    survey["month"] = survey["date"].dt.strftime("%Y-%m")
    of_customer = pd.read_csv(folder / "customers.csv").set_index("customer_id")

    def numbers(by: str | None = None) -> dict[tuple[str, str], dict[str, float]]:
        found: dict[tuple[str, str], dict[str, float]] = {}
        groups = wide.index.map(of_customer[by]) if by else ["All"] * len(wide)
        for segment, rows in wide.groupby(groups):
            ever = pd.Series(False, rows.index)
            before = pd.Series(0.0, rows.index)
            for month in rows.columns:
                now = rows[month]
                moved = now - before
                both = (before > 0) & (now > 0)
                one = {
                    "opening_mrr": before.sum(), "closing_mrr": now.sum(),
                    "new_mrr": now[(before == 0) & ~ever].sum(), "reactivated_mrr": now[(before == 0) & ever].sum(),
                    "expanded_mrr": moved[both & (moved > 0)].sum(), "contracted_mrr": -moved[both & (moved < 0)].sum(),
                    "churned_mrr": before[(before > 0) & (now == 0)].sum(),
                    "opening_customers": float((before > 0).sum()), "closing_customers": float((now > 0).sum()),
                    "left_customers": float(((before > 0) & (now == 0)).sum()),
                }  # fmt: skip
                lost, gained = one["churned_mrr"] + one["contracted_mrr"], one["expanded_mrr"] + one["reactivated_mrr"]
                if one["opening_mrr"]:
                    one["net_mrr_churn"] = (lost - gained) / one["opening_mrr"]
                    one["gross_mrr_churn"] = lost / one["opening_mrr"]
                    one["customer_churn_rate"] = one["left_customers"] / one["opening_customers"]
                one["arpa"] = one["closing_mrr"] / one["closing_customers"]
                one["arr"] = 12 * one["closing_mrr"]
                found[f"{month:%Y-%m}", str(segment)] = one
                ever, before = ever | (now > 0), now
        groups = survey["customer_id"].map(of_customer[by]) if by else "All"
        for (month, segment), rows in survey.assign(segment=groups).groupby(["month", "segment"]):
            nps = rows.loc[rows["survey_type"] == "NPS", "score"]
            csat = rows.loc[(rows["survey_type"] == "CSAT") & (rows["scale_max"] == 5), "score"]
            one = found.setdefault((month, str(segment)), {})
            if len(nps):
                one["nps"] = 100 * ((nps >= 9).mean() - (nps <= 6).mean())
            if len(csat):
                one["csat"] = (csat >= 4).mean()
        return found

    return numbers
