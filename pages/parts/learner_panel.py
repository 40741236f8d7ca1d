"""Who is learning, on a page: to begin, to come back, to take one's progress along or delete it, and where it is kept."""

from __future__ import annotations

import streamlit as st

from cs_calc.training.progress.failures import NotKept
from cs_calc.training.progress.learner import LONGEST_NAME, Learner, new_key
from cs_calc.training.progress.portable import NotImported, bring_in, export
from pages.parts import learner_state as state
from pages.parts.text import md

ROUND = "learner_file"


def show_who() -> None:
    """Who is learning; where nobody said, the ways to say so."""
    held = state.learner()
    if held is None:
        _sign_in() if state.sign_in_is_set_up() else _begin()
    else:
        n = len(state.answers())
        st.caption(f"{md(held.name)} is learning. {n:,} {'answer' if n == 1 else 'answers'} so far.")
        _show_key()
    show_trouble()


def _sign_in() -> None:
    with st.container(border=True):
        st.markdown("**Sign in, and your answers are kept.** Without it you can practise; answers then last as long as this tab.")
        st.caption("Signing in begins a new visit: what was answered, loaded or kept in the notebook in this tab is not taken along.")
        st.button("Sign in", icon=":material/login:", on_click=st.login, key="learner_sign_in")


def _begin() -> None:
    with st.container(border=True):
        st.markdown("**Who is learning?** Answers are kept under a name. Without one, they last as long as this tab.")
        first, again = st.tabs(["I am new", "I have a key"])
        with first, st.form("learner_begin", border=False):
            st.text_input("Your name, as your team knows you", key="learner_name", max_chars=LONGEST_NAME, width=340, autocomplete="name")
            st.form_submit_button("Begin", type="primary", on_click=_begun, key="learner_begin_go")
        with again, st.form("learner_resume", border=False):
            st.text_input(
                "Your private key", key="learner_typed_key", max_chars=40, width=340, type="password", autocomplete="current-password",
                placeholder="7KQX-M2PA-RTD9",
            )  # fmt: skip
            st.form_submit_button("Go on", on_click=_resumed, key="learner_resume_go")
        if "learner_said" in st.session_state:
            st.warning(md(st.session_state.pop("learner_said")), icon=":material/person:")


def _begun() -> None:
    try:
        state.begin_as(st.session_state.get("learner_name", ""))
    except ValueError as why:
        st.session_state["learner_said"] = str(why)


def _resumed() -> None:
    if not state.resume_with(st.session_state.get("learner_typed_key", "")):
        st.session_state["learner_said"] = (
            "This key belongs to nobody here. It has twelve signs, such as 7KQX-M2PA-RTD9; look for a letter taken for another."
        )


def _show_key() -> None:
    key = st.session_state.get(state.KEY)
    if key is None:
        return
    with st.container(border=True):
        st.markdown("**Your private key.** It alone opens your progress next time; it is shown this once. Put it where you keep passwords.")
        st.code(key, language=None, width=260)
        st.button("I have put it away", key="learner_key_kept", on_click=lambda: st.session_state.pop(state.KEY, None))


def show_trouble() -> None:
    """What keeps answers from being kept, and the way to try again."""
    if not (why := state.trouble()):
        return
    n = state.unkept()
    waiting = f" {n:,} {'answer waits' if n == 1 else 'answers wait'} in this tab." if n else ""
    st.warning(f"{md(why)} Practice goes on without keeping.{waiting}", icon=":material/cloud_off:")
    st.button("Try again", key="learner_try_again", on_click=state.try_again, icon=":material/refresh:")


def show_kept() -> None:
    """One line under an exercise: under whose name it is kept, or that it is not."""
    show_trouble()
    held = state.learner()
    if held is not None:
        if not state.trouble():
            st.caption(f"Kept for {md(held.name)}.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Nobody is named: answers last as long as this tab.", width="content")
        st.page_link("pages/learn/learn.py", label="Say who is learning", icon=":material/person:")


def show_progress_files() -> None:
    """Where progress is kept; export, import, a new key, deletion."""
    held, place = state.learner(), None
    if held is None:
        return
    with st.expander("Your progress: where it is, export, import, delete", icon=":material/folder_managed:"):
        place = state.store()
        if place is None:
            return
        st.markdown(f"{md(place.where())} You are listed as **{md(held.tag)}**.")
        _cohort(held)
        with st.container(horizontal=True):
            st.download_button("Export", lambda: export(place, held, state.now()), "progress.json", "application/json", on_click="ignore",
                               icon=":material/download:", help="Every answer as a file, to be imported here or elsewhere.")  # fmt: skip
            if not state.sign_in_is_set_up():
                st.button("A new key", icon=":material/key:", on_click=_new_key, help="The earlier one opens nothing any more.")
                st.button("Somebody else", icon=":material/logout:", on_click=state.leave, help="Your answers stay where they are kept.")
            else:
                st.button("Sign out", icon=":material/logout:", on_click=st.logout, key="learner_sign_out")
        upload = st.file_uploader("Import an exported file", type=["json"], key=f"{ROUND}_{st.session_state.get(ROUND, 0)}")
        if upload is not None:
            _import(upload.getvalue())
        if "learner_imported" in st.session_state:
            st.success(md(st.session_state.pop("learner_imported")), icon=":material/check:")
        st.checkbox("Delete all my answers. This cannot be undone; export first.", key="learner_delete_sure")
        st.button("Delete", icon=":material/delete:", on_click=state.delete_all, key="learner_delete",
                  disabled=not st.session_state.get("learner_delete_sure"))  # fmt: skip


def _cohort(held: Learner) -> None:
    """The team or intake that a learner belongs to: a lead can set it a path with a date."""
    known = state.known_cohorts()
    st.selectbox(
        "Your cohort (team or intake)", known, index=known.index(held.cohort) if held.cohort in known else None, accept_new_options=True,
        placeholder="none", key="learner_cohort", on_change=_joined, width=340, help="A team lead can set a path with a date for a cohort.",
    )  # fmt: skip


def _joined() -> None:
    state.join_cohort(st.session_state["learner_cohort"])


def _new_key() -> None:
    held, place = state.learner(), state.store()
    if held is not None and place is not None and (key := state.trying(lambda: new_key(place, held))) is not None:
        st.session_state[state.KEY] = key


def _import(data: bytes) -> None:
    held, place = state.learner(), state.store()
    if held is None or place is None:
        return
    try:
        merged = bring_in(place, held, data, state.now())
    except (NotImported, NotKept) as why:
        st.error(md(str(why)), icon=":material/error:")
        return
    state.refresh(at_once=True)
    st.session_state["learner_imported"] = merged.says()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()
