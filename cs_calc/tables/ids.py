"""Ids that mean the same but are written differently: case, spaces, zeros in front, a number's .0 at the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.tables.checking import Checking
from cs_calc.tables.problems import Problem

ONE_WAY = "each id written in one way"
ENOUGH = 0.5
"""The share of a table's customers that must be known once ids are compared loosely, to speak of two ways of writing."""


def plain_ids(ids: pd.Series[Any]) -> pd.Series[Any]:
    """Ids as they are compared loosely: small letters, no spaces, no zeros in front of digits, no .0 at the end.

    >>> plain_ids(pd.Series(["C 001", "c001", "0017.0", "17"], dtype="str")).tolist()
    ['c1', 'c1', '17', '17']
    """
    plain = ids.astype("str").str.lower().str.replace(r"\s+", "", regex=True).str.replace(r"\.0+$", "", regex=True)
    return plain.str.replace(r"(?<![0-9.])0+(?=[0-9])", "", regex=True)


def members(ids: pd.Series[Any], known: Collection[str]) -> np.ndarray:
    """Which ids are among the known ones; a missing one is not. Looks at each distinct id once.

    >>> members(pd.Series(["a", "b", None]), {"a"}).tolist()
    [True, False, False]
    """
    codes, distinct = pd.factorize(ids, use_na_sentinel=True)
    return np.array([*(str(one) in known for one in np.asarray(distinct, dtype=object)), False], dtype=bool)[codes]


def alike(ids: pd.Series[Any]) -> pd.DataFrame:
    """The distinct ids that another one differs from only in writing: id, plain, rows (how often it comes), usual.

    `usual` is the spelling of the same id that comes most often, the first by the alphabet of several.
    """
    return alike_counted(ids.value_counts())


def alike_counted(counts: pd.Series[Any]) -> pd.DataFrame:
    """The same from how often each id comes."""
    table = pd.DataFrame({"id": counts.index.astype("str"), "rows": counts.to_numpy()}).sort_values("id").reset_index(drop=True)
    if table["id"].empty:
        return table.assign(plain="", usual="")
    table["plain"] = plain_ids(table["id"])
    table = table[table["plain"].duplicated(keep=False)]
    usual = table.sort_values("rows", ascending=False, kind="stable").drop_duplicates("plain").set_index("plain")["id"]
    return table.assign(usual=table["plain"].map(usual)).sort_values(["plain", "id"]).reset_index(drop=True)


def check_near_duplicates(work: Checking, column: str = "customer_id") -> None:
    """Tell ids of one sheet that differ only by case, spaces or zeros in front; every row is used as it is."""
    if column not in work.frame:
        return
    found = alike(work.frame[column].dropna())
    rarer = found[found["id"] != found["usual"]]
    mask = members(work.frame[column], set(rarer["id"])) & (work.reasons == "")
    work.say("near_duplicate_id", "warning", mask, column, ONE_WAY, asks_whether_same(rarer))


def asks_whether_same(rarer: pd.DataFrame) -> str:
    """The question about ids that are rarely so written (`alike`), with the first of them."""
    pairs = [f'"{a}" and "{b}"' for a, b in rarer[["usual", "id"]].head(3).itertuples(index=False)]
    return f"Are {' and '.join(pairs)} the same? They were counted as different: write each id in one way." if pairs else ""


@dataclass(frozen=True)
class Mismatch:
    """Two tables whose customer ids are written differently: how many of `table` are known in `other`, as they are and loosely."""

    table: str
    other: str
    known: int
    loosely: int
    customers: int
    example: tuple[str, str]


def mismatches(tables: Mapping[str, pd.DataFrame]) -> list[Mismatch]:
    """Tables whose customers are found in the customer list (else where the MRR comes from) only by ids compared loosely."""
    with_ids = {name: t["customer_id"].dropna().drop_duplicates() for name, t in tables.items() if "customer_id" in t and len(t)}
    base = next((name for name in ("customers", "subscriptions", "monthly_mrr") if len(with_ids.get(name, ()))), None)
    if base is None:
        return []
    theirs = with_ids[base]
    exact = set(theirs)
    plain: dict[str, str] | None = None
    found = []
    for name, ids in with_ids.items():
        known = int(members(ids, exact).sum())
        if name == base or not len(ids) or known >= ENOUGH * len(ids):
            continue
        plain = plain if plain is not None else dict(zip(plain_ids(theirs), theirs, strict=True))
        loose = plain_ids(ids).map(plain)
        hits = loose.notna().to_numpy()
        if int(hits.sum()) > known and hits.mean() >= ENOUGH:
            differ = np.flatnonzero(hits & (loose != ids).fillna(False).to_numpy())
            if len(differ):
                example = (str(ids.iloc[differ[0]]), str(loose.iloc[differ[0]]))
                found.append(Mismatch(name, base, known, int(hits.sum()), len(ids), example))
    return found


def mismatch_problems(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """The same as problems in plain words, for the upload as a whole."""
    return [
        Problem(
            "id_type_mismatch",
            "warning",
            f'The customer ids of {m.table} and {m.other} are written differently: "{m.example[0]}" here is "{m.example[1]}" there. '
            f"{m.known:,} of {m.customers:,} customers match as they are, {m.loosely:,} without regard to case, spaces and zeros in front. "
            "Write the ids in one way and upload again; until then they count as different customers.",
            str(tables[m.table]["_sheet"].iloc[0]) if "_sheet" in tables[m.table] else "",
            "customer_id",
            found=m.example[0],
            expected=m.example[1],
        )
        for m in mismatches(tables)
    ]
