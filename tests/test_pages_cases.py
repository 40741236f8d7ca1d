"""The Cases page, through app.py, without a browser: step by step, by one's own numbers, in a workbook, in Analyse, and kept."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from cs_calc.training.cases import CASES
from cs_calc.training.cases.book import write_case
from cs_calc.training.cases.draw import draw
from cs_calc.training.cases.kept import attempts_of
from cs_calc.training.cases.record import Ask
from cs_calc.training.cases.standing import POINTS, Typed
from cs_calc.training.progress.learner import begin
from cs_calc.training.progress.store import Store
from tests.apptest import fine, go, linked, metrics, query
from tests.apptest import text as with_marks

CASES_PAGE = "pages/learn/cases.py"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("CS_CALC_PROGRESS", str(tmp_path / "progress.sqlite"))


def text(at):
    """All that a person can read, without the marks for bold."""
    return with_marks(at).replace("**", "")


def press(at, label):
    next(b for b in at.button if b.label == label).click().run()
    return fine(at)


def answer(at, *typed):
    for field, value in zip(at.text_input, typed, strict=True):
        field.set_value(value)
    return press(at, "Check")


def board(seed=0):
    return linked(CASES_PAGE, case="board", seed=str(seed))


def test_the_list_has_every_case_and_a_case_opens_with_story_sheets_and_the_first_step():
    at = linked(CASES_PAGE)
    assert all(case.title in text(at) for case in CASES.values())
    assert text(at).count("not begun") == len(CASES)
    fine(at.button(key="open_risk").click().run())
    assert "Who is at risk?" in text(at) and "1. Product activity coefficient" in text(at) and len(at.text_input) == 8
    assert list(at.dataframe[0].value["Account"])[:2] == ["Blue Fern", "Cobalt"]
    assert (query(at, "case"), query(at, "seed")) == ("risk", "0")


def test_a_case_goes_from_step_to_step_to_the_decision_and_its_summary():
    at = answer(board(), "0.2", "7.8", "-7.8")
    assert "one more try" in text(at) and "Right: All four movements (Typeform) 0.2%" in text(at)
    answer(at, "7.9")
    assert "only the second and third call it negative" in text(at)  # what the right numbers say
    assert "Cancellations less upgrades = MRR of customers who left − MRR gained from upgrades" in text(at)  # the working, after two tries
    press(at, "Next step")
    answer(at, "4")
    press(at, "Next step")
    answer(at, "11,000")
    press(at, "Next step")
    at.radio[0].set_value("expanded_mrr")
    answer(at, "1.28")
    press(at, "Next step")
    at.radio[0].set_value("third")
    press(at, "Check")
    press(at, "To the decision")
    at.text_area[0].set_value("No: +0.20 % by **all four** movements, and $1 is not a formula $x$.")
    at.checkbox(key="move_board_say").check()
    at.checkbox(key="move_board_best").check()
    press(at, "Compare")
    assert "\\*\\*all four\\*\\*" in "\n".join(m.value for m in at.markdown)
    assert "Report -0.2%: an article backs it. (chosen; does not belong in it)" in text(at)
    at.checkbox(key="point_board_no").check()
    press(at, "Finish")
    assert metrics(at) == {"Steps": "7 of 8", "Decision, by your own mark": "2 of 8"}
    assert "The definition is chosen by its result." in text(at)
    press(at, "All cases")
    assert "done: 7 of 8 points" in text(at)


def test_a_later_step_is_marked_by_ones_own_earlier_number():
    at = board()
    answer(at, "1.5", "-0.2", "-7.8")
    answer(at, "1.6")
    press(at, "Next step")
    answer(at, "4")
    press(at, "Next step")
    answer(at, "14500")  # 8,000 + (1.6 % + 1 %) of 250,000
    assert "Right for your own 1.6% (All four movements (Typeform))" in text(at) and "By the sheets it is $11,000" in text(at)


def test_a_filled_workbook_is_marked_like_typed_answers_and_a_strange_one_is_a_sentence():
    drawn = draw(CASES["board"], 3)
    book = openpyxl.load_workbook(io.BytesIO(write_case(drawn)))
    for field in drawn.case.fields:
        sheet, cell = book.defined_names[f"answer_{field.key}"].attr_text.split("!")
        book[sheet.strip("'")][cell.replace("$", "")].value = (
            drawn.numbers[field.key] if isinstance(field, Ask) else "A" if field.key == "widest" else "B"
        )
    filled = io.BytesIO()
    book.save(filled)
    at = board(3)
    at.file_uploader[0].set_value(("notes.xlsx", write_case(draw(CASES["risk"], 0)), "application/octet-stream")).run()
    assert "This workbook is of another case" in text(fine(at))
    at.file_uploader[0].set_value(("filled.xlsx", filled.getvalue(), "application/octet-stream")).run()
    assert "8 answers were read from the workbook and marked" in text(fine(at))
    press(at, "Next step")  # every step can be looked at, though all are over
    assert "2. What gross says" in text(at) and "Next step" in [b.label for b in at.button]


def test_a_link_that_asks_for_what_there_is_not_is_told():
    assert "does not exist; all cases are shown" in text(linked(CASES_PAGE, case="<b>x"))
    assert "a number from 0 to 999 is expected" in text(linked(CASES_PAGE, case="board", seed="-1"))


def test_other_numbers_are_a_case_of_their_own_and_answers_to_both_are_kept():
    at = answer(board(), "0.2", "-0.2", "-7.8")
    at = linked_on(at, case="board", seed="5")
    assert len(at.text_input) == 3 and "call it negative" not in text(at)
    at = linked_on(at, case="board", seed="0")
    assert "0.2%, -0.2% and -7.8%: the same month" in text(at)


def linked_on(at, **link):
    for name, value in link.items():
        at.query_params[name] = value
    return fine(at.run())


def test_answers_survive_for_a_learner_who_comes_back():
    held = Store()
    ana, key = begin(held, "Ana", NOW)
    drawn = draw(CASES["review"], 4)
    answers = [Typed(f.key, f"{drawn.numbers[f.key] * 100:.1f}") for f in CASES["review"].steps[0].fields]
    held.add(ana.id, attempts_of(drawn, [], answers, NOW, "an earlier visit"))
    held.close()
    at = linked(CASES_PAGE)
    at.text_input(key="learner_typed_key").set_value(key)
    press(at, "Go on")
    assert "step 2 of 8" in text(at)
    fine(at.button(key="open_review").click().run())
    assert query(at, "seed") == "4" and "2. Gross MRR churn" in text(at)
    answer(at, *(f"{drawn.numbers[f.key] * 100:.1f}" for f in CASES["review"].steps[1].fields))
    again = Store()
    kept = again.attempts(ana.id)
    again.close()
    assert (
        [a.item for a in kept][-1] == "case:review:gross_jun"
        and {a.stage for a in kept} == {"case"}
        and {a.kind for a in kept} == {"right"}
    )


def test_the_data_of_a_case_opens_in_analyse_and_what_was_loaded_before_can_be_put_back():
    at = linked(CASES_PAGE, data="sample", case="channels", seed="0")
    fine(at.button(key="case_analyse").click().run())
    assert "Sentiment" in at.title[0].value and "41.0" in text(at)
    assert at.session_state["is_sample"] is False and "Loaded: the data of a case." in text(at)
    go(at, CASES_PAGE)
    assert "The data of a case is loaded in Analyse." in text(fine(at))
    press(at, "Put back the sample company")
    assert at.session_state["is_sample"] is True and "The data of a case is loaded" not in text(at)


def test_beginning_again_forgets_the_answers_on_the_same_numbers():
    at = board()
    drawn = draw(CASES["board"], 0)
    answers = [Typed(f.key, f"{drawn.numbers[f.key] * f.formula.unit.scale:.2f}" if isinstance(f, Ask) else sorted(f.right(drawn.numbers))[0])
               for f in drawn.case.fields]  # fmt: skip
    done = attempts_of(drawn, [], [*answers, Typed("decision", "none"), Typed(POINTS, "none")], NOW, "now")
    at.session_state["learner_answers"] = {a.id: a for a in done}
    fine(at.run())
    assert "8 of 8" in metrics(at)["Steps"]
    press(at, "Again with these")
    assert "1. Three definitions" in text(at)
