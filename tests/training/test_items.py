"""Every exercise over many seeds: the right answer marks right, every mistake as itself, no two outcomes collide."""

import hashlib
import math
import re
from collections import Counter
from itertools import pairwise

import pytest

from cs_calc import METRICS, answer
from cs_calc.expr import Number, Op, Step, Summary, fields
from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.draw import draw, rounded
from cs_calc.training.item import Choice, Range, Times
from cs_calc.training.items import ITEMS
from cs_calc.training.mark import mark
from cs_calc.training.paths import MODULES
from cs_calc.training.story import tidy, told
from tests.test_declarations import ARTICLE_FILES, words

SEEDS = range(1000)
EACH = pytest.mark.parametrize("item", ITEMS.values(), ids=list(ITEMS))
TAUGHT_WITHOUT_A_METRIC = {"pp_change"}

# A seed's numbers are for ever. Where one of these changes, the item's `version` has to count up, and then its line here is new too.
FIRST_NUMBERS = {
    "pp_change": "1:c8f0f8270039", "customer_churn": "1:42431ee4bc69", "annual_churn": "1:523796419104",
    "renewal_rate": "1:d7e873c641df", "mrr": "1:5d99b4761714", "mrr_vs_cash": "1:ec8d2d395817",
    "gross_mrr_churn": "1:0a453ec91459", "net_mrr_churn": "1:ede37bc7366c", "expansion_mrr": "1:7ccda5d20adc",
    "expansion_mrr_pct": "1:e8a0925e2938", "expansion_mrr_rate": "1:dd67a3d12248", "existing_growth": "1:1b42d01f6608",
    "portfolio_growth": "1:779b0b1172de", "clv": "1:8ecdaa056583", "crc": "1:2e7954f74154",
    "nps": "1:4e522b06f984", "csat5": "1:c369b2afb226", "csat10": "1:acf635205d06",
    "ces": "1:43a01f31c498", "article_rating": "1:9f7270e52498", "feedback_theme": "1:170b050e02f8",
    "frt_mean": "1:7739fd8070bc", "frt_median": "1:457a15ff41f9", "fcr": "1:cdfceac6c35d",
    "tickets_per_user": "1:31c3e80cf7a8", "common_issue": "1:b74230ef93f3", "avoidable_tickets": "1:5e463987dfad",
    "pac": "1:a2ef9368661d", "feature_adoption": "1:ddbed31a032c", "usage_rate": "1:c3af660afbd8",
    "active_users": "1:0cf60b347092", "time_on_platform": "1:af601a050627", "engagement_lift": "1:650cca562bbd",
    "trial_conversion": "1:1650dcbce9cc", "free_to_paid": "1:d36a24307150", "onboarding_speed": "1:6050c890311e",
    "time_to_value": "1:59a5e892f80e", "health_score": "1:f8fcf32e04c6", "customer_outcome": "1:608ec3046213",
}  # fmt: skip


def naive(expr, given):
    """A formula worked by plain recursion, apart from the code that draws and marks."""
    match expr:
        case Number(value):
            return value
        case Step(body=body):
            return naive(body, given)
        case Op(sign, left, right):
            a, b = naive(left, given), naive(right, given)
            return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "**": lambda: a**b,
                    "least": lambda: min(a, b), "most": lambda: max(a, b)}[sign]()  # fmt: skip
        case Summary(of=values):
            if expr.key in given:
                return given[expr.key]
            ranked = sorted(given[values.key])
            if expr.how == "p90":
                return ranked[5] + 0.4 * (ranked[6] - ranked[5])
            listed = given[values.key]
            return {"median": ranked[3], "mean": sum(ranked) / 7, "middle": listed[3], "least": ranked[0], "most": ranked[-1]}[expr.how]
    return given[expr.key]


def typed(number):
    """A number as a person would type it, with digits to spare."""
    return f"{number:.4f}"


def test_there_are_the_39_exercises_of_the_course_and_its_concepts():
    assert len(ITEMS) == 39 and len(CONCEPTS) == 10
    assert all(key == item.key for key, item in ITEMS.items())
    assert {item.metric.key for item in ITEMS.values()} - set(METRICS) == TAUGHT_WITHOUT_A_METRIC


@EACH
def test_the_right_answer_marks_right_and_every_mistake_as_itself_and_no_two_collide(item):
    story, tol = told(item), 0.51 * 10.0**-item.dp
    assert len(story.rivals) >= 3 and len({rival.key for rival in story.rivals}) == len(story.rivals)
    for seed in SEEDS:
        task = draw(item, seed)
        assert task.left_out == (), (seed, task.left_out)
        assert mark(task, typed(task.number)).kind == "right", (seed, task.text)
        for known in task.rivals:
            found = mark(task, typed(known.number))
            assert (found.kind, found.mistake) == (known.rival.kind, known.rival.key), (seed, task.text, known, found)
            assert found.cluster == known.rival.cluster and found.says.endswith((".", ")."))
            assert abs(known.number - task.number) >= max(5 * tol, 0.012 * abs(task.number)) * (1 - 1e-9)
        ranked = sorted(known.number for known in task.rivals)
        assert all(b - a >= 2.2 * tol * (1 - 1e-9) for a, b in pairwise(ranked)), (seed, ranked)


@EACH
def test_the_numbers_of_a_variant_are_those_of_the_metric_worked_by_a_naive_loop(item):
    """The metric as it is declared, on its own inputs: the story's parts come to what the metric takes whole."""
    for seed in range(40):
        task = draw(item, seed)
        original = item.metric.variant(item.variant)
        assert math.isclose(naive(original.formula, task.given), task.value, rel_tol=1e-9, abs_tol=1e-12)
        whole = {m.key: m.formula for m in item.metric.mistakes} | {v.key: v.formula for v in item.metric.variants}
        for known in task.rivals:
            assert math.isclose(naive(whole[known.rival.key], task.given), known.value, rel_tol=1e-9, abs_tol=1e-12), known
            assert math.isclose(naive(tidy(known.rival.formula), task.given), known.value, rel_tol=1e-9, abs_tol=1e-9), (
                "what feedback shows"
            )


@EACH
def test_the_working_ends_at_the_answer(item):
    for seed in range(25):
        task = draw(item, seed)
        worked = task.answer()
        assert worked.problem == "" and worked.value == pytest.approx(task.value, rel=1e-12)
        assert worked.worked.lines[-1].value == worked.value
        assert rounded(worked.value, task.unit, item.dp) == task.shown


@EACH
def test_the_printed_examples_come_out(item):
    assert item.anchors
    for anchor in item.anchors:
        assert set(anchor.given) == set(item.draws)
        story = told(item)
        found = answer(story.metric, anchor.given, story.variant.key).value
        assert found == pytest.approx(anchor.answer, rel=1e-12), anchor


def test_the_same_seed_gives_the_same_numbers_for_ever():
    found = {}
    for key, item in ITEMS.items():
        said = "|".join(f"{sorted(draw(item, seed).given.items())}" for seed in (1, 2, 3))
        found[key] = f"{item.version}:{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    assert found == FIRST_NUMBERS


@EACH
def test_seeds_give_other_numbers_and_every_number_drawn_is_in_the_text(item):
    texts = [draw(item, seed).text for seed in range(60)]
    assert len(set(texts)) >= 30
    assert set(re.findall(r"{(\w+)}", item.stem)) == set(item.draws)
    assert all("{" not in text and text.endswith(("?", ".", ")")) for text in texts)


@EACH
def test_every_decoy_of_the_stem_is_used_by_some_mistake(item):
    used = {part.key for rival in told(item).rivals for part in fields(rival.formula)}
    needed = {part.key for part in fields(told(item).variant.formula)}
    assert set(item.draws) <= used | needed, set(item.draws) - used - needed


@EACH
def test_a_number_that_is_drawn_is_one_that_the_calculator_takes(item):
    parts = {part.key: part for m in item.metric.variants for part in fields(m.formula)}
    for key, how in item.draws.items():
        if key in parts and isinstance(how, Range | Choice):
            low = min(how.values) if isinstance(how, Choice) else how.low
            assert parts[key].minimum is None or low >= parts[key].minimum
        assert not isinstance(how, Times) or how.n == 7


@EACH
def test_what_a_person_reads_is_complete(item):
    sentences = [*item.hints, item.why.right, item.interpretation.accepted]
    sentences += [part for pair in (*item.why.wrong, *item.interpretation.rejected) for part in pair]
    assert all(text.endswith((".", "?")) for text in sentences), [t for t in sentences if not t.endswith((".", "?"))]
    assert item.asks.endswith("?") and item.why.asks.endswith("?") and item.interpretation.asks.endswith("?")
    assert len(item.why.wrong) == 2 and len(item.interpretation.rejected) == 2
    assert all(why.endswith((".", ".)", ").")) for _, why in item.slips.values())
    said = " ".join([item.stem, *sentences]).lower()
    assert not re.search(r"\b(just|simply|great|awesome|easy peasy)\b|!", said), item.key


def test_neighbours_and_prerequisites_are_exercises_and_come_before():
    order = list(ITEMS)
    for item in ITEMS.values():
        assert item.near and set(item.near) <= set(ITEMS) - {item.key}
        assert all(order.index(need) < order.index(item.key) for need in item.needs), item.key
        assert item.module in MODULES and item.key in MODULES[item.module].items


def test_all_kinds_of_slip_of_the_course_come_up():
    found = Counter(rival.cluster for item in ITEMS.values() for rival in told(item).rivals)
    assert len(found) == 18, found


@pytest.mark.skipif(not ARTICLE_FILES.is_dir(), reason="the five articles are not in the repository: they are not ours to give away")
def test_no_run_of_eight_words_of_an_exercise_is_taken_from_an_article():
    printed = set()
    for file in sorted(ARTICLE_FILES.glob("*.txt")):
        said = words(file.read_text(encoding="utf-8"))
        printed |= {tuple(said[i : i + 8]) for i in range(len(said) - 7)}
    taken = []
    for item in ITEMS.values():
        told_text = [
            item.stem,
            item.asks,
            *item.hints,
            item.why.asks,
            item.why.right,
            item.interpretation.asks,
            item.interpretation.accepted,
        ]
        told_text += [part for pair in (*item.why.wrong, *item.interpretation.rejected) for part in pair]
        for text in (*told_text, *(text for c in CONCEPTS for text in (c.asks, c.right, *(w for pair in c.wrong for w in pair)))):
            said = words(text)
            taken += [(item.key, " ".join(said[i : i + 8])) for i in range(len(said) - 7) if tuple(said[i : i + 8]) in printed]
    assert taken == []
