"""What stands in the address bar: enough to show the same page with the same numbers to somebody else."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.parts import state


def write(parameters: Mapping[str, str]) -> None:
    """Put a page's parameters into the link, all at once, so that one press of Back leaves the page."""
    wanted = {**({"data": "sample"} if state.is_sample() else {}), **parameters}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def remembered(name: str, key: str, options: list[str], default: str, *, listen: bool = True) -> tuple[str, str | None]:
    """A choice's value, and what the link asked for if that does not exist.

    In this order: what the field holds, what the link says, what was chosen before on another page, the
    default. (Streamlit forgets a field when its page is left; `keep` remembers it.) The link is asked when a
    page is opened, not when a field's choices change under it; `listen` is False where it speaks of something else.
    """
    if st.session_state.get(key) in options:
        return st.session_state[key], None
    asked = st.query_params.get(name) if listen and key not in st.session_state else None
    if asked in options:
        return asked, None
    kept = st.session_state.setdefault("kept_choices", {}).get(key)
    return (kept if kept in options else default), (asked if asked is not None else None)


def keep(key: str, value: str) -> None:
    """Remember a choice for when its page is opened again."""
    st.session_state.setdefault("kept_choices", {})[key] = value
