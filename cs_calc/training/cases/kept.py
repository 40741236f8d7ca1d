"""Answers to a case as attempts that progress keeps, and back: what was typed is kept, and marked again whenever it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from cs_calc.training.cases import CASES
from cs_calc.training.cases.draw import Drawn
from cs_calc.training.cases.record import Ask, Case
from cs_calc.training.cases.standing import Typed, standing
from cs_calc.training.progress.attempt import Attempt

STAGE = MODE = "case"


def item_of(case: Case, field: str) -> str:
    """Under which name the answers to a field are kept.

    >>> item_of(CASES["review"], "churn_apr")
    'case:review:churn_apr'
    """
    return f"case:{case.key}:{field}"


METRIC_OF_FIELDS: Mapping[str, str] = {
    item_of(case, one.key): one.metric.key
    for case in CASES.values()
    for one in case.fields
    if isinstance(one, Ask) and one.metric is not None
}
"""The metric that each number of a case is, by the name under which its answers are kept: for the report of a team."""


def title_of(item: str) -> str:
    """What a kept answer is called for people; what belongs to no field of today stands for itself.

    >>> title_of("case:review:churn_apr"), title_of("case:of_old:x")
    ('Case: Customer churn, April', 'case:of_old:x')
    """
    _, key, field = (*item.split(":", 2), "", "")[:3]
    for step in CASES[key].steps if key in CASES else ():
        for one in step.fields:
            if one.key == field:
                label = one.label if "{" not in one.label else ""  # a name that a seed decides
                return f"Case: {step.title}" + (f", {label}" if label else "")
    return item


def typed_in(drawn: Drawn, attempts: Iterable[Attempt]) -> list[Typed]:
    """What was typed in a case under its seed, oldest first. Answers to another version are left out: their numbers were others."""
    begins = item_of(drawn.case, "")
    own = (a for a in attempts if a.item.startswith(begins) and a.seed == drawn.seed and a.version == drawn.case.version)
    return [Typed(a.item.removeprefix(begins), a.raw) for a in sorted(own, key=lambda a: a.at)]


def seed_of_last(case: Case, attempts: Iterable[Attempt], otherwise: int) -> int:
    """The seed of the latest answer to a case."""
    own = [a for a in attempts if a.item.startswith(item_of(case, "")) and a.version == case.version and a.seed is not None]
    last = max(own, key=lambda a: a.at, default=None)
    return otherwise if last is None or last.seed is None else last.seed


def attempts_of(drawn: Drawn, before: Iterable[Attempt], answers: Iterable[Typed], at: datetime, session: str) -> list[Attempt]:
    """New answers as attempts, marked after those given `before`; each a microsecond after the other, so that their order is known.

    What belongs to the decision is no right or wrong: it is kept as `ask`.
    """
    typed, made = typed_in(drawn, before), []
    for place, one in enumerate(answers):
        typed.append(one)
        kind, mistake, cluster = "ask", "", ""
        of = standing(drawn, typed).fields.get(one.field)
        if of is not None and of.marked:
            last = of.marked[-1].outcome
            kind, mistake, cluster = last.kind, last.mistake, last.cluster
        made.append(
            Attempt(
                item_of(drawn.case, one.field), drawn.case.version, drawn.seed, STAGE, one.raw, kind, at + timedelta(microseconds=place),
                mistake, cluster, mode=MODE, session=session,
            )
        )  # fmt: skip
    return made
