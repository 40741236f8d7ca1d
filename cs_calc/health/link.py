"""A health model and one customer's values as parameters of a link, short and readable, and read back with a sentence for what is odd."""

from __future__ import annotations

import math
from collections.abc import Mapping
from urllib.parse import unquote

from cs_calc.health.model import DEFAULT_SIGNALS, MISSING_WORDS, MOST_BANDS, MOST_SIGNALS, HealthModel, ModelError, Signal, bands_from

VALUE, UNKNOWN, BETWEEN, APART = "v.", "unknown", "~", "~~"
MODEL_KEYS = ("signals", "bands", "missing")
OURS = {s.key: s for s in DEFAULT_SIGNALS}


def to_link(model: HealthModel, plain: HealthModel) -> dict[str, str]:
    """The parts of a model in which it differs from `plain`; empty where it does not.

    A signal of ours is its key and its weight; another one, or one with another range, is written out: key, weight, name, low, high,
    the better end and the column it is read from.

    >>> from dataclasses import replace
    >>> from cs_calc.health.model import default_model
    >>> plain = default_model(["usage", "nps"])
    >>> to_link(replace(plain, signals=(replace(plain.signals[0], weight=60), plain.signals[1]), missing="worst"), plain)
    {'signals': 'usage~60~~nps~15', 'missing': 'worst'}
    """
    found = {}
    if model.signals != plain.signals:
        found["signals"] = APART.join(BETWEEN.join(_signal(s)) for s in model.signals)
    if model.bands != plain.bands:
        found["bands"] = APART.join(f"{_safe(b.name)}{BETWEEN}{_shown(b.from_)}" for b in model.bands)
    if model.missing != plain.missing:
        found["missing"] = model.missing
    return found


def from_link(link: Mapping[str, str], plain: HealthModel) -> HealthModel:
    """The model that a link asks for; what it does not name is as in `plain`. Raises ModelError with sentences that name what is wrong.

    >>> from cs_calc.health.model import default_model
    >>> from_link({"bands": "Poor~0~~Good~40"}, default_model()).bands[1].name
    'Good'
    >>> from_link({"signals": "usage~much"}, default_model())
    Traceback (most recent call last):
        ...
    cs_calc.health.model.ModelError: The link has “much” as the weight of Usage; a number was expected.
    """
    signals, bands = plain.signals, plain.bands
    if "signals" in link:
        signals = tuple(_read_signal(piece) for piece in link["signals"].split(APART)[: MOST_SIGNALS + 1])
    if "bands" in link:
        edges = []
        for piece in link["bands"].split(APART)[: MOST_BANDS + 1]:
            name, _, low = piece.rpartition(BETWEEN)
            edges.append((unquote(name), _number(low, f"the beginning of the band {unquote(name)[:40] or 'without a name'}")))
        bands = bands_from(edges)
    missing = link.get("missing", plain.missing)
    if missing not in MISSING_WORDS:
        raise ModelError([f"The link has “{missing[:40]}” for what is not known; {', '.join(MISSING_WORDS)} were expected."])
    return HealthModel(signals, bands, missing)


def values_to_link(given: Mapping[str, float | None], plain: Mapping[str, float | None]) -> dict[str, str]:
    """The values that differ from those the page opens with.

    >>> values_to_link({"usage": 0.8, "nps": None, "csat": 4.0}, {"usage": 0.35, "nps": 6.0, "csat": 4.0})
    {'v.usage': '0.8', 'v.nps': 'unknown'}
    """
    return {f"{VALUE}{key}": _shown(value) for key, value in given.items() if value != plain.get(key)}


def values_from_link(link: Mapping[str, str], model: HealthModel) -> tuple[dict[str, float | None], list[str]]:
    """The values that a link gives, by signal, and a sentence for each that cannot be taken.

    >>> from cs_calc.health.model import default_model
    >>> values_from_link({"v.usage": "0.8", "v.nps": "unknown", "v.csat": "good"}, default_model())
    ({'usage': 0.8, 'nps': None}, ['The link has “good” as the value of CSAT answer; a number was expected.'])
    """
    found: dict[str, float | None] = {}
    told = []
    names = {s.key: s.name for s in model.signals}
    for parameter, text in link.items():
        key = parameter.removeprefix(VALUE)
        if not parameter.startswith(VALUE):
            continue
        if key not in names:
            told.append(f"The link gives a value for “{key[:40]}”, which is no signal of this model.")
            continue
        try:
            found[key] = None if text == UNKNOWN else _number(text, f"the value of {names[key]}")
        except ModelError as wrong:
            told += wrong.problems
    return found, told


def _signal(s: Signal) -> list[str]:
    ours = OURS.get(s.key)
    short = [s.key, _shown(s.weight)]
    if ours is not None and (s.name, s.low, s.high, s.better, s.source) == (ours.name, ours.low, ours.high, ours.better, ours.source):
        return short
    return [*short, _safe(s.name), _shown(s.low), _shown(s.high), s.better, s.source]


def _read_signal(piece: str) -> Signal:
    fields = piece.split(BETWEEN)
    key, ours = fields[0], OURS.get(fields[0])
    if len(fields) == 2 and ours is not None:
        weight = _number(fields[1], f"the weight of {ours.name}")
        return Signal(ours.key, ours.name, ours.low, ours.high, weight, ours.better, ours.column)
    if len(fields) != 7:
        raise ModelError([f"The link names the signal “{piece[:40]}”, which is neither one of ours with a weight nor written out in full."])
    name = unquote(fields[2])
    weight, low, high = (_number(fields[n], f"the {what} of {name[:40]}") for n, what in ((1, "weight"), (3, "low"), (4, "high")))
    return Signal(key, name, low, high, weight, fields[5], "" if fields[6] == key else fields[6][:60])  # type: ignore[arg-type]


def _number(text: str, what: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or abs(found) > 1e12:
        raise ModelError([f"The link has “{text[:40]}” as {what}; a number was expected."])
    return found


def _shown(value: float | None) -> str:
    return UNKNOWN if value is None else repr(float(value)).removesuffix(".0")


def _safe(name: str) -> str:
    return name.replace("%", "%25").replace(BETWEEN, "%7E")
