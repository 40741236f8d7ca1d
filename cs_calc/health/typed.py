"""A model as rows of a form that a person edits, and back; what is wrong in it comes as sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cs_calc.health.model import MISSING_WORDS, Better, HealthModel, Missing, ModelError, Signal, bands_from, key_for

Row = Mapping[str, Any]
SIGNAL_FIELDS = ("key", "name", "low", "high", "better", "weight", "column")


def signal_rows(model: HealthModel) -> list[dict[str, Any]]:
    """One row per signal: key, name, low, high, better, weight, column (the table's column that it is read from)."""
    return [
        {"key": s.key, "name": s.name, "low": s.low, "high": s.high, "better": s.better, "weight": s.weight, "column": s.source}
        for s in model.signals
    ]


def band_rows(model: HealthModel) -> list[dict[str, Any]]:
    """One row per band: name, from. Each reaches up to the next, the last to 100."""
    return [{"name": b.name, "from": b.from_} for b in model.bands]


def model_from(signals: Sequence[Row], bands: Sequence[Row], missing: str) -> HealthModel:
    """The model that the rows of the form say. Raises ModelError. Empty rows are passed over; a new signal gets a key from its name.

    >>> model_from([{"name": "Logins", "low": 7, "high": 30, "weight": 1}], [{"name": "All", "from": 0}], "worst").signals[0].key
    'logins'
    >>> model_from([{"name": "Logins", "low": 7, "weight": 1}], [{"name": "All", "from": 0}], "worst")
    Traceback (most recent call last):
        ...
    cs_calc.health.model.ModelError: Logins: fill in its high.
    """
    found, problems = [], []
    filled = [row for row in signals if any(_text(row, "name") or _known(row, f) for f in ("low", "high", "weight"))]
    taken = {_text(row, "key") for row in filled} - {""}
    for row in filled:
        name = _text(row, "name")
        empty = [field for field in ("low", "high", "weight") if not _known(row, field)]
        if not name:
            problems.append("A signal has no name: give it one, or delete its row.")
        if empty:
            problems.append(f"{name or 'The signal without a name'}: fill in its {' and '.join(empty)}.")
        if not name or empty:
            continue
        key = _text(row, "key") or key_for(name, taken)
        taken.add(key)
        better: Better = "lower" if _text(row, "better") == "lower" else "higher"
        column = _text(row, "column")
        numbers = (float(row["low"]), float(row["high"]), float(row["weight"]))
        found.append(Signal(key, name, *numbers, better, "" if column == key else column))
    edges = []
    for row in bands:
        if _text(row, "name") and _known(row, "from"):
            edges.append((_text(row, "name"), float(row["from"])))
        elif _text(row, "name") or _known(row, "from"):
            problems.append(f"The band {_text(row, 'name') or 'without a name'} needs a name and the score from which it begins.")
    chosen: Missing = next((k for k in MISSING_WORDS if k == missing), "reweight")
    try:
        model = HealthModel(tuple(found), bands_from(edges), chosen)
    except ModelError as wrong:
        raise ModelError([*problems, *(p for p in wrong.problems if not problems or "at least one" not in p)]) from None
    if problems:
        raise ModelError(problems)
    return model


def edges_sentence(model: HealthModel) -> str:
    """The bands with their ends, and whose an edge is.

    >>> from cs_calc.health.model import default_model
    >>> edges_sentence(default_model())
    'At risk 0 to 50, Watch 50 to 75, Healthy 75 to 100. An edge belongs to the band above it: 50 is Watch.'
    """
    said = ", ".join(f"{b.name} {b.from_:g} to {b.to:g}" for b in model.bands) + "."
    if len(model.bands) == 1:
        return said
    return f"{said} An edge belongs to the band above it: {model.bands[1].from_:g} is {model.bands[1].name}."


def _known(row: Row, field: str) -> bool:
    value = row.get(field)
    return isinstance(value, int | float) and not (isinstance(value, float) and math.isnan(value))


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    return value.strip() if isinstance(value, str) else ""
