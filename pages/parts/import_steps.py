"""The row of steps at the top of the import, and the heading of each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cs_calc.imports import Step
from pages.parts.text import md

LOOKS = {"done": ("green", "check_circle"), "look": ("orange", "visibility"), "open": ("gray", "radio_button_unchecked")}
NAMES = ("Files", "Match", "Check", "Fix", "Use")


def show_steps(steps: Sequence[Step]) -> None:
    """The stages in a row, each with its state in a word, and a link to its part of the page."""
    grid = st.grid(len(steps), min_column_width=150, gap="small")
    for number, step in enumerate(steps, 1):
        color, icon = LOOKS[step.state]
        with grid.container(border=True, gap="xxsmall"):
            st.markdown(f"**[{number} {step.name}](#{step.name.lower()})**")
            st.markdown(f":{color}[:material/{icon}: {step.state}]")
            st.caption(md(step.says))


def heading(name: str, says: str) -> None:
    """The heading of one stage and what it is for."""
    st.subheader(f"{NAMES.index(name) + 1} {name}", anchor=name.lower(), divider="gray")
    st.caption(says)
