"""Who is there: for whom heavy work is done, and whose memory is given back because they left or have not asked for long."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress

import streamlit as st
from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cs_calc.tables import turns
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.reading.held_columns import put_away_idle
from cs_calc.tables.room import DEFAULT_IDLE, BadRoom, idle_seconds

_BEGUN = threading.Event()
_SEEN: weakref.WeakSet[_Seen] = weakref.WeakSet()  # datasets in use, without holding them
_LOOKING = threading.Lock()


class _Seen:
    """A dataset in use, as long as its session holds this mark; datasets themselves are compared by their tables."""

    def __init__(self, dataset: Dataset) -> None:
        self.of = weakref.ref(dataset)


def watch_over() -> None:
    """Have heavy work know whose it is, and memory given back by a thread: begun once for the whole process."""
    if not _BEGUN.is_set():
        _BEGUN.set()
        turns.asked_by(_whose)
        threading.Thread(target=_look_after, daemon=True, name="cs-calc memory").start()


def in_use(dataset: Dataset | None) -> None:
    """Note that this session's data is in use, so that it is looked after."""
    mark: _Seen | None = st.session_state.get("in_use")
    if dataset is None:
        st.session_state.pop("in_use", None)
    elif mark is None or mark.of() is not dataset:
        mark = _Seen(dataset)
        with _LOOKING:
            _SEEN.add(mark)
        st.session_state["in_use"] = mark


def forget_idle(idle: float) -> int:
    """Drop what was worked out from data that nobody has asked about for so many seconds, and put away the cells of its files.

    Gives how many datasets and sheets it was.
    """
    now = time.monotonic()
    with _LOOKING:  # nobody comes in while they are gone through
        marks = list(_SEEN)
    found = {id(data): data for mark in marks if (data := mark.of()) is not None and now - data.used >= idle}
    return sum(data.forget() for data in found.values()) + put_away_idle(idle)


def forget_left() -> int:
    """Have the server let go of sessions that can no longer be taken up again; gives how many.

    Streamlit keeps a session for two minutes after its connection broke, and then until another one leaves: on a quiet server
    that may be for ever. Where a newer Streamlit keeps them elsewhere, that is how it stays.
    """
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    kept = getattr(getattr(manager, "_session_storage", None), "_cache", None)
    lock = getattr(manager, "_storage_lock", None)
    if kept is None or lock is None or not hasattr(kept, "expire"):
        return 0
    with lock:
        gone = kept.expire() or ()
    return len(gone)


def forget_left_pages() -> None:
    """Before a page is drawn: have the session forget the widgets that were drawn before; those that are here are made anew.

    Streamlit keeps the callbacks of pages that were left, and with them all that those pages had in hand, the data too. What
    somebody has just set stays. Where a newer Streamlit keeps them elsewhere, that is how it stays.
    """
    context = get_script_run_ctx(suppress_warning=True)
    state = getattr(getattr(context, "session_state", None), "_state", None)
    widgets = getattr(state, "_new_widget_state", None)
    known, values = getattr(widgets, "widget_metadata", None), getattr(widgets, "states", None)
    if isinstance(known, dict) and isinstance(values, dict):
        for key in [key for key in known if key not in values]:
            del known[key]


def give_back() -> None:
    """Collect what is no longer used, and give free memory back to the system where it takes it (Linux)."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has no such call, and does not need it
            ctypes.CDLL(None).malloc_trim(0)


def _look_after() -> None:
    try:
        idle = idle_seconds()
    except BadRoom as wrong:
        idle = DEFAULT_IDLE
        logging.getLogger("cs_calc").error("%s Without it: %d.", wrong, idle)
    while True:
        time.sleep(min(30.0, max(1.0, idle / 4)))
        try:
            if forget_left() + forget_idle(idle):
                give_back()
        except Exception:  # told to the operator; memory is looked after again the next time
            logging.getLogger("cs_calc").exception("Looking after memory failed.")


def _whose() -> turns.Person:
    """The person whose page runs in this thread; nobody in particular outside of a page."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return turns.Person()
    session = context.session_id
    return turns.Person(session, lambda: not runtime.exists() or bool(runtime.get_instance().is_active_session(session)), _tell())


def _tell() -> Callable[[int], None]:
    """Tells the page how much comes first while it waits; a click ends the waiting, as it ends any script."""
    drawn: list[DeltaGenerator] = []

    def watch(ahead: int) -> None:
        if ahead and not drawn:
            drawn.append(st.empty())
        if drawn and ahead:
            drawn[0].caption(f":material/hourglass_top: {turns.in_words(ahead)}")
        elif drawn:
            drawn.pop().empty()

    return watch
