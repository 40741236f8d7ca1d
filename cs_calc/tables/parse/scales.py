"""Scales of words that surveys use, in English and German, as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STARS = re.compile("[★⭐]+[☆✩]*")


@dataclass(frozen=True)
class Scale:
    """Words of one scale and their numbers, from `bottom` to `top`."""

    says: str
    bottom: float
    top: float
    words: Mapping[str, float]

    def value(self, raw: str) -> float | None:
        """The number of a word, None where the scale does not have it."""
        return self.words.get(plain(raw))


def plain(raw: str) -> str:
    """A word as it is compared: small letters, one space, no full stop."""
    return " ".join(raw.casefold().replace("’", "'").rstrip(".!").replace(",", " ").split())


def _of(says: str, *lines: str, first: int = 1) -> Scale:
    """From the lowest number up: a line has the words for one number, apart by |."""
    words = {plain(word): float(n) for n, line in enumerate(lines, start=first) for word in line.split("|")}
    return Scale(says, float(first), float(first + len(lines) - 1), words)


SCALES = (
    _of("bad or good", "bad|bad with comment|bad without comment|schlecht", "good|good with comment|good without comment|gut", first=0),
    _of(
        "satisfaction",
        "very dissatisfied|extremely dissatisfied|very unsatisfied|completely dissatisfied|very unhappy|sehr unzufrieden",
        "dissatisfied|unsatisfied|somewhat dissatisfied|somewhat unsatisfied|unhappy|unzufrieden|eher unzufrieden",
        "neutral|neither|neither satisfied nor dissatisfied|neither satisfied nor unsatisfied|weder noch|teils teils|teils-teils"
        "|teils/teils|weder zufrieden noch unzufrieden",
        "satisfied|somewhat satisfied|happy|zufrieden|eher zufrieden",
        "very satisfied|extremely satisfied|completely satisfied|very happy|sehr zufrieden",
    ),
    _of(
        "quality",
        "very bad|very poor|terrible|awful|sehr schlecht|mangelhaft",
        "bad|poor|schlecht|ausreichend",
        "ok|okay|average|fair|neutral|acceptable|mittel|mittelmäßig|durchschnittlich|befriedigend|geht so",
        "good|gut",
        "very good|excellent|great|amazing|outstanding|sehr gut|ausgezeichnet|hervorragend",
    ),
    _of("faces", "😠|😡|😭", "🙁|☹|😞|😟|😕", "😐|😶", "🙂|😃|😊|☺", "🤩|😍|😀|😁"),
    _of(
        "effort: 1 is very easy",
        "very easy|extremely easy|very low effort|sehr einfach|sehr leicht",
        "easy|somewhat easy|low effort|einfach|leicht|eher einfach",
        "neutral|neither|neither easy nor difficult|weder einfach noch schwierig|teils teils|mittel",
        "difficult|somewhat difficult|hard|high effort|schwierig|schwer|eher schwierig",
        "very difficult|extremely difficult|very hard|very high effort|sehr schwierig|sehr schwer",
    ),
    _of(
        "agreement: 7 is strongly agree",
        "strongly disagree|stimme überhaupt nicht zu|trifft überhaupt nicht zu",
        "disagree|stimme nicht zu|trifft nicht zu",
        "somewhat disagree|slightly disagree|stimme eher nicht zu|trifft eher nicht zu",
        "neutral|neither|undecided|neither agree nor disagree|weder noch|teils teils|unentschieden",
        "somewhat agree|slightly agree|stimme eher zu|trifft eher zu",
        "agree|stimme zu|trifft zu",
        "strongly agree|stimme voll zu|stimme voll und ganz zu|trifft voll zu|trifft voll und ganz zu",
    ),
)  # fmt: skip
"""In this order: good and bad alone are a pair, with fair or excellent beside them they are two of five."""


def scale_of(words: Iterable[str]) -> Scale | None:
    """The scale that has all of the words; None where none has.

    >>> scale_of(["Good", "Bad"]).top, scale_of(["good", "excellent"]).top, scale_of(["good", "blue"])
    (1.0, 5.0, None)
    """
    known = {plain(word) for word in words}
    return next((scale for scale in SCALES if known <= set(scale.words)), None)
