"""The first sentences of the Revenue page: what moved MRR, whether heads and money tell the same, and where it hurts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cs_calc.analysis.churn_by import CERTAIN, CHURN, LOST, Run, base_of, leaving_faster, run_back
from cs_calc.analysis.customer_rows import customer_rows, in_period, sums_by
from cs_calc.analysis.movement_sources import Sources, movements_table, sources_of
from cs_calc.analysis.why import said
from cs_calc.answer import Answer, answer
from cs_calc.change import chance_in_words, change_of, shares
from cs_calc.charts import SMALL
from cs_calc.findings import revenue_sentence
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import MONTHS_IN, Kind, spoken
from cs_calc.units import COUNT, MONEY, PERCENT
from cs_calc.work import number

EXPANSION = METRICS["expansion_mrr_rate"]
LESS, MORE = 0.8, 1.25
"""Below and above these multiples of its past a rate is said to be lower or higher."""
OUTSTANDING = 1.5
FOLLOWED = 4
"""For how many months after a price change or the like its customers are followed."""


@dataclass(frozen=True)
class Opposite:
    """Customer churn and gross MRR churn that move against each other: over `periods`, against the `base` before."""

    periods: tuple[str, ...]
    base: tuple[str, ...]
    heads: tuple[Answer, Answer]  # customer churn then, now
    money: tuple[Answer, Answer]  # gross MRR churn then, now
    each: tuple[float, float]  # MRR of one who left, then and now


@dataclass(frozen=True)
class Followed:
    """Who left or pays less after a large expansion from one source, among those whom it concerned and among the others."""

    source: str
    since: str
    until: str
    left: tuple[float, float]  # of those concerned: left or pay less, there
    others: tuple[float, float]
    p: float | None


def opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The page's first sentences, the one that says most first."""
    found: list[str] = dataset.keep(("revenue", "opening", kind, period), lambda: _opening(dataset, kind, period))
    return found


def _opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    bridge = revenue_sentence(dataset, kind, period)
    if not dataset.is_whole(period, kind):
        return [bridge]
    apart, faster = opposite(dataset, kind, period), leaving_faster(dataset, kind, period)
    expansion, after = expansion_sentence(dataset, kind, period), followed(dataset, kind, period)
    some = opposite_sentences(apart, kind, dataset.currency) if apart else []
    some += [expansion] if expansion else []
    some += [run_sentence(faster, kind)] if faster and faster.p < CERTAIN else []
    some += [followed_sentence(after)] if after else []
    return [*some, bridge] if some else [bridge]


def totals(dataset: Dataset, kind: Kind) -> pd.DataFrame:
    """The sums of all customers by period, one column per input; only periods that start with customers."""
    rows = customer_rows(dataset, kind)
    table = sums_by(rows, "period") if len(rows) else pd.DataFrame(columns=["opening_customers"])
    return table[table["opening_customers"] > 0]


def opposite(dataset: Dataset, kind: Kind, period: str) -> Opposite | None:
    """Whether heads and money tell opposite stories in a period, and since when; None where they do not."""
    table = totals(dataset, kind)
    periods = [str(p) for p in table.index]
    if period not in periods:
        return None

    def way(some: list[str] | tuple[str, ...], before: list[str] | tuple[str, ...]) -> int:
        rates = [[answer(m, dict(table.loc[list(p)].sum())).value for m in (CHURN, LOST)] for p in (before, some)]
        if any(not x for x in rates[0]) or any(x is None for x in rates[1]):
            return 0
        heads, money = ((rates[1][i] or 0.0) / (rates[0][i] or 1.0) for i in (0, 1))
        return -1 if heads < LESS and money > MORE else 1 if heads > MORE and money < LESS else 0

    place = periods.index(period)
    sign = way([period], periods[max(0, place - base_of(kind)) : place])
    now, base = run_back(periods, place, lambda p, before: sign != 0 and way([p], list(before)) == sign, base_of(kind))
    if not now or float(table.loc[[period], "opening_customers"].sum()) < SMALL:
        return None
    sides = [dict(table.loc[p].sum()) for p in (base, now)]
    heads, money = ([answer(m, side) for side in sides] for m in (CHURN, LOST))
    each = [side["churned_mrr"] / side["left_customers"] if side["left_customers"] else 0.0 for side in sides]
    return Opposite(tuple(now), tuple(base), (heads[0], heads[1]), (money[0], money[1]), (each[0], each[1]))


def opposite_sentences(found: Opposite, kind: Kind, currency: str) -> list[str]:
    """What goes which way; then by how much, who leaves, and whether it is chance."""
    heads, money = ([PERCENT.show_brief(a.value or 0.0) if (a.value or 0) >= 0.01 else a.shown for a in pair]
                    for pair in (found.heads, found.money))  # fmt: skip
    few = (found.heads[1].value or 0.0) < (found.heads[0].value or 0.0)
    who = "few leave, but the large ones" if few else "many leave, but small ones"
    each = [MONEY.show_brief(e, currency) for e in found.each]
    a = f" a {kind}" if len(found.periods) > 1 else ""
    real = change_of(*found.heads)
    if real is not None and real.p is not None:
        sure = "more than chance would explain" if real.evidence == "real" else "no more than chance might do"
        chance = chance_in_words(real.p)
        sure = f" The change in customer churn is {sure} ({chance}, {real.method})."
    else:
        sure = ""
    took = f" One who left took {each[1]} of MRR along, against {each[0]} before." if found.each[1] else ""
    return [
        f"Customer churn and MRR churn point in opposite directions in {said(found.periods)}: {who}.",
        f"{heads[1]} of customers left{a} ({heads[0]} a {kind} in {said(found.base)}), "
        f"but {money[1]} of the MRR was lost ({money[0]}).{took}{sure}",
    ]


def run_sentence(found: Run, kind: Kind) -> str:
    """Which segment leaves faster than it used to, and whether that is more than chance."""
    a = f" a {kind}" if len(found.periods) > 1 else ""
    now, then = (
        f"{number(x.given, 'left_customers') or 0:,.0f} of {number(x.given, 'opening_customers') or 0:,.0f}"
        for x in (found.now, found.then)
    )
    chance = chance_in_words(found.p)
    sure = (
        f"more than chance would explain, even as the most striking of {found.looked_at} segments ({chance})"
        if found.sure
        else f"unlikely to be chance by itself ({chance}), but the most striking of {found.looked_at} segments: look before you act"
    )
    counted = f", counted at each {kind}'s start" if len(found.periods) > 1 else " at the start"
    who = f"Customers with {found.by.replace('_', ' ')} {found.group}"
    return (
        f"{who} leave faster than they used to: {found.now.shown}{a} in {said(found.periods)} ({now}{counted}), "
        f"against {found.then.shown} a {kind} in {said(found.base)} ({then}): {sure}."
    )


def outstanding(dataset: Dataset, kind: Kind, period: str) -> tuple[Answer, Answer, list[str]] | None:
    """The expansion rate now and in the past year, where it is far above it: then, now, base; None where it is not."""
    table = totals(dataset, kind)
    periods = [str(p) for p in table.index]
    place = periods.index(period) if period in periods else 0
    base = periods[max(0, place - base_of(kind)) : place]
    if not base or period not in periods:
        return None
    then, now = (answer(EXPANSION, dict(table.loc[p].sum())) for p in (base, [period]))
    if then.value and now.value and now.value > OUTSTANDING * then.value:
        return then, now, base
    return None


def leading(found: Sources | None) -> tuple[str, float, int] | None:
    """The source of half or more of a movement: its name, share and customers; None where there is none."""
    if found is None or not len(found.table):
        return None
    first = found.table.iloc[0]
    return (str(first["source"]), float(first["share"]), int(first["customers"])) if first["share"] >= 0.5 else None


def expansion_sentence(dataset: Dataset, kind: Kind, period: str) -> str:
    """Where upgrades are far above their past: how much, and from which source; else empty."""
    high = outstanding(dataset, kind, period)
    if high is None:
        return ""
    then, now, base = high
    found = sources_of(dataset, kind, period, "expanded_mrr")
    amount = MONEY.show_brief(number(now.given, "expanded_mrr") or 0.0, dataset.currency)
    text = (
        f"Upgrades stand out: {amount}, {PERCENT.show_brief(now.value or 0)} of the MRR at start, against "
        f"{PERCENT.show_brief(then.value or 0)} a {kind} in {said(base)}."
    )
    lead = leading(found)
    if lead is None:
        return text
    name, share, customers = lead
    later = " What these customers do next shows in later periods only." if customers >= SMALL else ""
    return f"{text} {share:.0%} of it is “{name}” ({COUNT.show(customers)} customers).{later}"


def followed(dataset: Dataset, kind: Kind, period: str) -> Followed | None:
    """The customers of an outstanding expansion from one source in the half year before a period: did more of them leave or cut back?

    Both groups are customers at the end of that expansion's period; what they pay then is held against the end of this one.
    """
    found: Followed | None = dataset.keep(("revenue", "followed", kind, period), lambda: _followed(dataset, kind, period))
    return found


def _followed(dataset: Dataset, kind: Kind, period: str) -> Followed | None:
    rows = customer_rows(dataset, kind)
    periods = [str(p) for p in totals(dataset, kind).index]
    if period not in periods or not len(movements_table(dataset, kind)):
        return None
    place = periods.index(period)
    back = max(1, FOLLOWED // MONTHS_IN[kind])
    for event in periods[max(0, place - back) : place][::-1]:
        if outstanding(dataset, kind, event) is None:
            continue
        found = sources_of(dataset, kind, event, "expanded_mrr")
        lead = leading(found)
        if found is None or lead is None or lead[2] < SMALL:
            continue
        concerned = set(found.rows.loc[found.rows["source"] == lead[0], "customer_id"])
        there, now = in_period(rows, event), in_period(rows, period)
        there = there[there["closing_mrr"] > 0]
        pays = there["customer_id"].map(now.set_index("customer_id")["closing_mrr"]).fillna(0.0)
        gone = pays < there["closing_mrr"] - 0.005
        mine = there["customer_id"].isin(concerned)
        left, others = ((float(gone[side].sum()), float(side.sum())) for side in (mine, ~mine))
        if min(left[1], others[1]) < SMALL:
            continue
        tested = shares(*others, *left)
        return Followed(lead[0], event, period, left, others, tested[2] if tested else None)
    return None


def followed_sentence(found: Followed) -> str:
    """How many left since, of those concerned and of the others."""
    (left, there), (gone, rest) = found.left, found.others
    rates = left / there, gone / rest
    end = "" if found.p is None else (
        f": more than chance would explain ({chance_in_words(found.p)})" if found.p < CERTAIN
        else f": no evidence of a difference (p = {found.p:.2f})"
    )  # fmt: skip
    head = f"Of the {COUNT.show(there)} customers with “{found.source}” in {spoken(found.since)}, {COUNT.show(left)} ({rates[0]:.1%})"
    beside = f"of the {COUNT.show(rest)} others {COUNT.show(gone)} ({rates[1]:.1%})"
    return f"{head} had left or paid less by the end of {spoken(found.until)}; {beside}{end}."


def is_it_real(dataset: Dataset, kind: Kind, period: str, earlier: str | None) -> str:
    """Whether customer churn changed on the period before by more than chance, in a sentence; empty without one to compare."""
    table = totals(dataset, kind)
    if earlier is None or earlier not in table.index or period not in table.index or not dataset.is_whole(period, kind):
        return ""
    moved = change_of(*(answer(CHURN, dict(table.loc[[p]].sum())) for p in (earlier, period)))
    return f"Customer churn against {spoken(earlier)}: {moved.sentence}" if moved else ""
