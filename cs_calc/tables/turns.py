"""One line for all heavy work of a server: so many at once, each person in turn, and whoever leaves gives up the place.

Module state with no user data in it: who waits and who works, by tokens that the caller makes up.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from cs_calc.tables.runs import resting

SETTING = "CS_CALC_HEAVY"
AWAY = 20.0
"""Seconds after which somebody whose connection is gone has left: a short break keeps the place."""
LOOK = 0.3
"""Seconds between two looks at whether the person is still there."""
_REMEMBERED = 1_000


class GaveUp(Exception):
    """Raised in work that waits, or goes on, where it was stopped or its person has left; `left` says which."""

    def __init__(self, left: bool = False) -> None:
        super().__init__("The person left." if left else "It was stopped.")
        self.left = left


class BadPlaces(ValueError):
    """Raised where `CS_CALC_HEAVY` cannot be used, with one helping sentence."""


@dataclass(frozen=True)
class Person:
    """For whom work is done: `key` tells sessions apart, `there` whether it is still connected, `watch` is told what comes first.

    `watch` gets how many pieces of work come first, some three times a second, and 0 once when the work begins; what it raises
    ends the waiting. On the command line there is one person, always there.
    """

    key: str = ""
    there: Callable[[], bool] = lambda: True
    watch: Callable[[int], None] = lambda ahead: None


class Turn:
    """One piece of work, from the moment it is asked for until it ends."""

    def __init__(self, token: str, person: Person) -> None:
        self.token, self.person, self.asked = token or uuid.uuid4().hex, person, time.monotonic()
        self.stopped = False
        self._seen = self.asked

    def check(self) -> None:
        """Raise `GaveUp` where the work was stopped or its person has left."""
        if self.stopped:
            raise GaveUp
        now = time.monotonic()
        if self.person.there():
            self._seen = now
        elif now - self._seen > AWAY:
            raise GaveUp(left=True)


_change = threading.Condition()
_line: list[Turn] = []
_working: list[Turn] = []
_served: OrderedDict[str, float] = OrderedDict()  # when a person's last turn began, of the last thousand people
_person: ContextVar[Person | None] = ContextVar("person", default=None)
_asks: list[Callable[[], Person]] = []  # how the app finds out whose page asks; at most one
_held: ContextVar[Turn | None] = ContextVar("held", default=None)


def places() -> int:
    """How much heavy work is done at once: `CS_CALC_HEAVY`, or else one for each core; raises `BadPlaces`."""
    text = os.environ.get(SETTING, "").strip()
    if not text:
        return os.cpu_count() or 1
    if not text.isdecimal() or not 1 <= int(text) <= 1_000:
        raise BadPlaces(f'The setting {SETTING} has "{text[:40]}". Expected: how much heavy work is done at once, a whole number from 1.')
    return int(text)


def whose() -> Person:
    """For whom this thread works: whoever was named (`working_for`), else whose page asks (`asked_by`)."""
    return _person.get() or (_asks[0]() if _asks else Person())


def asked_by(find: Callable[[], Person]) -> None:
    """Say once, for the whole process, how to find out whose page asks for work."""
    _asks[:] = [find]


@contextmanager
def working_for(person: Person) -> Iterator[None]:
    """Inside, heavy work is done for this person."""
    before = _person.set(person)
    try:
        yield
    finally:
        _person.reset(before)


def begin_for(person: Person) -> None:
    """From here on this thread works for this person."""
    _person.set(person)


@contextmanager
def turn(token: str = "", made: Turn | None = None) -> Iterator[Turn]:
    """Wait for this person's turn and hold a place until the end; inside heavy work it is the place held already.

    Whoever has the least under way comes first, then whoever was served longest ago, then who asked first: ten files of one person
    do not keep another waiting for all of them. Raises `GaveUp` where it is stopped (`stop`) or the person leaves.

    >>> with turn("a") as outer, turn("b") as inner:
    ...     outer is inner, ahead("a"), ahead("b")
    (True, 0, None)
    """
    held = _held.get()
    if held is not None:
        yield held
        return
    mine = made or Turn(token, whose())
    with resting():  # others draw their pages meanwhile
        _wait(mine, places())
        mark = _held.set(mine)
        try:
            yield mine
        finally:
            _held.reset(mark)
            with _change:
                _working.remove(mine)
                _change.notify_all()


def _wait(mine: Turn, most: int) -> None:
    with _change:
        _line.append(mine)
    try:
        while True:
            first = _begun(mine, most)
            if first is None:
                break
            mine.check()
            mine.person.watch(first)
        mine.person.watch(0)
    except BaseException:
        with _change:
            for those in (_line, _working):
                if mine in those:
                    those.remove(mine)
            _change.notify_all()
        raise


def _begun(mine: Turn, most: int) -> int | None:
    """None where its turn has come; else how much comes first, after waiting a moment for a change."""
    with _change:
        order = _order(_line)
        if len(_working) >= most or order[0] is not mine or mine.stopped:
            first = len(_working) + order.index(mine)
            if not mine.stopped:
                _change.wait(LOOK)
            return first
        _line.remove(mine)
        _working.append(mine)
        _served[mine.person.key] = time.monotonic()
        _served.move_to_end(mine.person.key)
        while len(_served) > _REMEMBERED:
            _served.popitem(last=False)
        _change.notify_all()
        return None


def _order(line: Sequence[Turn]) -> list[Turn]:
    """Those who wait, in the order in which they will be served if nobody else comes."""
    under_way = Counter(t.person.key for t in _working)
    served = dict(_served)
    left, found = list(line), []
    while left:
        one = min(left, key=lambda t: (under_way[t.person.key], served.get(t.person.key, 0.0), t.asked))
        left.remove(one)
        found.append(one)
        under_way[one.person.key] += 1
        served[one.person.key] = time.monotonic() + len(found)
    return found


def ahead(token: str) -> int | None:
    """How much work comes before the one with this token; 0 while it is done, None where there is none."""
    with _change:
        if any(t.token == token for t in _working):
            return 0
        order = _order(_line)
        return next((n + len(_working) for n, t in enumerate(order) if t.token == token), None)


def find(token: str) -> list[Turn]:
    """The work with this token that waits or is done."""
    with _change:
        return [t for t in (*_line, *_working) if t.token == token]


def stop(token: str) -> list[Turn]:
    """Stop the work with this token, in line or under way; gives what was found. Returns at once."""
    with _change:
        found = [t for t in (*_line, *_working) if t.token == token]
        for one in found:
            one.stopped = True
        _change.notify_all()
    return found


def waiting() -> int:
    """How much heavy work of the whole server waits right now."""
    return len(_line)


def busy() -> bool:
    """Whether every place is taken, so that the next has to wait."""
    return len(_working) >= places()


def in_words(first: int) -> str:
    """How much comes first, for a person.

    >>> in_words(2), in_words(1)
    ('Waiting: 2 others come first.', 'Waiting: 1 other comes first.')
    """
    return f"Waiting: {first:,} other{'s come' if first != 1 else ' comes'} first."
