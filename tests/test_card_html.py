"""The explanation card as HTML: every block of the card, for every metric, safe, and nothing that runs."""

from html.parser import HTMLParser

import pytest

from cs_calc import METRICS, answer
from cs_calc.card import card


class Piece(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("key", METRICS)
def test_a_notebook_shows_every_block_of_the_card(key):
    metric = METRICS[key]
    found = answer(metric, metric.examples[0].given)
    piece, made = Piece(found._repr_html_()), card(found)
    words = " ".join("".join(piece.words).split())
    assert not piece.open and not piece.tags & {"script", "img", "link", "style", "iframe", "a"}
    said = [
        made.shown,
        made.direction,
        *made.sure,
        *(line.result for line in made.steps[-1:]),
        made.excel,
        *(s.mistake.why for s in made.watch_out),
    ]
    said += [made.meaning.says, made.meaning.then] if made.meaning is not None else []
    assert [s for s in said if " ".join(s.split()) not in words] == []


def test_where_there_is_no_answer_the_card_says_why():
    found = answer(METRICS["customer_churn_rate"], {"opening_customers": 0, "left_customers": 0})
    assert found.problem in " ".join(Piece(found._repr_html_()).words)


def test_a_currency_sign_from_a_file_stays_text():
    metric = METRICS["arpa"]
    found = answer(metric, metric.examples[0].given, currency="<script>")
    assert "script" not in Piece(found._repr_html_()).tags
