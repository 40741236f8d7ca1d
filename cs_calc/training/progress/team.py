"""The team lead's report: who confuses what. Counts first, rates second, each with its n; nobody is ranked.

Read from the attempts of everybody, for a lead only (`Team.of`). Left out are worked numbers of one's own (`mine`) and answers
given after the solution was shown. A report is the same frames for one person, one cohort or all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from cs_calc.intervals import wilson
from cs_calc.training.progress.attempt import MISSES, Attempt
from cs_calc.training.progress.learner import Learner, must_lead
from cs_calc.training.progress.levels import standing
from cs_calc.training.progress.results import Result, results
from cs_calc.training.progress.store import Store
from cs_calc.training.progress.tables import ATTEMPTS, LEARNERS

ENOUGH = 20
"""Fewer problems, or people, than this are too few for a rate to be compared or an item to be judged."""
NUMERIC = ("B", "C", "D")
"""The stages at which a number is typed, so that a mistake in it can be told."""
FULL = "D"
ANSWERS = (
    "person", "learner", "cohort", "item", "metric", "version", "seed", "stage", "mode", "answer", "kind", "mistake", "cluster", "hints",
    "seconds", "at",
)  # fmt: skip
PROBLEMS = ("person", "learner", "cohort", "item", "metric", "mode", "over", "first_try", "clean", "hints", "seconds", "at")
LEVELS = ("person", "learner", "cohort", "item", "level")


@dataclass(frozen=True)
class Team:
    """The frames of a report: one row per answer that counts, per full problem, and per person and item begun."""

    answers: pd.DataFrame
    problems: pd.DataFrame
    levels: pd.DataFrame

    @classmethod
    def of(cls, store: Store, lead: Learner, metric_of: Mapping[str, str]) -> Team:
        """Everybody's attempts. `metric_of`: item -> metric; an item without one stands for itself.

        Raises NotLead for anybody whom `CS_CALC_LEADS` does not name, and NotKept.
        """
        must_lead(lead)
        names = [ATTEMPTS.c[f.name] for f in fields(Attempt)]
        with store.reading() as connection:
            people = list(connection.execute(select(LEARNERS.c.id, LEARNERS.c.name, LEARNERS.c.cohort, LEARNERS.c.since)))
            given = connection.execute(select(ATTEMPTS.c.learner, *names).where(ATTEMPTS.c.mode != "mine")).all()
        by_learner: dict[str, list[Attempt]] = {}
        for row in given:
            values = dict(row._mapping)
            by_learner.setdefault(values.pop("learner"), []).append(Attempt(**values))
        learners = [Learner(p.id, p.name, p.since, p.cohort) for p in people if p.id in by_learner]
        return team_of({learner: by_learner[learner.id] for learner in learners}, metric_of)

    def only(self, *, learners: Iterable[str] | None = None, cohort: str | None = None) -> Team:
        """The same report for some people (by id) or one cohort."""

        def chosen(frame: pd.DataFrame) -> pd.DataFrame:
            keep = pd.Series(True, frame.index)
            if learners is not None:
                keep &= frame["learner"].isin(list(learners))
            if cohort is not None:
                keep &= frame["cohort"] == cohort
            return frame[keep].reset_index(drop=True)

        return replace(self, answers=chosen(self.answers), problems=chosen(self.problems), levels=chosen(self.levels))


def team_of(attempts: Mapping[Learner, Iterable[Attempt]], metric_of: Mapping[str, str]) -> Team:
    """The frames of these learners' attempts."""
    same_name = Counter(learner.name for learner in attempts)
    answers: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    levels: list[dict[str, Any]] = []
    for learner, own in attempts.items():
        person = learner.name if same_name[learner.name] == 1 else learner.tag
        who = {"person": person, "learner": learner.id, "cohort": learner.cohort or ""}
        tried = results(a for a in own if a.mode != "mine" and (a.mode != "case" or a.item in metric_of))
        for result in tried:
            metric = metric_of.get(result.item, result.item)
            answers += [{**who, "metric": metric, **_answer(a)} for a in result.attempts]
            if result.stage == FULL:
                problems.append({**who, "metric": metric, **_problem(result)})
        by_item: dict[str, list[Result]] = {}
        for result in (r for r in tried if r.stage != "case"):
            by_item.setdefault(result.item, []).append(result)
        levels += [{**who, "item": item, "level": standing(item, found).level} for item, found in by_item.items()]
    return Team(pd.DataFrame(answers, columns=ANSWERS), pd.DataFrame(problems, columns=PROBLEMS), pd.DataFrame(levels, columns=LEVELS))


def _answer(a: Attempt) -> dict[str, Any]:
    return {
        "item": a.item, "version": a.version, "seed": a.seed, "stage": a.stage, "mode": a.mode, "answer": a.raw, "kind": a.kind,
        "mistake": a.mistake, "cluster": a.cluster, "hints": a.hints, "seconds": a.seconds, "at": a.at,
    }  # fmt: skip


def _problem(r: Result) -> dict[str, Any]:
    return {
        "item": r.item, "mode": r.mode, "over": r.over, "first_try": r.first_try, "clean": r.clean, "hints": r.hints, "seconds": r.seconds,
        "at": r.at,
    }  # fmt: skip


def clusters(team: Team) -> pd.DataFrame:
    """Metric by cluster of mistakes: metric, cluster, count, answers (typed numbers to that metric) and share = count / answers.

    Only pairs that occur; `share` is a fraction.
    """
    typed = team.answers[team.answers["stage"].isin(NUMERIC)]
    whole = typed.groupby("metric").size()
    wrong = typed[typed["kind"].isin(MISSES) & (typed["cluster"] != "")]
    found = wrong.groupby(["metric", "cluster"]).size().rename("count").reset_index()
    found["answers"] = found["metric"].map(whole).astype("int64")
    found["share"] = found["count"] / found["answers"]
    return found.sort_values(["count", "share", "metric", "cluster"], ascending=[False, False, True, True], ignore_index=True)


def grid(found: pd.DataFrame, value: str = "share") -> pd.DataFrame:
    """The frame of `clusters` as a grid: one row per metric, one column per cluster that occurs; `value` is share or count.

    Rows and columns with the most mistakes come first; 0 where a mistake was not made.
    """
    if not len(found):
        return pd.DataFrame(columns=["metric"])
    down, across = (found.groupby(c)["count"].sum().sort_values(ascending=False, kind="stable").index for c in ("metric", "cluster"))
    laid = found.pivot(index="metric", columns="cluster", values=value).fillna(0).reindex(index=down, columns=across)
    return laid.rename_axis(columns=None).reset_index()


def rates(team: Team, by: str) -> pd.DataFrame:
    """First-try rate, time and hints of full problems that ended, by `metric`, `item`, `person` or `cohort`.

    Columns: `by`, people, problems, first_try (count), rate, low and high (Wilson, 95 %), seconds (median), with_hints (share),
    enough (at least 20 problems). Rates are fractions.
    """
    ended = team.problems[team.problems["over"].astype(bool)]
    rows = []
    for key, group in ended.groupby(by, sort=True):
        right, n = int(group["first_try"].sum()), len(group)
        ends = wilson(right, n)
        assert ends is not None  # a group has at least one row
        people, hinted, seconds = group["learner"].nunique(), int((group["hints"] > 0).sum()), float(group["seconds"].median())
        rows.append((key, people, n, right, right / n, ends.low, ends.high, seconds, hinted / n, n >= ENOUGH))
    columns = [by, "people", "problems", "first_try", "rate", "low", "high", "seconds", "with_hints", "enough"]
    return pd.DataFrame(rows, columns=columns)


def top_mistakes(team: Team, most: int = 10) -> pd.DataFrame:
    """The commonest named mistakes over all variants: item, mistake, cluster, count, people, answers (to the item) and share."""
    typed = team.answers[team.answers["stage"].isin(NUMERIC)]
    whole = typed.groupby("item").size()
    wrong = typed[typed["kind"] == "mistake"]
    found = wrong.groupby(["item", "mistake", "cluster"]).agg(count=("learner", "size"), people=("learner", "nunique")).reset_index()
    found["answers"] = found["item"].map(whole).astype("int64")
    found["share"] = found["count"] / found["answers"]
    order = found.sort_values(["count", "people", "item", "mistake"], ascending=[False, False, True, True], ignore_index=True)
    return order.head(most)


def alternatives(team: Team) -> pd.DataFrame:
    """Who keeps a published definition that the course does not use: given on 2 different variants or more.

    Columns: person, item, definition, variants, last (when), right_since (full problems right at the first try after it).
    """
    other = team.answers[team.answers["kind"] == "alternative"]
    rows = []
    for (learner, item, definition), group in other.groupby(["learner", "item", "mistake"], sort=True):
        variants = group.drop_duplicates(["version", "seed"])
        if len(variants) < 2:
            continue
        last = group["at"].max()
        own = team.problems[(team.problems["learner"] == learner) & (team.problems["item"] == item)]
        straight = own[(own["at"] > last) & own["first_try"].astype(bool)]
        rows.append((group["person"].iloc[0], item, definition, len(variants), last, len(straight)))
    return pd.DataFrame(rows, columns=["person", "item", "definition", "variants", "last", "right_since"])


def discrimination(team: Team) -> pd.DataFrame:
    """Does an item tell those who know the rest from those who do not? item, people, right, value, says.

    `value` is the corrected point-biserial: Pearson's correlation, over people, of the first full problem of the item (1 right at
    the first try, else 0) with the share of their other items that were right so. Below 20 people, and where all did alike, there
    is no value and `says` is the reason. Source: Ebel and Frisbie 1991, Essentials of Educational Measurement, ch. 13.
    """
    ended = team.problems[team.problems["over"].astype(bool)].sort_values("at")
    first = ended.drop_duplicates(["learner", "item"])
    scores = first.assign(score=first["first_try"].astype(float)).pivot(index="learner", columns="item", values="score")
    rows = []
    for item in scores.columns:
        own = scores[item]
        rest = scores.drop(columns=item).mean(axis=1)
        both = own.notna() & rest.notna()
        own, rest = own[both], rest[both]
        value, says = None, ""
        if len(own) < ENOUGH:
            says = f"Too few: {len(own)} people, {ENOUGH} are needed."
        elif own.nunique() < 2 or rest.nunique() < 2:
            says = "Everybody did alike, so nothing can be told apart."
        else:
            value = float(own.corr(rest))
            says = discriminates(value)
        rows.append({"item": item, "people": len(own), "right": int(own.sum()), "value": value, "says": says})
    return pd.DataFrame(rows, columns=["item", "people", "right", "value", "says"])


def discriminates(value: float) -> str:
    """What a discrimination index means, by Ebel's limits.

    >>> discriminates(0.42), discriminates(-0.1)
    ('Tells well.', 'Those who know the rest miss it more often: look at its wording.')
    """
    if value < 0:
        return "Those who know the rest miss it more often: look at its wording."
    return "Tells well." if value >= 0.4 else "Tells fairly." if value >= 0.2 else "Tells little."
