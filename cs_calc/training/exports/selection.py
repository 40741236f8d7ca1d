"""What is taken along: exercises and concepts by key, module or path, and which variants of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cs_calc.training.concepts import CONCEPTS, Concept
from cs_calc.training.draw import Task, draw
from cs_calc.training.item import Item
from cs_calc.training.items import ITEMS
from cs_calc.training.paths import MODULES, PATHS

MOST_VARIANTS = 20
"""Variants of each exercise in one file."""
_CONCEPTS = {concept.key: concept for concept in CONCEPTS}


class NoSuchPart(ValueError):
    """A key that is no exercise, concept, module or path, or a number of variants that cannot be. `str()` is a sentence."""


@dataclass(frozen=True)
class Selection:
    """Exercises and concepts in teaching order, and the seeds of the variants. `name` says what they are, `key` is for a file's name."""

    name: str
    key: str
    items: tuple[Item, ...]
    concepts: tuple[Concept, ...]
    seeds: tuple[int, ...] = (1,)
    currency: str = "$"

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Every variant, exercise by exercise."""
        return tuple(draw(item, seed, self.currency) for item in self.items for seed in self.seeds)

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that something is taken of, in order."""
        return tuple(key for key in MODULES if key in {part.module for part in self.items} | {part.module for part in self.concepts})

    @property
    def says(self) -> str:
        """How much it is, a sentence.

        >>> select(["M1"], variants=2).says
        '3 exercises in 2 variants each and 3 concepts.'
        """
        each = "" if len(self.seeds) == 1 else f" in {len(self.seeds)} variants each"
        concepts = f" and {_counted(len(self.concepts), 'concept')}" if self.concepts else ""
        return f"{_counted(len(self.items), 'exercise')}{each}{concepts}."


def select(what: Sequence[str] = (), *, seed: int = 1, variants: int = 1, currency: str = "$") -> Selection:
    """What the keys name: exercises, concepts, modules (`M2`) and paths (`csm`), each once; without a key everything.

    `seed` is the first variant's, the others follow it. Raises NoSuchPart with a sentence.

    >>> select(["csm", "nps"]).name, len(select().items), select(["nps"], seed=4, variants=2).seeds
    ('Customer success manager, Net Promoter Score', 39, (4, 5))
    """
    if not 1 <= variants <= MOST_VARIANTS:
        raise NoSuchPart(f"From 1 to {MOST_VARIANTS} variants of an exercise fit into one file; {variants} were asked for.")
    keys, names = set[str](), []
    for key in what or ("analyst",):
        name, found = _found(key)
        keys |= set(found)
        names.append(name)
    items = tuple(item for item in ITEMS.values() if item.key in keys)
    concepts = tuple(concept for concept in CONCEPTS if concept.key in keys)
    key = "-".join(what) if len("-".join(what)) <= 40 else "selection"
    return Selection(
        ", ".join(names) if what else "Every exercise", key.replace(" ", "") or "all", items, concepts,
        tuple(range(seed, seed + variants)), currency,
    )  # fmt: skip


def _found(key: str) -> tuple[str, Iterable[str]]:
    """What a key is called, and the keys of its exercises and concepts."""
    if key in ITEMS:
        return ITEMS[key].title, (key,)
    if key in _CONCEPTS:
        return _CONCEPTS[key].asks, (key,)
    if key.upper() in MODULES:
        module = MODULES[key.upper()]
        return f"{module.key} {module.name}", (*module.items, *module.concepts)
    if key in PATHS:
        path = PATHS[key]
        return path.name, (*path.items, *(concept for module in path.modules for concept in MODULES[module].concepts))
    from rapidfuzz import process

    near = [hit[0] for hit in process.extract(key, [*ITEMS, *_CONCEPTS, *PATHS], limit=3, score_cutoff=70)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Modules are {', '.join(MODULES)}, paths {', '.join(PATHS)}."
    raise NoSuchPart(f"There is no exercise, module or path {key!r}. {hint}")


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
