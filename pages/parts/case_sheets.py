"""The sheets of a case, as tables with the numbers as people write them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.training.cases.draw import Drawn
from cs_calc.training.cases.record import Column, Sheet
from pages.parts.text import money_safe


def show_sheets(drawn: Drawn) -> None:
    """Every sheet with its name."""
    for sheet in drawn.made.sheets:
        st.markdown(f"**{sheet.name}**")
        st.dataframe(
            _frame(sheet, drawn.currency),
            hide_index=True,
            height="content",
            alt=f"{sheet.name}: {', '.join(column.name for column in sheet.columns)}; {len(sheet.rows)} rows.",
            column_config={c.name: st.column_config.TextColumn(alignment="left" if c.unit is None else "right") for c in sheet.columns},
        )
        if sheet.note:
            st.caption(money_safe(sheet.note))


def _frame(sheet: Sheet, currency: str) -> pd.DataFrame:
    def shown(column: Column, value: float | str | None) -> str:
        if value is None:
            return "–"
        return value if isinstance(value, str) else str(value) if column.unit is None else column.unit.show(value, currency)

    return pd.DataFrame(
        [{c.name: shown(c, value) for c, value in zip(sheet.columns, row.cells, strict=True)} for row in sheet.rows],
        columns=[c.name for c in sheet.columns],
    )
