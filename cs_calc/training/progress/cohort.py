"""Cohorts: learners who started together, and the path with its dates that a team lead sets for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from cs_calc.training.progress.learner import Learner, must_lead, named
from cs_calc.training.progress.store import Store
from cs_calc.training.progress.tables import ASSIGNMENTS, LEARNERS


@dataclass(frozen=True)
class Assignment:
    """A path that a cohort is to walk between two days, and who set it."""

    cohort: str
    path: str
    start: date
    finish: date
    set_by: str

    def days_left(self, today: date) -> int:
        """Days until the last one, which counts; 0 from then on."""
        return max(0, (self.finish - today).days)


def cohorts(store: Store) -> list[str]:
    """The names of all cohorts, in order."""
    with store.reading() as connection:
        named_by = connection.execute(select(LEARNERS.c.cohort).union(select(ASSIGNMENTS.c.cohort)))
        return sorted((c for (c,) in named_by if c), key=str.casefold)


def join(store: Store, learner: Learner, cohort: str | None) -> None:
    """A learner says to which cohort they belong; None or "" for none."""
    with store.changing() as connection:
        connection.execute(update(LEARNERS).where(LEARNERS.c.id == learner.id).values(cohort=named(cohort or "") or None))


def gather(store: Store, lead: Learner, learners: Iterable[str], cohort: str | None) -> None:
    """A lead puts learners (their ids) into a cohort. Raises NotLead."""
    must_lead(lead)
    with store.changing() as connection:
        connection.execute(update(LEARNERS).where(LEARNERS.c.id.in_(list(learners))).values(cohort=named(cohort or "") or None))


def assign(store: Store, lead: Learner, cohort: str, path: str, start: date, finish: date, now: datetime) -> Assignment:
    """A lead sets a path with its dates for a cohort; the latest holds, earlier ones stay on record.

    Raises NotLead, and ValueError with a sentence for a cohort without a name or an end before the start.
    """
    must_lead(lead)
    if not named(cohort):
        raise ValueError("Name the cohort that the path is for.")
    if finish < start:
        raise ValueError(f"The path would end ({finish}) before it starts ({start}). Choose a later end.")
    made = Assignment(named(cohort), path, start, finish, lead.name)
    row = {"id": uuid.uuid4().hex, "cohort": made.cohort, "path": path, "start": start, "finish": finish, "set_by": lead.name, "at": now}
    with store.changing() as connection:
        connection.execute(insert(ASSIGNMENTS).values(row))
    return made


def assigned(store: Store, learner: Learner) -> Assignment | None:
    """The path that is set for a learner's cohort at present; None where there is none."""
    if learner.cohort is None:
        return None
    c = ASSIGNMENTS.c
    wanted = select(c.cohort, c.path, c.start, c.finish, c.set_by).where(c.cohort == learner.cohort).order_by(c.at.desc(), c.id).limit(1)
    with store.reading() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else Assignment(**row._mapping)
