"""A workbook of survey answers, from its bytes to NPS by month: ours, and what one would write by hand with pandas and openpyxl.

    python benchmarks/upload_to_nps.py [--rows 100000] [--runs 3]

Prints the times, how they compare, and whether the results agree. The workbook is made up, the same for each seed.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

NAME = "survey.xlsx"
HEADER = ["response_id", "date", "survey_type", "score", "customer_id", "comment", "channel", "agent"]


def make_workbook(rows: int, seed: int) -> bytes:
    """One sheet of survey answers with eight columns: ids, days over two years, NPS scores, words."""
    import xlsxwriter

    chance = random.Random(seed)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("survey_responses"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        comments = ["", "", "Quick and friendly.", "Too slow, again.", "Would like a calendar view.", "Worth what we pay."]
        for r in range(1, rows + 1):
            sheet.write_string(r, 0, f"R{r:07}")
            sheet.write_datetime(r, 1, date(2024, 11, 1) + timedelta(days=chance.randrange(730)), day)
            sheet.write_string(r, 2, "NPS")
            sheet.write_number(r, 3, chance.choices(range(11), (2, 1, 1, 2, 2, 4, 6, 12, 18, 25, 27))[0])
            sheet.write_string(r, 4, f"C{chance.randrange(5000):04}")
            sheet.write_string(r, 5, chance.choice(comments))
            sheet.write_string(r, 6, chance.choice(("e-mail", "chat", "pop-up")))
            sheet.write_string(r, 7, chance.choice(("Suki", "Dario", "Leonie", "Ravi")))
    return out.getvalue()


def ours(data: bytes) -> dict[str, float]:
    """What the app does: read in a child process, match, type and check every cell, count, divide."""
    from cs_calc.metrics import METRICS
    from cs_calc.report import series
    from cs_calc.tables.load import load
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    loaded = load([read_file(NAME, data, known_headers=KNOWN_HEADERS)])
    by_month = series(loaded.dataset, METRICS["nps"], "month")
    return dict(zip(by_month["period"], by_month["value"], strict=True))


def by_hand(data: bytes, engine: Any = "openpyxl") -> dict[str, float]:
    """pandas.read_excel and a few lines; nothing is checked."""
    import pandas as pd

    answers = pd.read_excel(io.BytesIO(data), engine=engine)
    answers = answers[answers["survey_type"] == "NPS"]
    month = pd.to_datetime(answers["date"]).dt.strftime("%Y-%m")
    groups = answers["score"].groupby(month)
    return {str(m): 100.0 * (float((s >= 9).mean()) - float((s <= 6).mean())) for m, s in groups}


def reading_only(data: bytes) -> int:
    """python-calamine alone: cells out of the file, nothing understood."""
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


def clock(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The best of some runs, in seconds, and what came out."""
    best, found = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def main() -> int:
    """Measure and print; exit status 1 where the results do not agree."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="answers in the workbook (default 100000)")
    options.add_argument("--runs", type=int, default=3, help="runs of ours, of which the best counts (default 3)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    data = make_workbook(chosen.rows, chosen.seed)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("pandas", "openpyxl", "python-calamine", "narwhals"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores")
    print(f"{chosen.rows:,} rows x {len(HEADER)} columns, {len(data) / 2**20:.1f} MiB")
    reading, cells = clock(lambda: reading_only(data), chosen.runs)
    mine, got = clock(lambda: ours(data), chosen.runs)
    fast, also = clock(lambda: by_hand(data, "calamine"), chosen.runs)
    slow, want = clock(lambda: by_hand(data), 1)
    print(f"calamine, reading alone                    {reading:8.2f} s")
    print(f"ours: read, match, type, check, NPS        {mine:8.2f} s")
    print(f"by hand: pandas + calamine, no checks      {fast:8.2f} s   {fast / mine:5.2f} x ours")
    print(f"by hand: pandas + openpyxl, no checks      {slow:8.2f} s   {slow / mine:5.2f} x ours")
    same = set(got) == set(also) == set(want) and all(max(abs(x[m] - want[m]) for x in (got, also)) < 1e-9 for m in want)
    agree = same and cells == chosen.rows + 1
    print(f"NPS of {len(want)} months: {'the results agree' if agree else 'THE RESULTS DIFFER'}")
    return 0 if agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
