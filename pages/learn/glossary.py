"""Glossary: every term with its meaning, found even when it is typed wrong."""

import streamlit as st

from cs_calc.metrics import METRICS
from cs_calc.training.glossary import Term, search
from pages.parts.link import write
from pages.parts.text import md

KINDS = {"metric": "Metric", "definition": "Definition", "number": "Number", "slip": "Kind of slip"}
COLOURS = {"metric": "blue", "definition": "violet", "number": "green", "slip": "orange"}
MOST_METRICS = 4
# in this order: on a phone the meaning begins beside its term
WIDTHS = {"Term": 260, "Meaning": 640, "Kind": 90}


def show_term(term: Term) -> None:
    """A term, its meaning, and the metrics that it belongs to."""
    with st.container(border=True):
        st.markdown(f"**{md(term.name)}** :{COLOURS[term.kind]}-badge[{KINDS[term.kind]}]")
        st.markdown(md(term.meaning))
        if term.metrics:
            with st.container(horizontal=True, gap="small"):
                for key in term.metrics[:MOST_METRICS]:
                    st.page_link(
                        "pages/learn/library.py", label=md(METRICS[key].name), icon=":material/menu_book:", query_params={"metric": key}
                    )
                if len(term.metrics) > MOST_METRICS:
                    st.caption(f"and {len(term.metrics) - MOST_METRICS} more", width="content")


st.title("Glossary")
st.markdown("What does a word mean here?")
if "glossary_text" not in st.session_state:
    st.session_state["glossary_text"] = st.query_params.get("q", "")[:60]
with st.container(horizontal=True, vertical_alignment="bottom"):
    text = st.text_input("Search", key="glossary_text", live=True, type="search", max_chars=60, placeholder="Such as: net churn", width=360)
    kinds = st.pills("Kind", list(KINDS), format_func=KINDS.__getitem__, selection_mode="multi", key="glossary_kinds")
write({"q": text} if text.strip() else {})
found = [term for term in search(text) if not kinds or term.kind in kinds]
if not found:
    st.markdown(f"Nothing is like “{md(text[:60])}”. Try one word of it, or clear the search for the whole list.")
elif text.strip():
    for term in found:
        show_term(term)
else:
    st.caption(f"{len(found)} terms.")
    st.dataframe(
        {"Term": [t.name for t in found], "Meaning": [t.meaning for t in found], "Kind": [KINDS[t.kind] for t in found]},
        hide_index=True, height=620, column_config={name: st.column_config.TextColumn(width=n) for name, n in WIDTHS.items()},
        alt=f"{len(found)} terms with their kind and meaning.",
    )  # fmt: skip
