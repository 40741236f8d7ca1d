"""Amounts and numbers: sign, parentheses, currency, decimal comma, groups of thousands, k and M; shares and percents."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.parse.base import MISSING_WORDS, Parsed, as_text, by_value
from cs_calc.tables.parse.currencies import without_currency

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’`´]")
MINUS = "-−–﹣－"
SCALES = {
    "k": 1e3, "K": 1e3, "Tsd.": 1e3, "M": 1e6, "mn": 1e6, "Mio.": 1e6, "Mio": 1e6, "mio": 1e6, "B": 1e9, "bn": 1e9, "Mrd.": 1e9,
}  # fmt: skip
"""Letters behind a number. Not "m": that is minutes or months as often as millions."""
_SCALE = re.compile(rf"(?<=[\d.,])(?:{'|'.join(re.escape(s) for s in sorted(SCALES, key=len, reverse=True))})$")
_PER = re.compile(r"(?i)/\s*(?:mo|month|monat|yr|year|jahr|user|seat)$")
SHARE_CHOICES = (
    ("share", "they are shares: 0.85 is 85 %"),
    ("percent", "they are percents: 0.85 is 0.85 %, 85 is 85 %"),
    ("each", "both occur: up to 1 it is a share (0.85 is 85 %), above 1 a percent (85 is 85 %)"),
)


def parse_number(cells: pd.Series[Any], answer: str | None = None) -> Parsed:
    """Money and numbers -> floats: sign, parentheses, currency, decimal comma, k and M.

    `answer` is "." or ",": the decimal mark, where the column alone cannot tell (1.234 in every row).

    >>> parse_number(pd.Series(["(1.234,50 €)", "2,5", "12,34-"])).values.tolist()
    [-1234.5, 2.5, -12.34]
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        return Parsed(cells.astype("float64"), np.zeros(len(cells), bool))
    texts = [_bare(str(v))[0] for v in pd.unique(cells.dropna()) if not isinstance(v, int | float | bool)]
    mark = answer or _decimal_mark(texts)
    if mark == "?":
        asks = 'Numbers such as "{}" can be read in two ways. Which mark is the decimal mark?'
        marked = [t for t in texts if "." in t or "," in t]
        example = next((t for t in marked if ("." in t) != ("," in t)), marked[0])
        sign = "." if "." in example else ","
        choices = ((sign, f'"{sign}" is the decimal mark'), ("." if sign == "," else ",", f'"{sign}" separates thousands'))
        return Parsed(pd.Series(np.nan, cells.index), np.zeros(len(cells), bool), (), ("ambiguous_number", asks.format(example), choices))
    group = r"\," if mark == "." else r"\."
    by_three = rf"\d{{1,3}}(?:{group}\d{{3}})+"
    as_in_india = rf"\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}}"  # 12,34,567: two digits in all groups but the last
    whole = re.compile(rf"(?:\d+|{by_three}|{as_in_india})(?:\{mark}\d*)?(?:[eE][+-]?\d{{1,3}})?|\{mark}\d+")

    def one(raw: str) -> float | None:
        body, sign, scale = _bare(raw)
        if not whole.fullmatch(body):
            return None
        number = sign * scale * float(body.replace("." if mark == "," else ",", "").replace(",", "."))
        return number if np.isfinite(number) else None

    return by_value(cells, one, "float64")


def _bare(raw: str) -> tuple[str, float, float]:
    """The digits and marks of a number, its sign and its scale."""
    text = SPACES.sub("", without_currency(_PER.sub("", raw.strip())))
    sign, scale = 1.0, 1.0
    if text[-2:] in (",-", ".-", ",–", ".–"):  # 12,- is 12 and no cents
        text = text[:-2]
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], -1.0
    if text[:1] and text[0] in MINUS:
        text, sign = text[1:], -sign
    if text[-1:] and text[-1] in MINUS:
        text, sign = text[:-1], -1.0
    if text[-1:] and text[-1] in "%％":
        text, scale = text[:-1], 0.01
    if found := _SCALE.search(text):
        text, scale = text[: found.start()], SCALES[found.group()]
    return text.removeprefix("+"), sign, scale


def _decimal_mark(texts: list[str]) -> str:
    """The decimal mark by the evidence of a whole column; "?" where it could be either."""
    votes = set()
    open_case = False
    for text in texts:
        if not text[:1].isdigit() and text[:1] not in (".", ","):
            continue  # a word says nothing of marks
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            votes.add("." if text.rfind(".") > text.rfind(",") else ",")
        elif dots + commas > 1:  # 1.234.567: what comes twice separates thousands
            votes.add("," if dots else ".")
        elif dots + commas == 1:
            mark = "." if dots else ","
            whole, _, part = text.partition(mark)
            if len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
                open_case = True
            else:
                votes.add(mark)
    if len(votes) == 1:
        return votes.pop()
    return "?" if open_case or votes else "."  # both marks were seen as the decimal mark, or only undecided ones


def parse_share(cells: pd.Series[Any], answer: str | None = None, header: str = "", mark: str | None = None) -> Parsed:
    """Shares and percents -> fractions: 64 %, 0.64 or 64, by the evidence of the whole column and its header.

    A cell with a percent sign says so itself. Bare numbers are shares where none is above 1, and percents where none lies
    between 0 and 1; where both occur, or there are only 0 and 1, a person is asked. `answer` is share, percent or each;
    `mark` the decimal mark, where it was asked.

    >>> parse_share(pd.Series(["64 %", "85", "7"])).values.tolist()
    [0.64, 0.85, 0.07]
    """
    numbers = parse_number(cells, mark)
    if numbers.question is not None:
        return numbers
    signed = _with_percent_sign(cells)
    bare = numbers.values.where(~signed)
    known = bare.dropna()
    high, small, one = int(((known > 1) & (known <= 100)).sum()), int(((known > 0) & (known < 1)).sum()), int((known == 1).sum())
    named = bool(re.search(r"(?i)%|percent|prozent|\bpct\b", header))
    few = high and small and high <= 0.05 * len(known)  # slips among shares: they are left out as no share at all
    kind = answer
    if kind is None:
        if not len(known) or not (high or small or one) or named:
            kind = "percent" if named else "share"
        elif (high and small and not few) or (one and not high and not small and not signed.any()):
            return Parsed(bare * np.nan, np.zeros(len(cells), bool), (), ("percent_scale", _asks(known, high), SHARE_CHOICES))
        else:
            kind = "percent" if high and not small else "share"
    scaled = bare / 100 if kind == "percent" else bare.where(bare <= 1, bare / 100) if kind == "each" else bare
    notes: tuple[tuple[str, str], ...] = ()
    if kind != "share" and (high or one):
        notes = (("percent_scale", "Numbers above 1 were read as percents: 85 is 85 %."),)
    elif kind == "share" and signed.any() and (small or one):
        notes = (("percent_scale", "Numbers without a percent sign were read as shares: 0.5 is 50 %."),)
    return Parsed(scaled.where(~signed, numbers.values), numbers.bad, notes)


def _asks(known: pd.Series[Any], high: int) -> str:
    if not high:
        return "Every number is 0 or 1. Is 1 the whole (100 %), or 1 %?"
    some = [f"{known[(known > 0) & (known < 1)].iloc[0]:g}", f"{known[known > 1].iloc[0]:g}"]
    return f"Some numbers are below 1 ({some[0]}) and some above ({some[1]}). Are they shares or percents?"


def _with_percent_sign(cells: pd.Series[Any]) -> np.ndarray:
    """Cells that have a percent sign of their own."""
    if pd.api.types.is_float_dtype(cells.dtype):
        return np.zeros(len(cells), bool)
    codes, distinct = pd.factorize(cells, use_na_sentinel=True)
    signed = [isinstance(v, str) and v.strip().lower() not in MISSING_WORDS and as_text(v)[-1:] in "%％" for v in distinct]
    return np.array([*signed, False], bool)[codes]
