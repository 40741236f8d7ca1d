"""What analyses ask of product usage: small answers from the engine, the same for an upload and for a log that stays where it is."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cs_calc.analysis import account, magic, product, product_features, product_story, risk_records, risk_rules
from cs_calc.analysis.drivers_behaviours import behaviours
from cs_calc.analysis.drivers_cases import OUTCOMES, cases_of
from cs_calc.board.chapters import chapter_of
from cs_calc.board.file import report_file
from cs_calc.health.signals import of_dataset
from cs_calc.imports import rows_in
from cs_calc.tables.load import load
from cs_calc.tables.narrow import only
from cs_calc.tables.read import read_file
from cs_calc.tables.scanned import scan
from cs_calc.tables.scanned_log import Log
from cs_calc.tables.schema import KNOWN_HEADERS

pytest.importorskip("duckdb")
TODAY, END = date(2026, 11, 22), date(2026, 10, 31)
FEATURES, PERIOD = ("Import", "Maps", "Search"), "2026-10"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same files uploaded, and with the log scanned where it lies: 60 customers, of whom a quarter leave or fall silent."""
    place, chance = tmp_path_factory.mktemp("use"), random.Random(4)
    people, paid, due, use = [], [], [], []
    for i in range(60):
        who, start = f"K{i:02}", date(2025, 11, 3) + timedelta(days=chance.randrange(120))
        end = start + timedelta(days=chance.randrange(100, 250)) if i % 4 == 0 else None
        people.append((who, f"Company {i}", start, chance.randrange(1, 6)))
        paid.append((who, ("Basic", "Team")[i % 2], 10 * (i + 1), "month", start, end if end and end < END else None))
        due.append((who, start + timedelta(days=180), ("yes", "no")[i % 4 == 0], 100))
        last = min(end or END, END) - timedelta(days=60 if i % 5 == 0 else 0)
        for _ in range(chance.choice((0, 5, 40, 80)) if i else 60):
            day = start + timedelta(days=chance.randrange(max(1, (last - start).days)))
            moment = datetime(day.year, day.month, day.day, chance.randrange(24))
            use.append((who, f"{who}-{chance.randrange(4)}", moment, chance.choice((*FEATURES, None)), chance.choice((None, 2.5, 9.0))))
    use.append(("K00", "K00-0", datetime(2025, 11, 1), "Maps", 1.0))
    pd.DataFrame(use, columns=["customer_id", "user_id", "date", "feature", "minutes"]).to_parquet(place / "usage.parquet", index=False)
    for name, columns, rows in (
        ("customers", "customer_id customer_name signup_date users", people),
        ("subscriptions", "customer_id plan amount interval start_date end_date", paid),
        ("renewals", "customer_id due_date renewed value_due", due),
    ):
        pd.DataFrame(rows, columns=columns.split()).to_csv(place / f"{name}.csv", index=False)
    paths = sorted(place.iterdir())
    files = [read_file(p.name, p.read_bytes(), known_headers=KNOWN_HEADERS) for p in paths]
    found, small = scan([(str(p), [p]) for p in paths], limit=0, forced=True, today=TODAY)
    beside = [f for f in files if f.name in {p.name for p in small}]
    return load(files, today=TODAY), load(beside, scanned=found, engine="duckdb", today=TODAY)


@pytest.fixture(autouse=True)
def never_whole(monkeypatch):
    def table(log):
        raise AssertionError("The whole log was asked for.")

    monkeypatch.setattr(Log, "table", table)


@pytest.fixture(params=["uploaded", "scanned"])
def dataset(request, both):
    return both[request.param == "scanned"].dataset


@pytest.fixture(scope="module")
def rows(both):
    """The rows of usage, for loops over them: customer, user, day number, feature."""
    table = both[0].dataset.tables["usage"]
    features = [f if isinstance(f, str) else None for f in table["feature"]]
    return list(zip(table["customer_id"], table["user_id"], table["date"].map(lambda d: d.toordinal()), features, strict=True))


def alike(one, other):
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype and (one == other).all()
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            alike(first, second)
    else:
        assert one == other or one != one


def test_the_lists_of_a_scanned_log_are_those_of_the_upload(both):
    found = []
    for one in both:
        chapter = chapter_of("customers", one.dataset, "month", PERIOD)
        lists = {part.name: (part.says, part.rows) for part in chapter.lists}
        assert {"At risk", "Ready for expansion"} <= set(lists)
        use = [what(one.dataset, "month", PERIOD) for what in (product.silent, product.activity, product_story.silent_sentence)]
        found.append([*use, chapter.sentences, *lists.items()])
    alike(*found)
    assert len(found[0][0]) > 3 and (found[0][1]["trend"] == product.HALVED).any()


def test_a_segment_of_a_scanned_log_is_that_of_the_upload_and_stays_where_it_is(both):
    parts = [only(loaded.dataset, "plan", "Basic") for loaded in both]
    alike(*(product.silent(p, "month", PERIOD) for p in parts))
    everyone = both[1].dataset.frames.use_ends()
    found = parts[1].frames.use_ends()
    alike(parts[0].frames.use_ends(), found)
    alike(only(both[1].dataset, "feature", "Maps").frames.use_ends(), everyone)
    assert 10 < len(found) < len(everyone) and parts[1].frames.usage_days == both[1].dataset.frames.usage_days


@pytest.mark.parametrize("name", ["report.html", "report.xlsx"])
def test_the_report_of_a_scanned_log_is_written_without_the_whole_log(both, name):
    if name.endswith("html"):
        pytest.importorskip("vl_convert")
    assert len(report_file(both[1], "month", None, Path(name))) > 10_000


def test_what_the_pages_show_of_a_scanned_log_is_what_they_show_of_the_upload(both):
    def shown(dataset):
        ways = magic.magic(dataset, 90)
        cases = cases_of(dataset, OUTCOMES["renewed"], "month", dataset.periods("month"))
        rules = [(rule.key, risk_rules.choices(rule, dataset)) for rule in risk_rules.RULES if rule.key != "renewal_unused"]
        return [
            product_features.by_week(dataset, "month", PERIOD), product_features.launches(dataset), product_story.launch_note(dataset),
            product_features.without_feature(dataset, "month", PERIOD, "Maps"), ways.grid, magic.behind(ways, dataset, ways.grid.iloc[7].to_dict()),
            [(b.key, b.does, b.known) for b in behaviours(dataset, cases, {}, 60, 2, "renewed")],
            of_dataset(dataset), account.use_sentence(dataset, "K00", risk_records.records(dataset).end), rules,
            account.events(dataset, "K00").query("lane != 'Use' or what != ''"),
        ]  # fmt: skip

    alike(*(shown(one.dataset) for one in both))
    feature = risk_rules.BY_KEY["renewal_unused"]
    assert all(set(risk_rules.choices(feature, one.dataset)) == set(FEATURES) for one in both)


def test_days_of_use_and_users_are_those_that_a_loop_finds(dataset, rows):
    places, after = ["K07", "K00", "nobody", "K33"], date(2026, 2, 1).toordinal()
    for feature in (None, "Maps"):
        want = {(day, places.index(who)) for who, _, day, f in rows if who in places and feature in (None, f)}
        found = dataset.frames.days_of_use(places, feature)
        assert [*zip(found["day"], found["who"], strict=True)] == sorted(want)
    seen = {(places.index(who), user) for who, user, day, _ in rows if who in places and after < day <= after + 90}
    found = dataset.frames.users_seen(places, after, after + 90)
    assert {w: sum(p == w for p, _ in seen) for w, _ in seen} == dict(zip(found["who"], found["users"], strict=True)) != {}
    ends, before = dataset.frames.use_ends(after).set_index("customer_id"), [(who, day) for who, _, day, _ in rows if day <= after]
    assert {who: (row["first"], row["last"]) for who, row in ends.iterrows()} == {
        who: (min(d for w, d in before if w == who), max(d for w, d in before if w == who)) for who, _ in before
    }


def test_use_in_the_first_days_and_the_weeks_of_a_feature_are_those_that_a_loop_finds(dataset, rows):
    starts = magic.starters(dataset, 30)
    found = dataset.frames.use_within(starts, (7, 30), by_feature=True)
    want = {}
    for who, _, day, feature in set(rows):
        for place in np.flatnonzero(starts["customer_id"] == who) if feature else []:
            after = day - starts["start"][place].toordinal()
            if 0 <= after < 30:
                want.setdefault((place, feature), set()).add(after)
    got = {(w, f): (a, b) for w, f, a, b in zip(found["who"], found["feature"], found["7"], found["30"], strict=True)}
    assert got == {key: (sum(a < 7 for a in days), len(days)) for key, days in want.items()} and len(got) > 50

    stays = pd.DataFrame({"customer_id": ["K00", "K00", "K21"], "first_day": [0, 738_000, 0], "last_day": [739_700, 739_690, 10**7]})
    first = {f: min(day for _, _, day, g in rows if g == f) for f in FEATURES}
    there = set()
    for who, _, day, feature in rows:
        if feature:
            week = (day - first[feature]) // 7
            until = first[feature] + 7 * week + 6
            if ((stays["customer_id"] == who) & (stays["first_day"] <= until) & (stays["last_day"] >= until)).any():
                there.add((feature, week, who))
    weeks = dataset.frames.feature_weeks(stays)
    counted = dict(zip(zip(weeks["feature"], weeks["week"], strict=True), weeks["customers"], strict=True))
    assert counted == {(f, w): sum((g, v) == (f, w) for g, v, _ in there) for f, w, _ in there} != {}


def test_the_rows_of_each_table_are_told_without_the_whole_log(both):
    whole, scanned = (rows_in(one) for one in both)
    assert whole == scanned and whole["usage"] == len(both[0].dataset.tables["usage"])


def test_of_one_customer_an_upload_has_its_rows_and_a_scanned_log_its_days(both):
    whole, days = (product.usage_rows(one.dataset, "K00") for one in both)
    assert len(whole) == sum(both[0].dataset.tables["usage"]["customer_id"] == "K00") and "_row" in whole
    assert len(days) == len(whole.assign(day=whole["date"].dt.normalize()).drop_duplicates(["user_id", "day", "feature"]))
    assert days["minutes"].sum() == pytest.approx(whole["minutes"].sum()) and days["date"].is_monotonic_decreasing
    assert {"Product usage", "Subscriptions"} <= set(account.rows_by_table(both[1].dataset, "K00"))
