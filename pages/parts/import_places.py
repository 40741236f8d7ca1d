"""The folders and databases of this server: what is set up, never what a person types."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cs_calc.elsewhere import Pick, Places, folders
from cs_calc.staging import Held
from cs_calc.tables.database import connections


def places() -> Places:
    """The folders and connections of this server, by name. Raises Refused where they are not set up rightly."""
    known = st.secrets.get("connections", {}) if st.secrets.load_if_toml_exists() else {}
    return Places(folders(), connections(known))


def places_of(files: Iterable[Held | Pick | tuple[str, bytes]]) -> Places | None:
    """What is set up, where any of these is not an upload."""
    return places() if any(isinstance(one, Pick) or (isinstance(one, Held) and one.pick) for one in files) else None
