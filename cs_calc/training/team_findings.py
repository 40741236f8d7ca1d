"""The team's report in words and rows for people: an overview, the mistakes with their reasons, and how far a cohort is on its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from cs_calc.training.items import ITEMS
from cs_calc.training.paths import PATHS
from cs_calc.training.progress.cohort import Assignment
from cs_calc.training.progress.learner import Learner
from cs_calc.training.progress.levels import LEVELS
from cs_calc.training.progress.team import ENOUGH, Team, alternatives, rates, top_mistakes
from cs_calc.training.road import title_of
from cs_calc.training.story import told
from cs_calc.units import PERCENT

REACHED = LEVELS[LEVELS.index("proficient") :]
"""The levels at which an exercise is behind a learner."""


@dataclass(frozen=True)
class Overview:
    """The whole report in a few numbers. `rate`, `low`, `high` and `with_hints` are fractions; None before a full problem has ended."""

    people: int
    answers: int
    problems: int = 0
    first_try: int = 0
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    seconds: float | None = None
    with_hints: float | None = None

    @property
    def says(self) -> str:
        """The overview as a sentence.

        >>> Overview(3, 40, 25, 20, 0.8, 0.61, 0.91, 48.0, 0.2).says
        '3 people, 40 answers. Right at the first try: 20 of 25 full problems (80.0%, likely between 61.0% and 91.0%).'
        """
        who = f"{_counted(self.people, 'person', 'people')}, {_counted(self.answers, 'answer', 'answers')}."
        if self.rate is None or self.low is None or self.high is None:
            return f"{who} No full problem has ended yet."
        few = "" if self.problems >= ENOUGH else f" Below {ENOUGH} problems a rate is not one to compare."
        between = f"likely between {PERCENT.show_brief(self.low)} and {PERCENT.show_brief(self.high)}"
        of = f"{self.first_try:,} of {_counted(self.problems, 'full problem', 'full problems')}"
        return f"{who} Right at the first try: {of} ({PERCENT.show_brief(self.rate)}, {between}).{few}"

    @property
    def time(self) -> str:
        """The median time of a full problem: `48 s` or `2 min 5 s`; empty where there is none."""
        return "" if self.seconds is None else seconds_shown(self.seconds)


def overview(team: Team) -> Overview:
    """The report in a few numbers."""
    people, answers = int(team.answers["learner"].nunique()), len(team.answers)
    found = rates(Team(team.answers, team.problems.assign(all="all"), team.levels), "all")
    if not len(found):
        return Overview(people, answers)
    row = found.iloc[0]
    return Overview(
        people, answers, int(row["problems"]), int(row["first_try"]), float(row["rate"]), float(row["low"]), float(row["high"]),
        float(row["seconds"]), float(row["with_hints"]),
    )  # fmt: skip


def seconds_shown(seconds: float) -> str:
    """A time for people.

    >>> seconds_shown(48.4), seconds_shown(125)
    ('48 s', '2 min 5 s')
    """
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"


def for_people(rows: pd.DataFrame) -> pd.DataFrame:
    """A list of rates with fewer, plainer columns: shares to whole percents, the range and the time as text, and what is too few said.

    Takes the frames of `rates` (and of the report's list of people); a frame without a rate is returned as it is.
    """
    if "rate" not in rows:
        return rows
    between = [f"{PERCENT.show_brief(low)} to {PERCENT.show_brief(high)}" for low, high in zip(rows["low"], rows["high"], strict=True)]
    plain = rows.assign(
        rate=rows["rate"].round(2),
        low=between,
        seconds=[seconds_shown(seconds) for seconds in rows["seconds"]],
        with_hints=rows["with_hints"].round(2),
        enough=["" if enough else f"fewer than {ENOUGH}" for enough in rows["enough"]],
    )
    plain = plain.drop(columns="high").rename(columns={"low": "range", "enough": "few"})
    return plain if plain["few"].any() else plain.drop(columns="few")


def names(team: Team) -> dict[str, str]:
    """What each metric and exercise of a report is called; a key of an older version is left out."""
    keys = {*team.answers["item"], *team.levels["item"]}
    return {key: title_of(key) for key in keys} | {item.metric.key: item.metric.name for item in ITEMS.values()}


def reason(item: str, mistake: str) -> str:
    """What a mistake, or a definition that was kept, is; its key as words where it is of an older version.

    >>> reason("renewal_rate", "lost"), reason("renewal_rate", "of_old")
    ('That is the share that did not renew.', 'Of old.')
    """
    known = {rival.key: rival.why for rival in told(ITEMS[item]).rivals} if item in ITEMS else {}
    return known.get(mistake) or f"{mistake.replace('_', ' ').capitalize()}."


@dataclass(frozen=True)
class Told:
    """A finding as a line: what it is about, what is said of it, and how often, in words."""

    title: str
    says: str
    how_often: str


def mistakes_told(team: Team, most: int = 10) -> list[Told]:
    """The commonest mistakes with their reasons, most often first."""
    return [
        Told(
            title_of(row["item"]),
            reason(row["item"], row["mistake"]),
            f"{row['count']} of {_counted(row['answers'], 'answer', 'answers')}, {_counted(row['people'], 'person', 'people')}",
        )
        for row in top_mistakes(team, most).to_dict("records")
    ]


def definitions_told(team: Team) -> list[Told]:
    """Who keeps another published definition: those who have not given the asked one since come first."""
    rows = sorted(alternatives(team).to_dict("records"), key=lambda row: (row["right_since"] > 0, row["person"], row["item"]))
    return [
        Told(
            f"{row['person']}: {title_of(row['item'])}",
            reason(row["item"], row["definition"]),
            f"on {row['variants']} variants, last on {row['last']:%Y-%m-%d}; "
            + (f"right at the first try since: {row['right_since']}" if row["right_since"] else "not right since"),
        )
        for row in rows
    ]


def on_path(path: str, learners: Iterable[Learner], team: Team) -> pd.DataFrame:
    """How far each learner is on a path: person, done (exercises at proficient or mastered), begun, of, share, last (day or None).

    In the order of names; who has not begun is there with 0. Raises KeyError for a path that does not exist.
    """
    items = set(PATHS[path].items)
    levels = team.levels[team.levels["item"].isin(items)]
    rows = []
    for learner in sorted(learners, key=lambda one: (one.name.casefold(), one.id)):
        own = levels[levels["learner"] == learner.id]
        done, begun = int(own["level"].isin(REACHED).sum()), len(own)
        last = team.answers.loc[team.answers["learner"] == learner.id, "at"].max()
        rows.append((learner.name, done, begun, len(items), done / len(items), None if pd.isna(last) else last.date()))
    return pd.DataFrame(rows, columns=["person", "done", "begun", "of", "share", "last"])


def path_told(assigned: Assignment, found: pd.DataFrame, today: date) -> str:
    """How a cohort is on its path, a sentence; `found` is the frame of `on_path`."""
    path = PATHS[assigned.path].name if assigned.path in PATHS else assigned.path
    when = f"{assigned.start:%Y-%m-%d} to {assigned.finish:%Y-%m-%d}"
    left = assigned.days_left(today)
    days = f"{_counted(left, 'day', 'days')} left" if today >= assigned.start else f"begins in {(assigned.start - today).days} days"
    if today > assigned.finish:
        days = "its time is over"
    if not len(found):
        return f"{assigned.cohort}: {path}, {when}, {days}. Nobody belongs to it yet."
    finished, idle = int((found["share"] >= 1).sum()), int((found["begun"] == 0).sum())
    waiting = f", {idle} {'has' if idle == 1 else 'have'} not begun" if idle else ""
    return f"{assigned.cohort}: {path}, {when}, {days}. {finished} of {_counted(len(found), 'person', 'people')} through{waiting}."


def of_cohort(learners: Iterable[Learner]) -> Mapping[str, list[Learner]]:
    """The learners of each cohort, by its name; "" for those without one."""
    found: dict[str, list[Learner]] = {}
    for learner in learners:
        found.setdefault(learner.cohort or "", []).append(learner)
    return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))


def _counted(n: int, one: str, more: str) -> str:
    return f"{n:,} {one if n == 1 else more}"
