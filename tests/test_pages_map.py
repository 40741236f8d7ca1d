"""The Metric map, through app.py, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_calc import METRICS
from cs_calc.relations import RELATIONS, relations_of

ROOT = Path(__file__).resolve().parent.parent
MAP = "pages/learn/map.py"


def opened(**link):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if link.pop("data", None):
        at.query_params["data"] = "sample"
    at.run()
    at.query_params.clear()
    for name, value in link.items():
        at.query_params[name] = value
    return fine(at.switch_page(MAP).run())


def fine(at):
    assert not at.exception, [(e.message, e.stack_trace) for e in at.exception]
    return at


def text(at):
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(x.value) for kind in kinds for x in getattr(at, kind)).replace("\\", "")


def query(at, name):
    found = at.query_params.get(name)
    return found[0] if isinstance(found, list) else found


def test_with_nothing_loaded_every_equation_is_checked_on_the_example_month():
    at = opened()
    worked = sum(r.sides is not None for r in RELATIONS)
    assert f"{worked} of {worked} equations and limits hold" in text(at)
    assert "103.0% + (-3.0%) = 100.0%" in text(at) and "example month" in text(at)
    assert query(at, "metric") == "net_revenue_retention" and query(at, "period") is None


def test_with_data_they_are_checked_on_the_chosen_period():
    at = opened(data=True, periods="quarter", period="2026-Q2", metric="quick_ratio")
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
    at = opened(data=True, period="1999-01")
    assert "“1999-01”" in text(at)
