"""What an export of another tool is, as data: by which headers it is known, and which column of it is which of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["", "cents", "maybe_cents", "after", "time", "interval", "between", "unix", "words", "some", "later", "given", "fold"]
"""How the cells of a column become ours:

"" as they stand; cents, an amount in cents (times the quantity in `beside`, if it is there; "given" the same in whole units);
maybe_cents, asked where all amounts are whole; after, a duration after the time in `beside`; time, a duration in minutes;
interval, a word with the count in `beside` (month, 3); between, the interval between two dates; unix, seconds (or
milliseconds) since 1970; words, by the list in `words`; some, a count that is yes above 0; later, the later of two dates;
fold, as they stand, and "not given" where blank.
"""


@dataclass(frozen=True)
class Take:
    """One canonical column: the first of `headers` (names without units) that the file has, and how its cells become ours.

    A second Take of the same column fills in what the first leaves blank.
    """

    column: str
    headers: tuple[str, ...]
    kind: Kind = ""
    beside: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    says: str = ""


@dataclass(frozen=True)
class LeaveOut:
    """Rows that are not of the table: those whose cell in `header` is (or begins with) one of `words`, in lower case."""

    header: str
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Feed:
    """A table that an export feeds. `only` names the canonical column without which a row does not belong to it."""

    table: str
    takes: tuple[Take, ...]
    constants: tuple[tuple[str, str, str], ...] = ()  # canonical column, value, why
    leave_out: tuple[LeaveOut, ...] = ()
    only: str = ""


@dataclass(frozen=True)
class Export:
    """One export of one tool. At least `least` headers of `signature` must be there, and one of each group of `must`."""

    tool: str
    what: str
    signature: frozenset[str]
    feeds: tuple[Feed, ...]
    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    least: int = 3
    zoned: bool = False  # some header has a time zone behind it
    spelled: tuple[str, ...] = ()  # headers to the letter, where only the spelling tells two tools apart
    unused: Mapping[str, str] = field(default_factory=dict)
    cannot: str = ""  # why this export cannot be used, and what to do
    questions: bool = False  # a survey: the score is a question, found by its wording

    @property
    def name(self) -> str:
        """Tool and export in words."""
        return f"{self.tool} {self.what}"


def names(text: str) -> tuple[str, ...]:
    """Names written one after the other with a comma between.

    >>> names("created at, solved at")
    ('created at', 'solved at')
    """
    return tuple(name.strip() for name in text.split(",") if name.strip())


def take(column: str, headers: str, kind: Kind = "", beside: str = "", words: str = "", says: str = "") -> Take:
    """A `Take` written short; `words` as "good=yes, bad=no"."""
    pairs = tuple((one.strip(), other.strip()) for one, _, other in (word.partition("=") for word in names(words)))
    return Take(column, names(headers), kind, names(beside), pairs, says)


def leave_out(header: str, words: str, reason: str) -> LeaveOut:
    """A `LeaveOut` written short."""
    return LeaveOut(header, names(words), reason)
