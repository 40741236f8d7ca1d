"""Modules, paths, concepts, printed errors, glossary, and the command line."""

import json

import pytest
from click.testing import CliRunner

from cs_calc import METRICS
from cs_calc.cli import cli
from cs_calc.model import Cluster
from cs_calc.training.clusters import CLUSTER_WORDS
from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.draw import draw
from cs_calc.training.errata_sets import spots
from cs_calc.training.glossary import flash, search, terms
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import choose
from cs_calc.training.paths import MODULES, PATHS, open_items, placement


def run(*words):
    return CliRunner().invoke(cli, ["practise", *words])


def test_every_exercise_and_concept_is_in_one_module_and_the_course_takes_about_nine_hours():
    assert [key for m in MODULES.values() for key in m.items] == list(ITEMS)
    assert sorted(key for m in MODULES.values() for key in m.concepts) == sorted(c.key for c in CONCEPTS)
    assert 7.5 * 60 <= sum(m.minutes for m in MODULES.values()) <= 9.5 * 60
    assert PATHS["analyst"].minutes == sum(m.minutes for m in MODULES.values())


def test_role_paths_are_those_of_the_plan():
    assert (
        PATHS["first_week"].items[:4] == ("customer_churn", "renewal_rate", "mrr", "net_mrr_churn") and len(PATHS["first_week"].items) == 10
    )
    assert PATHS["support"].modules == ("M0", "M3", "M4") and "M4" not in PATHS["csm"].modules
    assert all(set(path.items) <= set(ITEMS) for path in PATHS.values())


def test_course_mode_opens_what_its_prerequisites_allow_and_ends_with_everything():
    for path in PATHS.values():
        done: list[str] = []
        while new := [key for key in open_items(done, path.key) if key not in done]:
            done += new
        assert sorted(done) == sorted(path.items)
    assert "customer_churn" not in open_items((), "csm") and "customer_churn" in open_items(("pp_change",), "csm")


def test_a_placement_test_has_one_exercise_of_each_module_and_its_seed_decides():
    assert sorted(ITEMS[key].module for key in placement(4)) == list(MODULES)
    assert placement(4) == placement(4) and len({placement(n) for n in range(20)}) > 10


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda c: c.key)
def test_a_concept_has_one_answer_and_a_reason_against_each_other_one(concept):
    assert concept.asks.endswith("?") and len(concept.wrong) == 2
    assert all(text.endswith(".") for text in (concept.right, concept.because, *(w for pair in concept.wrong for w in pair)))


def test_every_erratum_is_an_exercise_with_one_right_answer():
    found = spots()
    assert len(found) == sum(len(m.errata) for m in METRICS.values())
    for spot in found.values():
        options = spot.field.options
        assert len(options) >= 3 and [o.text for o in options if o.right] == [spot.erratum.why]
        assert len({o.text for o in options}) == len(options) and len({o.key for o in options}) == len(options)
        assert all(choose(spot.field, o.key).says.endswith(".") for o in options)
        assert spot.erratum.source.publisher in spot.asks


def test_what_is_printed_is_shown_beside_what_is_right_on_the_same_numbers():
    assert spots()["nps:2checkout"].numbers == "On the same numbers it gives 34.0, where Net Promoter Score (NPS) is 56.67."


def test_the_glossary_has_every_metric_every_number_and_every_kind_of_slip():
    keys = {term.key for term in terms()}
    assert keys >= set(METRICS) and "number:opening_mrr" in keys
    assert set(CLUSTER_WORDS) == set(Cluster.__args__) and {f"slip:{c}" for c in CLUSTER_WORDS} <= keys
    assert all(term.meaning.endswith((".", "?", ")")) for term in terms()), [t for t in terms() if not t.meaning.endswith((".", "?", ")"))]


@pytest.mark.parametrize(
    ("typed", "key"), [("net mrr chrun", "net_mrr_churn"), ("promotr", "number:promoters"), ("frist response", "first_response_time")]
)
def test_the_search_forgives_typing(typed, key):
    assert key in [term.key for term in search(typed, 5)]


def test_the_search_for_nothing_is_the_whole_list_and_for_nonsense_an_empty_one():
    assert search(" ") == terms() and search("qqqqzzzz") == ()


def test_flash_cards_ask_for_a_definition_and_their_seed_decides():
    cards = flash(3, 5)
    assert len(cards) == 5 and cards == flash(3, 5) and cards != flash(4, 5)
    assert all(card.front.endswith("?") and METRICS[card.key].asks in card.back for card in cards)


def test_the_command_line_asks_and_marks():
    task = draw(ITEMS["nps"], 3)
    asked, right = run("nps", "--seed", "3"), run("nps", "--seed", "3", "--answer", f"{task.number:.0f}")
    assert asked.exit_code == 0 and task.text in asked.output and task.shown not in asked.output.replace(task.text, "")
    assert right.exit_code == 0 and "is right" in right.output and "All answers" in right.output


def test_the_json_of_the_command_line_has_the_answer_only_with_its_marking():
    asked = json.loads(run("nps", "--seed", "3", "--json").output)
    assert "value" not in asked and asked["given"] == {"promoters": 150.0, "passives": 78.0, "detractors": 33.0}
    marked = json.loads(run("nps", "--seed", "3", "--json", "--answer", "117").output)
    assert marked["outcomes"]["answer"]["kind"] == "alternative" and marked["outcomes"]["answer"]["mistake"] == "counts"


def test_a_stage_with_several_fields_takes_answers_parted_by_semicolons():
    found = json.loads(run("renewal_rate", "--seed", "1", "--stage", "C", "--json", "--answer", "60; 76.7; a").output)["outcomes"]
    assert (found["step"]["kind"], found["answer"]["kind"]) == ("right", "right") and found["why"]["kind"] in ("right", "mistake")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("csat",), "Did you mean"),
        (("nosuchthing",), "See: cs-calc practise list"),
        (("nps", "--answer", "5"), "needs the exercise and its seed"),
        (("nps", "--seed", "3", "--answer", "five"), "could not be read"),
        (("nps", "--seed", "3", "--stage", "G", "--answer", "z"), "not one of the choices"),
        (("nps", "--seed", "3", "--stage", "A", "--answer", "5"), "nothing to answer"),
        (("nps", "--seed", "3", "--stage", "C", "--answer", "5"), "parted by semicolons"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_2(words, says):
    found = run(*words)
    assert found.exit_code == 2 and says in found.stderr and found.stderr.count("\n") == 1


def test_the_list_has_every_exercise_and_no_key_draws_one():
    assert [row["key"] for row in json.loads(run("list", "--json").output)] == list(ITEMS)
    assert run().exit_code == 0 and run("--seed", "12").output == run("--seed", "12").output
