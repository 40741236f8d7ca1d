"""A list of customers that can be taken along, and from each row to the account's card."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts.customers_ask import ACCOUNT
from pages.parts.link import keep
from pages.parts.rows import height_of, show_downloads, tidy_names

OPEN = "customers_open"
"""Whose card is to be opened in this run."""
NAMES = {"mrr": "MRR", "customer_name": "Customer", "customer_id": "Id", "due": "Contract due", "since": "Since then"}


def open_account(key: str, ids: Sequence[str]) -> None:
    """A row was clicked: its account is the chosen one, and its card opens."""
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(ids):
        choose_account(ids[picked[0]])
        st.session_state[OPEN] = ids[picked[0]]


def choose_account(customer: str) -> None:
    """Make this the account that the page shows."""
    st.session_state[ACCOUNT] = customer
    keep(ACCOUNT, customer)


def show_customers(rows: pd.DataFrame, what: str, *, key: str, file_name: str) -> None:
    """The list, the largest first; a click on a row opens the account."""
    named = rows.drop(columns=[c for c in ("rules", "channel") if c in rows]).rename(columns=NAMES)
    shown = tidy_names(named)
    if NAMES["due"] in shown:
        shown = shown.assign(**{NAMES["due"]: shown[NAMES["due"]].fillna("")})
    config: dict[str, object] = {
        "MRR": st.column_config.NumberColumn(format="accounting", width=90),
        "Id": st.column_config.TextColumn(width=70),
        "Why": st.column_config.TextColumn(width=520),
        "Reasons": st.column_config.NumberColumn(width=75, help="How many of the rules that are on flag the account."),
        "Customer": st.column_config.TextColumn(width=180),
    }
    ids = [str(i) for i in rows["customer_id"]]
    st.dataframe(
        shown,
        hide_index=True,
        height=height_of(len(shown)),
        column_config={k: v for k, v in config.items() if k in shown},
        key=key,
        on_select=lambda: open_account(key, ids),
        selection_mode="single-row",
        alt=f"{len(shown)} {what}, the largest first, each with the reasons.",
    )
    show_downloads(named, "Download this list", what, key=key, file_name=file_name)
