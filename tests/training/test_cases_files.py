"""A case outside its page: the workbook there and back, and the same data as tables of Analyse."""

import io

import openpyxl
import pytest

from cs_calc import METRICS
from cs_calc.report import answer_for, given
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.training.cases import CASES
from cs_calc.training.cases.analysed import workbook
from cs_calc.training.cases.book import CaseBookError, read_case, write_case
from cs_calc.training.cases.draw import draw
from cs_calc.training.cases.record import Ask
from cs_calc.training.cases.standing import standing

EACH = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


def filled(drawn, change=lambda field, cell: None):
    """The workbook with every answer cell filled in as Excel holds it, then changed."""
    book = openpyxl.load_workbook(io.BytesIO(write_case(drawn)))
    for field in drawn.case.fields:
        cell = cell_of(book, field.key)
        if isinstance(field, Ask):
            cell.value = round(drawn.numbers[field.key], field.dp + (2 if field.formula.unit.key == "percent" else 0))
        else:
            letters = "ABCDEFGH"
            right = field.right(drawn.numbers)
            cell.value = ", ".join(letters[at] for at, option in enumerate(field.options) if option.key in right).lower()
        change(field, cell)
    return as_bytes(book)


def cell_of(book, key):
    sheet, address = book.defined_names[f"answer_{key}"].attr_text.split("!")
    return book[sheet.strip("'")][address.replace("$", "")]


def as_bytes(book):
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


@EACH
def test_a_filled_workbook_marks_as_the_same_answers_typed(case):
    drawn = draw(case, 11)
    found = standing(drawn, read_case(filled(drawn), drawn))
    assert found.points == (len(case.fields), len(case.fields))


def test_a_workbook_holds_the_sheets_as_numbers_and_empty_answer_cells():
    drawn = draw(CASES["review"], 0)
    book = openpyxl.load_workbook(io.BytesIO(write_case(drawn)))
    assert book.sheetnames == ["Case", "mrr", "customers", "Answers"]
    numbers = {cell.value for row in book["mrr"].iter_rows() for cell in row if isinstance(cell.value, int | float)}
    assert numbers == {x for row in drawn.made.sheets[0].rows for x in row.cells if isinstance(x, float)}
    assert read_case(write_case(drawn), drawn) == []


def test_slips_in_a_workbook_are_marked_as_typed_ones_are():
    drawn = draw(CASES["review"], 0)

    def slip(field, cell):
        cell.value = {"net_jun": 0, "gross_apr": "3,5 %", "churn_apr": 0.04, "offset": "A;B", "bridge": None}.get(field.key, cell.value)

    found = standing(drawn, read_case(filled(drawn, slip), drawn))
    assert found.fields["net_jun"].marked[0].outcome.mistake == "new_counted"
    assert found.fields["gross_apr"].right
    assert found.fields["churn_apr"].marked[0].outcome.kind == "alternative"
    assert [one.raw for one in found.fields["offset"].marked] == ["apr,may"] and not found.fields["bridge"].marked


@pytest.mark.parametrize(
    ("value", "says"),
    [("#DIV/0!", "an error of its formula"), ("=1/3", "stands a formula without its result")],
)
def test_an_error_in_an_answer_cell_is_a_sentence_that_names_the_cell(value, says):
    drawn = draw(CASES["board"], 0)
    data = filled(drawn, lambda field, cell: setattr(cell, "value", value) if field.key == "gross" else None)
    with pytest.raises(CaseBookError, match=says) as why:
        read_case(data, drawn)
    assert "sheet “Answers” (Gross MRR churn)" in str(why.value)


def test_a_strange_workbook_one_of_another_case_or_of_other_numbers_is_a_sentence():
    drawn = draw(CASES["board"], 0)
    stranger = openpyxl.Workbook()
    stranger.active["A1"] = "hello"
    for data, says in (
        (as_bytes(stranger), "It is not the workbook of this case"), (b"no workbook", "."),
        (write_case(draw(CASES["risk"], 0)), "of another case"), (write_case(draw(CASES["board"], 5)), "has other numbers (number 5)"),
        (write_case(drawn)[:-200], "."),
    ):  # fmt: skip
        with pytest.raises(CaseBookError) as why:
            read_case(data, drawn)
        assert says in str(why.value)


def test_an_answer_cell_that_lost_its_name_is_a_sentence():
    drawn = draw(CASES["board"], 0)
    book = openpyxl.load_workbook(io.BytesIO(write_case(drawn)))
    del book.defined_names["answer_gross"]
    with pytest.raises(CaseBookError, match="“Gross MRR churn” has lost its name"):
        read_case(as_bytes(book), drawn)


# the same data in Analyse


def loaded(key, seed):
    drawn = draw(CASES[key], seed)
    name, data = workbook(key, drawn.made, drawn.case.analysed)
    found = load([read_file(name, data, known_headers=KNOWN_HEADERS)])
    assert not found.questions and not found.problems
    return drawn, found.dataset


def worked(data, metric, period, variant=None, kind="month", **by):
    return answer_for(data, METRICS[metric], kind, period, variant=variant, **by).value


def test_the_quarter_counts_the_same_in_analyse_but_for_the_customers_won_back():
    drawn, data = loaded("review", 8)
    for place, (month, period) in enumerate((("apr", "2026-04"), ("may", "2026-05"), ("jun", "2026-06"))):
        found = given(data, "month", period)
        for key in ("opening_mrr", "new_mrr", "expanded_mrr", "reactivated_mrr", "contracted_mrr", "churned_mrr", "new_customers",
                    "left_customers", "new_left_customers"):  # fmt: skip
            assert found[key] == pytest.approx(drawn.numbers[f"{month}_{key}"]), (month, key)
        assert found["opening_customers"] == drawn.numbers[f"{month}_opening_customers"] + place


def test_survey_answers_give_the_scores_of_the_case_by_channel():
    drawn, data = loaded("channels", 8)
    n = drawn.numbers
    assert worked(data, "nps", "2026-Q1", kind="quarter") == pytest.approx(n["nps_q1"])
    assert worked(data, "nps", "2026-Q2", kind="quarter") == pytest.approx(n["nps_q2"])
    for key, channel in (("mail", "Milestone e-mail"), ("chat", "Support chat"), ("popup", "After-upgrade pop-up")):
        found = worked(data, "nps", "2026-Q2", kind="quarter", by="channel", segment=channel)
        assert found == pytest.approx(n[f"nps_q2_{key}"])


def test_tickets_give_the_numbers_of_the_case():
    drawn, data = loaded("dashboard", 8)
    n = drawn.numbers
    assert worked(data, "first_response_time", "2026-06", "mean") * 60 == pytest.approx(n["frt"])
    for month, period in (("may", "2026-05"), ("jun", "2026-06")):
        assert worked(data, "first_contact_resolution", period) == pytest.approx(n[f"fcr_{month}"])
        assert worked(data, "csat", period) == pytest.approx(n[f"csat_{month}"])
    assert worked(data, "avoidable_ticket_share", "2026-06") == pytest.approx(n["avoidable"])
    assert worked(data, "documented_topic_share", "2026-06") == pytest.approx(n["how_to_on_topic"] / n["jun_tickets_received"])
    assert worked(data, "article_helpfulness", "2026-06") == pytest.approx(n["helpful"])


def test_sign_ups_give_the_rates_of_the_case():
    drawn, data = loaded("trials", 8)
    for metric, key in (("trial_conversion_rate", "conversion"), ("value_within_24_hours", "within"), ("fast_onboarding_uplift", "uplift")):
        assert worked(data, metric, "2026-Q2", kind="quarter") == pytest.approx(drawn.numbers[key])


def test_accounts_give_the_mrr_the_days_of_use_and_the_answers_of_the_case():
    drawn, data = loaded("risk", 0)
    found = given(data, "month", "2026-06")
    assert found["opening_mrr"] == drawn.numbers["mrr_of_all"]
    assert (found["promoters"], found["passives"], found["detractors"]) == (3, 2, 3)
    days = data.tables["usage"].groupby("customer_id")["date"].nunique()
    assert {f"{key}_active_days": float(n) for key, n in days.items()}.items() <= dict(drawn.numbers).items()


def test_what_a_case_cannot_bring_to_analyse_is_said():
    assert all(case.analysed is None or len(case.analysed.cannot) > 40 for case in CASES.values())
    assert [case.key for case in CASES.values() if case.analysed is None] == ["board"] and CASES["board"].calculator is not None
