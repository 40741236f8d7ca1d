"""The Revenue page through app.py, without a browser."""

import pytest

from tests.apptest import fine, linked, opened, query, text

REVENUE = "pages/analyse/revenue.py"
VIEWS = ("bridge", "movements", "churn", "accounts", "cohorts", "billing")
MONTHS = "customer_id,month,mrr\n" + "".join(f"C{n},2026-{m:02d}-01,{50 + n}\n" for n in range(25) for m in (1, 2, 3) if (n, m) != (4, 3))


@pytest.fixture(scope="module")
def page():
    return fine(opened(REVENUE, data="sample"))


def test_it_opens_with_heads_and_money_in_opposite_directions(page):
    said = text(page)
    assert "Customer churn and MRR churn point in opposite directions in Aug to Oct 2026: few leave, but the large ones." in said
    assert "MRR went from $182.4k to $183.9k in Oct 2026" in said


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ("movements", "4 customers, $7,926.32 MRR in the list: the same as in the bridge"),
        ("churn", "4 and $7,926.32 behind the churn rates of Oct 2026: the same as in churn"),
        ("churn", "A month, 1.38% chose to leave and 0.23% left without choosing to (Nov 2025 to Oct 2026): no evidence of a change"),
        ("accounts", "Without Calderine Cycles alone, gross MRR churn rate would be 1.8% and not 4.5%"),
        ("cohorts", "After 12 months 78.1% of the customers are left"),
        ("billing", "0 of 166 customers who paid by the month at the start pay by the year"),
        ("bridge", "4.5% of the MRR was lost in Oct 2026"),
    ],
)
def test_each_part_says_its_finding_and_stands_in_the_link(page, view, says):
    page.segmented_control(key="revenue_view").set_value(view).run()
    assert says in text(fine(page))
    assert query(page, "view") == (None if view == "bridge" else view)


def test_a_link_opens_a_part_and_the_right_quarter_gives_away_basic():
    at = linked(REVENUE, data="sample", periods="quarter", period="2025-Q3", view="churn")
    said = text(at)
    assert "Customers with plan Basic leave faster than they used to: 17.65% in Q3 2025" in said and "Where do they leave?" in said
    assert "Customer churn rate by plan, Q3 2025: highest for Basic" in said
    at = linked(REVENUE, data="sample", view="shoes")
    assert "“shoes”" in text(at) and "MRR grew by" in text(at)


def test_the_working_of_a_rate_opens_down_to_its_rows():
    at = opened(REVENUE, data="sample")
    at.button(key="revenue_gross_mrr_churn").click().run()
    assert "Gross MRR churn rate, Oct 2026" in text(fine(at)) and any(
        "Opening mrr" in d.value or "MRR at start" in d.value for d in at.dataframe
    )


def test_one_segment_alone_has_every_part():
    rows = "customer_id,start_date,end_date,amount,interval,plan\n" + "".join(
        f"C{n},2025-11-03,{'2026-04-15' if n < 3 else ''},{100 + n},{'year' if n % 3 else 'month'},{'Basic' if n % 2 else 'Team'}\n"
        for n in range(50)
    )
    at = linked(REVENUE, files=[("subs.csv", rows)], by="plan", segment="Basic")
    for view in VIEWS:
        at.segmented_control(key="revenue_view").set_value(view).run()
        fine(at)


def test_with_monthly_mrr_alone_every_part_opens_and_says_what_it_lacks():
    at = fine(opened(REVENUE, files=[("mrr.csv", MONTHS)]))
    lacks = {
        "movements": "no table of MRR movements",
        "churn": "no `cancel_reason`",
        "billing": "needs subscriptions with their `interval`",
    }
    for view in VIEWS:
        at.segmented_control(key="revenue_view").set_value(view).run()
        assert lacks.get(view, "") in text(fine(at)), view
    at.selectbox(key="filter_period").set_value("2026-01").run()
    for view in VIEWS:
        at.segmented_control(key="revenue_view").set_value(view).run()
        fine(at)


def test_a_list_is_offered_as_a_sheet_and_as_csv(page):
    page.segmented_control(key="revenue_view").set_value("churn").run()
    labels = [b.label for b in page.get("download_button")]
    assert labels.count("Download these rows") == labels.count("as csv") >= 4
