"""A metric told as a story: its formulas over the numbers that the stem gives, and the wrong answers that can be known again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from cs_calc.expr import Expr, Input, Leaf, Number, Op, Step, Summary, as_expr, fields, inputs
from cs_calc.model import Cluster, Metric, Variant
from cs_calc.say import in_terms
from cs_calc.training.item import Item


@dataclass(frozen=True, eq=False)
class Rival:
    """A number that is not the answer and whose origin is known: a mistake, or another definition (`alternative`)."""

    key: str
    kind: Literal["mistake", "alternative"]
    cluster: Cluster
    formula: Step
    why: str

    @cached_property
    def pieces(self) -> tuple[tuple[str, Leaf | None], ...]:
        """The formula in one line, cut into its signs and the numbers between them."""
        return pieces_of(self.formula)


def pieces_of(formula: Step) -> tuple[tuple[str, Leaf | None], ...]:
    """A formula in one line, cut into its signs (without a number) and the numbers between them; what cancels out is left out."""
    leaves = {part.key: part for part in inputs(formula)}
    return tuple((term.text, leaves.get(term.key)) for term in in_terms(tidy(formula), lambda part: part.key))


def tidy(expr: Expr) -> Expr:
    """A formula without its steps, and without what is added and taken off again, or multiplied and divided by the same."""
    match expr:
        case Step(body=body):
            return tidy(body)
        case Op("+" | "-"):
            return _summed(_addends(expr, True))
        case Op(sign, left, right):
            a, b = tidy(left), tidy(right)
            match sign, a, b:
                case "*", _, Op("/", top, below) if below == a:
                    return top
                case "/", Op("*", times, by), _ if by == b:
                    return times
            return Op(sign, a, b)
    return expr


def _addends(expr: Expr, plus: bool) -> list[tuple[bool, Expr]]:
    """What is added (True) and taken off (False) in a sum, sums inside it opened."""
    match expr:
        case Step(body=body):
            return _addends(body, plus)
        case Op("+" | "-" as sign, left, right):
            return [*_addends(left, plus), *_addends(right, plus == (sign == "+"))]
    return [(plus, tidy(expr))]


def _summed(addends: list[tuple[bool, Expr]]) -> Expr:
    kept: list[tuple[bool, Expr]] = []
    for plus, part in addends:
        if (not plus, part) in kept:
            kept.remove((not plus, part))
        else:
            kept.append((plus, part))
    first = next((at for at, (plus, _) in enumerate(kept) if plus), None)
    total: Expr = Number(0.0) if first is None else kept.pop(first)[1]
    for plus, part in kept:
        total = Op("+" if plus else "-", total, part)
    return total


def lowered(name: str) -> str:
    """A name within a sentence: `customers who left`, but `MRR at start`."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


@dataclass(frozen=True)
class Told:
    """A metric over the numbers of a story: the definition that is asked for, and its rivals."""

    metric: Metric
    variant: Variant
    rivals: tuple[Rival, ...]


@cache
def told(item: Item) -> Told:
    """The metric of an item over the numbers of its stem. Raises ValueError where the stem lacks a number of the formula."""
    metric = _over(item.metric, item.made_of)
    found = rivals_of(metric, item.variant, item.draws, item.leave_out, item.slips)
    variant = metric.variant(item.variant)
    if missing := [part.key for part in fields(variant.formula) if part.key not in item.draws]:
        raise ValueError(f"The stem of {item.key} does not give {', '.join(missing)}.")
    return Told(metric, variant, found)


def rivals_of(
    metric: Metric,
    variant: str | None,
    known: Collection[str],
    leave_out: Collection[str] = (),
    slips: Mapping[str, tuple[Cluster, str]] | None = None,
) -> tuple[Rival, ...]:
    """The mistakes and other definitions that can be worked from the numbers known, each with what to say of it."""
    chosen, found = metric.variant(variant), []
    needed = {part.key for part in fields(chosen.formula)}
    for m in metric.mistakes:
        used = {part.key for part in fields(m.formula)}
        fits = chosen.key in m.variants if m.variants else bool(needed & used)
        if fits and used <= set(known) and m.key not in leave_out:
            found.append(Rival(m.key, "mistake" if m.kind == "wrong" else "alternative", m.cluster, m.formula, m.why))
    for v in metric.variants:
        used = {part.key for part in fields(v.formula)}
        if v.key == chosen.key or v.key in leave_out or not used <= set(known) or not used & needed:
            continue
        if slips and v.key in slips:
            cluster, why = slips[v.key]
            found.append(Rival(v.key, "mistake", cluster, v.formula, why))
        else:
            why = f"That is another definition in use: {lowered(v.name)} ({v.sources[0].publisher})."
            found.append(Rival(v.key, "alternative", "neighbour", v.formula, why))
    return tuple(found)


def _over(metric: Metric, made_of: Mapping[str, Expr | float]) -> Metric:
    """The metric with what the story tells in parts written out, in every formula."""
    if not made_of:
        return metric
    parts = {key: as_expr(body) for key, body in made_of.items()}
    return replace(
        metric,
        variants=tuple(replace(v, formula=_root(v.formula, parts), sure=None) for v in metric.variants),
        mistakes=tuple(replace(m, formula=_root(m.formula, parts)) for m in metric.mistakes),
        errata=(),
    )


def _root(formula: Step, parts: Mapping[str, Expr]) -> Step:
    body = _put(formula.body, parts)
    if isinstance(body, Step):  # the whole formula is one number, told in parts: one line of working is enough
        body = body.body
    return Step(formula.key, formula.name, formula.unit, body)


def _put(expr: Expr, parts: Mapping[str, Expr]) -> Expr:
    match expr:
        case Input() | Summary() if expr.key in parts:
            body = parts[expr.key]
            return body if isinstance(body, Number | Input) else Step(expr.key, expr.name, expr.unit, body)
        case Step(key, name, unit, inner):
            body = _put(inner, parts)
            return body if isinstance(body, Number) else Step(key, name, unit, body)
        case Op(sign, left, right):
            return _without_nothing(Op(sign, _put(left, parts), _put(right, parts)))
    return expr


def _without_nothing(op: Op) -> Expr:
    """An operation without what the story does not have: a + 0 is a, 0 times a is 0."""
    left, right = op.left, op.right
    if op.sign in "+-" and right == Number(0.0):
        return left
    if op.sign == "+" and left == Number(0.0):
        return right
    if (op.sign in "*/" and left == Number(0.0)) or (op.sign == "*" and right == Number(0.0)):
        return Number(0.0)
    return op
