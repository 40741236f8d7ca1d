"""Drivers: which behaviours go with renewal, leaving, expansion or satisfaction, beyond chance, and inside plans and sizes?"""

import streamlit as st

from cs_calc.analysis import drivers_say as say
from cs_calc.analysis.drivers import STRATA, tried
from cs_calc.analysis.drivers_charts import MOST, picture_of
from cs_calc.analysis.drivers_tables import shown
from cs_calc.charts import SMALL
from pages.parts.drivers_ask import show_question
from pages.parts.drivers_magic import show_magic
from pages.parts.drivers_one import show_one
from pages.parts.empty import need_data, show_template
from pages.parts.keep import keep_page
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.text import md

WOULD_SHOW = (
    "This page shows which behaviours go with renewal, leaving, expansion, satisfaction or trials that become customers, "
    "and whether that is more than chance."
)
st.title("Drivers")
st.markdown("What do customers who stay, grow and are satisfied do that the others do not, and is it more than chance?")
loaded = need_data(WOULD_SHOW, ["renewals", "usage"])
whole = loaded.dataset
asked = show_question(whole)
if asked is None:
    st.info(
        "**There is no outcome in the loaded files.** This page needs renewals, subscriptions, CSAT answers with their customer, or a list "
        f"of customers with trials. {WOULD_SHOW.replace('This page shows', 'With them it shows')}",
        icon=":material/table:",
    )
    show_template(["renewals", "usage", "tickets", "customers"])
    st.stop()
dataset, outcome = asked.dataset, asked.outcome
found = tried(dataset, outcome, asked.kind, asked.periods, asked.days, asked.times)

first, *others = say.opening(found)
st.markdown(f"**{md(first)}**")
for sentence in others:
    st.markdown(md(sentence))
keep_page("drivers")
if note := say.simpson(found):
    st.markdown(f":material/visibility_off: {md(note)}")
if not len(found.table):
    lacking = [t for t in ("usage", "tickets", "survey_responses", "customers") if t not in dataset.tables]
    st.caption("The loaded files tell nothing that customers did before: usage, tickets, survey answers and the list of customers would.")
    show_template(lacking)
    st.stop()

picked = ""
if len(found.tested):
    event = show_picture(picture_of(dataset, found), f"drivers_{outcome.key}", select="behaviour")
    points = (event or {}).get("selection", {}).get("behaviour", []) if event else []
    picked = str(points[0].get("key", "")) if points else ""
    st.caption(
        f"Dot: with it. Ring: without. Beside the name: the difference in points and its 95 % range. The surest "
        f"{min(MOST, len(found.tested))} of {len(found.tested)}: first what they did, then signs of what they thought, then who they are; "
        "grey may be chance. Click a dot for its working and its customers below."
    )
with st.expander(f"All {len(found.table)} that were looked at", icon=":material/table:"):
    show_table(shown(found), "behaviours, the surest first", key=f"drivers_all_{outcome.key}", file_name=f"drivers-{outcome.key}.csv")
    st.caption(
        f"Likely: 95 % ranges (Newcombe for the difference, Katz for the ratio). Below {SMALL} on a side: too few to rank. "
        f"Inside {', '.join(STRATA.values())}: whether the difference is still there when like is compared with like (Mantel and Haenszel)."
    )
st.caption(md(say.care(found)))

st.subheader("How it was worked, and who is behind it")
show_one(dataset, found, picked)
show_magic(dataset)
