"""The glossary: every term of the declarations with its meaning, a search that forgives typing, and flash cards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from cs_calc.formulas import fields_of
from cs_calc.metrics import METRICS
from cs_calc.say import in_words
from cs_calc.training.clusters import CLUSTER_WORDS

CUTOFF = 60.0
"""How alike a term must be to what was searched for, of 100."""


@dataclass(frozen=True)
class Term:
    """A term and its meaning. `metrics` are the metrics it belongs to, by key; `key` is its own."""

    key: str
    name: str
    kind: Literal["metric", "definition", "number", "slip"]
    meaning: str
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Flash:
    """A card of the flash review: a question, and the answer on its back."""

    key: str
    front: str
    back: str


@cache
def terms() -> tuple[Term, ...]:
    """Every term: metrics, their definitions where there are several, the numbers they are made of, kinds of slip; by name."""
    found: dict[str, Term] = {}
    for metric in METRICS.values():
        formula = in_words(metric.variants[0].formula.body)
        found[metric.key] = Term(metric.key, metric.name, "metric", f"{metric.asks} {formula}.", (metric.key,))
        for variant in metric.variants if len(metric.variants) > 1 else ():
            key = f"{metric.key}:{variant.key}"
            name = f"{metric.name}: {variant.name[0].lower() + variant.name[1:]}"
            found[key] = Term(key, name, "definition", f"{in_words(variant.formula.body)}. {variant.when}", (metric.key,))
        for part in fields_of(metric):
            key = f"number:{part.key}"
            used = (*found[key].metrics, metric.key) if key in found else (metric.key,)
            found[key] = Term(key, part.name, "number", part.help, used)
    for cluster, (name, meaning) in CLUSTER_WORDS.items():
        found[f"slip:{cluster}"] = Term(f"slip:{cluster}", name, "slip", meaning, ())
    return tuple(sorted(found.values(), key=lambda term: term.name.lower()))


def search(text: str, limit: int = 12) -> tuple[Term, ...]:
    """The terms most like a text, best first; all of them, by name, for an empty one.

    >>> [term.key for term in search("net mrr chrun", 1)]
    ['net_mrr_churn']
    """
    from rapidfuzz import fuzz, process, utils

    if not text.strip():
        return terms()
    names = {at: term.name for at, term in enumerate(terms())}
    hits = process.extract(text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=CUTOFF, limit=None)
    whole = {at: fuzz.ratio(text, name, processor=utils.default_process) for name, _, at in hits}
    ranked = sorted(hits, key=lambda hit: -hit[1] - whole[hit[2]])  # a short name that is all alike before a long one that is partly so
    return tuple(terms()[at] for _, _, at in ranked[:limit])


def flash(seed: int, n: int = 10) -> tuple[Flash, ...]:
    """Cards for a review of definitions, of metrics only, in an order that the seed decides."""
    random = Random(f"flash:{seed}")
    left = [term for term in terms() if term.kind == "metric"]
    chosen = [left.pop(int(random.random() * len(left))) for _ in range(min(n, len(left)))]
    return tuple(Flash(term.key, f"How is {term.name} worked out?", term.meaning) for term in chosen)
