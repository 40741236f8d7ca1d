"""A declared formula as live cells: the formula itself, when it is not defined, and why in a sentence.

Everything here makes text; nothing is computed and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cs_calc.expr import Expr, Leaf, Number, Op, Part, Step, Summary, Values, fields, inputs, steps, walk
from cs_calc.formulas import limits_of
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
    places = dict(cells)
    for step in steps(expr):
        if step.key not in places:
            written = in_excel(step.body, places)[1:]
            places[step.key] = f"({written})" if isinstance(step.body, Op) else written
    return in_excel(expr, places)[1:]


def guarded(expr: Expr, cells: Mapping[str, str], when: Sequence[Condition] = ()) -> str:
    """A live formula that says "not defined" where it has no value, or where one of the conditions holds."""
    worked = f'IFERROR({plain(expr, cells)},"{UNDEFINED}")'
    if not when:
        return f"={worked}"
    tests = ",".join(c.test for c in when)
    return f'=IF({tests if len(when) == 1 else f"OR({tests})"},"{UNDEFINED}",{worked})'


def noted(expr: Expr, cells: Mapping[str, str], note: str) -> str:
    """A live formula that is worked only where the cell `note` has no reason against it.

    >>> from cs_calc import METRICS
    >>> churn = METRICS["customer_churn_rate"].variants[0].formula
    >>> noted(churn.body, {"left_customers": "left_customers", "opening_customers": "opening_customers"}, "$E14")
    '=IF($E14="",left_customers/opening_customers,"not defined")'
    """
    return f'=IF({note}="",{plain(expr, cells)},"{UNDEFINED}")'


def limits(metric: Metric, variant: Variant, cells: Mapping[str, str], *, may_be_empty: bool = False) -> list[Condition]:
    """The limits of a metric that concern a variant: the part cannot exceed the whole, rounding apart.

    Excel takes an empty cell for 0: where inputs `may_be_empty`, a limit holds its tongue until its numbers are there.
    """
    found = []
    for limit in limits_of(metric, variant):
        part, whole = _bracketed(limit.part, cells), _bracketed(limit.whole, cells)
        test = f"IFERROR({part}-{whole}>{HAIR:g}*(1+ABS({whole})),FALSE)"
        if may_be_empty:
            test = f"AND({known((*inputs(limit.part), *inputs(limit.whole)), cells)},{test})"
        found.append(Condition(test, limit.says))
    return found


def ranges(formula: Step, cells: Mapping[str, str]) -> list[Condition]:
    """The inputs and values that cannot be below or above a number, for cells that a person may change."""
    found: dict[str, Condition] = {}
    for part in (*fields(formula), *inputs(formula)):
        if part.key not in cells:
            continue
        at = cells[part.key]
        for bound, sign, word, end in ((part.minimum, "<", "below", "MIN"), (part.maximum, ">", "above", "MAX")):
            if bound is None:
                continue
            test = f"IFERROR(AND(ISNUMBER({at}),{at}{sign}{bound:g}),FALSE)"
            if isinstance(part, Values):
                test = f"IFERROR(AND(COUNT({at})>0,{end}({at}){sign}{bound:g}),FALSE)"
            found.setdefault(test, Condition(test, f"{part.name} cannot be {word} {part.unit.show(bound)}."))
    return list(found.values())


def known(parts: Sequence[Leaf], cells: Mapping[str, str]) -> str:
    """An Excel test that is TRUE where all these numbers are there: in cells of their own, or in the ranges of their lists."""
    single = list(dict.fromkeys(cells[p.key] for p in parts if p.key in cells))
    listed = dict.fromkeys(cells[p.of.key] for p in parts if isinstance(p, Summary) and p.key not in cells)
    tests = [f"COUNT({','.join(single)})={len(single)}"] if single else []
    tests += [f"COUNT({values})>0" for values in listed]
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def not_known(formula: Step, cells: Mapping[str, str]) -> list[Condition]:
    """An input without a number, or a list without values."""
    found = []
    for part in inputs(formula):
        test = f"NOT(ISNUMBER({cells[part.key]}))" if part.key in cells else ""
        if isinstance(part, Summary) and not test:
            test = f"COUNT({cells[part.of.key]})=0"
        found.append(Condition(test, f"{formula.name} cannot be worked out: {part.name} is not known."))
    return found


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
    return written if isinstance(expr, Part) else f"({written})"
