"""What was worked out once is kept, but not for ever: a server is open for weeks, and the sample company is everybody's."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import nullcontext
from threading import Event, Lock
from typing import Any

from cs_calc.tables.runs import resting
from cs_calc.tables.turns import turn

MOST = 500
NOTHING = object()


class Kept:
    """Results by key; of each kind (the first part of its key) the least recently used go where there are too many.

    Several threads may ask at once: at worst two of them work out the same, but what is heavy is worked out once.

    >>> kept = Kept()
    >>> for n in (1, 2, 1, 3):
    ...     _ = kept.get(("square", n), lambda: n * n, most=2)
    >>> kept.get(("square", 1), lambda: "known", most=2), kept.get(("square", 2), lambda: "worked out again", most=2)
    (1, 'worked out again')
    >>> kept.clear(); len(kept)
    0
    """

    def __init__(self) -> None:
        self._kinds: dict[Hashable, OrderedDict[Hashable, Any]] = {}
        self._lock = Lock()
        self._making: list[tuple[Hashable, ...]] = []
        self._begun: dict[tuple[Hashable, ...], Event] = {}
        self._used = time.monotonic()

    @property
    def used(self) -> float:
        """When it was asked last, by the clock that never goes back; now, while something is being worked out."""
        return time.monotonic() if self._making else self._used

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Any], *, most: int = MOST, heavy: bool = False) -> Any:
        """What is kept under `key`, or else what `make` gives; at most `most` of this kind are kept.

        `heavy`: `make` may take seconds, so it waits for its turn (`tables.turns`), and where another thread is at it, for that one's
        result; what is kept never waits.
        """
        self._used = time.monotonic()
        found = self._known(key)
        if found is not NOTHING:
            return found
        self._making.append(key)
        try:
            with turn() if heavy else nullcontext():
                return self._made_alone(key, make, most) if heavy else self._put(key, make(), most)
        finally:
            self._making.remove(key)
            self._used = time.monotonic()

    def _put(self, key: tuple[Hashable, ...], made: Any, most: int) -> Any:
        with self._lock:
            kind = self._kinds.setdefault(key[0], OrderedDict())
            kind[key] = made
            while len(kind) > most:
                kind.popitem(last=False)
        return made

    def _known(self, key: tuple[Hashable, ...]) -> Any:
        with self._lock:
            kind = self._kinds.setdefault(key[0], OrderedDict())
            if key not in kind:
                return NOTHING
            kind.move_to_end(key)
            return kind[key]

    def _made_alone(self, key: tuple[Hashable, ...], make: Callable[[], Any], most: int) -> Any:
        """What `make` gives, or what another thread that has begun it gives.

        Whoever has begun has its turn already. Nobody waits in a circle: what is counted first never asks for what is made of it.
        """
        while True:
            with self._lock:
                other = self._begun.get(key)
                if other is None:
                    mine = self._begun[key] = Event()
                    break
            with resting():
                other.wait()
            found = self._known(key)
            if found is not NOTHING:
                return found
        try:
            found = self._known(key)  # made while this one waited for its turn
            return self._put(key, make(), most) if found is NOTHING else found
        finally:
            del self._begun[key]
            mine.set()

    def has(self, key: tuple[Hashable, ...]) -> bool:
        """Whether something is kept under `key`."""
        with self._lock:
            return key in self._kinds.get(key[0], ())

    def clear(self) -> None:
        """Drop all of it: it is worked out again when it is asked for."""
        with self._lock:
            self._kinds.clear()

    def values(self) -> Iterable[Any]:
        """Everything that is kept now."""
        with self._lock:
            return [made for kind in self._kinds.values() for made in kind.values()]

    def __len__(self) -> int:
        return sum(len(kind) for kind in self._kinds.values())
