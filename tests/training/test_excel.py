"""Every exercise in Excel: its working as live cells, computed by a second program, comes to the same answer."""

import io

import pytest
import xlsxwriter
from openpyxl import load_workbook

from cs_calc.expr import Values, fields, steps
from cs_calc.say import in_excel
from cs_calc.training.draw import draw
from cs_calc.training.items import ITEMS
from tests.workbook.conftest import need_soffice, recalculate

SEEDS = (1, 2, 3)


def write(sheet, at, task):
    """The inputs and the steps of a task in one row; the address of the answer's cell."""
    cells, column = {}, 1
    for part in fields(task.variant.formula):
        values = task.given[part.key] if isinstance(part, Values) else (task.given[part.key],)
        first = xlsxwriter.utility.xl_rowcol_to_cell(at, column)
        for value in values:
            sheet.write_number(at, column, value)
            column += 1
        cells[part.key] = f"{first}:{xlsxwriter.utility.xl_rowcol_to_cell(at, column - 1)}" if isinstance(part, Values) else first
    for step in steps(task.variant.formula):
        sheet.write_formula(at, column, in_excel(step.body, cells))
        cells[step.key] = xlsxwriter.utility.xl_rowcol_to_cell(at, column)
        column += 1
    return cells[task.variant.formula.key]


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """The workbook of all exercises, recalculated; and where each answer stands."""
    need_soffice()
    held, where = io.BytesIO(), {}
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("Exercises")
        tasks = [draw(item, seed) for item in ITEMS.values() for seed in SEEDS]
        for at, task in enumerate(tasks):
            where[task.item.key, task.seed] = (write(sheet, at, task), task.value)
    folder = tmp_path_factory.mktemp("exercises")
    recalculate(folder, {"exercises.xlsx": held.getvalue()})
    return load_workbook(folder / "exercises.xlsx", data_only=True)["Exercises"], where


def test_a_second_program_computes_the_same_answers(computed):
    sheet, where = computed
    assert len(where) == len(ITEMS) * len(SEEDS)
    for key, (cell, value) in where.items():
        assert sheet[cell].value == pytest.approx(value, rel=1e-9, abs=1e-12), (key, cell)
