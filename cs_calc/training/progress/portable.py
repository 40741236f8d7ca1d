"""One's own progress as a file, out and in again: nothing is lost, nothing is doubled, and a damaged file changes nothing.

The file is JSON: {"format": "cs-calc progress", "version": 1, "name", "exported", "attempts": [{...}, ...]}. The private key is
not in it. Levels and reviews are not either: they follow from the attempts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.learner import Learner
from cs_calc.training.progress.store import Store

FORMAT, VERSION = "cs-calc progress", 1
MOST_BYTES = 50 * 2**20
WHOLE, TEXT = ((int,), "a whole number"), ((str,), "text")
ALLOWED: Mapping[str, tuple[tuple[type, ...], str]] = {
    "item": TEXT, "version": WHOLE, "seed": ((int, type(None)), "a whole number or null"), "given": ((str, type(None)), "text or null"),
    "stage": TEXT, "raw": TEXT, "kind": TEXT, "mistake": TEXT, "cluster": TEXT, "hints": WHOLE, "seconds": ((int, float), "a number"),
    "mode": TEXT, "at": ((str,), "a moment such as 2026-11-22T09:30:00+00:00"), "session": TEXT, "id": TEXT,
}  # fmt: skip
NEEDED = {*(f.name for f in fields(Attempt) if f.default is MISSING and f.default_factory is MISSING), "id"}


class NotImported(Exception):
    """A file is not progress of cs-calc, or is damaged. `str()` is a sentence; nothing of it has been taken."""


@dataclass(frozen=True)
class Merged:
    """What an import did: attempts that were new, and those that were already there."""

    added: int
    known: int

    def says(self) -> str:
        """The same in a sentence.

        >>> Merged(12, 3).says()
        '12 answers were added; 3 were already here.'
        """
        return f"{self.added:,} {'answer was' if self.added == 1 else 'answers were'} added; {self.known:,} were already here."


def export(store: Store, learner: Learner, now: datetime) -> bytes:
    """Every attempt of a learner as a file. Raises NotKept."""
    rows = [{**asdict(a), "at": a.at.isoformat()} for a in store.attempts(learner.id)]
    whole = {"format": FORMAT, "version": VERSION, "name": learner.name, "exported": now.astimezone(UTC).isoformat(), "attempts": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def bring_in(store: Store, learner: Learner, data: bytes, now: datetime) -> Merged:
    """Add the attempts of a file to a learner's own; those already there, by their id, stay as they are.

    Raises NotImported before anything is changed, NotKept when the place for progress fails.
    """
    found = read(data, now)
    added = store.add(learner.id, found)
    return Merged(added, len(found) - added)


def read(data: bytes, now: datetime) -> list[Attempt]:
    """The attempts in a file. Raises NotImported with what is wrong and where."""
    if len(data) > MOST_BYTES:
        raise NotImported(f"The file has {len(data) / 2**20:.0f} MB; progress has at most {MOST_BYTES // 2**20} MB.")
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotImported("The file is not JSON: it is damaged, or something else. Choose a file that Export has written.") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NotImported("The file is not progress of cs-calc. Choose a file that Export has written.")
    version = whole.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotImported(f"The file should say version {VERSION}, found {_short(version)}. It is damaged.")
    if version > VERSION:
        raise NotImported(f"The file was written by a newer cs-calc (version {version}, this one reads {VERSION}). Update cs-calc.")
    rows = whole.get("attempts")
    if not isinstance(rows, list):
        raise NotImported(f"The file should hold a list of attempts, found {_short(rows)}. It is damaged.")
    by_id: dict[str, tuple[int, Attempt]] = {}
    for number, row in enumerate(rows, 1):
        attempt = _attempt(number, row, now)
        earlier = by_id.setdefault(attempt.id, (number, attempt))
        if earlier[1] != attempt:
            raise NotImported(f"Attempts {earlier[0]} and {number} have the same id but differ: the file is damaged. Nothing was taken.")
    return [attempt for _, attempt in by_id.values()]


def _attempt(number: int, row: object, now: datetime) -> Attempt:
    def damaged(words: str) -> NotImported:
        return NotImported(f"Attempt {number} of the file is damaged: {words} Nothing was taken.")

    if not isinstance(row, dict):
        raise damaged(f"a record was expected, found {_short(row)}.")
    if missing := sorted(NEEDED - set(row)):
        raise damaged(f"it has no {', '.join(missing)}.")
    if strange := sorted(set(row) - set(ALLOWED)):
        raise damaged(f"cs-calc has no field {_short(strange[0])}.")
    for key, value in row.items():
        types, words = ALLOWED[key]
        if not isinstance(value, types) or isinstance(value, bool):
            raise damaged(f"{key} should be {words}, found {_short(value)}.")
    try:
        at = datetime.fromisoformat(row["at"])
        values: dict[str, Any] = {**row, "at": at, "seconds": float(row.get("seconds", 0.0))}
        attempt = Attempt(**values)
    except (ValueError, OverflowError) as problem:
        raise damaged(f"{problem}") from None
    if attempt.at > now + timedelta(hours=1):
        raise damaged(f"its time lies in the future ({attempt.at:%Y-%m-%d %H:%M} UTC).")
    return attempt


def _short(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else f"{words[:59]}…"
