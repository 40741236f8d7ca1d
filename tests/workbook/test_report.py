"""The board workbook as it is written: values without recalculation, text that stays text, names, links."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest

from cs_calc.metrics import FAMILIES, METRICS
from cs_calc.report import answer_for, given
from cs_calc.tables.load import Loaded
from cs_calc.workbook import write_report
from cs_calc.workbook.names import sheet_name
from tests.workbook import made

XLSX = pytest.fixture(scope="module")


@XLSX
def awkward() -> bytes:
    return write_report(made.awkward(), "month", "plan")


@XLSX
def yearly(sample: Loaded) -> bytes:
    return write_report(sample, "year")


@cache
def _open(data: bytes, **options: Any) -> Any:
    """The workbook, opened once for all that only look at it."""
    return openpyxl.load_workbook(io.BytesIO(data), **options)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_values_are_there_without_recalculation(awkward: bytes) -> None:
    values, formulas = _open(awkward, data_only=True), _open(awkward)
    empty, seen = [], 0
    for sheet in formulas.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            seen += 1
            formula = getattr(cell.value, "text", cell.value)  # of an array formula
            note = "IF(" in formula and formula.rstrip(")").endswith('""')  # a reason, empty where there is an answer
            if values[sheet.title][cell.coordinate].value is None and not note:
                empty.append((sheet.title, cell.coordinate, formula))
    assert seen > 1000
    assert empty == []


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_text_from_a_file_never_becomes_a_formula_or_a_link(awkward: bytes) -> None:
    book = _open(awkward)
    found = {}
    for sheet in book.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row):
            if cell.data_type != "f" and isinstance(cell.value, str):
                found[cell.value.strip()] = cell.data_type
            if cell.data_type == "f":
                assert not any(plan in getattr(cell.value, "text", cell.value) for plan in ("cmd", "@SUM", "=1+1")), cell.value
            if cell.hyperlink is not None:
                assert cell.hyperlink.target is None and cell.hyperlink.location
    assert {plan: found.get(plan) for plan in made.PLANS} == dict.fromkeys(made.PLANS, "s")


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_negative_numbers_stay_numbers_and_undefined_is_said(awkward: bytes) -> None:
    book = _open(awkward, data_only=True)
    cells = [c.value for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert any(isinstance(v, float) and v < 0 for v in cells)
    assert "not defined" in cells
    assert any(isinstance(v, str) and v.endswith("is 0, and nothing can be divided by 0.") for v in cells)
    assert not any(isinstance(v, str) and v.startswith("#") and v != "#N/A" for v in cells)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_rows_set_aside_are_listed_with_the_reason(awkward: bytes) -> None:
    sheet = _open(awkward)["Set aside"]
    assert [c.value for c in sheet[3]] == ["_sheet", "_row", "reason", "cells"]
    assert sheet["B4"].value == 62 and "start_date" in sheet["C4"].value and "=2+3" in sheet["D4"].value


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_sheet_names_are_valid_and_links_lead_to_sheets_that_are_there(awkward: bytes) -> None:
    book = _open(awkward)
    names = book.sheetnames
    assert names[:4] == ["Cover", "What stands out", "Scorecard", "MRR bridge"]
    assert len({n.lower() for n in names}) == len(names)
    assert all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in names)
    links = {c.hyperlink.location for row in book["Cover"].iter_rows() for c in row if c.hyperlink}
    assert {re.sub(r"^'|'!A\d+$", "", link) for link in links} == set(names) - {"Cover"}


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_a_metric_has_a_chart_over_its_live_cells_of_whole_periods(awkward: bytes) -> None:
    dataset, book, drawn = made.awkward().dataset, _open(awkward, data_only=True), {}
    for sheet in book.worksheets:
        for series in (chart.series[0] for chart in sheet._charts):
            if series.tx.strRef is None:  # named by its metric, not by a cell as on the bridge
                ranges = ((series.cat.numRef or series.cat.strRef).f, series.val.numRef.f)
                cells = [[c.value for (c,) in sheet[where.split("!")[1].replace("$", "")]] for where in ranges]
                drawn[series.tx.v] = dict(zip(*cells, strict=True))
    whole = [p for p in dataset.periods("month") if dataset.is_whole(p, "month")]
    expected = {p: answer_for(dataset, METRICS["arr"], "month", p).value for p in whole}
    assert drawn["Annual recurring revenue (ARR)"] == pytest.approx({p: v for p, v in expected.items() if v is not None})
    assert all(isinstance(v, float | int) for values in drawn.values() for v in values.values())


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_a_link_to_a_metric_leads_to_its_heading_on_the_sheet_of_its_family(awkward: bytes) -> None:
    book = _open(awkward)
    seen = 0
    for sheet in (book["Cover"], book["Scorecard"], book["Revenue"]):
        for c in (c for row in sheet.iter_rows() for c in row if c.hyperlink and not c.hyperlink.location.endswith("!A1")):
            name, at = c.hyperlink.location.rsplit("!", 1)
            assert book[name.strip("'")][at].value == c.value
            seen += 1
    assert seen > 20


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_the_scorecard_goes_by_family(awkward: bytes) -> None:
    rows = [str(r[0]) for r in _open(awkward)["Scorecard"].iter_rows(min_row=5, values_only=True)]
    bands = [name for name in rows if name in FAMILIES.values()]
    assert bands == [name for name in FAMILIES.values() if name in bands] and bands[:1] == ["Revenue"]


def test_a_name_that_excel_would_refuse_is_mended() -> None:
    assert sheet_name("a/b:c*?[d]\\e'") == "a b c d e"
    assert sheet_name("History") == "History 2"
    assert sheet_name("x" * 40, {"x" * 31}) == "x" * 29 + " 2"
    assert sheet_name("'") == "Sheet"


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_data_sheets_are_tables_that_lead_back_to_the_rows_of_the_file(awkward: bytes) -> None:
    sheet = _open(awkward)["customers_by_period"]
    assert list(sheet.tables) == ["customers_by_period"]
    heads = [c.value for c in sheet[3]]
    row = next(r for r in sheet.iter_rows(min_row=4, values_only=True) if r[heads.index("customer_id")] == "E0")
    assert row[heads.index("_sheet")] == "subscriptions.csv"
    assert row[heads.index("_rows")] == "4, 5"


def test_the_same_data_give_the_same_bytes() -> None:
    first, again = (write_report(made.surveys(), "month", "channel") for _ in range(2))

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return {name: file.read(name) for name in file.namelist()}

    assert parts(first) == parts(again)


def test_the_formula_of_a_rate_is_plain_to_read(awkward: bytes) -> None:
    sheet = _open(awkward)["Revenue"]
    formulas = [getattr(c.value, "text", c.value) for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert any(re.fullmatch(r'=IFERROR\(C\d+/D\d+,"not defined"\)', f) for f in formulas)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_the_lists_of_the_pages_are_sheets_that_the_front_leads_to(sample: Loaded, yearly: bytes) -> None:
    book = _open(yearly, data_only=True)
    front = book["What stands out"]
    assert book.sheetnames[:3] == ["Cover", "What stands out", "Scorecard"]
    linked = {c.hyperlink.location.split("!")[0].strip("'"): c.value for row in front.iter_rows() for c in row if c.hyperlink}
    assert {"Movements", "Customers who left", "Call back", "At risk"} <= set(linked)
    heads, *moves = book["Movements"].iter_rows(min_row=3, values_only=True)
    rows = [dict(zip(heads, row, strict=True)) for row in moves]
    assert -sum(row["MRR moved"] for row in rows if row["Movement"] == "Left") == pytest.approx(
        given(sample.dataset, "year", "2025")["churned_mrr"]
    )
    assert linked["Movements"] == f"Movements ({len(moves):,})"


def test_an_unknown_split_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match=r"cannot be split by colour. It can be split by plan."):
        write_report(made.awkward(), "month", "colour")


@pytest.mark.parametrize("load", [made.monthly, made.surveys])
def test_a_workbook_is_written_from_only_some_of_the_tables(load: Any) -> None:
    loaded: Loaded = load()
    book = _open(write_report(loaded, "year", None))
    assert ("MRR bridge" in book.sheetnames) == (load is made.monthly)
    text = " ".join(str(c.value) for row in book["Cover"].iter_rows() for c in row)
    assert "What the data cannot answer" in text and "hold" in text


def test_an_upload_without_any_usable_row_still_gives_a_cover() -> None:
    book = _open(write_report(made.csv("survey_responses.csv", "response_id,date,survey_type,score\nR1,never,NPS,9\n")))
    assert book.sheetnames == ["Cover", "Set aside"]


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_where_there_is_too_much_to_count_live_the_counts_are_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cs_calc.workbook.inputs.MOST_WORK", 10)
    book = _open(write_report(made.monthly()))
    sheet = book["Inputs"]
    column = next(c.column for c in sheet[4] if c.value == "MRR at start")
    assert {sheet.cell(row, column).data_type for row in range(6, sheet.max_row + 1)} == {"n"}
    assert any("too many rows" in str(c.value) for row in book["Cover"].iter_rows() for c in row)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_what_excel_has_no_rule_for_is_a_value_with_its_rule_above_it(yearly: bytes) -> None:
    sheet = _open(yearly)["Inputs"]
    heads = {str(c.value): c.column for c in sheet[4]}
    for name, live in (("Customers at start", True), ("Median of first response times", True), ("People who sent a ticket", False)):
        column = next(at for head, at in heads.items() if head.startswith(name))
        cells = [sheet.cell(row, column) for row in range(6, sheet.max_row + 1)]
        assert {c.data_type for c in cells} == ({"f"} if live else {"n"})
        assert {c.font.italic for c in cells} == {not live}
        assert str(sheet.cell(5, column).value)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_an_assumption_stands_in_one_yellow_cell_that_the_inputs_point_to(yearly: bytes) -> None:
    book = _open(yearly)
    sheet = book["Assumptions"]
    row = next(r for r in sheet.iter_rows() if str(r[0].value) == "Gross margin")
    assert row[1].value == 1 and "assumption" in row[2].value and "Customer lifetime value" in row[3].value
    column = next(c.column for c in book["Inputs"][4] if c.value == "Gross margin")
    assert book["Inputs"].cell(6, column).value == f"='Assumptions'!${row[1].column_letter}${row[1].row}"


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_where_there_is_very_much_other_definitions_are_worked_for_the_latest_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cs_calc.workbook.facts.MOST_BLOCKS", 10)
    monkeypatch.setattr("cs_calc.workbook.facts.LATEST", 2)
    monkeypatch.setattr("cs_calc.workbook.metric.LATEST", 2)
    book = _open(write_report(made.monthly()))
    values = [str(r[0]) for r in book["Customers"].iter_rows(values_only=True)]
    assert "The latest 2 periods only, so that the workbook stays small." in values
    blocks = [i for i, v in enumerate(values) if v == "Period"]
    lengths = [next(n for n, v in enumerate(values[at + 1 :]) if not re.fullmatch(r"\d{4}-\d\d", v)) for at in blocks]
    assert max(lengths) > 5 and min(lengths) == 2
    assert any("latest periods only" in str(c.value) for row in book["Cover"].iter_rows() for c in row)
