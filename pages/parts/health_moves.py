"""Drag a weight and see who changes band."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.health.model import HealthModel, ModelError
from cs_calc.health.moves import band_moves, moves_sentence, ways, with_weight
from cs_calc.health.portfolio import health_table
from cs_calc.units import MONEY
from pages.parts.health_model import put
from pages.parts.rows import show_table
from pages.parts.text import md


@st.fragment
def show_moves(values: pd.DataFrame, table: pd.DataFrame, model: HealthModel, currency: str) -> None:
    """Pick a signal, drag its weight: the customers who would lie in another band; `table` are the scores by the model."""
    st.subheader("Who changes band if a weight changes?")
    signals = {s.key: s for s in model.signals}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox("Signal", list(signals), format_func=lambda k: signals[k].name, key="health_moves_signal", width=240)
        now = signals[key].weight
        most = float(max(100.0, 2 * now))
        weight = st.slider("Its weight", 0.0, most, float(now), 1.0, format="%.0f", key=f"health_moves_weight_{key}_{now:g}", width=420)
    try:
        other = with_weight(model, key, weight)
    except ModelError:
        st.caption("With this weight at 0 no signal would count: at least one weight must be above 0.")
        return
    moves = band_moves(table, health_table(values, other), model)
    if weight == now:
        st.caption("Drag the weight: the customers who would lie in another band are listed here.")
        return
    what = f"{signals[key].name} at {weight:g} instead of {now:g}"
    st.markdown(f"**{md(moves_sentence(moves, int(table['score'].notna().sum()), what, lambda m: MONEY.show_brief(m, currency)))}**")
    if len(moves):
        show_table(
            ways(moves, model).rename(columns={"mrr": "closing_mrr"}), "ways from band to band", key="health_ways", file_name="ways.csv"
        )
        shown = moves.rename(columns={"mrr": "closing_mrr"}).round({"score_before": 1, "score_after": 1})
        show_table(shown, "customers who change band", key="health_moved", file_name="who-changes-band.csv")
    st.button("Put this weight into the model", on_click=put, args=(other,), icon=":material/check:", key="health_moves_put")
