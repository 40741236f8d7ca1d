"""How many pages are drawn at once. More threads than cores only interrupt each other: all are late, and the short ones most."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PLACES = threading.BoundedSemaphore(os.cpu_count() or 1)
_MINE = threading.local()


@contextmanager
def drawing() -> Iterator[None]:
    """Inside, this thread draws a page; it waits until fewer than there are cores do."""
    _PLACES.acquire()
    _MINE.held = True
    try:
        yield
    finally:
        _MINE.held = False
        _PLACES.release()


@contextmanager
def resting() -> Iterator[None]:
    """Inside, this thread waits for something else; where it draws a page, it leaves its place to others meanwhile.

    >>> with drawing(), resting():
    ...     _PLACES.acquire(blocking=False), _PLACES.release()
    (True, None)
    """
    if not getattr(_MINE, "held", False):
        yield
        return
    _MINE.held = False
    _PLACES.release()
    try:
        yield
    finally:
        _PLACES.acquire()
        _MINE.held = True
