"""The stages of every exercise: what they show, what they leave blank, how each field is marked."""

import pytest

from cs_calc.training.draw import draw, with_numbers
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import BLANK, STAGES, choose, hints, mark_field, prompt, solution, tries_left
from cs_calc.training.mark import mark
from cs_calc.training.mine import collisions, items_for, mine

EACH = pytest.mark.parametrize("item", ITEMS.values(), ids=list(ITEMS))
CHURN = with_numbers(ITEMS["customer_churn"], ITEMS["customer_churn"].anchors[0].given)


@EACH
def test_each_stage_can_be_shown_and_answered_right(item):
    for seed in range(6):
        task = draw(item, seed)
        for stage in STAGES:
            made = prompt(task, stage)
            assert made.stage == stage and made.asks
            assert bool(made.fields) == (stage != "A")
            for field in made.fields:
                answers = [o.key for o in field.options if o.right] if field.is_choice else [f"{field.aim.number:.4f}"]
                assert len(answers) == 1
                found = mark_field(task, made, field.key, answers[0])
                assert found.kind == "right" and found.says, (stage, field.key, found)


@EACH
def test_every_wrong_choice_has_its_own_feedback(item):
    task = draw(item, 1)
    for stage in ("C", "E", "F", "G"):
        field = prompt(task, stage).fields[-1]
        assert len({o.key for o in field.options}) == len({o.text for o in field.options}) == len(field.options) >= 2
        for option in field.options:
            found = choose(field, option.key)
            assert (found.kind == "right") == option.right and found.says.endswith((".", "?", ")"))


@EACH
def test_the_blanks_begin_at_the_last_step_and_do_not_give_the_answer_away(item):
    task = draw(item, 3)
    example, last, two = (prompt(task, stage) for stage in "ABC")
    assert all(BLANK not in line.numbers + line.result for line in example.lines)
    assert last.lines[-1].result == BLANK and all(line.result != BLANK for line in last.lines[:-1])
    blanks = "".join(line.numbers + line.result for line in two.lines).count(BLANK)
    assert two.lines[-1].result == BLANK and blanks >= 2
    assert all("[" not in line.numbers for line in (*last.lines, *two.lines))
    assert [field.is_choice for field in two.fields] == [False, False, True]


@EACH
def test_the_error_to_be_found_is_a_mistake_of_these_very_numbers(item):
    for seed in range(20):
        task = draw(item, seed)
        made = prompt(task, "E")
        right = next(o for o in made.fields[0].options if o.right)
        known = next(k for k in task.rivals if k.rival.key == right.mistake)
        said = made.asks.rpartition("Sam says ")[2].partition(". What")[0]
        assert mark(task, f"{known.number:.4f}").mistake == right.mistake
        assert any(
            part in said for part in (f"{known.number:,.2f}".rstrip("0").rstrip("."), f"{known.number:,.1f}", f"{known.number:,.0f}")
        ), (said, known.number)


def test_over_many_seeds_sam_makes_every_mistake():
    for item in ITEMS.values():
        seen = {next(o for o in prompt(draw(item, seed), "E").fields[0].options if o.right).mistake for seed in range(60)}
        assert seen == {known.rival.key for known in draw(item, 1).rivals}, item.key


@EACH
def test_hints_open_by_attempts_and_the_third_has_the_numbers_in_it(item):
    task = draw(item, 2)
    assert [len(hints(task, n)) for n in (0, 1, 2, 3)] == [1, 2, 3, 3]
    third = hints(task, 2)[2]
    assert any(ch.isdigit() for ch in third) and third.endswith("?") and task.shown.rstrip("%") + " =" not in third


def test_there_are_two_tries_on_the_same_numbers():
    assert [tries_left(n) for n in range(4)] == [2, 1, 0, 0]


@EACH
def test_the_solution_is_the_working_of_the_very_problem(item):
    task = draw(item, 5)
    found = solution(task)
    assert found.shown == task.answer().shown and found.steps[-1].result.endswith(found.shown)
    assert found.excel.startswith("=")


def test_choices_are_mixed_by_the_seed():
    places = {[o.right for o in prompt(draw(ITEMS["nps"], seed), "G").fields[0].options].index(True) for seed in range(30)}
    assert places == {0, 1, 2}


def test_what_is_no_choice_is_said_with_the_choices_there_are():
    field = prompt(CHURN, "G").fields[0]
    found = choose(field, "z")
    assert found.kind == "unreadable" and "a, b, c" in found.says
    assert mark(CHURN, "z", "G").kind == "unreadable" and mark(CHURN, "retention", "E").kind in ("right", "mistake")


def test_a_stage_or_field_that_does_not_exist_is_an_error_of_the_caller():
    with pytest.raises(KeyError, match="no stage"):
        prompt(CHURN, "H")
    with pytest.raises(KeyError, match="no field"):
        mark_field(CHURN, prompt(CHURN, "D"), "nothing", "5")


def test_an_intermediate_blank_is_marked_for_itself():
    task = draw(ITEMS["net_mrr_churn"], 7)
    made = prompt(task, "C")
    step = made.fields[0]
    assert mark_field(task, made, step.key, f"{step.aim.number:.0f}").kind == "right"
    assert mark_field(task, made, step.key, f"{-step.aim.number:.0f}").kind == "sign"


@pytest.mark.parametrize("item", [item for item in ITEMS.values() if item.metric.examples], ids=lambda item: item.key)
def test_ones_own_numbers_make_a_task_with_every_stage(item):
    for example in item.metric.examples:
        task = mine(item, example.given)
        assert task.value == pytest.approx(example.expected[item.metric.variant(item.variant).key], rel=1e-9)
        assert mark(task, f"{task.number:.6f}").kind == "right"
        for known in task.rivals:
            assert mark(task, f"{known.number:.6f}").mistake == known.rival.key
        for stage in STAGES:
            assert prompt(task, stage).asks
        assert hints(task, 2)[2] and solution(task).steps


def test_mistakes_that_cannot_be_told_apart_are_left_out_and_said():
    task = mine(ITEMS["net_mrr_churn"], {"opening_mrr": 100_000.0, "churned_mrr": 4_000.0, "contracted_mrr": 1_000.0, "expanded_mrr": 8_000.0,
                                         "reactivated_mrr": 2_000.0, "new_mrr": 6_000.0})  # fmt: skip
    assert task.left_out == ("sign",) and "with these numbers" in collisions(task)  # gross churn and the turned sign are both 5 %
    assert collisions(draw(ITEMS["net_mrr_churn"], 1)) == ""


def test_own_numbers_without_an_answer_are_refused_with_the_calculators_sentence():
    with pytest.raises(ValueError, match="nothing can be divided by 0"):
        mine(ITEMS["renewal_rate"], {"contracts_due": 0.0, "contracts_renewed": 0.0})
    with pytest.raises(ValueError, match="is not known"):
        mine(ITEMS["renewal_rate"], {"contracts_due": 5.0})


def test_a_summary_may_stand_for_its_list():
    task = mine(ITEMS["frt_median"], {"response_hours_median": 4.0})
    assert task.shown == "4 hours" and "4 hours" in task.text and mark(task, "4").kind == "right"


def test_the_calculator_finds_the_exercises_of_a_metric():
    assert [item.key for item in items_for("csat", "six_to_ten")] == ["csat10", "csat5"]
    assert items_for("quick_ratio") == ()
