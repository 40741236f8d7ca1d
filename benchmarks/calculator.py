"""The calculator: from the key press to the new answer on the page, in Chromium, and that of a bare Streamlit page with as much on it.

    python benchmarks/calculator.py [--runs 25] [--ranges]

The rival has as many fields, buttons, expanders and lines of text as the calculator, in a fragment too; it divides one field by
another and explains nothing. Both servers run at the same time and are timed by turns; the clock is the browser's, from Enter until
the answer has changed, and until the whole page is at rest again. Garbage collection is frozen in both. With `--ranges` two fields are
ranges, and 5,000 cases are drawn at each key press. `--rows` below 10,000 (as in CI) takes 5 runs. Exit status 1 where an answer is
wrong.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOAL = 1.5
KINDS = {
    "stNumberInput": 'st.number_input("Field {n}", value=float(1000 + {n}), key="f{n}")',
    "stTextInput": 'st.text_input("Text {n}", key="t{n}")',
    "stSelectbox": 'st.selectbox("Choice {n}", ["one", "two", "three"], key="s{n}")',
    "stButtonGroup": 'st.segmented_control("Group {n}", ["one", "two", "three"], key="g{n}")',
    "stCheckbox": 'st.toggle("Toggle {n}", key="o{n}")',
    "stButton": 'st.button("Button {n}", key="b{n}")',
    "stDownloadButton": 'st.download_button("File {n}", b"", "f.txt", key="d{n}", on_click="ignore")',
    "stHeading": 'st.subheader("Heading {n}")',
    "stCaptionContainer": 'st.caption("A caption number {n}")',
    "stMarkdown": 'st.markdown("A line of **text** number {n}, about as long as one of ours is.")',
    "stExpander": 'st.expander("More {n}").write("inside")',
    "stCode": 'st.code("=A1/B{n}", language=None)',
}
"""What the calculator is made of, by the test id that Streamlit gives it in the browser, and the like for the rival."""
BARE = """
import gc

import streamlit as st

st.set_page_config(layout="wide")

@st.cache_resource(show_spinner=False)
def freeze():
    gc.collect()
    gc.freeze()

@st.fragment
def sheet():
    {widgets}
    st.metric("Answer", f"{{st.session_state.f0 / 100_000:.4%}}")

sheet()
freeze()
"""
IDLE = """() => { const app = document.querySelector('[data-testid=stApp]');
  return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && !document.querySelector('[data-stale=true]'); }"""
CLOCK = """([label, value]) => new Promise((done, no) => {
  const box = [...document.querySelectorAll('input')].find(i => i.getAttribute('aria-label') === label);
  const metric = () => document.querySelector('[data-testid=stMetricValue]').textContent.trim();
  const before = metric();
  let start;
  new MutationObserver((_, me) => {
    if (metric() === before) return;
    me.disconnect();
    const took = performance.now() - start, now = metric();
    const rest = () => IDLE() ? done([took, performance.now() - start, now]) : requestAnimationFrame(rest);
    requestAnimationFrame(rest);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
  setTimeout(() => no(new Error('no new answer in 20 s')), 20000);
  box.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, value);
  box.dispatchEvent(new Event('input', {bubbles: true}));
  setTimeout(() => {
    start = performance.now();
    for (const type of ['keydown', 'keypress', 'keyup'])
      box.dispatchEvent(new KeyboardEvent(type, {key: 'Enter', code: 'Enter', keyCode: 13, which: 13, bubbles: true}));
  }, 60);
})""".replace("IDLE()", f"({IDLE})()")
LINK = "calculator?metric=net_mrr_churn&opening_mrr=100000&churned_mrr={}&contracted_mrr=1000&expanded_mrr={}&reactivated_mrr=2000"


def as_many(page: Any) -> dict[str, int]:
    """How many of each kind of element a page shows."""
    found = {kind: page.locator(f"[data-testid=stMain] [data-testid={kind}]").count() for kind in KINDS}
    found["stMarkdown"] -= (
        found["stCaptionContainer"] + found["stExpander"]
    )  # a caption is Markdown too, and the rival's expanders hold one
    return {kind: count for kind, count in found.items() if count > 0}


def bare(counts: dict[str, int]) -> str:
    """The rival's page."""
    lines = [KINDS[kind].format(n=n) for kind, count in counts.items() for n in range(count)]
    return BARE.format(widgets="\n    ".join(lines))


@contextmanager
def server(page: Path, folder: Path) -> Iterator[str]:
    """A page served until it is no longer needed, our app as `cs-calc` serves it; it may not be up yet, see `healthy`."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    options = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none", "--runner.postScriptGC=false"]
    with (folder / f"{port}.log").open("wb") as log:
        begin = ["cs_calc"] if page == ROOT / "app.py" else ["streamlit", "run", str(page)]
        command = [sys.executable, "-m", *begin, *options, "--browser.gatherUsageStats=false"]
        process = subprocess.Popen(command, cwd=page.parent, stdout=log, stderr=log)
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(15)


def healthy(url: str) -> None:
    """Wait until a server answers, at most a minute."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer.")


def opened(browser: Any, address: str) -> Any:
    """The page in a window of its own, at rest."""
    page = browser.new_context(viewport={"width": 1440, "height": 1200}).new_page()
    page.goto(address)
    page.locator("[data-testid=stMetricValue]").first.wait_for(timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)
    return page


def main() -> int:
    """Measure and print; exit status 1 where an answer is wrong."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="below 10000: 5 runs")
    options.add_argument("--runs", type=int, default=0, help="key presses, of which the median counts (default 25)")
    options.add_argument("--ranges", action="store_true", help="two fields of ours are ranges")
    chosen = options.parse_args()
    runs = chosen.runs or (25 if chosen.rows >= 10_000 else 5)
    chromium = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("not measured: Chromium or playwright is not installed (apt-get install chromium, pip install -e '.[test]')")
        return 0
    label, ends = "MRR lost to downgrades ($)", ("3000~5000", "7000~9000") if chosen.ranges else (4000, 8000)
    wrong = 0
    print(f"Python {platform.python_version()}, streamlit {version('streamlit')}, {os.cpu_count()} cores, {runs} key presses by turns")
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, server(ROOT / "app.py", Path(name)) as our_url:
        rival = Path(name) / "bare.py"
        rival.touch()
        with server(rival, Path(name)) as bare_url:
            options_of_chromium = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = playwright.chromium.launch(executable_path=chromium, args=options_of_chromium)
            for url in (our_url, bare_url):
                healthy(url)
            ours = opened(browser, f"{our_url}/{LINK.format(*ends)}")
            counts = as_many(ours)
            print("on either page: " + ", ".join(f"{count} {kind.removeprefix('st')}" for kind, count in counts.items()), flush=True)
            rival.write_text(bare(counts), encoding="utf-8")
            theirs = opened(browser, bare_url)
            for run in range(runs + 2):  # the first two warm both up
                lost = 2_000 + 100 * run
                *took, shown = ours.evaluate(CLOCK, [label, str(lost)])
                wrong += shown.replace("−", "-") != f"{(4_000 + lost - 10_000) / 1_000:.1f}%"
                *other, said = theirs.evaluate(CLOCK, ["Field 0", str(lost)])
                wrong += said != f"{lost / 100_000:.4%}"
                ours.wait_for_timeout(200)
                if run >= 2:
                    times["ours"].append((took[0], took[1]))
                    times["bare"].append((other[0], other[1]))
            browser.close()
    for place, what in enumerate(("to the new answer", "to a page at rest")):
        found = {who: [each[place] for each in pairs] for who, pairs in times.items()}
        middle = {who: statistics.median(each) for who, each in found.items()}
        spans = "; ".join(f"{who} {middle[who]:.0f} ms ({min(each):.0f} to {max(each):.0f})" for who, each in found.items())
        print(f"{what}: {spans}; ours takes {middle['ours'] / middle['bare']:.2f} times as long (the aim: at most {GOAL:g})")
    print("every answer is right" if not wrong else f"WRONG: {wrong} answers")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
