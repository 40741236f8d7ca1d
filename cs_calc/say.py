"""Say a formula for people, in words or in numbers; for LaTeX; and for Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cs_calc.expr import Expr, Input, Number, Op, Step

BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
FOR_PEOPLE = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "**": " ^ "}
FOR_EXCEL = {"+": "+", "-": "-", "*": "*", "/": "/", "**": "^"}

Leaf = Callable[[Input | Step], str]


def in_words(expr: Expr) -> str:
    """A formula with the names of its parts.

    >>> from cs_calc import METRICS
    >>> in_words(METRICS["customer_churn_rate"].variants[0].formula.body)
    'Customers who left ÷ Customers at start'
    """
    return _write(expr, lambda part: part.name, FOR_PEOPLE)


def in_numbers(expr: Expr, values: Mapping[str, float], currency: str = "$") -> str:
    """A formula with its numbers put in, each in its own unit.

    >>> from cs_calc import METRICS
    >>> body = METRICS["customer_churn_rate"].variants[0].formula.body
    >>> in_numbers(body, {"left_customers": 64, "opening_customers": 1000})
    '64 ÷ 1,000'
    """

    def number(part: Input | Step) -> str:
        shown = part.unit.show(values[part.key], currency)
        return f"({shown})" if shown.startswith("-") else shown

    written = _write(expr, number, FOR_PEOPLE)
    return written[1:-1] if isinstance(expr, Input | Step) and written.startswith("(") else written


def in_result(step: Step, value: float, currency: str = "$") -> str:
    """What a step comes to, in the manner of the articles' own examples.

    >>> from cs_calc import METRICS
    >>> in_result(METRICS["customer_churn_rate"].variants[0].formula, 0.064)
    '0.064 = 6.4%'
    """
    shown = step.unit.show(value, currency)
    return f"{step.unit.plain(value)} = {shown}" if step.unit.key == "percent" else shown


def in_excel(expr: Expr, cells: Mapping[str, str]) -> str:
    """A formula as an Excel cell; `cells` gives the address or name for each input and step."""
    return "=" + _write(expr, lambda part: cells[part.key], FOR_EXCEL)


def in_latex(expr: Expr, values: Mapping[str, float] | None = None, currency: str = "$") -> str:
    """A formula in LaTeX (KaTeX), with names, or with numbers where `values` are given."""

    def leaf(part: Input | Step) -> str:
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


def _write(expr: Expr, leaf: Leaf, signs: Mapping[str, str]) -> str:
    match expr:
        case Number(value):
            return f"{value:.15g}"
        case Input() | Step():
            return leaf(expr)
        case Op(sign, left, right):
            a, b = _write(left, leaf, signs), _write(right, leaf, signs)
            if isinstance(left, Op) and (BINDS[left.sign] < BINDS[sign] or sign == "**"):
                a = f"({a})"
            if isinstance(right, Op) and BINDS[right.sign] <= BINDS[sign]:
                b = f"({b})"
            return a + signs[sign] + b
    raise TypeError(f"not a formula: {expr!r}")


def _latex(expr: Expr, leaf: Leaf) -> str:
    match expr:
        case Number(value):
            return f"{value:.15g}"
        case Input() | Step():
            return leaf(expr)
        case Op("/", left, right):
            return rf"\frac{{{_latex(left, leaf)}}}{{{_latex(right, leaf)}}}"
        case Op("**", left, right):
            base = _latex(left, leaf)
            if isinstance(left, Op):
                base = rf"\left({base}\right)"
            return rf"{base}^{{{_latex(right, leaf)}}}"
        case Op(sign, left, right):
            a, b = _latex(left, leaf), _latex(right, leaf)
            if isinstance(left, Op) and left.sign != "/" and BINDS[left.sign] < BINDS[sign]:
                a = rf"\left({a}\right)"
            if isinstance(right, Op) and right.sign != "/" and BINDS[right.sign] <= BINDS[sign]:
                b = rf"\left({b}\right)"
            return a + {"+": " + ", "-": " - ", "*": r" \times "}[sign] + b
    raise TypeError(f"not a formula: {expr!r}")
