"""Cases: six stories on sheets of numbers, worked step by step to a decision; a later step is marked by one's own earlier numbers."""

import streamlit as st

from cs_calc.training.cases import CASES
from cs_calc.training.cases.draw import SEEDS
from cs_calc.training.cases.record import Case
from cs_calc.training.cases.standing import Standing
from cs_calc.training.paths import MODULES
from pages.parts import case_state as cases
from pages.parts.case_decision import show_decision, show_summary
from pages.parts.case_files import show_analyse, show_book, show_told, show_way_back
from pages.parts.case_sheets import show_sheets
from pages.parts.case_step import show_answers, show_step
from pages.parts.learner_panel import show_who
from pages.parts.link import write
from pages.parts.text import md, money_safe

COLOURS = {"not begun": "gray", "under way": "blue", "done": "green"}
ICONS = {"not begun": ":material/circle:", "under way": ":material/timelapse:", "done": ":material/check_circle:"}
told: list[str] = []


def open_case(key: str | None) -> None:
    """Open a case, or the list of all."""
    st.session_state["cases_open"] = key


def take_link() -> None:
    """The case and the numbers that the link asks for, when it asks for them first."""
    asked = (st.query_params.get("case"), st.query_params.get("seed"))
    if asked == (None, None) or st.session_state.get("cases_link") == asked:
        return
    st.session_state["cases_link"] = asked
    key, seed = asked
    if key not in CASES:
        told.append(f"The link asks for the case “{md((key or '')[:40])}”, which does not exist; all cases are shown.")
        return
    open_case(key)
    if seed is None:
        return
    if seed.isascii() and seed.isdigit() and int(seed) < SEEDS:
        cases.take_seed(key, int(seed))
    else:
        told.append(f"The link asks for the numbers “{md(seed[:40])}”: a number from 0 to {SEEDS - 1} is expected. Others are shown.")


def badge(found: Standing, at: int | None = None) -> str:
    """The state of a case as a badge; `at`: the step that is looked at."""
    says = found.says if at is None or found.state == "done" else found.step_words(at)
    return f":{COLOURS[found.state]}-badge[{ICONS[found.state]} {says}]"


def show_list() -> None:
    """Every case with its state and the way into it."""
    st.markdown(
        "Six stories on sheets of numbers. Each asks for the metrics step by step, then for a decision. Later steps are marked by your own "
        "earlier numbers, so one slip does not spoil the rest."
    )
    grid = st.grid(2, min_column_width=320)
    for number, case in enumerate(CASES.values(), 1):
        found = cases.now(case.key)
        with grid.container(border=True):
            st.markdown(f"**{number}. {money_safe(case.title)}**")
            modules = ", ".join(f"{key} {MODULES[key].name}" for key in case.modules)
            st.caption(f"{modules} · {len(case.steps) + 1} steps · about {case.minutes} minutes")
            st.markdown(badge(found))
            label = {"not begun": "Begin", "under way": "Go on", "done": "Look again"}[found.state]
            st.button(label, key=f"open_{case.key}", on_click=open_case, args=(case.key,), type="secondary")
    show_who()


def show_case(case: Case) -> None:
    """One case from the story to the summary."""
    found = cases.now(case.key)
    at = cases.shown(case.key, found.place)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("All cases", icon=":material/arrow_back:", on_click=open_case, args=(None,), type="tertiary")
        st.markdown(badge(found, at))
    st.header(money_safe(case.title), anchor=False)
    st.markdown(money_safe(found.drawn.say(case.story)))
    with st.container(horizontal=True):
        show_book(found)
        show_analyse(found.drawn)
    show_told()
    show_sheets(found.drawn)
    if at < len(case.steps):
        show_step(found, at)
    elif at == len(case.steps):
        show_decision(found)
    else:
        show_summary(found)
    if at:
        st.subheader("Done so far", anchor=False)
        for place in range(min(at, len(case.steps)) - 1, -1, -1):
            step = case.steps[place]
            with st.expander(money_safe(f"{place + 1}. {found.drawn.say(step.title)}")):
                show_answers(found, step)


st.title("Cases")
take_link()
key = st.session_state.get("cases_open")
write({} if key not in CASES else {"case": key, "seed": str(cases.seed_of(key))})
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
show_way_back()
if key in CASES:
    show_case(CASES[key])
else:
    show_list()
