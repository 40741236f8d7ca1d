"""What makes one formula differ from another: the numbers that one counts and the other does not, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterable

from cs_calc.expr import Expr, Leaf, Number, Op, Step, Summary, inputs
from cs_calc.say import in_terms, in_words
from cs_calc.units import Unit
from cs_calc.work import Given, leaf_value


def apart(unit: Unit, difference: float, currency: str) -> str:
    """A distance in the unit's own words.

    >>> from cs_calc.units import HOURS, PERCENT
    >>> apart(PERCENT, 0.11, "$"), apart(HOURS, 8.64, "$")
    ('11 points', '8.64 hours')
    """
    shown = unit.show_change(abs(difference), currency).lstrip("+").replace(".0 point", " point")
    shown = shown.replace("1 points", "1 point") if shown == "1 points" else shown
    return "less than a tenth of a point" if shown == "no change" else shown


def in_one_line(formula: Expr) -> str:
    """A whole formula in words, every step written out."""
    return "".join(t.text for t in in_terms(formula, lambda part: part.name))


def difference(default: Expr, other: Expr, given: Given, currency: str = "$") -> str:
    """Which numbers one formula counts and another does not, a clause without its subject.

    >>> from cs_calc import METRICS
    >>> net = METRICS["net_mrr_churn"].variants
    >>> difference(net[0].formula, net[1].formula, METRICS["net_mrr_churn"].examples[0].given)
    'leaves out MRR lost to downgrades ($1,000) and MRR won back ($2,000)'
    """
    ours, theirs = inputs(default), inputs(other)
    if not {*ours} & {*theirs}:
        verb = "takes the" if all(isinstance(p, Summary) for p in (*ours, *theirs)) else "starts from other numbers:"
        return f"{verb} {_named(theirs, given, currency)} instead of {'the ' if verb == 'takes the' else ''}{_named(ours, given, currency)}"
    one, two = _fraction(default), _fraction(other)
    said = []
    if one and two:
        tops, bottoms = (inputs(one[0]), inputs(two[0])), (inputs(one[1]), inputs(two[1]))
        if {*tops[0]} == {*bottoms[1]} and {*bottoms[0]} == {*tops[1]}:
            return "turns the fraction upside down"
        said += _counted(*tops, given, currency)
        if {*bottoms[0]} != {*bottoms[1]}:
            said.append(f"divides by {in_words(two[1])} instead of {in_words(one[1])}")
    else:
        said += _counted(ours, theirs, given, currency)
        if _divides(default) and not _divides(other):
            said.append("does not divide")
    return " and ".join(said) or f"puts the same numbers together another way: {in_one_line(other)}"


def _counted(ours: tuple[Leaf, ...], theirs: tuple[Leaf, ...], given: Given, currency: str) -> list[str]:
    out, more = (_named([p for p in a if p not in b], given, currency) for a, b in ((ours, theirs), (theirs, ours)))
    if out and more:
        return [f"counts {more} instead of {out}"]
    return [f"leaves out {out}"] if out else [f"also counts {more}"] if more else []


def _fraction(expr: Expr) -> tuple[Expr, Expr] | None:
    match expr:
        case Step(body=body):
            return _fraction(body)
        case Op("/", top, bottom) if inputs(bottom):
            return top, bottom
        case Op("*", inside, Number()) | Op("*", Number(), inside):
            return _fraction(inside)
    return None


def _divides(expr: Expr) -> bool:
    match expr:
        case Step(body=body):
            return _divides(body)
        case Op(sign, left, right):
            return (sign == "/" and bool(inputs(right))) or _divides(left) or _divides(right)
    return False


def _named(parts: Iterable[Leaf], given: Given, currency: str) -> str:
    """Names with their values where they are known, joined as people do."""
    names = []
    for part in parts:
        value = leaf_value(part, given)
        names.append(part.name + (f" ({part.unit.show(value, currency)})" if value is not None else ""))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
