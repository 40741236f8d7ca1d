"""The team lead's report: every number by a second way, too few said, and nothing computed by the spreadsheet that opens it."""

from __future__ import annotations

import csv as plain_csv
import io
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args

import openpyxl
import pytest

from cs_calc.model import Cluster
from cs_calc.training.clusters import CLUSTER_WORDS
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.learner import Learner
from cs_calc.training.progress.team import alternatives, clusters, discrimination, grid, rates, team_of, top_mistakes
from cs_calc.training.progress.team_book import csv, lists, workbook
from cs_calc.training.progress.team_chart import heat_map

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
METRICS = {"csat5": "csat", "csat10": "csat", "nps": "nps", "fcr": "first_contact_resolution"}
NAMES = {"csat": "CSAT", "nps": "NPS", "csat5": "CSAT of five"}


def learner(number, name=None, cohort=None):
    return Learner(f"{number:08x}" + "0" * 24, name or f"Person {number}", NOW, cohort)


def answer(item, seed, kind="right", minute=0, **more):
    at = NOW + timedelta(days=seed, minutes=minute)
    return Attempt(**{"item": item, "version": 1, "seed": seed, "stage": "D", "raw": "1", "kind": kind, "at": at, **more})


def wrong(item, seed, cluster, minute=0, **more):
    return answer(item, seed, "mistake", minute, cluster=cluster, mistake=f"{item}_{cluster}", **more)


@pytest.fixture(scope="module")
def attempts():
    """Thirty people of whom the later ones know less."""
    draw = random.Random(7)
    found = {}
    for number in range(30):
        own = []
        for item in METRICS:
            for seed in range(3):
                if draw.random() < 1 - number / 40:
                    own.append(answer(item, seed, hints=draw.randint(0, 1), seconds=30 + seed))
                elif draw.random() < 0.3:
                    own += [answer(item, seed, "alternative", mistake="old"), answer(item, seed, minute=1, seconds=80)]
                else:
                    last = draw.choice([answer(item, seed, minute=1), wrong(item, seed, "scale", 1)])
                    own += [wrong(item, seed, draw.choice(["wrong_base", "scale"])), last, answer(item, seed, minute=2)]
        found[learner(number, cohort="Nov" if number % 2 else "Oct")] = own
    return found


@pytest.fixture(scope="module")
def team(attempts):
    return team_of(attempts, METRICS)


def counted(attempts):
    """By a plain loop: the answers up to the end of each variant."""
    for who, own in attempts.items():
        for item in METRICS:
            for seed in range(3):
                misses = 0
                for one in sorted((a for a in own if (a.item, a.seed) == (item, seed)), key=lambda a: a.at):
                    misses += one.kind == "mistake"
                    yield who, one, misses
                    if one.kind == "right" or misses == 2:
                        break


def test_the_heat_map_counts_what_a_plain_loop_counts(attempts, team):
    wrongs, whole = Counter(), Counter()
    for _, one, _ in counted(attempts):
        whole[METRICS[one.item]] += 1
        if one.kind == "mistake":
            wrongs[METRICS[one.item], one.cluster] += 1
    found = clusters(team)
    assert {(r.metric, r.cluster): (r.count_, r.answers) for r in found.rename(columns={"count": "count_"}).itertuples()} == {
        pair: (n, whole[pair[0]]) for pair, n in wrongs.items()
    }
    assert list(found["share"]) == [pytest.approx(wrongs[m, c] / whole[m]) for m, c in zip(found["metric"], found["cluster"], strict=True)]
    laid = grid(found, "count").set_index("metric")
    assert {(m, c): int(laid.loc[m, c]) for m in laid.index for c in laid if laid.loc[m, c]} == dict(wrongs)


@pytest.mark.parametrize("by", ["metric", "item", "person", "cohort"])
def test_first_try_rates_are_those_of_a_plain_loop(attempts, team, by):
    right, whole = Counter(), Counter()
    for who, one, misses in counted(attempts):
        key = {"metric": METRICS[one.item], "item": one.item, "person": who.name, "cohort": who.cohort}[by]
        whole[key] += one.kind == "right" or misses == 2
        right[key] += one.kind == "right" and misses == 0
    found = rates(team, by).set_index(by)
    assert dict(found["problems"]) == dict(whole)
    assert dict(found["first_try"]) == dict(right)
    for key in whole:
        row = found.loc[key]
        assert row["rate"] == pytest.approx(right[key] / whole[key])
        assert row["low"] <= row["rate"] <= row["high"]
        assert row["enough"] == (whole[key] >= 20)


def test_the_top_mistakes_are_the_commonest_over_all_variants(attempts, team):
    times = Counter(one.mistake for _, one, _ in counted(attempts) if one.kind == "mistake")
    found = top_mistakes(team)
    assert list(found["count"]) == sorted(times.values(), reverse=True)[:10]
    assert all(times[row.mistake] == n for row, n in zip(found.itertuples(), found["count"], strict=True))
    assert len(top_mistakes(team, 3)) == 3


def test_a_sign_turned_round_is_in_the_heat_map_and_a_rounding_is_not():
    own = [
        answer("nps", 1, "sign", cluster="sign"),
        answer("nps", 2, "rounding", cluster="scale"),
        answer("nps", 3, stage="E", kind="mistake", cluster="scale"),
    ]
    found = clusters(team_of({learner(1): own}, METRICS))
    assert found.to_dict("records") == [{"metric": "nps", "cluster": "sign", "count": 1, "answers": 2, "share": 0.5}]


def test_who_gives_another_definition_once_does_not_keep_it_and_twice_on_the_same_numbers_is_once():
    ana, ben, eva = learner(1, "Ana"), learner(2, "Ben"), learner(3, "Eva")
    other = [answer("nps", seed, "alternative", mistake="counts") for seed in (1, 2)]
    since = [answer("nps", 1, minute=1), answer("nps", 2, minute=1), answer("nps", 5)]
    twice = [answer("nps", 1, "alternative", minute, mistake="counts") for minute in (0, 1)]
    found = alternatives(team_of({ana: other + since, ben: other[:1], eva: twice}, METRICS))
    assert found.drop(columns="last").to_dict("records") == [
        {"person": "Ana", "item": "nps", "definition": "counts", "variants": 2, "right_since": 2}
    ]  # variant 2 was right after the question was asked again, and so was the next


def test_discrimination_is_the_correlation_with_the_rest_and_says_when_people_are_too_few(attempts, team):
    firsts = {}
    for who, one, misses in counted(attempts):
        if one.seed == 0:
            firsts.setdefault(who, {})[one.item] = float(one.kind == "right" and misses == 0)
    own = [score["nps"] for score in firsts.values()]
    rest = [sum(v for k, v in score.items() if k != "nps") / 3 for score in firsts.values()]
    mean_own, mean_rest = sum(own) / 30, sum(rest) / 30
    covariance = sum((a - mean_own) * (b - mean_rest) for a, b in zip(own, rest, strict=True))
    spread = (sum((a - mean_own) ** 2 for a in own) * sum((b - mean_rest) ** 2 for b in rest)) ** 0.5
    found = discrimination(team).set_index("item")
    assert found.loc["nps", "value"] == pytest.approx(covariance / spread)
    few = discrimination(team_of(dict(list(attempts.items())[:19]), METRICS)).set_index("item")
    assert few["value"].isna().all()
    assert few.loc["nps", "says"] == "Too few: 19 people, 20 are needed."


def test_where_everybody_is_right_nothing_is_told_apart():
    found = discrimination(team_of({learner(n): [answer("nps", 1), answer("fcr", 1)] for n in range(25)}, METRICS))
    assert set(found["says"]) == {"Everybody did alike, so nothing can be told apart."}


def test_an_item_that_those_who_know_miss_is_pointed_out():
    people = {}
    for n in range(24):
        knows = n % 2
        lost = [wrong("nps", 1, "scale"), wrong("nps", 1, "scale", 1)]
        lost_fcr = [wrong("fcr", 1, "scale"), wrong("fcr", 1, "scale", 1)]
        people[learner(n)] = [*lost, answer("fcr", 1)] if knows else [answer("nps", 1), *lost_fcr]
    found = discrimination(team_of(people, METRICS)).set_index("item")
    assert found.loc["nps", "value"] == pytest.approx(-1)
    assert "look at its wording" in found.loc["nps", "says"]


def test_two_of_the_same_name_are_told_apart_and_own_numbers_are_left_out():
    mine = Attempt("nps", 1, None, "D", "77", "mistake", NOW, mode="mine", given="{}", cluster="scale")
    team = team_of(
        {learner(1, "Ana"): [answer("nps", 1)], learner(2, "Ana"): [answer("nps", 1), mine], learner(3, "Ben"): [answer("nps", 1)]}, {}
    )
    assert sorted(team.answers["person"]) == ["Ana #00000001", "Ana #00000002", "Ben"]
    assert len(clusters(team)) == 0


def test_a_report_of_one_person_or_cohort_is_the_report_of_their_attempts_alone(attempts, team):
    people = {who: own for who, own in attempts.items() if who.cohort == "Nov"}
    alone = team_of(people, METRICS)
    assert clusters(team.only(cohort="Nov")).equals(clusters(alone))
    one = next(iter(people))
    assert rates(team.only(learners=[one.id]), "item").equals(rates(team_of({one: attempts[one]}, METRICS), "item"))


def test_csv_has_no_text_that_a_spreadsheet_would_compute():
    team = team_of({learner(1, "=HYPERLINK(1)"): [answer("nps", 1, "unknown", raw="-5"), answer("nps", 1, minute=1, raw="@x")]}, METRICS)
    _, rows = lists(team, NAMES)["Answers"]
    read = list(plain_csv.DictReader(io.StringIO(csv(rows).decode("utf-8-sig"))))
    assert [row["Typed"] for row in read] == ["'-5", "'@x"]
    assert read[0]["Person"] == "'=HYPERLINK(1)"
    assert read[0]["At (UTC)"] == "2026-11-03 09:00"


def test_the_workbook_holds_every_list_with_its_numbers(team):
    book = openpyxl.load_workbook(io.BytesIO(workbook(team, NAMES, NOW)))
    assert set(book.sheetnames) == {"Cover", *lists(team, NAMES)}
    sheet = book["Mistakes by kind"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    expected = clusters(team)
    assert [row[2] for row in rows] == expected["count"].tolist()
    assert [row[4] for row in rows] == pytest.approx(expected["share"].tolist())
    assert sheet["E4"].number_format == "0.0%"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_report_before_anybody_answered_is_empty_and_says_so():
    nobody = team_of({}, METRICS)
    book = openpyxl.load_workbook(io.BytesIO(workbook(nobody, NAMES, NOW)))
    assert book["Metrics"]["A3"].value == "Nothing yet."
    assert heat_map(clusters(nobody), NAMES).title == "No named mistake yet"
    assert discrimination(nobody).empty and alternatives(nobody).empty and rates(nobody, "person").empty


def test_the_heat_map_states_its_finding_and_can_be_read_without_seeing_it(team):
    found = clusters(team)
    picture = heat_map(found, NAMES)
    worst = max(found.itertuples(), key=lambda r: r.share)
    assert CLUSTER_WORDS[worst.cluster][0].lower() in picture.title
    assert f"of {worst.answers}" in picture.title
    assert picture.alt.startswith(picture.title)
    assert picture.chart.to_dict()
    few = clusters(team_of({learner(1): [wrong("nps", 1, "scale")]}, METRICS))
    assert heat_map(few, NAMES).title.startswith("Too few answers")


def test_every_cluster_of_mistakes_has_a_name_and_a_meaning():
    assert set(CLUSTER_WORDS) == set(get_args(Cluster))
    assert all(meaning.endswith(".") for _, meaning in CLUSTER_WORDS.values())
    assert len({name for name, _ in CLUSTER_WORDS.values()}) == len(CLUSTER_WORDS)
