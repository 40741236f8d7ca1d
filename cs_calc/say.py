"""Say a formula for people, in words or in numbers; for LaTeX; and for Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cs_calc.expr import Expr, Input, Leaf, Number, Op, Part, Step, Summary

BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
FOR_PEOPLE = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "**": " ^ "}
FOR_EXCEL = {"+": "+", "-": "-", "*": "*", "/": "/", "**": "^"}

NAMED = {"least": ("the smaller of", "MIN", r"\min"), "most": ("the larger of", "MAX", r"\max")}
SHOWN = 12
"""As many values of a list are written out; of a longer one the ends and the middle."""

Named = Callable[[Part], str]


def in_words(expr: Expr) -> str:
    """A formula with the names of its parts.

    >>> from cs_calc import METRICS
    >>> in_words(METRICS["customer_churn_rate"].variants[0].formula.body)
    'Customers who left ÷ Customers at start'
    """
    return _write(expr, lambda part: part.name, FOR_PEOPLE)


def in_numbers(expr: Expr, values: Mapping[str, float], currency: str = "$", lists: Mapping[str, Sequence[float]] | None = None) -> str:
    """A formula with its numbers put in, each in its own unit; a summary of one of `lists` with the values themselves.

    >>> from cs_calc import METRICS
    >>> body = METRICS["customer_churn_rate"].variants[0].formula.body
    >>> in_numbers(body, {"left_customers": 64, "opening_customers": 1000})
    '64 ÷ 1,000'
    """

    def number(part: Part) -> str:
        if isinstance(part, Summary) and lists and part.of.key in lists and not _supplied(part, values, lists[part.of.key]):
            if part.limit is not None:
                head = f"how many are at most {part.limit.unit.show(values[part.limit.key], currency)} of"
            else:
                head = SUMMARY_HEADS[part.how]
            return f"({head} {in_list(part, lists[part.of.key])})".replace("( ", "(")
        shown = part.unit.show(values[part.key], currency)
        return f"({shown})" if shown.startswith("-") else shown

    written = _write(expr, number, FOR_PEOPLE)
    return written[1:-1] if isinstance(expr, Part) and written.startswith("(") else written  # alone, it needs no brackets


def _supplied(part: Summary, values: Mapping[str, float], listed: Sequence[float]) -> bool:
    """Whether the number is not the list's own: counted elsewhere, each value against a limit of its own."""
    return part.limit is not None and part.key in values and part.value(listed, values[part.limit.key]) != values[part.key]


SUMMARY_HEADS = {
    "mean": "", "median": "middle of", "p90": "nine tenths of the way through", "sum": "sum of", "count": "how many of",
    "least": "smallest of", "most": "largest of", "middle": "middle of the unsorted",
}  # fmt: skip


def in_list(part: Summary, values: Sequence[float]) -> str:
    """A list as a person would write it down to work it by hand: sorted, what is in the middle marked; long ones shortened.

    >>> from cs_calc.expr import Values, mean, median
    >>> from cs_calc.units import HOURS
    >>> in_list(median(Values("hours", "Hours", HOURS, (1.0,), "")), [5, 1, 96])
    '3 values, sorted: 1, [5], 96'
    >>> in_list(mean(Values("hours", "Hours", HOURS, (1.0,), "")), [5, 1, 96])
    '(1 + 5 + 96) ÷ 3'
    """
    ranked = list(values) if part.how == "middle" else sorted(values)
    n = len(ranked)
    marked = {(n - 1) // 2, n // 2} if part.how in ("median", "middle") else set()
    if part.how == "p90":
        marked = {int(0.9 * (n - 1)), min(int(0.9 * (n - 1)) + 1, n - 1)}
    shown = [f"[{x}]" if i in marked else x for i, x in enumerate(f"{value:,.6g}" for value in ranked)]
    if n > SHOWN:
        kept = sorted({0, 1, n - 2, n - 1, *(i for m in marked for i in (m - 1, m, m + 1) if 0 <= i < n)})
        pieces: list[str] = []
        for i, place in enumerate(kept):
            if i and place != kept[i - 1] + 1:
                pieces.append("…")
            pieces.append(shown[place])
        shown = pieces
    if part.how == "mean":
        return f"({' + '.join(shown)}) ÷ {n:,}"
    values_word = "1 value" if n == 1 else f"{n:,} values"
    order = "" if part.how == "middle" else ", sorted"
    return f"{values_word}{order}: {', '.join(shown)}"


@dataclass(frozen=True)
class Term:
    """A piece of a written formula: a sign, or (with a key) a number that the reader supplies."""

    text: str
    key: str = ""


def in_terms(expr: Expr, write: Callable[[Leaf], str]) -> list[Term]:
    """A whole formula in one line, every step written out, cut into its terms; `write` says what stands for each number.

    >>> from cs_calc import METRICS
    >>> [t.text for t in in_terms(METRICS["customer_retention_rate"].variants[0].formula, lambda part: part.key)]
    ['(', 'closing_customers', ' − ', 'joined_customers', ') ÷ ', 'opening_customers']
    """
    marked = _write(_without_steps(expr), lambda part: f"\0{part.key}\1{write(part)}\0" if not isinstance(part, Step) else "", FOR_PEOPLE)
    found = []
    for piece in marked.split("\0"):
        key, is_leaf, text = piece.partition("\1")
        if piece:
            found.append(Term(text, key) if is_leaf else Term(piece))
    return found


def _without_steps(expr: Expr) -> Expr:
    match expr:
        case Step(body=body):
            return _without_steps(body)
        case Op(sign, left, right):
            return Op(sign, _without_steps(left), _without_steps(right))
    return expr


def in_result(step: Step, value: float, currency: str = "$") -> str:
    """What a step comes to, in the manner of the articles' own examples.

    >>> from cs_calc import METRICS
    >>> in_result(METRICS["customer_churn_rate"].variants[0].formula, 0.064)
    '0.064 = 6.4%'
    """
    shown = step.unit.show(value, currency)
    return f"{step.unit.plain(value)} = {shown}" if step.unit.key == "percent" else shown


def in_excel(expr: Expr, cells: Mapping[str, str]) -> str:
    """A formula as an Excel cell; `cells` gives the address or name for each input, step and list.

    A summary is read from its own cell, where it has one, else worked over the range of its list.

    >>> from cs_calc.expr import Step, Values, median
    >>> from cs_calc.units import HOURS
    >>> in_excel(Step("s", "S", HOURS, median(Values("hours", "Hours", HOURS, (1.0,), ""))).body, {"hours": "A2:A12"})
    '=MEDIAN(A2:A12)'
    """

    def cell(part: Part) -> str:
        if isinstance(part, Summary) and part.key not in cells:
            return _summary_in_excel(part, cells)
        return cells[part.key]

    return "=" + _write(expr, cell, FOR_EXCEL)


def _summary_in_excel(part: Summary, cells: Mapping[str, str]) -> str:
    values = cells[part.of.key]
    match part.how:
        case "p90":
            return f"PERCENTILE({values},0.9)"
        case "within" if part.limit is not None:
            return f'COUNTIF({values},"<="&{cells[part.limit.key]})'
        case "middle":
            return f"((INDEX({values},INT((COUNT({values})+1)/2))+INDEX({values},INT(COUNT({values})/2)+1))/2)"
    name = {"mean": "AVERAGE", "median": "MEDIAN", "sum": "SUM", "count": "COUNT", "least": "MIN", "most": "MAX"}[part.how]
    return f"{name}({values})"


def in_latex(expr: Expr, values: Mapping[str, float] | None = None, currency: str = "$") -> str:
    """A formula in LaTeX (KaTeX), with names, or with numbers where `values` are given."""

    def leaf(part: Part) -> str:
        text = part.name if values is None else part.unit.show(values[part.key], currency)
        return rf"\text{{{latex_text(f'({text})' if values is not None and text.startswith('-') else text)}}}"

    return _latex(expr, leaf)


def latex_text(text: str) -> str:
    """Escape what LaTeX's text mode would read as a command."""
    for raw, safe in (("\\", r"\textbackslash "), ("{", r"\{"), ("}", r"\}")):
        text = text.replace(raw, safe)
    for sign in "%$&#_":
        text = text.replace(sign, "\\" + sign)
    return text.replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")


def _write(expr: Expr, leaf: Named, signs: Mapping[str, str]) -> str:
    match expr:
        case Number(value):
            return f"{value:.15g}"
        case Input() | Summary() | Step():
            return leaf(expr)
        case Op("least" | "most" as which, left, right):
            a, b = _write(left, leaf, signs), _write(right, leaf, signs)
            return f"{NAMED[which][1]}({a},{b})" if signs is FOR_EXCEL else f"({NAMED[which][0]} {a} and {b})"
        case Op(sign, left, right):
            a, b = _write(left, leaf, signs), _write(right, leaf, signs)
            if isinstance(left, Op) and (_binds(left) < BINDS[sign] or sign == "**"):
                a = f"({a})"
            if isinstance(right, Op) and _binds(right) <= BINDS[sign]:
                b = f"({b})"
            return a + signs[sign] + b
    raise TypeError(f"not a formula: {expr!r}")


def _binds(op: Op) -> int:
    """How strongly an operation holds its parts together; the smaller or larger of two brings its own brackets."""
    return BINDS.get(op.sign, 9)


def _latex(expr: Expr, leaf: Named) -> str:
    match expr:
        case Number(value):
            return f"{value:.15g}"
        case Input() | Summary() | Step():
            return leaf(expr)
        case Op("least" | "most" as which, left, right):
            return rf"{NAMED[which][2]}\left({_latex(left, leaf)}, {_latex(right, leaf)}\right)"
        case Op("/", left, right):
            return rf"\frac{{{_latex(left, leaf)}}}{{{_latex(right, leaf)}}}"
        case Op("**", left, right):
            base = _latex(left, leaf)
            if isinstance(left, Op):
                base = rf"\left({base}\right)"
            return rf"{base}^{{{_latex(right, leaf)}}}"
        case Op(sign, left, right):
            a, b = _latex(left, leaf), _latex(right, leaf)
            if isinstance(left, Op) and left.sign != "/" and _binds(left) < BINDS[sign]:
                a = rf"\left({a}\right)"
            if isinstance(right, Op) and right.sign != "/" and _binds(right) <= BINDS[sign]:
                b = rf"\left({b}\right)"
            return a + {"+": " + ", "-": " - ", "*": r" \times "}[sign] + b
    raise TypeError(f"not a formula: {expr!r}")
