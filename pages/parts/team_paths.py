"""Cohorts on a page: how far each is on the path that is set for it, and the forms to set a path and to say who belongs where."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from cs_calc.training.paths import PATHS
from cs_calc.training.progress.cohort import assign, cohorts, gather
from cs_calc.training.progress.learner import LONGEST_NAME, Learner, NotLead
from cs_calc.training.progress.roster import assignments, people
from cs_calc.training.progress.store import Store
from cs_calc.training.progress.team import Team
from cs_calc.training.team_findings import of_cohort, on_path, path_told
from pages.parts import learner_state as state
from pages.parts.text import md

COLUMNS = {"person": "Person", "done": "Done", "begun": "Begun", "of": "Of", "share": "Progress", "last": "Last answer"}
SAID, FAILED = "team_said", "team_failed"
USUAL = timedelta(days=14)
"""How long a path takes by default."""


def show_paths(place: Store, lead: Learner, team: Team) -> None:
    """The paths that are set, with everybody's progress on them, and the two forms."""
    everybody = state.trying(lambda: people(place, lead))
    held = state.trying(lambda: assignments(place, lead))
    known = state.trying(lambda: cohorts(place))
    if everybody is None or held is None or known is None:
        return
    members, today = of_cohort(everybody), state.now().date()
    if not held:
        st.markdown("No path is set yet.")
    for one in held:
        if one.path not in PATHS:
            st.markdown(f"{md(one.cohort)}: the path “{md(one.path)}” is of another version of the app. Set one anew.")
            continue
        found = on_path(one.path, members.get(one.cohort, []), team)
        st.markdown(f"**{md(path_told(one, found, today))}**")
        if len(found):
            st.dataframe(
                found.rename(columns=COLUMNS),
                hide_index=True, key=f"team_path_{one.cohort}", alt=f"How far each person of {one.cohort} is.",
                column_config={"Progress": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)},
            )  # fmt: skip
    st.caption("Done: the full problem right at the first try and without hints on two variants (proficient).")
    left, right = st.columns(2, gap="large")
    with left:
        _path_form(known)
    with right:
        _member_form(everybody, known)
    if SAID in st.session_state:
        st.success(md(st.session_state.pop(SAID)), icon=":material/check:")
    if FAILED in st.session_state:
        st.warning(md(st.session_state.pop(FAILED)), icon=":material/error:")


def _cohort_field(name: str, known: list[str]) -> None:
    """An existing cohort, or a new one by its name."""
    st.selectbox("Cohort", known, index=None, accept_new_options=True, key=f"team_{name}_cohort", width=340,
                 placeholder="Choose one, or type the name of a new one")  # fmt: skip


def _cohort_of(name: str) -> str:
    return str(st.session_state.get(f"team_{name}_cohort") or "").strip()[:LONGEST_NAME]


def _path_form(known: list[str]) -> None:
    today = state.now().date()
    with st.form("team_path", border=True):
        st.markdown("**Set a path**")
        _cohort_field("path", known)
        st.selectbox("Path", list(PATHS), format_func=lambda key: PATHS[key].name, key="team_path_path", width=340)
        st.date_input("First day", today, key="team_path_start", width=160)
        st.date_input("Last day", today + USUAL, key="team_path_finish", width=160)
        st.form_submit_button("Set the path", on_click=_assign, key="team_path_go")


def _member_form(everybody: list[Learner], known: list[str]) -> None:
    called = {one.id: f"{one.tag} ({one.cohort})" if one.cohort else one.tag for one in everybody}
    with st.form("team_members", border=True):
        st.markdown("**Who belongs to a cohort**")
        st.multiselect("People", list(called), format_func=called.__getitem__, key="team_members_people")
        _cohort_field("members", known)
        st.form_submit_button("Put them in", on_click=_gather, key="team_members_go")


def _assign() -> None:
    place, lead, cohort = state.store(), state.learner(), _cohort_of("path")
    if place is None or lead is None:
        return
    path, start, finish = (st.session_state[f"team_path_{name}"] for name in ("path", "start", "finish"))
    try:
        made = state.trying(lambda: assign(place, lead, cohort, path, start, finish, state.now()))
    except (ValueError, NotLead) as why:
        st.session_state[FAILED] = str(why)
        return
    if made is not None:
        st.session_state[SAID] = f"{made.cohort}: {PATHS[path].name}, {start:%Y-%m-%d} to {finish:%Y-%m-%d}."


def _gather() -> None:
    place, lead, cohort = state.store(), state.learner(), _cohort_of("members")
    chosen = list(st.session_state.get("team_members_people", []))
    if place is None or lead is None:
        return
    if not chosen or not cohort:
        st.session_state[FAILED] = "Choose people, and a cohort: one of the list, or type the name of a new one."
        return
    state.trying(lambda: gather(place, lead, chosen, cohort))
    if not state.trouble():
        st.session_state[SAID] = f"{len(chosen)} {'person is' if len(chosen) == 1 else 'people are'} in {cohort} now."
        st.session_state.pop("team_held", None)
