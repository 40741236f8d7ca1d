"""KPIs: what is suggested, when a target is met, too close to call or missed, and files and links of them."""

import json
from datetime import date
from statistics import median

import pandas as pd
import pytest

from cs_calc import METRICS, answer
from cs_calc.analysis.kpis import (
    MOST,
    PAST,
    Kpi,
    Target,
    advice_for,
    do_first,
    first_target,
    history,
    light,
    mark_of,
    own_target,
    past_target,
    resolved,
    standing,
    starts,
    suggested,
    targets_of,
    with_metrics,
)
from cs_calc.analysis.kpis_saved import KpiError, from_link, read_kpis, to_link, write_kpis
from cs_calc.analysis.kpis_table import kpi_table, overview, target_name
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset

CHURN, NPS, NET = METRICS["customer_churn_rate"], METRICS["nps"], METRICS["net_mrr_churn"]


def churn(left, there=1000, period="month"):
    return answer(CHURN, {"opening_customers": there, "left_customers": left}, period=period)


@pytest.fixture(scope="module")
def data():
    """40 customers at $100 a month; in month n, n of them leave: January none, February 1, March 2 ..."""
    rows, gone = [], 0
    for n in range(40):
        rows.append({"customer_id": f"C{n:02d}", "start_date": "2025-11-15", "end_date": None, "amount": 100.0, "interval": "month"})
    for month, some in ((2, 1), (3, 2), (4, 3), (5, 4)):
        for _ in range(some):
            rows[gone]["end_date"], gone = f"2026-{month:02d}-10", gone + 1
    table = pd.DataFrame(rows).assign(_sheet="s", _row=range(40), subscription_id=[f"S{n}" for n in range(40)])
    for column in ("start_date", "end_date"):
        table[column] = pd.to_datetime(table[column])
    return Dataset({"subscriptions": table}, date(2026, 5, 31))


# the light


@pytest.mark.parametrize(
    ("left", "target", "state"),
    [
        (20, 0.05, "meets"),
        (80, 0.05, "misses"),
        (45, 0.05, "too close to call"),
        (55, 0.05, "too close to call"),
        (60, 0.05, "too close to call"),
    ],
)
def test_a_rate_whose_range_spans_the_target_is_too_close_to_call(left, target, state):
    found = churn(left)
    shown = light(found, own_target(CHURN, target))
    assert shown.state == state
    spans = found.interval.low <= target <= found.interval.high
    assert (state == "too close to call") == spans
    assert ("meets" in shown.sentence) == (left / 1000 <= target)


def test_what_is_counted_whole_has_no_range_and_may_lie_within_the_margin():
    found = answer(
        NET, {"opening_mrr": 100_000.0, "churned_mrr": 3_090.0, "contracted_mrr": 0.0, "expanded_mrr": 0.0, "reactivated_mrr": 0.0}
    )
    assert [light(found, own_target(NET, x)).state for x in (0.04, 0.03, 0.02)] == ["meets", "within the margin", "misses"]
    assert light(found, own_target(NET, 0.03), margin=0.02).state == "misses"
    assert light(found, own_target(NET, 0.02)).miss == pytest.approx((0.0309 - 0.02) / 0.02)
    assert light(found, own_target(NET, 0.0)).miss == pytest.approx(3.09)  # a target of 0: in points


def test_equal_is_enough_unless_the_mark_says_below():
    found = answer(NET, {"opening_mrr": 100.0, "churned_mrr": 1.0, "contracted_mrr": 0.0, "expanded_mrr": 0.0, "reactivated_mrr": 0.0})
    assert light(found, Target("yours", 0.01, "at most")).state == "meets"
    assert light(found, Target("yours", 0.01, "at most", strict=True)).state != "meets"


def test_a_target_for_another_period_is_not_held_against_the_answer():
    assert light(churn(80), own_target(CHURN, 0.05, period="year")).state == "not compared"
    assert "is for a year, not a month" in light(churn(80), own_target(CHURN, 0.05, period="year")).sentence
    assert light(churn(5, there=0), own_target(CHURN, 0.05)).state == "not defined"
    assert light(churn(5), None).state == "no target"


def test_published_marks_are_told_with_whose_they_are_and_their_date():
    retention = METRICS["gross_revenue_retention"]
    marks = targets_of(retention)
    assert [t.period for t in marks] == ["year"] * 3 and mark_of(retention, marks[1]).date == "2024"
    assert "2024" in target_name(retention, marks[1]) and "for a year" in target_name(retention, marks[1])
    found = answer(retention, retention.examples[0].given, period="year")
    assert "date 2024" in light(found, marks[0]).sentence
    assert first_target(retention, "month").origin == PAST and first_target(retention, "year") == marks[0]
    assert targets_of(METRICS["behaviour_lift"]) == [] and past_target(METRICS["behaviour_lift"]) is None


# over data


def test_the_past_as_a_target_is_the_median_of_the_periods_before(data):
    values = [answer_for(data, CHURN, "month", p).value for p in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04")]
    target = resolved(data, CHURN, past_target(CHURN), "month", "2026-05")
    assert target.value == pytest.approx(median(values)) and target.side == "at most"
    assert resolved(data, CHURN, past_target(CHURN), "month", "2026-01") is None  # one month is no past
    held = standing(data, Kpi(CHURN.key, "Keep customers", "", past_target(CHURN)), "month", "2026-01")
    assert held.light.state == "no target" and "too few periods" in held.light.sentence
    assert history(data, CHURN, "month", "2026-04") == pytest.approx(tuple(values))


def test_one_metric_is_suggested_for_each_objective_that_the_data_can_answer(data):
    kpis = suggested(data, "month")
    assert [k.metric for k in kpis] == ["net_mrr_churn", "expansion_mrr_rate", "net_new_mrr"]
    assert [k.objective for k in kpis] == ["Keep customers", "Grow revenue from existing customers", "Grow the recurring revenue"]


def test_a_kpi_stands_with_its_change_and_what_to_do_first(data):
    held = standing(data, Kpi(CHURN.key, "", "Ines", own_target(CHURN, 0.01)), "month", "2026-05")
    assert held.answer.value == pytest.approx(4 / 34) and held.change.difference == pytest.approx(4 / 34 - 3 / 37)
    assert held.advice.topic == "act on it" and held.advice in CHURN.collect
    assert do_first(held.answer, held.advice)[0] == held.answer.meaning.then
    assert do_first(None, held.advice) == (held.advice.text, held.advice.source.publisher)
    gone = standing(data, Kpi("nps"), "month", "2026-05")
    assert gone.answer is None and "cannot answer" in gone.light.sentence
    assert starts([held, gone]) == {CHURN.key: 0.01}
    table = kpi_table([held, gone])
    assert table["owner"].tolist() == ["Ines", ""] and table["target"].tolist() == ["at most 1.0%", ""]


def test_advice_of_an_article_goes_before_our_own():
    for metric in METRICS.values():
        found = advice_for(metric)
        others = [a for a in metric.collect if a.topic == "act on it"]
        assert found in others and (found.source.kind != "ours" or all(a.source.kind == "ours" for a in others))


def test_the_overview_counts_the_lights_and_names_the_worst(data):
    def held(metric, value):
        return standing(data, Kpi(metric, "", "", own_target(METRICS[metric], value)), "month", "2026-05")

    several = [
        held("net_mrr_churn", 0.5),
        held("net_new_mrr", 1000.0),
        held("net_revenue_retention", 0.95),
        held("customer_churn_rate", 0.12),
    ]
    said = overview([*several, standing(data, Kpi("nps"), "month", "2026-05")], "2026-05")
    assert said.startswith("1 of 4 KPIs meet their target in May 2026; 1 is too close to call, 1 is within the margin, 1 misses it.")
    assert "Net new MRR is the worst: -$400, target at least $1,000." in said and said.endswith(
        "1 more has nothing to be held against here."
    )
    assert "set one below" in overview([standing(data, Kpi("net_new_mrr"), "month", "2026-05")], "2026-05")


def test_at_most_nine_are_kept_and_those_that_were_there_stay_as_they_were():
    old = Kpi("nps", "Loved", "Ines", own_target(NPS, 40.0))
    kpis = with_metrics([old], ["csat", "nps"], "month")
    assert kpis[1] is old and kpis[0].objective == "Answer quickly and well"
    assert len(with_metrics([], list(METRICS), "month")) == MOST


# files and links

SET = (
    Kpi("nps", "Customers who “love” us", "Ines & Co", own_target(NPS, 40.0)),
    Kpi("net_mrr_churn", "Keep", "", first_target(NET, "month")),
    Kpi("customer_churn_rate", "", "", own_target(CHURN, 0.021, period="month")),
    Kpi("net_new_mrr", "", "", past_target(METRICS["net_new_mrr"])),
    Kpi("csat"),
)


def test_a_file_gives_back_what_was_saved():
    assert read_kpis(write_kpis(SET, 0.2)) == (SET, 0.2)
    assert read_kpis(write_kpis(SET).encode("utf-8-sig"))[0] == SET


def test_a_link_gives_back_metrics_and_targets_but_not_a_teams_own_words():
    found, told = from_link(to_link(SET))
    assert not told and [(k.metric, k.target) for k in found] == [(k.metric, k.target) for k in SET]
    assert not any(k.owner or k.objective for k in found) and "Ines" not in to_link(SET)


def edited(**changes):
    content = json.loads(write_kpis(SET[:1]))
    for path, value in changes.items():
        place = content
        *way, last = path.split("__")
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "cannot be read as JSON"),
        ("[1, 2]", "not KPIs saved by this app"),
        ('{"kind": "cs-calc health model"}', "not KPIs saved by this app"),
        (edited(version=2), "version “2”"),
        (edited(kpis=3), "no list of KPIs"),
        (edited(kpis=[{"metric": "nps"}] * 10), "10 KPIs"),
        (edited(kpis=[{"metric": "nps"}] * 2), "twice"),
        (edited(margin="much"), "margin is “much”"),
        (edited(kpis__0__metric="shoes"), "“shoes” as its metric"),
        (edited(kpis__0__owner=7), "as its owner"),
        (edited(kpis__0__objective="x" * 300), "at most 200 characters"),
        (edited(kpis__0__target=3), "target of Net Promoter Score (NPS) cannot be read"),
        (edited(kpis__0__target__value="high"), "“high”; a number"),
        (edited(kpis__0__target__value=True), "“True”; a number"),
        (edited(kpis__0__target__side="up"), "direction “up”"),
        (edited(kpis__0__target__period="week"), "“week”"),
        (edited(kpis__0__target__origin="nobody@1"), "“nobody@1”, a mark"),
        ("x" * 60_000, "larger than 50 kB"),
        ('{"kind":' * 5_000, "cannot be read as JSON"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_with_a_sentence(text, says):
    with pytest.raises(KpiError, match=r"[.?]$") as wrong:
        read_kpis(text)
    assert says in str(wrong.value)


@pytest.mark.parametrize(
    ("link", "metrics", "says"),
    [
        ("nps~h50,shoes", ["nps"], ["“shoes”"]),
        ("nps~high", ["nps"], ["“high”"]),
        ("nps~hinf,csat~l1~week", ["nps", "csat"], ["“hinf”", "“l1~week”"]),
        (",".join(list(METRICS)[:12]), list(METRICS)[:9], ["12 KPIs"]),
        ("~~,", [], ["“”"]),
    ],
)
def test_a_bad_link_is_told_and_the_rest_of_it_used(link, metrics, says):
    found, told = from_link(link)
    assert [k.metric for k in found] == metrics and len(told) == len(says)
    assert all(part in sentence for part, sentence in zip(says, told, strict=True))
