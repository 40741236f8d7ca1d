"""An input worked back from a target: the record that page, command line and notebook show, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cs_calc.answer import Answer
from cs_calc.expr import Leaf
from cs_calc.model import Metric, Variant
from cs_calc.rearrange import times

How = Literal["turned round", "collected", "searched"]
Reason = Literal["too large", "list", "not in formula", "not known", "any value", "out of range", "not reached", "contradiction"]

REASONS: dict[Reason, str] = {
    "too large": "The target is beyond what can be worked with: type a number between -1,000,000,000,000 and 1,000,000,000,000.",
    "list": "“{name}” is a list, and many lists give the same answer. Solve for {instead} instead.",
    "not in formula": "“{name}” only decides which values of a list are counted: no formula leads back to it. Change it and look.",
    "not known": "{problem}",
    "any value": "“{name}” makes no difference here: {metric} is {value} whatever it is, because of the other numbers.",
    "out of range": "{metric} cannot be {target} by “{name}” alone: it would have to be {needed}. {far}",
    "not reached": "{metric} cannot be {target} by “{name}” alone. {far}",
    "contradiction": "{problem}",
}
"""Why there may be no single value that reaches a target: the only exceptions, each with the sentence that is shown."""

FLAT = "Around here the answer hardly depends on it: {other} also gives {value}."


@dataclass(frozen=True)
class Line:
    """One line of the working: left side, the formula in words and in numbers, and what it comes to (each may be empty)."""

    name: str
    words: str
    numbers: str
    result: str

    def text(self) -> str:
        """The line as it is written."""
        return " = ".join(part for part in dict.fromkeys((self.name, self.words, self.numbers, self.result)) if part)


@dataclass(frozen=True)
class Solved:
    """An input worked back from a target. Rates are fractions; `exact` and `value` are None where `problem` says why."""

    metric: Metric
    variant: Variant
    unknown: Leaf
    target: float
    currency: str
    exact: float | None = None
    value: float | None = None  # the same, a whole number where people or tickets are counted
    after: Answer | None = None  # the metric with `value` in place
    how: How | None = None
    rearranged: str = ""
    lines: tuple[Line, ...] = ()
    rounding: str = ""
    notes: tuple[str, ...] = ()
    reason: Reason | None = None
    problem: str = ""

    def show(self, number: float) -> str:
        """A value of the unknown as a person reads it."""
        return self.unknown.unit.show(number, self.currency)

    @property
    def target_shown(self) -> str:
        """The target as a person reads it."""
        return self.variant.formula.unit.show(self.target, self.currency)

    def headline(self) -> str:
        """The formula solved for the unknown, to stand above the lines; empty where the first line begins with it."""
        return "" if self.lines and self.lines[0].text().startswith(self.rearranged) else self.rearranged

    def sentence(self) -> str:
        """The answer in one sentence.

        >>> from cs_calc import METRICS
        >>> from cs_calc.solve import solve
        >>> due = {"contracts_due": 40, "contracts_renewed": 30}
        >>> solve(METRICS["renewal_rate"], None, due, "contracts_renewed", 0.9).sentence()
        'For Renewal rate to be 90.0%, “Contracts renewed” must be 36.'
        """
        if self.value is None:
            return self.problem
        found = f"For {self.variant.formula.name} to be {self.target_shown}, “{self.unknown.name}” must be {self.show(self.value)}."
        return f"{found} {self.rounding}".strip()

    def method(self) -> str:
        """How the value was found, a sentence."""
        count = times(self.variant.formula, self.unknown)
        match self.how:
            case "turned round":
                return "Exact: the formula is undone step by step, from the answer to the unknown."
            case "collected":
                often = {2: "twice", 3: "three times"}.get(count, f"{count} times")
                return f"Exact: the unknown (x) stands in the formula {often}, so its terms are collected on one side."
            case "searched":
                return "Searched: this formula cannot be solved for it, so its whole range was tried, and narrowed down to 12 digits."
        return ""

    def as_dict(self) -> dict[str, Any]:
        """The stable form that `cs-calc solve --json` prints."""
        return {
            "metric": self.metric.key,
            "variant": self.variant.key,
            "unknown": self.unknown.key,
            "target": self.target,
            "exact": self.exact,
            "value": self.value,
            "shown": None if self.value is None else self.show(self.value),
            "answer": self.after.value if self.after else None,
            "answer_shown": self.after.shown if self.after else None,
            "how": self.how,
            "rearranged": self.rearranged or None,
            "steps": [line.text() for line in self.lines],
            "rounding": self.rounding or None,
            "notes": list(self.notes),
            "reason": self.reason,
            "problem": self.problem or None,
        }
