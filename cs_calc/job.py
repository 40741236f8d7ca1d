"""Work in a thread of its own: it waits for its turn, says how far it is, and can be stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Generic, TypeVar

from cs_calc.tables import turns
from cs_calc.tables.runs import resting
from cs_calc.tables.turns import GaveUp, Turn

T = TypeVar("T")


class Stopped(Exception):
    """Raised inside the work at its next `say`, once somebody has asked for a stop."""


class Job(Generic[T]):
    """One piece of work under way, for the person for whom it is begun. `heavy`: it waits for a turn and holds it to its end.

    Work that is not heavy as a whole takes turns for its parts (`turns.turn`). Where the person leaves, it is stopped.

    >>> job = Job(lambda job: job.say("adding", 0.5) or 2 + 2)
    >>> job.wait(5), job.result
    (True, 4)
    """

    def __init__(self, work: Callable[[Job[T]], T], *, heavy: bool = False) -> None:
        self.text, self.share, self.ahead = "", 0.0, 0
        self.result: T | None = None
        self.failed = self.left = self.unset = False
        self.stopped = threading.Event()
        self._heavy, self._person = heavy, replace(turns.whose(), watch=self._watch)
        self._turn = Turn("", self._person)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True, name="cs-calc work")
        self._thread.start()

    @property
    def doing(self) -> str:
        """What is done now, or how much comes first."""
        return turns.in_words(self.ahead) if self.ahead else self.text

    def say(self, text: str, share: float) -> None:
        """Called by the work: what it does now and which share of it is done, from 0 to 1.

        Raises `Stopped`, or `GaveUp` where the person left.
        """
        if self.stopped.is_set():
            raise Stopped
        self._turn.check()
        self.text, self.share = text, min(1.0, max(0.0, share))

    def stop(self) -> None:
        """Ask for a stop: a place in line is given up at once, and what the work still gives is not used."""
        self.stopped.set()
        self._turn.stopped = True
        turns.stop(self._turn.token)

    def wait(self, seconds: float | None) -> bool:
        """Whether the work has ended within this time (None: wait for its end)."""
        if seconds == 0:
            return self._done.is_set()
        with resting():
            return self._done.wait(seconds)

    def _watch(self, ahead: int) -> None:
        if self.stopped.is_set():
            raise Stopped
        self.ahead = ahead

    def _run(self, work: Callable[[Job[T]], T]) -> None:
        turns.begin_for(self._person)
        try:
            with turns.turn(made=self._turn) if self._heavy else nullcontext():
                self.result = work(self)
        except (Stopped, GaveUp) as why:
            self.result, self.left = None, isinstance(why, GaveUp) and why.left
            self.stopped.set()
        except turns.BadPlaces as bad:
            self.text, self.failed, self.unset = str(bad), True, True
        except Exception:
            # a fault of ours: told to the operator in the log, and to the person in a sentence by whoever waits
            logging.getLogger("cs_calc").exception("A piece of work failed.")
            self.failed = True
        finally:
            self._done.set()
