"""What the names of columns alone do not show: values that speak against a name, and names that only stand in for an id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cs_calc.tables.headers import Header
from cs_calc.tables.names import split_names
from cs_calc.tables.parse import parse_score, parse_survey_type
from cs_calc.tables.schema import Column, Table

WEAK = {"survey_type": frozenset({"type", "metric", "survey name"}), "score": frozenset({"rating", "answer"})}
"""Names that are used for many things: the values must fit too."""
LOOKED_AT = 1_000
COMPANY = split_names(
    "account name, customer name, client name, company name, company, organization name, organisation name, kundenname, firma, firmenname, "
    "nom du client, nom client, société, nombre del cliente, empresa, klantnaam, bedrijf, bedrijfsnaam"
)
ORDERS = frozenset(
    split_names(
        "order id, order number, order no, order date, ordered at, order total, purchase id, purchase date, purchased at, bestellnummer, "
        "bestelldatum, kaufdatum, quantity"
    )
)
"""Names that only a list of orders has."""
PRICES = frozenset({"unit price", "price per unit", "item price"})
STANDS_IN = "the name stands in for an id: there is no other column for it"


def speaks_against(column: Column, header: Header, cells: pd.Series[Any]) -> bool:
    """Whether the values show that a column with a name for many things is not this one.

    >>> of = Column("survey_type", "survey_type")
    >>> [speaks_against(of, Header("Type", "type", "type"), pd.Series([v], dtype="str")) for v in ("Partner", "NPS")]
    [True, False]
    """
    if header.plain not in WEAK.get(column.key, frozenset()):
        return False
    known = cells.dropna().head(LOOKED_AT).reset_index(drop=True)
    if not len(known):
        return False
    parsed = parse_survey_type(known) if column.key == "survey_type" else parse_score(known)
    return bool(parsed.values.isna().all())


def stand_in(headers: Sequence[Header], table: Table, of: dict[int, Column]) -> int | None:
    """The column with the customer's name, where a table has no column for the customer's id."""
    if all(c.key != "customer_id" for c in table.columns):
        return None
    free = [i for i, h in enumerate(headers) if h.plain in COMPANY and (i not in of or of[i].key == "customer_name")]
    return min(free, key=lambda i: COMPANY.index(headers[i].plain)) if free else None


def quantity_of(headers: Sequence[Header], table: Table, column: Column, position: int) -> int | None:
    """The column with the quantity, where the amount of a purchase is the price of one."""
    if table.key != "purchases" or column.key != "amount" or headers[position].plain not in PRICES:
        return None
    return next((i for i, h in enumerate(headers) if h.plain in ("quantity", "qty", "menge", "quantité", "cantidad")), None)


def is_of_orders(headers: Sequence[Header]) -> bool:
    """Whether a sheet has a column that only lists of orders have."""
    return any(h.plain in ORDERS for h in headers)
