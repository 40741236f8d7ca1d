"""What a header says beside its name: unit, time zone, kind, the table before a dot, and which copy of a name it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

UNITS = {
    "seconds": ("seconds", "second", "secs", "sec"),
    "minutes": ("minutes", "minute", "mins", "min", "minuten", "minutos"),
    "hours": ("hours", "hour", "hrs", "hr", "stunden", "heures", "horas", "uren"),
    "days": ("days", "day", "tage", "jours", "dagen"),
    "cents": ("cents", "cent"),
    "clock": ("hh mm ss", "h mm ss", "hh mm", "hms"),
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}
HOURS = {"seconds": 1 / 3600, "minutes": 1 / 60, "hours": 1.0, "days": 24.0}
"""A unit of time in hours."""

_WORDS = "|".join(sorted(UNIT_OF, key=len, reverse=True))
_IN_WORDS = re.compile(rf"\bin ({_WORDS})\b")
_LAST_WORD = re.compile(rf"(?<!business)(?<!working)(?<!office)(?<!opening)[ ]({_WORDS})$")
_AREAS = "Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US"
_ZONE = re.compile(rf"\s*\((UTC|GMT|(?:{_AREAS})/[A-Za-z_/+-]+\d*)\)\s*$")
_KIND = re.compile(r"\s*(?:\((metadata)\)|\[(list)\])\s*$")
_DOTTED = re.compile(r"^([A-Za-z_]{3,})\.([A-Za-z_].*)$")
_BRACKETED = re.compile(r"^([A-Za-z_]{3,})\[([A-Za-z_]+)\]$")
_COPY = re.compile(r"^(.*\S)[_.](\d{1,2})$")


def normalise(header: str) -> str:
    """A header as it is compared: camel case split, lower case, everything but letters and digits a space.

    >>> normalise("Customer_ID"), normalise("startDate (UTC)"), normalise("NPS-Score ")
    ('customer id', 'start date utc', 'nps score')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header)
    return re.sub(r"[^0-9a-zà-öø-ÿ]+", " ", spaced.lower()).strip()


@dataclass(frozen=True)
class Header:
    """A header taken apart. `plain` is the normalised name without time zone and kind, `name` also without its unit.

    `table` is what stands before a dot ("subscriptions.id"), `unit` one of seconds, minutes, hours, days, clock,
    cents or "", `zone` a time zone, `kind` metadata or list, `copy` 1 for the second column of the same name.
    """

    text: str
    plain: str
    name: str
    table: str = ""
    unit: str = ""
    zone: str = ""
    kind: str = ""
    copy: int = 0


def read_header(text: str) -> Header:
    """Take one header apart.

    >>> read_header("First reply time in minutes within business hours").name
    'first reply time within business hours'
    >>> read_header("Resolution time (in hrs)").unit, read_header("Created (UTC)").zone, read_header("subscriptions.plan_id").plain
    ('hours', 'UTC', 'subscription plan id')
    >>> read_header("Time to Close (HH:mm:ss)").unit, read_header("minutes").name, read_header("session_secs").name
    ('clock', 'minutes', 'session')
    """
    rest, zone, kind, table = text.strip(), "", "", ""
    if found := _KIND.search(rest):
        kind, rest = found.group(1) or found.group(2), rest[: found.start()]
    if found := _ZONE.search(rest):
        zone, rest = found.group(1), rest[: found.start()]
    if found := _DOTTED.match(rest) or _BRACKETED.match(rest):
        table, rest = normalise(found.group(1)), found.group(2)
    plain = normalise(rest) or ("#" if rest == "#" else "")
    name, unit = _without_unit(plain)
    if table:
        one = table.removesuffix("s")
        plain = plain if plain.startswith(one + " ") else f"{one} {plain}"
    return Header(text, plain, name, table, unit, zone, kind)


def _without_unit(plain: str) -> tuple[str, str]:
    found = _IN_WORDS.search(plain) or _LAST_WORD.search(plain)
    if found is None:
        return plain, ""
    name = " ".join((plain[: found.start()] + plain[found.end() :]).split())
    return (name, UNIT_OF[found.group(1)]) if name else (plain, "")


def read_headers(texts: Sequence[str]) -> tuple[Header, ...]:
    """All headers of a sheet: a name with _1 or .1 behind it is a copy where the name itself is there too.

    >>> [(h.plain, h.copy) for h in read_headers(["Score", "Score.1", "Custom Data 1", "Q_1"])]
    [('score', 0), ('score', 1), ('custom data 1', 0), ('q 1', 0)]
    """
    there, seen, found = {text.strip() for text in texts}, dict[str, int](), []
    for text in texts:
        copied = _COPY.match(text.strip())
        if copied and copied.group(1) in there:
            header = replace(read_header(copied.group(1)), text=text, copy=int(copied.group(2)))
        else:
            header = read_header(text)
            header = replace(header, copy=seen.get(header.plain, 0)) if header.plain else header
        seen[header.plain] = seen.get(header.plain, 0) + 1
        found.append(header)
    return tuple(found)
