"""Learn: the course as a map: what is open, how far each part is, what comes next, and who is learning."""

import streamlit as st

from cs_calc.training.ladder import STAGES
from cs_calc.training.paths import PATHS
from cs_calc.training.progress.levels import RULES, Level
from cs_calc.training.progress.results import results
from cs_calc.training.road import Leg, Stop, due_set, legs, next_stop, way
from pages.parts import learner_state as state
from pages.parts.learner_panel import show_progress_files, show_who
from pages.parts.link import keep, remembered, write
from pages.parts.practice_run import stop
from pages.parts.practice_sets import SETS
from pages.parts.text import md

PRACTICE, REVIEW = "pages/learn/practice.py", "pages/learn/review.py"
MODES = {"course": "Course", "practice": "Practice"}
COLOURS: dict[Level, str] = {"not_started": "gray", "attempted": "orange", "familiar": "blue", "proficient": "green", "mastered": "violet"}
CASES = "pages/learn/cases.py"
# where the end of a module leads, by a word in what it ends with
ENDS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("case", CASES, {}),
    ("errors", PRACTICE, {"set": "errors"}),
    ("placement", PRACTICE, {"set": "placement"}),
)
told: list[str] = []


def choose(name: str, options: list[str], key: str, default: str, what: str) -> None:
    """Set a choice from the link or from before; say so if the link asks for something that does not exist."""
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        told.append(f"The link asks for the {what} “{md(missed[:40])}”, which does not exist; another is shown.")


def show_next(found: tuple[Leg, ...]) -> None:
    """The one thing to do next."""
    step = next_stop(found, results(state.answers()))
    known = state.learner() is not None
    if step is None:
        st.markdown("Everything that is open is done for now. What is due again stands under Review.")
        st.page_link(REVIEW, label="Review", icon=":material/event_repeat:")
        return
    stop_, stage = step
    where = "" if stop_.is_concept else f", {STAGES[stage].lower()}"
    begun = "Continue" if state.answers() else "Begin"
    if st.button(
        f"{begun}: {md(stop_.title)}{where}", type="primary" if known else "secondary", icon=":material/play_arrow:", key="learn_go"
    ):
        st.switch_page(PRACTICE, query_params={"item": stop_.key, "stage": stage})


def show_sets() -> None:
    """The sets of mixed questions."""
    ready = len(due_set(state.learner_id(), state.answers(), state.now()))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(REVIEW, label=f"Review ({ready} due)" if ready else "Review", icon=":material/event_repeat:")
        for kind, label in (("placement", "Placement test"), ("mixed", "Mixed set"), ("spots", "Printed and wrong")):
            if st.button(label, key=f"learn_{kind}", help=SETS[kind].says, type="tertiary", icon=":material/checklist:"):
                stop(f"practice_{kind}")
                st.switch_page(PRACTICE, query_params={"set": kind})
        st.page_link("pages/learn/team.py", label="Take exercises along", icon=":material/download:")


def show_leg(leg: Leg) -> None:
    """A module: what is in it, how far each part is, what it waits for."""
    left = ", skipped by the placement test" if leg.skipped else f", about {leg.minutes_left:.0f} minutes left" if leg.minutes_left else ""
    st.markdown(f"**{leg.module.key} {md(leg.module.name)}**")
    st.caption(f"{leg.behind} of {len(leg.stops)} done{left}")
    for one in leg.stops:
        show_stop(one)
    ends = leg.module.ends_with
    page, link = next(((page, link) for word, page, link in ENDS if word in ends), (PRACTICE, {"set": "mixed"}))
    about = {"about": leg.module.key} if link.get("set") == "errors" else {}
    st.page_link(page, label=f"Ends with {md(ends)}", icon=":material/flag:", query_params={**link, **about})


def show_stop(one: Stop) -> None:
    """A part of a module, with its level; where it waits for others, which."""
    level = one.standing.level
    badge = "" if level == "not_started" else f" :{COLOURS[level]}-badge[{RULES[level][0]}]"
    waits = f"In course mode it opens after: {', '.join(one.first)}." if one.first else ""
    st.page_link(
        PRACTICE,
        label=f"{md(one.title)}{badge}",
        icon=":material/lock:" if one.first else ":material/quiz:" if one.is_concept else ":material/calculate:",
        disabled=bool(one.first),
        help=md(waits or one.standing.missing) or None,
        query_params={"item": one.key},
    )


st.title("Learn")
st.markdown("Every metric, from a worked example to a decision. A wrong answer is explained by what was done to get it.")
show_who()
state.refresh()
set_path = state.assignment()
choose("path", list(PATHS), "learn_path", set_path.path if set_path and set_path.path in PATHS else "analyst", "path")
choose("mode", list(MODES), "learn_mode_pick", "course", "mode")
with st.container(horizontal=True, vertical_alignment="bottom"):
    path = st.selectbox("Path", list(PATHS), format_func=lambda key: PATHS[key].name, key="learn_path", width=320)
    mode = st.segmented_control(
        "Order", list(MODES), format_func=MODES.__getitem__, key="learn_mode_pick", required=True,
        help="Course: an exercise opens when what it builds on is proficient. Practice: everything is open.",
    )  # fmt: skip
if set_path is not None and set_path.path in PATHS:
    days = set_path.days_left(state.now().date())
    left = f"{days} {'day' if days == 1 else 'days'} left" if days else "the last day is reached"
    st.caption(
        f"For {md(set_path.cohort)}, {md(set_path.set_by)} set: {PATHS[set_path.path].name}, until {set_path.finish:%d %B %Y} ({left})."
    )
keep("learn_path", path)
keep("learn_mode_pick", mode)
st.session_state["learn_mode"] = mode
write({"path": path, "mode": mode})
found = legs(path, state.answers(), course=mode == "course")
whole = way(found)
st.progress(whole.share, text=whole.says())
show_next(found)
show_sets()
grid = st.grid(2, min_column_width=330)
for leg in found:
    with grid.container(border=True):
        show_leg(leg)
with st.expander("What the levels mean", icon=":material/stairs:"):
    for level, (name, rule) in RULES.items():
        st.markdown(f":{COLOURS[level]}-badge[{name}] {md(rule)}")
show_progress_files()
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
