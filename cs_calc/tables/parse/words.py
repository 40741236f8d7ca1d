"""What is read from words: yes and no, billing intervals, kinds of survey, and answers on scales of words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.parse.base import MISSING_WORDS, Parsed, by_value, texts_of
from cs_calc.tables.parse.scales import STARS, Scale, scale_of

YES = frozenset(
    "yes y true t 1 on ja si sí sì oui sim tak да да. はい 是 active aktiv actif activo attivo 👍 ✓ ✔ ✅ ☑ x wahr vrai verdadero vero "
    "enabled renewed won positive thumbs_up".split()
) | {"thumbs up", "1.0"}  # fmt: skip
NO = frozenset(
    "no n false f 0 off nein non não nao nie нет いいえ 否 inactive inaktiv inactif inactivo inattivo nee nej 👎 ✗ ✘ ❌ ☐ falsch faux "
    "falso disabled lost negative thumbs_down".split()
) | {"thumbs down", "0.0"}  # fmt: skip
SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
"""Colours of hands and the mark that makes a sign an emoji: 👍🏽 is 👍."""
INTERVALS = {
    "week": ("week", "weekly", "w", "1 week", "7 days", "per week", "woche", "wöchentlich", "semaine", "hebdomadaire"),
    "month": ("month", "monthly", "m", "mo", "1 month", "per month", "monat", "monatlich", "30 days", "mensuel", "mensual", "mensile"),
    "quarter": ("quarter", "quarterly", "q", "3 months", "per quarter", "every 3 months", "quartal", "vierteljährlich", "trimestriel",
                "trimestral", "3 month"),
    "year": ("year", "yearly", "annual", "annually", "y", "yr", "12 months", "1 year", "per year", "jahr", "jährlich", "365 days",
             "annuel", "anual", "annuale", "12 month", "p.a.", "pa"),
    "6 month": ("half-yearly", "half yearly", "half-year", "half year", "semi-annual", "semiannual", "semi-annually", "semiannually",
                "halbjahr", "halbjährlich", "semestre", "semestriel", "semestral", "semestrale"),
    "24 month": ("biennial", "biennially", "two-yearly", "zweijährlich"),
}  # fmt: skip
SURVEY_WORDS = {"NPS": {"nps", "promoter"}, "CSAT": {"csat", "satisfaction", "satisfied"}, "CES": {"ces", "effort"}}
INTERVAL_OF = {word: interval for interval, words in INTERVALS.items() for word in words}
_SEVERAL = re.compile(r"(?:every |per |alle )?(\d{1,2})[ -]?(week|month|quarter|year|woche|monat|quartal|jahr)(?:s|n|e|en)?$")
_BASE = {"woche": "week", "monat": "month", "quartal": "quarter", "jahr": "year"}
_NUMBER = re.compile(
    r"^(-?\d+(?:[.,]\d+)?)(?:\s*/\s*\d+|\s*(?:stars?|sterne?|étoiles?|points?|punkte?|out of \d+|von \d+|★|⭐)|\s*[-–—:=(]\s*[^\d\s].*)?$",
    re.I,
)
NO_ANSWER = frozenset(
    {"offered", "unoffered", "not offered", "not rated", "no answer", "keine angabe", "don't know", "weiß nicht", "not applicable"}
)


def yes_or_no(raw: str) -> float | None:
    """1.0 for a word that means yes, 0.0 for no, None for neither.

    >>> yes_or_no("Sí"), yes_or_no("👎🏽"), yes_or_no("maybe")
    (1.0, 0.0, None)
    """
    word = SKIN.sub("", raw.casefold()).strip()
    return 1.0 if word in YES else 0.0 if word in NO else None


def parse_yes_no(cells: pd.Series[Any]) -> Parsed:
    """Yes and no in several languages, and as signs -> 1.0 and 0.0."""
    parsed = by_value(cells, yes_or_no, "float64")
    off = (parsed.values.notna() & ~parsed.values.isin([0.0, 1.0])).to_numpy()  # 7 is neither
    return Parsed(parsed.values.where(~off), parsed.bad | off) if off.any() else parsed


def interval_of(raw: str) -> str | None:
    """week, month, quarter or year; of other lengths as "6 month" or "2 week"; None where it is no interval.

    >>> interval_of("Monthly"), interval_of("semi-annual"), interval_of("every 2 years"), interval_of("4 weeks"), interval_of("often")
    ('month', '6 month', '24 month', '4 week', None)
    """
    text = raw.casefold().strip()
    if text in INTERVAL_OF or not (found := _SEVERAL.match(text)):
        return INTERVAL_OF.get(text)
    count, base = int(found[1]), _BASE.get(found[2], found[2])
    if base in ("quarter", "year"):
        count, base = count * (3 if base == "quarter" else 12), "month"
    known = {(1, "week"): "week", (1, "month"): "month", (3, "month"): "quarter", (12, "month"): "year"}
    return known.get((count, base), f"{count} {base}") if count else None


def parse_interval(cells: pd.Series[Any]) -> Parsed:
    """Billing intervals in words -> week, month, quarter or year, or several weeks or months ("6 month")."""
    return by_value(cells, interval_of, "object")


def parse_survey_type(cells: pd.Series[Any]) -> Parsed:
    """The kind of survey -> NPS, CSAT or CES."""

    def one(raw: str) -> str | None:
        words = set(re.findall(r"[a-z]+", raw.lower()))
        for kind, signs in SURVEY_WORDS.items():
            if words & signs:
                return kind
        return None

    return by_value(cells, one, "object")


def parse_score(cells: pd.Series[Any]) -> Parsed:
    """Survey answers -> numbers: 9, "10 - extremely likely", "5 stars", ★★★★☆, yes and no as 1 and 0, or words of a known scale.

    A scale of words is only used where it has all of the column's words; `top` then has its highest number for those rows.

    >>> found = parse_score(pd.Series(["Very satisfied", "Neutral", "4"]))
    >>> found.values.tolist(), found.top.tolist(), found.notes[0][0]
    ([5.0, 3.0, 4.0], [5.0, 5.0, nan], 'score_words')
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        return Parsed(cells.astype("float64"), np.zeros(len(cells), bool))
    texts = [t for t in texts_of(cells) if t.lower() not in MISSING_WORDS and t.lower() not in NO_ANSWER]
    plain = {t: _plain_score(t) for t in texts}
    words = [t for t, number in plain.items() if number is None]
    scale = scale_of(words) if words else None
    numbers = [n for n in plain.values() if n is not None]
    if cells.dtype == object:
        numbers += [v for v in cells.dropna() if isinstance(v, float)]
    if scale is not None and numbers and not scale.bottom <= min(numbers) <= max(numbers) <= scale.top:
        scale = None  # "great" among answers from 0 to 10 is no 5

    def one(raw: str) -> float | None:
        plain = _plain_score(raw)
        return plain if plain is not None else scale.value(raw) if scale else None

    parsed = by_value(cells, one, "float64", missing=MISSING_WORDS | NO_ANSWER)
    if scale is None:
        return parsed
    top = by_value(cells, lambda raw: scale.top if _plain_score(raw) is None and scale.value(raw) is not None else float("nan"), "float64")
    return Parsed(parsed.values, parsed.bad, (("score_words", _says(scale, words)),), top=top.values)


def _says(scale: Scale, words: list[str]) -> str:
    ends = sorted(((scale.value(w), w) for w in dict.fromkeys(words) if scale.value(w) is not None), reverse=True)
    shown = ", ".join(f'"{word}" is {value:g}' for value, word in ends[:7])
    return f"Words were read as {scale.bottom:g} to {scale.top:g} ({scale.says}): {shown}."


def _plain_score(raw: str) -> float | None:
    """A number, with or without words, stars, or yes and no."""
    text = SKIN.sub("", raw.strip())
    if found := _NUMBER.match(text):
        return float(found.group(1).replace(",", "."))
    if STARS.fullmatch(text.replace(" ", "")):
        return float(sum(text.count(sign) for sign in "★⭐"))
    return yes_or_no(text)
