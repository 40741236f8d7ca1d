"""The course: modules M0 to M7 in order, paths for roles, what comes before what, and how long it takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.items import ITEMS

CONCEPT_MINUTES = 3
PLACED = 8
"""Problems of a placement test."""


@dataclass(frozen=True)
class Module:
    """A part of the course: its exercises and concepts by key, minutes for all of it, and what it ends with."""

    key: str
    name: str
    items: tuple[str, ...]
    concepts: tuple[str, ...]
    minutes: int
    ends_with: str


@dataclass(frozen=True)
class Path:
    """A way through the course for a role: modules, or single exercises, in order."""

    key: str
    name: str
    modules: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it takes, concepts of its modules included."""
        concepts = sum(len(MODULES[key].concepts) for key in self.modules)
        return sum(ITEMS[key].minutes for key in self.items) + CONCEPT_MINUTES * concepts


NAMES = {
    "M0": ("Numbers before metrics", "a placement test of 8 problems"),
    "M1": ("Who stays", "a set of errors to find"),
    "M2": ("Recurring revenue", "cases 1 and 6"),
    "M3": ("Voice of the customer", "case 3"),
    "M4": ("Support", "case 4"),
    "M5": ("Product use", "a part of case 2"),
    "M6": ("Onboarding and conversion", "case 5"),
    "M7": ("Putting it together", "case 2 and a mixed test"),
}


def _module(key: str) -> Module:
    items = tuple(item.key for item in ITEMS.values() if item.module == key)
    concepts = tuple(concept.key for concept in CONCEPTS if concept.module == key)
    minutes = sum(ITEMS[item].minutes for item in items) + CONCEPT_MINUTES * len(concepts)
    return Module(key, NAMES[key][0], items, concepts, minutes, NAMES[key][1])


MODULES: Mapping[str, Module] = {key: _module(key) for key in NAMES}

FIRST_WEEK = (
    "customer_churn", "renewal_rate", "mrr", "net_mrr_churn", "expansion_mrr_pct", "nps", "csat5", "frt_mean", "fcr", "trial_conversion",
)  # fmt: skip


def _path(key: str, name: str, *modules: str) -> Path:
    return Path(key, name, modules, tuple(item for module in modules for item in MODULES[module].items))


PATHS: Mapping[str, Path] = {
    path.key: path
    for path in (
        Path("first_week", "First week: ten metrics", (), FIRST_WEEK),
        _path("csm", "Customer success manager", "M0", "M1", "M2", "M3", "M5", "M6", "M7"),
        _path("support", "Support", "M0", "M3", "M4"),
        _path("analyst", "Analyst: everything", *NAMES),
    )
}


def open_items(done: Collection[str], path: str = "analyst") -> tuple[str, ...]:
    """The exercises of a path whose prerequisites are done, in order. A prerequisite outside of the path does not hold anything up.

    >>> open_items((), "support")[:2]
    ('pp_change', 'frt_mean')
    """
    within = set(PATHS[path].items)
    return tuple(key for key in PATHS[path].items if all(need in done or need not in within for need in ITEMS[key].needs))


def placement(seed: int) -> tuple[str, ...]:
    """Eight exercises for a placement test, one of each module, in a fixed mixed order for a seed."""
    random = Random(f"placement:{seed}")
    keys = [module.items[int(random.random() * len(module.items))] for module in MODULES.values()]
    return tuple(keys.pop(int(random.random() * len(keys))) for _ in range(PLACED))
