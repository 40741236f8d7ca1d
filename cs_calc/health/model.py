"""What a health score is made of: signals with their ranges and weights, bands, and what to do where a signal is missing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Better = Literal["higher", "lower"]
Missing = Literal["reweight", "neutral", "worst"]
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
THIN = 0.5
"""Below this share of the weight a score rests on too little: it is said to be thin."""
MOST_SIGNALS, MOST_BANDS, LONGEST_NAME = 20, 10, 60
MISSING_WORDS: dict[Missing, str] = {
    "reweight": "Leave it out: the others share its weight",
    "neutral": "Take the middle: 50 of 100",
    "worst": "Take the worst: 0 of 100",
}
BETTER_WORDS: dict[Better, str] = {"higher": "higher is better", "lower": "lower is better"}


class ModelError(ValueError):
    """A model that cannot be used; `problems` are sentences that say what is wrong and what to do."""

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True)
class Signal:
    """One thing that is known about a customer, in its own unit; `low` and `high` are the ends of its range.

    `better` says which end is the good one. `column` names where a table holds it (by default the key).
    """

    key: str
    name: str
    low: float
    high: float
    weight: float
    better: Better = "higher"
    column: str = ""

    @property
    def source(self) -> str:
        """The column of a table of signals that holds its values."""
        return self.column or self.key


@dataclass(frozen=True)
class Band:
    """A stretch of the score with a name: from its lower end, which belongs to it, up to its upper end, which does not (but 100 does)."""

    name: str
    from_: float
    to: float


@dataclass(frozen=True)
class HealthModel:
    """Signals, bands from the lowest to the highest, and what a missing signal counts as. Raises ModelError.

    >>> HealthModel((Signal("usage", "Usage", 30, 7, 1),), (Band("All", 0, 100),))
    Traceback (most recent call last):
        ...
    cs_calc.health.model.ModelError: Usage: its low (30) must be below its high (7); if less of it is better, set the direction instead.
    """

    signals: tuple[Signal, ...]
    bands: tuple[Band, ...]
    missing: Missing = "reweight"

    def __post_init__(self) -> None:
        if found := [*_signal_problems(self.signals), *_band_problems(self.bands)]:
            raise ModelError(found)
        if self.missing not in MISSING_WORDS:
            raise ModelError([f"A missing signal can be treated by {', '.join(MISSING_WORDS)}, not by “{self.missing}”."])

    @property
    def total_weight(self) -> float:
        """The sum of the weights as they were typed."""
        return math.fsum(s.weight for s in self.signals)

    def used_weights(self) -> dict[str, float]:
        """Each signal's share of the score by key, as a fraction: the typed weights over their sum.

        >>> bands = (Band("All", 0, 100),)
        >>> HealthModel((Signal("a", "A", 0, 1, 3), Signal("b", "B", 0, 1, 1)), bands).used_weights()
        {'a': 0.75, 'b': 0.25}
        """
        return {s.key: s.weight / self.total_weight for s in self.signals}

    def band_of(self, score: float) -> Band:
        """The band of a score from 0 to 100. An edge belongs to the band above it.

        >>> [default_model().band_of(x).name for x in (0, 49.9, 50, 100)]
        ['At risk', 'At risk', 'Watch', 'Healthy']
        """
        return next(b for b in reversed(self.bands) if round(score, 9) >= b.from_)


def weights_sentence(model: HealthModel) -> str:
    """What the typed weights add up to, and what follows from it.

    >>> weights_sentence(default_model())
    'The weights add up to 100: they are used as they stand.'
    """
    total = model.total_weight
    if math.isclose(total, 100):
        return "The weights add up to 100: they are used as they stand."
    return f"The weights add up to {total:,.6g}, not 100: each is divided by {total:,.6g}, so that the shares in use add up to 100 %."


DEFAULT_SIGNALS = (
    Signal("usage", "Usage", 0, 1, 30, "higher"),
    Signal("days_since_use", "Days since last use", 0, 30, 20, "lower"),
    Signal("nps", "NPS answer", 0, 10, 15, "higher"),
    Signal("csat", "CSAT answer", 1, 5, 15, "higher"),
    Signal("open_tickets", "Open tickets", 0, 3, 10, "lower"),
    Signal("unanswered_tickets", "Tickets never answered", 0, 2, 5, "lower"),
    Signal("active", "Active (1 yes, 0 no)", 0, 1, 5, "higher"),
)
DEFAULT_BANDS = (Band("At risk", 0, 50), Band("Watch", 50, 75), Band("Healthy", 75, 100))
EXAMPLE = {"usage": 0.35, "days_since_use": 12.0, "nps": 6.0, "csat": 4.0, "open_tickets": 1.0, "unanswered_tickets": 0.0, "active": 1.0}


def default_model(available: Collection[str] | None = None) -> HealthModel:
    """Our starting point, a decision of ours and no standard: with the signals that are available, or all of them.

    >>> [s.key for s in default_model(["nps", "usage"]).signals]
    ['usage', 'nps']
    """
    known = tuple(s for s in DEFAULT_SIGNALS if available is None or s.source in available)
    return HealthModel(known or DEFAULT_SIGNALS, DEFAULT_BANDS)


def example_of(signal: Signal) -> float:
    """A value to begin with where nothing is typed: ours for our own signals, else the middle of the range.

    >>> example_of(DEFAULT_SIGNALS[0]), example_of(Signal("logins", "Logins", 7, 30, 10))
    (0.35, 18.5)
    """
    known = EXAMPLE.get(signal.key)
    return known if known is not None and signal.low <= known <= signal.high else (signal.low + signal.high) / 2


def step_of(signal: Signal) -> float:
    """By how much a press of + changes a value: 1 where the range is wide enough, else a twentieth of it or so.

    >>> [step_of(s) for s in DEFAULT_SIGNALS[:3]], step_of(Signal("mrr", "MRR", 0, 5000, 1))
    ([0.05, 1.0, 1.0], 100.0)
    """
    span = signal.high - signal.low
    if 2 <= span <= 60:
        return 1.0
    size = 10 ** math.floor(math.log10(span / 20))
    return float(size * next(n for n in (1, 2, 5, 10) if size * n >= span / 20 * 0.999 or n == 10)) if span < 2 else float(size)


def key_for(name: str, taken: Collection[str]) -> str:
    """A key for a signal that a person has named; never one that is taken.

    >>> key_for("Logins (weekly)", []), key_for("NPS", ["nps"]), key_for("5 %", [])
    ('logins_weekly', 'nps_2', 'signal_5')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = (plain if plain[:1].isalpha() else f"signal_{plain}".rstrip("_"))[:36]
    return next(k for k in (plain, *(f"{plain}_{n}" for n in range(2, 10_000))) if k not in taken)


def bands_from(edges: Collection[tuple[str, float]]) -> tuple[Band, ...]:
    """Bands from their names and lower ends: each reaches up to the next, the last to 100.

    >>> [(b.name, b.to) for b in bands_from([("Good", 60), ("Bad", 0)])]
    [('Bad', 60), ('Good', 100.0)]
    """
    ranked = sorted(edges, key=lambda edge: edge[1])
    ends = [*(low for _, low in ranked[1:]), 100.0][: len(ranked)]
    return tuple(Band(name, low, to) for (name, low), to in zip(ranked, ends, strict=True))


def _signal_problems(signals: tuple[Signal, ...]) -> list[str]:
    if not signals:
        return ["A score needs at least one signal."]
    if len(signals) > MOST_SIGNALS:
        return [f"There are {len(signals)} signals; {MOST_SIGNALS} are the most that a person can still overlook."]
    found = []
    for s in signals:
        who = s.name or s.key
        if not s.name.strip() or len(s.name) > LONGEST_NAME:
            found.append(f"A signal needs a name of 1 to {LONGEST_NAME} characters.")
        if not KEY.fullmatch(s.key):
            found.append(f"{who}: its key must be small letters, digits and underscores, such as days_since_use.")
        if not all(math.isfinite(x) for x in (s.low, s.high, s.weight)):
            found.append(f"{who}: low, high and weight must be numbers.")
        elif max(abs(s.low), abs(s.high), abs(s.weight)) > 1e12:
            found.append(f"{who}: low, high and weight must be below 1,000,000,000,000.")
        elif not s.low < s.high or not math.isfinite(100 / (s.high - s.low)):
            found.append(
                f"{who}: its low ({s.low:g}) must be below its high ({s.high:g}); if less of it is better, set the direction instead."
            )
        if s.weight < 0:
            found.append(f"{who}: its weight is {s.weight:g}, and a weight cannot be negative; turn the direction round instead.")
        if s.better not in BETTER_WORDS:
            found.append(f"{who}: its direction must be higher or lower.")
    for what, names in (("key", [s.key for s in signals]), ("name", [s.name.strip().lower() for s in signals])):
        found += [f"Two signals have the {what} “{name}”; give one of them another." for name, n in Counter(names).items() if n > 1]
    if not found and not sum(s.weight for s in signals) > 1e-12:
        found.append("All weights are 0, so there is nothing to score by; give at least one signal a weight.")
    return found


def _band_problems(bands: tuple[Band, ...]) -> list[str]:
    if not bands:
        return ["A score needs at least one band, such as All from 0 to 100."]
    if len(bands) > MOST_BANDS:
        return [f"There are {len(bands)} bands; {MOST_BANDS} are the most that can be told apart."]
    found = []
    for b in bands:
        if not b.name.strip() or len(b.name) > LONGEST_NAME:
            found.append(f"A band needs a name of 1 to {LONGEST_NAME} characters.")
        if not (math.isfinite(b.from_) and math.isfinite(b.to) and b.from_ < b.to):
            found.append(f"{b.name}: a band must reach from a lower to a higher number, not from {b.from_:g} to {b.to:g}.")
    if bands[0].from_ != 0:
        found.append(f"The lowest band, {bands[0].name}, begins at {bands[0].from_:g}; it must begin at 0.")
    if bands[-1].to != 100:
        found.append(f"The highest band, {bands[-1].name}, ends at {bands[-1].to:g}; it must end at 100.")
    for below, above in pairwise(bands):
        if below.to != above.from_:
            what = "a gap" if below.to < above.from_ else "an overlap"
            ends = f"{below.name} (up to {below.to:g}) and {above.name} (from {above.from_:g})"
            found.append(f"Between {ends} is {what}; let one begin where the other ends.")
    found += [f"Two bands are called “{n}”; rename one of them." for n, k in Counter(b.name.strip() for b in bands).items() if k > 1]
    return found
