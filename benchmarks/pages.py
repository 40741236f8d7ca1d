"""Every Analyse page on the sample company: its time on the server, and that of a bare Streamlit page with as many charts.

    python benchmarks/pages.py [--rows 100000] [--runs 3]

First: the page is opened for the first time (what a page before it worked out is kept, as on a server). Warm: it runs again with
nothing changed. Filter: another period is chosen, which was not looked at before. Times are the processor's; no browser is in it.
With `--rows` below the sample's 49,000 only some of its customers are taken. Exit status 1 where a page shows an error.
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(ROOT))

CHART, GOAL = "vega_lite_chart", 1.0
BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.title("Bare")
step = st.selectbox("Step", [1, 2, 3], key="step")
for n in range({charts}):
    table = pd.DataFrame({{"month": range(24), "value": [step * m % 7 for m in range(24)]}})
    st.altair_chart(alt.Chart(table).mark_line().encode(x="month:Q", y="value:Q"), key=f"chart_{{n}}")
"""


def analyse_pages() -> list[tuple[str, str]]:
    """Title and path of every page of the Analyse group, in the order of the menu."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    groups = next(n.value for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "PAGES")
    assert isinstance(groups, ast.Dict)
    found = []
    for name, pages in zip(groups.keys, groups.values, strict=True):
        if isinstance(name, ast.Constant) and name.value == "Analyse" and isinstance(pages, ast.List):
            for call in pages.elts:
                assert isinstance(call, ast.Call) and isinstance(call.args[0], ast.Constant)
                title = next(k.value for k in call.keywords if k.arg == "title")
                assert isinstance(title, ast.Constant)
                found.append((str(title.value), str(call.args[0].value)))
    return found


def sample(rows: int) -> Any:
    """The sample company as it is loaded: all of it, or so many of its customers that they have about so many rows."""
    from cs_calc.sample import sample_workbook
    from cs_calc.tables.dataset import Dataset
    from cs_calc.tables.load import load
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    book = sample_workbook()
    loaded = load([read_file(book.name, book.read_bytes(), known_headers=KNOWN_HEADERS)])
    tables, customers = loaded.dataset.tables, loaded.dataset.attributes["customer_id"]
    share = min(1.0, rows / sum(len(t) for t in tables.values()))
    kept = set(customers.sample(frac=share, random_state=1))
    some = {n: t[t["customer_id"].isin(kept)].reset_index(drop=True) if "customer_id" in t else t for n, t in tables.items()}
    return replace(loaded, dataset=Dataset(some, loaded.dataset.as_of))


def clock(work: Callable[[], Any]) -> float:
    """Processor seconds that something takes in this process: what waits for other work on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def best(work: Callable[[], Any], runs: int) -> float:
    """The best of some runs, in seconds."""
    return min(clock(work) for _ in range(runs))


def bare(charts: int, runs: int) -> tuple[float, float]:
    """The rival: warm, and after a change of its field."""
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_string(BARE.format(charts=charts), default_timeout=60).run()
    warm = best(at.run, runs)
    return warm, clock(lambda: at.selectbox(key="step").set_value(2).run())


def ours(loaded: Any, page: str, runs: int) -> tuple[dict[str, float | None], int, list[str]]:
    """First, warm and filter in seconds (None: no such filter), how many charts the page has, and what went wrong."""
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.session_state["loaded"], at.session_state["is_sample"] = loaded, True
    at.run()
    times: dict[str, float | None] = {"first": clock(lambda: at.switch_page(page).run()), "filter": None}
    times["warm"] = best(at.run, runs)
    charts = len(at.get(CHART))
    period = next((box for box in at.selectbox if box.key == "filter_period"), None)
    if period is not None and len(period.options) > 2:
        times["filter"] = clock(lambda: period.select_index(2).run())
    return times, charts, [e.message for e in at.exception]


def shown(seconds: float | None) -> str:
    """Seconds, or a dash."""
    return "       -" if seconds is None else f"{seconds:8.2f}"


def main() -> int:
    """Measure and print; exit status 1 where a page shows an error."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="about so many rows of the sample (default 100000: all)")
    options.add_argument("--runs", type=int, default=0, help="warm runs, of which the best counts (default 3; 1 below 10,000 rows)")
    options.add_argument(
        "--limit", type=float, default=0, help="no page is begun after so many seconds (default none; 15 below 10,000 rows)"
    )
    chosen = options.parse_args()
    began, limit = time.perf_counter(), chosen.limit or (float("inf") if chosen.rows >= 10_000 else 15.0)
    runs = chosen.runs or (3 if chosen.rows >= 10_000 else 1)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("streamlit", "altair", "pandas"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores")
    loaded = sample(chosen.rows)
    rows = sum(len(t) for t in loaded.dataset.tables.values())
    print(f"the sample company, {rows:,} rows; processor seconds, and how many times the bare page's")
    print(f"{'page':22} {'charts':>6} {'first':>8} {'warm':>8} {'filter':>8}   {'bare':>6} {'warm':>7} {'filter':>7}")
    wrong: list[str] = []
    slow: list[str] = []
    for title, page in analyse_pages():
        if time.perf_counter() - began > limit:
            print(f"{title:22} not measured: {limit:g} s are over")
            continue
        times, charts, errors = ours(loaded, page, runs)
        warm, changed = bare(charts, runs)
        ratios = [f"{t / other:6.1f}x" if t is not None else "      -" for t, other in ((times["warm"], warm), (times["filter"], changed))]
        row = " ".join(shown(times[what]) for what in ("first", "warm", "filter"))
        print(f"{title:22} {charts:6} {row}   {warm:6.3f} {' '.join(ratios)}", flush=True)
        wrong += [f"{title}: {message}" for message in errors]
        slow += [title] if (times["warm"] or 0) > GOAL else []
    print(f"over {GOAL:g} s when warm: {', '.join(slow) or 'none'}")
    print("every page that was opened showed no error" if not wrong else "ERRORS: " + "; ".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
