"""The Scorecard of the sample company in Chromium: its first load and a filter change, against a bare dashboard page with as much on it.

    python benchmarks/scorecard.py [--loads 3] [--runs 10] [--up 10]

The rival has as many metrics with a line as the Scorecard, and as many buttons, captions, tables, fields and expanders, in the same grids;
its numbers stand ready in the script and it counts nothing. Both are reached from a first page by a click in the menu, a second after it
is at rest. First load: nobody has been on the server before; it runs for `--up` seconds when the first page is asked for, in which
`cs-calc` counts the sample, and, measured apart, for none ("just started").
Filter: a period is chosen that was not looked at before. The clock is the browser's, from the click or key until nothing on the page
changes any more. Garbage collection is frozen in both; the servers run at the same time and are timed by turns. `--rows` below 10,000 (as
in CI) takes one load of either kind, without the wait, and two changes. Exit status 1 where the page shows an error or another period
than the one chosen.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GOAL, MAIN = 1.5, "[data-testid=stMain]"
KINDS = {
    "stSelectbox": 'st.selectbox("Choice {n}", ["one", "two", "three"], key="s{n}")',
    "stMultiSelect": 'st.multiselect("Several {n}", ["one", "two", "three"], ["one", "two"], key="m{n}")',
    "stTextInput": 'st.text_input("Text {n}", key="t{n}")',
    "stNumberInput": 'st.number_input("Field {n}", value={n}.0, key="f{n}")',
    "stButtonGroup": 'st.pills("Group {n}", ["one", "two", "three", "four", "five", "six", "seven", "eight"], key="g{n}")',
    "stDownloadButton": 'st.download_button("File {n}", b"x", "f.txt", key="d{n}", on_click="ignore")',
    "stPopover": 'st.popover("More {n}")',
    "stHeading": 'st.subheader("Heading {n}")',
    "stExpander": 'st.expander("More {n}")',
    "stDataFrame": "st.dataframe(table(step), hide_index=True, key='table{n}')",
    "stButton": 'st.button("Working", key="b{n}", help="How number {n} was worked", width="stretch")',
    "stCaptionContainer": 'st.caption(f"{{step + {n}}}% to {{step + {n} + 9}}%, n = {{step * 37 + {n}}}")',
    "stMarkdown": 'st.markdown(f":green-badge[:material/check: meets] It meets **at most {{step + {n}}}%** of a metric, about this long.")',
}
"""What the Scorecard is made of beside metrics, by the test id that Streamlit gives it in the browser, and the like for the rival."""
IN_CARD = ("stCaptionContainer", "stButton", "stMarkdown")
BARE = """
import gc

import pandas as pd
import streamlit as st

st.set_page_config(layout="wide")

@st.cache_resource(show_spinner=False)
def freeze():
    gc.collect()
    gc.freeze()

LINES = [[(n * m * m + 3 * m) % 17 for m in range(13)] for n in range(97)]

def table(step):
    months = {{f"Month {{m}}": [f"{{(n * m + step) % 97}}%" for n in range(60)] for m in range(13)}}
    return pd.DataFrame({{"Metric": [f"Metric {{n}}" for n in range(60)], **months}})

def first():
    st.title("First page")

def dashboard():
    st.title("Dashboard")
    step = st.selectbox("Look at", list(range(24)), key="step")
{lines}

st.navigation([st.Page(first, title="First", url_path="first", default=True),
               st.Page(dashboard, title="Scorecard", url_path="scorecard")]).run()
freeze()
"""
METRIC = """        st.metric("Metric {n}", f"{{(step * 7 + {n}) % 97}}%", {n} - step, delta_description="on the month before",
            chart_data={line}, chart_type="line")"""
IDLE = """(() => { const app = document.querySelector('[data-testid=stApp]');
  return !!app && app.getAttribute('data-test-script-state') === 'notRunning' && !document.querySelector('[data-stale=true]'); })()"""
ARM = """event => { window.took = new Promise((done, no) => {
  let start = 0, last = 0;
  addEventListener(event, e => { if (!start && (event === 'click' || e.key === 'Enter')) start = last = performance.now(); }, true);
  new MutationObserver(() => { last = performance.now(); })
    .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  const look = () => {
    const now = performance.now();
    if (start && last > start && now - last > 400 && now - start > 600 && IDLE
        && document.querySelector('[data-testid=stMetricValue]')) return done(last - start);
    if (start && now - start > 240000) return no(new Error("not at rest after 4 minutes"));
    setTimeout(look, 20);
  };
  look();
}); }""".replace("IDLE", IDLE)
COUNT = """() => { const main = document.querySelector('[data-testid=stMain]'), found = {};
  for (const e of main.querySelectorAll('[data-testid]'))
    found[e.getAttribute('data-testid')] = (found[e.getAttribute('data-testid')] || 0) + 1;
  return found; }"""


def _calculator() -> Any:
    """The benchmark beside this one, for its servers."""
    spec = importlib.util.spec_from_file_location("calculator_benchmark", HERE / "calculator.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_many(page: Any) -> dict[str, int]:
    """How many of each kind of element the page shows; a caption is Markdown too."""
    found = page.evaluate(COUNT)
    counts = {kind: found.get(kind, 0) for kind in ("stMetric", "stMetricChart", *KINDS)}
    counts["stCaptionContainer"] = page.locator(f"{MAIN} [data-testid=stMarkdown]:has([data-testid=stCaptionContainer])").count()
    counts["stMarkdown"] -= counts["stCaptionContainer"]
    counts["stSelectbox"] -= 1  # which the rival has anyway
    return counts


def bare(counts: dict[str, int]) -> str:
    """The rival's script: a card for each metric, with a caption, a button and a line of text as long as there are any, then the rest."""
    left = {kind: counts[kind] for kind in KINDS}
    lines = ["    wall = st.grid(4, min_column_width=230)"]
    for n in range(counts["stMetric"]):
        line = f"LINES[(step + {n}) % 97]" if n < counts["stMetricChart"] else None
        lines += ["    with wall.container(border=True, height='stretch'):", METRIC.format(n=n, line=line)]
        for kind in IN_CARD:
            if left[kind] > 0:
                left[kind] -= 1
                lines.append(f"        {KINDS[kind].format(n=left[kind])}")
    lines += [f"    {KINDS[kind].format(n=n)}" for kind, count in left.items() for n in range(max(0, count))]
    return BARE.format(lines="\n".join(lines))


@contextmanager
def pair(servers: Any, rival: Path, folder: Path) -> Iterator[dict[str, str]]:
    """Two new servers by name: their addresses."""
    with ExitStack() as stack:
        pages = {"ours": servers.ROOT / "app.py", "bare": rival}
        urls = {who: stack.enter_context(servers.server(path, folder)) for who, path in pages.items()}
        for url in urls.values():
            servers.healthy(url)
        yield urls


def opened(browser: Any, url: str) -> Any:
    """The first page in a window of its own, at rest; ours with the data loaded."""
    page = browser.new_context(viewport={"width": 1440, "height": 1200}).new_page()
    page.goto(f"{url}/?data=sample")
    page.locator("[data-testid=stMain] h1").first.wait_for(timeout=240_000)
    page.wait_for_function(f"() => {IDLE}", timeout=240_000)
    page.wait_for_timeout(1_000)
    return page


def load(page: Any) -> float:
    """Milliseconds from the click in the menu to the Scorecard at rest."""
    page.evaluate(ARM, "click")
    page.evaluate("() => document.querySelector('[data-testid=stSidebarNav] a[href$=scorecard]').click()")
    took: float = page.evaluate("() => window.took")
    return took


def change(page: Any) -> float:
    """Milliseconds from choosing the next period to the page at rest."""
    box = page.locator("[data-testid=stSelectbox]", has_text="Look at").locator("input")
    box.click()
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    page.evaluate(ARM, "keydown")
    page.keyboard.press("Enter")
    took: float = page.evaluate("() => window.took")
    return took


def wrong(page: Any) -> list[str]:
    """What is not as it should be: errors on the page, or a sentence about another period than the one chosen."""
    found = [e.text_content() for e in page.locator("[data-testid=stException]").all()]
    chosen = page.locator("[data-testid=stSelectbox]", has_text="Look at").locator("input").input_value()
    said = page.locator("[data-testid=stMain]").text_content() or ""
    return found + ([] if f"In {chosen}" in said else [f"{chosen} is chosen, but not spoken of"])


def told(what: str, times: dict[str, list[float]]) -> str:
    """Fastest and median of both, and how they compare."""
    best, middle = ({who: each(some) for who, some in times.items()} for each in (min, statistics.median))
    shown = "; ".join(f"{who} {best[who]:,.0f} ms (median {middle[who]:,.0f} of {len(some)})" for who, some in times.items())
    aim = f"ours takes {best['ours'] / best['bare']:.2f} times as long, by medians {middle['ours'] / middle['bare']:.2f}"
    return f"{what}: {shown}; {aim} (the aim: at most {GOAL:g})"


def main() -> int:
    """Measure and print; exit status 1 where the page is not as it should be."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="below 10000: one load and two changes")
    options.add_argument("--loads", type=int, default=0, help="first loads of either kind, each with new servers (default 3)")
    options.add_argument("--up", type=float, default=10.0, help="seconds that a server runs before its first page (default 10)")
    options.add_argument("--runs", type=int, default=0, help="filter changes, at most 20 (default 10)")
    chosen = options.parse_args()
    small = chosen.rows < 10_000
    loads, runs = chosen.loads or (1 if small else 3), min(20, chosen.runs or (2 if small else 10))
    up = min(1.0, chosen.up) if small else chosen.up
    servers = _calculator()
    chromium = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := servers.shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("not measured: Chromium or playwright is not installed (apt-get install chromium, pip install -e '.[test]')")
        return 0
    print(f"Python {platform.python_version()}, streamlit {version('streamlit')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    started, first = ({"ours": list[float](), "bare": list[float]()} for _ in range(2))
    filtered: dict[str, list[float]] = {"ours": [], "bare": []}
    errors: list[str] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, rival = Path(name), Path(name) / "bare.py"
        rival.touch()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for number in range(2 * loads):
            times = first if number % 2 else started
            with pair(servers, rival, folder) as urls:
                time.sleep(up if times is first else 0.0)
                ours = opened(browser, urls["ours"])
                times["ours"].append(load(ours))
                counts = as_many(ours)
                if number == 0:
                    parts = [f"{count} {kind.removeprefix('st')}" for kind, count in counts.items() if count > 0]
                    print("on either page: " + ", ".join(parts), flush=True)
                rival.write_text(bare(counts), encoding="utf-8")  # before the server reads it
                theirs = opened(browser, urls["bare"])
                times["bare"].append(load(theirs))
                errors += wrong(ours)
                for _ in range(runs if number == 2 * loads - 1 else 0):
                    filtered["ours"].append(change(ours))
                    errors += wrong(ours)
                    filtered["bare"].append(change(theirs))
                for page in (ours, theirs):
                    page.context.close()
        browser.close()
    print(told(f"first load, server up for {up:g} s", first))
    print(told("first load, server just started", started))
    print(told("filter change", filtered))
    print("the page is right each time" if not errors else "WRONG: " + "; ".join(errors))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
