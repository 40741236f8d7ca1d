"""The queue before the two places to read in: who waits, how far a reading is, and how to stop it.

Module state with no user data in it: tokens (made up by the caller), times, and the processes that read.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cs_calc.tables.reading.limits import Limits, Stop, too_slow

PLACES = 2
"""Files that are read at once on the whole server; the others wait in the order they came."""
_change = threading.Condition()
_line: list[Ticket] = []
_reading: list[Ticket] = []


@dataclass(frozen=True)
class Progress:
    """How far one reading is: `ahead` is how many files come first (0 when it is being read)."""

    stage: Literal["waiting", "checking", "reading"]
    ahead: int
    seconds: float
    """Since this reading was asked for, in seconds, waiting included."""

    @property
    def sentence(self) -> str:
        """The same for a person.

        >>> Progress("waiting", 2, 1.5).sentence
        'Waiting: 2 other files are read first.'
        """
        if self.stage == "waiting":
            return f"Waiting: {self.ahead} other file{'s are' if self.ahead != 1 else ' is'} read first."
        return "Checking that the file is safe to open." if self.stage == "checking" else "Reading the sheets."


class Ticket:
    """One reading, from the moment it is asked for until it ends."""

    def __init__(self, token: str, limits: Limits) -> None:
        self.token, self.limits = token, limits
        self.asked = time.monotonic()
        self.deadline = float("inf")
        self.stopped = False
        self.checked = False
        self.child: subprocess.Popen[bytes] | None = None

    def check(self) -> None:
        """Raise `Stop` where somebody has stopped this reading, or its time is over."""
        if self.stopped:
            raise Stop("stopped", "was not read, as reading it was stopped. Upload it again to read it.")
        if time.monotonic() > self.deadline:
            raise Stop("timed_out", too_slow(self.limits))

    @property
    def left(self) -> float:
        """Seconds until its time is over."""
        return max(0.01, self.deadline - time.monotonic())


@contextlib.contextmanager
def place(token: str, limits: Limits) -> Iterator[Ticket]:
    """One of the two places to read in; waits in line until one is free; raises `Stop` if stopped meanwhile."""
    ticket = Ticket(token or uuid.uuid4().hex, limits)
    with _change:
        _line.append(ticket)
        try:
            _change.wait_for(lambda: ticket.stopped or (_line[0] is ticket and len(_reading) < PLACES))
            ticket.check()
        finally:
            _line.remove(ticket)
            _change.notify_all()
        _reading.append(ticket)
    ticket.deadline = time.monotonic() + limits.seconds
    try:
        yield ticket
    finally:
        with _change:
            _reading.remove(ticket)
            _change.notify_all()


def waiting() -> int:
    """How many files of the whole server wait for a place right now."""
    return len(_line)


def busy() -> bool:
    """Whether two files are being read right now, so that the next has to wait."""
    return len(_reading) >= PLACES


def progress(token: str) -> Progress | None:
    """How far the reading with this token is; None before it is asked for and after it has ended."""
    with _change:
        for ahead, ticket in enumerate(_line):
            if ticket.token == token:
                return Progress("waiting", ahead + len(_reading), time.monotonic() - ticket.asked)
        for ticket in _reading:
            if ticket.token == token:
                return Progress("reading" if ticket.checked else "checking", 0, time.monotonic() - ticket.asked)
    return None


def stop(token: str) -> bool:
    """Stop the readings with this token, in line or under way: they raise `Refused` with code "stopped".

    Gives whether there was one. Returns at once.
    """
    with _change:
        found = [ticket for ticket in (*_line, *_reading) if ticket.token == token]
        for ticket in found:
            ticket.stopped = True
            if ticket.child is not None and ticket.child.poll() is None:
                ticket.child.kill()
        _change.notify_all()
    return bool(found)
