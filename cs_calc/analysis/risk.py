"""The at-risk list: whom the rules flag on a day, ordered by money, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_calc.analysis.risk_model import Hit, plural
from cs_calc.analysis.risk_records import NEVER, Day, Flags, Whole, as_of, date_of, end_of_month, month_name, month_of, records, said_day
from cs_calc.analysis.risk_rules import BY_KEY, RULES, lacks
from cs_calc.analysis.risk_settings import Settings, short, start
from cs_calc.analysis.risk_signs import due_days
from cs_calc.tables.dataset import ALL, UNKNOWN, Dataset
from cs_calc.tables.periods import KINDS, Kind, spoken
from cs_calc.units import COUNT, MONEY, PERCENT


@dataclass(frozen=True)
class AtRisk:
    """What the rules say on a day: `hits` by rule (those that are on and can be worked), `lacking` what others would need.

    `reasons` counts the rules that flag each customer who was there; `flags` are those with enough of them.
    """

    day: Day
    hits: Mapping[str, Hit]
    lacking: Mapping[str, str]
    reasons: Whole
    flags: Flags


def last_day(dataset: Dataset, kind: Kind, period: str) -> int:
    """The last day of a period; of the last period in the data, the last day that the data speaks of."""
    assert kind in KINDS
    year, rest = int(period[:4]), period[5:]
    month = 12 if not rest else 3 * int(rest[1:]) if rest.startswith("Q") else int(rest)
    end = records(dataset).end
    return end if period == dataset.periods(kind)[-1] else min(end_of_month(year * 12 + month - 1), end)


def at_risk(dataset: Dataset, settings: Settings, day: int) -> AtRisk:
    """Whom the rules flag at the end of a day; worked out once for the same settings."""
    text = short(settings, start(dataset, RULES))
    found: AtRisk = dataset.keep(("at risk", day, text), lambda: _at_risk(dataset, settings, day), heavy=True)
    return found


def _at_risk(dataset: Dataset, settings: Settings, day: int) -> AtRisk:
    found = records(dataset)
    then = as_of(found, day)
    lacking = {r.key: said for r in RULES if (said := lacks(r, dataset, found))}
    hits, reasons = {}, np.zeros(found.n, dtype="int64")
    for rule in RULES:
        setting = settings.rules[rule.key]
        if not setting.on or rule.key in lacking or (rule.chooses and not setting.choice):
            continue
        hit = rule.find(then, setting, dataset.currency)
        hits[rule.key] = Hit(hit.flags & then.there, hit.words)
        reasons += hits[rule.key].flags
    return AtRisk(then, hits, lacking, reasons, reasons >= max(1, settings.least))


def of_segment(dataset: Dataset, by: str | None, segment: str) -> Flags:
    """Which customers, by place, belong to a segment of something known of customers; all where it is not."""
    found, known = records(dataset), dataset.attributes
    if by is None or segment == ALL or by not in known:
        return np.ones(found.n, dtype=bool)
    groups = known.set_index("customer_id")[by].fillna(UNKNOWN).reindex(found.ids)
    return (groups == segment).to_numpy(dtype=bool)


def names(dataset: Dataset) -> pd.DataFrame:
    """What is known of each customer, by place: customer_id, customer_name (the id where there is none), owner, plan, segment, country."""
    kept: pd.DataFrame = dataset.keep(("names by place",), lambda: _names(dataset))
    return kept


def _names(dataset: Dataset) -> pd.DataFrame:
    found = records(dataset)
    known = dataset.attributes.drop_duplicates("customer_id").set_index("customer_id").reindex(found.ids)
    ids = pd.Series(found.ids.astype("str"))
    given = known["customer_name"].reset_index(drop=True).astype("object") if "customer_name" in known else ids
    rows = pd.DataFrame({"customer_name": given.where(given.notna(), ids), "customer_id": ids})
    for column in ("owner", "plan", "segment", "country"):
        if column in known and known[column].notna().any():
            values = known[column].reset_index(drop=True).astype("object")
            rows[column] = values.where(values.notna(), "")
    return rows


def listed(dataset: Dataset, found: AtRisk, inside: Flags) -> pd.DataFrame:
    """The at-risk list of a segment, the largest MRR first.

    Columns: customer_id, customer_name, mrr (where known), reasons (how many), why (in words), rules (their keys), due (next
    contract day), since (what came of it, where the data goes on after the day), and what else is known of the customer.
    """
    places = np.flatnonzero(found.flags & inside)
    rows = names(dataset).iloc[places].copy()
    rows["mrr"] = found.day.mrr[places]
    rows["reasons"] = found.reasons[places]
    keys = [[k for k, hit in found.hits.items() if hit.flags[i]] for i in places]
    rows["rules"] = keys
    said = [[found.hits[k].words(int(i)) for k in ks] for i, ks in zip(places, keys, strict=True)]
    rows["why"] = ["; ".join(s)[:1].upper() + "; ".join(s)[1:] for s in said]
    due = due_days(found.day)[places]
    rows["due"] = [date_of(d) if d < NEVER else pd.NaT for d in due]
    rows["since"] = fate(found.day)[places]
    known = found.day.has_mrr
    order = ["mrr", "reasons", "customer_id"] if known else ["reasons", "customer_id"]
    rows = rows.sort_values(order, ascending=[c == "customer_id" for c in order], kind="stable", na_position="last")
    more = [c for c in ("owner", "plan", "segment", "country") if c in rows]
    first = ["customer_name", "customer_id", *(["mrr"] if known else []), "reasons", "why", "since", "due"]
    drop = [c for c in ("due", "since") if not rows[c].replace("", pd.NA).notna().any()]
    return rows[[*(c for c in first if c not in drop), *more, "rules"]].reset_index(drop=True)


def fate(day: Day) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """What came of each customer after the day, in words; empty where the data does not go on or nothing is known."""
    found = day.records
    said = np.full(found.n, "", dtype=object)
    if len(found.months):
        first = month_of(day.day) - int(found.months[0]) + 1
        for place in range(found.mrr.shape[1] - 1, first - 1, -1):
            gone = day.there & (found.mrr[:, place] <= 0) & (found.mrr[:, place - 1] > 0)
            said[gone] = f"left in {spoken(month_name(int(found.months[place])))}"
        return said
    left = found.day("churned_at")
    for one in np.flatnonzero(day.there & (left > day.day) & (left <= found.end)):
        said[one] = f"left on {said_day(int(left[one]))}"
    return said


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """The list by reason: rule, name, customers, mrr; the most money first. An account with two reasons counts in both."""
    columns = ["rule", "name", "customers", "mrr"]
    long = rows.explode("rules").dropna(subset=["rules"])
    if not len(long):
        return pd.DataFrame(columns=columns)
    if "mrr" not in long:
        long = long.assign(mrr=np.nan)
    found = long.groupby("rules").agg(customers=("customer_id", "size"), mrr=("mrr", "sum")).rename_axis("rule").reset_index()
    found["name"] = [BY_KEY[k].name for k in found["rule"]]
    by = "mrr" if "mrr" in rows else "customers"
    return found.sort_values([by, "customers", "rule"], ascending=[False, False, True], kind="stable")[columns].reset_index(drop=True)


def opening(found: AtRisk, rows: pd.DataFrame, inside: Flags, currency: str) -> list[str]:
    """How much is at risk, in how many accounts, by which reasons; and who comes first."""
    there = found.day.there & inside
    n, day = int(there.sum()), said_day(found.day.day)
    if not n:
        return [f"There are no customers here on {day}."]
    if not len(rows):
        return [f"None of the {COUNT.show(n)} customers of {day} is flagged by the rules that are on."]
    reasons = by_reason(rows)
    accounts = f"{COUNT.show(len(rows))} of {COUNT.show(n)} accounts"
    tops = [f"{_lower(r['name'])} ({_size(r, currency, 'mrr' in rows)})" for r in reasons.head(3).to_dict("records")]
    why = f", mostly for {tops[0]}" if len(tops) == 1 else f", most of it for {', '.join(tops[:-1])} and {tops[-1]}"
    first = rows.iloc[0]
    if "mrr" in rows:
        risk, whole = float(rows["mrr"].sum()), float(np.nansum(found.day.mrr[there]))
        share = f" ({PERCENT.show_brief(risk / whole)} of it all)" if whole > 0 else ""
        said = f"{MONEY.show_brief(risk, currency)} MRR{share} is at risk in {accounts} on {day}{why}."
        size = f"{MONEY.show_brief(float(first['mrr']), currency)} MRR"
    else:
        said = f"{accounts} are at risk on {day}{why}. What they pay is not known."
        size = plural(first["reasons"], "reason")
    return [said, f"{first['customer_name']} comes first with {size}: {stopped(_lower(first['why']))}"]


def _size(row: Mapping[Any, Any], currency: str, money: bool) -> str:
    accounts = f"{COUNT.show(row['customers'])} account{'s' if row['customers'] != 1 else ''}"
    return f"{MONEY.show_brief(row['mrr'], currency)}, {accounts}" if money else accounts


def _lower(text: str) -> str:
    """The first letter small, unless it begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def stopped(text: str) -> str:
    """A sentence with its full stop, once.

    >>> stopped("NPS 5: “It was down.”"), stopped("no use")
    ('NPS 5: “It was down.”', 'no use.')
    """
    return text if text.rstrip("”").endswith((".", "!", "?", "…")) else f"{text}."
