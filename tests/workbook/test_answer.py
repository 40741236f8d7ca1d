"""The workbook of one answer: named inputs, lists that can be extended, and every formula recalculated by LibreOffice."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cs_calc import METRICS, answer
from cs_calc.answer import Answer
from cs_calc.expr import Step, Values, count, fields, median, within
from cs_calc.metrics.support import SUPPORT
from cs_calc.units import HOURS, PERCENT
from cs_calc.workbook import excel_formula, result_cell, write_answer
from cs_calc.workbook.compared import as_live
from cs_calc.workbook.typed import FIRST_VALUE, ROOM, VALUES
from tests.workbook.conftest import need_soffice, recalculate

Once = Callable[[str, Callable[[Path], None]], Path]
HOURS_LISTED = METRICS["first_response_time"]
WAITS = (5.0, 1.0, 96.0, 2.0, 3.5)


def _cases() -> dict[str, Answer]:
    """Every definition of every metric on every example, and what cannot be worked."""
    found = {
        f"{key}.{variant.key}.{number}": answer(metric, example.given, variant.key)
        for key, metric in METRICS.items()
        for variant in metric.variants
        for number, example in enumerate(metric.examples)
    }
    half = {"opening_customers": 10.0, "left_customers": 11.0, "closing_customers": 0.0}
    found["refused"] = answer(METRICS["customer_churn_rate"], half)
    found["unknown"] = answer(METRICS["net_mrr_churn"], {"churned_mrr": 4.0, "contracted_mrr": 1.0})
    found["no_values"] = answer(HOURS_LISTED, {})
    found["a_value_below_0"] = answer(HOURS_LISTED, {"response_hours": (1.0, -2.0)})
    found["the_median_alone"] = answer(HOURS_LISTED, {"response_hours_median": 4.5})
    found["waiting"] = answer(HOURS_LISTED, {"response_hours": WAITS, "unanswered_hours": (10.0, 20.0)})
    return found


CASES = _cases()


def _open(data: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **options)


@pytest.fixture(scope="session")
def folder(once: Once) -> Path:
    """The workbooks as written (in raw/) and as LibreOffice recalculates them: one run for all."""
    need_soffice()

    def make(folder: Path) -> None:
        (folder / "raw").mkdir()
        files = {f"{name}.xlsx": write_answer(worked) for name, worked in CASES.items()}
        for name, data in files.items():
            (folder / "raw" / name).write_bytes(data)
        recalculate(folder, files)

    return once("answers", make)


@cache
def _books(folder: Path, name: str) -> tuple[Any, Any, Any]:
    """Formulas, the values written with them, and the recalculated ones."""
    raw, live = folder / "raw" / f"{name}.xlsx", folder / f"{name}.xlsx"
    return openpyxl.load_workbook(raw), openpyxl.load_workbook(raw, data_only=True), openpyxl.load_workbook(live, data_only=True)


def _same(a: Any, b: Any) -> bool:
    a, b = ("" if x is None else x for x in (a, b))
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_libreoffice_comes_to_the_value_of_every_formula(folder: Path, name: str) -> None:
    formulas, written, live = _books(folder, name)
    seen = 0
    for sheet in formulas.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            ours, theirs = written[sheet.title][cell.coordinate].value, live[sheet.title][cell.coordinate].value
            assert _same(ours, theirs), (sheet.title, cell.coordinate, cell.value, ours, theirs)
            seen += 1
    assert seen > 2


@pytest.mark.parametrize("name", CASES)
def test_the_result_stands_in_the_cell_that_is_told_and_holds_the_formula_that_is_told(folder: Path, name: str) -> None:
    worked = CASES[name]
    formulas, _, live = _books(folder, name)
    sheet, place = result_cell(worked).split("!")
    note = f"$E{place[1:]}"
    assert formulas[sheet][place].value == f'=IF({note}="",{excel_formula(worked)[1:]},"not defined")'
    assert formulas[sheet][f"C{place[1:]}"].value == f"=_xlfn.FORMULATEXT({place})"
    expected = "not defined" if worked.value is None else worked.value
    assert _same(live[sheet][place].value, expected)
    assert (live[sheet][note.replace("$", "")].value or "") == as_live(worked.problem)


@pytest.mark.parametrize("name", CASES)
def test_every_name_of_a_told_formula_is_a_name_of_the_workbook(folder: Path, name: str) -> None:
    worked = CASES[name]
    book, _, _ = _books(folder, name)
    for word in re.findall(r"[a-z_][a-z0-9_]{2,}", excel_formula(worked)):
        assert word in book.defined_names, (word, excel_formula(worked))
    for key, defined in book.defined_names.items():
        assert re.fullmatch(r"'?(Answer|Values)'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", defined.attr_text), (key, defined.attr_text)
        assert not re.fullmatch(r"[a-zA-Z]{1,3}\d+|[rRcC]\d*", key), "Excel would take this name for a cell"


def test_a_list_stands_in_a_yellow_column_with_room_to_extend_it() -> None:
    worked = CASES["waiting"]
    book = _open(write_answer(worked))
    sheet = book[VALUES]
    assert [sheet.cell(FIRST_VALUE + 1 + i, 1).value for i in range(len(WAITS))] == list(WAITS)
    last = FIRST_VALUE + ROOM
    assert book.defined_names["response_hours"].attr_text.replace("'", "") == f"{VALUES}!$A${FIRST_VALUE + 1}:$A${last}"
    assert sheet.cell(last, 1).fill.start_color.rgb == sheet.cell(FIRST_VALUE + 1, 1).fill.start_color.rgb != "00000000"
    assert f"to {last}" in sheet["A3"].value
    assert excel_formula(worked) == "=MEDIAN(response_hours)"


def test_a_value_that_is_added_to_a_list_counts(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(folder / "raw" / "waiting.xlsx")
    book[VALUES].cell(FIRST_VALUE + 1 + len(WAITS), 1).value = 4.0
    book.save(tmp_path / "raw.xlsx")
    recalculate(tmp_path, {"more.xlsx": (tmp_path / "raw.xlsx").read_bytes()})
    sheet, place = result_cell(CASES["waiting"]).split("!")
    assert openpyxl.load_workbook(tmp_path / "more.xlsx", data_only=True)[sheet][place].value == pytest.approx(3.75)


def test_a_number_made_of_a_list_is_a_cell_of_its_own_where_the_list_is_not_known() -> None:
    worked = CASES["the_median_alone"]
    book = _open(write_answer(worked))
    assert excel_formula(worked) == "=response_hours_median"
    assert "response_hours_median" in book.defined_names and "response_hours" not in book.defined_names


def test_those_who_still_wait_are_values_with_the_sentence_that_counts_them() -> None:
    book = _open(write_answer(CASES["waiting"]))
    assert "unanswered_hours" in book.defined_names
    assert any("Kaplan-Meier" in str(c.value) for row in book["Answer"].iter_rows() for c in row)
    assert not any("unanswered_hours" in str(c.value) for row in book["Answer"].iter_rows() for c in row if "=IF" in str(c.value))


def test_an_answer_that_cannot_be_says_why(folder: Path) -> None:
    for name, begins in (("refused", "More customers left than there were"), ("unknown", "Net MRR churn rate cannot be worked out: ")):
        _, _, live = _books(folder, name)
        found = [cell for row in live["Answer"].iter_rows(values_only=True) for cell in row]
        assert "not defined" in found
        assert any(isinstance(v, str) and v.startswith(begins) for v in found)


def test_meaning_next_step_and_the_two_nearest_mistakes_stand_on_the_sheet(folder: Path) -> None:
    for metric in METRICS.values():
        if not metric.meanings:
            continue
        name = f"{metric.key}.{metric.variants[0].key}.0"
        _, _, live = _books(folder, name)
        found = [str(cell) for row in live["Answer"].iter_rows(values_only=True) for cell in row]
        meant = CASES[name].meaning
        assert meant is not None and meant.says in found
        assert any(text.startswith(meant.then) for text in found)
        wrong = {m.why for m in metric.mistakes}
        assert 0 < sum(any(text.startswith(why) for why in wrong) for text in found) <= 2


def test_targets_and_direction_are_those_of_the_definition() -> None:
    effort = METRICS["customer_effort_score"]
    low = next(v for v in effort.variants if effort.better_by(v) == "lower")
    sheet = _open(write_answer(answer(effort, effort.examples[0].given, low.key)))["Answer"]
    assert "Lower is better" in sheet["A2"].value
    other = replace(METRICS["nps"].benchmarks[0], variants=("of_nobody",))
    metric = replace(METRICS["nps"], benchmarks=(other,))
    sheet = _open(write_answer(answer(metric, metric.examples[0].given)))["Answer"]
    assert not any(str(row[0].value).startswith("Target") for row in sheet.iter_rows())


def test_a_target_for_another_period_is_not_held_against_the_answer() -> None:
    target = replace(METRICS["net_mrr_churn"].benchmarks[0], period="month")
    churn = replace(METRICS["net_mrr_churn"], benchmarks=(target,))
    data = write_answer(answer(churn, churn.examples[0].given, period="year"))
    cells = [str(c.value) for row in _open(data)["Answer"].iter_rows() for c in row]
    assert "for a month, not a year" in cells
    assert not {"meets", "misses"} & set(cells)


def test_within_a_limit_is_counted_over_the_list() -> None:
    hours = Values("hours", "Hours", HOURS, WAITS, "One for each ticket.")
    limit = next(p for m in SUPPORT for v in m.variants for p in fields(v.formula) if p.key == "target_hours")
    assert not isinstance(limit, Values)
    formula = Step("share", "Share", PERCENT, within(hours, limit) / count(hours))
    metric = replace(
        HOURS_LISTED, variants=(replace(HOURS_LISTED.variants[0], formula=formula, sure=None),), mistakes=(), errata=(), meanings=()
    )
    worked = answer(metric, {"hours": WAITS, "target_hours": 3.5})
    assert worked.value == 0.6
    assert excel_formula(worked) == '=COUNTIF(hours,"<="&target_hours)/COUNT(hours)'
    assert median(hours).of.key in _open(write_answer(worked)).defined_names
