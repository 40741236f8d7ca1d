"""Cells become values by the evidence of their whole column; what cannot be known is asked, never guessed."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.tables.ids import alike, plain_ids
from cs_calc.tables.parse import (
    parse_date,
    parse_id,
    parse_interval,
    parse_number,
    parse_score,
    parse_share,
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("R$ 5.50", 5.5), ("5.50 zł", 5.5), ("CA$12.50", 12.5), ("SEK 12.50", 12.5), ("12.50 kr", 12.5), ("₹12,34,567.50", 1_234_567.5),
        ("1’234.50", 1234.5), ("1\u202f234.50", 1234.5), ("1\u2009234.50", 1234.5), ("–5.25", -5.25), ("1.2E+05", 120_000), ("2.5 bn", 2.5e9),
        ("$-5.00", -5), ("-$5.00", -5), ("$50.00/mo", 50), ("12.-", 12), ("1.2B", 1.2e9),
    ],
)  # fmt: skip
def test_amounts_of_the_world_are_read(text, number):
    parsed = parse_number(series([text, "0.5"]))
    assert values(parsed) == [pytest.approx(number), 0.5] and not parsed.bad.any()


def test_german_amounts_with_words_are_read():
    assert values(parse_number(series(["1,5 Mio. €", "2,25 Tsd.", "12,-", "1.234,50-"]))) == pytest.approx([1.5e6, 2250, 12, -1234.5])


@QUICK
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_amounts_grouped_as_in_india_are_read_back(numbers):
    def grouped(n):
        head, tail = str(n)[:-3], str(n)[-3:]
        pairs = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
        return ",".join([*pairs, tail]) + ".50"

    assert values(parse_number(series([grouped(n) for n in numbers]))) == [n + 0.5 for n in numbers]


@pytest.mark.parametrize(
    ("cells", "header", "shares"),
    [
        (["64 %", "5%"], "usage", [0.64, 0.05]), (["0.64", "0.05"], "usage", [0.64, 0.05]), (["64", "5"], "usage", [0.64, 0.05]),
        ([0.64, 1.0], "usage", [0.64, 1]), ([64.0, 0.0, 1.0], "usage", [0.64, 0, 0.01]), (["0,64", "0,05"], "usage", [0.64, 0.05]),
        ([0.5, 64.0], "usage %", [0.005, 0.64]), ([0.0, None], "usage", [0, None]), (["64 %", "0.5"], "usage", [0.64, 0.5]),
    ],
)  # fmt: skip
def test_a_share_is_read_as_it_is_written(cells, header, shares):
    parsed = parse_share(series(cells), header=header)
    assert parsed.question is None and values(parsed) == [None if v is None else pytest.approx(v) for v in shares]


@pytest.mark.parametrize("cells", [[0.64, 64.0], [0.0, 1.0], [1.0, 1.0], ["0.15", "15", "15 %"]])
def test_a_share_that_could_be_either_is_asked_about(cells):
    parsed = parse_share(series(cells))
    assert parsed.question is not None and parsed.question[0] == "percent_scale" and parsed.question[1].endswith("?")
    assert {c[0] for c in parsed.question[2]} == {"share", "percent", "each"}
    for choice, _ in parsed.question[2]:
        assert parse_share(series(cells), choice).question is None


@QUICK
@given(st.lists(st.integers(2, 100), min_size=1, max_size=8))
def test_whole_percents_are_read_back_as_shares(drawn):
    for written in ([f"{n} %" for n in drawn], [str(n) for n in drawn], [float(n) for n in drawn]):
        assert values(parse_share(series(written))) == pytest.approx([n / 100 for n in drawn])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5. März 2026", "2026-03-05"), ("3 janvier 2026", "2026-01-03"), ("12 de mayo de 2026", "2026-05-12"), ("1 maja 2026", "2026-05-01"),
        ("15 dicembre 2026", "2026-12-15"), ("2 oktober 2026", "2026-10-02"), ("7 de março de 2026", "2026-03-07"), ("1er août 2026", "2026-08-01"),
        ("Monday, January 5th, 2026", "2026-01-05"), ("2026-Jan-05", "2026-01-05"), ("05-JAN-26", "2026-01-05"), ("46027", "2026-01-05"),
        ("1767607200", "2026-01-05"), ("1767607200000", "2026-01-05"), ("20260105", "2026-01-05"), ("Mon Jan 05 2026 10:00:00 GMT+0000 (UTC)", "2026-01-05"),
    ],
)  # fmt: skip
def test_dates_of_the_world_are_read(text, day):
    assert days(parse_date(series([text]))) == [day]


@pytest.mark.parametrize(
    "text", ["31. Februar 2026", "31 févr. 2026", "2026-02-31T10:00:00Z", "2026-01-05 25:00", "5 Foo 2026", "123", "99999"]
)
def test_no_day_is_made_up(text):
    assert parse_date(series([text])).bad.tolist() == [True]


def test_times_with_a_zone_become_utc_and_that_is_said():
    texts = [
        "2026-01-05T10:00:00+02:00",
        "2026-01-05 10:00 Europe/Berlin",
        "2026-01-05 10:00 EST",
        "2026-01-05T10:00:00Z",
        "2026-01-05 10:00",
    ]
    parsed = parse_date(series(texts))
    assert (
        [v.hour for v in parsed.values] == [8, 9, 15, 10, 10]
        and [n[0] for n in parsed.notes] == ["time_zone"]
        and "UTC" in parsed.notes[0][1]
    )


def test_numbers_since_1970_are_told():
    parsed = parse_date(series([1767607200.0, 1767607200000.0, None]))
    assert days(parsed) == ["2026-01-05", "2026-01-05", None] and [n[0] for n in parsed.notes] == ["date_serial"] * 2


def test_years_of_two_digits_have_a_rule_that_is_said():
    parsed = parse_date(series(["13/07/98", "05/06/26"]))
    assert days(parsed) == ["1998-07-13", "2026-06-05"] and "two_digit_year" in [n[0] for n in parsed.notes]


def test_years_of_two_digits_that_may_come_first_are_asked_about():
    texts = ["24-05-28", "24-06-30", "25-04-01"]
    parsed = parse_date(series(texts))
    assert parsed.question is not None and {c[0] for c in parsed.question[2]} == {"day", "month", "year"}
    assert days(parse_date(series(texts), "year")) == ["2024-05-28", "2024-06-30", "2025-04-01"]


def test_a_quarter_in_a_column_of_months_is_asked_about():
    parsed = parse_date(series(["Q2 2026", "2026-Q3"]), month=True)
    assert parsed.question is not None and parsed.question[0] == "ambiguous_date" and "Q2 2026" in parsed.question[1]
    assert days(parse_date(series(["Q2 2026", "2026-Q3"]), "first", month=True)) == ["2026-04-01", "2026-07-01"]
    assert days(parse_date(series(["Q2 2026", "4Q25"]), "last", month=True)) == ["2026-06-01", "2025-12-01"]


@QUICK
@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=6))
def test_every_moment_is_read_back_however_it_is_written(drawn):
    wanted = [d.replace(microsecond=0) for d in drawn]
    since = [(d - datetime(1970, 1, 1)).total_seconds() for d in wanted]
    for texts in (
        [d.isoformat() for d in wanted], [f"{d:%d %B %Y %H:%M:%S}" for d in wanted], [f"{d:%b %d, %Y %I:%M:%S %p}" for d in wanted],
        [f"{d.isoformat()}Z" for d in wanted], [str(int(s)) for s in since], [f"{int(s * 1000)}" for s in since],
    ):  # fmt: skip
        assert [v.to_pydatetime() for v in parse_date(series(texts)).values] == wanted, texts


@pytest.mark.parametrize(
    ("cells", "scores", "top"),
    [
        (["Very satisfied", "satisfied", "Neutral", "Dissatisfied", "very dissatisfied"], [5, 4, 3, 2, 1], 5),
        (["sehr zufrieden", "zufrieden", "teils teils", "unzufrieden", "sehr unzufrieden"], [5, 4, 3, 2, 1], 5),
        (["Excellent", "good", "Fair", "poor", "Very poor"], [5, 4, 3, 2, 1], 5), (["sehr gut", "schlecht"], [5, 2], 5),
        (["Good", "Bad", "Offered"], [1, 0, None], 1), (["Strongly agree", "disagree"], [7, 2], 7), (["Very easy", "difficult"], [1, 4], 5),
        (["🤩", "😐", "😡"], [5, 3, 1], 5), (["Very satisfied", "4"], [5, 4], 5),
    ],
)  # fmt: skip
def test_a_scale_of_words_is_read_and_said(cells, scores, top):
    parsed = parse_score(series(cells))
    assert values(parsed) == scores and [n[0] for n in parsed.notes] == ["score_words"] and parsed.top.max() == top


@pytest.mark.parametrize("cells", [["great", "9"], ["good", "blue"], ["very satisfied", "0"]])
def test_words_outside_a_scale_are_no_scores(cells):
    assert parse_score(series(cells)).bad.any() and parse_score(series(cells)).notes == ()


def test_stars_are_counted():
    assert values(parse_score(series(["★★★★☆", "⭐⭐", "5 stars", "1 star", "3 Sterne", "4 out of 5"]))) == [4, 2, 5, 1, 3, 4]


def test_yes_and_no_in_more_languages_and_signs():
    assert values(parse_yes_no(series(["oui", "não", "да", "нет", "✓", "❌", "👍🏽", "vrai", "Nein"]))) == [1, 0, 1, 0, 1, 0, 1, 1, 0]
    assert parse_yes_no(series([1, 7, 0])).bad.tolist() == [False, True, False]


def test_ids_that_were_numbers_are_mended_where_it_is_certain_and_told_otherwise():
    assert values(parse_id(series(["17.0", "18.0", "19"]))) == ["17", "18", "19"]
    assert values(parse_id(series(["17.0", "1.5", "A"]))) == ["17.0", "1.5", "A"]
    for cells in (["1.2E+11", "1,3E+11"], ["001", "010", 12.0], [1e17, 2.0]):
        assert [n[0] for n in parse_id(series(cells)).notes] == ["id_type"], cells
    assert parse_id(series(["001", "002"])).notes == () == parse_id(series([1.0, 2.0])).notes


def test_ids_are_compared_loosely_without_losing_what_makes_them_different():
    assert plain_ids(series(["C 001", "c1", "10", "0100", "A-07", "a-7.0"])).tolist() == ["c1", "c1", "10", "100", "a-7", "a-7"]
    assert alike(series(["C1", "C1", "c01", "B"]))[["id", "usual"]].to_numpy().tolist() == [["C1", "C1"], ["c01", "C1"]]
