"""Drivers and the magic ratio: every number by a second way (plain loops, scipy, the declared metrics), and what the sample hides."""

import math
from datetime import date, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact, norm

from cs_calc import METRICS, answer
from cs_calc.analysis import drivers_say as say
from cs_calc.analysis import drivers_tables as tables
from cs_calc.analysis import magic, magic_say
from cs_calc.analysis.drivers import (
    COUNTS,
    Behaviour,
    adjusted,
    by_group,
    compared,
    counts,
    newcombe,
    pooled_difference,
    pooled_ratio,
    tried,
)
from cs_calc.analysis.drivers_cases import OUTCOMES, began, cases_of, outcomes_of
from cs_calc.analysis.drivers_charts import dumbbells
from cs_calc.analysis.drivers_window import window
from cs_calc.change import shares
from cs_calc.sample import sample_workbook
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file

DAY = pd.Timedelta(days=1)
FEW = {f"C{n:04}" for n in range(1, 1100, 15)}


@pytest.fixture(scope="module")
def dataset():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes())]).dataset


def asked(dataset, key, days=90, times=1, kind="month"):
    return tried(dataset, OUTCOMES[key], kind, tuple(dataset.periods(kind)), 1 if key == "trial" else days, times)


@pytest.fixture(scope="module")
def renewed(dataset):
    return asked(dataset, "renewed")


# what the sample hides


def test_story_6_the_first_sentence_names_shared_reports_with_its_counts_and_says_that_it_need_not_be_the_cause(renewed):
    first, second, *_ = said = say.opening(renewed)
    assert "“Used Shared reports” goes with more renewals" in first
    assert "120 of 125 (96.0%) were renewed; of the others 106 of 134 (79.1%)" in first
    assert "cannot say that one is the cause" in second and "holds among customers alike: inside plans" in second
    assert "46 were tried" in said[-1] and "Benjamini and Hochberg" in said[-1] and "40 are not" in said[-1]


def test_story_7_trials_set_up_on_the_first_day_become_customers_more_often(dataset):
    first = say.opening(asked(dataset, "trial"))[0]
    assert "81 of 139 (58.3%) became customers; of the others 184 of 508 (36.2%)" in first


def test_what_only_the_calendar_makes_is_said_to_be_gone_inside_quarters(dataset):
    note = say.simpson(asked(dataset, "expanded"))
    assert "“Got an automatic reply” inside quarters" in note and "“Was in segment Mid-market” inside plans" in note
    assert "Got an automatic reply to the ticket” inside quarters" in say.simpson(asked(dataset, "satisfied"))


@pytest.mark.parametrize(("key", "kind"), [("renewed", "month"), ("churned", "month"), ("churned", "quarter"), ("trial", "month")])
def test_the_cases_add_up_to_the_declared_metric(dataset, key, kind):
    outcome = OUTCOMES[key]
    cases = cases_of(dataset, outcome, kind, dataset.periods(kind))
    assert cases["happened"].sum() == dataset.measure(kind)[outcome.measure].sum()


def test_upgrades_and_satisfied_answers_add_up_to_their_metrics(dataset):
    cases = cases_of(dataset, OUTCOMES["expanded"], "month", dataset.periods("month"))
    assert cases.loc[cases["happened"], "expanded_mrr"].sum() == pytest.approx(dataset.measure("month")["expanded_mrr"].sum())
    cases = cases_of(dataset, OUTCOMES["satisfied"], "month", dataset.periods("month"))
    table = dataset.measure("month")
    assert (len(cases), cases["happened"].sum()) == (table["csat_1_to_5"].sum(), table["csat_4_or_5"].sum())


# behaviours by plain loops over the tables


@pytest.mark.parametrize(("days", "times"), [(90, 1), (30, 3)])
def test_use_of_a_feature_is_counted_as_a_loop_over_the_rows_counts_it(dataset, days, times):
    found = asked(dataset, "renewed", days, times)
    usage, firsts = dataset.tables["usage"], began(dataset)
    seen = {}
    for row in usage[usage["feature"] == "Import"].itertuples():
        seen.setdefault(row.customer_id, set()).add(row.date.normalize())
    begins = usage["date"].min()
    for case, does, known in zip(
        found.cases.itertuples(), found.behaviours["feature: Import"].does, found.behaviours["feature: Import"].known, strict=True
    ):
        inside = [d for d in seen.get(case.customer_id, ()) if case.at - days * DAY <= d < case.at]
        assert does == (len(inside) >= times)
        assert known == (case.at - days * DAY >= begins or firsts[case.customer_id] >= begins)


def test_tickets_surveys_and_users_are_counted_as_loops_count_them(dataset):
    found = asked(dataset, "renewed")
    tickets, answers, usage = (dataset.tables[t] for t in ("tickets", "survey_responses", "usage"))
    for n, case in list(enumerate(found.cases.itertuples()))[::6]:
        since = case.at - 90 * DAY
        own = tickets[(tickets["customer_id"] == case.customer_id) & (tickets["created_at"] < case.at)]
        inside = own[own["created_at"] >= since]
        assert found.behaviours["ticket"].does[n] == (len(inside) > 0)
        assert found.behaviours["tag: bug report"].does[n] == inside["tags"].fillna("").str.contains("bug report").any()
        assert found.behaviours["open"].does[n] == (~(own["resolved_at"] < case.at)).any()
        given = answers[(answers["customer_id"] == case.customer_id) & (answers["date"] >= since) & (answers["date"] < case.at)]
        nps = given[given["survey_type"] == "NPS"]["score"]
        assert found.behaviours["promoter"].does[n] == (nps >= 9).any()
        assert not found.behaviours["promoter"].known[n] or len(nps)
        used = usage[(usage["customer_id"] == case.customer_id) & (usage["date"] >= since) & (usage["date"] < case.at)]
        assert found.behaviours["users"].does[n] == (used["user_id"].nunique() >= 2)


def test_the_moment_itself_is_not_before_it():
    cases = pd.DataFrame({"customer_id": ["a"], "at": [pd.Timestamp("2026-05-10")], "began": pd.to_datetime([None])})
    when = pd.Series(pd.to_datetime(["2026-05-10 00:00", "2026-05-09 23:59", "2026-05-03 00:00", "2026-05-02 23:59"]))
    looked = window(cases, 7)
    assert looked.counts(pd.Series(["a"] * 4), when).tolist() == [2]
    assert looked.known_since(pd.Timestamp("2026-05-03")).tolist() == [True]
    assert looked.known_since(pd.Timestamp("2026-05-04")).tolist() == [False]


# the tests


def test_ranges_and_chances_are_those_of_the_house_and_of_scipy(renewed):
    for row in renewed.table.to_dict("records"):
        a, n1, b, n0 = (int(row[c]) for c in COUNTS)
        low, high, _, _ = shares(b, n0, a, n1)
        assert newcombe(a, n1, b, n0) == pytest.approx((low, high))
        times, middle = math.sqrt(row["effect"]), a / n1 - b / n0
        assert (row["low"], row["high"]) == pytest.approx((middle - (middle - low) * times, middle + (high - middle) * times))
        if not row["few"]:
            alone = float(fisher_exact([[a, n1 - a], [b, n0 - b]])[1])
            assert norm.isf(row["p"] / 2) * times == pytest.approx(norm.isf(alone / 2), abs=1e-6)
        assert row["few"] == (min(n1, n0) < 20)


def test_cases_of_one_customer_that_are_alike_count_as_what_they_are_worth():
    """Each customer three times, always alike: the chances are those of a third of the cases, not of all of them."""
    found = []
    for seed in range(150):
        chance = np.random.default_rng(seed)
        happened, does = (np.repeat(chance.random(80) < 0.4, 3) for _ in range(2))
        one = Behaviour("a", "", "a", does, np.ones(240, bool))
        found.append([compared(happened, [one], {}, whose).iloc[0] for whose in (None, np.repeat(np.arange(80), 3), np.arange(240))])
    naive, clustered, single = ([row["p"] for row in rows] for rows in zip(*found, strict=True))
    assert single == pytest.approx(naive)
    assert sum(p < 0.05 for p in naive) >= 25 and sum(p < 0.05 for p in clustered) <= 14
    assert all(rows[1]["effect"] == pytest.approx(3) for rows in found)
    widths = [(rows[1]["high"] - rows[1]["low"]) / (rows[0]["high"] - rows[0]["low"]) for rows in found]
    assert widths == pytest.approx([math.sqrt(3)] * 150)


def test_the_correction_is_the_step_up_of_benjamini_and_hochberg():
    chance = Random(7)
    chances = [chance.random() ** 3 for _ in range(30)]
    found = adjusted(pd.Series([*chances, None]))
    order = sorted(range(30), key=chances.__getitem__)
    for place, n in enumerate(order, 1):
        want = min(min(1.0, chances[m] * 30 / (place + k)) for k, m in enumerate(order[place - 1 :]))
        assert found[n] == pytest.approx(want)
    assert math.isnan(found[30])


def test_what_is_pooled_inside_groups_agrees_with_a_loop_over_them():
    chance = Random(3)
    groups = pd.Series([chance.choice("xyz") for _ in range(400)], dtype="category")
    does, known = (np.array([chance.random() < p for _ in range(400)]) for p in (0.4, 0.9))
    happened = np.array([chance.random() < 0.5 for _ in range(400)])
    table = by_group(happened, Behaviour("a", "", "did", does, known), groups)
    above = below = over = under = spread = 0.0
    for name in "xyz":
        here = (groups == name).to_numpy() & known
        a, n1, b, n0 = counts(happened, does, here)
        assert table[table["group"] == name][COUNTS].iloc[0].tolist() == [a, n1, b, n0]
        n = n1 + n0
        above += (a * n0 - b * n1) / n
        below += n1 * n0 / n
        over, under = over + a * n0 / n, under + b * n1 / n
        spread += (a * (n1 - a) * n0**3 + b * (n0 - b) * n1**3) / (n1 * n0 * n * n)
    found = pooled_difference([table[c] for c in COUNTS])
    assert found.middle == pytest.approx(above / below)
    assert found.high - found.middle == pytest.approx(1.959964 * math.sqrt(spread) / below)
    assert pooled_ratio([table[c] for c in COUNTS]).middle == pytest.approx(over / under)


def test_one_group_gives_the_plain_difference_and_ratio():
    table = pd.DataFrame({"k_with": [120], "n_with": [125], "k_without": [106], "n_without": [134]})
    assert pooled_difference([table[c] for c in COUNTS]).middle == pytest.approx(120 / 125 - 106 / 134)
    assert pooled_ratio([table[c] for c in COUNTS]).middle == pytest.approx((120 / 125) / (106 / 134))
    assert pooled_difference([[120], [125], [0], [0]]) is None


def test_a_difference_that_only_the_mix_of_plans_makes_disappears_inside_them():
    rows = [("Basic", 1, 10, 50), ("Basic", 0, 40, 200), ("Team", 1, 160, 200), ("Team", 0, 40, 50)]  # plan, does, happened, of
    plan = pd.Series([p for p, _, _, n in rows for _ in range(n)], dtype="category")
    does = np.array([bool(d) for _, d, _, n in rows for _ in range(n)])
    happened = np.array([i < k for _, _, k, n in rows for i in range(n)])
    row = compared(happened, [Behaviour("a", "", "used it", does, np.ones(500, bool))], {"plan": plan}).iloc[0].to_dict()
    assert row["survives"] and row["difference"] == pytest.approx(170 / 250 - 80 / 250)
    assert row["plan"] == pytest.approx(0) and say.verdict(row, "plan") == "disappears"


def test_too_few_on_a_side_are_not_tested_and_not_counted_as_tried():
    does = np.array([True] * 19 + [False] * 200)
    happened = np.array([True] * 19 + [False] * 200)
    table = compared(happened, [Behaviour("a", "", "used it", does, np.ones(219, bool))], {})
    assert table["few"].tolist() == [True] and math.isnan(table["adjusted"][0]) and not table["survives"][0]
    assert not len(compared(happened, [Behaviour("b", "", "used it", does & False, np.ones(219, bool))], {}))


# working and rows


def test_the_working_shows_the_counts_and_the_rows_behind_add_up_to_them(dataset, renewed):
    key = "feature: Shared reports"
    lines = tables.working(renewed, key)
    assert lines[0] == "With: 120 ÷ 125 = 96.0%" and lines[1] == "Without: 106 ÷ 134 = 79.1%"
    assert "p × 46 tried ÷ place 4 = 0.00079" in lines[-1]
    sizes = {side: len(tables.behind(dataset, renewed, key, side)) for side in tables.SIDES}
    assert sizes == {"with": 125, "without": 134, "with_yes": 120, "with_no": 5, "without_yes": 106, "without_no": 28}
    assert tables.two_by_two(renewed, key).iloc[:, 1:].to_numpy().tolist() == [[120, 5, 125], [106, 28, 134], [226, 33, 259]]
    table, text = tables.strata(renewed, key, "plan")
    assert table["Plan"].tolist() == ["Basic", "Business", "Team"] and "The difference holds." in text
    lift = answer(METRICS["behaviour_lift"], tables.as_inputs(renewed, key))
    assert lift.value == pytest.approx(tables.row_of(renewed, key)["ratio"])
    assert len(tables.shown(renewed)) == 49 and "“Used Shared reports”" in dumbbells(renewed).title


TABLES = ["subscriptions", "customers", "survey_responses", "tickets", "usage", "renewals", "monthly_mrr"]


@pytest.mark.parametrize("gone", TABLES)
def test_without_any_one_table_the_outcomes_that_are_left_have_their_sentences(dataset, gone):
    few = {
        n: t[t["customer_id"].isin(FEW)].reset_index(drop=True) if "customer_id" in t else t for n, t in dataset.tables.items() if n != gone
    }
    some = Dataset(few, dataset.as_of)
    left = outcomes_of(some)
    for outcome in {left[0], left[TABLES.index(gone) % len(left)]}:
        found = tried(some, outcome, "year", tuple(some.periods("year")), 1 if outcome.key == "trial" else 90, 1)
        assert all(s and "nan" not in s for s in say.opening(found)) and say.care(found)
        if len(found.tested):
            assert dumbbells(found).alt
    assert magic.can_look(some) == (gone != "usage")


def test_a_column_that_is_all_blank_is_as_none(dataset):
    customers, tickets = dataset.tables["customers"], dataset.tables["tickets"]
    blank = {"customers": customers.assign(converted_at=pd.NaT), "tickets": tickets.assign(customer_id=None).head(50)}
    some = Dataset({**{n: t.head(50) for n, t in dataset.tables.items()}, **blank}, dataset.as_of)
    assert "trial" not in [o.key for o in outcomes_of(some)]
    assert "ticket" not in tried(some, OUTCOMES["renewed"], "year", tuple(some.periods("year")), 90, 1).behaviours


def test_a_time_without_cases_is_said(dataset):
    found = tried(dataset, OUTCOMES["renewed"], "month", ("2024-11",), 90, 1)
    assert say.opening(found) == ["There are no contracts due in this time: nothing can go with renewals."]


def test_differences_are_said_in_their_direction():
    assert say.points(-0.0234, -0.0354, -0.0138) == "2.3 points less (likely 1.4 to 3.5)"
    assert say.points(0.04, -0.024, 0.12) == "4.0 points more (likely -2.4 to 12.0)"
    assert say.points(-0.04, -0.12, 0.024) == "4.0 points less (likely -2.4 to 12.0)"


# the magic ratio


def made_up(n=400, seed=1):
    """Customers who leave at random, and of those still there some reach three days of use in their first 30: those stay."""
    chance, start = Random(seed), date(2025, 1, 1)
    subscriptions, usage = [], []
    for i in range(n):
        who, begun = f"K{i}", start + timedelta(days=chance.randrange(60))
        habit = chance.random() < 0.5
        gone = chance.random() < (0.05 if habit else 0.4)
        end = begun + timedelta(days=chance.randrange(40, 170)) if gone else None
        subscriptions.append((who, pd.Timestamp(begun), pd.Timestamp(end) if end else pd.NaT, 10.0, "month"))
        usage += [(who, pd.Timestamp(begun + timedelta(days=d)), "Maps") for d in ((3, 9, 20) if habit else (3,))]
    usage.append(("K0", pd.Timestamp("2025-01-01"), "Maps"))
    return Dataset(
        {
            "subscriptions": pd.DataFrame(subscriptions, columns=["customer_id", "start_date", "end_date", "amount", "interval"]),
            "usage": pd.DataFrame(usage, columns=["customer_id", "date", "feature"]),
        },
        date(2025, 12, 31),
    )


def test_a_habit_that_is_there_is_found_and_confirmed_on_those_held_out():
    found = magic.magic(made_up(), 180)
    assert (found.best["times"], found.best["days"]) == (2, 14) or found.best["times"] in (2, 3)
    held = magic.told(found.best, "held")
    assert held.p < 0.01 and held.difference > 0.2
    assert "separates those who stay 180 days from the rest, also among customers held out" in magic_say.sentences(found)[0]


def test_the_counts_of_both_halves_are_those_of_a_loop_over_customers(dataset):
    found = magic.magic(dataset, 180)
    row = next(r for r in found.grid.to_dict("records") if (r["feature"], r["times"], r["days"]) == ("Shared reports", 2, 30))
    paid, usage = dataset.tables["subscriptions"], dataset.tables["usage"]
    end, want = pd.Timestamp(dataset.as_of) + DAY, dict.fromkeys([f"{c}_{h}" for c in magic.CELLS for h in magic.HALVES], 0)
    days = {w: set(part) for w, part in usage[usage["feature"] == "Shared reports"].groupby("customer_id")["date"]}
    for who, rows in paid.groupby("customer_id"):
        start = rows["start_date"].min()
        left = None if rows["end_date"].isna().any() or rows["end_date"].max() > end - DAY else rows["end_date"].max()
        if start + 180 * DAY > end or start < usage["date"].min() or (left is not None and left < start + 30 * DAY):
            continue
        reached = len([d for d in days.get(who, ()) if start <= d < start + 30 * DAY]) >= 2
        stayed = left is None or left >= start + 180 * DAY
        word = magic.HALVES[magic.half(who)]
        side = "with" if reached else "without"
        want[f"n_{side}_{word}"] += 1
        want[f"k_{side}_{word}"] += stayed
    assert {k: row[k] for k in want} == want


def test_who_left_before_the_days_were_over_is_in_neither_group():
    some = made_up(60)
    there, _ = magic.at_day(magic.starters(some, 180), 90)
    ends = some.tables["subscriptions"].set_index("customer_id")
    lasted = (ends["end_date"] - ends["start_date"]).dt.days
    assert set(there["customer_id"]) == set(lasted[~(lasted < 90)].index)
    assert len(there) < 60


def test_on_the_sample_the_best_does_not_hold_and_both_figures_are_told(dataset):
    found = magic.magic(dataset, 180)
    first, second = magic_say.sentences(found)
    assert first.startswith("No magic ratio: the best of 168 combinations") and "143 of 151" in first
    assert "153 of 162" in second and "only the first figure is honest" in second
    assert len(magic_say.shown(found)) == 168 and "+4.1 in the half held out" in magic_say.both_halves(found).title
    listed = magic.behind(found, dataset, found.best)
    held = listed[(listed["half"] == "held out") & (listed["reached"] == "yes")]
    assert (len(held), int((held["stayed"] == "yes").sum())) == (151, 143)


def test_halves_are_even_and_the_same_every_time():
    halves = [magic.half(f"C{n}") for n in range(2000)]
    assert 900 < sum(halves) < 1100 and halves == [magic.half(f"C{n}") for n in range(2000)]
    assert [magic.half(f"C{n}", 1) for n in range(50)] != halves[:50]


def test_phi_and_youden_are_those_of_the_four_counts():
    a, n1, b, n0 = 30, 40, 20, 60
    truth = [1] * a + [0] * (n1 - a) + [1] * b + [0] * (n0 - b)
    does = [1] * n1 + [0] * n0
    assert magic.phi(a, n1, b, n0) == pytest.approx(np.corrcoef(truth, does)[0, 1])
    assert magic.youden(a, n1, b, n0) == pytest.approx(30 / 50 - 10 / 50)


def test_nobody_to_follow_is_said(dataset):
    assert "No customer can be followed for 5000 days" in magic_say.sentences(magic.magic(dataset, 5000))[0]
