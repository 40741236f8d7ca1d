"""The explanation card as HTML, for a Jupyter notebook or any page: no script, nothing from outside, readable on light and dark."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cs_calc.card import Card, card
from cs_calc.say import Term

if TYPE_CHECKING:
    from cs_calc.answer import Answer

TINTS = ("#3787BD", "#C9682A", "#1A9C75", "#8C6FC9", "#C2556B", "#7C8798")
"""A colour for each number, so that the eye finds it again in the next line."""


def as_html(found: Answer) -> str:
    """The card of an answer as a piece of HTML; where there is no answer, the sentence that says why.

    >>> from cs_calc import METRICS, answer
    >>> page = as_html(answer(METRICS["customer_churn_rate"], {"opening_customers": 1000, "left_customers": 64}))
    >>> "6.4%" in page, "Wilson" in page, "<script" in page
    (True, True, False)
    """
    made = card(found) if found.value is not None else None
    tints = _tints(made) if made is not None else {}
    return str(_piece().render(found=found, card=made, tint=lambda term: tints.get(term.key, "inherit")))


def _tints(made: Card) -> dict[str, str]:
    terms: tuple[Term, ...] = made.words
    keys = dict.fromkeys(term.key for term in terms if term.key)
    return {key: TINTS[number % len(TINTS)] for number, key in enumerate(keys)}


@cache
def _piece() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("cs_calc", "."), autoescape=True, undefined=StrictUndefined).get_template("card.html")
