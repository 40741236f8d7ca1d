"""One line for all heavy work: so much at once, each person in turn, and a place is given up by whoever stops, fails or leaves."""

import threading
import time

import pytest

from cs_calc.job import Job
from cs_calc.tables import runs, turns
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import read_file
from cs_calc.tables.turns import BadPlaces, GaveUp, Person, ahead, places, turn, waiting, working_for


@pytest.fixture(autouse=True)
def two_places(monkeypatch):
    monkeypatch.setenv("CS_CALC_HEAVY", "2")
    monkeypatch.setattr(turns, "LOOK", 0.02)
    turns._served.clear()
    yield
    until(lambda: waiting() == 0 and not turns._working)  # every test gives back what it took


def until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


class Work:
    """Heavy work in a thread, for a person; it goes on until it is let go."""

    def __init__(self, who, log, token="", there=lambda: True):
        self.over, self.log, self.name, self.token = threading.Event(), log, who, token
        self.person = Person(who, there)
        self.thread = threading.Thread(target=self.run)
        before = waiting() + len(turns._working)
        self.thread.start()
        until(lambda: waiting() + len(turns._working) > before)

    def run(self):
        with working_for(self.person):
            try:
                with turn(self.token):
                    self.log.append(self.name)
                    self.over.wait(20)
            except GaveUp as why:
                self.log.append(f"{self.name} {'left' if why.left else 'stopped'}")

    def end(self):
        self.over.set()
        self.thread.join(20)


def test_no_more_is_done_at_once_than_there_are_places_and_all_of_it_is_done():
    most, now, lock, done = 0, 0, threading.Lock(), []

    def work(who):
        nonlocal most, now
        with working_for(Person(who)), turn():
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1
            done.append(who)

    threads = [threading.Thread(target=work, args=(f"person {n % 5}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2 == places() and len(done) == 20


def test_ten_files_of_one_person_do_not_keep_another_waiting_for_all_of_them(monkeypatch):
    monkeypatch.setenv("CS_CALC_HEAVY", "1")
    log = []
    many = [Work("Anna", log) for _ in range(5)]
    late = [Work("Ben", log, "ben 1"), Work("Ben", log, "ben 2"), Work("Cleo", log, "cleo")]
    assert (ahead("ben 1"), ahead("cleo"), ahead("ben 2"), ahead("nobody")) == (1, 2, 4, None)  # then Anna, who was served longest ago
    for one in (*many, *late):
        one.over.set()
    for one in (*many, *late):
        one.thread.join(20)
    assert log[:4] == ["Anna", "Ben", "Cleo", "Anna"] and log.index("Ben", 2) == 4 and len(log) == 8


def test_who_has_work_under_way_comes_after_who_has_none():
    log = []
    first, second = Work("Anna", log), Work("Ben", log)
    again, new = Work("Anna", log, "again"), Work("Cleo", log, "new")
    assert (ahead("new"), ahead("again")) == (2, 3)
    for one in (first, second, again, new):
        one.over.set()
    for one in (first, second, again, new):
        one.thread.join(20)
    assert log[2:] == ["Cleo", "Anna"]


def test_work_in_line_that_is_stopped_gives_up_its_place_at_once():
    log = []
    held = [Work("Anna", log), Work("Ben", log)]
    stopped, other = Work("Cleo", log, "cleo"), Work("Dora", log, "dora")
    assert ahead("dora") == 3
    turns.stop("cleo")
    stopped.thread.join(5)
    assert log[-1] == "Cleo stopped" and ahead("cleo") is None and ahead("dora") == 2
    for one in (*held, other):
        one.end()
    assert log[-1] == "Dora"


def test_a_person_who_leaves_gives_up_the_place_and_one_whose_line_breaks_for_a_moment_does_not(monkeypatch):
    monkeypatch.setattr(turns, "AWAY", 0.3)
    log, gone, away = [], threading.Event(), threading.Event()
    held = [Work("Anna", log), Work("Ben", log)]
    leaves = Work("Cleo", log, "cleo", there=lambda: not gone.is_set())
    blinks = Work("Dora", log, "dora", there=lambda: not away.is_set())
    gone.set()
    away.set()
    time.sleep(0.1)
    away.clear()
    leaves.thread.join(5)
    assert log[-1] == "Cleo left" and ahead("dora") == 2
    for one in (*held, blinks):
        one.end()
    assert log[-1] == "Dora"


def test_an_exception_frees_the_place_and_is_not_swallowed():
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), turn():
            divmod(1, 0)
    assert not turns._working
    job = Job(lambda _: divmod(1, 0), heavy=True)
    assert job.wait(5) and job.failed and job.result is None and not turns._working


def test_heavy_work_inside_heavy_work_holds_one_place_so_that_nobody_waits_for_themselves(monkeypatch):
    monkeypatch.setenv("CS_CALC_HEAVY", "1")
    with turn("report"):
        assert read_file("a.csv", b"a,b\n1,2\n").sheets[0].header == ("a", "b")
        assert len(turns._working) == 1


def test_what_is_told_to_who_waits_and_what_ends_the_waiting():
    heard, log = [], []

    def watch(first):
        heard.append(first)
        if len(heard) > 2:
            raise KeyboardInterrupt  # as a page does whose script is ended by a click

    held = [Work("Anna", log), Work("Ben", log)]
    with working_for(Person("Cleo", watch=watch)), pytest.raises(KeyboardInterrupt), turn("cleo"):
        log.append("never")
    assert heard == [2, 2, 2] and ahead("cleo") is None and "never" not in log
    for one in held:
        one.end()
    heard.clear()
    with working_for(Person("Cleo", watch=watch)), turn():
        assert heard == [0]


def test_a_job_says_how_much_comes_first_and_can_be_stopped_while_it_waits():
    log = []
    held = [Work("Anna", log), Work("Ben", log)]
    job, stays = Job(lambda job: "done", heavy=True), Job(lambda job: "done", heavy=True)
    until(lambda: job.ahead == 2 and stays.ahead == 3)
    assert job.doing == "Waiting: 2 others come first."
    job.stop()
    assert job.wait(5) and job.stopped.is_set() and job.result is None and not job.failed
    for one in held:
        one.end()
    assert stays.wait(5) and stays.result == "done" and stays.doing == ""


def test_a_wrong_setting_is_said_in_a_sentence(monkeypatch):
    for wrong in ("many", "0", "-1", "2.5"):
        monkeypatch.setenv("CS_CALC_HEAVY", wrong)
        with pytest.raises(BadPlaces, match="CS_CALC_HEAVY"):
            places()
        with pytest.raises(Refused, match="CS_CALC_HEAVY") as why:
            read_file("a.csv", b"a,b\n1,2\n")
        assert why.value.code == "bad_setting" and wrong in why.value.message
    monkeypatch.setenv("CS_CALC_HEAVY", "7")
    assert places() == 7
    monkeypatch.delenv("CS_CALC_HEAVY")
    assert places() >= 1


def test_pages_that_wait_leave_their_place_to_draw_to_others_and_nobody_waits_for_ever(monkeypatch):
    """Many pages on one place to draw: each asks for heavy work, waits for a job of its own, and goes on drawing."""
    monkeypatch.setattr(runs, "_PLACES", threading.BoundedSemaphore(1))
    now, most, lock, done = 0, 0, threading.Lock(), []

    def counted(by):
        nonlocal now, most
        with lock:
            now += by
            most = max(most, now)

    def page(who):
        with working_for(Person(who)), runs.drawing():
            counted(1)
            time.sleep(0.002)
            counted(-1)
            with turn():
                job = Job(lambda _: time.sleep(0.01))
                assert job.wait(20)
            assert Job(lambda _: time.sleep(0.01), heavy=True).wait(20)
            counted(1)
            counted(-1)
        done.append(who)

    threads = [threading.Thread(target=page, args=(f"person {n}",)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 10 and most == 1
    with runs.drawing():  # the place is free again
        pass
