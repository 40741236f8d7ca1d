"""What is typed, and how it must be marked: read, or asked about, never mis-marked in silence."""

from fractions import Fraction

import pytest

from cs_calc.training.draw import with_numbers
from cs_calc.training.items import ITEMS
from cs_calc.training.mark import FREE, mark
from cs_calc.typed import read_typed
from cs_calc.units import COUNT, DAYS, HOURS, MINUTES, MONEY, MONTHS, PERCENT, RATIO, SCORE


def like(key, **given):
    """The exercise with these numbers, the others as in its printed example."""
    return with_numbers(ITEMS[key], {**ITEMS[key].anchors[0].given, **given})


CHURN = like("customer_churn", opening_customers=1000.0, left_customers=50.0, new_customers=80.0, new_left_customers=8.0)  # 5.0 %
RENEWAL = like("renewal_rate", opening_customers=300.0, contracts_due=60.0, contracts_renewed=46.0)  # 76.67 %
NET = like(
    "net_mrr_churn", opening_mrr=100_000.0, churned_mrr=4_000.0, contracted_mrr=1_000.0, expanded_mrr=7_000.0, reactivated_mrr=2_000.0
)  # -4 %
CLV = like("clv", purchase_value=50.0, purchases_per_month=3.0, lifespan_years=2.0)  # $3,600
NPS = like("nps", promoters=150.0, passives=78.0, detractors=33.0)  # 44.8
POINTS = like("pp_change", old_rate=0.06, new_rate=0.03)  # -3 points
FIRST = like("frt_mean", answered_tickets=24.0, total_hours=60.0)  # 2.5 hours
TICKETS = like("tickets_per_user", users=1000.0, tickets_received=350.0)  # 0.35
TAG = like("common_issue", tickets_received=400.0, tagged_tickets=80.0)  # 20 %; upside down 500 %
UPGRADES = like("free_to_paid", started_paying=100.0, direct_customers=20.0, returning_customers=5.0)  # 75
LIFT = like("engagement_lift", with_behaviour=120.0, with_outcome=36.0, without_behaviour=300.0, without_outcome=60.0)  # 1.5

TABLE = [
    # a share, typed as a share, a fraction, odds
    (CHURN, "5", "right"), (CHURN, "5 %", "right"), (CHURN, "5%", "right"), (CHURN, "5,0 %", "right"), (CHURN, " 5.0 percent ", "right"),
    (CHURN, "0.05", "right"), (CHURN, ".05", "right"), (CHURN, "0,05", "right"), (CHURN, "1 in 20", "right"), (CHURN, "50/1000", "right"),
    (CHURN, "50 of 1,000", "right"), (CHURN, "50 ÷ 1000", "right"), (CHURN, "50/1000 = 5 %", "right"), (CHURN, "=5", "right"), (CHURN, "5.04", "right"),
    (CHURN, "5.8", "alternative"), (CHURN, "0.058", "alternative"), (CHURN, "58/1000", "alternative"), (CHURN, "95", "mistake"),
    (CHURN, ".95", "mistake"), (CHURN, "-5", "sign"), (CHURN, "(5)", "sign"), (CHURN, "(5 %)", "sign"), (CHURN, "−5 %", "sign"),
    (CHURN, "50", "power"), (CHURN, "0.5 %", "power"), (CHURN, "500", "power"), (CHURN, "5.3", "rounding"), (CHURN, "5 points", "unit"),
    (CHURN, "$5", "unit"), (CHURN, "31", "unknown"), (CHURN, "0.31", "ask"), (CHURN, ".31", "ask"), (CHURN, "", "unreadable"),
    (CHURN, "five", "unreadable"), (CHURN, "5..0", "unreadable"), (CHURN, "1 in 0", "unreadable"), (CHURN, "nan", "unreadable"),
    (CHURN, "2 h", "unreadable"), (CHURN, "5 to 6", "unreadable"), (CHURN, "1" * 400, "unreadable"), (CHURN, "123456789", "unknown"),
    (RENEWAL, "76.7", "right"), (RENEWAL, "76.67", "right"), (RENEWAL, "76.6667 %", "right"), (RENEWAL, "77", "rounding"), (RENEWAL, "76.6", "rounding"),
    (RENEWAL, "46/60", "right"), (RENEWAL, ".767", "right"), (RENEWAL, "0.77", "rounding"), (RENEWAL, "7.67", "power"), (RENEWAL, "23.3", "mistake"),
    (NET, "-4", "right"), (NET, "(4)", "right"), (NET, "-4 %", "right"), (NET, "− 4,00 %", "right"), (NET, "-.04", "right"), (NET, "(4%)", "right"),
    (NET, "4", "mistake"), (NET, "5", "mistake"), (NET, "-40", "power"), (NET, "-4 pp", "unit"),
    # money
    (CLV, "3600", "right"), (CLV, "$3,600", "right"), (CLV, "3,600", "right"), (CLV, "3.600", "right"), (CLV, "3.6k", "right"), (CLV, "$3.6k", "right"),
    (CLV, "3 600", "right"), (CLV, "3600 USD", "right"), (CLV, "US$3,600.00", "right"), (CLV, "3'600", "right"), (CLV, "-3600", "sign"), (CLV, "($3,600)", "sign"),
    (CLV, "300", "mistake"), (CLV, "150", "mistake"), (CLV, "36000", "power"), (CLV, "360", "power"), (CLV, "3,601", "rounding"), (CLV, "3600 %", "unit"),
    (CLV, "3,6", "power"), (CLV, "1800", "mistake"),
    # scores and points
    (NPS, "45", "right"), (NPS, "44.8", "right"), (NPS, "45 points", "right"), (NPS, "+45", "right"), (NPS, "45 %", "unit"), (NPS, "117", "alternative"),
    (NPS, "64", "mistake"), (NPS, "-45", "sign"), (NPS, "0.45", "power"), (NPS, "48", "rounding"),
    (POINTS, "-3", "right"), (POINTS, "-3 pp", "right"), (POINTS, "-3 points", "right"), (POINTS, "(3)", "right"), (POINTS, "-3.0 percentage points", "right"),
    (POINTS, "-3 %", "unit"), (POINTS, "3", "mistake"), (POINTS, "-50 %", "mistake"), (POINTS, "-50", "mistake"), (POINTS, "-0.03", "power"),
    # times
    (FIRST, "2.5", "right"), (FIRST, "2,5", "right"), (FIRST, "2.5 hours", "right"), (FIRST, "2 h 30 min", "right"), (FIRST, "2h30", "right"),
    (FIRST, "2:30", "right"), (FIRST, "150 min", "right"), (FIRST, "2 hours and 30 minutes", "right"), (FIRST, "150", "mistake"), (FIRST, "9000", "unit"),
    (FIRST, "-2.5", "sign"), (FIRST, "25", "power"), (FIRST, "2.53", "rounding"), (FIRST, "2.5 %", "unit"), (FIRST, "0.4", "mistake"), (FIRST, "3 apples", "unreadable"),
    # ratios and counts
    (TICKETS, "0.35", "right"), (TICKETS, ".35", "right"), (TICKETS, "0,35", "right"), (TICKETS, "350/1000", "right"), (TICKETS, "7 in 20", "right"),
    (TICKETS, "35", "mistake"), (TICKETS, "35 %", "ask"), (TICKETS, "2.86", "mistake"), (TICKETS, "3.5", "power"),
    (LIFT, "1.5", "right"), (LIFT, "3/2", "right"), (LIFT, "0.5", "mistake"), (LIFT, "50 %", "mistake"), (LIFT, "0.1", "mistake"),
    (TAG, "20", "right"), (TAG, "0.2", "right"), (TAG, "5", "mistake"), (TAG, "500", "mistake"), (TAG, "25", "mistake"), (RENEWAL, "1.30", "unknown"),
    (like("trial_conversion", trials_started=200.0, converted_of_started=60.0), "3.33", "alternative"),
    (UPGRADES, "75", "right"), (UPGRADES, "75 customers", "right"), (UPGRADES, "80", "mistake"), (UPGRADES, "100", "mistake"), (UPGRADES, "-75", "sign"),
]  # fmt: skip


@pytest.mark.parametrize(("task", "text", "kind"), TABLE, ids=[f"{task.item.key}-{text or 'nothing'}"[:40] for task, text, _ in TABLE])
def test_an_answer_is_marked_as_it_was_meant(task, text, kind):
    found = mark(task, text)
    assert found.kind == kind, found
    assert found.says.endswith((".", "?", ")")) and len(found.says) < 500


@pytest.mark.parametrize("text", ["0.05", ".05", "0,05", "1 in 20", "50/1000"])
def test_a_reading_that_is_not_the_plain_one_is_said(text):
    assert "Read as 5 %." in mark(CHURN, text).says


def test_a_separator_that_is_read_the_other_way_is_said():
    assert "Read as 3,600." in mark(CLV, "3.600").says and "Read as" not in mark(CLV, "3,600").says


def test_what_may_be_meant_two_ways_is_asked_with_both():
    found = mark(CHURN, "0.31")
    assert found.says == "Is 0.31 % or 31 % meant? Type 0.31 % or 31 %."


def test_two_readings_with_different_outcomes_are_asked_about():
    """0.4 may be 0.4 %, which is a mistake here, or 40 %, which is another one: neither is marked in silence."""
    task = like("pac", possible_days=30.0, active_days=12.0)
    plain = mark(task, "0.4")
    assert plain.kind == "right" and "Read as 40 %" in plain.says


def test_feedback_names_the_learners_own_number_and_how_it_comes_up():
    assert mark(CHURN, "95").says.startswith("95.0% is (1,000 − 50) ÷ 1,000. That is the share who stayed.")
    found = mark(NET, "5")
    assert found.says.startswith("5.0% is ($4,000 + $1,000) ÷ $100,000.") and (found.mistake, found.cluster) == ("gross", "gross_net")


def test_another_definition_is_no_miss_and_says_which_one_is_asked():
    found = mark(CHURN, "5.8")
    assert not found.counts and found.mistake == "with_new_customers_who_left" and "HubSpot" in found.says
    assert "Customers who left ÷ Customers at start" in found.says


def test_only_misses_use_up_an_attempt():
    kinds = {kind: mark(task, text).counts for task, text, kind in TABLE}
    assert {kind for kind, counts in kinds.items() if not counts} == set(FREE)
    assert kinds["right"] and kinds["mistake"] and kinds["sign"] and kinds["power"] and kinds["unknown"]


def test_unit_slips_of_time_are_found_by_their_factor():
    days = like("onboarding_speed", finished=10.0, total_days=225.0)
    assert mark(days, f"{days.number * 24:.2f}").kind == "unit" and mark(days, f"{days.number * 24:.2f} hours").kind == "right"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("6.4", PERCENT, 0.064), ("6,4 %", PERCENT, 0.064), ("1 in 20", PERCENT, 0.05), ("9/140", PERCENT, float(Fraction(9, 140))), ("(5)", PERCENT, -0.05),
        ("$3,600", MONEY, 3600), ("3.6k", MONEY, 3600), ("1.2m", MONEY, 1_200_000), ("€ 1.250,50", MONEY, 1250.5), ("-$5", MONEY, -5), ("($5.00)", MONEY, -5),
        ("12 345", COUNT, 12_345), ("7 in 20", RATIO, 0.35), ("-5 pp", SCORE, -5), ("2 h 30 min", HOURS, 2.5), ("90 s", MINUTES, 1.5), ("1 week", DAYS, 7),
        ("24 months", MONTHS, 24), ("0,5", RATIO, 0.5),
    ],
)  # fmt: skip
def test_a_typed_number_is_read_in_its_unit(text, unit, value):
    found = read_typed(text, unit)
    assert found.value == pytest.approx(value) and found.says == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [("12 34", COUNT), ("abc", MONEY), ("5 %", MONEY), ("3 h", MONEY), ("2 years", MONTHS), ("1/0", RATIO), ("1-2", COUNT)],
)
def test_what_is_no_number_of_that_unit_is_refused_with_a_sentence(text, unit):
    found = read_typed(text, unit)
    assert found.value is None and found.says.endswith(".") and text in found.says


def test_nothing_that_a_person_may_type_raises():
    odd = [
        "(",
        ")",
        "()",
        "%",
        "/",
        "1/",
        "/2",
        "=",
        "-",
        ":",
        "1:2:3",
        "٣",
        "½",
        "1e999",
        "--5",
        "5-",
        "\x00",
        "$",
        "k",
        "((5))",
        "1,2,3",
        "1.2.3",
        ",",
        "." * 50,
    ]
    for task in (CHURN, CLV, NPS, FIRST, TICKETS):
        for text in odd:
            assert mark(task, text).says
