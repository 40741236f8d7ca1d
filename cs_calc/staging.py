"""A staged import: the files held, what a person decided about them as versions, and both together understood."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from cs_calc.elsewhere import Pick, Places, gather
from cs_calc.job import Job
from cs_calc.tables import room
from cs_calc.tables.dataset import Engine
from cs_calc.tables.load import Loaded, load
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import RawFile, progress, read_file, stop
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.tables.turns import in_words, turn

Chosen = Mapping[str, str]
"""What a person chose for one sheet: canonical column key -> header; the key `table` names the table."""


@dataclass(frozen=True)
class Held:
    """One file of the session: its cells, and how many bytes it had. The bytes themselves are not kept."""

    file: RawFile
    size: int
    pick: Pick | None = None
    """Where it is, if it was not uploaded: then nothing of it is held, and it is read where it lies."""

    @property
    def cells(self) -> int:
        """Cells of all its sheets: rows x columns."""
        return sum(len(sheet.row_numbers) * len(sheet.columns) for sheet in self.file.sheets)

    @cached_property
    def bytes(self) -> int:
        """Memory of its cells as they are held."""
        return sum(room.of_cells(sheet.columns) for sheet in self.file.sheets)


@dataclass(frozen=True)
class Reply:
    """A person's reply to one question: the key and the words of both."""

    key: str
    value: str
    asks: str
    says: str


@dataclass(frozen=True)
class Setup:
    """Everything that a person decided about the files; with the same files and the same setup comes the same result.

    >>> Setup().replied(Reply("a.csv|date|ambiguous_date", "day", "Day or month?", "the day comes first")).answers
    {'a.csv|date|ambiguous_date': 'day'}
    """

    replies: tuple[Reply, ...] = ()
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    until: date | None = None
    sign: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """The replies as `load` takes them: value by the question's key."""
        return {reply.key: reply.value for reply in self.replies}

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two setups apart, to be used in a dictionary."""
        chosen = tuple(sorted((place, tuple(sorted(those.items()))) for place, those in self.chosen.items()))
        return tuple(sorted(self.answers.items())), chosen, self.until, self.sign

    def replied(self, reply: Reply) -> Setup:
        """The same with a reply; an earlier one to the same question is replaced."""
        return replace(self, replies=(*(r for r in self.replies if r.key != reply.key), reply))

    def without_reply(self, key: str) -> Setup:
        """The same without the reply to a question, which is then asked again."""
        return replace(self, replies=tuple(r for r in self.replies if r.key != key))

    def choosing(self, place: str, chosen: Chosen) -> Setup:
        """The same with another choice for one sheet; an empty choice leaves the sheet to us."""
        others = {k: v for k, v in self.chosen.items() if k != place}
        return replace(self, chosen={**others, place: dict(chosen)} if chosen else others)


@dataclass(frozen=True)
class Version:
    """One stage to go back to: the setup after a change, and the change in words."""

    says: str
    setup: Setup


@dataclass(frozen=True)
class Told:
    """What became of one uploaded file, in a sentence."""

    name: str
    became: Literal["added", "replaced", "same", "refused"]
    sentence: str


@dataclass(frozen=True)
class Taken:
    """The files after an upload, what they are understood as (None without any file), and what became of each."""

    held: Mapping[str, Held]
    loaded: Loaded | None
    setup: Setup
    told: tuple[Told, ...] = ()


Arrived = Sequence[tuple[str, bytes] | Pick]
"""What comes in: uploads by name with their bytes, and what was picked elsewhere."""


class Import(Job[Taken]):
    """Reading and understanding under way: `doing` says what and how far, `stop` ends it at once."""

    def __init__(self, held: Mapping[str, Held], setup: Setup, arrived: Arrived = (), places: Places | None = None) -> None:
        self.token = uuid.uuid4().hex
        self.arrived, self.of = tuple(arrived), len(arrived)
        super().__init__(lambda job: take_in(held, arrived, setup, job, self.token, places))

    @property
    def doing(self) -> str:
        """What is done now, with the place in the queue while others come first."""
        if self.ahead:
            return f"{self.text}. {in_words(self.ahead)}"
        reading = progress(self.token)
        return self.text if reading is None else f"{self.text}. {reading.sentence}"

    def stop(self) -> None:
        """End it: the file that is being read, or its place in line, is let go of, and nothing of this import is used."""
        super().stop()
        stop(self.token)


def take_in(
    held: Mapping[str, Held], arrived: Arrived, setup: Setup, job: Job[Taken], token: str = "", places: Places | None = None
) -> Taken:
    """Read files, add them to those held, and understand all of them together. A bad file does not spoil a good one.

    A file that is here already, by its content, is not read again; one with the name of another takes its place, and
    the answers about the old one are forgotten, since they were given for other rows. What is more than may be uploaded at once,
    or does not fit into what one session may hold (`tables.room`), is refused with a sentence.
    """
    files, told = {**held, **{one.place: Held(one.file(), 0, one) for one in arrived if isinstance(one, Pick)}}, []
    uploads = [one for one in arrived if not isinstance(one, Pick)]
    try:
        most, at_once = room.session_bytes(), room.uploads_at_once()
    except room.BadRoom as bad:
        return replace(understand(files, setup, job, token, places), told=tuple(Told(name, "refused", str(bad)) for name, _ in uploads))
    for number, (name, data) in enumerate(uploads):
        if number >= at_once:
            told.append(Told(name, "refused", room.too_many(name, len(uploads), at_once)))
            continue
        job.say(f"Reading {name}" + (f" ({number + 1} of {len(uploads)})" if len(uploads) > 1 else ""), number / (len(uploads) + 1))
        digest = hashlib.sha256(data).hexdigest()
        same = next((h.file.name for h in files.values() if h.file.sha256 == digest), None)
        if same is not None:
            known = f'"{name}" was loaded already' if same == name else f'"{name}" has exactly the content of "{same}"'
            told.append(Told(name, "same", f"{known}: it counts once, and was not read again."))
            continue
        try:
            file = read_file(name, data, known_headers=KNOWN_HEADERS, token=token)
        except Refused as why:
            told.append(Told(name, "refused", why.message))
            continue
        new = Held(file, len(data))
        needed = holds([new, *(h for other, h in files.items() if other != name)])
        if needed > most:
            told.append(Told(name, "refused", room.too_full(name, needed, most)))
            continue
        if name in files:
            forgotten = about(name, setup.replies)
            setup = replace(setup, replies=tuple(r for r in setup.replies if r not in forgotten))
            more = " What you had answered about the old one is forgotten." if forgotten else ""
            told.append(Told(name, "replaced", f'"{name}" has new content: it replaces the file of that name.{more}'))
        else:
            told.append(Told(name, "added", f'"{name}" was read.'))
        files[name] = new
    understood = understand(files, setup, job, token, places)
    return replace(understood, told=(*told, *understood.told))


def holds(files: Iterable[Held]) -> int:
    """About how many bytes a session holds with these files: their cells, and the typed tables that are made of them."""
    return int(sum(h.bytes for h in files) * (1 + room.UNDERSTOOD))


def understand(held: Mapping[str, Held], setup: Setup, job: Job[Taken], token: str = "", places: Places | None = None) -> Taken:
    """Match, check and join the files held, by a person's setup; what was picked and can no longer be read is let go of, and told."""
    picks = [h.pick for h in held.values() if h.pick is not None]
    found = gather(
        picks,
        places or Places(),
        chosen=lambda place: setup.chosen.get(place, {}),
        answers=setup.answers,
        say=lambda pick, number: job.say(f"Reading {pick.place}", number / (len(picks) + 1)),
        token=token,
        held=sum(h.bytes for h in held.values()),
    )
    told = tuple(Told(place, "refused", why) for place, why in found.lost.items())
    held = {name: h for name, h in held.items() if name not in found.lost}
    if not held:
        return Taken(held, None, setup, told)
    job.say("Matching and checking", 0.9)
    files, scanned = [*(h.file for h in held.values() if h.pick is None), *found.files], found.scanned
    engine: Engine = "duckdb" if scanned is not None and scanned.log else "pandas"
    with turn(token):
        loaded = load(files, answers=setup.answers, chosen=setup.chosen, until=setup.until, sign=setup.sign, scanned=scanned, engine=engine)
    job.say("Done", 1.0)
    return Taken(held, loaded, setup, told)


def about(name: str, replies: Iterable[Reply]) -> list[Reply]:
    """The replies that were given about one file.

    >>> [r.key for r in about("a.csv", [Reply("a.csv|date|x", "", "", ""), Reply("b.csv|date|x", "", "", "")])]
    ['a.csv|date|x']
    """
    return [r for r in replies if r.key.startswith((f"{name}|", f"{name}, sheet "))]
