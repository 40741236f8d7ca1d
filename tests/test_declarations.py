"""Every declaration is complete, and says what it says in words of our own."""

import math
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from cs_calc import METRICS, answer, work
from cs_calc.expr import Input, Values, fields, inputs, steps
from cs_calc.metrics import FAMILIES
from cs_calc.sources import ARTICLES, SOURCES
from cs_calc.tables.measures import words_for

ARTICLE_FILES = Path(__file__).parents[2] / "shared" / "articles"  # beside the checkout, where it is there
EACH = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)

# A key is a promise: it is in links, files and workbooks. Metric -> its variants, the default first.
KEYS = {
    "mrr": ["customers_times_arpa", "sum_of_subscriptions"],
    "closing_mrr": ["movements"],
    "net_new_mrr": ["movements"],
    "net_mrr_churn": ["with_reactivation", "churn_less_expansion", "without_reactivation"],
    "gross_mrr_churn": ["churn_and_contraction", "cancellations_only"],
    "net_revenue_retention": ["opening_customers", "with_reactivation"],
    "gross_revenue_retention": ["opening_customers"],
    "expansion_mrr": ["recurring_from_existing"],
    "expansion_mrr_rate": ["of_opening_mrr"],
    "expansion_mrr_share": ["of_total_mrr", "of_new_revenue"],
    "expansion_mrr_growth": ["month_over_month"],
    "existing_customer_mrr_growth": ["same_customers"],
    "one_off_expansion_revenue": ["sum"],
    "quick_ratio": ["gained_over_lost"],
    "arpa": ["of_paying_customers"],
    "arr": ["twelve_months"],
    "customer_lifetime_value": ["purchases", "subscription"],
    "customer_retention_cost": ["per_customer", "per_retained_customer"],
    "customer_acquisition_cost": ["sales_and_marketing"],
    "ltv_to_cac": ["subscription_ltv"],
    "cac_payback_months": ["with_margin"],
    "customer_churn_rate": ["opening_customers", "with_new_customers_who_left", "of_average_customers"],
    "customer_retention_rate": ["opening_customers"],
    "annualised_churn_rate": ["compounded"],
    "renewal_rate": ["customers", "value"],
    "portfolio_growth": ["customers", "mrr"],
    "opportunity_win_rate": ["won_of_all"],
    "trial_conversion_rate": ["trials_started", "trials_ended"],
    "free_to_paid_upgrades": ["rate", "count"],
    "time_to_value": ["median", "mean"],
    "onboarding_time": ["median", "mean"],
    "onboarding_on_plan_rate": ["within_plan"],
    "value_within_24_hours": ["of_sign_ups"],
    "fast_onboarding_uplift": ["relative_uplift"],
    "nps": ["percentages"],
    "csat": ["top_two_of_five", "yes_no", "six_to_ten"],
    "customer_effort_score": ["ease_mean", "ease_share", "effort_mean"],
    "theme_share": ["of_comments"],
    "article_helpfulness": ["of_votes"],
    "first_response_time": ["median", "mean", "p90"],
    "first_response_within_target": ["of_answered"],
    "resolution_time": ["median", "mean", "p90"],
    "first_contact_resolution": ["of_received", "of_resolved"],
    "tickets_per_user": ["tickets_over_users"],
    "contact_rate": ["requesters_over_users"],
    "tickets_per_requester": ["tickets_over_requesters"],
    "self_service_score": ["sessions_over_requesters"],
    "tag_share": ["of_interactions"],
    "avoidable_ticket_share": ["of_tickets"],
    "documented_topic_share": ["of_tickets"],
    "product_activity_coefficient": ["active_days", "active_weeks"],
    "feature_adoption_rate": ["of_all_customers", "of_eligible_customers"],
    "product_usage_rate": ["daily", "weekly", "monthly"],
    "time_in_product": ["per_active_customer", "per_session"],
    "active_users": ["daily", "weekly", "monthly"],
    "stickiness": ["dau_over_mau"],
    "behaviour_lift": ["outcome_rate_ratio"],
    "customer_health_score": ["weighted"],
    "customer_outcome": ["relative_gain"],
}

# Inputs that no table can count: only typed. One-off sales have a table of their own in a later part.
ONLY_TYPED = {"one_off_sales"}


def formulas(metric):
    yield from (v.formula for v in metric.variants)
    yield from (m.formula for m in metric.mistakes)
    yield from (e.formula for e in metric.errata if e.formula is not None)


def texts(metric):
    """Every sentence that a person may read of a metric."""
    yield from (metric.name, metric.asks, *metric.notes)
    for v in metric.variants:
        yield from (v.name, v.when)
    yield from (m.why for m in metric.mistakes)
    for e in metric.errata:
        yield from (e.printed, e.why)
    yield from (e.because for e in metric.examples)
    yield from (b.says for b in metric.benchmarks)
    yield from (x.says for x in metric.limits)
    yield from (text for m in metric.meanings for text in (m.says, m.then))
    yield from (x.text for x in metric.collect)
    for formula in formulas(metric):
        yield from (s.name for s in steps(formula))
        for part in fields(formula):
            yield from (part.name, part.help)


def test_keys_and_their_variants_are_those_that_were_promised():
    assert {key: [v.key for v in m.variants] for key, m in METRICS.items()} == KEYS


def test_a_metric_is_registered_under_its_own_key():
    assert all(key == m.key for key, m in METRICS.items())
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", k) for m in METRICS.values() for k in (m.key, *(v.key for v in m.variants)))


@EACH
def test_a_metric_asks_a_question_and_has_a_family(metric):
    assert metric.asks.endswith("?") and metric.asks[0].isupper()
    assert metric.family in FAMILIES and metric.better in ("higher", "lower", "depends")


@EACH
def test_a_metric_has_two_examples_worked_by_hand(metric):
    assert len(metric.examples) >= 2
    needed = {p.key for v in metric.variants for p in fields(v.formula)}
    for example in metric.examples:
        assert needed <= set(example.given), needed - set(example.given)
        assert set(example.expected) == {v.key for v in metric.variants}
        assert example.because.endswith((".", ")")) and any(c.isdigit() for c in example.because)


@EACH
def test_a_metric_has_two_mistakes_that_are_told_apart(metric):
    keys = [m.key for m in metric.mistakes]
    assert len(keys) >= 2 and len(set(keys)) == len(keys)
    assert len({m.why for m in metric.mistakes}) == len(keys)
    assert all(m.why.endswith(".") for m in metric.mistakes)
    assert all(m.formula.key == metric.key for m in metric.mistakes)


@EACH
def test_a_definition_with_a_unit_of_its_own_has_a_name_of_its_own(metric):
    """A column of a table, and a line of working, has one unit."""
    for variant in metric.variants:
        own = variant.formula.unit != metric.unit
        assert variant.formula.key == (f"{metric.key}_{variant.key}" if own else metric.key)


@EACH
def test_a_metric_says_what_every_answer_means_and_what_to_do_next(metric):
    for variant in metric.variants:
        ranges = [m for m in metric.meanings if not m.variants or variant.key in m.variants]
        assert ranges, variant.key
        ranges.sort(key=lambda m: -math.inf if m.low is None else m.low)
        assert ranges[0].low is None and ranges[-1].high is None, variant.key
        assert all(a.high == b.low for a, b in pairwise(ranges)), variant.key
        assert all(m.says.endswith(".") and m.then.endswith(".") for m in ranges)


@EACH
def test_a_metric_says_how_to_collect_it(metric):
    topics = {advice.topic for advice in metric.collect}
    assert topics & {"question", "record"} and topics & {"when", "how often"} and "act on it" in topics, topics
    assert all(advice.text.endswith((".", "?")) for advice in metric.collect)


@EACH
def test_the_first_example_feeds_every_mistake_and_printed_formula(metric):
    given = set(metric.examples[0].given)
    for formula in (m.formula for m in metric.mistakes):
        assert {p.key for p in fields(formula)} <= given
    for formula in (e.formula for e in metric.errata if e.formula is not None):
        assert {p.key for p in fields(formula)} <= given


@EACH
def test_every_mistake_is_seen_on_some_example(metric):
    for mistake in metric.mistakes:
        seen = False
        for example in metric.examples:
            wrong = work(mistake.formula, example.given).value
            seen |= wrong is not None and all(abs(wrong - right) > 1e-9 for right in (example.expected[metric.variants[0].key],))
        assert seen, mistake.key


@EACH
def test_mistakes_of_one_metric_give_different_answers_somewhere(metric):
    """Two mistakes that always agree could not be told apart in an exercise."""
    answers = {m.key: [work(m.formula, e.given).value for e in metric.examples] for m in metric.mistakes}
    rounded = [tuple(None if x is None else round(x, 9) for x in row) for row in answers.values()]
    assert len(set(rounded)) == len(rounded), answers


@EACH
def test_every_definition_has_two_mistakes_that_could_be_made_with_it(metric):
    """The card shows the two nearest, in the definition's own unit."""
    for variant in metric.variants:
        slips = answer(metric, metric.examples[0].given, variant.key).slips
        found = [slip.mistake.key for slip in slips if slip.mistake.formula.unit == variant.formula.unit]
        assert len(found) >= 2, (variant.key, found)


@EACH
def test_every_mistake_is_one_of_some_definition(metric):
    for mistake in metric.mistakes:
        assert set(mistake.variants) <= {v.key for v in metric.variants}, mistake.key
        shared = any(not set(fields(v.formula)).isdisjoint(fields(mistake.formula)) for v in metric.variants)
        assert mistake.variants or shared, mistake.key


@EACH
def test_an_erratum_names_an_article_or_publisher_and_says_why(metric):
    for erratum in metric.errata:
        assert erratum.why.endswith(".") and not erratum.printed.endswith(".")
        assert erratum.source.kind in ("article", "outside")


@EACH
def test_every_source_is_in_the_list_of_sources(metric):
    cited = [s for v in metric.variants for s in v.sources]
    groups = (metric.errata, metric.examples, metric.benchmarks, metric.meanings, metric.collect)
    cited += [x.source for group in groups for x in group]
    assert all(v.sources for v in metric.variants)
    assert all(SOURCES.get(s.key) is s for s in cited)


@EACH
def test_see_also_names_other_metrics_of_the_register(metric):
    assert metric.see_also and set(metric.see_also) <= set(METRICS) - {metric.key}


@EACH
def test_a_benchmark_says_its_kind_source_date_and_period(metric):
    for mark in metric.benchmarks:
        assert mark.kind in ("article's claim", "outside figure", "yours")
        assert (mark.kind == "article's claim") == (mark.source in ARTICLES)
        assert re.fullmatch(r"(19|20)\d\d|not stated", mark.date)
        assert mark.says and not mark.says.endswith(".")
        if metric.unit.key == "percent" and metric.family != "sentiment":
            assert mark.period, "a rate's mark without a period cannot be compared"


def test_an_input_has_one_definition_across_the_catalogue():
    found: dict[str, set[Input | Values]] = defaultdict(set)
    for metric in METRICS.values():
        waiting = [v.sure.waiting for v in metric.variants if v.sure is not None and v.sure.waiting is not None]
        for part in (*waiting, *(part for formula in formulas(metric) for part in fields(formula))):
            found[part.key].add(part)
    assert {key: parts for key, parts in found.items() if len(parts) > 1} == {}


def test_a_step_key_of_the_accepted_formulas_has_one_unit():
    units: dict[str, set[str]] = defaultdict(set)
    for metric in METRICS.values():
        for variant in metric.variants:
            for step in steps(variant.formula):
                units[step.key].add(step.unit.key)
    assert {k: u for k, u in units.items() if len(u) > 1} == {}


def test_steps_of_one_formula_do_not_share_a_key_and_none_is_named_like_an_input():
    for metric in METRICS.values():
        for formula in formulas(metric):
            keys = [s.key for s in steps(formula)] + [p.key for p in {*inputs(formula), *fields(formula)}]
            assert len(set(keys)) == len(keys), (metric.key, keys)


def test_an_input_helps_and_starts_from_a_number_it_would_accept():
    for metric in METRICS.values():
        for formula in formulas(metric):
            for part in fields(formula):
                assert part.help.endswith((".", "?")), part.key
                for number in part.example if isinstance(part, Values) else (part.example,):
                    assert part.minimum is None or number >= part.minimum, part.key
                    assert part.maximum is None or number <= part.maximum, part.key


def test_every_input_of_a_variant_can_be_counted_from_a_table_or_is_known_to_be_typed():
    needed = {p.key for m in METRICS.values() for v in m.variants for p in inputs(v.formula)}
    assert {key for key in needed if not words_for(key)} <= ONLY_TYPED
    assert words_for("nonsense") == ""


def test_an_interval_rests_on_counts_that_the_formula_or_the_data_has():
    for metric in METRICS.values():
        for variant in metric.variants:
            if variant.sure is None:
                continue
            known = {p.key for p in {*inputs(variant.formula), *fields(variant.formula)}} | {s.key for s in steps(variant.formula)}
            missing = set(variant.sure.of) - known
            assert all(words_for(key) for key in missing), (metric.key, variant.key, missing)
            assert len(variant.sure.of) == {"nps": 3, "bootstrap": 1, "risk_ratio": 4}.get(variant.sure.method, 2)
            assert not variant.sure.through or variant.sure.through in {p.key for p in inputs(variant.formula)}


def words(text):
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


@pytest.mark.skipif(not ARTICLE_FILES.is_dir(), reason="the five articles are not in the repository: they are not ours to give away")
def test_no_run_of_eight_words_is_taken_from_an_article():
    printed = {}
    for file in sorted(ARTICLE_FILES.glob("*.txt")):
        said = words(file.read_text(encoding="utf-8"))
        printed |= {tuple(said[i : i + 8]): file.name for i in range(len(said) - 7)}
    assert len(printed) > 3000
    taken = []
    for metric in METRICS.values():
        for text in texts(metric):
            said = words(text)
            taken += [(metric.key, printed[run], " ".join(run)) for i in range(len(said) - 7) if (run := tuple(said[i : i + 8])) in printed]
    for source in SOURCES.values():
        said = words(source.note)
        taken += [(source.key, " ".join(said[i : i + 8])) for i in range(len(said) - 7) if tuple(said[i : i + 8]) in printed]
    assert taken == []
