"""The formulas of a metric, the numbers and lists they know, and which of them concern a definition."""

from __future__ import annotations

from cs_calc.expr import Input, Leaf, Limit, Step, Values, fields, inputs
from cs_calc.model import Metric, Mistake, Variant


def is_slip_of(mistake: Mistake, variant: Variant) -> bool:
    """Whether a person who works this definition could make the mistake: it names the definition, or shares a number with it."""
    if mistake.variants:
        return variant.key in mistake.variants
    return not set(fields(variant.formula)).isdisjoint(fields(mistake.formula))


def formulas_of(metric: Metric) -> tuple[Step, ...]:
    """Every formula of a metric: its definitions, what articles print, the mistakes."""
    return (
        *(v.formula for v in metric.variants),
        *(e.formula for e in metric.errata if e.formula is not None),
        *(m.formula for m in metric.mistakes),
    )


def fields_of(metric: Metric) -> tuple[Input | Values, ...]:
    """What a person may type or paste for a metric's definitions, printed formulas and mistakes, each once."""
    return tuple(dict.fromkeys(part for formula in formulas_of(metric) for part in fields(formula)))


def inputs_of(metric: Metric) -> tuple[Leaf, ...]:
    """Every number that a metric's definitions, printed formulas and mistakes know, each once."""
    return tuple(dict.fromkeys(part for formula in formulas_of(metric) for part in inputs(formula)))


def limits_of(metric: Metric, variant: Variant) -> tuple[Limit, ...]:
    """The limits of a metric that concern a variant: those whose numbers it uses."""
    needed = set(inputs(variant.formula))
    return tuple(x for x in metric.limits if {*inputs(x.part), *inputs(x.whole)} <= needed)
