"""Exercises to take along: which ones, how many variants, and each kind of file as a download."""

from __future__ import annotations

import random

import streamlit as st

from cs_calc.training.exports import FORMATS, Format, Selection, select, write
from cs_calc.training.exports.selection import MOST_VARIANTS
from cs_calc.training.items import ITEMS
from cs_calc.training.paths import MODULES, PATHS
from pages.parts.text import md

KEY = "take"
MOST_SEED = 1_000_000


def show_take_along() -> None:
    """The choice of exercises, and a download for each kind of file."""
    st.markdown(
        "Exercises as a file: to print, to fill in, or for the learning system of your team. Known wrong answers keep their sentences."
    )
    names = _names()
    st.session_state.setdefault(f"{KEY}_seed", 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.multiselect(
            "Paths, modules or exercises", list(names), default=["first_week"], format_func=names.__getitem__, key=f"{KEY}_what",
            placeholder="All exercises", width=420,
        )  # fmt: skip
        variants = st.number_input("Variants of each", 1, MOST_VARIANTS, 3, key=f"{KEY}_variants", width=150,
                                   help="The same exercise with other numbers.")  # fmt: skip
        seed = st.number_input("First variant", 1, MOST_SEED, key=f"{KEY}_seed", width=150,
                               help="The same number draws the same exercises again, here and in the app.")  # fmt: skip
        st.button("Other numbers", icon=":material/shuffle:", on_click=_shuffle, key=f"{KEY}_other")
    selection = select(what, seed=int(seed), variants=int(variants))
    st.caption(f"{md(selection.name)}. {md(selection.says)}")
    grid = st.grid(3, min_column_width=280)
    for kind in FORMATS.values():
        with grid.container(border=True, height="stretch"):
            _show_kind(kind, selection)


def _show_kind(kind: Format, selection: Selection) -> None:
    st.markdown(f"**{md(kind.name)}**")
    st.caption(md(kind.says))
    with st.container(horizontal=True):
        _download("With answers" if kind.apart else "Download", kind, selection, answers=True)
        if kind.apart:
            _download("Without", kind, selection, answers=False)


def _download(label: str, kind: Format, selection: Selection, *, answers: bool) -> None:
    end = "" if answers else "-without-answers"
    st.download_button(
        label, lambda: write(selection, kind.key, answers=answers), f"exercises-{selection.key}{end}.{kind.suffix}", kind.mime,
        on_click="ignore", icon=":material/download:", key=f"{KEY}_{kind.key}{end}",
    )  # fmt: skip


def _shuffle() -> None:
    st.session_state[f"{KEY}_seed"] = random.randint(1, MOST_SEED)


def _names() -> dict[str, str]:
    """What can be chosen, by key."""
    paths = {key: f"Path: {path.name}" for key, path in PATHS.items()}
    modules = {key: f"{key} {module.name}" for key, module in MODULES.items()}
    return paths | modules | {key: item.title for key, item in ITEMS.items()}
