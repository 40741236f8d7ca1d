"""A health model as a small JSON file, to keep, to share, and to read again."""

from __future__ import annotations

import json
import math
from typing import Any

from cs_calc.health.model import Band, HealthModel, ModelError, Signal

KIND, VERSION = "cs-calc health model", 1
LARGEST = 100_000


def write_model(model: HealthModel) -> str:
    """The model as JSON text.

    >>> from cs_calc.health.model import default_model
    >>> read_model(write_model(default_model())) == default_model()
    True
    """
    content = {
        "kind": KIND,
        "version": VERSION,
        "missing": model.missing,
        "signals": [
            {
                "key": s.key,
                "name": s.name,
                "low": float(s.low),
                "high": float(s.high),
                "weight": float(s.weight),
                "better": s.better,
                "column": s.column,
            }
            for s in model.signals
        ],
        "bands": [{"name": b.name, "from": float(b.from_), "to": float(b.to)} for b in model.bands],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def read_model(text: str | bytes) -> HealthModel:
    """The model in a file. Raises ModelError, with a sentence, for anything else.

    >>> read_model("[]")
    Traceback (most recent call last):
        ...
    cs_calc.health.model.ModelError: This is not a health model saved by this app: use a file from “Save the model”.
    """
    if len(text) > LARGEST:
        raise ModelError([f"The file is larger than {LARGEST // 1000} kB: a health model is much smaller. Is it the right file?"])
    try:
        content = json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ModelError(["The file cannot be read as JSON: use a file from “Save the model”."]) from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise ModelError(["This is not a health model saved by this app: use a file from “Save the model”."])
    version = content.get("version")
    if version != VERSION:
        raise ModelError([f"The file has version {_short(version)}; this app reads version {VERSION}. Save the model again with this app."])
    signals = [
        Signal(
            _text(row, "key", "signal"),
            _text(row, "name", "signal"),
            _number(row, "low", "signal"),
            _number(row, "high", "signal"),
            _number(row, "weight", "signal"),
            "lower" if _text(row, "better", "signal", ("higher", "lower")) == "lower" else "higher",
            _text(row, "column", "signal") if row.get("column") else "",
        )
        for row in _rows(content, "signals")
    ]
    bands = [Band(_text(r, "name", "band"), _number(r, "from", "band"), _number(r, "to", "band")) for r in _rows(content, "bands")]
    missing = content.get("missing", "reweight")
    return HealthModel(tuple(signals), tuple(bands), missing if isinstance(missing, str) else "?")  # type: ignore[arg-type]


def _rows(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = content.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelError([f"The file has no list of {name}."])
    return rows


def _text(row: dict[str, Any], name: str, what: str, choices: tuple[str, ...] = ()) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip() or (choices and value not in choices):
        wanted = " or ".join(choices) or "text"
        raise ModelError([f"In the file a {what} has {_short(value)} as its {name}; {wanted} was expected."])
    return value


def _number(row: dict[str, Any], name: str, what: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ModelError([f"In the file the {what} {_short(row.get('name'))} has {_short(value)} as its {name}; a number was expected."])
    return float(value)


def _short(value: object) -> str:
    return "nothing" if value is None else f"“{str(value)[:40]}”"
