"""The notebook's page and the buttons that keep things in it, without a browser."""

import json

import pytest

from cs_calc.notebook.saved import read_notebook, write_notebook
from tests.apptest import fine, go, metrics, opened, text

NOTEBOOK = "pages/calculate/notebook.py"
CALCULATOR, COMPARE, WHAT_IF = (f"pages/calculate/{name}.py" for name in ("calculator", "compare", "scenarios"))


def press(at, key):
    return fine(at.button(key=key).click().run())


def book(at):
    return at.session_state["notebook"].now


def upload(at, name, data):
    return fine(at.file_uploader[0].set_value([(name, data, "application/octet-stream")]).run())


def told(at):
    return [t.value.replace("\\", "") for t in at.toast]


@pytest.fixture(scope="module")
def kept():
    """A session in which something of every page under Calculate was kept."""
    at = fine(opened(CALCULATOR))
    press(at, "keep_answer")
    assert told(at) == ["Kept in the notebook: 1 cell now."]
    at.text_input(key="solve_target").set_value("-1").run()
    press(at, "keep_solved")
    press(fine(go(at, COMPARE)), "keep_comparison")
    press(fine(go(at, WHAT_IF)), "keep_scenarios")
    fine(at.segmented_control(key="whatif_view").set_value("time").run())
    press(at, "keep_ahead")
    assert told(at) == ["Kept in the notebook: 5 cells now."]
    return fine(go(at, NOTEBOOK))


def test_what_was_kept_stands_in_order_with_what_it_says(kept):
    kinds = [type(cell.what).__name__ for cell in book(kept).cells]
    assert kinds == ["AnswerOf", "SolvedOf", "ComparisonOf", "ScenariosOf", "AheadOf"]
    body = text(kept)
    assert metrics(kept)["Net MRR churn rate"] == "-5.0%"
    for cell in book(kept).cells[1:]:
        assert all(sentence.rstrip(".") in body for sentence in cell.said.sentences)


def test_a_note_is_written_moved_removed_and_brought_back(kept):
    press(kept, "notebook_add")
    fine(kept.text_area(key="notebook_text_c6").set_value("# Why?\n<b>64</b> **left**").run())
    press(kept, "notebook_done_c6")
    assert "### Why?\n&lt;b>64&lt;/b> **left**" in text(kept)
    press(kept, "notebook_up_c6")
    assert [c.id for c in book(kept).cells][-2:] == ["c6", "c5"]
    press(kept, "notebook_remove_c6")
    assert "c6" not in [c.id for c in book(kept).cells] and "Why?" not in text(kept)
    press(kept, "notebook_undo")
    assert [c.id for c in book(kept).cells][-2:] == ["c6", "c5"] and "Why?" in text(kept)
    press(kept, "notebook_redo")
    assert "c6" not in [c.id for c in book(kept).cells]


def test_a_saved_notebook_opens_in_a_new_session(kept):
    fine(kept.text_input(key="notebook_title").set_value("Review of May").run())
    file = write_notebook(book(kept)).encode()
    other = fine(opened(NOTEBOOK))
    assert "Nothing is kept yet" in text(other)
    upload(other, "review.notebook.json", file)
    assert book(other) == book(kept) and other.text_input(key="notebook_title").value == "Review of May"
    press(other, "notebook_undo")
    assert "Nothing is kept yet" in text(other)


def test_a_file_that_cannot_be_opened_is_said_by_its_name_and_changes_nothing(kept):
    before = book(kept)
    upload(kept, "mine.json", b'{"kind": "other"}')
    assert "“mine.json” cannot be opened. This is not a notebook" in kept.error[0].value.replace("\\", "")
    newer = json.dumps({"kind": "cs-calc notebook", "version": 99, "cells": []}).encode()
    upload(kept, "new.json", newer)
    assert "Update the app" in kept.error[0].value and book(kept) == before


@pytest.mark.parametrize(
    ("cell", "title", "shown"),
    [("c1", "Calculator", "-5.0%"), ("c2", "Calculator", "-5.0%"), ("c4", "What if", "-5.4%"), ("c5", "What if", "738 customers")],
)
def test_a_cell_opens_on_its_page_with_its_numbers(kept, cell, title, shown):
    press(fine(go(kept, NOTEBOOK)), f"notebook_go_{cell}")
    assert kept.title[0].value == title and shown in metrics(kept).values()
    if cell == "c2":
        assert kept.text_input(key="solve_target").value == "-1" and "must be" in text(kept)


def test_pages_of_the_data_are_kept_worked_again_and_readable_without_it():
    at = opened("pages/analyse/support.py", data="sample")
    press(at, "keep_page_support")
    said = book(at).cells[0].said.sentences
    assert said and all(sentence in text(at) for sentence in said)
    fine(go(at, NOTEBOOK))
    assert all(sentence in text(at) for sentence in said) and "worked from the data loaded now" in text(at)
    other = fine(opened(NOTEBOOK))
    upload(other, "a.json", write_notebook(book(at)).encode())
    assert all(sentence in text(other) for sentence in said) and "No data is loaded. This is what it said" in text(other)


def test_numbers_of_a_month_that_were_filled_in_stay_with_the_data():
    at = fine(opened(CALCULATOR, data="sample"))
    next(b for b in at.button if b.label == "Fill in").click().run()
    press(at, "keep_answer")
    place = book(at).cells[0].what.numbers.place
    assert place is not None and place.period == at.selectbox(key="calc_month").value
    assert read_notebook(write_notebook(book(at))) == book(at)


def test_two_people_do_not_see_each_others_notebooks(kept):
    other = fine(opened(NOTEBOOK))
    assert "notebook" not in other.session_state or not book(other).cells
    assert "Nothing is kept yet" in text(other) and book(kept).cells
