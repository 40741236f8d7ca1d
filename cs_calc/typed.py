"""A number as a person types it into a text field: 6.4, 6.4 %, $1,000, 6,4, 1.2k; with the question where it may be meant otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cs_calc.units import Unit

LARGEST = 1e12
_NUMBER = re.compile(r"([-+−]?)\s*(\d[\d,.\s']*|[.,]\d+)\s*(k|m|bn?)?", re.IGNORECASE)
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}


@dataclass(frozen=True)
class TypedNumber:
    """What was understood (rates as fractions), or None; `says` asks back, or tells what was expected."""

    value: float | None
    says: str = ""


def read_typed(text: str, unit: Unit) -> TypedNumber:
    """Read a typed number in a unit; percent is typed as 6.4 or 6.4 % for 0.064. Nothing is raised.

    >>> from cs_calc.units import MONEY, PERCENT
    >>> read_typed("6.4 %", PERCENT).value, read_typed("-1", PERCENT).value, read_typed("$1,250.50", MONEY).value
    (0.064, -0.01, 1250.5)
    >>> read_typed("0.064", PERCENT).says
    'Read as 0.064 %. If 6.4 % is meant, type 6.4.'
    """
    bare = text.strip().replace("\u00a0", " ")
    share = bare.endswith("%")
    bare = bare.rstrip("% ").removesuffix(unit.name).removesuffix("points").removesuffix("point").strip()
    sign = re.match(r"([-+−]?)\s*[^\d\s.,+−-]{0,3}\s*(?=[\d.,−+-])", bare)  # a currency's sign before the digits
    if sign:
        bare = sign.group(1) + bare[sign.end() :]
    found = _NUMBER.fullmatch(bare)
    value = None if found is None else _value(found.group(2))
    expected = "a percentage such as 6.4 or 6.4 %" if unit.key == "percent" else "a number such as 1,000 or 2.5"
    if found is None or value is None:
        return TypedNumber(None, f"“{text.strip()[:40]}” is not {expected}.")
    value *= _LETTERS.get((found.group(3) or "").lower(), 1.0) * (-1 if found.group(1) in ("-", "−") else 1)
    if share and unit.key != "percent":
        return TypedNumber(None, f"“{text.strip()[:40]}” is a percentage; {expected} is expected here.")
    if abs(value) > LARGEST:
        return TypedNumber(None, "That is more than can be worked with: at most 1,000,000,000,000.")
    if unit.key == "percent" and not share and 0 < abs(value) < 1:
        return TypedNumber(value / 100, f"Read as {value:.6g} %. If {value * 100:.6g} % is meant, type {value * 100:.6g}.")
    return TypedNumber(value / unit.scale)


def _value(digits: str) -> float | None:
    """The size that digits with separators stand for: a comma before exactly three digits parts thousands, else decimals."""
    plain = re.sub(r"[\s']", "", digits).rstrip(".,")
    if "," in plain and "." in plain:
        plain = plain.replace(",", "") if plain.rfind(".") > plain.rfind(",") else plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        plain = plain.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", plain) else plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None
