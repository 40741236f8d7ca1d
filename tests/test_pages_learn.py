"""Learn, Practice, Review and Glossary without a browser: a road with wrong answers on it, and progress that stays."""

import ast
import json
from datetime import UTC, datetime, timedelta

import pytest

from cs_calc.training.draw import draw
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import prompt
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.learner import begin
from cs_calc.training.progress.store import Store
from tests.apptest import ROOT, fine, linked, opened, query, text

LEARN, PRACTICE, REVIEW, GLOSSARY = (f"pages/learn/{name}.py" for name in ("learn", "practice", "review", "glossary"))
CALCULATOR = "pages/calculate/calculator.py"
SLOT = "practice_question"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Where progress is kept in these tests."""
    monkeypatch.setenv("CS_CALC_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"


def press(at, key):
    at.button(key=key).click().run()
    return fine(at)


def check(at, *typed, slot=SLOT, choice=None):
    """Type into the fields, choose an option, and press Check."""
    for box, value in zip(at.text_input, typed, strict=True):
        box.set_value(value)
    if choice is not None:
        at.radio[0].set_value(choice)
    return press(at, f"{slot}_check")


def asked(at, slot=SLOT):
    return at.session_state[slot]


def answers(at):
    return at.session_state["learner_answers"]


def begin_as(name):
    at = linked(LEARN)
    at.text_input(key="learner_name").set_value(name)
    return press(at, "learner_begin_go")


def right_option(question):
    return next(o.key for o in question.prompt.fields[-1].options if o.right)


def go(at, page, **link):
    """To a page with parameters, in the same session."""
    at.query_params.clear()
    for name, value in link.items():
        at.query_params[name] = value
    return fine(at.switch_page(page).run())


def kept(place, name="Ana"):
    """What stands in the file, read by plain SQL."""
    import sqlite3

    with sqlite3.connect(place) as connection:
        rows = connection.execute(
            "SELECT a.item, a.stage, a.kind, a.raw, a.hints FROM cs_calc_attempts a JOIN cs_calc_learners l ON a.learner = l.id"
            " WHERE l.name = ? ORDER BY a.at", (name,),
        ).fetchall()  # fmt: skip
    return rows


# answers


def test_a_wrong_answer_is_told_by_its_own_number_and_a_second_one_ends_the_variant():
    at = linked(PRACTICE, item="renewal_rate", stage="D", seed="1")  # 46 of 60 renewed
    said = text(check(at, "23.3"))
    assert "23.3% is (60 − 46) ÷ 60" in said and "One more try" in said and "is right" not in said
    said = text(check(at, "50"))
    assert "Two tries on these numbers" in said and "46 ÷ 60" in said and not at.text_input
    press(at, "practice_to_renewal_rate_D")
    assert asked(at).seed != 1 and not asked(at).answers and query(at, "seed") == str(asked(at).seed)


@pytest.mark.parametrize("typed", ["76.7", "76,7 %", ".767", "46/60"])
def test_an_answer_may_be_typed_as_people_type(typed):
    at = linked(PRACTICE, item="renewal_rate", stage="D", seed="1")
    assert "76.7% is right" in text(check(at, typed))


def test_another_definition_and_what_cannot_be_read_use_up_no_try():
    at = linked(PRACTICE, item="customer_churn", stage="D", seed="5")  # 36 of 1,200 at the start left, and 19 new ones
    for typed in ("4.6", "four", "4.6"):
        check(at, typed)
        assert not asked(at).over and asked(at).misses == 0
    assert "is right" in text(check(at, "3"))


def test_pressing_check_with_nothing_typed_asks_for_it_and_keeps_no_answer():
    at = check(linked(PRACTICE, item="renewal_rate", stage="D", seed="1"), "")
    assert "Nothing is answered yet" in text(at) and not asked(at).answers


def test_a_rerun_shows_the_same_numbers_and_the_link_the_same_to_somebody_else():
    at = linked(PRACTICE, item="nps", stage="D")
    first = asked(at).prompt.asks
    at.run()
    assert asked(at).prompt.asks == first
    other = linked(PRACTICE, item="nps", stage="D", seed=query(at, "seed"))
    assert asked(other).prompt.asks == first == draw(ITEMS["nps"], int(query(at, "seed"))).text


def test_the_second_hint_opens_after_an_answer_only():
    at = press(linked(PRACTICE, item="nps", stage="D", seed="3"), f"{SLOT}_hint")
    item = ITEMS["nps"]
    assert item.hints[0] in text(at) and item.hints[1] not in text(at) and "opens after the next answer" in text(at)
    check(at, "1000000")
    press(at, f"{SLOT}_hint")
    assert item.hints[1] in text(at)


def test_two_steps_and_why_are_marked_one_by_one():
    at = linked(PRACTICE, item="nps", stage="C", seed="4")  # 63, 72 and 15 of 150
    check(at, "10", "90", choice=right_option(asked(at)))
    said = text(at)
    assert "10% is right" in said and "That is the reason" in said and asked(at).misses == 1
    said = text(check(at, "10", "32", choice=right_option(asked(at))))
    assert asked(at).right and "(42.0% − ____) × 100" in said


@pytest.mark.parametrize("stage", "EFG")
def test_a_wrong_choice_has_its_reason_and_the_right_one_ends_it(stage):
    at = linked(PRACTICE, item="nps", stage=stage, seed="4")
    options = prompt(draw(ITEMS["nps"], 4), stage).fields[0].options
    wrong, right = next(o for o in options if not o.right), next(o for o in options if o.right)
    assert wrong.says in text(check(at, choice=wrong.key))
    assert right.says in text(check(at, choice=right.key)) and asked(at).over


# the ladder


def test_the_road_goes_up_the_ladder_and_on_to_the_next_exercise():
    at = linked(PRACTICE, item="pp_change")
    seen, seeds = [], []
    for _ in range(9):
        question = asked(at)
        seen.append(question.stage)
        seeds.append(question.seed)
        if question.stage in "BD":
            check(at, f"{question.task.number:.6g}")
        elif question.stage == "C":
            step, answer = (field.aim.number for field in question.prompt.fields[:2])
            check(at, f"{step:.6g}", f"{answer:.6g}", choice=right_option(question))
        elif question.stage in "EFG":
            check(at, choice=right_option(question))
        if question.stage == "G":
            break
        onward = next(b for b in at.button if b.label.startswith(("Now you", "Next")))
        press(at, onward.key)
    assert seen == list("ABCDEFG") and len(set(seeds)) == 7
    onward = next(b for b in at.button if b.label.startswith("Next"))
    assert press(at, onward.key) and asked(at).key == "metric_or_kpi"


def test_whoever_knows_it_goes_straight_to_the_full_problem_and_past_the_parts():
    at = press(linked(PRACTICE, item="renewal_rate"), "practice_to_renewal_rate_D")
    check(at, f"{asked(at).task.number:.6g}")
    assert "Next: Find the error" in [b.label for b in at.button]


def test_exercises_of_every_module_open_at_every_stage():
    at = linked(PRACTICE, item="pp_change", stage="A")
    for n, key in enumerate(list(ITEMS)[1::3]):
        stage = "ABCDEFG"[n % 7]
        go(at, PRACTICE, item=key, stage=stage, seed="7")
        assert (asked(at).key, asked(at).stage) == (key, stage)


@pytest.mark.parametrize("link", [{"item": "shoe_size"}, {"item": "nps", "stage": "Z"}, {"item": "nps", "seed": "1e9"}, {"set": "all"}])
def test_a_link_to_what_does_not_exist_is_told(link):
    at = linked(PRACTICE, **link)
    assert at.warning and asked(at) is not None


# who is learning


def test_answers_are_kept_for_who_began_and_the_key_brings_them_back(place):
    at = begin_as("Ana")
    key = at.code[0].value
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "23.3")
    check(at, "76.7")
    assert kept(place) == [("renewal_rate", "D", "mistake", "23.3", 0), ("renewal_rate", "D", "right", "76.7", 0)]
    other = linked(LEARN)
    other.text_input(key="learner_typed_key").set_value(key.lower().replace("-", " "))
    press(other, "learner_resume_go")
    assert len(answers(other)) == 2 and "Ana is learning. 2 answers so far." in text(other)
    go(other, PRACTICE, item="renewal_rate", stage="D", seed="1")
    assert asked(other).right, "what was answered before is not asked for again"


def test_the_name_of_a_colleague_opens_nothing():
    at = begin_as("Ana")
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "76.7")
    other = begin_as("Ana")
    assert "0 answers so far" in text(other)
    third = linked(LEARN)
    third.text_input(key="learner_typed_key").set_value("AAAA-AAAA-AAAA")
    assert "belongs to nobody" in text(press(third, "learner_resume_go"))


def test_where_people_sign_in_the_signed_in_person_is_the_learner_and_nobody_sees_anothers_answers(monkeypatch):
    from cs_calc.training.progress.learner import Identity
    from pages.parts import learner_state

    person = [None]
    monkeypatch.setattr(learner_state, "sign_in_is_set_up", lambda: True)
    monkeypatch.setattr(learner_state, "_person", lambda: person[0])
    at = linked(LEARN)
    assert "learner_sign_in" in [b.key for b in at.button] and "learner_name" not in [t.key for t in at.text_input]
    person[0] = Identity("https://id.example", "17", "Ana")
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "76.7")
    assert "Kept for Ana" in text(at)
    person[0] = Identity("https://id.example", "18", "Ben")
    assert "Ben is learning. 0 answers so far." in text(go(at, LEARN))
    person[0] = Identity("https://id.example", "17", "Ana")
    assert "Ana is learning. 1 answer so far." in text(linked(LEARN))


def test_a_path_that_a_lead_has_set_for_the_cohort_is_shown_with_its_days(place, monkeypatch):
    from cs_calc.training.progress.cohort import assign, join

    at = begin_as("Ana")
    ana, store, now = at.session_state["learner"], Store(str(place)), datetime.now(UTC)
    monkeypatch.setenv("CS_CALC_LEADS", ana.tag)
    join(store, ana, "May")
    assign(store, ana, "May", "support", now.date(), now.date() + timedelta(days=5), now)
    key = at.code[0].value
    again = linked(LEARN)
    again.text_input(key="learner_typed_key").set_value(key)
    said = text(press(again, "learner_resume_go"))
    assert "For May, Ana set: Support" in said and "5 days left" in said and "M4 Support" in said


def test_what_was_answered_before_a_name_was_given_is_kept_with_it(place):
    at = linked(PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "76.7")
    assert "last as long as this tab" in text(at) and not place.exists()
    go(at, LEARN)
    at.text_input(key="learner_name").set_value("Ana")
    press(at, "learner_begin_go")
    assert kept(place) == [("renewal_rate", "D", "right", "76.7", 0)]


def test_where_nothing_can_be_written_practice_goes_on_and_says_so(tmp_path, monkeypatch):
    at = begin_as("Ana")
    folder = tmp_path / "full"
    folder.write_text("a file where a folder is needed")
    monkeypatch.setenv("CS_CALC_PROGRESS", str(folder / "progress.sqlite"))
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    said = text(check(at, "23.3"))
    assert "23.3% is" in said and "Practice goes on without keeping" in said and "1 answer waits" in said
    assert "76.7% is right" in text(check(at, "76.7"))
    monkeypatch.setenv("CS_CALC_PROGRESS", str(tmp_path / "progress.sqlite"))
    press(at, "learner_try_again")
    assert [row[2] for row in kept(tmp_path / "progress.sqlite")] == ["mistake", "right"]


def test_progress_is_exported_brought_in_by_somebody_else_and_deleted(place):
    at = begin_as("Ana")
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "76.7")
    go(at, LEARN)
    assert str(place) in text(at)
    saved = next(d for d in at.get("download_button") if d.label == "Export")
    assert saved is not None
    store = Store(str(place))
    from cs_calc.training.progress.learner import resume
    from cs_calc.training.progress.portable import export

    held = at.session_state["learner"]
    data = export(store, held, datetime.now(UTC))
    assert resume(store, at.code[0].value) == held
    ben = begin_as("Ben")
    ben.file_uploader[0].set_value(("progress.json", data, "application/json")).run()
    fine(ben)
    assert "1 answer was added; 0 were already here." in text(ben) or len(answers(ben)) == 1
    ben.file_uploader[0].set_value(("progress.json", json.dumps({"format": "other"}).encode(), "application/json")).run()
    assert "not progress of cs-calc" in text(fine(ben))
    at.checkbox(key="learner_delete_sure").set_value(True).run()
    press(at, "learner_delete")
    assert not kept(place) and "Who is learning?" in text(at)


def test_no_page_has_a_bare_line_of_text_that_streamlit_would_print():
    for file in (ROOT / "pages").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        bare = [n.lineno for n in tree.body[1:] if isinstance(n, ast.Expr) and not isinstance(n.value, ast.Call)]
        assert "parts" in file.parts or not bare, (file, bare)


# the map


def history(place, *rows):
    """A learner with answers in the past: (item, stage, seed, kind, days ago)."""
    store = Store(str(place))
    held, key = begin(store, "Ana", datetime.now(UTC))
    now = datetime.now(UTC)
    store.add(held.id, [Attempt(item, 1, seed, stage, "x", kind, now - timedelta(days=days, minutes=-n), cluster=cluster)
                        for n, (item, stage, seed, kind, days, cluster) in enumerate(rows)])  # fmt: skip
    at = linked(LEARN)
    at.text_input(key="learner_typed_key").set_value(key)
    return press(at, "learner_resume_go")


def links(at):
    """The exercises of the map: label, and whether it is locked."""
    return {p.proto.label.split(" :")[0].replace("\\", ""): (p.proto.label, p.proto.disabled) for p in at.get("page_link")}


def test_course_mode_opens_what_builds_on_what_is_proficient_and_practice_mode_everything(place):
    at = history(place)
    assert links(at)["Percent and percentage points"][1] is False and links(at)["Customer churn rate"][1] is True
    at.segmented_control(key="learn_mode_pick").set_value("practice").run()
    assert not any(locked for _, locked in links(fine(at)).values())
    clean = [("pp_change", "D", seed, "right", 3, "") for seed in (1, 2)]
    at = history(place, *clean)
    assert "Proficient" in links(at)["Percent and percentage points"][0] and links(at)["Customer churn rate"][1] is False
    assert links(at)["Churn over a year"][1] is True


def test_a_path_shows_its_modules_only_and_a_wrong_one_in_the_link_is_told():
    at = linked(LEARN, path="support")
    assert "M4 Support" in text(at) and "M1 Who stays" not in text(at)
    assert any("butler" in w.value for w in linked(LEARN, path="butler").warning)


def test_the_placement_test_skips_the_module_that_was_right_at_the_first_try(place):
    at = begin_as("Ana")
    press(at, "learn_placement")
    go(at, PRACTICE, set="placement")
    slot = "practice_placement"
    first = asked(at, slot)
    check(at, f"{first.task.number:.6g}", slot=slot)
    press(at, f"{slot}_next")
    for _ in range(7):
        assert not any(b.key == f"{slot}_hint" for b in at.button)
        check(at, "123456789", slot=slot)
        press(at, f"{slot}_next")
    assert "1 of 8 right at the first try" in text(at)
    go(at, LEARN)
    skipped = [c.value for c in at.caption if "skipped by the placement test" in c.value]
    assert len(skipped) == 1 and len(kept(place)) == 8


# review


def test_what_is_due_comes_with_fresh_numbers_and_goes_when_it_is_answered(place):
    at = history(place, ("nps", "D", 11, "right", 9, ""), ("renewal_rate", "D", 12, "right", 9, ""))
    go(at, REVIEW)
    assert "2 metrics are due" in text(at)
    press(at, "review_begin")
    slot = "review_question"
    for _ in range(2):
        question = asked(at, slot)
        assert question.seed not in (11, 12) and question.mode == "review"
        check(at, f"{question.task.number:.6g}", slot=slot)
        press(at, f"{slot}_next")
    said = text(at)
    assert "2 of 2 right at the first try" in said and "Nothing is due today" in said and "Weeks with a review: 1 of the last 12" in said


def test_ones_own_slips_stand_by_kind_with_such_errors_to_find(place):
    at = history(place, ("nps", "D", 11, "mistake", 2, "wrong_base"), ("csat5", "D", 11, "mistake", 2, "wrong_base"))
    go(at, REVIEW, view="mistakes")
    assert "**Wrong base**, 2 times" in text(at)
    press(at, "review_errors_wrong_base")
    go(at, PRACTICE, set="errors", about="wrong_base")
    slot = "practice_errors"
    first = asked(at, slot)
    options = first.prompt.fields[0].options
    assert next(o.cluster for o in options if o.right) == "wrong_base"
    check(at, choice=next(o.key for o in options if not o.right), slot=slot)
    assert asked(at, slot).misses == 1
    check(at, choice=right_option(first), slot=slot)
    press(at, f"{slot}_next")
    assert asked(at, slot).key != first.key and "2 of " in at.get("progress")[0].proto.text


def test_a_card_that_was_not_known_comes_again_in_its_round():
    at = linked(REVIEW, view="cards")
    front = at.session_state["review_cards"][0].front
    press(at, "review_turn")
    press(at, "review_again_card")
    left = [card.front for card in at.session_state["review_cards"]]
    assert len(left) == 10 and left[0] != front and left[-1] == front
    press(at, "review_turn")
    press(at, "review_knew")
    assert len(at.session_state["review_cards"]) == 9


def test_printed_formulas_are_to_be_found_wrong():
    at = linked(PRACTICE, set="spots")
    slot = "practice_spots"
    right = right_option(asked(at, slot))
    check(at, choice=right, slot=slot)
    assert asked(at, slot).right


# from the calculator, and the glossary


def test_practise_this_asks_for_the_calculators_own_numbers():
    at = linked(CALCULATOR, metric="customer_churn_rate", opening_customers="1000", left_customers="64")
    press(at, "practise_this")
    go(at, PRACTICE, item="customer_churn", stage="D")
    assert "Customers at start: 1,000" in text(at) and asked(at).seed is None
    check(at, "64")
    assert "6.4% is right" in text(check(at, "6.4%"))


def test_a_term_is_found_even_when_it_is_typed_wrong():
    at = linked(GLOSSARY, q="net mrr chrun")
    assert "Net MRR churn rate" in text(at)
    at.text_input(key="glossary_text").set_value("qqqq zzzz").run()
    assert "Nothing is like" in text(fine(at))
    at.text_input(key="glossary_text").set_value("").run()
    assert len(fine(at).dataframe[0].value) > 100


def test_text_that_was_typed_is_shown_as_text():
    at = opened()
    go(at, PRACTICE, item="renewal_rate", stage="D", seed="1")
    check(at, "**x** $1$ :red[y]")
    assert not any("**x**" in str(i.value) for i in at.info)
