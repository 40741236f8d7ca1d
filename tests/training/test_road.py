"""A question while it is answered, the road through the course, and the sets, without a page."""

from datetime import UTC, datetime, timedelta

import pytest

from cs_calc.training.items import ITEMS
from cs_calc.training.paths import MODULES, PATHS
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.results import results
from cs_calc.training.question import CONCEPT_TITLES, CONCEPTS_BY_KEY, all_spots, ask, next_stage
from cs_calc.training.road import error_set, legs, mixed_set, module_error_set, next_stop, placement_set, spot_set, way
from cs_calc.training.run import Run

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def attempt(item, stage, seed, kind="right", *, days=0, mode="course", cluster="", session=""):
    return Attempt(item, 1, seed, stage, "x", kind, NOW - timedelta(days=days), mode=mode, cluster=cluster, session=session)


def learned(*keys):
    return [attempt(key, "D", seed, days=2) for key in keys for seed in (1, 2)]


# a question


def test_answers_that_were_kept_bring_the_question_back_to_where_it_was():
    question, kept = ask("nps", "C", 4, "course", NOW), []
    reason = next(o.key for o in question.prompt.fields[2].options if o.right)
    question = question.with_hint()
    for answer in ("90", "32"):
        question, one = question.answer({"step": "10", "answer": answer, "why": reason}, NOW + timedelta(seconds=30 + len(kept)))
        kept.append(one)
    assert [one.kind for one in kept] == ["mistake", "right"] and [one.hints for one in kept] == [1, 1]
    again = ask("nps", "C", 4, "course", NOW).after(kept)
    assert (again.over, again.right, again.misses, again.hints_open) == (True, True, 1, 1) and not again.clean
    assert not ask("nps", "C", 5, "course", NOW).after(kept).answers


def test_nothing_can_be_answered_when_it_is_over_or_a_field_is_empty():
    question = ask("renewal_rate", "D", 1, "course", NOW)
    with pytest.raises(ValueError, match="Renewal rate"):
        question.answer({"answer": "  "}, NOW)
    for typed in ("50", "51"):
        question, _ = question.answer({"answer": typed}, NOW)
    assert question.over and not question.right
    with pytest.raises(ValueError, match="over"):
        question.answer({"answer": "76.7"}, NOW)


@pytest.mark.parametrize("key", [*CONCEPTS_BY_KEY, *(f"spot:{key}" for key in all_spots())])
def test_every_concept_and_printed_formula_has_one_right_answer_and_a_reason_against_each_other(key):
    fields = ask(key, "F", 3, "practice", NOW).prompt.fields
    options = fields[0].options
    assert len(fields) == 1 and sum(o.right for o in options) == 1 and len(options) >= 2
    assert all(o.says for o in options) and len({o.text for o in options}) == len(options)


def test_every_concept_has_a_short_title():
    assert set(CONCEPT_TITLES) == set(CONCEPTS_BY_KEY) and max(map(len, CONCEPT_TITLES.values())) <= 30


@pytest.mark.parametrize(("solved", "then"), [("", "B"), ("B", "C"), ("BC", "D"), ("D", "E"), ("BCDE", "F"), ("DEF", "G"), ("BCDEFG", "D")])
def test_the_ladder_goes_up_from_what_is_solved(solved, then):
    tried = [attempt("nps", stage, n) for n, stage in enumerate(solved)] or [attempt("nps", "B", 1, "unknown")]
    assert next_stage("nps", results(tried)) == then


# the road


@pytest.mark.parametrize("path", PATHS)
def test_a_path_has_each_of_its_parts_once_and_its_minutes(path):
    found = legs(path, ())
    keys = [stop.key for leg in found for stop in leg.stops]
    concepts = [c for m in PATHS[path].modules for c in MODULES[m].concepts]
    assert sorted(keys) == sorted([*PATHS[path].items, *concepts])
    assert way(found).minutes == PATHS[path].minutes and way(found).behind == 0


def test_whoever_always_takes_the_next_step_gets_through_the_whole_course():
    attempts, steps = [], 0
    while (step := next_stop(legs("analyst", attempts), results(attempts))) is not None:
        stop, stage = step
        steps += 1
        assert steps < 1000 and not stop.first
        attempts.append(attempt(stop.key, "B" if stage == "A" else stage, steps))
        if not stop.is_concept:  # each full problem on two variants: proficient
            attempts.append(attempt(stop.key, "D", 5000 + steps))
    assert way(legs("analyst", attempts)).behind == len(ITEMS) + len(CONCEPTS_BY_KEY)


def test_a_skipped_module_is_behind_the_learner_and_opens_what_builds_on_it():
    placed = [attempt("customer_churn", "D", 1, mode="placement", session="t")]
    found = {leg.module.key: leg for leg in legs("analyst", placed)}
    assert found["M1"].skipped and all(stop.behind for stop in found["M1"].stops) and not found["M2"].skipped


# sets


def test_a_placement_test_has_one_problem_of_each_module_and_the_next_test_others():
    first, second = placement_set("ana", (), 0), placement_set("ana", (), 1)
    assert sorted(ITEMS[key].module for key, _, _ in first) == sorted(MODULES)
    assert first == placement_set("ana", (), 0) != second


@pytest.mark.parametrize("cluster", ["wrong_base", "complement", "gross_net"])
def test_a_set_of_errors_has_the_errors_that_were_asked_for_and_the_learners_own_first(cluster):
    own = error_set(cluster, "ana", ())[-1][0]
    found = error_set(cluster, "ana", [attempt(own, "D", 1, "mistake", cluster=cluster)])
    assert found and found[0][0] == own
    for key, stage, seed in found:
        right = next(o for o in ask(key, stage, seed, "practice", NOW).prompt.fields[0].options if o.right)
        assert right.cluster == cluster


@pytest.mark.parametrize("module", MODULES)
def test_the_set_of_errors_of_a_module_has_each_of_its_exercises_with_numbers_of_its_own(module):
    found = module_error_set(module, "ana", [attempt(MODULES[module].items[0], "D", 1)])
    assert {key for key, _, _ in found} == set(MODULES[module].items[:8]) and len(set(found)) == len(found)
    for key, stage, seed in found:
        assert "Sam says" in ask(key, stage, seed, "practice", NOW).prompt.asks


def test_a_mixed_set_has_what_was_right_before_the_longest_ago_first_with_fresh_numbers():
    attempts = [attempt("nps", "D", 1, days=1), attempt("mrr", "D", 2, days=5), attempt("fcr", "D", 3, "unknown", days=9)]
    found = mixed_set("ana", attempts)
    assert [key for key, _, _ in found] == ["mrr", "nps"] and not {seed for _, _, seed in found} & {1, 2}
    assert mixed_set("ana", ()) == ()


def test_printed_formulas_that_were_found_come_last():
    first = spot_set((), 3)
    again = spot_set([attempt(first[0][0], "E", 0)], 3)
    assert first[0] not in again and first[1] == again[0]


def test_a_set_ends_after_its_last_question_and_says_how_many_were_right_at_once():
    run = Run("placement", placement_set("ana", (), 0)[:2], "t")
    for right in (True, False):
        question = run.question(NOW)
        question, _ = question.answer({"answer": f"{question.task.number:.8g}" if right else "123456789"}, NOW)
        assert question.over, "a placement test has one try"
        run = run.then(question)
    assert run.over and run.share == 1 and run.says().startswith("1 of 2")
