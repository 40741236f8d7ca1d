"""The health score: the model, the formula of one customer, the table of all, signals from tables, the back-test, the file."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.expr import Input, inputs, steps
from cs_calc.health import Band, HealthModel, ModelError, Signal, default_model, health_table, score
from cs_calc.health.backtest import auc_range, back_test, rank_auc
from cs_calc.health.formula import excel, missing_sentence, outside_sentences
from cs_calc.health.model import bands_from, weights_sentence
from cs_calc.health.pictures import bands_picture, churn_by_band, strip
from cs_calc.health.portfolio import NO_SCORE, by_band, by_priority, by_segment, finding, notes
from cs_calc.health.saved import read_model, write_model
from cs_calc.health.signals import available, days_since_use, of_dataset, signals, waiting_tickets
from cs_calc.health.typed import band_rows, model_from, signal_rows
from cs_calc.say import in_latex, in_words

ALL = (Band("All", 0, 100),)
BANDS = bands_from([("Low", 0), ("Middle", 40), ("High", 70)])
TWO = HealthModel((Signal("usage", "Usage", 0, 1, 30), Signal("tickets", "Open tickets", 0, 4, 10, "lower")), BANDS)


# the model


@pytest.mark.parametrize(
    ("signals_", "says"),
    [
        ((), "at least one signal"),
        ((Signal("a", "A", 5, 5, 1),), "A: its low (5) must be below its high (5)"),
        ((Signal("a", "A", 0, 1, -1), Signal("b", "B", 0, 1, 2)), "A: its weight is -1, and a weight cannot be negative"),
        ((Signal("a", "A", 0, 1, 0), Signal("b", "B", 0, 1, 0)), "All weights are 0"),
        ((Signal("a", "A", 0, 1, 1), Signal("a", "B", 0, 1, 1)), "Two signals have the key “a”"),
        ((Signal("a", "A", 0, 1, 1), Signal("b", "a ", 0, 1, 1)), "Two signals have the name “a”"),
        ((Signal("a", "A", 0, math.inf, 1),), "must be numbers"),
        ((Signal("a", "A", 0, 1, math.nan),), "must be numbers"),
        ((Signal("a", "A", 0, 5e-324, 1),), "must be below"),
        ((Signal("A b", "A", 0, 1, 1),), "key must be small letters"),
        ((Signal("a", " ", 0, 1, 1),), "needs a name"),
        (tuple(Signal(f"a{i}", f"A{i}", 0, 1, 1) for i in range(21)), "21 signals"),
    ],
)
def test_a_model_with_signals_that_cannot_be_used_says_so_in_a_sentence(signals_, says):
    with pytest.raises(ModelError) as wrong:
        HealthModel(signals_, ALL)
    assert says in str(wrong.value) and all(p.endswith(".") for p in wrong.value.problems)


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ((), "at least one band"),
        ((Band("A", 0, 50), Band("B", 60, 100)), "Between A (up to 50) and B (from 60) is a gap"),
        ((Band("A", 0, 60), Band("B", 50, 100)), "is an overlap"),
        ((Band("A", 10, 100),), "must begin at 0"),
        ((Band("A", 0, 90),), "must end at 100"),
        ((Band("A", 0, 100), Band("B", 100, 100)), "from a lower to a higher"),
        ((Band("A", 0, 50), Band("A", 50, 100)), "Two bands are called “A”"),
    ],
)
def test_bands_that_do_not_tile_0_to_100_are_told_in_a_sentence(bands, says):
    with pytest.raises(ModelError) as wrong:
        HealthModel((Signal("a", "A", 0, 1, 1),), bands)
    assert says in str(wrong.value)


def test_an_edge_belongs_to_the_band_above_it_and_100_to_the_highest():
    assert [TWO.band_of(x).name for x in (0, 39.9999, 40, 69.9999999999, 70, 100)] == ["Low", "Low", "Middle", "High", "High", "High"]


def test_weights_that_do_not_add_up_to_100_are_rescaled_and_that_is_said():
    assert TWO.used_weights() == {"usage": 0.75, "tickets": 0.25}
    assert "add up to 40, not 100" in weights_sentence(TWO) and "as they stand" in weights_sentence(default_model())


# one customer


def test_nateros_example_comes_out_as_printed():
    model = HealthModel((Signal("logins", "Logins", 7, 30, 1),), ALL)
    assert score(model, {"logins": 18}).value == pytest.approx(100 * (18 - 7) / (30 - 7)) == pytest.approx(47.83, abs=0.005)


def test_a_score_worked_by_hand():
    found = score(TWO, {"usage": 0.6, "tickets": 1})
    assert found.value == pytest.approx((60 * 30 + 75 * 10) / 40) and found.band.name == "Middle" and found.coverage == 1
    assert [p.points for p in found.parts] == pytest.approx([45, 18.75]) and sum(p.points for p in found.parts) == pytest.approx(
        found.value
    )
    assert sum(p.lost for p in found.parts) == pytest.approx(100 - found.value)


def test_values_outside_the_range_count_as_its_nearer_end():
    assert score(TWO, {"usage": 7, "tickets": -3}).value == 100 and score(TWO, {"usage": -1, "tickets": 99}).value == 0


@pytest.mark.parametrize(("missing", "value"), [("reweight", 60), ("neutral", (60 * 30 + 50 * 10) / 40), ("worst", 60 * 30 / 40)])
def test_a_missing_signal_is_treated_by_the_models_rule_and_coverage_is_the_known_share_of_the_weight(missing, value):
    found = score(replace(TWO, missing=missing), {"usage": 0.6, "tickets": None})
    assert found.value == pytest.approx(value) and found.coverage == pytest.approx(0.75) and not found.thin
    assert "Not known: Open tickets" in missing_sentence(found)


@pytest.mark.parametrize("missing", ["reweight", "neutral", "worst"])
def test_without_any_known_signal_there_is_no_score_under_any_rule(missing):
    found = score(replace(TWO, missing=missing), {"usage": math.nan})
    assert found.value is None and "not the same as healthy" in found.problem and excel(found) == ""


def test_a_score_on_less_than_half_of_the_weight_is_called_thin():
    found = score(TWO, {"tickets": 0})
    assert found.value == 100 and found.coverage == 0.25 and found.thin and "thin" in found.sentence() and "thin" in missing_sentence(found)


def test_the_working_names_every_signal_once_and_says_what_was_turned_round():
    found = score(TWO, {"usage": 0.6, "tickets": 1})
    assert [i.key for i in inputs(found.worked.formula)] == ["usage", "tickets"] and all(
        isinstance(i, Input) for i in inputs(found.worked.formula)
    )
    names = [s.name for s in steps(found.worked.formula)]
    assert "Open tickets score (turned round)" in names and names[-1] == "Health score"
    assert in_words(steps(found.worked.formula)[0].body) == "100 × (Usage − 0) ÷ (1 − 0)" and r"\frac" in in_latex(
        steps(found.worked.formula)[0].body
    )


def test_a_range_that_begins_below_0_reads_well():
    found = score(HealthModel((Signal("nps", "NPS", -100, 100, 1),), ALL), {"nps": 20})
    assert found.value == 60 and in_words(steps(found.worked.formula)[0].body) == "100 × (NPS + 100) ÷ (100 + 100)"


def test_the_excel_formula_gives_the_same_number():
    found = score(TWO, {"usage": 0.6, "tickets": 1})
    names = {"usage": 0.6, "tickets": 1.0, "MIN": min, "MAX": max, "__builtins__": {}}
    assert eval(excel(found)[1:], names) == pytest.approx(found.value)


# properties

number = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def models(draw):
    n = draw(st.integers(1, 5))
    made = []
    for i in range(n):
        low = draw(number)
        weight = draw(
            st.floats(0.01, 100).map(lambda x: round(x, 2)) if i == 0 else st.just(0.0) | st.floats(0.01, 100).map(lambda x: round(x, 2))
        )
        made.append(
            Signal(
                f"s{i}",
                f"S{i}",
                low,
                low + draw(st.floats(0.5, 500).map(lambda x: round(x, 2))),
                weight,
                draw(st.sampled_from(["higher", "lower"])),
            )
        )
    edges = sorted(draw(st.sets(st.integers(1, 99), max_size=4)))
    return HealthModel(
        tuple(made), bands_from([(f"B{e}", e) for e in [0, *edges]]), draw(st.sampled_from(["reweight", "neutral", "worst"]))
    )


@st.composite
def cases(draw):
    model = draw(models())
    return model, {s.key: draw(st.none() | number) for s in model.signals}


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_table_and_the_worked_formula_agree_and_stay_between_0_and_100(case):
    model, known = case
    found = score(model, known)
    row = health_table(pd.DataFrame([{"customer_id": "a", **known}]), model).iloc[0]
    assert row["coverage"] == pytest.approx(found.coverage, abs=1e-9)
    if found.value is None:
        assert np.isnan(row["score"]) and row["band"] == NO_SCORE
        return
    assert -1e-9 <= found.value <= 100 + 1e-9 and row["score"] == pytest.approx(found.value, abs=1e-9)
    if abs(found.value - round(found.value)) > 1e-6:
        assert row["band"] == found.band.name
    assert bool(row["thin"]) == found.thin or abs(found.coverage - 0.5) < 1e-9


@given(cases(), st.floats(0.01, 50))
@settings(max_examples=40, deadline=None)
def test_rescaling_all_weights_changes_nothing(case, factor):
    model, known = case
    scaled = replace(model, signals=tuple(replace(s, weight=s.weight * factor) for s in model.signals))
    a, b = score(model, known), score(scaled, known)
    assert (a.value is None) == (b.value is None) and a.coverage == pytest.approx(b.coverage)
    assert a.value is None or a.value == pytest.approx(b.value, abs=1e-6)


@given(cases(), st.floats(0, 500), st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_more_of_a_better_signal_never_lowers_the_score(case, more, which):
    model, known = case
    signal = model.signals[which % len(model.signals)]
    if known[signal.key] is None:
        return
    better = {**known, signal.key: known[signal.key] + (more if signal.better == "higher" else -more)}
    a, b = score(model, known).value, score(model, better).value
    assert a is None or b >= a - 1e-9


# signals from tables

DAY = pd.Timestamp("2026-03-31")


def frame(columns, rows, dates=()):
    made = pd.DataFrame(rows, columns=columns.split())
    for column in dates:
        made[column] = pd.to_datetime(made[column])
    return made


CUSTOMERS = frame(
    "customer_id signup_date churned_at trial_start converted_at usage",
    [
        ("stays", "2025-01-01", None, None, None, 0.5),
        ("left", "2025-01-01", "2026-03-31", None, None, 0.0),
        ("leaves_later", "2025-01-01", "2026-04-01", None, None, 0.4),
        ("on_trial", "2026-03-01", None, "2026-03-01", None, None),
        ("converted", "2026-02-01", None, "2026-02-01", "2026-03-01", 0.9),
        ("comes_later", "2026-04-02", None, None, None, None),
    ],
    ("signup_date", "churned_at", "trial_start", "converted_at"),
)


def test_those_who_left_trials_and_later_sign_ups_are_not_scored():
    assert list(signals({"customers": CUSTOMERS}, DAY)["customer_id"]) == ["stays", "leaves_later", "converted"]
    assert len(signals({}, DAY)) == 0


def test_days_since_use_count_from_the_last_use_and_without_any_from_when_the_customer_or_the_records_began():
    use = frame("customer_id date", [("a", "2026-03-01"), ("a", "2026-03-21"), ("a", "2026-04-05"), ("z", "2026-01-10")], ["date"])
    there = frame("customer_id signup_date", [("a", "2025-01-01"), ("old", "2025-01-01"), ("new", "2026-03-21")], ["signup_date"])
    assert days_since_use(there, {"usage": use}, DAY).tolist() == [10, 80, 10]


def test_only_tickets_that_had_come_and_still_waited_on_the_day_count():
    tickets = frame(
        "customer_id created_at first_response_at resolved_at",
        [
            ("a", "2026-03-01", "2026-03-02", None),  # answered, open
            ("a", "2026-03-05", None, None),  # never answered, open
            ("a", "2026-03-05", None, "2026-03-06"),  # solved without a noted answer
            ("a", "2026-03-05", "2026-04-02", "2026-04-03"),  # answered and solved after the day
            ("a", "2026-04-01", None, None),  # came after the day
        ],
        ("created_at", "first_response_at", "resolved_at"),
    )
    assert waiting_tickets(tickets, "resolved_at", DAY).to_dict() == {"a": 3}
    assert waiting_tickets(tickets, "first_response_at", DAY).to_dict() == {"a": 2}


def test_the_latest_answer_fills_in_where_the_customers_table_has_none_and_rewound_nothing_later_shows():
    answers = frame(
        "customer_id date survey_type score scale_max",
        [("stays", "2026-01-01", "NPS", 9.0, 10), ("stays", "2026-03-01", "NPS", 2.0, 10), ("stays", "2026-02-01", "CSAT", 4.0, 10)],
        ["date"],
    )
    tables = {"customers": CUSTOMERS.assign(nps=[None, 1, 7, 1, 1, 1]), "survey_responses": answers}
    now = signals(tables, DAY).set_index("customer_id")
    assert now["nps"].to_dict() == {"stays": 2, "leaves_later": 7, "converted": 1} and "csat" not in now
    then = signals(tables, pd.Timestamp("2026-02-15"), rewound=True).set_index("customer_id")
    assert then["nps"]["stays"] == 9 and "usage" not in then and "left" in then.index and "converted" not in then.index


@pytest.fixture(scope="module")
def sample():
    from cs_calc.sample import sample_workbook
    from cs_calc.tables.load import load
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


def test_the_samples_portfolio_is_scored_as_the_worked_formula_scores_each_customer(sample):
    values = of_dataset(sample)
    model = default_model(available(values))
    table = health_table(values, model)
    assert len(table) == 483 and available(values) == [s.key for s in default_model().signals]  # STORY.md: 483 on the last day
    for i in range(0, len(values), 23):
        row = {s.key: None if pd.isna(v := values.iloc[i][s.source]) else float(v) for s in model.signals}
        found = score(model, row)
        assert table.iloc[i]["score"] == pytest.approx(found.value) and table.iloc[i]["band"] == found.band.name
        for part in found.parts:
            assert table.iloc[i][f"{part.signal.key}_normalised"] == pytest.approx(part.normalised, nan_ok=True) or part.value is None
    assert by_band(table, model)["customers"].sum() == 483 and by_band(table, model)["mrr"].sum() == pytest.approx(values["mrr"].sum())
    assert by_segment(table, "plan", model)["customers"].sum() == 483
    assert any("same for everybody" in note for note in notes(values, table, model))


# the portfolio

VALUES = pd.DataFrame(
    {
        "customer_id": list("abcd"),
        "mrr": [100.0, 900.0, None, 50.0],
        "usage": [0.08, 0.5, 1.0, None],
        "tickets": [4.0, 0.0, 0.0, None],
        "plan": ["x", "x", "y", None],
    }
)


def test_the_list_is_ordered_by_mrr_times_what_is_missing_to_100_and_says_why():
    table = health_table(VALUES, TWO)
    ranked = by_priority(table)
    assert list(ranked["customer_id"]) == ["b", "a", "c"] and ranked["priority"].tolist() == pytest.approx([900 * 0.375, 94.0, 0])
    assert table["reason"].tolist() == [
        "Usage 0.08 of 1 pulls 69 points down; Open tickets 4 (4 is worst) pulls 25",
        "Usage 0.5 of 1 pulls 38 points down",
        "Nothing pulls it down",
        "No signal is known: that is not the same as healthy",
    ]
    assert table["band"].tolist() == ["Low", "Middle", "High", NO_SCORE]
    assert finding(table, TWO, lambda x: f"{x:g}") == "1 of 3 customers is in the band Low; they pay 100 of 1000 MRR"


def test_what_the_data_lacks_is_said():
    table = health_table(VALUES, default_model())
    said = " ".join(notes(VALUES, table, default_model()))
    assert "Not in the loaded data" in said and "NPS answer" in said and "without a score" in said and "thin" in said


def test_a_band_or_a_column_named_like_our_own_does_no_harm():
    model = HealthModel(TWO.signals, bands_from([("customers", 0), ("score", 50)]))
    table = health_table(VALUES.assign(band="theirs", reason="theirs"), model)
    assert set(table["band"]) <= {"customers", "score", NO_SCORE}
    assert by_segment(table, "plan", model)["in customers"].tolist() == [1, 0]


def test_text_or_infinity_in_a_signals_column_is_not_known():
    rows = pd.DataFrame({"customer_id": list("ab"), "usage": ["lots", np.inf], "tickets": [0, 0]})
    assert health_table(rows, TWO)["coverage"].tolist() == [0.25, 0.25]


# the back-test


def test_the_rank_auc_counts_pairs():
    rng = np.random.default_rng(1)
    scores, left = rng.integers(0, 20, 60).astype(float), rng.random(60) < 0.4
    pairs = [(a < b) + (a == b) / 2 for a in scores[left] for b in scores[~left]]
    assert rank_auc(scores, left) == pytest.approx(np.mean(pairs))
    low, high = auc_range(0.7, 30, 100)
    assert 0.5 < low < 0.7 < high < 0.9


def test_the_back_test_on_the_sample_looks_back_and_warns_of_what_it_cannot_show(sample):
    model = default_model()
    found = back_test(sample.tables, model, pd.Timestamp(sample.as_of), 180)
    assert found.left >= 10 and found.bands["customers"].sum() == found.customers and found.bands["left"].sum() == found.left
    assert "Usage" not in found.used and "Days since last use" in found.used
    assert "cannot show that raising a score keeps a customer" in found.warning and 0.5 < found.auc < 0.9
    assert ((found.bands["low"] <= found.bands["rate"]) & (found.bands["rate"] <= found.bands["high"])).all()


def test_by_todays_signals_the_test_knows_the_ending_and_says_that_it_proves_nothing(sample):
    found = back_test(sample.tables, default_model(), pd.Timestamp(sample.as_of), None)
    assert found.leaks and found.auc > 0.95 and found.warning.startswith("This test knows the ending") and "no proof" in found.sentence()


def test_with_fewer_than_ten_who_left_there_is_no_back_test():
    use = frame("customer_id date", [("stays", "2026-01-01"), ("left", "2026-01-01")], ["date"])
    found = back_test({"customers": CUSTOMERS, "usage": use}, default_model(), DAY, 60)
    assert found.auc is None and found.sentence().startswith("1 of 3 scored customers left in that time: at least 10")
    assert "churned_at" in back_test({"customers": CUSTOMERS.drop(columns="churned_at")}, default_model(), DAY, 90).problem
    assert "has a date" in back_test({"customers": CUSTOMERS}, default_model(), DAY, 60).problem


# the file and the form


def test_a_saved_model_comes_back_as_it_was():
    model = HealthModel((Signal("a", "Äpfel", -1.5, 3, 2.5, "lower", "users"),), BANDS, "worst")
    assert read_model(write_model(model)) == model and json.loads(write_model(model))["version"] == 1
    assert read_model(("\ufeff" + write_model(model)).encode()) == model


def changed(**parts):
    return json.dumps({**json.loads(write_model(TWO)), **parts})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "cannot be read as JSON"),
        ("[" * 50_000, "cannot be read as JSON"),
        ("x" * 200_000, "larger than 100 kB"),
        ('{"a": 1}', "not a health model"),
        (changed(version=2), "version “2”; this app reads version 1"),
        (changed(version=None), "version nothing"),
        (changed(signals="x"), "no list of signals"),
        (changed(bands=None), "no list of bands"),
        (changed(missing="guess"), "not by “guess”"),
        (changed(missing=[1]), "A missing signal"),
        (
            changed(signals=[{"key": "a", "name": "A", "low": "0", "high": 1, "weight": 1, "better": "higher"}]),
            "“0” as its low; a number was expected",
        ),
        (changed(signals=[{"key": "a", "name": "A", "low": 0, "high": 1, "weight": True, "better": "higher"}]), "“True” as its weight"),
        (changed(signals=[{"key": "a", "name": "A", "low": 0, "high": 1, "weight": 1, "better": "up"}]), "higher or lower was expected"),
        (changed(signals=[{"key": "a", "name": "A", "low": 0, "high": 1e999, "weight": 1, "better": "higher"}]), "a number was expected"),
        (changed(bands=[{"name": "A", "from": 0, "to": 60}]), "must end at 100"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(text, says):
    with pytest.raises(ModelError) as wrong:
        read_model(text)
    assert says in str(wrong.value)


def test_the_form_says_the_model_that_it_was_made_of_and_a_new_row_gets_a_key():
    model = replace(default_model(), missing="worst")
    assert model_from(signal_rows(model), band_rows(model), "worst") == model
    rows = [*signal_rows(model), {"key": None, "name": "NPS", "low": 0, "high": 1, "weight": 1}, {"key": None, "name": None, "low": None}]
    assert model_from(rows, band_rows(model), "worst").signals[-1].key == "nps_2"


@pytest.mark.parametrize(
    ("signal", "band", "says"),
    [
        ({"name": "A", "low": 0, "high": None, "weight": None}, {"name": "All", "from": 0}, "A: fill in its high and weight."),
        ({"name": None, "low": 0, "high": 1, "weight": 1}, {"name": "All", "from": 0}, "A signal has no name"),
        ({"name": "A", "low": 0, "high": 1, "weight": 1}, {"name": "All", "from": None}, "The band All needs"),
        ({"name": "A", "low": 3, "high": 1, "weight": 1}, {"name": "All", "from": 0}, "its low (3) must be below"),
    ],
)
def test_a_form_that_is_not_filled_in_is_told_in_a_sentence(signal, band, says):
    with pytest.raises(ModelError) as wrong:
        model_from([signal], [band], "reweight")
    assert says in str(wrong.value)


# the pictures


def test_the_pictures_say_their_finding_and_everything_in_words(sample):
    values = of_dataset(sample)
    model = default_model()
    table = health_table(values, model)
    picture = bands_picture(by_band(table, model), model, finding(table, model, str), "$")
    assert all(b.name in picture.alt for b in model.bands) and picture.chart.to_dict()
    one = strip(score(model, {"usage": 0.5}))
    assert "Higher is healthier" in one.alt and one.chart.to_dict()
    test = churn_by_band(back_test(sample.tables, model, pd.Timestamp(sample.as_of), 365), model)
    assert "left" in test.title and "likely" in test.alt and test.chart.to_dict()


def test_health_is_below_the_pages_and_above_the_tables():
    from pathlib import Path

    root = Path(__file__).resolve().parent.parent / "cs_calc"
    for part in ("tables", "metrics"):
        for file in (root / part).rglob("*.py"):
            assert "cs_calc.health" not in file.read_text(encoding="utf-8"), file


def test_a_key_that_looks_like_a_cell_gets_another_name_in_excel():
    found = score(HealthModel((Signal("q1", "Question 1", 0, 10, 1),), ALL), {"q1": 5})
    assert "q1_" in excel(found) and "q1-" not in excel(found)


def test_a_value_outside_its_range_is_said_and_not_taken_in_silence():
    model = default_model()
    inside = {s.key: s.high for s in model.signals}
    assert outside_sentences(score(model, inside)) == []
    first = model.signals[0]
    told = outside_sentences(score(model, {**inside, first.key: first.high + 79}))
    assert len(told) == 1 and first.name in told[0] and f"counts as {first.high:g}" in told[0]
