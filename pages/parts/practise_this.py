"""“Practise this”: from the calculator to an exercise with a person's own numbers."""

from __future__ import annotations

import streamlit as st

from cs_calc.answer import Answer
from cs_calc.training.mine import items_for, mine

PRACTICE, SLOT = "pages/learn/practice.py", "practice_question"


def practise_this(found: Answer) -> None:
    """The button, where there is an exercise for the metric; it asks for this answer with these very numbers."""
    items = items_for(found.metric.key, found.variant.key)
    if not items or found.value is None:
        return
    says = "Asks you for this answer with these numbers; what you type is marked, and a wrong answer is explained."
    if st.button("Practise this", icon=":material/exercise:", key="practise_this", help=says):
        from cs_calc.training.question import ask_own  # brings a database's client, which the calculator has no use for
        from pages.parts.learner_state import now, sitting

        st.session_state[SLOT] = ask_own(mine(items[0], found.given, found.currency), now(), sitting())
        st.switch_page(PRACTICE, query_params={"item": items[0].key, "stage": "D"})
