"""Which row is the header, and what belongs to it: a second row of names, a row of units, a row of technical ids."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

LOOKED_AT = 30
"""Rows among which the header is looked for."""
Row = list[Any]

_UNITS = {
    "usd", "eur", "gbp", "chf", "cad", "aud", "jpy", "$", "€", "£", "us dollars", "dollars", "euros", "cents", "%", "percent", "pct",
    "#", "count", "number", "no", "integer", "int", "float", "decimal", "currency", "money", "text", "string", "varchar", "date",
    "datetime", "timestamp", "boolean", "bool", "yes no", "y n", "id", "uuid", "yyyy mm dd", "dd mm yyyy", "mm dd yyyy", "hh mm ss",
    "day", "days", "hour", "hours", "hrs", "h", "min", "mins", "minutes", "minute", "sec", "secs", "s", "second", "seconds", "ms",
    "milliseconds", "month", "months", "year", "years", "week", "weeks", "0 10", "1 5", "1 7", "required", "optional", "usd month",
    "eur month", "per month", "usd k", "in usd", "in eur", "in days", "in hours", "in minutes",
}  # fmt: skip
_TIMES = re.compile(r"(?:in )?(?:days?|hours?|hrs?|h|min(?:ute)?s?|sec(?:ond)?s?|ms|milliseconds|cents)")
_ANSWERS = {"response", "open ended response", "other please specify", "score", "point", "points", "comment", "text"}
_VALUES = {
    "yes",
    "no",
    "nps",
    "csat",
    "ces",
    "email",
    "e mail",
    "chat",
    "phone",
    "month",
    "year",
    "quarter",
    "week",
    "plan",
    "open",
    "closed",
    "basic",
}
_MISSING = {"", "na", "n a", "none", "null", "nan", "nil", "unknown"}


@dataclass
class Head:
    """A header as found among the first rows: `rows` are their places there, `units` and `labels` what stands below it."""

    texts: list[str]
    rows: list[int]
    labels: list[str] = field(default_factory=list)
    units: int | None = None


def normalise(text: str) -> str:
    """Lower case, everything but letters and digits collapsed to one space.

    >>> normalise("  Customer_ID (UTC)")
    'customer id utc'
    """
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def filled(row: Row) -> int:
    """How many cells hold more than white space."""
    return sum(1 for cell in row if cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip()))


def hits(row: Row, known: frozenset[str]) -> int:
    """How many different known names of columns a row has; none where all of them are words that cells hold too."""
    found = {normalise(cell) for cell in row if isinstance(cell, str) and cell.strip()} & known
    return len(found) if found - _VALUES else 0


def looks_like_value(cell: Any) -> bool:
    """Whether a cell is a number, a day or a text that says one.

    >>> [looks_like_value(cell) for cell in ("1,234.50", "2026-05-01", "$ 12", "Plan", 5.0)]
    [True, True, True, False, True]
    """
    if not isinstance(cell, str):
        return cell is not None
    text = cell.strip()
    return bool(re.fullmatch(r"[-+($€£\s]*[0-9][0-9.,:/\s'%)TZkKmM€$£+-]*", text))


def choose_header(rows: list[Row], known: frozenset[str]) -> int:
    """Which of the first rows is the header: the first with most of the known names, else the first with two texts.

    >>> choose_header([["Report"], ["Plan", "MRR"], ["Pro", 5.0]], frozenset({"mrr"}))
    1
    """
    if not rows:
        return 0
    wide = max(filled(row) for row in rows) > 1
    plain = 0
    for index, row in enumerate(rows):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        if len(texts) >= (2 if wide else 1) and not (texts[0].startswith("#") and len(texts[0]) > 1):
            plain = index
            break
    found = [hits(row, known) for row in rows]
    most = max(found)
    best = found.index(most)
    # a second table below may have more known names than the first: the first header that is good enough is the one
    early = (
        index
        for index, n in enumerate(found[:best])
        if n >= 2 and all_text(rows[index]) and (2 * n >= most or _heads(rows, index, n, known))
    )
    best = next(early, best)
    # one known word below a row that is as full may well be a value ("Plan" in a column of words)
    lone_value = found[best] == 1 and plain < best and filled(rows[plain]) >= filled(rows[best])
    return plain if found[best] == 0 or lone_value else best


def _heads(rows: list[Row], index: int, n: int, known: frozenset[str]) -> bool:
    """Whether a row has known names only, `n` of them, and a row as full with fewer of them follows."""
    return n == filled(rows[index]) and filled(rows[index + 1]) == n and hits(rows[index + 1], known) < n


def all_text(row: Row) -> bool:
    """Whether every filled cell is a text that is no value."""
    return all(isinstance(cell, str) and not looks_like_value(cell) for cell in row if filled([cell]))


def find_header(rows: list[Row], numbers: list[int], known: frozenset[str], as_text: Any) -> Head:
    """The header among the first rows with the rows above or below that belong to it."""
    ids = next((i for i in range(1, min(8, len(rows))) if _technical(rows[i])), None)
    if ids is not None:  # names, questions, technical ids
        at = ids - 2 if ids >= 2 and 2 * filled(rows[ids - 2]) > filled(rows[ids]) else ids - 1
        labels = [as_text(cell) for cell in rows[ids - 1]] if ids > at + 1 else []
        return Head([as_text(cell) for cell in rows[at]], list(range(at, ids + 1)), labels=labels)
    at = choose_header(rows, known)
    plain = [[as_text(cell) for cell in row] for row in rows[: at + 4]]
    head = Head(plain[at], [at])
    below = rows[at + 1 :]
    if at > 0 and numbers[at] == numbers[at - 1] + 1 and _is_second(rows[at - 1], rows[at], below, known, chosen=True):
        head = Head(_joined(plain[at - 1], plain[at], known), [at - 1, at])
    elif below and numbers[at + 1] == numbers[at] + 1 and _is_second(rows[at], below[0], below[1:], known):
        head = Head(_joined(plain[at], plain[at + 1], known), [at, at + 1])
    last = head.rows[-1]
    if last + 2 < len(rows) + 1 and last + 1 < len(rows) and _is_units(rows[last + 1], rows[last + 2 :]):
        head.units = last + 1
        units = [as_text(cell).strip() for cell in rows[last + 1]]
        for place, unit in enumerate(units[: len(head.texts)]):
            if head.texts[place].strip() and _TIMES.fullmatch(normalise(unit)) and normalise(unit) not in normalise(head.texts[place]):
                head.texts[place] = f"{head.texts[place]} ({unit.strip('()[] ')})"
    return head


def _technical(row: Row) -> bool:
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    return bool(texts) and 2 * sum('"ImportId"' in text for text in texts) > len(texts)


def _is_units(row: Row, below: list[Row]) -> bool:
    """A row right under the header with nothing but units, which does not come again."""
    texts = [cell for cell in row if filled([cell])]
    if len(texts) < 2 and not (texts and str(texts[0]).strip().startswith(("(", "["))):
        return False
    if not below or not all(isinstance(cell, str) for cell in texts):
        return False
    if not all(normalise(cell) in _UNITS or cell.strip().strip("()[]") in _UNITS for cell in texts):
        return False
    return not any(a == b and filled([a]) for other in below for a, b in zip(row, other, strict=False))


def _is_second(top: Row, bottom: Row, below: list[Row], known: frozenset[str], chosen: bool = False) -> bool:
    """Whether two rows are one header: the lower fills gaps of the upper, and values of another type follow."""
    if not all_text(top) or not all_text(bottom) or filled(top) < 2 - chosen or not filled(bottom) or not below:
        return False
    lower = {place: normalise(cell) for place, cell in enumerate(bottom) if filled([cell])}
    if any(text in _MISSING for text in lower.values()) or any(len(bottom[place]) > 120 for place in lower):
        return False
    gaps = [place for place in range(len(bottom)) if place >= len(top) or not filled([top[place]])]
    lead_blank = 0 not in lower and bool(filled(top[:1])) and all(filled(row[:1]) for row in below)
    if lead_blank and not chosen and (set(lower.values()) & _ANSWERS or any(place in lower for place in gaps)):
        return True  # a survey: choices stand below the questions, and again in the answers
    if any(
        isinstance(row[place], str) and normalise(row[place]) == text for row in below for place, text in lower.items() if place < len(row)
    ):
        return False
    if set(lower.values()) <= _ANSWERS:
        return True
    if chosen:  # names above that the chosen row lacks, or groups of its columns
        return any(filled([cell]) and place not in lower for place, cell in enumerate(top)) and hits(top, known) > 0
    if not any(place in lower for place in gaps):
        return False
    return any(looks_like_value(row[place]) for row in below[:10] for place in lower if place < len(row))


def _joined(top: list[str], bottom: list[str], known: frozenset[str]) -> list[str]:
    """Two header rows as one: the lower name where it is a known one, else the group and the name."""
    wide = max(len(top), len(bottom))
    top, bottom = top + [""] * (wide - len(top)), bottom + [""] * (wide - len(bottom))
    often = Counter(normalise(text) for text in bottom)
    texts, group = [], ""
    for place, (upper, lower) in enumerate(zip(top, bottom, strict=True)):
        group = upper.strip() or group
        alone = upper.strip() and (place + 1 == wide or top[place + 1].strip() or not bottom[place + 1].strip())
        if not lower.strip() or (normalise(lower) in _ANSWERS and upper.strip()):
            texts.append(upper)
        elif normalise(lower) in known and often[normalise(lower)] == 1:
            texts.append(lower)
        elif alone:
            texts.append(f"{upper.strip()} {lower.strip()}")
        else:
            texts.append(f"{group} - {lower.strip()}" if group else lower)
    return texts


def day_or_text(cell: Any) -> str:
    """A header cell that is a day as ISO, without a time of midnight.

    >>> day_or_text(dt.datetime(2026, 1, 1))
    '2026-01-01'
    """
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)
