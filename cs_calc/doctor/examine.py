"""All checks of the doctor, one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from cs_calc.doctor import customers, duplicates, revenue, surveys, tickets, whole
from cs_calc.doctor.case import Case
from cs_calc.doctor.finding import Finding
from cs_calc.tables.load import Loaded

Check = Callable[[Case], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    *revenue.CHECKS, *customers.CHECKS, *surveys.CHECKS, *tickets.CHECKS, *duplicates.CHECKS, *whole.CHECKS,
)  # fmt: skip
ORDER = {"error": 0, "warning": 1, "note": 2}


def examine(loaded: Loaded, *, answers: Mapping[str, str] | None = None, effects: bool = True) -> list[Finding]:
    """Everything odd in loaded data, worst first, each with its rows and its effect on the number it touches.

    `answers` are the replies that cells are read with once more, for the effect of those that were left out: the ones
    that the data was loaded with, unless given. Without `effects` no metric is worked, which is quick for any size.
    Nothing is raised for what is in the data.
    """
    case = Case(loaded, loaded.answers if answers is None else answers, effects)
    found = [finding for check in CHECKS for finding in _made(check, case)]
    return sorted(found, key=lambda finding: ORDER[finding.severity])


def _made(check: Check, case: Case) -> list[Finding]:
    """The findings of one check; where it fails, that is a finding too, so that the others are still seen."""
    try:
        return list(check(case))
    except Exception:
        if os.environ.get("CS_CALC_DEBUG"):
            raise
        name = check.__name__.replace("_", " ")
        says = f'The check "{name}" could not be made on this data; all others were.'
        return [
            case.finding("not_examined", "note", "A check could not be made", says, "Please report it, with the file if you may.", count=1)
        ]
