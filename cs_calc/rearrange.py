"""A formula solved for an input that stands in it once: one operation after the other is undone, on the same tree that computes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cs_calc.expr import Expr, Input, Leaf, Number, Op, Part, Step
from cs_calc.say import in_words
from cs_calc.units import RATIO, Unit
from cs_calc.work import work

ONE = Number(1.0)
HUGE = 1e20
"""Beyond this a number can neither be typed nor written out: there is no way."""


class NoWay(Exception):
    """The formula cannot be turned round at these numbers: something would be divided by 0, or a root does not exist."""


@dataclass(frozen=True)
class Worded(Unit):
    """The unit of a part that is written in a way of its own: `log(54.0%)`, or the letter x."""

    def show(self, value: float, currency: str = "$") -> str:
        """The name, whatever the value."""
        return self.name


@dataclass(frozen=True)
class Stage:
    """One line of the rearranged working: a part of the formula, and what it must be."""

    part: Part
    must_be: Expr


@dataclass(frozen=True)
class TurnedRound:
    """A formula solved for an input. `whole` is the answer in one formula, `stages` lead to it; `values` has every number met."""

    whole: Expr
    stages: tuple[Stage, ...]
    values: Mapping[str, float]
    notes: tuple[str, ...]  # where a cap or floor decides


def times(expr: Expr, leaf: Leaf) -> int:
    """How often an input stands in a formula, written out.

    >>> from cs_calc import METRICS
    >>> from cs_calc.expr import inputs
    >>> nps = METRICS["nps"].variants[0].formula
    >>> [times(nps, part) for part in inputs(nps)]
    [3, 2, 3]
    """
    match expr:
        case Op(_, left, right):
            return times(left, leaf) + times(right, leaf)
        case Step(body=body):
            return times(body, leaf)
    return int(expr == leaf)


def value_of(expr: Expr, values: Mapping[str, float]) -> float | None:
    """What a part of a formula comes to; None where it is not defined."""
    return work(Step("_value", "value", RATIO, expr), values).value


def written_out(expr: Expr) -> Expr:
    """The same formula with every step replaced by what it stands for."""
    match expr:
        case Step(body=body):
            return written_out(body)
        case Op(sign, left, right):
            return Op(sign, written_out(left), written_out(right))
    return expr


def turned_round(formula: Step, unknown: Leaf, target: Input, values: Mapping[str, float]) -> TurnedRound:
    """Undo a formula, in which `unknown` stands once, operation by operation.

    `target` stands for the answer in the new formula; `values` has the other inputs, the steps without the unknown, and the
    target, by key. Raises NoWay where an operation cannot be undone at these numbers.
    """
    known, stages, notes = dict(values), [], []
    whole: Expr = target
    rest: Expr = target
    at: Expr = formula
    while at != unknown:
        if isinstance(at, Step):
            if at is not formula:
                found = _defined(rest, known)
                stages.append(Stage(at, rest))
                rest = Input(f"_{at.key}", at.name, at.unit, 0.0, "", None)
                known[rest.key] = found
            at = at.body
            continue
        assert isinstance(at, Op)
        in_left = times(at.left, unknown) > 0
        other = at.right if in_left else at.left
        if at.sign in ("least", "most"):
            notes.append(_bound(at, other, _defined(rest, known), known))
        else:
            rest, whole = (_undone(at, in_left, side, other, known) for side in (rest, whole))
        at = at.left if in_left else at.right
    found = _defined(rest, known)
    assert isinstance(unknown, Part)
    known[unknown.key] = found
    return TurnedRound(written_out(whole), (*stages, Stage(unknown, rest)), known, tuple(note for note in notes if note))


def _undone(at: Op, in_left: bool, rest: Expr, other: Expr, known: dict[str, float]) -> Expr:
    """One operation moved to the other side."""
    match at.sign:
        case "+":
            return Op("-", rest, other)
        case "-":
            return Op("+", rest, other) if in_left else Op("-", other, rest)
        case "*":
            return Op("/", rest, other)
        case "/":
            return Op("*", rest, other) if in_left else Op("/", other, rest)
        case "**" if in_left:
            return Op("**", rest, Op("/", ONE, other))
    return Op("/", _log(rest, known), _log(other, known))


def _log(expr: Expr, known: dict[str, float]) -> Expr:
    """The logarithm as a part of its own: the tree has no sign for it."""
    inside = value_of(expr, known)
    if inside is None or inside <= 0 or inside == 1:
        raise NoWay
    name = f"log({in_words(written_out(expr))})"
    part = Input(f"_{name}", name, Worded("ratio", f"log({RATIO.plain(inside)})", ""), 0.0, "", None)
    known[part.key] = math.log(inside)
    return part


def _bound(at: Op, other: Expr, must_be: float, known: Mapping[str, float]) -> str:
    """A cap (the smaller of two) or floor (the larger): whether the free side decides, or what is to be said."""
    limit = _defined(other, known)
    word = "cap" if at.sign == "least" else "floor"
    if must_be == limit:
        way = "more" if at.sign == "least" else "less"
        return f"This is exactly where the {word} ({in_words(other)}) binds: {way} gives the same answer."
    if (must_be > limit) == (at.sign == "least"):
        raise NoWay
    return ""


def _defined(expr: Expr, known: Mapping[str, float]) -> float:
    found = value_of(expr, known)
    if found is None or abs(found) > HUGE:
        raise NoWay
    return found
