"""The template can be uploaded as it is; the workbook of one answer has named inputs and its values."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from cs_calc import METRICS, answer
from cs_calc.tables.schema import TABLES
from cs_calc.workbook import result_cell, write_answer, write_template
from cs_calc.workbook.examples import EXAMPLES
from tests.workbook.conftest import read


def _open(data: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def test_the_template_can_be_uploaded_as_it_is() -> None:
    loaded = read("template.xlsx", write_template())
    assert loaded.status == "ok"
    assert {p.severity for p in loaded.problems} <= {"note"}
    assert [(line.table, line.rows_read, line.rows_used) for line in loaded.ledger] == [(key, 3, 3) for key in TABLES]


@pytest.mark.parametrize("table", TABLES)
def test_each_table_alone_can_be_uploaded_as_it_is(table: str) -> None:
    loaded = read("template.xlsx", write_template([table]))
    assert loaded.status == "ok"
    assert [(line.table, line.rows_used) for line in loaded.ledger] == [(table, 3)]
    assert {p.severity for p in loaded.problems} <= {"note"}


def test_every_column_is_there_with_a_note_and_required_ones_stand_out() -> None:
    book = _open(write_template())
    assert book.sheetnames == ["About", *TABLES]
    for key, table in TABLES.items():
        heads = list(book[key][1])
        assert [c.value for c in heads] == [c.key for c in table.columns]
        for cell, column in zip(heads, table.columns, strict=True):
            assert ("Required." in cell.comment.text) == column.required
            assert cell.font.bold == column.required


def test_what_is_typed_is_checked_by_the_columns_type() -> None:
    sheet = _open(write_template(["subscriptions"]))["subscriptions"]
    rules = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    letter = {c.value: c.column_letter for c in sheet[1]}
    assert rules[f"{letter['interval']}2"].formula1 == '"week,month,quarter,year"'
    assert rules[f"{letter['voluntary']}2"].formula1 == '"yes,no"'
    assert rules[f"{letter['start_date']}2"].type == "date"
    assert rules[f"{letter['amount']}2"].operator == "greaterThanOrEqual"


def test_examples_have_only_columns_of_their_table() -> None:
    assert set(EXAMPLES) == set(TABLES)
    for key, rows in EXAMPLES.items():
        assert len(rows) == 3
        assert {name for row in rows for name in row} <= {c.key for c in TABLES[key].columns}


def test_an_unknown_table_is_refused_with_the_tables_there_are() -> None:
    with pytest.raises(KeyError, match="There is no table invoices"):
        write_template(["invoices"])


@pytest.mark.parametrize("metric", METRICS)
def test_the_workbook_of_an_answer_has_named_inputs_and_its_value(metric: str) -> None:
    for example in METRICS[metric].examples:
        for variant in METRICS[metric].variants:
            worked = answer(METRICS[metric], example.given, variant.key)
            data = write_answer(worked)
            values, book = _open(data, data_only=True), _open(data)
            for part in worked.fields:
                sheet, place = book.defined_names[part.key].attr_text.replace("$", "").replace("'", "").split("!")
                first = values[sheet][place.split(":")[0]].value
                known = worked.given[part.key]
                assert first == pytest.approx(known[0] if isinstance(known, tuple) else known)
            sheet, place = result_cell(worked).split("!")
            assert values[sheet][place].value == pytest.approx(worked.value)
