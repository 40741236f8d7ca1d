"""The board workbook, recalculated by LibreOffice from a copy without values: every formula comes to what we computed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cs_calc import report
from cs_calc.metrics import FAMILIES
from cs_calc.tables.load import Loaded
from cs_calc.tables.periods import Kind
from cs_calc.workbook import write_report
from cs_calc.workbook.facts import Facts
from tests.workbook import made
from tests.workbook.conftest import need_soffice, recalculate

Once = Callable[[str, Callable[[Path], None]], Path]
KEPT = ("Cover", "Scorecard", "MRR bridge", *FAMILIES.values(), "Assumptions", "Inputs")
UPLOADS: dict[str, tuple[Callable[[], Loaded] | None, Kind, str | None]] = {
    "report": (None, "month", "plan"),
    "awkward_months": (made.awkward, "month", "plan"),
    "awkward_years": (made.awkward, "year", "plan"),
    "monthly_mrr": (made.monthly, "quarter", "plan"),
    "surveys": (made.surveys, "month", "channel"),
    "tags": (None, "year", "tag"),
}
SOON = ("report", "surveys")
NAMES = [pytest.param(name, marks=() if name in SOON else pytest.mark.slow) for name in UPLOADS]
"""The whole sample company and a small one each time; the others with -m slow."""


@pytest.fixture(scope="session")
def report_in(once: Once, sample: Loaded) -> Callable[[str], Path]:
    """The folder of a report as written (in raw/) and as LibreOffice recalculates it."""
    need_soffice()

    def folder_of(name: str) -> Path:
        def make(folder: Path) -> None:
            load, kind, by = UPLOADS[name]
            (folder / "raw").mkdir()
            data = write_report(load() if load else sample, kind, by)
            (folder / "raw" / f"{name}.xlsx").write_bytes(data)
            recalculate(folder, {f"{name}.xlsx": data})

        return once(f"live_{name}", make)

    return folder_of


@cache
def _open(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The values of every sheet but those of rows, as rows of cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        return {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames if name in KEPT}


def _formulas(path: Path) -> Iterator[tuple[str, int, int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True)
        for name in book.sheetnames:
            if name in KEPT:
                yield from ((name, c.row - 1, c.column - 1) for row in book[name].iter_rows() for c in row if c.data_type == "f")


def _same(a: Any, b: Any) -> bool:
    a, b = ("" if x is None else x for x in (a, b))
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-7)


def _at(rows: list[tuple[Any, ...]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_comes_to_the_value_that_was_written_with_it(report_in: Callable[[str], Path], name: str) -> None:
    folder = report_in(name)
    raw, live = _open(folder / "raw" / f"{name}.xlsx"), _open(folder / f"{name}.xlsx")
    cells = list(_formulas(folder / "raw" / f"{name}.xlsx"))
    pairs = [(s, r, c, _at(raw[s], r, c), _at(live[s], r, c)) for s, r, c in cells]
    assert [p for p in pairs if not _same(*p[3:])][:5] == []
    assert len(cells) > 250


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_the_report_is_recalculated_to_the_same_value(report_in: Callable[[str], Path], sample: Loaded, name: str) -> None:
    folder = report_in(name)
    load, kind, by = UPLOADS[name]
    loaded = load() if load else sample
    live, facts = _open(folder / f"{name}.xlsx"), Facts(loaded, kind, by)
    expected = [
        (a.metric.key, a.variant.key, period, segment, split is not None, a)
        for split in (None, by)
        for period, segment, a in report.answers(loaded.dataset, kind, split)
    ]
    of = {key[:5]: key[5] for key in expected}
    compared = undefined = 0
    for family, metrics in facts.families.items():
        rows, at = live[FAMILIES[family]], 0
        for metric, number, variant in ((m, n, v) for m in metrics for n, v in enumerate(m.variants, 1)):
            at = next(i for i in range(at, len(rows)) if str(rows[i][0]).startswith(f"Definition {number}: {variant.name}"))
            if (metric.key, variant.key) not in facts.answers:
                continue
            at = next(i for i in range(at, len(rows)) if rows[i][0] == "Period")
            names = [h for h in rows[at] if h is not None]
            column = max(i for i, h in enumerate(names) if h == variant.formula.name)
            whole = len({r.period for r in facts.answers[metric.key, variant.key] if not r.split})
            for number, row in enumerate(rows[at + 1 : at + 1 + len(facts.answers[metric.key, variant.key])]):
                a = of.pop((metric.key, variant.key, row[0], row[1].strip(), number >= whole))
                shown, note = row[column], _at(rows, at + 1 + number, len(names) - 1) or ""
                if a.value is None:
                    assert (shown, note) == ("not defined", a.problem)
                    undefined += 1
                else:
                    assert _same(shown, a.value) and note == "", (metric.key, variant.key, row, shown, a.value)
                compared += 1
    valued = {key[:2] for key in expected if key[5].value is not None}
    assert not {key[:2] for key in of} & valued  # only definitions that have no value anywhere have no block
    assert compared == len(expected) - len(of) > 20 and undefined > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_input_is_counted_live_to_what_we_counted(report_in: Callable[[str], Path], sample: Loaded, name: str) -> None:
    folder = report_in(name)
    load, kind, by = UPLOADS[name]
    rows = _open(folder / f"{name}.xlsx")["Inputs"]
    facts = Facts(load() if load else sample, kind, by)
    first = 4 + sum(str(head).startswith("Rows of") for head in rows[3])  # period, segment, their keys, rows of each table
    for shown, (row, values) in zip(rows[5:], facts.given.items(), strict=True):
        assert (shown[0], shown[1].strip()) == (row.period, row.segment)
        for live, key in zip(shown[first:], facts.input_keys, strict=True):
            value = values.get(key)
            assert isinstance(live, str) if value is None else _same(live, value), (row, key, live, value)


def test_the_bridge_closes_when_it_is_recalculated(report_in: Callable[[str], Path]) -> None:
    rows = _open(report_in("report") / "report.xlsx")["MRR bridge"]
    assert rows[11][2] == "the bridge closes"
    assert _same(rows[10][1], rows[11][1])
