"""A reader with an article in hand finds every metric it names, its example, and where it errs."""

from pathlib import Path

import pytest

from cs_calc import METRICS
from cs_calc.articles import ARTICLES, MENTIONS, as_markdown, errata_of

PAGE = Path(__file__).parent.parent / "docs" / "articles.md"
EACH = pytest.mark.parametrize("mention", MENTIONS, ids=lambda m: f"{m.article.publisher}: {m.names}")
HEADINGS = {"typeform": 9, "hubspot": 15 + 1, "2checkout": 5, "geckoboard": 7, "cloudtask": 9}  # HubSpot's MRR has two of them in one


def test_every_heading_of_every_article_is_there():
    assert {a.key: sum(m.article == a for m in MENTIONS) for a in ARTICLES} == HEADINGS


@EACH
def test_every_metric_that_an_article_names_is_computed(mention):
    assert mention.keys and set(mention.keys) <= set(METRICS)


@EACH
def test_an_articles_own_numbers_are_an_example_of_the_metric(mention):
    own = [e for key in mention.keys for e in METRICS[key].examples if e.source == mention.article]
    assert bool(own) == bool(mention.example), [e.because for e in own]


@EACH
def test_where_an_article_errs_the_metric_has_the_erratum(mention):
    assert bool(errata_of(mention)) == mention.errs


def test_every_erratum_of_an_article_stands_beside_a_metric_that_it_names():
    shown = {text for m in MENTIONS for text in errata_of(m)}
    for metric in METRICS.values():
        for erratum in metric.errata:
            if erratum.source in ARTICLES:
                assert any(erratum.why in text for text in shown), (metric.key, erratum.source.publisher)


def test_every_example_of_an_article_stands_beside_a_metric_that_it_names():
    for metric in METRICS.values():
        for example in metric.examples:
            if example.source in ARTICLES:
                assert any(metric.key in m.keys and m.article == example.source for m in MENTIONS), (metric.key, example.source.publisher)


def test_the_page_in_the_docs_is_the_one_that_the_records_give():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "run python -m cs_calc.articles"
