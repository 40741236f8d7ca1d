"""How the metrics hang together: every tie names metrics there are, and every equation holds wherever it can be worked."""

from collections import defaultdict

import pytest

from cs_calc import METRICS, work
from cs_calc.expr import inputs, steps
from cs_calc.identities import checks, tried
from cs_calc.metrics import FAMILIES
from cs_calc.relation_map import arcs, picture, rows
from cs_calc.relations import EXAMPLE, KINDS, RELATIONS, loose, neighbours, relations_of, shared
from cs_calc.sample import sample_workbook
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

EACH = pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.key)
WORKED = pytest.mark.parametrize("relation", [r for r in RELATIONS if r.sides], ids=lambda r: r.key)


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


def test_every_metric_that_a_relation_names_is_in_the_catalogue():
    assert {key for r in RELATIONS for key in r.metrics} <= set(METRICS)


def test_no_metric_stands_alone():
    assert loose() == ()


def test_keys_are_unique_and_equations_and_limits_have_two_sides():
    assert len({r.key for r in RELATIONS}) == len(RELATIONS)
    for relation in RELATIONS:
        assert (relation.sides is not None) == (relation.kind in ("identity", "limit")), relation.key
        assert relation.kind in KINDS and len(set(relation.metrics)) == len(relation.metrics) >= 1


@EACH
def test_a_relation_is_told_in_a_sentence(relation):
    assert relation.says[0].isupper() and relation.says[-1] in ".?" and len(relation.says) < 160


@WORKED
def test_a_step_means_one_thing_in_both_sides(relation):
    bodies = defaultdict(set)
    for side in relation.sides:
        for step in steps(side):
            bodies[step.key].add(step.body)
    assert {key: len(b) for key, b in bodies.items() if len(b) > 1} == {}
    leaves = [part.key for side in relation.sides for part in inputs(side)]
    assert not set(leaves) & set(bodies)


@WORKED
def test_every_equation_and_limit_holds_in_the_example_month(relation):
    found = tried(relation, EXAMPLE)
    assert found.check is not None, found.problem
    assert found.check.holds, (found.numbers, found.check)
    assert relation.sign in found.words and relation.sign in found.numbers


@WORKED
def test_an_equation_that_is_broken_is_seen_to_be(relation):
    """Every number it needs, one at a time, ten times as large: some such change must show, else the check checks nothing."""
    broken = []
    for part in {p for side in relation.sides for p in inputs(side)}:
        key = part.of.key if hasattr(part, "of") else part.key
        value = EXAMPLE[key]
        for factor in (10.0, 0.1):
            other = {**EXAMPLE, key: tuple(x * factor for x in value) if isinstance(value, tuple) else value * factor}
            found = tried(relation, other)
            broken.append(found.check is not None and not found.check.holds)
    always = {
        # equal for any numbers: the two declarations say the same thing in two ways
        "closing_is_opening_and_net_new", "nrr_and_net_churn", "nrr_and_net_churn_with_win_backs", "grr_and_gross_churn",
        "net_churn_is_gross_less_expansion", "nrr_is_grr_and_expansion", "expansion_rate_of_opening", "expansion_share_of_total",
        "quick_ratio_and_net_new", "tickets_per_user", "stickiness", "ltv_to_cac", "grr_at_most_nrr", "cancelled_at_most_gross",
        "response_median_at_most_p90", "resolution_median_at_most_p90",
    }  # fmt: skip
    assert any(broken) == (relation.key not in always)


@WORKED
def test_without_its_numbers_a_check_says_what_is_missing(relation):
    found = tried(relation, {})
    assert found.check is None and "is not known" in found.problem and found.numbers == ""


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
@pytest.mark.parametrize("by", [None, "plan", "agent", "feature"])
def test_every_equation_and_limit_holds_for_the_sample_company(sample, kind, by):
    found = checks(sample, kind, by)
    assert found and [c for c in found if not c.holds] == []


def test_every_equation_and_limit_can_be_worked_on_the_sample_company(sample):
    done = {c.relation.key for c in checks(sample, "month")}
    assert done == {r.key for r in RELATIONS if r.sides}


def test_all_at_once_and_one_by_one_agree(sample):
    period = sample.periods("month")[-2]
    at_once = {c.relation.key: (c.left, c.right) for c in checks(sample, "month") if c.period == period}
    given = sample.inputs("month")[period, "All"]
    one_by_one = {r.key: f.check for r in RELATIONS if (f := tried(r, given)) and f.check}
    assert at_once.keys() == one_by_one.keys()
    for key, (left, right) in at_once.items():
        assert (left, right) == pytest.approx((one_by_one[key].left, one_by_one[key].right)), key


def test_the_two_sides_are_built_from_the_declarations_themselves():
    nrr = next(r for r in RELATIONS if r.key == "nrr_is_grr_and_expansion")
    want = work(METRICS["net_revenue_retention"].variants[0].formula, EXAMPLE).value
    assert tried(nrr, EXAMPLE).check.left == want == 1.03


def test_numbers_are_shared_by_the_metrics_that_use_them():
    assert set(shared("gross_revenue_retention")) == {"MRR at start", "MRR of customers who left", "MRR lost to downgrades"}
    assert "net_mrr_churn" in shared("gross_revenue_retention")["MRR lost to downgrades"]


# the picture


def test_every_metric_has_a_row_under_its_family():
    order = rows()
    assert [r for r in order if r in METRICS] == sorted(
        METRICS, key=lambda k: (list(FAMILIES).index(METRICS[k].family), list(METRICS).index(k))
    )
    assert {r for r in order if r not in METRICS} == set(FAMILIES.values())


@pytest.mark.parametrize("metric", METRICS)
def test_the_picture_names_every_neighbour_of_the_chosen_metric(metric):
    drawn = picture(metric)
    for key in neighbours(metric):
        assert METRICS[key].name.split(" (")[0] in drawn.alt
    strong = arcs(metric).query("strong > 0.9")
    assert (len(strong) > 0) == bool(neighbours(metric))
    assert relations_of(metric)


def test_a_click_on_a_dot_is_a_selection_of_its_key():
    spec = picture("nps").chart.to_dict()
    assert [(p["name"], p["select"]["fields"]) for p in spec["params"]] == [("metric", ["key"])]
