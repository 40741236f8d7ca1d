"""The third door: a pasted column is counted by the rules that uploads use, and what could not be read is listed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, answer
from cs_calc.tables.doors import DOORS, FITS, door_for
from cs_calc.tables.measures import words_for
from cs_calc.tables.paste import count_pasted, duration, read_list

QUICK = settings(deadline=None, max_examples=25)
PAIRS = [pytest.param(m, v, id=f"{m}.{v}") for m, variants in FITS.items() for v in variants]


def ask(metric, variant, text, **options):
    counted = count_pasted(door_for(metric, variant), text, **options)
    return answer(METRICS[metric], counted.inputs["All"], variant), counted


@pytest.mark.parametrize(("metric", "variant"), PAIRS)
def test_every_door_answers_the_definitions_that_it_serves(metric, variant):
    door = door_for(metric, variant)
    found, counted = ask(metric, variant, door.example)
    assert found.value is not None, found.problem
    assert counted.used == counted.read == len(door.example.splitlines()) and counted.not_read == ()
    assert all(words_for(part.key) for part in found.inputs)


def test_every_door_serves_a_definition():
    assert {key for variants in FITS.values() for key in variants.values()} == {door.key for door in DOORS}
    assert all(v in {x.key for x in METRICS[m].variants} for m, variants in FITS.items() for v in variants)


@QUICK
@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_pasted_scores_give_the_nps_that_a_loop_gives(scores):
    found, counted = ask("nps", "percentages", "\n".join(map(str, scores)))
    up, down = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
    assert found.value == pytest.approx(100 * (up - down) / len(scores))
    assert counted.read == counted.used == len(scores)


@QUICK
@given(st.lists(st.floats(0, 2000).map(lambda x: round(x, 2)), min_size=1, max_size=40))
def test_pasted_hours_give_the_median_that_sorting_gives(hours):
    found, _ = ask("first_response_time", "median", "\n".join(map(str, hours)))
    ranked, n = sorted(hours), len(hours)
    assert found.value == pytest.approx((ranked[(n - 1) // 2] + ranked[n // 2]) / 2, abs=1e-6)


def test_what_cannot_be_read_is_listed_with_its_line_and_not_dropped():
    found, counted = ask("nps", "percentages", "score\n10\n\nn/a?\n11\n9")
    assert (counted.read, counted.used) == (5, 2)
    assert [(line, text) for line, text, _ in counted.not_read] == [(1, "score"), (4, "n/a?"), (5, "11")]
    assert "heading" in counted.not_read[0][2] and "0 to 10" in counted.not_read[2][2]
    assert found.value == 100.0


def test_a_second_column_groups_the_answer():
    counted = count_pasted(door_for("csat", "yes_no"), "yes\tmail\nno\tmail\nyes\tchat\nyes")
    shares = {g: answer(METRICS["csat"], inputs, "yes_no").value for g, inputs in counted.inputs.items()}
    assert shares == {"All": 0.75, "mail": 0.5, "chat": 1.0, "(not given)": 1.0}


@pytest.mark.parametrize(("unit", "hours"), [("hours", 90.0), ("minutes", 1.5), ("days", 2160.0)])
def test_plain_numbers_are_read_in_the_unit_that_was_chosen(unit, hours):
    found, _ = ask("first_response_time", "median", "90", unit=unit)
    assert found.value == pytest.approx(hours)


def test_times_that_bring_their_own_unit_are_read_as_they_stand():
    found, counted = ask("resolution_time", "mean", "1:30\n90 min\n1 h 30 min\nsoon")
    assert found.value == pytest.approx(1.5) and counted.not_read[0][:2] == (4, "soon")


def test_two_columns_of_dates_are_read_as_from_and_to():
    counted = count_pasted(door_for("time_to_value", "median"), "2026-01-05\t2026-01-08\tA\n2026-02-01\t2026-02-11\tB\n2026-02-01\t\tB")
    assert counted.inputs["All"]["value_days"] == (3.0, 10.0)
    assert counted.inputs["B"]["value_days"] == (10.0,) and counted.not_read[0][0] == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Nothing was pasted"),
        ("  \n ", "Nothing was pasted"),
        ("hello", "No line could be read"),
        ("1.234\n5.678", "two ways"),
        ("01/02/2026\t03/02/2026", "two ways"),
        ("1\n" * 100_001, "upload them"),
    ],
)
def test_what_cannot_be_counted_at_all_is_a_sentence(text, says):
    with pytest.raises(ValueError, match=says):
        count_pasted(door_for("time_to_value", "median"), text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1:30", "hours", 1.5), ("26:03:00", "hours", 26.05), ("90 min", "hours", 1.5), ("45 s", "minutes", 0.75), ("2 weeks", "days", 14.0),
        ("1,5 h", "hours", 1.5), ("1 day and 12 hours", "days", 1.5), ("soon", "days", None), ("5 apples", "days", None), ("1:99", "hours", None),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_its_own_units(text, unit, value):
    assert duration(text, unit) == (None if value is None else pytest.approx(value))


def test_a_list_typed_into_a_field_is_read_and_the_rest_is_told():
    assert read_list("1, 2, 3", "count").values == (1.0, 2.0, 3.0)
    assert read_list("1,2,3", "count").values == (1.0, 2.0, 3.0)
    assert read_list("1\n2\nx", "hours").not_read == ("x",)
    assert read_list("", "hours").values == ()
    assert read_list("0.5, 1, 26 and 50 hours", "hours").values == (0.5, 1.0, 26.0, 50.0)


def test_a_list_in_one_line_is_pasted_like_a_column():
    found, counted = ask("first_response_time", "median", "0.5, 1, 1, 2, 3, 26 and 50 hours")
    assert found.value == 2.0 and counted.used == counted.read == 7
