"""Why a number changed: contributions add up, mix and rate add up, and what the sample hides is found."""

import math
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS
from cs_calc.analysis.why import Times, answer_over, can_pool, contributions, is_it_real, parts_sentence, pooled, said, take_apart
from cs_calc.analysis.why_charts import bars_of_mix, bars_of_parts, change_bridge
from cs_calc.analysis.why_mix import base_of, mix, mix_by, ranked, splits_for
from cs_calc.analysis.why_say import masked, mix_sentence, no_mix, opening
from cs_calc.analysis.why_tables import parts_table, real_of_segments, segment_table, split_table
from cs_calc.expr import inputs
from cs_calc.sample import sample_workbook
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.work import work

QUICK = settings(deadline=None, max_examples=60)
NPS, CHURN, CLOSING = METRICS["nps"], METRICS["customer_churn_rate"], METRICS["closing_mrr"]
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
STORY = Times("month", tuple(MONTHS[:6]), tuple(MONTHS[6:]))
COUNTS = st.integers(1, 5000).map(float)


@pytest.fixture(scope="module")
def dataset():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes())]).dataset


def variants():
    return [(m, v) for m in METRICS.values() for v in m.variants]


# contributions of inputs


@pytest.mark.parametrize(("metric", "variant"), variants(), ids=lambda x: x.key)
@settings(deadline=None, max_examples=4)
@given(data=st.data())
def test_contributions_of_every_definition_add_up_to_the_change(metric, variant, data):
    keys = [part.key for part in inputs(variant.formula)]
    then, now = ({key: data.draw(COUNTS) for key in keys} for _ in range(2))
    found = take_apart(variant.formula, then, now)
    ends = [work(variant.formula, case).value for case in (then, now)]
    if None in ends:
        assert found is None
    elif found.problem:
        assert "divided among the inputs" in found.problem
    else:
        size = max(abs(ends[0]), abs(ends[1]), *(abs(p.share) for p in found.parts))
        assert math.fsum(p.share for p in found.parts) == pytest.approx(ends[1] - ends[0], abs=1e-9 * (1 + size))


@QUICK
@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=3, max_size=3))
def test_a_contribution_is_the_mean_over_every_order_in_which_inputs_change(pairs):
    before, after = ({k: pair[i] for k, pair in zip("abc", pairs, strict=True)} for i in (0, 1))

    def value(x):
        return x["a"] * x["b"] / x["c"]

    naive = dict.fromkeys("abc", 0.0)
    for order in permutations("abc"):
        now = dict(before)
        for key in order:
            was = value(now)
            now[key] = after[key]
            naive[key] += (value(now) - was) / 6
    found = contributions(before, after, value)
    assert all(found[k] == pytest.approx(naive[k], rel=1e-9, abs=1e-6) for k in naive)


def test_an_input_that_did_not_change_contributes_nothing_and_a_sum_gives_each_its_own_change():
    then = {p.key: 10.0 for p in inputs(CLOSING.variants[0].formula)}
    found = take_apart(CLOSING.variants[0].formula, then, {**then, "new_mrr": 25.0, "churned_mrr": 14.0})
    assert {p.key: p.share for p in found.parts if p.share} == {"new_mrr": 15.0, "churned_mrr": -4.0}
    assert parts_sentence(found, CLOSING.unit, "$") == (
        "MRR of new customers moved it most ($10 to $25): +$15 of +$11. MRR of customers who left ($10 to $14) pulled the other way: -$4."
    )


def test_where_a_mixed_set_has_no_value_the_decomposition_is_left_out_with_a_sentence():
    then = {"promoters": 5.0, "passives": 0.0, "detractors": 0.0}
    found = take_apart(NPS.variants[0].formula, then, {"promoters": 0.0, "passives": 0.0, "detractors": 4.0}, ("May 2026", "Jun 2026"))
    assert not found.parts and "cannot be divided among the inputs" in found.problem
    assert "Promoters (9 or 10) as in Jun 2026 and the rest as in May 2026" in found.problem and "is 0" in found.problem
    assert take_apart(NPS.variants[0].formula, {}, then) is None


def test_a_list_counts_as_one_number_and_worked_out_inputs_say_so():
    times = METRICS["resolution_time"].variants[0]
    found = take_apart(times.formula, {"resolution_hours": (1.0, 2.0, 9.0)}, {"resolution_hours": (4.0, 5.0)})
    assert [(p.then, p.now, p.share) for p in found.parts] == [(2.0, 4.5, 2.5)] and "one number made of a list" in found.parts[0].how
    value = METRICS["customer_lifetime_value"].variant("subscription")
    both = [dict.fromkeys((p.key for p in inputs(value.formula)), x) for x in (0.5, 0.6)]
    hows = {p.key: p.how for p in take_apart(value.formula, *both).parts}
    assert hows["average_revenue"].startswith("worked out: ") and hows["gross_margin"].startswith("assumed: taken as")


# mix against rate

SEGMENTS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.floats(-100, 100), st.floats(-100, 100)), min_size=2, max_size=7
).filter(lambda rows: any(a and b for a, b, _, _ in rows))


def table(rows):
    names = [f"s{i}" for i in range(len(rows))]
    columns = ["base_then", "base_now", "value_then", "value_now"]
    return pd.DataFrame(rows, columns=columns).astype("float64").assign(segment=names)


@QUICK
@given(SEGMENTS)
def test_within_mix_new_and_ended_add_up_to_the_change_of_the_whole(rows):
    found = mix(table(rows))
    start, end = (sum(r[i] * r[i + 2] for r in rows) / sum(r[i] for r in rows) for i in (0, 1))
    assert (found.start, found.end) == (pytest.approx(start, abs=1e-9), pytest.approx(end, abs=1e-9))
    assert found.within + found.shift + found.new + found.ended == pytest.approx(end - start, abs=1e-8)
    assert found.segments["effect"].sum() == pytest.approx(end - start, abs=1e-8)
    both = [r for r in rows if r[0] and r[1]]
    stayed = [sum(r[i] * r[i + 2] for r in both) / sum(r[i] for r in both) for i in (0, 1)]
    assert found.within + found.shift == pytest.approx(stayed[1] - stayed[0], abs=1e-8)
    assert sum(b[1] for b in bars_of_mix(found, "plan")) == pytest.approx(end - start, abs=1e-8)


@QUICK
@given(SEGMENTS)
def test_where_no_value_changed_nothing_is_within_and_where_no_share_changed_nothing_is_mix(rows):
    assert mix(table([(a, b, x, x) for a, b, x, _ in rows])).within == pytest.approx(0, abs=1e-9)
    same = mix(table([(a, 2 * a, x, y) for a, _, x, y in rows if a] or [(1, 2, 0.0, 1.0)]))
    assert (same.shift, same.new, same.ended) == (pytest.approx(0, abs=1e-9), 0, 0)


def test_without_a_segment_that_was_there_both_times_there_is_no_mix():
    assert mix(table([(10, 0, 5.0, 0.0), (0, 10, 0.0, 5.0)])) is None


def test_only_rates_over_one_base_are_taken_apart_by_segments():
    bases = {m.key: getattr(base_of(m.variants[0].formula), "key", None) for m in METRICS.values()}
    assert bases["nps"] == "nps_answers" and bases["csat"] == "csat_1_to_5" and bases["gross_mrr_churn"] == "opening_mrr"
    assert all(
        bases[key] is None for key in ("arr", "closing_mrr", "resolution_time", "stickiness", "annualised_churn_rate", "behaviour_lift")
    )
    assert base_of(METRICS["resolution_time"].variant("mean").formula).key == "resolution_hours_count"
    assert "no share, score or mean of rows" in no_mix(METRICS["arr"].variants[0], STORY, True)


# the sample


def test_story_four_a_new_channel_lifts_nps_while_each_old_channel_falls(dataset):
    every = ranked(dataset, NPS.variants[0], STORY)
    found = every[0]
    assert found.by == "channel" and found.against() == 2 and len(every) == 6
    assert (round(found.start, 1), round(found.end, 1)) == (13.2, 51.2)
    assert found.within < -9 and found.new > 47 and found.within + found.shift + found.new == pytest.approx(found.change)
    text = mix_sentence(found, NPS.unit, "All answers", "channel")
    assert "milestone e-mail from 20.9 to 12.1, support chat from -5.7 to -18.2" in text
    assert "the new channel after-upgrade pop-up: it has 63.9% of all answers, at 78.1" in text


def test_the_change_that_is_hidden_most_is_found_without_being_asked_for(dataset):
    first = masked(dataset)[0]
    assert (first.metric.key, first.mix.by, first.times.then, first.times.now) == ("nps", "channel", ("2026-Q2",), ("2026-Q3",))
    assert first.sentence("channel").endswith("yet it fell in every channel of 20 or more that was there both times.")


def test_segments_agree_with_a_naive_count_of_the_answers(dataset):
    answers = dataset.tables["survey_responses"]
    answers = answers[answers["survey_type"] == "NPS"]
    month = answers["date"].dt.strftime("%Y-%m")
    found = mix_by(dataset, NPS.variants[0], STORY, "channel").segments.set_index("segment")
    for when, periods in (("then", STORY.then), ("now", STORY.now)):
        for channel, rows in answers[month.isin(periods)].groupby("channel"):
            score = 100 * ((rows["score"] >= 9).mean() - (rows["score"] <= 6).mean())
            assert found.loc[channel, f"base_{when}"] == len(rows)
            assert found.loc[channel, f"value_{when}"] == pytest.approx(score)


@pytest.mark.parametrize("key", ["csat", "first_contact_resolution", "renewal_rate", "customer_churn_rate", "gross_mrr_churn"])
def test_every_split_of_a_rate_adds_up_to_the_rate_of_the_whole(dataset, key):
    metric = METRICS[key]
    times = Times("quarter", ("2026-Q1",), ("2026-Q3",))
    then, now = (answer_over(dataset, metric, metric.variants[0].key, "quarter", p) for p in (times.then, times.now))
    every = ranked(dataset, metric.variants[0], times)
    assert every and {m.by for m in every} <= set(splits_for(dataset, metric.variants[0]))
    for m in every:
        assert (m.start, m.end) == (pytest.approx(then.value), pytest.approx(now.value))
        assert m.within + m.hidden == pytest.approx(now.value - then.value, abs=1e-9)


def test_a_tag_is_no_split_for_a_mix_as_a_ticket_may_have_several(dataset):
    assert "tag" not in splits_for(dataset, METRICS["first_contact_resolution"].variants[0])
    assert "channel" in splits_for(dataset, METRICS["first_contact_resolution"].variants[0])


def test_several_months_taken_together_count_the_same_as_the_quarter(dataset):
    for key in ("nps", "renewal_rate", "first_response_time", "first_response_within_target"):
        variant = METRICS[key].variants[0]
        three = answer_over(dataset, METRICS[key], variant.key, "month", ("2026-04", "2026-05", "2026-06"))
        one = answer_over(dataset, METRICS[key], variant.key, "quarter", ("2026-Q2",))
        assert can_pool(variant) and three.value == pytest.approx(one.value), key
    assert pooled([{"promoters": 1.0, "passives": 1.0}, {"promoters": 2.0, "passives": 1.0, "detractors": 1.0}], NPS.variants[0]) == {
        "promoters": 3.0, "passives": 2.0, "detractors": None,
    }  # fmt: skip


def test_the_opening_says_what_changed_whether_it_is_real_and_what_is_hidden(dataset):
    variant = NPS.variants[0]
    then, now = (answer_over(dataset, NPS, variant.key, "month", p) for p in (STORY.then, STORY.now))
    change, sentence = is_it_real(then, now, ("a", "b"))
    assert change.evidence == "real" and sentence.startswith("Up 38 points, from 13.2 to 51.2")
    text = opening(NPS, (said(STORY.then), said(STORY.now)), change, ("13.2", "51.2"), "Story.")
    assert text == (
        "Net Promoter Score (NPS) went up 38 points from Jan to Jun 2026 to Jul to Oct 2026 (13.2 to 51.2): more than chance would explain. Story."
    )
    missing = answer_over(dataset, NPS, variant.key, "month", ("1999-01",))
    assert is_it_real(missing, now, ("Jan 1999", "now"))[0] is None


def test_the_tables_and_pictures_hold_what_was_worked(dataset):
    every = ranked(dataset, NPS.variants[0], STORY)
    own = real_of_segments(dataset, NPS, NPS.variants[0], STORY, every[0])
    shown = segment_table(every[0], NPS.unit, "All answers", real=own)
    assert shown["Segment"].iloc[0] == "after-upgrade pop-up" and set(shown["There"]) == {"new", "there both times"}
    assert (shown["Within (points)"] + shown["By the mix (points)"]).sum() == pytest.approx(every[0].change, abs=0.05)
    assert set(own) == {"milestone e-mail", "support chat"}
    assert len(split_table(every, NPS.unit, {m.by: m.by for m in every})) == 6
    then, now = (answer_over(dataset, NPS, "percentages", "month", p) for p in (STORY.then, STORY.now))
    parts = take_apart(NPS.variants[0].formula, then.given, now.given)
    assert parts_table(parts, NPS.unit)["Contributed (points)"].sum() == pytest.approx(every[0].change, abs=0.05)
    for bars in (bars_of_mix(every[0], "channel"), bars_of_parts(parts)):
        picture = change_bridge(parts.start, parts.end, bars, NPS.unit, "Title", ("then", "now"), "higher")
        assert picture.alt.startswith("Title: then 13.2") and picture.alt.endswith("now 51.2.")
        picture.chart.to_dict()
