"""Cells become values by the evidence of their whole column; what cannot be known is asked, never guessed."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.tables.parse import (
    parse_date,
    parse_interval,
    parse_number,
    parse_score,
    parse_survey_type,
    parse_text,
    parse_yes_no,
)  # fmt: skip
from tests.tables.sheets import series

QUICK = settings(deadline=None, max_examples=60)


def values(parsed):
    return [None if pd.isna(v) else v for v in parsed.values.tolist()]


def days(parsed):
    return [None if pd.isna(v) else v.date().isoformat() for v in parsed.values]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.50", 1234.5), ("1,234.50", 1234.5), ("$1,234.50", 1234.5), ("USD 45.00", 45), ("45.00 EUR", 45), ("£60.00", 60),
        ("(20.00)", -20), ("($7.50)", -7.5), ("-5.25", -5.25), ("−5.25", -5.25), ("5.25-", -5.25), ("+5.5", 5.5), ("2.4k", 2400), ("2.4K", 2400),
        ("1.5M", 1_500_000), ("1'234.50", 1234.5), ("1 234.50", 1234.5), ("1\u00a0234.50", 1234.5), ("1,234,567.89", 1_234_567.89),
        ("15.0 %", 0.15), (".5", 0.5), ("5.", 5), ("0.125", 0.125),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_sign_currency_and_scale(text, number):
    parsed = parse_number(series([text, "0.5"]))
    assert values(parsed) == [pytest.approx(number), 0.5] and not parsed.bad.any()


@pytest.mark.parametrize("text", ["free", "12 apples", "1.2.3,4.5", "--5", "1e5x", "#REF!", "$", "k", "5 - 6"])
def test_what_is_no_amount_is_marked_and_not_made_up(text):
    parsed = parse_number(series([text, "7.5"]))
    assert parsed.bad.tolist() == [True, False] and values(parsed) == [None, 7.5]


def test_blanks_are_missing_and_not_bad():
    parsed = parse_number(series(["", "n/a", "-", None, "1.5"]))
    assert values(parsed) == [None, None, None, None, 1.5] and not parsed.bad.any()


def test_a_decimal_comma_is_seen_in_the_whole_column():
    assert values(parse_number(series(["1.234,50", "12,5", "1.000"]))) == [1234.5, 12.5, 1000]
    assert values(parse_number(series(["1.234.567", "1.000"]))) == [1_234_567, 1000]
    assert values(parse_number(series(["1,234", "5.5"]))) == [1234, 5.5]


@pytest.mark.parametrize(("text", "point", "comma"), [("1.234", 1.234, 1234), ("1,234", 1234, 1.234)])
def test_three_digits_after_one_mark_are_asked_about(text, point, comma):
    parsed = parse_number(series([text, "99"]))
    assert parsed.question is not None and values(parsed) == [None, None]
    code, asks, choices = parsed.question
    assert code == "ambiguous_number" and text in asks and asks.endswith("?") and {c[0] for c in choices} == {".", ","}
    assert values(parse_number(series([text, "99"]), ".")) == [point, 99]
    assert values(parse_number(series([text, "99"]), ",")) == [comma, 99]


@pytest.mark.parametrize("cells", [["1,234.50", "1.234,50"], ["1,234.50", "12,5"], ["12,5", "2.50"]])
def test_a_column_that_uses_both_decimal_marks_is_never_read_in_silence(cells):
    parsed = parse_number(series(cells))
    assert parsed.question is not None or parsed.bad.any() or parsed.notes


@pytest.mark.parametrize("text", ["1,23,4.5", "12,5.0", "1,2345.0"])
def test_thousands_that_are_no_thousands_are_not_read_as_if_they_were(text):
    parsed = parse_number(series([text, "7.5"]))
    assert parsed.bad[0] or parsed.question is not None


def test_a_number_cell_among_texts_keeps_its_value_whatever_the_texts_decimal_mark():
    parsed = parse_number(series([1234.5, "1.234,50", "9,5"]))
    assert values(parsed) == [1234.5, 1234.5, 9.5]


def test_a_tiny_or_huge_number_cell_among_texts_is_read():
    parsed = parse_number(series([1e-7, 1e21, "2.5"]))
    assert values(parsed) == [1e-7, 1e21, 2.5]


@QUICK
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
def test_amounts_in_cents_are_read_back_in_either_style(cents):
    english = [f"{c / 100:,.2f}" for c in cents]
    german = [t.translate(str.maketrans(",.", ".,")) for t in english]
    for texts in (english, german):
        assert values(parse_number(series(texts))) == pytest.approx([c / 100 for c in cents])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-31", "2026-05-31"), ("2026/5/3", "2026-05-03"), ("2026-05-31T14:05:00Z", "2026-05-31"), ("2026-05-31 23:59", "2026-05-31"),
        ("31 May 2026", "2026-05-31"), ("May 31, 2026", "2026-05-31"), ("31-May-26", "2026-05-31"), ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_written(text, day):
    assert days(parse_date(series([text]))) == [day]


@pytest.mark.parametrize(
    "text", ["2026-02-31", "2026-13-01", "2025-02-29", "31/02/2026", "soon", "45", "2026-05", "0/0/2026", "99/99/2026"]
)
def test_a_day_that_does_not_exist_is_bad_and_never_another_day(text):
    parsed = parse_date(series([text, "2026-01-01"]))
    assert parsed.question is not None or parsed.bad.tolist() == [True, False]
    assert days(parsed)[0] is None


def test_one_day_above_twelve_decides_the_whole_column():
    parsed = parse_date(series(["03/04/2026", "31/12/2026"]))
    assert days(parsed) == ["2026-04-03", "2026-12-31"] and parsed.notes[0][0] == "date_order" and "day first" in parsed.notes[0][1]
    assert days(parse_date(series(["03/04/2026", "12/31/2026"]))) == ["2026-03-04", "2026-12-31"]
    assert days(parse_date(series(["03.04.2026"]))) == ["2026-04-03"]


def test_dates_that_can_be_read_both_ways_are_asked_about():
    parsed = parse_date(series(["03/04/2026", "05/06/2026"]))
    assert parsed.question is not None and parsed.question[0] == "ambiguous_date" and "03/04/2026" in parsed.question[1]
    assert days(parsed) == [None, None]
    assert days(parse_date(series(["03/04/2026"]), "day")) == ["2026-04-03"]
    assert days(parse_date(series(["03/04/2026"]), "month")) == ["2026-03-04"]


def test_a_column_with_evidence_for_both_orders_is_asked_about():
    parsed = parse_date(series(["13/02/2026", "02/13/2026", "03/04/2026"]))
    assert parsed.question is not None


def test_numbers_in_a_date_column_are_excels_days():
    parsed = parse_date(series([46023.0, 46173.5, None]))
    assert days(parsed) == ["2026-01-01", "2026-05-31", None] and parsed.notes[0][0] == "date_serial" and not parsed.bad.any()
    assert days(parse_date(series([20260131.0, 20240229.0, None]))) == ["2026-01-31", "2024-02-29", None]
    assert parse_date(series([20260231.0, 20240229.0])).bad.tolist() == [True, False]
    assert parse_date(series([46023.0, 3.0])).bad.tolist() == [False, True]


def test_real_dates_stay_as_they_are_even_among_texts():
    assert days(parse_date(series([datetime(2026, 5, 31, 9), None]))) == ["2026-05-31", None]
    assert days(parse_date(series([datetime(2026, 5, 31), "2026-06-01"]))) == ["2026-05-31", "2026-06-01"]


def test_months_are_read_in_month_columns_only():
    assert days(parse_date(series(["2026-05", "May 2026", "05/2026"]), month=True)) == ["2026-05-01"] * 3
    assert parse_date(series(["2026-05"])).bad.tolist() == [True]


@QUICK
@given(st.lists(st.dates(date(1990, 1, 1), date(2099, 12, 31)), min_size=1, max_size=8))
def test_every_day_is_read_back_however_it_is_written(drawn):
    wanted = [d.isoformat() for d in drawn]
    assert days(parse_date(series(wanted))) == wanted
    assert days(parse_date(series([f"{d:%d.%m.%Y}" for d in drawn]))) == wanted
    assert days(parse_date(series([f"{d:%m/%d/%Y}" for d in drawn]), "month")) == wanted
    serial = [float((d - date(1899, 12, 30)).days) for d in drawn]
    assert days(parse_date(series(serial))) == wanted


def test_yes_and_no_in_words():
    assert values(parse_yes_no(series(["Yes", "n", "TRUE", "ja", "0", "👎", "", "maybe"]))) == [1, 0, 1, 1, 0, 0, None, None]
    assert parse_yes_no(series(["Yes", "maybe", ""])).bad.tolist() == [False, True, False]
    assert values(parse_yes_no(series([True, False, None]))) == [1, 0, None]
    assert values(parse_yes_no(series([1, 0, None]))) == [1, 0, None]


def test_ids_stay_text():
    assert values(parse_text(series(["001", "1", "1e5", " A-7 "]))) == ["001", "1", "1e5", "A-7"]
    assert values(parse_text(series([12.0, 7.0, None]))) == ["12", "7", None]
    assert values(parse_text(series(["001", 12.0]))) == ["001", "12"]


def test_billing_intervals_in_words():
    words = ["Weekly", "month", "MONTHLY", "3 months", "annual", "per year", "jährlich", "fortnight"]
    parsed = parse_interval(series(words))
    assert values(parsed) == ["week", "month", "month", "quarter", "year", "year", "year", None] and parsed.bad.tolist()[-1]


def test_scores_with_words_keep_their_number():
    parsed = parse_score(series(["10 - Extremely likely", "0 - Not at all likely", "9", "4/5", "yes", "No", "great", ""]))
    assert values(parsed) == [10, 0, 9, 4, 1, 0, None, None] and parsed.bad.tolist() == [False] * 6 + [True, False]


def test_a_range_is_no_score():
    assert parse_score(series(["8-9", "7"])).bad.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("NPS", "NPS"), ("Net promoter", "NPS"), ("csat", "CSAT"), ("Customer satisfaction", "CSAT"), ("CES", "CES"), ("effort score", "CES")],
)
def test_the_kind_of_survey_is_read_from_words(text, kind):
    assert values(parse_survey_type(series([text]))) == [kind]


@pytest.mark.parametrize("text", ["Customer success survey", "services", "process", "Access review"])
def test_three_letters_inside_another_word_are_no_kind_of_survey(text):
    assert values(parse_survey_type(series([text]))) == [None]
