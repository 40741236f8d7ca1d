"""What a person has answered in the case studies, and which case they look at. Answers are kept where all of training's are."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cs_calc.training.cases import CASES
from cs_calc.training.cases.draw import PRINTED, SEEDS, Drawn, draw
from cs_calc.training.cases.kept import attempts_of, seed_of_last, typed_in
from cs_calc.training.cases.standing import AGAIN, Standing, Typed, standing
from pages.parts import learner_state as learner

SEED_OF, SHOWN, DRAWN = "cases_seed", "cases_shown", "cases_drawn"


def seed_of(case: str) -> int:
    """The seed whose numbers a person works on: the one chosen, else that of their last answer, else the printed one."""
    chosen: int | None = st.session_state.setdefault(SEED_OF, {}).get(case)
    return chosen if chosen is not None else seed_of_last(CASES[case], learner.answers(), PRINTED)


def drawn(case: str) -> Drawn:
    """The case under the person's seed; drawn once."""
    key = (case, seed_of(case))
    held: dict[tuple[str, int], Drawn] = st.session_state.setdefault(DRAWN, {})
    if key not in held:
        held[key] = draw(CASES[case], key[1])
    return held[key]


def now(case: str) -> Standing:
    """How far the person is."""
    found = drawn(case)
    return standing(found, typed_in(found, learner.answers()))


def add(case: str, answers: Iterable[Typed]) -> None:
    """Add answers, in this order."""
    st.session_state.setdefault(SEED_OF, {})[case] = seed_of(case)
    for attempt in attempts_of(drawn(case), learner.answers(), answers, learner.now(), learner.sitting()):
        learner.keep(attempt)


def shown(case: str, place: int) -> int:
    """The step that is looked at: the one that was, while the person has not gone on, else the one that is open."""
    found: int | None = st.session_state.setdefault(SHOWN, {}).get((case, seed_of(case)))
    return place if found is None else min(found, place)


def look_at(case: str, place: int | None) -> None:
    """Look at a step; None: at the one that is open."""
    st.session_state.setdefault(SHOWN, {})[(case, seed_of(case))] = place


def take_seed(case: str, seed: int) -> None:
    """Work on the numbers of a seed; what was answered under another one is kept."""
    st.session_state.setdefault(SEED_OF, {})[case] = seed % SEEDS


def again(case: str) -> None:
    """Begin the case anew on the same numbers: what was answered before counts no more."""
    add(case, [Typed(AGAIN, "")])
    look_at(case, None)
