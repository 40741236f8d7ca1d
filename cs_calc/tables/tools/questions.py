"""Which question of a survey is the score: by its wording, and by its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from cs_calc.tables.headers import Header
from cs_calc.tables.parse import parse_score
from cs_calc.tables.read import RawSheet

WORDINGS = {
    "NPS": r"recommend|\bnps\b|net promoter|weiterempf|empfehlen|recommander|recommandiez|recomend|aanbevel|aanraden",
    "CSAT": r"satisf|\bcsat\b|happy with|zufrieden|satisfait|satisfech|tevreden|rate (?:your|our|the)",
    "CES": r"\beas(?:y|ier|ily|e)\b|effort|\bces\b|\beinfach|facil|fácil|gemakkelijk|moeite|aufwand",
}
REASON = r"\bwhy\b|reason|comment|feedback|tell us|improve|anything else|warum|grund|pourquoi|raison|por ?qu[eé]|motivo|waarom|opmerking"
GROUP = re.compile(r"^(.*)[ _]nps[ _]group$", re.I)
ENOUGH = 0.8
"""The share of answers that must be scores."""


def score_questions(sheet: RawSheet, headers: Sequence[Header], known: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Canonical column, position and why: the score, its survey type (the reason is the type) and the comment.

    "" as the column is a question that could be the score too: the reason says what to do.
    """
    asked = [i for i, h in enumerate(headers) if h.text.strip() and h.plain not in known and h.name not in known]
    wording = {i: f"{headers[i].text} {sheet.labels[i] if i < len(sheet.labels) else ''}".lower() for i in asked}
    grouped = {m.group(1).strip().lower() for h in headers if (m := GROUP.match(h.text.strip()))}
    scores = [i for i in asked if not GROUP.match(headers[i].text.strip()) and _are_scores(sheet.columns[i])]
    by_words = [(kind, i) for kind, pattern in WORDINGS.items() for i in scores if _asks(kind, pattern, i, headers, wording, grouped)]
    kind, place = by_words[0] if by_words else ("", scores[0] if len(scores) == 1 else -1)
    if place >= 0:
        asks = {"NPS": "whether people recommend you", "CSAT": "how satisfied people are", "CES": "how easy it was"}
        yield "score", place, f"its wording asks {asks[kind]}" if kind else "the only question whose answers are scores"
        if kind:
            yield "survey_type", place, kind
    for other in scores:
        if other != place:
            yield "", other, "not used: another question with scores; choose it as score to count it instead"
    reason = next((i for i in asked if i not in scores and re.search(REASON, wording[i])), None)
    if reason is not None:
        yield "comment", reason, "its wording asks for the reason"


def _asks(kind: str, pattern: str, place: int, headers: Sequence[Header], wording: dict[int, str], grouped: set[str]) -> bool:
    if kind == "NPS" and headers[place].text.strip().lower() in grouped:
        return True
    return bool(re.search(pattern, wording[place])) and not re.search(r"\bwhy\b|reason for", wording[place])


def _are_scores(cells: pd.Series[Any]) -> bool:
    """Whether the answers are whole numbers from 0 to 10, or words that stand for scores."""
    known = cells.dropna()
    if not len(known) or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return False
    values = parse_score(known.reset_index(drop=True)).values
    fits = values.between(0, 10) & (values % 1 == 0)
    return bool(fits.mean() >= ENOUGH)
