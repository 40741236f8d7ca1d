"""What a metric is. Plain frozen records: no behaviour, no inheritance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cs_calc.expr import Limit, Step, Values
from cs_calc.units import Unit

Family = Literal["revenue", "value", "renewal", "onboarding", "churn", "sentiment", "support", "product", "health"]
Direction = Literal["higher", "lower", "depends"]
Cluster = Literal[
    "wrong_base", "wrong_part", "new_vs_existing", "scale", "neighbour", "complement", "units_time",
    "inverted", "abs_vs_rel", "events_vs_people", "part_to_part", "sign", "count_vs_rate", "gross_net",
    "compounding", "weights", "share_vs_average", "centre",
]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Who says so. `kind` is `article` for the five articles, `outside` for others, `ours` for us."""

    key: str
    publisher: str
    title: str
    kind: Literal["article", "outside", "ours"]
    read_on: str  # the day we read it, ISO 8601
    note: str = ""  # what to know about it, such as "figures of 2024"


@dataclass(frozen=True)
class Sure:
    """How the uncertainty of an answer is worked out, by the keys of the counts it rests on.

    `wilson`: `of` is (part, whole), or (part, rest) with `rest` True. `nps`: (promoters, passives, detractors).
    `poisson`: (events, exposure), for a rate that may pass 1. `risk_ratio`: (part, whole, part, whole) of the two
    shares whose ratio it is. `bootstrap`: (the list,); the statistic is the formula's own, and `waiting` is the list
    of how long others have waited so far, where it has not happened for all.
    `through` names an input: the ends of the share's interval are put in its place and the formula worked
    again. `complement`: the answer is 1 less that share. `less`: what the formula takes off the ratio.
    """

    method: Literal["wilson", "nps", "poisson", "risk_ratio", "bootstrap"]
    of: tuple[str, ...]
    through: str = ""
    complement: bool = False
    rest: bool = False
    less: float = 0.0
    waiting: Values | None = None


@dataclass(frozen=True)
class Variant:
    """One accepted way to compute a metric, when to choose it, and whose it is."""

    key: str
    name: str
    formula: Step
    when: str
    sources: tuple[Source, ...]
    sure: Sure | None = None
    better: Direction | None = None  # where it is not the metric's: effort may be scored so that low is good


@dataclass(frozen=True)
class Mistake:
    """A formula that people really use by mistake, or (`alternative`) that some do define so.

    `variants` are the definitions of which it is a slip; empty: of all that share a number with it.
    """

    key: str
    formula: Step
    kind: Literal["wrong", "alternative"]
    cluster: Cluster
    why: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erratum:
    """An article's formula as printed: never offered as a way to compute, only shown beside the right one."""

    source: Source
    formula: Step | None  # None: what is printed cannot be computed at all
    printed: str  # what the article says, in our words
    why: str


@dataclass(frozen=True)
class Example:
    """A case worked by hand. Tests, reference pages and the calculator's form all start from it.

    `given` has every input of every variant and mistake; `expected` has every variant.
    """

    given: Mapping[str, float | tuple[float, ...]]
    expected: Mapping[str, float]
    because: str
    source: Source


@dataclass(frozen=True)
class Benchmark:
    """A target with its provenance. The answer meets it when it is on the better side of `value`."""

    value: float
    says: str  # what it is said to mean, in our words, a clause
    kind: Literal["article's claim", "outside figure", "yours"]
    source: Source
    date: str  # year of the figure, or "not stated"
    period: str = ""  # the period it is meant for, "not stated" where the source leaves it open
    strict: bool = False  # True: equal is not enough (below 1 %)
    variants: tuple[str, ...] = ()  # of which definitions it is said; empty: of all


Topic = Literal["question", "record", "scale", "when", "when not", "how often", "act on it", "tags"]


@dataclass(frozen=True)
class Advice:
    """One piece of how to collect a metric and what to do with it, in our words, and whose advice it is."""

    topic: Topic
    text: str
    source: Source


@dataclass(frozen=True)
class Meaning:
    """What an answer from `low` (inclusive) to `high` (exclusive) means, and what to do next.

    None is an open end. `says` follows the number ("Losses outweigh gains ..."); `then` is the next step, with
    the source of that advice. `variants` as for a benchmark.
    """

    low: float | None
    high: float | None
    says: str
    then: str
    source: Source
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric:
    """A metric: the question, its accepted formulas (the first is the default), and all that is said of it."""

    key: str
    name: str
    family: Family
    asks: str
    unit: Unit
    better: Direction
    variants: tuple[Variant, ...]
    examples: tuple[Example, ...]
    mistakes: tuple[Mistake, ...]
    errata: tuple[Erratum, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    limits: tuple[Limit, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    collect: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()

    def better_by(self, variant: Variant) -> Direction:
        """Which way is good, by a definition."""
        return variant.better or self.better

    def variant(self, key: str | None = None) -> Variant:
        """The variant with that key, or the default one. Raises KeyError with the keys there are."""
        if key is None:
            return self.variants[0]
        for variant in self.variants:
            if variant.key == key:
                return variant
        raise KeyError(f"{self.key} has no variant {key}: it has {', '.join(v.key for v in self.variants)}")
