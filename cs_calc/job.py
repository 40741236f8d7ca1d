"""Work in a thread of its own: it says how far it is, and it can be stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Stopped(Exception):
    """Raised inside the work at its next `say`, once somebody has asked for a stop."""


class Job(Generic[T]):
    """One piece of work under way. It knows nothing of who waits for it.

    >>> job = Job(lambda job: job.say("adding", 0.5) or 2 + 2)
    >>> job.wait(5), job.result
    (True, 4)
    """

    def __init__(self, work: Callable[[Job[T]], T]) -> None:
        self.text, self.share = "", 0.0
        self.result: T | None = None
        self.failed = False
        self.stopped = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True, name="import")
        self._thread.start()

    def say(self, text: str, share: float) -> None:
        """Called by the work: what it does now and which share of it is done, from 0 to 1. Raises `Stopped`."""
        if self.stopped.is_set():
            raise Stopped
        self.text, self.share = text, min(1.0, max(0.0, share))

    def stop(self) -> None:
        """Ask for a stop; what the work still gives is not used."""
        self.stopped.set()

    def wait(self, seconds: float) -> bool:
        """Whether the work has ended within this time."""
        return self._done.wait(seconds)

    def _run(self, work: Callable[[Job[T]], T]) -> None:
        try:
            self.result = work(self)
        except Stopped:
            self.result = None
        except Exception:
            # a fault of ours: told to the operator in the log, and to the person in a sentence by whoever waits
            logging.getLogger("cs_calc").exception("An import failed.")
            self.failed = True
        finally:
            self._done.set()
