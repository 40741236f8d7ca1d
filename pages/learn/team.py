"""Team: for team leads, who confuses what and how far each cohort is; for everybody, exercises to take along."""

import streamlit as st

from cs_calc.training.progress.learner import LEADS, Learner, is_lead, leads, unclear_leads
from pages.parts import learner_state as state
from pages.parts.learner_panel import show_trouble
from pages.parts.take_along import show_take_along
from pages.parts.team_paths import show_paths
from pages.parts.team_report import read_team, show_report
from pages.parts.text import md


def show_closed(held: Learner | None) -> None:
    """Who may see the report, and what is to be done for it."""
    with st.container(border=True):
        st.markdown("**The report is open to team leads.** It shows who typed what in exercises, so it is closed to everybody else.")
        if held is None:
            how = "Sign in" if state.sign_in_is_set_up() else "Say who you are"
            st.markdown(f"{how} on the page Learn; a lead then finds the report here.")
            st.page_link("pages/learn/learn.py", label="Learn", icon=":material/school:")
            return
        named = held.email or held.tag
        st.markdown(f"Leads are named in the server's setting `{LEADS}`. You are **{md(named)}**: whoever runs the server can add that.")
        if not leads():
            st.caption("The setting names nobody yet.")
        if (sentence := unclear_leads()) is not None:
            st.warning(md(sentence), icon=":material/error:")


st.title("Team")
st.markdown("Who confuses what, and how far is everybody?")
held = state.learner()
if held is None or not is_lead(held):
    show_closed(held)
elif (place := state.store()) is not None and (found := read_team(place, held)) is not None:
    show_report(found)
    st.header("Cohorts and paths")
    show_paths(place, held, found.team)
show_trouble()
st.header("Take along")
show_take_along()
