"""Everybody who practises and the paths that are set, for a team lead: also those who have not answered yet."""

from __future__ import annotations

from sqlalchemy import select

from cs_calc.training.progress.cohort import Assignment
from cs_calc.training.progress.learner import Learner, must_lead
from cs_calc.training.progress.store import Store
from cs_calc.training.progress.tables import ASSIGNMENTS, LEARNERS


def people(store: Store, lead: Learner) -> list[Learner]:
    """Every learner, by name; addresses are left out. Raises NotLead and NotKept."""
    must_lead(lead)
    c = LEARNERS.c
    with store.reading() as connection:
        found = [Learner(**row._mapping) for row in connection.execute(select(c.id, c.name, c.since, c.cohort))]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def assignments(store: Store, lead: Learner) -> list[Assignment]:
    """The path that holds for each cohort, the latest that was set, by cohort. Raises NotLead and NotKept."""
    must_lead(lead)
    c = ASSIGNMENTS.c
    wanted = select(c.cohort, c.path, c.start, c.finish, c.set_by).order_by(c.at, c.id.desc())
    with store.reading() as connection:
        latest = {row.cohort: Assignment(**row._mapping) for row in connection.execute(wanted)}
    return [latest[cohort] for cohort in sorted(latest, key=str.casefold)]
