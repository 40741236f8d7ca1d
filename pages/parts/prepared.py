"""A file that takes seconds to make: asked for, made in its turn with progress and a stop, then downloaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from cs_calc.job import Job
from pages.parts.text import md


@dataclass(frozen=True)
class File:
    """What is made: in words for the buttons ("workbook"), the name of the file, its kind, its icon, and what is in it."""

    what: str
    name: str
    mime: str
    icon: str
    help: str


def show_prepared(key: str, file: File, of: tuple[Hashable, ...], make: Callable[[], bytes | str], *, first: bool = False) -> None:
    """The button that has the file made, its progress, and the button that downloads it; `of`: what the file depends on.

    Clicking here reruns only this part of the page. While it is made, a click elsewhere leaves it going on. `first`: the main button.
    """
    _show(key, file, of, make, "primary" if first else "secondary")


@st.fragment
def _show(key: str, file: File, of: tuple[Hashable, ...], make: Callable[[], bytes | str], looks: Literal["primary", "secondary"]) -> None:
    jobs: dict[str, tuple[tuple[Hashable, ...], Job[bytes | str]]] = st.session_state.setdefault("prepared", {})
    before, job = jobs.get(key, ((), None))
    if before != of and job is not None:  # the page has moved on: nobody waits for this one
        job.stop()
        del jobs[key]
        job = None

    def begin() -> None:
        jobs[key] = (of, Job(lambda _: make(), heavy=True))

    def stop() -> None:
        jobs.pop(key)[1].stop()

    if job is not None and not job.wait(0.5):
        under_way = st.empty()
        with under_way.container():
            bar = st.progress(0.0, f"Making the {md(file.what)}")
            st.button("Stop", icon=":material/stop_circle:", on_click=stop, key=f"{key}_stop")
        began = time.monotonic()
        while not job.wait(0.3):
            seconds = time.monotonic() - began
            share = 0.0 if job.ahead else 1 - 1 / (1 + seconds / 5)  # how long it takes is not known before
            bar.progress(share, f"{md(job.doing) or f'Making the {md(file.what)}.'} {seconds:.0f} s")
        under_way.empty()
    if job is None or job.result is None:
        if job is not None:
            gone = "The connection was lost before its turn came." if job.left else "This is a fault in this program; its log says where."
            says = job.text if job.unset else gone
            st.error(f"The {md(file.what)} could not be made. {md(says)} Nothing else has changed: try again.", icon=":material/error:")
        st.button(f"Make the {md(file.what)}", icon=file.icon, type=looks, help=file.help, on_click=begin, key=f"{key}_make")
        return
    made = job.result
    st.download_button(
        f"Download the {md(file.what)}", made, file.name, file.mime, on_click="ignore", type=looks, icon=":material/download:",
        help=file.help, key=f"{key}_file",
    )  # fmt: skip
