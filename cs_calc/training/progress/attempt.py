"""One answer that somebody gave, as a record that can be replayed, and the words it may use."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

KINDS = ("right", "mistake", "alternative", "unit", "sign", "power", "rounding", "unknown", "ask", "unreadable")
"""How an answer is marked: `cs_calc.training.mark`."""
MISSES = frozenset({"mistake", "sign", "power", "unknown"})
"""What counts as a miss. A definition somebody else uses, another unit, a rounding and an unclear text ask again."""
STAGES = ("A", "B", "C", "D", "E", "F", "G", "case")
"""The ladder: worked example, last step, two steps, full problem, find the error, which metric, what would you do; a step of a case."""
MODES = ("course", "practice", "mixed", "review", "placement", "mine", "case")
"""Where it was asked. `mixed`, `review` and `placement` put different items side by side; `mine` has the
learner's own numbers, `case` those of a case study."""
MIXED = frozenset({"mixed", "review", "placement"})
LONGEST = 500
"""Characters of a typed answer that are kept; what is longer ends in an ellipsis."""


def storable(text: str, longest: int = LONGEST) -> str:
    """Text as every database can keep it: no NUL, no half characters, not endless.

    >>> storable("6,4 %" + chr(0))
    '6,4 %\\ufffd'
    """
    clean = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


@dataclass(frozen=True)
class Attempt:
    """One answer to one variant of an item.

    `seed` draws the variant's numbers (None where `given` holds the learner's own, as JSON); `hints` is how many were seen
    before answering; `seconds` is the time since the question was shown; `id` makes saving it twice the same as once.
    Raises ValueError for a kind, stage or mode that does not exist, and for numbers that cannot be.
    """

    item: str
    version: int
    seed: int | None
    stage: str
    raw: str
    kind: str
    at: datetime
    mistake: str = ""
    cluster: str = ""
    hints: int = 0
    seconds: float = 0.0
    mode: str = "practice"
    session: str = ""
    given: str | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        for name, value, known in (("kind", self.kind, KINDS), ("stage", self.stage, STAGES), ("mode", self.mode, MODES)):
            if value not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}; found {value!r}.")
        if self.hints < 0 or self.version < 0 or not math.isfinite(self.seconds) or self.seconds < 0:
            raise ValueError("hints, version and seconds cannot be below 0.")
        if max(self.version, self.hints) >= 2**31 or (self.seed is not None and abs(self.seed) >= 2**63):
            raise ValueError("a version, seed or number of hints is too large to be kept.")
        if (self.seed is None) == (self.given is None):
            raise ValueError("an attempt has either a seed or the numbers given.")
        if self.at.tzinfo is None:
            raise ValueError("at must have a zone: use datetime.now(UTC).")
        if not self.item or not self.id or len(self.id) > 64:
            raise ValueError("an attempt needs an item and an id of at most 64 characters.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        for name in ("item", "raw", "mistake", "cluster", "session", "id"):
            object.__setattr__(self, name, storable(getattr(self, name)))
        if self.given is not None:
            object.__setattr__(self, "given", storable(self.given, 20_000))

    @property
    def mixed(self) -> bool:
        """Whether it stood among other items, so that which metric to compute was part of the question."""
        return self.mode in MIXED

    @property
    def miss(self) -> bool:
        """Whether it counts as a miss."""
        return self.kind in MISSES
