"""One currency for one sheet: where amounts are in several, a person says which of them is read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.checking import Checking
from cs_calc.tables.parse.currencies import currency_in
from cs_calc.tables.problems import Problem
from cs_calc.tables.schema import normalise
from cs_calc.tables.words import currency_of

CURRENCY_HEADERS = frozenset({"currency", "currency code", "währung", "devise", "moneda", "valuta", "amount currency", "plan currency"})


def check_currency(work: Checking) -> None:
    """Find the currency of each row and, where there are several, ask which one to read; the answer sets the others aside."""
    money = [c.key for c in work.table.columns if c.type == "money" and c.key in work.frame]
    if not money:
        return
    column, codes = _codes(work, money)
    if codes is None:
        return
    if work.table.key == "subscriptions" or "currency" in work.frame:
        work.frame["currency"] = codes.astype("str")
    counts = codes.value_counts()
    if len(counts) < 2:
        return
    names = sorted(counts.index, key=lambda code: (-counts[code], code))
    answer = work.answer("currency", "mixed_currency")
    if answer is None or answer not in names:
        listed = ", ".join(f"{code} ({counts[code]:,} rows)" for code in names)
        text = f"{work.place}: amounts are in {listed}. Amounts in different currencies cannot be added up. Which rows are to be read?"
        work.ask("mixed_currency", "currency", text, tuple((c, f"only {c}: {counts[c]:,} rows; the others are set aside") for c in names))
        other = _other(codes, names[0])
        work.say("mixed_currency", "warning", other, column, f"one currency, {names[0]} as in most rows", "Answer the question about it.")
        return
    end = "Amounts in different currencies cannot be added up: convert them, or read them on their own."
    work.say("mixed_currency", "error", _other(codes, answer), column, f"amounts in {answer}, as you chose", end)
    if (bare := codes.isna().to_numpy() & (work.reasons == "")).any():
        text = f"{int(bare.sum()):,} rows name no currency: they were read as {answer}."
        rows = tuple(int(r) for r in work.rows[bare])
        work.problems.append(Problem("mixed_currency", "note", f'Sheet "{work.sheet.name}": {text}', work.place, column, rows=rows))


def _other(codes: pd.Series[Any], kept: str) -> np.ndarray:
    return (codes.notna() & (codes != kept)).to_numpy()


def _codes(work: Checking, money: list[str]) -> tuple[str, pd.Series[Any] | None]:
    """The column that says the currency, and its code by row: the currency column's, else what is written beside an amount."""
    found, said = None, ""
    position = work.header("currency")
    if position is None:
        position = next((i for i, h in enumerate(work.sheet.header) if normalise(h) in CURRENCY_HEADERS), None)
    if position is not None:
        cells = work.sheet.columns[position].reset_index(drop=True)
        texts = cells.dropna().astype("str").str.strip().drop_duplicates()
        known = {t: currency_in(t) or (t.upper() if len(t) == 3 and t.isalpha() else None) for t in texts}
        named = cells.map(lambda v: known.get(str(v).strip()), na_action="ignore").astype("object")
        if named.notna().any():
            found, said = named, work.sheet.header[position]
    for key in money:
        place = work.header(key)
        if place is None:
            continue
        cells = work.sheet.columns[place].reset_index(drop=True)
        if pd.api.types.is_float_dtype(cells.dtype):
            continue
        written = currency_of(cells).astype("object")
        if written.notna().any():
            found, said = (written, key) if found is None else (found.where(found.notna(), written), said)
    return said or "currency", found
