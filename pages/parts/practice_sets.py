"""The sets of questions that can be asked for: what each is, and how it is begun."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cs_calc.training.clusters import cluster_name
from cs_calc.training.paths import MODULES
from cs_calc.training.road import Planned, error_set, mixed_set, module_error_set, placement_set, spot_set
from cs_calc.training.run import Kind, Run
from pages.parts import learner_state as state
from pages.parts.practice_run import start


@dataclass(frozen=True)
class SetOf:
    """A kind of set: what it plans for a learner (of errors: of a kind of slip, or a module), and what to say where it is empty."""

    kind: Kind
    plan: Callable[[str], tuple[Planned, ...]]
    says: str
    empty: str = "There is nothing to ask yet."


def _placement(_cluster: str) -> tuple[Planned, ...]:
    taken = len({a.session for a in state.answers() if a.mode == "placement"})
    return placement_set(state.learner_id(), state.answers(), taken)


def _mixed(_cluster: str) -> tuple[Planned, ...]:
    return mixed_set(state.learner_id(), state.answers())


def _spots(_cluster: str) -> tuple[Planned, ...]:
    return spot_set(state.answers())


def _errors(about: str) -> tuple[Planned, ...]:
    if about in MODULES:
        return module_error_set(about, state.learner_id(), state.answers())
    return error_set(about, state.learner_id(), state.answers())


def _label(about: str) -> str:
    """What a set is about, in words."""
    return MODULES[about].name if about in MODULES else cluster_name(about) if about else ""


SETS: Mapping[str, SetOf] = {
    "placement": SetOf("placement", _placement, "Eight problems, one of each module, one try each. What is right skips its module."),
    "mixed": SetOf(
        "mixed", _mixed, "Full problems of different metrics side by side: harder, and it lasts longer.",
        "A mixed set needs an exercise that was right once. Begin with the next one on the Learn page.",
    ),
    "spots": SetOf("spots", _spots, "Formulas that articles print otherwise than they should be: find what is wrong."),
    "errors": SetOf("errors", _errors, "Errors of one kind, in different metrics.", "No exercise has an error of this kind."),
}  # fmt: skip


def begin_set(kind: str, slot: str, about: str = "") -> Run | None:
    """Put a new set into a slot; None where there is nothing to ask. `about`: of errors, a kind of slip or a module."""
    planned = SETS[kind].plan(about)
    if not planned:
        return None
    run = Run(SETS[kind].kind, planned, uuid.uuid4().hex, about=about, label=_label(about))
    start(slot, run)
    return run
