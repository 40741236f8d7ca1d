"""What was worked out once is kept, but not for ever: a server is open for weeks, and the sample company is everybody's."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import nullcontext
from threading import Lock
from typing import Any

from cs_calc.tables.turns import turn

MOST = 500


class Kept:
    """Results by key; of each kind (the first part of its key) the least recently used go where there are too many.

    Several threads may ask at once: at worst two of them work out the same.

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
        self._used = time.monotonic()

    @property
    def used(self) -> float:
        """When it was asked last, by the clock that never goes back; now, while something is being worked out."""
        return time.monotonic() if self._making else self._used

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Any], *, most: int = MOST, heavy: bool = False) -> Any:
        """What is kept under `key`, or else what `make` gives; at most `most` of this kind are kept.

        `heavy`: `make` may take seconds, so it waits for its turn (`tables.turns`); what is kept never waits.
        """
        self._used = time.monotonic()
        with self._lock:
            kind = self._kinds.setdefault(key[0], OrderedDict())
            if key in kind:
                kind.move_to_end(key)
                return kind[key]
        self._making.append(key)
        try:
            with turn() if heavy else nullcontext():
                made = make()
        finally:
            self._making.remove(key)
            self._used = time.monotonic()
        with self._lock:
            kind[key] = made
            while len(kind) > most:
                kind.popitem(last=False)
        return made

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
