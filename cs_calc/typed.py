"""A number as a person types it (6.4 %, $1,000, 6,4, 1.2k, (5), 1 in 20, 2 h 30 min), with the question where it may be meant otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cs_calc.units import DURATIONS, Unit

LARGEST = 1e12
_NUMBER = re.compile(r"([-+]?)\s*(\d[\d,.\s']*|[.,]\d+)\s*(k|m|bn?)?", re.IGNORECASE)
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
_IN_BRACKETS = re.compile(r"\((.*)\)\s*(%?)")
_SHARE = re.compile(r"(.+?)\s*(?:/|÷|\b(?:in|out of|of)\b)\s*(.+)", re.IGNORECASE)
_CLOCK = re.compile(r"([-+]?)(\d+):([0-5]\d)")
_TIMES = re.compile(r"(\d[\d.,]*|[.,]\d+)\s*([a-z]+)\.?\s*(?:and\s+|,\s*)?", re.IGNORECASE)
_POINTS = re.compile(r"\s*(?:percentage points?|%\s*points?|points?|pts?|p\.?p\.?)$", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(?:%|per ?cent)$", re.IGNORECASE)
_CURRENCY = re.compile(r"([-+]?)\s*([^\d\s.,+-]{1,3})\s*(?=[\d.,+-])")
_MONEY = re.compile(r"\s*(?:[$€£]|usd|eur|gbp|dollars?|euros?|pounds?)$", re.IGNORECASE)
_COUNTED = re.compile(r"\s+(?:customers?|users?|tickets?|upgrades?|contracts?|people|times)$", re.IGNORECASE)
_HOURS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
_TIME_WORDS = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "d": "d", "day": "d", "days": "d", "w": "w", "week": "w", "weeks": "w",
}  # fmt: skip
_IN_HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0}

Mark = Literal["", "%", "points", "money", "share", "time"]
_ENDINGS: tuple[tuple[re.Pattern[str], Mark], ...] = ((_POINTS, "points"), (_PERCENT, "%"), (_MONEY, "money"), (_COUNTED, ""))


@dataclass(frozen=True)
class Written:
    """What stands in a text: the number, and what it is marked as. `time` is in hours; a share (1 in 20) is divided out.

    `also` is what the number is if its comma or point is meant the other way: 1,250 may be 1.25 where a comma parts decimals.
    """

    number: float
    mark: Mark = ""
    decimals: int = 0
    also: float | None = None


@dataclass(frozen=True)
class TypedNumber:
    """What was understood (rates as fractions), or None; `says` asks back, or tells what was expected."""

    value: float | None
    says: str = ""


def read_typed(text: str, unit: Unit) -> TypedNumber:
    """Read a typed number in a unit; percent is typed as 6.4 or 6.4 % for 0.064. Nothing is raised.

    >>> from cs_calc.units import HOURS, MONEY, PERCENT
    >>> read_typed("6.4 %", PERCENT).value, read_typed("-1", PERCENT).value, read_typed("$1,250.50", MONEY).value
    (0.064, -0.01, 1250.5)
    >>> read_typed("1 in 20", PERCENT).value, read_typed("(5)", MONEY).value, read_typed("2 h 30 min", HOURS).value
    (0.05, -5.0, 2.5)
    >>> read_typed("0.064", PERCENT).says
    'Read as 0.064 %. If 6.4 % is meant, type 6.4.'
    """
    found, expected = written(text, unit), expects(unit)
    if found is None:
        return TypedNumber(None, f"“{text.strip()[:40]}” is not {expected}.")
    value = found.number
    if found.mark == "%" and unit.key != "percent":
        return TypedNumber(None, f"“{text.strip()[:40]}” is a percentage; {expected} is expected here.")
    if found.mark == "time":
        if unit.key not in _IN_HOURS:
            return TypedNumber(None, f"“{text.strip()[:40]}” is a time; {expected} is expected here.")
        value = in_unit(value, unit)
    if abs(value) > LARGEST:
        return TypedNumber(None, "That is more than can be worked with: at most 1,000,000,000,000.")
    if found.mark == "share":
        return TypedNumber(value)
    if unit.key == "percent" and found.mark != "%" and 0 < abs(value) < 1:
        return TypedNumber(value / 100, f"Read as {value:.6g} %. If {value * 100:.6g} % is meant, type {value * 100:.6g}.")
    return TypedNumber(value / unit.scale)


def expects(unit: Unit) -> str:
    """What is to be typed, a clause: `a percentage such as 6.4 or 6.4 %`."""
    if unit.key == "percent":
        return "a percentage such as 6.4 or 6.4 %"
    return "a time such as 2.5 or 2 h 30 min" if unit.key in ("hours", "minutes") else "a number such as 1,000 or 2.5"


def in_unit(hours: float, unit: Unit) -> float:
    """Hours in a unit of time; months have no fixed length: KeyError."""
    return hours / _IN_HOURS[unit.key]


def written(text: str, unit: Unit) -> Written | None:
    """The number in a text and how it is marked; None where there is none. Only a unit of time reads `3 days` as one.

    >>> from cs_calc.units import PERCENT, SCORE
    >>> written("-5 pp", SCORE)
    Written(number=-5.0, mark='points', decimals=0, also=None)
    >>> written("9/140", PERCENT).mark, round(written("9/140", PERCENT).number, 4)
    ('share', 0.0643)
    """
    bare = re.sub(r"[\u00a0\u2009\u202f]", " ", text).replace("−", "-").replace("–", "-").rpartition("=")[2].strip().rstrip("!?;").strip()
    bare = re.sub(r"(?<=[%a-zA-Z)])\.$", "", bare)  # the end of a sentence
    if (inside := _IN_BRACKETS.fullmatch(bare)) is not None:
        found = written(inside.group(1) + inside.group(2), unit)
        also = None if found is None or found.also is None else -abs(found.also)
        return None if found is None else Written(-abs(found.number), found.mark, found.decimals, also)
    if (times := _time(bare, unit)) is not None:
        return Written(times, "time", 6)
    if (share := _SHARE.fullmatch(bare)) is not None:
        part, whole = (_plain(side) for side in share.groups())
        if part is None or whole is None or whole.number == 0:
            return None
        return Written(part.number / whole.number, "share", 6)
    mark: Mark = ""
    for pattern, meant in _ENDINGS:
        if (end := pattern.search(bare)) is not None:
            bare, mark = bare[: end.start()], meant
            break
    else:
        bare = bare.removesuffix(unit.name).strip()
    if (sign := _CURRENCY.match(bare)) is not None:
        if sign.group(2).isalnum() and not sign.group(2).isupper() and unit.key != "money":
            return None
        bare, mark = sign.group(1) + bare[sign.end() :], mark or ("" if sign.group(2) in ("~", "≈") else "money")
    plain = _plain(bare)
    return None if plain is None else Written(plain.number, mark, plain.decimals, plain.also)


def _time(bare: str, unit: Unit) -> float | None:
    """Hours, where a text is a time with its units (2 h 30 min) or by the clock (2:30)."""
    if unit.key not in DURATIONS:
        return None
    if (clock := _CLOCK.fullmatch(bare)) is not None:
        hours = int(clock.group(2)) + int(clock.group(3)) / 60
        return -hours if clock.group(1) == "-" else hours
    negative, rest = bare.startswith("-"), bare.lstrip("+-").strip()
    at, hours = 0, 0.0
    while at < len(rest):
        piece = _TIMES.match(rest, at)
        if piece is None and hours and (rest_minutes := re.fullmatch(r"[0-5]?\d", rest[at:])) is not None:
            return (hours + int(rest_minutes.group()) / 60) * (-1 if negative else 1)  # 2h30
        if piece is None or piece.group(2).lower() not in _TIME_WORDS or (number := _value(piece.group(1))) is None:
            return None
        hours += number * _HOURS[_TIME_WORDS[piece.group(2).lower()]]
        at = piece.end()
    return None if at == 0 else -hours if negative else hours


def _plain(text: str) -> Written | None:
    """A bare number, with a letter for thousands or millions at most."""
    found = _NUMBER.fullmatch(text.strip())
    value = None if found is None else _value(found.group(2))
    if found is None or value is None:
        return None
    digits, times = found.group(2).strip(), _LETTERS.get((found.group(3) or "").lower(), 1.0) * (-1 if found.group(1) == "-" else 1)
    other = re.fullmatch(r"([1-9]\d{0,2})([.,])(\d{3})", digits)
    also = None
    if other is not None:
        also = times * float(f"{other.group(1)}.{other.group(3)}" if other.group(2) == "," else other.group(1) + other.group(3))
    after = re.search(r"[.,](\d+)$", digits)
    whole = after is None or (other is not None and other.group(2) == ",")
    return Written(value * times, "", 0 if whole or after is None else len(after.group(1)), also)


def _value(digits: str) -> float | None:
    """The size that digits with separators stand for: a comma before exactly three digits parts thousands, else decimals."""
    if re.search(r"[\s'](?!\d{3}(?!\d))", digits.strip()):
        return None  # 12 34 is not one number
    plain = re.sub(r"[\s']", "", digits).rstrip(".,")
    if "," in plain and "." in plain:
        plain = plain.replace(",", "") if plain.rfind(".") > plain.rfind(",") else plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        plain = plain.replace(",", "") if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", plain) else plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None
