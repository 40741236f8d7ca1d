"""Objectives name metrics that exist, every metric serves one, and all is said in words of our own."""

import re

import pytest

from cs_calc import METRICS
from cs_calc.objectives import CHOOSING, OBJECTIVES, OUR_SORTING, Objective, objectives_of
from cs_calc.sources import ARTICLES, SOURCES
from tests.test_declarations import ARTICLE_FILES, KEYS, words

EACH = pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda o: o.key)


def shown(objective: Objective):
    return (*objective.metrics, *objective.details)


def texts():
    for objective in OBJECTIVES:
        yield from (objective.name, objective.question, *(why for _, why in shown(objective)))
    yield from (counsel.text for counsel in (*CHOOSING, OUR_SORTING))


@EACH
def test_an_objective_asks_a_question_and_has_few_kpis(objective):
    assert re.fullmatch(r"[a-z][a-z_]*", objective.key)
    assert objective.question.endswith("?") and objective.name[0].isupper()
    assert 2 <= len(objective.metrics) <= 4


@EACH
def test_an_objective_names_metrics_of_the_catalogue_each_once(objective):
    keys = [key for key, _ in shown(objective)]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(KEYS), set(keys) - set(KEYS)


@EACH
def test_every_why_is_a_sentence(objective):
    whys = [why for _, why in shown(objective)]
    assert all(why.endswith(".") and why[0].isupper() for why in whys)
    assert len(set(whys)) == len(whys)


def test_objectives_have_keys_and_names_of_their_own():
    assert len({o.key for o in OBJECTIVES}) == len({o.name for o in OBJECTIVES}) == len(OBJECTIVES)


def test_every_metric_serves_an_objective():
    assert set(KEYS) - {key for o in OBJECTIVES for key, _ in shown(o)} == set()
    assert [key for key in METRICS if not objectives_of(key)] == []


def test_the_articles_advice_on_choosing_is_there_with_its_source():
    cited = [o.source for o in OBJECTIVES] + [c.source for c in (*CHOOSING, OUR_SORTING)]
    assert all(SOURCES.get(source.key) is source for source in cited)
    assert all(counsel.source in ARTICLES and counsel.text.endswith(".") for counsel in CHOOSING)
    assert {"typeform", "hubspot", "2checkout", "geckoboard"} <= {c.source.key for c in CHOOSING}


@pytest.mark.skipif(not ARTICLE_FILES.is_dir(), reason="the five articles are not in the repository: they are not ours to give away")
def test_no_run_of_eight_words_is_taken_from_an_article():
    printed = set()
    for file in ARTICLE_FILES.glob("*.txt"):
        said = words(file.read_text(encoding="utf-8"))
        printed |= {tuple(said[i : i + 8]) for i in range(len(said) - 7)}
    assert len(printed) > 3000
    taken = [" ".join(run) for text in texts() for i in range(len(words(text)) - 7) if (run := tuple(words(text)[i : i + 8])) in printed]
    assert taken == []
