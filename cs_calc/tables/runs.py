"""How many pages are drawn at once: one, where Python runs one thread at a time. More only interrupt each other: all are late.

Measured with 60 sessions at work: two at once cost 34 ms of the processor for each rerun, one 24 (benchmarks/sessions.py).
Heavy work (`tables.turns`) has its own line and leaves its place to pages meanwhile.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PLACES = threading.BoundedSemaphore(1 if getattr(sys, "_is_gil_enabled", lambda: True)() else os.cpu_count() or 1)
_MINE = threading.local()


@contextmanager
def drawing() -> Iterator[None]:
    """Inside, this thread draws a page; it waits until there is a place."""
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
