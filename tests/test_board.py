"""The report for people who do not open the app: chapters, their lists, and one HTML file that needs nothing else."""

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cs_calc.analysis.kpis import Kpi, own_target
from cs_calc.board import NoPictures, chapters, write_html
from cs_calc.board.chapters import lists_of
from cs_calc.board.html import as_png, as_svg
from cs_calc.charts import bridge
from cs_calc.metrics import METRICS
from cs_calc.report import given
from tests.tables.sheets import sample
from tests.workbook import made

BRIDGE = bridge({"opening_mrr": 100.0, "new_mrr": 20.0, "churned_mrr": 5.0}, "2026-05", "$")


@pytest.fixture(scope="module")
def told():
    return {c.title: c for c in chapters(sample().dataset, "month", "2026-10")}


def test_every_page_that_opens_with_sentences_is_a_chapter(told):
    assert list(told) == ["Revenue", "Sentiment", "Support", "Product", "Onboarding", "Customers"]
    assert all(c.sentences and c.pictures and c.asks.endswith("?") for c in told.values())


def test_the_list_of_movements_adds_up_to_the_metrics_inputs(told):
    counted = given(sample().dataset, "month", "2026-10")
    rows = next(x for x in told["Revenue"].lists if x.name == "Movements").rows
    names = {
        "New": "new_mrr",
        "Upgrades": "expanded_mrr",
        "Won back": "reactivated_mrr",
        "Downgrades": "contracted_mrr",
        "Left": "churned_mrr",
    }
    found = {names[name]: abs(part["MRR moved"].sum()) for name, part in rows.groupby("movement")}
    assert found == pytest.approx({key: counted[key] for key in found}) and len(found) == 5
    assert rows["MRR moved"].sum() == pytest.approx(counted["counted_closing_mrr"] - counted["opening_mrr"])


def test_no_list_is_empty_and_each_says_what_it_is(told):
    lists = list(lists_of(list(told.values())))
    assert len(lists) > 8 and len({x.name for x in lists}) == len(lists)
    assert all(len(x.rows) and x.says.rstrip().endswith(".") and len(x.name) <= 31 for x in lists)


@pytest.mark.parametrize("loads", [made.awkward, made.monthly, made.surveys])
def test_a_file_with_one_table_gives_the_chapters_that_it_can(loads):
    data = loads().dataset
    found = chapters(data, "month", data.periods("month")[-2])
    assert found and all(c.sentences for c in found)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.alts, self.words = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [v for k, v in attrs if k in ("src", "href", "action", "data")]
        self.alts += [dict(attrs).get("alt") for _ in range(tag == "img")]

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def page():
    return write_html(sample(), "month", "2026-10")


def test_the_page_needs_nothing_from_outside_and_runs_nothing(page):
    found = Page(page)
    assert not found.tags & {"script", "iframe", "object", "link", "form", "base"}
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in found.links)
    assert len(found.alts) > 10 and all(found.alts)


def test_the_page_says_what_the_chapters_say_and_which_rows_it_rests_on(page, told):
    words = " ".join(Page(page).words)
    assert all(s in words for chapter in told.values() for s in chapter.sentences)
    assert re.search(r"[\d,]+ rows read = [\d,]+ used \+ \d+ set aside", words)
    assert all(metric in words for metric in ("Net MRR churn rate", "First response time", "Stickiness"))


def test_the_same_data_give_the_same_page():
    loaded = made.surveys()
    assert write_html(loaded, "month", "2026-03") == write_html(loaded, "month", "2026-03")


def test_names_from_a_file_stay_text():
    text = "customer_id,start_date,end_date,amount,interval\n" + "".join(
        f"<script>x{i}</script>,2026-0{i}-01,,10,month\n" for i in range(1, 6)
    )
    text += "<img src=x onerror=alert(1)>,2026-01-01,2026-05-09,99,month\n"
    found = Page(write_html(made.csv("subscriptions.csv", text), "month", "2026-05"))
    assert "script" not in found.tags and "x" not in found.links
    assert any("onerror" in word for word in found.words)


def test_the_kpis_of_a_team_stand_with_their_target_and_owner():
    nps = Kpi("nps", "Be <loved>", "Ann & Co", own_target(METRICS["nps"], 99.0))
    words = " ".join(Page(write_html(made.surveys(), "month", "2026-03", kpis=[nps])).words)
    assert "Be <loved>" in words and "Ann & Co" in words and "at least 99" in words


def test_charts_are_drawn_outside_the_browser():
    assert as_svg(BRIDGE).startswith("<svg") and "Upgrades" in as_svg(BRIDGE)
    assert as_png(BRIDGE, 300)[:8] == b"\x89PNG\r\n\x1a\n"


def test_without_the_library_that_draws_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(NoPictures, match=r"pip install 'cs-calc\[report\]'"):
        as_svg(replace(BRIDGE, title="again"))
