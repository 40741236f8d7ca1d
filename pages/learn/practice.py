"""Practice: one exercise up its ladder, from the worked example to a decision; or a set of questions, one after the other."""

import streamlit as st

from cs_calc.training.ladder import STAGES
from cs_calc.training.progress.levels import RULES
from cs_calc.training.progress.results import results
from cs_calc.training.progress.review import fresh_seed, seeds
from cs_calc.training.question import CONCEPT_STAGE, CONCEPTS_BY_KEY, Question, ask, next_stage
from cs_calc.training.road import PARTS, legs, next_stop, standing_of, title_of
from pages.parts import learner_state as state
from pages.parts.learner_panel import show_kept
from pages.parts.link import write
from pages.parts.practice_question import WIDTH, held, show_question
from pages.parts.practice_run import running, show_end, show_run, stop
from pages.parts.practice_sets import SETS, begin_set
from pages.parts.text import md

SLOT, LINK = "practice_question", "practice_link"
told: list[str] = []


def fresh(key: str, stage: str, seed: int | None = None) -> Question:
    """A question with numbers that this learner has not had; with a link's seed, the very numbers of the link."""
    if seed is None:
        # the worked example has numbers of its own: it would give away the next variant
        name = f"{key}:A" if stage == "A" else key
        shown: set[int] = st.session_state.setdefault("practice_shown", set())
        seed = fresh_seed(state.learner_id(), name, seeds(state.answers(), key) | shown)
        shown.add(seed)
    mode = "course" if st.session_state.get("learn_mode", "course") == "course" else "practice"
    return ask(key, stage, seed, mode, state.now(), state.sitting()).after(state.answers())


def go_to(key: str, stage: str | None = None) -> None:
    """On to an exercise: to the stage that comes next, if none is named."""
    stage = stage or next_stage(key, results(state.answers()))
    st.session_state["practice_item"], st.session_state["practice_stage"] = key, stage
    st.session_state[SLOT] = fresh(key, stage)


def chose_item() -> None:
    """Another exercise was chosen from the list."""
    go_to(st.session_state["practice_item"])


def chose_stage() -> None:
    """Another stage was chosen."""
    go_to(st.session_state["practice_item"], st.session_state["practice_stage"])


def follow_link() -> None:
    """Take exercise, stage and seed from a link that was opened; what does not exist is told."""
    link = st.query_params.to_dict()
    if "item" not in link or link == st.session_state.get(LINK):
        return
    key, stage, seed = link["item"], link.get("stage", ""), link.get("seed", "")
    if key not in PARTS:
        told.append(f"The link asks for the exercise “{md(key[:40])}”, which does not exist; another is shown.")
        return
    if stage and stage not in STAGES:
        told.append(f"The link asks for the stage “{md(stage[:20])}”; stages are A to G.")
        stage = ""
    number = int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 16 else None
    if seed and number is None:
        told.append(f"The link asks for the numbers “{md(seed[:20])}”; a whole number is expected. Fresh numbers are shown.")
    stage = CONCEPT_STAGE if key in CONCEPTS_BY_KEY else stage or next_stage(key, results(state.answers()))
    now = held(SLOT)
    if now is None or (now.key, now.stage) != (key, stage) or (now.over if number is None else number != now.seed):
        st.session_state[SLOT] = fresh(key, stage, number)


def show_ladder() -> None:
    """The exercise that is open, its stages, and the way on."""
    follow_link()
    if (question := held(SLOT)) is None:
        found = next_stop(legs("analyst", state.answers(), course=False), results(state.answers()))
        go_to(found[0].key if found else next(iter(PARTS)))
        question = held(SLOT)
    assert question is not None
    st.session_state["practice_item"], st.session_state["practice_stage"] = question.key, question.stage
    st.selectbox("Exercise", list(PARTS), format_func=title_of, key="practice_item", on_change=chose_item, width=420)
    if question.key not in CONCEPTS_BY_KEY and question.mode != "mine":
        solved = {r.stage for r in results(state.answers()) if r.item == question.key and r.right}
        labels = {stage: f"{':material/check: ' if stage in solved else ''}{name}" for stage, name in STAGES.items()}
        st.segmented_control(
            "Stage", list(STAGES), format_func=labels.__getitem__, key="practice_stage", on_change=chose_stage, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    standing = standing_of(question.key, state.answers())
    st.caption(f"{RULES[standing.level][0]}. {md(standing.missing)}")
    seed = {} if question.seed is None else {"seed": str(question.seed)}
    write({"item": question.key, "stage": question.stage, **seed})
    st.session_state[LINK] = st.query_params.to_dict()
    with st.container(border=True, width=WIDTH):
        question = show_question(SLOT)
    if question.over:
        way_on(question)


def way_on(question: Question) -> None:
    """What comes after a question that has ended: one step on, or the same with new numbers."""
    key = question.key
    lost = bool(question.prompt.fields) and not question.right
    with st.container(horizontal=True, vertical_alignment="center"):
        if question.stage == "A":
            step_button("Now you: the last step", key, "B")
            step_button("I know this: the full problem", key, "D", primary=False)
        elif lost:
            step_button("The same with new numbers", key, question.stage)
            if key not in CONCEPTS_BY_KEY:
                step_button("See a worked example", key, "A", primary=False)
        elif question.mode == "mine":
            step_button("Practise it with a story", key, None)
        else:
            after_right(key)


def after_right(key: str) -> None:
    """Further up the ladder; from its top, on to the next exercise."""
    tried = results(state.answers())
    stage = next_stage(key, tried)
    solved = {r.stage for r in tried if r.item == key and r.right}
    if key not in CONCEPTS_BY_KEY and stage not in solved:
        step_button(f"Next: {STAGES[stage]}", key, stage)
        return
    path, course = st.session_state.get("kept_choices", {}).get("learn_path", "analyst"), st.session_state.get("learn_mode") != "practice"
    found = next_stop(legs(path, state.answers(), course=course), tried)
    if found is not None and found[0].key != key:
        step_button(f"Next: {md(found[0].title)}", found[0].key, found[1])
    if key not in CONCEPTS_BY_KEY:
        step_button("The full problem again", key, "D", primary=found is None or found[0].key == key)


def step_button(label: str, key: str, stage: str | None, *, primary: bool = True) -> None:
    """A button that leads to a stage of an exercise."""
    st.button(
        label, type="primary" if primary else "secondary", key=f"practice_to_{key}_{stage}", on_click=go_to, args=(key, stage),
        icon=":material/arrow_forward:" if primary else None, shortcut="Enter" if primary else None,
    )  # fmt: skip


def show_set(kind: str) -> None:
    """A set of questions, from the first to the last, and how it went."""
    slot = f"practice_{kind}"
    about = st.query_params.get("about", "")
    run = running(slot)
    if run is None or (about and run.about != about):
        run = begin_set(kind, slot, about)
    write({"set": kind, **({"about": about} if about else {})})
    if run is None:
        st.info(SETS[kind].empty, icon=":material/info:")
    elif not show_run(slot):
        show_end(slot)
        if kind == "placement":
            skipped = [f"{leg.module.key} {leg.module.name}" for leg in legs("analyst", state.answers()) if leg.skipped]
            st.markdown(f"Skipped in the course: {md(', '.join(skipped))}." if skipped else "No module is skipped.")
        st.button("Another set", icon=":material/replay:", on_click=stop, args=(slot,), key="practice_another")
    st.page_link("pages/learn/learn.py", label="Back to Learn", icon=":material/school:")


st.title("Practice")
state.learner()  # whoever has signed in meanwhile begins with a page of their own
wanted = st.query_params.get("set")
if wanted in SETS:
    show_set(wanted)
else:
    if wanted is not None:
        told.append(f"The link asks for the set “{md(wanted[:20])}”, which does not exist; sets are {', '.join(SETS)}.")
    show_ladder()
show_kept()
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
