"""What support's numbers say, in sentences computed from them: above all whether quick first replies are people's or a robot's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cs_calc.analysis.support import CLOCK, PERSON, SOLVED, hours_of, in_period, tickets
from cs_calc.answer import Answer, answer
from cs_calc.change import chance_in_words, shares
from cs_calc.charts import SMALL
from cs_calc.findings import before
from cs_calc.intervals import LEVEL
from cs_calc.metrics import METRICS
from cs_calc.report import answer_for
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, label, spoken
from cs_calc.units import COUNT, DAYS, HOURS, MINUTES, PERCENT
from cs_calc.work import Known, number

OFTEN = 0.1
"""From this share of a month's tickets on, automatic replies are said to be in use."""


def spoken_hours(hours: float) -> str:
    """A duration as people say it.

    >>> spoken_hours(0.0233), spoken_hours(6.92), spoken_hours(60)
    ('1.4 minutes', '6.9 hours', '2.5 days')
    """
    if hours < 1:
        return MINUTES.show_brief(hours * 60)
    return HOURS.show_brief(hours) if hours < 48 else DAYS.show_brief(hours / 24)


@dataclass(frozen=True)
class Line:
    """One number before and since: what it is, both answers, and the chance of such a difference by luck alone (None: not tested)."""

    name: str
    before: Answer
    since: Answer
    p: float | None
    shown: tuple[str, str]

    @property
    def way(self) -> int:
        """1 where the number rose by more than chance, -1 where it fell, 0 where there is no evidence of either."""
        if self.p is None or self.p >= 1 - LEVEL or self.before.value is None or self.since.value is None:
            return 0
        return 1 if self.since.value > self.before.value else -1


@dataclass(frozen=True)
class Story:
    """Two stretches of months held against each other: before automatic replies came into use, and since."""

    began: str
    until: str
    share: float
    lines: Mapping[str, Line]


def robots_by_month(rows: pd.DataFrame) -> pd.Series[Any]:
    """The share of each month's tickets that got an automatic reply, by month; empty where the file does not say."""
    if "auto_reply" not in rows:
        return pd.Series(dtype="float64")
    found: pd.Series[Any] = (rows["auto_reply"] == 1).groupby(rows["period"]).mean()
    return found


def began(shares: pd.Series[Any], month: str) -> str | None:
    """The first month of the run of months with automatic replies that ends at `month`; None where it has none.

    >>> began(pd.Series([0.2, 0.0, 0.9, 0.8], ["2026-01", "2026-02", "2026-03", "2026-04"]), "2026-04")
    '2026-03'
    """
    found = None
    for name in [str(m) for m in shares.index if str(m) <= month][::-1]:
        if shares[name] < OFTEN:
            break
        found = name
    return found


def months_of(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The months of a period that the data reaches.

    >>> months_of(type("D", (), {"periods": lambda *_: ["2026-03", "2026-04", "2026-05"]})(), "quarter", "2026-Q2")
    ['2026-04', '2026-05']
    """
    of = {m: label(int(m[:4]) * 12 + int(m[5:]) - 1, kind) for m in dataset.periods("month")}
    return [m for m, name in of.items() if name == period]


def story(dataset: Dataset, kind: Kind, period: str) -> Story | None:
    """The time since automatic replies came into use, up to the end of a period, against the time before; None where there is none."""
    found: Story | None = dataset.keep(("support", "story", kind, period), lambda: _story(dataset, kind, period))
    return found


def _story(dataset: Dataset, kind: Kind, period: str) -> Story | None:
    rows = tickets(dataset, "month")
    months = months_of(dataset, kind, period)
    first = began(robots_by_month(rows), months[-1]) if months and len(rows) else None
    if first is None:
        return None
    sides = ([m for m in dataset.periods("month") if m < first], [m for m in dataset.periods("month") if first <= m <= months[-1]])
    then, now = (_side(dataset, rows, side) for side in sides)
    lines = {}
    for key in now:
        if key in then and then[key].value is not None and now[key].value is not None:
            ends = (_shown(then[key]), _shown(now[key]))
            lines[key] = Line(NAMES[key], then[key], now[key], chance(then[key], now[key]), ends)
    since = rows[rows["period"].isin(sides[1])]
    return Story(first, months[-1], float((since["auto_reply"] == 1).mean()), lines)


def chance(then: Answer, now: Answer) -> float | None:
    """The chance of a difference as large by luck alone: Mann-Whitney for times, the test of `change.shares` for shares.

    `change.change_of` also gives an interval, by drawing thousands of samples: too slow for a page's first sentence.
    """
    for part in ("response_hours", "resolution_hours"):
        before, since = then.given.get(part), now.given.get(part)
        if isinstance(before, tuple) and isinstance(since, tuple):
            if min(len(before), len(since)) < 2:
                return None
            from scipy.stats import mannwhitneyu

            return float(mannwhitneyu(before, since).pvalue)
    for part, whole in (("solved_first_contact", "tickets_received"), ("csat_4_or_5", "csat_1_to_5")):
        counts = [number(a.given, key) for a in (then, now) for key in (part, whole)]
        if None not in counts:
            found = shares(*(c for c in counts if c is not None))
            return None if found is None else found[2]
    return None


NAMES = {
    "clock": "First reply as the clock has it (median)",
    "people": "First reply by a person (median)",
    "solution": "Time to the solution (median)",
    "first_contact": "Solved at first contact (of those received)",
    "csat": "CSAT (4 or 5 of 5)",
}


def _side(dataset: Dataset, rows: pd.DataFrame, months: Sequence[str]) -> dict[str, Answer]:
    """The answers over all of some months, by our names; those that the data cannot give are left out."""
    mine = rows[rows["period"].isin(months)]
    found = {}
    for key, what, metric, part in (
        ("clock", CLOCK, "first_response_time", "response_hours"),
        ("people", PERSON, "first_response_time", "response_hours"),
        ("solution", SOLVED, "resolution_time", "resolution_hours"),
    ):
        values = hours_of(mine, what).dropna()
        if len(values):
            found[key] = answer(METRICS[metric], {part: tuple(sorted(values))})
    if "first_contact" in mine and len(mine):
        counts = {"solved_first_contact": float(mine["first_contact"].sum()), "tickets_received": float(len(mine))}
        found["first_contact"] = answer(METRICS["first_contact_resolution"], counts)
    table = dataset.measure("month")
    pair = ["csat_4_or_5", "csat_1_to_5"]
    if set(pair) <= set(table):
        sums: dict[str, Known] = {k: float(table.loc[table["period"].isin(months), k].sum()) for k in pair}
        if sums["csat_1_to_5"]:
            found["csat"] = answer(METRICS["csat"], sums)
    return found


def _shown(found: Answer) -> str:
    assert found.value is not None
    return spoken_hours(found.value) if found.variant.formula.unit is HOURS else PERCENT.show(round(found.value, 3))


def opening(dataset: Dataset, kind: Kind, period: str) -> list[str]:
    """The page's first sentences: is support quick and does it help, or does a robot flatter the clock?"""
    told = story(dataset, kind, period)
    first = flattery(told) if told is not None else ""
    return [s for s in (first, this_period(dataset, kind, period)) if s]


def flattery(told: Story) -> str:
    """What automatic replies do to the clock, beside what customers get."""
    lines, share = told.lines, PERCENT.show_brief(told.share).replace(".0%", "%")
    clock, people = lines.get("clock"), lines.get("people")
    since = f"since {spoken(told.began)} {share} of tickets get an automatic reply"
    if clock is None:
        return f"S{since[1:]}: a first reply by the clock says little about people."
    quicker, way = clock.way < 0, people.way if people is not None else 0
    looks = "Support looks quicker, but people's replies are not" if quicker else "Automatic replies are in the clock"
    looks = looks if people is not None else "The first response looks quicker" if quicker else looks
    slower = "Support looks quicker but is slower" if quicker else "Support is slower"
    verdict = {1: slower, 0: looks, -1: "Support is quicker, though by less than the clock says"}[way]
    text = f"{verdict}: {since}, so the clock's median {'fell' if quicker else 'went'} from {clock.shown[0]} to {clock.shown[1]}"
    if people is not None:
        went = {1: "slowed down", 0: "show no evidence of a change,", -1: "got quicker,"}[way]
        text += f", while people's own replies {went} from {people.shown[0]} to {people.shown[1]}"
    return f"{text}.{_beside(lines)}"


def _beside(lines: Mapping[str, Line]) -> str:
    """What became of first contact and CSAT meanwhile."""
    said = []
    for key, name in (("first_contact", "tickets solved at first contact"), ("csat", "CSAT")):
        line = lines.get(key)
        if line is not None:
            went = {1: "rose", 0: "went (no evidence of a change)", -1: "fell"}[line.way]
            said.append(f"{name} {went} from {line.shown[0]} to {line.shown[1]}")
    text = " and ".join(said)
    return f" {text[0].upper()}{text[1:]}." if text else ""


def caveat(told: Story | None) -> str:
    """What the file cannot say about people's replies, and what helps; empty without automatic replies."""
    if told is None or "people" not in told.lines:
        return ""
    text = (
        f"Where an automatic reply went out, the file has no time of a person's answer: people's replies are known for "
        f"{COUNT.show(_n(told.lines['people']))} of {COUNT.show(_n(told.lines['clock']))} answered tickets."
    )
    solution = told.lines.get("solution")
    if solution is None:
        return text
    way = solution.way
    same = " and says the same" if way and way == told.lines["people"].way else ""
    return f"{text} The time to the solution is known for nearly all{same}: {solution.shown[0]} before, {solution.shown[1]} since."


def _n(line: Line) -> float:
    values = line.since.given["response_hours"]
    return float(len(values)) if isinstance(values, tuple) else 0.0


def this_period(dataset: Dataset, kind: Kind, period: str) -> str:
    """One period: how many tickets, how soon people answered, how many were solved at once, how happy customers were."""
    rows = in_period(tickets(dataset, kind), period)
    if rows.empty:
        return f"No tickets came in in {spoken(period)}."
    text = f"{spoken(period)}: {COUNT.show(len(rows))} {'ticket' if len(rows) == 1 else 'tickets'}."
    people = hours_of(rows, PERSON).dropna()
    if len(people):
        text += f" Half of the {COUNT.show(len(people))} that a person answered first waited {spoken_hours(float(people.median()))} or less"
        text += f", nine in ten at most {spoken_hours(float(people.quantile(0.9)))}" if len(people) >= SMALL else ""
        text += "."
    parts = []
    for key, name in (("first_contact_resolution", "were solved at first contact"), ("csat", "of CSAT answers were 4 or 5")):
        found = answer_for(dataset, METRICS[key], kind, period)
        if found.value is not None:
            parts.append(f"{PERCENT.show_brief(found.value)} {name}")
    text += f" {' and '.join(parts)}." if parts else ""
    return text + _against(dataset, kind, period)


def _against(dataset: Dataset, kind: Kind, period: str) -> str:
    """Whether people's replies moved against the period before; empty where there is nothing to compare."""
    earlier = before(dataset, kind, period)
    if earlier is None or not dataset.is_whole(period, kind):
        return ""
    then, now = (answer_for(dataset, METRICS["first_response_time"], kind, p) for p in (earlier, period))
    if then.value is None or now.value is None:
        return ""
    p = chance(then, now)
    if p is None:
        return ""
    if p >= 1 - LEVEL:
        return f" There is no evidence that people's replies changed against {spoken(earlier)}."
    return f" People's replies are {'slower' if now.value > then.value else 'quicker'} than in {spoken(earlier)}, by more than chance."


def comparison(told: Story) -> pd.DataFrame:
    """The story as a table: number, before, since, and whether the change is more than chance."""
    rows = []
    for line in told.lines.values():
        p = "" if line.p is None else chance_in_words(line.p)
        real = f"{'more than chance' if line.way else 'no evidence of a change'} ({p})" if p else "not tested"
        rows.append({"Number": line.name, "Before": line.shown[0], "Since": line.shown[1], "Is it real?": real})
    return pd.DataFrame(rows)
