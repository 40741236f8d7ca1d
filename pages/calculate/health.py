"""Health score: a model in the open, one customer worked step by step, and the whole portfolio with who to call first."""

import pandas as pd
import streamlit as st

from cs_calc.health.portfolio import health_table
from cs_calc.health.signals import available, of_dataset
from pages.parts import state
from pages.parts.health_model import TOLD, model_in_link, show_model, take_link
from pages.parts.health_moves import show_moves
from pages.parts.health_one import show_one
from pages.parts.health_portfolio import invite, show_back_test, show_portfolio
from pages.parts.text import md

loaded = state.loaded()
dataset = loaded.dataset if loaded is not None and not loaded.questions else None

st.title("Health score")
st.markdown("Which customers are doing well, which are not, and whom should we call first?")
st.caption(
    "Nobody has a standard for this score. The signals, ranges, weights and bands below are our starting point: make them yours, "
    "and write down why."
)
values: pd.DataFrame | None = None
if dataset is not None and len(dataset.tables.get("customers", ())):
    values = dataset.keep(("health", "signals"), lambda: of_dataset(dataset))
    values = values if len(values) else None

columns = available(values) if values is not None else None
take_link(columns)
for sentence in st.session_state.pop(TOLD, ()):
    st.warning(md(sentence), icon=":material/link_off:")
with st.container(border=True):
    st.subheader("The model")
    model = show_model(columns)

table = health_table(values, model) if values is not None else None
if dataset is not None and values is not None and table is not None:
    st.subheader("The portfolio")
    show_portfolio(dataset, values, table, model)
    show_moves(values, table, model, dataset.currency)
    show_back_test(dataset, model)
st.subheader("One customer")
show_one(model, table, values, model_in_link(model, columns))
if values is None:
    st.subheader("The portfolio")
    invite()
