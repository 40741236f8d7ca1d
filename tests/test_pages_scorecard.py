"""The KPIs of the Scorecard page through app.py, without a browser."""

import pytest

from tests.apptest import fine, go, linked, metrics, opened, query, text

SCORECARD, REVENUE = "pages/analyse/scorecard.py", "pages/analyse/revenue.py"
SUBS = "customer_id,start_date,end_date,amount,interval\n" + "".join(
    f"C{n},2025-11-03,{'2026-04-15' if n < 2 else ''},100,month\n" for n in range(30)
)


@pytest.fixture(scope="module")
def page():
    return fine(opened(SCORECARD, data="sample"))


def test_it_opens_with_how_many_kpis_meet_their_target_and_the_worst(page):
    said = text(page)
    assert "2 of 7 KPIs meet their target in Oct 2026; 3 are too close to call, 2 miss it. Net MRR churn rate is the worst" in said
    assert "-badge[:material/cancel: misses] It misses below 1.0% (article's claim, Typeform" in said
    assert "Do first:" in said and "Is the change real?" in said and "Keep customers" in said


def test_kpis_can_be_picked_with_a_target_of_ones_own_and_stand_in_the_link():
    at = fine(opened(SCORECARD, data="sample"))
    assert query(at, "kpis") is None
    at.multiselect(key="kpi_pick").set_value(["customer_churn_rate", "nps"]).run()
    assert query(fine(at), "kpis").startswith("customer_churn_rate~") and "of 2 KPIs" in text(at)
    at.selectbox(key="kpi_origin_customer_churn_rate").set_value("yours").run()
    at.number_input(key="kpi_value_customer_churn_rate").set_value(0.2).run()
    at.text_input(key="kpi_owner_customer_churn_rate").set_value("*Ines*").run()
    said = text(fine(at))
    assert query(at, "kpis").startswith("customer_churn_rate~l0.002~month,") and "misses at most 0.2%" in said
    assert "Keep customers · *Ines*" in said
    at.selectbox(key="filter_periods").set_value("quarter").run()
    assert "is for a month, not a quarter" in text(fine(at))
    go(at, REVENUE)
    assert query(at, "kpis") is None
    go(at, SCORECARD)
    assert "*Ines*" in text(fine(at)) and query(at, "kpis").startswith("customer_churn_rate~l0.002")
    at.button(key="kpi_reset").click().run()
    assert query(fine(at), "kpis") is None and "of 7 KPIs" in text(at)


def test_a_link_brings_the_kpis_and_what_is_wrong_in_it_is_told():
    at = linked(SCORECARD, data="sample", kpis="nps~h60,shoes")
    said = text(at)
    assert "“shoes”, which this app does not know" in said and "at least 60.0" in said and "of 1 KPI meets its target" in said
    assert query(at, "kpis") == "nps~h60"


def test_the_working_of_a_kpi_opens():
    at = opened(SCORECARD, data="sample")
    at.button(key="kpi_net_mrr_churn").click().run()
    assert "\n= " in text(fine(at))


def test_with_subscriptions_only_the_kpis_are_those_that_they_can_answer():
    at = fine(opened(SCORECARD, files=[("subs.csv", SUBS)]))
    assert "of 3 KPIs" in text(at) and "Net Promoter Score (NPS)" not in metrics(at)
    at.multiselect(key="kpi_pick").set_value(["nps"]).run()
    assert "The loaded data cannot answer this metric." in text(fine(at))
