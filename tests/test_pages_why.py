"""The page Why did it change?, through app.py, without a browser."""

import io

import pandas as pd

from tests import apptest
from tests.apptest import fine, linked, query, text

WHY = "pages/analyse/why.py"


def opened(file=None, **link):
    """The page as a link opens it, on the sample or on one uploaded csv."""
    return linked(WHY, data=None if file else "sample", files=[("answers.csv", file)] if file else (), **link)


def answers(rows):
    """NPS answers: (month, channel, score, how many)."""
    out = io.StringIO()
    every = [(f"{month}-10", "NPS", score, channel) for month, channel, score, many in rows for _ in range(many)]
    pd.DataFrame(every, columns=["date", "survey_type", "score", "channel"]).to_csv(out, index=False)
    return out.getvalue()


HIDDEN = [
    ("2026-01", "<b>mail</b>", 10, 60), ("2026-01", "<b>mail</b>", 3, 40), ("2026-01", "chat", 10, 50), ("2026-01", "chat", 3, 50),
    ("2026-02", "<b>mail</b>", 10, 30), ("2026-02", "<b>mail</b>", 3, 40), ("2026-02", "chat", 10, 20), ("2026-02", "chat", 3, 40),
    ("2026-02", "pop-up", 10, 300), ("2026-02", "pop-up", 3, 10),
]  # fmt: skip


def test_the_sample_opens_with_a_pointer_to_what_is_hidden_most_and_the_button_shows_it():
    at = opened()
    assert "Most hidden in the surveys, renewals and trials: Net Promoter Score (NPS) rose by 40.3 points from Q2 2026 to Q3 2026" in text(
        at
    )
    at.button(key="why_look").click().run()
    said = text(fine(at))
    assert "fell in every channel of 20 or more that was there both times" in said and "Most hidden" not in said
    assert "the new channel after-upgrade pop-up: it has 63.4% of all answers" in said
    assert (query(at, "period"), query(at, "against"), query(at, "metric")) == ("2026-Q3", "2026-Q2", "nps")


def test_a_rise_that_only_a_new_channel_makes_is_unmasked_in_the_opening_and_names_of_the_file_are_shown_as_they_are():
    at = opened(answers(HIDDEN), period="2026-02")
    said = text(at)
    assert "It rose as a whole, but fell in every channel of 20 or more" in said and "the new channel pop-up" in said
    assert not any("<b>mail</b>" in m.value for kind in ("markdown", "caption") for m in getattr(at, kind))
    assert "+" not in "".join(str(x) for x in at.dataframe[0].value["Within (points)"])
    at.selectbox(key="why_of_channel_").set_value("chat").run()
    assert "20 + 0 + 40 = 60" in text(fine(at))


def test_several_months_can_be_taken_together_and_stand_in_the_link():
    rows = [(f"2026-0{m}", c, s, 30) for m in range(1, 6) for c, s in (("mail", 10), ("chat", 5 if m > 3 else 9))]
    at = opened(
        answers(rows), period="2026-05", metric="nps", compare="several", since="2026-04", against="2026-03", against_from="2026-01"
    )
    assert "from Jan to Mar 2026 to Apr to May 2026 (100.0 to 0.0): more than chance would explain" in text(at)
    assert (query(at, "since"), query(at, "against_from"), query(at, "compare")) == ("2026-04", "2026-01", "several")


def test_a_division_by_zero_on_the_way_and_a_first_period_are_said_in_sentences():
    at = opened(answers([("2026-01", "mail", 10, 5), ("2026-02", "mail", 2, 5)]), period="2026-02")
    assert "The change cannot be divided among the inputs" in text(at)
    at.selectbox(key="filter_period").set_value("2026-01").run()
    assert "Jan 2026 is the first month in the data" in text(fine(at))


def test_without_data_the_page_says_what_it_would_show():
    at = apptest.opened()
    assert "No data is loaded yet. This page takes the change" in text(fine(at.switch_page(WHY).run())).replace("**", "")
