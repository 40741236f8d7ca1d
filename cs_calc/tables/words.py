"""What is read from words: currencies beside amounts, and one spelling for each category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_calc.tables.parse import by_value
from cs_calc.tables.parse.currencies import currency_in

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "JPY": "¥"}


def currency_of(cells: pd.Series[Any]) -> pd.Series[Any]:
    """The currency that is written beside an amount, as a code; missing where none is.

    >>> currency_of(pd.Series(["$5", "5 EUR", "5"], dtype="str")).tolist()
    ['USD', 'EUR', nan]
    """

    return by_value(cells, currency_in, "object").values.astype("str")


def sign_of(codes: pd.Series[Any]) -> str:
    """The sign before amounts, by the currency codes of a table: $ where none is given.

    >>> sign_of(pd.Series(["EUR"])), sign_of(pd.Series(["SEK"])), sign_of(pd.Series([], dtype="str"))
    ('€', 'SEK ', '$')
    """
    known = codes.dropna()
    return SYMBOLS.get(str(known.iloc[0]), f"{known.iloc[0]} ") if len(known) else "$"


def one_spelling(values: pd.Series[Any]) -> tuple[pd.Series[Any], list[str]]:
    """Texts that differ only in case or spaces -> the spelling that occurs most, and the spellings given up.

    >>> one_spelling(pd.Series(["Retail", "retail", "Retail", "Energy"], dtype="str"))[1]
    ['retail']
    """
    change, given_up = spellings(values.value_counts())
    return (values.map(change).astype("str") if given_up else values), given_up


def spellings(counts: pd.Series[Any]) -> tuple[dict[Any, str], list[str]]:
    """How often each text comes, the most frequent first -> which spelling each becomes, and the spellings given up."""
    usual: dict[str, str] = {}
    for text in counts.index:
        usual.setdefault(" ".join(str(text).casefold().split()), str(text))
    change = {t: usual[" ".join(str(t).casefold().split())] for t in counts.index}
    return change, sorted(t for t, kept in change.items() if t != kept)
