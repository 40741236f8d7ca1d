"""A declared formula as live cells: the formula itself, when it is not defined, and why in a sentence.

Everything here makes text; nothing is computed and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cs_calc.answer import limits_of
from cs_calc.expr import Expr, Input, Number, Op, Step, inputs, steps, walk
from cs_calc.model import Metric, Variant
from cs_calc.say import in_excel, in_words
from cs_calc.work import HAIR

UNDEFINED = "not defined"
NO_DATA = "no data"


@dataclass(frozen=True)
class Condition:
    """Something that leaves a formula without a value: an Excel test that is then TRUE, and the sentence."""

    test: str
    says: str


def text(words: str) -> str:
    """Text inside a formula; Excel takes at most 255 characters in one piece.

    >>> text('5" wide'), text("x" * 300).count("&")
    ('"5"" wide"', 1)
    """
    pieces = [words[i : i + 200] for i in range(0, len(words), 200)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def plain(expr: Expr, cells: Mapping[str, str]) -> str:
    """A formula without its equals sign; steps that have no cell of their own are put in in brackets.

    >>> from cs_calc import METRICS
    >>> churn = METRICS["gross_mrr_churn"].variants[0].formula
    >>> plain(churn.body, {"churned_mrr": "C2", "contracted_mrr": "D2", "opening_mrr": "B2"})
    '(C2+D2)/B2'
    """
    known = dict(cells)
    for step in steps(expr):
        if step.key not in known:
            known[step.key] = f"({in_excel(step.body, known)[1:]})"
    return in_excel(expr, known)[1:]


def guarded(expr: Expr, cells: Mapping[str, str], when: Sequence[Condition] = ()) -> str:
    """A live formula that says "not defined" where it has no value, or where one of the conditions holds."""
    worked = f'IFERROR({plain(expr, cells)},"{UNDEFINED}")'
    if not when:
        return f"={worked}"
    tests = ",".join(c.test for c in when)
    return f'=IF({tests if len(when) == 1 else f"OR({tests})"},"{UNDEFINED}",{worked})'


def limits(metric: Metric, variant: Variant, cells: Mapping[str, str], *, may_be_empty: bool = False) -> list[Condition]:
    """The limits of a metric that concern a variant: the part cannot exceed the whole, rounding apart.

    Excel takes an empty cell for 0: where inputs `may_be_empty`, a limit holds its tongue until its numbers are there.
    """
    found = []
    for limit in limits_of(metric, variant):
        part, whole = _bracketed(limit.part, cells), _bracketed(limit.whole, cells)
        test = f"IFERROR({part}-{whole}>{HAIR:g}*(1+ABS({whole})),FALSE)"
        if may_be_empty:
            known = dict.fromkeys(cells[p.key] for p in (*inputs(limit.part), *inputs(limit.whole)))
            test = f"AND(COUNT({','.join(known)})={len(known)},{test})"
        found.append(Condition(test, limit.says))
    return found


def ranges(formula: Step, cells: Mapping[str, str]) -> list[Condition]:
    """The inputs that cannot be below or above a number, for cells that a person may change."""
    found = []
    for part in inputs(formula):
        at = cells[part.key]
        for bound, sign, word in ((part.minimum, "<", "below"), (part.maximum, ">", "above")):
            if bound is not None:
                test = f"IFERROR(AND(ISNUMBER({at}),{at}{sign}{bound:g}),FALSE)"
                found.append(Condition(test, f"{part.name} cannot be {word} {part.unit.show(bound)}."))
    return found


def not_known(formula: Step, cells: Mapping[str, str]) -> list[Condition]:
    """An input without a number."""
    return [
        Condition(f"NOT(ISNUMBER({cells[part.key]}))", f"{formula.name} cannot be worked out: {part.name} is not known.")
        for part in inputs(formula)
    ]


def by_zero(formula: Step, cells: Mapping[str, str]) -> list[Condition]:
    """What is divided by, where it is 0, in the order in which it is worked; then any other failure."""
    found: dict[str, Condition] = {}
    for part in walk(formula):
        if isinstance(part, Op) and part.sign == "/" and not isinstance(part.right, Number):
            test = f"IFERROR({_bracketed(part.right, cells)}=0,FALSE)"
            says = f"{formula.name} is not defined: {in_words(part.right)} is 0, and nothing can be divided by 0."
            found.setdefault(test, Condition(test, says))
    rest = Condition(f"ISERROR({plain(formula.body, cells)})", f"{formula.name} is not defined for these numbers.")
    return [*found.values(), rest]


def why_not(conditions: Sequence[Condition]) -> str:
    """A live cell that says why there is no answer, empty where there is one: the first condition that holds."""
    formula = '""'
    for c in reversed(conditions):
        formula = f"IF({c.test},{text(c.says)},{formula})"
    return f"={formula}"


def _bracketed(expr: Expr, cells: Mapping[str, str]) -> str:
    written = plain(expr, cells)
    return written if isinstance(expr, Input | Step) else f"({written})"
