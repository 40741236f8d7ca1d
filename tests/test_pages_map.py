"""The Metric map, through app.py, without a browser."""

from functools import partial

import pytest

from cs_calc import METRICS
from cs_calc.relations import RELATIONS, relations_of
from tests.apptest import fine, linked, query, text

opened = partial(linked, "pages/learn/map.py")


def test_with_nothing_loaded_every_equation_is_checked_on_the_example_month():
    at = opened()
    worked = sum(r.sides is not None for r in RELATIONS)
    assert f"{worked} of {worked} equations and limits hold" in text(at)
    assert "103.0% + (-3.0%) = 100.0%" in text(at) and "example month" in text(at)
    assert query(at, "metric") == "net_revenue_retention" and query(at, "period") is None


def test_with_data_they_are_checked_on_the_chosen_period():
    at = opened(data="sample", periods="quarter", period="2026-Q2", metric="quick_ratio")
    assert "Q2 2026 of the sample company" in text(at) and "does not hold" not in text(at)
    assert query(at, "period") == "2026-Q2" and query(at, "data") == "sample"


def test_the_list_is_the_map_in_words():
    at = opened()
    table = at.dataframe[0].value
    assert list(table["In words"]) == [r.says for r in RELATIONS]
    at.toggle(key="map_checked").set_value(True).run()
    assert len(fine(at).dataframe[0].value) == sum(r.sides is not None for r in RELATIONS)


@pytest.mark.parametrize("key", list(METRICS)[::3])
def test_a_metric_opens_with_its_ties_in_words(key):
    at = opened(metric=key)
    assert all(r.says in text(at) for r in relations_of(key)) and not at.warning


def test_a_tie_leads_on_to_the_other_metric():
    at = opened()
    next(b for b in at.button if b.label == "Gross revenue retention").click().run()
    assert fine(at).selectbox(key="map_metric").value == "gross_revenue_retention"
    assert query(at, "metric") == "gross_revenue_retention"


def test_what_a_link_asks_for_in_vain_is_told():
    at = opened(metric="nonsense")
    assert "asks for the metric “nonsense”" in text(at) and at.selectbox(key="map_metric").value == "net_revenue_retention"
    at = opened(data="sample", period="1999-01")
    assert "“1999-01”" in text(at)
