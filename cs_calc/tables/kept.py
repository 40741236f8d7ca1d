"""What was worked out once is kept, but not for ever: a server is open for weeks, and the sample company is everybody's."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MOST = 500


class Kept:
    """Results by key; of each kind (the first part of its key) the least recently used go where there are too many.

    Several threads may ask at once: at worst two of them work out the same.

    >>> kept = Kept()
    >>> for n in (1, 2, 1, 3):
    ...     _ = kept.get(("square", n), lambda: n * n, most=2)
    >>> kept.get(("square", 1), lambda: "known", most=2), kept.get(("square", 2), lambda: "worked out again", most=2)
    (1, 'worked out again')
    """

    def __init__(self) -> None:
        self._kinds: dict[Hashable, OrderedDict[Hashable, Any]] = {}
        self._lock = Lock()

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Any], *, most: int = MOST) -> Any:
        """What is kept under `key`, or else what `make` gives; at most `most` of this kind are kept."""
        with self._lock:
            kind = self._kinds.setdefault(key[0], OrderedDict())
            if key in kind:
                kind.move_to_end(key)
                return kind[key]
        made = make()
        with self._lock:
            kind[key] = made
            while len(kind) > most:
                kind.popitem(last=False)
        return made

    def __len__(self) -> int:
        return sum(len(kind) for kind in self._kinds.values())
