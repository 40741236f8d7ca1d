"""Review: what is due again today with fresh numbers, definitions as cards, and one's own mistakes by kind."""

import uuid

import streamlit as st

from cs_calc.training.clusters import CLUSTER_WORDS, cluster_name
from cs_calc.training.glossary import Flash, flash
from cs_calc.training.progress.review import weeks
from cs_calc.training.road import due_set, next_due, own_slips
from cs_calc.training.run import Run
from pages.parts import learner_state as state
from pages.parts.learner_panel import show_kept
from pages.parts.link import keep, remembered, write
from pages.parts.practice_run import running, show_end, show_run, start, stop
from pages.parts.text import md

PRACTICE = "pages/learn/practice.py"
VIEWS = {"due": "Due today", "cards": "Definitions", "mistakes": "My mistakes"}
SLOT, CARDS = "review_question", "review_cards"
CARDS_AT_ONCE = 10
told: list[str] = []


def show_due() -> None:
    """The questions that are due, one after the other; without any, when the next one is."""
    run = running(SLOT)
    if run is None or run.over:
        planned = due_set(state.learner_id(), state.answers(), state.now())
        if run is not None:
            show_end(SLOT)
        if not planned:
            nothing_due()
            return
        n = len(planned)
        st.markdown(f"**{n} {'metric is' if n == 1 else 'metrics are'} due.** Fresh numbers each; what was harder comes back sooner.")
        if st.button("Begin", type="primary", icon=":material/play_arrow:", key="review_begin"):
            start(SLOT, Run("review", planned, uuid.uuid4().hex))
            st.rerun()
        return
    show_run(SLOT)


def nothing_due() -> None:
    """What to do in place of a review."""
    if (at := next_due(state.answers())) is None:
        st.markdown("**Nothing is due.** A metric comes here after its first full problem; then at growing intervals, 30 days at most.")
        st.page_link("pages/learn/learn.py", label="Go to Learn", icon=":material/school:")
        return
    st.markdown(f"**Nothing is due today.** The next one is on {at:%d %B %Y}.")
    if st.button("A mixed set in the meantime", icon=":material/shuffle:", key="review_mixed"):
        stop("practice_mixed")
        st.switch_page(PRACTICE, query_params={"set": "mixed"})


def show_weeks() -> None:
    """A quiet mark for each week with a review."""
    found = weeks(state.answers(), state.now())
    n = sum(done for _, done in found)
    if not n:
        return
    marks = " ".join(":green[:material/check_box:]" if done else ":gray[:material/check_box_outline_blank:]" for _, done in found)
    st.markdown(marks)
    st.caption(f"Weeks with a review: {n} of the last {len(found)}, this one last.")


def cards() -> list[Flash]:
    """The cards that are still to be answered in this round."""
    if CARDS not in st.session_state:
        turn = st.session_state.setdefault("review_round", 0)
        st.session_state[CARDS] = list(flash(turn, CARDS_AT_ONCE))
    found: list[Flash] = st.session_state[CARDS]
    return found


def turn_over() -> None:
    """Show the back of the card."""
    st.session_state["review_back"] = True


def put_away(*, knew: bool) -> None:
    """The next card; one that was not known comes again at the end."""
    first, *rest = cards()
    st.session_state[CARDS] = rest if knew else [*rest, first]
    st.session_state["review_back"] = False


def another_round() -> None:
    """Ten other cards."""
    st.session_state["review_round"] += 1
    st.session_state.pop(CARDS, None)


def show_cards() -> None:
    """One card at a time: the question, then its back."""
    left = cards()
    if not left:
        st.markdown("**The round is done.**")
        st.button("Another round", type="primary", icon=":material/replay:", on_click=another_round, key="review_again")
        return
    card = left[0]
    st.caption(f"{len(left)} {'card' if len(left) == 1 else 'cards'} left in this round. Say it to yourself, then look.")
    with st.container(border=True):
        st.markdown(f"**{md(card.front)}**")
        if st.session_state.get("review_back"):
            st.markdown(md(card.back))
            st.page_link("pages/learn/library.py", label="In the library", icon=":material/menu_book:", query_params={"metric": card.key})
    with st.container(horizontal=True):
        if st.session_state.get("review_back"):
            st.button(
                "Knew it",
                type="primary",
                icon=":material/check:",
                on_click=put_away,
                kwargs={"knew": True},
                key="review_knew",
                shortcut="Enter",
            )
            st.button("Not yet: once more", on_click=put_away, kwargs={"knew": False}, key="review_again_card")
        else:
            st.button("Show the back", type="primary", on_click=turn_over, key="review_turn", shortcut="Enter")


def show_mistakes() -> None:
    """The kinds of slip among one's own answers, and a set of such errors to find."""
    found = own_slips(state.answers())
    if not found:
        st.markdown(
            "**No mistake that is known by name so far.** Those that are made stand here by kind, with errors of that kind to find."
        )
        return
    meanings = {str(key): meaning for key, (_, meaning) in CLUSTER_WORDS.items()}
    for one in found:
        with st.container(border=True):
            times = "once" if one.times == 1 else f"{one.times:,} times"
            st.markdown(f"**{md(cluster_name(one.cluster))}**, {times}")
            st.markdown(f"{md(meanings.get(one.cluster, ''))} In: {md(', '.join(one.where))}.")
            if st.button("Find errors of this kind", key=f"review_errors_{one.cluster}", icon=":material/search:"):
                stop("practice_errors")
                st.switch_page(PRACTICE, query_params={"set": "errors", "about": one.cluster})


st.title("Review")
state.learner()
st.markdown("What was learned comes back before it is forgotten.")
if running(SLOT) is None:
    state.refresh()
st.session_state["review_view"], missed = remembered("view", "review_view", list(VIEWS), "due")
if missed is not None:
    told.append(f"The link asks for “{md(missed[:40])}”, which does not exist here; another view is shown.")
view = st.segmented_control(
    "View", list(VIEWS), format_func=VIEWS.__getitem__, key="review_view", required=True, label_visibility="collapsed"
)
keep("review_view", view)
write({"view": view})
if view == "due":
    show_due()
    show_weeks()
elif view == "cards":
    show_cards()
else:
    show_mistakes()
show_kept()
for sentence in told:
    st.warning(sentence, icon=":material/link_off:")
