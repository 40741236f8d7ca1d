"""Every page of the menu group Analyse with any single table missing: it opens, and says what it lacks."""

from dataclasses import replace
from functools import cache

import pytest

from cs_calc.board import chapters
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.schema import TABLES
from pages.parts import state
from tests.apptest import fine, go, opened, text
from tests.tables.sheets import sample

ANALYSE = ("scorecard", "revenue", "sentiment", "support", "product", "onboarding", "customers", "why", "drivers")
OF_FEW = {
    "mrr_movements": ("revenue", "why"), "costs": ("scorecard",), "article_votes": ("sentiment",), "purchases": ("scorecard",),
    "opportunities": ("scorecard",), "outcomes": ("scorecard", "customers"), "help_center_sessions": ("support",),
    "monthly_mrr": ("revenue", "customers"), "renewals": ("scorecard", "customers", "drivers"), "tickets": ("support", "customers", "drivers"),
    "usage": ("product", "customers", "drivers"), "survey_responses": ("sentiment", "support", "customers"),
}  # fmt: skip
"""Tables that only a few pages look at: the others are as they were."""
NEEDS = {"tickets": "support", "usage": "product", "survey_responses": "sentiment", "customers": "onboarding"}
"""A table without which a page has nothing to show, and says so."""


@cache
def small():
    """A fifth of the sample company's customers, so that every page is quick."""
    whole = sample()
    kept = {}
    for name, table in whole.dataset.tables.items():
        rows = table["customer_id"].astype("str").map(lambda c: sum(map(ord, c)) % 5 == 0) if "customer_id" in table else None
        kept[name] = table if rows is None else table[rows].reset_index(drop=True)
    return replace(whole, dataset=Dataset(kept, whole.dataset.as_of))


SOON = {"subscriptions", "tickets", "usage", "survey_responses"}
"""Tables that most pages look at; the others with -m slow."""


@pytest.mark.parametrize("missing", [pytest.param(name, marks=() if name in SOON else pytest.mark.slow) for name in TABLES])
def test_every_page_of_analyse_works_without_one_table(missing, monkeypatch):
    tables = {name: table for name, table in small().dataset.tables.items() if name != missing}
    assert len(tables) == len(TABLES) - 1
    without = replace(small(), dataset=Dataset(tables, small().dataset.as_of))
    monkeypatch.setattr(state, "loaded", lambda: without)
    at = opened()
    for page in OF_FEW.get(missing, ANALYSE):
        fine(go(at, f"pages/analyse/{page}.py"))
        assert not at.error, page
        if NEEDS.get(missing) == page:
            assert TABLES[missing].name.lower() in text(at).lower()
    assert chapters(without.dataset, "month", "2026-10")
