"""A clean workbook, from its bytes to checked tables: ours against pandas.read_excel alone, which checks nothing.

    python benchmarks/read_and_check.py [--rows 100000] [--runs 3]

Prints the times and how they compare. The aim: at most 1.5 times pandas with calamine, at least 4 times faster than with openpyxl.
The workbook is made up, the same for each seed.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(HERE.parent))


def _other() -> Any:
    """The benchmark beside this one, for the workbook it makes and its clock."""
    spec = importlib.util.spec_from_file_location("upload_to_nps", HERE / "upload_to_nps.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reading(name: str, data: bytes) -> Any:
    """The reading part alone: preflight, child process, typed columns."""
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    return read_file(name, data, known_headers=KNOWN_HEADERS)


def ours(name: str, data: bytes) -> Any:
    """Read in a child process, match the columns, type and check every cell, keep the ledger."""
    from cs_calc.tables.load import load

    return load([reading(name, data)])


def by_pandas(data: bytes, engine: Any) -> int:
    """pandas.read_excel and nothing else."""
    import pandas as pd

    return len(pd.read_excel(io.BytesIO(data), engine=engine))


def main() -> int:
    """Measure and print; exit status 1 where rows are missing."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="rows of the workbook (default 100000)")
    options.add_argument("--runs", type=int, default=3, help="runs of each, of which the best counts (default 3; one for openpyxl)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    other = _other()
    data: bytes = other.make_workbook(chosen.rows, chosen.seed)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("pandas", "openpyxl", "python-calamine"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores")
    print(f"{chosen.rows:,} rows x {len(other.HEADER)} columns, {len(data) / 2**20:.1f} MiB")
    ours(other.NAME, data[:0] or other.make_workbook(50, 2))  # imports and the first reading process are not the file's cost
    best = {"read": float("inf"), "ours": float("inf"), "calamine": float("inf")}
    loaded: Any = None
    rows = 0
    for _ in range(chosen.runs):  # by turns, so that other work on the machine hits all alike
        took, rows = other.clock(lambda: by_pandas(data, "calamine"), 1)
        best["calamine"] = min(best["calamine"], took)
        took, loaded = other.clock(lambda: ours(other.NAME, data), 1)
        best["ours"] = min(best["ours"], took)
        took, _file = other.clock(lambda: reading(other.NAME, data), 1)
        best["read"] = min(best["read"], took)
    slow, _rows = other.clock(lambda: by_pandas(data, "openpyxl"), 1)
    used = sum(line.rows_used for line in loaded.ledger)
    print(f"ours: reading alone                          {best['read']:8.2f} s")
    print(f"ours: read, match, type, check, ledger       {best['ours']:8.2f} s")
    ratio = best["ours"] / best["calamine"]
    print(f"pandas.read_excel with calamine, no checks   {best['calamine']:8.2f} s   ours takes {ratio:.2f} times as long")
    print(f"pandas.read_excel with openpyxl, no checks   {slow:8.2f} s   {slow / best['ours']:.1f} times ours")
    agree = used == rows == chosen.rows
    print(f"{used:,} of {rows:,} rows used: {'all rows are there' if agree else 'ROWS ARE MISSING'}")
    return 0 if agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
