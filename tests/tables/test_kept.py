"""What is worked out once is kept: heavy work is done once, however many ask for it at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cs_calc.tables.kept import Kept


def at_once(kept, make, people=4):
    """What each of several threads is given, or why not, that ask for the same before it has been made."""
    begun, go_on = threading.Event(), threading.Event()
    asked = threading.Barrier(people)

    def slow():
        begun.set()
        assert go_on.wait(20)
        return make()

    def ask():
        asked.wait(20)
        try:
            return kept.get(("sum", 1), slow, heavy=True)
        except ValueError as wrong:
            return wrong

    with ThreadPoolExecutor(people) as pool:
        answers = [pool.submit(ask) for _ in range(people)]
        assert begun.wait(20)
        go_on.set()
        return [a.result(20) for a in answers]


@pytest.mark.parametrize("places", [1, 2, 4])
def test_who_asks_while_another_works_it_out_gets_that_result(monkeypatch, places):
    monkeypatch.setenv("CS_CALC_HEAVY", str(places))
    made = []
    kept = Kept()
    found = at_once(kept, lambda: made.append(1) or object())
    assert len(made) == 1 and len(set(map(id, found))) == 1 and kept.has(("sum", 1))


@pytest.mark.parametrize("places", [1, 4])
def test_where_it_fails_for_one_the_next_tries_again(monkeypatch, places):
    monkeypatch.setenv("CS_CALC_HEAVY", str(places))
    tried = []

    def once_wrong():
        tried.append(1)
        if len(tried) == 1:
            raise ValueError("no luck")
        return 7

    found = at_once(Kept(), once_wrong)
    assert sorted(str(f) for f in found) == ["7", "7", "7", "no luck"] and len(tried) == 2
