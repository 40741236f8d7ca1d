"""How to collect a metric: what to ask or record, when and when not, how often, what to do with the answer."""

from __future__ import annotations

import streamlit as st

from cs_calc.model import Metric, Topic
from pages.parts.text import md, money_safe

HEADS: dict[Topic, str] = {
    "question": "The question to ask", "record": "The record to keep", "scale": "The scale", "when": "When",
    "when not": "When not", "how often": "How often", "act on it": "What to do with the answer", "tags": "Tags to use",
}  # fmt: skip


def show_collect(metric: Metric, *, expanded: bool = False) -> None:
    """Each piece of advice under its head, with whose it is."""
    if not metric.collect:
        return
    with st.expander("How to collect it", icon=":material/checklist:", expanded=expanded):
        for topic, head in HEADS.items():
            for advice in (a for a in metric.collect if a.topic == topic):
                whose = "ours" if advice.source.kind == "ours" else advice.source.publisher
                st.markdown(f"**{head}.** {money_safe(advice.text)} :gray[({md(whose)})]")
