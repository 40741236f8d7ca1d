"""One date as people and programs write it -> a moment, or None where there is no such day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cs_calc.tables.parse.months import MONTHS

SERIAL = (18_264.0, 73_415.999999)
"""Days as spreadsheet programs count them, from 1950 to 2100."""
EPOCHS = {"seconds": (6.3e8, 4.2e9, 1e6), "milliseconds": (6.3e11, 4.2e12, 1e3), "microseconds": (6.3e14, 4.2e15, 1.0)}
"""Since 1970: what they are between (1989 to 2103), and how many microseconds each is."""
OFFSETS = {
    "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0, "EET": 2.0, "EEST": 3.0,
    "EST": -5.0, "EDT": -4.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
}  # fmt: skip
"""Hours ahead of UTC. CST and IST are left out: each is several zones."""

_NAMED_ZONE = "|".join(sorted(OFFSETS, key=len, reverse=True))
_TIME = (
    r"(?:(?:[T ,]|\s+at\s+|\s+um\s+)\s*(?P<hh>\d{1,2})[:h](?P<mm>\d{2})(?::(?P<ss>\d{2})(?:[.,]\d+)?)?\s*(?:Uhr)?"
    rf"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>(?:(?:UTC|GMT)?[+−-]\d{{2}}:?(?:\d{{2}})?)|{_NAMED_ZONE}|[A-Z][A-Za-z]+/[A-Za-z_/]+)?)?"
)
ISO = re.compile(rf"^(?P<y>\d{{4}})(?P<mark>[-/.])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}}){_TIME}$")
SLASHED = re.compile(rf"^(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}$")
_WEEKDAY = r"(?:[^\W\d]{2,12}\.?,?\s+)?"
DAY_NAMED = re.compile(
    rf"^{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?[\s/-]*(?:de\s+|of\s+)?(?P<name>[^\W\d]{{3,12}})\.?[\s/,-]*(?:de\s+|del\s+)?(?P<y>\d{{4}}|\d{{2}}){_TIME}$"
)
MONTH_NAMED = re.compile(
    rf"^{_WEEKDAY}(?P<name>[^\W\d]{{3,12}})\.?[\s-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?P<y>\d{{4}}|\d{{2}}){_TIME}$"
)
YEAR_NAMED = re.compile(rf"^(?P<y>\d{{4}})[\s/-](?P<name>[^\W\d]{{3,12}})\.?[\s/-](?P<d>\d{{1,2}}){_TIME}$")
ONLY_MONTH = (
    re.compile(r"^(?P<y>\d{4})[-/.]?(?P<m>\d{2})$"), re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d)$"),
    re.compile(r"^(?P<m>\d{1,2})[-/.](?P<y>\d{4})$"), re.compile(r"^(?P<name>[^\W\d]{3,12})\.?[\s/-]*(?:de\s+)?['’]?(?P<y>\d{4}|\d{2})$"),
    re.compile(r"^(?P<y>\d{4})[\s/-](?P<name>[^\W\d]{3,12})$"),
)  # fmt: skip
QUARTER = re.compile(
    r"(?i)^(?:[QT](?P<q>[1-4])[\s/.-]*['’]?(?P<y>\d{4}|\d{2})|(?P<y2>\d{4})[\s/.-]*[QT](?P<q2>[1-4])|(?P<q3>[1-4])Q[\s/.-]*(?P<y3>\d{4}|\d{2}))$"
)
ZONED = re.compile(
    r"\d:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm]\s*)?(?:(?:UTC|GMT)?[+−-](?!00:?00)\d{2}|CES?T|MES?Z|EES?T|[EMP][SD]T|CDT|[A-Z][a-z]+/[A-Z])"
)
_ASIDE = re.compile(r"\s*\([^()]*\)$")  # GMT+0100 (Central European Standard Time)


def one_date(raw: str, order: str = "", month: bool = False, *, last: bool = False) -> datetime | None:
    """A date or moment in UTC; None where it is none. `order` is day, month or year, for 03/04/2026.

    `month` also takes months and quarters, of which `last` gives the last month and not the first.

    >>> one_date("31. März 2026"), one_date("31/02/2026", "day"), one_date("2026-01-05T10:00:00+02:00")
    (datetime.datetime(2026, 3, 31, 0, 0), None, datetime.datetime(2026, 1, 5, 8, 0))
    """
    text = _ASIDE.sub("", " ".join(raw.split()))
    try:
        return _written(text, order) or _numbered(text) or (_month(text, last) if month else None)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None  # 31/02: the shape of a date, but no such day


def _written(text: str, order: str) -> datetime | None:
    if found := ISO.match(text):
        return _moment(int(found["y"]), int(found["m"]), int(found["d"]), found)
    if found := SLASHED.match(text):
        a, b, c = int(found.group(1)), int(found.group(3)), found.group(4)
        if order == "year":
            return _moment(full_year(f"{a:02d}"), b, int(c), found) if len(c) == 2 else None
        d, m = (b, a) if order == "month" else (a, b)
        return _moment(full_year(c), m, d, found)
    for pattern in (DAY_NAMED, MONTH_NAMED, YEAR_NAMED):
        found = pattern.match(text)
        number = MONTHS.get(found["name"].casefold()) if found else None
        if found and number is not None:
            return _moment(full_year(found["y"]), number, int(found["d"]), found)
    return None


def _moment(year: int, month: int, day: int, found: re.Match[str]) -> datetime:
    """The day with its time, in UTC where it has a zone."""
    hour, minute, second = (int(found[k]) if found[k] else 0 for k in ("hh", "mm", "ss"))
    half, zone = (found["half"] or "").lower().replace(".", ""), found["zone"] or ""
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("an hour with am or pm is one of 1 to 12")
        hour = hour % 12 + 12 * (half == "pm")
    if (hour, minute, second) == (24, 0, 0):  # the end of a day, as ISO writes it
        return datetime(year, month, day) + timedelta(days=1)
    when = datetime(year, month, day, hour, minute, second)
    if not zone or OFFSETS.get(zone) == 0:
        return when
    if "/" in zone:
        return when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    if zone in OFFSETS:
        return when - timedelta(hours=OFFSETS[zone])
    bare = zone.removeprefix("UTC").removeprefix("GMT").replace("−", "-").replace(":", "")
    hours, minutes = int(bare[1:3]), int(bare[3:5] or 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return when + ahead if bare[0] == "-" else when - ahead


def full_year(text: str) -> int:
    """A year of two digits: 70 to 99 are of the last century.

    >>> full_year("26"), full_year("98"), full_year("2026")
    (2026, 1998, 2026)
    """
    return int(text) + (0 if len(text) == 4 else 2000 if int(text) < 70 else 1900)


def kind_of_number(number: float) -> str:
    """What a number in a column of dates counts: serial, seconds, milliseconds, microseconds, or "" for none of them."""
    if SERIAL[0] <= number <= SERIAL[1]:
        return "serial"
    return next((kind for kind, (low, high, _) in EPOCHS.items() if low <= number <= high), "")


def _numbered(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{5,16}(?:\.\d+)?", text):
        return None
    if len(text) == 8 and "." not in text:
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:]))
    number = float(text)
    kind = kind_of_number(number)
    if kind == "serial":
        return datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400))
    return datetime(1970, 1, 1) + timedelta(microseconds=round(number * EPOCHS[kind][2])) if kind else None


def _month(text: str, last: bool) -> datetime | None:
    if found := QUARTER.match(text):
        quarter = int(found["q"] or found["q2"] or found["q3"])
        return datetime(full_year(found["y"] or found["y2"] or found["y3"]), 3 * quarter - (0 if last else 2), 1)
    for pattern in ONLY_MONTH:
        if found := pattern.match(text):
            named = found.groupdict().get("name")
            number = MONTHS.get(named.casefold()) if named else int(found["m"])
            if number is not None:
                return datetime(full_year(found["y"]), number, 1)
    return None
