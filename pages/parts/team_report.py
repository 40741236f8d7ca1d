"""The team lead's report on a page: overview, heat map, mistakes, definitions kept, people, and all of it to take along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from cs_calc.training.cases.kept import METRIC_OF_FIELDS
from cs_calc.training.progress.learner import Learner
from cs_calc.training.progress.store import Store
from cs_calc.training.progress.team import Team, clusters
from cs_calc.training.progress.team_book import COLUMNS, MAP, SHARES, csv, lists, workbook
from cs_calc.training.progress.team_chart import heat_map
from cs_calc.training.road import METRIC_OF
from cs_calc.training.team_findings import Told, definitions_told, for_people, mistakes_told, names, overview
from cs_calc.units import PERCENT
from pages.parts import learner_state as state
from pages.parts.link import keep, remembered, write
from pages.parts.picture import show_picture
from pages.parts.text import md

HELD = "team_held"
FRESH = timedelta(seconds=60)
"""How long what was read is shown before the place is asked again: every click would read all answers."""
ALL = "All"
TITLES = {**COLUMNS, "seconds": "Time", "range": "Likely range (95 %)", "with_hints": "With hints", "few": "Too few"}
_Lists = dict[str, tuple[str, pd.DataFrame]]


@dataclass
class Held:
    """Everybody's answers as they were read, for whom, and the lists made of them so far by cohort and person."""

    lead: str
    read: datetime
    team: Team
    made: dict[tuple[str, str], tuple[Team, dict[str, str], _Lists]] = field(default_factory=dict)


def read_team(place: Store, lead: Learner) -> Held | None:
    """Everybody's answers, read anew once a minute; None where they cannot be read, and `learner_state.trouble` says why."""
    held: Held | None = st.session_state.get(HELD)
    if held is not None and held.lead == lead.id and state.now() - held.read < FRESH:
        return held
    team = state.trying(lambda: Team.of(place, lead, {**METRIC_OF, **METRIC_OF_FIELDS}))
    if team is None:
        return None
    st.session_state[HELD] = Held(lead.id, state.now(), team)
    return st.session_state[HELD]


def read_again() -> None:
    """Forget what was read."""
    st.session_state.pop(HELD, None)


def show_report(held: Held) -> None:
    """The report of the people chosen."""
    if not len(held.team.answers):
        st.info("Nobody has answered yet. The report fills as people practise.", icon=":material/hourglass_empty:")
        return
    team, known, found = _chosen(held)
    _overview(team)
    show_picture(heat_map(clusters(team), known), "team_map")
    st.caption("Each number is how often a mistake was made; the colour is its share of the numbers typed for that metric.")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Most frequent mistakes")
        _lines(mistakes_told(team), "No known mistake yet.")
    with right:
        st.subheader("Another definition is kept")
        _lines(definitions_told(team), "Nobody has given another published definition on two variants or more.")
    for sheet in ("People", "Metrics"):
        st.subheader(sheet)
        _table(sheet, *found[sheet])
    with st.expander("Do the exercises tell people apart?", icon=":material/balance:"):
        _table("Exercises", *found["Exercises"])
    _take_along(held, team, known, found)


def _chosen(held: Held) -> tuple[Team, dict[str, str], _Lists]:
    """The choice of cohort and person, and the report of them."""
    whole = held.team
    groups = [ALL, *sorted({c for c in whole.answers["cohort"] if c}, key=str.casefold)]
    st.session_state["team_cohort"], missed = remembered("cohort", "team_cohort", groups, ALL)
    if missed is not None:
        st.warning(
            f"The link asks for the cohort “{md(missed[:40])}”, of which nobody has answered; all are shown.", icon=":material/link_off:"
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cohort = st.selectbox("Cohort", groups, key="team_cohort", width=260)
        there = whole.answers if cohort == ALL else whole.answers[whole.answers["cohort"] == cohort]
        people = dict(sorted(zip(there["learner"], there["person"], strict=True), key=lambda pair: pair[1].casefold()))
        if st.session_state.get("team_person") not in (ALL, *people):
            st.session_state["team_person"] = ALL
        person = st.selectbox("Person", [ALL, *people], format_func=lambda key: people.get(key, ALL), key="team_person", width=260)
        st.button(
            "Read again",
            icon=":material/refresh:",
            on_click=read_again,
            type="tertiary",
            key="team_again",
            help=f"As of {held.read:%H:%M:%S} UTC.",
        )
    keep("team_cohort", cohort)
    write({"cohort": cohort} if cohort != ALL else {})  # never a person: a link is passed on
    if (cohort, person) not in held.made:
        team = whole.only(cohort=None if cohort == ALL else cohort, learners=None if person == ALL else [person])
        known = names(team)
        held.made[cohort, person] = (team, known, lists(team, known))
    return held.made[cohort, person]


def _overview(team: Team) -> None:
    found = overview(team)
    st.markdown(f"**{md(found.says)}**")
    wall = st.grid(4, min_column_width=180)
    shown = {
        "People": f"{found.people:,}",
        "Right at the first try": "not known" if found.rate is None else PERCENT.show_brief(found.rate),
        "Time for a full problem": found.time or "not known",
        "Full problems with hints": "not known" if found.with_hints is None else PERCENT.show_brief(found.with_hints),
    }
    for name, value in shown.items():
        wall.metric(name, value, border=True, height="stretch")


def _lines(found: list[Told], nothing: str) -> None:
    if not found:
        st.markdown(nothing)
    for number, one in enumerate(found, 1):
        st.markdown(f"{number}\\. **{md(one.title)}**: {md(one.says)} :gray[{md(one.how_often)}]")


def _table(sheet: str, says: str, rows: pd.DataFrame) -> None:
    """A list with the names of its columns as people read them, shares in percent."""
    st.caption(md(says))
    if not len(rows):
        st.markdown("Nothing yet.")
        return
    shown = for_people(rows).rename(columns=TITLES)
    look = {TITLES[c]: st.column_config.NumberColumn(format="percent") for c in rows if c in SHARES}
    st.dataframe(shown, hide_index=True, column_config=look, key=f"team_{sheet}", alt=f"{sheet}: {says}")


def _take_along(held: Held, team: Team, known: dict[str, str], found: _Lists) -> None:
    st.subheader("The report as a file")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button("Excel workbook", lambda: workbook(team, known, held.read), f"team-report-{held.read:%Y-%m-%d}.xlsx",
                           on_click="ignore", icon=":material/download:", help="Every list of the report on its own sheet.")  # fmt: skip
        sheet = st.selectbox("One list as CSV", list(found), index=list(found).index(MAP), key="team_list", width=240)
        name = sheet.lower().replace(" ", "-")
        st.download_button("CSV", lambda: csv(found[sheet][1]), f"team-{name}-{held.read:%Y-%m-%d}.csv", "text/csv", on_click="ignore",
                           icon=":material/download:", help=found[sheet][0])  # fmt: skip
