"""Numbers that no table holds: what is taken for them, and the field to set one's own."""

from __future__ import annotations

import streamlit as st

from cs_calc.formulas import inputs_of
from cs_calc.metrics import METRICS
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.measures import ASSUMED
from pages.parts import state
from pages.parts.text import money_safe


def show_assumptions(dataset: Dataset) -> None:
    """A field for each assumption, with what it means; a change works every number again."""
    parts = {part.key: part for metric in METRICS.values() for part in inputs_of(metric) if part.key in ASSUMED}
    with st.expander("What no table holds: assumptions", icon=":material/tune:"):
        grid = st.grid(3, min_column_width=230)
        for key, rule in ASSUMED.items():
            part, value = parts[key], dataset.assumed.get(key, rule.value)
            scale = part.unit.scale
            with grid.container():
                typed = st.number_input(
                    part.name + (f" ({part.unit.typed_in})" if part.unit.typed_in else ""),
                    min_value=(part.minimum or 0.0) * scale,
                    max_value=None if part.maximum is None else part.maximum * scale,
                    value=value * scale,
                    help=money_safe(part.help),
                    key=f"assumed_{key}",
                )
                st.caption(money_safe(rule.says))
            if abs(typed / scale - value) > 1e-12:
                state.set_assumed(key, typed / scale)
                st.rerun()
