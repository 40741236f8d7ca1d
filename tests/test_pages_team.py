"""The Team page, through app.py, without a browser: open to leads only, its numbers by a second way, and exercises to take along."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cs_calc.training.progress.cohort import assigned, join
from cs_calc.training.progress.learner import LEADS, again, begin
from cs_calc.training.progress.roster import assignments, people
from cs_calc.training.progress.store import SETTING, Store
from cs_calc.training.question import ask
from tests.apptest import fine, metrics, opened, query, text

TEAM = "pages/learn/team.py"
START = datetime(2026, 11, 9, 9, tzinfo=UTC)
NAMES = ("Ana Silva", "Ben Okoro", "Chiara Rossi")


def answered(item, seed, number, seconds, hint=False):
    """The attempts of a full problem; `number` gives what is typed, from the task, until it is over."""
    asked = START + timedelta(days=seed)
    question = ask(item, "D", seed, "practice", asked)
    question = question.with_hint() if hint else question
    for at, typed in enumerate(number(question.task), 1):
        question, attempt = question.answer({"answer": f"{typed:.4f}"}, asked + timedelta(seconds=seconds * at))
        yield attempt


def right(task):
    return [task.number]


def rival(key):
    def typed(task):
        return [next(r.number for r in task.rivals if r.rival.key == key), task.number]

    return typed


@pytest.fixture
def team(tmp_path, monkeypatch):
    """A store with three learners, of whom Ana leads: Ben divides by all customers, Chiara keeps another definition."""
    place = tmp_path / "progress.sqlite"
    monkeypatch.setenv(SETTING, str(place))
    store = Store(str(place))
    found = {name: begin(store, name, START)[0] for name in NAMES}
    monkeypatch.setenv(LEADS, found["Ana Silva"].tag)
    for name in NAMES[1:]:
        join(store, found[name], "November 2026")
    store.add(found["Ana Silva"].id, [a for seed in (1, 2) for a in answered("renewal_rate", seed, right, 40)])
    wrong = [a for seed in (1, 2) for a in answered("renewal_rate", seed, rival("of_all_customers"), 60, hint=True)]
    store.add(found["Ben Okoro"].id, [*wrong, *answered("renewal_rate", 3, right, 30)])
    store.add(found["Chiara Rossi"].id, [a for seed in (1, 2) for a in answered("net_mrr_churn", seed, rival("churn_less_expansion"), 50)])
    return store, found


def as_learner(held):
    return fine(opened(TEAM, session={"learner": held}))


def test_nobody_but_a_lead_sees_the_report_and_everybody_is_told_who_may(team):
    _, found = team
    stranger = text(fine(opened(TEAM)))
    ben = text(as_learner(found["Ben Okoro"]))
    for shown in (stranger, ben):
        assert "open to team leads" in shown and "Take along" in shown
        assert not [name for name in ("Ana Silva", "Chiara Rossi") if name in shown] and "Most frequent mistakes" not in shown
    assert LEADS in ben and found["Ben Okoro"].tag in ben
    assert "Say who you are on the page Learn" in stranger


def test_a_setting_that_names_nobody_clearly_is_told(team, monkeypatch):
    monkeypatch.setenv(LEADS, "Ben Okoro")
    assert "which anybody could type" in text(as_learner(team[1]["Ben Okoro"]))


def test_the_lead_sees_who_confuses_what_in_numbers_that_a_count_by_hand_gives(team):
    at = as_learner(team[1]["Ana Silva"])
    shown = text(at)
    # seven full problems: Ana 2 right, Ben 2 with a mistake and 1 right, Chiara 2 right after another definition, which is no miss
    assert "3 people, 11 answers. Right at the first try: 5 of 7 full problems (71.4%" in shown
    assert metrics(at)["Full problems with hints"] == "28.6%"
    # seconds: 40, 40, 120, 120, 30, 100, 100
    assert metrics(at)["Time for a full problem"] == "1 min 40 s"
    assert "Renewal rate: Divided by all customers." in shown.replace("*", "") and "2 of 7 answers, 1 person" in shown
    assert "Chiara Rossi: Net MRR churn rate" in shown.replace("*", "") and "on 2 variants" in shown
    assert {"Excel workbook", "CSV"} <= {button.label for button in at.get("download_button")}
    at.selectbox(key="team_person").set_value(team[1]["Ben Okoro"].id).run()
    assert "1 person, 5 answers. Right at the first try: 1 of 3 full problems" in text(fine(at))
    at.selectbox(key="team_cohort").set_value("November 2026").run()
    assert query(fine(at), "cohort") == "November 2026" and "Ben" not in str(at.query_params)


def test_a_lead_sets_a_path_with_dates_and_puts_people_into_a_cohort(team):
    store, found = team
    at = as_learner(found["Ana Silva"])
    at.button(key="team_path_go").click().run()
    assert "Name the cohort" in text(fine(at))
    at.selectbox(key="team_path_cohort").set_value("November 2026")
    at.date_input(key="team_path_start").set_value(date(2026, 11, 16))
    at.date_input(key="team_path_finish").set_value(date(2026, 11, 10))
    at.button(key="team_path_go").click().run()
    assert "would end (2026-11-10) before it starts (2026-11-16)" in text(fine(at))
    assert not assignments(store, found["Ana Silva"])
    at.date_input(key="team_path_finish").set_value(date(2026, 11, 27))
    at.selectbox(key="team_path_path").set_value("first_week")
    at.button(key="team_path_go").click().run()
    made = assigned(store, again(store, found["Ben Okoro"]))
    assert (made.path, made.finish, made.set_by) == ("first_week", date(2026, 11, 27), "Ana Silva")
    assert "November 2026: First week: ten metrics, 2026-11-16 to 2026-11-27" in text(at) and "0 of 2 people through" in text(at)
    at.button(key="team_members_go").click().run()
    assert "Choose people, and a cohort" in text(fine(at))
    at.multiselect(key="team_members_people").set_value([found["Ana Silva"].id])
    at.selectbox(key="team_members_cohort").set_value("November 2026")
    at.button(key="team_members_go").click().run()
    assert "1 person is in November 2026 now." in text(fine(at))
    assert {one.name: one.cohort for one in people(store, found["Ana Silva"])}["Ana Silva"] == "November 2026"


def test_a_place_that_is_gone_is_a_sentence_and_the_exercises_are_still_there(team, tmp_path):
    at = as_learner(team[1]["Ana Silva"])
    team[0].close()
    (tmp_path / "progress.sqlite").unlink()
    at.button(key="team_again").click().run()
    assert "which is gone" in text(fine(at)) and "Take along" in text(at)


def test_what_is_taken_along_is_what_was_chosen(team):
    at = fine(opened(TEAM))
    at.multiselect(key="take_what").set_value(["M1"]).run()
    at.number_input(key="take_variants").set_value(2).run()
    assert "M1 Who stays. 3 exercises in 2 variants each and 3 concepts." in text(fine(at))
    at.multiselect(key="take_what").set_value([]).run()
    assert "Every exercise. 39 exercises in 2 variants each and 10 concepts." in text(fine(at))
    assert len([b for b in at.get("download_button") if b.label in ("With answers", "Without", "Download")]) == 7
