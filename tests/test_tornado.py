"""What matters most: each input moved alone, against the formula worked by hand."""

import math

import pytest

from cs_calc import METRICS, answer
from cs_calc.expr import inputs
from cs_calc.solve import is_whole, unknowns
from cs_calc.tornado import as_rows, step_of, tornado
from cs_calc.tornado_chart import tornado_picture
from cs_calc.units import COUNT, HOURS, MONEY, PERCENT
from cs_calc.work import leaf_value, work

EVERY = [(m, v) for m in METRICS.values() for v in m.variants]
ids = [f"{m.key}-{v.key}" for m, v in EVERY]
NET = METRICS["net_mrr_churn"]


def numbers(metric, variant):
    return {p.key: leaf_value(p, metric.examples[0].given) for p in inputs(variant.formula)}


@pytest.mark.parametrize(("metric", "variant"), EVERY, ids=ids)
def test_both_ends_of_every_bar_are_the_formula_worked_again_and_the_widest_stands_first(metric, variant):
    found = tornado(metric, metric.examples[0].given, variant.key)
    known = numbers(metric, variant)
    now = answer(metric, known, variant.key).value
    assert len(found.bars) + len(found.left_out) == len(unknowns(variant))
    assert [bar.swing for bar in found.bars] == sorted((bar.swing for bar in found.bars), reverse=True)
    for bar in found.bars:
        for x, at in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
            assert math.isclose(work(variant.formula, {**known, bar.part.key: x}).value, at, abs_tol=1e-12)
            assert answer(metric, {**known, bar.part.key: x}, variant.key).value is not None, "an impossible number was tried"
        assert bar.low <= known[bar.part.key] <= bar.high
        if is_whole(bar.part):
            assert bar.low == int(bar.low) and bar.high == int(bar.high)
        elif not bar.note:
            assert bar.low == pytest.approx(known[bar.part.key] * 0.8) and bar.high == pytest.approx(known[bar.part.key] * 1.2)
        assert min(bar.at_low, bar.at_high) <= now + 1e-12 and max(bar.at_low, bar.at_high) >= now - 1e-12
    assert found.sentences and found.finding()
    assert all(s.endswith(".") and "nan" not in s.split() for s in found.sentences)


def test_the_issues_own_sentence():
    found = tornado(NET, NET.examples[0].given)
    assert found.sentences[0] == "Each further $1,000 of “MRR gained from upgrades” lowers Net MRR churn rate by 1 point."
    assert "The next $10,000 of “MRR at start” raises Net MRR churn rate by 0.45 points." in found.sentences  # -5,000 of 110,000: -4.55 %


def test_a_step_is_spoken_of_as_further_only_where_every_step_does_the_same():
    for metric, variant in EVERY:
        known = numbers(metric, variant)
        for sentence in tornado(metric, known, variant.key).sentences:
            part = next(p for p in unknowns(variant) if f"“{p.name}”" in sentence)
            step = step_of(part.unit, known[part.key])
            if known[part.key] and sentence.startswith("Each further"):
                one, two, three = (work(variant.formula, {**known, part.key: known[part.key] + k * step}).value for k in (0, 1, 2))
                assert two - one == pytest.approx(three - two, rel=1e-5, abs=1e-12), sentence


def test_the_range_is_a_persons_own_and_stops_at_what_can_be():
    half = tornado(NET, NET.examples[0].given, share=0.5)
    assert (half.bars[0].low, half.bars[0].high) == (4000, 12000)
    renewal = METRICS["renewal_rate"]
    found = tornado(renewal, {"contracts_due": 40, "contracts_renewed": 38})
    renewed = next(bar for bar in found.bars if bar.part.key == "contracts_renewed")
    assert renewed.high == 40 and "cannot be above 40, since “Contracts renewed” cannot exceed “Contracts due”" in renewed.note
    with pytest.raises(ValueError, match="above 0"):
        tornado(NET, NET.examples[0].given, share=0)


def test_the_step_goes_down_where_there_is_no_room_above():
    renewal = METRICS["renewal_rate"]
    found = tornado(renewal, {"contracts_due": 40, "contracts_renewed": 40})
    assert any(s.startswith("Each 10 less of “Contracts renewed” lowers Renewal rate by 25 points") for s in found.sentences)


def test_what_is_zero_has_no_bar_but_a_sentence():
    found = tornado(NET, {**NET.examples[0].given, "reactivated_mrr": 0})
    assert any("“MRR won back” is 0" in s for s in found.left_out)
    assert any("of “MRR won back” lowers" in s for s in found.sentences)


def test_without_an_answer_there_is_a_sentence_and_no_bars():
    found = tornado(NET, {"opening_mrr": 0.0})
    assert not found.bars and found.problem and found.finding() == ""
    with pytest.raises(ValueError, match="not known"):
        tornado_picture(found)


def test_steps_are_round():
    assert [step_of(u, x) for u, x in ((MONEY, 0.4), (MONEY, 123_456), (COUNT, 40), (PERCENT, 0.8), (PERCENT, 0.005), (HOURS, 2))] == [
        1, 10_000, 10, 0.01, 0.001, 0.1,
    ]  # fmt: skip


def test_the_picture_says_the_finding_and_holds_every_end():
    found = tornado(NET, NET.examples[0].given)
    picture = tornado_picture(found)
    assert picture.title.startswith("MRR gained from upgrades matters most")
    assert "$6,400 to $9,600: -3.4% to -6.6%" in picture.alt
    drawn = picture.chart.to_dict()
    assert "$9,600" in str(drawn["datasets"]) and len(as_rows(found)) == len(found.bars)
