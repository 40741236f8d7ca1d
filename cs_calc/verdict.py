"""An answer held against a target, in a sentence with the target's provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cs_calc.model import Benchmark, Direction
from cs_calc.units import Unit

PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Verdict:
    """The answer held against one target, in a sentence."""

    text: str
    met: bool | None  # None: the target is for another period than the answer
    benchmark: Benchmark


def beyond(values: Sequence[float], benchmark: Benchmark, better: Direction) -> str:
    """How many single values miss a target that their middle or mean is held against: a sentence, empty where none does.

    A median within a day says nothing of those who waited longer.
    """
    missed = sum(x > benchmark.value if better == "lower" else x < benchmark.value for x in values)
    verb = "misses" if missed == 1 else "miss"
    return f" {missed:,} of the {len(values):,} values {verb} it." if missed else ""


def verdict(value: float, benchmark: Benchmark, unit: Unit, better: Direction, period: str = "", currency: str = "$") -> Verdict:
    """Whether a value meets a target; not compared where the target is for another period than the answer."""
    target = unit.show(benchmark.value, currency)
    lower = better == "lower"
    met = value < benchmark.value if lower else value > benchmark.value
    met = met or (value == benchmark.value and not benchmark.strict)
    goal = ("below" if lower else "above") if benchmark.strict else ("at most" if lower else "at least")
    meant_for = f", period {benchmark.period}" if benchmark.period else ""
    mark = f"the mark of {goal} {target}"
    origin = f"{benchmark.says} ({benchmark.kind}, {benchmark.source.publisher}, date {benchmark.date}{meant_for})."
    if period and benchmark.period in PERIODS and benchmark.period != period:
        return Verdict(f"Not compared with {mark}, which is for a {benchmark.period}, not a {period}: {origin}", None, benchmark)
    return Verdict(f"{unit.show(value, currency)} {'meets' if met else 'misses'} {mark}: {origin}", met, benchmark)
