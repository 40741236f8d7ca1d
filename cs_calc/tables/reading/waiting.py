"""A reading's turn in the line of heavy work: how far it is, how long it may take, and how to stop it."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cs_calc.tables import turns
from cs_calc.tables.reading.limits import BadSetting, Limits, Stop, too_slow
from cs_calc.tables.turns import Turn, busy, waiting, whose

__all__ = ["Progress", "Ticket", "busy", "place", "progress", "stop", "waiting"]


@dataclass(frozen=True)
class Progress:
    """How far one reading is: `ahead` is how much heavy work comes first (0 when it is being read)."""

    stage: Literal["waiting", "checking", "reading"]
    ahead: int
    seconds: float
    """Since this reading was asked for, in seconds, waiting included."""

    @property
    def sentence(self) -> str:
        """The same for a person.

        >>> Progress("waiting", 2, 1.5).sentence
        'Waiting: 2 others come first.'
        """
        if self.stage == "waiting":
            return turns.in_words(self.ahead)
        return "Checking that the file is safe to open." if self.stage == "checking" else "Reading the sheets."


class Ticket(Turn):
    """One reading, from the moment it is asked for until it ends."""

    def __init__(self, token: str, limits: Limits) -> None:
        super().__init__(token, whose())
        self.limits = limits
        self.deadline = float("inf")
        self.checked = False
        self.child: subprocess.Popen[bytes] | None = None

    def check(self) -> None:
        """Raise `Stop` where somebody has stopped this reading, its person has left, or its time is over."""
        try:
            super().check()
        except turns.GaveUp as why:
            because = "its page was closed" if why.left else "reading it was stopped"
            raise Stop("stopped", f"was not read, as {because}. Upload it again to read it.") from None
        if time.monotonic() > self.deadline:
            raise Stop("timed_out", too_slow(self.limits))

    @property
    def left(self) -> float:
        """Seconds until its time is over."""
        return max(0.01, self.deadline - time.monotonic())


@contextlib.contextmanager
def place(token: str, limits: Limits) -> Iterator[Ticket]:
    """A turn to read in; waits in line until it has come; raises `Stop` if stopped meanwhile."""
    ticket = Ticket(token, limits)
    try:
        with turns.turn(made=ticket):
            ticket.deadline = time.monotonic() + limits.seconds
            yield ticket
    except turns.BadPlaces as bad:
        raise BadSetting(str(bad)) from None


def progress(token: str) -> Progress | None:
    """How far the reading with this token is; None before it is asked for and after it has ended."""
    ahead = turns.ahead(token)
    ticket = next((t for t in turns.find(token) if isinstance(t, Ticket)), None)
    if ahead is None or ticket is None:
        return None
    stage: Literal["waiting", "checking", "reading"] = "waiting" if ahead else "reading" if ticket.checked else "checking"
    return Progress(stage, ahead, time.monotonic() - ticket.asked)


def stop(token: str) -> bool:
    """Stop the readings with this token, in line or under way: they raise `Refused` with code "stopped".

    Gives whether there was one. Returns at once.
    """
    found = turns.stop(token)
    for ticket in found:
        if isinstance(ticket, Ticket) and ticket.child is not None and ticket.child.poll() is None:
            ticket.child.kill()
    return bool(found)
