"""Levels by the rule that the page states, placement, prerequisites, minutes left, and reviews by FSRS with fresh numbers."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.training.progress.attempt import KINDS, MISSES, Attempt
from cs_calc.training.progress.levels import LEVELS, RULES, Level, minutes_left, missing_first, placed, standing, standings
from cs_calc.training.progress.results import results
from cs_calc.training.progress.review import due, fresh_seed, monday, schedule, weeks

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answer(seed=1, kind="right", after=timedelta(0), **more):
    return Attempt(**{"item": "nps", "version": 1, "seed": seed, "stage": "D", "raw": "1", "kind": kind, "at": NOW + after, **more})


def level(*attempts):
    return standings(attempts, ["nps"])["nps"].level


MASTERY = [answer(1), answer(2, after=HOUR, mode="mixed"), answer(3, after=DAY)]


def test_every_level_has_a_name_and_a_rule_in_words():
    assert tuple(RULES) == LEVELS == get_args(Level)
    assert all(name and rule.endswith(".") for name, rule in RULES.values())


@pytest.mark.parametrize(
    ("attempts", "reached"),
    [
        ([], "not_started"),
        ([answer(1, "mistake")], "attempted"),
        ([answer(1, "unreadable")], "attempted"),
        ([answer(1, stage="B")], "familiar"),
        ([answer(1, "mistake"), answer(1, after=HOUR)], "familiar"),
        ([answer(1), answer(2, hints=1)], "familiar"),
        ([answer(1), answer(1, after=DAY)], "familiar"),
        ([answer(1), answer(2)], "proficient"),
        ([answer(1, stage="C"), answer(2, stage="C"), answer(3, stage="B")], "familiar"),
        ([answer(1), answer(2), answer(3, after=DAY)], "proficient"),
        ([answer(1), answer(2, mode="review"), answer(3, after=DAY - timedelta(seconds=1))], "proficient"),
        (MASTERY, "mastered"),
        (list(reversed(MASTERY)), "mastered"),
        ([replace(a, mode="mine", seed=None, given=str(a.seed)) for a in MASTERY], "familiar"),
        ([*MASTERY, *(answer(9, "mistake", 2 * DAY + n * HOUR) for n in range(2))], "mastered"),
    ],
)
def test_a_level_is_reached_by_its_rule(attempts, reached):
    assert level(*attempts) == reached


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "right"])
def test_only_what_counts_as_a_miss_spoils_the_first_try(kind):
    asked_again = [answer(1, kind, -HOUR), *MASTERY]
    assert (level(*asked_again) == "mastered") == (kind in {"alternative", "unit", "rounding", "ask", "unreadable"}) == (kind not in MISSES)


@pytest.mark.parametrize("without", range(3))
def test_mastery_needs_each_of_its_three_answers(without):
    assert level(*(a for n, a in enumerate(MASTERY) if n != without)) == "proficient"


def test_what_is_missing_is_said():
    def missing(*attempts):
        return standings(attempts, ["nps"])["nps"].missing

    assert missing() == "Begin with the worked example."
    assert missing(answer(1)) == "To be proficient: one more full problem, right at the first try and without hints."
    assert missing(answer(1), answer(2)) == "To master it: one more full problem, one in a mixed set, one at least a day after the first."
    assert missing(*MASTERY[:2]) == "To master it: one more full problem, one at least a day after the first."
    assert missing(*MASTERY) == ""


def test_a_mastered_item_that_was_lost_lately_is_marked_but_not_taken_away():
    lost = [answer(9, "power", 2 * DAY), answer(9, "unknown", 2 * DAY + HOUR)]
    found = standings([*MASTERY, *lost], ["nps"])["nps"]
    assert (found.level, found.last_missed) == ("mastered", True)
    assert not standings([*MASTERY, *lost, answer(10, after=3 * DAY)], ["nps"])["nps"].last_missed


def test_an_answer_after_the_solution_was_shown_changes_nothing():
    (result,) = results([answer(1, "mistake"), answer(1, "mistake", HOUR), answer(1, "right", 2 * HOUR)])
    assert (result.lost, result.right, len(result.attempts)) == (True, False, 2)


def test_a_new_version_of_an_item_is_another_variant():
    assert level(answer(1), answer(1, version=2)) == "proficient"


def test_a_concept_item_is_mastered_by_its_choices():
    chosen = [replace(a, stage="F") for a in MASTERY]
    assert standings(chosen, ["nps"], concepts=["nps"])["nps"].level == "mastered"
    assert standings(chosen, ["nps"])["nps"].level == "familiar"


steps = st.lists(
    st.tuples(
        st.integers(1, 4), st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 1), st.sampled_from(["course", "mixed", "mine"])
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(steps, st.randoms())
def test_levels_agree_with_a_naive_reading_and_never_fall_as_answers_are_added(steps, shuffle):
    attempts = []
    for n, (seed, kind, hours, hints, mode) in enumerate(sorted(steps, key=lambda s: s[2])):
        own = {"seed": None, "given": str(seed)} if mode == "mine" else {"seed": seed}
        attempts.append(answer(kind=kind, after=timedelta(hours=hours, seconds=n), hints=hints, mode=mode, id=f"{n:03}", **own))
    before = 0
    for n in range(len(attempts) + 1):
        seen = attempts[:n]
        clean = []
        for seed in {a.seed for a in seen if a.mode != "mine"}:
            of_seed = [a for a in seen if a.seed == seed]
            until = next((i for i, a in enumerate(of_seed) if a.kind == "right"), None)
            if until is not None and not any(a.kind in MISSES for a in of_seed[:until]) and not any(a.hints for a in of_seed[: until + 1]):
                clean.append(of_seed[until])
        times = [a.at for a in clean]
        mastered = len(clean) >= 3 and max(times) - min(times) >= DAY and any(a.mode == "mixed" for a in clean)
        mixed_up = list(seen)
        shuffle.shuffle(mixed_up)
        found = level(*mixed_up)
        assert (found == "mastered") == mastered
        assert (found in ("proficient", "mastered")) == (len(clean) >= 2)
        assert (found == "not_started") == (not seen)
        assert LEVELS.index(found) >= before
        before = LEVELS.index(found)


@dataclass(frozen=True)
class Part:
    key: str
    module: str
    needs: tuple[str, ...]
    minutes: float


PARTS = {p.key: p for p in (Part("pp", "M0", (), 10), Part("churn", "M1", ("pp",), 15), Part("annual", "M1", ("churn", "pp"), 20))}


def test_in_course_mode_an_item_opens_when_what_it_needs_is_proficient_or_skipped():
    pp = standing("pp", results([answer(1, item="pp"), answer(2, item="pp")]))
    churn = standing("churn", results([answer(1, item="churn")]))
    assert missing_first(PARTS["annual"], PARTS, {}) == ["churn", "pp"]
    assert missing_first(PARTS["annual"], PARTS, {"pp": pp, "churn": churn}) == ["churn"]
    assert missing_first(PARTS["annual"], PARTS, {"churn": churn}, skipped=["M0"]) == ["churn"]
    assert missing_first(PARTS["pp"], PARTS, {}) == []


def test_minutes_left_are_those_of_items_that_are_not_proficient_nor_skipped():
    pp = standing("pp", results([answer(1, item="pp"), answer(2, item="pp")]))
    assert minutes_left(PARTS.values(), {}) == 45
    assert minutes_left(PARTS.values(), {"pp": pp}) == 35
    assert minutes_left(PARTS.values(), {"pp": pp}, skipped=["M1"]) == 0


MODULES = {"pp": "M0", "churn": "M1", "annual": "M1", "nps": "M3"}


def placing(item, kind="right", sitting="first", after=timedelta(0), **more):
    return answer(7, kind, after, item=item, mode="placement", session=sitting, **more)


def test_placement_skips_a_module_whose_problems_were_all_right_at_the_first_try():
    test = [placing("pp"), placing("churn"), placing("annual", "mistake"), placing("annual", after=HOUR), placing("nps", hints=1)]
    assert placed(test, MODULES) == {"M0"}
    assert placed([placing("nps", "alternative"), placing("nps", after=HOUR)], MODULES) == {"M3"}
    assert placed([answer(1, item="pp")], MODULES) == frozenset()


def test_the_latest_sitting_of_the_placement_test_counts():
    again = [replace(placing("churn", "mistake", "second", DAY), seed=8)]
    assert placed([placing("churn"), placing("pp"), *again], MODULES) == {"M0"}


def test_a_right_review_comes_back_after_2_11_then_never_more_than_30_days():
    attempts, gaps, at = [], [], NOW
    for seed in range(5):
        attempts.append(answer(seed, after=at - NOW, mode="review"))
        (card,) = schedule(attempts, {"nps": "nps"}).values()
        gaps.append((card.due - at).days)
        at = card.due
    assert gaps == [2, 11, 30, 30, 30]


def test_a_miss_comes_back_tomorrow_and_a_second_try_or_a_hint_sooner_than_a_first_try():
    def days(*attempts):
        (card,) = schedule(attempts, {"nps": "nps"}).values()
        return (card.due - card_at(attempts)).days

    def card_at(attempts):
        return max(a.at for a in attempts)

    lost = days(answer(1, "mistake"), answer(1, "mistake", HOUR))
    second = days(answer(1, "mistake"), answer(1, after=HOUR))
    hinted = days(answer(1, hints=1))
    assert lost == second == hinted == 1 < days(answer(1))
    ends = [
        days(answer(0), answer(2, "power", 2 * DAY), answer(2, "sign", 2 * DAY + HOUR)),
        days(answer(0), answer(2, "power", 2 * DAY), answer(2, after=2 * DAY + HOUR)),
        days(answer(0), answer(2, after=2 * DAY)),
    ]
    assert ends == sorted(ends) and len(set(ends)) == 3


def test_after_a_miss_the_gaps_grow_slowly_again():
    """Again, Hard, Good, Good: 1, 1, 3 and 8 days, as FSRS with its default weights has it."""
    attempts, gaps, at = [], [], NOW
    for seed, kinds in enumerate((["mistake", "mistake"], ["mistake", "right"], ["right"], ["right"])):
        attempts += [answer(seed, kind, at - NOW, id=f"{seed}{n}") for n, kind in enumerate(kinds)]
        (card,) = schedule(attempts, {"nps": "nps"}).values()
        gaps.append((card.due - at).days)
        at = card.due
    assert gaps == [1, 1, 3, 8]


def test_items_of_one_metric_share_a_card_and_the_one_practised_longest_ago_comes_next():
    of = {"frt_mean": "first_response_time", "frt_median": "first_response_time"}
    attempts = [answer(1, item="frt_mean"), answer(1, item="frt_median", after=HOUR)]
    (next_up,) = due(attempts, of, "ana", NOW + 60 * DAY)
    assert (next_up.metric, next_up.item, next_up.reviews) == ("first_response_time", "frt_mean", 2)


def test_what_is_not_a_full_problem_or_is_not_over_makes_no_card():
    of = {"nps": "nps"}
    for attempt in (
        answer(1, stage="C"),
        answer(1, "mistake"),
        answer(1, "alternative"),
        answer(None, mode="mine", given="{}"),
        answer(1, item="one_number"),
    ):
        assert schedule([attempt], of) == {}


def test_due_is_only_what_is_due_the_longest_overdue_first_and_the_order_of_answers_does_not_matter():
    of = {"nps": "nps", "csat": "csat", "fcr": "fcr"}
    attempts = [answer(1), answer(1, item="csat", after=-DAY), answer(1, item="fcr", after=DAY), answer(2, item="fcr", after=3 * DAY)]
    assert due(attempts, of, "ana", NOW + DAY - HOUR) == []
    now = NOW + 2 * DAY
    found = due(attempts, of, "ana", now)
    assert [d.metric for d in found] == ["csat", "nps"]
    shuffled = list(attempts)
    random.Random(1).shuffle(shuffled)
    assert due(shuffled, of, "ana", now) == found


def test_a_review_never_repeats_numbers_and_a_rerun_does_not_redraw():
    attempts = []
    for n in range(60):
        (next_up,) = due([*attempts, answer(2**40)], {"nps": "nps"}, "ana", NOW + 4000 * DAY)
        (again,) = due([*attempts, answer(2**40)], {"nps": "nps"}, "ana", NOW + 4000 * DAY)
        assert again == next_up
        assert next_up.seed not in {a.seed for a in attempts}
        assert 0 <= next_up.seed < 2**31
        attempts.append(answer(next_up.seed, after=n * timedelta(minutes=1)))
    own = {fresh_seed("ana", "nps", set()), fresh_seed("ben", "nps", set()), fresh_seed("ana", "csat", set())}
    assert len(own) == 3


def test_a_fresh_seed_avoids_seeds_that_were_seen_elsewhere():
    seen = {fresh_seed("ana", "nps", range(n)) for n in range(1, 8)}
    assert fresh_seed("ana", "nps", seen) not in seen


def test_weeks_with_a_review_are_marked_and_a_gap_takes_nothing_away():
    week = timedelta(weeks=1)
    attempts = [
        answer(1, mode="review"),
        answer(2, after=week),
        answer(3, after=3 * week, mode="mixed"),
        answer(4, "mistake", 4 * week, mode="review"),
    ]
    found = weeks(attempts, NOW + 4 * week, last=6)
    assert [done for _, done in found] == [False, True, False, False, True, False]
    assert [first for first, _ in found] == [monday(NOW) + n * week for n in range(-1, 5)]
