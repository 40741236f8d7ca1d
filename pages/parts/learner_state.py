"""Who is learning in this session, what they answered, and the place where that is kept."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import streamlit as st

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.cohort import Assignment, assigned, cohorts, join
from cs_calc.training.progress.failures import NotKept
from cs_calc.training.progress.learner import Identity, Learner, again, begin, forget, identity_of, resume, signed_in
from cs_calc.training.progress.store import SETTING, Store

LEARNER, PERSON, ANSWERS, WAITING = "learner", "learner_person", "learner_answers", "learner_waiting"
TROUBLE, TRIED, KEY, SITTING, READ = "learner_trouble", "learner_tried", "learner_key", "learner_sitting", "learner_read"
PATIENCE = timedelta(seconds=60)
"""How long a place that failed is left alone: a database that is down would hold up every rerun."""

LOOK = timedelta(seconds=20)
T = TypeVar("T")


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@st.cache_resource(show_spinner=False)
def _store(setting: str) -> Store:
    return Store(setting)


def store() -> Store | None:
    """The place for progress; None where it cannot be opened, and `trouble` says why."""
    failed: datetime | None = st.session_state.get(TRIED)
    if failed is not None and now() - failed < PATIENCE:
        return None
    return trying(lambda: _store(os.environ.get(SETTING, "")))


def trying(do: Callable[[], T]) -> T | None:
    """What a step with the place for progress gives; None where it fails, and `trouble` says why."""
    try:
        found = do()
    except NotKept as why:
        st.session_state[TROUBLE], st.session_state[TRIED] = str(why), now()
        return None
    st.session_state.pop(TROUBLE, None)
    st.session_state.pop(TRIED, None)
    return found


def trouble() -> str:
    """Why progress is not kept at present, a sentence; empty where nothing is wrong."""
    return str(st.session_state.get(TROUBLE, ""))


def try_again() -> None:
    """Look at the place anew, and keep what is waiting."""
    st.session_state.pop(TRIED, None)
    _keep_waiting()


def sitting() -> str:
    """What this visit is called in the answers."""
    return str(st.session_state.setdefault(SITTING, uuid.uuid4().hex))


def sign_in_is_set_up() -> bool:
    """Whether people sign in here (Streamlit's `[auth]`)."""
    return "is_logged_in" in st.user.to_dict()


def _person() -> Identity | None:
    user = st.user.to_dict()
    return identity_of(user) if user.get("is_logged_in") else None


def learner() -> Learner | None:
    """Who is learning: the signed-in person, or who began or resumed in this session; None where nobody said."""
    person = _person()
    if sign_in_is_set_up() and (before := st.session_state.get(PERSON)) != person:
        if before is not None:
            _leave()
        st.session_state[PERSON] = person
    if person is not None and LEARNER not in st.session_state and (place := store()) is not None:
        found = trying(lambda: signed_in(place, person, now()))
        if found is not None:
            _enter(found)
    held: Learner | None = st.session_state.get(LEARNER)
    return held


def learner_id() -> str:
    """What fresh numbers are drawn for: the learner, or this visit."""
    held = learner()
    return held.id if held else sitting()


def begin_as(name: str) -> None:
    """A new learner of that name; the key is shown until it has been put away. Answers of this visit become theirs."""
    if (place := store()) is not None and (made := trying(lambda: begin(place, name, now()))) is not None:
        st.session_state[KEY] = made[1]
        _enter(made[0])


def resume_with(key: str) -> bool:
    """The learner whom a key belongs to; False where it is nobody's. Where the place fails, `trouble` says so."""
    place = store()
    if place is None:
        return True
    found = trying(lambda: resume(place, key))
    if found is not None:
        _enter(found)
    return found is not None or bool(trouble())


def leave() -> None:
    """Somebody else may begin: what was answered here is forgotten in this session, and stays where it is kept."""
    _leave()


def delete_all() -> None:
    """Delete the learner and every answer."""
    held, place = learner(), store()
    if held is not None and place is not None:
        trying(lambda: forget(place, held))
        if not trouble():
            _leave()


def known_cohorts() -> list[str]:
    """The cohorts that there are."""
    place = store()
    return (trying(lambda: cohorts(place)) or []) if place is not None else []


def join_cohort(name: str | None) -> None:
    """The learner says to which cohort they belong; None for none."""
    held, place = learner(), store()
    if held is not None and place is not None:
        trying(lambda: join(place, held, name))
        st.session_state[LEARNER] = trying(lambda: again(place, held)) or held


def assignment() -> Assignment | None:
    """The path that a team lead has set for the learner's cohort."""
    held = learner()
    if held is None or held.cohort is None or (place := store()) is None:
        return None
    return trying(lambda: assigned(place, held))


def answers() -> list[Attempt]:
    """Every answer of this learner that this session knows of, oldest first."""
    return sorted(_known().values(), key=lambda a: (a.at, a.id))


def refresh(*, at_once: bool = False) -> None:
    """Read what has been answered elsewhere since: in another tab, or from an imported file. Looks again after `LOOK` only."""
    held, last = learner(), st.session_state.get(READ)
    if held is None or (not at_once and last is not None and now() - last < LOOK) or (place := store()) is None:
        return
    found = trying(lambda: place.attempts(held.id))
    if found is not None:
        _known().update({a.id: a for a in found})
        st.session_state[READ] = now()


def keep(attempt: Attempt) -> None:
    """Keep an answer: in this session, and at the place where progress is kept."""
    _known()[attempt.id] = attempt
    _waiting().append(attempt)
    _keep_waiting()


def unkept() -> int:
    """How many answers are in this session only."""
    return len(_waiting())


def _known() -> dict[str, Attempt]:
    found: dict[str, Attempt] = st.session_state.setdefault(ANSWERS, {})
    return found


def _waiting() -> list[Attempt]:
    found: list[Attempt] = st.session_state.setdefault(WAITING, [])
    return found


def _keep_waiting() -> None:
    held = learner()
    if held is None or not _waiting() or (place := store()) is None:
        return
    if trying(lambda: place.add(held.id, list(_waiting()))) is not None:
        _waiting().clear()


def _enter(found: Learner) -> None:
    st.session_state[LEARNER] = found
    _keep_waiting()
    refresh(at_once=True)


def _leave() -> None:
    for key in (LEARNER, ANSWERS, WAITING, KEY, SITTING, READ):
        st.session_state.pop(key, None)
    for key in [k for k in st.session_state if str(k).startswith(("practice_", "review_"))]:
        del st.session_state[key]
