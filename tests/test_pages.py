"""Every page, through app.py, without a browser: with nothing, with the sample, and with files that have problems."""

import ast
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cs_calc import METRICS
from cs_calc.units import PERCENT
from tests.apptest import DATA, ROOT, fine, go, linked, metrics, number, opened, query, text

MESSY = ROOT / "sample_data" / "messy"
HOME = "pages/start/home.py"
SCORECARD, REVENUE = "pages/analyse/scorecard.py", "pages/analyse/revenue.py"
CALCULATOR, LIBRARY = "pages/calculate/calculator.py", "pages/learn/library.py"
PAGES = {
    HOME: "Customer-success metrics",
    DATA: "Data",
    SCORECARD: "Scorecard",
    REVENUE: "Revenue",
    "pages/analyse/sentiment.py": "Sentiment",
    "pages/analyse/support.py": "Support",
    "pages/analyse/product.py": "Product",
    "pages/analyse/onboarding.py": "Onboarding",
    "pages/analyse/customers.py": "Customers",
    "pages/analyse/why.py": "Why did it change?",
    "pages/analyse/drivers.py": "Drivers",
    CALCULATOR: "Calculator",
    "pages/calculate/compare.py": "Compare",
    "pages/calculate/scenarios.py": "What if",
    "pages/calculate/notebook.py": "Notebook",
    "pages/learn/learn.py": "Learn",
    "pages/learn/practice.py": "Practice",
    "pages/learn/review.py": "Review",
    "pages/learn/cases.py": "Cases",
    LIBRARY: "Library",
    "pages/learn/glossary.py": "Glossary",
    "pages/learn/map.py": "Metric map",
    "pages/learn/team.py": "Team",
    "pages/calculate/health.py": "Health score",
}
SPECIAL = set("\\`*_{}[]()#+-.!|<>~$:^=&\"'")


def test_the_menu_lists_exactly_the_files_in_the_page_folders():
    here = {str(f.relative_to(ROOT)) for f in (ROOT / "pages").rglob("*.py") if f.parent.name not in ("parts", "pages")}
    assert {path for path, _ in menu()} == here == set(PAGES)


def test_a_file_directly_under_pages_does_nothing_but_run_the_app():
    """Streamlit's old router runs these for the first visitor of a server, without the frame: see STREAMLIT.md."""
    stubs = {f.stem: f.read_text(encoding="utf-8") for f in (ROOT / "pages").glob("*.py") if f.name != "__init__.py"}
    assert set(stubs) == {url for _, url in menu()}
    assert len(set(stubs.values())) == 1
    body = [node for node in ast.parse(next(iter(stubs.values()))).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert len(body) == 2 and "app.py" in ast.dump(body[1]) and "run_path" in ast.dump(body[1])


def menu():
    """Path and url_path of every st.Page in app.py."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    pages = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "Page"]
    return [(n.args[0].value, next(k.value.value for k in n.keywords if k.arg == "url_path")) for n in pages]


# every page in every state


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing_loaded_every_page_opens_and_says_what_to_do(page):
    at = fine(opened(page))
    assert PAGES[page] in at.title[0].value
    assert "No data loaded" in text(at)
    if page in (SCORECARD, REVENUE):
        assert "No data is loaded yet" in text(at) and "Use the sample company" in [b.label for b in at.button]
        assert not at.metric


def test_with_the_sample_every_page_opens():
    at = opened(data="sample")
    for page, title in PAGES.items():
        fine(go(at, page))
        assert title in at.title[0].value and "the sample company" in text(at) and not at.error, page


def test_with_a_file_that_has_problems_every_page_opens():
    at = opened(files=[MESSY / "bad_rows.xlsx"])
    for page, title in PAGES.items():
        fine(go(at, page))
        assert title in at.title[0].value and "your files" in text(at), page


def test_the_button_for_the_sample_on_an_empty_page_fills_it():
    at = opened(SCORECARD)
    next(b for b in at.button if b.label == "Use the sample company").click().run()
    assert len(fine(at).metric) >= 17


def test_the_start_page_sends_to_the_scorecard_of_the_sample():
    at = opened()
    at.button(key="home_sample").click().run()
    assert fine(at).title[0].value == "Scorecard" and query(at, "data") == "sample"


def test_every_chart_and_table_has_a_text_alternative():
    for page in PAGES:
        tree = ast.parse((ROOT / page).read_text(encoding="utf-8"))
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
            if call.func.attr in ("dataframe", "data_editor", "table", "altair_chart"):
                assert any(k.arg == "alt" for k in call.keywords), f"{page}:{call.lineno}"


# names from files


def test_renamed_columns_are_understood():
    at = fine(opened(SCORECARD, files=[MESSY / "renamed_columns.csv"]))
    answers = pd.read_csv(MESSY / "renamed_columns.csv")
    scores = answers["How likely are you to recommend us?"].astype(str).str.extract(r"(\d+)")[0].astype(int)
    of_month = scores[answers["Answered on"].str[:7] == "2026-02"]
    at.selectbox(key="filter_period").set_value("2026-02").run()
    assert metrics(fine(at))["Net Promoter Score (NPS)"] == f"{100 * ((of_month >= 9).mean() - (of_month <= 6).mean()):.1f}"


NASTY = [
    "**Suki**",
    "<i>Greta</i>",
    "[link](http://example.com)",
    "![x](http://example.com/x.png)",
    "$a$ and $b$",
    ":red[Ravi]",
    "`code`",
    "# head",
]


def nasty_files():
    """Subscriptions and answers whose names, plans and agents would be Markdown, HTML or LaTeX; one of them is most of what is lost."""
    rows, answers = [], []
    for i in range(48):
        name, end = NASTY[i % len(NASTY)], "2026-03-15" if i in (1, 9, 10, 11, 12, 13, 15) else ""
        rows.append({"customer_id": name if i < 8 else f"C{i} {name}", "subscription_id": f"S{i}", "start_date": "2026-01-01", "end_date": end,
                     "amount": 5000 if i in (3, 11) else 20, "interval": "month", "plan": name})  # fmt: skip
        answers.append(
            {"response_id": f"R{i}", "date": "2026-03-10", "survey_type": "NPS", "score": 10 if name.startswith("!") else 3, "agent": name}
        )
    customers = [
        {"customer_id": r["customer_id"], "customer_name": f"{NASTY[i % len(NASTY)]} Ltd", "signup_date": "2026-01-01"}
        for i, r in enumerate(rows)
    ]
    tables = {"subscriptions": rows, "survey_responses": answers, "customers": customers}
    return [(f"{name} **b** <i>.csv", pd.DataFrame(table).to_csv(index=False)) for name, table in tables.items()]


def unescaped(at):
    """Places where text of the files stands in Markdown without its special characters escaped."""
    found = []
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error"):
        for element in getattr(at, kind):
            for name in NASTY:
                if name in str(element.value):
                    found.append(f"{kind}: {element.value}")
    found += [f"metric: {m.label}" for m in at.metric if any(n in m.label for n in NASTY)]
    return found


@pytest.mark.parametrize(
    ("page", "by"),
    [(DATA, ""), (SCORECARD, "plan"), pytest.param(SCORECARD, "agent", marks=pytest.mark.slow), (REVENUE, "plan"), (CALCULATOR, "")],
)
def test_names_with_markdown_latex_or_html_are_shown_as_text(page, by):
    at = fine(opened(page, files=nasty_files()))
    if by:
        at.selectbox(key="filter_by").set_value(by).run()
        at.selectbox(key="filter_period").set_value("2026-03").run()
    assert not unescaped(fine(at))


def test_formula_like_text_of_the_messy_file_is_shown_as_text_in_the_rows():
    at = fine(opened(SCORECARD, files=[MESSY / "formula_text.csv"]))
    at.button(key="open_nps").click().run()
    at.button(key="open_nps").click()
    at.selectbox(key="rows_nps_percentages").set_value("detractors").run()
    rows = next(d.value for d in fine(at).dataframe if "Comment" in d.value)
    assert len(rows) == 14 and any("<b>bold" in str(c) for c in rows["Comment"])
    assert not any(str(c)[:1] in "=+-@" for column in rows for c in rows[column])


# the scorecard


def every_family(at):
    """The Scorecard with the metrics of all families: it begins with the first."""
    at.button_group(key="scorecard_family").set_value("all").run()
    return fine(at)


@pytest.mark.parametrize("month", ["2026-10", "2025-08"])
def test_the_scorecard_shows_the_samples_numbers_as_plain_pandas_works_them(plain, month):
    at = every_family(fine(opened(SCORECARD, data="sample", period=month)))
    want, got = plain()[month, "All"], metrics(at)
    at_month = at.selectbox(key="filter_period").value
    if at_month != month:  # the link was cleared by going to the page: choose it by hand
        at.selectbox(key="filter_period").set_value(month).run()
        got = metrics(fine(at))
    assert got["Net Promoter Score (NPS)"] == f"{want['nps']:.1f}"
    assert got["Customer satisfaction score (CSAT)"] == f"{want['csat']:.1%}"
    assert got["Net MRR churn rate"] == f"{want['net_mrr_churn']:.1%}"
    assert got["Gross MRR churn rate"] == f"{want['gross_mrr_churn']:.1%}"
    assert got["Customer churn rate"] == f"{want['customer_churn_rate']:.1%}"
    assert got["Monthly recurring revenue (MRR)"] == f"${want['closing_mrr'] / 1000:,.1f}k"
    assert got["Expansion MRR"] == f"${want['expanded_mrr']:,.0f}"
    assert set(got) >= {m.name for m in METRICS.values()}


def test_the_link_sets_the_filters_and_a_bad_one_is_told():
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in {"data": "sample", "periods": "quarter", "period": "2026-Q1", "by": "shoe size"}.items():
        at.query_params[name] = value
    at.switch_page(SCORECARD).run()
    fine(at)
    assert at.selectbox(key="filter_periods").value == "quarter" and at.selectbox(key="filter_period").value == "2026-Q1"
    assert at.selectbox(key="filter_by").value == "" and any("shoe size" in w.value for w in at.warning)


def test_filters_survive_moving_between_pages_and_stand_in_the_link():
    at = opened(SCORECARD, data="sample")
    at.selectbox(key="filter_periods").set_value("quarter").run()
    at.selectbox(key="filter_period").set_value("2026-Q1").run()
    at.selectbox(key="filter_by").set_value("plan").run()
    wanted = {"periods": "quarter", "period": "2026-Q1", "by": "plan"}
    assert {k: query(fine(at), k) for k in wanted} == wanted
    for page in (REVENUE, CALCULATOR, SCORECARD, LIBRARY, REVENUE):
        fine(go(at, page))
        if page in (SCORECARD, REVENUE):
            assert {k: at.selectbox(key=f"filter_{k}").value for k in wanted} == wanted, page
            assert {k: query(at, k) for k in wanted} == wanted, page


def test_the_working_opens_with_its_lines_and_rows_and_what_if_carries_the_numbers(plain):
    at = every_family(opened(SCORECARD, data="sample"))
    at.button(key="open_customer_churn_rate").click().run()
    want = plain()["2026-10", "All"]
    said = text(fine(at))
    assert f"{want['left_customers']:,.0f} ÷ {want['opening_customers']:,.0f}" in said
    assert f"{want['customer_churn_rate']:.2%}" in said
    tables = [d.value for d in at.dataframe]
    assert want["opening_customers"] in {float(len(t)) for t in tables}, [len(t) for t in tables]
    at.button(key="open_customer_churn_rate").click()  # a rerun of the whole script: the dialog has to be opened in it again
    next(b for b in at.button if b.label.startswith("What if")).click().run()
    assert fine(at).title[0].value == "Calculator" and at.selectbox(key="calc_metric").value == "customer_churn_rate"
    assert (
        number(at, "opening_customers").value == want["opening_customers"] and number(at, "left_customers").value == want["left_customers"]
    )
    go(at, CALCULATOR)  # AppTest reruns the page that it was sent to itself, not the one the app went to
    number(at, "left_customers").set_value(100).run()
    assert metrics(fine(at))["Customer churn rate"] == PERCENT.show(100 / want["opening_customers"])


@pytest.mark.parametrize("key", ["net_mrr_churn", "nps", "arr", "csat", "mrr"])
def test_every_kind_of_working_opens(key):
    at = every_family(opened(SCORECARD, data="sample"))
    at.button(key=f"open_{key}").click().run()
    assert "\n= " in text(fine(at))


# revenue


def test_revenue_tells_the_samples_month_in_a_sentence(plain):
    at = fine(opened(REVENUE, data="sample"))
    at.segmented_control(key="revenue_view").set_value("movements").run()
    want = plain()["2026-10", "All"]
    said = text(fine(at))
    assert (
        f"{want['gross_mrr_churn']:.1%}"[:-2] in said
        and f"{int(want['left_customers'])} customers, ${want['churned_mrr']:,.2f} MRR" in said
    )


def test_revenue_without_any_revenue_says_what_it_needs():
    at = fine(opened(REVENUE, files=[MESSY / "renamed_columns.csv"]))
    assert "needs subscriptions or monthly MRR" in text(at)


def test_the_workbook_can_be_had_from_the_scorecard():
    at = fine(opened(SCORECARD, data="sample"))
    assert any(b.label == "Make the workbook" for b in at.button)  # and made: tests/test_people.py


# the calculator


def test_changing_an_input_changes_the_answer_to_the_hand_worked_number():
    at = fine(opened(CALCULATOR))
    assert metrics(at) == {"Net MRR churn rate": "-5.0%"}
    number(at, "churned_mrr").set_value(14_000).run()
    assert metrics(fine(at)) == {"Net MRR churn rate": "5.0%"}  # (14,000 + 1,000 - 8,000 - 2,000) / 100,000
    assert "$5,000 ÷ $100,000" in text(at) and query(at, "churned_mrr") == "14000"


def test_another_definition_gives_its_own_answer():
    at = linked(CALCULATOR, metric="net_mrr_churn", variant="without_reactivation")
    assert list(metrics(fine(at)).values()) == ["-3.0%"]  # (4,000 + 1,000 - 8,000) / 100,000


def test_a_zero_denominator_is_a_sentence_and_no_number():
    at = opened(CALCULATOR)
    number(at, "opening_mrr").set_value(0).run()
    assert not fine(at).metric
    assert any(len(w.value) > 20 and w.value.rstrip().endswith(".") for w in at.warning)
    assert not re.search(r"\b(inf|nan)\b", text(at), re.IGNORECASE)


def test_a_link_holds_every_number():
    at = linked(CALCULATOR, metric="customer_churn_rate", variant="opening_customers", opening_customers="500", left_customers="20")
    assert metrics(at) == {"Customer churn rate": "4.0%"}
    assert query(at, "opening_customers") == "500" and query(at, "metric") == "customer_churn_rate"


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"metric": "nope"}, "nope"),
        ({"metric": "nps", "variant": "nope"}, "nope"),
        ({"metric": "customer_churn_rate", "left_customers": "many"}, "many"),
        ({"metric": "customer_churn_rate", "left_customers": "-3"}, "-3"),
        ({"metric": "customer_churn_rate", "opening_customers": "nan"}, "nan"),
        ({"metric": "customer_churn_rate", "opening_customers": "1e99"}, "1e99"),
        ({"metric": "customer_churn_rate", "opening_customers": "1,5"}, "1,5"),
    ],
)
def test_a_bad_link_is_told_and_nothing_is_invented_for_it(link, says):
    at = linked(CALCULATOR, **link)
    assert any(says in w.value.replace("\\", "") for w in at.warning), [w.value for w in at.warning]
    assert at.metric if len(link) == 1 or "variant" in link else "is not known" in text(at)


def test_text_in_a_link_is_shown_as_text():
    for page, link in (
        (CALCULATOR, {"metric": "**x** <b>y</b>"}),
        (LIBRARY, {"metric": "**x** <b>y</b>"}),
        (SCORECARD, {"data": "sample", "by": "**x** <b>y</b>"}),
    ):
        at = linked(page, **link)
        assert at.warning and not any("**x**" in w.value or "[" in w.value for w in at.warning), [w.value for w in at.warning]


def test_typed_numbers_survive_moving_to_another_page_and_back():
    at = opened(CALCULATOR)
    number(at, "churned_mrr").set_value(14_000).run()
    for page in (LIBRARY, DATA, SCORECARD):
        fine(go(at, page))
    go(at, CALCULATOR)
    assert number(at, "churned_mrr").value == 14_000 and metrics(fine(at)) == {"Net MRR churn rate": "5.0%"}


def test_the_chosen_metric_and_definition_survive_moving_to_another_page_and_back():
    at = linked(CALCULATOR, metric="customer_churn_rate", variant="of_average_customers")
    shown = metrics(at)
    fine(go(at, LIBRARY))
    fine(go(at, CALCULATOR))
    assert at.selectbox(key="calc_metric").value == "customer_churn_rate" and query(at, "variant") == "of_average_customers"
    assert metrics(at) == shown


@pytest.mark.parametrize("key", list(METRICS))
def test_the_calculator_works_every_metric_by_every_definition(key):
    at = opened(CALCULATOR)
    at.selectbox(key="calc_metric").set_value(key).run()
    assert fine(at).metric or at.warning
    for variant in METRICS[key].variants[1:]:
        assert linked(CALCULATOR, metric=key, variant=variant.key).title


# the library


@pytest.mark.parametrize("key", list(METRICS))
def test_the_library_shows_every_metric(key):
    at = linked(LIBRARY, metric=key)
    assert at.header[0].value == METRICS[key].name and at.latex
    said = text(at)
    assert all(v.name in said for v in METRICS[key].variants) and "Sources" in said


def test_the_library_sends_its_example_to_the_calculator():
    at = linked(LIBRARY, metric="nps")
    next(b for b in at.button if b.label == "Try it with other numbers").click().run()
    given = METRICS["nps"].examples[0].given
    assert fine(at).title[0].value == "Calculator" and at.selectbox(key="calc_metric").value == "nps"
    assert number(at, "promoters").value == given["promoters"]


def test_numbers_of_the_example_are_not_mixed_with_typed_ones():
    """Other definitions need other counts: with new numbers typed, the example's counts are nobody's."""
    at = opened(CALCULATOR)
    at.selectbox("calc_metric").set_value("csat").run()
    assert "Yes or no" in text(at) and "75.0%** Yes or no" in text(at)  # HubSpot's and Delighted's examples, side by side
    at.number_input("in_csat_4_or_5").set_value(30.0).run()
    at.number_input("in_csat_1_to_5").set_value(60.0).run()
    assert metrics(fine(at))["Customer satisfaction score"] == "50.0%"
    assert "75.0%** Yes or no" not in text(at) and "Only the 5s were counted" not in text(at)
    at.number_input("in_csat_5").set_value(12.0).run()
    assert "20.0%" in text(fine(at)) and "Only the 5s were counted" in text(at)


def test_changing_a_choice_on_the_page_is_never_blamed_on_the_link():
    at = opened(CALCULATOR)
    for key in ("arr", "customer_churn_rate", "nps", "net_mrr_churn"):
        at.selectbox("calc_metric").set_value(key).run()
        assert "The link asks" not in text(fine(at)), key
    at = opened(SCORECARD, data="sample")
    for kind in ("quarter", "year", "month"):
        at.selectbox("filter_periods").set_value(kind).run()
        assert "The link asks" not in text(fine(at)), kind


def test_a_link_that_gives_some_numbers_leaves_the_others_empty():
    at = linked(CALCULATOR, metric="nps", promoters="9", passives="1")
    assert not at.metric and "Detractors (0 to 6) is not known" in text(fine(at))
    at.number_input("in_detractors").set_value(0.0).run()
    assert metrics(fine(at))["Net Promoter Score"] == "90.0"
    at.number_input("in_passives").set_value(None).run()
    assert "Passives (7 or 8) is not known" in text(fine(at))


def test_an_incomplete_quarter_is_not_held_against_a_whole_one(tmp_path):
    rows = "customer_id,start_date,end_date,amount,interval\n"
    rows += "".join(f"C{i},2025-11-01,{'2026-04-15' if i == 0 else ''},100,month\n" for i in range(20))
    at = opened(SCORECARD, files=[("subs.csv", rows)])
    at.selectbox("filter_periods").set_value("quarter").run()
    at.selectbox("filter_period").set_value("2026-Q2").run()
    assert "not complete" in text(fine(at)) and all(not m.delta for m in at.metric)
    assert metrics(every_family(at))["Annualised churn rate"] == "46.0%"  # 5 % in the one month that is known, twelve times over


def test_one_segment_can_be_looked_at_alone_on_every_page():
    at = linked(SCORECARD, data="sample", periods="month", period="2026-10", by="plan", segment="Basic")
    assert metrics(fine(at))["Monthly recurring revenue (MRR)"] == "$23.4k"  # the sum of Basic's monthly_mrr.csv in October 2026
    go_on = at.switch_page(REVENUE).run()
    assert "$23.4k" in text(fine(go_on)) and "Basic" in go_on.query_params["segment"]
    at = linked(REVENUE, data="sample", by="channel", segment="support chat")
    assert "no MRR for support chat" in text(fine(at))
    at = linked(SCORECARD, data="sample", by="plan", segment="Gold")
    assert any("Gold" in w.value for w in at.warning)


# lists, the pasted column, assumptions


def test_a_list_is_typed_and_its_median_worked():
    at = linked(CALCULATOR, metric="first_response_time")
    at.text_area(key="in_response_hours").set_value("1\n4\n90 min\nsoon").run()
    assert "First response time 1.5 hours" in text(fine(at)) and "1 of 4 not read" in text(at)
    assert query(at, "response_hours") == "1,4,1.5"
    at.toggle(key="only_response_hours").set_value(True).run()
    number(at, "response_hours_median").set_value(7.0).run()
    assert "First response time 7 hours" in text(fine(at))


def test_a_list_in_the_link_fills_the_field_and_a_bad_one_is_told():
    at = linked(CALCULATOR, metric="resolution_time", variant="mean", resolution_hours="2,4")
    assert "Resolution time 3 hours" in text(fine(at))
    at = linked(CALCULATOR, metric="resolution_time", resolution_hours="2,x")
    assert any("not a number that fits" in w.value for w in at.warning)


def test_a_pasted_column_is_counted_and_put_into_the_calculator():
    at = linked(CALCULATOR, metric="csat", variant="yes_no")
    next(b for b in at.button if b.label == "Paste a column").click().run()
    at.text_area(key="paste_csat_yes_no").set_value("yes\tmail\nno\tchat\nyes\tmail\nperhaps")
    next(
        b for b in at.button if b.label == "Paste a column"
    ).click().run()  # a rerun of the whole script: the dialog has to be opened in it again
    said = text(fine(at))
    assert "3 of 4 lines used" in said and "66.67%" in said and "1 line was not used" in said
    assert {"Group", "Line"} <= {d.value.columns[0] for d in at.dataframe}
    next(b for b in at.button if b.label == "Paste a column").click()
    next(b for b in at.button if b.label == "Put into the calculator").click().run()
    go(at, CALCULATOR)
    assert number(at, "csat_yes").value == 2 and number(at, "csat_yes_or_no").value == 3


def test_an_assumption_can_be_set_and_every_number_that_rests_on_it_follows():
    at = every_family(opened(SCORECARD, data="sample"))
    before = metrics(at)["LTV to CAC ratio"]
    go(at, DATA)
    at.number_input(key="assumed_gross_margin").set_value(50.0).run()
    go(at, SCORECARD)
    after = metrics(fine(at))["LTV to CAC ratio"]
    assert float(after) == pytest.approx(float(before) / 2, abs=0.06)


def test_the_scorecard_can_be_narrowed_to_a_family_and_says_whether_a_change_is_real():
    at = opened(SCORECARD, data="sample")
    assert "Annual recurring revenue (ARR)" in metrics(fine(at)) and "First contact resolution" not in metrics(at)
    at.button_group(key="scorecard_family").set_value("support").run()
    assert "First contact resolution" in metrics(fine(at)) and "Annual recurring revenue (ARR)" not in metrics(at)
    assert query(at, "family") == "support"
    at.button(key="open_first_contact_resolution").click().run()
    assert "Against Sep 2026" in text(fine(at)) and ("no evidence of a change" in text(at) or "more than chance" in text(at))


def test_what_cannot_be_answered_names_the_table_and_offers_its_template():
    at = fine(opened(SCORECARD, files=[MESSY / "renamed_columns.csv"]))
    said = text(at)
    assert "No tickets table" in said and "First response time" in said and "No renewals table: Renewal rate needs it." in said


def test_the_example_comes_back_after_a_link_with_other_numbers():
    at = linked(CALCULATOR, metric="customer_churn_rate", opening_customers="500", left_customers="20")
    next(b for b in at.button if b.label.endswith("example")).click().run()
    assert metrics(fine(at)) == {"Customer churn rate": "6.4%"}
    assert query(at, "opening_customers") == "1000"
