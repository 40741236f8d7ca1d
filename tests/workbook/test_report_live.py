"""The board workbook, recalculated by LibreOffice from a copy without values: every formula comes to what we computed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cs_calc import METRICS, answer, report
from cs_calc.tables.load import Loaded
from cs_calc.workbook import write_answer, write_report
from cs_calc.workbook.facts import Facts
from tests.workbook.conftest import need_soffice, recalculate

Once = Callable[[str, Callable[[Path], None]], Path]
ANSWERS = ("net_mrr_churn", "nps", "csat", "mrr", "annualised_churn_rate", "quick_ratio", "customer_churn_rate")


@pytest.fixture(scope="session")
def folder(once: Once, sample: Loaded) -> Path:
    """The sample's report as written (raw.xlsx) and as LibreOffice recalculates it, and some answers: one run for all."""
    need_soffice()

    def make(folder: Path) -> None:
        raw = write_report(sample, "month", "plan")
        (folder / "raw").mkdir()
        files = {"report.xlsx": raw}
        for key in ANSWERS:
            files[f"{key}.xlsx"] = write_answer(answer(METRICS[key], METRICS[key].examples[0].given))
        files["refused.xlsx"] = write_answer(
            answer(METRICS["customer_churn_rate"], {"opening_customers": 10.0, "left_customers": 11.0, "closing_customers": 0.0})
        )
        for name, data in files.items():
            (folder / "raw" / name).write_bytes(data)
        recalculate(folder, files)

    return once("live", make)


def _open(path: Path, *, formulas: bool = False) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=not formulas)


def _formulas(book: Any) -> Iterator[tuple[str, str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, cell.value


def _same(a: Any, b: Any) -> bool:
    a, b = ("" if x is None else x for x in (a, b))
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-7)


def _blocks(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for row in range(1, sheet.max_row + 1):
        heads = [cell.value for cell in sheet[row]]
        if heads[0] == "Period":
            yield row, [h for h in heads if h is not None]


@pytest.mark.parametrize("name", ["report", "refused", *ANSWERS])
def test_every_formula_comes_to_the_value_that_was_written_with_it(folder: Path, name: str) -> None:
    raw, live = _open(folder / "raw" / f"{name}.xlsx"), _open(folder / f"{name}.xlsx")
    cells = list(_formulas(_open(folder / "raw" / f"{name}.xlsx", formulas=True)))
    wrong = [(s, c, f, raw[s][c].value, live[s][c].value) for s, c, f in cells if not _same(raw[s][c].value, live[s][c].value)]
    assert wrong[:5] == []
    assert len(cells) > (10_000 if name == "report" else 2)


def test_every_answer_of_the_report_is_recalculated_to_the_same_value(folder: Path, sample: Loaded) -> None:
    live = _open(folder / "report.xlsx")
    facts, compared, undefined = Facts(sample, "month", "plan"), 0, 0
    expected = {
        (a.metric.key, a.variant.key, period, segment): a
        for split in (None, "plan")
        for period, segment, a in report.answers(sample.dataset, "month", split)
    }
    by_title = {sheet["A1"].value: sheet for sheet in live.worksheets if sheet.title not in ("MRR bridge",)}
    for metric in facts.metrics:
        sheet = by_title[metric.name]
        worked = [v for v in metric.variants if (metric.key, v.key) in facts.answers]
        for variant, (at, heads) in zip(worked, _blocks(sheet), strict=True):
            column = max(i for i, h in enumerate(heads) if h == variant.formula.name) + 1
            row = at + 1
            while sheet.cell(row, 1).value and sheet.cell(row, 2).value:
                a = expected.pop((metric.key, variant.key, sheet.cell(row, 1).value, sheet.cell(row, 2).value))
                shown, note = sheet.cell(row, column).value, sheet.cell(row, len(heads)).value or ""
                if a.value is None:
                    assert (shown, note) == ("not defined", a.problem)
                    undefined += 1
                else:
                    assert _same(shown, a.value) and note == "", (metric.key, variant.key, row, shown, a.value)
                compared, row = compared + 1, row + 1
    assert expected == {}
    assert compared > 2000 and undefined > 50


def test_every_input_is_counted_live_to_what_we_counted(folder: Path, sample: Loaded) -> None:
    sheet = _open(folder / "report.xlsx")["Inputs"]
    facts = Facts(sample, "month", "plan")
    first = 4 + 3  # period, segment and their keys, and the rows of three tables
    for number, (row, values) in enumerate(facts.given.items(), 6):
        assert (sheet.cell(number, 1).value, sheet.cell(number, 2).value) == (row.period, row.segment)
        for column, key in enumerate(facts.input_keys, first + 1):
            live, value = sheet.cell(number, column).value, values[key]
            assert isinstance(live, str) if value is None else _same(live, value), (row, key, live, value)


def test_the_bridge_closes_when_it_is_recalculated(folder: Path) -> None:
    sheet = _open(folder / "report.xlsx")["MRR bridge"]
    assert sheet["C12"].value == "the bridge closes"
    assert _same(sheet["B11"].value, sheet["B12"].value)


def test_an_answer_that_cannot_be_says_why_in_the_workbook(folder: Path) -> None:
    sheet = _open(folder / "refused.xlsx")["Answer"]
    found = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "not defined" in found
    assert any(isinstance(v, str) and v.startswith("More customers left than there were at the start") for v in found)
