"""The magic ratio finder: the search, both halves, one combination worked, and the customers behind it."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import magic_say as say
from cs_calc.analysis.magic import behind, can_look, each_feature, magic, told
from cs_calc.tables.dataset import Dataset
from pages.parts.empty import show_template
from pages.parts.link import keep
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.text import md

STAY = ("90", "180", "365")


def show_magic(dataset: Dataset) -> None:
    """All of it. The time to stay stands in the link (`drivers_ask` writes it)."""
    st.subheader("Is there a magic ratio?")
    if not can_look(dataset):
        st.info(
            "This needs product usage, and subscriptions (or a list of customers with sign-up and leaving): it looks for the feature, how "
            "often and how soon, that separates those who stay.",
            icon=":material/table:",
        )
        show_template([t for t in ("usage", "subscriptions") if t not in dataset.tables])
        return
    stay = st.selectbox("To stay means", STAY, format_func=lambda d: f"still there {d} days after the start", key="drivers_stay", width=300)
    keep("drivers_stay", stay)
    found = magic(dataset, int(stay))
    first, *others = say.sentences(found)
    st.markdown(f"**{md(first)}**")
    for sentence in others:
        st.markdown(md(sentence))
    best = each_feature(found) if len(found.grid) else found.grid
    if found.best is None or not len(best):
        return
    event = show_picture(dataset.keep(("picture", "magic", stay), lambda: say.both_halves(found)), f"magic_{stay}", select="feature")
    points = (event or {}).get("selection", {}).get("feature", []) if event else []
    st.caption("Ring: in the half that chose it. Dot with its 95 % range: held out; grey may be chance. Click a dot for its working below.")
    st.caption(md(say.how(found)))
    rows = {str(r["feature"]): {str(k): v for k, v in r.items()} for r in best.to_dict("records")}
    picked = str(points[0].get("feature", "")) if points else ""
    start = picked if picked in rows else str(found.best["feature"])
    words = {feature: say.habit(one) for feature, one in rows.items()}
    name = st.selectbox(
        "Working of", list(rows), list(rows).index(start), format_func=words.__getitem__, key=f"magic_of_{start}", width=420
    )
    row = rows[name]
    for column, word, half in zip(st.columns(2), ("chosen", "held"), ("Chosen on", "Held out"), strict=True):
        one = told(row, word)
        with column:
            for line in say.working(one, half) if one is not None else [f"{half}: nobody on one side."]:
                st.markdown(md(line))
    with st.expander("The customers behind it", icon=":material/table_rows:"):
        show_table(
            behind(found, dataset, row), "customers behind it", key=f"magic_rows_{name}", file_name=f"magic-{stay}-days-customers.csv"
        )
    with st.expander(f"All {len(found.grid)} combinations", icon=":material/table:"):
        show_table(say.shown(found), "combinations, the best first", key=f"magic_all_{stay}", file_name=f"magic-{stay}-days.csv")
