"""As much heavy work as there are places is done at once; the rest waits, can be asked about and stopped."""

import threading
import time
from contextlib import contextmanager

import pytest

from cs_calc.tables.problems import Refused
from cs_calc.tables.read import DEFAULT, Limits, Progress, busy, current, progress, read_file, stop, waiting
from cs_calc.tables.reading.waiting import place


def until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def in_thread(token, outcome, data=b"a,b\n1,2\n"):
    def work():
        try:
            read_file("a.csv", data, token=token)
            outcome[token] = "read"
        except Refused as why:
            outcome[token] = why.code

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@contextmanager
def holding(*tokens):
    """Others, each in a thread of its own, hold a place to read in."""
    over = threading.Event()

    def hold(token):
        with place(token, Limits()):
            over.wait(30)

    threads = [threading.Thread(target=hold, args=(token,)) for token in tokens]
    for thread, token in zip(threads, tokens, strict=True):
        thread.start()
        until(lambda token=token: progress(token) is not None)
    yield
    over.set()
    for thread in threads:
        thread.join()


def test_the_third_file_waits_knows_its_place_and_can_leave_the_line(monkeypatch):
    monkeypatch.setenv("CS_CALC_HEAVY", "2")
    outcome, threads = {}, []
    assert (waiting(), busy(), progress("third"), stop("third")) == (0, False, None, False)
    with holding("first", "second"):
        assert busy() and progress("first").stage == "checking"
        for number, token in enumerate(("third", "fourth"), 1):
            threads.append(in_thread(token, outcome))
            until(lambda n=number: waiting() == n)
        assert [(progress(token).stage, progress(token).ahead) for token in ("third", "fourth")] == [("waiting", 2), ("waiting", 3)]
        assert stop("third")
        until(lambda: "third" in outcome)
        assert outcome == {"third": "stopped"} and waiting() == 1 and progress("fourth").ahead == 2
    for thread in threads:
        thread.join()
    assert outcome["fourth"] == "read" and waiting() == 0 and not busy()


def test_a_reading_under_way_is_stopped_at_once():
    outcome = {}
    rows = b"id,score,note\n" + b"".join(b"%d,%d,some words here\n" % (n, n % 11) for n in range(900_000))
    thread = in_thread("long", outcome, rows)
    until(lambda: (now := progress("long")) is not None and now.stage == "reading")
    started = time.monotonic()
    assert stop("long")
    thread.join()
    assert outcome == {"long": "stopped"} and time.monotonic() - started < 5 and progress("long") is None


def test_each_stage_is_said_in_words():
    assert Progress("waiting", 1, 0.0).sentence == "Waiting: 1 other comes first."
    assert {Progress(stage, 0, 0.0).sentence[-1] for stage in ("checking", "reading")} == {"."}


def test_the_limits_of_a_server_are_set_in_one_place(monkeypatch):
    assert current() == DEFAULT == Limits()
    monkeypatch.setenv("CS_CALC_LIMITS", "max_rows=2 seconds=5.5")
    assert (current().max_rows, current().seconds, current().max_columns) == (2, 5.5, DEFAULT.max_columns)
    with pytest.raises(Refused) as why:
        read_file("a.csv", b"a,b\n1,2\n3,4\n")
    assert why.value.code == "too_many_rows"
    for wrong in ("max_row=5", "max_rows=many", "max_rows", "seconds=0", "seconds=-1"):
        monkeypatch.setenv("CS_CALC_LIMITS", wrong)
        with pytest.raises(Refused) as why:
            read_file("a.csv", b"a,b\n1,2\n")
        assert why.value.code == "bad_setting" and wrong.split("=")[0] in why.value.message


def test_every_limit_has_words_for_the_page():
    assert len(Limits().in_words()) == len(Limits.__dataclass_fields__)
