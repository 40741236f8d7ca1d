"""The board workbook: ours from the loaded tables to its bytes, and XlsxWriter writing the very same cells and nothing else.

    python benchmarks/report.py [--rows 100000] [--runs 3]

Ours counts every input, works every answer with its range, finds what stands out, and writes formulas, charts and tables. The rival
(constant memory, as its documentation advises for large files) gets all cells of our workbook ready made in lists (values, formulas with
their results, formats of numbers) and only writes them: no charts, tables, widths or links. Two companies: the sample, and one of
`--rows` rows in all, made of the sample's customers under new names. With `--rows` below the sample's 49,000 only some of its customers
are taken, and only once. The aim: at most 1.5 times the rival. Exit status 1 where the rival's cells are not ours.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import platform
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(HERE.parent))

GOAL, WHOLE_SAMPLE = 1.5, 49_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cell = tuple[str, int, int, Any, int]
"""What is written (number, text, formula, array, blank), row, column, what (formula with its result), format."""


@dataclass(frozen=True)
class Cells:
    """All cells of a workbook: the properties of its formats, and sheet by sheet its cells, row by row."""

    formats: list[dict[str, Any]]
    sheets: dict[str, list[Cell]]

    def __len__(self) -> int:
        return sum(len(cells) for cells in self.sheets.values())


def _pages() -> Any:
    """The benchmark beside this one, for a part of the sample company."""
    spec = importlib.util.spec_from_file_location("pages_benchmark", HERE / "pages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def grown(loaded: Any, rows: int, seed: int) -> Any:
    """A company of so many rows: the customers of another one again and again under new ids, the last time only some of them."""
    import pandas as pd

    from cs_calc.tables.dataset import Dataset

    tables: dict[str, Any] = dict(loaded.dataset.tables)
    parts: dict[str, list[Any]] = {name: [table] for name, table in tables.items()}
    of_customers = {name for name, table in tables.items() if "customer_id" in table}
    each = sum(len(tables[name]) for name in of_customers)
    missing, copy = rows - sum(len(t) for t in tables.values()), 1
    while missing > 0:
        customers = tables["customers"]["customer_id"].sample(frac=min(1.0, missing / each), random_state=seed + copy)
        for name in of_customers:
            some = tables[name][tables[name]["customer_id"].isin(set(customers))]
            ids = {c: some[c].where(some[c].isna(), some[c].astype("str") + f"-{copy}") for c in some if str(c).endswith("_id")}
            parts[name].append(some.assign(**{c: ids[c].astype(some[c].dtype) for c in ids}))
        missing, copy = missing - each, copy + 1
    made = {name: pd.concat(some, ignore_index=True) for name, some in parts.items()}
    return replace(loaded, dataset=Dataset(made, loaded.dataset.as_of))


def ours(loaded: Any) -> bytes:
    """What the app and `cs-calc report` do once the tables are there; nothing is kept from a run before."""
    from cs_calc.tables.dataset import Dataset
    from cs_calc.workbook import write_report

    return write_report(replace(loaded, dataset=Dataset(loaded.dataset.tables, loaded.dataset.as_of)), "month")


def rival(cells: Cells) -> bytes:
    """XlsxWriter on lists that are ready made."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    formats = [book.add_format(properties) if properties else None for properties in cells.formats]
    for name, found in cells.sheets.items():
        sheet = book.add_worksheet(name)
        number, text, formula, blank = sheet.write_number, sheet.write_string, sheet.write_formula, sheet.write_blank
        for kind, row, column, what, look in found:
            if kind == "number":
                number(row, column, what, formats[look])
            elif kind == "text":
                text(row, column, what, formats[look])
            elif kind == "formula":
                formula(row, column, what[0], formats[look], what[1])
            elif kind == "array":
                sheet.write_array_formula(row, column, row, column, what[0], formats[look], what[1])
            else:
                blank(row, column, None, formats[look])
    book.close()
    return out.getvalue()


def cells_of(data: bytes) -> Cells:
    """Every cell of a workbook as it stands in the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [node.get("name", "") for node in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        strings = _strings(parts)
        sheets = {name: list(_cells(parts, f"xl/worksheets/sheet{n}.xml", strings)) for n, name in enumerate(names, 1)}
        return Cells(_formats(ElementTree.fromstring(parts.read("xl/styles.xml"))), sheets)


def _strings(parts: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    return ["".join(t.text or "" for t in node.iter(f"{MAIN}t")) for node in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]


def _formats(styles: Any) -> list[dict[str, Any]]:
    """The format of numbers and bold type of each style; the first is that of a cell without one."""
    codes = {node.get("numFmtId"): node.get("formatCode") for node in styles.iter(f"{MAIN}numFmt")}
    bold = [font.find(f"{MAIN}b") is not None for font in styles.find(f"{MAIN}fonts")]
    looks = styles.find(f"{MAIN}cellXfs")
    found = [
        {"num_format": codes.get(x.get("numFmtId"), int(x.get("numFmtId"))), "bold": bold[int(x.get("fontId"))], "indent": n % 15}
        for n, x in enumerate(looks)
    ]  # the indent tells apart what else differs, so that there are as many formats
    return [{}, *found[1:]]


def _cells(parts: zipfile.ZipFile, name: str, strings: list[str]) -> Iterator[Cell]:
    for _, row in ElementTree.iterparse(io.BytesIO(parts.read(name))):
        if row.tag != f"{MAIN}row":
            continue
        for cell in row:
            letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", cell.get("r", "")).groups()  # type: ignore[union-attr]
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            place, look, kind = (int(digits) - 1, column - 1), int(cell.get("s", 0)), cell.get("t", "n")
            formula, value = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v")
            if formula is not None:
                array = formula.get("t") == "array"
                text = f"{{={formula.text}}}" if array else f"={formula.text}"
                yield "array" if array else "formula", *place, (text, value or "" if kind in ("str", "e") else float(value or 0)), look
            elif kind == "inlineStr":
                yield "text", *place, "".join(t.text or "" for t in cell.iter(f"{MAIN}t")), look
            elif value is None:
                yield "blank", *place, None, look
            elif kind == "s":
                yield "text", *place, strings[int(value)], look
            else:
                yield "number", *place, float(value), look
        row.clear()


def clock(work: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """Seconds of the processor and of the wall, and what came of it."""
    wall, start = time.perf_counter(), time.process_time()
    made = work()
    return time.process_time() - start, time.perf_counter() - wall, made


def compare(name: str, loaded: Any, runs: int) -> bool:
    """Measure one company and print; whether the rival has our cells."""
    rows = sum(len(t) for t in loaded.dataset.tables.values())
    data = ours(loaded)
    cells = cells_of(data)
    print(f"\n{name}: {rows:,} rows in all; {len(cells):,} cells on {len(cells.sheets)} sheets, {len(data) / 2**20:.1f} MiB", flush=True)
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "rival": []}
    written = b""
    for _ in range(runs):  # by turns, so that other work on the machine hits both alike
        times["ours"].append(clock(lambda: ours(loaded))[:2])
        *took, written = clock(lambda: rival(cells))
        times["rival"].append((took[0], took[1]))
    best = {who: tuple(min(each) for each in zip(*some, strict=True)) for who, some in times.items()}
    for who, words in (("ours", "ours: count, work, say, write"), ("rival", "XlsxWriter: write these cells")):
        print(f"{words}   {best[who][0]:7.2f} s of the processor   {best[who][1]:7.2f} s on the clock")
    print(f"ours takes {best['ours'][0] / best['rival'][0]:.2f} times as long (the aim: at most {GOAL:g})")
    same = [[c[:4] for c in some] for some in cells_of(written).sheets.values()] == [[c[:4] for c in s] for s in cells.sheets.values()]
    print("the cells are the same" if same else "THE CELLS DIFFER")
    return same


def main() -> int:
    """Measure and print; exit status 1 where the rival's cells are not ours."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="rows of the larger company (default 100000)")
    options.add_argument("--runs", type=int, default=0, help="runs of each, of which the best counts (default 3; 1 below 10,000 rows)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    runs = chosen.runs or (3 if chosen.rows >= 10_000 else 1)
    libraries = ", ".join(f"{p} {version(p)}" for p in ("pandas", "narwhals", "xlsxwriter"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    sample = _pages().sample(chosen.rows)
    good = compare("the sample company", sample, runs)
    if chosen.rows > WHOLE_SAMPLE:
        good = compare("a larger company", grown(sample, chosen.rows, chosen.seed), runs) and good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
